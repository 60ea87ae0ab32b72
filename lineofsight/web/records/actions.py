"""Referring from one record to another, and opening and closing rooms."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Model
from django.http import HttpRequest
from django.utils import timezone

from lineofsight.web.accounts import trail
from lineofsight.web.accounts.models import Person
from lineofsight.web.accounts.once import once_a_page
from lineofsight.web.records import register
from lineofsight.web.records.kinds import Found, Ref, Room, Tells
from lineofsight.web.records.models import ClosedRoom, Reference


@dataclass(frozen=True)
class End:
    """A reference as one of its ends shows it: what it says, and the record at the other end."""

    pk: int
    version: int
    meaning: str
    other: Found
    note: str


@transaction.atomic
def refer(source: Ref, meaning: str, target: Ref, *, note: str = "", by: Person | None) -> Reference:
    """Point from one record to another; the reference that says so already is given back.

    ValidationError where one of them is not there, or `by` may not see it.
    """
    for end in (source, target):
        if by is not None and register.look(by, end) is None:
            raise ValidationError("There is no such record, or it is not yours to see.")
    if source == target:
        raise ValidationError("A record does not refer to itself.")
    said = {
        "source_kind": source.kind, "source_key": source.key, "meaning": meaning,
        "target_kind": target.kind, "target_key": target.key,
    }  # fmt: skip
    there = Reference.objects.standing().filter(**said).first()
    return there or trail.create(Reference, by=by, why="Referred to", made_by=by, note=note, **said)


def withdraw(reference: Reference, expect: int, *, why: str, by: Person) -> Reference:
    return trail.change(reference, expect, by=by, why=why, withdrawn_at=timezone.now(), withdrawn_by=by)


def ends(person: Person, ref: Ref) -> list[End]:
    """What a record refers to and what refers to it; whatever this person may not see is left out."""
    return ends_of(person, [ref]).get(ref, [])


def ends_of(person: Person, refs: Iterable[Ref]) -> dict[Ref, list[End]]:
    """The same of many records: one query for the references, and one for each kind at their other ends."""
    sides = []
    wanted = set(refs)
    for one in Reference.objects.standing().of(*wanted):
        if one.source in wanted:
            sides.append((one.source, one, one.get_meaning_display(), one.target))
        if one.target in wanted:
            sides.append((one.target, one, Reference.BACK[one.meaning], one.source))
    seen = register.look_at(person, {other for *_, other in sides})
    found: dict[Ref, list[End]] = {}
    for ref, one, meaning, other in sides:
        if other in seen:
            found.setdefault(ref, []).append(End(one.pk, one.version, meaning, seen[other], one.note))
    return found


def page_of(person: Person, row: Model) -> dict[str, Any]:
    """What the page of a record begins with: the row, how it is named, and what it refers to."""
    kind = register.kind_of(row)
    return {"shown": row, "here": kind.found(row), "ends": ends(person, kind.ref(row))}


def seen(person: Person, row: Model | None) -> Found | None:
    """What a record says of another that it names; None where this person may not see that other one."""
    return register.look(person, register.kind_of(row).ref(row)) if row else None


def told_of(ends: Iterable[End]) -> dict[str, list[End]]:
    """The other ends of a record by what they tell of it: what is done, what was seen, what was judged."""
    found: dict[str, list[End]] = {tells: [] for tells in Tells}
    for end in ends:
        if tells := register.kind(end.other.ref.kind).tells:
            found[tells].append(end)
    return found


def referred(refs: Iterable[Ref], meaning: str) -> dict[Ref, list[Ref]]:
    """For records of one kind, what each refers to by one meaning: one query, for lists."""
    wanted = list(refs)
    found: dict[Ref, list[Ref]] = {}
    rows = Reference.objects.standing().filter(
        meaning=meaning,
        source_kind__in={ref.kind for ref in wanted},
        source_key__in={ref.key for ref in wanted},
    )
    for row in rows:
        found.setdefault(row.source, []).append(row.target)
    return found


# --- one record begun from another ------------------------------------------------------------------------


def beginnings(person: Person, source: Found) -> list[tuple[str, str]]:
    """What may be begun from a record, as (words, address): an action from a decision, an ask from a finding."""
    closed = closed_rooms()
    return [
        (kind.begins.words, kind.begins.href(source))
        for kind in register.kinds()
        if kind.begins and person.may(kind.begins.needs) and kind.model._meta.app_label not in closed
    ]


def source_of(request: HttpRequest) -> Found | None:
    """The record that the page was opened from, where there is one and this person may see it."""
    person: Any = request.user
    ref = register.numbered(request.GET.get("from", ""))
    return register.look(person, ref) if ref else None


def came_from(row: Model, source: Found | None, *, by: Person) -> None:
    if source:
        refer(register.kind_of(row).ref(row), Reference.Meaning.COMES_FROM, source.ref, by=by)


# --- rooms -----------------------------------------------------------------------------------------------------


@once_a_page
def closed_rooms() -> frozenset[str]:
    return frozenset(ClosedRoom.objects.filter(closed=True).values_list("app", flat=True))


def rooms_for(person: Person) -> list[Room]:
    """The rooms that are in use and that this person may enter."""
    closed = closed_rooms()
    return [room for room in register.rooms() if room.app not in closed and person.may(room.needs)]


@transaction.atomic
def close_room(app: str, *, closed: bool, by: Person | None) -> None:
    """Do without a room, or use it again. What was written in it stays."""
    room = next((one for one in register.rooms() if one.app == app), None)
    if room is None or not room.optional:
        raise ValidationError(f"'{app}' is no room that a board may do without.")
    why = f"{'Closed' if closed else 'Opened'} the room {room.title}"
    now = {"closed": closed, "decided_at": timezone.now(), "decided_by": by}
    here = ClosedRoom.objects.filter(app=app).first()
    if here:
        trail.change(here, here.version, by=by, why=why, **now)
    else:
        trail.create(ClosedRoom, by=by, why=why, app=app, **now)
