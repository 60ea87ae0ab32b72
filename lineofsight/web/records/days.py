"""Days as people write them."""

from calendar import monthrange
from collections.abc import Sequence
from datetime import date, datetime
from itertools import zip_longest

from django.utils import timezone


def day(value: date | datetime | str | None) -> str:
    """As people write it: 2 November 2017."""
    if value is None:
        return ""
    if isinstance(value, str):
        value = datetime.fromisoformat(value)
    if isinstance(value, datetime) and value.tzinfo:
        value = timezone.localtime(value)
    return f"{value:%-d %B %Y}"


def dates(days: Sequence[date]) -> str:
    """Several days together, month and year once: 4, 11 and 18 January 2018."""
    days = sorted(set(days))
    said = [_before(one, after) for one, after in zip_longest(days, days[1:])]
    return " and ".join(filter(None, [", ".join(said[:-1]), said[-1]]))


def _before(one: date, after: date | None) -> str:
    """A day as it stands before another."""
    if after is None or one.year != after.year:
        return day(one)
    return f"{one:%-d}" if one.month == after.month else f"{one:%-d %B}"


def for_long(since: date, until: date) -> str:
    """How long ago, as people say it: 9 days, 14 months, 9 years."""
    days = (until - since).days
    months = days * 12 // 365
    many, what = (days, "day") if days < 60 else (months, "month") if months < 24 else (months // 12, "year")
    return f"{many} {what}" if many == 1 else f"{many} {what}s"


def months_on(day: date, months: int) -> date:
    """The same day of a later month, or that month's last."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
