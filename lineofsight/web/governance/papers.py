"""What the register is told of papers: that they went out, and that something changed which members should know."""

from collections.abc import Iterator
from datetime import date

from django.utils import timezone

from lineofsight.web.accounts.models import Person
from lineofsight.web.accounts.permissions import Permission
from lineofsight.web.governance import packing
from lineofsight.web.governance.late import late
from lineofsight.web.governance.models import Meeting, Pack
from lineofsight.web.records import register
from lineofsight.web.records.kinds import Duty, Happening


def says_its_day(meeting: Meeting) -> bool:
    """Whether what was issued last names the day on which it is held now."""
    last = packing.newest(meeting)
    return last is not None and last.content["on"] == f"{meeting.on}"


def duties(person: Person, today: date) -> Iterator[Duty]:
    """On the day of the board: what is not in by then and its papers do not say."""
    if not person.may(Permission.BOARD_RECORD):
        return
    for meeting in Meeting.objects.standing().filter(on=today).select_related("group"):
        last = packing.newest(meeting)
        if last and packing.of_the_board(meeting) and (behind := _behind(last, today)):
            what = f"Add to the papers: {behind} return{'s' if behind > 1 else ''} changed since"
            yield register.kind_of(Pack).duty(last, what, today, urgent=True)


def _behind(last: Pack, today: date) -> int:
    """How many returns came in, or fell late, since the papers said which had not come."""
    kept = {row["key"] for part in last.content["parts"] if part["name"] == "late" for row in part["rows"]}
    now = {register.kind_of(one.of).number(one.of) for one in late(today)}
    return len(kept ^ now)


def happenings(person: Person, since: date, today: date) -> Iterator[Happening]:
    kind = register.kind_of(Pack)
    for one in (
        Pack.objects.visible_to(person).filter(issued_at__date__gt=since).select_related("meeting__group")
    ):
        on = timezone.localdate(one.issued_at)
        if on <= today:
            yield kind.happening(one, "Papers issued", f"{one}", on)
