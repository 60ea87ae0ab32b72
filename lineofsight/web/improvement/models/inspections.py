"""Inspections from outside: their judgements, what they found, and whether the board already knew."""

from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils import timezone

from lineofsight.web.accounts.models import Agency, Person
from lineofsight.web.accounts.trailed import Trailed, TrailedQuerySet, WrittenOnce
from lineofsight.web.improvement.frameworks import FRAMEWORKS
from lineofsight.web.improvement.models.priorities import SharedQuerySet


def frameworks() -> list[tuple[str, str]]:
    return [(code, one.title) for code, one in FRAMEWORKS.items()]


class Inspection(Trailed):
    """A look from outside, under a framework that says what is judged and in which grades."""

    title = models.CharField(max_length=200)
    slug = models.SlugField("short name", unique=True, help_text="Such as inspection-2016.")
    framework = models.CharField(max_length=30, choices=frameworks)
    body = models.CharField("by whom", max_length=200, help_text="Such as Ofsted.")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+", verbose_name="who was inspected")
    began_on = models.DateField("began on")
    ended_on = models.DateField("ended on", null=True, blank=True)
    published_on = models.DateField("published on", null=True, blank=True)

    objects: ClassVar[Any] = SharedQuerySet.as_manager()

    class Meta:
        ordering = ("-began_on", "pk")

    def __str__(self) -> str:
        return self.title


class Grade(WrittenOnce):
    """What an inspection judged one thing to be."""

    inspection = models.ForeignKey(Inspection, models.PROTECT, related_name="grades")
    judged = models.CharField("what was judged", max_length=120)
    grade = models.CharField(max_length=60)
    recorded_at = models.DateTimeField(default=timezone.now)
    recorded_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(fields=("inspection", "judged"), name="a_thing_is_judged_once"),
        )

    def __str__(self) -> str:
        return f"{self.judged}: {self.grade}"


class OfAnInspection(TrailedQuerySet):
    def visible_to(self, person: Person) -> Self:
        return self.filter(inspection__in=Inspection.objects.visible_to(person))


class Finding(Trailed):
    """What was found or recommended, beside the earliest record in which the board already had the matter."""

    class Kind(models.TextChoices):
        FINDING = "finding", "Finding"
        RECOMMENDATION = "recommendation", "Recommendation"
        STRENGTH = "strength", "Strength"

    class Known(models.TextChoices):
        NOT_SAID = "not_said", "Not yet looked into"
        BEFORE = "before", "Known before"
        TOGETHER = "together", "Found together"
        MISSED = "missed", "Missed"
        DISPUTED = "disputed", "Disputed"

    inspection = models.ForeignKey(Inspection, models.PROTECT, related_name="findings")
    kind = models.CharField("type", max_length=20, choices=Kind, default=Kind.FINDING)
    slug = models.SlugField(
        "short name", unique=True, help_text="Such as finding-front-door: reports use it."
    )
    words = models.TextField("what was found", max_length=2000)
    paragraph = models.CharField("where in the report", max_length=60, blank=True)
    known = models.CharField(
        "had the board this already?", max_length=20, choices=Known, default=Known.NOT_SAID
    )
    known_why = models.TextField("why do you say so?", max_length=2000, blank=True)
    said_at = models.DateTimeField(null=True, blank=True)  # when one of the four words was said of it
    said_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    known_source = models.CharField(
        "a record that is not here", max_length=300, blank=True,
        help_text="Such as: Annual report 2015/16, paragraph 12, or Board, minutes of 12 July 2016, item 6.",
    )  # fmt: skip
    known_on = models.DateField("of which day", null=True, blank=True)

    objects: ClassVar[Any] = OfAnInspection.as_manager()

    class Meta:
        ordering = ("inspection", "pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(known_source="", known_on=None) | ~Q(known_source="") & Q(known_on__isnull=False),
                name="a_record_that_is_not_here_has_a_day",
            ),
            models.CheckConstraint(
                condition=~Q(known="not_said") | Q(said_at=None, said_by=None),
                name="what_is_not_said_has_no_sayer",
            ),
        )

    def __str__(self) -> str:
        return self.words if len(self.words) <= 100 else f"{self.words[:99]}…"
