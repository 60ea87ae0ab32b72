"""From loads to readings: one area at a time, every indicator, every period, every breakdown.

Every query is asked once, for all the periods that its codes take, by as many sessions as the engine has.
The answers land in dense arrays (period by group), so that a group without rows is a zero and not a gap.
"""

from collections import defaultdict, deque
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from itertools import chain

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from lineofsight.engine.breakdowns import GROUPS
from lineofsight.engine.coverage import status
from lineofsight.engine.engines import Engine
from lineofsight.engine.indicator import Indicator, MeasureKind, Over
from lineofsight.engine.periods import Kind, Period
from lineofsight.engine.plan import Query, plan
from lineofsight.engine.reading import SCHEMA, Basis, Status
from lineofsight.engine.speaking import Spoken

SEPARATOR = "\x1f"  # between a breakdown and its group in a cell's name


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
    totals = {}
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
        _of_indicator(indicator, one, answers, spoken, estimates)
        for one, answers in ((one, run_pass(engine, one, areas)) for one in work)
        for indicator in one.indicators
    ]
    return pa.concat_tables(made) if made else SCHEMA.empty_table()


def _of_indicator(
    indicator: Indicator,
    one: Pass,
    answers: Answers,
    spoken: Mapping[str, Spoken],
    estimates: Mapping[str, int],
) -> pa.Table:
    asked = [period for period in one.periods if period.kind in indicator.readable]
    by_moment = indicator.over is Over.STATE
    at = np.array(
        [answers.labels[p.end.isoformat() if by_moment else p.label] for p in asked], dtype=np.int64
    )
    wanted = [
        (name, number) for name, number in answers.cells.items() if _wanted(indicator, name, one, answers)
    ]
    cell_names, cell_numbers = [name for name, _ in wanted], np.array([number for _, number in wanted])

    def total(part: str) -> np.ndarray | None:
        dense = answers.totals.get((indicator.code, part))
        return None if dense is None else dense[:, at][:, :, cell_numbers]

    shape = (len(answers.areas), len(asked), len(cell_names))
    numerator, denominator = total("numerator"), total("denominator")
    no_return = np.isnan(numerator) if not indicator.of_children else np.zeros(shape, dtype=bool)
    if indicator.kind is not MeasureKind.QUANTILE:
        numerator = np.nan_to_num(numerator)  # a covered period without rows is a zero
    per_head = indicator.kind is MeasureKind.RATE
    if denominator is not None and not per_head:
        denominator = np.nan_to_num(denominator)
    if denominator is None:
        value = indicator.unit.scale * numerator
    else:
        with np.errstate(divide="ignore", invalid="ignore"):
            value = np.where(denominator > 0, indicator.unit.scale * numerator / denominator, np.nan)
    children, rest = total("children"), total("rest")
    if children is None and indicator.kind is MeasureKind.SHARE:
        rest = denominator - numerator
    children = numerator if children is None else np.nan_to_num(children)
    if not indicator.counts_people:
        children = rest = None

    # Status and note: first by area and period, from what the loads cover; then by cell.
    kinds = list(Status)
    state = np.zeros(shape, dtype=np.int8)
    notes: list[str | None] = [None]
    note = np.zeros(shape, dtype=np.int32)
    for a, area in enumerate(answers.areas):
        for p, period in enumerate(asked):
            found, why = status(indicator, period, spoken[area])
            state[a, p] = kinds.index(found)
            if not why and per_head and period.financial_year > (known := estimates.get(area, 9999)):
                why = f"the population of mid-{known} is used: that of mid-{period.financial_year} is not out"
            if why:
                note[a, p] = len(notes)
                notes.append(why)
    # Of totals that somebody else worked out, no row means no return: silence, not a zero.
    notes.append("no return was sent for it")
    note[no_return & (state != kinds.index(Status.NOT_MEASURED))] = len(notes) - 1
    state[no_return] = kinds.index(Status.NOT_MEASURED)
    measured = state != kinds.index(Status.NOT_MEASURED)
    measured &= state != kinds.index(Status.NOT_APPLICABLE)
    if denominator is not None:
        nobody = measured & ~(denominator > 0)
        if per_head:
            whole = np.array([name == "" for name in cell_names])
            state[nobody] = kinds.index(Status.NOT_MEASURED)
            notes += ["no population estimate is held for this area", "no population of this group is held"]
            note[nobody & whole] = len(notes) - 2
            note[nobody & ~whole] = len(notes) - 1
        else:
            state[nobody & (state == kinds.index(Status.VALUE))] = kinds.index(Status.NOT_APPLICABLE)
            notes.append("there were none in the period")
            note[nobody & (note == 0)] = len(notes) - 1
    # A period that nobody covers has its whole alone: its groups would say the same again.
    keep = measured | (np.array([name == "" for name in cell_names]))

    a, p, c = np.nonzero(keep)
    blank = ~measured[a, p, c]

    def numbers(array: np.ndarray | None, kind: pa.DataType) -> pa.Array:
        if array is None:
            return pa.nulls(len(a), kind)
        flat = array[a, p, c]
        return pa.array(flat, kind, mask=blank | np.isnan(flat), from_pandas=False, safe=False)

    def words(positions: np.ndarray, choices: Sequence[str | None], kind=None) -> pa.Array:
        kind = kind or pa.string()
        return pa.array(choices, kind).take(pa.array(positions))

    split = [name.split(SEPARATOR) if name else [None, None] for name in cell_names]
    loads, known = zip(*(_speaks(indicator, spoken[area]) for area in answers.areas), strict=True)
    columns = {
        "code": pa.repeat(indicator.code, len(a)),
        "edition": pa.repeat(indicator.edition, len(a)),
        "area": words(a, answers.areas),
        "period": words(p, [period.label for period in asked]),
        "start": words(p, [period.end if by_moment else period.start for period in asked], pa.date32()),
        "end": words(p, [period.end for period in asked], pa.date32()),
        "by": words(c, [by for by, _ in split]),
        "group": words(c, [group for _, group in split]),
        "numerator": numbers(numerator, pa.float64()),
        "denominator": numbers(denominator, pa.float64()),
        "children": numbers(children, pa.int64()),
        "children_rest": numbers(None if rest is None else np.nan_to_num(rest), pa.int64()),
        "value": numbers(value, pa.float64()),
        "status": words(state[a, p, c], [str(kind) for kind in kinds]),
        "basis": pa.repeat(str(Basis.COMPUTED), len(a)),
        "release": pa.nulls(len(a), pa.string()),
        "known_on": words(a, known, pa.date32()),
        "provisional": pa.repeat(True, len(a)),
        "load": words(a, loads),
        "note": words(note[a, p, c], notes),
    }
    return pa.Table.from_pydict(columns, schema=SCHEMA)


def _wanted(indicator: Indicator, cell: str, one: Pass, answers: Answers) -> bool:
    return not cell or cell.split(SEPARATOR)[0] in indicator.breakdowns


def _speaks(indicator: Indicator, area: Spoken) -> tuple[str, date | None]:
    """The loads behind an indicator's readings, and the newest day on which they were true."""
    sent = [one for needs in indicator.needs for table in needs for one in area.tables.get(table, ())]
    loads = " ".join(dict.fromkeys(one.load for one in sorted(sent, key=lambda one: one.load)))
    return loads, max((one.known_on for one in sent), default=None)
