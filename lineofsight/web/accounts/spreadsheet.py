"""Rows as a CSV file that a spreadsheet opens without running anything in it."""

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Any

from django.http import HttpResponse

FORMULA = ("=", "+", "-", "@", "\t", "\r")


def safe(cell: Any) -> Any:
    """Text that no spreadsheet takes for a formula: an apostrophe goes before what would begin one."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA) else cell


def text(columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    """With the mark at its beginning by which Excel knows its letters."""
    file = io.StringIO()
    writer = csv.writer(file)
    writer.writerow(columns)
    writer.writerows([safe(cell) for cell in row] for row in rows)
    return "\ufeff" + file.getvalue()


def answer(name: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> HttpResponse:
    """A file to keep, never one to open in the page."""
    made = HttpResponse(text(columns, rows), content_type="text/csv; charset=utf-8")
    made["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return made
