"""Labels of periods as claims meet them: any may be nonsense until it was checked."""

from datetime import date
from functools import cache

from lineofsight.engine.periods import Period, PeriodError, parse


@cache
def parsed(label: str) -> Period | None:
    """The period a label names; None where it names none."""
    try:
        return parse(label)
    except PeriodError:
        return None


def last_day(label: str) -> date | None:
    period = parsed(label)
    return period.end if period else None
