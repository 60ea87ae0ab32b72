"""Statistical process control: what in a series is signal and what is noise (XmR, "Making Data Count").

The rules are those coded in NHSRplotthedots. A gap (None) is not bridged: no moving range is taken
across it, and it ends every run, because we do not know on which side of the mean the point would have been.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import pairwise
from math import isclose
from statistics import fmean

LIMIT = 2.66  # three standard deviations, estimated from the mean moving range: 3 / 1.128
RANGE_LIMIT = 3.267  # of the moving range itself
# How many of a hundred series of 24 points that chance alone moves have a rule hit at their newest point; fewer points
# give fewer. A test simulates it.
BY_CHANCE = 1.5


class Polarity(StrEnum):
    """Which way is good. The same words as an indicator's `better`."""

    HIGHER = "higher"
    LOWER = "lower"
    NEITHER = "neither"


class Rule(StrEnum):
    OUTSIDE = "outside the limits"
    SHIFT = "a run on one side of the mean"
    TREND = "a run all rising or all falling"
    NEAR_LIMIT = "two of three near a limit"


class Standing(StrEnum):
    FIRM = "firm"
    PROVISIONAL = "provisional"
    TOO_FEW = "too few"  # no limits, so no rule and no icon


class Icon(StrEnum):
    IMPROVEMENT = "improvement"
    CONCERN = "concern"
    COMMON_CAUSE = "common cause"
    NEITHER = "neither"  # something changed, and no direction is the good one


class Assurance(StrEnum):
    PASSING = "consistently passing"
    FAILING = "consistently failing"
    HIT_OR_MISS = "hit or miss"


@dataclass(frozen=True)
class Limits:
    """The limits from point `start` up to, not including, `stop`. Moving ranges are in the values' unit."""

    start: int
    stop: int
    mean: float
    lower: float
    upper: float
    range_mean: float
    range_limit: float
    standing: Standing


@dataclass(frozen=True)
class Point:
    """One point. `moving_range`: the step from the point before, None after a gap or a new start."""

    value: float | None
    moving_range: float | None
    limits: Limits | None
    rules: frozenset[Rule] = frozenset()
    icon: Icon | None = None


@dataclass(frozen=True)
class Chart:
    """A control chart. `phases`: one set of limits from each new start on; the last one speaks for today."""

    points: tuple[Point, ...]
    phases: tuple[Limits, ...]
    polarity: Polarity
    standing: Standing = field(default=Standing.TOO_FEW)

    @property
    def limits(self) -> Limits | None:
        """Today's limits."""
        return self.phases[-1] if self.standing is not Standing.TOO_FEW else None

    @property
    def icon(self) -> Icon | None:
        """What the newest point says; None without limits or where the newest point is a gap."""
        return self.points[-1].icon if self.points else None


def xmr(
    values: Sequence[float | None],
    *,
    polarity: Polarity = Polarity.NEITHER,
    shift_length: int = 7,
    trend_length: int = 7,
    firm_from: int = 12,
    provisional_from: int = 8,
    rebase_at: Sequence[int] = (),
) -> Chart:
    """An XmR chart of a series in order of time, None where a period has no value.

    `rebase_at`: positions at which new limits begin, each for a cause that somebody recorded. Points are
    counted without the gaps for `firm_from` and `provisional_from`. A phase with fewer points has no limits.
    """
    if wrong := [at for at in rebase_at if not 0 < at < len(values)]:
        raise ValueError(f"New limits cannot begin at {wrong}: the positions are 0 to {len(values) - 1}.")
    starts = [0, *sorted(set(rebase_at)), len(values)]
    points: list[Point] = []
    phases: list[Limits] = []
    standing = Standing.TOO_FEW
    for start, stop in pairwise(starts):
        part = values[start:stop]
        ranges = _moving_ranges(part)
        standing = _standing(part, ranges, firm_from, provisional_from)
        if standing is Standing.TOO_FEW:
            points += [Point(value, moved, None) for value, moved in zip(part, ranges, strict=True)]
            continue
        limits = _limits(part, ranges, start, stop, standing)
        phases.append(limits)
        rules = _rules(part, limits, shift_length, trend_length)
        points += [
            Point(value, moved, limits, hit, _icon(value, hit, part, at, limits, polarity))
            for at, (value, moved, hit) in enumerate(zip(part, ranges, rules, strict=True))
        ]
    return Chart(tuple(points), tuple(phases), polarity, standing)


