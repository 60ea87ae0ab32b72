"""A file brought in from the terminal: through the same reading, the same columns and the same judging as in the browser."""

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from lineofsight.web.accounts import trail
from lineofsight.web.accounts.models import Person
from lineofsight.web.accounts.permissions import Permission
from lineofsight.web.accounts.plain import NOT_OF_A_CHILD
from lineofsight.web.imports import reading
from lineofsight.web.imports.forms import ColumnsForm
from lineofsight.web.imports.judging import LEFT, OUTCOMES
from lineofsight.web.imports.models import Import
from lineofsight.web.imports.words import normal
from lineofsight.web.improvement.models import Plan

LISTED = ("Sheet", "Row", "What", "What became of it", "Why")


def who(email: str) -> Person:
    """Who brings a file in. ValidationError where nobody has that address, or they may not."""
    found = Person.objects.filter(email__iexact=email.strip(), deactivated_at=None).first()
    if found is None:
        raise ValidationError(f"Nobody signs in here as {email}.")
    if not found.may(Permission.BOARD_RECORD):
        raise ValidationError(f"{found.name} may not keep the board's records.")
    return found


def bring(
    path: Path, kind: str, *, columns: Mapping[str, str], given: Mapping[str, str], plan: str, names_no_child: bool,
    by: Person,
) -> Import:  # fmt: skip
    """What a file holds, with its columns as they were before, else as proposed and said. Nothing becomes a record yet.

    A file that was read already, and is neither taken in nor set aside, is gone on with: in the browser somebody may have
    said what its columns are. SourceError and NamesError as in the browser; ValidationError where what is said does not fit.
    """
    digest = hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""
    there = Import.objects.filter(sha256=digest, kind=kind, read_by=by, accepted_at=None, set_aside_at=None)
    here = there.first()
    one = here or reading.receive(path, path.name, kind, names_no_child=names_no_child, by=by)
    if columns or given or plan or not (here or one.follows_id):
        said = _said(one, columns, given, plan, names_no_child)
        one = trail.change(one, one.version, by=by, why="What the columns are", **said)
    return one


def _said(
    one: Import, columns: Mapping[str, str], given: Mapping[str, str], plan: str, names_no_child: bool
) -> dict[str, Any]:
    """The form of the columns as it stands, with what is said otherwise."""
    form = ColumnsForm(one)
    data = {name: "" if (value := form[name].value()) is None else f"{value}" for name in form.fields}
    data |= {NOT_OF_A_CHILD: "on"} if names_no_child else {}
    fields = {normal(word): each.code for each in one.target.fields for word in (each.code, each.label)}
    headings: dict[str, list[str]] = {}
    for tables, names in form.of_layouts:
        for heading, name in zip(tables[0].headings, names, strict=True):
            headings.setdefault(normal(heading), []).append(name)
    for heading, field in columns.items():
        code = _one_of(fields, field, "field") if field else ""
        data |= dict.fromkeys(_one_of(headings, heading, "column"), code)
    silent = {normal(f"{form.fields[name].label}"): name for name in form.of_rows}
    silent |= {normal(name.removeprefix("given-")): name for name in form.of_rows}
    for field, value in given.items():
        name = _one_of(silent, field, "field that every row must have")
        data[name] = _chosen(form.fields[name], value)
    if plan:
        found = Plan.objects.filter(slug=plan).first()
        if found is None:
            raise ValidationError(
                f"No plan has the short name {plan}. Its page says which it has, under “In a report”."
            )
        data["plan"] = f"{found.pk}"
    form = ColumnsForm(one, data)
    if not form.is_valid():
        wrong = (
            f"{form.fields[name].label}: {' '.join(map(str, said))}" for name, said in form.errors.items()
        )
        raise ValidationError(list(wrong))
    return form.changes()


def _one_of(known: Mapping[str, Any], said: str, what: str) -> Any:
    if normal(said) not in known:
        raise ValidationError(f"“{said}” is no {what}. There are: {', '.join(known)}.")
    return known[normal(said)]


def _chosen(field: forms.Field, value: str) -> str:
    """An agency by its name, since nobody knows its number."""
    if isinstance(field, forms.ModelChoiceField) and field.queryset is not None:
        return f"{_one_of({normal(f'{one}'): one.pk for one in field.queryset}, value, 'agency')}"
    return value


def not_taken(one: Import, rows: list[dict[str, Any]]) -> list[tuple[Any, ...]]:
    """The rows that are not taken, and what is not taken of others, each with why. `rows`: as they are kept."""
    listed: list[tuple[Any, ...]] = [
        (one.contents[row["table"]].name, row["line"], row["name"], OUTCOMES[row["outcome"]],
         " ".join([row["why"], *row["notes"]]).strip())
        for row in rows if row["outcome"] == LEFT or row["notes"]
    ]  # fmt: skip
    return listed + [(sheet, "", "", OUTCOMES[LEFT], why) for sheet, why in one.without]
