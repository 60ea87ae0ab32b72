"""What lets a person in: links, passkeys, the organisation's sign-on; the browsers that are in, and tries that failed."""

from datetime import timedelta
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django_otp.models import Device

from lineofsight.web.accounts.trailed import Trailed, TrailedQuerySet

PERSON = settings.AUTH_USER_MODEL
LINK_LASTS = timedelta(days=7)


class LinkQuerySet(TrailedQuerySet):
    def usable(self) -> Self:
        return self.filter(used_at=None, expires_at__gt=timezone.now(), person__deactivated_at=None)


class Link(Trailed):
    """A link sent by email: once, and not for long. It lets a person choose a password; or, where it leads `onward`,
    signs them in in its place."""

    person = models.ForeignKey(PERSON, models.PROTECT, related_name="links")
    digest = models.CharField(max_length=64, unique=True)  # of the secret, which only the message holds
    sent_at = models.DateTimeField(default=timezone.now)
    sent_by = models.ForeignKey(
        PERSON, models.PROTECT, null=True, blank=True, related_name="+"
    )  # None: the terminal
    onward = models.CharField(max_length=200, blank=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    used_by = models.ForeignKey(PERSON, models.PROTECT, null=True, blank=True, related_name="+")

    objects: ClassVar[Any] = LinkQuerySet.as_manager()

    def __str__(self) -> str:
        return f"link for {self.person}"


class OfAPersonQuerySet(TrailedQuerySet):
    def usable(self) -> Self:
        return self.filter(confirmed=True, user__deactivated_at=None)


class Passkey(Trailed, Device):
    """A key of a person's browser, telephone or stick. `confirmed`: until it is removed; then it opens nothing."""

    user = models.ForeignKey(PERSON, models.PROTECT, related_name="passkeys")
    name = models.CharField(max_length=64)
    digest = models.CharField(max_length=64, unique=True)  # of the credential's id, which may be long
    public = models.TextField()  # the credential and its public key, as the browser gave it
    uses = models.PositiveBigIntegerField(default=0)  # as the key itself counts them; many never do
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    used_at = models.DateTimeField(null=True, blank=True)
    used_by = models.ForeignKey(PERSON, models.PROTECT, null=True, blank=True, related_name="+")
    removed_at = models.DateTimeField(null=True, blank=True)
    removed_by = models.ForeignKey(PERSON, models.PROTECT, null=True, blank=True, related_name="+")

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

    user = models.ForeignKey(PERSON, models.PROTECT, related_name="sign_ons")
    name = models.CharField(max_length=64)
    issuer = models.CharField(max_length=255)
    subject = models.CharField(max_length=255)  # the provider's own number for them
    linked_at = models.DateTimeField()
    linked_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    removed_at = models.DateTimeField(null=True, blank=True)
    removed_by = models.ForeignKey(PERSON, models.PROTECT, null=True, blank=True, related_name="+")

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

    person = models.ForeignKey(PERSON, models.PROTECT, related_name="visits")
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
