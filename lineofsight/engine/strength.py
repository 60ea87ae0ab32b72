"""How much a figure bears: how far chance alone could have moved it, and whether its series says that it moved."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from lineofsight.engine.indicator import Better, Indicator, MeasureKind, Unit
from lineofsight.engine.periods import Kind, Period, within
from lineofsight.engine.reading import Status
from lineofsight.engine.statistics import (
    Disparity,
    Icon,
    Interval,
    Polarity,
    Rule,
    Standing,
    poisson,
    rate_change,
    rate_interval,
    share_ratio,
    two_proportion,
    wilson,
    xmr,
)

REGULAR = (
    Kind.YEAR,
    Kind.QUARTER,
    Kind.MONTH,
    Kind.CENSUS,
)  # rolling years overlap: each would repeat the last
BEFORE = 8  # points that must come before one for limits to mean something
SERIES = 24  # the newest that are looked at: two years of months, six of quarters


@dataclass(frozen=True)
class Signal:
    """Where a figure stands in its own series. `firm`: whether there were points enough for firm limits."""

    points: int
    mean: float
    lower: float
    upper: float
    firm: bool
    rules: tuple[Rule, ...]
    icon: Icon

    def words(self, unit: Unit) -> str:
        usual = f"around {unit.show(self.mean)}, usually from {unit.show(max(self.lower, 0))} to {unit.show(self.upper)}"
        over = f"over {self.points} periods {usual}{'' if self.firm else ' (provisional: few periods)'}"
        if not self.rules:
            return f"{over}; this is within that: no signal of a change"
        way = {Icon.IMPROVEMENT: ", the better way", Icon.CONCERN: ", the worse way"}.get(self.icon, "")
        return f"{over}; a signal of a change{way}: {', '.join(self.rules)}"


def borne(
    indicator: Indicator, reading: Mapping[str, Any], period: Period, series: Sequence[Mapping[str, Any]]
) -> dict[str, Any]:
    """A reading's `interval` and `signal` in plain values, None where there is none."""
    reach, found = interval(indicator, reading), signal(indicator, period, series)
    return {
        "interval": reach and asdict(reach),
        "signal": found and asdict(found) | {"words": found.words(indicator.unit)},
    }


def interval(indicator: Indicator, reading: Mapping[str, Any]) -> Interval | None:
    """The 95% interval of a figure, in its unit: Wilson's of a share, Byar's or the exact one of counts and rates.

    None where the reading is no figure, does not give what it was made of, or is no count of anything.
    """
    n, d = reading["numerator"], reading["denominator"]
    if reading["status"] != Status.VALUE or n is None or n < 0 or not float(n).is_integer():
        return None
    kind, scale = indicator.kind, indicator.unit.scale
    if kind is MeasureKind.COUNT:
        return poisson(int(n))
    if kind is MeasureKind.RATE and d:
        return rate_interval(int(n), d, scale)
    is_share = kind is MeasureKind.SHARE or (
        kind is MeasureKind.HANDED_OVER and indicator.unit is Unit.PERCENT
    )
    found = wilson(n, d) if is_share and d and n <= d else None
    return found and Interval(scale * found.low, scale * found.high)


def signal(indicator: Indicator, period: Period, series: Sequence[Mapping[str, Any]]) -> Signal | None:
    """What a control chart (XmR) of the periods up to this one says of it.

    `series`: readings of one area and basis. A period without a figure is a gap. None where fewer than
    eight figures of the same kind come before, or where this period has none itself.
    """
    known = {
        one["period"]: one["value"]
        for one in series
        if one["status"] == Status.VALUE and one["end"] <= period.end
    }
    if period.kind not in REGULAR or period.label not in known:
        return None
    first = min(one["start"] for one in series if one["period"] in known)
    labels = [one.label for one in within(first, period.end, [period.kind]) if one.end <= period.end][
        -SERIES:
    ]
    values = [known.get(label) for label in labels]
    if sum(value is not None for value in values[:-1]) < BEFORE:
        return None
    chart = xmr(values, polarity=Polarity(str(indicator.better)))
    if chart.limits is None or chart.icon is None:
        return None
    limits, last = chart.limits, chart.points[-1]
    held = sum(value is not None for value in values)
    return Signal(
        held, limits.mean, limits.lower, limits.upper, chart.standing is Standing.FIRM, tuple(sorted(last.rules)), chart.icon
    )  # fmt: skip


class Movement(StrEnum):
    """What two figures of one measure say together."""

    BETTER = "better"
    WORSE = "worse"
    MOVED = "moved"  # beyond chance, and neither direction is the good one
    NONE = "no real change"  # no more than chance gives
    TOO_FEW = "too few to say"  # nothing to compare with, or so few that no test could tell


LEAST_EXPECTED = 5  # in each cell of a test: below it the test says nothing that could be relied on


def movement(indicator: Indicator, then: Mapping[str, Any] | None, now: Mapping[str, Any]) -> Movement:
    """Whether a figure differs from an earlier one by more than chance gives, and whether that is good.

    Figures counted by different editions of the definition are not compared.
    """
    if then is None or then["edition"] != now["edition"] or {then["status"], now["status"]} != {Status.VALUE}:
        return Movement.TOO_FEW
    beyond = _beyond_chance(indicator, _counts(indicator, then), _counts(indicator, now))
    if beyond is None:
        return Movement.TOO_FEW
    if not beyond:
        return Movement.NONE
    if indicator.better is Better.NEITHER:
        return Movement.MOVED
    rose = now["value"] > then["value"]
    return Movement.BETTER if rose == (indicator.better is Better.HIGHER) else Movement.WORSE


def _counts(indicator: Indicator, reading: Mapping[str, Any]) -> tuple[int, int] | None:
    """What is tested: events, and among how many. A published rate may lack its population: the rate gives it."""
    n, d = reading["numerator"], reading["denominator"]
    if indicator.kind is MeasureKind.COUNT:
        d = 1
    elif indicator.kind is MeasureKind.RATE and n and not d and reading["value"]:
        d = round(n * indicator.unit.scale / reading["value"])
    whole = n is not None and d and n >= 0 and float(n).is_integer() and float(d).is_integer()
    return (int(n), int(d)) if whole else None


def _beyond_chance(
    indicator: Indicator, then: tuple[int, int] | None, now: tuple[int, int] | None
) -> bool | None:
    """None where it cannot be tested."""
    if then is None or now is None:
        return None
    (n1, d1), (n2, d2) = then, now
    events = (n1 + n2) / (d1 + d2)
    if min(d1, d2) * events < LEAST_EXPECTED:
        return None
    if indicator.kind in (MeasureKind.COUNT, MeasureKind.RATE):
        rates = rate_change(n1, n2, d1, d2)
        return bool(rates and rates.beyond_chance)
    if indicator.kind is not MeasureKind.SHARE or min(d1, d2) * (1 - events) < LEAST_EXPECTED:
        return None
    shares = two_proportion(n1, d1, n2, d2)
    return bool(shares and shares.beyond_chance)


def apart(group: tuple[int, int], others: tuple[int, int]) -> Disparity | None:
    """How a group's share, n of d, stands to that of all the others. None where they are too few to say."""
    (n1, d1), (n2, d2) = group, others
    if not (d1 and d2):
        return None
    events = (n1 + n2) / (d1 + d2)
    if min(d1, d2) * min(events, 1 - events) < LEAST_EXPECTED:
        return None
    return share_ratio(n1, d1, n2, d2)
