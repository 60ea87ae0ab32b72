"""Councils side by side: which differ from a target by more than their size explains."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf, sqrt

import numpy as np

from lineofsight.engine.statistics.intervals import Interval

Z95, Z998 = 1.96, 3.09


@dataclass(frozen=True)
class FunnelPoint:
    """One area: `share` from 0 to 1 of `d`; None where d is 0. `z` is already narrowed by overdispersion."""

    d: float
    share: float | None
    z: float | None

    @property
    def outside(self) -> str | None:
        """Beyond which limits it lies: "99.8%", "95%" or none."""
        if self.z is None or abs(self.z) <= Z95:
            return None
        return "99.8%" if abs(self.z) > Z998 else "95%"


@dataclass(frozen=True)
class Funnel:
    """A funnel round `target` (a share). `phi`: overdispersion; it widens the limits where it is above 1."""

    target: float
    phi: float
    points: tuple[FunnelPoint, ...]

    def limits(self, d: float, z: float = Z95) -> Interval:
        return funnel_limits(self.target, d, z, self.phi)


def funnel_limits(target: float, d: float, z: float = Z95, phi: float = 1) -> Interval:
    """Where the share of an area of size d lies by chance alone, kept within 0 to 1."""
    reach = z * _standard_error(target, d) * sqrt(max(phi, 1))
    return Interval(max(0.0, target - reach), min(1.0, target + reach))


def overdispersion(zs: Sequence[float], winsorise: float = 0.1) -> float:
    """phi: the mean of z squared, once the outer tenth at each end is drawn in (Spiegelhalter 2005).

    Drawn in, because the areas that truly differ must not hide themselves by widening the funnel.
    """
    if not len(zs):
        return 1.0
    low, high = np.quantile(zs, [winsorise, 1 - winsorise])
    return float(np.mean(np.clip(zs, low, high) ** 2))


def funnel(areas: Sequence[tuple[float, float]], target: float) -> Funnel:
    """A funnel of areas, each numerator and denominator, round a target share."""
    raw = [(n / d - target) / _standard_error(target, d) if d else None for n, d in areas]
    phi = overdispersion([z for z in raw if z is not None])
    narrowed = sqrt(max(phi, 1))
    points = (
        FunnelPoint(d, None if z is None else n / d, None if z is None else z / narrowed)
        for (n, d), z in zip(areas, raw, strict=True)
    )
    return Funnel(target, phi, tuple(points))


def _standard_error(target: float, d: float) -> float:
    if not 0 < target < 1:
        raise ValueError(f"A funnel needs a target between 0 and 1, not {target}: there nothing varies.")
    return sqrt(target * (1 - target) / d) if d else inf
