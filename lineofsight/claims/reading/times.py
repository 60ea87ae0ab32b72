"""The periods and days that a text names, with labels as in engine/periods.py."""

import re
from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from lineofsight.claims.reading.passed import COUNTED, FIRST, passed
from lineofsight.claims.reading.surface import pattern, surface, without


@dataclass(frozen=True)
class Time:
    """Words that name a time, as text[start:end].

    `label` is what engine/periods.py reads: 2016-17, 2016-17-Q4, 2016-M12, R12-2016-M12, AY2016-17, 2016 (a calendar
    year), 2014-15..2016-17 (years together, and the first and last of "between"), a day, or days first..last. None where the
    words leave it open; `relative` then says what they do say: "previous year", "this quarter", "next year", "since
    then", "Q3", "--03" (March of a year unsaid), "--03-31", "summer 2016". Neither: the words contradict themselves
    (31 February 2017, 2016/15) or name a time too loose for a label (the 1990s).
    """

    start: int
    end: int
    words: str
    label: str | None
    relative: str | None = None


def times(text: str) -> list[Time]:
    """Every time in the text, in order, none overlapping another."""
    whole = surface(text)
    read = []
    for start, end, label, relative in seen(whole.text).times:
        first, last = whole.span(start, end)
        read.append(Time(first, last, text[first:last], label, relative))
    return read


@dataclass(frozen=True)
class Seen:
    """A surface text after the rules that come before times, and times: what each took, and what is left."""

    over: tuple[tuple[int, int, str], ...]
    times: tuple[tuple[int, int, str | None, str | None], ...]
    left: str


@lru_cache(maxsize=4096)  # numbers and times are asked for the same sentence, more than once
def seen(text: str) -> Seen:
    over, left = passed(text, FIRST)
    found, left = _spans(left)
    return Seen(tuple(over), tuple(found), left)


Meaning = tuple[str | None, str | None]
Rule = tuple[re.Pattern[str], Callable[[re.Match[str]], Meaning | None]]


def _spans(text: str) -> tuple[list[tuple[int, int, str | None, str | None]], str]:
    """Start, end, label and relative of every time, and the text without; a longer form is tried before a shorter."""
    found = []
    for rule, meaning in RULES:
        taken = []
        for match in rule.finditer(text):
            if (meant := meaning(match)) is not None:
                found.append((match.start(), match.end(), *meant))
                taken.append(match.span())
        text = without(text, taken)
    return sorted(found, key=lambda one: one[:2]), text


# The parts that the rules are made of. A year is never the head of a longer figure.
_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
# With its capital: "15 may have" is a number and a verb.
_M = r"""(?:(?-i:J)an(?:uary)?|(?-i:F)eb(?:ruary)?|(?-i:M)ar(?:ch)?|(?-i:A)pr(?:il)?|(?-i:M)ay|(?-i:J)une?|(?-i:J)uly?
  |(?-i:A)ug(?:ust)?|(?-i:S)ept?(?:ember)?|(?-i:O)ct(?:ober)?|(?-i:N)ov(?:ember)?|(?-i:D)ec(?:ember)?)\b\.?"""
_D = r"(?<![\d.,/£])\d{1,2}(?:st|nd|rd|th)?(?:\sof)?"
_Y = r"(?:19|20)\d\d(?![\d/]|[-–]\d|[.,]\d|\s?%)"
_YEARS = r"(?:19|20)\d\d(?:\s?/\s?|[-–])(?:(?:19|20)\d\d|\d\d)(?![\d/%]|[.,]\d|[-–]\d(?!\d\d\d))"
_FY = rf"(?<![\d.,/£]){_YEARS}"
_TO = r"\s?(?:-|–|—|to|until|through|through\sto)\s?(?:the\s)?"
# Not "in the last quarter two reviews".
_Q = r"""(?:Q\s?|qtr\.?\s|(?<!last\s)(?<!this\s)(?<!the\s)(?<!next\s)(?<!each\s)(?<!previous\s)(?<!\ba\s)quarter\s)
  (?:[1-4](?!\d|[.,]\d|\s?%)|(?:one|two|three|four)\b)"""
_NTH = {"first": 1, "one": 1, "second": 2, "two": 2, "third": 3, "three": 3}
_SPELT = {"year": 12, "twelve": 12, "quarter": 3, "three": 3, "six": 6, "nine": 9}


