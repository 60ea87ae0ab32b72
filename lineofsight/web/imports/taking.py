"""Taking a file in: each row through the form and the trail of what it becomes; or setting it aside."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify

from lineofsight.web.accounts import trail
from lineofsight.web.accounts.models import Person
from lineofsight.web.imports import finishing
from lineofsight.web.imports.judging import CHANGED, LEFT, NEW, WAITING, Row, judge, shown
from lineofsight.web.imports.kinds import Target, Values
from lineofsight.web.imports.models import Import
from lineofsight.web.imports.words import normal
from lineofsight.web.improvement.models import Plan, Workstream
from lineofsight.web.loads.models import Task
from lineofsight.web.loads.work import NotDoneError
from lineofsight.web.records import actions as references
from lineofsight.web.records import register
from lineofsight.web.records.written import free_slug

AT_ONCE = 100  # rows: with more than these it is the worker who takes them in, so that no page waits
MEANWHILE = "Something changed after this page was shown. Look at it again."
A_STEP = 50  # rows in one transaction, so that others can write between two of them


@transaction.atomic
def accept(one: Import, expect: int, *, by: Person) -> Import:
    """Take the file in. A row that cannot be kept after all is listed, with why, and the others are taken."""
    one, rows = _begin(one, expect, by=by)
    return _keep_all(one, rows, by=by)


def accept_in_steps(
    one: Import, expect: int, *, by: Person, progress: Callable[[int, int], object]
) -> Import:
    """The same of a long file. What was stopped on the way goes on with the rows that wait, and doubles none."""
    if waits(one):
        rows = judge(one).rows
    else:
        one, rows = _begin(one, expect, by=by)
    left = {(row["table"], row["line"]) for row in one.rows if row["outcome"] == WAITING}
    waiting = [row for row in rows if (row.table, row.line) in left]
    for start in range(0, len(waiting), A_STEP):
        progress(start, len(waiting))
        one = _keep_all(one, waiting[start : start + A_STEP], by=by)
    return one


@transaction.atomic
def _begin(one: Import, expect: int, *, by: Person) -> tuple[Import, list[Row]]:
    """Its plan and its workstreams; each row that becomes a record, or changes one, waits."""
    if not one.is_open:
        raise ValidationError("This file was taken in, or set aside, already.")
    said: Values = {"accepted_at": timezone.now(), "accepted_by": by}
    one = _with_its_plan(trail.change(one, expect, by=by, why="A file was taken in", **said), by=by)
    _make_workstreams(one, by=by)
    rows = judge(one).rows
    plain = [row.plain() | ({"outcome": WAITING} if row.outcome in (NEW, CHANGED) else {}) for row in rows]
    return trail.change(one, one.version, by=by, why="What is to become of its rows", rows=plain), rows


@transaction.atomic
def _keep_all(one: Import, rows: list[Row], *, by: Person) -> Import:
    for row in rows:
        if row.outcome in (NEW, CHANGED):
            try:
                with transaction.atomic():
                    _keep(one, row, by=by)
            except ValidationError as error:
                row.outcome, row.why = LEFT, " ".join(error.messages)
    became = {(row.table, row.line): row.plain() for row in rows}
    said = [became.get((row["table"], row["line"]), row) for row in one.rows]
    return trail.change(one, one.version, by=by, why="What became of its rows", rows=said)


def waits(one: Import) -> bool:
    """Whether it was begun to be taken in, and not to the end."""
    return any(row["outcome"] == WAITING for row in one.rows)


def _with_its_plan(one: Import, *, by: Person) -> Import:
    title = one.given.get("new_plan")
    if not one.target.of_plan or not title or one.plan_id:
        return one
    slug = free_slug(Plan, slugify(title)[:40] or "plan")
    agency = one.given.get("plan_agency")
    said: Values = {
        "title": title,
        "slug": slug,
        "kind": Plan.Kind.IMPROVEMENT,
        "since": date.fromisoformat(one.given["plan_since"]),
    }
    plan = trail.create(Plan, by=by, why="A plan out of a file", agency_id=agency, **said)
    return trail.change(one, one.version, by=by, why="Its plan", plan=plan)


def _make_workstreams(one: Import, *, by: Person) -> None:
    """Those that the rows name and the plan does not have yet, in the order of the file."""
    if not one.target.of_plan or not one.plan:
        return
    there = {normal(each.title) for each in one.plan.workstreams.all()}
    named: dict[str, str] = {}
    for row in judge(one).rows:
        title = row.values.get("workstream")
        if title and row.outcome in (NEW, CHANGED) and normal(title) not in there:
            named.setdefault(normal(title), title)
    last = max((each.number for each in one.plan.workstreams.all()), default=0)
    for number, title in enumerate(named.values(), last + 1):
        trail.create(
            Workstream, by=by, why="A workstream out of a file", plan=one.plan, number=number, title=title
        )


def _keep(one: Import, row: Row, *, by: Person) -> None:
    target: Target = one.target
    if row.record is None:
        said = dict(row.made)
        if "slug" in target.form.base_fields:
            said["slug"] = free_slug(target.model, slugify(row.name)[:40].strip("-") or target.code)
        model: Any = target.model
        row.record = trail.create(model, by=by, why="Out of a file", **said)
        row.key = row.record.pk
        kind = register.kind_of(row.record)
        references.refer(
            kind.ref(row.record), "comes_from", register.kind_of(one).ref(one),
            note=f"{one.contents[row.table].name}, row {row.line}"[:300], by=by,
        )  # fmt: skip
    else:
        row.record = trail.change(
            row.record, row.record.version, by=by, why="A newer copy of a file", **row.made
        )
    row.notes += finishing.finish(one, row.record, row.values | {"together": row.together}, by=by)


def set_aside(one: Import, expect: int, *, by: Person) -> Import:
    if not one.is_open:
        raise ValidationError("This file was taken in, or set aside, already.")
    said: Values = {"set_aside_at": timezone.now(), "set_aside_by": by}
    return trail.change(one, expect, by=by, why="A file was set aside", **said)


# --- by the worker ------------------------------------------------------------------------------------------


def ask(one: Import, seal: str, *, by: Person) -> None:
    """Ask the worker to take a long file in, as it was shown under a seal, unless that is asked already."""
    if not (task := asked(one)) or task.over:
        given = {"import": one.pk, "name": one.name, "version": one.version, "seal": seal}
        Task.objects.create(kind=Task.Kind.IMPORT, given=given, asked_by=by)


def asked(one: Import) -> Task | None:
    return Task.objects.filter(kind=Task.Kind.IMPORT, given__import=one.pk).first()


def work(task: Task) -> None:
    one = Import.objects.get(pk=task.given["import"])
    if task.asked_by is None or (one.is_open and shown(judge(one).rows) != task.given["seal"]):
        raise NotDoneError(MEANWHILE)

    def progress(done: int, of: int) -> None:
        task.done, task.of = done, of
        task.save()

    try:
        accept_in_steps(one, task.given["version"], by=task.asked_by, progress=progress)
    except (ValidationError, trail.ChangedMeanwhileError):
        raise NotDoneError(MEANWHILE) from None
    task.done = task.of
