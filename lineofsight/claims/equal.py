"""Whether a number equals what it states, at the places shown. Exact fractions throughout."""

from dataclasses import dataclass, replace
from fractions import Fraction

from lineofsight.claims import shown
from lineofsight.claims.evidence import Comparator, Unit
from lineofsight.claims.reading.numbers import Kind, Number
from lineofsight.claims.verdict import VERIFIED, Outcome, contradicted, unsupported
from lineofsight.claims.wording.table import Tolerance, tolerances

FRACTIONS_WITHIN = Fraction(2)  # points
DAYS = {"week": Fraction(7), "month": Fraction(365, 12), "year": Fraction(365), "hour": Fraction(1, 24)}


@dataclass(frozen=True)
class Meaning:
    """One thing that a number could state: an exact value in `unit`, at most `places` of it known.

    `note`: of whom or what it is, for the reason. `upto`: the high end, where it is an interval. `of`: the
    comparator whose value it is. `caution`: what is said where it holds. `hint`: what to do where it does not.
    """

    exact: Fraction
    unit: Unit | str
    places: int | None = None
    note: str = ""
    upto: Fraction | None = None
    of: Comparator | None = None
    caution: str | None = None
    hint: str = ""


ALLOWED: dict[Unit | str, tuple[Kind, ...]] = {
    Unit.PERCENT: (Kind.PERCENT, Kind.FRACTION),
    "points": (Kind.POINTS,),
    "relative": (Kind.PERCENT, Kind.FRACTION),
    "times": (Kind.MULTIPLE,),
    Unit.COUNT: (Kind.COUNT,),
    Unit.NUMBER: (Kind.COUNT,),
    Unit.PER_10_000: (Kind.COUNT, Kind.RATE),
    Unit.RATIO: (Kind.COUNT, Kind.PERCENT, Kind.RATE),
    Unit.DAYS: (Kind.DURATION, Kind.COUNT),
    Unit.POUNDS: (Kind.MONEY,),
}


def compare(number: Number, meaning: Meaning) -> Outcome:
    """Verified, or what the record has."""
    truth = _shown(meaning, number)
    has = f"the record has {truth}{' ' + meaning.note if meaning.note else ''}"
    if not _fits(number, meaning):
        if meaning.unit == "points" and number.kind is Kind.PERCENT:
            return contradicted(f"a difference of two percentages is in percentage points: {has}", truth)
        if meaning.hint:
            return contradicted(
                f"{number.words} is its numerator, and the tag binds to the share: {meaning.hint}", truth
            )
        return contradicted(f"it says {number.words}; {has}", truth)
    exact = meaning.exact
    if number.kind is Kind.DURATION and meaning.unit is Unit.DAYS:
        exact /= DAYS.get((number.unit or "").rstrip("s"), Fraction(1))
    if number.kind is Kind.FRACTION:
        number = replace(number, low=100 * number.low, high=100 * number.high)
    row = _tolerance(number)
    if number.kind is Kind.FRACTION:
        return _fraction(number, exact, row, has, truth)
    if row:
        return _tolerated(number, exact, row, has, truth)
    half = number.step / 2
    if meaning.upto is not None:
        so = abs(number.low - exact) <= half and abs(number.high - meaning.upto) <= half
    else:
        so = number.low - half <= exact <= number.high + half
    if not so:
        return contradicted(f"it says {number.words}; {has}", truth)
    if meaning.places is not None and places(number) > meaning.places:
        given = shown.number(exact, meaning.places)
        return unsupported(
            f"{number.words} has more decimal places than its source, which gives {given}", given
        )
    return replace(VERIFIED, caution=meaning.caution)


def places(number: Number) -> int:
    """How many decimal places are shown."""
    return len(str(number.step.denominator)) - 1 if 0 < number.step < 1 else 0


def _fits(number: Number, meaning: Meaning) -> bool:
    if number.kind is Kind.COUNT and number.low == number.high == meaning.exact == 0:
        return True  # none of them, whatever it is a number of
    if number.kind is Kind.RATE and number.unit not in (None, "10,000"):
        return False
    if number.kind is Kind.MONEY and number.unit != "GBP":
        return False
    return number.kind in ALLOWED[meaning.unit]


def _fraction(number: Number, exact: Fraction, row: Tolerance | None, has: str, truth: str) -> Outcome:
    if row and not _on_side(row, number.low, exact):
        return contradicted(f"it says {number.qualifier} {number.words}; {has}", truth)
    away = abs(number.low - exact)
    if away <= FRACTIONS_WITHIN or (row and away * 100 <= row.within * number.low):
        return VERIFIED
    return contradicted(f"it says {number.words}, which may be 2 points away at most; {has}", truth)


def _tolerated(number: Number, exact: Fraction, row: Tolerance, has: str, truth: str) -> Outcome:
    said = f"{number.qualifier} {number.words.strip()}"
    if not _on_side(row, number.low, exact, number.step / 2):
        return contradicted(f"it says {said}; {has}", truth)
    if abs(exact - number.low) * 100 <= row.within * abs(number.low):
        return VERIFIED
    make = (
        contradicted if row.side == "either" else unsupported
    )  # "over 3,000" is true of 5,497, and says too little
    return make(f"'{said}' may be {shown.number(row.within)}% away at most; {has}", truth)


def _tolerance(number: Number) -> Tolerance | None:
    word = (number.qualifier or "").lower()
    return next((row for row in tolerances() if word in row.words), None) if word else None


def _on_side(row: Tolerance, said: Fraction, exact: Fraction, half: Fraction = Fraction(0)) -> bool:
    """`half`: of the last place shown, by which "up to 62.0%" holds of 62.045%."""
    return {
        "either": True, "below": exact < said, "above": exact > said,
        "at least": exact >= said - half, "at most": exact <= said + half,
    }[row.side]  # fmt: skip


def _shown(meaning: Meaning, number: Number) -> str:
    if meaning.upto is not None:
        assert isinstance(meaning.unit, Unit)
        ends = (shown.amount(shown.round_to(end), meaning.unit, 1) for end in (meaning.exact, meaning.upto))
        return " to ".join(ends)
    match meaning.unit:
        case "points":
            return f"{shown.number(meaning.exact)} percentage points"
        case "relative":
            return f"{shown.number(meaning.exact, max(places(number), 1))}%"
        case "times":
            return f"{shown.number(meaning.exact, 2)} times"
        case Unit.COUNT if not places(number) or meaning.exact.denominator == 1:
            return shown.as_said(meaning.exact, number.words)
    assert isinstance(meaning.unit, Unit)
    given = places(number) or None
    if meaning.places is not None:
        # A source may give 22.760091%: as many of them as the sentence shows, and at least as many as are usual.
        given = min(meaning.places, max(places(number), shown.PLACES.get(meaning.unit, meaning.places)))
    return shown.amount(meaning.exact, meaning.unit, given)
