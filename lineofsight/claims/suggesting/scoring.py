"""How well one thing on record fits a number where it stands: a plain sum, and why."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from lineofsight.claims import shown
from lineofsight.claims.amounts import (
    CHANGE_AFTER,
    CHANGE_BEFORE,
)
from lineofsight.claims.equal import ALLOWED, DAYS, FRACTIONS_WITHIN, places
from lineofsight.claims.evidence import Unit
from lineofsight.claims.reading.numbers import Kind, Number
from lineofsight.claims.suggesting.around import Around, is_named, likeness, meant, stems
from lineofsight.claims.suggesting.known import RATES, YEARLY, Known, Stated
from lineofsight.claims.wording.table import tolerances
from lineofsight.engine import periods

UP_OR_DOWN = re.compile(r"\b(?:up|down)\s+(?:by\s+)?$", re.I)

# The whole of the ranking. What a reading can show for itself is added up; the largest sum is proposed first.
WEIGHTS = {
    # the value
    "equal": 2.0,              # the record's own number
    "rounded": 1.5,            # the record's, at the places shown
    "near": 0.5,               # about, nearly, over; a third
    "digit": 0.6,              # each digit after the first, to four: 5,497 is hardly met by chance, 12 often
    # the unit
    "unit": 1.5,
    "unit of a kind": 0.5,     # a bare 66 for a rate of 66
    # the period
    "period in the sentence": 3.0,
    "another period named": -4.0,
    "period in the paragraph": 2.0,
    "period in the heading": 1.5,
    "the report's period": 1.5,
    "the year before it": 0.5,
    "a whole year": 0.5,
    "part of a year, unnamed": -2.5,  # there are many months, and each number is some month's
    # the measure
    "named": 3.0,              # by a name of at most four measures
    "named broadly": 2.0,      # "referrals" names many
    "named further off": 1.0,  # another name stands nearer
    "named in the heading": 0.8,
    "another measure named": -2.5,
    "words": 3.0,              # times the share of its title that the words say
    "beside": 1.5,             # the figure that another number of the sentence is about
    # how it is used
    "the whole beside it": 2.5,      # 15 of the 36: both are of one measure
    "comparator named": 2.5,
    "no comparator named": -4.0,
    "a comparator named": -2.0,      # and this is the area's own
    "said as a change": -3.0,        # by 5%, up 12: and this is no change
    "numerator": -0.4,
    "denominator": -1.2,
    "read by no indicator": -2.0,
    "a fact": 0.5,             # written down for this report
}  # fmt: skip
SURE, LIKELY, LEAST = 9.0, 6.5, 5.0  # sums from which a proposal is good, fair, worth making
TELLING = 3  # digits from which a number alone may say what it is of
AHEAD = 1.0  # how far a sure one must be before the next of another measure
MADE_UP = re.compile(r"\b(?:ma[dk]es?|making|took|taken) up\s+$", re.I)
PER = re.compile(r"\b(?:rate|per 10,?000)\b", re.I)

Parts = list[tuple[float, str]]


@dataclass(frozen=True)
class Fit:
    """One proposal. `why`: each part of its sum, in words."""

    stated: Stated
    score: float
    why: tuple[str, ...]

    @property
    def binding(self) -> str:
        return str(self.stated.tag)


def fits(
    number: Number, around: Around, known: Known, beside: Sequence[str] = (), *, dated: bool = True
) -> list[Fit]:
    """What the number could be, best first. `beside`: codes that the sentence's other numbers are about. `dated`:
    judge the period too."""
    found = []
    changed = _is_change(number, around.sentence.text)
    measures: dict[tuple[str, str], Parts] = {}
    for one in _candidates(number, known, changed):
        key = (one.kind, one.id)
        if key not in measures:
            measures[key] = list(measure_parts(one, around, number.start, number.end))
        measure = measures[key]
        if not measure and one.code not in beside and digits(number) < TELLING:
            continue  # nothing says what it is a number of, and such a number is met everywhere
        parts = [*_parts(number, one, around, beside, dated), *measure]
        if changed and not one.earlier:
            parts.append((WEIGHTS["said as a change"], "said as a change, which this is not"))
        found.append(summed(one, parts))
    return sorted(found, key=_order)


def _order(fit: Fit) -> tuple[float, int, str, str]:
    one = fit.stated
    return -fit.score, -(one.period.end.toordinal() if one.period else 0), one.id, one.part


def summed(one: Stated, parts: Sequence[tuple[float, str]]) -> Fit:
    return Fit(one, round(sum(points for points, _ in parts), 3), tuple(why for _, why in parts if why))


def _is_change(number: Number, text: str) -> bool:
    before, after = text[: number.start], text[number.end :]
    return bool(
        number.kind is Kind.POINTS
        or CHANGE_BEFORE.search(before)
        or CHANGE_AFTER.search(after)
        or (UP_OR_DOWN.search(before) and not MADE_UP.search(before))
    )


# --- the value ------------------------------------------------------------------------------------------------------


def _candidates(number: Number, known: Known, changed: bool) -> Iterator[Stated]:
    low, high = _reach(number)
    for one in (*known.between(low, high), *(known.between(low, high, changes=True) if changed else ())):
        exact = low <= one.value <= high
        if (
            exact
            and number.kind in ALLOWED[one.unit]
            and not _finer(number, one)
            and not _other_rate(number, one)
        ):
            yield one


def _reach(number: Number) -> tuple[Fraction, Fraction]:
    """From where to where a value may lie for the number to be said of it, as the checker would have it."""
    if number.kind is Kind.FRACTION:
        return 100 * number.low - FRACTIONS_WITHIN, 100 * number.high + FRACTIONS_WITHIN
    half = number.step / 2
    low, high = number.low - half, number.high + half
    word = (number.qualifier or "").lower()
    row = next((row for row in tolerances() if word in row.words), None) if word else None
    if row:
        off = abs(number.low) * row.within / 100
        low = number.low if row.side in ("above", "at least") else number.low - off
        high = number.high if row.side in ("below", "at most") else number.high + off
    days = DAYS.get((number.unit or "").removesuffix("s"), Fraction(1)) if number.kind is Kind.DURATION else 1
    return low * days, high * days


def _finer(number: Number, one: Stated) -> bool:
    """More places than its source gives; the noughts of "34.0%" are not held against a source that a file left at 34."""
    return one.places is not None and places(number) > one.places and number.low != one.value


def _other_rate(number: Number, one: Stated) -> bool:
    return number.kind is Kind.RATE and one.unit is Unit.PER_10_000 and number.unit not in (None, "10,000")


# --- the sum ---------------------------------------------------------------------------------------------------------


def _parts(
    number: Number, one: Stated, around: Around, beside: Sequence[str], dated: bool
) -> Iterator[tuple[float, str]]:
    yield from _value(number, one)
    yield from _unit(number, one, around.sentence.text)
    if dated:
        yield from period_parts(one, around)
    yield from _comparator(one, around.comparator(number.start, number.end))
    if one.code and one.code in beside:
        yield WEIGHTS["beside"], "the measure that the sentence is about"
    if one.part in ("numerator", "denominator"):
        yield WEIGHTS[one.part], f"its {one.part}"
    if one.kind == "figure" and not one.catalogued:
        yield WEIGHTS["read by no indicator"], "read by no indicator"
    if one.kind != "figure":
        yield WEIGHTS["a fact"], "recorded for this report"


def _value(number: Number, one: Stated) -> Iterator[tuple[float, str]]:
    plain = number.low == number.high and not number.qualifier and number.kind is not Kind.FRACTION
    if not plain:
        yield WEIGHTS["near"], f"near: {_truth(one)}"
    elif one.value == number.low:
        yield WEIGHTS["equal"], "value equal"
    else:
        yield WEIGHTS["rounded"], f"value rounded from {_truth(one)}"
    yield WEIGHTS["digit"] * (digits(number) - 1), ""


def digits(number: Number) -> int:
    """How many digits tell it from others: 4 of 5,497, 1 of 5,000 or of a range; at most four."""
    if number.kind is Kind.FRACTION or number.low != number.high:
        return 1
    said = str(abs(int(number.high / number.step)) if number.step else int(number.high)).strip("0")
    return min(max(len(said), 1), 4)


def _truth(one: Stated) -> str:
    if one.unit == "points":
        return f"{shown.number(one.value, 2)} percentage points"
    if one.unit == "relative":
        return f"{shown.number(one.value, 2)}%"
    return shown.amount(one.value, Unit(one.unit), None if one.value.denominator == 1 else 2)


def _unit(number: Number, one: Stated, text: str) -> Iterator[tuple[float, str]]:
    bare_rate = number.kind is Kind.COUNT and one.unit in RATES
    if bare_rate and not PER.search(text):
        yield WEIGHTS["unit of a kind"] - 1, "a rate, which the words do not say"
    elif bare_rate:
        yield WEIGHTS["unit of a kind"], "a rate, as the words say"
    else:
        yield WEIGHTS["unit"], ""


def measure_parts(one: Stated, around: Around, start: int, end: int) -> Iterator[tuple[float, str]]:
    """Names of measures nearby, then the words of the title."""
    names = around.by_distance(start, end)
    own = [place for place, codes in enumerate(names) if is_named(one.code, codes)]
    if own and own[0] == 0:
        broad = len(names[0]) > 4 or any("*" in code for code in names[0])
        yield WEIGHTS["named broadly" if broad else "named"], "measure named"
    elif own:
        yield WEIGHTS["named further off"], "measure named, another one nearer"
    elif names and one.catalogued:
        yield WEIGHTS["another measure named"], "another measure is named"
    elif any(is_named(one.code, codes) for codes in around.heading_names):
        yield WEIGHTS["named in the heading"], "measure named in the heading"
    low, high = around.clause(start, end)
    near = likeness(one.code, one.words, stems(f"{around.sentence.text[low:high]} {around.headers}"))
    whole = likeness(one.code, one.words, stems(f"{around.sentence.text} {around.headers}"))
    if like := max(near, 0.7 * whole):
        yield WEIGHTS["words"] * like, f"words of “{one.words}”"


def period_parts(one: Stated, around: Around) -> Iterator[tuple[float, str]]:
    """How the period of a reading (both ends, of a change) agrees with the periods named."""
    if one.period is None:
        return
    ends = [one.period] + ([one.earlier] if one.earlier else [])
    said = sum(any(meant(period, end) for period in around.own) for end in ends)
    if said:
        yield WEIGHTS["period in the sentence"] * said / len(ends), "period named"
    elif around.own:
        yield WEIGHTS["another period named"], "another period is named"
    elif any(meant(period, one.period) for period in around.paragraph):
        yield WEIGHTS["period in the paragraph"], "period named in the paragraph"
    elif any(meant(period, one.period) for period in around.heading):
        yield WEIGHTS["period in the heading"], "period named in the heading"
    elif one.kind == "figure" and one.period.kind not in YEARLY:
        yield WEIGHTS["part of a year, unnamed"], "a part of a year, and nobody names it"
    report = around.report
    if report and _same_year(one.period, report):
        yield WEIGHTS["the report's period"], "the report's period"
    elif report and one.period.financial_year == report.financial_year - 1 and not one.earlier:
        yield WEIGHTS["the year before it"], "the year before the report's"
    if one.period.kind in YEARLY:
        yield WEIGHTS["a whole year"], ""
    if one.earlier and one.period.start.year - one.earlier.start.year == 1:
        yield WEIGHTS["the year before it"], "from one year to the next"


def _same_year(period: periods.Period, report: periods.Period) -> bool:
    """The report's own; or a day inside it; or, of a yearly census, the one in it or in the half year after."""
    if period.kind is periods.Kind.CENSUS:
        return report.start <= period.end <= periods.months_before(report.end, -6)
    return period.label == report.label or (
        period.kind is periods.Kind.DAY and report.start <= period.end <= report.end
    )


def _comparator(one: Stated, named: str | None) -> Iterator[tuple[float, str]]:
    if one.against and one.against == named:
        yield WEIGHTS["comparator named"], f"{one.against} named"
    elif one.against:
        yield WEIGHTS["no comparator named"], f"{one.against} is not named"
    elif named:
        yield WEIGHTS["a comparator named"], f"{named} is named"
