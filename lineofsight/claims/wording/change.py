"""Words of change: rose, improved, doubled, stable, significantly, continued to, first time since."""

from fractions import Fraction
from itertools import pairwise

from lineofsight.claims import shown
from lineofsight.claims.days import last_day
from lineofsight.claims.evidence import Unit
from lineofsight.claims.verdict import VERIFIED, Outcome, Verdict, contradicted, unmeasured, unsupported
from lineofsight.claims.wording import case as sums
from lineofsight.claims.wording.case import Case

UP, DOWN = {"up": "rose", "down": "fell"}, {"up": "fell", "down": "rose"}
TOLERANCE = Fraction(5, 100)


def direction(case: Case) -> Outcome | None:
    """Rose, fell: the two values say."""
    if case.then is None or case.now is None:
        return None
    moved = _way(case.then, case.now)
    wanted = case.match.rule.way
    so = moved != "flat" if wanted == "any" else moved == wanted
    if so != case.match.denied:
        return _path(case)
    did = {"up": "rose", "down": "fell", "flat": "did not change"}[moved]
    truth = f"{did} {case.from_to()}" if moved != "flat" else f"stayed at {shown.part(case.after, case.part)}"
    return contradicted(f"it says {_said(case)}; it {truth}", truth)


def _path(case: Case) -> Outcome:
    """True, with a caution where the path between the two ends tells another story."""
    assert case.then is not None
    assert case.now is not None
    assert case.before is not None
    low, high = sorted((case.then, case.now))
    begin, finish = last_day(case.before.period or ""), last_day(case.after.period or "")
    hidden = []
    for point in case.after.path:
        value, day = point.part(case.part), last_day(point.period)
        if value is None or not (begin and finish and day and begin < day < finish):
            continue
        off = max(low - value, value - high)
        if off > 0 and sums.worthwhile(low if value < low else high, value, case.unit, case.settings):
            hidden.append((off, point.period, value))
    if not hidden:
        return VERIFIED
    _, when, value = max(hidden)
    stood = shown.amount(value, case.unit)
    return Outcome(
        Verdict.VERIFIED,
        caution=f"the two ends hide the path: it stood at {stood} in {when}. Show the path too",
    )


def polarity(case: Case) -> Outcome | None:
    """Improved, declined: by the measure's own direction, and by more than chance."""
    if case.then is None or case.now is None:
        return None
    wanted = case.match.rule.way
    good = sums.better(case.after, case.then, case.now)
    moved = _way(case.then, case.now)
    if case.part != "value":
        good = None
    plain = f"{ {'up': 'rose', 'down': 'fell', 'flat': 'did not change'}[moved] } {case.from_to()}"
    if good is None:
        # "Declined" of a measure without a good direction is only another word for fell.
        if wanted == "worse" and case.match.words.lower().startswith("declin"):
            so = moved == "down"
            return (
                VERIFIED
                if so != case.match.denied
                else contradicted(f"it says {_said(case)}; it {plain}", plain)
            )
        if case.match.denied:
            return VERIFIED
        return unsupported(
            f"{case.quoted} judges it good or bad, and this measure is neither: more or fewer is a question to ask",
            plain,
        )
    so = good if wanted == "better" else (not good and moved != "flat")
    tested = sums.beyond_chance(case)
    if case.match.denied:
        if not so:
            return VERIFIED
        return contradicted(f"it says {_said(case)}; it {plain}", plain) if tested is not False else VERIFIED
    if not so:
        return contradicted(
            f"it says {case.quoted}; it {plain}, which is {'worse' if wanted == 'better' else 'better'}"
            if moved != "flat"
            else f"it says {case.quoted}; it {plain}",
            plain,
        )
    if tested is False:
        return unsupported(
            f"the direction is right, but a change {case.from_to()} is within what chance alone would do",
            f"{plain}, a change within what chance alone would do",
        )
    if tested is None:
        return Outcome(
            Verdict.VERIFIED,
            caution=f"the change {case.from_to()} could not be tested: n and d are not known",
        )
    return _path(case)


