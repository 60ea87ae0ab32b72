"""Actions: what somebody is to do, whether it was done, whether somebody else accepted that, and what came of it."""

from datetime import date
from typing import Any, ClassVar, Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone

from lineofsight.engine.indicators import CATALOGUE
from lineofsight.web.accounts.agencies import line_of
from lineofsight.web.accounts.models import Agency, Person
from lineofsight.web.accounts.permissions import Permission
from lineofsight.web.accounts.trailed import Trailed, TrailedQuerySet, WrittenOnce
from lineofsight.web.improvement.models.plans import Plan, Workstream
from lineofsight.web.indicators.models import measures


class ActionQuerySet(TrailedQuerySet):
    def visible_to(self, person: Person) -> Self:
        """All to those who see all; else those of one's own agency and one's own, and of the plans one may read."""
        if person.may(Permission.BOARD_VIEW_ALL):
            return self
        if not person.may(Permission.BOARD_VIEW):
            return self.none()
        own = done_by(person.agency) | Q(person=person)
        return self.filter(own | Q(plan__in=Plan.objects.visible_to(person)))

    def open(self) -> Self:
        return self.exclude(state=Action.State.CLOSED)

    def without_impact(self, today: date) -> Self:
        """Closed, its day for impact come, and no impact evidenced yet."""
        return self.filter(state=Action.State.CLOSED, impact_due__lte=today, impact_on=None)


class Action(Trailed):
    """Something to be done. What it comes from and what it has as evidence are references, seen from both ends."""

    class State(models.TextChoices):
        OPEN = "open", "Open"
        CLAIMED = "claimed", "Said to be done, not yet accepted"
        CLOSED = "closed", "Closed with accepted evidence"

    class Way(models.TextChoices):
        RISE = "rise", "Rise"
        FALL = "fall", "Fall"

    title = models.CharField("what is to be done", max_length=300)
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+", verbose_name="agency that does it")
    owner = models.CharField("person who does it", max_length=200)
    person = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="their account"
    )
    others = models.CharField(
        "who does it with them", max_length=300, blank=True,
        help_text="Who has no place in the list of agencies, in words.",
    )  # fmt: skip
    agreed_on = models.DateField("agreed on")
    due = models.DateField("by when")
    origin = models.CharField(
        "what it comes from", max_length=300, blank=True,
        help_text="In words, where it does not come from a record that is here.",
    )  # fmt: skip
    plan = models.ForeignKey(Plan, models.PROTECT, null=True, blank=True, related_name="actions")
    workstream = models.ForeignKey(Workstream, models.PROTECT, null=True, blank=True, related_name="actions")
    blocker = models.CharField("what stands in the way", max_length=500, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    closed_on = models.DateField(null=True, blank=True)  # the day on which its evidence was accepted

    few = models.BooleanField("one of the few that matter", default=False)
    impact_code = models.CharField("measure expected to move", max_length=30, choices=measures, blank=True)
    impact_way = models.CharField("it is expected to", max_length=10, choices=Way, blank=True)
    impact_words = models.CharField("by how much, or what a re-audit should show", max_length=300, blank=True)
    impact_due = models.DateField("impact expected by", null=True, blank=True)
    no_impact = models.CharField(
        "no measurable effect, because", max_length=300, blank=True, help_text="Such as: it is a matter of paper."
    )  # fmt: skip
    impact_on = models.DateField(null=True, blank=True)  # the day on which its impact was accepted

    objects: ClassVar[Any] = ActionQuerySet.as_manager()

    class Meta:
        ordering = ("due", "pk")
        indexes = (
            models.Index(fields=("state", "due"), name="actions_by_state"),
            models.Index(fields=("agency", "state"), name="actions_of_an_agency"),
        )
        constraints = (
            models.CheckConstraint(condition=Q(due__gte=models.F("agreed_on")), name="an_action_has_time"),
            models.CheckConstraint(
                condition=Q(state="closed", closed_on__isnull=False)
                | ~Q(state="closed") & Q(closed_on=None, impact_on=None),
                name="a_closed_action_says_when",
            ),
            models.CheckConstraint(
                condition=Q(few=False) | Q(impact_due__isnull=False), name="what_matters_says_when_it_tells"
            ),
        )

    def __str__(self) -> str:
        return self.title

    def clean(self) -> None:
        wrong = {}
        if self.few and not (self.impact_due and (self.impact_code or self.impact_words)):
            wrong["impact_due"] = (
                "For the few that matter, say which measure or re-audit should move, and by when."
            )
        if self.impact_code and not self.impact_way:
            wrong["impact_way"] = "Say which way the measure should move."
        if self.workstream and self.plan_id and self.workstream.plan_id != self.plan_id:
            wrong["workstream"] = "This workstream belongs to another plan."
        if wrong:
            raise ValidationError(wrong)

    @property
    def measure(self) -> str:
        return CATALOGUE[self.impact_code].title if self.impact_code in CATALOGUE else ""

    def overdue(self, today: date) -> bool:
        return self.state == Action.State.OPEN and self.due < today

    def told(self, today: date) -> tuple[str, str]:
        """Where it stands, in words and a colour. Closing is not improving: the words keep them apart."""
        if self.state == Action.State.OPEN:
            return ("overdue", "red") if self.due < today else ("open", "blue")
        if self.state == Action.State.CLAIMED:
            return "said to be done, not yet accepted", "yellow"
        if self.impact_on:
            return "closed, impact evidenced", "green"
        if self.impact_due and self.impact_due <= today:
            return "closed, no impact evidenced yet", "yellow"
        if self.impact_due:
            return "closed, impact not yet due", "grey"
        return "closed", "grey"


class TogetherQuerySet(TrailedQuerySet):
    def standing(self) -> Self:
        return self.filter(withdrawn_at=None)


class Together(Trailed):
    """Another agency that does an action: it reads it, on its own page too. The one that owns it is asked, and answers."""

    action = models.ForeignKey(Action, models.PROTECT, related_name="together")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    added_at = models.DateTimeField(default=timezone.now)
    added_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")

    objects: ClassVar[Any] = TogetherQuerySet.as_manager()

    class Meta:
        ordering = ("agency__name", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("action", "agency"), condition=Q(withdrawn_at=None), name="an_agency_does_an_action_once"
            ),
        )  # fmt: skip

    def __str__(self) -> str:
        return f"{self.agency}"


