"""Challenges: what the board, or a member, says is not right, the response as it was given, and what changed."""

from datetime import date
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Q

from lineofsight.web.accounts.agencies import line_of
from lineofsight.web.accounts.models import Agency, Person
from lineofsight.web.accounts.permissions import Permission
from lineofsight.web.accounts.trailed import Trailed, TrailedQuerySet
from lineofsight.web.governance.models.files import named_and_digested


class ChallengeQuerySet(TrailedQuerySet):
    def visible_to(self, person: Person) -> Self:
        if person.may(Permission.BOARD_VIEW_ALL):
            return self
        return self.filter(of__in=line_of(person.agency))


class Challenge(Trailed):
    """The board, or a member, says to an agency that something is not right; and what came of that."""

    class Level(models.TextChoices):
        OFFICER = "officer", "Between officers"
        CHAIR = "chair", "The chair's letter"
        LEADERS = "leaders", "The agencies' leaders"
        REGULATOR = "regulator", "A regulator"

    class Outcome(models.TextChoices):
        RESOLVED = "resolved", "Resolved"
        PARTLY = "partly", "Resolved in part"
        NOT = "not_resolved", "Not resolved"
        ESCALATED = "escalated", "Escalated"

    title = models.CharField(max_length=200)
    slug = models.SlugField("short name", unique=True, help_text="Such as late-interviews: reports use it.")
    of = models.ForeignKey(Agency, models.PROTECT, related_name="+", verbose_name="to which agency")
    raised_by = models.CharField("who challenges", max_length=200)
    raised_on = models.DateField("on which day")
    issue = models.TextField("what is not right", max_length=4000)
    evidence = models.TextField("on what evidence", max_length=4000)
    level = models.CharField(max_length=20, choices=Level, default=Level.CHAIR)
    due = models.DateField("response due by")
    response = models.TextField("response, in the agency's words", max_length=8000, blank=True)
    file = models.CharField(max_length=120, blank=True)  # what came with the response
    sha256 = models.CharField(max_length=64, blank=True)
    responded_on = models.DateField("responded on", null=True, blank=True)
    outcome = models.CharField(max_length=20, choices=Outcome, blank=True)
    changed = models.TextField("what changed because of it", max_length=4000, blank=True)
    settled_on = models.DateField("settled on", null=True, blank=True)

    objects: ClassVar[Any] = ChallengeQuerySet.as_manager()

    class Meta:
        ordering = ("due", "pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(due__gte=models.F("raised_on")), name="a_challenge_gives_time_to_respond"
            ),
            models.CheckConstraint(
                condition=Q(outcome="", settled_on=None) | ~Q(outcome="") & Q(settled_on__isnull=False),
                name="a_settled_challenge_says_when",
            ),
            models.CheckConstraint(
                condition=Q(response="", responded_on=None) | ~Q(response="") & Q(responded_on__isnull=False),
                name="a_response_has_its_day",
            ),
            models.CheckConstraint(
                condition=named_and_digested(), name="a_responses_file_has_a_name_and_a_digest"
            ),
        )

    def __str__(self) -> str:
        return self.title

    def told(self, today: date) -> tuple[str, str]:
        if self.outcome:
            return self.get_outcome_display().lower(), "green" if self.outcome == "resolved" else "grey"
        if self.response:
            return "responded, not yet settled", "yellow"
        return ("no response, overdue", "red") if self.due < today else ("no response yet", "blue")
