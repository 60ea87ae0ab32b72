"""From loads to readings: one area at a time, every indicator, every period, every breakdown.

Each kind of period is a pass over the plan's queries; the answers land in dense arrays (period by group),
so that a group without rows is a zero and not a gap.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from lineofsight.engine.breakdowns import GROUPS
from lineofsight.engine.coverage import status
from lineofsight.engine.engines import Engine
from lineofsight.engine.indicator import Indicator, MeasureKind, Over
from lineofsight.engine.periods import Kind, Period, days
from lineofsight.engine.plan import Query, plan
from lineofsight.engine.reading import SCHEMA, Basis, Status
from lineofsight.engine.speaking import Spoken

BASE = (Kind.YEAR, Kind.QUARTER, Kind.MONTH)
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
    """One pass for years, quarters and months together, and one for every other kind of period.

    Rolling years hold each row twelve times, so that only those who take them are read for them.
    """
    by_kind: dict[Kind, list[Period]] = defaultdict(list)
    for period in asked:
        by_kind[period.kind].append(period)
    groups = [BASE, *((kind,) for kind in by_kind if kind not in BASE)]
    made = [_pass(kinds, indicators, by_kind, planned, broken_down) for kinds in groups]
    return [one for one in made if one.indicators and one.periods]


def _pass(kinds, indicators, by_kind, planned, broken_down) -> Pass:
    takes = {
        indicator.code: [kind for kind in kinds if kind in indicator.readable and by_kind.get(kind)]
        for indicator in indicators
        if indicator.kind is not MeasureKind.HANDED_OVER
    }
    members = tuple(indicator for indicator in indicators if takes.get(indicator.code))
    queries = []
    for query in planned(members, broken_down=broken_down) if members else ():
        wanted = {kind for code, _ in query.totals for kind in takes[code]}
        queries.append((query, tuple(period for kind in kinds if kind in wanted for period in by_kind[kind])))
    # Queries of the same periods follow each other, so that the tables of periods are seldom made anew.
    queries.sort(key=lambda pair: len(pair[1]))
    return Pass(members, tuple(period for kind in kinds for period in by_kind[kind]), tuple(queries))


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
    each_day = [(day, period) for period in asked for day in days(period)]
    period_days = pa.table(
        {
            "day": pa.array([day for day, _ in each_day], pa.date32()),
            "period": pa.array([period.label for _, period in each_day], pa.string()),
            "period_start": pa.array([period.start for _, period in each_day], pa.date32()),
            "period_end": pa.array([period.end for _, period in each_day], pa.date32()),
        }
    )
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


def run_pass(engine: Engine, one: Pass, areas: Sequence[str]) -> Answers:
    """The totals of one pass, in a session of its own."""
    session = engine.session()
    placed_for: tuple[Period, ...] = ()
    answers = []
    for query, asked in one.queries:
        if asked != placed_for:
            placed_for = asked
            for name, rows in period_tables(asked).items():
                session.put(name, rows)
        for name, sql in query.keep:
            session.keep(name, sql)
        answers.append(session.ask(query.sql))
    return _dense(one, areas, answers)


def _dense(one: Pass, areas: Sequence[str], answers: Sequence[pa.Table]) -> Answers:
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
        places.append((_at(answer["area"], area_at), _at(answer["period"], label_at), _at(named, cells)))
    totals = {}
    shape = (len(areas), len(label_at), len(cells))
    for (query, _), answer, place in zip(one.queries, answers, places, strict=True):
        for number, name in enumerate(query.totals):
            dense = np.full(shape, np.nan)
            dense[place] = answer[f"t{number}"].to_numpy()
            totals[name] = dense
    return Answers(list(areas), label_at, cells, totals)


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
    with ThreadPoolExecutor(engine.sessions) as pool:
        answered = list(pool.map(lambda one: run_pass(engine, one, areas), work))
    made = [
        _of_indicator(indicator, one, answers, spoken, estimates)
        for one, answers in zip(work, answered, strict=True)
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
    at = np.array([answers.labels[p.end.isoformat() if by_moment else p.label] for p in asked], dtype=np.int64)
    wanted = [(name, number) for name, number in answers.cells.items() if _wanted(indicator, name, one, answers)]
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
