"""Replying to what the board asked, what the board made of it, and what the register is told of both."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone

from lineofsight.web.accounts import trail
from lineofsight.web.accounts.agencies import line_of
from lineofsight.web.accounts.models import Agency, Entry, Person
from lineofsight.web.accounts.once import once_a_page
from lineofsight.web.accounts.permissions import Permission
from lineofsight.web.governance.models import Answer, Ask, Reply
from lineofsight.web.records import register
from lineofsight.web.records.kinds import Bound, Duty, Happening


def may_reply(person: Person, ask: Ask) -> bool:
    """The agency itself, or what it merged into; and whoever keeps the board's records, for a letter that came."""
    own = person.may(Permission.ASK_REPLY) and ask.of_id in line_of(person.agency)
    return own or person.may(Permission.BOARD_RECORD)


def reply(ask: Ask, *, by: Person, **said: Any) -> Reply:
    if not may_reply(by, ask):
        raise ValidationError("Only the agency that was asked replies to this.")
    if not ask.asked_on <= said["given_on"] <= timezone.localdate():
        raise ValidationError("A reply is given after it was asked for, and not in the future.")
    return trail.create(Reply, by=by, why="Replied to an ask", ask=ask, recorded_by=by, **said)


def withdraw(given: Reply, expect: int, *, why: str, by: Person) -> Reply:
    if given.withdrawn_at or not may_reply(by, given.ask):
        raise ValidationError("This reply is withdrawn already, or is not yours to withdraw.")
    return trail.change(given, expect, by=by, why=why, withdrawn_at=timezone.now(), withdrawn_by=by)


def why_withdrawn(ask: Ask) -> dict[int, str]:
    """By reply, the reason that was given. It stands on the trail."""
    gone = [f"{given.pk}" for given in ask.replies.all() if given.withdrawn_at]
    entries = Entry.objects.filter(kind=Reply._meta.label_lower, subject__in=gone).order_by("number")
    return {int(one.subject): one.why for one in entries}


def answer(ask: Ask, *, by: Person, **said: Any) -> Answer:
    """Given is not accepted: nobody of the agency that was asked records what the board made of it."""
    day = said["decided_on"]
    given = ask.reply_on(day)
    if by.agency_id == ask.of_id or ask.of_id in line_of(by.agency):
        raise ValidationError("Your agency was asked: somebody else records what the board said.")
    if not ask.asked_on <= day <= timezone.localdate():
        raise ValidationError("The board answers at a meeting after it asked, and not in the future.")
    if (given is None) != (said["verdict"] == Answer.Verdict.NONE):
        stands = "No reply stood" if given is None else "A reply stood"
        raise ValidationError(f"{stands} on that day: choose what the board said of that.")
    return trail.create(Answer, by=by, why="The board answered", ask=ask, reply=given, recorded_by=by, **said)


# --- what the register asks ---------------------------------------------------------------------------------


@once_a_page
def _seen(person: Person) -> list[Ask]:
    rows = Ask.objects.visible_to(person)
    return list(rows.select_related("of").prefetch_related("replies", "answers__reply"))


def _open(person: Person, today: date) -> list[Ask]:
    return [ask for ask in _seen(person) if ask.open_on(today)]


def duties(person: Person, today: date) -> Iterator[Duty]:
    kind, mine = register.kind_of(Ask), line_of(person.agency)
    for ask in _open(person, today):
        waits = ask.reply_on(today) is not None and ask.answer_on(today) is None
        if ask.of_id in mine and person.may(Permission.ASK_REPLY) and not waits:
            yield kind.duty(ask, "Reply to the board", ask.due)
        elif person.may(Permission.BOARD_RECORD) and (waits or ask.due < today):
            yield kind.duty(ask, "Consider the reply" if waits else f"No assurance from {ask.of}", ask.due)


def asked_of(person: Person, agency: Agency, today: date) -> Iterator[Duty]:
    kind, line = register.kind_of(Ask), line_of(agency)
    for ask in _open(person, today):
        if ask.of_id in line:
            yield kind.duty(ask, ask.state_on(today).capitalize(), ask.due)


def happenings(person: Person, since: date, today: date) -> Iterator[Happening]:
    kind = register.kind_of(Ask)
    for ask in _seen(person):
        overdue_on = ask.due + timedelta(1)
        if since < overdue_on <= today and ask.open_on(today):
            what = f"{ask}, from {ask.of}: {ask.state_on(today)}"
            yield kind.happening(ask, "Assurance that became overdue", what, overdue_on)
        for one in ask.answers.all():
            if since < one.decided_on <= today:
                yield kind.happening(
                    ask, "Asks answered", f"{ask}: {one.get_verdict_display()}", one.decided_on
                )


def bound() -> Iterator[Bound]:
    """An edition for every day on which something changed, so that a sentence is held to its own day."""
    for ask in Ask.objects.select_related("of").prefetch_related("replies", "answers__reply"):
        gone = [timezone.localtime(one.withdrawn_at).date() for one in ask.replies.all() if one.withdrawn_at]
        days = {ask.asked_on, *gone, *(one.given_on for one in ask.replies.all())}
        for day in sorted(days | {one.decided_on for one in ask.answers.all()}):
            given, said = ask.reply_on(day), ask.answer_on(day)
            fields = {
                "at": f"{day}",
                "title": ask.title,
                "words": ask.words,
                "of": ask.of.name,
                "due": ask.due,
            }
            fields |= {"source": ask.source, "reply": given.words if given else None}
            fields |= {
                "answer": said.get_verdict_display().lower() if said else "",
                "evidence": given and given.shows,
            }
            yield Bound("ask", ask.slug, {name: value for name, value in fields.items() if value})
