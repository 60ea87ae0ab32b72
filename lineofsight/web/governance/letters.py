"""Letters that the office sends itself: of all that is asked of an agency; to members, when they meet."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import quote

from django.conf import settings

from lineofsight.web.accounts.agencies import line_of
from lineofsight.web.accounts.models import Agency, Person
from lineofsight.web.governance.late import late
from lineofsight.web.governance.models import Ask, Challenge, Meeting, Membership
from lineofsight.web.improvement.models import Action
from lineofsight.web.records import posting, register
from lineofsight.web.records.days import day
from lineofsight.web.records.kinds import Duty, Ref


@dataclass(frozen=True)
class Asked:
    duty: Duty
    number: str
    words: str


def asked(person: Person, agency: Agency, today: date) -> list[Asked]:
    """All of it that this person may see, whichever room asks, what is due first; not what waits for the board itself."""
    words, answered = _words(person, agency, today), _with_the_board(person, agency, today)
    return [
        Asked(one, posting.number(one), words.get(one.ref, ""))
        for one in register.asked_of(person, agency, today)
        if one.ref not in answered
    ]


def _with_the_board(person: Person, agency: Agency, today: date) -> set[Ref]:
    """Asks that the agency has replied to, and actions that it says are done: the board has not considered them yet."""
    asks = (
        Ask.objects.visible_to(person)
        .filter(of__in=line_of(agency))
        .prefetch_related("replies", "answers__reply")
    )
    replied = [one for one in asks if one.reply_on(today) is not None and one.answer_on(today) is None]
    done = Action.objects.visible_to(person).filter(agency__in=line_of(agency), state=Action.State.CLAIMED)
    return {register.kind_of(one).ref(one) for one in (*replied, *done)}


def _words(person: Person, agency: Agency, today: date) -> dict[Ref, str]:
    """What was asked, where it has words of its own; of a return, when it was asked for."""
    line = line_of(agency)
    found = {
        register.kind_of(one).ref(one): one.words
        for one in Ask.objects.visible_to(person).filter(of__in=line)
    }
    challenges = Challenge.objects.visible_to(person).filter(of__in=line, outcome="")
    found |= {register.kind_of(one).ref(one): one.issue for one in challenges}
    return found | {
        register.kind_of(one.of).ref(one.of): f"It was {one.asked}." for one in late(today, agency)
    }


def to_members(meeting: Meeting, members: Sequence[Membership]) -> tuple[str, int]:
    """The address that begins a letter to members in one's own mail program, and how many have no account to write to.

    Members do not see each other's addresses. It holds number and day, as every message does; the rest a person writes.
    """
    kind = register.kind_of(meeting)
    written_to = [one.person.email for one in members if one.person and one.person.deactivated_at is None]
    if not written_to:
        return "", len(members)
    instead = f", and not on {day(meeting.moved_from)}" if meeting.moved_from else ""
    said = (
        f"on {day(meeting.on)} is cancelled"
        if meeting.cancelled_at
        else f"is held on {day(meeting.on)}{instead}"
    )
    subject = f"{kind.number(meeting)}, {day(meeting.on)}"
    text = f"{kind.number(meeting)} {said}.\r\n\r\n{settings.SITE}{kind.href(meeting)}\r\n"
    to = ",".join(quote(one, safe="@") for one in dict.fromkeys(written_to))
    return f"mailto:?bcc={to}&subject={quote(subject)}&body={quote(text)}", len(members) - len(written_to)
