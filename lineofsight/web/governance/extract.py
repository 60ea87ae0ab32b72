"""What of the board's business is measured: who came to its meetings, and what became of its challenges."""

from collections.abc import Iterator
from datetime import date

from lineofsight.web.governance.models import Attendance, Challenge, Group, Meeting, Membership
from lineofsight.web.governance.seats import AT_THE_TABLE
from lineofsight.web.records import register
from lineofsight.web.records.kinds import Extract


def attendance(until: date) -> Extract | None:
    """Each seat at each meeting of the board, from the first meeting whose attendance is on record."""
    of_board = Group.Kind.BOARD
    came = list(
        Attendance.objects.filter(
            meeting__group__kind=of_board, meeting__on__lte=until, member__part__in=AT_THE_TABLE
        )
        .select_related("meeting", "member__agency")
        .order_by("meeting__on", "meeting", "member")
    )
    if not came:
        return None
    kind, first = register.kind_of(Meeting), came[0].meeting.on
    rows = [
        {
            "record": f"{kind.number(one.meeting)}/{one.member_id}", "held_date": one.meeting.on,
            "agency": one.member.agency.name, "came": one.how,
        }
        for one in came
    ]  # fmt: skip
    said = {(one.meeting_id, one.member_id) for one in came}
    held = Meeting.objects.standing().filter(group__kind=of_board, on__gte=first, on__lte=until)
    members = list(
        Membership.objects.filter(group__kind=of_board, part__in=AT_THE_TABLE).select_related("agency")
    )
    lacking = tuple(_silent(list(held), members, said))
    return Extract("board_attendance", first, rows, lacking)


def _silent(
    held: list[Meeting], members: list[Membership], said: set[tuple[int, int]]
) -> Iterator[tuple[str, str]]:
    """Seats of which nobody said whether they were filled: they are no absence, and are not counted."""
    kind = register.kind_of(Meeting)
    for meeting in held:
        for one in members:
            sat = one.group_id == meeting.group_id and one.since <= meeting.on
            if sat and (one.until is None or one.until >= meeting.on) and (meeting.pk, one.pk) not in said:
                wrong = f"nobody said whether {one.agency} came on {meeting.on:%-d %B %Y}"
                yield f"{kind.number(meeting)}/{one.pk}", wrong


def challenges(until: date) -> Extract | None:
    """Each challenge that was raised by a day, as it stood then."""
    kind = register.kind_of(Challenge)
    raised = list(Challenge.objects.filter(raised_on__lte=until).order_by("raised_on", "pk"))
    rows = []
    for one in raised:
        settled = one.settled_on is not None and one.settled_on <= until
        rows.append(
            {
                "record": kind.number(one), "due_date": one.due, "settled_date": one.settled_on if settled else None,
                "outcome": one.outcome if settled else None,
            }
        )  # fmt: skip
    return Extract("board_challenges", raised[0].raised_on, rows) if raised else None
