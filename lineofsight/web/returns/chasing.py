"""Asking agencies for what they owe: on the days that the board set, in the week's one message to each who sees to it."""

from collections.abc import Iterable, Set
from datetime import date

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import prefetch_related_objects
from django.utils import timezone

from lineofsight.web.accounts import mailing, trail
from lineofsight.web.accounts.models import Agency, Person
from lineofsight.web.indicators import agreed
from lineofsight.web.records import posting, register
from lineofsight.web.records.actions import closed_rooms
from lineofsight.web.records.kinds import Appointment, Duty
from lineofsight.web.records.models import Posted
from lineofsight.web.returns.agreeing import schedule
from lineofsight.web.returns.models import Message, Return, ReturnQuerySet, Step, reached

NOBODY_LEFT = "Nobody of {} is left to write to. Say first who sees to it."
WEEK_SPENT = (
    "Everybody who sees to it at {} was written to in the last seven days, or is on Monday, with all that is asked of them. "
    "Nobody is written to twice a week: ring them, or send the chair's letter."
)


def owed(today: date) -> list[Return]:
    """What has not come and is for a measure of the agreed dataset; nothing else is asked for."""
    rows = Return.objects.whole().select_related("supply__agency__successor")
    return _expected(rows, today, agreed.codes())


def late(today: date, codes: Set[str]) -> list[Return]:
    """What of these measures was due before today, the oldest period first; of whom is not looked up."""
    rows = Return.objects.select_related("supply", "task").filter(due__lt=today).order_by("end", "pk")
    found = _expected(rows, today, codes)
    prefetch_related_objects(found, "steps")
    return found


def _expected(rows: ReturnQuerySet, today: date, codes: Set[str]) -> list[Return]:
    expected = rows.filter(state=Return.State.EXPECTED, end__lt=today)
    return [one for one in expected if codes & set(one.supply.codes) and not one.is_being_read]


def by_agency(rows: Iterable[Return]) -> dict[Agency, list[Return]]:
    """By the agency that answers now: one that merged is answered for by what came after it."""
    found: dict[Agency, list[Return]] = {}
    for one in rows:
        agency = one.supply.agency
        while agency.successor is not None:
            agency = agency.successor
        found.setdefault(agency, []).append(one)
    return found


def chase(today: date) -> list[Message]:
    """Write to each agency that is to be asked today, as the board set it."""
    if "returns" in closed_rooms():
        return []
    how, sent = schedule(), []
    for agency, rows in by_agency(owed(today)).items():
        last = Message.objects.filter(agency=agency).first()
        if last and (today - last.on).days < how.apart:
            continue
        if any(_to_ask(one, reached(how, one.due, today)) for one in rows):
            due = [one for one in rows if reached(how, one.due, today)]
            sent += [message] if (message := _write(agency, due, today, by=None)) else []
    return sent


def _to_ask(one: Return, day: date | None) -> bool:
    return day is not None and not any(asked >= day for asked in one.asked_on)


def ask(agency: Agency, today: date, *, by: Person) -> Message:
    """Ask now for all that is owed, because a person says so."""
    rows = by_agency(owed(today)).get(agency, [])
    if not rows:
        raise ValidationError(f"{agency} owes nothing today.")
    if Message.objects.filter(agency=agency, on=today).exists():
        raise ValidationError(f"{agency} was asked today already. Nobody is asked twice on a day.")
    message = _write(agency, rows, today, by=by)
    if message is None:
        left = any(one.supply.people for one in rows)
        raise ValidationError(WEEK_SPENT.format(agency) if left else NOBODY_LEFT.format(agency))
    return message


@transaction.atomic
def _write(agency: Agency, rows: list[Return], today: date, *, by: Person | None) -> Message | None:
    """None where everybody who was named was written to this week, or has left: the office is told of that on Today."""
    named = {person.pk: person for one in rows for person in one.supply.people}
    people = posting.rested(named.values(), today)
    if not people:
        return None
    why = "Asked for what is due"
    message = trail.create(Message, by=by, why=why, agency=agency, on=today, people=len(people), sent_by=by)
    for one in rows:
        trail.create(
            Step, by=by, why=why, of=one, what=Step.What.ASKED, message=message, taken_by=by, taken_at=timezone.now()
        )  # fmt: skip
    kind = register.kind_of(Return)
    asked = [kind.ref(one) for one in rows]
    for person in people:
        meetings = posting.near(person, today)
        posting.enter(person, Posted.What.RETURNS, map(kind.number, rows), meetings, today, by=by)
        besides = [duty for duty in register.duties(person, today) if duty.ref not in asked]
        mailing.write(person, f"Returns due from {agency}", _text(rows, besides, meetings, today))
    return message


def _text(rows: list[Return], besides: list[Duty], meetings: list[Appointment], today: date) -> str:
    lines = [f"For the {settings.COLLECTIVE}'s agreed dataset we ask you for:", ""]
    for one in rows:
        late = f"it was due on {one.due:%-d %B}" if one.due < today else f"by {one.due:%-d %B}"
        lines.append(f"- {one}: {late}")
    if besides:
        lines += ["", "Besides, you are asked for:", "", *posting.lines(besides, today)]
    return "\n".join(
        [
            *lines,
            *posting.meetings_in(meetings),
            "",
            "Sign in, choose Returns, and send the file there. Today says all that is asked of you. No figures stand here.",
        ]
    )