def assurance(chart: Chart, target: float) -> Assurance | None:
    """Whether the process, left as it is, meets a target. None without limits or without a good direction."""
    limits = chart.limits
    if limits is None or chart.polarity is Polarity.NEITHER:
        return None
    if limits.lower <= target <= limits.upper:
        return Assurance.HIT_OR_MISS
    above = limits.lower > target
    return Assurance.PASSING if above == (chart.polarity is Polarity.HIGHER) else Assurance.FAILING


def _moving_ranges(values: Sequence[float | None]) -> list[float | None]:
    steps = (None if a is None or b is None else abs(b - a) for a, b in pairwise(values))
    return [None, *steps] if len(values) else []


def _standing(
    values: Sequence[float | None], ranges: Sequence[float | None], firm_from: int, provisional_from: int
) -> Standing:
    held = sum(value is not None for value in values)
    if held < provisional_from or all(moved is None for moved in ranges):
        return Standing.TOO_FEW
    return Standing.FIRM if held >= firm_from else Standing.PROVISIONAL


def _limits(
    values: Sequence[float | None],
    ranges: Sequence[float | None],
    start: int,
    stop: int,
    standing: Standing,
) -> Limits:
    mean = fmean(value for value in values if value is not None)
    moved = fmean(step for step in ranges if step is not None)
    return Limits(
        start, stop, mean, mean - LIMIT * moved, mean + LIMIT * moved, moved, RANGE_LIMIT * moved, standing
    )


def _rules(
    values: Sequence[float | None], limits: Limits, shift_length: int, trend_length: int
) -> list[frozenset[Rule]]:
    """The rules that each point is part of. Only points that make up the signal are marked by it."""
    side = [0 if v is None else _above(v, limits.mean) - _above(limits.mean, v) for v in values]
    reach = limits.upper - limits.mean
    away = [0.0 if v is None else abs(v - limits.mean) for v in values]
    outside = {at for at, distance in enumerate(away) if side[at] and _above(distance, reach)}
    near = {at for at, distance in enumerate(away) if _above(distance, 2 / 3 * reach)} - outside

    def together(length: int, holds: Callable[[range], bool]) -> set[int]:
        windows = (range(at, at + length) for at in range(len(values) - length + 1))
        return {at for window in windows if holds(window) for at in window}

    def is_trend(window: range) -> bool:
        run = [values[at] for at in window]
        steps = {None if a is None or b is None else (b > a) - (b < a) for a, b in pairwise(run)}
        return steps in ({1}, {-1})

    def is_near(window: range) -> bool:
        return abs(sum(side[at] for at in window)) == 3 and len(near.intersection(window)) >= 2

    found = {
        Rule.OUTSIDE: outside,
        Rule.SHIFT: together(shift_length, lambda w: abs(sum(side[at] for at in w)) == shift_length),
        Rule.TREND: together(trend_length, is_trend),
        Rule.NEAR_LIMIT: near & together(3, is_near),
    }
    return [frozenset(rule for rule, hits in found.items() if at in hits) for at in range(len(values))]


def _above(a: float, b: float) -> bool:
    """a > b by more than the last digit of a float: a series that never moves must give no signal."""
    return a > b and not isclose(a, b, rel_tol=1e-9, abs_tol=1e-12)


def _icon(
    value: float | None,
    rules: frozenset[Rule],
    values: Sequence[float | None],
    at: int,
    limits: Limits,
    polarity: Polarity,
) -> Icon | None:
    if value is None:
        return None
    if not rules:
        return Icon.COMMON_CAUSE
    if polarity is Polarity.NEITHER:
        return Icon.NEITHER
    # A trend alone points where it goes, even while it is still on the other side of the mean.
    before = next((v for v in reversed(values[:at]) if v is not None), value)
    after = next((v for v in values[at + 1 :] if v is not None), value)
    upward = (before < value or value < after) if rules == {Rule.TREND} else value > limits.mean
    return Icon.IMPROVEMENT if upward == (polarity is Polarity.HIGHER) else Icon.CONCERN
