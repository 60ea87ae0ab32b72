"""Where periods, measures and parts stand in a sheet nobody has described: the first guess of a mapping."""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace

from lineofsight.engine.periods import Kind, Period
from lineofsight.engine.sources.scorecard import spelling
from lineofsight.engine.sources.scorecard.locating import lines, looks_like_headings, period_around, sheet_key
from lineofsight.engine.sources.scorecard.mapping import TableMap
from lineofsight.engine.sources.scorecard.sheets import Cell, Grid, letter

LABELS_WITHIN = 8  # columns from the left that may hold names of measures or periods
HEADINGS_WITHIN = 60  # rows from the top in which a first heading row is looked for
ROWS = 2_000


def find_tables(grid: Grid) -> list[TableMap]:
    """The blocks of figures in a sheet, without codes or parts; [] where it holds none that can be told."""
    across = _periods_across(grid)
    along = _periods_along(grid)
    if along and len(along[1]) > max((len(found) for _, found in across), default=0):
        tables = _measures_across(grid, *along)
    else:
        tables = list(_measures_down(grid, across))
    tables = tables or _period_of_the_sheet(grid)
    return [_with_period(table, grid) for table in tables]


def _periods_across(grid: Grid) -> list[tuple[int, list[int]]]:
    """The rows that head columns with periods, and those columns."""
    found = []
    for row in range(min(len(grid.rows), ROWS)):
        words = {c: grid.text(row, c) for c in range(len(grid.rows[row])) if grid.text(row, c)}
        columns = [c for c, word in words.items() if spelling.heads_figures(word)]
        others = [word for c, word in words.items() if c not in columns and c > min(columns, default=0)]
        numbers = _figures_among({c: grid.cell(row, c) for c in words})
        odd = sum(
            1 for word in others if word.lower() not in spelling.PART_OF and not spelling.BESIDE.search(word)
        )
        if not columns or columns == [0] or numbers or odd >= len(columns) + 2:
            continue
        # One period alone heads a column only where a label stands before it and it is no title.
        if len(columns) > 1 or (len(words) > 1 and (columns[0] > 0)):
            found.append((row, columns))
    return found


def _figures_among(cells: Mapping[int, Cell]) -> bool:
    """Whether some cells are figures: numbers that are no years, or look like years that do not follow."""
    numbers = {cell for cell in cells.values() if isinstance(cell, float)}
    return bool(numbers) and not _are_years(numbers)


def _are_years(numbers: Collection[float]) -> bool:
    return min(numbers) >= 1990 and max(numbers) < 2100 and max(numbers) - min(numbers) < len(set(numbers))


def _periods_along(grid: Grid) -> tuple[list[int], list[int]] | None:
    """The columns that name a period for each row (a year and a quarter may stand apart), and those rows."""
    rows_of: dict[int, list[int]] = {}
    for column in range(min(grid.width, LABELS_WITHIN)):
        rows = [r for r in range(min(len(grid.rows), ROWS)) if spelling.heads_figures(grid.text(r, column))]
        if any(isinstance(grid.cell(r, column), str) for r in rows):  # a figure may look like a year
            rows = [r for r in rows if not isinstance(grid.cell(r, column), float)]
        filled = sum(1 for r in range(rows[0], rows[-1] + 1) if grid.text(r, column)) if rows else 0
        if len(rows) > 1 and 2 * len(rows) > filled and not _looks_numeric(grid, column, rows):
            rows_of[column] = rows
    if not rows_of:
        return None
    finest = max(rows_of, key=lambda column: len(rows_of[column]))
    # A merged year stands once before its quarters.
    rows = rows_of[finest]
    said = {column: [word for row in rows if (word := grid.text(row, column))] for column in range(finest)}
    before = [column for column, words in said.items() if words and all(map(spelling.heads_figures, words))]
    return [*before, finest], rows


def _looks_numeric(grid: Grid, column: int, rows: list[int]) -> bool:
    """A column of figures that happen to look like years: its neighbour on the left names the period."""
    years = {row: cell for row in rows if isinstance(cell := grid.cell(row, column), float)}
    beside = any(spelling.heads_figures(grid.text(row, c)) for row in years for c in range(column))
    return bool(years) and (beside or not _are_years(years.values()))


def _measures_down(grid: Grid, across: list[tuple[int, list[int]]]) -> Iterator[TableMap]:
    """Blocks with periods across: a new one begins at each heading row that does not lie below another."""
    at = 0
    while at < len(across):
        row, columns = across[at]
        heading_rows = [row]
        first = columns[0]
        while at + 1 < len(across) and across[at + 1][0] == heading_rows[-1] + 1:
            at += 1
            heading_rows.append(across[at][0])
            first = min(first, across[at][1][0])
        at += 1
        above = heading_rows[0] - 1
        if above >= 0 and _heads(grid, above, first, columns):
            heading_rows.insert(0, above)
        below = heading_rows[-1] + 1
        if looks_like_headings(grid, below, set(range(first))) or _is_parts(grid, below, first):
            heading_rows.append(below)
        last = across[at][0] if at < len(across) else len(grid.rows)
        labels = _label_columns(grid, heading_rows[-1] + 1, last, first)
        if labels:
            yield _table(grid, "rows", heading_rows, labels)


def _heads(grid: Grid, row: int, first: int, columns: list[int]) -> bool:
    """Whether the row above heads groups of the columns: parts, or years that were not told as periods."""
    words = [grid.text(row, c) for c in range(first, grid.width) if grid.text(row, c)]
    return (
        len(words) > 1 and len(words) < len(columns) + 1 and all(w.lower() in spelling.PART_OF for w in words)
    )


