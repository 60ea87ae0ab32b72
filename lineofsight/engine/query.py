"""One way to ask for figures: every screen, export and claim asks here.

A cell may hold several readings: a figure takes the published one, else the computed, else the recorded,
and says which; `basis` chooses. Nothing leaves for the public but through the run's public edition.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.dataset as ds

from lineofsight.engine import benchmark, measuring
from lineofsight.engine.breakdowns import GROUPS
from lineofsight.engine.indicator import HANDED_OVER, Better, Indicator, IndicatorError, Over, Unit
from lineofsight.engine.indicators import CATALOGUE, find
from lineofsight.engine.opened import SUPPRESSED_FOR, Audience, guard, guard_on_the_spot, open_run
from lineofsight.engine.periods import Kind, parse
from lineofsight.engine.reading import SCHEMA, Basis, Status
from lineofsight.engine.store import Workspace

CELL = ("code", "area", "period", "by", "group")
COUNTED = (Unit.NUMBER, Unit.DAYS, Unit.DECIMAL)  # whose value may be a number sent alone
ORDER_OF_BASIS = (Basis.PUBLISHED, Basis.COMPUTED, Basis.RECORDED)


@dataclass(frozen=True, kw_only=True)
class Ask:
    """What is asked for. Empty: every area, every period, the whole only.

    `by`: breakdowns besides the whole. `as_known`: read as things were known on that day.
    """

    codes: Sequence[str]
    areas: Sequence[str] = ()
    periods: Sequence[str] = ()
    by: Sequence[str] = ()
    basis: Basis | None = None
    as_known: date | None = None
    audience: Audience = Audience.ANALYST
    model: str | None = None  # of statistical neighbours
    run: str | None = None  # the newest where not said


def figures(workspace: Workspace, ask: Ask) -> pa.Table:
    """One row a cell, in `reading.SCHEMA` and the benchmark's columns, in the order asked for."""
    indicators = known(workspace, ask.codes)
    _check(workspace, indicators, ask)
    every = pa.concat_tables([_computed(workspace, indicators, ask), _handed_over(workspace, ask)])
    compared = benchmark.benchmark(
        _of(every, ask, areas=()),  # of every area: a rank needs the others too
        workspace.reference("areas"),
        workspace.reference("neighbours"),
        better={indicator.code: indicator.better for indicator in indicators},
        model=ask.model,
    )
    compared = _of(compared, ask, areas=ask.areas)
    published = pc.equal(compared["basis"], str(Basis.PUBLISHED))
    one_release = benchmark.speaking(compared.filter(published))
    others = compared.filter(pc.invert(published))
    return _in_order(_one_a_cell(pa.concat_tables([one_release, others]), ask.basis), ask)


def known(workspace: Workspace, codes: Sequence[str]) -> list[Indicator]:
    """What each code means. One that only published readings have, such as LAIT:LACceased, means what its
    publisher says; IndicatorError where nothing loaded has it either."""
    return [
        CATALOGUE[code] if code in CATALOGUE else _as_published(workspace, code)
        for code in dict.fromkeys(codes)
    ]


def _as_published(workspace: Workspace, code: str) -> Indicator:
    rows = workspace.handed_over(codes={code})
    if not rows.num_rows:
        return find(code)  # raises, and says which codes are like it
    publication, _, name = code.rpartition(":")
    releases = ", ".join(sorted(rows["release"].drop_null().unique().to_pylist()))
    return Indicator(
        code=code, title=f"{name.replace('_', ' ')}, as published", question="", measure=HANDED_OVER, unit=Unit.DECIMAL,
        better=Better.NEITHER, over=Over.EVENTS, takes=tuple(Kind), additive=False,
        breakdowns=tuple(sorted(rows["by"].drop_null().unique().to_pylist())),
        wording=f"What the publisher calls {name} in {publication}. No indicator reads it: it is shown as published.",
        source=releases, reviewed=max(rows["known_on"].to_pylist()),
    )  # fmt: skip


def every_reading(workspace: Workspace, ask: Ask) -> pa.Table:
    """All readings of the cells asked for, whatever their basis and release: for a passport."""
    indicators = known(workspace, ask.codes)
    _check(workspace, indicators, ask)
    every = pa.concat_tables([_computed(workspace, indicators, ask), _handed_over(workspace, ask)])
    return _of(every, ask, areas=ask.areas)


def _check(workspace: Workspace, indicators: Sequence[Indicator], ask: Ask) -> None:
    """Refuse a period or a breakdown that nobody could be asked for."""
    for label in ask.periods:
        parse(label)
        if not any(indicator.reads(label) for indicator in indicators):
            indicators[0].period(label)  # says what it is read for
    if ask.model is not None:
        near = workspace.reference("neighbours")
        models = sorted(near["model"].unique().to_pylist()) if near else []
        if ask.model not in models:
            there = ", ".join(models) or "none yet"
            raise IndicatorError(f"No neighbours of the model '{ask.model}' are loaded. Models: {there}.")
    known = dict.fromkeys(by for indicator in indicators for by in indicator.breakdowns)
    if not set(ask.by) <= set(known):  # an agency may have sent what no rows are broken down by
        known |= dict.fromkeys(workspace.handed_over(set(ask.codes))["by"].drop_null().unique().to_pylist())
    for by in ask.by:
        if by not in known:
            raise IndicatorError(
                f"Nothing asked for is broken down by '{by}'. Breakdowns: {', '.join(known) or 'none'}."
            )


def _run(workspace: Workspace, ask: Ask) -> Mapping[str, Any] | None:
    """The run asked for: while a newer one has no public edition yet, a page goes on with the one before it."""
    return workspace.run(ask.run) if ask.run else workspace.newest_run()


