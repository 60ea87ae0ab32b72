"""Assurance sought: what the board asked of whom, what was replied, and what the board made of the reply."""

from datetime import date
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils import timezone

from lineofsight.web.accounts.agencies import line_of
from lineofsight.web.accounts.models import Agency, Person
from lineofsight.web.accounts.permissions import Permission
from lineofsight.web.accounts.trailed import Trailed, TrailedQuerySet, WrittenOnce
from lineofsight.web.governance.models.files import named_and_digested
from lineofsight.web.governance.models.groups import Group


class AskQuerySet(TrailedQuerySet):
    def visible_to(self, person: Person) -> Self:
        """All of them to those who see all; else those of one's own agency."""
        if person.may(Permission.BOARD_VIEW_ALL):
            return self
        return self.filter(of__in=line_of(person.agency))


class Ask(Trailed):
    """What the board asked one agency for. The same asked of several is a row each: each is answered by itself."""

    class Form(models.TextChoices):
        DATA = "data", "Data"
        REPORT = "report", "A report"
        AUDIT = "audit", "An audit"
        VISIT = "visit", "A visit"
        ATTENDANCE = "attendance", "Attendance at a meeting"

    title = models.CharField(max_length=200)
    slug = models.SlugField(
        "short name", unique=True, help_text="Such as early-help-plan: reports refer to it."
    )
    words = models.TextField("what assurance is sought", max_length=4000)
    topic = models.SlugField(
        blank=True, help_text="The short name of what is led, such as exploitation: whoever leads that answers."
    )  # fmt: skip
    of = models.ForeignKey(Agency, models.PROTECT, related_name="+", verbose_name="of which agency")
    form = models.CharField("in what form", max_length=20, choices=Form)
    source = models.CharField(
        "what it comes from", max_length=300, help_text="The judgement, meeting or paragraph of a report."
    )  # fmt: skip
    asked_on = models.DateField("asked on")
    due = models.DateField("by when")

    objects: ClassVar[Any] = AskQuerySet.as_manager()

    class Meta:
        ordering = ("due", "pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(due__gte=models.F("asked_on")), name="an_ask_gives_time_to_reply"
            ),
        )

    def __str__(self) -> str:
        return self.title

    def reply_on(self, day: date) -> "Reply | None":
        """The newest reply by a day that was not withdrawn by then."""
        given = [one for one in self.replies.all() if one.given_on <= day and not one.withdrawn_by_day(day)]
        return max(given, key=lambda one: (one.given_on, one.pk), default=None)

    def answer_on(self, day: date) -> "Answer | None":
        """What the board last said by a day of the reply that stands then; None where it has not looked yet."""
        reply = self.reply_on(day)
        said = [one for one in self.answers.all() if one.decided_on <= day and one.reply == reply]
        return max(said, key=lambda one: (one.decided_on, one.pk), default=None)

    def state_on(self, day: date) -> str:
        """Given is not accepted: the words that the pages, the letter and a report's claims go by."""
        reply, answer = self.reply_on(day), self.answer_on(day)
        if reply is None:
            return "no reply"
        return answer.get_verdict_display().lower() if answer else "replied, not yet considered"

    def open_on(self, day: date) -> bool:
        answer = self.answer_on(day)
        return answer is None or answer.verdict != Answer.Verdict.ENOUGH


class OfAnAsk(TrailedQuerySet):
    def visible_to(self, person: Person) -> Self:
        return self.filter(ask__in=Ask.objects.visible_to(person))


class Reply(Trailed):
    """A reply as it was given. Another reply is another row; a withdrawn one stays, and is seen to be withdrawn."""

    ask = models.ForeignKey(Ask, models.PROTECT, related_name="replies")
    words = models.TextField("in the agency's words", max_length=8000)
    evidence = models.TextField(
        "on what evidence", max_length=4000, blank=True, help_text="Without any, the reply is self-report."
    )  # fmt: skip
    file = models.CharField(max_length=120, blank=True)  # the evidence itself, where it is kept here
    sha256 = models.CharField(max_length=64, blank=True)
    given_by = models.CharField("who replied", max_length=200)
    given_on = models.DateField("on which day")
    recorded_at = models.DateTimeField(default=timezone.now)
    recorded_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")

    objects: ClassVar[Any] = OfAnAsk.as_manager()

    class Meta:
        ordering = ("given_on", "pk")
        constraints = (
            models.CheckConstraint(
                condition=named_and_digested(), name="a_replys_file_has_a_name_and_a_digest"
            ),
        )

    def __str__(self) -> str:
        return f"the reply of {self.given_by}"

    @property
    def shows(self) -> str:
        """On what it rests; without anything it is self-report."""
        return "; ".join(filter(None, [self.evidence, self.file]))

    def withdrawn_by_day(self, day: date) -> bool:
        return self.withdrawn_at is not None and timezone.localtime(self.withdrawn_at).date() <= day


class Answer(WrittenOnce):
    """What the board, at a meeting, made of a reply or of its absence."""

    class Verdict(models.TextChoices):
        ENOUGH = "enough", "Enough"
        PART = "in_part", "Enough in part"
        NOT = "not_enough", "Not enough"
        NONE = "no_reply", "No reply"

    ask = models.ForeignKey(Ask, models.PROTECT, related_name="answers")
    reply = models.ForeignKey(Reply, models.PROTECT, null=True, blank=True, related_name="answers")
    verdict = models.CharField("what the board said", max_length=20, choices=Verdict)
    words = models.TextField("why", max_length=4000)
    group = models.ForeignKey(Group, models.PROTECT, related_name="+", verbose_name="at a meeting of")
    decided_on = models.DateField("held on")
    recorded_at = models.DateTimeField(default=timezone.now)
    recorded_by = models.ForeignKey(Person, models.PROTECT, related_name="+")

    class Meta:
        ordering = ("decided_on", "pk")

    def __str__(self) -> str:
        return f"the answer to {self.ask}"
