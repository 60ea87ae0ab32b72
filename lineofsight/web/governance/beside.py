"""What goes between this board and those beside it: recording that it did, and what the register is told."""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import count

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from lineofsight.web.accounts import trail
from lineofsight.web.accounts.models import Person
from lineofsight.web.accounts.permissions import Permission
from lineofsight.web.governance.models import Exchange, Interface
from lineofsight.web.records import register
from lineofsight.web.records.days import months_on
from lineofsight.web.records.kinds import Bound, Duty, Happening

SOON = timedelta(days=30)
Way = Interface.Way
ASKS = {Way.GIVE: "Give it to", Way.TAKE: "Ask for it from", Way.MEET: "Meet"}
DONE = {Way.GIVE: "was given to", Way.TAKE: "came from", Way.MEET: "was held with"}


@transaction.atomic
def record(one: Interface, expect: int, *, on: date, words: str, by: Person) -> Interface:
    """It was given, or people met: it is due again after as many months as were agreed, counted from the day it was due."""
    if on > timezone.localdate():
        raise ValidationError("It is recorded once it was done, not before.")
    trail.create(
        Exchange, by=by, why="Exchanged with another board", interface=one, on=on, words=words, recorded_by=by
    )
    return trail.change(one, expect, by=by, why="Exchanged with another board", due=_next(one, on))


def _next(one: Interface, on: date) -> date | None:
    """None: it was to be done once."""
    if not one.every:
        return None
    first = one.due or on
    steps = count(one.every, one.every)
    return next(day for months in steps if (day := months_on(first, months)) > on)


# --- what the register asks ---------------------------------------------------------------------------------


def due_by(person: Person, until: date) -> list[tuple[Interface, str]]:
    """What is due by a day, and what has to be done."""
    rows = Interface.objects.visible_to(person).filter(due__lte=until)
    return [(one, f"{ASKS[Way(one.way)]} {one.board}") for one in rows]


def duties(person: Person, today: date) -> Iterator[Duty]:
    if person.may(Permission.BOARD_RECORD):
        for one, what in due_by(person, today + SOON):
            yield register.kind_of(Interface).duty(one, what, one.due)


def happenings(person: Person, since: date, today: date) -> Iterator[Happening]:
    kind = register.kind_of(Interface)
    seen = Exchange.objects.filter(interface__in=Interface.objects.visible_to(person))
    for one in seen.filter(on__gt=since, on__lte=today).select_related("interface"):
        yield kind.happening(one.interface, "Other boards", f"{one.interface}: {one.words}", one.on)


def bound() -> Iterator[Bound]:
    for one in Exchange.objects.select_related("interface").order_by("on", "pk"):
        of = one.interface
        words = f"{of.what} {DONE[Way(of.way)]} {of.board} on {one.on:%-d %B %Y}: {one.words}"
        said = {"at": f"{one.on}", "date": one.on, "title": f"{of}", "words": words}
        yield Bound("record", of.slug, said | {"source": "What goes between this board and others"})
