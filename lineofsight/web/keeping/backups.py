"""A backup on disk: what it says of itself, and whether every file of it is as it was written. Needs no database."""

import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lineofsight.web.keeping import KeepingError, copying, keys

MANIFEST, SEAL = "manifest.json", "manifest.seal"


@dataclass(frozen=True)
class Backup:
    """A folder that never changes, its manifest, and the keys that lie somewhere else."""

    folder: Path
    manifest: Mapping[str, Any]
    keys: Mapping[str, bytes]

    @property
    def bytes(self) -> int:
        return sum(one["bytes"] for one in self.manifest["files"].values())


def keys_beside(folder: Path) -> Path:
    return folder.with_name(f"{folder.name}.keys")


def seal(manifest: Path, key: bytes) -> str:
    """Whoever changes a file of a backup and its hash needs the trail's key to hide it."""
    return hmac.new(key, manifest.read_bytes(), hashlib.sha256).hexdigest()


def read(folder: Path, where: Path, trail_key: str) -> Backup:
    """A backup of which every file is as it was written. KeepingError names each that is not."""
    path = folder / MANIFEST
    if not path.is_file() or not (folder / SEAL).is_file():
        raise KeepingError(f"{folder} is no backup, or not a whole one: it has no {MANIFEST} or no {SEAL}.")
    try:
        manifest = json.loads(path.read_text(encoding="utf-8"))
        held = keys.find(where, manifest["keys"], trail_key)
    except (ValueError, KeyError, TypeError):
        raise KeepingError(f"{folder} is broken: {MANIFEST} cannot be read. Take another backup.") from None
    if not hmac.compare_digest(seal(path, held[keys.TRAIL]), (folder / SEAL).read_text().strip()):
        raise KeepingError(f"{folder} is broken: {MANIFEST} was changed. Take another backup.")
    wanted, here = manifest["files"], copying.hashes(folder)
    here = {name: one for name, one in here.items() if name not in (MANIFEST, SEAL)}
    faults = [f"{name} is missing" for name in wanted if name not in here]
    faults += [f"{name} was changed" for name in wanted if name in here and here[name] != wanted[name]]
    faults += [f"{name} does not belong to it" for name in here if name not in wanted]
    if faults:
        raise KeepingError(f"{folder} is broken. Take another backup.", tuple(sorted(faults)))
    return Backup(folder, manifest, held)
