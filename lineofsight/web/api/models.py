"""Tokens: what lets an agency's own system read figures, and on which days it did."""

from datetime import timedelta
from typing import Any, ClassVar, Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone

from lineofsight.web.accounts.lasting import lasting
from lineofsight.web.accounts.models import Agency, Person
from lineofsight.web.accounts.permissions import Permission
from lineofsight.web.accounts.trailed import Trailed, TrailedQuerySet

LASTS_AT_MOST = timedelta(days=366)


class Scope(models.TextChoices):
    """What a token may ask for."""

    CATALOGUE = "catalogue", "What each indicator means"
    PUBLISHED = "published", "Figures that the board has published"
    READINGS = "readings", "All figures, as the agency's own people see them"


class TokenQuerySet(TrailedQuerySet):
    def visible_to(self, person: Person) -> Self:
        if person.may(Permission.PEOPLE_MANAGE):
            return self
        return self.filter(agency=person.agency_id) if person.may(Permission.TOKENS_GIVE) else self.none()

    def usable(self) -> Self:
        """Neither revoked nor past its day, and of an agency that is still there."""
        today = timezone.localdate()
        here = Agency.objects.filter(lasting(today))
        return self.filter(revoked_at=None, until__gte=today, agency__in=here)


class Token(Trailed):
    """What lets one system of an agency read figures. Its secret is shown once; only a digest is kept."""

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="tokens")
    name = models.CharField("which system uses it", max_length=100)
    scopes = models.JSONField()
    digest = models.CharField(max_length=64, unique=True)
    until = models.DateField("works until")
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")

    objects: ClassVar[Any] = TokenQuerySet.as_manager()

    class Meta:
        ordering = ("agency__name", "name", "-made_at")
        constraints = (
            models.UniqueConstraint(
                fields=("agency", "name"),
                condition=Q(revoked_at=None),
                name="a_system_has_one_token",
                violation_error_message="This agency has a token of that name. Revoke it first, or name another system.",
            ),
            models.CheckConstraint(
                condition=Q(revoked_at=None, revoked_by=None)
                | Q(revoked_at__isnull=False, revoked_by__isnull=False),
                name="a_revoked_token_says_by_whom",
            ),
        )

    def __str__(self) -> str:
        return f"{self.name}, {self.agency}"

    def clean(self) -> None:
        if not self.scopes or not set(self.scopes) <= set(Scope):
            raise ValidationError({"scopes": "Choose what it may ask for."})

    @property
    def opens(self) -> list[str]:
        """What it may ask for, in words."""
        return [scope.label for scope in Scope if scope in self.scopes]

    @property
    def is_over(self) -> bool:
        return self.until < timezone.localdate()


class Use(models.Model):
    """That a token was used on a day for one kind of figures, and from where it first was."""

    token = models.ForeignKey(Token, models.PROTECT, related_name="uses")
    scope = models.CharField(max_length=20, choices=Scope)
    on = models.DateField()
    place = models.CharField(max_length=45)

    class Meta:
        ordering = ("-on",)
        constraints = (
            models.UniqueConstraint(fields=("token", "scope", "on"), name="a_days_use_is_kept_once"),
        )

    def __str__(self) -> str:
        return f"{self.token} on {self.on}"


MUTABILITY: dict[type[models.Model], str] = {Token: "by the trail", Use: "never"}
