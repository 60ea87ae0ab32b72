"""Whether the data bears a claim out. Numbers are compared as exact fractions at the places shown."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction

from lineofsight.claims.language import Claim


class Verdict(StrEnum):
    CONTRADICTED = "contradicted"
    UNMEASURED = "unmeasured"
    VERIFIED = "verified"


@dataclass(frozen=True)
class Evidence:
    """What is known of one figure: exact parts, the value in its unit, and where they come from."""

    value: Fraction | None
    numerator: Fraction | None
    denominator: Fraction | None
    basis: str | None
    missing: str | None  # why there is no value, or not a whole one
    known_on: date | None = None


@dataclass(frozen=True)
class Checked:
    claim: Claim
    verdict: Verdict
    reason: str
    evidence: tuple[Evidence, ...]


Resolve = Callable[[Claim, str], Evidence]

NUMBER = re.compile(r"(?<![\w.])(\d{1,3}(?:[,\u00a0\u2009\u202f]\d{3})+|\d+)(\.\d+)?")
ROSE = re.compile(r"\b(rose|risen|increased?|grew|grown|went up|up from)\b", re.IGNORECASE)
FELL = re.compile(r"\b(fell|fallen|decreased?|dropped|went down|down from)\b", re.IGNORECASE)


def check(found: Sequence[Claim], resolve: Resolve) -> list[Checked]:
    """A verdict for every claim, in order. `resolve(claim, period)` gives the evidence."""
    return [_checked(claim, tuple(resolve(claim, period) for period in claim.periods)) for claim in found]


def _checked(claim: Claim, evidence: tuple[Evidence, ...]) -> Checked:
    known = [getattr(one, claim.part) for one in evidence]
    for one, value, period in zip(evidence, known, claim.periods, strict=True):
        if one.missing or value is None:
            why = one.missing or f"there is no {claim.part}"
            return Checked(claim, Verdict.UNMEASURED, f"{claim.figure} for {period}: {why}", evidence)
    said = list(NUMBER.finditer(claim.words))
    # With as many numbers as periods each is of its period; a single number is of the later one.
    pairs = zip(said, known[-len(said) :] if said else [], strict=False)
    if len(said) > len(known):
        extra = said[len(known)].group()
        return Checked(claim, Verdict.UNMEASURED, f"nothing in the tag says what {extra} is", evidence)
    for number, value in pairs:
        places = len(number[2] or ".") - 1
        stated = Fraction(re.sub(r"\D", "", number[1]) + (number[2] or ""))
        # An exact half may be rounded either way.
        if abs(stated - value) > Fraction(1, 2 * 10**places):
            return Checked(
                claim,
                Verdict.CONTRADICTED,
                f"it says {number.group()}; the record has {_shown(value, places)}",
                evidence,
            )
    if len(known) == 2:
        direction = known[1] - known[0]
        for words, wrong, really in (
            (ROSE, direction <= 0, "did not rise"),
            (FELL, direction >= 0, "did not fall"),
        ):
            if wrong and (match := words.search(claim.words)):
                reason = f"it says '{match.group()}'; from {_shown(known[0], 1)} to {_shown(known[1], 1)} it {really}"
                return Checked(claim, Verdict.CONTRADICTED, reason, evidence)
    return Checked(claim, Verdict.VERIFIED, "matches the record", evidence)


def _shown(value: Fraction, places: int) -> str:
    return f"{float(value):,.{0 if value.denominator == 1 else max(places, 1)}f}"
