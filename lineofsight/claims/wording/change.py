"""Words of change between two values: rose, improved, doubled, stable, significantly."""

import re
from dataclasses import replace
from fractions import Fraction

from lineofsight.claims import shown
from lineofsight.claims.days import last_day
from lineofsight.claims.evidence import Unit
from lineofsight.claims.verdict import VERIFIED, Outcome, contradicted, unmeasured, unsupported
from lineofsight.claims.wording import case as sums
from lineofsight.claims.wording.case import Case

TIMES_WITHIN = Fraction(5, 100)
NEARLY = Fraction(1, 4)  # as far off as "doubled" may be and still say the right thing too strongly
CALLED = {Fraction(2): "twice", Fraction(3): "three times", Fraction(1, 2): "half"}
BEYOND = ("more than", "over", "just over")
SHORT = ("almost", "nearly", "just under")


def direction(case: Case) -> Outcome | None:
    """Rose, fell: the two values say."""
    if case.then is None:
        return None
    so = case.moved in {"up": ("rose",), "down": ("fell",)}.get(case.match.rule.way, ("rose", "fell"))
    return path_between(case) if so != case.match.denied else _false(case)


def _false(case: Case) -> Outcome:
    return contradicted(f"it says {case.match.as_said}; it {case.plain()}", case.plain())


def path_between(case: Case) -> Outcome:
    """True, with a caution where the path between the two ends tells another story."""
    assert case.then is not None
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
    moment = "in" if re.fullmatch(r"\d{4}-M\d\d|.*-Q\d", when) else "on"
    stood = f"it stood at {shown.amount(value, case.unit)} {moment} {shown.period(when)}"
    return replace(VERIFIED, caution=f"the two ends hide the path: {stood}. Show the path too")


def polarity(case: Case) -> Outcome | None:
    """Improved, declined: by the measure's own direction, and by more than chance."""
    if case.then is None:
        return None
    wanted = case.match.rule.way
    good = sums.better(case.after, case.then, case.now) if case.part == "value" else None
    if good is None:
        # "Declined" of a measure without a good direction is only another word for fell.
        if case.match.words.lower().startswith("declin"):
            return path_between(case) if (case.moved == "fell") != case.match.denied else _false(case)
        return VERIFIED if case.match.denied else neither(case, case.plain())
    so = case.moved != "stayed" and good == (wanted == "better")
    tested = sums.beyond_chance(case)
    if case.match.denied:
        return _false(case) if so and tested is not False else VERIFIED
    if not so:
        told = "" if case.moved == "stayed" else f", which is {'better' if good else 'worse'}"
        return contradicted(f"it says {case.quoted}; it {case.plain()}{told}", case.plain())
    if tested is False:
        return unsupported(
            f"the direction is right, but a change {case.from_to()} is within what chance alone would do",
            f"{case.plain()}, a change within what chance alone would do",
        )
    if tested is None:
        return replace(
            VERIFIED, caution=f"the change {case.from_to()} could not be tested: n and d are not known"
        )
    return path_between(case)


def neither(case: Case, plain: str | None = None) -> Outcome:
    """What is said of good and bad words about a measure that is neither."""
    return unsupported(
        f"{case.quoted} judges it good or bad, and this measure is neither: more or fewer is a question to ask",
        plain,
    )


def times(case: Case) -> Outcome | None:
    """Doubled, trebled, halved: within 5%, on the side said."""
    if case.then is None:
        return None
    wanted, words = case.match.rule.times, case.match.words.lower()
    assert wanted is not None
    if case.then == 0:
        return unmeasured(
            f"{case.quoted} needs an earlier value above nought",
            f"rose from none to {shown.part(case.after, case.part)}",
        )
    really = case.now / case.then
    # Of a half, "more than halved" is less than half.
    further = really / wanted - 1 if wanted > 1 else 1 - really / wanted
    beyond, short = words.startswith(BEYOND), words.startswith(SHORT)
    right_side = further >= 0 if beyond else further < 0 if short else True
    near = abs(further) <= TIMES_WITHIN or (further > 0 and beyond and not words.startswith("just"))
    if (right_side and near) != case.match.denied:
        return VERIFIED
    if case.match.denied:
        return _false(case)
    called = CALLED[wanted]
    side = f"{'less' if wanted < 1 else 'more'} than " if beyond else "nearly " if short else ""
    exactly = 2 if abs(really - wanted) >= Fraction(1, 100) else 3
    reason = f"{case.quoted} means {side}{called}, within 5%; it was {shown.number(really, exactly)} times"
    too_strong = right_side and (really > 1) == (wanted > 1) and abs(further) <= NEARLY
    return (unsupported if too_strong else contradicted)(reason, case.plain())


