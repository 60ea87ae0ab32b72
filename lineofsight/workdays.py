"""Working days of England: Monday to Friday, bank holidays left out.

A clock starts the day after what set it off: the referral is on day 0, and "within 45 working days" is met on
the 45th working day after it. By the running numbers of `working_days`, that is the number on the last day
less the number on day 0, whether or not either of them is a working day.
"""

from datetime import date, timedelta
from functools import cache

import holidays

DAY = timedelta(days=1)
SATURDAY = 5


@cache
def bank_holidays(year: int) -> frozenset[date]:
    """The bank holidays of England in a year, with the days given once (a jubilee, a state funeral)."""
    return frozenset(holidays.country_holidays("GB", subdiv="ENG", years=year))


def is_working_day(day: date) -> bool:
    return day.weekday() < SATURDAY and day not in bank_holidays(day.year)


def working_days(first: date, last: date) -> list[tuple[date, int]]:
    """Every day from `first` to `last`, with how many working days there were up to and including it.

    A Saturday therefore carries Friday's number, and the days before the first working day carry 0.
    """
    numbered = []
    number = 0
    day = first
    while day <= last:
        number += is_working_day(day)
        numbered.append((day, number))
        day += DAY
    return numbered


def add_working_days(day: date, n: int) -> date:
    """The n-th working day after `day`, or before it where n is negative; for n = 0 the day itself.

    Counting from a Saturday, the first is Monday: a deadline never falls on a day when nobody is there.
    """
    step = DAY if n > 0 else -DAY
    left = abs(n)
    while left:
        day += step
        left -= is_working_day(day)
    return day
