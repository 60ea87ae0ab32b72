"""Meetings of the board and its groups: what is planned for each, which papers came, who was there, what was decided."""

from datetime import date
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Q

from lineofsight.web.accounts.models import Person
from lineofsight.web.accounts.permissions import Permission
from lineofsight.web.accounts.trailed import Trailed, TrailedQuerySet
from lineofsight.web.governance.models.files import named_and_digested
from lineofsight.web.governance.models.groups import Group, Membership, OfAGroup, groups_of


class MeetingQuerySet(OfAGroup):
    def standing(self) -> Self:
        """Those that are, or were, to be held."""
        return self.filter(cancelled_at=None)


class Meeting(Trailed):
    """A group meets on a day. What is planned for a day to come is its forward plan."""

    group = models.ForeignKey(Group, models.PROTECT, related_name="meetings")
    slug = models.SlugField(
        "short name", unique=True, help_text="Such as board-september-2017: reports use it."
    )
    on = models.DateField("held on")
    place = models.CharField("where", max_length=200, blank=True)
    chaired_by = models.CharField("in the chair", max_length=200, blank=True)
    papers_out_on = models.DateField("papers went out on", null=True, blank=True)
    moved_from = models.DateField(
        null=True, blank=True
    )  # the day that the papers said, where it moved after them
    minutes_agreed_on = models.DateField("minutes agreed on", null=True, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    cancelled_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    cancelled_because = models.CharField(max_length=500, blank=True)

    objects: ClassVar[Any] = MeetingQuerySet.as_manager()

    class Meta:
        ordering = ("-on", "pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(cancelled_at=None, cancelled_by=None, cancelled_because="")
                | Q(cancelled_at__isnull=False, cancelled_by__isnull=False) & ~Q(cancelled_because=""),
                name="a_cancelled_meeting_says_by_whom_and_why",
            ),
        )

    def __str__(self) -> str:
        return f"{self.group}, {self.on:%-d %B %Y}{' (cancelled)' if self.cancelled_at else ''}"

    @property
    def was_held(self) -> bool:
        """Whether it is on record who came, what was decided, or that its minutes were agreed."""
        return bool(self.minutes_agreed_on or self.attendances.exists() or self.decisions.exists())


def open_to(person: Person, item: str = "") -> Q:
    """The open part; the closed one to members of the group. `item`: the way from a row to its item."""
    closed, group = f"{item}closed", f"{item}meeting__group__in"
    return Q(**{closed: False}) | Q(**{group: groups_of(person)})


class ItemQuerySet(TrailedQuerySet):
    def visible_to(self, person: Person) -> Self:
        return self.filter(open_to(person), meeting__in=Meeting.objects.visible_to(person))


class Item(Trailed):
    """One thing that a meeting is about. `topic` says what the board was kept informed of."""

    class Purpose(models.TextChoices):
        DECIDE = "decide", "To decide"
        DISCUSS = "discuss", "To discuss"
        NOTE = "note", "To note"

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="items")
    number = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=200)
    purpose = models.CharField(max_length=10, choices=Purpose, default=Purpose.DISCUSS)
    closed = models.BooleanField("in the closed part, for members only", default=False)
    topic = models.SlugField(
        blank=True, help_text="Such as early-help: a report says by it what the board was kept informed of."
    )  # fmt: skip
    minute = models.TextField("minute", max_length=8000, blank=True)

    objects: ClassVar[Any] = ItemQuerySet.as_manager()

    class Meta:
        ordering = ("meeting", "number")
        constraints = (
            models.UniqueConstraint(fields=("meeting", "number"), name="items_of_a_meeting_are_numbered"),
        )

    def __str__(self) -> str:
        return f"{self.number}. {self.title}"

    @property
    def newest_papers(self) -> list["Paper"]:
        """Each paper in its newest version: the one that is talked about."""
        newest: dict[str, Paper] = {}
        for paper in self.papers.all():  # the newest version first
            if paper.withdrawn_at is None:
                newest.setdefault(paper.title, paper)
        return list(newest.values())


class OfAnItem(TrailedQuerySet):
    def visible_to(self, person: Person) -> Self:
        return self.filter(item__in=Item.objects.visible_to(person))


