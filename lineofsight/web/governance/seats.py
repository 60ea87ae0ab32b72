"""Which seats are filled: vacancies, cover of those that the law names, groups without a chair."""

from collections.abc import Iterable, Iterator
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
    return coverage_of([group], day).get(group.pk, [])


def coverage_of(groups: Iterable[Group], day: date) -> dict[int, list[Filled]]:
    """By group, in as many queries for many as for one."""
    asked = [group.pk for group in groups]
    by_seat: dict[int | None, list[Membership]] = {}
    for member in Membership.objects.filter(group__in=asked).on(day).select_related("agency"):
        if member.agency.until is None or member.agency.until >= day:
            by_seat.setdefault(member.seat_id, []).append(member)
    found: dict[int, list[Filled]] = {}
    for seat in Seat.objects.filter(group__in=asked).on(day):
        found.setdefault(seat.group_id, []).append(Filled(seat, tuple(by_seat.get(seat.pk, ()))))
    return found


def without_a_chair(groups: Iterable[Group], day: date) -> set[int]:
    chairs = Membership.objects.filter(part=Membership.Part.CHAIR).on(day)
    return {group.pk for group in groups} - set(chairs.values_list("group", flat=True))


def chair_on(day: date) -> str:
    """Who chairs the board, to sign its letters; nothing where nobody is on record."""
    found = Membership.objects.filter(group__kind=Group.Kind.BOARD, part=Membership.Part.CHAIR).on(day).last()
    return found.name if found else ""


def duties(person: Person, today: date) -> Iterator[Duty]:
    if not person.may(Permission.BOARD_RECORD):
        return
    kind = register.kind_of(Group)
    groups = list(Group.objects.visible_to(person).on(today))
    seats, unled = coverage_of(groups, today), without_a_chair(groups, today)
    for group in groups:
        empty = [one.seat.name for one in seats.get(group.pk, []) if one.vacant]
        if group.pk in unled:
            yield kind.duty(group, "Find a chair")
        if empty:
            yield kind.duty(group, f"Fill {len(empty)} empty seat{'s' if len(empty) > 1 else ''}")