def done_by(agency: Agency) -> Q:
    """The actions that an agency owns, or does with the one that does."""
    line = line_of(agency)
    beside = Together.objects.standing().filter(agency__in=line).values("action")
    return Q(agency__in=line) | Q(pk__in=beside)


class OfAnAction(TrailedQuerySet):
    def visible_to(self, person: Person) -> Self:
        return self.filter(action__in=Action.objects.visible_to(person))


class Closure(Trailed):
    """Somebody says that an action is done, on what evidence; and somebody else says whether that is accepted."""

    class Verdict(models.TextChoices):
        ACCEPTED = "accepted", "Accepted"
        REFUSED = "refused", "Not accepted"

    action = models.ForeignKey(Action, models.PROTECT, related_name="closures")
    evidence = models.TextField("what shows that it is done", max_length=4000)
    claimed_on = models.DateField("done on")
    claimed_at = models.DateTimeField(default=timezone.now)
    claimed_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    verdict = models.CharField("is that accepted?", max_length=10, choices=Verdict, blank=True)
    words = models.TextField("why", max_length=2000, blank=True)
    decided_on = models.DateField("decided on", null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")

    objects: ClassVar[Any] = OfAnAction.as_manager()

    class Meta:
        ordering = ("claimed_on", "pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(decided_by=models.F("claimed_by")),
                name="nobody_accepts_their_own_closure",
            ),
            models.UniqueConstraint(
                fields=("action",), condition=Q(verdict=""), name="an_action_has_one_closure_to_decide"
            ),
        )

    def __str__(self) -> str:
        return f"the closure of {self.action}"


class Look(WrittenOnce):
    """What the board said when an action's day for impact came. The page says what moved, people say what it means."""

    class Said(models.TextChoices):
        ACCEPT = "accept", "The impact is evidenced"
        WAIT = "wait", "Wait, and look again"
        REOPEN = "reopen", "Open the action again"

    action = models.ForeignKey(Action, models.PROTECT, related_name="looks")
    said = models.CharField("what does the board say?", max_length=10, choices=Said)
    words = models.TextField("why", max_length=2000)
    moved = models.CharField(max_length=500, blank=True)  # what the measure did, as the page said it that day
    on = models.DateField("at the meeting of")
    until = models.DateField("look again, or due again, on", null=True, blank=True)
    recorded_at = models.DateTimeField(default=timezone.now)
    recorded_by = models.ForeignKey(Person, models.PROTECT, related_name="+")

    class Meta:
        ordering = ("on", "pk")

    def __str__(self) -> str:
        return f"what the board said of {self.action}"
