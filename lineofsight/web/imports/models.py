"""A file that was brought in: what stood in it, what its columns are, and what became of each row."""

import hashlib
import json
from datetime import date
from functools import cached_property
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils import timezone

from lineofsight.web.accounts.models import Person
from lineofsight.web.accounts.permissions import Permission
from lineofsight.web.accounts.trailed import Trailed, TrailedQuerySet
from lineofsight.web.governance.models import Meeting
from lineofsight.web.imports.kinds import TARGETS, Target
from lineofsight.web.imports.tables import Cell, Contents, Line, Table
from lineofsight.web.improvement.models import Plan


class ImportQuerySet(TrailedQuerySet):
    def visible_to(self, person: Person) -> Self:
        """To those who keep the board's records: a file may hold what not every agency is to read."""
        return self if person.may(Permission.BOARD_RECORD) else self.none()

    def accepted(self) -> Self:
        return self.exclude(accepted_at=None)


class Import(Trailed):
    """One file. Its cells are kept, those of columns that no field has among them, so that it can be written back."""

    kind = models.CharField(
        "what it is", max_length=20, choices=[(one.code, one.title) for one in TARGETS.values()]
    )
    name = models.CharField("file", max_length=120)
    sha256 = models.CharField(max_length=64)
    tables = models.JSONField(default=list, blank=True)
    without = models.JSONField(default=list, blank=True)  # sheets of which not all was read, each with why
    columns = models.JSONField(default=dict, blank=True)  # the field of each column, by layout
    given = models.JSONField(default=dict, blank=True)  # what a record says where a row does not
    names = models.JSONField(default=dict, blank=True)  # the agencies that the file calls by names of its own
    plan = models.ForeignKey(
        Plan, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="the plan that they belong to"
    )  # fmt: skip
    follows = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="followed_by", verbose_name="it is a newer copy of"
    )  # fmt: skip
    rows = models.JSONField(default=list, blank=True)  # what became of each row, once it is accepted
    read_at = models.DateTimeField(default=timezone.now)
    read_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    accepted_at = models.DateTimeField(null=True, blank=True)
    accepted_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    set_aside_at = models.DateTimeField(null=True, blank=True)
    set_aside_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")

    objects: ClassVar[Any] = ImportQuerySet.as_manager()

    class Meta:
        ordering = ("-read_at", "-pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(accepted_at=None) | Q(set_aside_at=None), name="a_file_is_taken_in_or_set_aside"
            ),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def target(self) -> Target:
        return TARGETS[self.kind]

    @property
    def is_open(self) -> bool:
        return self.accepted_at is None and self.set_aside_at is None

    @cached_property
    def contents(self) -> list[Table]:
        return [_table(one) for one in self.tables]

    def columns_of(self, table: Table) -> dict[int, str]:
        """The field of each column that has one, by its place from 0."""
        return {int(place): code for place, code in self.columns.get(layout_key(table), {}).items() if code}

    def told(self) -> tuple[str, str]:
        if self.accepted_at:
            return "taken in", "green"
        return ("set aside", "grey") if self.set_aside_at else ("not taken in yet", "yellow")


class MinutesQuerySet(TrailedQuerySet):
    def visible_to(self, person: Person) -> Self:
        seen = self.filter(meeting__in=Meeting.objects.visible_to(person))
        return seen if person.may(Permission.BOARD_RECORD) else self.none()


class Minutes(Trailed):
    """A Word file of minutes: what was picked out of it, and what became of that. Its other words are not kept."""

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="+")
    name = models.CharField("file", max_length=120)
    sha256 = models.CharField(max_length=64)
    picked = models.JSONField(default=list, blank=True)
    taken = models.JSONField(
        default=dict, blank=True
    )  # the record that each became, by its place among what was picked
    read_at = models.DateTimeField(default=timezone.now)
    read_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    accepted_at = models.DateTimeField(null=True, blank=True)
    accepted_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")

    objects: ClassVar[Any] = MinutesQuerySet.as_manager()

    class Meta:
        ordering = ("-read_at", "-pk")
        verbose_name_plural = "minutes"
        constraints = (
            models.UniqueConstraint(fields=("meeting", "sha256"), name="minutes_of_a_meeting_are_read_once"),
        )

    def __str__(self) -> str:
        return f"{self.name}, of {self.meeting}"


def layout_key(table: Table) -> str:
    """By which a layout is known again: its headings in their order."""
    return hashlib.sha256("\n".join(table.layout).encode()).hexdigest()[:16]


# --- cells as JSON -------------------------------------------------------------------------------------------


def kept(contents: Contents) -> list[dict[str, Any]]:
    return [
        {
            "name": table.name,
            "headings": list(table.headings),
            "lines": [
                [one.number, [_put(cell) for cell in one.cells], one.section, one.left] for one in table.lines
            ],
        }
        for table in contents.tables
    ]


def _table(said: dict[str, Any]) -> Table:
    lines = [
        Line(number, tuple(map(_take, cells)), section, left)
        for number, cells, section, left in said["lines"]
    ]
    return Table(said["name"], tuple(said["headings"]), tuple(lines))


def _put(cell: Cell) -> Any:
    return {"day": cell.isoformat()} if isinstance(cell, date) else cell


def _take(cell: Any) -> Cell:
    return date.fromisoformat(cell["day"]) if isinstance(cell, dict) else cell


def digest(said: object) -> str:
    """Of what a page showed, so that what is accepted is what was seen."""
    return hashlib.sha256(json.dumps(said, sort_keys=True, default=str).encode()).hexdigest()[:32]


MUTABILITY: dict[type[models.Model], str] = {Import: "by the trail", Minutes: "by the trail"}
