"""Finding what is held: rows of every room and entries of the trail that hold the words, each as a text to decide on.

A search for a request leaves nothing out because it is of no kind that has a page, or stands in a field that the search of
every day passes over: whatever may be seen and holds the words in any field is found.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import Q
from django.db.models.functions import Cast
from django.utils import timezone
from django.utils.text import capfirst

from lineofsight.engine.indicators import CATALOGUE
from lineofsight.engine.opened import Audience
from lineofsight.web.accounts.models import Agency, Entry, Person
from lineofsight.web.indicators import seen, sheets, showing
from lineofsight.web.records import register
from lineofsight.web.records.kinds import Ref

TRAIL, FIGURE = "trail", "figure"
LOOKED_THROUGH = ("why", "by__name", "kind", "subject")
SECRET = re.compile(r"password|secret|digest|sha256|session|public_key")  # of no use to whoever asks
MOST = 100  # entries of the trail that one search shows


@dataclass(frozen=True)
class Held:
    """Something that is held. `text` is all of it that can be read here."""

    ref: Ref
    title: str
    text: str


def search(person: Person, words: str) -> list[Held]:
    """Rows and entries of the trail that hold every word, as far as this person may see them."""
    found = [held for model in _every_model() for held in _rows_with(person, model, words.split())]
    if (ref := register.numbered(words)) and not found:
        found = _records(person, [ref])
    entries = Entry.objects.select_related("by").order_by("-number")
    for word in words.split():
        entries = entries.filter(reduce(or_, (Q(**{f"{name}__icontains": word}) for name in LOOKED_THROUGH)))
    return [*found, *(_entry(one) for one in entries[:MOST])]


def held(person: Person, refs: list[Ref]) -> list[Held]:
    """The same by where they are; what is not there, or not theirs to see, is left out."""
    numbers = [ref.key for ref in refs if ref.kind == TRAIL and ref.key.isdigit()]
    entries = Entry.objects.select_related("by").filter(number__in=numbers)
    return [*_records(person, [ref for ref in refs if ref.kind != TRAIL]), *map(_entry, entries)]


def _records(person: Person, refs: list[Ref]) -> list[Held]:
    keys: dict[str, list[str]] = {}
    for ref in refs:
        if ref.key.isdigit():
            keys.setdefault(ref.kind, []).append(ref.key)
    every = {model._meta.label_lower: model for model in _every_model()}
    return [
        _held(row) for code, wanted in keys.items() if code in every
        for row in _rows(person, every[code]).filter(pk__in=wanted)
    ]  # fmt: skip


def _every_model() -> list[type[models.Model]]:
    """Those whose rows say who sees them, but for what is kept of the requests themselves."""
    kinds = {held.model for held in register.kinds()}
    return [
        model for model in apps.get_models()
        if hasattr(model._default_manager.all(), "visible_to")
        and (model in kinds or model._meta.app_label != "information")
    ]  # fmt: skip


def _rows(person: Person, model: type[models.Model]) -> Any:
    held = next((one for one in register.kinds() if one.model is model), None)
    every: Any = model._default_manager.all()
    return held.rows(person) if held else every.visible_to(person)


def _rows_with(person: Person, model: type[models.Model], words: list[str]) -> Iterator[Held]:
    """Those of which every word stands somewhere, as text or in what is kept as JSON."""
    fields = [field for field in model._meta.fields if _may_be_searched(field)]
    if not fields or not words:
        return
    rows = _rows(person, model).annotate(
        **{f"{field.name}_said": Cast(field.name, models.TextField()) for field in fields}
    )
    for word in words:
        spelt = {word, json.dumps(word)[1:-1]}  # as JSON keeps it
        asked = [Q(**{f"{field.name}_said__icontains": each}) for field in fields for each in spelt]
        rows = rows.filter(reduce(or_, asked))
    yield from map(_held, rows.distinct())


def _may_be_searched(field: Any) -> bool:
    textual = isinstance(field, models.CharField | models.TextField | models.JSONField)
    return textual and not SECRET.search(field.name) and field.name != "slug"


def _held(row: models.Model) -> Held:
    kind = next((one for one in register.kinds() if isinstance(row, one.model)), None)
    name = f"{kind.number(row)} {kind.named(row)}" if kind else f"{capfirst(row._meta.verbose_name)}: {row}"
    return Held(Ref(row._meta.label_lower, f"{row.pk}"), name[:300], _text(row))


def _text(row: models.Model) -> str:
    """Every field of a record that says something in words."""
    said = [
        (field.verbose_name, _said(row, field))
        for field in row._meta.fields
        if not field.primary_key and field.name not in ("version", "slug") and not SECRET.search(field.name)
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
    if isinstance(field, models.JSONField):
        return json.dumps(value, ensure_ascii=False, indent=1)
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
