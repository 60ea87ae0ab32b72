"""Taking a file in: each row through the form and the trail of what it becomes; or setting it aside."""

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify

from lineofsight.web.accounts import trail
from lineofsight.web.accounts.models import Person
from lineofsight.web.imports import finishing
from lineofsight.web.imports.judging import CHANGED, LEFT, NEW, Row, judge
from lineofsight.web.imports.kinds import Target, Values
from lineofsight.web.imports.models import Import
from lineofsight.web.imports.words import normal
from lineofsight.web.improvement.models import Plan, Workstream
from lineofsight.web.records import actions as references
from lineofsight.web.records import register
from lineofsight.web.records.written import free_slug


@transaction.atomic
def accept(one: Import, expect: int, *, by: Person) -> Import:
    """Take the file in. A row that cannot be kept after all is listed, with why, and the others are taken."""
    if not one.is_open:
        raise ValidationError("This file was taken in, or set aside, already.")
    said: Values = {"accepted_at": timezone.now(), "accepted_by": by}
    one = _with_its_plan(trail.change(one, expect, by=by, why="A file was taken in", **said), by=by)
    _make_workstreams(one, by=by)
    rows = judge(one).rows
    for row in rows:
        if row.outcome in (NEW, CHANGED):
            try:
                with transaction.atomic():
                    _keep(one, row, by=by)
            except ValidationError as error:
                row.outcome, row.why = LEFT, " ".join(error.messages)
    return trail.change(
        one, one.version, by=by, why="What became of its rows", rows=[row.plain() for row in rows]
    )


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
