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
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pyarrow as pa

from lineofsight.engine.breakdowns import NOT_KNOWN
from lineofsight.engine.periods import Period
from lineofsight.engine.plan import Query

LARGE = 300_000  # rows that are counted in parts
PARTS = 8
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

    `rows`: area, period (its number, or its stretch's), person_id (a number, none of a child nobody knows), a
    column a breakdown, c0, c1 ...: 1 where a condition holds, else 0.
    """
    by = {name: groups(rows[name]) for name in query.breakdowns}
    names: dict[str | None, list[str]] = {None: [""], **{name: known for name, (_, known) in by.items()}}
    tallies = sorted({number for _, _, number in query.totals})
    child = rows["person_id"]
    every = _Rows(
        area=encoded(rows["area"], areas),
        child=child.fill_null(0).to_numpy(),
        known=child.is_valid().to_numpy() if child.null_count else None,
        when=rows["period"].to_numpy(),
        groups={name: codes for name, (codes, _) in by.items()},
        holds=[rows[f"c{number}"].to_numpy() for number in range(tallies[-1] // 2 + 1)],
    )

    def counted(part: int) -> dict[str | None, dict[int, np.ndarray]]:
        mine = every.at(np.flatnonzero(every.child % PARTS == part)) if many else every
        return {
            by: _tallies(mine, by, len(groups), tallies, len(areas), periods) for by, groups in names.items()
        }

    many = rows.num_rows > LARGE
    with ThreadPoolExecutor(threads) as pool:
        parts = list(pool.map(counted, range(PARTS if many else 1)))
    return {
        by: (groups, {tally: np.sum([part[by][tally] for part in parts], axis=0) for tally in tallies})
        for by, groups in names.items()
    }


@dataclass(frozen=True)
class _Rows:
    """Columns of placed rows. `known`: whose child is; None where every row's is."""

    area: np.ndarray
    child: np.ndarray
    known: np.ndarray | None
    when: np.ndarray
    groups: Mapping[str, np.ndarray]
    holds: Sequence[np.ndarray]

    def at(self, places: np.ndarray) -> "_Rows":
        return _Rows(
            self.area[places],
            self.child[places],
            None if self.known is None else self.known[places],
            self.when[places],
            {by: group[places] for by, group in self.groups.items()},
            [held[places] for held in self.holds],
        )

    @cached_property
    def numbered(self) -> np.ndarray:
        """Each row's child, numbered from 0 on."""
        order = np.argsort(self.child)
        ordered = self.child[order]
        number = np.empty(len(order), dtype=np.int64)
        number[order] = np.cumsum(np.concatenate([[False], ordered[1:] != ordered[:-1]])[: len(order)])
        return number


def _tallies(
    rows: _Rows, by: str | None, groups: int, tallies: Sequence[int], areas: int, periods: int | Stretches
) -> dict[int, np.ndarray]:
    """[area, period, group] of each tally."""
    series = rows.area if by is None else rows.area * groups + rows.groups[by]
    stretches = periods if isinstance(periods, Stretches) else None
    times = periods.count if isinstance(periods, Stretches) else periods
    counted = _Counted(rows.numbered, series, areas * groups, rows.when, times)
    found = {}
    for tally in tallies:
        condition, of_children = divmod(tally, 2)
        if of_children:
            some = rows.holds[condition] > 0
            made = counted.children(some if rows.known is None else some & rows.known, stretches)
        else:
            made = counted.rows(rows.holds[condition], stretches)
        found[tally] = made.reshape(areas, groups, -1).swapaxes(1, 2)
    return found


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
    if not isinstance(column.type, pa.DictionaryType):
        column = column.dictionary_encode()
    words = column.combine_chunks()
    words = words.chunk(0) if isinstance(words, pa.ChunkedArray) else words
    return words.indices.cast(pa.int64()).fill_null(-1).to_numpy(), words.dictionary.to_pylist()


def groups(column: pa.ChunkedArray) -> tuple[np.ndarray, list[str]]:
    codes, words = _encoded(column)
    if NOT_KNOWN not in words:
        words = [*words, NOT_KNOWN]
    return np.where(codes < 0, words.index(NOT_KNOWN), codes), words
