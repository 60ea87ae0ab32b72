"""Councils side by side: which stand apart from England by more than their size explains."""

from dataclasses import dataclass
from math import sqrt
from typing import Any

import pyarrow as pa

from lineofsight.engine.indicator import Indicator, IndicatorError, MeasureKind, Unit
from lineofsight.engine.opened import Audience
from lineofsight.engine.query import Ask, figures, known
from lineofsight.engine.reading import Basis, Status
from lineofsight.engine.statistics import Funnel, FunnelPoint, Interval, funnel
from lineofsight.engine.statistics.funnel import Z95, Z998
from lineofsight.engine.store import Workspace

ENOUGH = 10  # areas: of fewer, nobody can say how far areas usually differ


@dataclass(frozen=True)
class Place:
    """One area in the funnel. `limits`: where 95% and 99.8% of areas of its size lie; in the measure's unit."""

    area: str
    name: str
    numerator: float
    denominator: float
    value: float
    limits: tuple[Interval, Interval]
    z: float
    outside: str | None  # "95%" or "99.8%"

    @property
    def words(self) -> str:
        if self.outside is None:
            return "as others of its size"
        return f"{'above' if self.z > 0 else 'below'} the {self.outside} limits"


@dataclass(frozen=True)
class Spread:
    """All areas of one release round England. `phi`: overdispersion; its root is how much farther than by
    chance alone areas lie from England, and how much wider the limits are for it."""

    target: float
    phi: float
    release: str | None
    places: tuple[Place, ...]
    without: int  # areas that have no figure

    def words(self, unit: Unit) -> str:
        usual = f"{len(self.places)} areas round England's {unit.show(self.target)}"
        if self.phi <= 1:
            return f"{usual}; they lie no farther from it than chance alone would put them"
        return (
            f"{usual}; they lie {sqrt(self.phi):.1f} times as far from it as chance alone would put them "
            f"(overdispersion {self.phi:.1f}), and the limits are widened by that"
        )


def spread(workspace: Workspace, code: str, period: str, audience: Audience = Audience.ANALYST) -> Spread:
    """The published figures of a code in one period as a funnel, widest apart first.

    A share or a rate only: counts of areas of unequal size cannot be laid side by side.
    """
    (indicator,) = known(workspace, [code])
    _must_be_a_proportion(indicator)
    ask = Ask(codes=(code,), periods=(period,), basis=Basis.PUBLISHED, audience=audience)
    every = figures(workspace, ask).to_pylist()
    names = _names(workspace.reference("areas"))
    rows = [one for one in every if one["area"] in names]
    whole = [
        one
        for one in rows
        if one["status"] == Status.VALUE and one["numerator"] is not None and one["denominator"]
    ]
    england = next((one["england"] for one in whole if one["england"] is not None), None)
    if england is None or len(whole) < ENOUGH:
        raise IndicatorError(
            f"A funnel of {code} in {period} needs England's figure and {ENOUGH} areas with numerator and "
            f"denominator; {len(whole)} have them. `lineofsight load` the department's statistics first."
        )
    scale = indicator.unit.scale
    made = funnel([(one["numerator"], one["denominator"]) for one in whole], england / scale)
    places = (
        _place(one, point, made, scale, names[one["area"]])
        for one, point in zip(whole, made.points, strict=True)
    )
    return Spread(
        england, made.phi, whole[0]["release"],
        tuple(sorted(places, key=lambda place: -abs(place.z))), len(rows) - len(whole),
    )  # fmt: skip


def _must_be_a_proportion(indicator: Indicator) -> None:
    handed_over = indicator.kind is MeasureKind.HANDED_OVER and indicator.unit is Unit.PERCENT
    if not handed_over and indicator.kind not in (MeasureKind.SHARE, MeasureKind.RATE):
        raise IndicatorError(
            f"{indicator.code} is no share and no rate: areas of unequal size cannot be laid side by side by it."
        )


def _names(areas: pa.Table | None) -> dict[str, str]:
    """The authorities, by code: England and the regions are no areas among others."""
    rows = [] if areas is None else areas.to_pylist()
    return {one["area"]: one["name"] for one in rows if one["kind"] == "authority"}


def _place(row: dict[str, Any], point: FunnelPoint, made: Funnel, scale: int, name: str) -> Place:
    inner, outer = (made.limits(point.d, z) for z in (Z95, Z998))
    assert point.z is not None, "an area without a denominator is not in the funnel"
    return Place(
        row["area"], name, row["numerator"], row["denominator"], row["value"],
        (_scaled(inner, scale), _scaled(outer, scale)), point.z, point.outside,
    )  # fmt: skip


def _scaled(limits: Interval, scale: int) -> Interval:
    return Interval(scale * limits.low, scale * limits.high)
