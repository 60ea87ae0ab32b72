"""The empty supplementary return: a workbook that explains itself, or a folder of CSV files."""

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from lineofsight.engine.sources.supplementary.fields import (
    ALLOWED,
    CHILDREN,
    GUIDE,
    ITEMS,
    RETURN,
    Field,
    fields,
)

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
ROWS_CHECKED = 20_000  # of a sheet, that offer a list of what may be written
INTRODUCTION = (
    "This return holds what no national return does. Fill in the sheets that you can; leave others empty.",
    "1. On the sheet return, say which local authority and which days it is for, and when it was true.",
    "2. List each child once on the sheet children, under the id that the other sheets use. Give no names.",
    "3. Write below the headings, one row each. Leave a cell empty where you do not know; do not write 0.",
    "4. If you looked and had nothing to report, write yes beside the sheet's name on the sheet return.",
    "   An empty sheet of which nothing is said there counts as not sent.",
    "5. Where the return is of several authorities, name them all on the sheet return, and each row's in its column area.",
    "6. Dates: 2017-03-31 or 31/03/2017. Times: 2017-03-31 14:05. Yes and no: yes or no.",
)


def write_template(path: Path) -> None:
    """An empty return at a path: a workbook if it ends in .xlsx, else a folder of CSV files."""
    if path.suffix.lower() == ".xlsx":
        _workbook().save(path)
    else:
        path.mkdir(parents=True, exist_ok=True)
        write_rows(path / f"{RETURN}.csv", [("item", "value", "what it is"), *_items()])
        for sheet, columns in fields().items():
            write_rows(path / f"{sheet}.csv", [[field.column for field in columns]])
        write_rows(path / f"{GUIDE}.csv", _guide())


def safe(text: str) -> str:
    """Text that no spreadsheet takes for a formula: an apostrophe goes before what would begin one."""
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def write_rows(path: Path, rows: Iterable[Sequence[str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([safe(cell) for cell in row] for row in rows)


def _items() -> list[tuple[str, str, str]]:
    items = [(item, "", what) for item, what in ITEMS.items()]
    complete = "yes if the sheet is complete though it is empty: you looked, and there was nothing to report."
    return [*items, *((sheet, "", complete) for sheet in fields() if sheet != CHILDREN)]


def _guide() -> list[tuple[str, ...]]:
    lines: list[tuple[str, ...]] = [(line,) for line in INTRODUCTION]
    lines += [(), ("sheet", "column", "heading", "must be filled in", "what to write")]
    for columns in fields().values():
        lines += [
            (field.sheet, field.column, field.heading, "yes" if field.required else "", _what(field))
            for field in columns
        ]
    return lines


def _what(field: Field) -> str:
    allowed = ", ".join(ALLOWED.get(field.kind, ()))
    return field.help or (f"One of: {allowed}." if allowed else "")


def _workbook() -> Workbook:
    book = Workbook()
    book.remove(book.active)
    _fill(book.create_sheet(RETURN), [("item", "value", "what it is"), *_items()], widths=(26, 18, 90))
    guide = book.create_sheet(GUIDE)
    _fill(guide, _guide(), widths=(26, 22, 40, 18, 90), bold=False)
    for sheet, columns in fields().items():
        made = book.create_sheet(sheet)
        rows = [[field.column for field in columns], [field.heading for field in columns]]
        _fill(made, rows, widths=[max(16, len(field.column) + 2) for field in columns])
        for place, field in enumerate(columns, 1):
            made.cell(2, place).alignment = Alignment(wrap_text=True, vertical="top")
            if field.kind in ALLOWED:
                _offer(made, get_column_letter(place), ALLOWED[field.kind])
        made.freeze_panes = "A3"
    return book


def _fill(
    sheet: Worksheet, rows: Iterable[Sequence[str]], *, widths: Sequence[int], bold: bool = True
) -> None:
    for row, cells in enumerate(rows, 1):
        for column, text in enumerate(cells, 1):
            cell = sheet.cell(row, column, text or None)
            if text:
                cell.data_type = "s"  # never a formula, whatever it begins with
            if bold and row == 1:
                cell.font = Font(bold=True)
    for column, width in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(column)].width = width


def _offer(sheet: Worksheet, column: str, allowed: Sequence[str]) -> None:
    check = DataValidation(type="list", formula1=f'"{",".join(allowed)}"', allow_blank=True)
    sheet.add_data_validation(check)
    check.add(f"{column}3:{column}{ROWS_CHECKED}")
