"""What the worker does: takes files in, works the figures out, prepares what pages should not wait for."""

import math
import shutil
from collections.abc import Callable, Sequence
from dataclasses import asdict
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils import timezone

from lineofsight.engine import comparing, measuring, stepping, withdrawing
from lineofsight.engine.indicator import IndicatorError
from lineofsight.engine.opened import Audience, open_run
from lineofsight.engine.periods import PeriodError
from lineofsight.engine.quality import findings
from lineofsight.engine.sources import opening
from lineofsight.engine.sources.finding import find, read
from lineofsight.engine.sources.intake import Declared, SourceError, Span
from lineofsight.engine.sources.registry import sources
from lineofsight.engine.store import Load, StoreError, Workspace
from lineofsight.web.accounts import trail
from lineofsight.web.accounts.models import Person
from lineofsight.web.loads import mapping, own_records
from lineofsight.web.loads.models import Found, Task
from lineofsight.web.loads.uploads import folder_of

MENDABLE = (SourceError, StoreError, IndicatorError, PeriodError)  # what a person can put right


# What other rooms do once a file was read or could not be, once a run is ready, and once a day: entered from their apps.
AFTER_A_FILE: list[Callable[[Task], object]] = []
AFTER_A_RUN: list[Callable[[], object]] = []
EACH_DAY: list[Callable[[date], object]] = []


FAILED_SHOWN = 10
UPLOADING = timedelta(hours=1)  # that a folder may be there before its task is
UNMAPPED_KEPT = 14  # days that a scorecard waits for somebody to say what its headings mean


class NotDoneError(Exception):
    """A task could not be done: says why and what to do."""


class UnmappedError(Exception):
    """A scorecard is laid out as none before it: somebody must say what its headings mean. The upload stays till then."""


def load(task: Task) -> None:
    """Take a file in; every row of it is accepted or rejected. The upload is removed unless somebody is asked of it."""
    workspace = Workspace(settings.WORKSPACE)
    folder, is_kept, changed = folder_of(task), False, False
    try:
        if mapping.is_wanted(folder, workspace):
            is_kept = True
            raise UnmappedError("Nobody has said yet what the headings of this scorecard mean.")
        found, unknown = find([folder], sources(), declared(task.given, workspace))
        refused = [_unknown(path) for path in unknown]
        task.of = len(found)
        for one in found:
            try:
                # With the authorities of a list taken in just before.
                for intake in read(one, workspace.authorities(), workspace.folder / "mappings"):
                    stored, new = workspace.accept(intake, at=timezone.localtime())
                    task.loads.append(stored.id)
                    refused += stored.unread()
                    why = "Took a file in" if new else "The same file was here already"
                    changed = changed or new
                    trail.happened("loads.load", stored.id[:60], by=task.asked_by, why=why)
            except SourceError as error:
                refused.append(str(error))
            task.done += 1
            task.save()
    finally:
        if not is_kept:
            shutil.rmtree(folder, ignore_errors=True)
    task.said = "\n".join(refused)
    if not task.loads:
        raise NotDoneError(task.said)
    if changed:
        ask(Task.Kind.COMPUTE)
    else:
        task.given = {**task.given, "here": True}  # so that the page says it


def _unknown(path: Path) -> str:
    return opening.why_not(path) or (
        f"{path.name} {opening.unread(path)} Read are: scorecards (Excel), the children in need census, SSDA903, Annex A, "
        "our own supplementary return, the Standard Safeguarding Dataset, and published statistics (CSV)."
    )


def declared(given: dict[str, Any], workspace: Workspace) -> Declared:
    made_up = workspace.made_up
    return Declared(
        area=given.get("area") or None,
        covers=Span.parse(given["covers"]) if given.get("covers") else None,
        known_on=date.fromisoformat(given["known_on"]) if given.get("known_on") else None,
        sender=given.get("sender") or None,
        made_up=settings.DEMO if made_up is None else made_up,
    )


def compute(task: Task) -> None:
    """Work all figures out anew, the board's own too. Where that fails, the run before stays the one that is shown."""
    own_records.take_in(timezone.localdate())
    workspace = Workspace(settings.WORKSPACE)

    def progress(done: int, of: int) -> None:
        task.done, task.of = done, of
        task.save()

    run = measuring.measure(workspace, at=timezone.localtime(), progress=progress)
    trail.happened("loads.run", run["id"], by=task.asked_by, why="Worked out the figures")
    ask(Task.Kind.PREPARE)


def prepare(task: Task) -> None:
    """Make the newest run's public edition, and look through each load once."""
    workspace = Workspace(settings.WORKSPACE)
    known = set(Found.objects.values_list("load", flat=True))
    every = workspace.loads()
    loads = [one for one in every if one.id not in known and not one.erased]
    task.of = len(loads) + 1
    run = workspace.newest_run()
    if run is not None:
        open_run(workspace, run, Audience.PUBLIC)
    task.done = 1
    task.save()
    for one in loads:
        was = comparing.before(one, every)
        changes = [asdict(change) for change in comparing.between(was, one)] if was else []
        Found.objects.create(
            load=one.id, findings=[asdict(finding) for finding in findings(one)], before=was.id if was else "",
            changes=changes,
        )  # fmt: skip
        task.done += 1
        task.save()
    for then in AFTER_A_RUN:
        then()


DOES: dict[str, Callable[[Task], None]] = {
    Task.Kind.LOAD: load,
    Task.Kind.COMPUTE: compute,
    Task.Kind.PREPARE: prepare,
}


