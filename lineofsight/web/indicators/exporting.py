"""What a person sees of an indicator as a file: CSV, a workbook, JSON. Nothing in one runs when it is opened."""

import csv
import io
import json
from collections.abc import Callable, Sequence
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Font

from lineofsight.engine.indicator import Indicator
from lineofsight.engine.store import MADE_UP
from lineofsight.web.accounts.spreadsheet import safe
from lineofsight.web.indicators.agreed import NOT_RETURNED, Gap
from lineofsight.web.indicators.seen import Reading, has_value

COLUMNS = (
    "code", "title", "area", "period", "by", "group", "numerator", "denominator", "value", "unit", "status", "basis",
    "release", "known_on", "england", "region", "neighbour_median", "rank", "ranked", "note",
)  # fmt: skip
WIDE = {"title": 34, "note": 50, "release": 16, "status": 14, "group": 20}


def rows(indicator: Indicator, readings: Sequence[Reading], *, made_up: bool) -> list[dict[str, Any]]:
    """One row a reading, without the parts of what is no value."""
    more = {"title": indicator.title, "unit": indicator.unit.name.lower().replace("_", " ")}
    nothing = {"numerator": None, "denominator": None, "value": None}
    label = {"made_up": MADE_UP} if made_up else {}
    shown = [{**row, **more, **({} if has_value(row) else nothing)} for row in readings]
    return [{name: _plain(row[name]) for name in COLUMNS} | label for row in shown]


def gap_row(indicator: Indicator, area: str, gap: Gap) -> dict[str, Any]:
    """A row for a return that did not come, in the place of its figure."""
    said = {
        "code": indicator.code, "title": indicator.title, "area": area, "period": gap.period, "note": gap.words,
        "status": NOT_RETURNED, "unit": indicator.unit.name.lower().replace("_", " "),
    }  # fmt: skip
    return {name: said.get(name) for name in COLUMNS}


def _plain(cell: Any) -> Any:
    return int(cell) if isinstance(cell, float) and cell.is_integer() else cell


def as_csv(found: Sequence[dict[str, Any]]) -> bytes:
    file = io.StringIO()
    names = list(found[0]) if found else list(COLUMNS)
    writer = csv.writer(file)
    writer.writerow(names)
    writer.writerows([safe(row[name]) for name in names] for row in found)
    return ("\ufeff" + file.getvalue()).encode()  # the mark by which a spreadsheet knows the letters


def as_workbook(found: Sequence[dict[str, Any]]) -> bytes:
    book = Workbook()
    sheet: Any = book.active
    names = list(found[0]) if found else list(COLUMNS)
    sheet.title = "Figures"
    sheet.append(names)
    for row in found:
        sheet.append([safe(row[name]) for name in names])
    for cell, name in zip(sheet[1], names, strict=True):
        cell.font = Font(bold=True)
        sheet.column_dimensions[cell.column_letter].width = WIDE.get(name, 12)
    sheet.freeze_panes = "A2"
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def as_json(found: Sequence[dict[str, Any]]) -> bytes:
    return json.dumps(list(found), default=str, ensure_ascii=False, indent=1).encode()


KINDS: dict[str, tuple[str, Callable[[Sequence[dict[str, Any]]], bytes]]] = {
    "csv": ("text/csv; charset=utf-8", as_csv),
    "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", as_workbook),
    "json": ("application/json", as_json),
}
