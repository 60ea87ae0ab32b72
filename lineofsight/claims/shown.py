"""Values as a reader sees them."""

from fractions import Fraction

from lineofsight.claims.evidence import Evidence, Unit

AFTER = {Unit.PERCENT: "%", Unit.PER_10_000: " per 10,000", Unit.RATIO: " to 1", Unit.DAYS: " days"}


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


def amount(value: Fraction | None, unit: Unit, places: int | None = None) -> str:
    """With its unit: 20.5%, 44.5 per 10,000."""
    if value is None:
        return "no value"
    if places is None and unit in (Unit.PERCENT, Unit.PER_10_000) and value.denominator != 1:
        places = 1
    before = "£" if unit is Unit.POUNDS else ""
    return before + number(value, places) + AFTER.get(unit, "")


def part(evidence: Evidence, name: str) -> str:
    """The value of one part of it, in its own unit."""
    return amount(evidence.part(name), evidence.unit if name == "value" else Unit.COUNT)


def whole(evidence: Evidence) -> str:
    """With what it is of: 1,128 of 5,497 (20.5%)."""
    if evidence.share and evidence.n is not None and evidence.d is not None:
        return f"{number(evidence.n)} of {number(evidence.d)} ({amount(evidence.value, evidence.unit)})"
    return part(evidence, "value")


def interval(evidence: Evidence) -> str:
    """27.1% to 57.8%."""
    if evidence.interval is None:
        return ""
    low, high = (amount(round_to(end), evidence.unit, 1) for end in evidence.interval)
    return f"{low} to {high}"


def round_to(value: Fraction, places: int = 1) -> Fraction:
    return Fraction(round(value * 10**places), 10**places)
