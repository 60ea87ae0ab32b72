"""Returns in XML as a stream of children: a child's elements at a time, into columns of text.

Nothing is kept of a child once its rows are set aside, so that memory does not grow with the file.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, BinaryIO

import pyarrow as pa
from lxml import etree

from lineofsight.engine.sources.intake import Fault, Severity, SourceError

CHUNK = 1 << 18
SET_ASIDE = 1 << 12  # rows held as Python text before they become Arrow columns
# A file is given up once it is larger than this and this for each of its children (a real one takes a few
# thousand bytes): the rest would only fill memory.
BARREN = 4 << 20
OF_A_CHILD = 64 << 10
MOST_CHILDREN = 200_000  # in one file: several times those of the largest council
LISTED = 500  # departures of one kind from the layout; beyond it their number is told

Layout = Mapping[str, frozenset[str]]  # the elements that may stand in each block; the rest hold text
Found = dict[str, list[Any]]  # the elements of a block by name: text, or the elements of a block within


def layout(**blocks: str) -> Layout:
    """`layout(Child="Name Visit", Visit="Day")`: the elements of each block."""
    return {block: frozenset(names.split()) for block, names in blocks.items()}


def one(found: Found, name: str) -> Any:
    values = found.get(name)
    return values[0] if values else None


def each(found: Found, names: Iterable[str]) -> list[Any]:
    return [one(found, name) for name in names]


class Columns:
    """Rows of one kind as columns of text, with each row's place in the file."""

    def __init__(self, *names: str):
        self.names = names
        self._place: list[int] = []
        self._values: list[list[str | None]] = [[] for _ in names]
        self._batches: list[pa.RecordBatch] = []

    def add(self, place: int, *values: str | None) -> None:
        self._place.append(place)
        for column, value in zip(self._values, values, strict=True):
            column.append(value)
        if len(self._place) == SET_ASIDE:
            self._set_aside()

    def _set_aside(self) -> None:
        arrays = [
            pa.array(self._place, pa.int32()),
            *(pa.array(values, pa.string()) for values in self._values),
        ]
        self._batches.append(pa.RecordBatch.from_arrays(arrays, ["#child", *self.names]))
        self._place.clear()
        for values in self._values:
            values.clear()

    def table(self) -> pa.Table:
        """All rows so far; `#child` is each row's place."""
        self._set_aside()
        return pa.Table.from_batches(self._batches)


@dataclass(frozen=True)
class Departure:
    """A way in which a file departs from its layout."""

    severity: Severity
    wrong: str
    remedy: str

    def fault(self, file: str, **where: Any) -> Fault:
        return Fault(severity=self.severity, file=file, wrong=self.wrong, remedy=self.remedy, **where)


STRAY = Departure(
    Severity.NOTED, "has stray text in it, which is passed over", "Remove the text between its elements."
)
UNKNOWN = Departure(
    Severity.NOTED, "does not belong here and is passed over", "Check the layout with the system's supplier."
)
AGAIN = Departure(
    Severity.QUERIED, "occurs again where one is asked for; the first is read", "Leave only the true one."
)


