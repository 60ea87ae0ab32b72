"""People, the entries of the trail, and what was opened in an emergency. What lets people in stands in `doors`."""

from datetime import timedelta
from typing import Any, ClassVar, Self

from django.apps import apps
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.hashers import check_password
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Lower
from django.utils import timezone
from django_otp.plugins.otp_totp.models import TOTPDevice

from lineofsight.web.accounts.agencies import Agency as Agency
from lineofsight.web.accounts.doors import LINK_LASTS as LINK_LASTS
from lineofsight.web.accounts.doors import Attempt as Attempt
from lineofsight.web.accounts.doors import Link as Link
from lineofsight.web.accounts.doors import OfAPersonQuerySet as OfAPersonQuerySet
from lineofsight.web.accounts.doors import Passkey as Passkey
from lineofsight.web.accounts.doors import SignOn as SignOn
from lineofsight.web.accounts.doors import Visit as Visit
from lineofsight.web.accounts.permissions import (
    BEHIND_GLASS,
    GRANTS,
    TITLES,
    WITHIN_AN_AGENCY,
    Permission,
    Role,
    given_by,
)
from lineofsight.web.accounts.trailed import Trailed, TrailedQuerySet


class PersonQuerySet(TrailedQuerySet):
    def visible_to(self, person: "Person") -> Self:
        if person.may(Permission.PEOPLE_VIEW):
            return self
        if person.may(Permission.AGENCY_PEOPLE):
            return self.filter(agency=person.agency_id)
        return self.filter(pk=person.pk)

    def closed_by(self, person: "Person") -> Self:
        """Whom this person may invite again and close: an agency's lead only those a lead may have invited."""
        if person.may(Permission.PEOPLE_MANAGE):
            return self
        if person.may(Permission.AGENCY_PEOPLE):
            return self.filter(agency=person.agency_id, role__in=WITHIN_AN_AGENCY)
        return self.none()

    def with_entered(self) -> Self:
        """Each with whether they ever signed in, as `entered`."""
        return self.annotate(entered=Exists(Visit.objects.filter(person=OuterRef("pk"))))


class PersonManager(BaseUserManager.from_queryset(PersonQuerySet)):  # type: ignore[misc]
    def get_by_natural_key(self, username: str | None) -> "Person":
        return self.get(email__iexact=username)


class Person(Trailed, AbstractBaseUser):
    """Somebody with an account: never deleted, so that what they did keeps their name."""

    last_login = None  # visits say it, without a change of the person
    email = models.EmailField("email address", unique=True)
    name = models.CharField(max_length=200)
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="people")
    role = models.CharField(max_length=30, choices=[(str(role), TITLES[role]) for role in Role])
    deactivated_at = models.DateTimeField(null=True, blank=True, editable=False)
    deactivated_by = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, editable=False, related_name="+"
    )

    objects: ClassVar[Any] = PersonManager()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["name", "role"]  # noqa: RUF012 - a list, as Django has it

    class Meta:
        ordering = ("name",)
        verbose_name_plural = "people"
        constraints = (
            models.CheckConstraint(
                condition=Q(role__in=[str(role) for role in Role]), name="a_role_is_one_that_is_known"
            ),
            models.CheckConstraint(
                condition=Q(deactivated_at=None, deactivated_by=None)
                | Q(deactivated_at__isnull=False, deactivated_by__isnull=False),
                name="a_deactivation_says_by_whom",
            ),
            models.UniqueConstraint(Lower("email"), name="an_address_is_one_persons"),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def is_active(self) -> bool:  # type: ignore[override]
        return self.deactivated_at is None

    @property
    def title(self) -> str:
        return TITLES[Role(self.role)]

    @property
    def gives(self) -> frozenset[Role]:
        """The roles into which this person may invite."""
        return given_by(Role(self.role))

    @property
    def telephone(self) -> TOTPDevice | None:
        """What shows this person the codes of the moment."""
        return TOTPDevice.objects.filter(user=self, confirmed=True).first()

    @property
    def kept_passkeys(self) -> "OfAPersonQuerySet":
        return self.passkeys.usable()

    @property
    def linked_sign_ons(self) -> "OfAPersonQuerySet":
        return self.sign_ons.usable()

    @property
    def has_second_factor(self) -> bool:
        return self.telephone is not None or self.kept_passkeys.exists()

    def may(self, permission: Permission) -> bool:
        granted = GRANTS[Role(self.role)]
        return self.is_active and (
            permission in granted
            or (
                permission in BEHIND_GLASS
                and Permission.BREAK_GLASS in granted
                and self._has_opened(permission)
            )
        )

    def _has_opened(self, permission: Permission) -> bool:
        return Opening.objects.now_open().filter(opened_by=self, opens=permission).exists()

    def check_password(self, raw_password: str | None) -> bool:
        """Without Django's silent re-hash, which would be a change that nobody made."""
        return check_password(raw_password, self.password)


class Entry(models.Model):
    """One thing that was done or looked at. Written once: triggers refuse anything else."""

    class What(models.TextChoices):
        CREATED = "created", "Created"
        CHANGED = "changed", "Changed"
        DELETED = "deleted", "Deleted"
        VIEWED = "viewed", "Looked at"
        HAPPENED = "happened", "Happened"

    number = models.PositiveBigIntegerField(primary_key=True)
    at = models.DateTimeField()
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    actor = models.CharField(max_length=30)  # "person", "terminal", "worker" or "visitor"
    place = models.CharField(max_length=45)  # the address it came from
    what = models.CharField(max_length=10, choices=What)
    kind = models.CharField(max_length=60)  # such as accounts.person
    subject = models.CharField(max_length=60)  # its key
    fields = models.JSONField()  # name of each field: keyed digests of what it was and is
    why = models.CharField(max_length=500)
    previous = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)

    class Meta:
        ordering = ("-number",)
        verbose_name_plural = "entries"
        indexes = (
            models.Index(fields=("kind", "subject"), name="entries_of_a_row"),
            models.Index(fields=("by", "at"), name="entries_of_a_person"),
        )

    def __str__(self) -> str:
        return f"entry {self.number}"

    @property
    def of(self) -> str:
        """What it is about, such as "owed report 4"."""
        return f"{words_of(self.kind)} {self.subject}"


