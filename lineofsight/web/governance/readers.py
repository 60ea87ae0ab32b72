"""Who reads the papers of a meeting once they are issued: by role, so that it is known before they go out."""

from collections import Counter
from dataclasses import dataclass

from django.utils import timezone

from lineofsight.web.accounts.lasting import lasting
from lineofsight.web.accounts.models import Person
from lineofsight.web.accounts.permissions import TITLES, Permission, Role, who_may
from lineofsight.web.governance.models import Meeting, Membership

SEE_ALL = who_may(Permission.BOARD_VIEW_ALL)


@dataclass(frozen=True)
class Readers:
    """`members`: role and how many. `not_here`: members who open no papers here. `others`: roles that read every group's."""

    members: list[tuple[str, int]]
    not_here: int
    others: list[str]


def of(meeting: Meeting) -> Readers:
    seats = Membership.objects.filter(lasting(timezone.localdate()), group=meeting.group).select_related(
        "person"
    )
    there = {
        one.person
        for one in seats
        if one.person and one.person.is_active and one.person.may(Permission.BOARD_VIEW)
    }
    many = Counter(one.role for one in there)
    others = set(Person.objects.filter(deactivated_at=None, role__in=SEE_ALL).values_list("role", flat=True))
    return Readers(
        [(title, many[role]) for role, title in TITLES.items() if many[role]],
        sum(one.person not in there for one in seats),
        [TITLES[Role(role)] for role in TITLES if role in others],
    )
