"""What a test of words is given, and the sums that several tests share."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from math import sqrt

from lineofsight.claims import shown
from lineofsight.claims.evidence import Evidence, Unit
from lineofsight.claims.wording.table import Match
from lineofsight.engine.statistics import rate_change, two_proportion, xmr
from lineofsight.engine.statistics.intervals import Z95

THOUSANDS = 1000  # from here on nearly every difference of two counts passes a test of chance
FIRM = 12  # points from which a control chart decides


@dataclass(frozen=True)
class Settings:
    """What the board has set. `percent`, `points`: the least change worth acting on, of counts and rates
    (in percent of the earlier value) and of shares (in percentage points). `bands`: code to the words that
    the board gives a band, with its low and high end."""

    percent: Fraction = Fraction(10)
    points: Fraction = Fraction(5)
    bands: Mapping[str, Mapping[str, tuple[Fraction | None, Fraction | None]]] = field(default_factory=dict)


@dataclass(frozen=True)
class Case:
    """Words of one rule, and the claim that they are read with. `before`: the earlier end of a change."""

    match: Match
    text: str
    after: Evidence
    before: Evidence | None = None
    part: str = "value"
    kind: str = "figure"
    inside: bool = True
    settings: Settings = Settings()
    against: str | None = None  # the comparator that the words or the tag name
    said_periods: Sequence[str] = ()  # every period that the sentence names
    year: str = ""  # the report's own
    of_the_rest: bool = False  # the sentence turns a share round and gives what is left over

    @property
    def now(self) -> Fraction:
        """Always known: words are read only with a claim that has a value."""
        value = self.after.part(self.part)
        assert value is not None
        return value

    @property
    def then(self) -> Fraction | None:
        return self.before.part(self.part) if self.before else None

    @property
    def unit(self) -> Unit:
        return self.after.unit if self.part == "value" else Unit.COUNT

    @property
    def quoted(self) -> str:
        return self.match.quoted

    @property
    def moved(self) -> str:
        """rose, fell, stayed"""
        assert self.then is not None
        return "stayed" if self.now == self.then else "rose" if self.now > self.then else "fell"

    def plain(self) -> str:
        """rose from 72% in 2015/16 to 76% in 2016/17; stayed at 72%"""
        if self.moved == "stayed":
            return f"stayed at {shown.part(self.after, self.part)}"
        return f"{self.moved} {self.from_to()}"

    def from_to(self) -> str:
        """from 72% in 2015/16 to 62% in 2016/17"""
        assert self.before is not None
        then, now = shown.apart(self.before, self.after, self.part)
        return (
            f"from {then} in {shown.period(self.before.period)} to {now} in {shown.period(self.after.period)}"
        )


def asks(match: Match) -> str:
    """What words without a number need, and the question to put to whoever wrote them."""
    return f"{match.quoted} needs {match.rule.needs}. {match.rule.ask}"


def worthwhile(then: Fraction, now: Fraction, unit: Unit, settings: Settings) -> bool:
    """Whether a change reaches the least that the board would act on."""
    if unit is Unit.PERCENT:
        return abs(now - then) >= settings.points
    return then != 0 and abs(now - then) * 100 >= settings.percent * abs(then)


def least(unit: Unit, settings: Settings) -> str:
    if unit is Unit.PERCENT:
        return f"{shown.number(settings.points)} points"
    return f"{shown.number(settings.percent)}%"


def beyond_chance(case: Case) -> bool | None:
    """Whether a test of the two values finds more than chance; None where nothing can be tested."""
    before, after = case.before, case.after
    assert before is not None
    if case.part == "value" and case.unit is not Unit.COUNT:
        pairs = (before.n, before.d, after.n, after.d)
        if any(one is None or one.denominator != 1 for one in pairs):
            return None
        n1, d1, n2, d2 = (int(one) for one in pairs if one is not None)
        if after.share:
            test = two_proportion(n1, d1, n2, d2)
            return bool(test and test.beyond_chance)
        rates = rate_change(n1, n2, d1, d2) if d1 and d2 else None
        return bool(rates and rates.beyond_chance)
    assert case.then is not None
    counts = rate_change(round(case.then), round(case.now))
    return bool(counts and counts.beyond_chance)


def change_interval(case: Case) -> tuple[float, float] | None:
    """The 95% interval of the change, in percentage points for a share, else in percent of the earlier value."""
    before, after = case.before, case.after
    assert before is not None
    if case.part == "value" and after.share:
        if before.n is None or after.n is None or not before.d or not after.d:
            return None
        p1, p2 = float(before.n / before.d), float(after.n / after.d)
        spread = Z95 * sqrt(p1 * (1 - p1) / float(before.d) + p2 * (1 - p2) / float(after.d))
        return 100 * (p2 - p1 - spread), 100 * (p2 - p1 + spread)
    if case.part == "value" and case.unit is not Unit.COUNT:
        pairs = (before.n, after.n, before.d, after.d)
    else:
        pairs = (case.then, case.now, Fraction(1), Fraction(1))
    if any(one is None or one.denominator != 1 for one in pairs) or not pairs[2] or not pairs[3]:
        return None
    rates = rate_change(*(int(one) for one in pairs if one is not None))
    return None if rates is None else (100 * (rates.interval.low - 1), 100 * (rates.interval.high - 1))


def signal(evidence: Evidence, part: str) -> bool | None:
    """Whether the control chart has a signal at its last point; None where it has too few points to say."""
    values = [point.part(part) for point in evidence.series]
    chart = xmr([None if value is None else float(value) for value in values])
    if chart.limits is None:
        return None
    return bool(chart.points[-1].rules)


def better(evidence: Evidence, then: Fraction, now: Fraction) -> bool | None:
    """Whether a change is for the better; None where the measure is neither good nor bad."""
    if evidence.better == "neither":
        return None
    return (now > then) == (evidence.better == "higher") and now != then
