"""Whether enough of a group was in the room for a meeting to decide, by what its terms of reference asked for that day."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from lineofsight.web.governance.models import Attendance, Group, Meeting, Membership, Quorum
from lineofsight.web.governance.models.groups import listed
from lineofsight.web.governance.seats import AT_THE_TABLE

THERE = (Attendance.How.PRESENT, Attendance.How.SUBSTITUTE)


class State(StrEnum):
    QUORATE = "quorate"
    NOT_QUORATE = "not quorate"
    NOT_RECORDED = "not recorded"
    NOT_SET = "no quorum is set"


@dataclass(frozen=True)
class Room:
    """How a meeting stood, and why: what it takes, and who was lacking."""

    state: State
    why: str

    @property
    def colour(self) -> str:
        return {State.QUORATE: "green", State.NOT_QUORATE: "red"}.get(self.state, "yellow")

    @property
    def told(self) -> str:
        """Of a decision taken there; empty where nothing has to be said."""
        if self.state == State.NOT_QUORATE:
            return f"The meeting was not quorate. {self.why}"
        return "Whether the meeting was quorate is not on record." if self.state == State.NOT_RECORDED else ""


def taken(group: Group, on: date) -> Quorum | None:
    """What it takes on a day."""
    return max(
        (one for one in group.quorums.all() if one.since <= on),
        key=lambda one: (one.since, one.pk),
        default=None,
    )


def of(meeting: Meeting) -> Room:
    return of_each([meeting])[meeting.pk]


def of_each(meetings: Iterable[Meeting]) -> dict[int, Room]:
    """By meeting, in as many queries for many as for one."""
    asked = {one.pk: one for one in meetings}
    groups = {
        one.pk: one for one in Group.objects.filter(meetings__in=asked).distinct().prefetch_related("quorums")
    }
    came: dict[int, dict[int, str]] = {}
    for pk, member, how in Attendance.objects.filter(meeting__in=asked).values_list(
        "meeting", "member", "how"
    ):
        came.setdefault(pk, {})[member] = how
    members: dict[int, list[Membership]] = {}
    for one in Membership.objects.filter(group__in=groups, part__in=AT_THE_TABLE).select_related("seat"):
        members.setdefault(one.group_id, []).append(one)
    return {
        pk: _room(
            taken(groups[one.group_id], one.on),
            [member for member in members.get(one.group_id, ()) if _sat(member, one.on)],
            came.get(pk, {}),
        )
        for pk, one in asked.items()
    }


def _sat(member: Membership, on: date) -> bool:
    return member.since <= on and (member.until is None or member.until >= on)


def _room(takes: Quorum | None, members: list[Membership], came: dict[int, str]) -> Room:
    """Of whom nothing is on record may have been there: short of a quorum with them too, it was not quorate."""
    if takes is None:
        return Room(State.NOT_SET, "The terms of reference on record do not say how many it takes to decide.")
    there = [one for one in members if came.get(one.pk) in THERE]
    perhaps = [one for one in members if came.get(one.pk) in (None, *THERE)]
    beside = _beside({one.pk for one in members}, came)
    if not _lacks(takes, there):
        return Room(State.QUORATE, f"It takes {takes}; {_many(there)} came.{beside}")
    if not _lacks(takes, perhaps):
        silent = [one for one in perhaps if one not in there]
        return Room(
            State.NOT_RECORDED, f"It takes {takes}; nobody said of {_many(silent)} whether they came.{beside}"
        )
    return Room(State.NOT_QUORATE, f"It takes {takes}: {_lacks(takes, there)}.{beside}")


def _beside(members: set[int], came: dict[int, str]) -> str:
    """How many more were in the room, and do not count."""
    many = sum(how in THERE for pk, how in came.items() if pk not in members)
    does = "do" if many > 1 else "does"
    return f" {many} more came who {does} not count: to observe, or in attendance." if many else ""


def _lacks(takes: Quorum, there: list[Membership]) -> str:
    """What is lacking to a quorum, in words; empty where nothing is."""
    seats = {one.seat.name for one in there if one.seat}
    silent = [name for name in takes.seats if name not in seats]
    few = takes.members is not None and len(there) < takes.members
    return ", and ".join(
        filter(
            None,
            [f"{_many(there)} came" if few else "", f"nobody came for {listed(silent)}" if silent else ""],
        )
    )


def _many(there: list[Membership]) -> str:
    return f"{len(there)} member{'s' if len(there) != 1 else ''}" if there else "no member"