def _month(name: str) -> int:
    return _MONTHS.index(name[:3].lower()) + 1


def _day(words: str) -> int:
    return int(re.findall(r"\d+", words)[0])


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _last(year: int, month: int) -> date:
    return date(year, month, monthrange(year, month)[1])


def _years(first: int) -> str:
    return f"{first}-{(first + 1) % 100:02}"


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _from_iso(words: str) -> date | None:
    year, month, day = map(int, words.split("-"))
    return _date(year, month, day)


def _span(first: date | None, last: date | None) -> str | None:
    """The shortest label for these days: a year, a quarter or a month where they are one."""
    if first is None or last is None or first >= last:
        return None
    if first.day == 1 and last == _last(last.year, last.month):
        months = (last.year - first.year) * 12 + last.month - first.month + 1
        if months == 12 and first.month == 4:
            return _years(first.year)
        if months == 12 and first.month == 1:
            return str(first.year)
        if months == 12:
            return f"R12-{last.year}-M{last.month:02}"
        if months == 3 and first.month % 3 == 1:
            return f"{_years(first.year - (first.month < 4))}-Q{(first.month - 4) % 12 // 3 + 1}"
        if months == 1:
            return f"{first.year}-M{first.month:02}"
    return f"{first}..{last}"


def _financial(words: str) -> str | None:
    """2016/17 is a year; 2015-17 the years from April 2015 to March 2017; 2016/15 is none."""
    one, other = re.findall(r"\d+", words)
    first, last = int(one), int(other) if len(other) == 4 else int(one[:2] + other)
    if first % 100 == 99 and other == "00":
        last += 100
    if last == first + 1:
        return _years(first)
    return f"{_years(first)}..{_years(last - 1)}" if last > first else None


def _one_year(words: str) -> str | None:
    label = _financial(words)
    return label if label and ".." not in label else None


def _numeric(match: re.Match[str]) -> Meaning:
    day, month, year = (int(part) for part in re.findall(r"\d+", match[0]))
    return _iso(_date(year + 2000 * (year < 100), month, day)), None


def _calendar(match: re.Match[str]) -> Meaning:
    return _iso(_date(int(match["y"]), _month(match["m"]), _day(match["d"]))), None


def _days(match: re.Match[str]) -> Meaning:
    """Two days and what lies between; the first takes month and year from the second where it has none."""
    part = match.groupdict()
    end, begins = _month(part["m2"]), _month(part.get("m") or part["m2"])
    if not part["y2"]:
        return None, f"--{begins:02}-{_day(part['d']):02}..--{end:02}-{_day(part['d2']):02}"
    year = int(part.get("y") or int(part["y2"]) - (begins > end))
    first = _date(year, begins, _day(part["d"]))
    last = _date(int(part["y2"]), end, _day(part["d2"]))
    apart = re.search(r"and|&", match[0]) and first and last and last - first > timedelta(1)
    return (None if apart else _span(first, last)), None


def _up_to(match: re.Match[str]) -> Meaning | None:
    """ "The year to March 2017", "the six months ending 30 September 2016"."""
    count = match["n"].lower()
    if not match["months"] and count not in ("year", "quarter"):
        return None
    months, month = _SPELT.get(count) or int(count), _month(match["m"])
    if not match["y"]:
        return None, f"{count} to --{month:02}" + (f"-{_day(match['d']):02}" if match["d"] else "")
    last = _last(int(match["y"]), month)
    if match["d"] and _day(match["d"]) != last.day:
        day = _date(last.year, month, _day(match["d"]))
        before = _date(last.year - 1, month, _day(match["d"]))
        return (_span(before + timedelta(1), day) if day and before and months == 12 else None), None
    year, number = divmod(last.year * 12 + month - months, 12)
    if months == 12 and month == 12:
        return f"R12-{last.year}-M12", None
    return _span(date(year, number + 1, 1), last), None


def _months(match: re.Match[str]) -> Meaning | None:
    if match["y"] and re.search(r"\band\b", match[0]):
        return None  # March 2016 and March 2017 are two times
    first, last = _month(match["m"]), _month(match["m2"])
    year = int(match["y"] or int(match["y2"]) - (first > last))
    return _span(date(year, first, 1), _last(int(match["y2"]), last)), None


