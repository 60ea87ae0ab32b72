"""Which indicators are agreed for publication, and where newer figures contradict what is in print."""

from datetime import date
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Q

from lineofsight.web.accounts.models import Person
from lineofsight.web.accounts.permissions import Permission
from lineofsight.web.accounts.trailed import Trailed, TrailedQuerySet
from lineofsight.workdays import add_working_days

HELD_FOR = 5  # working days, or until a person has seen it


class PublishingQuerySet(TrailedQuerySet):
    def visible_to(self, person: Person) -> Self:
        return self if person.may(Permission.PUBLISH) else self.none()


class Agreement(Trailed):
    """That an indicator may stand on the public site, until somebody withdraws it."""

    code = models.CharField(max_length=30, unique=True)
    agreed_at = models.DateTimeField()
    agreed_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")

    objects: ClassVar[Any] = PublishingQuerySet.as_manager()

    class Meta:
        ordering = ("code",)
        constraints = (
            models.CheckConstraint(
                condition=Q(withdrawn_at=None, withdrawn_by=None)
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False),
                name="a_withdrawal_says_by_whom",
            ),
        )

    def __str__(self) -> str:
        return f"the agreement to publish {self.code}"

    @property
    def stands(self) -> bool:
        return self.withdrawn_at is None


class ContradictionQuerySet(PublishingQuerySet):
    def unseen(self) -> Self:
        return self.filter(seen_at=None)


class Contradiction(Trailed):
    """A sentence of a published edition that newer figures of an indicator make untrue."""

    edition = models.CharField(max_length=100)
    code = models.CharField(max_length=30)
    line = models.PositiveIntegerField()
    sentence = models.TextField()
    then = models.CharField(max_length=300)
    now = models.CharField(max_length=300)
    noticed_on = models.DateField()
    seen_at = models.DateTimeField(null=True, blank=True)
    seen_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")

    objects: ClassVar[Any] = ContradictionQuerySet.as_manager()

    class Meta:
        ordering = ("noticed_on", "edition", "line")
        constraints = (
            models.UniqueConstraint(
                fields=("edition", "code", "line", "now"), name="a_contradiction_is_noticed_once"
            ),
            models.CheckConstraint(
                condition=Q(seen_at=None, seen_by=None) | Q(seen_at__isnull=False, seen_by__isnull=False),
                name="what_was_seen_says_by_whom",
            ),
        )

    def __str__(self) -> str:
        return f"{self.code} against line {self.line} of {self.edition}"

    @property
    def until(self) -> date:
        """The last day on which it holds an indicator back by itself."""
        return add_working_days(self.noticed_on, HELD_FOR)

    def holds(self, today: date) -> bool:
        return self.seen_at is None and today <= self.until


MUTABILITY: dict[type[models.Model], str] = {Agreement: "by the trail", Contradiction: "by the trail"}
