"""By when the law wants an answer: a calendar month, twenty working days, seventy-two hours."""

from datetime import UTC, date, datetime, timedelta

from lineofsight.web.records.days import months_on
from lineofsight.workdays import add_working_days, is_working_day

FOI_DAYS = 20  # working days, Freedom of Information Act 2000, section 10
HOURS = timedelta(hours=72)  # UK GDPR, article 33


def months_after(day: date, months: int) -> date:
    """The same day of a later month, or that month's last; where nobody works then, the next working day.

    So the Information Commissioner counts the month of UK GDPR, article 12.
    """
    found = months_on(day, months)
    return found if is_working_day(found) else add_working_days(found, 1)


def foi_due(received_on: date) -> date:
    return add_working_days(received_on, FOI_DAYS)


def hours_end(aware: datetime) -> datetime:
    """When seventy-two hours have passed: hours that pass, so that a clock put forward or back moves nothing."""
    return aware.astimezone(UTC) + HOURS
