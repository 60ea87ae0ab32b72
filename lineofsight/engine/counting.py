"""How many rows and how many children: of placed rows, for every period, breakdown and condition at once.

A child counts once in a period however often a condition holds of their rows. Rows are put in the order of
their children, so that what is one child's stands together: a *run* is a child's rows of one period, and how
often a condition holds in it is the child's own total.

Events come placed in stretches (the days between two bounds of any periods), one stretch each, and a period
is some stretches one after the other. A child's first event in a period is then the one whose event before
lies in no stretch of it; counting firsts counts children, for all periods at once.

What is counted adds up over children, so many rows are counted in parts, each with all the rows of its own
children: memory follows the part, which a processor can hold near itself, and not the query.
"""

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from lineofsight.engine.breakdowns import NOT_KNOWN
from lineofsight.engine.periods import Period
from lineofsight.engine.plan import OF_THE_CHILD_FOR_EVER, PARTS, Query

LARGE = 300_000  # rows that are counted in parts
Cut = tuple[list[str], dict[int, np.ndarray]]  # the groups, and each tally as [area, period, group]


class Stretches:
    """The days of some periods, cut wherever one of them begins or ends."""

    def __init__(self, asked: Sequence[Period]):
        starts = np.array([period.start for period in asked], "datetime64[D]")
        ends = np.array([period.end for period in asked], "datetime64[D]") + 1
        cuts = np.unique(np.concatenate([starts, ends]))
        self.first = np.searchsorted(cuts, starts)  # each period's first stretch, and the one after its last
        self.after = np.searchsorted(cuts, ends)
        self.count = max(len(cuts) - 1, 0)
        within = np.zeros(len(cuts) + 1, dtype=np.int64)  # how many periods a stretch is in
        np.add.at(within, self.first, 1)
        np.add.at(within, self.after, -1)
        day = np.arange(cuts[0], cuts[-1]) if len(cuts) else cuts
        at = np.searchsorted(cuts, day, side="right") - 1
        held = within.cumsum()[at] > 0  # not between two periods
        self.table = pa.table(
            {
                "day": pa.array(day[held], pa.date32()),
                "period": pa.array(at[held], pa.int32()),
                "period_start": pa.nulls(int(held.sum()), pa.date32()),
                "period_end": pa.nulls(int(held.sum()), pa.date32()),
            }
        )

    def of_rows(self, found: np.ndarray) -> np.ndarray:
        """[..., period, group] of how often something is in a period, from [..., stretch, group]."""
        summed = np.concatenate([np.zeros_like(found[..., :1, :]), found.cumsum(axis=-2)], axis=-2)
        return summed[..., self.after, :] - summed[..., self.first, :]

    def of_children(self, found: np.ndarray) -> np.ndarray:
        """[..., period] of how many are in a period and the one before is not, from [..., before, stretch].

        `before` and `stretch` are one more than the stretch's number: no stretch is 0.
        """
        summed = found.cumsum(axis=-2).cumsum(axis=-1)
        return summed[..., self.first, self.after] - summed[..., self.first, self.first]


def count(
    rows: pa.Table, query: Query, areas: Mapping[str, int], periods: int | Stretches, threads: int = 1
) -> dict[str | None, Cut]:
    """Each tally of a query, whole (None) and by breakdown, for each of so many periods.

    `rows`: area, period (its number, or its stretch's), person_id, a column a breakdown, c0, c1 ...: 1 where
    a condition holds, else 0; and `part`, the same in all rows of a child.
    """
    for place, name in enumerate(rows.column_names):
        if name in query.breakdowns and not isinstance(rows[name].type, pa.DictionaryType):
            rows = rows.set_column(
                place, name, rows[name].dictionary_encode()
            )  # the same numbers in each part

    def counted(part: int) -> dict[str | None, Cut]:
        mine = rows.filter(pc.equal(rows["part"], part)) if many else rows
        return _count(mine, query, areas, periods)

    many = rows.num_rows > LARGE
    with ThreadPoolExecutor(threads) as pool:
        first, *others = pool.map(counted, range(PARTS if many else 1))
    for by, (_, tallies) in first.items():
        for tally, found in tallies.items():
            found += sum(other[by][1][tally] for other in others)
    return first


