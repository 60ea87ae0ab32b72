"""Where a mapping's headings stand in a workbook, and what has moved where they do not."""

import difflib
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from lineofsight.engine.periods import Kind, Period
from lineofsight.engine.sources.scorecard import spelling
from lineofsight.engine.sources.scorecard.mapping import ANY_PERIOD, Measure, ScorecardMap, TableMap, key
from lineofsight.engine.sources.scorecard.sheets import Grid, letter, place_of
from lineofsight.engine.sources.scorecard.spelling import Heading


@dataclass(frozen=True)
class Line:
    """A row or a column of a table: its place from 0, and what its heading says.

    `section`: the row above that heads a group, which tells two rows called "Number" apart.
    """

    place: int
    heading: Heading
    section: str = ""

    @property
    def names(self) -> tuple[str, ...]:
        return (self.heading.rest, spelling.join([self.section, self.heading.rest]))


@dataclass(frozen=True)
class Figure:
    """A cell that holds part of one measure for one period."""

    grid: Grid
    row: int
    column: int
    measure: Measure
    part: str
    period: Period


@dataclass
class Located:
    """The figures of a table in a sheet; `moved`: why it cannot be read; `unread`: headings passed over."""

    table: TableMap
    grid: Grid
    figures: list[Figure] = field(default_factory=list)
    moved: list[str] = field(default_factory=list)
    absent: list[Measure] = field(default_factory=list)  # measures whose headings are not there
    headings: list[str] = field(default_factory=list)
    unread: list[tuple[int | None, str, str]] = field(default_factory=list)  # row, heading, why


def sheet_key(name: str) -> str:
    """A sheet's name as a mapping gives it: "Q1 2016-17" is "(period)", as next quarter's sheet is too."""
    return spelling.without_period(name, ANY_PERIOD)


def locate(mapping: ScorecardMap, grids: Sequence[Grid], file_stem: str) -> list[Located]:
    """Every table of the mapping in every sheet it fits; a sheet that is gone is a `Located` that says so."""
    found = []
    for table in mapping.tables:
        fits = [grid for grid in grids if key(table.sheet) in (key(grid.name), key(sheet_key(grid.name)))]
        if len(grids) == 1 and grids[0].name == file_stem:  # a CSV, whose one sheet is named as its file
            fits = list(grids)
        if not fits:
            names = ", ".join(f"'{grid.name}'" for grid in grids) or "none"
            gone = Located(table, Grid(table.sheet, []), moved=[f"is not there (there is {names})"])
            gone.absent += [measure for measure in table.measures if measure.code]
            found.append(gone)
        others = [other.heading_rows for other in mapping.tables if other.sheet == table.sheet]
        below = [rows[0] for rows in others if table.heading_rows and rows > table.heading_rows]
        located = [_locate(table, grid, min(below, default=None)) for grid in fits]
        _check_measures(located)
        found += located
    return found


def _check_measures(located: list[Located]) -> None:
    """Note as moved what is in none of the sheets laid out alike; what is in some of them is read there."""
    for measure in located[0].table.measures if located else ():
        without = [one for one in located if measure in one.absent]
        for one in without:
            if len(without) < len(located):
                one.unread.append((None, measure.heading, "is not in this sheet"))
        if len(without) == len(located):
            located[0].moved.append(_gone(measure, located[0]))


def moved(found: Iterable[Located]) -> list[str]:
    """Everything that keeps a mapping from reading a file, each with its sheet."""
    return [f"sheet '{one.grid.name}': {wrong}" for one in found for wrong in one.moved]


def _locate(table: TableMap, grid: Grid, below: int | None) -> Located:
    located = Located(table, grid)
    around = period_around(table, grid)
    rows, columns = lines(table, grid, around, below)
    if table.measures_in == "columns":
        across, along = columns, rows
    else:
        across, along = rows, columns
    measures = _measures(located, across)
    _check_headings(located, rows, columns, around)
    parts = {key(word): part for word, part in table.parts.items()}
    passed: set[str] = set()
    for line in along:
        rest = line.heading.rest
        part = parts.get(key(rest), "") if rest else ""
        if rest and not part:
            if rest not in passed and key(rest) not in parts and not spelling.BESIDE.search(rest):
                located.unread.append((None, rest, "is not in the mapping's parts"))
            passed.add(rest)
            continue
        for other, measure in measures:
            period = line.heading.period or other.heading.period or around
            unplaced = line.heading.unplaced or other.heading.unplaced
            row, column = cell_of(table, other, line)
            if period is None or unplaced:
                name = line.heading.rest or (
                    f"column {letter(line.place)}" if across is rows else f"row {line.place + 1}"
                )
                if name not in passed and grid.text(row, column):
                    located.unread.append((row + 1, name, "names no period that can be read"))
                    passed.add(name)
                continue
            located.figures.append(Figure(grid, row, column, measure, part or measure.part, period))
    return located


def cell_of(table: TableMap, measure: Line, period: Line) -> tuple[int, int]:
    """The row and column where a measure's line and a period's line cross."""
    lines = (period, measure) if table.measures_in == "columns" else (measure, period)
    return lines[0].place, lines[1].place