class Head(models.Model):
    """The end of the chain: one row, which moves on with every entry and never back."""

    number = models.PositiveBigIntegerField()
    digest = models.CharField(max_length=64)

    class Meta:
        constraints = (models.CheckConstraint(condition=Q(pk=1), name="a_chain_has_one_head"),)

    def __str__(self) -> str:
        return f"after entry {self.number}"


class WeeklyDigest(models.Model):
    """The message of a week to whoever reads the trail, and the head that it told them. Sent once."""

    monday = models.DateField(unique=True)  # on which it was due
    number = models.PositiveBigIntegerField()
    digest = models.CharField(max_length=64)
    sent_at = models.DateTimeField(default=timezone.now)
    people = models.PositiveIntegerField()

    def __str__(self) -> str:
        return f"digest of the week before {self.monday}"


GLASS_LASTS = timedelta(hours=1)


class OpeningQuerySet(TrailedQuerySet):
    def visible_to(self, person: Person) -> Self:
        return self if person.may(Permission.TRAIL_VIEW) else self.filter(opened_by=person)

    def now_open(self) -> Self:
        return self.filter(ended_at=None, until__gt=timezone.now())


class Opening(Trailed):
    """Somebody opened, for a while and for a reason, what their role does not open. It ends by itself."""

    class Opens(models.TextChoices):
        ROWS = Permission.FIGURES_TRACE.value, "The rows behind a figure"

    opens = models.CharField(max_length=40, choices=Opens)
    reason = models.CharField("why it cannot wait", max_length=500)
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(Person, models.PROTECT, related_name="openings")
    until = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)  # before its time
    ended_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    seen_at = models.DateTimeField(null=True, blank=True)
    seen_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")

    objects: ClassVar[Any] = OpeningQuerySet.as_manager()

    class Meta:
        ordering = ("-opened_at",)
        constraints = (
            models.CheckConstraint(
                condition=Q(until__gt=models.F("opened_at")), name="an_opening_ends_after_it_began"
            ),
            models.CheckConstraint(
                condition=Q(seen_by=None) | ~Q(seen_by=models.F("opened_by")),
                name="nobody_looks_after_their_own_opening",
            ),
        )

    def __str__(self) -> str:
        return f"{self.opened_by} opened: {self.get_opens_display().lower()}"

    @property
    def is_open(self) -> bool:
        return self.ended_at is None and self.until > timezone.now()

    @property
    def closes(self) -> str:
        return f"{timezone.localtime(self.ended_at or self.until):%H:%M}"

    @property
    def looked(self) -> "models.QuerySet[Entry]":
        """What its person looked at while it lasted."""
        return Entry.objects.filter(
            by=self.opened_by,
            what=Entry.What.VIEWED,
            at__gte=self.opened_at,
            at__lte=self.ended_at or self.until,
        )


# Whether a row of each model may change, and how: read by a test, so that no model is added without an answer.
MUTABILITY: dict[type[models.Model], str] = {
    Agency: "by the trail",
    Person: "by the trail",
    Link: "by the trail",
    Passkey: "by the trail",
    SignOn: "by the trail",
    Opening: "by the trail",
    Entry: "never",
    Head: "by the trail",
    WeeklyDigest: "never",
    Visit: "freely",  # says only when a browser was last seen
    Attempt: "freely",  # gone after a day
}


OF_A_PERSON = {"accounts.visit": "visits of person", "accounts.secondfactor": "second factor of person"}


def words_of(kind: str) -> str:
    """A kind as people say it; what is no model's, such as a load, by its own word."""
    if kind in OF_A_PERSON:
        return OF_A_PERSON[kind]
    try:
        return str(apps.get_model(kind)._meta.verbose_name)
    except (LookupError, ValueError):
        return kind.rpartition(".")[2]


def keys_of(row: models.Model) -> tuple[str, str]:
    """How the trail names a row: its kind and its key."""
    return row._meta.label_lower, str(row.pk)
