"""Agreeing what an agency sends in a year, changing who sees to it, stopping it, and agreeing it again."""

from datetime import date, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from lineofsight.engine.periods import months_before
from lineofsight.web.accounts import trail
from lineofsight.web.accounts.models import Person
from lineofsight.web.returns.models import Return, Schedule, Step, Supply


@transaction.atomic
def agree(*, by: Person, **said: Any) -> Supply:
    """A supply with a return for each of its periods. ValidationError where the year holds none."""
    supply = trail.create(Supply, by=by, why="Agreed what is sent", **said)
    periods = list(supply.periods())
    if not periods:
        raise ValidationError("No whole period of that kind lies between the first and the last day.")
    for one in periods:
        trail.create(
            Return, by=by, why="Agreed what is sent", supply=supply, period=one.label, start=one.start, end=one.end,
            due=one.end + timedelta(supply.days),
        )  # fmt: skip
    return supply


@transaction.atomic
def stop(supply: Supply, expect: int, *, on: date, why: str, by: Person) -> Supply:
    """Ask for nothing more that is due after a day. What came stays."""
    if not supply.since <= on <= supply.until:
        raise ValidationError("Choose a day of the year for which it is agreed.")
    for one in supply.returns.filter(state=Return.State.EXPECTED, due__gt=on):
        take(one, Step.What.STOPPED, by=by, words=why, state=Return.State.STOPPED)
    return trail.change(supply, expect, by=by, why=why, until=on)


@transaction.atomic
def move(one: Return, expect: int, *, on: date, why: str, by: Person) -> Return:
    """Let one return be due on another day, for a reason. What was asked for by then stays asked for."""
    if one.state != Return.State.EXPECTED:
        raise ValidationError("This return has come already, or is no longer asked for.")
    if on <= one.end:
        raise ValidationError(f"Choose a day after {one.end:%-d %B %Y}, on which its period ends.")
    if one.version != expect:
        raise trail.ChangedMeanwhileError(one)
    words = f"{one.due:%-d %B %Y} became {on:%-d %B %Y}. {why}"
    return take(one, Step.What.MOVED, by=by, words=words, due=on)


@transaction.atomic
def renew(supplies: list[Supply], *, by: Person) -> list[Supply]:
    """Agree the same for the next year, where that is not agreed yet."""
    made = []
    for one in supplies:
        since, until = (
            months_before(one.since, -12),
            months_before(one.until + timedelta(1), -12) - timedelta(1),
        )
        if not Supply.objects.filter(agency=one.agency, title=one.title, since__gte=since).exists():
            same = {
                name: getattr(one, name)
                for name in ("title", "agency", "form", "every", "days", "person", "deputy")
            }
            made.append(agree(by=by, since=since, until=until, codes=one.codes, **same))
    return made


def schedule() -> Schedule:
    """As the board set it; until it does, as is usual."""
    return Schedule.objects.first() or Schedule(pk=1)


def set_schedule(expect: int, *, days: str, apart: int, by: Person) -> Schedule:
    said = {"days": days, "apart": apart, "decided_at": timezone.now(), "decided_by": by}
    here = Schedule.objects.first()
    if here:
        return trail.change(here, expect, by=by, why="Set when agencies are asked", **said)
    return trail.create(Schedule, by=by, why="Set when agencies are asked", pk=1, **said)


def take(one: Return, what: Step.What, *, by: Person | None, words: str = "", **fields: Any) -> Return:
    """Enter a step of a return, and change with it what it changes."""
    trail.create(Step, by=by, why=what.label, of=one, what=what, words=words[:1000], taken_by=by)
    return trail.change(one, one.version, by=by, why=what.label, **fields) if fields else one
