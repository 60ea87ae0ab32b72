"""Which seats are filled: vacancies, cover of those that the law names, groups without a chair."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from lineofsight.web.accounts.models import Person
from lineofsight.web.accounts.permissions import Permission
from lineofsight.web.governance.models import Group, Membership, Seat
from lineofsight.web.records import register
from lineofsight.web.records.kinds import Duty

AT_THE_TABLE = (Membership.Part.CHAIR, Membership.Part.VICE_CHAIR, Membership.Part.MEMBER)


@dataclass(frozen=True)
class Filled:
    seat: Seat
    members: tuple[Membership, ...]

    @property
    def vacant(self) -> bool:
        return not self.members


def coverage(group: Group, day: date) -> list[Filled]:
    """Each seat of a group with those who sat in it on a day; one whose agency has ended is not filled by it."""
    by_seat: dict[int | None, list[Membership]] = {}
    for member in group.members.on(day).select_related("agency"):
        if member.agency.until is None or member.agency.until >= day:
            by_seat.setdefault(member.seat_id, []).append(member)
    return [Filled(seat, tuple(by_seat.get(seat.pk, ()))) for seat in group.seats.on(day)]


def without_a_chair(group: Group, day: date) -> bool:
    return not group.members.on(day).filter(part=Membership.Part.CHAIR).exists()


def duties(person: Person, today: date) -> Iterator[Duty]:
    if not person.may(Permission.BOARD_RECORD):
        return
    kind = register.kind_of(Group)
    for group in Group.objects.visible_to(person).on(today):
        empty = [one.seat.name for one in coverage(group, today) if one.vacant]
        if without_a_chair(group, today):
            yield kind.duty(group, "Find a chair")
        if empty:
            yield kind.duty(group, f"Fill {len(empty)} empty seat{'s' if len(empty) > 1 else ''}")
