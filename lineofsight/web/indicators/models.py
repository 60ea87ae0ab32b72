"""What a board decides and says about its figures: targets, and commentary."""

from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils import timezone

from lineofsight.engine.indicators import CATALOGUE
from lineofsight.web.accounts.models import Person
from lineofsight.web.accounts.permissions import Permission
from lineofsight.web.accounts.trailed import Trailed, TrailedQuerySet, WrittenOnce


class TargetQuerySet(TrailedQuerySet):
    def visible_to(self, person: Person) -> Self:
        return self if person.may(Permission.FIGURES_VIEW) else self.none()


class Target(WrittenOnce):
    """What a board wants a measure to be, from a day on. The one before it stays as it was."""

    code = models.CharField(max_length=30)
    number = models.PositiveIntegerField()  # 1, 2, 3 ... of a code
    value = models.DecimalField(
        "target", max_digits=12, decimal_places=2, null=True, blank=True
    )  # None: no target now
    applies_from = models.DateField("applies from")
    reason = models.CharField("why", max_length=500)
    set_at = models.DateTimeField(default=timezone.now)
    set_by = models.ForeignKey(Person, models.PROTECT, related_name="+")

    objects: ClassVar[Any] = TargetQuerySet.as_manager()

    class Meta:
        ordering = ("code", "-number")
        constraints = (
            models.UniqueConstraint(fields=("code", "number"), name="targets_of_a_code_follow_each_other"),
            models.CheckConstraint(condition=Q(number__gte=1), name="targets_are_numbered_from_1"),
            models.CheckConstraint(
                condition=Q(value=None) | Q(value__gte=0), name="a_target_is_not_below_nought"
            ),
        )

    def __str__(self) -> str:
        return f"target {self.number} of {self.code}"


def measures() -> list[tuple[str, str]]:
    return sorted(
        ((code, f"{one.title} ({code})") for code, one in CATALOGUE.items()), key=lambda row: row[1]
    )


class BoundQuerySet(TrailedQuerySet):
    def standing(self) -> Self:
        return self.filter(withdrawn_at=None)


class BoundMeasure(Trailed):
    """An indicator by which a record goes. Its values are read from runs and never typed."""

    code = models.CharField("measure", max_length=30, choices=measures)
    edition = models.CharField(max_length=20)  # of its definition, when it was bound
    bound_at = models.DateTimeField(default=timezone.now)
    bound_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")

    objects: ClassVar[Any] = BoundQuerySet.as_manager()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return CATALOGUE[self.code].title

    @property
    def about(self) -> str:
        """What it tells of the record, where somebody said so."""
        return ""

    @property
    def redefined(self) -> bool:
        """Whether the definition has another edition than when it was bound: before and after do not compare."""
        return self.edition != CATALOGUE[self.code].edition


class CommentQuerySet(TrailedQuerySet):
    def visible_to(self, person: Person) -> Self:
        """Drafts only to those who write or agree them."""
        if person.may(Permission.COMMENT_DRAFT) or person.may(Permission.COMMENT_AGREE):
            return self
        return self.filter(state=Comment.State.AGREED)


class Comment(Trailed):
    """What a board says of one figure: drafted by one person, agreed by another."""

    class State(models.TextChoices):
        DRAFT = "draft", "Draft"
        AGREED = "agreed", "Agreed"

    code = models.CharField(max_length=30)
    period = models.CharField(max_length=40)
    text = models.TextField(max_length=2000)
    drafted_at = models.DateTimeField()
    drafted_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    agreed_at = models.DateTimeField(null=True, blank=True)
    agreed_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")

    objects: ClassVar[Any] = CommentQuerySet.as_manager()

    class Meta:
        ordering = ("code", "period")
        constraints = (
            models.UniqueConstraint(fields=("code", "period"), name="a_figure_has_one_commentary"),
            models.CheckConstraint(
                condition=Q(state="draft", agreed_at=None, agreed_by=None)
                | Q(state="agreed", agreed_at__isnull=False, agreed_by__isnull=False),
                name="an_agreed_commentary_says_by_whom",
            ),
            models.CheckConstraint(
                condition=Q(agreed_by=None) | ~Q(agreed_by=models.F("drafted_by")),
                name="nobody_agrees_their_own_commentary",
            ),
        )

    def __str__(self) -> str:
        return f"the commentary on {self.code}, {self.period}"