def _quarter(match: re.Match[str]) -> Meaning:
    year = re.search(_FY, match[0], re.VERBOSE)
    rest = match[0].replace(year[0], "") if year else match[0]
    said = re.search(r"[1-4]|first|second|third|one|two|three", rest.lower())
    number = (_NTH.get(said[0]) or int(said[0])) if said else 4
    if not year:
        return None, f"Q{number}"
    label = _one_year(year[0])
    return (f"{label}-Q{number}" if label else None), None


def _academic(match: re.Match[str]) -> Meaning:
    label = _one_year(match["fy"])
    return (f"AY{label}" if label else None), None


def _pooled(match: re.Match[str]) -> Meaning | None:
    one, other = _one_year(match["fy"]), _one_year(match["fy2"])
    return (f"{one}..{other}", None) if one and other and one < other else None


def _short(match: re.Match[str]) -> Meaning | None:
    one, other = int(match[1]), int(match[2])
    return (_years(2000 + one), None) if other == one + 1 else None


def _far_apart(match: re.Match[str]) -> Meaning | None:
    one, other = int(match[1]), int(match[2])
    return (f"{_years(one)}..{_years(other - 1)}", None) if other > one + 1 else None


_COUNTED_NEXT = pattern(rf"\s(?:[a-z]+\s)?{COUNTED}")
_AMOUNT_BEFORE = pattern(
    r"""(?:nearly|almost|about|around|approximately|roughly|more\sthan|fewer\sthan|less\sthan|up\sto|at\sleast|some
      |total\sof|of\sthe)\s\Z"""
)
_YEAR_BEFORE = pattern(r"\b(?:in|since|during|by|until|before|after|year|for)\s\Z")


def _year(match: re.Match[str]) -> Meaning | None:
    """A bare 2016 is a year, unless things are counted by it ("of the 2016 cases") or it is said to be about so many."""
    before, after = match.string[: match.start()], match.string[match.end() :]
    counts = _COUNTED_NEXT.match(after) or _AMOUNT_BEFORE.search(before)
    return None if counts and not _YEAR_BEFORE.search(before) else (match[1], None)


_WHICH = {"last": "previous", "preceding": "previous", "prior": "previous", "current": "this"}
_WHICH |= {"coming": "next", "following": "next"}


def _relative(match: re.Match[str]) -> Meaning:
    which = match[1].lower()
    return None, f"{_WHICH.get(which, which)} {match[2].lower()}"


