"""What lasts from one day to another: whether it does on a day, and that it ends after it began."""

from datetime import date

from django.db.models import F, Q

ENDS_AFTER = Q(until=None) | Q(until__gte=F("since"))


def lasting(day: date) -> Q:
    """Begun by a day and not ended before it."""
    return Q(since__lte=day) & still_on(day)


def still_on(day: date) -> Q:
    """Not ended before a day, whether or not it had begun."""
    return Q(until=None) | Q(until__gte=day)
