"""Giving a token, taking it back, and knowing one again."""

import hashlib
import secrets
from collections.abc import Collection
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from lineofsight.web.accounts import trail
from lineofsight.web.accounts.models import Agency, Person
from lineofsight.web.accounts.permissions import Permission
from lineofsight.web.api.models import LASTS_AT_MOST, Scope, Token, Use

BEGINS = "los_"  # by which whoever finds one in a file knows what it is


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def give(
    *, agency: Agency, name: str, scopes: Collection[str], until: date, why: str, by: Person
) -> tuple[Token, str]:
    """A new token and its secret, which nobody sees again."""
    today = timezone.localdate()
    if not by.may(Permission.TOKENS_GIVE) or not (
        by.may(Permission.PEOPLE_MANAGE) or agency.pk == by.agency_id
    ):
        raise ValidationError("You may give tokens to systems of your own agency, and of no other.")
    if not today <= until <= today + LASTS_AT_MOST:
        raise ValidationError("A token works for a year at most. Choose a day within the next 12 months.")
    secret = BEGINS + secrets.token_urlsafe(32)
    made = trail.create(
        Token, by=by, why=why, agency=agency, name=name, scopes=sorted(scopes), digest=_digest(secret), until=until,
        made_at=timezone.now(), made_by=by,
    )  # fmt: skip
    return made, secret


def revoke(token: Token, expect: int, *, by: Person, why: str) -> Token:
    return trail.change(token, expect, by=by, why=why, revoked_at=timezone.now(), revoked_by=by)


def known(secret: str) -> Token | None:
    """The token with this secret, while it works."""
    return Token.objects.usable().filter(digest=_digest(secret)).first()


def used(token: Token, scope: Scope, *, place: str) -> None:
    """Note that a token was used; the first time in a day stands on the trail."""
    said = {"token": token, "scope": scope, "on": timezone.localdate()}
    if Use.objects.filter(**said).exists():
        return
    with transaction.atomic(), trail.acting_from(trail.Where("token", place)):
        _, first = Use.objects.get_or_create(**said, defaults={"place": place})
        if first:
            trail.happened("api.token", str(token.pk), by=None, why=f"Asked for: {scope.label}")
