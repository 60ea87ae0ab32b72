"""Tables out of any file: where the headings stand, which rows are rows, and of every other row why it is none."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

from lineofsight.engine.sources import opening
from lineofsight.engine.sources.intake import SourceError
from lineofsight.web.imports.words import normal

Cell = str | int | float | bool | date | None
Rows = list[list[Cell]]

WORKBOOKS, TEXTS, WORD = (".xlsx", ".xlsm", ".ods", ".xls"), (".csv", ".tsv", ".txt"), (".docx",)
KNOWN = (*WORKBOOKS, *TEXTS, *WORD)
LOOKS_DOWN = 40  # rows in which the headings may stand
MOST_ROWS, MOST_COLUMNS = 5000, 80
NO_TABLE = (
    "A list or a text is not read. In Word, mark the list, press Insert, then Table, then Convert Text to Table; give it "
    "two columns or more, and write a heading over each, such as What and Who."
)
SOME = 10  # cells that are named
LONG = 80  # characters: more is no heading
TOTALS = ("total", "totals", "grand total", "sub total", "subtotal", "sum", "average", "count", "number of")
ABOVE = "Above the headings"
DITTO = ('"', "”", "“", "''", "ditto", "as above", "do", "〃")


@dataclass(frozen=True)
class Line:
    """A row below the headings. `left`: why it is no row of the table; empty where it is one."""

    number: int  # as the file counts its rows, from 1
    cells: tuple[Cell, ...]
    section: str = ""  # the heading that stands alone in a row above it
    left: str = ""


@dataclass(frozen=True)
class Table:
    name: str  # of its sheet, or "Table 2" of a Word file
    headings: tuple[str, ...]
    lines: tuple[Line, ...]

    @property
    def layout(self) -> tuple[str, ...]:
        """By which the same layout is known again, whatever stands in it."""
        return tuple(normal(one) for one in self.headings)


@dataclass(frozen=True)
class Contents:
    """All that a file holds. `without`: sheets of which all or a part was not read, each with why."""

    tables: list[Table]
    without: list[tuple[str, str]] = field(default_factory=list)


@dataclass
class _Grid:
    name: str
    rows: Rows
    spans: list[opening.Span]
    wide: int = 0  # the first row, from 1, with a cell beyond the columns that are read; 0 where none has
    section: str = ""  # the heading above a table of a Word file, where several have one each


def _grid(name: str, cells: Iterable[Iterable[Any]], spans: list[opening.Span], section: str = "") -> _Grid:
    """Without the rows at its end that hold nothing but a format."""
    rows = [[_plain(cell) for cell in row] for row in cells]
    while rows and not _filled(rows[-1]):
        rows.pop()
    wide = next((number for number, row in enumerate(rows, 1) if _filled(row[MOST_COLUMNS:])), 0)
    return _Grid(name, [row[:MOST_COLUMNS] for row in rows], spans, wide, section)


def read(path: Path, headings: Collection[str]) -> Contents:
    """Every table of a file. `headings`: words that are known to stand over columns, by which the row of them is found.

    SourceError where the file cannot be opened, or holds no table at all.
    """
    tables: list[Table] = []
    grids, without = _grids(path)
    for grid in grids:
        # A full sheet has its headings too, and what stands above them.
        long = len(grid.rows) > MOST_ROWS + LOOKS_DOWN
        found = [] if long else list(_tables(grid, headings))
        tables += found
        if long:
            why = f"It has {len(grid.rows):,} rows, and at most {MOST_ROWS:,} are read."
            without.append(
                (grid.name, f"{why} Split it, such as by year, and bring in one part after the other.")
            )
        elif not found:
            empty = not any(_filled(row) for row in grid.rows)
            why = "It is empty." if empty else "No row of headings was found. Put a heading over each column."
            without.append((grid.name, why))
        elif grid.wide:
            why = f"Only its first {MOST_COLUMNS} columns are read, and row {grid.wide:,} has more."
            without.append((grid.name, f"{why} Put what is to be read further to the left."))
    without += _unworked(path)
    if not tables:
        said = NO_TABLE if not grids else " ".join(f"{name}: {why}" for name, why in without[:3])
        raise SourceError(f"{path.name}: holds no table that can be read. {said}".strip())
    return Contents(tables, without)


def _unworked(path: Path) -> list[tuple[str, str]]:
    """Formulas without their values read as empty: which they are, and what to do."""
    cells: dict[str, list[str]] = {}
    for one in opening.unworked(path):
        where = f"{(one.field or '').removeprefix('column ')}{one.row}" if one.row else one.wrong
        cells.setdefault(one.file.removeprefix(f"{path.name}: "), []).append(where)
    what_to_do = "Open the file in Excel, save it there, and bring it in again."
    return [
        (sheet, f"Formulas without their values read as empty: {_some(found)}. {what_to_do}")
        for sheet, found in cells.items()
    ]


def _some(cells: list[str]) -> str:
    return ", ".join(cells[:SOME]) + (" and others" if len(cells) > SOME else "")


def _grids(path: Path) -> tuple[list[_Grid], list[tuple[str, str]]]:
    """What may hold tables; and what is not looked at, with why."""
    ending = path.suffix.lower()
    if ending in WORKBOOKS:
        sheets = opening.read_workbook(path)
        spans = opening.merged_cells(path)
        return [_grid(name, rows, spans.get(name, [])) for name, rows in sheets.items()], []
    if ending in TEXTS:
        return [_grid(path.stem, opening.read_grid(path), [])], []
    if ending in WORD:
        return _of_word(opening.read_word(path))
    if ending == ".doc":
        raise SourceError(old_word(path.name))
    raise SourceError(f"{path.name}: is of no kind that is read here. Save it as one of {', '.join(KNOWN)}.")


def old_word(name: str) -> str:
    """What to press, of a file that only Word itself can read."""
    return (
        f"{name} is of the old Word format, which cannot be read here. Open it in Word, press File and then Save As, choose "
        f"“Word Document (*.docx)” under its name, and press Save."
    )


def _of_word(
    blocks: list[opening.Paragraph | opening.WordTable],
) -> tuple[list[_Grid], list[tuple[str, str]]]:
    """Each table with the heading above it, such as a workstream's; one heading over all of them is a title."""
    above, heading, loose = [], "", 0
    for one in blocks:
        if isinstance(one, opening.WordTable):
            above.append((heading, one))
        elif one.level or one.bold:
            heading = one.text[:200]
        else:
            loose += 1
    several = len({heading for heading, _ in above}) > 1
    grids = [
        _grid(f"Table {number}", one.rows, one.spans, heading if several else "")
        for number, (heading, one) in enumerate(above, 1)
    ]
    why = f"Only tables are read, and {loose} paragraph{'s stand' if loose > 1 else ' stands'} outside them."
    return grids, [("Words outside its tables", why)] if loose else []


