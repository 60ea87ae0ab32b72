"""From loads to readings: one area at a time, every indicator, every period, every breakdown.

Every query is asked once, for all the periods that its codes take, by as many sessions as the engine has.
The answers land in dense arrays (period by group), so that a group without rows is a zero and not a gap.
"""

from collections import defaultdict, deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from itertools import chain

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from lineofsight.engine.assembling import SEPARATOR, Grid, assemble
from lineofsight.engine.breakdowns import GROUPS
from lineofsight.engine.counting import Cut, Stretches, count, encoded, groups
from lineofsight.engine.engines import WORKERS, Engine, Session
from lineofsight.engine.indicator import Indicator, MeasureKind, Over
from lineofsight.engine.periods import Kind, Period
from lineofsight.engine.plan import OF_CHILDREN, Placed, Query, plan
from lineofsight.engine.reading import SCHEMA
from lineofsight.engine.speaking import Spoken


@dataclass(frozen=True)
class Pass:
    """Indicators read together, the queries that do it, and for which periods each is asked."""

    indicators: tuple[Indicator, ...]
    periods: tuple[Period, ...]
    queries: tuple[tuple[Query, tuple[Period, ...]], ...]

    @cached_property
    def numbers(self) -> dict[str, int]:
        """What stands for each period's label, and for each last day, while they are counted."""
        ends = sorted({period.end.isoformat() for period in self.periods})
        labels = dict.fromkeys([*(period.label for period in self.periods), *ends])
        return {label: number for number, label in enumerate(labels)}


def passes(
    indicators: Sequence[Indicator], asked: Iterable[Period], planned=plan, *, broken_down: bool = True
) -> list[Pass]:
    """What reads some indicators for some periods: one pass, or none where there is nothing to read."""
    by_kind: dict[Kind, list[Period]] = defaultdict(list)
    for period in asked:
        by_kind[period.kind].append(period)
    takes = {
        indicator.code: [kind for kind in by_kind if kind in indicator.readable]
        for indicator in indicators
        if indicator.kind is not MeasureKind.HANDED_OVER
    }
    members = tuple(indicator for indicator in indicators if takes.get(indicator.code))
    if not members:
        return []
    queries = []
    for query in planned(members, broken_down=broken_down):
        wanted = {kind for code, _, _ in query.totals for kind in takes[code]}
        queries.append(
            (query, tuple(period for kind in by_kind if kind in wanted for period in by_kind[kind]))
        )
    # Queries of the same tables follow each other, and among them those of the same periods.
    queries.sort(key=lambda pair: (pair[0].reads, -len(pair[1])))
    return [Pass(members, tuple(chain.from_iterable(by_kind.values())), tuple(queries))]


# --- the answers ------------------------------------------------------------------------------------------


def period_tables(asked: Sequence[Period]) -> dict[str, pa.Table]:
    ends = sorted({period.end for period in asked})
    spans = pa.table(
        {
            "period": [period.label for period in asked],
            "period_start": pa.array([period.start for period in asked], pa.date32()),
            "period_end": pa.array([period.end for period in asked], pa.date32()),
        }
    )
    first = spans["period_start"].combine_chunks().cast(pa.int32()).to_numpy()
    length = spans["period_end"].combine_chunks().cast(pa.int32()).to_numpy() - first + 1
    of = np.repeat(np.arange(len(asked)), length)  # each day's period
    day = first[of] + np.arange(len(of)) - np.repeat(np.cumsum(length) - length, length)
    period_days = spans.take(of).add_column(0, "day", pa.array(day, pa.int32()).cast(pa.date32()))
    moments = pa.table(
        {"period": [end.isoformat() for end in ends], "period_end": pa.array(ends, pa.date32())}
    )
    return {"periods": spans, "period_days": period_days, "moments": moments}


@dataclass(frozen=True)
class Answer:
    """What one query found: its cuts, and where each period (by number) stands in their arrays."""

    query: Query
    cuts: Mapping[str | None, Cut]
    places: np.ndarray


