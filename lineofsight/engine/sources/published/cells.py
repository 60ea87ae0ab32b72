"""Published cells: numbers, the publisher's markers where there is none, and the labels of years."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from lineofsight.engine import periods
from lineofsight.engine.periods import Period
from lineofsight.engine.reading import Status
from lineofsight.engine.sources.published.mapping import YearKind

MARKERS = {
    "c": Status.MARKER_C,
    "x": Status.MARKER_X,
    "z": Status.MARKER_Z,
    "u": Status.MARKER_U,
    "k": Status.MARKER_K,
    "low": Status.MARKER_LOW,
    ":": Status.MARKER_X,
    "-": Status.MARKER_X,  # LAIT's word for "not available" and for "suppressed" alike
    "": Status.MARKER_X,
}
NUMBER = re.compile(r"-?(\d{1,15}|\d{1,3}(,\d{3})+)(\.\d{1,20})?(E-?\d{1,2})?", re.IGNORECASE)
NOISE = 9  # places beyond which digits are what a float leaves behind: 302.89999999999998


@dataclass(frozen=True)
class Cells:
    """A column: its numbers, and a status where the publisher gives a marker instead.

    Where both are null nothing was published. `odd` is true for words that are neither.
    """

    number: pa.Array
    marker: pa.Array
    odd: pa.Array

    def at(self, indices: pa.Array) -> "Cells":
        """The cells at these places; null where the index is."""
        return Cells(self.number.take(indices), self.marker.take(indices), self.odd.take(indices))

    def only(self, mask: pa.Array) -> "Cells":
        return Cells(self.number.filter(mask), self.marker.filter(mask), self.odd.filter(mask))

    @property
    def below_nought(self) -> pa.Array:
        return pc.fill_null(pc.less(self.number, 0), False)

    @property
    def broken(self) -> pa.Array:
        """Whether there is a part of one in it, as no count of anything has."""
        return pc.fill_null(pc.not_equal(self.number, pc.round(self.number)), False)

    def without(self, mask: pa.Array) -> "Cells":
        """With no number, as if not available, where the mask says so."""
        return Cells(
            pc.if_else(mask, None, self.number), pc.if_else(mask, str(Status.MARKER_X), self.marker), self.odd
        )

    @property
    def places(self) -> int:
        """The decimal places to which the column is published: of 23 and 20.5 it is one."""
        numbers = self.number.unique().drop_null().to_pylist()
        return max(
            (len(f"{number:.{NOISE}f}".rstrip("0").partition(".")[2]) for number in numbers), default=0
        )

    @property
    def present(self) -> pa.Array:
        return pc.or_(pc.is_valid(self.number), pc.is_valid(self.marker))


def read(column: pa.ChunkedArray | pa.Array) -> Cells:
    """Text as published, each distinct word read once."""
    words = flat(column.cast(pa.string())).fill_null("").dictionary_encode()
    texts = [word.strip() for word in words.dictionary.to_pylist()]
    numbers = [
        round(float(text.replace(",", "")), NOISE) if NUMBER.fullmatch(text) else None for text in texts
    ]
    markers = [MARKERS.get(text.lower()) for text in texts]
    odd = [number is None and marker is None for number, marker in zip(numbers, markers, strict=True)]
    return Cells(
        number=pa.array(numbers, pa.float64()).take(words.indices),
        marker=pa.array(
            [Status.MARKER_X if strange else marker for strange, marker in zip(odd, markers, strict=True)],
            pa.string(),
        ).take(words.indices),
        odd=pa.array(odd, pa.bool_()).take(words.indices),
    )


def total(parts: Iterable[Cells]) -> Cells:
    """Columns added together: no number where one has none, and then the first marker."""
    first, *others = parts
    number, marker, odd = first.number, first.marker, first.odd
    for other in others:
        number = pc.add(number, other.number)
        marker = pc.coalesce(marker, other.marker)
        odd = pc.or_(odd, other.odd)
    return Cells(number, marker, odd)


def year(label: str, kind: YearKind) -> Period:
    """What a publication calls a year; PeriodError where it is none.

    2017 and 201617 (also 2016-17) are the year's end; 2014-16 are years together, as 2013/14-15/16 are.
    """
    label = label.strip()
    if match := re.fullmatch(r"(\d{4})-?(\d{2})", label):
        first, last = int(match[1]), _century(int(match[1]), int(match[2]))
        if last == first + 1:
            return _one_year(last, "academic" if kind == "academic" else "financial")
        if kind == "calendar":
            return periods.parse(f"{first}-01-01..{last}-12-31")
        return periods.parse(f"{_financial(first)}..{_financial(last)}")
    if match := re.fullmatch(r"(\d{4})/(\d{2})-(\d{2})/(\d{2})", label):
        first, last = int(match[1]), _century(int(match[1]), int(match[4]))
        return periods.parse(f"{_financial(first + 1)}..{_financial(last)}")
    if re.fullmatch(r"(19|20)\d{2}", label):
        return _one_year(int(label), kind)
    raise periods.PeriodError(f"'{label}' is not a year such as 2017 or 201617")


def _one_year(ending: int, kind: YearKind) -> Period:
    if kind == "census":
        return periods.census(ending)
    if kind == "calendar":
        return periods.parse(str(ending))
    return periods.parse(f"{'AY' if kind == 'academic' else ''}{_financial(ending)}")


def _financial(ending: int) -> str:
    return f"{ending - 1}-{ending % 100:02}"


def _century(first: int, last_two: int) -> int:
    year = first - first % 100 + last_two
    return year if year > first else year + 100


def each(columns: list[pa.Array], read: Callable[..., object], kind: pa.DataType) -> pa.Array:
    """`read` applied once to each distinct row of the columns."""
    names = [str(place) for place in range(len(columns))]
    table = pa.table(dict(zip(names, columns, strict=True)))
    distinct = table.group_by(names).aggregate([])
    answers = pa.array([read(*row.values()) for row in distinct.to_pylist()], kind)
    return answers.take(pc.index_in(_joined(table, names), _joined(distinct, names)))


def _joined(table: pa.Table, names: list[str]) -> pa.Array:
    return keys(*(table[name] for name in names))


def keys(*columns: pa.ChunkedArray | pa.Array) -> pa.Array:
    """One text for each row of the columns, equal where all of them are."""
    joined = pc.binary_join_element_wise(*columns, "\x1f", null_handling="replace", null_replacement="\x1e")
    return flat(joined)


def again(*columns: pa.ChunkedArray | pa.Array) -> pa.Array:
    """Whether an earlier row of the columns holds the same."""
    key = keys(*columns)
    return pc.not_equal(pc.index_in(key, key), pa.array(range(len(key)), pa.int32()))


def flat(column: pa.ChunkedArray | pa.Array) -> pa.Array:
    return column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
