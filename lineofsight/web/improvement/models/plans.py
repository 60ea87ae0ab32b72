"""Plans and strategies, their workstreams and milestones, and the trail that a critical friend leaves."""

from datetime import date
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils import timezone

from lineofsight.web.accounts.agencies import line_of
from lineofsight.web.accounts.lasting import ENDS_AFTER, lasting
from lineofsight.web.accounts.models import Agency, Person
from lineofsight.web.accounts.permissions import Permission
from lineofsight.web.accounts.trailed import Trailed, TrailedQuerySet, WrittenOnce


class PlanQuerySet(TrailedQuerySet):
    def visible_to(self, person: Person) -> Self:
        """What is shared to everybody in the room; an agency's own to it and to those who see all."""
        if person.may(Permission.BOARD_VIEW_ALL):
            return self
        if not person.may(Permission.BOARD_VIEW):
            return self.none()
        friends = Workstream.objects.filter(friend_person=person).values("plan")
        return self.filter(Q(shared=True) | Q(agency__in=line_of(person.agency)) | Q(pk__in=friends))

    def on(self, day: date) -> Self:
        return self.filter(lasting(day))


class Plan(Trailed):
    """A plan or a strategy, in one edition: the next edition is another row that takes its place."""

    class Kind(models.TextChoices):
        IMPROVEMENT = "improvement", "Improvement plan"
        STRATEGY = "strategy", "Strategy"
        BUSINESS = "business", "Business plan"
        AGENCY = "agency", "An agency's own plan"
        REVIEW = "review", "After a review or an audit"

    title = models.CharField(max_length=200)
    slug = models.SlugField(
        "short name", unique=True, help_text="Such as exploitation-2017: reports refer to it by this."
    )
    kind = models.CharField("type", max_length=20, choices=Kind)
    edition = models.CharField("edition", max_length=60, blank=True, help_text="Such as 2017 to 2019.")
    outcome = models.TextField("what is to be better for children", max_length=2000, blank=True)
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+", verbose_name="whose plan it is")
    shared = models.BooleanField("every agency may read it", default=True)
    since = models.DateField("from")
    until = models.DateField("to", null=True, blank=True)
    replaces = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="replaced_by", verbose_name="takes the place of"
    )  # fmt: skip

    objects: ClassVar[Any] = PlanQuerySet.as_manager()

    class Meta:
        ordering = ("-since", "title")
        constraints = (models.CheckConstraint(condition=ENDS_AFTER, name="a_plan_ends_after_it_began"),)

    def __str__(self) -> str:
        return f"{self.title} ({self.edition})" if self.edition else self.title


class OfAPlan(TrailedQuerySet):
    def visible_to(self, person: Person) -> Self:
        return self.filter(plan__in=Plan.objects.visible_to(person))


class Workstream(Trailed):
    """A part of a plan, or a strand of a strategy: who answers for it, and who looks at it from outside."""

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="workstreams")
    number = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=200)
    outcome = models.TextField("what is to be better for children", max_length=2000, blank=True)
    sponsor = models.CharField(max_length=200, blank=True, help_text="Who answers for it: name and office.")
    friend = models.CharField(
        "critical friend", max_length=200, blank=True, help_text="The member of the board who asks the questions."
    )  # fmt: skip
    friend_person = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="the critical friend's account"
    )  # fmt: skip
    blocker = models.CharField("what stands in the way", max_length=500, blank=True)

    objects: ClassVar[Any] = OfAPlan.as_manager()

    class Meta:
        ordering = ("plan", "number")
        constraints = (
            models.UniqueConstraint(fields=("plan", "number"), name="workstreams_of_a_plan_are_numbered"),
        )

    def __str__(self) -> str:
        return f"{self.number}. {self.title}"


class OfAWorkstream(TrailedQuerySet):
    def visible_to(self, person: Person) -> Self:
        return self.filter(workstream__plan__in=Plan.objects.visible_to(person))


class Milestone(Trailed):
    """What a workstream wants to have done by a day."""

    workstream = models.ForeignKey(Workstream, models.PROTECT, related_name="milestones")
    title = models.CharField(max_length=200)
    due = models.DateField()
    reached_on = models.DateField("reached on", null=True, blank=True)
    blocker = models.CharField("what stands in the way", max_length=500, blank=True)

    objects: ClassVar[Any] = OfAWorkstream.as_manager()

    class Meta:
        ordering = ("due", "pk")

    def __str__(self) -> str:
        return self.title


class FriendQuestion(Trailed):
    """What a critical friend asked of a workstream, and the answer as it was given."""

    workstream = models.ForeignKey(Workstream, models.PROTECT, related_name="questions")
    words = models.TextField("question", max_length=2000)
    asked_on = models.DateField("asked on")
    asked_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    answer = models.TextField(max_length=4000, blank=True)
    answered_on = models.DateField("answered on", null=True, blank=True)
    answered_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")

    objects: ClassVar[Any] = OfAWorkstream.as_manager()

    class Meta:
        ordering = ("-asked_on", "-pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(answer="", answered_on=None, answered_by=None)
                | ~Q(answer="") & Q(answered_on__isnull=False, answered_by__isnull=False),
                name="an_answer_says_when_and_by_whom",
            ),
        )

    def __str__(self) -> str:
        return self.words[:80]


class FriendVisit(WrittenOnce):
    """When a critical friend went and looked, and what they saw."""

    workstream = models.ForeignKey(Workstream, models.PROTECT, related_name="friend_visits")
    on = models.DateField("when")
    where = models.CharField("where", max_length=200)
    seen = models.TextField(
        "what was seen", max_length=4000, help_text="Nothing by which a child could be known."
    )
    recorded_at = models.DateTimeField(default=timezone.now)
    recorded_by = models.ForeignKey(Person, models.PROTECT, related_name="+")

    class Meta:
        ordering = ("-on", "-pk")

    def __str__(self) -> str:
        return f"{self.where}, {self.on:%-d %B %Y}"
