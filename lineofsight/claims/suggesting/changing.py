"""Two numbers of one change, a part and its whole, and comparing words without a number."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise, product

from lineofsight.claims.evidence import Better, Evidence, Unit
from lineofsight.claims.reading.numbers import Kind, Number
from lineofsight.claims.suggesting.around import Around
from lineofsight.claims.suggesting.known import RATES, Known, Stated
from lineofsight.claims.suggesting.scoring import (
    PER,
    WEIGHTS,
    Fit,
    fits,
    measure_parts,
    period_parts,
    summed,
)
from lineofsight.claims.verdict import Verdict
from lineofsight.claims.wording.case import Case
from lineofsight.claims.wording.comparing import named
from lineofsight.claims.wording.judging import share
from lineofsight.claims.wording.table import Match, find

FROM = re.compile(r"\bfrom\s+(?:about |around |nearly |some )?[£]?$", re.I)
TO = re.compile(r"^[^.;]{0,60}?(?:\bto|→|->)\s+(?:about |around |nearly |some )?$", re.I)
BACK = re.compile(
    r"^[^.;]{0,25}?(?:\b(?:up|down|compared (?:with|to)|(?:a |an )?(?:rise|increase|fall|drop|reduction|decrease))\b"
    r"(?: on| from)?|\bfrom)\s+$",
    re.I,
)
OVER_TIME = {"direction", "polarity", "times", "trend", "stable", "slight", "significant"}
AGAINST = {"compared", "in_line"}
PLACED = {"extreme", "ranked"}
LEAST_OF_WORDS = 1.5  # of a measure's name and title, before words alone are bound to it


def pairs(found: Sequence[Number], around: Around, known: Known) -> Iterator[tuple[int, int, list[Fit]]]:
    """ "Rose from 4,966 to 5,497": from where to where the phrase stands, and what it could be, best first."""
    text = around.sentence.text
    last = -1
    for one, other in pairwise(found):
        if one.start < last:
            continue
        gap = text[one.end : other.start]
        if TO.search(gap) and (
            FROM.search(text[: one.start]) or not re.search(r"[a-z]", gap.replace("to", ""))
        ):
            start, then, now = _begin(one, text), one, other
        elif BACK.search(gap):
            start, then, now = one.start, other, one
        else:
            continue
        if best := _of_pair(then, now, around, known):
            last = other.end
            yield start, other.end, best


def _begin(number: Number, text: str) -> int:
    """Where the phrase begins: at its word for the change, else at "from"."""
    before = text[: number.start]
    came = FROM.search(before)
    start = came.start() if came else number.start
    for match in find(text):
        between = text[match.end : start]
        if (
            match.rule.test in OVER_TIME
            and match.end <= start
            and re.fullmatch(r"\s*(?:\w+\s+){0,2}", between)
        ):
            return match.start
    return start


def _of_pair(then: Number, now: Number, around: Around, known: Known) -> list[Fit]:
    """Two readings of one measure, the earlier first, that the two numbers are of."""
    earlier, later = fits(then, around, known, dated=False), fits(now, around, known, dated=False)
    made: dict[tuple[str, str, str | None, str | None], Fit] = {}
    for one, other in product(earlier, later):
        a, b = one.stated, other.stated
        same = (a.kind, a.id, a.part, a.against) == (b.kind, b.id, b.part, b.against) and a.kind == "figure"
        if (
            same
            and not a.against
            and a.period
            and b.period
            and a.period.end < b.period.end
            and a.period.kind is b.period.kind
        ):
            change = replace(b, earlier=a.period)
            periods = list(period_parts(change, around))
            own = (
                (one.score + other.score) / 2
                + WEIGHTS["the whole beside it"]
                + sum(points for points, _ in periods)
            )
            why = ("both values of one measure", *other.why, *(words for _, words in periods if words))
            made[b.id, b.part, a.period.label, b.label] = Fit(
                change, round(own, 3), tuple(dict.fromkeys(why))
            )
    return sorted(made.values(), key=lambda fit: (-fit.score, fit.stated.id, fit.stated.part))


def parts_of(found: Sequence[Number], around: Around, known: Known) -> Iterator[tuple[int, int, list[Fit]]]:
    """ "15 of the 36": from where to where the phrase stands, and the shares that are these two, best first."""
    for one, other in pairwise(found):
        if one.of and one.kind is Kind.COUNT and one.of.start == other.start:
            wholes = {
                (fit.stated.kind, fit.stated.id, fit.stated.label): fit
                for fit in fits(other, around, known) if fit.stated.part == "denominator"
            }  # fmt: skip
            best = [
                _share(fit, wholes[key], whole)
                for fit in fits(one, around, known)
                if fit.stated.part == "numerator" and (whole := known.share(fit.stated))
                and (key := (whole.kind, whole.id, whole.label)) in wholes
            ]  # fmt: skip
            if best:
                yield one.start, other.end, sorted(best, key=lambda fit: (-fit.score, fit.stated.id))


def _share(part: Fit, whole: Fit, both: Stated) -> Fit:
    own = (part.score - WEIGHTS["numerator"] + whole.score - WEIGHTS["denominator"]) / 2
    why = [words for words in part.why if words != "its numerator"]
    return Fit(both, round(own + WEIGHTS["the whole beside it"], 3), ("n of d, both fit", *why))


def with_whole(
    number: Number, single: Sequence[Number], best: Sequence[Fit], of: Mapping[int, Sequence[Fit]]
) -> list[Fit]:
    """ "15 of the 36": readings whose numerator and denominator are these two come first."""
    whole = next((one for one in single if number.of and one.start == number.of.start), None)
    part = next((one for one in single if one.of and one.of.start == number.start), None)
    other = whole or part
    if other is None or number.kind is not Kind.COUNT:
        return list(best)
    mine, its = ("numerator", "denominator") if whole else ("denominator", "numerator")
    held = {(fit.stated.id, fit.stated.label) for fit in of.get(id(other), ()) if fit.stated.part == its}
    raised = [
        Fit(fit.stated, round(fit.score + WEIGHTS["the whole beside it"] - WEIGHTS[mine], 3), (*fit.why, "n of d, both fit"))
        if fit.stated.part == mine and (fit.stated.id, fit.stated.label) in held else fit
        for fit in best
    ]  # fmt: skip
    return sorted(raised, key=lambda fit: -fit.score)


# --- words without a number -----------------------------------------------------------------------------------------


def of_words(match: Match, around: Around, known: Known, about: Sequence[str]) -> list[Fit]:
    """What comparing words could be bound to: a measure that the sentence names, or that its numbers are about."""
    test = match.rule.test
    if test not in OVER_TIME | AGAINST | PLACED | {"share"}:
        return []
    if about and not set(about) & set(known.yearly):
        return []  # the sentence is about facts, and a fact says nothing of a change
    against = named(around.sentence.text, match.start) if test in AGAINST else None
    if test in AGAINST and against is None:
        return []
    made = []
    for code, rows in known.yearly.items():
        measure = list(measure_parts(rows[0], around, match.start, match.end))
        if code in about:
            measure.append((WEIGHTS["beside"], "the measure that the sentence is about"))
        if sum(points for points, _ in measure) < LEAST_OF_WORDS:
            continue
        for one in _steps(rows, around):
            said = one if test in OVER_TIME else replace(one, against=against, earlier=None)
            if test != "share" or _is_so(match, said, around):
                parts = [*measure, *period_parts(said, around), *_bears_out(one, match, against, known)]
                made.append(summed(said, parts))
    return sorted(made, key=lambda fit: (-fit.score, fit.stated.id))


def _is_so(match: Match, one: Stated, around: Around) -> bool:
    """Whether a share is what "most" or "few" say, as the checker has it."""
    if one.unit is not Unit.PERCENT:
        return False
    evidence = Evidence(code=one.code, title=one.words, n=one.value, d=Fraction(100), share=True)
    outcome = share(Case(match, around.sentence.text, evidence))
    return outcome is not None and outcome.verdict is Verdict.VERIFIED


def _steps(rows: Sequence[Stated], around: Around) -> Iterator[Stated]:
    """Each yearly reading of a measure with the one before it: of a rate the number behind it, unless the words say
    rate."""
    a_rate = {one.unit for one in rows if one.part == "value"} <= set(RATES)
    part = "numerator" if a_rate and not PER.search(around.sentence.text) else "value"
    for then, now in pairwise(one for one in rows if one.part == part):
        yield replace(now, earlier=then.period, way=_sign(now.value - then.value))


def _sign(moved: Fraction) -> int:
    return (moved > 0) - (moved < 0)


def _bears_out(one: Stated, match: Match, against: str | None, known: Known) -> Iterator[tuple[float, str]]:
    """Whether the record says so too: it is proposed all the same, and the checker will say what is wrong."""
    way = _sign_of(match.rule.way, one.better)
    moved = one.way
    if against:
        other = known.against(one, against)
        moved = _sign(one.value - other.value) if other and one.part == "value" else 0
    if way and moved:
        held = (way == moved) != match.denied
        yield (1.0 if held else -1.0), "the record says so too" if held else "the record says otherwise"


def _sign_of(way: str, better: Better) -> int:
    good = {Better.HIGHER: 1, Better.LOWER: -1}.get(better, 0)
    return {"up": 1, "down": -1, "better": good, "worse": -good}.get(way, 0)