class Wording(WrittenOnce):
    """A text that a commentary had, with whoever wrote it."""

    comment = models.ForeignKey(Comment, models.PROTECT, related_name="wordings")
    text = models.TextField(max_length=2000)
    written_at = models.DateTimeField()
    written_by = models.ForeignKey(Person, models.PROTECT, related_name="+")

    class Meta:
        ordering = ("-written_at", "-pk")

    def __str__(self) -> str:
        return f"a wording of {self.comment}"


class NoteQuerySet(TrailedQuerySet):
    def visible_to(self, person: Person) -> Self:
        return self if person.may(Permission.FIGURES_VIEW) else self.none()

    def standing(self) -> Self:
        return self.filter(withdrawn_at=None)

    def about(self, code: str) -> Self:
        """Those on one measure, and those on all."""
        return self.filter(code__in=("", code))


class Note(Trailed):
    """Something that happened on a day and bears on a line: it stands on the chart, and limits may begin anew there."""

    class What(models.TextChoices):
        RECORDING = "recording", "Recording changed"
        DEFINITION = "definition", "Definition changed"
        EVENT = "event", "Something happened"

    code = models.CharField(max_length=30, blank=True)  # empty: on every measure
    on = models.DateField("day")
    what = models.CharField(max_length=12, choices=What)
    text = models.CharField("in a few words", max_length=200)
    written_at = models.DateTimeField(default=timezone.now)
    written_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")

    objects: ClassVar[Any] = NoteQuerySet.as_manager()

    class Meta:
        ordering = ("on", "pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(withdrawn_at=None, withdrawn_by=None)
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False),
                name="a_withdrawn_note_says_by_whom",
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_what_display()}: {self.text}"

    @property
    def begins_anew(self) -> bool:
        """Whether what was counted before is not to be held against what came after."""
        return self.what != self.What.EVENT


class Choice(Trailed):
    """Whether a measure is in the agreed dataset."""

    code = models.CharField(max_length=30, unique=True)
    chosen = models.BooleanField(default=True)
    decided_at = models.DateTimeField()
    decided_by = models.ForeignKey(Person, models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"{self.code} {'in' if self.chosen else 'not in'} the agreed dataset"


class QuestionQuerySet(TrailedQuerySet):
    def visible_to(self, person: Person) -> Self:
        """The board's own; besides, whoever was given one sees it."""
        return self if person.may(Permission.WATCH_VIEW) else self.filter(owner=person)


class Question(Trailed):
    """Something the board asks about a measure: raised by a signal or a person, settled for a reason.

    `sign`: what raised it; `since`: the period in which that began; `over`: when the newest figure shows it no more,
    as in 2018-19. Its words hold no figure: its owner may be somebody from whom small numbers are kept.
    """

    class State(models.TextChoices):
        OPEN = "open", "Open"
        ANSWERED = "answered", "Answered"
        NOT_PURSUED = "not_pursued", "Seen, not pursued"

    code = models.CharField(max_length=30)
    sign = models.CharField(max_length=30)
    since = models.CharField(max_length=40, blank=True)
    over = models.CharField(max_length=40, blank=True)
    title = models.CharField("question", max_length=200)
    reason = models.CharField("why", max_length=500, blank=True)
    owner = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    raised_at = models.DateTimeField(default=timezone.now)
    raised_by = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+"
    )  # None: a signal
    state = models.CharField(max_length=12, choices=State, default=State.OPEN)
    because = models.CharField(max_length=500, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")

    objects: ClassVar[Any] = QuestionQuerySet.as_manager()

    class Meta:
        ordering = ("-raised_at", "-pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(state="open", settled_at=None, settled_by=None, because="")
                | (~Q(state="open") & ~Q(because="") & Q(settled_at__isnull=False, settled_by__isnull=False)),
                name="a_settled_question_says_by_whom_and_why",
            ),
            models.UniqueConstraint(
                fields=("code", "sign"), condition=Q(state="open") & ~Q(sign="person"),
                name="a_signal_asks_one_question_at_a_time",
            ),
        )  # fmt: skip

    def __str__(self) -> str:
        return f"{self.title} (no longer {self.over})" if self.over else self.title

    @property
    def is_open(self) -> bool:
        return self.state == self.State.OPEN


class Digest(models.Model):
    """One message before one meeting: what the board asks and has not answered. Sent once."""

    meeting = models.DateField(unique=True)
    sent_at = models.DateTimeField(default=timezone.now)
    people = models.PositiveIntegerField()

    def __str__(self) -> str:
        return f"digest before {self.meeting}"


MUTABILITY: dict[type[models.Model], str] = {
    Target: "never",
    Comment: "by the trail",
    Wording: "never",
    Note: "by the trail",
    Choice: "by the trail",
    Question: "by the trail",
    Digest: "never",
}