def times(case: Case) -> Outcome | None:
    """Doubled, trebled, halved: within 5%, on the side said."""
    if case.then is None or case.now is None:
        return None
    wanted = case.match.rule.times
    assert wanted is not None
    if case.then == 0:
        return unmeasured(f"{case.quoted} needs an earlier value above nought")
    really = case.now / case.then
    off = really / wanted - 1
    words = case.match.words.lower()
    over, under = (
        words.startswith(("more than", "over", "just over")),
        words.startswith(("almost", "nearly", "just under")),
    )
    if wanted < 1:  # "more than halved" is less than half
        over, under = under, over
    so = abs(off) <= TOLERANCE and not (over and off < 0) and not (under and off > 0)
    if (over and wanted >= 1 and off > TOLERANCE) or (under and wanted < 1 and off < -TOLERANCE):
        so = True  # more than doubled says no upper end
    if so != case.match.denied:
        return VERIFIED
    truth = (
        f"changed {case.from_to()}: {shown.number(really, 2)} times as many"
        if case.unit is Unit.COUNT
        else f"changed {case.from_to()}"
    )
    right_way = (really > 1) == (wanted > 1)
    make = (
        unsupported
        if right_way and not case.match.denied and really != 1 and abs(off) <= Fraction(1, 4)
        else contradicted
    )
    return make(
        f"{case.quoted} means {shown.number(wanted, 1)} times, within 5%; it was {shown.number(really, 2)} times",
        truth,
    )


def significant(case: Case) -> Outcome | None:
    """Significantly, sharply: the test and the least worthwhile change; on a chart of thousands, the signal."""
    if case.then is None or case.now is None:
        return None
    if case.match.denied:
        return stable(case)
    plain = (
        f"{'rose' if case.now > case.then else 'fell'} {case.from_to()}"
        if case.now != case.then
        else f"stayed at {shown.part(case.after, case.part)}"
    )
    if case.now == case.then:
        return contradicted(f"it says {case.quoted}; it did not change", plain)
    if (
        case.unit is Unit.COUNT
        and min(case.then, case.now) >= sums.THOUSANDS
        and len(case.after.series) >= sums.FIRM
    ):
        if sums.signal(case.after, case.part):
            return Outcome(
                Verdict.VERIFIED, "its control chart has a signal, which decides for counts in the thousands"
            )
        return unsupported(
            f"with counts in the thousands the control chart decides {case.quoted}, and it shows no signal: the change "
            f"{case.from_to()} is within its usual range", plain,
        )  # fmt: skip
    tested = sums.beyond_chance(case)
    if tested is None:
        return unmeasured(
            f"{case.quoted} needs a test, and there is no n and d to test the change {case.from_to()}", plain
        )
    if not tested:
        return unsupported(f"the change {case.from_to()} is within what chance alone would do", plain)
    if not sums.worthwhile(case.then, case.now, case.unit, case.settings):
        return unsupported(
            f"the change {case.from_to()} is more than chance, and less than the {sums.least(case.unit, case.settings)} "
            "that the board counts as worth acting on", plain,
        )  # fmt: skip
    return Outcome(Verdict.VERIFIED, f"more than chance, and at least {sums.least(case.unit, case.settings)}")


def slight(case: Case) -> Outcome | None:
    """Slightly: below the least worthwhile change."""
    if case.then is None or case.now is None:
        return None
    if not sums.worthwhile(case.then, case.now, case.unit, case.settings):
        return VERIFIED
    plain = f"{'rose' if case.now > case.then else 'fell'} {case.from_to()}"
    return unsupported(
        f"{case.quoted} is too weak: the change reaches the {sums.least(case.unit, case.settings)} worth acting on",
        plain,
    )


