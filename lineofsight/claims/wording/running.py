"""Words about a run of values: continued to rise, the first time since, the highest for five years."""

import re
from fractions import Fraction
from itertools import pairwise

from lineofsight.claims import heard, shown
from lineofsight.claims.evidence import Point
from lineofsight.claims.reading.numbers import Kind
from lineofsight.claims.verdict import VERIFIED, Outcome, contradicted, unmeasured, unsupported
from lineofsight.claims.wording.case import Case
from lineofsight.claims.wording.change import neither, path_between

STEADILY = re.compile(r"\bstead", re.I)
ORDINALS = ("", "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
RUN = re.compile(
    r"\bfor (?:the |a )?(\w+) (?:successive |consecutive |straight )?(?:year|quarter|month)s?\b", re.I
)
DID = {"up": "rose", "down": "fell", "flat": "did not change"}
# A first rise is no first fall.
SAID = {
    "up": re.compile(r"\b(fall|decrease|drop|reduction|decline)\b", re.I), "down": re.compile(r"\b(rise|increase)\b", re.I),
    "flat": re.compile(r"\b(rise|increase|fall|decrease|drop|reduction)\b", re.I),
}  # fmt: skip


def trend(case: Case) -> Outcome | None:
    """Continued to rise: at least two steps running, all the same way."""
    points = _known(case)
    if not (points or case.before):
        return None
    if steps_said := _steps_said(case.match.words):
        if len(points) <= steps_said:
            return unmeasured(f"{case.quoted} needs {steps_said + 1} periods, and {len(points)} are known")
        points = points[-steps_said - 1 :]
    labels = [point.period for point, _ in points]
    begin = labels.index(case.before.period) if case.before and case.before.period in labels else len(labels)
    first = 0 if steps_said else max(0, min(begin, len(points) - 3))
    values = [value for _, value in points[first:]]
    wanted = case.match.rule.way
    if wanted in ("better", "worse"):
        if case.after.better == "neither":
            return neither(case)
        wanted = "up" if (wanted == "better") == (case.after.better == "higher") else "down"
    if len(values) < 3:
        are = "is" if len(values) == 1 else "are"
        return unmeasured(f"{case.quoted} needs at least three periods, and {len(values)} {are} known")
    steps = [_way(a, b) for a, b in pairwise(values)]
    if all(step == wanted for step in steps) != case.match.denied:
        told = path_between(case) if STEADILY.search(case.match.words) and case.then is not None else VERIFIED
        return unsupported(f"{case.quoted}, and {told.caution}", case.plain()) if told.caution else told
    path = ", ".join(shown.amount(value, case.unit) for value in values)
    if case.match.denied:
        again = f" again, {case.from_to()}" if case.then is not None else " again"
        return contradicted(f"it says {case.match.as_said}; the values were {path}", f"{DID[wanted]}{again}")
    # The last step is right, the run is not: stronger than the record; else it is false.
    make = unsupported if steps[-1] == wanted else contradicted
    return make(
        f"{case.quoted} needs every step the same way; the values were {path}",
        case.plain() if case.then is not None else f"{DID[steps[-1]]} in the last period, after {path}",
    )


def _steps_said(words: str) -> int | None:
    """Three, of "for the third year running" and of "for three years in a row"."""
    if not (said := RUN.search(words)):
        return None
    word = said[1].lower()
    return next((names.index(word) for names in (shown.SMALL, ORDINALS) if word in names), None)


def first_since(case: Case) -> Outcome | None:
    """For the first time since: no earlier step the same way back to the period named."""
    points = _known(case)
    if len(points) < 2:
        return (
            unmeasured(f"{case.quoted} needs every value back to the period named") if case.inside else None
        )
    steps = [(b.period, _way(one, other)) for (_, one), (b, other) in pairwise(points)]
    last, first, since = steps[-1][1], points[0][0].period, _since(case)
    same = [label for label, way in steps[:-1] if way == last]
    if SAID[last].search(case.match.words):
        return contradicted(f"it says {case.quoted}; it {DID[last]}", DID[last])
    again = same
    if since is not None:
        if since < first:
            return _too_short(case, first, shown.period(since))
        again = [label for label in same if label > since]
    elif count := _years(case):
        if len(steps) < count:
            return _too_short(case, first, f"{count} years before")
        again = [label for label, way in steps[-count:-1] if way == last]
    if again:
        the_year_before = again[-1] == steps[-2][0]
        since_then = "again" if the_year_before else f"for the first time since {shown.period(again[-1])}"
        truth = f"{DID[last]} {since_then}"
        return contradicted(f"it says {case.quoted}; it also {DID[last]} in {shown.period(again[-1])}", truth)
    if since is None or since in same or since == first:
        return VERIFIED
    return unsupported(
        f"it did not {'rise' if last == 'up' else 'fall'} in {shown.period(since)} either",
        f"{DID[last]} for the first time since {shown.period(same[-1] if same else first)}",
    )


def over_time(case: Case) -> Outcome:
    """The highest since, on record, for five years."""
    points = [(point, point.part(case.part)) for point in case.after.series]
    since, wanted = _since(case), _years(case)
    if since is not None:
        if points and since < points[0][0].period:
            return _too_short(case, points[0][0].period, shown.period(since))
        # "The highest since 2012-13": that year itself may have been higher.
        points = [one for one in points if one[0].period > since]
    elif wanted:
        if len(points) < wanted:
            return unmeasured(f"{case.quoted} needs {wanted} years of values, and {len(points)} are known")
        points = points[-wanted:]
    values = [value for _, value in points if value is not None]
    if len(points) < 2 or len(values) < len(points):
        return unmeasured(f"{case.quoted} needs every earlier value, and some are not known")
    way = case.match.rule.way
    if way in ("best", "worst"):
        if case.after.better == "neither":
            return neither(case)
        way = "top" if (way == "best") == (case.after.better == "higher") else "bottom"
    end = max(values) if way == "top" else min(values)
    if (values[-1] == end) != case.match.denied:
        return VERIFIED
    if case.match.denied:
        return contradicted(
            f"it says {case.match.as_said}; no earlier value goes beyond {shown.part(case.after, case.part)}",
            case.match.words,
        )
    beyond = [
        point
        for (point, _), value in zip(points, values, strict=True)
        if (value > values[-1]) == (way == "top") and value != values[-1]
    ]
    then, when = shown.amount(beyond[-1].part(case.part), case.unit), shown.period(beyond[-1].period)
    return contradicted(
        f"it says {case.quoted}; it was {then} in {when}", f"the {case.match.rule.name} since {when}"
    )


def _known(case: Case) -> list[tuple[Point, Fraction]]:
    return [(point, value) for point in case.after.series if (value := point.part(case.part)) is not None]


def _since(case: Case) -> str | None:
    """The earliest period named that is not the claim's own."""
    own = (case.after.period, case.before.period if case.before else None)
    earlier = [label for label in case.said_periods if label < str(case.after.period) and label not in own]
    named = min(earlier, default=None)
    return named or (own[1] if own[1] in case.said_periods and "since" in case.text else None)


def _too_short(case: Case, first: str, wanted: str) -> Outcome:
    return unmeasured(
        f"{case.quoted} needs every value back to {wanted}, and the record begins in {shown.period(first)}"
    )


def _years(case: Case) -> int | None:
    """How many years the words go back: for five years."""
    said = (one for one in heard.numbers(case.text) if one.kind is Kind.DURATION and one.unit == "years")
    return next((int(one.low) for one in said if one.start >= case.match.start), None)


def _way(then: Fraction, now: Fraction) -> str:
    return "flat" if then == now else "up" if now > then else "down"
