"""The two keys of an installation, which never lie in a backup itself.

`trail.key` seals the trail: without it the trail cannot be verified. `workspace.key` makes ids unreadable: without
it a child in tomorrow's file is another than in yesterday's. Whoever holds a backup and its keys could forge the
first and undo the second, so the keys lie in a folder of their own, to be kept somewhere else.
"""

import hashlib
import os
from collections.abc import Mapping
from pathlib import Path

from lineofsight.web.keeping import KeepingError

TRAIL, WORKSPACE = "trail.key", "workspace.key"


def fingerprint(key: bytes) -> str:
    """Enough to tell one key from another, and far too little to find it."""
    return hashlib.sha256(b"fingerprint " + key).hexdigest()[:8]


def write(folder: Path, keys: Mapping[str, bytes]) -> None:
    folder.mkdir(mode=0o700)
    for name, key in keys.items():
        keep(folder / name, key)


def keep(path: Path, key: bytes) -> None:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(key)


def find(folder: Path, wanted: Mapping[str, str], trail_key: str) -> dict[str, bytes]:
    """The keys with these fingerprints; the trail's may be given by the settings instead.

    KeepingError says which is not there, or is another.
    """
    found = {name: (folder / name).read_bytes() for name in wanted if (folder / name).is_file()}
    if trail_key:
        found[TRAIL] = trail_key.encode()
    if missing := [name for name in wanted if name not in found]:
        raise KeepingError(
            f"{' and '.join(missing)} cannot be found in {folder}. They were written beside the backup when it was "
            f"made; name the folder in which they are kept now with --keys FOLDER."
        )
    if wrong := [name for name, print_ in wanted.items() if fingerprint(found[name]) != print_]:
        raise KeepingError(f"{' and '.join(wrong)} belongs to another installation than this backup.")
    return {name: found[name] for name in wanted}