def _count(
    rows: pa.Table, query: Query, areas: Mapping[str, int], periods: int | Stretches
) -> dict[str | None, Cut]:
    area, child = encoded(rows["area"], areas), _codes(rows["person_id"])[0]
    children = int(child.max(initial=-1)) + 2
    tallies = sorted({number for _, _, number in query.totals})
    held = [rows[f"c{number}"].to_numpy() for number in range(tallies[-1] // 2 + 1)]
    when = rows["period"].to_numpy()
    who = area * children + child + 1  # 0: a row of nobody we know
    stretches = periods if isinstance(periods, Stretches) else None
    shape = len(areas), periods.count if isinstance(periods, Stretches) else periods
    of_child = _Runs(who, when, area, child >= 0, held, shape)
    cuts: dict[str | None, Cut] = {}
    for by in (None, *query.breakdowns):
        group, names = groups(rows[by]) if by else (np.zeros(len(who), np.int64), [""])
        alone = by is None or by in OF_THE_CHILD_FOR_EVER or (of_child.single and not stretches)
        runs = of_child if alone else _Runs(who * len(names) + group, when, area, child >= 0, held, shape)
        cuts[by] = names, {tally: runs.tally(tally, group, len(names), stretches) for tally in tallies}
    return cuts


class _Runs:
    """Rows put together by who they are of and when: one run each, in that order."""

    def __init__(self, who, when, area, known, held: Sequence[np.ndarray], shape: tuple[int, int]):
        key = who * shape[1] + when
        ordered, order = _in_order(key)
        begins = np.flatnonzero(np.concatenate([[True], ordered[1:] != ordered[:-1]])[: len(key)])
        self.single = len(begins) == len(key)  # no run has a second row
        self.first = order[begins]  # the row that stands for each run
        self.own = [
            one[order] if self.single else np.add.reduceat(one[order], begins, dtype=np.int64) for one in held
        ]
        self.who, self.when, self.area = who[self.first], when[self.first], area[self.first]
        self.known, self.shape = known[self.first], shape
        self.before: dict[int, tuple[np.ndarray, np.ndarray]] = {}

    def tally(self, tally: int, group: np.ndarray, groups: int, stretches: Stretches | None) -> np.ndarray:
        """[area, period, group] of one tally."""
        condition, of_children = divmod(tally, 2)
        group, own = group[self.first], self.own[condition]
        if of_children and stretches:
            at, before = self._firsts(condition)
            series, size = self.area[at] * groups + group[at], self.shape[1] + 1
            place = (series * size + before) * size + self.when[at] + 1
            spread = np.bincount(place, minlength=self.shape[0] * groups * size * size)
            found = stretches.of_children(spread.reshape(self.shape[0], groups, size, size))
            return found.swapaxes(1, 2).astype(float)
        place = (self.area * self.shape[1] + self.when) * groups + group
        weights = (own > 0) & self.known if of_children else own
        found = np.bincount(place, weights, minlength=self.shape[0] * self.shape[1] * groups)
        found = found.reshape(*self.shape, groups)
        return stretches.of_rows(found) if stretches else found

    def _firsts(self, condition: int) -> tuple[np.ndarray, np.ndarray]:
        """The runs of children of whom a condition holds, each with the stretch of the run before, from 1; or 0."""
        if condition not in self.before:
            at = np.flatnonzero((self.own[condition] > 0) & self.known)
            who, when = self.who[at], self.when[at]
            before = np.zeros(len(at), dtype=np.int64)
            before[1:] = np.where(who[1:] == who[:-1], when[:-1] + 1, 0)
            self.before[condition] = at, before
        return self.before[condition]


def _in_order(key: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Keys from the least to the greatest, and where each stood. Sorting is three times faster than telling the
    order, so each key is sorted with its place in its last bits, where both fit into one number."""
    bits = len(key).bit_length()
    if int(key.max(initial=0)) >> (63 - bits):
        order = np.argsort(key)
        return key[order], order
    packed = np.sort(key << bits | np.arange(len(key)))
    return packed >> bits, packed & ((1 << bits) - 1)


def encoded(column: pa.ChunkedArray, positions: Mapping[str, int]) -> np.ndarray:
    """Each text's position. What is asked for by nobody cannot be in an answer."""
    if len(positions) == 1:
        return np.zeros(len(column), dtype=np.int64)
    codes, words = _encoded(column)
    return np.array([positions[word] for word in words], dtype=np.int64)[codes] if len(codes) else codes


def _encoded(column: pa.ChunkedArray) -> tuple[np.ndarray, list[str]]:
    """Each text's number in the order in which they turn up, -1 where there is none; and the few texts."""
    codes, words = _codes(column)
    return codes, words.to_pylist()


def _codes(column: pa.ChunkedArray) -> tuple[np.ndarray, pa.Array]:
    """The same, the texts left with Arrow: of children there are too many to hand to Python, one worker at a time."""
    if not isinstance(column.type, pa.DictionaryType):
        column = column.dictionary_encode()
    words = column.combine_chunks()
    words = words.chunk(0) if isinstance(words, pa.ChunkedArray) else words
    return words.indices.cast(pa.int64()).fill_null(-1).to_numpy(), words.dictionary


def groups(column: pa.ChunkedArray) -> tuple[np.ndarray, list[str]]:
    codes, words = _encoded(column)
    if NOT_KNOWN not in words:
        words = [*words, NOT_KNOWN]
    return np.where(codes < 0, words.index(NOT_KNOWN), codes), words
