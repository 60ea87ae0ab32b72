"""Responding to a challenge and settling it, and what the register is told of challenges."""

from collections.abc import Iterator
from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.utils import timezone

from lineofsight.web.accounts import trail
from lineofsight.web.accounts.agencies import line_of
from lineofsight.web.accounts.models import Agency, Person
from lineofsight.web.accounts.permissions import Permission
from lineofsight.web.governance.models import Challenge
from lineofsight.web.records import register
from lineofsight.web.records.kinds import Bound, Duty, Happening


def may_respond(person: Person, challenge: Challenge) -> bool:
    own = person.may(Permission.ASK_REPLY) and challenge.of_id in line_of(person.agency)
    return not challenge.outcome and (own or person.may(Permission.BOARD_RECORD))


def respond(
    challenge: Challenge, expect: int, *, response: str, on: date, by: Person, **file: str
) -> Challenge:
    if not may_respond(by, challenge):
        raise ValidationError("Only the agency that was challenged responds, until it is settled.")
    if not challenge.raised_on <= on <= timezone.localdate():
        raise ValidationError("A response comes after the challenge, and not in the future.")
    said = {"response": response, "responded_on": on, **file}
    return trail.change(challenge, expect, by=by, why="Responded to a challenge", **said)


def settle(
    challenge: Challenge, expect: int, *, outcome: str, changed: str, on: date, by: Person
) -> Challenge:
    """What came of it: nobody of the agency that was challenged says so."""
    if challenge.of_id in line_of(by.agency):
        raise ValidationError("Your agency was challenged: somebody else says what came of it.")
    if not challenge.raised_on <= on <= timezone.localdate():
        raise ValidationError("It is settled after it was raised, and not in the future.")
    if outcome == Challenge.Outcome.RESOLVED and not changed.strip():
        raise ValidationError("Resolved: then say what changed because of it.")
    said = {"outcome": outcome, "changed": changed, "settled_on": on}
    return trail.change(challenge, expect, by=by, why="Settled a challenge", **said)


def duties(person: Person, today: date) -> Iterator[Duty]:
    kind, line = register.kind_of(Challenge), line_of(person.agency)
    for one in Challenge.objects.visible_to(person).filter(outcome="").select_related("of"):
        if not one.response and one.of_id in line and person.may(Permission.ASK_REPLY):
            yield kind.duty(one, "Respond to the challenge", one.due)
        elif person.may(Permission.BOARD_RECORD) and one.response:
            yield kind.duty(one, "Say what came of the challenge", one.due)
        elif person.may(Permission.BOARD_RECORD) and one.due < today:
            yield kind.duty(one, f"No response from {one.of}", one.due)


def asked_of(person: Person, agency: Agency, today: date) -> Iterator[Duty]:
    kind = register.kind_of(Challenge)
    for one in Challenge.objects.visible_to(person).filter(outcome="", of__in=line_of(agency)):
        yield kind.duty(one, f"Challenge: {one.told(today)[0]}", one.due)


def happenings(person: Person, since: date, today: date) -> Iterator[Happening]:
    kind = register.kind_of(Challenge)
    seen = Challenge.objects.visible_to(person).select_related("of")
    for one in seen.filter(raised_on__gt=since, raised_on__lte=today):
        yield kind.happening(one, "Challenges", f"{one.title}, to {one.of}", one.raised_on)
    for one in seen.filter(outcome="", response="", due__gte=since, due__lt=today):
        what = f"{one.title}, to {one.of}: no response, overdue"
        yield kind.happening(one, "Challenges", what, one.due + timedelta(1))
    for one in seen.filter(settled_on__gt=since, settled_on__lte=today):
        what = f"{one.title}: {one.get_outcome_display().lower()}"
        yield kind.happening(one, "Challenges", what, one.settled_on or today)


def bound() -> Iterator[Bound]:
    """Each challenge on each day on which it moved, and how many had been raised by then."""
    rows = list(Challenge.objects.select_related("of").order_by("raised_on", "pk"))
    for count, one in enumerate(rows, 1):
        said = {"title": one.title, "date": one.raised_on, "due": one.due, "of": one.of.name,
                "source": f"Challenge log, {one.raised_on:%-d %B %Y}"}  # fmt: skip
        yield Bound("record", f"challenge-{one.slug}", {"at": f"{one.raised_on}", "words": one.issue, **said})
        if one.responded_on and one.responded_on <= (one.settled_on or one.responded_on):
            said["responded"] = one.responded_on
            words = f"{one.issue} {one.of} responded: {one.response}"
            yield Bound(
                "record", f"challenge-{one.slug}", {"at": f"{one.responded_on}", "words": words, **said}
            )
        if one.settled_on:
            words = f"{one.issue} {one.get_outcome_display()}: {one.changed}"
            more = {"settled": one.settled_on, "outcome": one.get_outcome_display()}
            yield Bound(
                "record", f"challenge-{one.slug}", {"at": f"{one.settled_on}", "words": words, **said, **more}
            )
        titles = [each.title for each in rows[:count]]
        yield Bound(
            "list", "challenges", {"at": f"{one.raised_on}", "items": titles, "source": "Challenge log"}
        )
