"""From loads to readings: one area at a time, every indicator, every period, every breakdown.

Every query is asked once, for all the periods that its codes take, by as many sessions as the engine has.
The answers land in dense arrays (period by group), so that a group without rows is a zero and not a gap.
"""

from collections import defaultdict, deque
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import chain

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from lineofsight.engine.assembling import SEPARATOR, Grid, assemble
from lineofsight.engine.breakdowns import GROUPS
from lineofsight.engine.engines import Engine
from lineofsight.engine.indicator import Indicator, MeasureKind, Over
from lineofsight.engine.periods import Kind, Period
from lineofsight.engine.plan import Query, plan
from lineofsight.engine.reading import SCHEMA
from lineofsight.engine.speaking import Spoken


@dataclass(frozen=True)
class Pass:
    """Indicators read together, the queries that do it, and for which periods each is asked."""

    indicators: tuple[Indicator, ...]
    periods: tuple[Period, ...]
    queries: tuple[tuple[Query, tuple[Period, ...]], ...]


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
    # The dearest first, so that no session is left alone with one at the end: rows that are placed in every
    # period before those placed once. Queries of the same periods follow each other and share their tables.
    queries.sort(key=lambda pair: (pair[0].by_stretch, -len(pair[1])))
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


@dataclass
class Answers:
    """Totals in dense arrays: [area, period or moment, cell], a cell being the whole or one group."""

    areas: list[str]
    labels: dict[str, int]
    cells: dict[str, int]
    totals: dict[tuple[str, str], np.ndarray]


class Stretches:
    """The days of some periods, cut wherever one of them begins or ends."""

    def __init__(self, asked: Sequence[Period]):
        starts = np.array([period.start for period in asked], "datetime64[D]")
        ends = np.array([period.end for period in asked], "datetime64[D]") + 1
        cuts = np.unique(np.concatenate([starts, ends]))
        self.first = np.searchsorted(cuts, starts)  # each period's first stretch, and its last
        self.last = np.searchsorted(cuts, ends) - 1
        self.count = len(cuts) - 1
        reach = np.full(self.count, self.count)
        for first, last in zip(self.first, self.last, strict=True):
            np.minimum(reach[first : last + 1], first, out=reach[first : last + 1])
        day = np.arange(cuts[0], cuts[-1]) if len(cuts) else cuts
        at = np.searchsorted(cuts, day, side="right") - 1
        held = reach[at] < self.count  # not between two periods
        day, at = day[held], at[held]
        self.table = pa.table(
            {
                "day": pa.array(day, pa.date32()),
                "period": pa.array(at, pa.int32()),
                "period_start": pa.array(reach[at], pa.int32()),
                "period_end": pa.nulls(len(day), pa.date32()),
            }
        )

    def totals(
        self, stretch: np.ndarray, before: np.ndarray, series: np.ndarray, numbers: np.ndarray
    ) -> np.ndarray:
        """[series, period] of numbers that count in each period that holds `stretch` and not `before`."""
        spread = np.zeros((series.max(initial=-1) + 1, self.count + 1, self.count + 1))
        spread[series, before + 1, stretch + 1] = numbers
        summed = spread.cumsum(axis=1).cumsum(axis=2)
        return summed[:, self.first, self.last + 1] - summed[:, self.first, self.first]


def run_pass(engine: Engine, one: Pass, areas: Sequence[str]) -> Answers:
    """The totals of one pass; its queries are shared out among the engine's sessions."""
    tables = {asked: period_tables(asked) for asked in {asked for _, asked in one.queries}}
    stretches = {
        asked: Stretches(asked) for asked in {asked for query, asked in one.queries if query.by_stretch}
    }
    left = deque(enumerate(one.queries))
    answers: list[pa.Table | None] = [None] * len(one.queries)

    def work() -> None:
        session = engine.session()
        placed_for: tuple[Period, ...] | None = None
        while left:
            try:
                number, (query, asked) = left.popleft()
            except IndexError:  # another session took the last
                return
            if asked != placed_for:
                placed_for = asked
                for name, rows in tables[asked].items():
                    session.put(name, rows)
                if asked in stretches:
                    session.put("stretch_days", stretches[asked].table)
            for name, sql in query.keep:
                session.keep(name, sql)
            answers[number] = session.ask(query.sql)

    with ThreadPoolExecutor(engine.sessions) as pool:
        for done in [pool.submit(work) for _ in range(engine.sessions)]:
            done.result()
    return _dense(one, areas, answers, stretches)


