"""Formulas whose value was not saved: the reader of workbooks gives them as empty cells and says nothing."""

import posixpath
import re
import zipfile
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from lxml import etree

from lineofsight.engine.sources.intake import Fault, Severity, SourceError
from lineofsight.engine.sources.opening.limits import MIB

FORMULA = re.compile(rb"<(?:\w+:)?f[\s/>]")
CELL = re.compile(r"([A-Za-z]{1,3})(\d{1,7})")
MOST = 200  # listed of a sheet; the rest are counted


def unworked(path: Path) -> Iterator[Fault]:
    """Each formula of an xlsx workbook, which can be opened, that has no value; of many the first and how many."""
    if path.suffix.lower() not in (".xlsx", ".xlsm"):
        return
    try:
        with zipfile.ZipFile(path) as archive:
            for sheet, part in sheet_parts(archive):
                if _has_formulas(archive, part):
                    yield from _faults(f"{path.name}: {sheet}", _without_value(archive, part))
    except (zipfile.BadZipFile, etree.LxmlError, KeyError, ValueError, OSError, NotImplementedError) as error:
        raise SourceError(
            f"{path.name}: is damaged ({error}). Open it, save it again as .xlsx and send that."
        ) from None


def tree(archive: zipfile.ZipFile, part: str) -> etree._Element:
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    return etree.fromstring(archive.read(part), parser)


def sheet_parts(archive: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    """Each sheet's name and the part of the archive that holds it."""
    names = set(archive.namelist())
    if not {"xl/workbook.xml", "xl/_rels/workbook.xml.rels"} <= names:
        return
    targets = {rel.get("Id"): rel.get("Target", "") for rel in tree(archive, "xl/_rels/workbook.xml.rels")}
    for sheet in tree(archive, "xl/workbook.xml").iterfind("{*}sheets/{*}sheet"):
        key = next((value for name, value in sheet.attrib.items() if name.endswith("}id")), None)
        part = posixpath.normpath(posixpath.join("/xl", targets.get(key, ""))).lstrip("/")
        if part in names:
            yield sheet.get("name", ""), part


def _has_formulas(archive: zipfile.ZipFile, part: str) -> bool:
    """Quickly, since few returns have any."""
    with archive.open(part) as stream:
        tail = b""
        while chunk := stream.read(MIB):
            if FORMULA.search(tail + chunk):
                return True
            tail = chunk[-64:]
    return False


def _without_value(archive: zipfile.ZipFile, part: str) -> Iterator[tuple[str, int]]:
    """Column and row. A formula that gives no text has an empty value of the kind str, and is none of them."""
    with archive.open(part) as stream:
        for _, cell in etree.iterparse(stream, tag="{*}c", resolve_entities=False, no_network=True):
            place = CELL.fullmatch(cell.get("r", ""))
            is_formula = cell.find("{*}f") is not None
            if place and is_formula and cell.get("t") != "str" and not cell.findtext("{*}v"):
                yield place[1].upper(), int(place[2])
            cell.clear()


def _faults(sheet: str, places: Iterator[tuple[str, int]]) -> Iterator[Fault]:
    def fault(wrong: str, row: int | None = None, field: str | None = None) -> Fault:
        return Fault(
            severity=Severity.QUERIED, file=sheet, row=row, field=field, wrong=wrong,
            remedy="Open the file in the spreadsheet program, save it there so that values are saved, and send it again.",
        )  # fmt: skip

    for column, row in islice(places, MOST):
        yield fault("is a formula without its value, and reads as empty", row, f"column {column}")
    if more := sum(1 for _ in places):
        yield fault(f"has {more:,} more formulas without their value, which read as empty")
