"""Workbooks (xlsx, ods, xls): checked before they are unpacked, then read sheet by sheet with python-calamine."""

import functools
import html
import re
import zipfile
import zlib
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import IO, NamedTuple

import python_calamine
from lxml import etree

from lineofsight.engine.sources.intake import SourceError
from lineofsight.engine.sources.opening import opendocument
from lineofsight.engine.sources.opening.limits import (
    MAX_CELLS,
    MAX_RATIO,
    MAX_UNPACKED,
    MAX_WORKBOOK,
    MIB,
    OLE,
    ZIP,
    open_checked,
)
from lineofsight.engine.sources.opening.old_workbook import read_old_workbook

WORKBOOKS = (".xlsx", ".xlsm", ".ods", ".xls")  # by which calamine chooses how to read
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")  # the stream that holds an encrypted workbook
# What Python's zipfile says of an archive that is cut short, damaged or of a kind it does not know.
ZIP_FAULTS = (
    zipfile.BadZipFile, zlib.error, etree.XMLSyntaxError, NotImplementedError, RuntimeError, EOFError,
    OSError, ValueError,
)  # fmt: skip

SHEET_NAME = re.compile(rb"""<(?:\w+:)?sheet\s[^>]*?\bname\s*=\s*["']([^"']*)["']""")


class Span(NamedTuple):
    """Cells that were made one, by their first and last row and column, from 0."""

    top: int
    left: int
    bottom: int
    right: int


Cell = str | int | float | bool | date | datetime | time | timedelta


def read_workbook(path: Path) -> dict[str, list[list[Cell]]]:
    """Each sheet's rows of cell values, from its row 1 on; an empty cell is "", a formula gives its value."""
    if path.suffix.lower() == ".xls":
        return read_old_workbook(path)
    _check_workbook(path)
    try:
        book = python_calamine.CalamineWorkbook.from_path(str(path))
        sheets = {name: book.get_sheet_by_name(name) for name in book.sheet_names}
        return {name: sheet.to_python(skip_empty_area=False) for name, sheet in sheets.items()}
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:  # where the library's Rust panics, it is not even an Exception
        raise SourceError(
            f"{path.name}: is no workbook that can be read ({error}). Save it as .xlsx."
        ) from None


def merged_cells(path: Path) -> dict[str, list[Span]]:
    """Of each sheet of an xlsx, which cells were made one. To be asked of a file that `read_workbook` read."""
    if path.suffix.lower() == ".xls":
        return {}
    book = python_calamine.CalamineWorkbook.from_path(str(path))
    sheets = {name: book.get_sheet_by_name(name).merged_cell_ranges for name in book.sheet_names}
    return {name: [Span(*first, *last) for first, last in ranges or ()] for name, ranges in sheets.items()}


def peek_sheets(path: Path) -> list[str]:
    """The names of a workbook's sheets, or [] where the file is not one. Never raises."""
    if path.suffix.lower() in (".ods", ".xls"):  # its names stand between its cells
        try:
            return list(read_workbook(path))
        except SourceError:
            return []
    try:
        with (
            path.open("rb") as file,
            zipfile.ZipFile(file) as archive,
            archive.open("xl/workbook.xml") as part,
        ):
            return [
                html.unescape(name.decode("utf-8", "replace")) for name in SHEET_NAME.findall(part.read(MIB))
            ]
    except (KeyError, *ZIP_FAULTS):
        return []


def _check_workbook(path: Path) -> None:
    with open_checked(path, MAX_WORKBOOK) as file:
        start = file.read(8)
        if start.startswith(OLE):
            file.seek(0)
            protected = ENCRYPTED in file.read()
            raise SourceError(
                f"{path.name}: is password-protected: save it without a password."
                if protected
                else f"{path.name}: is an old Office file: open it and save it as .xlsx."
            )
        if not start.startswith(ZIP) or path.suffix.lower() not in WORKBOOKS:
            raise SourceError(f"{path.name}: is not a workbook. Save it as .xlsx.")
        try:
            with zipfile.ZipFile(file) as archive:
                _check_parts(path, archive)
        except ZIP_FAULTS as error:
            raise SourceError(f"{path.name}: is cut short or damaged ({error}). Send it again.") from None


