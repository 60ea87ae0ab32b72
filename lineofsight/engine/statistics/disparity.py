"""How a group stands to all the others: how many times as likely, and whether chance alone gives as much."""

from dataclasses import dataclass
from math import exp, log, sqrt

from lineofsight.engine.statistics.intervals import Z95, Interval


@dataclass(frozen=True)
class Disparity:
    """`ratio`: the group's share over that of the others, with its 95% interval."""

    ratio: float
    interval: Interval

    @property
    def beyond_chance(self) -> bool:
        return 1 not in self.interval


def share_ratio(n1: int, d1: int, n2: int, d2: int) -> Disparity | None:
    """The share n1 of d1 over n2 of d2, with the interval of its logarithm (Katz and others, 1978).

    None where one of them has nobody, in part or in whole: a ratio with nought is no ratio.
    """
    if not (n1 and n2 and d1 and d2):
        return None
    ratio = (n1 / d1) / (n2 / d2)
    reach = Z95 * sqrt(1 / n1 - 1 / d1 + 1 / n2 - 1 / d2)
    return Disparity(ratio, Interval(exp(log(ratio) - reach), exp(log(ratio) + reach)))