def _plain(cell: Any) -> Cell:
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, float) and cell.is_integer():
        return int(cell)
    if isinstance(cell, time | timedelta):
        return f"{cell}"
    if isinstance(cell, str):
        lines = (" ".join(line.replace("\u200b", "").split()) for line in cell.splitlines())
        return "\n".join(filter(None, lines)) or None
    return cast_cell(cell)


def cast_cell(cell: Any) -> Cell:
    return cell if isinstance(cell, bool | int | float | date) else None


def _filled(row: list[Cell]) -> list[int]:
    return [place for place, cell in enumerate(row) if cell is not None]


def _known(cells: list[Cell], headings: Collection[str]) -> int:
    return sum(isinstance(cell, str) and normal(cell) in headings for cell in cells)


# --- one sheet ----------------------------------------------------------------------------------------------


def _tables(grid: _Grid, headings: Collection[str]) -> Iterator[Table]:
    turned = _turned(grid, headings)
    rows = turned or [list(row) for row in grid.rows]
    width = max((len(row) for row in rows), default=0)
    rows = [[*row, *[None] * (width - len(row))] for row in rows]
    if not turned:
        _fill_down(rows, grid.spans)
    tops = _tops(rows, headings, grid.spans)
    for top, below in pairwise([*tops, len(rows)]):
        first, names = _names(rows, top, grid.spans)
        used = [
            place
            for place in range(width)
            if names[place] or any(row[place] is not None for row in rows[first:below])
        ]
        chosen = tuple(names[place] or f"Column {place + 1}" for place in used)
        again = {normal(cell) for cell in rows[top] if isinstance(cell, str)}
        above = list(_above(rows[:top], used)) if top == tops[0] else []
        lines = _in_sections(list(_lines(rows, first, below, used, again)), above, grid.section)
        if any(not line.left for line in lines):
            yield Table(grid.name, chosen, (*above, *lines))