class Children:
    """The elements of a return, one child at a time, and where it departs from its layout.

    Iterate for each child's elements; `place` is then the child's position and `lines` the line of each.
    `headers` holds the blocks that stand outside a child; `whole` is false once the file broke off.
    """

    def __init__(self, file: BinaryIO, name: str, blocks: Layout, *, child: str, many: str, header: str = ""):
        self.file, self.name, self.blocks, self.child, self.header = file, name, blocks, child, header
        self.many = frozenset(many.split())  # elements that may occur again and again in a block
        self.place = 0
        self.lines: list[int] = []
        self.headers: list[Found] = []
        self.header_lines: dict[str, int | None] = {}  # of each of its elements
        self.whole = True
        self._listed: list[Fault] = []
        self._counted: Counter[tuple[Departure, str]] = Counter()

    def __iter__(self) -> Iterator[Found]:
        wanted = tuple(f"{{*}}{tag}" for tag in (self.child, self.header) if tag)
        parser = etree.XMLPullParser(
            events=("end",), tag=wanted, resolve_entities=False, load_dtd=False, no_network=True,
            remove_comments=True, remove_pis=True, huge_tree=False,
        )  # fmt: skip
        size = 0
        try:
            while chunk := self.file.read(CHUNK):
                parser.feed(chunk)
                size += len(chunk)
                yield from self._ended(parser)
                if size > BARREN + self.place * OF_A_CHILD:
                    raise SourceError(
                        f"{self.name}: has {self.place} children in its first {size >> 20} MiB. "
                        "It is no return, or was damaged on its way: export it again."
                    )
                if self.place > MOST_CHILDREN:
                    raise SourceError(
                        f"{self.name}: has more than {MOST_CHILDREN:,} children, more than any council. Load each "
                        "council's and each year's file by itself."
                    )
            parser.close()
        except etree.XMLSyntaxError as error:
            yield from self._ended(parser)
            self._broken(error)

    def _ended(self, parser: etree.XMLPullParser) -> Iterator[Found]:
        for _, element in parser.read_events():
            if not self.place and element.getroottree().docinfo.internalDTD is not None:
                raise SourceError(f"{self.name}: declares a DOCTYPE. Export it again without.")
            if _name(element) == self.header:
                if not self.headers:
                    self.headers.append(self._read(element, self.header))
                    self.header_lines = {_name(one): one.sourceline for one in element.iter()}
            elif (
                element.getparent() is None
                or next(element.iterancestors(f"{{*}}{self.child}"), None) is not None
            ):
                continue  # a child that is the whole file, or stands in another: no return has one
            else:
                self.place += 1
                self.lines.append(element.sourceline or 0)
                yield self._read(element, self.child)
            element.clear(keep_tail=False)
            _forget_before(element)

    def _read(self, block: etree._Element, name: str) -> Found:
        known = self.blocks[name]
        found: Found = {}
        if block.text is not None and not block.text.isspace():
            self._depart(STRAY, block, name)
        for element in block:
            tag = element.tag if element.tag in known else _name(element)
            if tag not in known:
                self._depart(UNKNOWN, element, tag[:60])
            else:
                value = self._read(element, tag) if tag in self.blocks else element.text
                if tag not in found:
                    found[tag] = [value]
                elif tag in self.many:
                    found[tag].append(value)
                else:
                    self._depart(AGAIN, element, tag)
            tail = element.tail
            if tail is not None and not tail.isspace():
                self._depart(STRAY, element, name)
        return found

    def _depart(self, kind: Departure, element: etree._Element, field: str) -> None:
        """The text itself is never quoted: nobody knows what it says, or of whom."""
        self._counted[kind, field] += 1
        if self._counted[kind, field] <= LISTED:
            place, line = self.place or None, element.sourceline
            self._listed.append(kind.fault(self.name, row=place, line=line, field=field))

    def _broken(self, error: etree.XMLSyntaxError) -> None:
        self.whole = False
        line, what = error.lineno or 1, (error.msg or "no XML").split("(<")[0].strip()
        if not self.place and not self.headers:
            raise SourceError(
                f"{self.name}: cannot be read as XML (line {line}: {what}). Export it again."
            ) from None
        self._listed.append(
            Fault(
                severity=Severity.REJECTED, file=self.name, row=self.place + 1, line=line,
                wrong=f"breaks off after {self.place} children: {what}",
                remedy="Send the whole file again: until then no period counts as covered by it.",
            )
        )  # fmt: skip

    @property
    def faults(self) -> list[Fault]:
        """Where the file departs from its layout; of each kind the first few hundred, and how many more."""
        more = [
            kind.fault(self.name, field=field, value=f"{times - LISTED:,} times more")
            for (kind, field), times in self._counted.items()
            if times > LISTED
        ]
        return self._listed + more


def _forget_before(element: etree._Element) -> None:
    """Drop everything in the tree that came before an element: it was read, or nobody asks for it."""
    for place in (element, *element.iterancestors()):
        parent = place.getparent()
        while parent is not None and place.getprevious() is not None:
            del parent[0]


def _name(element: etree._Element) -> str:
    """An element's name without its namespace."""
    return str(element.tag).rpartition("}")[2]
