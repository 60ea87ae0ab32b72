"""How large a file may be, and the checks that every kind of file meets first."""

import hashlib
from io import BufferedReader
from pathlib import Path

from lineofsight.engine.sources.intake import SourceError, SourceFile

MIB = 2**20
# Of any file. Only XML, which is read as a stream, may be this large: some 20 s of reading.
MAX_FILE = 384 * MIB
MAX_CSV = 48 * MIB
# Of a CSV read packed: six years of a large council's contacts with their outcomes. Loading one takes 300 MB
# of memory, of which Python and its libraries take half (tests/engine/sources/test_large_files.py).
MAX_PACKED_CSV = 96 * MIB
MAX_LINES = 700_000  # of a CSV
MAX_LINE = 1 * MIB  # bytes without a line's end; half of it is always allowed
MAX_CELL = 256 * 1024  # characters in a quoted cell
MAX_COLUMNS = 2_000
MAX_WORKBOOK = 64 * MIB
MAX_UNPACKED = 512 * MIB  # of a workbook's parts, or of a Parquet file's columns, together
MAX_RATIO = 250  # unpacked to packed, of a part over 8 MiB; real sheets come to 10 to 60
MAX_CELLS = 1_500_000  # of the sheets' rectangles together, held densely however few cells are filled
MAX_ROWS = 20_000_000  # of a Parquet file
PEEK = 64 * 1024

ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
OTHER_KINDS = {ZIP: "a zip archive or workbook", b"PAR1": "a Parquet file", b"\x1f\x8b": "a gzip archive"}


def describe(path: Path) -> SourceFile:
    """A file's name, SHA-256 and size, read as a stream."""
    with open_checked(path, MAX_FILE) as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return SourceFile(name=path.name, sha256=digest, size=path.stat().st_size)


def open_checked(path: Path, limit: int) -> BufferedReader:
    try:
        if not path.is_file():
            raise SourceError(f"{path.name}: there is no such file.")
        size = path.stat().st_size
        if size > limit:
            raise SourceError(
                f"{path.name}: is {size // MIB:,} MiB, and at most {limit // MIB:,} MiB are read. "
                "Split it, for example by year, and load each part by itself with the days it covers."
            )
        if size == 0:
            raise SourceError(f"{path.name}: is empty. Export it again.")
        return path.open("rb")
    except OSError as error:
        raise SourceError(f"{path.name}: cannot be opened ({error.strerror}).") from None


def refuse_other_kinds(path: Path, start: bytes, wanted: str) -> None:
    if start.startswith(OLE):
        raise SourceError(
            f"{path.name}: is password-protected or an old Office file: "
            f"save it without a password, as {wanted}."
        )
    for mark, kind in OTHER_KINDS.items():
        if start.startswith(mark):
            raise SourceError(f"{path.name}: is {kind}, not {wanted}. Give it its own ending, or unpack it.")
