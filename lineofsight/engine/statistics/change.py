"""Whether a difference between two figures is more than chance: a guide, never a proof.

The tests are written out here, and a test holds them to those of statsmodels and scipy.stats: importing either takes
longer than making a report. scipy.special is imported where it is used.
"""

from dataclasses import dataclass
from math import erfc, inf, sqrt

from lineofsight.engine.statistics.intervals import Interval


@dataclass(frozen=True)
class Change:
    """From one share to another. `difference`: later less earlier, as a share of 1 (0.023 is 2.3 points)."""

    difference: float
    z: float
    p: float

    @property
    def beyond_chance(self) -> bool:
        return self.p < 0.05


@dataclass(frozen=True)
class RateChange:
    """From one count or rate to another. `ratio`: later over earlier, with its exact 95% interval."""

    ratio: float
    interval: Interval
    p: float

    @property
    def beyond_chance(self) -> bool:
        return self.p < 0.05


def two_proportion(n1: int, d1: int, n2: int, d2: int) -> Change | None:
    """The pooled two-proportion z test of n2/d2 against n1/d1. None where either has no denominator.

    It takes the two groups for independent. Children who are in both make it a guide only.
    """
    if d1 == 0 or d2 == 0:
        return None
    difference = n2 / d2 - n1 / d1
    if n1 + n2 in (0, d1 + d2):  # nobody or everybody, both times: no variance, and no change
        return Change(difference, 0.0, 1.0)
    pooled = (n1 + n2) / (d1 + d2)
    z = difference / sqrt(pooled * (1 - pooled) * (1 / d1 + 1 / d2))
    return Change(difference, z, erfc(abs(z) / sqrt(2)))


def rate_change(count1: int, count2: int, exposure1: float = 1, exposure2: float = 1) -> RateChange | None:
    """Whether count2 is more than chance away from count1. None where nothing happened either time.

    Conditional on their sum, the later of two Poisson counts is binomial: the exact test and the exact
    (Clopper-Pearson) interval of its share give those of the ratio. `exposure`: populations, or the
    lengths of the periods, where they differ.
    """
    if count1 + count2 == 0:
        return None
    from scipy.special import betaincinv

    both, fair = count1 + count2, exposure2 / (exposure1 + exposure2)

    def ratio(share: float) -> float:
        return inf if share >= 1 else float(share / (1 - share) * exposure1 / exposure2)

    low = betaincinv(count2, count1 + 1, 0.025) if count2 else 0.0
    high = betaincinv(count2 + 1, count1, 0.975) if count1 else 1.0
    return RateChange(ratio(count2 / both), Interval(ratio(low), ratio(high)), _binomial(count2, both, fair))


SAME = 1 + 1e-7  # outcomes as likely as the one seen count as such, however their last digits fell


def _binomial(seen: int, of: int, fair: float) -> float:
    """The exact two-sided test: how likely is what was seen, or anything no more likely, where the share is `fair`."""
    import numpy as np
    from scipy.special import gammaln, xlog1py, xlogy

    n = np.arange(of + 1)
    chances = np.exp(
        gammaln(of + 1) - gammaln(n + 1) - gammaln(of - n + 1) + xlogy(n, fair) + xlog1py(of - n, -fair)
    )
    return min(1.0, float(chances[chances <= chances[seen] * SAME].sum()))
