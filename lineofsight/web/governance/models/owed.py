"""Reports that the board is owed, and documents that it keeps in editions."""

from datetime import date
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Q

from lineofsight.web.accounts.agencies import line_of
from lineofsight.web.accounts.models import Agency, Person
from lineofsight.web.accounts.permissions import Permission
from lineofsight.web.accounts.trailed import Trailed, TrailedQuerySet
from lineofsight.web.governance.models.files import named_and_digested
from lineofsight.web.governance.models.meetings import Decision, Meeting
from lineofsight.web.governance.owed_by_law import KINDS


def kinds() -> list[tuple[str, str]]:
    return [(code, one.title) for code, one in KINDS.items()]


class OwedQuerySet(TrailedQuerySet):
    def visible_to(self, person: Person) -> Self:
        if person.may(Permission.BOARD_VIEW_ALL):
            return self
        return self.filter(of__in=line_of(person.agency))


class OwedReport(Trailed):
    """A report that somebody owes the board for a period: one that did not come is said not to have come."""

    kind = models.CharField("which report", max_length=40, choices=kinds)
    slug = models.SlugField("short name", unique=True, help_text="Such as private-fostering-2016.")
    of = models.ForeignKey(Agency, models.PROTECT, related_name="+", verbose_name="from which agency")
    period = models.CharField("for which period", max_length=60, help_text="Such as 2016/17.")
    due = models.DateField("due by")
    received_on = models.DateField("received on", null=True, blank=True)
    meeting = models.ForeignKey(
        Meeting, models.PROTECT, null=True, blank=True, related_name="reports", verbose_name="discussed at"
    )  # fmt: skip
    asked = models.TextField("what was asked about it", max_length=2000, blank=True)
    file = models.CharField(max_length=120, blank=True)  # the report itself, where it is kept here
    sha256 = models.CharField(max_length=64, blank=True)

    objects: ClassVar[Any] = OwedQuerySet.as_manager()

    class Meta:
        ordering = ("-due", "pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(meeting=None) | Q(received_on__isnull=False),
                name="what_was_discussed_had_come",
            ),
            models.CheckConstraint(
                condition=named_and_digested(), name="a_reports_file_has_a_name_and_a_digest"
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.period}"

    def told(self, today: date) -> tuple[str, str]:
        if self.meeting_id:
            return "received and discussed", "green"
        if self.received_on:
            return "received, not discussed", "blue"
        return ("not received", "red") if self.due < today else ("not yet due", "grey")


class DocumentQuerySet(TrailedQuerySet):
    def visible_to(self, person: Person) -> Self:
        return self if person.may(Permission.BOARD_VIEW) else self.none()


class Document(Trailed):
    """Guidance, a protocol or an agreement, in one edition: the next edition is another row."""

    class Kind(models.TextChoices):
        GUIDANCE = "guidance", "Guidance"
        PROTOCOL = "protocol", "Protocol"
        INTERFACE = "interface", "Agreement with another board"
        TERMS = "terms", "Terms of reference"
        POLICY = "policy", "Policy or procedure"

    title = models.CharField(max_length=200)
    slug = models.SlugField("short name", unique=True, help_text="Such as levels-of-need-2017.")
    kind = models.CharField("type", max_length=20, choices=Kind)
    edition = models.CharField(max_length=60)
    about = models.TextField("what it is for, and what is new", max_length=2000, blank=True)
    decision = models.ForeignKey(
        Decision, models.PROTECT, null=True, blank=True, related_name="documents", verbose_name="approved by"
    )  # fmt: skip
    since = models.DateField("in force from")
    review_by = models.DateField("to be looked at again by", null=True, blank=True)
    replaced_by = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="replaces", verbose_name="replaced by"
    )  # fmt: skip
    where = models.CharField("where it is kept", max_length=300, blank=True)

    objects: ClassVar[Any] = DocumentQuerySet.as_manager()

    class Meta:
        ordering = ("title", "-since")
        constraints = (
            models.UniqueConstraint(fields=("title", "edition"), name="a_document_has_an_edition_once"),
        )

    def __str__(self) -> str:
        return f"{self.title}, {self.edition}"

    def told(self, today: date) -> tuple[str, str]:
        if self.replaced_by_id:
            return "replaced", "grey"
        if self.review_by and self.review_by < today:
            return "review overdue", "red"
        return ("in force", "green") if self.decision_id else ("no decision approves it", "yellow")
