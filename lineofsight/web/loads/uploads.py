"""Taking a file from a browser: looked at before it is believed, kept outside the web root, gone when it is read."""

import itertools
import re
import secrets
import shutil
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from lineofsight.engine.sources.intake import SourceError
from lineofsight.engine.sources.opening.limits import OLE
from lineofsight.engine.sources.opening.workbook import ZIP_FAULTS, check_archive
from lineofsight.web.accounts import trail
from lineofsight.web.accounts.models import Person
from lineofsight.web.loads.models import Task

ZIPPED, TEXT = (".xlsx", ".xlsm", ".ods", ".zip"), (".csv", ".tsv", ".txt", ".xml", ".json")
KNOWN = (*ZIPPED, ".xls", *TEXT, ".parquet")
WORD = (".docx", ".odt")
TABLES = (".csv", ".xlsx", ".parquet")  # what a zip of statistics is opened for
OFFICE = (".docx", ".xlsx", ".xlsm", ".pptx")
LOCKED = "EncryptedPackage".encode("utf-16le")  # what a file with a password holds in the place of its parts
BEGINNING = 4096


def check(
    file: UploadedFile,
    known: Sequence[str] = KNOWN,
    *,
    most: int = 0,
    instead: str = "Load it from the terminal: lineofsight load.",
) -> None:
    """ValidationError where a file is none of the kinds `known`, empty, not what its name says, or larger than `most` bytes:
    then `instead` says what to do. Without `most`, the setting's.
    """
    most = most or settings.UPLOAD_BYTES
    name, size = file.name or "", file.size or 0
    ending = Path(name).suffix.lower()
    if ending not in known:
        raise ValidationError(f"{name} is of no kind that is read here. Send one of: {', '.join(known)}.")
    if not size:
        raise ValidationError(f"{name} is empty. Save it again and send it once more.")
    if size > most:
        raise ValidationError(f"{name} is larger than {most // 1024 // 1024} MB. {instead}")
    file.seek(0)
    begins = file.read(BEGINNING)
    file.seek(0)
    if not _is(ending, begins):
        raise ValidationError(not_as_named(file))


def not_as_named(file: UploadedFile) -> str:
    """Of a file that does not begin as its ending says: why, as far as it shows, and what to do."""
    name, ending = file.name or "", Path(file.name or "").suffix.lower()
    content = b"".join(file.chunks()) if ending in OFFICE else b""
    file.seek(0)
    if content.startswith(OLE) and LOCKED in content:
        return (
            f"{name} has a password, and cannot be opened here. Open it, press File, then Info, then Protect, then "
            f"Encrypt with Password; empty the password, press OK, and save it. Then choose it here again."
        )
    if content.startswith(OLE):
        return f"{name} is of an older kind than its name says. Open it, press File, then Save As, and save it as {ending}."
    return f"What is in {name} is not what its name says. Open it and save it again as {ending}."


def _is(ending: str, begins: bytes) -> bool:
    if ending == ".xls":
        return begins.startswith(OLE)
    if ending in (*ZIPPED, *WORD):
        return begins.startswith(b"PK\x03\x04")
    if ending == ".parquet":
        return begins.startswith(b"PAR1")
    wide = begins.startswith((b"\xff\xfe", b"\xfe\xff"))  # UTF-16, as Excel saves "Unicode text"
    if ending == ".xml" and not wide:
        return begins.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"<")
    return wide or b"\x00" not in begins


def clean_name(name: str) -> str:
    """A file's own name, without a folder and without what a shell or a page could trip over."""
    kept = re.sub(r"[^\w.() -]", "_", Path(name.replace("\\", "/")).name).strip(". ")
    return kept[-120:] or "file"


def _free(folder: Path, name: str) -> Path:
    """Where a file goes: beside any of the same name, for two years' tables are often called alike."""
    wanted = folder / clean_name(name)
    others = (wanted.with_stem(f"{wanted.stem}-{number}") for number in itertools.count(2))
    return next(path for path in itertools.chain([wanted], others) if not path.exists())


def receive(
    file: UploadedFile, declared: Mapping[str, Any], *, kind: Task.Kind = Task.Kind.LOAD, by: Person
) -> Task:
    """Keep the file for the worker, and ask for it to be taken in."""
    return receive_all([file], declared, kind=kind, by=by)


@transaction.atomic
def receive_all(
    files: Sequence[UploadedFile],
    declared: Mapping[str, Any],
    *,
    kind: Task.Kind = Task.Kind.LOAD,
    unpack: bool = False,
    by: Person,
) -> Task:
    """The same of several together, each of which is a return of its own. Of two of one name both are kept.
    `unpack`: take the tables out of zips, as statistics are downloaded."""
    folder = Path(settings.FILE_UPLOAD_TEMP_DIR) / secrets.token_hex(8)
    folder.mkdir(mode=0o700)
    try:
        for file in files:
            with _free(folder, file.name or "").open("wb") as kept:
                for part in file.chunks():
                    kept.write(part)
        if unpack:
            _unpack(folder)
        return ask_for(folder, declared, kind=kind, by=by)
    except BaseException:
        shutil.rmtree(folder)
        raise


def copy_all(files: Sequence[Path], declared: Mapping[str, Any], *, by: Person) -> Task:
    """The same of files that lie on this machine; they stay where they are."""
    folder = Path(settings.FILE_UPLOAD_TEMP_DIR) / secrets.token_hex(8)
    folder.mkdir(mode=0o700)
    try:
        for file in files:
            shutil.copyfile(file, _free(folder, file.name))
        return ask_for(folder, declared, by=by)
    except BaseException:
        shutil.rmtree(folder)
        raise


def _unpack(folder: Path) -> None:
    """Put the tables of each zip into the folder in its place. ValidationError where one cannot be opened, or is a bomb."""
    left = settings.UPLOAD_BYTES  # of all of them together
    for path in sorted(one for one in folder.iterdir() if one.suffix.lower() == ".zip"):
        try:
            with zipfile.ZipFile(path) as packed:
                check_archive(path, packed)
                tables = [one for one in packed.infolist() if one.filename.lower().endswith(TABLES)]
                left -= sum(one.file_size for one in tables)
                if left < 0:
                    raise ValidationError(
                        f"{path.name} holds too much. Unpack it and choose the tables in it."
                    )
                for one in tables:
                    _free(folder, one.filename).write_bytes(packed.read(one))
        except SourceError as error:
            raise ValidationError(str(error)) from None
        except ZIP_FAULTS:
            raise ValidationError(
                f"{path.name} cannot be unpacked. Unpack it and choose the tables in it."
            ) from None
        if not tables:
            raise ValidationError(f"{path.name} has no table in it (.csv). Choose another.")
        path.unlink()


@transaction.atomic
def ask_for(
    folder: Path, declared: Mapping[str, Any], *, kind: Task.Kind = Task.Kind.LOAD, by: Person
) -> Task:
    names = sorted(one.name for one in folder.iterdir())
    name = names[0] if len(names) == 1 else f"{len(names)} files"
    given = {"folder": folder.name, "name": name, **declared}
    task = Task.objects.create(kind=kind, given=given, asked_by=by)
    trail.happened("loads.task", str(task.pk), by=by, why=f"Uploaded {'a file' if len(names) == 1 else name}")
    return task


def folder_of(task: Task) -> Path:
    return Path(settings.FILE_UPLOAD_TEMP_DIR) / Path(task.given["folder"]).name
