"""Chance with quotas: exactly so many of so many, so that a share comes out as the story tells it."""

import zlib
from collections.abc import Mapping, Sequence

import numpy as np

from lineofsight.engine.sources.synthetic.days import is_worked

Generator = np.random.Generator


def stream(seed: int, area: str, theme: str) -> Generator:
    """A stream of its own for each theme: what one theme draws does not move another."""
    return np.random.Generator(np.random.PCG64([seed, int(area), zlib.crc32(theme.encode())]))


def to_nearest(value: float) -> int:
    return int(np.floor(value + 0.5))


def apportion(total: int, weights: Sequence[float] | np.ndarray) -> np.ndarray:
    """Whole numbers in proportion to the weights that add up to the total (largest remainders)."""
    parts = np.asarray(weights, float)
    if not total or not parts.sum():
        return np.zeros(len(parts), int)
    exact = parts / parts.sum() * total
    whole = np.floor(exact).astype(int)
    order = np.argsort(-(exact - whole), kind="stable")
    whole[order[: total - whole.sum()]] += 1
    return whole


def fitted(total: int, wanted: np.ndarray, at_most: np.ndarray) -> np.ndarray:
    """As near as can be to what is wanted of each group, none above its most, adding up to the total."""
    most = np.asarray(at_most, int)
    kept = np.minimum(np.maximum(np.asarray(wanted, int), 0), most)
    total = min(max(total, 0), int(most.sum()))
    while (short := total - int(kept.sum())) > 0:
        kept += np.minimum(apportion(short, most - kept), most - kept)
    if short < 0:
        kept -= np.minimum(apportion(-short, kept), kept)
    while (over := int(kept.sum()) - total) > 0:  # apportion may round one group below nought
        kept[int(np.argmax(kept))] -= over and 1
    return kept


def labels(rng: Generator, total: int, shares: Mapping[str, float]) -> np.ndarray:
    """`total` labels in exactly these shares, shuffled."""
    drawn = np.repeat(np.array(list(shares)), apportion(total, list(shares.values())))
    rng.shuffle(drawn)
    return drawn


def some(rng: Generator, weights: np.ndarray | int, n: int) -> np.ndarray:
    """Positions of exactly `n` drawn without replacement, by weight (or evenly, of so many)."""
    if isinstance(weights, int):
        return np.sort(rng.permutation(weights)[:n])
    possible = np.flatnonzero(weights > 0)
    keys = rng.exponential(size=len(possible)) / np.asarray(weights, float)[possible]
    n = min(n, len(possible))
    return np.sort(possible[np.argsort(keys, kind="stable")[:n]])


def marked(rng: Generator, weights: np.ndarray | int, n: int) -> np.ndarray:
    """As `some`, as a mask."""
    mask = np.zeros(weights if isinstance(weights, int) else len(weights), bool)
    mask[some(rng, weights, n)] = True
    return mask


def days_between(
    rng: Generator, n: int, first: int, last: int, months: Sequence[float] = (1.0,) * 12, weekend: float = 0.1
) -> np.ndarray:
    """`n` days in order, by month weights from April, with fewer at weekends."""
    days = np.arange(first, last + 1)
    month = (days.astype("datetime64[D]").astype("datetime64[M]").astype(int) + 9) % 12
    weights = np.asarray(months, float)[month] * np.where(is_worked(days), 1.0, weekend)
    if not weights.sum():
        weights = np.ones(len(days))
    return np.sort(rng.choice(days, size=n, p=weights / weights.sum()))


def between(rng: Generator, low: np.ndarray, high: np.ndarray) -> np.ndarray:
    """A whole number from each low to its high, both included; the low where they cross."""
    low, high = np.asarray(low), np.asarray(high)
    return low + np.floor(rng.random(len(low)) * (np.maximum(high - low, 0) + 1)).astype(np.int64)