def _measures(located: Located, across: list[Line]) -> list[tuple[Line, Measure]]:
    """The lines that hold a mapped measure; headings that are gone, or stand twice, are noted as moved."""
    table = located.table
    located.headings += [line.heading.rest for line in across if line.heading.rest]
    if table.measures_in == "sheet":
        return [(line, measure) for line in across for measure in table.measures if measure.code]
    where: dict[str, list[Line]] = {}
    for line in across:
        for name in set(line.names):
            where.setdefault(key(name), []).append(line)
    found = []
    a_row_a_period = any(line.heading.period or line.heading.unplaced for line in across)
    for measure in table.measures:
        lines = where.get(key(measure.heading), [])
        found += [(line, measure) for line in lines]
        if not lines and measure.code:
            located.absent.append(measure)
        elif len(lines) > 1 and measure.code and not a_row_a_period:
            places = ", ".join(_at(table, line.place) for line in lines)
            located.moved.append(
                f"'{measure.heading}' stands more than once ({places}): give it with the heading above it"
            )
    known = {key(measure.heading) for measure in table.measures}
    for line in across:
        rest, row = line.heading.rest, line.place + 1 if table.measures_in == "rows" else None
        if rest and not known & {key(name) for name in line.names} and _has_figures(located, line):
            located.unread.append((row, rest, "is not in the mapping"))
    return [(line, measure) for line, measure in found if measure.code]


def _has_figures(located: Located, line: Line) -> bool:
    grid = located.grid
    if located.table.measures_in == "columns":
        return any(isinstance(grid.cell(row, line.place), (int, float)) for row in range(len(grid.rows)))
    return any(isinstance(cell, (int, float)) for cell in grid.rows[line.place])


def _at(table: TableMap, place: int) -> str:
    return f"column {letter(place)}" if table.measures_in == "columns" else f"row {place + 1}"


def _gone(measure: Measure, located: Located) -> str:
    """Why a heading is not where it was: moved to another column or row, spelt otherwise, or gone."""
    grid, last = located.grid, key(measure.heading.split(" | ")[-1])
    for row in range(min(len(grid.rows), 2_000)):
        for column, _ in enumerate(grid.rows[row]):
            if last and key(grid.text(row, column)) == last:
                return (
                    f"'{measure.heading}' ({measure.code}) now stands in {letter(column)}{row + 1}, "
                    f"not where the mapping looks ({_looks(located.table)})"
                )
    near = difflib.get_close_matches(measure.heading, located.headings, 1, 0.5)
    return f"'{measure.heading}' ({measure.code}) is gone" + (
        f"; the nearest heading is '{near[0]}'" if near else ""
    )


def _looks(table: TableMap) -> str:
    rows = ", ".join(str(row) for row in table.heading_rows) or "none"
    columns = ", ".join(table.label_columns) or "none"
    return f"heading rows {rows}; label columns {columns}"


def _check_headings(located: Located, rows: list[Line], columns: list[Line], around: Period | None) -> None:
    """Note as moved: heading rows that are empty, or that no longer name a period or part."""
    table, grid = located.table, located.grid
    labels = {place_of(column) for column in table.label_columns}
    for row in table.heading_rows:
        if not any(grid.text(row - 1, column) for column in range(grid.width) if column not in labels):
            located.moved.append(f"heading row {row} is empty")
    if table.heading_rows and looks_like_headings(grid, table.heading_rows[-1], labels):
        located.moved.append(
            f"row {table.heading_rows[-1] + 1}, below the heading rows, looks like a heading row too"
        )
    if table.period_from and around is None:
        located.moved.append(f"{table.period_from} names no period any more")
    loose = any(line.heading.unplaced for line in (*rows, *columns))
    if loose and not any(line.heading.period for line in (*rows, *columns)):
        located.moved.append(
            "its quarters or months name no year: say in period_from where it stands "
            '("A1", "sheet name" or "2016-17")'
        )
    elif not around and not any(line.heading.period for line in (*rows, *columns)):
        elsewhere = [row + 1 for row in range(min(40, len(grid.rows))) if _periods_in(grid, row, labels) > 1]
        hint = f" (row {elsewhere[0]} does)" if elsewhere else ""
        located.moved.append(f"no heading names a period: heading rows {_rows(table)} do not{hint}")
    parts = {key(word) for word, part in table.parts.items() if part}
    along = rows if table.measures_in == "columns" else columns
    if parts and not any(key(line.heading.rest) in parts for line in along):
        located.moved.append(f"none of {', '.join(sorted(parts))} stands in the heading rows {_rows(table)}")


def _rows(table: TableMap) -> str:
    return ", ".join(str(row) for row in table.heading_rows) or "none"


def _periods_in(grid: Grid, row: int, labels: set[int]) -> int:
    return sum(spelling.is_period(grid.text(row, c)) for c in range(grid.width) if c not in labels)


