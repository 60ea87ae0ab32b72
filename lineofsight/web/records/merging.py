"""An agency merges into another: what is still open goes over in one transaction, and what is over keeps its old name."""

import hashlib
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from functools import partial

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from lineofsight.web.accounts import trail
from lineofsight.web.accounts.agencies import line_of
from lineofsight.web.accounts.models import Agency, Person
from lineofsight.web.accounts.trailed import Trailed
from lineofsight.web.records import register
from lineofsight.web.records.kinds import Going

WHY = "Its agency merged into another"


def goings(old: Agency, new: Agency, on: date) -> list[Going]:
    """What goes over, in the order of the register."""
    return [one for kind in register.kinds() for one in kind.goes_over(old, new, on)]


def told(old: Agency, new: Agency, on: date, *, to: Person) -> dict[str, list[str]]:
    """What goes over, by heading; names only of what this reader may see, of the rest how many there are."""
    found: dict[str, list[str]] = {}
    hidden: dict[str, int] = {}
    for kind in register.kinds():
        for one in kind.goes_over(old, new, on):
            if to.may(kind.needs):
                found.setdefault(one.heading, []).append(one.name)
            else:
                hidden[one.heading] = hidden.get(one.heading, 0) + 1
    return found | {heading: [f"{many}, which you may not read"] for heading, many in hidden.items()}


def fingerprint(going: dict[str, list[str]]) -> str:
    """By which the page knows that what somebody agreed to is what goes over."""
    return hashlib.sha256(repr(sorted(going.items())).encode()).hexdigest()[:16]


@transaction.atomic
def merge(old: Agency, expect: int, *, into: Agency, on: date, why: str, by: Person) -> int:
    """End an agency the day before, and hand what is open to the one that it became. How many rows went over.

    ValidationError where they cannot merge, or a row has no place in the other agency: then nothing has changed.
    """
    must_fit(old, into, on)
    going = goings(old, into, on)
    for one in going:
        try:
            one.go(by)
        except ValidationError as error:
            said = " ".join(error.messages)
            raise ValidationError(f"{one.heading}: {one.name} cannot go over. {said}") from error
    trail.change(old, expect, by=by, why=why, until=on - timedelta(1), successor=into)
    return len(going)


def must_fit(old: Agency, into: Agency, on: date) -> None:
    if old.successor_id is not None:
        raise ValidationError(f"{old} is merged already.")
    if into.pk in line_of(old):
        raise ValidationError("An agency does not merge into itself, nor into one that merged into it.")
    if on > timezone.localdate():
        raise ValidationError("Come back on that day: until then the agency is there.")
    if on <= old.since:
        raise ValidationError(f"{old} began on {old.since:%-d %B %Y}: choose a later day.")
    if into.since > on or (into.until is not None and into.until < on):
        raise ValidationError(f"{into} is not there on {on:%-d %B %Y}. Say from when to when it is, first.")


def pointed_at(new: Agency, heading: str, rows: Iterable[Trailed]) -> Iterator[Going]:
    """Rows that only have to name the other agency."""
    for row in rows:
        yield Going(heading, str(row), partial(_point, row, new))


def _point(row: Trailed, new: Agency, by: Person) -> None:
    (field,) = (one.name for one in row._meta.concrete_fields if one.related_model is Agency)
    trail.change(row, row.version, by=by, why=WHY, **{field: new})
