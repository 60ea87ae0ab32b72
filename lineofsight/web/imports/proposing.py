"""Which column is which field: as somebody said before, else by its heading, else by what stands in it."""

from collections.abc import Iterable, Mapping

from lineofsight.web.imports import words
from lineofsight.web.imports.kinds import Target, heard_as
from lineofsight.web.imports.tables import Table
from lineofsight.web.imports.words import Known

Columns = dict[int, str]  # the field of a column, by its place from 0
LOOKS_AT = 50  # cells of a column
ENOUGH = 0.6  # of a column's cells


def propose(target: Target, tables: list[Table], known: Known, said: Mapping[str, str]) -> Columns:
    """For tables of one layout. `said`: fields by normal heading, as somebody confirmed them before.

    A heading that was left out before stands there with no field, and is left out again.
    """
    layout = tables[0].layout
    columns: Columns = {}
    for place, heading in enumerate(layout):
        if (code := said.get(heading)) and target.field(code) and code not in columns.values():
            columns[place] = code
    heard = heard_as(target.code)
    ranked = sorted(
        (
            (-score, place, number, one.code)
            for place, heading in enumerate(layout) if place not in columns and heading not in said
            for number, one in enumerate(target.fields) if (score := likeness(heading, heard[one.code]))
        ),
    )  # fmt: skip
    for _, place, _, code in ranked:
        if place not in columns and code not in columns.values():
            columns[place] = code
    return columns | _by_contents(target, tables, known, columns, said)


def likeness(heading: str, heard_so: Iterable[str]) -> int:
    """How well a heading says that a field stands below it: 0 where it does not."""
    best = 0
    for rank, heard in enumerate(heard_so):
        if heading == heard:
            return 1000 - rank
        if len(heard) > 2 and f" {heard} " in f" {heading} ":
            best = max(best, 100 + len(heard))
    return best


def _by_contents(
    target: Target, tables: list[Table], known: Known, columns: Columns, said: Mapping[str, str]
) -> Columns:
    """Columns whose heading says nothing: agencies, days, the longest words."""
    found: Columns = {}

    def lacks(code: str) -> bool:
        return target.field(code) is not None and code not in {*columns.values(), *found.values()}

    left = [
        place for place, heading in enumerate(tables[0].layout)
        if place not in columns and heading not in said
    ]  # fmt: skip
    cells = {place: list(_cells(tables, place))[:LOOKS_AT] for place in left}
    wide = sorted(left, key=lambda place: -sum(len(words.text(one)) for one in cells[place]))
    if lacks("title") and wide and any(isinstance(one, str) and len(one) > 12 for one in cells[wide[0]]):
        found[wide[0]] = "title"
    for place in left:
        of_agency = "of" if target.field("of") else "agency"
        if place not in found and lacks(of_agency) and _share(cells[place], known) >= ENOUGH:
            found[place] = of_agency
    return found


def _cells(tables: Iterable[Table], place: int) -> Iterable[object]:
    for table in tables:
        for line in table.lines:
            if not line.left and line.cells[place] is not None:
                yield line.cells[place]


def _share(cells: list[object], known: Known) -> float:
    texts = [one for one in cells if isinstance(one, str)]
    return sum(known.likely(one) is not None for one in texts) / len(texts) if len(texts) > 1 else 0.0
