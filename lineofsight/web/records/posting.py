"""Messages to people: one a week at most, with everything that is asked of them; only what cannot wait interrupts.

A message holds numbers and days and never text, so that whoever else reads it learns nothing. Its link signs in, once.
"""

from collections.abc import Iterable
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
from lineofsight.web.records.kinds import Duty
from lineofsight.web.records.models import Posted

APART = timedelta(days=7)


def send(today: date) -> list[Posted]:
    """To everybody who has something to do and was not written to for a week; at once where something cannot wait.

    Whoever reads the trail has a message of each week already: theirs stands in that.
    """
    sent = []
    for person in Person.objects.filter(deactivated_at=None):
        duties = register.duties(person, today)
        before = Posted.objects.filter(person=person)
        told = {ref for one in before.filter(what=Posted.What.URGENT) for ref in one.told}
        urgent = [one for one in duties if one.urgent and once(one) not in told]
        if urgent and not before.filter(on=today).exists():
            sent.append(_write(person, Posted.What.URGENT, duties, urgent, today))
        elif (
            duties
            and not person.may(Permission.TRAIL_VIEW)
            and not before.filter(on__gt=today - APART).exists()
        ):
            sent.append(_write(person, Posted.What.WEEKLY, duties, duties, today))
    return sent


def rested(people: Iterable[Person], today: date) -> list[Person]:
    """Those who were not written to for a week, and are not told on Mondays with the trail."""
    lately = Posted.objects.filter(on__gt=today - APART, on__lte=today)
    tired = set(lately.values_list("person", flat=True))
    return [one for one in people if one.pk not in tired and not one.may(Permission.TRAIL_VIEW)]


def enter(person: Person, what: str, told: Iterable[str], today: date, *, by: Person | None) -> Posted:
    """Keep that somebody was written to, and of which records."""
    said = {"person": person, "what": what, "told": list(told), "on": today}
    return trail.create(Posted, by=by, why="Wrote to somebody", **said, sent_by=by)


def number(duty: Duty) -> str:
    """The record's number; of several that are told as one, what their numbers begin with."""
    prefix = register.kind(duty.ref.kind).prefix
    return f"{prefix}-{duty.ref.key}" if duty.ref.key.isdigit() else f"{prefix} (several)"


def once(duty: Duty) -> str:
    """What somebody is told at once, and once: one record may ask for one thing after another."""
    return f"{number(duty)}: {duty.what}, {duty.due or ''}"


def lines(duties: Iterable[Duty], today: date) -> list[str]:
    """What is asked of somebody, each once: its number and its day."""
    said = []
    for one in duties:
        due = one.due
        when = "" if due is None else f", due {day(due)}" + (" (overdue)" if due < today else "")
        said.append(f"- {number(one)}{when}{' (at once)' if one.urgent else ''}")
    return list(dict.fromkeys(said))


@transaction.atomic
def _write(person: Person, what: str, duties: list[Duty], told: list[Duty], today: date) -> Posted:
    many = len(lines(duties, today))
    subject = f"{'At once: ' if what == Posted.What.URGENT else ''}{many} record{'s' if many > 1 else ''} wait for you"
    text = _text(person, duties, today)
    mailing.write(person, subject, text)
    return enter(person, what, map(once if what == Posted.What.URGENT else number, told), today, by=None)


def _text(person: Person, duties: list[Duty], today: date) -> str:
    secret, until = new_link(person, onward=reverse("records:today"), by=None)
    return "\n".join(
        [
            f"The {settings.COLLECTIVE}'s records ask you for:", "", *lines(duties, today), "",
            f"{settings.SITE}{reverse('accounts:reminder', args=[secret])}", "",
            f"The link signs you in once, until {day(until)}. Of records, this message holds numbers and days, and no text.",
        ]
    )  # fmt: skip


def with_the_trail(person: Person, today: date) -> str:
    """What is asked of somebody who reads the trail: it stands in the message that tells them where the trail ends."""
    duties = register.duties(person, today)
    enter(person, Posted.What.WEEKLY, map(number, duties), today, by=None)
    return _text(person, duties, today) if duties else ""
