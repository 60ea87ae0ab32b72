"""Finding what is held: records of every room and entries of the trail that hold the words, each as a text to decide on."""

from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils import timezone

from lineofsight.engine.indicators import CATALOGUE
from lineofsight.engine.opened import Audience
from lineofsight.web.accounts.models import Agency, Entry, Person
from lineofsight.web.indicators import seen, sheets, showing
from lineofsight.web.records import register
from lineofsight.web.records.kinds import Ref

TRAIL, FIGURE = "trail", "figure"
LOOKED_THROUGH = ("why", "by__name", "kind", "subject")
MOST = 100  # entries of the trail that one search shows


@dataclass(frozen=True)
class Held:
    """Something that is held. `text` is all of it that can be read here."""

    ref: Ref
    title: str
    text: str


def search(person: Person, words: str) -> list[Held]:
    """Records and entries of the trail that hold every word, as far as this person may see them."""
    found = [one.ref for _, rows in register.search(person, words) for one in rows]
    entries = Entry.objects.select_related("by").order_by("-number")
    for word in words.split():
        entries = entries.filter(reduce(or_, (Q(**{f"{name}__icontains": word}) for name in LOOKED_THROUGH)))
    return [*_records(person, found), *(_entry(one) for one in entries[:MOST])]


def held(person: Person, refs: list[Ref]) -> list[Held]:
    """The same by where they are; what is not there, or not theirs to see, is left out."""
    numbers = [ref.key for ref in refs if ref.kind == TRAIL and ref.key.isdigit()]
    entries = Entry.objects.select_related("by").filter(number__in=numbers)
    return [*_records(person, [ref for ref in refs if ref.kind != TRAIL]), *map(_entry, entries)]


def _records(person: Person, refs: list[Ref]) -> list[Held]:
    keys: dict[str, list[str]] = {}
    for ref in refs:
        if ref.key.isdigit() and any(held.code == ref.kind for held in register.kinds()):
            keys.setdefault(ref.kind, []).append(ref.key)
    return [
        Held(kind.ref(row), f"{kind.number(row)} {kind.named(row)}"[:300], _text(row))
        for kind, wanted in ((register.kind(code), wanted) for code, wanted in keys.items())
        for row in kind.rows(person).filter(pk__in=wanted)
    ]


def _text(row: models.Model) -> str:
    """Every field of a record that says something in words."""
    said = [
        (field.verbose_name, _said(row, field))
        for field in row._meta.fields
        if not field.primary_key and field.name not in ("version", "password", "slug")
    ]
    return "\n".join(f"{name[0].upper()}{name[1:]}: {value}" for name, value in said if value)


def _said(row: Any, field: Any) -> str:
    value = getattr(row, field.name)
    if value in (None, ""):
        return ""
    if field.choices:
        return str(getattr(row, f"get_{field.name}_display")())
    if isinstance(field, models.DateTimeField):
        return f"{timezone.localtime(value):%-d %B %Y, %H:%M}"
    if isinstance(field, models.DateField):
        return f"{value:%-d %B %Y}"
    if isinstance(field, models.BooleanField):
        return "yes" if value else "no"
    return str(value)


def _entry(one: Entry) -> Held:
    who = one.by.name if one.by else one.actor
    lines = [
        f"{timezone.localtime(one.at):%-d %B %Y, %H:%M}: {who}",
        f"{one.get_what_display()} {one.kind} {one.subject}",
        f"Why: {one.why}",
    ]
    return Held(Ref(TRAIL, str(one.number)), f"Entry {one.number} of the trail", "\n".join(lines))


def figure(code: str, period: str) -> Held | None:
    """A figure as the public may read it; None where there is none for that period."""
    opened = seen.opened(Audience.PUBLIC)
    indicator = CATALOGUE[code]
    row = next((one for one in opened.readings(code) if one["period"] == period), None)
    if row is None:
        return None
    value, parts = showing.value(indicator, row), showing.parts(indicator, row)
    text = f"{indicator.title}, {opened.place}, {showing.period(indicator, period)}: {value}"
    return Held(
        Ref(FIGURE, f"{code} {period}"),
        f"{code} {indicator.title}, {period}"[:300],
        text + (f" ({parts})" if parts else ""),
    )


def periods(code: str) -> list[str]:
    return [row["period"] for row in sheets.sheet(seen.opened(Audience.PUBLIC), code).rows]


def names_of_nobody() -> frozenset[str]:
    """Names with capital letters that point at no person: agencies and places."""
    place = seen.opened(Audience.PUBLIC).place
    return frozenset({*Agency.objects.values_list("name", flat=True), place} - {""})
