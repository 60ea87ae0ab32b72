"""A workbook as LibreOffice writes it (.ods), of cells given."""

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from xml.sax.saxutils import escape
from zipfile import ZipFile

MANIFEST = """<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">
<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>"""
CONTENT = """<?xml version="1.0" encoding="UTF-8"?>
<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" office:version="1.2"><office:body>
<office:spreadsheet>{sheets}</office:spreadsheet></office:body></office:document-content>"""


def write(path: Path, sheets: Mapping[str, Sequence[Sequence[object]]]) -> Path:
    tables = "".join(
        f'<table:table table:name="{name}">{_rows(rows)}</table:table>' for name, rows in sheets.items()
    )
    with ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", MANIFEST)
        archive.writestr("content.xml", CONTENT.format(sheets=tables))
    return path


def _rows(rows: Sequence[Sequence[object]]) -> str:
    return "".join(f"<table:table-row>{''.join(map(_cell, row))}</table:table-row>" for row in rows)


def _cell(value: object) -> str:
    match value:
        case None:
            return "<table:table-cell/>"
        case int() | float():
            return f'<table:table-cell office:value-type="float" office:value="{value}"/>'
        case date():
            return f'<table:table-cell office:value-type="date" office:date-value="{value.isoformat()}"/>'
    return f'<table:table-cell office:value-type="string"><text:p>{escape(str(value))}</text:p></table:table-cell>'
