"""The numbers of a sentence, and whether its claims bear them out. Exact fractions throughout."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from lineofsight.claims import shown
from lineofsight.claims.evidence import Evidence, Unit
from lineofsight.claims.reading.numbers import Kind, Number
from lineofsight.claims.verdict import VERIFIED, Outcome, Verdict, contradicted, unsupported
from lineofsight.claims.wording.comparing import NAMES
from lineofsight.claims.wording.table import Tolerance, tolerances

MOVED = r"rise|increase|fall|decrease|drop|reduction|growth|decline|improvement"
CHANGE_BEFORE = re.compile(rf"(?:\bby|\b(?:{MOVED}|change|difference) of)\s+(?:an? |some )?[£+]?$", re.I)
CHANGE_AFTER = re.compile(
    r"^[\s-]*(?:percentage )?(?:points?\s+)?(?:(?:more|fewer|higher|lower|less|extra|additional|further)\b(?! than \d)"
    rf"|(?:point |percentage )?(?:{MOVED})\b)",
    re.I,
)
UP_OR_DOWN = re.compile(r"\b(?:up|down)\s+(?:by\s+)?$", re.I)
EARLIER = re.compile(
    r"\b(?:from|than|against|compared (?:with|to)|was|were|previously|had been)\s+(?:\w+\s+)?[£+]?$", re.I
)
LATER = re.compile(r"\b(?:to|now|at|stands? at|reached|reaching)\s+(?:\w+\s+)?[£+]?$", re.I)
POINTS_AWAY = re.compile(
    r"^\s*(?:percentage )?points? (?:above|below|higher|lower|better|worse|away|off)", re.I
)
FRACTIONS_WITHIN = Fraction(2)
DAYS = {"week": Fraction(7), "month": Fraction(365, 12), "year": Fraction(365), "hour": Fraction(1, 24)}


@dataclass(frozen=True)
class Known:
    """The claim a number may belong to: its evidence, the earlier end of a change, and the part it is about."""

    after: Evidence
    before: Evidence | None = None
    part: str = "value"

    @property
    def unit(self) -> Unit:
        return self.after.unit if self.part == "value" else Unit.COUNT


@dataclass(frozen=True)
class Meaning:
    """One thing that a number could state. `exact` is in `unit`; `near`: it may be that far away."""

    name: str
    exact: Fraction
    unit: Unit | str
    places: int | None = None


def judged(number: Number, text: str, known: Known, *, inside: bool) -> Outcome | None:
    """What the claim says of a number; None where the number is none of its own.

    Inside a claim the number's place in the words decides what it must equal. Outside, a number may state
    anything that the claim holds, and one that states nothing of it is left to the other claims.
    """
    if (limit := _definition(number, known.after, inside)) is not None:
        return limit
    meanings = list(_meanings(number, text, known, inside))
    if not meanings:
        return None
    outcomes = [_compare(number, meaning, known) for meaning in meanings]
    good = [one for one in outcomes if one.verdict is Verdict.VERIFIED]
    if good:
        return good[0]
    if not inside:
        near = [one for one in outcomes if one.verdict is Verdict.UNSUPPORTED]
        return near[0] if near else None
    return outcomes[0]


def places(number: Number) -> int:
    """How many decimal places are shown."""
    return len(str(number.step.denominator)) - 1 if 0 < number.step < 1 else 0


def _definition(number: Number, evidence: Evidence, inside: bool) -> Outcome | None:
    """A duration that the definition holds: the same is passed over, another is false."""
    if number.kind is not Kind.DURATION or evidence.unit is Unit.DAYS:
        return None
    same_unit = [value for value, unit in evidence.limits if _unit(unit) == _unit(number.unit)]
    if not same_unit:
        return None
    if number.low in same_unit:
        return VERIFIED
    held = " or ".join(f"{shown.number(value)} {number.unit}" for value in same_unit)
    return contradicted(f"it says {number.words}; the definition says {held}", held)


def _unit(unit: str | None) -> str:
    return (unit or "").rstrip("s").replace("working day", "day")


def _meanings(number: Number, text: str, known: Known, inside: bool) -> Iterator[Meaning]:
    before, after = text[: number.start], text[number.end :]
    own, unit = known.after, known.unit
    now, then = own.part(known.part), known.before.part(known.part) if known.before else None
    if number.kind is Kind.POINTS and POINTS_AWAY.search(
        "points" + after if "point" in number.words else after
    ):
        pass
    # A comparator named just before or just after: the number is its.
    name = _comparator_of(before, after)
    if name and (other := own.comparators.get(name)) and known.part == "value":
        yield Meaning(name, other.value, unit, other.places)
        if own.value is not None:
            yield Meaning(
                f"difference from {name}",
                abs(own.value - other.value),
                Unit.COUNT if unit is Unit.COUNT else "points",
            )
        if inside and name:
            return
    changes = list(_changes(now, then, unit))
    if then is not None and now is not None:
        is_change = (
            number.kind is Kind.POINTS
            or CHANGE_BEFORE.search(before)
            or CHANGE_AFTER.search(after)
            or UP_OR_DOWN.search(before)
        )
        if is_change or number.kind is Kind.MULTIPLE:
            yield from changes
            if inside:
                return
        earlier = Meaning("earlier", then, unit, known.before.places if known.before else None)
        later = Meaning("later", now, unit, own.places)
        if inside:
            yield (
                earlier
                if EARLIER.search(before) or (not LATER.search(before) and _a_second_follows(after))
                else later
            )
            return
        yield from (later, earlier)
    if own.interval and known.part == "value":
        for end, value in zip(("low", "high"), own.interval, strict=True):
            if not inside or re.search(
                r"(interval|between|limits|CI\b|range|\d\s*%?\s*(?:to|and|-|–)\s*$)", before[-60:], re.I
            ):
                yield Meaning(f"interval {end}", shown.round_to(value, 1), unit)
    if now is not None:
        yield Meaning("value", now, unit, own.places if known.part == "value" else None)
    if own.share and own.n is not None and own.d is not None and known.part == "value":
        if number.kind is Kind.COUNT and (number.of is not None or not inside or _follows_of(before)):
            yield Meaning(
                "denominator" if _follows_of(before) else "numerator",
                own.d if _follows_of(before) else own.n,
                Unit.COUNT,
            )
        if not inside and number.kind is Kind.COUNT:
            yield Meaning("denominator", own.d, Unit.COUNT)
    elif not inside and known.part != "value" and own.value is not None:
        yield Meaning("value", own.value, own.unit, own.places)
        other_part = own.d if known.part == "numerator" else own.n
        if other_part is not None and other_part != own.value:
            yield Meaning("other part", other_part, Unit.COUNT)
    elif inside and known.part == "numerator" and own.d is not None and _follows_of(before):
        yield Meaning("denominator", own.d, Unit.COUNT)
    if not inside and own.n is not None and not own.share and own.unit is Unit.PER_10_000:
        yield Meaning("numerator", own.n, Unit.COUNT)
    if (
        own.share
        and known.part == "numerator"
        and number.kind in (Kind.PERCENT, Kind.FRACTION)
        and own.value is not None
    ):
        yield Meaning("value", own.value, Unit.PERCENT, own.places)
    if own.answered_only is not None and number.kind is Kind.COUNT:
        yield Meaning("answered", own.answered_only, Unit.COUNT)
    if not inside and own.rank is not None and number.kind is Kind.COUNT:
        yield Meaning("ranked", Fraction(own.rank.of), Unit.COUNT)
    if not inside:
        yield from changes


def _changes(now: Fraction | None, then: Fraction | None, unit: Unit) -> Iterator[Meaning]:
    if now is None or then is None:
        return
    moved = abs(now - then)
    yield Meaning("change", moved, "points" if unit is Unit.PERCENT else unit)
    if then:
        yield Meaning("relative change", 100 * moved / abs(then), "relative")
        yield Meaning("times", now / then, "times")


def _comparator_of(before: str, after: str) -> str | None:
    """England 21.9%; (England: 21.9%); 21.9% nationally; 21.9% in England; the national figure of 21.9%."""
    close = re.split(r"[;,.()]|\d", before.rstrip().rstrip("(:,").rstrip())[-1]
    for name, pattern in NAMES.items():
        if pattern.search(close[-45:]) and not re.search(
            r"\b(?:in|of|at|was|is)\b.*\b(?:above|below|than)\b", close, re.I
        ):
            return name
    head = re.match(r"\s*\)?\s*(?:in|for|across|of)?\s*(?:the )?([\w ]{0,22})", after)
    for name, pattern in NAMES.items():
        if head and (found := pattern.match(head[1])) and found.start() == 0:
            return name
    return None


def _a_second_follows(after: str) -> bool:
    return bool(re.match(r"[^.;]{0,30}?(?:\bto\b|→|->|-|–|\band\b)\s*[£]?\d", after))


def _follows_of(before: str) -> bool:
    return bool(re.search(r"\b(?:out )?of (?:the |all |all the |our |these |those )?$", before, re.I))


# --- equal, at the places shown --------------------------------------------------------------------------------


def _compare(number: Number, meaning: Meaning, known: Known) -> Outcome:
    truth = _shown(meaning, number)
    said = number.words.strip()
    if wrong := _wrong_unit(number, meaning, known):
        return wrong
    exact = meaning.exact
    if number.kind is Kind.DURATION and meaning.unit is Unit.DAYS:
        exact /= DAYS.get(_unit(number.unit), Fraction(1))
    if number.kind is Kind.FRACTION:
        stated = 100 * number.low
        off = abs(stated - exact)
        row = _tolerance(number)
        if row and not _on_side(row, stated, exact):
            return contradicted(f"it says {number.qualifier} {said}; the record has {truth}", truth)
        if off <= FRACTIONS_WITHIN or (row and off * 100 <= row.within * stated):
            return VERIFIED
        return contradicted(
            f"it says {said}, which may be 2 points away at most; the record has {truth}", truth
        )
    half = number.step / 2
    if row := _tolerance(number):
        if not _on_side(row, number.low, exact):
            return contradicted(f"it says {number.qualifier} {said}; the record has {truth}", truth)
        if abs(exact - number.low) * 100 <= row.within * abs(number.low):
            return VERIFIED
        return unsupported(
            f"'{number.qualifier} {said}' may be {shown.number(row.within)}% away at most; the record has {truth}",
            truth,
        )
    if number.low != number.high:
        if number.low - half <= exact <= number.high + half:
            return VERIFIED
        return contradicted(f"it says {said}; the record has {truth}", truth)
    if abs(number.low - exact) > half:
        return contradicted(f"it says {said}; the record has {truth}", truth)
    if meaning.places is not None and places(number) > meaning.places:
        return unsupported(
            f"{said} has more decimal places than its source, which gives {shown.number(exact, meaning.places)}",
            shown.number(exact, meaning.places),
        )
    return VERIFIED


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


def _wrong_unit(number: Number, meaning: Meaning, known: Known) -> Outcome | None:
    kind, unit = number.kind, meaning.unit
    truth = _shown(meaning, number)
    allowed = ALLOWED[unit]
    if kind in allowed and not (kind is Kind.RATE and number.unit not in (None, "10,000")):
        return None
    if unit == "points" and kind is Kind.PERCENT:
        return contradicted(
            f"a difference of two percentages is in percentage points: the record has {truth}", truth
        )
    if unit is Unit.PERCENT and kind is Kind.COUNT and known.after.share and number.low == known.after.n:
        return contradicted(
            f"{number.words} is its numerator, and the tag binds to the share: add part=numerator", truth
        )
    return contradicted(f"it says {number.words}; the record has {truth}", truth)


def _shown(meaning: Meaning, number: Number) -> str:
    match meaning.unit:
        case "points":
            return (
                f"{shown.number(meaning.exact, 1 if meaning.exact.denominator != 1 else 0)} percentage points"
            )
        case "relative":
            return f"{shown.number(meaning.exact, max(places(number), 1))}%"
        case "times":
            return f"{shown.number(meaning.exact, 2)} times"
        case Unit() as unit:
            return shown.amount(meaning.exact, unit, places(number) or None)
    return str(meaning.exact)


def _tolerance(number: Number) -> Tolerance | None:
    word = (number.qualifier or "").lower()
    return next((row for row in tolerances() if word in row.words), None) if word else None


def _on_side(row: Tolerance, said: Fraction, exact: Fraction) -> bool:
    return {
        "either": True, "below": exact < said, "above": exact > said, "at least": exact >= said, "at most": exact <= said,
    }[row.side]  # fmt: skip
