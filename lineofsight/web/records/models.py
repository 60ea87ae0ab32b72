"""References between records, and the rooms that a board does without."""

from functools import reduce
from operator import or_
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone

from lineofsight.web.accounts.models import Person
from lineofsight.web.accounts.trailed import Trailed, TrailedQuerySet, WrittenOnce
from lineofsight.web.records.kinds import Ref


class ReferenceQuerySet(TrailedQuerySet):
    def standing(self) -> "ReferenceQuerySet":
        return self.filter(withdrawn_at=None)

    def of(self, *refs: Ref) -> "ReferenceQuerySet":
        """Those at whose one or other end one of the records stands."""
        keys: dict[str, set[str]] = {}
        for ref in refs:
            keys.setdefault(ref.kind, set()).add(ref.key)
        ends = (
            Q(source_kind=kind, source_key__in=of_kind) | Q(target_kind=kind, target_key__in=of_kind)
            for kind, of_kind in keys.items()
        )
        return self.filter(reduce(or_, ends)) if keys else self.none()


class Reference(Trailed):
    """One record points at another, of whatever kind: seen from both ends, withdrawn and never removed."""

    class Meaning(models.TextChoices):
        """Said from the source: the action `comes from` the decision. The other end reads the words of BACK."""

        COMES_FROM = "comes_from", "Comes from"
        EVIDENCE = "evidence", "Has as evidence"
        ANSWERS = "answers", "Answers"
        MEASURED_BY = "measured_by", "Is measured by"
        ABOUT = "about", "Is about"
        FOLLOWS = "follows", "Takes the place of"
        KNOWN_IN = "known_in", "Was known already in"

    BACK: ClassVar[dict[str, str]] = {
        "comes_from": "Led to",
        "evidence": "Is evidence for",
        "answers": "Is answered by",
        "measured_by": "Measures",
        "about": "Is spoken of in",
        "follows": "Is followed by",
        "known_in": "Had already",
    }

    source_kind = models.CharField(max_length=60)
    source_key = models.CharField(max_length=60)
    meaning = models.CharField(max_length=20, choices=Meaning)
    target_kind = models.CharField(max_length=60)
    target_key = models.CharField(max_length=60)
    note = models.CharField("in a few words", max_length=300, blank=True)
    made_at = models.DateTimeField(default=timezone.now)
    made_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")

    objects: ClassVar[Any] = ReferenceQuerySet.as_manager()

    class Meta:
        ordering = ("made_at", "pk")
        indexes = (
            models.Index(fields=("source_kind", "source_key"), name="references_from"),
            models.Index(fields=("target_kind", "target_key"), name="references_to"),
        )
        constraints = (
            models.UniqueConstraint(
                fields=("source_kind", "source_key", "meaning", "target_kind", "target_key"),
                condition=Q(withdrawn_at=None),
                name="a_reference_is_made_once",
            ),
            models.CheckConstraint(
                condition=~Q(source_kind=models.F("target_kind"), source_key=models.F("target_key")),
                name="no_record_refers_to_itself",
            ),
        )

    def __str__(self) -> str:
        return f"reference {self.pk}"

    @property
    def source(self) -> Ref:
        return Ref(self.source_kind, self.source_key)

    @property
    def target(self) -> Ref:
        return Ref(self.target_kind, self.target_key)


class ClosedRoom(Trailed):
    """A room that this board does not use: it vanishes from every page until it is opened again."""

    app = models.CharField(max_length=60, unique=True)
    closed = models.BooleanField(default=True)
    decided_at = models.DateTimeField(default=timezone.now)
    decided_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")

    objects: ClassVar[Any] = TrailedQuerySet.as_manager()

    def __str__(self) -> str:
        return f"the room {self.app}"


class Posted(WrittenOnce):
    """Somebody was written to: on which day, and of which records, by their numbers."""

    class What(models.TextChoices):
        WEEKLY = "weekly", "The week's message"
        URGENT = "urgent", "What cannot wait"
        RETURNS = "returns", "Returns that are due"
        QUESTIONS = "questions", "Questions before a meeting"

    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    what = models.CharField(max_length=10, choices=What)
    told = models.JSONField(default=list, blank=True)
    on = models.DateField()
    sent_at = models.DateTimeField(default=timezone.now)
    sent_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")

    objects: ClassVar[Any] = TrailedQuerySet.as_manager()

    class Meta:
        ordering = ("-on", "pk")
        indexes = (models.Index(fields=("person", "on"), name="messages_to_a_person"),)

    def __str__(self) -> str:
        return f"message to {self.person}"


class CalendarQuerySet(TrailedQuerySet):
    def standing(self) -> "CalendarQuerySet":
        return self.filter(revoked_at=None, person__deactivated_at=None)


class Calendar(Trailed):
    """An address at which a person's calendar programme reads their meetings and due days, until it is revoked."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="calendars")
    digest = models.CharField(max_length=64, unique=True)  # of the secret in the address, which is shown once
    made_at = models.DateTimeField(default=timezone.now)
    made_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")

    objects: ClassVar[Any] = CalendarQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("person",), condition=Q(revoked_at=None), name="a_person_has_one_calendar_address"
            ),
        )

    def __str__(self) -> str:
        return f"the calendar address of {self.person}"


MUTABILITY: dict[type[models.Model], str] = {
    Reference: "by the trail",
    ClosedRoom: "by the trail",
    Posted: "never",
    Calendar: "by the trail",
}
