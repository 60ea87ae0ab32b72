"""The board's business for somebody new: what is due soon, who owes what, and what became of what was promised before."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from lineofsight.web.accounts.models import Agency, Person
from lineofsight.web.governance import beside
from lineofsight.web.governance.models import Ask, Interface
from lineofsight.web.improvement.models import Action
from lineofsight.web.records import register
from lineofsight.web.records.days import day
from lineofsight.web.records.kinds import Duty, Found

SOON = timedelta(days=30)
YEAR = timedelta(days=365)


@dataclass(frozen=True)
class Due:
    """Something with its day: a meeting, or what an agency is asked for."""

    what: str
    who: str
    on: date
    href: str


@dataclass(frozen=True)
class Owes:
    agency: Agency
    asked: tuple[Duty, ...]
    overdue: int


@dataclass(frozen=True)
class Promise:
    """What was promised more than a year ago, or was due in the year: where it stands."""

    found: Found
    stands: str
    settled: bool


def owing(person: Person, today: date) -> list[Owes]:
    """Every agency of which something is asked, whoever is furthest behind first."""
    found = []
    for agency in Agency.objects.visible_to(person).filter(successor=None):
        if asked := tuple(register.asked_of(person, agency, today)):
            late = sum(one.due is not None and one.due < today for one in asked)
            found.append(Owes(agency, asked, late))
    return sorted(found, key=lambda one: (-one.overdue, -len(one.asked), one.agency.name))


def due_soon(person: Person, owed: list[Owes], today: date) -> list[Due]:
    """Meetings, what goes to other boards, one's own duties, what agencies are asked for: in the thirty days to come."""
    until = today + SOON
    rows = [
        Due(one.name, one.where, one.on, one.href)
        for one in register.appointments(person, today)
        if not one.cancelled
    ]
    rows += [
        Due(f"{one.what}: {one.name}", f"{owes.agency}", one.due, one.href)
        for owes in owed
        for one in owes.asked
        if one.due
    ]
    kind = register.kind_of(Interface)
    rows += [
        Due(f"{what}: {one.what}", "", one.due, kind.href(one))
        for one, what in beside.due_by(person, until)
        if one.due
    ]
    # One's own by name, since the page is printed for others.
    rows += [
        Due(f"{one.what}: {one.name}", f"{person}", one.due, one.href)
        for one in register.duties(person, today)
        if one.due
    ]
    soon = [one for one in rows if today <= one.on <= until]
    # What an agency is asked for is said of the agency, though it is one's own duty too.
    first = {(one.href, one.on): one for one in reversed(soon)}
    return sorted(first.values(), key=lambda one: (one.on, one.what))


def promises(person: Person, today: date) -> list[Promise]:
    """What was asked or agreed to be done by a day of the last year, or is open from before; what is not settled first."""
    return sorted(
        [*_asks(person, today), *_few(person, today)], key=lambda one: (one.settled, one.found.on or date.min)
    )


def _asks(person: Person, today: date) -> Iterator[Promise]:
    kind = register.kind_of(Ask)
    for ask in (
        Ask.objects.visible_to(person).select_related("of").prefetch_related("replies", "answers__reply")
    ):
        open_ = ask.open_on(today)
        if ask.due < today and (open_ or ask.due > today - YEAR):
            yield Promise(kind.found(ask), f"{ask.of}, due {day(ask.due)}: {ask.state_on(today)}", not open_)


def _few(person: Person, today: date) -> Iterator[Promise]:
    """Of actions the few that matter: closed is not settled before its impact is evidenced."""
    kind = register.kind_of(Action)
    for one in Action.objects.visible_to(person).filter(few=True, due__lt=today).select_related("agency"):
        if one.impact_on is None or one.impact_on > today - YEAR:
            stands = f"{one.agency}, due {day(one.due)}: {one.told(today)[0]}"
            yield Promise(kind.found(one), stands, one.impact_on is not None)
