"""A report that somebody holds against the record, and what was last found of it."""

from typing import Any, ClassVar, Self

from django.db import models
from django.utils import timezone

from lineofsight.web.accounts.models import Person
from lineofsight.web.accounts.permissions import Permission
from lineofsight.web.accounts.trailed import Trailed, TrailedQuerySet


class ReportQuerySet(TrailedQuerySet):
    def visible_to(self, person: Person) -> Self:
        return self if person.may(Permission.REPORT_CHECK) else self.none()


class Report(Trailed):
    """A text with a tag around each of its words of which somebody has said what they state."""

    name = models.CharField(max_length=120)
    text = models.TextField()
    added_at = models.DateTimeField(default=timezone.now)
    added_by = models.ForeignKey(Person, models.PROTECT, related_name="+")

    objects: ClassVar[Any] = ReportQuerySet.as_manager()

    class Meta:
        ordering = ("-pk",)

    def __str__(self) -> str:
        return self.name


class Held(models.Model):
    """What was found of a report when it was last held against the figures: made anew whenever either changes."""

    report = models.OneToOneField(Report, models.PROTECT, related_name="held")
    of = models.PositiveIntegerField()  # the version of the report
    run = models.CharField(max_length=100, blank=True)
    stated = models.JSONField(default=list)  # what somebody has said that words state, and the verdict
    proposed = models.JSONField(default=list)  # what other words could state, and what numbers fit nothing

    def __str__(self) -> str:
        return f"what was found of {self.report}"


MUTABILITY: dict[type[models.Model], str] = {Report: "by the trail", Held: "freely"}
