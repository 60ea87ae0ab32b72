"""When a lead leaves: what they led and assured is marked for renewal, and the successor is asked, once."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Model, Q

from lineofsight.web.accounts import trail
from lineofsight.web.accounts.models import Agency, Person
from lineofsight.web.accounts.once import once_a_page
from lineofsight.web.accounts.permissions import Permission
from lineofsight.web.governance.models import Answer, Ask, Lead, Membership, Renewal
from lineofsight.web.improvement.models import Action, Plan
from lineofsight.web.records import register
from lineofsight.web.records.days import day
from lineofsight.web.records.kinds import Bound, Duty, Found, Happening


@dataclass(frozen=True)
class Handover:
    """A lead who left, and who came after them where somebody did. Open until the successor has answered."""

    lead: Lead
    left_on: date
    successor: Lead | None
    renewal: Renewal | None


@once_a_page
def handovers(today: date) -> list[Handover]:
    """Every lead that has left, in the order in which they did."""
    of_matter: dict[str, list[Lead]] = {}
    for lead in Lead.objects.select_related("person", "agency", "renewal").order_by("slug", "since", "pk"):
        of_matter.setdefault(lead.slug, []).append(lead)
    return [
        Handover(lead, left, after[0] if after else None, getattr(lead, "renewal", None))
        for leads in of_matter.values()
        for lead, after in ((lead, leads[place + 1 :]) for place, lead in enumerate(leads))
        if (left := lead.left_on(today))
    ]


def handover(lead: Lead, today: date) -> Handover | None:
    return next((one for one in handovers(today) if one.lead.pk == lead.pk), None)


def may_renew(person: Person, one: Handover) -> bool:
    """The successor, once; or whoever keeps the board's records, for a successor without an account."""
    if one.successor is None or one.renewal is not None:
        return False
    return one.successor.person_id == person.pk or (
        one.successor.person_id is None and person.may(Permission.BOARD_RECORD)
    )


def renew(one: Handover, *, holds: str, words: str, by: Person) -> Renewal:
    """ValidationError where it is not theirs to say, or was said already."""
    if not may_renew(by, one):
        raise ValidationError("Only the successor answers this, and only once.")
    return trail.create(
        Renewal, by=by, why="A successor was asked", lead=one.lead, holds=holds, words=words, answered_by=by
    )


@transaction.atomic
def hand_over(
    lead: Lead, expect: int, *, on: date, agency: Agency, name: str, person: Person | None, by: Person
) -> Lead:
    """End one lead's time and begin the next one's on the same day."""
    if on <= lead.since:
        raise ValidationError("The new lead cannot begin before the old one did.")
    trail.change(lead, expect, by=by, why="The lead was handed over", until=lead.until or on)
    return trail.create(
        Lead, by=by, why="The lead was handed over", matter=lead.matter, slug=lead.slug, group=lead.group,
        agency=agency, name=name, person=person, since=on,
    )  # fmt: skip


@transaction.atomic
def end_membership(member: Membership, expect: int, *, on: date, why: str, by: Person) -> Membership:
    """Somebody leaves a group; what they led for it ends that day, so that it is asked of whoever comes next."""
    led = Lead.objects.filter(group=member.group, name=member.name, until=None)
    for lead in led:
        trail.change(lead, lead.version, by=by, why="Left the group", until=on)
    return trail.change(member, expect, by=by, why=why, until=on)


# --- what somebody leaves behind -----------------------------------------------------------------------------


@dataclass(frozen=True)
class Left:
    """One record that hung on a lead: where it is read, and how it stands."""

    heading: str
    found: Found
    words: str


def left_behind(person: Person, lead: Lead, today: date) -> list[Left]:
    """What a lead led, assured, was asked and was to do, as far as this person may see it."""
    return [*_led(person, lead), *_asked(person, lead, today), *_to_do(person, lead, today)]


