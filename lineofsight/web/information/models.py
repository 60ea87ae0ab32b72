"""Requests, what was found for each and decided on it, what was released; and incidents with what was decided."""

from datetime import date, datetime, timedelta
from typing import Any, ClassVar, Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone

from lineofsight.web.accounts.models import Person
from lineofsight.web.accounts.permissions import Permission
from lineofsight.web.accounts.trailed import Trailed, TrailedQuerySet, WrittenOnce
from lineofsight.web.information import clocks

MONTHS, MOST_MONTHS = 1, 3  # a month, and two more where requests are complex or many


class HandledQuerySet(TrailedQuerySet):
    def visible_to(self, person: Person) -> Self:
        return self if person.may(Permission.INFORMATION_HANDLE) else self.none()


class Request(Trailed):
    """What somebody asked to be told. Who asked, and about whom, stays in the letter: it is not repeated here."""

    class Kind(models.TextChoices):
        SUBJECT = "subject", "Subject access"
        FOI = "foi", "Freedom of information"
        CORONER = "coroner", "Coroner"

    class Outcome(models.TextChoices):
        RELEASED = "released", "Released"
        NOTHING = "nothing", "Nothing is held"
        REFUSED = "refused", "Refused"
        WITHDRAWN = "withdrawn", "Withdrawn by whoever asked"

    kind = models.CharField("type", max_length=20, choices=Kind)
    title = models.CharField(
        "in a few words", max_length=200, help_text="Without a name: the letter holds that."
    )
    words = models.TextField("what is asked for", max_length=4000)
    letter = models.CharField(
        "where the letter is kept", max_length=200,
        help_text="Such as the council's own number for it. Who asked, and about whom, stays there.",
    )  # fmt: skip
    received_on = models.DateField("received on")
    until = models.DateField(
        "by a day of its own", null=True, blank=True,
        help_text="A coroner sets the day. Of other requests, only where the time was lengthened.",
    )  # fmt: skip
    until_because = models.CharField(
        "why by that day", max_length=500, blank=True, help_text="Whoever asked is told why within the first period."
    )  # fmt: skip
    recorded_at = models.DateTimeField(default=timezone.now)
    recorded_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    outcome = models.CharField(max_length=20, choices=Outcome, blank=True)
    because = models.CharField("why", max_length=1000, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")

    objects: ClassVar[Any] = HandledQuerySet.as_manager()

    class Meta:
        ordering = ("received_on", "pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(outcome="", closed_at=None, closed_by=None)
                | (~Q(outcome="") & Q(closed_at__isnull=False, closed_by__isnull=False)),
                name="an_answered_request_says_how_and_by_whom",
            ),
            models.CheckConstraint(
                condition=~Q(kind="coroner") | Q(until__isnull=False), name="a_coroner_sets_the_day"
            ),
        )

    def __str__(self) -> str:
        return self.title

    @property
    def by_law(self) -> date | None:
        """The last day that the law allows without more; None where the coroner sets it."""
        if self.kind == self.Kind.SUBJECT:
            return clocks.months_after(self.received_on, MONTHS)
        return clocks.foi_due(self.received_on) if self.kind == self.Kind.FOI else None

    @property
    def due(self) -> date | None:
        return self.until or self.by_law

    def clean(self) -> None:
        if self.received_on and self.received_on > timezone.localdate():
            raise ValidationError(
                {"received_on": "This is still to come: enter the day on which it arrived."}
            )
        if self.kind == self.Kind.CORONER and not self.until:
            raise ValidationError({"until": "Enter the day that the coroner set."})
        if self.until and self.kind != self.Kind.CORONER and not self.until_because:
            raise ValidationError({"until_because": "Say why it takes longer than the law allows."})
        if self.until and self.received_on and self.until < self.received_on:
            raise ValidationError({"until": "It is answered after it was received: enter a later day."})
        if self.kind == self.Kind.SUBJECT and self.until and self.received_on:
            last = clocks.months_after(self.received_on, MOST_MONTHS)
            if self.until > last:
                raise ValidationError(
                    {"until": f"Two months more are the most: no later than {last:%-d %B %Y}."}
                )


class Item(Trailed):
    """Something found for a request, as it stood when it was found, and what was decided: kept or withheld, and why."""

    class State(models.TextChoices):
        KEPT = "kept", "Keep it whole"
        PART = "part", "Keep it with words taken out"
        WITHHELD = "withheld", "Withhold it"

    class Exemption(models.TextChoices):
        NOT_ASKED = "not_asked", "It is not what was asked for"
        OTHERS = (
            "others",
            "Another person's data (FOI section 40; Data Protection Act 2018, schedule 2, paragraph 16)",
        )
        HARM = "harm", "Serious harm to a person (Data Protection Act 2018, schedule 3, parts 2 and 3)"
        ABUSE = "abuse", "Child abuse data, not in the child's interest (schedule 3, paragraph 21)"
        CRIME = "crime", "Prevention or detection of crime (FOI section 31; schedule 2, paragraph 2)"
        CONFIDENCE = "confidence", "Given in confidence (FOI section 41)"
        PRIVILEGE = "privilege", "Legal privilege (FOI section 42; schedule 2, paragraph 19)"
        AFFAIRS = "affairs", "The conduct of public affairs (FOI section 36)"
        LATER = "later", "To be published (FOI section 22)"
        THERE = "there", "They can read it elsewhere (FOI section 21)"
        OTHER = "other", "Another, named in the reason"

    request = models.ForeignKey(Request, models.PROTECT, related_name="items")
    source_kind = models.CharField(max_length=60)
    source_key = models.CharField(max_length=60)
    title = models.CharField(max_length=300)
    text = models.TextField()
    found_at = models.DateTimeField(default=timezone.now)
    found_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    state = models.CharField("what is done with it?", max_length=20, choices=State, blank=True)
    released = models.TextField("the words that are released", blank=True)
    exemption = models.CharField(
        "on what ground is it withheld?", max_length=20, choices=Exemption, blank=True
    )
    reason = models.CharField("why", max_length=1000, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")

    objects: ClassVar[Any] = HandledQuerySet.as_manager()

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(
                fields=("request", "source_kind", "source_key"), name="a_thing_is_found_once_for_a_request"
            ),
            models.CheckConstraint(
                condition=Q(state__in=("", "kept")) | (~Q(exemption="") & ~Q(reason="")),
                name="what_is_withheld_says_why",
            ),
            models.CheckConstraint(
                condition=Q(state="", decided_at=None, decided_by=None)
                | (~Q(state="") & Q(decided_at__isnull=False, decided_by__isnull=False)),
                name="what_is_decided_says_by_whom",
            ),
        )

    def __str__(self) -> str:
        return self.title


