"""Boards beside this one: what this board and another give each other, or meet for, and each time that it was done."""

from datetime import date
from typing import Any, ClassVar, Self

from django.db import models
from django.utils import timezone

from lineofsight.web.accounts.models import Person
from lineofsight.web.accounts.permissions import Permission
from lineofsight.web.accounts.trailed import Trailed, TrailedQuerySet, WrittenOnce
from lineofsight.web.governance.models.owed import Document


class InterfaceQuerySet(TrailedQuerySet):
    def visible_to(self, person: Person) -> Self:
        return self if person.may(Permission.BOARD_VIEW) else self.none()


class Interface(Trailed):
    """One thing that goes between this board and another, and when it is next due. Over, where no day is set."""

    class Way(models.TextChoices):
        GIVE = "give", "We give it to them"
        TAKE = "take", "They give it to us"
        MEET = "meet", "We meet"

    board = models.CharField(
        "with which board",
        max_length=200,
        help_text="Such as the Health and Wellbeing Board: it stands in sentences.",
    )
    what = models.CharField("what it is", max_length=200, help_text="Such as the annual report.")
    slug = models.SlugField(
        "short name", unique=True, help_text="Such as annual-report-to-health: reports use it."
    )
    way = models.CharField("which way it goes", max_length=10, choices=Way)
    due = models.DateField("next due by", null=True, blank=True)
    every = models.PositiveSmallIntegerField(
        "how often, in months", null=True, blank=True, help_text="Every 12 months, for one. Empty: once."
    )  # fmt: skip
    agreement = models.ForeignKey(
        Document, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="by which agreement"
    )

    objects: ClassVar[Any] = InterfaceQuerySet.as_manager()

    class Meta:
        ordering = ("board", "due", "pk")

    def __str__(self) -> str:
        return f"{self.what}, {self.board}"

    @property
    def last(self) -> "Exchange | None":
        return max(self.exchanges.all(), key=lambda one: (one.on, one.pk), default=None)

    def told(self, today: date) -> tuple[str, str]:
        if self.due is None:
            return "over", "grey"
        return ("overdue", "red") if self.due < today else ("agreed", "green")


class Exchange(WrittenOnce):
    """It was given, or people met, on a day; and what came of it."""

    interface = models.ForeignKey(Interface, models.PROTECT, related_name="exchanges")
    on = models.DateField("on which day")
    words = models.TextField("what came of it", max_length=2000)
    recorded_at = models.DateTimeField(default=timezone.now)
    recorded_by = models.ForeignKey(Person, models.PROTECT, related_name="+")

    class Meta:
        ordering = ("-on", "-pk")

    def __str__(self) -> str:
        return f"{self.interface}, {self.on:%-d %B %Y}"