def _above(rows: Rows, used: list[int]) -> Iterator[Line]:
    """What stands above the headings is listed too: all of its words in one cell, where they are not over the columns."""
    for number, row in enumerate(rows, 1):
        said = {place: row[place] for place in _filled(row)}
        if said and set(said) <= set(used):
            yield Line(number, tuple(row[place] for place in used), "", ABOVE)
        elif said:
            yield Line(number, (" ".join(map(str, said.values())), *[None] * (len(used) - 1)), "", ABOVE)


def _in_sections(lines: list[Line], above: list[Line], section: str) -> list[Line]:
    """The first rows belong to the heading right above the table, where the later ones have theirs between the rows."""
    if not section and above and any(line.section for line in lines):
        said = [cell for cell in above[-1].cells if cell is not None]
        section = f"{said[0]}"[:200] if len(said) == 1 else ""
    first = next((at for at, line in enumerate(lines) if line.section), len(lines))
    return [
        replace(line, section=section) if at < first and not line.left else line
        for at, line in enumerate(lines)
    ]


def _turned(grid: _Grid, headings: Collection[str]) -> Rows | None:
    """A form with its headings down the left side, such as one action in a Word table, turned so that they stand above."""
    sides = [row[0] if row else None for row in grid.rows]
    narrow = max((len(_filled(row)) for row in grid.rows), default=0) == 2
    if narrow and _known(sides, headings) >= 3 and max(_known(row, headings) for row in grid.rows) < 2:
        return [[row[place] if place < len(row) else None for row in grid.rows] for place in range(2)]
    return None


def _fill_down(rows: Rows, spans: list[opening.Span]) -> None:
    """What is written once over several merged rows is said of each of them."""
    for span in spans:
        if span.top < len(rows) and span.left < len(rows[span.top]):
            for row in rows[span.top + 1 : span.bottom + 1]:
                row[span.left] = rows[span.top][span.left]


def _tops(rows: Rows, headings: Collection[str], spans: list[opening.Span]) -> list[int]:
    """The rows in which headings stand: the best of those that are known, and others below with different ones."""
    known = [_known(row, headings) for row in rows]
    best = max(known[:LOOKS_DOWN], default=0)
    if best < 2:
        return [top] if (top := _likely(rows)) is not None else []
    first = known.index(best)
    if first and known[first - 1] >= 2 and _complete_each_other(rows[first - 1], rows[first], spans, first):
        first -= 1
    tops = [first]
    for at in range(first + 1, len(rows)):
        if at == tops[-1] + 1 and _stands_under(rows, tops[-1], _wide(spans, tops[-1])):
            continue
        filled = len(_filled(rows[at]))
        if known[at] >= 3 and known[at] * 5 >= filled * 3 and _words(rows[at]) != _words(rows[tops[-1]]):
            tops.append(at)
    return tops


