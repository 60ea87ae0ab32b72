"""What goes over when an agency merges: what it is still to do, and the plans and priorities that it stands for now."""

from collections.abc import Iterator
from datetime import date

from lineofsight.web.accounts.lasting import still_on
from lineofsight.web.accounts.models import Agency
from lineofsight.web.improvement.models import Action, Plan, Priority
from lineofsight.web.records.kinds import Going
from lineofsight.web.records.merging import pointed_at


def actions(old: Agency, new: Agency, on: date) -> Iterator[Going]:
    yield from pointed_at(new, "Actions", Action.objects.open().filter(agency=old))


def plans(old: Agency, new: Agency, on: date) -> Iterator[Going]:
    yield from pointed_at(new, "Plans and strategies", Plan.objects.filter(still_on(on), agency=old))


def priorities(old: Agency, new: Agency, on: date) -> Iterator[Going]:
    yield from pointed_at(new, "Priorities", Priority.objects.filter(still_on(on), agency=old))
