"""What is wrong with an installation, in words that say what to do about it. Looks at everything and changes nothing."""

import fcntl
import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from lineofsight.documents.editions import open_edition
from lineofsight.documents.front import ReportError
from lineofsight.engine.disk import sha256
from lineofsight.engine.store import Workspace
from lineofsight.web.accounts.models import Entry
from lineofsight.web.keeping.backing_up import KIND, broken_trail
from lineofsight.web.loads.models import Found, Task

LEAST_SPACE = 2 * 1000**3  # bytes: a county's load, its run and their copies aside
A_WEEK, A_DAY, AN_HOUR, A_MINUTE = (
    timedelta(days=7),
    timedelta(days=1),
    timedelta(hours=1),
    timedelta(minutes=1),
)


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong, and what to do."""

    what: str
    remedy: str


def examine(now: datetime) -> Iterator[Fault]:
    """Everything that is wrong, what matters most first."""
    workspace = Workspace(settings.WORKSPACE)
    yield from _settings(workspace)
    behind = list(_database())
    yield from behind
    if not behind:
        yield from _trail(now)
        yield from _backups(now)
        yield from _disagreements(workspace)
        yield from _tasks(now)
    yield from _files(workspace)
    yield from _lock(workspace, now)
    yield from _public(workspace)
    yield from _surroundings(workspace)


def _settings(workspace: Workspace) -> Iterator[Fault]:
    if settings.DEBUG:
        yield Fault("LINEOFSIGHT_DEBUG is on: an error page shows what it should not.", "Unset it.")
    if settings.DEMO and workspace.made_up is False:
        yield Fault("LINEOFSIGHT_DEMO is on over real data: anybody may sign in as anybody.", "Unset it.")
    if "*" in settings.ALLOWED_HOSTS:
        yield Fault("LINEOFSIGHT_HOSTS takes every name.", "Name the hosts at which people find it.")
    if not settings.DEMO and not settings.SMTP:
        yield Fault(
            f"No message leaves: invitations and reminders are written to {settings.DATA / 'outbox'}.",
            "Set LINEOFSIGHT_SMTP and LINEOFSIGHT_SENDER.",
        )


def _database() -> Iterator[Fault]:
    try:
        executor = MigrationExecutor(connection)
        waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError:
        yield Fault("The database does not answer.", "Look whether it runs, and at DATABASE_URL.")
        return
    if waiting:
        yield Fault(
            f"The database is behind by {len(waiting)} migrations.",
            "Make a backup, then: lineofsight migrate",
        )


def _trail(now: datetime) -> Iterator[Fault]:
    if broken := broken_trail():
        yield Fault(
            f"The trail is not whole. {broken}",
            "Keep this database as it is, find out who had it in their hands, and compare it with the backups.",
        )
    last = Entry.objects.first()
    if last is not None and last.at > now + A_MINUTE:
        yield Fault(
            f"The clock is behind: the last entry of the trail is of {last.at:%-d %B %Y, %H:%M} UTC.",
            "Set the machine's clock, and let it be kept.",
        )


def _backups(now: datetime) -> Iterator[Fault]:
    last = Entry.objects.filter(kind=KIND).first()
    if last is None:
        yield Fault(
            "There was never a backup.", "lineofsight backup DIR, every night (docs/keeping.md says how)."
        )
    elif now - last.at > A_WEEK:
        yield Fault(
            f"The last backup is {(now - last.at).days} days old.",
            "Look at what makes it every night; now: lineofsight backup DIR",
        )


def _disagreements(workspace: Workspace) -> Iterator[Fault]:
    """What the database names and the workspace does not have."""
    here = {load.id for load in workspace.loads()}
    named = set(Found.objects.values_list("load", flat=True))
    named |= {load for task in Task.objects.exclude(loads=[]) for load in task.loads}
    if gone := sorted(named - here):
        yield Fault(
            f"The database names {len(gone)} loads that the workspace does not have, such as {gone[0]}.",
            "Look whether --workspace is the one that belongs to this database; else restore a backup.",
        )


def _tasks(now: datetime) -> Iterator[Fault]:
    open_ = Task.objects.filter(
        state__in=[Task.State.WAITING, Task.State.RUNNING], asked_at__lt=now - AN_HOUR
    )
    if many := open_.count():
        waits = "task waits" if many == 1 else "tasks wait"
        yield Fault(f"{many} {waits} for more than an hour.", "Look whether `lineofsight serve` runs.")


def _files(workspace: Workspace) -> Iterator[Fault]:
    """Files that are not as their manifest says."""
    remedy = "Take it from a backup; what was worked out of it since may be wrong."
    for load in workspace.loads():
        for table, said in load.manifest["tables"].items():
            path = load.folder / f"{table}.parquet"
            if load.erased and table != "readings":
                continue
            if not path.is_file() or sha256(path) != said["sha256"]:
                yield Fault(f"{path} is not as it was stored.", remedy)
    for run in workspace.runs():
        path = workspace.folder / "runs" / run["id"] / "readings.parquet"
        if not path.is_file() or sha256(path) != run["sha256"]:
            yield Fault(f"{path} is not as it was stored.", remedy)
    for manifest in sorted((workspace.folder / "editions").glob("[!.]*/manifest.json")):
        try:
            open_edition(manifest.parent)
        except (ReportError, json.JSONDecodeError, KeyError) as error:
            yield Fault(f"{error}", "What is in print is now nowhere else but in print.")


def _lock(workspace: Workspace, now: datetime) -> Iterator[Fault]:
    """A writer that holds the workspace for a day. A dead one's lock goes with it."""
    path = workspace.folder / "lock"
    if not path.is_file():
        return
    with path.open("r") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            if now.timestamp() - path.stat().st_mtime > A_DAY.total_seconds():
                yield Fault(
                    f"The workspace has been locked for more than a day, by {file.read().strip()}.",
                    "Look what that process does, and end it if it hangs: nothing is half-written.",
                )


def _public(workspace: Workspace) -> Iterator[Fault]:
    run = workspace.newest_run()
    if not workspace.exists:
        yield Fault(f"{workspace.folder} holds nothing yet.", "lineofsight load FOLDER --area CODE")
    elif run is None:
        yield Fault("No figure has been worked out yet.", "lineofsight compute")
    elif not (workspace.folder / "runs" / run["id"] / "public.parquet").is_file():
        yield Fault(
            "The newest run has no public edition: partners and the public see the one before.",
            "Let `lineofsight serve` run; it makes one.",
        )


def _surroundings(workspace: Workspace) -> Iterator[Fault]:
    if finders.find("govuk/govuk.css") is None:
        yield Fault("What pages are drawn with is not there.", "python -m lineofsight.web.config.fetching")
    for folder in dict.fromkeys(_there(one) for one in (workspace.folder, Path(settings.DATA))):
        if (free := shutil.disk_usage(folder).free) < LEAST_SPACE:
            yield Fault(f"{folder} has {free / 1e9:.1f} GB left.", "Make room before the next load.")


def _there(folder: Path) -> Path:
    """A folder, or the nearest above it that exists."""
    folder = folder.resolve()
    return folder if folder.is_dir() else _there(folder.parent)
