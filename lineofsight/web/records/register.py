"""The register itself: rooms and kinds as apps enter them when the application starts, and the questions to all of them."""

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Model, Q, QuerySet

from lineofsight.claims.ledger import Ledger
from lineofsight.web.accounts.models import Agency, Person
from lineofsight.web.records.kinds import (
    Appointment,
    Bound,
    Duty,
    Extract,
    Found,
    Happening,
    Kind,
    Ref,
    RegisterError,
    Room,
)

_kinds: dict[str, Kind] = {}
_rooms: dict[str, Room] = {}
SHOWN_OF_A_KIND = 20
NUMBER = re.compile(r"\s*([A-Za-z]+)-(\d+)\s*")


def enter(*kinds: Kind) -> None:
    """Called from an app's `ready()`. RegisterError where two kinds would answer to one name."""
    for kind in kinds:
        if kind.code in _kinds or kind.prefix in {other.prefix for other in _kinds.values()}:
            raise RegisterError(f"{kind.code}: it, or its prefix {kind.prefix}, is in the register already.")
        _kinds[kind.code] = kind


def open_room(room: Room) -> None:
    if room.app in _rooms:
        raise RegisterError(f"{room.app}: it is in the register already.")
    _rooms[room.app] = room


def kinds() -> tuple[Kind, ...]:
    return tuple(_kinds.values())


def rooms() -> list[Room]:
    return sorted(_rooms.values(), key=lambda room: (room.order, room.title))


def kind(code: str) -> Kind:
    """KeyError where no app entered it."""
    return _kinds[code]


def kind_of(row: Model | type[Model]) -> Kind:
    return _kinds[row._meta.label_lower]


# --- one record ----------------------------------------------------------------------------------------------


def look(person: Person, ref: Ref) -> Found | None:
    """A record, if it is there and this person may see it."""
    return next(iter(look_at(person, [ref]).values()), None)


def look_at(person: Person, refs: Iterable[Ref]) -> dict[Ref, Found]:
    """Records by where they are, one query a kind. What a reader may not see is not among them."""
    keys: dict[str, list[str]] = {}
    for ref in refs:
        if ref.kind in _kinds and ref.key.isdigit():
            keys.setdefault(ref.kind, []).append(ref.key)
    return {
        held.ref(row): held.found(row)
        for held, wanted in ((_kinds[code], wanted) for code, wanted in keys.items())
        for row in held.rows(person).filter(pk__in=wanted)
    }


def days_of(refs: Iterable[Ref]) -> dict[Ref, date]:
    """The days under which records stand, whoever may read them: for what is counted, never for what is shown."""
    keys: dict[str, set[str]] = {}
    for ref in refs:
        keys.setdefault(ref.kind, set()).add(ref.key)
    return {
        held.ref(row): day
        for held, wanted in ((_kinds[code], wanted) for code, wanted in keys.items() if code in _kinds)
        for row in held.every().filter(pk__in=wanted)
        if (day := held.dated(row))
    }


def numbered(text: str) -> Ref | None:
    """Which record a number such as "ACT-12" names; None where it is none."""
    said = NUMBER.fullmatch(text)
    held = said and next((one for one in _kinds.values() if one.prefix == said[1].upper()), None)
    return Ref(held.code, str(int(said[2]))) if said and held else None


# --- questions to all ---------------------------------------------------------------------------------------


def search(person: Person, words: str) -> list[tuple[Kind, list[Found]]]:
    """Records that hold every word, by kind; a number such as "ACT-12" finds that one."""
    ref = numbered(words)
    if ref and (one := look(person, ref)):
        return [(_kinds[ref.kind], [one])]
    wanted = words.split()
    found = []
    for held in _kinds.values():
        if wanted and held.searched:
            rows = holding(held.rows(person), wanted)
            found.append((held, [held.found(row) for row in rows.distinct()[:SHOWN_OF_A_KIND]]))
    return [(held, rows) for held, rows in found if rows]


def holding(rows: QuerySet[Any], words: Iterable[str]) -> QuerySet[Any]:
    """Those of one kind that hold every word in one of the fields that a search looks through."""
    fields = _kinds[rows.model._meta.label_lower].searched
    for word in words:
        rows = rows.filter(reduce(or_, (Q(**{f"{name}__icontains": word}) for name in fields)))
    return rows


def duties(person: Person, today: date) -> list[Duty]:
    """What needs this person, what is urgent or overdue first, what has no day last."""
    return _in_order(
        duty for held in _kinds.values() if person.may(held.needs) for duty in held.duties(person, today)
    )


def asked_of(person: Person, agency: Agency, today: date) -> list[Duty]:
    """All that is asked of an agency, as far as this person may see it, in the same order."""
    return _in_order(
        duty
        for held in _kinds.values()
        if person.may(held.needs)
        for duty in held.asked_of(person, agency, today)
    )


def _in_order(duties: Iterable[Duty]) -> list[Duty]:
    return sorted(duties, key=lambda duty: (not duty.urgent, duty.due or date.max, duty.what, duty.name))


def happenings(person: Person, since: date, today: date) -> dict[str, list[Happening]]:
    """What changed after a day, by heading, the newest first."""
    told: dict[str, list[Happening]] = {}
    for held in _kinds.values():
        if person.may(held.needs):
            for one in held.happenings(person, since, today):
                told.setdefault(one.heading, []).append(one)
    return {heading: sorted(rows, key=lambda one: one.on, reverse=True) for heading, rows in told.items()}


def last_board(today: date) -> date | None:
    """The day of the board's last meeting before today; None where no room knows of one."""
    return max((day for held in _kinds.values() for day in held.gathers() if day < today), default=None)


def next_board(today: date) -> date | None:
    return min((day for held in _kinds.values() for day in held.gathers() if day >= today), default=None)


def appointments(person: Person, since: date) -> list[Appointment]:
    """What stands in a person's calendar from a day on."""
    found = (
        one for held in _kinds.values() if person.may(held.needs) for one in held.appointments(person, since)
    )
    return sorted(found, key=lambda one: (one.on, one.name))


def measured(person: Person, today: date) -> list[tuple[str, str, Sequence[str]]]:
    """What goes by indicators, such as the board's priorities: name, address, and the indicators' codes."""
    return [one for held in _kinds.values() if person.may(held.needs) for one in held.measures(person, today)]


def extracts(until: date) -> list[Extract]:
    """What the rooms hold that is measured, as it stood at the end of a day."""
    return [one for held in _kinds.values() if (one := held.extract(until))]


def bound() -> Iterator[Bound]:
    for held in _kinds.values():
        yield from held.bound()


def ledger() -> Ledger:
    """What the applications hold, in the shape of records.toml: a report's tags resolve through it."""
    editions: dict[tuple[str, str], list[dict[str, object]]] = {}
    for one in bound():
        editions.setdefault((one.kind, one.id), []).append(dict(one.fields))
    return Ledger(
        records={
            key: tuple(sorted(rows, key=lambda row: str(row.get("at") or row.get("date") or "")))
            for key, rows in editions.items()
        }
    )
