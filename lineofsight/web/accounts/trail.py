"""The trail: the one way to change a trailed row, and the record of who did and who looked.

Each entry holds the digest of the one before it, so that none can be altered, inserted or removed unseen;
the database itself refuses to change or delete one. Entries name fields and hold keyed digests of their
values, so that the trail repeats nothing that it protects.
"""

import hashlib
import hmac
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, TypeVar

from django.conf import settings
from django.db import models, transaction
from django.utils import timezone

from lineofsight.web.accounts.models import Entry, Head, Person, keys_of
from lineofsight.web.accounts.trailed import Trailed, writing

Row = TypeVar("Row", bound=Trailed)
CHAINED = ("number", "at", "by_id", "actor", "place", "what", "kind", "subject", "fields", "why", "previous")
UNSAID = {"version"}  # moves with every change, and says nothing


class ChangedMeanwhileError(Exception):
    """Somebody else changed the row after it was read. `now`: the row as it is."""

    def __init__(self, now: Trailed):
        super().__init__(
            f"{now} was changed by someone else after you opened it. Nothing of yours was saved yet."
        )
        self.now = now


class BrokenTrailError(Exception):
    """The trail is not as it was written: names the first entry that is wrong."""


@dataclass(frozen=True)
class Where:
    """From where something is done: a browser's address, the terminal, the worker."""

    actor: str
    place: str = ""


TERMINAL, WORKER = Where("terminal"), Where("worker")
_PERSON = Where("person")
_where: ContextVar[Where] = ContextVar("where", default=_PERSON)


@contextmanager
def acting_from(where: Where) -> Iterator[None]:
    token = _where.set(where)
    try:
        yield
    finally:
        _where.reset(token)


# --- changes ---------------------------------------------------------------------------------------------


@transaction.atomic
def create(model: type[Row], *, by: Person | None, why: str, **fields: Any) -> Row:
    """A new row, checked and on the trail. ValidationError where it breaks a rule of its model."""
    row = model(**fields)
    row.full_clean()
    with _writing():
        row.save(force_insert=True)
    _enter(Entry.What.CREATED, row, by, why, _digests(row, {}, fields))
    return row


@transaction.atomic
def change(row: Row, expect: int, *, by: Person | None, why: str, **fields: Any) -> Row:
    """Change fields of a row that still has the version `expect`, and give it back as it is now.

    ChangedMeanwhileError where somebody was quicker; ValidationError where the change breaks a rule.
    """
    here: Any = row._meta.model._default_manager.select_for_update().get(pk=row.pk)
    if here.version != expect:
        raise ChangedMeanwhileError(here)
    before = {name: getattr(here, name) for name in fields}
    for name, value in fields.items():
        setattr(here, name, value)
    changed = {name: value for name, value in fields.items() if before[name] != value}
    if not changed:
        return here
    here.version += 1
    here.full_clean()
    with _writing():
        here.save()
    _enter(Entry.What.CHANGED, here, by, why, _digests(here, before, changed))
    return here


@transaction.atomic
def delete(row: Trailed, *, by: Person | None, why: str) -> None:
    _enter(Entry.What.DELETED, row, by, why, {})
    with _writing():
        row.delete()


@transaction.atomic
def viewed(row: models.Model, *, by: Person, why: str) -> None:
    """A child or a case was looked at."""
    kind, subject = keys_of(row)
    _append(Entry.What.VIEWED, kind, subject, by, why, {})


@transaction.atomic
def looked(kind: str, subject: str, *, by: Person, why: str) -> None:
    """Rows about children were looked at that are no row of ours, such as those behind a figure."""
    _append(Entry.What.VIEWED, kind, subject, by, why, {})


@transaction.atomic
def happened(kind: str, subject: str, *, by: Person | None, why: str) -> None:
    """Something that is no row's change: signed in, a file received, rows behind a figure looked at."""
    _append(Entry.What.HAPPENED, kind, subject, by, why, {})


@contextmanager
def _writing() -> Iterator[None]:
    token = writing.set(True)
    try:
        yield
    finally:
        writing.reset(token)


def _enter(
    what: Entry.What, row: models.Model, by: Person | None, why: str, fields: Mapping[str, Any]
) -> None:
    kind, subject = keys_of(row)
    _append(what, kind, subject, by, why, fields)


