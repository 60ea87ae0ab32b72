"""Slowing down those who guess passwords, without telling them or anyone else who has an account."""

from datetime import timedelta

from django.conf import settings
from django.utils import timezone
from django.utils.crypto import salted_hmac

from lineofsight.web.accounts.models import Attempt

WITHIN = timedelta(minutes=15)
KEPT = timedelta(days=1)
MOST = {"both": 5, "who": 20, "place": 50}  # failures: of one address from one place, of either alone


def _keys(who: str, place: str) -> dict[str, str]:
    said = {"both": f"{who.lower()} {place}", "who": who.lower(), "place": place}
    return {
        name: salted_hmac(f"attempt {name}", text, secret=settings.SECRET_KEY, algorithm="sha256").hexdigest()
        for name, text in said.items()
    }


def too_many(who: str, place: str) -> bool:
    """Whether this address has failed too often of late, there or from here."""
    since = timezone.now() - WITHIN
    return any(
        Attempt.objects.filter(key=key, at__gt=since).count() >= MOST[name]
        for name, key in _keys(who, place).items()
    )


def failed(who: str, place: str) -> None:
    Attempt.objects.filter(at__lt=timezone.now() - KEPT).delete()
    Attempt.objects.bulk_create([Attempt(key=key) for key in _keys(who, place).values()])


def succeeded(who: str, place: str) -> None:
    """Whoever knew the password starts afresh; the place's own count stays."""
    keys = _keys(who, place)
    Attempt.objects.filter(key__in=[keys["both"], keys["who"]]).delete()
