"""Taking a file from a browser: looked at before it is believed, kept outside the web root, gone when it is read."""

import re
import secrets
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from lineofsight.web.accounts import trail
from lineofsight.web.accounts.models import Person
from lineofsight.web.loads.models import Task

ZIPPED, TEXT = (".xlsx", ".xlsm", ".ods", ".zip"), (".csv", ".tsv", ".txt", ".xml", ".json")
KNOWN = (*ZIPPED, *TEXT, ".parquet")
BEGINNING = 4096


def check(file: UploadedFile) -> None:
    """ValidationError where a file is no return: empty, too large, of another kind, or not what its name says."""
    name, size = file.name or "", file.size or 0
    ending = Path(name).suffix.lower()
    if ending not in KNOWN:
        raise ValidationError(f"{name} is of no kind that is read here. Send one of: {', '.join(KNOWN)}.")
    if not size:
        raise ValidationError(f"{name} is empty. Save it again and send it once more.")
    if size > settings.UPLOAD_BYTES:
        most = settings.UPLOAD_BYTES // 1024 // 1024
        raise ValidationError(
            f"{name} is larger than {most} MB. Load it from the terminal: lineofsight load."
        )
    file.seek(0)
    begins = file.read(BEGINNING)
    file.seek(0)
    if not _is(ending, begins):
        raise ValidationError(
            f"What is in {name} is not what its name says. Open it and save it again as {ending}."
        )


def _is(ending: str, begins: bytes) -> bool:
    if ending in ZIPPED:
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


@transaction.atomic
def receive(file: UploadedFile, declared: Mapping[str, Any], *, by: Person) -> Task:
    """Keep the file for the worker, and ask for it to be taken in."""
    folder = Path(settings.FILE_UPLOAD_TEMP_DIR) / secrets.token_hex(8)
    folder.mkdir(mode=0o700)
    name = clean_name(file.name or "")
    try:
        with (folder / name).open("xb") as kept:
            for part in file.chunks():
                kept.write(part)
        given = {"folder": folder.name, "name": name, **declared}
        task = Task.objects.create(kind=Task.Kind.LOAD, given=given, asked_by=by)
        trail.happened("loads.task", str(task.pk), by=by, why="Uploaded a file")
    except BaseException:
        shutil.rmtree(folder)
        raise
    return task


def folder_of(task: Task) -> Path:
    return Path(settings.FILE_UPLOAD_TEMP_DIR) / Path(task.given["folder"]).name