def ask(kind: Task.Kind) -> Task:
    """Ask the worker for something, unless that is waiting already."""
    waiting = Task.objects.filter(kind=kind, state=Task.State.WAITING).first()
    return waiting or Task.objects.create(kind=kind)


def withdraw(load: Load, *, why: str, by: Person) -> None:
    """Measure a load no more, and work the figures out without it."""
    if not load.speaks:
        raise ValidationError("This file is withdrawn or erased already.")
    withdrawing.withdraw(Workspace(settings.WORKSPACE), load.id, why=why, at=timezone.localtime())
    trail.happened("loads.load", load.id[:60], by=by, why=f"Withdrew a file: {why}")
    ask(Task.Kind.COMPUTE)


def use_again(load: Load, *, why: str, by: Person) -> None:
    if not load.withdrawn:
        raise ValidationError("This file is not withdrawn.")
    withdrawing.use_again(Workspace(settings.WORKSPACE), load.id)
    trail.happened("loads.load", load.id[:60], by=by, why=f"Used a withdrawn file again: {why}")
    ask(Task.Kind.COMPUTE)


def refresh(today: date) -> None:
    """Each day: figures that would rest on something else by now are worked out again, by themselves."""
    workspace = Workspace(settings.WORKSPACE)
    if workspace.exists and measuring.is_behind(workspace):
        ask(Task.Kind.COMPUTE)


def has_loads() -> bool:
    return bool(Workspace(settings.WORKSPACE).loads())


def not_refreshed() -> Task | None:
    """The last try to work the figures out, where it did not come to its end: those before it are shown."""
    last = Task.objects.filter(kind=Task.Kind.COMPUTE).exclude(state=Task.State.WAITING).first()
    return last if last and last.state == Task.State.FAILED else None


def not_taken_in() -> list[Task]:
    """Files that could not be taken in since one last could."""
    files = Task.objects.filter(kind=Task.Kind.LOAD)
    good = files.filter(state=Task.State.DONE).values_list("pk", flat=True).first() or 0
    return list(files.filter(state=Task.State.FAILED, pk__gt=good)[:FAILED_SHOWN])


def needs_preparing() -> bool:
    """Whether a load or a run came from the terminal that nobody has prepared."""
    workspace = Workspace(settings.WORKSPACE)
    run = workspace.newest_run()
    if run and not (workspace.folder / "runs" / run["id"] / "public.parquet").is_file():
        return True
    known = set(Found.objects.values_list("load", flat=True))
    return any(one.id not in known and not one.erased for one in workspace.loads())


def caveats(loads: Sequence[str], tables: set[str]) -> list[dict[str, Any]]:
    """What was found against the tables that a figure rests on, in those of its loads that were looked through."""
    held = Found.objects.filter(load__in=loads)
    return [one for found in held for one in found.findings if one["table"] in tables]


def looked_through(loads: Sequence[str]) -> bool:
    """Whether the worker has looked through each of some loads."""
    return Found.objects.filter(load__in=loads).count() == len(set(loads))


def set_aside(load: Load) -> dict[str, list[str]]:
    """The tables of a load that the newest figures leave aside, by the formats that speak for them instead."""
    workspace = Workspace(settings.WORKSPACE)
    run = workspace.newest_run() or {}
    formats = {one.id: one.manifest["format"].replace("_", " ") for one in workspace.loads()}
    found: dict[str, list[str]] = {}
    for area, entries in run.get("set_aside", {}).items():
        for table, _, name in (entry.partition(": ") for entry in entries):
            if name == load.id:
                speaks = sorted({formats.get(one, one) for one in run["speaks"][area].get(table, ())})
                found.setdefault(" and ".join(speaks), []).append(table.replace("_", " "))
    return found


def steps_in(load: Load) -> dict[str, list[str]]:
    """The tables of a load on which figures of some days alone rest, since what speaks does not reach them."""
    run = Workspace(settings.WORKSPACE).newest_run() or {}
    found: dict[str, list[str]] = {}
    for loads in run.get("steps_in", {}).values():
        for table, text in loads.get(load.id, {}).items():
            span = Span.parse(text)
            days = f"{span.first:%-d %B %Y} to {span.last:%-d %B %Y}"
            found.setdefault(days, []).append(table.replace("_", " "))
    return found


def why_idle(loads: Sequence[str]) -> list[str]:
    """Why figures will not rest on something in files just taken in."""
    workspace = Workspace(settings.WORKSPACE)
    spoken = measuring.what_speaks(workspace, must=False) if loads else {}
    return [why for name in loads for one in spoken.values() if (why := stepping.why_idle(one, name))]


def clear_uploads(today: date | None = None) -> None:
    """Remove uploads whose task is over or gone: a worker that was killed could not. Each day, also those that nobody
    answered for; one that is young may be of a request that is not at its end."""
    now = timezone.now()
    young = (now - UPLOADING).timestamp() if today else math.inf
    there = Q(state__in=(Task.State.WAITING, Task.State.RUNNING) if today else (Task.State.WAITING,)) | Q(
        state=Task.State.ASKS, asked_at__gt=now - timedelta(days=UNMAPPED_KEPT)
    )
    wanted = {task.given.get("folder") for task in Task.objects.filter(there)}
    for folder in Path(settings.FILE_UPLOAD_TEMP_DIR).iterdir():
        if folder.is_dir() and folder.name not in wanted and folder.stat().st_mtime < young:
            shutil.rmtree(folder)
