"""A zip in which an authority keeps a folder of SSDA903 files for each year."""

import io
import lzma
import re
import struct
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from lineofsight.engine.sources import opening
from lineofsight.engine.sources.intake import SourceError
from lineofsight.engine.sources.opening.limits import (
    MAX_CSV,
    MAX_FILE,
    MAX_RATIO,
    MAX_UNPACKED,
    MIB,
    open_checked,
)
from lineofsight.engine.sources.ssda903.files import kind_of

MAX_MEMBERS = 1_000
MAX_CONTENTS = 1 * MIB  # of a zip's table of contents
END_OF_ZIP = 22 + 65_535  # bytes: the end record and the longest remark after it
HEADINGS = 2_048  # bytes of a member's first line
YEAR = re.compile(r"20\d\d")
# What Python's zipfile says of an archive that is cut short, damaged or of a kind it does not know.
DAMAGED = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    lzma.LZMAError,
    NotImplementedError,
    RuntimeError,
    EOFError,
    OSError,
    ValueError,
    OverflowError,
)


@dataclass(frozen=True)
class Folder:
    """One year's files: unpacked, and what each is called in the zip."""

    name: str
    paths: list[Path]
    names: list[str]


def holds_returns(path: Path) -> bool:
    """Whether a file is a zip with a CSV of episodes or children in it. Never raises."""
    try:
        if _contents_size(path) > MAX_CONTENTS:
            return False
        with zipfile.ZipFile(path) as archive:
            return any(
                _heading_kind(archive, part) in ("episodes", "header") for part in _files(archive)[:100]
            )
    except DAMAGED:
        return False


def _contents_size(path: Path) -> int:
    """How large a zip's table of contents is: one of a million names fills memory before it is looked at."""
    with path.open("rb") as file:
        file.seek(0, io.SEEK_END)
        file.seek(max(file.tell() - END_OF_ZIP, 0))
        end = file.read()
    at = end.rfind(b"PK\5\6")
    if at < 0 or at + 16 > len(end):
        raise zipfile.BadZipFile("it is no zip")
    return struct.unpack_from("<L", end, at + 12)[0]


def _heading_kind(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> str | None:
    with archive.open(part) as stream:
        line = stream.read(HEADINGS).decode("utf-8-sig", "replace").split("\n", 1)[0]
    return kind_of([heading.strip().strip('"') for heading in re.split("[,;\t|]", line)])


def _files(archive: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
    files = [
        part for part in archive.infolist() if part.filename.lower().endswith(".csv") and not part.is_dir()
    ]
    return sorted((part for part in files if "__MACOSX" not in part.filename), key=lambda part: part.filename)


@contextmanager
def unpacked(path: Path) -> Iterator[list[Folder]]:
    """The folders of a zip by name, unpacked for as long as the context lasts."""
    with tempfile.TemporaryDirectory(prefix="lineofsight-") as into:
        try:
            with open_checked(path, MAX_FILE) as file:
                if _contents_size(path) > MAX_CONTENTS:
                    raise SourceError(f"{path.name}: holds too many files. Load the folders themselves.")
                with zipfile.ZipFile(file) as archive:
                    folders = _unpack(path, archive, Path(into))
        except DAMAGED as error:
            raise SourceError(f"{path.name}: is cut short or damaged ({error}). Send it again.") from None
        yield folders


def _unpack(path: Path, archive: zipfile.ZipFile, into: Path) -> list[Folder]:
    parts = _files(archive)
    _check(path, parts)
    folders: dict[str, Folder] = {}
    for number, part in enumerate(parts):
        inside = PurePosixPath(part.filename)
        folder = folders.setdefault(str(inside.parent), Folder(str(inside.parent), [], []))
        # Into a place of our own: the folders that a zip names are not believed.
        target = into / str(number) / re.sub(r"[^\w.-]", "_", inside.name)[-60:]
        target.parent.mkdir()
        with archive.open(part) as source, target.open("wb") as copy:
            left = part.file_size
            while chunk := source.read(min(MIB, left + 1)):
                left -= len(chunk)
                if left < 0:
                    raise SourceError(
                        f"{path.name}: {part.filename} is longer than the zip says. Pack it again."
                    )
                copy.write(chunk)
        if kind_of(opening.peek_header(target)):
            folder.paths.append(target)
            folder.names.append(f"{path.name}/{part.filename}")
    return [folders[name] for name in sorted(folders, key=_by_year) if folders[name].paths]


def _by_year(name: str) -> tuple[str, str]:
    year = YEAR.search(PurePosixPath(name).name)
    return (year[0] if year else "", name)


def _check(path: Path, parts: list[zipfile.ZipInfo]) -> None:
    if any(part.flag_bits & 1 for part in parts):
        raise SourceError(f"{path.name}: is password-protected: pack it again without a password.")
    size = sum(part.file_size for part in parts)
    bomb = any(part.file_size > 8 * MIB and part.file_size > MAX_RATIO * part.compress_size for part in parts)
    large = any(part.file_size > MAX_CSV for part in parts)
    if bomb or large or size > MAX_UNPACKED or len(parts) > MAX_MEMBERS:
        raise SourceError(
            f"{path.name}: would unpack to {size // MIB:,} MiB in {len(parts):,} files, as no return does. "
            "Unpack it yourself and load the folders."
        )
