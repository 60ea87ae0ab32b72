"""How far people who judge the same cases agree, beyond what chance would give.

statsmodels is imported where it is used: that takes seconds, and most commands need no kappa.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lineofsight.engine.statistics.intervals import Interval

# Upper ends of the usual words (Landis and Koch 1977). A habit, not a law: kappa sinks where one answer
# prevails.
BANDS = ((0.0, "poor"), (0.2, "slight"), (0.4, "fair"), (0.6, "moderate"), (0.8, "substantial"))


class Weights(StrEnum):
    """How much a near miss counts, for levels in an order."""

    NONE = "none"
    LINEAR = "linear"
    QUADRATIC = "quadratic"


@dataclass(frozen=True)
class Agreement:
    """`value`: up to 1, None where nobody could have disagreed. `interval`: 95%, by bootstrap over cases."""

    value: float | None
    cases: int
    interval: Interval | None = None


Table = NDArray[np.int64]


def cohen_kappa(
    table: ArrayLike, *, weights: Weights = Weights.NONE, resamples: int = 0, seed: int = 0
) -> Agreement:
    """Cohen's kappa of two raters: `table[i][j]` cases were i to the first and j to the second."""
    return _over_pairs(table, lambda t: _cohen(t, weights), resamples, seed)


def _cohen(table: Table, weights: Weights) -> float | None:
    if _one_answer(table):
        return None
    from statsmodels.stats.inter_rater import cohens_kappa

    named = None if weights is Weights.NONE else str(weights)
    return float(cohens_kappa(table, wt=named, return_results=False))


def _one_answer(table: Table) -> bool:
    """Both raters gave all cases the same single answer, so that chance alone agrees wholly."""
    return bool(((table.sum(axis=0) + table.sum(axis=1)) > 0).sum() == 1)


def fleiss_kappa(ratings: ArrayLike, *, resamples: int = 0, seed: int = 0) -> Agreement:
    """Fleiss' kappa of many raters: `ratings[i][j]` raters gave case i answer j, as many for each case."""
    return _over_cases(ratings, _fleiss, resamples, seed)


def _fleiss(ratings: Table) -> float | None:
    if (ratings.sum(axis=0) > 0).sum() == 1:
        return None
    from statsmodels.stats.inter_rater import fleiss_kappa as kappa_of

    return float(kappa_of(ratings))


def percent_agreement(ratings: ArrayLike, *, resamples: int = 0, seed: int = 0) -> Agreement:
    """The share, 0 to 1, of pairs of raters of the same case who agree. `ratings`: as for Fleiss."""
    return _over_cases(ratings, _observed, resamples, seed)


def gwet_ac1(ratings: ArrayLike, *, resamples: int = 0, seed: int = 0) -> Agreement:
    """Gwet's AC1, which stays steady where one answer prevails and kappa does not (Gwet 2008)."""
    return _over_cases(ratings, _ac1, resamples, seed)


def _observed(ratings: Table) -> float:
    raters = ratings.sum(axis=1)
    return float(np.mean((ratings * (ratings - 1)).sum(axis=1) / (raters * (raters - 1))))


def _ac1(ratings: Table) -> float | None:
    prevalence = (ratings / ratings.sum(axis=1, keepdims=True)).mean(axis=0)
    answers = ratings.shape[1]
    if answers < 2:
        return None
    by_chance = float((prevalence * (1 - prevalence)).sum() / (answers - 1))
    return (_observed(ratings) - by_chance) / (1 - by_chance)


def as_ratings(table: ArrayLike) -> Table:
    """Two raters' table as one row a case, one column an answer: what Fleiss, Gwet and percent take."""
    square = _whole_numbers(table)
    first, second = np.indices(square.shape).reshape(2, -1).repeat(square.ravel(), axis=1)
    answers = np.eye(len(square), dtype=np.int64)
    return answers[first] + answers[second]


def kappa_band(value: float) -> str:
    """The usual word for a kappa: poor, slight, fair, moderate, substantial or almost perfect."""
    return next((word for top, word in BANDS if value < top), "almost perfect")


# --- cases, and resamples of them -------------------------------------------------------------------------


def _over_pairs(
    table: ArrayLike, statistic: Callable[[Table], float | None], resamples: int, seed: int
) -> Agreement:
    square = _whole_numbers(table)
    if square.shape[0] != square.shape[1]:
        raise ValueError("A table of two raters needs the same answers down and across.")
    cases = int(square.sum())
    if not cases:
        raise ValueError("There is no case to agree about.")
    draws = np.random.default_rng(seed).multinomial(cases, square.ravel() / cases, size=resamples)
    return Agreement(
        statistic(square), cases, _interval(statistic(draw.reshape(square.shape)) for draw in draws)
    )


def _over_cases(
    ratings: ArrayLike, statistic: Callable[[Table], float | None], resamples: int, seed: int
) -> Agreement:
    rows = _whole_numbers(ratings)
    if not len(rows) or rows.sum(axis=1).min() < 2:
        raise ValueError("Every case needs at least two raters.")
    if statistic is _fleiss and np.ptp(rows.sum(axis=1)):
        raise ValueError("Fleiss' kappa needs the same number of raters for every case.")
    draws = np.random.default_rng(seed).integers(len(rows), size=(resamples, len(rows)))
    return Agreement(statistic(rows), len(rows), _interval(statistic(rows[draw]) for draw in draws))


def _interval(values: Iterable[float | None]) -> Interval | None:
    """The middle 95% of the resampled values; None where none was asked for or none could be worked out."""
    found = [value for value in values if value is not None]
    if not found:
        return None
    low, high = np.quantile(found, [0.025, 0.975])
    return Interval(float(low), float(high))


def _whole_numbers(table: ArrayLike) -> Table:
    numbers = np.asarray(table)
    if numbers.ndim != 2 or (numbers < 0).any() or (numbers != numbers.astype(np.int64)).any():
        raise ValueError("Agreement needs a table of counts: rows and columns of whole numbers from 0 up.")
    return numbers.astype(np.int64)
