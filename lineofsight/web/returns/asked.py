"""What returns ask of whom, what became of them, and what stands where a figure would be: for the rest of the house."""

from collections.abc import Iterator, Set
from datetime import date

from django.utils import timezone

from lineofsight.web.accounts.agencies import line_of
from lineofsight.web.accounts.models import Agency, Person
from lineofsight.web.accounts.once import once_a_page
from lineofsight.web.accounts.permissions import Permission
from lineofsight.web.indicators.agreed import Gap
from lineofsight.web.records import register
from lineofsight.web.records.actions import closed_rooms
from lineofsight.web.records.kinds import Duty, Happening
from lineofsight.web.returns import chasing
from lineofsight.web.returns.models import Return, Step

State = Return.State


@once_a_page
def _seen(person: Person) -> list[Return]:
    return list(Return.objects.visible_to(person).whole())


def duties(person: Person, today: date) -> Iterator[Duty]:
    kind = register.kind_of(Return)
    keeps, sends = person.may(Permission.RETURNS_KEEP), person.may(Permission.RETURNS_SEND)
    owed = {one.pk for one in chasing.owed(today)}
    for one in _seen(person):
        if one.state in (State.USED, State.STOPPED):
            continue
        mine = sends and person.pk in (one.supply.person_id, one.supply.deputy_id)
        if one.pk in owed and mine:
            yield kind.duty(one, "Send the return", one.due)
        elif one.pk in owed and keeps and one.due < today:
            left = "" if one.supply.people else ", and nobody is left to ask"
            yield kind.duty(one, f"Not returned by {one.supply.agency}{left}", one.due)
        elif one.state == State.QUERIED and mine:
            yield kind.duty(one, "Answer the query", None)
        elif one.state == State.CHECKED and mine:
            yield kind.duty(one, "Say whether these are your figures", None)
        elif one.state == State.RECEIVED and keeps:
            yield kind.duty(one, "Check the return", None)


def asked_of(person: Person, agency: Agency, today: date) -> Iterator[Duty]:
    kind, line = register.kind_of(Return), line_of(agency)
    seen = {one.pk for one in Return.objects.visible_to(person).filter(supply__agency__in=line)}
    for one in chasing.owed(today):
        if one.pk in seen:
            yield kind.duty(one, "Send the return", one.due)


def gaps(today: date, codes: Set[str]) -> dict[str, Gap]:
    """By measure, the newest return that is late: one return is one gap, however many measures it is for."""
    if "returns" in closed_rooms():
        return {}
    found: dict[str, Gap] = {}
    for one in chasing.late(today, codes):
        href = register.kind_of(one).href(one)
        gap = Gap(one.of_when, one.period, one.end, one.due, tuple(one.asked_on), href)
        found |= dict.fromkeys(codes & set(one.supply.codes), gap)
    return found


def happenings(person: Person, since: date, today: date) -> Iterator[Happening]:
    """What came, and what fell late."""
    kind = register.kind_of(Return)
    for one in _seen(person):
        came = [step for step in one.steps.all() if step.what == Step.What.RECEIVED]
        on = timezone.localdate(came[0].taken_at) if came else None
        if on and since < on <= today:
            yield kind.happening(one, "Returns received", f"{one} ({one.supply.agency})", on)
        elif since < one.due < today and one.is_late(today):
            yield kind.happening(one, "Returns that fell late", f"{one} ({one.supply.agency})", one.due)
