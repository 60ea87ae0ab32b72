"""A file written back as a workbook: the same columns and rows, and what the records say now in those that were mapped."""

import io
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from lineofsight.web.imports import words
from lineofsight.web.imports.kinds import Field
from lineofsight.web.imports.models import Import
from lineofsight.web.imports.reading import names_before, who_is_known
from lineofsight.web.imports.tables import ABOVE, Cell
from lineofsight.web.imports.words import Known

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_OF_A_NAME = 31  # letters of a sheet's name
WIDE = 40


def workbook(one: Import) -> bytes:
    """Importing it again changes nothing: a cell that still says what the record says stands as it was."""
    book = Workbook(write_only=True)
    known = who_is_known(words.merged((names_before(), one.names)))
    keys = {(row["table"], row["line"]): row["key"] for row in one.rows if row["key"]}
    records = one.target.model._default_manager.in_bulk(set(keys.values()))
    taken: set[str] = set()
    for number, table in enumerate(one.contents):
        sheet = book.create_sheet(_sheet_name(table.name, taken))
        above = [line for line in table.lines if line.left.startswith(ABOVE)]
        sheet.freeze_panes = f"A{len(above) + 2}"
        for place in range(len(table.headings)):
            sheet.column_dimensions[get_column_letter(place + 1)].width = WIDE if place else 12
        for line in above:
            sheet.append([_cell(sheet, cell) for cell in line.cells])
        sheet.append([_cell(sheet, heading, bold=True) for heading in table.headings])
        columns = one.columns_of(table)
        for line in table.lines[len(above) :]:
            record = records.get(keys.get((number, line.number)))
            cells = list(line.cells)
            for place, code in columns.items():
                field = one.target.field(code)
                if record is not None and field is not None:
                    cells[place] = _now(field, record, cells[place], known)
            sheet.append([_cell(sheet, cell) for cell in cells])
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _now(field: Field, record: Any, cell: Cell, known: Known) -> Any:
    held = field.held(record)
    if field.once or held is None or field.read(cell, known).value == held:
        return cell
    if isinstance(held, bool) and field.read(cell, known).value is None and not held:
        return cell  # a status that says neither is taken as open
    if field.code in ("agency", "of"):
        return f"{getattr(record, field.code)}"
    return field.say(held) if held != "" else cell


def _sheet_name(name: str, taken: set[str]) -> str:
    plain = (
        "".join(" " if letter in "[]:*?/\\" else letter for letter in name).strip(" '")[:MOST_OF_A_NAME]
        or "Sheet"
    )
    names = [plain, *(f"{plain[: MOST_OF_A_NAME - 4]} {number}" for number in range(2, 100))]
    found = next(one for one in names if one.casefold() not in taken)
    taken.add(found.casefold())
    return found


def _cell(sheet: Any, value: Any, *, bold: bool = False) -> WriteOnlyCell:
    """Text stays text: what begins like a formula is none."""
    said = ILLEGAL_CHARACTERS_RE.sub("", value) if isinstance(value, str) else value
    cell = WriteOnlyCell(sheet, value=said)
    if isinstance(said, str):
        cell.data_type = "s"
    cell.alignment = Alignment(wrap_text=True, vertical="top")
    cell.font = Font(bold=bold)
    return cell