def is_significant(case: Case) -> tuple[bool | None, str]:
    """Whether a change is significant (None: nothing can test it), and why.

    By the test and the least worthwhile change; of counts in the thousands with enough points, by the chart's signal.
    """
    then, now = case.then, case.now
    assert then is not None
    if case.unit is Unit.COUNT and min(then, now) >= sums.THOUSANDS and len(case.after.series) >= sums.FIRM:
        if sums.signal(case.after, case.part):
            return True, "its control chart has a signal, which decides for counts in the thousands"
        return False, (
            "with counts in the thousands the control chart decides, and it shows no signal: the change "
            f"{case.from_to()} is within its usual range"
        )
    tested = sums.beyond_chance(case)
    if tested is None:
        return (
            None,
            f"{case.quoted} needs a test, and there is no n and d to test the change {case.from_to()}",
        )
    if not tested:
        return False, f"the change {case.from_to()} is within what chance alone would do"
    least = sums.least(case.unit, case.settings)
    if not sums.worthwhile(then, now, case.unit, case.settings):
        return False, (
            f"the change {case.from_to()} is more than chance, and less than the {least} that the board counts as worth "
            "acting on"
        )
    return True, f"the change is more than chance, and at least {least}"


def significant(case: Case) -> Outcome | None:
    """Significantly, sharply; or, denied, no significant change."""
    if case.then is None:
        return None
    if case.moved == "stayed" and not case.match.denied:
        return contradicted(f"it says {case.quoted}; it did not change", case.plain())
    so, why = is_significant(case)
    if so is None:
        return unmeasured(why, case.plain())
    if so != case.match.denied:
        return replace(VERIFIED, reason=why)
    if case.match.denied:
        return contradicted(f"it says {case.match.as_said}; {why}", case.plain())
    return unsupported(why, case.plain())


def not_significant(case: Case) -> Outcome | None:
    """No significant change, did not rise significantly: the words deny it themselves."""
    return significant(replace(case, match=replace(case.match, denied=True)))


def by_chance(case: Case) -> Outcome | None:
    """Within what chance would do: where two values are bound, a test of them says so."""
    if case.then is None or not sums.beyond_chance(case):
        return VERIFIED
    return contradicted(
        f"it says {case.quoted}; the change {case.from_to()} is more than chance alone would do", case.plain()
    )


def slight(case: Case) -> Outcome | None:
    """Slightly: below the least worthwhile change."""
    if case.then is None:
        return None
    if sums.worthwhile(case.then, case.now, case.unit, case.settings) == case.match.denied:
        return VERIFIED
    least = sums.least(case.unit, case.settings)
    if case.match.denied:
        return contradicted(
            f"it says {case.match.as_said}; the change is less than the {least} worth acting on", case.plain()
        )
    return unsupported(
        f"{case.quoted} is too weak: the change reaches the {least} worth acting on", case.plain()
    )


def stable(case: Case) -> Outcome | None:
    """Stable: no signal, and an interval of the change inside the least worthwhile change."""
    if case.then is None:
        return None
    big, tested = sums.worthwhile(case.then, case.now, case.unit, case.settings), sums.beyond_chance(case)
    moved = (big and tested is not False) or bool(sums.signal(case.after, case.part))
    if case.match.denied:
        return VERIFIED if moved or tested else _too_few(case)
    if moved:
        return _false(case)
    if case.moved == "stayed" and case.match.words.lower() in ("unchanged", "the same", "flat"):
        return VERIFIED
    span = sums.change_interval(case)
    limit = float(case.settings.points if case.unit is Unit.PERCENT else case.settings.percent)
    return _too_few(case) if span is None or span[0] < -limit or span[1] > limit else VERIFIED


def _too_few(case: Case) -> Outcome:
    least = sums.least(case.unit, case.settings)
    return unmeasured(
        f"too few to say whether it changed: it {case.plain()}, and the true change could be more than {least} either way",
        case.plain(),
    )