class PaperQuerySet(OfAnItem):
    def visible_to(self, person: Person) -> Self:
        """Once they are issued, to the group and to those who see all; before, to whoever keeps the board's record, and to
        the member who wrote it."""
        seen = super().visible_to(person)
        if person.may(Permission.BOARD_RECORD):
            return seen
        of_ours = Q(item__meeting__group__in=groups_of(person))
        readers = Q() if person.may(Permission.BOARD_VIEW_ALL) else of_ours
        return seen.filter(self._out() & readers | of_ours & Q(author=person.name))

    def issued(self) -> Self:
        return self.filter(self._out())

    def standing(self) -> Self:
        return self.filter(withdrawn_at=None)

    def given_to(self, person: Person) -> Self:
        """Those whose file somebody may have: one that is withdrawn, only whoever keeps the board's record."""
        seen = self.visible_to(person).exclude(file="")
        return seen if person.may(Permission.BOARD_RECORD) else seen.standing()

    @staticmethod
    def _out() -> Q:
        """With the papers of its meeting, or where those went out in another way, on a day that is on record."""
        elsewhere = Meeting.objects.filter(papers_out_on__isnull=False, packs=None)
        return Q(issued_in__isnull=False) | Q(item__meeting__in=elsewhere)


class Paper(Trailed):
    """A paper to an item, in one of its versions: the newest is the one that was talked about."""

    item = models.ForeignKey(Item, models.PROTECT, related_name="papers")
    title = models.CharField(max_length=200)
    number = models.PositiveSmallIntegerField("version", default=1)
    author = models.CharField("from whom", max_length=200)
    came_on = models.DateField("came on")
    where = models.CharField(
        "where it is kept", max_length=300, blank=True, help_text="A reference, never a link that anybody may open."
    )  # fmt: skip
    file = models.CharField(max_length=120, blank=True)  # its name, where the file itself is kept here
    sha256 = models.CharField(max_length=64, blank=True)
    issued_in = models.ForeignKey("Pack", models.PROTECT, null=True, blank=True, related_name="papers")
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    withdrawn_because = models.CharField(max_length=500, blank=True)

    objects: ClassVar[Any] = PaperQuerySet.as_manager()

    class Meta:
        ordering = ("item", "title", "-number")
        constraints = (
            models.UniqueConstraint(fields=("item", "title", "number"), name="a_paper_has_a_version_once"),
            models.CheckConstraint(condition=named_and_digested(), name="a_file_has_a_name_and_a_digest"),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None, withdrawn_by=None, withdrawn_because="")
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False) & ~Q(withdrawn_because=""),
                name="a_withdrawn_paper_says_by_whom_and_why",
            ),
        )

    def __str__(self) -> str:
        return f"{self.title}, version {self.number}"


class Attendance(Trailed):
    """Whether a member came, sent somebody, or sent apologies."""

    class How(models.TextChoices):
        PRESENT = "present", "Present"
        SUBSTITUTE = "substitute", "Sent a substitute"
        APOLOGIES = "apologies", "Apologies"
        ABSENT = "absent", "Absent"

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="attendances")
    member = models.ForeignKey(Membership, models.PROTECT, related_name="attendances")
    how = models.CharField(max_length=20, choices=How)

    class Meta:
        ordering = ("meeting", "member")
        constraints = (
            models.UniqueConstraint(fields=("meeting", "member"), name="a_member_attends_a_meeting_once"),
        )

    def __str__(self) -> str:
        return f"{self.member}: {self.get_how_display().lower()}"


class DecisionQuerySet(TrailedQuerySet):
    def visible_to(self, person: Person) -> Self:
        seen = self.filter(meeting__in=Meeting.objects.visible_to(person))
        return seen.filter(Q(item=None) | open_to(person, "item__"))


class Decision(Trailed):
    """What was decided, why, against which other ways, and who dissented. A later decision supersedes it."""

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="decisions")
    item = models.ForeignKey(Item, models.PROTECT, null=True, blank=True, related_name="decisions")
    slug = models.SlugField("short name", unique=True, help_text="Such as levels-of-need-agreed.")
    title = models.CharField(max_length=200)
    words = models.TextField("what was decided", max_length=4000)
    rationale = models.TextField("why", max_length=4000, blank=True)
    options = models.TextField("other ways that were weighed", max_length=4000, blank=True)
    dissent = models.TextField("who dissented, and why", max_length=2000, blank=True)
    review_by = models.DateField("to be looked at again by", null=True, blank=True)
    superseded_by = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="supersedes", verbose_name="superseded by"
    )  # fmt: skip

    objects: ClassVar[Any] = DecisionQuerySet.as_manager()

    class Meta:
        ordering = ("-meeting__on", "pk")

    def __str__(self) -> str:
        return self.title

    def in_force_on(self, day: date) -> bool:
        return self.meeting.on <= day and (self.superseded_by is None or self.superseded_by.meeting.on > day)
