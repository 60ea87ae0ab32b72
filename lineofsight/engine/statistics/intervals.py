"""How sure we can be of one figure: intervals for shares, counts and rates."""

from dataclasses import dataclass
from math import sqrt

Z95 = 1.96  # as OHID writes it, so that our digits are theirs


@dataclass(frozen=True)
class Interval:
    """From `low` to `high`, in the unit of the figure it is about."""

    low: float
    high: float

    def __contains__(self, value: float) -> bool:
        return self.low <= value <= self.high


def wilson(n: float, d: float, z: float = Z95) -> Interval | None:
    """Wilson's score interval of the share n of d, from 0 to 1. None where there is nothing to share.

    The method that OHID prefers (Technical guidance, proportions). 0 of n ends at exactly 0 and n of n
    at exactly 1: rounding must not hint at a case that was not there.
    """
    if d == 0:
        return None
    if not 0 <= n <= d:
        raise ValueError(f"A share cannot be {n} of {d}: its numerator lies between 0 and its denominator.")
    middle, reach = 2 * n + z**2, z * sqrt(z**2 + 4 * n * (1 - n / d))
    low = 0.0 if n == 0 else (middle - reach) / (2 * (d + z**2))
    high = 1.0 if n == d else (middle + reach) / (2 * (d + z**2))
    return Interval(low, high)


def poisson(count: int) -> Interval:
    """The 95% interval of a count of events: Byar's approximation from ten upwards, exact below (OHID)."""
    if count < 0:
        raise ValueError(f"A count cannot be {count}.")
    if count >= 10:
        return Interval(_byar(count, -Z95), _byar(count + 1, Z95))
    from scipy.special import gammaincinv  # here: it takes a while, and few counts are below ten

    # Half the chi-squared quantiles of 2n and 2n + 2 degrees of freedom, which are those of a gamma.
    low = gammaincinv(count, 0.025) if count else 0.0
    return Interval(float(low), float(gammaincinv(count + 1, 0.975)))


def _byar(count: float, z: float) -> float:
    return count * (1 - 1 / (9 * count) + z / (3 * sqrt(count))) ** 3


def rate_interval(count: int, population: float, per: float = 10_000) -> Interval | None:
    """The 95% interval of a rate per `per` people. None where there is no population."""
    if population == 0:
        return None
    of_count = poisson(count)
    return Interval(of_count.low * per / population, of_count.high * per / population)
