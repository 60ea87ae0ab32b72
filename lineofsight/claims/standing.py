"""What a claim's evidence allows, whatever else its sentence says."""

from collections.abc import Iterator, Sequence
from fractions import Fraction

from lineofsight.claims import heard, shown
from lineofsight.claims.counted import OF_VALUES
from lineofsight.claims.evidence import Evidence
from lineofsight.claims.language import Claim
from lineofsight.claims.reading.numbers import Kind
from lineofsight.claims.verdict import Outcome, Verdict, contradicted, unmeasured, unsupported
from lineofsight.claims.wording.comparing import NAMES, against

PROPOSED = "a proposed binding that nobody has accepted yet: check it and take proposed=yes out of the tag"


def standing(claim: Claim, known: Sequence[Evidence], silent: bool) -> Iterator[Outcome]:
    """What the evidence itself allows, whatever the words say. `silent`: no word of the sentence was held against it."""
    if claim.tag.proposed:
        yield Outcome(
            Verdict.UNBOUND,
            PROPOSED,
        )
    for one in known:
        what = f"{one.title}{f' ({shown.period(one.period)})' if one.period else ''}"
        if one.missing:
            yield unmeasured(f"{what}: {one.missing}")
        elif claim.tag.kind in OF_VALUES and one.part(claim.tag.part) is None:
            yield unmeasured(f"{what}: the record has no {claim.tag.part} of it")
        elif claim.tag.kind in OF_VALUES and silent:
            yield unmeasured(
                f"'{claim.words}' says nothing that a figure could bear out: put the tag on the number or on the word "
                "that it is meant for"
            )


def other_comparator(claim: Claim, known: Sequence[Evidence]) -> Iterator[Outcome]:
    """The tag compares with one, and its words name another."""
    tagged = claim.tag.keys.get("against")
    named = [name for name, pattern in NAMES.items() if pattern.search(claim.words)]
    if tagged and named and tagged not in named:
        said, wanted = shown.comparator(named[0]), shown.comparator(tagged)
        other = known[-1].comparators.get(tagged)
        yield contradicted(
            f"the words say {said}, and the tag compares with {wanted}: write against={named[0]} for {said}",
            against(known[-1], other) if other else None,
        )


def small_base(claim: Claim, known: Sequence[Evidence], text: str) -> Iterator[Outcome]:
    """Fewer than twenty: the interval must stand near a percentage."""
    for one in known:
        if (
            not one.share
            or claim.tag.part != "value"
            or one.d is None
            or one.d >= shown.FEW
            or one.interval is None
        ):
            continue
        stated = [number for number in heard.numbers(text) if number.kind in (Kind.PERCENT, Kind.FRACTION)]
        said = [Fraction(end) for number in stated for end in {number.low, number.high}]
        beside = all(any(abs(there - end) <= 1 for there in said) for end in one.interval)
        if stated and not beside:
            yield unsupported(
                f"a share of only {shown.number(one.d)} says little alone: give its interval beside it",
                f"{shown.whole(one)}, 95% interval {shown.interval(one)}",
            )