def _append(
    what: str, kind: str, subject: str, by: Person | None, why: str, fields: Mapping[str, Any]
) -> None:
    where = _where.get()
    if by is None and where.actor == "person":
        raise ValueError(
            "Who does this? `by` may only be left out at the terminal, by the worker or by a visitor."
        )
    if not why.strip():
        raise ValueError("Why is this done? An entry without a reason helps nobody.")
    head = Head.objects.select_for_update().get(pk=1)  # the lock under which the chain grows
    entry = Entry(
        number=head.number + 1, at=timezone.now(), by=by, actor=where.actor, place=where.place, what=what,
        kind=kind, subject=subject, fields=dict(fields), why=why.strip()[:500], previous=head.digest,
    )  # fmt: skip
    entry.digest = digest_of(entry)
    entry.save(force_insert=True)
    head.number, head.digest = entry.number, entry.digest
    head.save()


# --- digests -----------------------------------------------------------------------------------------------


def digest_of(entry: Entry) -> str:
    """What seals an entry: everything it says and the digest of the one before it."""
    said = {name: getattr(entry, name) for name in CHAINED}
    said["at"] = entry.at.astimezone(UTC).isoformat(timespec="microseconds")
    return keyed(json.dumps(said, sort_keys=True, ensure_ascii=True, separators=(",", ":")))


def keyed(text: str) -> str:
    return hmac.new(settings.TRAIL_KEY.encode(), text.encode(), hashlib.sha256).hexdigest()


def _digests(
    row: Trailed, before: Mapping[str, Any], after: Mapping[str, Any]
) -> dict[str, list[str | None]]:
    return {
        name: [_digest(row, name, before.get(name)), _digest(row, name, value)]
        for name, value in sorted(after.items())
        if name not in UNSAID
    }


def _digest(row: Trailed, name: str, value: Any) -> str | None:
    """Of one value: short, and different for each row and field, so that equal values do not show."""
    if value in (None, ""):
        return None
    said = value.isoformat() if isinstance(value, datetime) else getattr(value, "pk", value)
    return keyed(f"{keys_of(row)} {name} {said}")[:16]


# --- checking ----------------------------------------------------------------------------------------------

BEGINNING = "0" * 64


def hold_against(said: str) -> None:
    """BrokenTrailError where the trail no longer has the head that a message or a backup told, such as 12:ab34…"""
    number, _, digest = said.strip().partition(":")
    if not (number.isdigit() and digest):
        raise BrokenTrailError(
            f"'{said}' is no head of a trail: write its number and digest, such as 12:ab34…."
        )
    if int(number) == 0 and digest == BEGINNING:
        return
    found = Entry.objects.filter(number=int(number)).first()
    if found is None:
        last = Head.objects.get(pk=1).number
        raise BrokenTrailError(
            f"The trail had entry {number} and ends with entry {last} now: its end was taken away."
        )
    if not hmac.compare_digest(found.digest, digest):
        raise BrokenTrailError(f"Entry {number} is not the one that was told: it was put in its place.")


def verify() -> int:
    """How many entries there are. BrokenTrailError names the first that was altered, inserted or removed."""
    previous, number = BEGINNING, 0
    for entry in Entry.objects.order_by("number").iterator(chunk_size=2000):
        if entry.number != number + 1:
            raise BrokenTrailError(
                f"Entry {number + 1} was removed: entry {entry.number} follows entry {number}."
            )
        if entry.previous != previous:
            raise BrokenTrailError(
                f"Entry {entry.number} does not follow entry {number}: one of them was put in its place."
            )
        if not hmac.compare_digest(digest_of(entry), entry.digest):
            raise BrokenTrailError(f"Entry {entry.number} was altered after it was written.")
        previous, number = entry.digest, entry.number
    head = Head.objects.get(pk=1)
    if head.number != number:
        raise BrokenTrailError(
            f"Entry {number + 1} was removed: the trail ended with entry {head.number}."
            if head.number > number
            else f"Entry {head.number + 1} was inserted: the trail ended with entry {head.number}."
        )
    if head.digest != previous:
        raise BrokenTrailError(f"Entry {number} is not the one that the trail ended with.")
    return number
