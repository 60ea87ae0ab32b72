"""Whether a difference between two figures is more than chance: a guide, never a proof.

scipy.stats and statsmodels are imported where they are used: that takes seconds, and most
commands need neither.
"""

from dataclasses import dataclass
from math import inf

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
    from statsmodels.stats.proportion import proportions_ztest

    z, p = proportions_ztest([n2, n1], [d2, d1])
    return Change(difference, float(z), float(p))


def rate_change(count1: int, count2: int, exposure1: float = 1, exposure2: float = 1) -> RateChange | None:
    """Whether count2 is more than chance away from count1. None where nothing happened either time.

    Conditional on their sum, the later of two Poisson counts is binomial: the exact test and the exact
    (Clopper-Pearson) interval of its share give those of the ratio. `exposure`: populations, or the
    lengths of the periods, where they differ.
    """
    if count1 + count2 == 0:
        return None
    from scipy.stats import binomtest

    fair = exposure2 / (exposure1 + exposure2)
    test = binomtest(count2, count1 + count2, fair)
    share = test.proportion_ci(0.95, method="exact")

    def ratio(part: float) -> float:
        return inf if part >= 1 else float(part / (1 - part) * exposure1 / exposure2)

    interval = Interval(ratio(share.low), ratio(share.high))
    return RateChange(ratio(count2 / (count1 + count2)), interval, float(test.pvalue))