def _dense(one: Pass, areas: Sequence[str], answers: Sequence[pa.Table], stretches) -> Answers:
    labels = [*(period.label for period in one.periods), *sorted({p.end.isoformat() for p in one.periods})]
    label_at = {label: number for number, label in enumerate(dict.fromkeys(labels))}
    area_at = {area: number for number, area in enumerate(areas)}
    cells = {"": 0}
    for by in dict.fromkeys(by for query, _ in one.queries for by in query.breakdowns):
        for group in GROUPS[by]:
            cells.setdefault(f"{by}{SEPARATOR}{group}", len(cells))
    places = []
    for answer in answers:
        named = pc.binary_join_element_wise(
            pc.fill_null(answer["by"], ""), pc.fill_null(answer["group"], "not known"), SEPARATOR
        )
        named = pc.if_else(pc.is_null(answer["by"]), "", named).combine_chunks().dictionary_encode()
        for name in named.dictionary.to_pylist():
            cells.setdefault(name, len(cells))
        places.append((_at(answer["area"], area_at), _at(named, cells)))
    totals: dict[tuple[str, str], np.ndarray] = {}
    shape = (len(areas), len(label_at), len(cells))
    for (query, asked), answer, (area, cell) in zip(one.queries, answers, places, strict=True):
        if query.by_stretch:
            at = [label_at[period.label] for period in asked]
            for number, found in _by_stretch(answer, stretches[asked], shape, area, cell, at).items():
                totals |= {(code, part): found for code, part, mine in query.totals if mine == number}
            for code, part, _ in query.totals:  # what held of no row at all
                totals.setdefault((code, part), np.zeros(shape))
            continue
        place = area, _at(answer["period"], label_at), cell
        for code, part, number in query.totals:
            dense = np.full(shape, np.nan)
            dense[place] = answer[f"t{number}"].to_numpy()
            totals[code, part] = dense
    return Answers(list(areas), label_at, cells, totals)


def _by_stretch(answer: pa.Table, stretches: Stretches, shape, area, cell, at) -> dict[int, np.ndarray]:
    """Each tally's totals by period."""
    columns = {name: answer[name].to_numpy() for name in ("tally", "stretch", "before", "n")}
    order = np.argsort(columns["tally"], kind="stable")
    tallies, begins = np.unique(columns["tally"][order], return_index=True)
    found = {}
    # Of no rows at all `split` still makes one empty part, and there is no tally for it.
    for tally, mine in zip(tallies.tolist(), np.split(order, begins[1:]), strict=False):
        series, which = np.unique(area[mine] * shape[2] + cell[mine], return_inverse=True)
        stretch, before, numbers = (columns[name][mine] for name in ("stretch", "before", "n"))
        dense = np.zeros(shape)
        areas, cells = np.divmod(series, shape[2])
        dense[areas[:, None], np.array(at), cells[:, None]] = stretches.totals(
            stretch, before, which, numbers
        )
        found[tally] = dense
    return found


def _at(column, positions: Mapping[str, int]) -> np.ndarray:
    """Each text's position. What is asked for by nobody cannot be in an answer."""
    words = column if isinstance(column, pa.DictionaryArray) else column.combine_chunks().dictionary_encode()
    numbers = np.array([positions[word] for word in words.dictionary.to_pylist()], dtype=np.int64)
    return numbers[words.indices.to_numpy()] if len(numbers) else np.zeros(0, dtype=np.int64)


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
    made = [
        assemble(_grid(indicator, one, answers), spoken, estimates)
        for one, answers in ((one, run_pass(engine, one, areas)) for one in work)
        for indicator in one.indicators
    ]
    return pa.concat_tables(made) if made else SCHEMA.empty_table()


def _grid(indicator: Indicator, one: Pass, answers: Answers) -> Grid:
    """An indicator's own part of a pass's answers: its periods, its breakdowns, its totals."""
    asked = [period for period in one.periods if period.kind in indicator.readable]
    by_moment = indicator.over is Over.STATE
    at = np.array(
        [answers.labels[p.end.isoformat() if by_moment else p.label] for p in asked], dtype=np.int64
    )
    cells = {
        name: number
        for name, number in answers.cells.items()
        if not name or name.split(SEPARATOR)[0] in indicator.breakdowns
    }
    numbers = np.array(list(cells.values()))
    totals = {
        part: dense[:, at][:, :, numbers]
        for (code, part), dense in answers.totals.items()
        if code == indicator.code
    }
    return Grid(indicator, answers.areas, asked, list(cells), totals)
