"""People, the links and keys that let them in, and the entries of the trail."""

from datetime import timedelta
from typing import Any, ClassVar, Self

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.hashers import check_password
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Lower
from django.utils import timezone
from django_otp.models import Device
from django_otp.plugins.otp_totp.models import TOTPDevice

from lineofsight.web.accounts.agencies import Agency as Agency
from lineofsight.web.accounts.permissions import (
    BEHIND_GLASS,
    GRANTS,
    TITLES,
    WITHIN_AN_AGENCY,
    Permission,
    Role,
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
        if self.may(Permission.PEOPLE_MANAGE):
            return frozenset(Role)
        return WITHIN_AN_AGENCY if self.may(Permission.AGENCY_PEOPLE) else frozenset()

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


class Head(models.Model):
    """The end of the chain: one row, which moves on with every entry and never back."""

    number = models.PositiveBigIntegerField()
    digest = models.CharField(max_length=64)

    class Meta:
        constraints = (models.CheckConstraint(condition=Q(pk=1), name="a_chain_has_one_head"),)

    def __str__(self) -> str:
        return f"after entry {self.number}"


LINK_LASTS = timedelta(days=7)


class LinkQuerySet(TrailedQuerySet):
    def usable(self) -> Self:
        return self.filter(used_at=None, expires_at__gt=timezone.now(), person__deactivated_at=None)


class Link(Trailed):
    """A link sent by email that lets a person choose a password: once, and not for long."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="links")
    digest = models.CharField(max_length=64, unique=True)  # of the secret, which only the message holds
    sent_at = models.DateTimeField(default=timezone.now)
    sent_by = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+"
    )  # None: the terminal
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    used_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")

    objects: ClassVar[Any] = LinkQuerySet.as_manager()

    def __str__(self) -> str:
        return f"link for {self.person}"


class OfAPersonQuerySet(TrailedQuerySet):
    def usable(self) -> Self:
        return self.filter(confirmed=True, user__deactivated_at=None)


class Passkey(Trailed, Device):
    """A key of a person's browser, telephone or stick. `confirmed`: until it is removed; then it opens nothing."""

    user = models.ForeignKey(Person, models.PROTECT, related_name="passkeys")
    name = models.CharField(max_length=64)
    digest = models.CharField(max_length=64, unique=True)  # of the credential's id, which may be long
    public = models.TextField()  # the credential and its public key, as the browser gave it
    uses = models.PositiveBigIntegerField(default=0)  # as the key itself counts them; many never do
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    used_at = models.DateTimeField(null=True, blank=True)
    used_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    removed_at = models.DateTimeField(null=True, blank=True)
    removed_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")

    objects: ClassVar[Any] = OfAPersonQuerySet.as_manager()

    class Meta:
        ordering = ("added_at",)
        constraints = (
            models.CheckConstraint(
                condition=Q(confirmed=True, removed_at=None, removed_by=None)
                | Q(confirmed=False, removed_at__isnull=False, removed_by__isnull=False),
                name="a_removed_passkey_says_by_whom",
            ),
        )

    def __str__(self) -> str:
        return self.name


class SignOn(Trailed, Device):
    """That an account at the organisation's own sign-on is a person's here. `confirmed`: until it is removed.

    A second factor too, where the provider says that it asked for more than one, and the board goes by that.
    """

    user = models.ForeignKey(Person, models.PROTECT, related_name="sign_ons")
    name = models.CharField(max_length=64)
    issuer = models.CharField(max_length=255)
    subject = models.CharField(max_length=255)  # the provider's own number for them
    linked_at = models.DateTimeField()
    linked_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    removed_at = models.DateTimeField(null=True, blank=True)
    removed_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")

    objects: ClassVar[Any] = OfAPersonQuerySet.as_manager()

    class Meta:
        ordering = ("linked_at",)
        constraints = (
            models.UniqueConstraint(
                fields=("issuer", "subject"), condition=Q(confirmed=True), name="a_sign_on_is_one_persons"
            ),
            models.UniqueConstraint(
                fields=("user", "issuer"), condition=Q(confirmed=True), name="a_person_has_one_sign_on_of_a_provider"
            ),
            models.CheckConstraint(
                condition=Q(confirmed=True, removed_at=None, removed_by=None)
                | Q(confirmed=False, removed_at__isnull=False, removed_by__isnull=False),
                name="a_removed_sign_on_says_by_whom",
            ),
        )  # fmt: skip

    def __str__(self) -> str:
        return f"the sign-on of {self.user}"


class Visit(models.Model):
    """One signed-in browser, from signing in to signing out."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="visits")
    session = models.CharField(max_length=40, unique=True)
    began_at = models.DateTimeField(default=timezone.now)
    seen_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True)
    place = models.CharField(max_length=45)
    browser = models.CharField(max_length=60)

    class Meta:
        ordering = ("-seen_at",)

    def __str__(self) -> str:
        return f"{self.browser}, {self.place}"


class Attempt(models.Model):
    """A failed try to sign in: keyed digests of who and from where, so that nobody is named."""

    key = models.CharField(max_length=64)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes = (models.Index(fields=("key", "at"), name="attempts_of_a_key"),)

    def __str__(self) -> str:
        return f"attempt at {self.at:%H:%M}"


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
    Visit: "freely",  # says only when a browser was last seen
    Attempt: "freely",  # gone after a day
}


def keys_of(row: models.Model) -> tuple[str, str]:
    """How the trail names a row: its kind and its key."""
    return row._meta.label_lower, str(row.pk)
