"""Files of papers, replies and responses: kept beside the database under their digest, given to whoever may read those."""

import hashlib
import os
import secrets
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db.models import Model

from lineofsight.web.loads.uploads import clean_name, not_as_named

ZIPPED, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
# How a file of each kind begins; whatever else calls itself so is refused.
BEGINNINGS = {
    ".pdf": (b"%PDF-",), ".docx": (ZIPPED,), ".xlsx": (ZIPPED,), ".pptx": (ZIPPED,), ".odt": (ZIPPED,), ".ods": (ZIPPED,),
    ".odp": (ZIPPED,), ".doc": (OLE,), ".xls": (OLE,), ".ppt": (OLE,),
}  # fmt: skip
MEGABYTES = 25


class LostError(Exception):
    """A file is not as it came, or not there."""


def check(file: UploadedFile) -> None:
    """ValidationError where it is not to be kept: of another kind, not what its name says, or too large."""
    name, size = file.name or "", file.size or 0
    begins = BEGINNINGS.get(Path(name).suffix.lower())
    if begins is None:
        raise ValidationError(
            f"{name} is of no kind that is kept here. Save it as one of {', '.join(BEGINNINGS)}."
        )
    if size > MEGABYTES * 1024 * 1024:
        raise ValidationError(
            f"{name} is larger than {MEGABYTES} MB. Make its pictures smaller, and save it again."
        )
    file.seek(0)
    if not file.read(8).startswith(begins):
        raise ValidationError(not_as_named(file))
    file.seek(0)


def keep(file: UploadedFile) -> dict[str, Any]:
    """Write the file aside and rename it into place; what its row is to say of it. The same file is kept once."""
    content = b"".join(file.chunks())
    digest = hashlib.sha256(content).hexdigest()
    folder = _folder()
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    aside = folder / f".{secrets.token_hex(8)}"
    with open(os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as kept:
        kept.write(content)
    os.replace(aside, folder / digest)
    return {"file": clean_name(file.name or ""), "sha256": digest}


def content_of(row: Model, sha256: str) -> bytes:
    """LostError where it is not what came."""
    try:
        content = (_folder() / sha256).read_bytes()
    except OSError:
        raise LostError(
            f"The file of {row} is not here. Take it from a backup: folder data/papers."
        ) from None
    if hashlib.sha256(content).hexdigest() != sha256:
        raise LostError(f"The file of {row} is not as it came. Take it from a backup: folder data/papers.")
    return content


def _folder() -> Path:
    return Path(settings.DATA) / "papers"
