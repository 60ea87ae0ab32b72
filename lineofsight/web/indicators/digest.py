"""One message before each meeting of the board, to those who steer it or owe it an answer: references, no figures.

It is the week's message of those who get it; who was written to this week reads of the questions on Today.
"""

from datetime import date, timedelta
from functools import partial

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from lineofsight.web.accounts.models import Person
from lineofsight.web.accounts.permissions import GRANTS, Permission
from lineofsight.web.indicators.models import Digest, Question
from lineofsight.web.records import posting, register
from lineofsight.web.records.kinds import Kind
from lineofsight.web.records.models import Posted

BEFORE = timedelta(days=7)


def next_meeting(today: date) -> date | None:
    """As the room that holds meetings knows it, else as the installation was told."""
    told = date.fromisoformat(settings.NEXT_MEETING) if settings.NEXT_MEETING else None
    return register.next_board(today) or (told if told and told >= today else None)


@transaction.atomic
def send_if_due(today: date) -> Digest | None:
    """Send the digest of the next meeting when it is a week off, once."""
    meeting = next_meeting(today)
    asked = list(Question.objects.filter(state=Question.State.OPEN).select_related("owner"))
    if (
        meeting is None
        or meeting - today > BEFORE
        or not asked
        or Digest.objects.filter(meeting=meeting).exists()
    ):
        return None
    people = posting.rested(readers(), today)  # the others read of it on Monday, with the trail
    for person in people:
        text = _text(meeting, asked, [one for one in asked if one.owner_id == person.pk])
        duties, meetings = register.duties(person, today), posting.near(person, today)
        besides = ["", "All that is asked of you:", "", *posting.lines(duties, today)] if duties else []
        text = "\n".join([text, *besides, *posting.meetings_in(meetings)])
        posting.enter(person, Posted.What.QUESTIONS, map(posting.number, duties), meetings, today, by=None)
        transaction.on_commit(partial(_send, person, meeting, text))
    return Digest.objects.create(meeting=meeting, sent_at=timezone.now(), people=len(people))


def with_the_trail(person: Person, today: date) -> str:
    """The same for whoever reads the trail: it stands in the message that tells them where it ends."""
    meeting = next_meeting(today)
    asked = list(Question.objects.filter(state=Question.State.OPEN))
    if meeting is None or meeting - today > BEFORE or not asked or person not in readers():
        return ""
    return _text(meeting, asked, [one for one in asked if one.owner_id == person.pk])


def readers() -> list[Person]:
    steer = [str(role) for role, granted in GRANTS.items() if Permission.BOARD_STEER in granted]
    owners = Question.objects.filter(state=Question.State.OPEN).values("owner")
    return list(Person.objects.filter(Q(role__in=steer) | Q(pk__in=owners), deactivated_at=None))


def _text(meeting: date, asked: list[Question], mine: list[Question]) -> str:
    kind = register.kind_of(Question)
    lines = [f"Before the {settings.COLLECTIVE} meets on {meeting:%-d %B %Y}:", ""]
    lines.append(
        f"{len(asked)} question{'s are' if len(asked) > 1 else ' is'} open: {_numbers(kind, asked)}."
    )
    if mine:
        lines.append(f"You are asked to answer {_numbers(kind, mine)}.")
    return "\n".join([*lines, "", "Sign in, and choose Today. This message holds no figures."])


def _numbers(kind: Kind, rows: list[Question]) -> str:
    return ", ".join(kind.number(one) for one in rows)


def _send(person: Person, meeting: date, text: str) -> None:
    send_mail(f"Questions before {meeting:%-d %B %Y}", text, None, [person.email])
