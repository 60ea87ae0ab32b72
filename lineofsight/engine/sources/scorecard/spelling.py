"""How scorecards spell a period and a part of a figure, and what each spelling means in our labels."""

import functools
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date

from lineofsight.engine import periods
from lineofsight.engine.periods import Kind, Period, PeriodError

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = (
    r"(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
_OTHER_MONTH = _MONTH.replace("month", "other", 1)
_YEAR = r"(?P<year>(?:19|20)\d\d|'?\d\d)"
_FULL_YEAR = r"(?P<year>(?:19|20)\d\d)"
_FINANCIAL = r"(?P<first>(?:20)?\d\d)\s*[/\-–]\s*(?P<second>(?:20)?\d\d)"
_QUARTER = r"q(?:uarter|tr)?\s*\.?\s*(?P<quarter>[1-4])"
_GAP = r"[\s,/\-–()]*"

# No period is spelt without one of these.
TELLING = re.compile(r"\d|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec", re.IGNORECASE)
LIKELY_YEARS = re.compile(r"(?:19|20)\d\d")  # 4966 is a figure
# Words around a period that say nothing about which it is.
FLUFF = re.compile(
    r"^(?:as\s+at|as\s+of|at|on|fy|f/y|financial\s+year|year|position\s+at|month|month\s+of|period|snapshot\s+at)"
    r"\s+(?=\S)|^fy(?=\d)|[*†‡]+$|\(p\)$",
    re.IGNORECASE,
)
WHOLE_YEAR = {"total", "year", "full year", "whole year", "year end", "outturn", "annual", "year total"}

PARTS = {
    "numerator": ("numerator", "num", "num.", "n", "numbers", "number", "no", "no.", "count"),
    "denominator": ("denominator", "denom", "denom.", "den", "d", "out of", "of", "cohort", "base", "total"),
    "value": (
        "%", "percent", "per cent", "percentage", "pct", "value", "figure", "actual", "performance", "result",
        "rate", "outturn", "score", "achieved", "median", "average", "mean", "share", "data",
    ),
}  # fmt: skip
PART_OF = {word: part for part, words in PARTS.items() for word in words}
_ANY_PART = "|".join(re.escape(word) for word in sorted(PART_OF, key=len, reverse=True))
PART_LAST = re.compile(rf"(?P<rest>.+?)[\s\-–:(]+(?P<part>{_ANY_PART})\)?", re.IGNORECASE)
PART_FIRST = re.compile(rf"(?P<part>{_ANY_PART})[\s\-–:]+(?P<rest>.+)", re.IGNORECASE)
# A column or row of a scorecard that holds no figure of the area.
BESIDE = re.compile(
    r"target|\brag\b|direction|\bdot\b|trend|comment|narrative|england|national|region|neighbour"
    r"|benchmark|variance|\brank|tolerance|owner|\blead\b|polarity|\bref\b|status|source|change|difference|ytd"
    r"|year to date|sparkline|threshold|previous|forecast|\bnotes?\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Unplaced:
    """A quarter or month whose year stands elsewhere: above it, in the title or in the sheet's name."""

    quarter: int | None = None
    month: int | None = None

    def within(self, year: Period) -> Period | None:
        """In a financial year; a month also in a calendar year. "Q1 2016" could mean two things: None."""
        if year.kind is Kind.YEAR and self.quarter:
            return periods.quarter(year.start.year, self.quarter)
        if year.kind is Kind.YEAR and self.month:
            return periods.month(year.start.year + (self.month < 4), self.month)
        if year.kind is Kind.CALENDAR and self.month:
            return periods.month(year.start.year, self.month)
        return None


def _year(text: str) -> int:
    number = int(text.lstrip("'"))
    return number if number > 99 else 2000 + number


def _month(text: str) -> int:
    return MONTHS.index(text[:3].lower()) + 1


def _financial(match: re.Match[str]) -> Period | None:
    first, second = _year(match["first"]), _year(match["second"])
    return periods.financial_year(first) if second == first + 1 else None


def _quarter(match: re.Match[str]) -> Period | None:
    year = _financial(match)
    return year and periods.quarter(year.start.year, int(match["quarter"]))


def _monthly(match: re.Match[str]) -> Period:
    return periods.month(_year(match["year"]), _month(match["month"]))


def _months_together(match: re.Match[str]) -> Period | None:
    """ "Apr-Jun 2016": three months that are a quarter of the financial year."""
    first, last, year = _month(match["month"]), _month(match["other"]), _year(match["year"])
    if first % 3 != 1 or last != first + 2:
        return None
    return periods.quarter(year - (first < 4), ((first - 4) % 12) // 3 + 1)


def _year_to(match: re.Match[str]) -> Period:
    year, month = _year(match["year"]), _month(match["month"])
    return (
        periods.financial_year(year - 1)
        if month == 3 and not match["rolling"]
        else periods.rolling_year(year, month)
    )


def _day(match: re.Match[str]) -> Period:
    month = int(match["number"]) if "number" in match.groupdict() else _month(match["month"])
    return periods.parse(date(_year(match["year"]), month, int(match["day"])).isoformat())


def _pooled(match: re.Match[str]) -> Period | None:
    one, other = parse(match["one"]), parse(match["last"])
    if not (isinstance(one, Period) and isinstance(other, Period)) or one.kind is not Kind.YEAR:
        return None
    return periods.parse(f"{one.label}..{other.label}") if other.kind is Kind.YEAR else None


def _numbered(match: re.Match[str]) -> Period:
    return periods.month(int(match["year"]), int(match["number"]))


def _academic(match: re.Match[str]) -> Period | None:
    year = _financial(match)
    return year and periods.parse(f"AY{year.label}")


def _lone_quarter(match: re.Match[str]) -> Unplaced:
    return Unplaced(quarter=int(match["quarter"]))


def _lone_month(match: re.Match[str]) -> Unplaced:
    return Unplaced(month=_month(match["month"]))


_MONTHS_NAMED = r"\(?[a-z]{3,9}\s*(?:-|–|to)\s*[a-z]{3,9}\)?"  # (Apr-Jun), beside a quarter
_UP_TO = r"(?:to|ending|ended|end)(?:\s+the\s+end\s+of)?\s+(?:\d\d?(?:st|nd|rd|th)?\s+)?"
_ROLLING = r"(?P<rolling>(?:rolling\s+)?12\s+months|r12|rolling\s+year|rolling\s+12m?)?(?:year)?\s*"


def _spelt(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


# What a title or a sheet's name may hold among other words, the most telling first.
INSIDE = {
    _spelt(rf"{_QUARTER}{_GAP}(?:{_MONTHS_NAMED}{_GAP})?{_FINANCIAL}\)?"): _quarter,
    _spelt(rf"{_FINANCIAL}{_GAP}{_QUARTER}\)?"): _quarter,
    _spelt(rf"{_ROLLING}{_UP_TO}{_MONTH}[\s\-]*{_YEAR}"): _year_to,
    _spelt(rf"(?P<day>\d\d?)(?:st|nd|rd|th)?[\s\-]+{_MONTH}[\s\-,]*{_YEAR}"): _day,
    _spelt(rf"(?P<day>\d\d?)[/.\-](?P<number>\d\d?)[/.\-]{_YEAR}"): _day,
    _spelt(rf"{_MONTH}[\s\-–/,']*{_YEAR}"): _monthly,
    _spelt(_FINANCIAL): _financial,
}
SPELLINGS = INSIDE | {
    _spelt(rf"{_FULL_YEAR}[\s\-/]*{_MONTH}"): _monthly,
    _spelt(rf"(?P<number>0?[1-9]|1[0-2])/{_FULL_YEAR}"): _numbered,
    _spelt(rf"{_FULL_YEAR}-(?P<number>0[1-9]|1[0-2])"): _numbered,
    _spelt(rf"{_MONTH}\s*(?:-|–|to)\s*{_OTHER_MONTH}[\s,]*{_YEAR}"): _months_together,
    _spelt(rf"(?:academic\s+year|ay|a/y)\s*{_FINANCIAL}"): _academic,
    _spelt(r"(?P<one>[\d/\-–]{5,9})\s*(?:to|\.\.)\s*(?P<last>[\d/\-–]{5,9})"): _pooled,
    _spelt(rf"{_QUARTER}\s*(?:{_MONTHS_NAMED})?"): _lone_quarter,
    _spelt(_MONTH): _lone_month,
}


@functools.lru_cache(maxsize=20_000)
def parse(text: str) -> Period | Unplaced | None:
    """The period that a heading spells, or the quarter or month it names without a year, or None."""
    text = " ".join(text.split())
    if len(text) > 60 or not TELLING.search(text):
        return None
    if " to " not in text.lower():
        text = FLUFF.sub("", text).strip()
    with suppress(PeriodError):
        label = periods.parse(text)
        return label if LIKELY_YEARS.search(text) else None
    for pattern, read in SPELLINGS.items():
        match = pattern.fullmatch(text)
        try:
            found = match and read(match)
        except ValueError:  # 31 June
            continue
        if found:
            return found
    return None


def find(text: str) -> Period | None:
    """The period that stands among the words of a title, such as "Scorecard, Quarter 4 2016/17"."""
    return next((period for period, _, _ in _inside(text)), None)


def without_period(text: str, instead: str) -> str:
    """A sheet's name with other words for its period: "Health (period)" for "Health Q1 2016-17"."""
    if parse(text):
        return instead
    start, end = next(((start, end) for _, start, end in _inside(text)), (0, 0))
    return f"{text[:start]}{instead}{text[end:]}" if end else text


def _inside(text: str) -> Iterator[tuple[Period, int, int]]:
    for pattern, read in INSIDE.items():
        alone = rf"(?<![^\W_]){pattern.pattern}(?![\w/])"
        for match in re.finditer(alone, text[:300], re.IGNORECASE):
            with suppress(ValueError):
                found = read(match)
                if isinstance(found, Period):
                    yield found, *match.span()


@dataclass(frozen=True)
class Heading:
    """What the cells above a column, or before a row, say together."""

    period: Period | None
    rest: str  # everything that is no period, joined by " | "
    unplaced: Unplaced | None = None  # a quarter or month that found no year


def join(pieces: list[str]) -> str:
    return " | ".join(piece for piece in pieces if piece)


@functools.lru_cache(maxsize=20_000)
def split_part(text: str) -> tuple[str, str]:
    """ "Q1 2016/17 Num" as ("Q1 2016/17", "Num"): a period and a word for a part in one cell."""
    if len(text) > 60 or not TELLING.search(text):
        return text, ""
    for pattern in (PART_LAST, PART_FIRST):
        match = pattern.fullmatch(text)
        if match and parse(match["rest"]):
            return match["rest"], match["part"]
    return text, ""


def read_heading(
    pieces: list[str],
    *,
    around: Period | None = None,
    dates: str = "days",
    said: dict[str, str] | None = None,
) -> Heading:
    """What a row's or column's heading says. `around`: the period of the sheet, whose year a lone "Q1" takes.

    `dates`: whether a date in a heading names its day or its month. `said`: the mapping's own word for a
    heading that is spelt otherwise: a label, or "" where it is no period.
    """
    said = said or {}
    whole = join(pieces)
    if whole in said:
        return Heading(periods.parse(said[whole]) if said[whole] else None, "" if said[whole] else whole)
    placed: list[Period] = []
    unplaced: Unplaced | None = None
    rest: list[str] = []
    for piece in pieces:
        word, part = (piece, "") if piece in said else split_part(piece)
        found = (periods.parse(said[piece]) if said[piece] else None) if piece in said else parse(word)
        if isinstance(found, Unplaced):
            unplaced = found
        elif found:
            placed.append(found)
        elif piece:
            rest.append(piece)
        if found and part:
            rest.append(part)
    years = [one for one in placed if one.kind in (Kind.YEAR, Kind.CALENDAR)]
    finer = [one for one in placed if one not in years]
    if unplaced:
        year = years[0] if years else around and _year_of(around)
        period = unplaced.within(year) if year else None
        return Heading(period, join(rest), None if period else unplaced)
    period = next(iter([*finer, *years]), None)
    if period and not finer:
        rest = [word for word in rest if word.lower() not in WHOLE_YEAR]
    if period and period.kind is Kind.DAY and dates == "months":
        period = periods.month(period.start.year, period.start.month)
    return Heading(period, join(rest))


def _year_of(period: Period) -> Period:
    return (
        period if period.kind in (Kind.YEAR, Kind.CALENDAR) else periods.financial_year(period.financial_year)
    )


def is_period(text: str) -> bool:
    return parse(split_part(text)[0]) is not None


def heads_figures(text: str) -> bool:
    """Whether a text is a period that figures are given for: of days, the first or last of a month only.

    Any other day is more likely a birth or a visit in a list of people.
    """
    found = parse(split_part(text)[0])
    if isinstance(found, Period) and found.kind is Kind.DAY:
        return found.end.day == 1 or found.end == periods.last_day(found.end.year, found.end.month)
    return found is not None
