"""Files on their way into a backup and out of it, each hashed as it is copied."""

import hashlib
import os
from collections.abc import Collection, Iterator
from pathlib import Path

from lineofsight.engine.disk import flush

A_PART = 1024 * 1024
Hashes = dict[str, dict[str, str | int]]


def files(folder: Path, but: Collection[str] = ()) -> Iterator[Path]:
    """Every file below a folder, what names others first: `runs/newest` before the runs. Nothing half-written
    (its name begins with a dot), and nothing of `but`, paths from the folder on."""
    for path in sorted(folder.iterdir(), key=lambda one: (one.is_dir(), one.name)):
        if path.name.startswith(".") or path.name in but or path.is_symlink():
            continue
        if path.is_dir():
            inside = {name.partition("/")[2] for name in but if name.startswith(f"{path.name}/")}
            yield from files(path, inside)
        else:
            yield path


def copy_tree(source: Path, target: Path, but: Collection[str] = ()) -> None:
    """Copy a folder's files. One that is erased meanwhile is not in the copy, as if it had been erased before."""
    for path in files(source, but):
        try:
            copy(path, target / path.relative_to(source))
        except FileNotFoundError:
            continue


def copy(source: Path, target: Path) -> None:
    with source.open("rb") as given:
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as kept:
            while part := given.read(A_PART):
                kept.write(part)
    os.utime(target, (source.stat().st_atime, source.stat().st_mtime))
    flush(target)


def hashes(folder: Path) -> Hashes:
    """Size and sha256 of every file below a folder, by its path from there."""
    found: Hashes = {}
    for path in files(folder):
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        found[path.relative_to(folder).as_posix()] = {"sha256": digest, "bytes": path.stat().st_size}
    return found
