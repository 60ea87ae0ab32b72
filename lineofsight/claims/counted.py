"""The numbers of a sentence: which claim each belongs to, and what that claim says of it."""

import re
from collections.abc import Iterator, Sequence

from lineofsight.claims import heard
from lineofsight.claims.amounts import Known, judged
from lineofsight.claims.evidence import Evidence
from lineofsight.claims.language import Claim, Sentence
from lineofsight.claims.reading.numbers import Kind, Number
from lineofsight.claims.verdict import Outcome, Verdict, unmeasured

OF_VALUES = ("figure", "fact")
PER = re.compile(r"\brates?\b[^.;]*\bper $", re.I)
INTERVAL = re.compile(r"\s*(confidence|interval|CI\b|limits)", re.I)
OF_AREAS = re.compile(
    r"\W{0,2}(?:\d+(?:st|nd|rd|th)?|second|third)?\s?(?:out )?of (?:the |all )?"
)  # "ranked 3rd" of 150

Claims = Sequence[tuple[Claim, tuple[Evidence, ...]]]
Pairs = Sequence[tuple[Evidence, Evidence | None]]
Found = tuple[int, str, int | None, Outcome]  # start, words, which claim (None: none), what is said


def number_outcomes(sentence: Sentence, known: Claims, pairs: Pairs) -> Iterator[Found]:
    """What is said of every number of the sentence that some claim could bear out, and of those that none does."""
    for number in heard.numbers(sentence.text):
        if _not_an_amount(number, sentence.text):
            continue
        owner, outcome = _placed(number, sentence.text, known, pairs)
        if outcome:
            yield number.start, number.words, owner, outcome.at(number.start, number.end)


def _placed(number: Number, text: str, known: Claims, pairs: Pairs) -> tuple[int | None, Outcome | None]:
    """The claim that it stands in, else the one that bears it out best."""
    owner = inside(number.start, number.end, known)
    if owner is not None:
        if known[owner][0].tag.kind not in OF_VALUES:
            return owner, None  # what is on record judges its own numbers
        outcome = judged(number, text, _known(text, known, pairs, owner, inside=True))
        if outcome is None and not missing(known[owner][1]):
            outcome = unmeasured(f"nothing in the tag says what {number.words} is")
        return owner, outcome
    tried = [
        (at, outcome)
        for at, (claim, _) in enumerate(known)
        if claim.tag.kind in OF_VALUES and (outcome := judged(number, text, _known(text, known, pairs, at)))
    ]
    if tried:
        return min(tried, key=lambda one: one[1].verdict is not Verdict.VERIFIED)
    if known and all(missing(evidence) for _, evidence in known):
        return None, None
    reason = (
        f"no claim of this sentence bears out {number.words}"
        if known
        else f"{number.words} stands in no claim: bind it to a figure or a fact, or leave it out"
    )
    return None, Outcome(Verdict.UNBOUND, reason)


def _known(text: str, known: Claims, pairs: Pairs, at: int, inside: bool = False) -> Known:
    """A number inside a claim of one period is of that period; one outside may be of its sibling's too."""
    claim, _ = known[at]
    later, earlier = pairs[at]
    both = len(claim.tag.when) == 2 or not inside
    return Known(
        later, earlier if both else None, claim.tag.part, claim.end if inside else None, heard.periods(text)
    )


def inside(start: int, end: int, known: Claims) -> int | None:
    """The claim that words stand in."""
    return next((at for at, (claim, _) in enumerate(known) if start < claim.end and claim.start < end), None)


def missing(evidence: Sequence[Evidence]) -> bool:
    return any(one.missing for one in evidence)


def _not_an_amount(number: Number, text: str) -> bool:
    """The 95% of "95% interval"; and what is judged as words: more than half, ranked 3rd of 11, for five years."""
    if number.kind is Kind.PERCENT and number.low == 95 and INTERVAL.match(text[number.end :]):
        return True
    if number.low == 10_000 and PER.search(text[: number.start]):
        return True  # "the rate per 10,000 children was [473.1]": what a rate is out of, which its unit says
    for match in heard.matches(text):
        over = match.start < number.end and number.start < match.end
        if match.rule.test == "share" and over:
            return True
        if match.rule.test == "ranked" and over:
            return True
        if match.rule.test == "ranked" and OF_AREAS.fullmatch(text, match.end, number.start):
            return True
        if match.rule.test == "trend" and over:
            return True  # "for the third year running", "for three years running"
        years = number.kind is Kind.DURATION and match.start <= number.start
        if match.rule.test in ("extreme", "first_since") and years:
            return True
    return False
