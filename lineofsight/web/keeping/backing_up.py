"""Making a backup: the database first and the workspace after it, so that what the database names is there too."""

import os
import shutil
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings

from lineofsight import __version__
from lineofsight.engine.disk import flush, write_json, write_text
from lineofsight.engine.store import Workspace
from lineofsight.web.accounts import trail
from lineofsight.web.accounts.models import Head
from lineofsight.web.keeping import KeepingError, copying, dumping, keys
from lineofsight.web.keeping.backups import MANIFEST, SEAL, Backup, keys_beside, seal

KIND = "keeping.backup"  # as the trail names it
# Of the data folder: the first three are secrets or hold them, uploads may name children, the database is dumped.
STAYS = ("trail.key", "secret.key", "outbox", "uploads")
OF_WORKSPACE = ("key", "lock")  # the key goes with the keys
SAID_OF_IT = [
    "Files on their way in: whoever sent one sends it again.",
    "Who is signed in: everybody signs in again.",
    "The keys of the trail and of the workspace: they lie in a folder of their own.",
    "LINEOFSIGHT_SECRET_KEY and the passwords of the database and of the post: they belong to the settings.",
]


def back_up(home: Path, *, at: datetime) -> Backup:
    """Write a backup aside in `home` and rename it into place; its keys lie beside it, for somebody to take away."""
    workspace = Workspace(settings.WORKSPACE)
    _not_inside(home, workspace.folder, settings.DATA)
    name = f"{at:%Y-%m-%dT%H%M%S}"
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    aside, folder = home / f".{name}.part", home / name
    aside.mkdir(mode=0o700)
    try:
        manifest: dict[str, Any] = {
            "id": name,
            "at": at.isoformat(timespec="seconds"),
            "version": __version__,
        }
        manifest |= {"made_up": workspace.made_up, "left_out": SAID_OF_IT}
        manifest |= _database(aside / "database")
        if workspace.folder.is_dir():
            copying.copy_tree(workspace.folder, aside / "workspace", OF_WORKSPACE)
        copying.copy_tree(settings.DATA, aside / "data", [*STAYS, *_of_sqlite()])
        held = _keys(workspace)
        manifest["keys"] = {key: keys.fingerprint(content) for key, content in held.items()}
        manifest["files"] = copying.hashes(aside)
        write_json(aside / MANIFEST, manifest)
        write_text(aside / SEAL, seal(aside / MANIFEST, held[keys.TRAIL]) + "\n")
        keys.write(keys_beside(folder), _to_write(held))
        os.rename(aside, folder)
        flush(home)
    finally:
        shutil.rmtree(aside, ignore_errors=True)
    if manifest["database"]:
        with trail.acting_from(trail.TERMINAL):
            trail.happened(KIND, name, by=None, why="Made a backup")
    return Backup(folder, manifest, held)


def _database(folder: Path) -> dict[str, Any]:
    applied = dumping.migrations()
    if not applied:
        return {"database": None, "trail": None}
    with dumping.at_one_moment():
        rows = dumping.dump(folder, applied)
        head = Head.objects.get(pk=1)
    return {
        "database": {"migrations": applied, "rows": rows},
        "trail": {"number": head.number, "digest": head.digest, "broken": broken_trail()},
    }


def broken_trail() -> str:
    """What is wrong with the trail, in a sentence; nothing where it is whole."""
    try:
        trail.verify()
    except trail.BrokenTrailError as error:
        return str(error)
    return ""


def _keys(workspace: Workspace) -> dict[str, bytes]:
    """The keys that this installation has."""
    held = {keys.TRAIL: settings.TRAIL_KEY.encode()}
    if (workspace.folder / "key").is_file():
        held[keys.WORKSPACE] = workspace.key
    return held


def _to_write(held: Mapping[str, bytes]) -> dict[str, bytes]:
    """A key of the trail that the settings give is kept by whoever keeps the settings, and stays there."""
    given = bool(os.environ.get("LINEOFSIGHT_TRAIL_KEY"))
    return {name: key for name, key in held.items() if not (given and name == keys.TRAIL)}


def _of_sqlite() -> list[str]:
    name = Path(str(settings.DATABASES["default"]["NAME"])).name
    return [name, f"{name}-wal", f"{name}-shm", f"{name}-journal"]


def _not_inside(home: Path, *folders: Path) -> None:
    for folder in folders:
        if home.resolve().is_relative_to(folder.resolve()):
            raise KeepingError(
                f"{home} lies inside {folder}, which is what is backed up. Choose a folder elsewhere, best of all on "
                f"another disk."
            )
