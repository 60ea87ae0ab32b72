"""How many rows and how many children: of placed rows, for every period, breakdown and condition at once.

A child counts once in a period however often a condition holds of their rows: a row's child, group and time
are one number, and the different numbers of those rows are the children, each in the order of its times.

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
from lineofsight.engine.plan import PARTS, Query

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
        """[..., period] of how often something is in a period, from [..., stretch]."""
        summed = np.concatenate([np.zeros_like(found[..., :1]), found.cumsum(axis=-1)], axis=-1)
        return summed[..., self.after] - summed[..., self.first]

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

    `rows`: area, period (its number, or its stretch's), person_id (a number), a column a breakdown, c0, c1 ...: 1 where
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
    tallies = sorted({number for _, _, number in query.totals})
    holds = [rows[f"c{number}"].to_numpy() for number in range(tallies[-1] // 2 + 1)]
    when = rows["period"].to_numpy()
    known = None if child.min(initial=0) >= 0 else child >= 0  # None: everybody is
    stretches = periods if isinstance(periods, Stretches) else None
    times = periods.count if isinstance(periods, Stretches) else periods
    cuts: dict[str | None, Cut] = {}
    for by in (None, *query.breakdowns):
        group, names = groups(rows[by]) if by else (np.zeros(len(child), np.int64), [""])
        counted = _Counted(child, area * len(names) + group, len(areas) * len(names), when, times)
        cuts[by] = names, {}
        for tally in tallies:
            condition, of_children = divmod(tally, 2)
            if of_children:
                some = holds[condition] > 0
                found = counted.children(some if known is None else some & known, stretches)
            else:
                found = counted.rows(holds[condition], stretches)
            cuts[by][1][tally] = found.reshape(len(areas), len(names), -1).swapaxes(1, 2)
    return cuts


class _Counted:
    """Rows of children, each in one of so many series (an area's group) and at one of so many times.

    A row's child, series and time stand in one number, each in bits of its own: such numbers are sorted, told
    apart and taken apart again many times faster than columns.
    """

    def __init__(self, child: np.ndarray, series: np.ndarray, count: int, when: np.ndarray, times: int):
        self.series, self.times = count, times
        self.for_time, self.for_series = times.bit_length(), count.bit_length()
        self.place = series * times + when
        self.own = (child << self.for_series | series) << self.for_time | when

    def rows(self, held: np.ndarray, stretches: Stretches | None) -> np.ndarray:
        """[series, period] of how many."""
        found = np.bincount(self.place, held, minlength=self.series * self.times)
        found = found.reshape(self.series, self.times)
        return stretches.of_rows(found) if stretches else found

    def children(self, some: np.ndarray, stretches: Stretches | None) -> np.ndarray:
        """[series, period] of how many children some of these rows are of."""
        own = _different(self.own[some])
        of, when = own >> self.for_time, own & (1 << self.for_time) - 1
        series = of & (1 << self.for_series) - 1
        if not stretches:
            found = np.bincount(series * self.times + when, minlength=self.series * self.times)
            return found.reshape(self.series, self.times)
        before = np.zeros(len(own), dtype=np.int64)
        before[1:] = (when[:-1] + 1) * (of[1:] == of[:-1])
        size = self.times + 1
        spread = np.bincount((series * size + before) * size + when + 1, minlength=self.series * size * size)
        return stretches.of_children(spread.reshape(self.series, size, size))


def _different(numbers: np.ndarray) -> np.ndarray:
    """Each number once, from the least to the greatest. `np.unique` goes by hashes, which takes far longer."""
    ordered = np.sort(numbers)
    return ordered[np.concatenate([[True], ordered[1:] != ordered[:-1]])[: len(ordered)]]


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