def run_pass(engine: Engine, one: Pass, areas: Sequence[str]) -> list[Answer]:
    """The answers of one pass; its queries are shared out among the engine's sessions."""
    numbers = one.numbers
    area_at = {area: number for number, area in enumerate(areas)}
    stretches = {asked: Stretches(asked) for asked in {asked for _, asked in one.queries}}
    times = {asked: _times(asked, numbers) | {"stretch_days": stretches[asked].table} for asked in stretches}
    left = deque(one.queries)
    answers: list[Answer] = []

    def work(session: Session, take: Callable[[], tuple[Query, tuple[Period, ...]]]) -> None:
        put: dict[str, tuple[Period, ...]] = {}  # for which periods each table of time is
        kept: set[str] = set()
        while left:
            try:
                query, asked = take()
            except IndexError:  # the other took the last
                return
            session.open(query.reads)
            for name in query.reads:
                if name in times[asked] and put.get(name) != asked:
                    session.put(name, times[asked][name])
                    put[name] = asked
            for name, sql in query.keep:
                if name != OF_CHILDREN or name not in kept:
                    session.keep(name, sql)
                    kept.add(name)
            found = session.ask(query.sql)
            places = np.arange(len(numbers))
            if query.placed is Placed.COUNTED:
                cuts = _of_totals(found, query, area_at, len(numbers))
            elif query.placed is Placed.IN_PERIODS:
                cuts = count(found, query, area_at, len(numbers), threads)
            else:
                cuts = count(found, query, area_at, stretches[asked], threads)
                places[[numbers[period.label] for period in asked]] = np.arange(len(asked))
            answers.append(Answer(query, cuts, places))

    # From both ends, so that queries that read the same tables stay with one worker.
    workers = engine.workers([query.reads for query, _ in one.queries])
    threads = WORKERS // len(workers)
    with ThreadPoolExecutor(len(workers)) as pool:
        for done in [
            pool.submit(work, *pair) for pair in zip(workers, (left.popleft, left.pop), strict=False)
        ]:
            done.result()
    return answers


def _times(asked: Sequence[Period], label_at: Mapping[str, int]) -> dict[str, pa.Table]:
    """The tables of periods with numbers for labels: a query carries them through every join."""
    made = {}
    for name, rows in period_tables(asked).items():
        numbers = pa.array(encoded(rows["period"], label_at), pa.int32())
        made[name] = rows.set_column(rows.column_names.index("period"), "period", numbers)
    return made


def _of_totals(
    answer: pa.Table, query: Query, areas: Mapping[str, int], periods: int
) -> dict[str | None, Cut]:
    """The totals that a query counted itself, as `count` gives them; NaN where it says nothing."""
    cuts: dict[str | None, Cut] = {}
    for by in (None, *query.breakdowns):
        mine = answer.filter(pc.is_null(answer["by"]) if by is None else pc.equal(answer["by"], by))
        group, names = groups(mine["group"]) if by else (np.zeros(mine.num_rows, dtype=np.int64), [""])
        place = encoded(mine["area"], areas), mine["period"].to_numpy(), group
        cuts[by] = names, {}
        for number in {number for _, _, number in query.totals}:
            dense = np.full((len(areas), periods, len(names)), np.nan)
            dense[place] = mine[f"t{number}"].to_numpy()
            cuts[by][1][number] = dense
    return cuts


# --- the readings ---------------------------------------------------------------------------------------


def readings(
    engine: Engine,
    spoken: Mapping[str, Spoken],
    work: Sequence[Pass],
    areas: Sequence[str] = (),
) -> pa.Table:
    """Every reading of the passes, in `reading.SCHEMA`."""
    areas = list(areas or spoken)
    estimates = engine.last_estimates
    made = []
    for one in work:
        parts = {
            (code, part): (answer, number)
            for answer in run_pass(engine, one, areas)
            for code, part, number in answer.query.totals
        }
        made += [
            assemble(_grid(indicator, one, areas, parts), spoken, estimates) for indicator in one.indicators
        ]
    return pa.concat_tables(made) if made else SCHEMA.empty_table()


def _grid(
    indicator: Indicator,
    one: Pass,
    areas: Sequence[str],
    parts: Mapping[tuple[str, str], tuple[Answer, int]],
) -> Grid:
    """An indicator's own part of a pass's answers: its periods, its breakdowns, its totals."""
    asked = [period for period in one.periods if period.kind in indicator.readable]
    by_moment = indicator.over is Over.STATE
    at = np.array([one.numbers[p.end.isoformat() if by_moment else p.label] for p in asked], dtype=np.int64)
    mine = {part: found for (code, part), found in parts.items() if code == indicator.code}
    cells = {"": 0}
    for by in indicator.breakdowns:
        found = [answer.cuts[by][0] for answer, _ in mine.values() if by in answer.cuts]
        for group in dict.fromkeys(chain(GROUPS[by], *found)) if found else ():
            cells[f"{by}{SEPARATOR}{group}"] = len(cells)
    totals = {}
    for part, (answer, number) in mine.items():
        # A group without a row is a zero where rows are counted, and nothing where totals were handed over.
        counted = answer.query.placed is not Placed.COUNTED
        totals[part] = np.full((len(areas), len(asked), len(cells)), 0.0 if counted else np.nan)
        for cut, (names, tallies) in answer.cuts.items():
            if cut is None or cut in indicator.breakdowns:
                places = [cells[f"{cut}{SEPARATOR}{group}" if cut else ""] for group in names]
                totals[part][:, :, places] = tallies[number][:, answer.places[at]]
    return Grid(indicator, areas, asked, list(cells), totals)