def _computed(workspace: Workspace, indicators: Sequence[Indicator], ask: Ask) -> pa.Table:
    run = _run(workspace, ask)
    indicators = [indicator for indicator in indicators if indicator.code in CATALOGUE]
    codes = [indicator.code for indicator in indicators]
    kept = SCHEMA.empty_table()
    if run is not None and ask.as_known is None:
        wanted = ds.field("code").isin(codes)
        if ask.areas:
            wanted &= ds.field("area").isin(list(ask.areas))
        kept = open_run(workspace, run, ask.audience, wanted)
    guarded = ask.audience in SUPPRESSED_FOR
    if guarded and (run is None or ask.as_known is not None):
        return kept  # without a public edition nobody could say what is safe to show
    held = set(kept["period"].unique().to_pylist()) if kept.num_rows else set()
    if run is None and not ask.periods and ask.as_known is None:
        return kept  # nothing was computed yet, and no period says what should be
    absent = [label for label in ask.periods if label not in held]
    if ask.as_known is not None:
        return measuring.read_as_known(workspace, indicators, ask.areas, ask.periods, ask.as_known)
    if not absent:
        return kept
    made = [
        measuring.read_now(workspace, [i], ask.areas, [i.period(p) for p in absent if i.reads(p)])
        for i in indicators
    ]
    if guarded and run is not None:
        made = [guard_on_the_spot(workspace, _of(pa.concat_tables(made), ask, areas=ask.areas), run)]
    return pa.concat_tables([kept, *made])


def _handed_over(workspace: Workspace, ask: Ask) -> pa.Table:
    """Published and recorded readings, of every area: a rank needs the others too.

    What somebody published is public; what a partner recorded passes disclosure control first, with all
    that is recorded in view, since another code may give a hidden number away.
    """
    guarded = ask.audience in SUPPRESSED_FOR
    rows = workspace.handed_over(set(ask.codes), Basis.PUBLISHED if guarded else None)
    if guarded:
        recorded = _one_a_cell(_by(workspace.handed_over(basis=Basis.RECORDED), ask.as_known), None)
        shown = guard(workspace, recorded, ask.audience, _run(workspace, ask))
        rows = pa.concat_tables([rows, shown.filter(pc.is_in(shown["code"], pa.array(list(ask.codes))))])
    no_counts = {code for code in ask.codes if code in CATALOGUE and CATALOGUE[code].unit not in COUNTED}
    rows = benchmark.counts_sent(_by(rows, ask.as_known), no_counts)
    return benchmark.assemble(rows, workspace.population())


def _by(rows: pa.Table, day: date | None) -> pa.Table:
    """What was known by a day."""
    return rows if day is None else rows.filter(pc.less_equal(rows["known_on"], pa.scalar(day)))


def _of(rows: pa.Table, ask: Ask, *, areas: Sequence[str]) -> pa.Table:
    keep = pc.is_in(rows["code"], pa.array(list(ask.codes)))
    keep = pc.and_(
        keep, pc.or_(pc.is_null(rows["by"]), pc.is_in(rows["by"], pa.array(list(ask.by), pa.string())))
    )
    for column, wanted in (("area", areas), ("period", ask.periods)):
        if wanted:
            keep = pc.and_(keep, pc.is_in(rows[column], pa.array(list(wanted))))
    return rows.filter(keep)


def _one_a_cell(rows: pa.Table, basis: Basis | None) -> pa.Table:
    """The reading that stands for each cell: a figure before a silence, then by basis, then the newest."""
    if basis is not None:
        rows = rows.filter(pc.equal(rows["basis"], str(basis)))
    if not rows.num_rows:
        return rows
    order = {
        "silence": _silence(rows["status"]),
        "basis": pc.index_in(rows["basis"], pa.array([str(one) for one in ORDER_OF_BASIS])),
        "age": pc.negate(rows["known_on"].cast(pa.int32())),
        "at": pa.array(range(rows.num_rows), pa.int64()),
    }
    best_first = pc.sort_indices(pa.table(order), [(name, "ascending") for name in order])
    ranked = rows.take(best_first).append_column("nth", pa.array(range(rows.num_rows), pa.int64()))
    first = ranked.group_by(list(CELL), use_threads=False).aggregate([("nth", "min")])["nth_min"]
    return ranked.take(first).drop_columns("nth")


def _silence(status: pa.ChunkedArray) -> pa.ChunkedArray:
    """0 where a reading says something, 1 where it is in part or withheld, 2 where nothing was measured."""
    says = pc.is_in(status, pa.array([str(Status.VALUE), str(Status.SUPPRESSED), str(Status.NOT_APPLICABLE)]))
    nothing = pc.equal(status, str(Status.NOT_MEASURED))
    return pc.if_else(says, 0, pc.if_else(nothing, 2, 1))


def _in_order(rows: pa.Table, ask: Ask) -> pa.Table:
    """By the order of the codes and areas asked for, then by time; the whole before its groups."""
    code = pc.index_in(rows["code"], pa.array(list(dict.fromkeys(ask.codes))))
    area = pc.index_in(rows["area"], pa.array(list(ask.areas), pa.string())) if ask.areas else rows["area"]
    keyed = rows.append_column("#code", code).append_column("#area", area)
    keyed = keyed.append_column("#by", pc.fill_null(rows["by"], ""))
    known = pa.array(list(dict.fromkeys(group for by in ask.by for group in GROUPS.get(by, ()))), pa.string())
    keyed = keyed.append_column("#group", pc.index_in(rows["group"], known))
    order = ("#code", "#area", "end", "start", "#by", "#group", "group")
    keyed = keyed.sort_by([(name, "ascending") for name in order])
    return keyed.select(rows.column_names)


class Format(StrEnum):
    TABLE = "table"
    CSV = "csv"
    JSON = "json"
