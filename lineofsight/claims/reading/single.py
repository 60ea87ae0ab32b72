"""One number at a time: its sign, currency, value, scale and unit, before its neighbours are looked at."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from unicodedata import numeric

from lineofsight.claims.reading.passed import NOUNS
from lineofsight.claims.reading.surface import GROUP, VULGAR, pattern
from lineofsight.claims.reading.words import SHARE, WHOLE, spelt


class Kind(StrEnum):
    COUNT = "count"  # any plain number, until the binding says what it is of
    PERCENT = "percent"  # 41.7 for 41.7%
    POINTS = "points"  # percentage points
    MONEY = "money"  # unit GBP, EUR or USD
    RATE = "rate"  # 44.5 per 10,000: unit "10,000"
    DURATION = "duration"  # 45 working days: unit "working days"
    MULTIPLE = "multiple"  # twice, 2.5 times, tenfold; "met six times" reads the same way
    FRACTION = "fraction"  # parts of one: two thirds, half, 1 in 5


@dataclass(frozen=True)
class Number:
    """One number, as text[start:end]; its signs, scale and unit are part of the words, its qualifier is not.

    `low` and `high` differ only in a range ("10-12%", "between 10 and 12"). `step` is the place value of the last
    digit shown (1/10 for 41.7%, 100,000 for 1.2 million), so that rounding moves a value by half of it at most; 0
    for a FRACTION and for "two and a half", whose tolerance is a row of the wording rules.
    `of` is the whole that it is a part of ("15 of the 36", "15 out of 36", "36 deaths, 15 of which"): that number
    also stands in the list, in its own place. `share_of` says that a percentage repeats the count beside it: in
    "15 of the 36 (41.7%)" or "41.7% (15 of 36)". `within` marks a duration as a limit: within, in or under 72 hours.
    """

    start: int
    end: int
    words: str
    low: Fraction
    high: Fraction
    step: Fraction
    kind: Kind = Kind.COUNT
    unit: str | None = None
    qualifier: str | None = (
        None  # as said: "about", "just over", "at least" (also for "10+" and "10 or more")
    )
    of: "Number | None" = None
    share_of: bool = False
    within: bool = False
    scale: int = 1  # 1,000,000 for "1.2 million"


# Python makes no whole number of more than 4,300 digits; a longer run is read in pieces.
DIGITS = rf"(?:\d{{1,3}}(?:,\d{{3}}){{1,99}}(?!\d)|\d{{1,3}}(?:{GROUP}\d{{3}}){{1,99}}(?!\d)|\d{{1,999}})"
_SCALES = {
    "k": 10**3,
    "thousand": 10**3,
    "m": 10**6,
    "mn": 10**6,
    "million": 10**6,
    "bn": 10**9,
    "billion": 10**9,
}
_SCALES |= {"hundred": 100, "dozen": 12}
_MONEY = {"£": "GBP", "gbp": "GBP", "€": "EUR", "eur": "EUR", "$": "USD", "usd": "USD"}
_SHORT_UNITS = {"min": "minute", "hr": "hour", "wk": "week", "yr": "year"}
_SINGLE = pattern(
    rf"""(?P<sign>(?<![\w%)\]])(?:[-–−+]|−\s)(?=[£€$\d.{VULGAR}]))?
    (?:(?P<money>£|€|\$|(?<!\w)(?:GBP|EUR|USD))\s?(?P<minus>[-–−](?=\d))?)?
    (?: (?P<digits>{DIGITS}(?:\.\d{{1,999}})?|(?<![\d.])\.\d{{1,999}})
          (?:\s?(?P<vulgar>[{VULGAR}])|(?P<half>\sand\sa\shalf\b))?
      | (?P<fraction>[{VULGAR}])
      | (?P<share>{SHARE})
      | (?P<spelt>{WHOLE})(?P<more_half>\sand\sa\shalf\b)?
      | \b(?P<twice>twice|thrice)\b
      | \b(?:none(?!\sthe\sless|\sother|theless)|zero|nil|not\s(?:one|a\ssingle)
          |no(?=\s(?:(?:serious|child|case|new|further|such|open|missing)\s)*{NOUNS}))\b
    )
    (?:(?<=\d)(?P<short>k|mn?|bn)(?!\w)|\s?(?P<scale>thousand|million|billion|hundred|dozen)\b)?
    (?: (?P<points>\s?(?:%|per\s?cent|percent|percentage)[\s-]?points?\b|\s?(?:ppts?|pp|pts)\b|[\s-]points?\b(?!\splan))
      | (?P<percent>\s?%|[\s-]?(?:per\s?cent|percent)\b|\s?pct\b)
      | (?P<times>\s?(?:times|fold)\b|-fold\b|x(?!\w))
      | (?P<pounds>\spounds\b)
      | [\s-]?(?P<duration>(?:(?:working|school|calendar|business|clear|full)[\s-])?
          (?:minute|hour|day|week|month|quarter|year|term|min|hr|wk|yr)s?)\b
    )?
    (?P<open>\+(?!\d)|\sor\s(?:more|fewer|less|so)\b)?"""
)


def singles(text: str) -> Iterator[Number]:
    """Every number of a surface text by itself; places are the surface's, and words are still empty."""
    for match in _SINGLE.finditer(text):
        part = match.groupdict()
        kind, unit = _kind(part)
        value, step = _value(part)
        scale = _SCALES.get((part["short"] or part["scale"] or "").lower(), 1)
        value = -value if _negative(part, text[: match.start()]) else value
        yield Number(
            *match.span(),
            "",
            value * scale,
            value * scale,
            step * scale,
            kind,
            unit,
            _open(part),
            scale=scale,
        )


