"""Messages to people: one a week at most, with everything in it; only an immediate concern interrupts (decision 0013).

A message holds numbers and days and never text, so that whoever else reads it learns nothing. Its link signs in, once.
"""

from collections.abc import Container, Iterable
from dataclasses import replace
from datetime import date, timedelta

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from lineofsight.web.accounts import mailing, trail
from lineofsight.web.accounts.actions import new_link
from lineofsight.web.accounts.models import Person
from lineofsight.web.accounts.permissions import Permission
from lineofsight.web.records import register
from lineofsight.web.records.days import day
from lineofsight.web.records.kinds import Appointment, Duty
from lineofsight.web.records.models import Posted

APART = timedelta(days=7)
AHEAD = timedelta(days=14)


def send(today: date) -> list[Posted]:
    """To everybody who has something to do, or goes by a day that a meeting has no longer, and was not written to for a
    week; at once, and once, of an immediate concern.

    Whoever reads the trail has a message of each week already: theirs stands in that.
    """
    sent = []
    for person in Person.objects.filter(deactivated_at=None):
        duties, meetings = register.duties(person, today), near(person, today)
        before = list(Posted.objects.filter(person=person))
        told = {ref for one in before for ref in one.told}
        concerns = {number(one) for one in duties if interrupts(one)} - told
        moved = [one for one in meetings if day_of(one) not in told and _goes_by_another_day(one, told)]
        if concerns and not any(one.on == today for one in before):
            sent.append(_write(person, Posted.What.URGENT, duties, meetings, today, concerns))
        elif (
            (duties or moved)
            and not person.may(Permission.TRAIL_VIEW)
            and not any(one.on > today - APART for one in before)
        ):
            sent.append(_write(person, Posted.What.WEEKLY, duties, meetings, today))
    return sent


def _goes_by_another_day(one: Appointment, told: Container[str]) -> bool:
    """Whether somebody was told, by papers or by a message, a day on which it is held no longer."""
    return bool(one.instead_of) or (one.cancelled and day_of(replace(one, cancelled=False)) in told)


def rested(people: Iterable[Person], today: date) -> list[Person]:
    """Those who were not written to for a week, and are not told on Mondays with the trail."""
    lately = Posted.objects.filter(on__gt=today - APART, on__lte=today)
    tired = set(lately.values_list("person", flat=True))
    return [one for one in people if one.pk not in tired and not one.may(Permission.TRAIL_VIEW)]


def enter(
    person: Person, what: str, told: Iterable[str], meetings: Iterable[Appointment], today: date, *, by: Person | None
) -> Posted:  # fmt: skip
    """Keep that somebody was written to, of which records, and of meetings on which days."""
    said = {
        "person": person,
        "what": what,
        "told": list(dict.fromkeys([*told, *map(day_of, meetings)])),
        "on": today,
    }
    return trail.create(Posted, by=by, why="Wrote to somebody", **said, sent_by=by)


def number(duty: Duty) -> str:
    """The record's number; of several that are told as one, what their numbers begin with."""
    prefix = register.kind(duty.ref.kind).prefix
    return f"{prefix}-{duty.ref.key}" if duty.ref.key.isdigit() else f"{prefix} (several)"


def interrupts(duty: Duty) -> bool:
    """Whether it is an immediate concern, of which its kind says why it cannot wait for the week's message."""
    return duty.urgent and bool(register.kind(duty.ref.kind).interrupts)


def near(person: Person, today: date) -> list[Appointment]:
    """The meetings of the days to come: those of two weeks, and any that was moved after its papers went out."""
    ahead = (one for one in register.appointments(person, today) if one.on >= today)
    return [one for one in ahead if one.instead_of or one.on <= today + AHEAD]


def day_of(one: Appointment) -> str:
    """A meeting and its day, as it stands among what somebody was told: moved again, or cancelled, it is told again."""
    number = f"{register.kind(one.ref.kind).prefix}-{one.ref.key}"
    return f"{number} cancelled" if one.cancelled else f"{number} on {one.on}"


def lines(duties: Iterable[Duty], today: date) -> list[str]:
    """What is asked of somebody, each once: its number and its day."""
    said = []
    for one in duties:
        due = one.due
        when = "" if due is None else f", due {day(due)}" + (" (overdue)" if due < today else "")
        said.append(f"- {number(one)}{when}{' (at once)' if interrupts(one) else ''}")
    return list(dict.fromkeys(said))


def meetings_in(meetings: Iterable[Appointment]) -> list[str]:
    """When somebody's groups meet, each by its number and day, and on which day it is held no longer."""
    said = [
        f"- {register.kind(one.ref.kind).prefix}-{one.ref.key}, {day(one.on)}"
        + (
            ", is cancelled"
            if one.cancelled
            else f", and not on {day(one.instead_of)}"
            if one.instead_of
            else ""
        )
        for one in meetings
    ]
    return ["", "Meetings to come:", "", *said] if said else []


@transaction.atomic
def _write(
    person: Person, what: str, duties: list[Duty], meetings: list[Appointment], today: date, concerns: Iterable[str] = ()
) -> Posted:  # fmt: skip
    if concerns:
        subject = f"At once: {', '.join(sorted(concerns))}"
    else:
        many = len(lines(duties, today))
        subject = (
            f"{many} record{'s' if many > 1 else ''} wait for you"
            if many
            else (
                "A meeting was cancelled" if any(one.cancelled for one in meetings) else "A meeting was moved"
            )
        )
    mailing.write(person, subject, _text(person, duties, meetings, today))
    return enter(person, what, map(number, duties), meetings, today, by=None)


def _text(person: Person, duties: list[Duty], meetings: list[Appointment], today: date) -> str:
    secret, until = new_link(person, onward=reverse("records:today"), by=None)
    asked = [f"The {settings.COLLECTIVE}'s records ask you for:", "", *lines(duties, today)] if duties else []
    said = [*asked, *meetings_in(meetings)]
    return "\n".join(
        [
            *(said if asked else said[1:]), "", f"{settings.SITE}{reverse('accounts:reminder', args=[secret])}", "",
            f"The link signs you in once, until {day(until)}. Of records, this message holds numbers and days, and no text.",
        ]
    )  # fmt: skip


def with_the_trail(person: Person, today: date) -> str:
    """What is asked of somebody who reads the trail: it stands in the message that tells them where the trail ends."""
    duties, meetings = register.duties(person, today), near(person, today)
    enter(person, Posted.What.WEEKLY, map(number, duties), meetings, today, by=None)
    return _text(person, duties, meetings, today) if duties or meetings else ""