RULES: list[Rule] = [
    (pattern(r"\b(?:R12-)?(?:19|20)\d\d-M(?:0[1-9]|1[0-2])\b"), lambda m: (m[0].upper(), None)),
    (
        pattern(r"(?<![\d-])((?:19|20)\d\d-\d\d-\d\d)\.\.((?:19|20)\d\d-\d\d-\d\d)(?!\d)"),
        lambda m: (_span(_from_iso(m[1]), _from_iso(m[2])), None),
    ),
    (
        pattern(r"(?<![\d-])(?:19|20)\d\d-\d\d-\d\d(?!\d)"),
        lambda m: (_iso(_from_iso(m[0])), None),
    ),
    (pattern(r"(?<![\d/.,-])\d{1,2}([/.-])\d{1,2}\1(?:(?:19|20)\d\d|\d\d)(?![\d/]|\.\d)"), _numeric),
    (
        pattern(
            rf"""\b(?P<n>year|quarter|\d{{1,2}}|three|six|nine|twelve)(?P<months>[\s-]months?(?:\speriod)?)?
              \s(?:up\s)?(?:to|ending|ended)\s(?:the\s)?(?:end\sof\s)?(?:(?P<d>{_D})\s)?(?P<m>{_M})(?:,?\s(?P<y>{_Y}))?"""
        ),
        _up_to,
    ),
    (
        pattern(
            rf"(?P<d>{_D})\s(?P<m>{_M})(?:,?\s(?P<y>{_Y}))?{_TO}(?P<d2>{_D})\s(?P<m2>{_M})(?:,?\s(?P<y2>{_Y}))?"
        ),
        _days,
    ),
    (pattern(rf"(?P<d>{_D})\s?(?:-|–|to|and|&)\s?(?P<d2>{_D})\s(?P<m2>{_M})(?:,?\s(?P<y2>{_Y}))?"), _days),
    (pattern(rf"(?P<d>{_D})\s(?P<m>{_M}),?\s(?P<y>{_Y})"), _calendar),
    (pattern(rf"\b(?P<m>{_M})\s(?P<d>{_D}),?\s(?P<y>{_Y})"), _calendar),
    (
        pattern(rf"\bend\sof\s(?P<m>{_M}),?\s(?P<y>{_Y})"),
        lambda m: (_iso(_last(int(m["y"]), _month(m["m"]))), None),
    ),
    (
        pattern(rf"\b(?P<m>{_M})(?:,?\s(?P<y>{_Y}))?(?:{_TO}|\s?/\s?|\sand\s)(?P<m2>{_M}),?\s(?P<y2>{_Y})"),
        _months,
    ),
    (
        pattern(rf"\b(?P<m>{_M}),?\s(?P<y>{_Y})"),
        lambda m: (f"{m['y']}-M{_month(m['m']):02}", None),
    ),
    (
        pattern(rf"(?P<d>{_D})\s(?P<m>{_M})"),
        lambda m: (None, f"--{_month(m['m']):02}-{_day(m['d']):02}"),
    ),
    (
        pattern(
            rf"""\b(?:{_Q}|(?:first|second|third|fourth|final|last)\squarter(?=,?\s(?:of|in)\b|\s?\())
                (?:,?\s?(?:of\s|in\s|\()?(?:the\s)?(?:financial\s)?(?:year\s)?{_FY})?
              | \b(?:first|second|third|fourth|final)\squarter\b | {_FY}[-–,]?\s?{_Q}"""
        ),
        _quarter,
    ),
    (pattern(rf"\b(?:AY\s?|(?:academic|school)\syear\s)(?P<fy>{_FY})"), _academic),
    (pattern(rf"(?P<fy>{_FY})\s(?:academic|school)\syear\b"), _academic),
    (pattern(rf"(?P<fy>{_FY})\s?(?:\.\.|-|–|—|to|until|through|through\sto)\s?(?P<fy2>{_YEARS})"), _pooled),
    (pattern(rf"(?<=\bbetween\s)(?P<fy>{_FY})\sand\s(?P<fy2>{_FY})"), _pooled),
    (pattern(rf"\b(?:FY\s?)?{_FY}"), lambda m: (_financial(m[0]), None)),
    (
        pattern(
            rf"""(?:\bFY\s?|\b(?:in|for|of|to|from|since|during|and|by|year|until)\s)
              (?<!\d)(\d\d)/(\d\d)(?![\d/%]|[.,]\d|\s{COUNTED})"""
        ),
        _short,
    ),
    (pattern(rf"(?<![\d.,/£])((?:19|20)\d\d)\s?[-–]\s?({_Y})"), _far_apart),
    (
        pattern(rf"\b(?:spring|summer|autumn|winter)(?:\sterm)?\s(?:of\s)?{_Y}"),
        lambda m: (None, m[0].lower()),
    ),
    (pattern(r"(?<![\d.,£])(?:19|20)\d0'?s\b"), lambda m: (None, None)),
    (pattern(rf"(?:(?<=\bmid-)|(?<![\d.,/£€$–+-]))({_Y})"), _year),
    # Only as a name: "in may" is no month of anything.
    (
        re.compile(
            r"(?<=\b(?:in|by|of|to)\s)(?:January|February|March|April|May|June|July|August|September|October"
            r"|November|December)\b"
        ),
        lambda m: (None, f"--{_month(m[0]):02}"),
    ),
    (
        pattern(
            r"""\b(?:the\s)?(last|previous|preceding|prior|this|current|next|coming|following|same)\s
              (?:(?:financial|academic|calendar|reporting|school|municipal)\s)?(year|quarter|month)\b"""
        ),
        _relative,
    ),
    (
        pattern(r"\b(?:a|the)\s(year|quarter|month)\s(?:before|earlier|ago)\b"),
        lambda m: (None, f"previous {m[1].lower()}"),
    ),
    (
        pattern(r"\b(?:twelve|12)\smonths\s(?:before|earlier|ago|previously)\b"),
        lambda m: (None, "previous year"),
    ),
    (pattern(r"\bsince\sthen\b"), lambda m: (None, "since then")),
    (
        pattern(r"\b(?:during|throughout|over|within|in)\sthe\s(year|quarter)\b"),
        lambda m: (None, f"this {m[1].lower()}"),
    ),
]