def _value(part: dict[str, str | None]) -> tuple[Fraction, Fraction]:
    """The value without sign and scale, and the place value of its last digit."""
    if digits := part["digits"]:
        shown = re.sub(r"[^\d.]", "", digits)
        step = Fraction(1, 10 ** len(shown.partition(".")[2]))
        if part["vulgar"] or part["half"]:
            return Fraction(shown) + (_vulgar(part["vulgar"] or "½")), Fraction(0)
        return Fraction(shown), step
    if part["fraction"]:
        return _vulgar(part["fraction"]), Fraction(0)
    if part["share"]:
        return spelt(part["share"]), Fraction(0)
    if words := part["spelt"]:
        if part["more_half"]:
            return spelt(words) + Fraction(1, 2), Fraction(0)
        last = words.lower().split()[-1]
        return spelt(words), Fraction(_SCALES[last] if last in ("million", "billion") else 1)
    if part["twice"]:
        return Fraction(2 if part["twice"].lower() == "twice" else 3), Fraction(1)
    return Fraction(0), Fraction(1)  # none, zero, nil, no cases


def _vulgar(sign: str) -> Fraction:
    return Fraction(numeric(sign)).limit_denominator(10)


def _negative(part: dict[str, str | None], before: str) -> bool:
    """A dash right behind another number joins the two ("72% –62%"), unless it is the minus sign itself."""
    sign = (part["sign"] or "").strip()
    joins = sign != "−" and before.rstrip()[-1:].isdigit() | before.rstrip().endswith("%")
    return bool(part["minus"]) or (sign in ("-", "–", "−") and not joins)


def _kind(part: dict[str, str | None]) -> tuple[Kind, str | None]:
    if part["money"]:
        return Kind.MONEY, _MONEY[part["money"].lower()]
    if part["pounds"]:
        return Kind.MONEY, "GBP"
    if part["points"]:
        return Kind.POINTS, None
    if part["percent"]:
        return Kind.PERCENT, None
    if part["times"] or part["twice"]:
        return Kind.MULTIPLE, None
    if words := part["duration"]:
        *which, unit = re.sub(r"[\s-]+", " ", words.lower()).removesuffix("s").split(" ")
        return Kind.DURATION, " ".join([*which, _SHORT_UNITS.get(unit, unit)]) + "s"
    return (Kind.FRACTION if part["fraction"] or part["share"] else Kind.COUNT), None


def _open(part: dict[str, str | None]) -> str | None:
    words = (part["open"] or "").strip().lower()
    if not words:
        return None
    return {"or so": "about", "or fewer": "at most", "or less": "at most"}.get(words, "at least")
