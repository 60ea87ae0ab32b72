"""Sending the board a report that it is owed: by the agency that owes it, or by the office for what came another way."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone

from lineofsight.web.accounts import trail
from lineofsight.web.accounts.agencies import line_of
from lineofsight.web.accounts.models import Person
from lineofsight.web.accounts.permissions import Permission
from lineofsight.web.governance.models import OwedReport


def may_send(person: Person, one: OwedReport) -> bool:
    own = person.may(Permission.ASK_REPLY) and one.of_id in line_of(person.agency)
    return one.received_on is None and (own or person.may(Permission.BOARD_RECORD))


def send(one: OwedReport, expect: int, *, by: Person, **kept: Any) -> OwedReport:
    """`kept`: what its row is to say of the file."""
    if not may_send(by, one):
        raise ValidationError("This report came already, or another agency owes it.")
    return trail.change(one, expect, by=by, why="The report came", received_on=timezone.localdate(), **kept)
