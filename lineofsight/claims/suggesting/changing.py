"""Two numbers of one change, a part and its whole, and comparing words without a number."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise, product

from lineofsight.claims.evidence import Better
from lineofsight.claims.reading.numbers import Kind, Number
from lineofsight.claims.suggesting.around import Around
from lineofsight.claims.suggesting.known import RATES, Known, Stated
from lineofsight.claims.suggesting.scoring import PER, WEIGHTS, Fit, fits, measure_parts, period_parts, summed
from lineofsight.claims.wording.comparing import named
from lineofsight.claims.wording.table import Match, find
from lineofsight.engine.periods import Kind as PeriodKind

FROM = re.compile(r"\bfrom\s+(?:about |around |nearly |some )?[£]?$", re.I)
TO = re.compile(r"^[^.;]{0,60}?(?:\bto|→|->)\s+(?:about |around |nearly |some )?$", re.I)
BACK = re.compile(
    r"^[^.;]{0,25}?(?:\b(?:up|down|compared (?:with|to)|(?:a |an )?(?:rise|increase|fall|drop|reduction|decrease))\b"
    r"(?: on| from)?|\bfrom)\s+$",
    re.I,
)
OVER_TIME = {"direction", "polarity", "times", "trend", "stable", "slight", "significant"}
AGAINST = {"compared", "in_line", "extreme", "ranked"}
LEAST_OF_WORDS = 1.5  # of a measure's name and title, before words alone are bound to it
IN_KIND = {PeriodKind.YEAR, PeriodKind.CENSUS}


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
    if test not in OVER_TIME | AGAINST:
        return []
    if about and not set(about) & set(known.of):
        return []  # the sentence is about facts, and a fact says nothing of a change
    against = named(around.sentence.text, match.start) if test in AGAINST else None
    if test in AGAINST and against is None:
        return []
    made = []
    for code in known.of:
        for one in _latest(code, known, around):
            measure = list(measure_parts(one, around, match.start, match.end))
            if code in about:
                measure.append((WEIGHTS["beside"], "the measure that the sentence is about"))
            if sum(points for points, _ in measure) >= LEAST_OF_WORDS:
                said = replace(one, against=against, earlier=None) if against else one
                rest = [*period_parts(said, around), *_bears_out(one, match, against, known)]
                made.append(summed(said, [*measure, *rest]))
    return sorted(made, key=lambda fit: (-fit.score, fit.stated.id))


def _latest(code: str, known: Known, around: Around) -> Iterator[Stated]:
    """Each yearly reading of a measure with the one before it: of a rate the number behind it, unless the words say
    rate."""
    rows = [
        one for one in known.of[code]
        if one.kind == "figure" and one.catalogued and not one.against and one.period and one.period.kind in IN_KIND
    ]  # fmt: skip
    a_rate = {one.unit for one in rows if one.part == "value"} <= set(RATES)
    part = "numerator" if a_rate and not PER.search(around.sentence.text) else "value"
    rows = sorted((one for one in rows if one.part == part), key=lambda one: str(one.label))
    for then, now in pairwise(rows):
        yield replace(now, earlier=then.period, way=_sign(now.value - then.value))


def _sign(moved: Fraction) -> int:
    return (moved > 0) - (moved < 0)


def _bears_out(one: Stated, match: Match, against: str | None, known: Known) -> Iterator[tuple[float, str]]:
    """Whether the record says so too: it is proposed all the same, and the checker will say what is wrong."""
    way = _sign_of(match.rule.way, one.better)
    moved = one.way
    if against:
        other = next(
            (row for row in known.of[one.id] if row.against == against and row.label == one.label), None
        )
        moved = _sign(one.value - other.value) if other and one.part == "value" else 0
    if way and moved:
        held = (way == moved) != match.denied
        yield (1.0 if held else -1.0), "the record says so too" if held else "the record says otherwise"


def _sign_of(way: str, better: Better) -> int:
    good = {Better.HIGHER: 1, Better.LOWER: -1}.get(better, 0)
    return {"up": 1, "down": -1, "better": good, "worse": -good}.get(way, 0)
