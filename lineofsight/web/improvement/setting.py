"""Priorities: which stood on a day, what is lacking of one, and what the register is told."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import Any

from django.db.models import Prefetch, Q
from django.utils import timezone

from lineofsight.engine.indicators import CATALOGUE
from lineofsight.web.accounts.models import Person
from lineofsight.web.accounts.permissions import Permission
from lineofsight.web.improvement import planning
from lineofsight.web.improvement.models import Action, Heard, Measure, Plan, Priority, Workstream
from lineofsight.web.records import register
from lineofsight.web.records.kinds import Bound, Duty, Ref
from lineofsight.web.records.models import Reference


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
    """The list on each day on which it changed, and each priority by its short name: itself, what it goes by, what was
    heard of it, and how far what is done about it has come. What the board says of it, its decisions tell."""
    rows: list[Any] = list(Priority.objects.select_related("agency").prefetch_related("measures", "heard"))
    days = {one.since for one in rows} | {one.until + timedelta(days=1) for one in rows if one.until}
    for day in sorted(days):
        if items := [one.title for one in standing(rows, day)]:
            yield Bound(
                "list", "priorities", {"at": f"{day}", "items": items, "source": "Priorities on record"}
            )
    for one in rows:
        yield _itself(one)
        yield from _goes_by(one)
        yield from _heard(one)
    yield from _what_is_done(rows)


def named(one: Priority) -> str:
    """What reports refer to a priority by."""
    return f"priority-{one.slug}"


def _itself(one: Any) -> Bound:
    said = {
        "at": f"{one.since}",
        "title": one.title,
        "words": f"{one.title}: {one.outcome}",
        "began": one.since,
    }
    said |= {"origin": one.get_origin_display(), "question": one.question, "because": one.because}
    if not tells_impact([each for each in one.measures.all() if each.withdrawn_at is None]):
        said |= {
            "impact": "No measure tells whether children are better off by it.",
            "unmeasured": one.unmeasured,
        }
    said |= {"ended": one.until, "source": f"Priority on record since {one.since:%-d %B %Y}"}
    return Bound("record", named(one), {name: value for name, value in said.items() if value})


def _goes_by(one: Any) -> Iterator[Bound]:
    """Its measures, from its first day; and again after each day on which it went by one of them no longer."""
    measures = list(one.measures.all())
    left = {timezone.localdate(each.withdrawn_at) for each in measures if each.withdrawn_at}
    for day in [one.since, *sorted(left)] if measures else ():
        items = [
            CATALOGUE[each.code].title
            for each in measures
            if each.withdrawn_at is None or timezone.localdate(each.withdrawn_at) > day
        ]
        yield Bound("list", f"{named(one)}-measures", {"at": f"{day}", "items": items, "source": f"{one}"})


def _heard(one: Any) -> Iterator[Bound]:
    """What children, families and practitioners had said of it by each day on which something was heard."""
    said: list[Heard] = sorted(one.heard.all(), key=lambda each: (each.heard_on, each.pk))
    for day in sorted({each.heard_on for each in said}):
        by_then = [each for each in said if each.heard_on <= day]
        words = {"words": " ".join(each.told for each in by_then)}
        many = {each.who: each.number for each in by_then if each.number}  # "41 practitioners": the last time
        about = {"title": f"What was heard of {one}", "source": f"What was heard, {day:%-d %B %Y}"}
        yield Bound("record", f"heard-{one.slug}", {"at": f"{day}", **about, **words, **many})


def _what_is_done(rows: Iterable[Priority]) -> Iterator[Bound]:
    """The actions that are linked to a priority, or belong to a plan or workstream that is, counted as those of a plan."""
    kind = register.kind_of(Priority)
    refs = {kind.ref(one): one for one in rows}
    linked: dict[Ref, set[Ref]] = {}
    for one in Reference.objects.standing().of(*refs):
        for here, there in ((one.source, one.target), (one.target, one.source)):
            if here in refs:
                linked.setdefault(here, set()).add(there)
    of = {model: register.kind_of(model).code for model in (Action, Plan, Workstream)}
    wanted = {
        model: {int(there.key) for others in linked.values() for there in others if there.kind == code}
        for model, code in of.items()
    }
    found = Action.objects.filter(
        Q(pk__in=wanted[Action]) | Q(plan__in=wanted[Plan]) | Q(workstream__in=wanted[Workstream])
    ).prefetch_related("closures", "looks")
    actions = list(found) if linked else []
    for ref, others in linked.items():
        own = [
            one
            for one in actions
            if {
                Ref(of[Action], f"{one.pk}"),
                Ref(of[Plan], f"{one.plan_id}"),
                Ref(of[Workstream], f"{one.workstream_id}"),
            }
            & others
        ]
        said = {
            "title": f"What is done about {refs[ref]}",
            "source": "Plans and actions linked to the priority",
        }
        for day, so in planning.standings(own):
            counts = {"actions": so.actions, "closed": so.closed, "evidenced": so.evidenced}
            yield Bound("plan", named(refs[ref]), {"at": f"{day}", **said, **counts, "impact": so.has_impact})