def _led(person: Person, lead: Lead) -> Iterator[Left]:
    """What else they led, and the editions of the strategy."""
    others = (
        Lead.objects.visible_to(person).filter(name=lead.name, agency=lead.agency).exclude(slug=lead.slug)
    )
    for other in others:
        yield _left(
            "Leads",
            other,
            f"since {day(other.since)}" + (f" until {day(other.until)}" if other.until else ""),
        )
    for plan in Plan.objects.visible_to(person).filter(kind=Plan.Kind.STRATEGY, slug__startswith=lead.slug):
        yield _left(
            "Strategies", plan, f"from {day(plan.since)}" + (f" to {day(plan.until)}" if plan.until else "")
        )


def _asked(person: Person, lead: Lead, today: date) -> Iterator[Left]:
    theirs = Q(topic=lead.slug) | Q(replies__given_by=lead.name, of=lead.agency)
    if lead.person_id:
        theirs |= Q(replies__recorded_by=lead.person_id)
    asks = Ask.objects.visible_to(person).filter(theirs, asked_on__lte=today).distinct()
    for ask in asks.prefetch_related("replies", "answers__reply"):
        assured = ask.answer_on(today)
        if assured and assured.verdict in (Answer.Verdict.ENOUGH, Answer.Verdict.PART):
            yield _left("Assurances given", ask, f"{ask.state_on(today)}, {day(assured.decided_on)}")
        if ask.open_on(today):
            yield _left("Asked and still open", ask, f"{ask.state_on(today)}, due {day(ask.due)}")


def _to_do(person: Person, lead: Lead, today: date) -> Iterator[Left]:
    theirs = Q(owner=lead.name, agency=lead.agency) | (Q(person=lead.person_id) if lead.person_id else Q())
    for action in Action.objects.visible_to(person).open().filter(theirs):
        yield _left("Actions", action, f"{action.told(today)[0]}, due {day(action.due)}")


def _left(heading: str, row: Model, words: str) -> Left:
    return Left(heading, register.kind_of(row).found(row), words)


def unrenewed(ask: Ask, today: date) -> list[Handover]:
    """Of an assurance that was accepted: leads who left since, and whose successor has not said that all of it holds."""
    answer = ask.answer_on(today)
    if answer is None or answer.reply is None or answer.verdict == Answer.Verdict.NOT:
        return []
    given, by = answer.reply.given_on, (answer.reply.given_by, ask.of_id)
    return [
        one
        for one in handovers(today)
        if one.left_on >= given >= one.lead.since
        and (one.lead.slug == ask.topic or (one.lead.name, one.lead.agency_id) == by)
        and (one.renewal is None or one.renewal.holds != Renewal.Holds.ALL)
    ]


# --- what the register asks ---------------------------------------------------------------------------------


def duties(person: Person, today: date) -> Iterator[Duty]:
    kind = register.kind_of(Lead)
    for one in handovers(today):
        if one.renewal is not None:
            continue
        if one.successor is None and person.may(Permission.BOARD_RECORD):
            yield kind.duty(one.lead, "Name who leads now", one.left_on)
        elif may_renew(person, one):
            yield kind.duty(one.lead, "Say whether it still holds", None)


def happenings(person: Person, since: date, today: date) -> Iterator[Happening]:
    kind = register.kind_of(Lead)
    for one in handovers(today):
        if one.left_on > since:
            next_ = f"{one.successor.name} follows" if one.successor else "nobody follows yet"
            yield kind.happening(one.lead, "Leads who left", f"{one.lead}; {next_}", one.left_on)


def bound() -> Iterator[Bound]:
    """How often the lead of a matter changed, up to each change: `{count=lead-changes-exploitation at=...}`."""
    found: dict[str, list[Lead]] = {}
    for lead in Lead.objects.order_by("since", "pk"):
        found.setdefault(lead.slug, []).append(lead)
    for slug, leads in found.items():
        for count, lead in enumerate(leads):
            yield Bound(
                "list",
                f"lead-changes-{slug}",
                {
                    "at": f"{lead.since}",
                    "count": count,
                    "title": f"Changes of lead: {lead.matter}",
                    "source": _source(leads),
                },
            )


def _source(leads: Iterable[Lead]) -> str:
    return "Register of leads: " + ", ".join(f"from {lead.since:%-d %B %Y}" for lead in leads)