def check_archive(path: Path, archive: zipfile.ZipFile) -> None:
    """SourceError where an Office file would unpack to more than any has, or where a part wants a password."""
    parts = archive.infolist()
    unpacked = sum(part.file_size for part in parts)
    bomb = any(part.file_size > 8 * MIB and part.file_size > MAX_RATIO * part.compress_size for part in parts)
    if bomb or unpacked > MAX_UNPACKED or len(parts) > 10_000:
        raise SourceError(
            f"{path.name}: would unpack to {unpacked // MIB:,} MiB in {len(parts):,} parts, "
            "as no return does. Save it again with only the sheets that are asked for."
        )
    if any(part.flag_bits & 1 for part in parts):
        raise SourceError(f"{path.name}: is password-protected: save it without a password.")


def _check_parts(path: Path, archive: zipfile.ZipFile) -> None:
    check_archive(path, archive)
    cells = 0
    for part in archive.infolist():
        height, width = _reach(archive, part, MAX_CELLS - cells)
        cells += height * width
        if cells > MAX_CELLS:
            raise SourceError(
                f"{path.name}: {Path(part.filename).stem} reaches to row {height:,} and column {width:,}. "
                "Delete the stray cells at its far end and save it again."
            )


def _reach(archive: zipfile.ZipFile, part: zipfile.ZipInfo, most: int) -> tuple[int, int]:
    """The rows and columns of a part that is a sheet. Every part is read to its end, for its checksum."""
    with archive.open(part) as stream:
        if part.filename == "content.xml":
            return opendocument.rectangle(stream)
        height, width = _rectangle(stream)
    if height * width > most:
        with archive.open(part) as stream:
            height, width = _filled_rectangle(stream)
    return height, width


ROW = re.compile(rb"<(?:\w+:)?row(?=[\s/>])")
NAME = re.compile(rb"""\br\s*=\s*["']([A-Za-z]*)(\d+)["']""")  # of a cell, or of a row without letters
FILLED = re.compile(rb"""<(?:\w+:)?c\s(?:[^>]*?\s)?r\s*=\s*["']([A-Za-z]+)(\d+)["'](?:[^>]*[^/])?>(?!</)""")
NAMELESS = re.compile(rb"""<(?:\w+:)?c(?=[\s>])(?![^>]*\sr\s*=)(?:[^>]*[^/])?>(?!</)""")


def _rectangle(stream: IO[bytes]) -> tuple[int, int]:
    """At most how many rows and columns a sheet has: quickly, and counting cells that hold only a format."""
    height, width, rows = 0, 0, 0
    for text in _pieces(stream):
        of_rows = ROW.split(text)
        rows += len(of_rows) - 1
        height, width = _furthest(NAME, text, max(height, rows), width)
        width = max(width, *(row.count(b"<c") for row in of_rows))
    return height, width


def _filled_rectangle(stream: IO[bytes]) -> tuple[int, int]:
    """The row and column that a sheet's filled cells reach to."""
    height, width, rows, is_counted = 0, 0, 0, False
    for text in _pieces(stream):
        of_rows = ROW.split(text)
        rows += len(of_rows) - 1
        height, width = _furthest(FILLED, text, height, width)
        if NAMELESS.search(text):  # cells without a name stand in the order in which they come
            is_counted = True
            width = max(width, *(row.count(b"<c") for row in of_rows))
    return max(height, rows if is_counted else 0), width


def _furthest(names: re.Pattern[bytes], text: bytes, height: int, width: int) -> tuple[int, int]:
    found = names.findall(text)
    # A number longer than any row's is taken as it stands to the ninth digit: far enough to be refused.
    height = max(height, *(int(row[:9]) for row in {row for _, row in found}), 0)
    return height, max(width, *(_place(column) for column in {column for column, _ in found}), 0)


def _pieces(stream: IO[bytes]) -> Iterator[bytes]:
    """A part's bytes, cut before a tag."""
    tail = b""
    while chunk := stream.read(MIB):
        text = tail + chunk
        cut = text.rfind(b"<")
        yield text[:cut] if cut > 0 else text
        tail = text[cut:][-MIB:] if cut > 0 else b""
    yield tail


@functools.cache
def _place(letters: bytes) -> int:
    """The column that letters name: 28 for AB."""
    return functools.reduce(lambda place, letter: place * 26 + letter - 64, letters.upper(), 0)
