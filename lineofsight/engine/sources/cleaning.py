"""From columns of text to columns of a contract table, a whole column at a time.

A `Draft` holds one file's or sheet's rows as text and turns them, field by field, into contract
columns. What cannot be read is a fault: in a field that the row cannot do without the row is rejected,
elsewhere the field is read as not recorded and the row is queried.
"""

import functools
import re
from collections.abc import Mapping
from datetime import date, datetime

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from lineofsight.engine.sources.intake import Fault, Severity
from lineofsight.engine.tables import CONTRACT

EARLIEST = date(1900, 1, 1)
FAULTS_LISTED = 20_000  # of one field; beyond it a fault says how many more there are

YES = ("y", "yes", "true", "1", "1.0", "t")
NO = ("n", "no", "false", "0", "0.0", "f")
NOTHING = ("", "null", "none", "na", "n/a", "nan", "nat", "-", "unknown")

# How a day is spelt in returns. `strptime` of Python, not of Arrow: Arrow reads 30 February as 1 March.
DATE_SPELLINGS = (
    "%Y-%m-%d",
    "%d/%m/%Y",
    "%d-%m-%Y",
    "%d.%m.%Y",
    "%d-%b-%Y",
    "%d-%B-%Y",
    "%d/%m/%y",
    "%Y%m%d",
)
MOMENT_SPELLINGS = ("%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M", "%d/%m/%Y %H:%M:%S", "%d/%m/%Y %H:%M")
TIME_OF_DAY = re.compile(r"[T ]\d{1,2}:\d{2}.*$")
DISTRICT = r"[A-Z]{1,2}[0-9][A-Z0-9]?"  # the outward half of a postcode
POSTCODE = rf"^(?P<district>{DISTRICT})(?:\s*[0-9][A-Z]{{2}})?$"  # or that half alone
FRACTION_OR_ZONE = re.compile(r"(\.\d+)?(Z|[+-]\d{2}:?\d{2})?$")


def _first_that_fits(word: str, spellings: tuple[str, ...]) -> datetime | None:
    for spelling in spellings:
        try:
            return datetime.strptime(word, spelling)
        except ValueError:
            continue
    return None


def _each_word(column, read, kind: pa.DataType) -> pa.Array:
    """`read` applied once to each distinct text of a column."""
    words = _flat(text(column)).dictionary_encode()
    return pa.array([word and read(word) for word in words.dictionary.to_pylist()], kind).take(words.indices)


def text(column: pa.ChunkedArray | pa.Array) -> pa.ChunkedArray | pa.Array:
    """Trimmed text, with "" and its like as null."""
    column = column.cast(pa.string())
    trimmed = pc.utf8_trim_whitespace(column)
    nothing = pc.is_in(pc.utf8_lower(trimmed), pa.array(NOTHING[:-1]))
    if pc.any(nothing).as_py():
        return pc.if_else(nothing, None, trimmed)
    return column if pc.all(pc.equal(trimmed, column)).as_py() else trimmed  # of many ids one copy is enough


def dates(column) -> pa.Array:
    """Days in any of the spellings seen in returns, a time of day passed over; null where none fits."""

    def read(word: str) -> date | None:
        day = _first_that_fits(TIME_OF_DAY.sub("", word).replace(" ", "-"), DATE_SPELLINGS)
        return day and day.date()

    return _each_word(column, read, pa.date32())


def moments(column) -> pa.Array:
    """Times to the minute or second, as written (local time); a bare date is not a time and reads null."""

    def read(word: str) -> datetime | None:
        return _first_that_fits(FRACTION_OR_ZONE.sub("", word.replace("T", " ")), MOMENT_SPELLINGS)

    return _each_word(column, read, pa.timestamp("us"))


def flags(column) -> pa.ChunkedArray | pa.Array:
    """True or false however a system spells it (Y/N, Yes/No, "a) Yes", 1/0); null where neither."""
    lower = pc.replace_substring_regex(pc.utf8_lower(text(column)), r"^[a-z]\)\s*", "")
    is_yes = pc.is_in(lower, pa.array(YES))
    return pc.if_else(pc.or_(is_yes, pc.is_in(lower, pa.array(NO))), is_yes, None)


def integers(column) -> pa.ChunkedArray | pa.Array:
    whole = pc.replace_substring_regex(_ungrouped(column), r"\.0+$", "")
    fits = pc.fill_null(pc.match_substring_regex(whole, r"^-?\d{1,9}$"), False)
    return pc.if_else(fits, whole, None).cast(pa.int32())


def numbers(column) -> pa.ChunkedArray | pa.Array:
    plain = _ungrouped(column)
    fits = pc.fill_null(pc.match_substring_regex(plain, r"^-?\d{1,12}(\.\d+)?$"), False)
    return pc.if_else(fits, plain, None).cast(pa.float64())


