"""The way back: everything is put beside its place and checked there, and only then takes its place."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction

from lineofsight.documents import editions
from lineofsight.documents.front import ReportError
from lineofsight.web.accounts import trail
from lineofsight.web.accounts.models import Head
from lineofsight.web.keeping import KeepingError, copying, dumping, keys
from lineofsight.web.keeping.backing_up import broken_trail
from lineofsight.web.keeping.backups import Backup
from lineofsight.web.loads.models import Task

LOST = "The file was on its way in when the backup was made, and is not in it. Send it again."
KIND = "keeping.restore"


@dataclass(frozen=True)
class Restored:
    """What came back. `entries`: of the trail. `edition`: the one that was made again. `wrong`: what was wrong with it
    before the backup was made, and still is."""

    files: int
    entries: int
    edition: str | None
    wrong: list[str]


def restore(backup: Backup, *, keep_trail_key: bool) -> Restored:
    """Put a backup that was read whole into an empty installation. KeepingError: nothing of it stays."""
    places = _Places(Path(settings.WORKSPACE), Path(settings.DATA))
    places.must_be_empty(backup)
    with places.aside(), _database_aside(backup) as in_place:
        for name, aside in (("workspace", places.workspace_aside), ("data", places.data_aside)):
            if (backup.folder / name).is_dir():
                copying.copy_tree(backup.folder / name, aside)
        if keys.WORKSPACE in backup.keys:
            keys.keep(places.workspace_aside / "key", backup.keys[keys.WORKSPACE])
        entries = _checked(backup)
        edition, wrong = _replayed(places.workspace_aside)
        in_place()
        places.take(backup, keep_trail_key)
    wrong += [backup.manifest["trail"]["broken"]] if entries and backup.manifest["trail"]["broken"] else []
    return Restored(len(backup.manifest["files"]), entries, edition, wrong)


@dataclass(frozen=True)
class _Places:
    """Where an installation lies, and where it is put together."""

    workspace: Path
    data: Path

    @property
    def workspace_aside(self) -> Path:
        return self.workspace.with_name(f".{self.workspace.name}.restoring")

    @property
    def data_aside(self) -> Path:
        return self.data / ".restoring"

    def must_be_empty(self, backup: Backup) -> None:
        if self.workspace.is_dir() and any(self.workspace.iterdir()):
            raise KeepingError(f"{self.workspace} is not empty. Restore into a new --workspace.")
        if backup.manifest["database"] and not dumping.is_empty():
            raise KeepingError(
                "The database has tables already. Restore into an empty one: name it in DATABASE_URL, or choose a new "
                "folder in LINEOFSIGHT_DATA."
            )
        brought = [name.split("/")[1] for name in backup.manifest["files"] if name.startswith("data/")] + [
            keys.TRAIL
        ]
        if there := sorted({name for name in brought if (self.data / name).exists()}):
            raise KeepingError(
                f"{self.data} already has {', '.join(there)}. Choose a new folder in LINEOFSIGHT_DATA."
            )

    @contextmanager
    def aside(self) -> Iterator[None]:
        for folder in (self.workspace_aside, self.data_aside):
            shutil.rmtree(folder, ignore_errors=True)  # of a restore that was killed
            folder.mkdir(parents=True, mode=0o700)
        try:
            yield
        finally:
            for folder in (self.workspace_aside, self.data_aside):
                shutil.rmtree(folder, ignore_errors=True)

    def take(self, backup: Backup, keep_trail_key: bool) -> None:
        for path in self.data_aside.iterdir():
            os.rename(path, self.data / path.name)
        if keep_trail_key:
            keys.keep(self.data / keys.TRAIL, backup.keys[keys.TRAIL])
        if self.workspace.is_dir():
            self.workspace.rmdir()
        os.rename(self.workspace_aside, self.workspace)


@contextmanager
def _database_aside(backup: Backup) -> Iterator:
    """Fill the database where nobody sees it yet: SQLite beside its place, PostgreSQL inside one transaction.

    Gives what puts it in place. Whatever fails before that leaves the database as empty as it was.
    """
    if not backup.manifest["database"]:
        yield lambda: None
    elif connection.vendor == "sqlite":
        yield from _sqlite_aside(backup)
    else:
        with transaction.atomic():
            _fill(backup)
            yield lambda: None


def _sqlite_aside(backup: Backup) -> Iterator:
    place = Path(str(connection.settings_dict["NAME"]))
    aside = place.with_name(f".{place.name}.restoring")
    connection.close()
    place.unlink(missing_ok=True)  # empty: asking it made it
    connection.settings_dict["NAME"] = str(aside)

    def in_place() -> None:
        connection.close()
        os.rename(aside, place)

    try:
        _fill(backup)
        yield in_place
    finally:
        connection.close()
        connection.settings_dict["NAME"] = str(place)
        for ending in ("", "-wal", "-shm", "-journal"):
            aside.with_name(aside.name + ending).unlink(missing_ok=True)


def _fill(backup: Backup) -> None:
    applied = [(app, name) for app, name in backup.manifest["database"]["migrations"]]
    dumping.fill(backup.folder / "database", applied)
    call_command("migrate", verbosity=0)
    Task.objects.filter(kind=Task.Kind.LOAD, state=Task.State.WAITING).update(
        state=Task.State.FAILED, said=LOST
    )


def _checked(backup: Backup) -> int:
    """The trail is as whole as it was, and ends where the backup says. How many entries came back; one more says so."""
    if not backup.manifest["database"]:
        return 0
    head, said = Head.objects.get(pk=1), backup.manifest["trail"]
    if (broken := broken_trail()) != said["broken"]:
        raise KeepingError(f"The trail in this backup is not as it was. {broken or said['broken']}")
    if (head.number, head.digest) != (said["number"], said["digest"]):
        raise KeepingError("The trail in this backup does not end where the backup says that it does.")
    with trail.acting_from(trail.TERMINAL):
        trail.happened(KIND, backup.manifest["id"], by=None, why="Restored from a backup")
    return head.number


def _replayed(workspace: Path) -> tuple[str | None, list[str]]:
    """The newest signed edition, made again from itself alone, and how it differs."""
    signed = sorted((workspace / "editions").glob("[!.]*/manifest.json"), key=lambda one: one.stat().st_mtime)
    if not signed:
        return None, []
    folder = signed[-1].parent
    try:
        return folder.name, list(editions.replay(editions.open_edition(folder)).differences)
    except ReportError as error:
        return folder.name, [str(error)]
