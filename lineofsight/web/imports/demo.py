"""Files to try an import with: what the made-up board's office has on its drive, in Excel and in Word."""

import tomllib
from collections.abc import Sequence
from html import escape
from pathlib import Path
from typing import Any

import pypandoc
from openpyxl import Workbook

from lineofsight.web.accounts.spreadsheet import safe

HERE = Path(__file__)


def leave(folder: Path) -> list[Path]:
    """Write them all, over those that are there."""
    said = tomllib.loads(HERE.with_suffix(".toml").read_text(encoding="utf-8"))
    folder.mkdir(parents=True, exist_ok=True)
    made = []
    for row in said["workbook"]:
        made.append(folder / row["name"])
        _book(row["sheets"]).save(made[-1])
    for row in said["document"]:
        made.append(folder / row["name"])
        page = _page(row["title"], row["tables"])
        pypandoc.convert_text(page, "docx", format="html", outputfile=str(made[-1]))
    return made


def _book(sheets: Sequence[tuple[str, list[list[Any]]]]) -> Workbook:
    book = Workbook()
    book.remove(book.active)
    for name, rows in sheets:
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append([safe(cell) if cell != "" else None for cell in row])
    return book


def _page(title: str, tables: Sequence[list[list[str]]]) -> str:
    return f"<h1>{escape(title)}</h1>{''.join(map(_table, tables))}"


def _table(rows: list[list[str]]) -> str:
    head, *rest = ["".join(f"<td>{escape(cell)}</td>" for cell in row) for row in rows]
    return f"<table><thead><tr>{head}</tr></thead><tbody>{''.join(f'<tr>{row}</tr>' for row in rest)}</tbody></table>"
