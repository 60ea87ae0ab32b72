"""Values, periods and places as a reader sees them."""

import re
from datetime import date
from fractions import Fraction

from lineofsight.claims.days import parsed
from lineofsight.claims.evidence import Evidence, Unit
from lineofsight.engine.periods import Kind

BEFORE = {Unit.POUNDS: "£"}
AFTER = {Unit.PERCENT: "%", Unit.PER_10_000: " per 10,000", Unit.RATIO: " to 1", Unit.DAYS: " days"}
PLACES = {Unit.PERCENT: 1, Unit.PER_10_000: 1, Unit.RATIO: 2}
SMALL = ("none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
FEW = 20  # below this many, a share says little without its interval
CALLED = {"england": "England", "region": "the region", "neighbours": "the neighbours' median"}
QUARTERS = ("April to June", "July to September", "October to December", "January to March")


def number(value: Fraction, places: int | None = None) -> str:
    """5,497 or 20.5: whole where it is whole, else one place unless told. An exact half rounds up."""
    if places is None:
        places = 0 if value.denominator == 1 else 1
    scaled = abs(value) * 10**places
    whole = int(scaled + Fraction(1, 2))
    text = f"{whole // 10**places:,}"
    if places:
        text += f".{whole % 10**places:0{places}d}"
    return f"-{text}" if value < 0 and whole else text


def as_said(value: Fraction, words: str) -> str:
    """Spelt where the author spelt it and it is small: seven, and Seven where a sentence begins; else 27."""
    spelt = value.denominator == 1 and 0 <= value < len(SMALL) and not re.search(r"\d", words)
    text = SMALL[int(value)] if spelt else number(value)
    return text.capitalize() if words[:1].isupper() else text


def amount(value: Fraction | None, unit: Unit, places: int | None = None) -> str:
    """With its unit: 20.5%, 44.5 per 10,000."""
    if value is None:
        return "no value"
    if places is None and value.denominator != 1:
        places = PLACES.get(unit)
    return BEFORE.get(unit, "") + number(value, places) + AFTER.get(unit, "")


def part(evidence: Evidence, name: str) -> str:
    """The value of one part of it, in its own unit."""
    return amount(evidence.part(name), evidence.unit if name == "value" else Unit.COUNT)


def apart(earlier: Evidence, later: Evidence, name: str) -> tuple[str, str]:
    """One part of two of them, at as many places as tell them apart: 88.00% and 87.96%."""
    unit = later.unit if name == "value" else Unit.COUNT
    values = [one.part(name) for one in (earlier, later)]
    for places in (None, 2, 3):
        first, last = (amount(value, unit, places) for value in values)
        if first != last or values[0] == values[1]:
            break
    return first, last


def whole(evidence: Evidence) -> str:
    """With what it is of: 1,128 of 5,497 (20.5%)."""
    if evidence.share and evidence.n is not None and evidence.d is not None:
        return f"{number(evidence.n)} of {number(evidence.d)} ({amount(evidence.value, evidence.unit)})"
    return part(evidence, "value")


def some(evidence: Evidence) -> str:
    """1,128 of 5,497 (20.5%); of a few, 7 of 12 without the percentage, which would need its interval."""
    few = evidence.d is not None and evidence.d < FEW
    return whole(evidence).partition(" (")[0] if few else whole(evidence)


def interval(evidence: Evidence) -> str:
    """27.1% to 57.8%."""
    if evidence.interval is None:
        return ""
    low, high = (amount(round_to(end), evidence.unit, 1) for end in evidence.interval)
    return f"{low} to {high}"


def round_to(value: Fraction, places: int = 1) -> Fraction:
    return Fraction(round(value * 10**places), 10**places)


def day(on: date) -> str:
    return f"{on.day} {on:%B %Y}"


def period(label: str | None) -> str:
    """2016/17, October 2016, 31 March 2017, 2014/15 to 2016/17; what is no label stays as it is."""
    known = parsed(label or "")
    if known is None:
        return label or "no period"
    match known.kind:
        case Kind.YEAR | Kind.POOLED:
            return known.label.replace("..", " to ").replace("-", "/")
        case Kind.QUARTER:
            return f"{QUARTERS[(known.start.month - 4) // 3 % 4]} {known.end.year}"
        case Kind.MONTH:
            return f"{known.start:%B %Y}"
        case Kind.DAY:
            return day(known.start)
        case Kind.ROLLING:
            return f"the year to {known.end:%B %Y}"
    return known.label


def comparator(name: str) -> str:
    return CALLED.get(name, name)