def stable(case: Case) -> Outcome | None:
    """Stable: no signal, and an interval of the change inside the least worthwhile change."""
    if case.then is None or case.now is None:
        return None
    plain = (
        f"{'rose' if case.now > case.then else 'fell'} {case.from_to()}"
        if case.now != case.then
        else f"stayed at {shown.part(case.after, case.part)}"
    )
    if case.match.denied and case.match.rule.name == "stable":
        return (
            VERIFIED
            if sums.beyond_chance(case)
            else unmeasured(f"whether it changed is too little to say {case.from_to()}", plain)
        )
    big, tested = sums.worthwhile(case.then, case.now, case.unit, case.settings), sums.beyond_chance(case)
    if case.match.rule.name == "no significant change" or case.match.rule.test == "significant":
        if tested and big:
            return contradicted(
                f"it says {case.quoted}; the change {case.from_to()} is more than chance and worth acting on",
                plain,
            )
        return (
            VERIFIED
            if tested is not None
            else unmeasured(f"{case.quoted} needs a test, and n and d are not known", plain)
        )
    if case.match.words.lower() in ("unchanged", "the same") and case.now == case.then:
        return VERIFIED
    if (big and tested is not False) or sums.signal(case.after, case.part):
        return contradicted(f"it says {case.quoted}; it {plain}", plain)
    span = sums.change_interval(case)
    limit = float(case.settings.points if case.unit is Unit.PERCENT else case.settings.percent)
    if span is None or span[0] < -limit or span[1] > limit:
        return unmeasured(
            f"too few to say: the change {case.from_to()} could in truth be more than {sums.least(case.unit, case.settings)}"
            " either way", plain,
        )  # fmt: skip
    return VERIFIED


def trend(case: Case) -> Outcome | None:
    """Continued to rise: at least two steps running, all the same way."""
    series = [value for point in case.after.series if (value := point.part(case.part)) is not None]
    if case.now is None or (not series and case.before is None):
        return None
    if case.before is not None and case.before.period in [point.period for point in case.after.series]:
        at = [point.period for point in case.after.series].index(case.before.period)
        series = series[min(at, max(0, len(series) - 3)) :]
    else:
        series = series[-3:]
    wanted = case.match.rule.way
    if wanted in ("better", "worse"):
        if case.after.better == "neither":
            return unsupported(f"{case.quoted} judges it good or bad, and this measure is neither")
        wanted = "up" if (wanted == "better") == (case.after.better == "higher") else "down"
    if len(series) < 3:
        return unmeasured(
            f"{case.quoted} needs at least three periods, and {len(series)} {'is' if len(series) == 1 else 'are'} known"
        )
    steps = [_way(a, b) for a, b in pairwise(series)]
    so = all(step == wanted for step in steps)
    if so != case.match.denied:
        return VERIFIED
    path = ", ".join(shown.amount(value, case.unit) for value in series)
    truth = f"{ {'up': 'rose', 'down': 'fell', 'flat': 'did not change'}[steps[-1]] } in the last period, after {path}"
    # The last step is right, the run is not: stronger than the record; else it is false.
    make = unsupported if steps[-1] == wanted else contradicted
    return make(f"{case.quoted} needs every step the same way; the values were {path}", truth)


def first_since(case: Case) -> Outcome | None:
    """For the first time since: no earlier step the same way back to the period named."""
    series = [
        (point.period, value) for point in case.after.series if (value := point.part(case.part)) is not None
    ]
    if case.now is None or len(series) < 2:
        return (
            unmeasured(f"{case.quoted} needs every value back to the period named") if case.inside else None
        )
    steps = [(b[0], _way(a[1], b[1])) for a, b in pairwise(series)]
    last = steps[-1][1]
    since = min((label for label in case.said_periods if label < str(case.after.period)), default=None)
    before = [label for label, way in steps[:-1] if way == last]
    if since is None:
        return (
            VERIFIED
            if not before
            else contradicted(
                f"it also {UP.get(last, 'did so')} in {before[-1]}", f"for the first time since {before[-1]}"
            )
        )
    if since < series[0][0]:
        return unmeasured(
            f"the record goes back to {series[0][0]} only, and {case.quoted} needs every value back to {since}"
        )
    after_since = [label for label in before if label > since]
    if after_since:
        return contradicted(
            f"it says {case.quoted} {since}; it also {UP.get(last, 'did so')} in {after_since[-1]}",
            f"for the first time since {after_since[-1]}",
        )
    return (
        VERIFIED
        if since in before or since == series[0][0]
        else unsupported(f"it did not {'rise' if last == 'up' else 'fall'} in {since} either")
    )


def _way(then: Fraction, now: Fraction) -> str:
    return "flat" if then == now else "up" if now > then else "down"


def _said(case: Case) -> str:
    return f"'not ... {case.match.words}'" if case.match.denied else case.quoted