def _complete_each_other(above: list[Cell], below: list[Cell], spans: list[opening.Span], at: int) -> bool:
    """Whether headings stand in the row above where the row below has none of its own, as over two rows of them."""
    alone = any(cell is not None and under in (None, cell) for cell, under in zip(above, below, strict=True))
    return alone and _stands_under([above, below], 0, _wide(spans, at - 1))


def _words(row: list[Cell]) -> list[str]:
    return [normal(cell) for cell in row if isinstance(cell, str)]


def _likely(rows: Rows) -> int | None:
    """Where no heading is known: the first row of several short texts, all different, above a row of as many cells."""
    for at, row in enumerate(rows[: min(LOOKS_DOWN, len(rows) - 1)]):
        cells = [row[place] for place in _filled(row)]
        texts = [
            cell for cell in cells if isinstance(cell, str) and len(cell) <= LONG and not cell[0].isdigit()
        ]
        if 2 <= len(cells) == len(texts) == len(set(texts)) and len(_filled(rows[at + 1])) >= 2:
            return at
    return None


def _names(rows: Rows, top: int, spans: list[opening.Span]) -> tuple[int, list[str]]:
    """The first row below the headings, and each column's heading: of two rows of them, both words."""
    names = [_heading(cell) for cell in rows[top]]
    wide = _wide(spans, top)
    under = top + 1
    if under < len(rows) and _stands_under(rows, top, wide):
        group = ""
        for column, cell in enumerate(rows[under]):
            group = names[column] or group
            below = _heading(cell)
            if below and below != names[column]:
                names[column] = f"{group} {below}".strip()
        return under + 1, names
    for column, left in wide.items():
        if column < len(names):
            names[column] = names[column] or names[left]
    return under, names


def _wide(spans: list[opening.Span], top: int) -> dict[int, int]:
    """The columns over which a heading stands that was made wide, and where it begins."""
    wide = [span for span in spans if span.top == top]
    return {column: span.left for span in wide for column in range(span.left, span.right + 1)}


def _heading(cell: Cell) -> str:
    return " ".join(f"{cell}".split())[:200] if cell is not None else ""


def _stands_under(rows: Rows, top: int, wide: dict[int, int]) -> bool:
    """Whether the next row is a second row of headings: short words under headings that stand over several columns."""
    above, below = rows[top], rows[top + 1]
    filled = [column for column in _filled(below) if below[column] != above[column]]
    short = all(isinstance(below[column], str) and len(f"{below[column]}") <= 30 for column in filled)
    gaps = [column for column in filled if above[column] is None]
    reaches = all(column in wide or above[column] is None or column + 1 in gaps for column in filled)
    return len(filled) >= 2 and short and bool(gaps) and reaches


def _lines(rows: Rows, first: int, below: int, used: list[int], again: set[str]) -> Iterator[Line]:
    section = ""
    above: list[Cell] = [None] * len(used)
    for at in range(first, below):
        cells = [rows[at][place] for place in used]
        said = [cell for cell in cells if cell is not None]
        if not said:
            continue
        words = {normal(cell) for cell in said if isinstance(cell, str)}
        start = normal(f"{said[0]}")
        if len(words) > 1 and words <= again:
            yield Line(at + 1, tuple(cells), section, "The headings again")
        elif start in TOTALS or start.startswith(("total ", "grand total", "number of ")):
            yield Line(at + 1, tuple(cells), section, "A total")
        elif len(set(said)) == 1 and len(used) > 2 and isinstance(said[0], str) and cells[0] is not None:
            section = said[0][:200]
            yield Line(at + 1, tuple(cells), "", "One cell only: the heading of what follows, or a note")
        else:
            cells = [before if _is_ditto(cell) else cell for cell, before in zip(cells, above, strict=True)]
            above = cells
            yield Line(at + 1, tuple(cells), section)


def _is_ditto(cell: Cell) -> bool:
    return isinstance(cell, str) and cell.casefold() in DITTO
