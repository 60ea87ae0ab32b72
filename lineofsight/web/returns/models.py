"""What agencies agreed to send, each return of it, every step of a return, and how they are asked for it."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any, ClassVar, Self

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone

from lineofsight.charts.message import joined
from lineofsight.engine.periods import Kind, Period, parse, within
from lineofsight.web.accounts.agencies import line_of
from lineofsight.web.accounts.models import Agency, Person
from lineofsight.web.accounts.permissions import Permission
from lineofsight.web.accounts.trailed import Trailed, TrailedQuerySet, WrittenOnce
from lineofsight.web.loads.models import Task


def seen_by(person: Person, path: str = "") -> Q:
    """All to those who watch the figures; else what is asked of one's own agency or of oneself."""
    if person.may(Permission.WATCH_VIEW):
        return Q()
    own = {f"{path}agency__in": line_of(person.agency)}
    return Q(**own) | Q(**{f"{path}person": person}) | Q(**{f"{path}deputy": person})


class SupplyQuerySet(TrailedQuerySet):
    def visible_to(self, person: Person) -> Self:
        return self.filter(seen_by(person))


class Supply(Trailed):
    """What an agency agreed to send for a year: in which form, how often, by when, and who sees to it."""

    class Form(models.TextChoices):
        SCORECARD = "scorecard", "Scorecard"
        SUPPLEMENTARY = "supplementary", "Supplementary return"
        NATIONAL = "national", "National return, as it was made"

    class Every(models.TextChoices):
        MONTH = "month", "Every month"
        QUARTER = "quarter", "Every quarter"
        YEAR = "year", "Every year (April to March)"

    title = models.CharField("what is sent", max_length=150, help_text="Such as: police scorecard.")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="supplies")
    form = models.CharField("in what form", max_length=20, choices=Form)
    every = models.CharField("how often", max_length=10, choices=Every)
    days = models.PositiveSmallIntegerField(
        "how many days after the period's end it is due", validators=[MinValueValidator(1)]
    )
    person = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="who sees to it")
    deputy = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="who does when they are away"
    )  # fmt: skip
    since = models.DateField("first day of the year it is agreed for")
    until = models.DateField("last day")
    codes = models.JSONField("measures it is for", default=list)

    objects: ClassVar[Any] = SupplyQuerySet.as_manager()

    class Meta:
        ordering = ("agency__name", "title", "since")
        verbose_name_plural = "supplies"
        constraints = (
            models.UniqueConstraint(
                fields=("agency", "title", "since"), name="a_supply_is_agreed_once_a_year"
            ),
            models.CheckConstraint(
                condition=Q(until__gte=models.F("since")), name="a_supply_ends_after_it_began"
            ),
            models.CheckConstraint(
                condition=Q(deputy=None) | ~Q(deputy=models.F("person")), name="nobody_is_their_own_deputy"
            ),
        )

    def __str__(self) -> str:
        return self.title

    @property
    def people(self) -> list[Person]:
        return [one for one in (self.person, self.deputy) if one and one.is_active]

    def periods(self) -> Iterator[Period]:
        """Those that lie wholly in the year."""
        for one in within(self.since, self.until, [Kind(self.every)]):
            if self.since <= one.start and one.end <= self.until:
                yield one


class ReturnQuerySet(TrailedQuerySet):
    def visible_to(self, person: Person) -> Self:
        return self.filter(seen_by(person, "supply__"))

    def whole(self) -> Self:
        """With all that a list of them says."""
        return self.select_related(
            "supply__agency", "supply__person", "supply__deputy", "task"
        ).prefetch_related("steps")


class Return(Trailed):
    """One return, for one period, due on a day."""

    class State(models.TextChoices):
        EXPECTED = "expected", "Not returned"
        RECEIVED = "received", "Received"
        QUERIED = "queried", "Queried"
        CHECKED = "checked", "Checked"
        AGREED = "agreed", "Agreed by the sender"
        USED = "used", "Used"
        STOPPED = "stopped", "No longer asked for"

    supply = models.ForeignKey(Supply, models.PROTECT, related_name="returns")
    period = models.CharField(max_length=20)
    start = models.DateField()
    end = models.DateField()
    due = models.DateField()
    state = models.CharField(max_length=10, choices=State, default=State.EXPECTED)
    task = models.ForeignKey(Task, models.PROTECT, null=True, blank=True, related_name="+")  # that reads it
    loads = models.JSONField(default=list, blank=True)

    objects: ClassVar[Any] = ReturnQuerySet.as_manager()

    class Meta:
        ordering = ("due", "supply__agency__name", "pk")
        constraints = (
            models.UniqueConstraint(fields=("supply", "period"), name="a_period_is_returned_once"),
            models.CheckConstraint(condition=Q(due__gt=models.F("end")), name="a_return_is_due_after_its_period"),
        )  # fmt: skip

    def __str__(self) -> str:
        return f"{self.supply.title}, {self.of_when}"

    @property
    def of_when(self) -> str:
        """Its period as people say it."""
        return said(parse(self.period))

    @property
    def is_being_read(self) -> bool:
        return self.task is not None and not self.task.over

    @property
    def due_month(self) -> str:
        return f"{self.due:%Y-%m}"

    def is_late(self, today: date) -> bool:
        return self.state == self.State.EXPECTED and self.due < today

    @property
    def asked_on(self) -> list[date]:
        return [timezone.localdate(one.taken_at) for one in self.steps.all() if one.what == Step.What.ASKED]

    @property
    def query(self) -> "Step | None":
        """What the board's office asks of the sender, while it does."""
        found = [one for one in self.steps.all() if one.what == Step.What.QUERIED]
        return found[-1] if found and self.state == self.State.QUERIED else None

    @property
    def unread(self) -> "Step | None":
        """Why the newest file could not be read, where nothing better came."""
        files = [one for one in self.steps.all() if one.what in (Step.What.UNREADABLE, Step.What.RECEIVED)]
        return files[-1] if files and files[-1].what == Step.What.UNREADABLE else None


