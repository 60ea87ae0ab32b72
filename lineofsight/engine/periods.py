"""The spans of time a reading is for, and their labels."""

import re
from calendar import monthrange
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum


class PeriodError(ValueError):
    """A label that is no period: says how periods are written."""


class Kind(StrEnum):
    YEAR = "year"  # 2016-17: 1 April to 31 March
    QUARTER = "quarter"  # 2016-17-Q4: January to March 2017
    MONTH = "month"  # 2016-M12
    ROLLING = "rolling year"  # R12-2016-M12: the year to the end of December 2016
    CENSUS = "census"  # 2017, of what is counted each 30 September
    CALENDAR = "calendar year"  # 2017, of anything else
    ACADEMIC = "academic year"  # AY2016-17: September to August
    POOLED = "pooled years"  # 2014-15..2016-17
    DAY = "day"  # 2016-10-23
    SPAN = "span"  # 2016-10-01..2017-09-30


@dataclass(frozen=True, order=True)
class Period:
    """From the first day to the last, both included."""

    start: date
    end: date
    label: str
    kind: Kind

    @property
    def financial_year(self) -> int:
        """The calendar year in which the financial year of the last day begins: 2016 for 31 March 2017."""
        return self.end.year - (self.end.month < 4)


def last_day(year: int, month: int) -> date:
    return date(year, month, monthrange(year, month)[1])


def months_before(day: date, months: int) -> date:
    """The same day of the month, clamped to the month's last day; a negative number looks ahead."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def financial_year(first: int) -> Period:
    return Period(date(first, 4, 1), date(first + 1, 3, 31), f"{first}-{(first + 1) % 100:02}", Kind.YEAR)


def quarter(first: int, number: int) -> Period:
    year, month = divmod(first * 12 + 3 + 3 * (number - 1), 12)
    start = date(year, month + 1, 1)
    return Period(
        start, last_day(start.year, start.month + 2), f"{financial_year(first).label}-Q{number}", Kind.QUARTER
    )


def month(year: int, number: int) -> Period:
    return Period(date(year, number, 1), last_day(year, number), f"{year}-M{number:02}", Kind.MONTH)


def rolling_year(year: int, number: int) -> Period:
    end = last_day(year, number)
    start = months_before(date(year, number, 1), 11)
    return Period(start, end, f"R12-{year}-M{number:02}", Kind.ROLLING)


def census(year: int) -> Period:
    return Period(date(year, 9, 30), date(year, 9, 30), str(year), Kind.CENSUS)


def _years(text: str) -> int | None:
    match = re.fullmatch(r"(\d{4})-(\d{2})", text)
    if match and (int(match[1]) + 1) % 100 == int(match[2]):
        return int(match[1])
    return None


def parse(label: str, *, at_census: bool = False) -> Period:
    """The period that a label names. `at_census` reads "2017" as 30 September 2017."""
    try:
        return _parse(label.strip(), at_census)
    except ValueError:
        raise PeriodError(
            f"'{label}' is not a period. Write a financial year 2016-17, a quarter 2016-17-Q4, a month "
            f"2016-M12, the year to a month R12-2016-M12, a calendar year 2017, an academic year AY2016-17, "
            f"years together 2014-15..2016-17, a day 2016-10-23 or a span 2016-10-01..2017-09-30."
        ) from None


def _parse(label: str, at_census: bool) -> Period:
    if (first := _years(label)) is not None:
        return financial_year(first)
    if match := re.fullmatch(r"(\d{4}-\d{2})-Q([1-4])", label):
        if (first := _years(match[1])) is None:
            raise ValueError
        return quarter(first, int(match[2]))
    if match := re.fullmatch(r"(R12-)?(\d{4})-M(\d{2})", label):
        make = rolling_year if match[1] else month
        return make(int(match[2]), int(match[3]))
    if re.fullmatch(r"\d{4}", label):
        year = int(label)
        return (
            census(year) if at_census else Period(date(year, 1, 1), date(year, 12, 31), label, Kind.CALENDAR)
        )
    if label.startswith("AY") and (first := _years(label[2:])) is not None:
        return Period(date(first, 9, 1), date(first + 1, 8, 31), label, Kind.ACADEMIC)
    if ".." in label:
        one, other = label.split("..")
        if (a := _years(one)) is not None and (b := _years(other)) is not None and a < b:
            return Period(financial_year(a).start, financial_year(b).end, label, Kind.POOLED)
        start, end = date.fromisoformat(one), date.fromisoformat(other)
        if start >= end:
            raise ValueError
        return Period(start, end, label, Kind.SPAN)
    day = date.fromisoformat(label)
    return Period(day, day, label, Kind.DAY)


def within(first: date, last: date, kinds: Iterable[Kind]) -> Iterator[Period]:
    """The years, quarters, months, rolling years and censuses that touch the days from first to last."""
    kinds = set(kinds)
    for year in range(first.year - 1, last.year + 1):
        made = [financial_year(year), census(year + 1)]
        made += [quarter(year, n) for n in (1, 2, 3, 4)]
        made += [
            make(year + (n > 12), (n - 1) % 12 + 1) for n in range(4, 16) for make in (month, rolling_year)
        ]
        for period in made:
            # A rolling year is named for the month it ends in, so that month decides whether it is asked for.
            begins = (
                date(period.end.year, period.end.month, 1) if period.kind is Kind.ROLLING else period.start
            )
            if period.kind in kinds and begins <= last and period.end >= first:
                yield period


def days(period: Period) -> Iterator[date]:
    for number in range((period.end - period.start).days + 1):
        yield period.start + timedelta(number)
