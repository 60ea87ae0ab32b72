"""Priorities: which stood on a day, what is lacking of one, and what the register is told."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from django.db.models import Prefetch, Q

from lineofsight.web.accounts.models import Person
from lineofsight.web.accounts.permissions import Permission
from lineofsight.web.improvement.models import Measure, Priority
from lineofsight.web.records import register
from lineofsight.web.records.kinds import Bound, Duty


def standing(rows: list[Priority], day: date) -> list[Priority]:
    """Those that were active on a day; one that is made of others is told by them."""
    active = [one for one in rows if one.state_on(day) == "active"]
    longer = {one.within_id for one in active}
    return [one for one in active if one.pk not in longer]


def tells_impact(measures: list[Measure]) -> bool:
    return any(one.of == Measure.Of.IMPACT for one in measures)


def duties(person: Person, today: date) -> Iterator[Duty]:
    """A priority that says neither how children's lives should show it nor, in words, why that cannot be measured."""
    if not person.may(Permission.BOARD_RECORD):
        return
    kind = register.kind_of(Priority)
    told = Measure.objects.standing().filter(of=Measure.Of.IMPACT).values("priority")
    silent = Priority.objects.visible_to(person).on(today).filter(unmeasured="", parts=None)
    for one in silent.exclude(pk__in=told.exclude(priority=None)):
        yield kind.duty(one, "Say by what its impact is measured, or why it is not")


def measures(person: Person, today: date) -> Iterator[tuple[str, str, list[str]]]:
    """The priorities of today with the indicators by which they go, the few that matter first."""
    kind = register.kind_of(Priority)
    standing = Prefetch("measures", Measure.objects.standing(), to_attr="goes_by")
    now = Q(since__lte=today) & (Q(until=None) | Q(until__gte=today))
    for one in Priority.objects.visible_to(person).filter(now).prefetch_related(standing):
        yield one.title, kind.href(one), [measure.code for measure in one.goes_by]


def bound() -> Iterator[Bound]:
    """The list on each day on which it changed, and each priority by its short name."""
    standing_measures = Prefetch("measures", Measure.objects.standing(), to_attr="goes_by")
    rows: list[Any] = list(Priority.objects.select_related("agency").prefetch_related(standing_measures))
    days = {one.since for one in rows} | {one.until + timedelta(days=1) for one in rows if one.until}
    for day in sorted(days):
        if items := [one.title for one in standing(rows, day)]:
            yield Bound(
                "list", "priorities", {"at": f"{day}", "items": items, "source": "Priorities on record"}
            )
    for one in rows:
        said = {
            "at": f"{one.since}",
            "title": one.title,
            "words": f"{one.title}: {one.outcome}",
            "began": one.since,
        }
        said |= {"origin": one.get_origin_display(), "question": one.question, "because": one.because}
        if not tells_impact(one.goes_by):
            said |= {
                "impact": "No measure tells whether children are better off by it.",
                "unmeasured": one.unmeasured,
            }
        said |= {"ended": one.until, "source": f"Priority on record since {one.since:%-d %B %Y}"}
        yield Bound("record", f"priority-{one.slug}", {name: value for name, value in said.items() if value})