def looks_like_headings(grid: Grid, row: int, labels: set[int]) -> bool:
    """A row whose cells, but for its labels, are periods or words for parts."""
    words = [grid.text(row, c) for c in range(grid.width) if c not in labels]
    words = [word for word in words if word]
    # A bare year could be a figure, and "n" alone is too little to go by.
    telling = [
        word
        for word in words
        if (spelling.is_period(word) and not word.isdigit()) or word.lower() in spelling.PART_OF
    ]
    return len(telling) > 1 and 2 * len(telling) > len(words)


def period_around(table: TableMap, grid: Grid) -> Period | None:
    """The period that the sheet's name, a cell or the mapping itself gives to headings that name none.

    Two of them, with a comma between, tell one together: a sheet called Q1, and a title with the year.
    """
    pieces = [_title(source.strip(), grid) for source in table.period_from.split(",") if source.strip()]
    told = [
        piece if spelling.parse(piece) else getattr(spelling.find(piece), "label", "") for piece in pieces
    ]
    return spelling.read_heading(told).period


def _title(source: str, grid: Grid) -> str:
    cell = re.fullmatch(r"([A-Za-z]{1,3})(\d{1,7})", source)
    if cell:
        return grid.text(int(cell[2]) - 1, place_of(cell[1]))
    return grid.name if source.lower() == "sheet name" else source


def lines(
    table: TableMap, grid: Grid, around: Period | None, below: int | None
) -> tuple[list[Line], list[Line]]:
    """A table's rows and columns with their headings, merged headings filled in."""
    labels = [place_of(column) for column in table.label_columns]
    heading_rows = [row - 1 for row in table.heading_rows]
    said = dict(table.periods)
    first = heading_rows[-1] + 1 if heading_rows else 0
    last = below - 1 if below else len(grid.rows)
    columns = [
        Line(column, spelling.read_heading(pieces, around=around, dates=table.dates, said=said))
        for column, pieces in _column_pieces(grid, heading_rows, labels)
    ]
    rows = []
    section = ""
    for row, pieces in _row_pieces(grid, labels, first, last):
        heading = spelling.read_heading(pieces, around=around, dates=table.dates, said=said)
        rows.append(Line(row, heading, section if section != heading.rest else ""))
        if heading.rest and not any(grid.text(row, c) for c in range(grid.width) if c not in labels):
            section = heading.rest
    return rows, columns


def times(table: TableMap, grid: Grid) -> dict[str, str]:
    """The words that place a table's figures in time, each with the period it is read as; "" where it names none."""
    labels, heading_rows = (
        [place_of(one) for one in table.label_columns],
        [row - 1 for row in table.heading_rows],
    )
    first, around = heading_rows[-1] + 1 if heading_rows else 0, period_around(table, grid)
    down = table.measures_in == "columns"
    along = (
        _row_pieces(grid, labels, first, len(grid.rows))
        if down
        else _column_pieces(grid, heading_rows, labels)
    )
    found: dict[str, str] = {}
    for place, pieces in along:
        cells = grid.rows[place] if down else [grid.cell(row, place) for row in range(first, len(grid.rows))]
        if any(isinstance(cell, int | float) for cell in cells):
            heading = spelling.read_heading(
                pieces, around=around, dates=table.dates, said=dict(table.periods)
            )
            for piece in filter(None, pieces):
                label = _time(piece, heading, table)
                if label is not None:
                    found.setdefault(piece, label)
    return found


def _time(piece: str, heading: Heading, table: TableMap) -> str | None:
    """The period of one word of a heading; "" where it could name one and none is known; None where it tells of others."""
    if piece in table.periods:
        return table.periods[piece]
    period = spelling.parse(spelling.split_part(piece)[0])
    if isinstance(period, Period):
        month = period.kind is Kind.DAY and table.dates == "months"
        return heading.period.label if month and heading.period else period.label
    told = heading.period is not None or table.parts.get(piece) or piece.lower() in spelling.PART_OF
    return None if told or spelling.BESIDE.search(piece) else ""


def _column_pieces(grid: Grid, heading_rows: list[int], labels: list[int]) -> Iterator[tuple[int, list[str]]]:
    """A merged cell has its words in its first column only: all but the last heading row are filled along."""
    carried = [""] * len(heading_rows)
    for column in range(grid.width):
        if column in labels:
            continue
        pieces = []
        for place, row in enumerate(heading_rows):
            text = grid.text(row, column)
            if text:
                carried[place] = text
                # A new upper heading ends what was carried below it.
                carried[place + 1 :] = [""] * (len(heading_rows) - place - 1)
            is_last = place == len(heading_rows) - 1
            pieces.append(text if is_last else carried[place])
        if any(pieces):
            yield column, pieces


def _row_pieces(grid: Grid, labels: list[int], first: int, last: int) -> Iterator[tuple[int, list[str]]]:
    carried = [""] * len(labels)
    for row in range(first, min(last, len(grid.rows))):
        if not any(grid.text(row, column) for column in range(len(grid.rows[row]))):
            continue
        pieces = []
        for place, column in enumerate(labels):
            text = grid.text(row, column)
            if text:
                carried[place] = text
                carried[place + 1 :] = [""] * (len(labels) - place - 1)
            is_last = place == len(labels) - 1
            pieces.append(text if is_last else carried[place])
        yield row, pieces
