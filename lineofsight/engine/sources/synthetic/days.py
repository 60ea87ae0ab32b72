"""Days as whole numbers: financial years, months on, working days, a column at a time.

The generator holds every date as days since 1970 in a NumPy array, so that a year's children are a few
array operations. `NEVER` stands for what has not happened.
"""

import functools
from datetime import date

import numpy as np

from lineofsight.workdays import working_days

NEVER = 1_000_000  # the year 4707: later than any day here, so that "open at P" is `end > P`
Days = np.ndarray

_FIRST, _LAST = date(2005, 1, 1), date(2027, 12, 31)


def day(year: int, month: int, of_month: int) -> int:
    return (date(year, month, of_month) - date(1970, 1, 1)).days


def financial_year(ending: int) -> tuple[int, int]:
    """First and last day of the financial year that ends in March of `ending`."""
    return day(ending - 1, 4, 1), day(ending, 3, 31)


def year_ending(days: Days | int) -> Days:
    """The year in which the financial year of each day ends."""
    months = np.asarray(days).astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
    return (months + 9) // 12 + 1970


def months_on(days: Days | int, months: Days | int) -> Days:
    """The same day of the month some months on or back, or the month's last day where it is shorter."""
    known = np.asarray(days).astype("datetime64[D]")
    month = known.astype("datetime64[M]")
    of_month = (known - month.astype("datetime64[D]")).astype(np.int64)
    there = month + np.asarray(months, np.int64).astype("timedelta64[M]")
    first = there.astype("datetime64[D]").astype(np.int64)
    length = (there + np.timedelta64(1, "M")).astype("datetime64[D]").astype(np.int64) - first
    return first + np.minimum(of_month, length - 1)


def fifteenth(days: Days | int, months_before: Days | int) -> Days:
    """The 15th of the month some months before each day's own: births are held by month."""
    month = np.asarray(days).astype("datetime64[D]").astype("datetime64[M]")
    month = month - np.asarray(months_before, np.int64).astype("timedelta64[M]")
    return month.astype("datetime64[D]").astype(np.int64) + 14


def birthday(born: Days, years: int) -> Days:
    return months_on(born, 12 * years)


def age(born: Days, on: Days | int) -> Days:
    """Whole years; below nought before birth."""
    birth, then = (
        np.asarray(d).astype("datetime64[D]").astype("datetime64[M]").astype(np.int64) for d in (born, on)
    )
    of_month = np.asarray(on) - fifteenth(on, 0)
    return (then - birth - (of_month < 0)) // 12


@functools.cache
def _calendar() -> tuple[int, Days, Days]:
    """The first day known, working days up to and including each day, and the day of each working day."""
    numbers = np.array([number for _, number in working_days(_FIRST, _LAST)])
    worked = np.flatnonzero(np.diff(numbers, prepend=0))
    first = day(_FIRST.year, 1, 1)
    return first, numbers, worked + first


def working_number(days: Days | int) -> Days:
    first, numbers, _ = _calendar()
    return numbers[np.clip(np.asarray(days) - first, 0, len(numbers) - 1)]


def working_days_between(start: Days | int, end: Days | int) -> Days:
    """Working days after `start` up to `end`."""
    return working_number(end) - working_number(start)


def working_days_on(days: Days | int, n: Days | int) -> Days:
    """The n-th working day after each day (before it where n is negative)."""
    _, _, worked = _calendar()
    return worked[np.clip(working_number(days) + n - 1, 0, len(worked) - 1)]


def is_worked(days: Days | int) -> Days:
    return working_number(days) > working_number(np.asarray(days) - 1)