class Release(WrittenOnce):
    """What went out, word for word, with its fingerprint."""

    request = models.ForeignKey(Request, models.PROTECT, related_name="releases")
    text = models.TextField()
    digest = models.CharField(max_length=64)
    kept = models.PositiveIntegerField()
    withheld = models.PositiveIntegerField()
    released_at = models.DateTimeField(default=timezone.now)
    released_by = models.ForeignKey(Person, models.PROTECT, related_name="+")

    objects: ClassVar[Any] = HandledQuerySet.as_manager()

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"release of {self.request}"


class Incident(Trailed):
    """Personal data lost, changed, or seen by somebody who should not. The clock runs from when it was known."""

    title = models.CharField(
        "in a few words", max_length=200, help_text="Without the name of anybody concerned."
    )
    words = models.TextField("what happened", max_length=4000)
    whose = models.CharField("whose data", max_length=200, help_text="Such as children on a plan, or staff.")
    people = models.PositiveIntegerField("about how many people", null=True, blank=True)
    aware = models.DateTimeField(
        "when it was known", help_text="When anybody of yours was reasonably certain. The 72 hours run from then."
    )  # fmt: skip
    contained = models.TextField("what was done at once", max_length=4000, blank=True)
    recorded_at = models.DateTimeField(default=timezone.now)
    recorded_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    told = models.DateTimeField("when the regulator was told", null=True, blank=True)
    reference = models.CharField("the regulator's number for it", max_length=60, blank=True)
    late_because = models.CharField("why later than 72 hours", max_length=1000, blank=True)
    people_told = models.DateField("when the people were told", null=True, blank=True)
    learnt = models.TextField("what was learnt", max_length=4000, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")

    objects: ClassVar[Any] = HandledQuerySet.as_manager()

    class Meta:
        ordering = ("-aware", "pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(closed_at=None, closed_by=None)
                | Q(closed_at__isnull=False, closed_by__isnull=False),
                name="a_closed_incident_says_by_whom",
            ),
        )

    def __str__(self) -> str:
        return self.title

    @property
    def ends(self) -> datetime:
        """When the 72 hours have passed."""
        return clocks.hours_end(self.aware)

    def left(self, now: datetime) -> timedelta:
        return self.ends - now

    @property
    def decision(self) -> "Decision | None":
        """The newest: what was decided before it stands beside it, and no longer holds."""
        return max(self.decisions.all(), key=lambda one: one.pk, default=None)

    @property
    def regulator_waits(self) -> bool:
        found = self.decision
        return self.told is None and found is not None and found.regulator == Decision.Tell.YES

    @property
    def people_wait(self) -> bool:
        found = self.decision
        return self.people_told is None and found is not None and found.persons == Decision.Tell.YES


class Decision(WrittenOnce):
    """Whether the regulator and the people concerned are told, and why. With new facts another one is added."""

    class Risk(models.TextChoices):
        UNLIKELY = "unlikely", "A risk to people is unlikely"
        LIKELY = "likely", "A risk to people is likely"
        HIGH = "high", "A high risk to people is likely"

    class Tell(models.TextChoices):
        YES = "yes", "Tell them"
        NO = "no", "Do not tell them"

    incident = models.ForeignKey(Incident, models.PROTECT, related_name="decisions")
    risk = models.CharField("what risk is there to people?", max_length=20, choices=Risk)
    regulator = models.CharField("is the regulator told?", max_length=5, choices=Tell)
    regulator_because = models.TextField("why is, or is not, the regulator told?", max_length=2000)
    persons = models.CharField("are the people concerned told?", max_length=5, choices=Tell)
    persons_because = models.TextField("why are, or are not, the people told?", max_length=2000)
    decided_at = models.DateTimeField(default=timezone.now)
    decided_by = models.ForeignKey(Person, models.PROTECT, related_name="+")

    objects: ClassVar[Any] = HandledQuerySet.as_manager()

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"decision on {self.incident}"

    def clean(self) -> None:
        if self.risk in (self.Risk.LIKELY, self.Risk.HIGH) and self.regulator == self.Tell.NO:
            raise ValidationError(
                {
                    "regulator": "Where a risk to people is likely the regulator is told. Look again at one of the two."
                }
            )


MUTABILITY: dict[type[models.Model], str] = {
    Request: "by the trail",
    Item: "by the trail",
    Release: "never",
    Incident: "by the trail",
    Decision: "never",
}
