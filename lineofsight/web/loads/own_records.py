"""The board's own records as a file received: counted, traced and withdrawn like anybody else's.

They are taken in before figures are worked out, where they changed, and once a month. Of one month the last taking in
speaks; it stands for the days up to the day before, each table from the first of its records on.
"""

import hashlib
import json
from collections.abc import Sequence
from datetime import date, timedelta

import pyarrow as pa
from django.conf import settings
from django.utils import timezone

from lineofsight.engine import withdrawing
from lineofsight.engine.returns import Family, Span
from lineofsight.engine.sources.cleaning import schema
from lineofsight.engine.sources.intake import Fault, Intake, Severity, SourceFile
from lineofsight.engine.store import Load, Workspace
from lineofsight.web.accounts import trail
from lineofsight.web.records import register
from lineofsight.web.records.kinds import Extract

FORMAT, NAME = "own_records", "The board's own records"
REPLACED = "The board's own records as they stood later that month take its place"
REMEDY = "Say it on the page of that record; it is counted the next time."


def take_in(today: date) -> Load | None:
    """Take the records in where they say something new. None where they do not, or where there are none."""
    workspace = Workspace(settings.WORKSPACE)
    run = workspace.newest_run()
    area = str(settings.AREA) or (run["areas"][0] if run else "")
    until = _until(workspace, today)
    extracts = register.extracts(until) if area and until else []
    if not until or not extracts:
        return None
    before = _before(workspace)
    intake = _intake(extracts, area, until, made_up=bool(workspace.made_up))
    if before and _said(before) == [vars(one) for one in intake.files] and not _month_is_over(before, until):
        return None
    taken = _accepted(workspace, intake)
    if taken and before and _last_day(before).replace(day=1) == until.replace(day=1):
        withdrawing.withdraw(workspace, before.id, why=REPLACED, at=timezone.localtime())
    return taken


def _accepted(workspace: Workspace, intake: Intake) -> Load | None:
    """Records that are as they were before a change was taken back speak again; what a person withdrew does not."""
    covers = {table: str(span) for table, span in intake.covers.items()}
    for one in workspace.loads():
        if _said(one) == [vars(file) for file in intake.files] and one.manifest["covers"] == covers:
            if one.withdrawn != REPLACED:
                return None
            withdrawing.use_again(workspace, one.id)
            return workspace.load(one.id)
    taken, _ = workspace.accept(intake, at=timezone.localtime())
    trail.happened("loads.load", taken.id[:60], by=None, why="Took the board's own records in")
    return taken


def _said(load: Load) -> object:
    return load.manifest["files"]


def each_month(today: date) -> None:
    """Once a month, so that a quiet one has its figures too; a change meanwhile is taken in with the next figures."""
    workspace = Workspace(settings.WORKSPACE)
    before = _before(workspace)
    until = _until(workspace, today) if workspace.exists else None
    if until and (before is None or _month_is_over(before, until)):
        take_in(today)


def _until(workspace: Workspace, today: date) -> date | None:
    """Yesterday. A demonstration's records go on to today, its county ends years before: there, as far as that; None
    where there is no county."""
    yesterday = today - timedelta(1)
    if not settings.DEMO:
        return yesterday
    ends = [
        span.last
        for load in workspace.loads()
        if load.manifest["format"] != FORMAT and load.manifest["family"] != Family.REFERENCE
        for table in load.manifest["covers"]
        for span in load.covers(table)
    ]
    return min(max(ends), yesterday) if ends else None


def _before(workspace: Workspace) -> Load | None:
    """The newest taking in that speaks."""
    return next(
        (one for one in reversed(workspace.loads()) if one.manifest["format"] == FORMAT and one.speaks), None
    )


def _last_day(load: Load) -> date:
    return max(span.last for table in load.manifest["covers"] for span in load.covers(table))


def _month_is_over(before: Load, until: date) -> bool:
    """Whether a month has ended since that the last taking in does not reach the end of."""
    return _last_day(before) < (until + timedelta(1)).replace(day=1) - timedelta(1)


def _intake(extracts: Sequence[Extract], area: str, until: date, *, made_up: bool) -> Intake:
    """All tables as one file: what it says is hashed, so that a figure names the very records it was counted from."""
    said = json.dumps(
        [[one.table, str(one.first), list(one.rows), list(one.lacking)] for one in extracts], default=str
    ).encode()
    lacking = [
        (len(one.rows) + number, record, wrong)
        for one in extracts
        for number, (record, wrong) in enumerate(one.lacking, 1)
    ]
    return Intake(
        format=FORMAT, family=Family.APPLICATIONS, area=area, known_on=until + timedelta(1), sender=NAME,
        files=(SourceFile(name=NAME, sha256=hashlib.sha256(said).hexdigest(), size=len(said)),),
        covers={one.table: Span(one.first, until) for one in extracts},
        tables={one.table: _table(one, area) for one in extracts},
        columns={one.table: tuple(schema(one.table).names) for one in extracts},
        read={one.table: len(one.rows) + len(one.lacking) for one in extracts},
        rejected={one.table: len(one.lacking) for one in extracts if one.lacking},
        faults=tuple(
            Fault(severity=Severity.REJECTED, file=NAME, row=row, field="record", value=record, wrong=wrong, remedy=REMEDY)
            for row, record, wrong in lacking
        ),
        made_up=made_up,
    )  # fmt: skip


def _table(one: Extract, area: str) -> pa.Table:
    origin = {"area": area, "file": 0}
    rows = [{**origin, "row": number, **row} for number, row in enumerate(one.rows, 1)]
    return pa.Table.from_pylist(rows, schema=schema(one.table))