def _is_parts(grid: Grid, row: int, first: int) -> bool:
    words = [grid.text(row, c) for c in range(first, grid.width) if grid.text(row, c)]
    return bool(words) and all(
        word.lower() in spelling.PART_OF or spelling.BESIDE.search(word) for word in words
    )


def _label_columns(grid: Grid, first: int, last: int, before: int) -> list[int]:
    """The column of the measures' names, and one of parts beside it where there is one."""
    words = {
        column: [text for row in range(first, min(last, first + ROWS)) if (text := _word(grid, row, column))]
        for column in range(min(before, LABELS_WITHIN))
    }
    parts = [
        c
        for c, texts in words.items()
        if texts and sum(t.lower() in spelling.PART_OF for t in texts) * 2 > len(texts)
    ]
    names = {
        c: sum(map(len, texts)) / len(texts) * min(len(set(texts)), 12)
        for c, texts in words.items()
        if texts and c not in parts
    }
    if not names:
        return []
    # The longest and most various words are the measures' names.
    best = max(names, key=lambda column: names[column])
    return [best, *[c for c in parts if c > best][:1]]


def _word(grid: Grid, row: int, column: int) -> str:
    return grid.text(row, column) if isinstance(grid.cell(row, column), str) else ""


def _measures_across(grid: Grid, columns: list[int], rows: list[int]) -> list[TableMap]:
    """Periods down: measures across, or (a long list) measures down beside them and only parts across."""
    first = rows[0]
    heading_rows: list[int] = []
    for row in range(first - 1, max(-1, first - 5), -1):
        words = [_word(grid, row, c) for c in range(grid.width) if c not in columns and _word(grid, row, c)]
        if not words or (len(words) == 1 and (heading_rows or grid.width - len(columns) > 2)):
            break
        heading_rows.insert(0, row)
    if not heading_rows:
        return []
    headings = [grid.text(heading_rows[-1], c) for c in range(grid.width) if c not in columns]
    telling = [word for word in headings if word and not spelling.BESIDE.search(word)]
    parts = [word for word in telling if word.lower() in spelling.PART_OF]
    texts = [
        c for c in range(min(grid.width, LABELS_WITHIN))
        if c not in columns and sum(bool(_word(grid, r, c)) for r in rows) * 2 > len(rows)
        and not any(_figure_like(_word(grid, r, c)) for r in rows)
    ]  # fmt: skip
    if texts and parts and len(telling) - len(parts) <= len(texts):
        names = max(texts, key=lambda c: len({grid.text(r, c) for r in rows}))
        return [_table(grid, "rows", heading_rows[-1:], sorted([names, *columns]))]
    if parts and len(parts) == len(telling) and len(heading_rows) == 1:
        return [_table(grid, "sheet", heading_rows, columns)]
    return [_table(grid, "columns", heading_rows, columns)]


def _figure_like(text: str) -> bool:
    return bool(re.match(r"[*<\d.\-]|n/?a$", text.strip().lower())) if text else False


def _period_of_the_sheet(grid: Grid) -> list[TableMap]:
    """Neither rows nor columns name a period: the sheet's name or a title does, and the columns are parts."""
    if not (_sheet_name(grid) or _title(grid)):
        return []
    for row in range(min(len(grid.rows), HEADINGS_WITHIN)):
        words = {c: grid.text(row, c) for c in range(len(grid.rows[row])) if grid.text(row, c)}
        parts = [c for c, word in words.items() if word.lower() in spelling.PART_OF and c > 0]
        if parts and len(words) > 1 and all(isinstance(grid.cell(row, c), str) for c in words):
            labels = _label_columns(grid, row + 1, len(grid.rows), parts[0])
            return [_table(grid, "rows", [row], labels[:1])] if labels else []
    return []


def _sheet_name(grid: Grid) -> str:
    return "sheet name" if sheet_key(grid.name) != grid.name else ""


def _title(grid: Grid) -> str:
    """The cell near the top, alone in its row, that names a period."""
    for row in range(min(len(grid.rows), 6)):
        words = [c for c in range(min(len(grid.rows[row]), 12)) if grid.text(row, c)]
        for column in words if len(words) < 3 else []:
            text = grid.text(row, column)
            if spelling.find(text) or isinstance(spelling.parse(text), Period):
                return f"{letter(column)}{row + 1}"
    return ""


def _table(grid: Grid, measures_in: str, heading_rows: list[int], labels: list[int]) -> TableMap:
    return TableMap(
        sheet=sheet_key(grid.name), measures_in=measures_in,
        heading_rows=tuple(row + 1 for row in heading_rows), label_columns=tuple(letter(c) for c in labels),
    )  # fmt: skip


def _with_period(table: TableMap, grid: Grid) -> TableMap:
    """Say where headings that name no period, or no year, take it from, and what dates in them mean."""
    rows, columns = lines(table, grid, None, None)
    found = [line.heading for line in (*rows, *columns)]
    periods = [heading.period for heading in found if heading.period]
    if not periods or any(heading.unplaced for heading in found):
        sources = [source for source in (_sheet_name(grid), _title(grid)) if source]
        # A sheet called Q1 needs the title's year; one called 2016-17 needs nothing.
        tried = [replace(table, period_from=source) for source in (*sources[:1], ", ".join(sources))]
        table = next((one for one in tried if one.period_from and period_around(one, grid)), table)
    days = [period.start for period in periods if period.kind is Kind.DAY]
    # A spreadsheet turns "Apr-16" into 1 April 2016.
    if len(days) > 1 and all(day.day == 1 for day in days):
        table = replace(table, dates="months")
    return table
