"""Priorities: what the board set out to change and why, what it goes by, and in words what it cannot measure."""

from datetime import date
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils import timezone

from lineofsight.web.accounts.lasting import ENDS_AFTER, lasting
from lineofsight.web.accounts.models import Agency, Person
from lineofsight.web.accounts.permissions import Permission
from lineofsight.web.accounts.trailed import Trailed, TrailedQuerySet, WrittenOnce
from lineofsight.web.improvement.models.plans import Workstream
from lineofsight.web.indicators.models import BoundMeasure


class SharedQuerySet(TrailedQuerySet):
    def visible_to(self, person: Person) -> Self:
        """What the board wants is known to everybody who works with it."""
        return self if person.may(Permission.BOARD_VIEW) else self.none()

    def on(self, day: date) -> Self:
        return self.filter(lasting(day))


class Priority(Trailed):
    """What the board wants to change in its years; a yearly one may stand below one of three years."""

    class Origin(models.TextChoices):
        AUDIT = "audit", "An audit"
        DATA = "data", "Data"
        REVIEW = "review", "A review of a case"
        INSPECTION = "inspection", "An inspection"
        CHILDREN = "children", "Children's own choice"
        NATIONAL = "national", "National policy"
        BOARD = "board", "The board's own judgement"

    title = models.CharField(max_length=200)
    slug = models.SlugField(
        "short name", unique=True, help_text="In small letters, such as early-help: reports refer to it by this."
    )  # fmt: skip
    question = models.CharField(
        "the question it asks", max_length=300, help_text="Such as: does early help reach families in time?"
    )  # fmt: skip
    outcome = models.TextField("the outcome sought for children", max_length=2000)
    origin = models.CharField("where it comes from", max_length=20, choices=Origin)
    because = models.TextField("why it was chosen", max_length=2000, blank=True)
    unmeasured = models.TextField(
        "what is not measured", max_length=2000, blank=True,
        help_text="In words: what you would need to know to say that it got better, and do not.",
    )  # fmt: skip
    within = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="parts",
        verbose_name="part of a longer priority", help_text="For a yearly priority within one of three years.",
    )  # fmt: skip
    agency = models.ForeignKey(
        Agency, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="lead agency"
    )
    lead = models.CharField("who leads it", max_length=200, blank=True)
    since = models.DateField("from")
    until = models.DateField("to", null=True, blank=True)
    carried_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="carried_from", verbose_name="carried forward as"
    )  # fmt: skip

    objects: ClassVar[Any] = SharedQuerySet.as_manager()

    class Meta:
        ordering = ("since", "pk")
        verbose_name_plural = "priorities"
        constraints = (models.CheckConstraint(condition=ENDS_AFTER, name="a_priority_ends_after_it_began"),)

    def __str__(self) -> str:
        return self.title

    def state_on(self, day: date) -> str:
        if self.since > day:
            return "proposed"
        if self.until is None or self.until >= day:
            return "active"
        return "carried forward" if self.carried_into_id else "closed"


class Heard(WrittenOnce):
    """What children, families or practitioners said of a priority, and how it was heard."""

    class Who(models.TextChoices):
        CHILDREN = "children", "Children and young people"
        FAMILIES = "families", "Families"
        PRACTITIONERS = "practitioners", "Practitioners"

    priority = models.ForeignKey(Priority, models.PROTECT, related_name="heard")
    who = models.CharField("who said it", max_length=20, choices=Who)
    words = models.TextField(
        "what they said", max_length=2000, help_text="Nothing by which a child could be known."
    )
    method = models.CharField(
        "how it was heard", max_length=200, help_text="Such as a survey or a practitioner network."
    )
    number = models.PositiveIntegerField("how many of them", null=True, blank=True)
    heard_on = models.DateField("when")
    recorded_at = models.DateTimeField(default=timezone.now)
    recorded_by = models.ForeignKey(Person, models.PROTECT, related_name="+")

    class Meta:
        ordering = ("-heard_on", "-pk")

    def __str__(self) -> str:
        return f"{self.get_who_display()}: {self.words[:60]}"

    @property
    def told(self) -> str:
        """What was heard, of whom and how, as a report's words are held against it."""
        many = f"{self.number} " if self.number else ""
        return f"{many}{self.get_who_display().lower()} said, {self.method}, {self.heard_on:%-d %B %Y}: {self.words}"


class Measure(BoundMeasure):
    """An indicator by which a priority or a workstream goes."""

    class Of(models.TextChoices):
        IMPACT = "impact", "Whether children are better off"
        DOING = "doing", "What is done"

    priority = models.ForeignKey(Priority, models.PROTECT, null=True, blank=True, related_name="measures")
    workstream = models.ForeignKey(Workstream, models.PROTECT, null=True, blank=True, related_name="measures")
    of = models.CharField("it tells", max_length=10, choices=Of)
    few = models.BooleanField("one of the few that matter", default=False)

    class Meta:
        ordering = ("-few", "-of", "code")
        constraints = (
            models.CheckConstraint(
                condition=Q(priority=None, workstream__isnull=False)
                | Q(priority__isnull=False, workstream=None),
                name="a_measure_is_bound_to_one_thing",
            ),
            models.UniqueConstraint(
                fields=("priority", "code"), condition=Q(withdrawn_at=None), name="a_priority_has_a_measure_once"
            ),
            models.UniqueConstraint(
                fields=("workstream", "code"), condition=Q(withdrawn_at=None), name="a_workstream_has_a_measure_once"
            ),
        )  # fmt: skip

    @property
    def about(self) -> str:
        return f"{self.get_of_display()}{'; one of the few that matter' if self.few else ''}"
