"""The risk register: what might go wrong and what that does to children, what holds it, and how it moved."""

from datetime import date
from typing import Any, ClassVar, Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone

from lineofsight.web.accounts.lasting import ENDS_AFTER, lasting
from lineofsight.web.accounts.models import Agency, Person
from lineofsight.web.accounts.permissions import Permission
from lineofsight.web.accounts.trailed import Trailed, TrailedQuerySet, WrittenOnce
from lineofsight.web.indicators.models import BoundMeasure

FROM_1_TO_5 = (MinValueValidator(1), MaxValueValidator(5))
LIKELY = {1: "rare", 2: "unlikely", 3: "possible", 4: "likely", 5: "almost certain"}
SEVERE = {1: "slight", 2: "minor", 3: "moderate", 4: "serious", 5: "grave"}
LIKELIHOODS = [(number, f"{number}: {words}") for number, words in LIKELY.items()]
IMPACTS = [(number, f"{number}: {words}") for number, words in SEVERE.items()]


def _score(words: str, choices: list[tuple[int, str]]) -> Any:
    return models.PositiveSmallIntegerField(words, choices=choices, validators=FROM_1_TO_5)


def in_words(likelihood: int, impact: int) -> str:
    return f"{LIKELY[likelihood]}, and {SEVERE[impact]} for children"


class RiskQuerySet(TrailedQuerySet):
    def visible_to(self, person: Person) -> Self:
        return self if person.may(Permission.BOARD_VIEW_ALL) else self.none()

    def on(self, day: date) -> Self:
        return self.filter(lasting(day))


class Risk(Trailed):
    """What might go wrong. `inherent`: were nothing done; `target`: what the board would live with."""

    title = models.CharField(max_length=200)
    slug = models.SlugField("short name", unique=True, help_text="Such as early-help: reports use it.")
    cause = models.TextField("what brings it about", max_length=2000)
    effect = models.TextField("what it does to children", max_length=2000)
    agency = models.ForeignKey(
        Agency, models.PROTECT, related_name="+", verbose_name="agency that answers for it"
    )
    owner = models.CharField("who answers for it", max_length=200)
    inherent_likelihood = _score("how likely, were nothing done", LIKELIHOODS)
    inherent_impact = _score("how bad, were nothing done", IMPACTS)
    target_likelihood = _score("how likely you would live with", LIKELIHOODS)
    target_impact = _score("how bad you would live with", IMPACTS)
    since = models.DateField("on the register from")
    review_by = models.DateField("to be looked at again by")
    until = models.DateField("off the register on", null=True, blank=True)
    became = models.TextField("what became of it", max_length=2000, blank=True)

    objects: ClassVar[Any] = RiskQuerySet.as_manager()

    class Meta:
        ordering = ("since", "pk")
        constraints = (
            models.CheckConstraint(condition=ENDS_AFTER, name="a_risk_ends_after_it_began"),
            models.CheckConstraint(
                condition=Q(until=None) | ~Q(became=""), name="a_risk_that_ended_says_what_became_of_it"
            ),
        )

    def __str__(self) -> str:
        return self.title

    @property
    def inherent(self) -> str:
        return in_words(self.inherent_likelihood, self.inherent_impact)

    @property
    def target(self) -> str:
        return in_words(self.target_likelihood, self.target_impact)

    def look_on(self, day: date) -> "RiskLook | None":
        """The last look at it by a day."""
        by_then = [one for one in self.looks.all() if one.on <= day]
        return max(by_then, key=lambda one: (one.on, one.pk), default=None)

    def moved(self, since: date, today: date) -> str:
        """How it moved between two days, in a word; empty where there is nothing to compare."""
        then, now = self.look_on(since), self.look_on(today)
        if then is None or now is None or then == now:
            return ""
        return "worse" if now.score > then.score else "better" if now.score < then.score else "the same"

    def told_since(self, since: date, today: date) -> tuple[str, str]:
        """The same for a list, in words and a colour, and why where there is nothing to compare."""
        then, now = self.look_on(since), self.look_on(today)
        if self.since > since:
            return "new since then", "blue"
        if now is None:
            return "nobody has said how it stands", "yellow"
        if then is None:
            return "nobody had said then", "grey"
        if then == now:
            return "not looked at since", "yellow"
        moved = self.moved(since, today)
        return moved, {"worse": "red", "better": "green"}.get(moved, "grey")


class RiskMeasure(BoundMeasure):
    """An indicator that shows whether a risk comes true."""

    risk = models.ForeignKey(Risk, models.PROTECT, related_name="measures")

    class Meta:
        ordering = ("code",)
        constraints = (
            models.UniqueConstraint(
                fields=("risk", "code"), condition=Q(withdrawn_at=None), name="a_risk_has_a_measure_once"
            ),
        )


class RiskLook(WrittenOnce):
    """How a risk stood on a day, and why people say so."""

    risk = models.ForeignKey(Risk, models.PROTECT, related_name="looks")
    on = models.DateField("looked at on")
    likelihood = _score("how likely", LIKELIHOODS)
    impact = _score("how bad for children", IMPACTS)
    words = models.TextField("why", max_length=2000)
    recorded_at = models.DateTimeField(default=timezone.now)
    recorded_by = models.ForeignKey(Person, models.PROTECT, related_name="+")

    class Meta:
        ordering = ("-on", "-pk")

    def __str__(self) -> str:
        return in_words(self.likelihood, self.impact)

    @property
    def score(self) -> int:
        return self.likelihood * self.impact


class Control(Trailed):
    """What holds a risk, who would notice if it did not, and when somebody last tried."""

    class Line(models.TextChoices):
        FIRST = "first", "Those who do the work"
        SECOND = "second", "The agency's own checks"
        THIRD = "third", "The board and its scrutineer"
        OUTSIDE = "outside", "From outside"

    risk = models.ForeignKey(Risk, models.PROTECT, related_name="controls")
    words = models.CharField("what holds it", max_length=300)
    line = models.CharField("who looks whether it does", max_length=10, choices=Line)
    tested_on = models.DateField("last tested on", null=True, blank=True)
    found = models.CharField("what the test found", max_length=300, blank=True)

    class Meta:
        ordering = ("risk", "pk")

    def __str__(self) -> str:
        return self.words

    @property
    def apart(self) -> bool:
        """Whether somebody looks who is neither who does the work nor of the same agency."""
        return self.line in (Control.Line.THIRD, Control.Line.OUTSIDE)
