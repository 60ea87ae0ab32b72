"""Linear programmes: how small and how large sums of unknowns can be, given what is known of other sums."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import block_array, csr_array, vstack
from scipy.sparse.csgraph import connected_components

ENOUGH = 3  # possible values that a hidden figure must keep
EXACT = 1e-6
PUSHES = 8  # at all sums together, before those that stayed narrow are looked at one by one
METHOD = "highs-ipm"  # with the crossover to a corner; three times as fast here as the simplex

K = TypeVar("K", bound=Hashable)


@dataclass
class Problem:
    """Unknowns, and what is known of sums of them. Every unknown is 0 or more."""

    unknowns: dict[tuple[Any, ...], int] = field(default_factory=dict)
    equal: list[tuple[dict[int, float], float]] = field(default_factory=list)
    at_most: list[tuple[dict[int, float], float]] = field(default_factory=list)

    def unknown(self, *name: Any) -> int:
        return self.unknowns.setdefault(name, len(self.unknowns))


def bounds(
    problem: Problem, wanted: Mapping[K, Mapping[int, float]], seed: int
) -> dict[K, tuple[float, float]]:
    """The least and the most that each wanted sum can be; wide ones only as far as is enough.

    What follows at once is set first. Then the rest falls apart into unknowns that have nothing to do with
    each other, each a small programme of its own.
    """
    if not wanted:
        return {}
    size = len(problem.unknowns)
    equal, equals = _matrix([sums for sums, _ in problem.equal], size), _limits(problem.equal)
    most, limits = _matrix([sums for sums, _ in problem.at_most], size), _limits(problem.at_most)
    grid = _matrix(list(wanted.values()), size)
    known = _follows(equal, equals)
    free = np.isnan(known)
    told = np.where(free, 0, known)
    equals, limits, shift = equals - equal @ told, limits - most @ told, grid @ told
    assert (np.abs(equals[_empty(equal, free)]) < EXACT).all(), "what was published contradicts itself"
    apart = _components(free, equal, most, grid)
    low, high = shift.copy(), shift.copy()
    for one in range(apart.max(initial=-1) + 1):
        mine = np.flatnonzero(apart == one)
        rows, looked_at = (np.flatnonzero(np.diff(part[:, mine].indptr)) for part in (equal, grid))
        under = np.flatnonzero(np.diff(most[:, mine].indptr))
        if len(looked_at):
            programme = _Programme(
                equal[rows][:, mine], equals[rows], most[under][:, mine], limits[under],
                grid[looked_at][:, mine], shift[looked_at],
            )  # fmt: skip
            low[looked_at], high[looked_at] = programme.bounds(seed)
    return {cell: (low[at], high[at]) for at, cell in enumerate(wanted)}


def _matrix(rows: Sequence[Mapping[int, float]], size: int) -> csr_array:
    lengths = [len(sums) for sums in rows]
    column = np.array([at for sums in rows for at in sums], np.int64)
    value = np.array([factor for sums in rows for factor in sums.values()], float)
    return csr_array((value, column, np.concatenate([[0], np.cumsum(lengths)])), shape=(len(rows), size))


def _limits(rows: Sequence[tuple[Mapping[int, float], float]]) -> np.ndarray:
    return np.array([limit for _, limit in rows], float)


def _empty(rows: csr_array, free: np.ndarray) -> np.ndarray:
    return abs(rows) @ free.astype(float) == 0


def _follows(equal: csr_array, equals: np.ndarray) -> np.ndarray:
    """Unknowns that are alone in an equation, or in one of nothing but parts of nought; NaN for the others."""
    known = np.full(equal.shape[1], np.nan)
    positive = (equal > 0).astype(float)
    negative = (equal < 0).astype(float)
    while True:
        free = np.isnan(known).astype(float)
        left = equals - equal @ np.where(free, 0, np.nan_to_num(known))
        above, below = positive @ free, negative @ free
        nought = (np.abs(left) < EXACT) & ((above == 0) != (below == 0))
        for row in np.flatnonzero(nought | (above + below == 1)):
            inside = slice(equal.indptr[row], equal.indptr[row + 1])
            column, factor = equal.indices[inside], equal.data[inside]
            still = np.isnan(known[column])
            known[column[still]] = 0.0 if nought[row] else left[row] / factor[still]
        if np.isnan(known).sum() == free.sum():
            return known


def _components(free: np.ndarray, *rows: csr_array) -> np.ndarray:
    """For each unknown, which others it hangs together with; -1 where it is known."""
    every = vstack(rows).tocsr()[:, free]
    beside = block_array([[None, every], [every.T, None]])
    _, of = connected_components(beside, directed=False)
    apart = np.full(len(free), -1)
    apart[free] = np.unique(of[every.shape[0] :], return_inverse=True)[1]
    return apart


@dataclass
class _Programme:
    """Unknowns that hang together: what is known of their sums, and the sums that are looked at."""

    equal: csr_array
    equals: np.ndarray
    most: csr_array
    limits: np.ndarray
    grid: csr_array
    shift: np.ndarray

    def bounds(self, seed: int) -> tuple[np.ndarray, np.ndarray]:
        """Every solution says something of every sum, so first they are pushed all together, at random."""
        low, high = np.full(len(self.shift), np.inf), np.full(len(self.shift), -np.inf)

        def look(aim: np.ndarray) -> None:
            seen = self.grid @ self._solution(aim) + self.shift
            np.minimum(low, seen, out=low)
            np.maximum(high, seen, out=high)

        def narrow() -> np.ndarray:
            return np.floor(high + EXACT) - np.ceil(low - EXACT) + 1 < ENOUGH

        chance = np.random.default_rng(seed)
        for _ in range(PUSHES):
            aim = chance.normal(size=len(low)) * (narrow() if np.isfinite(low).all() else 1)
            look(aim @ self.grid)
            look(-aim @ self.grid)
            if not narrow().any():
                break
        for at in range(len(low)):
            for sign in (1, -1):
                if narrow()[at]:
                    look(sign * self.grid[[at]].toarray()[0])
        return low, high

    def _solution(self, aim: np.ndarray) -> np.ndarray:
        known: dict[str, Any] = {}
        if self.equal.shape[0]:
            known |= {"A_eq": self.equal, "b_eq": self.equals}
        if self.most.shape[0]:
            known |= {"A_ub": self.most, "b_ub": self.limits}
        answer = linprog(aim, bounds=(0, 1e5), method=METHOD, **known)
        assert answer.status == 0, f"what was published contradicts itself: {answer.message}"
        return answer.x