def _ungrouped(column) -> pa.ChunkedArray | pa.Array:
    """Text with the commas out of numbers as people write them: 1,900."""
    words = text(column)
    grouped = pc.match_substring_regex(words, r"^-?\d{1,3}(,\d{3})+(\.\d+)?$")
    return pc.if_else(pc.fill_null(grouped, False), pc.replace_substring(words, ",", ""), words)


class Draft:
    """One file's rows on their way to a contract table.

    `raw`: a table of text columns; `rows`: each row's place in the file, from 1; `file`: the file's
    position in the intake; `name`: how faults name it; `latest`: no date of an event may be later.
    """

    def __init__(self, table: str, raw: pa.Table, *, file: int, name: str, rows: pa.Array, latest: date):
        self.contract = CONTRACT[table]
        self.raw, self.file, self.name, self.rows, self.latest = raw, file, name, rows, latest
        self.columns: dict[str, pa.ChunkedArray | pa.Array] = {}
        self.faults: list[Fault] = []
        self.refused = pa.repeat(False, raw.num_rows)

    def __len__(self) -> int:
        return self.raw.num_rows

    def has(self, field: str | None) -> bool:
        return field is not None and field in self.raw.column_names

    def _raw(self, field: str | None):
        if field is None or field not in self.raw.column_names:
            return pa.nulls(len(self), pa.string())
        return self.raw[field]

    def refuse(self, where, field: str | None, wrong: str, remedy: str, *, query: bool = False) -> None:
        """Reject (or only query) the rows where `where` is true."""
        where = pc.fill_null(where, False)
        count = pc.sum(where).as_py() or 0
        if not count:
            return
        severity = Severity.QUERIED if query else Severity.REJECTED
        rows = self.rows.filter(where)[:FAULTS_LISTED].to_pylist()
        values = self._raw(field).filter(where)[:FAULTS_LISTED].cast(pa.string())
        values = pc.utf8_slice_codeunits(values, 0, 60).to_pylist()
        self.faults += [
            Fault(
                severity=severity,
                file=self.name,
                row=row,
                field=field,
                value=value,
                wrong=wrong,
                remedy=remedy,
            )
            for row, value in zip(rows, values, strict=True)
        ]
        if count > FAULTS_LISTED:
            self.faults.append(
                Fault(
                    severity=severity, file=self.name, field=field, wrong=f"{wrong}: {count - FAULTS_LISTED:,} more rows",
                    remedy=remedy,
                )
            )  # fmt: skip
        if not query:
            self.refused = pc.or_(self.refused, where)

    def words(self, field: str | None) -> tuple[pa.Array, pa.Array]:
        """A field's distinct words, trimmed, and which of them each row holds (null for none).

        A column often holds a few words many times over: each is read once, and none is copied.
        """
        encoded = packed(self._raw(field))
        return text(encoded.dictionary), encoded.indices

    def _read(self, column: str, field: str | None, reader, required: bool, wrong: str, remedy: str):
        raw = self._raw(field)
        if reader is text and not pa.types.is_dictionary(
            raw.type
        ):  # ids: all different, and kept as they are
            read = _flat(text(raw))
            given = pc.is_valid(read)
        else:
            words, at = self.words(field)
            read = _flat(reader(words).take(at))
            given = pc.fill_null(pc.is_valid(words).take(at), False)
        self.refuse(pc.and_(given, pc.is_null(read)), field, wrong, remedy, query=not required)
        if required:
            self.refuse(
                pc.invert(given),
                field or column,
                "is empty",
                "Fill it in at the source and send the file again.",
            )
        self.columns[column] = read

    def text(self, column: str, field: str | None, *, required: bool = False) -> None:
        self._read(column, field, text, required, "", "")

    def date(self, column: str, field: str | None, *, required: bool = False, ahead: bool = False) -> None:
        """`ahead`: the day may lie in the future (a due date)."""
        self._read(
            column, field, dates, required, "is not a date", "Write it as 2017-03-31 or 31/03/2017."
        )  # fmt: skip
        read = self.columns[column]
        far = date(self.latest.year + 2, 12, 31) if ahead else self.latest
        odd = pc.or_(pc.less(read, pa.scalar(EARLIEST)), pc.greater(read, pa.scalar(far)))
        self.refuse(
            odd, field, f"is a date before {EARLIEST.year} or after {far}", "Correct the year at the source.",
            query=not required,
        )  # fmt: skip
        self.columns[column] = pc.if_else(pc.fill_null(odd, False), None, read)

    def moment(self, column: str, field: str | None, *, required: bool = False) -> None:
        self._read(
            column, field, moments, required, "is not a date with a time", "Write it as 2017-03-31 14:05."
        )  # fmt: skip

    def flag(self, column: str, field: str | None, *, required: bool = False) -> None:
        self._read(
            column, field, flags, required, "is neither yes nor no", "Write Y or N, or leave it empty."
        )

    def integer(self, column: str, field: str | None, *, required: bool = False) -> None:
        self._read(column, field, integers, required, "is not a whole number", "Write digits only.")

    def number(self, column: str, field: str | None, *, required: bool = False) -> None:
        self._read(
            column, field, numbers, required, "is not a number", "Write digits and a decimal point only."
        )

    def code(
        self, column: str, field: str | None, codes: Mapping[str, str], *, required: bool = False
    ) -> None:
        """`codes`: each spelling, in lower case, to the code it means. A leading "a) " is passed over."""
        spellings = pa.array(list(codes), pa.string())
        meanings = pa.array(list(codes.values()), pa.string())

        def reader(words):
            lower = pc.replace_substring_regex(pc.utf8_lower(words), r"^[a-z]\)\s*", "")
            return meanings.take(pc.index_in(lower, spellings))

        some = ", ".join(list(dict.fromkeys(codes.values()))[:8])
        self._read(column, field, reader, required, "is not a code of this field", f"Use one of: {some} ...")

    def fill(self, column: str, values) -> None:
        """A column worked out by the source itself."""
        self.columns[column] = values

    def not_before(self, later: str, earlier: str, field: str) -> None:
        """Query rows whose end lies before their start: the end is read as not recorded."""
        odd = pc.fill_null(pc.less(self.columns[later], self.columns[earlier]), False)
        self.refuse(
            odd, field, "lies before the day it began", "Correct one of the two days at the source.", query=True
        )  # fmt: skip
        self.columns[later] = pc.if_else(odd, None, self.columns[later])

    def ends_at_once(self, end: str, start: str, where) -> None:
        """Rows that were over on the day they began, where no last day is given: they stand for no later day."""
        at_once = pc.and_(pc.fill_null(where, False), pc.is_null(self.columns[end]))
        self.columns[end] = pc.if_else(at_once, self.columns[start], self.columns[end])

    def known_once(self) -> None:
        """Reject rows whose key came before in the same file (the last one stands)."""
        at = pa.array(np.flatnonzero(~_flat(self.refused).to_numpy(zero_copy_only=False)))
        keys = pa.table({name: self.columns[name] for name in self.contract.key}).take(at)
        # In order, for each may be an id of its own: to tell a million apart otherwise takes 200 MB.
        order = pc.sort_indices(keys, [(name, "ascending") for name in keys.column_names])
        same = np.ones(max(len(at) - 1, 0), bool)
        for name in keys.column_names:
            ordered = _flat(keys[name].take(order))
            one, next_one = ordered[:-1], ordered[1:]
            alike = pc.or_(
                pc.fill_null(pc.equal(one, next_one), False), pc.and_(pc.is_null(one), pc.is_null(next_one))
            )
            same &= alike.to_numpy(zero_copy_only=False)
        repeated = np.zeros(len(self), bool)
        repeated[at.take(order[:-1]).to_numpy()[same]] = True
        again = pa.array(repeated)
        self.refuse(
            again, None, "has the same key as a later row", "Remove the row that is not true.",
        )  # fmt: skip

    def done(self, area: str) -> tuple[pa.Table, int]:
        """The accepted rows in contract columns, and how many were rejected."""
        schema = _schema(self.contract.name)
        values = {
            "area": pa.repeat(area, len(self)),
            "file": pa.repeat(self.file, len(self)),
            "row": self.rows,
        }
        arrays = []
        for part in schema:
            array = self.columns.get(part.name, values.get(part.name))
            arrays.append(pa.nulls(len(self), part.type) if array is None else _flat(array).cast(part.type))
        table = pa.Table.from_arrays(arrays, schema=schema)
        refused = pc.sum(self.refused).as_py() or 0
        return (table.filter(pc.invert(self.refused)) if refused else table), refused


def packed(column: pa.ChunkedArray | pa.Array) -> pa.DictionaryArray:
    """A column as its distinct texts and which of them each row holds."""
    return _flat(column.dictionary_encode())


def _flat(array) -> pa.Array:
    return array.combine_chunks() if isinstance(array, pa.ChunkedArray) else array


@functools.cache
def _schema(name: str) -> pa.Schema:
    """The Arrow schema of a load's file for one contract table."""
    kinds = {
        "string": pa.string(), "date": pa.date32(), "boolean": pa.bool_(), "int32": pa.int32(),
        "int64": pa.int64(), "float64": pa.float64(), "timestamp(6)": pa.timestamp("us"), "timestamp": pa.timestamp("us"),
    }  # fmt: skip
    columns = {**CONTRACT[name].columns, "file": "int32", "row": "int32"}
    return pa.schema([(column, kinds[kind]) for column, kind in columns.items()])


schema = _schema
