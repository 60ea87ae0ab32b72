"""The board and its groups: who sits there for whom, which seats are empty, who leads what and who led it before."""

from collections.abc import Sequence
from datetime import date
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils import timezone

from lineofsight.web.accounts.lasting import ENDS_AFTER, lasting
from lineofsight.web.accounts.models import Agency, Person
from lineofsight.web.accounts.permissions import Permission
from lineofsight.web.accounts.trailed import Trailed, TrailedQuerySet, WrittenOnce


class GroupQuerySet(TrailedQuerySet):
    def visible_to(self, person: Person) -> Self:
        """The board itself to everybody in the room; its groups to their members and to those who see all."""
        if person.may(Permission.BOARD_VIEW_ALL):
            return self
        return self.filter(Q(kind=Group.Kind.BOARD) | Q(pk__in=groups_of(person)))

    def on(self, day: date) -> Self:
        return self.filter(lasting(day))


class Group(Trailed):
    """The board, or a group that works for it."""

    class Kind(models.TextChoices):
        BOARD = "board", "Board or partnership"
        EXECUTIVE = "executive", "Executive"
        SUB_GROUP = "sub_group", "Sub-group"
        TASK_GROUP = "task_group", "Task group, for a time"

    name = models.CharField(max_length=200, unique=True)
    slug = models.SlugField(
        "short name", unique=True, help_text="In small letters, such as exploitation: reports refer to it by this."
    )  # fmt: skip
    kind = models.CharField("type", max_length=20, choices=Kind)
    part_of = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="groups")
    terms = models.TextField("terms of reference", max_length=8000, blank=True)
    since = models.DateField("from")
    until = models.DateField("to", null=True, blank=True)

    objects: ClassVar[Any] = GroupQuerySet.as_manager()

    class Meta:
        ordering = ("kind", "name")
        constraints = (models.CheckConstraint(condition=ENDS_AFTER, name="a_group_ends_after_it_began"),)

    def __str__(self) -> str:
        return self.name


class OfAGroup(TrailedQuerySet):
    def visible_to(self, person: Person) -> Self:
        return self.filter(group__in=Group.objects.visible_to(person))

    def on(self, day: date) -> Self:
        return self.filter(lasting(day))


class Seat(Trailed):
    """A constituency that should be at the table, whoever fills it: a seat that nobody fills is a vacancy."""

    group = models.ForeignKey(Group, models.PROTECT, related_name="seats")
    name = models.CharField("constituency", max_length=120, help_text="Such as probation, or lay members.")
    statutory = models.BooleanField("required by law", default=False)
    since = models.DateField("from")
    until = models.DateField("to", null=True, blank=True)

    objects: ClassVar[Any] = OfAGroup.as_manager()

    class Meta:
        ordering = ("-statutory", "name")
        constraints = (
            models.UniqueConstraint(fields=("group", "name", "since"), name="a_seat_begins_once"),
            models.CheckConstraint(condition=ENDS_AFTER, name="a_seat_ends_after_it_began"),
        )

    def __str__(self) -> str:
        return self.name


class Quorum(WrittenOnce):
    """What it takes for a group to decide, as its terms of reference say from a day on; a later row takes its place."""

    group = models.ForeignKey(Group, models.PROTECT, related_name="quorums")
    since = models.DateField("from which day?")
    members = models.PositiveSmallIntegerField(
        "how many members must be there?", null=True, blank=True, help_text="Somebody sent instead counts."
    )
    seats = models.JSONField(default=list, blank=True)  # by the names of constituencies that must be there
    recorded_at = models.DateTimeField(default=timezone.now)
    recorded_by = models.ForeignKey(Person, models.PROTECT, related_name="+")

    class Meta:
        ordering = ("since", "pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(members__gte=1) | Q(members=None) & ~Q(seats=[]),
                name="a_quorum_asks_for_somebody",
            ),
        )

    def __str__(self) -> str:
        """What it takes, in words."""
        many = f"{self.members} member{'s' if self.members > 1 else ''}" if self.members else ""
        return ", with ".join(
            filter(None, [many, f"somebody for {listed(self.seats)}" if self.seats else ""])
        )