def said(period: Period) -> str:
    if period.kind is Kind.MONTH:
        return f"{period.start:%B %Y}"
    return f"{period.start:%B} to {period.end:%B %Y}" if period.kind is Kind.QUARTER else period.label


class Message(WrittenOnce):
    """One message to one agency, of all that it owes: never two on a day."""

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    on = models.DateField()
    people = models.PositiveIntegerField()
    sent_at = models.DateTimeField(default=timezone.now)
    sent_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ("-on", "pk")
        constraints = (
            models.UniqueConstraint(fields=("agency", "on"), name="an_agency_is_asked_once_a_day"),
        )

    def __str__(self) -> str:
        return f"message to {self.agency}"


class Step(WrittenOnce):
    """Something that happened to a return. By nobody: by the worker, of itself."""

    class What(models.TextChoices):
        ASKED = "asked", "Asked for"
        UNREADABLE = "unreadable", "A file came that could not be read"
        RECEIVED = "received", "Received"
        QUERIED = "queried", "Queried"
        ANSWERED = "answered", "Query answered"
        CHECKED = "checked", "Checked"
        AGREED = "agreed", "Agreed by the sender"
        USED = "used", "Used in the figures"
        STOPPED = "stopped", "No longer asked for"
        MOVED = "moved", "Due on another day"

    of = models.ForeignKey(Return, models.PROTECT, related_name="steps")
    what = models.CharField(max_length=12, choices=What)
    words = models.CharField(max_length=1000, blank=True)
    message = models.ForeignKey(Message, models.PROTECT, null=True, blank=True, related_name="+")
    taken_at = models.DateTimeField(default=timezone.now)
    taken_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ("taken_at", "pk")

    def __str__(self) -> str:
        return self.get_what_display()


USUAL = "-7, 1, 8, 15"


def days_of(text: str) -> list[int]:
    """The days of a schedule, in order; ValidationError where it is none."""
    try:
        days = sorted({int(one) for one in text.replace(" ", "").split(",")})
    except ValueError:
        raise ValidationError(f"Write days with commas between them, such as {USUAL}.") from None
    if not -60 <= days[0] <= days[-1] <= 365:
        raise ValidationError("An agency is asked from 60 days before to 365 days after the day it is due.")
    return days


def as_days(text: str) -> None:
    days_of(text)


def in_words(text: str) -> str:
    """ "-7, 1, 8" as "7 days before it is due, and 1 and 8 days after"."""
    days = days_of(text)
    before, after = [f"{-one}" for one in days if one < 0], [f"{one}" for one in days if one > 0]
    told = [f"{joined(before)} day{'s' if before != ['1'] else ''} before it is due"] if before else []
    told += ["on the day itself"] if 0 in days else []
    told += (
        [f"{joined(after)} day{'s' if after != ['1'] else ''} after{'' if told else ' it was due'}"]
        if after
        else []
    )
    return ", and ".join(told)


class Schedule(Trailed):
    """When agencies are asked for what is due, as the board set it."""

    days = models.CharField(
        "on which days they are asked, counted from the day it is due", max_length=100, default=USUAL,
        validators=[as_days], help_text="With commas between them; before that day with a minus, such as -7, 1, 8, 15.",
    )  # fmt: skip
    apart = models.PositiveSmallIntegerField(
        "days at least between two messages to one agency", default=7, validators=[MinValueValidator(1)]
    )
    decided_at = models.DateTimeField()
    decided_by = models.ForeignKey(Person, models.PROTECT, related_name="+")

    class Meta:
        constraints = (models.CheckConstraint(condition=Q(pk=1), name="there_is_one_schedule"),)

    def __str__(self) -> str:
        return "the schedule of asking"

    @property
    def in_words(self) -> str:
        return in_words(self.days)


def reached(schedule: Schedule, due: date, today: date) -> date | None:
    """The last day by now on which what is due on a day is asked for."""
    days = [due + timedelta(one) for one in days_of(schedule.days)]
    return max((day for day in days if day <= today), default=None)


MUTABILITY: dict[type[models.Model], str] = {
    Supply: "by the trail",
    Return: "by the trail",
    Message: "never",
    Step: "never",
    Schedule: "by the trail",
}
