"""The board's logo: a picture beside its name on every page, and on the public site."""

import os
import secrets
from pathlib import Path

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile

KINDS = {".png": "image/png", ".jpg": "image/jpeg"}
BEGINNINGS = {b"\x89PNG\r\n\x1a\n": ".png", b"\xff\xd8\xff": ".jpg"}
LARGEST = 300 * 1024  # bytes: it is on every page


def logo() -> Path | None:
    return next(settings.DATA.glob("logo.*"), None)


def logo_mark() -> str:
    """Changes with the logo, so that a browser asks for the new one; empty where there is none."""
    there = logo()
    return format(there.stat().st_mtime_ns, "x") if there else ""


def ending_of(content: bytes) -> str:
    """`.png` or `.jpg` by a picture's first bytes; empty where it is neither."""
    return next((ending for begins, ending in BEGINNINGS.items() if content.startswith(begins)), "")


def keep_logo(file: UploadedFile) -> None:
    content = file.read()
    aside = settings.DATA / f"aside.{secrets.token_hex(4)}"
    aside.write_bytes(content)
    remove_logo()
    os.replace(aside, settings.DATA / f"logo{ending_of(content)}")


def remove_logo() -> None:
    there = logo()
    if there:
        there.unlink()