def listed(names: Sequence[str]) -> str:
    return " and ".join(filter(None, [", ".join(names[:-1]), *names[-1:]]))


class Membership(Trailed):
    """Somebody who sits in a group for an agency. Many have no account: the name is what the list says."""

    class Part(models.TextChoices):
        CHAIR = "chair", "Chair"
        VICE_CHAIR = "vice_chair", "Vice-chair"
        MEMBER = "member", "Member"
        OBSERVER = "observer", "Participating observer"
        ATTENDS = "attends", "In attendance"

    group = models.ForeignKey(Group, models.PROTECT, related_name="members")
    seat = models.ForeignKey(Seat, models.PROTECT, null=True, blank=True, related_name="members")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    name = models.CharField(max_length=200)
    person = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="their account",
        help_text="Where they have one: closed papers are open to nobody else.",
    )  # fmt: skip
    part = models.CharField("takes part as", max_length=20, choices=Part, default=Part.MEMBER)
    substitute = models.CharField("who comes in their place", max_length=200, blank=True)
    since = models.DateField("from")
    until = models.DateField("to", null=True, blank=True)

    objects: ClassVar[Any] = OfAGroup.as_manager()

    class Meta:
        ordering = ("seat__name", "name", "pk")
        constraints = (models.CheckConstraint(condition=ENDS_AFTER, name="a_membership_ends_after_it_began"),)

    def __str__(self) -> str:
        return f"{self.name}, {self.agency}"


def groups_of(person: Person) -> models.QuerySet[Any]:
    """The groups that somebody belongs to today: what is closed there is open to them."""
    return Membership.objects.filter(lasting(timezone.localdate()), person=person).values("group")


class LeadQuerySet(TrailedQuerySet):
    def visible_to(self, person: Person) -> Self:
        """Who leads what is known to everybody who works with it."""
        return self if person.may(Permission.BOARD_VIEW) else self.none()

    def on(self, day: date) -> Self:
        return self.filter(lasting(day))


class Lead(Trailed):
    """Who leads a strategy or a group, and from when to when."""

    matter = models.CharField("what is led", max_length=200, help_text="Such as the exploitation strategy.")
    slug = models.SlugField(
        "short name", help_text="The same for every lead of it, such as exploitation: reports count by it."
    )  # fmt: skip
    group = models.ForeignKey(Group, models.PROTECT, null=True, blank=True, related_name="leads")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    name = models.CharField("who leads it", max_length=200)
    person = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="their account"
    )
    since = models.DateField("from")
    until = models.DateField("to", null=True, blank=True)

    objects: ClassVar[Any] = LeadQuerySet.as_manager()

    class Meta:
        ordering = ("slug", "since", "pk")
        constraints = (
            models.UniqueConstraint(fields=("slug", "since"), name="a_lead_begins_on_a_day_of_their_own"),
            models.CheckConstraint(condition=ENDS_AFTER, name="a_lead_ends_after_it_began"),
        )

    def __str__(self) -> str:
        return f"{self.matter}: {self.name}"

    def left_on(self, today: date) -> date | None:
        """The day on which they ceased to lead it: as recorded, or when their account was closed."""
        closed = self.person.deactivated_at if self.person else None
        days = [self.until, timezone.localtime(closed).date() if closed else None]
        gone = min((day for day in days if day is not None), default=None)
        return gone if gone is not None and gone <= today else None


class Renewal(WrittenOnce):
    """What a successor said, when asked once, of all that somebody led and assured before they left."""

    class Holds(models.TextChoices):
        ALL = "all", "All of it holds"
        PART = "part", "Part of it holds"
        NONE = "none", "I cannot stand for it"

    lead = models.OneToOneField(Lead, models.PROTECT, related_name="renewal")
    holds = models.CharField("does it still hold?", max_length=10, choices=Holds)
    words = models.TextField("in your words", max_length=4000)
    answered_at = models.DateTimeField(default=timezone.now)
    answered_by = models.ForeignKey(Person, models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"the renewal of {self.lead}"
