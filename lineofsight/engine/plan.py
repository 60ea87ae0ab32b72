"""Many indicators, few queries: one for each set of placed rows that totals are taken over.

A total such as `referred.filter(_.again).count()` is peeled: the filters above the placed rows become
the aggregate's own condition, so that all totals over `referred` are taken in one pass, for the whole
and for every breakdown, and with them the children behind each (docs/benchmarks.md has what this gains).
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import reduce

import ibis
import ibis.expr.operations as ops
import ibis.expr.types as ir

from lineofsight.engine.indicator import Indicator, MeasureKind

PLACED = "placed"


@dataclass(frozen=True)
class Query:
    """One query: the SQL of its placed rows (kept as a table named `PLACED`), the SQL of its totals over
    them, what those are called (columns t0, t1 ... in this order) and the breakdowns.

    A total is named (code, part): part is numerator, denominator, children or rest (the children behind
    a share's denominator who are not behind its numerator).
    """

    placed: str
    sql: str
    totals: tuple[tuple[str, str], ...]
    breakdowns: tuple[str, ...]


@dataclass(frozen=True)
class _Total:
    name: tuple[str, str]
    over: ir.Scalar


def _peel(total: ir.Scalar) -> tuple[ops.Node, ops.Node, ops.Value | None]:
    """The rows below the last filter, the total over them, and the filters as one condition."""
    node = total.op()
    (rows,) = node.relations
    above: list[ops.Node] = []
    conditions: list[ops.Value] = []
    while isinstance(rows, ops.Filter):
        above.append(rows)
        conditions += rows.predicates
        rows = rows.parent
    # The replacement goes for the conditions too: they mention the filtered rows, not the rows below.
    moved = dict.fromkeys(above, rows)
    node = node.replace(moved)
    conditions = [condition.replace(moved) for condition in conditions]
    if node.where is not None:
        conditions.append(node.where)
    return rows, node, reduce(ops.And, conditions) if conditions else None


def _totals(indicator: Indicator) -> Iterable[tuple[ops.Node, _Total]]:
    """Every total of an indicator with the placed rows that it is taken over."""
    peeled = {part: _peel(total) for part, total in indicator.totals.items()}
    for part, (rows, node, where) in peeled.items():
        yield rows, _Total((indicator.code, part), _as_float(node.copy(where=where)))
    rows, _, where = peeled["numerator"]
    placed = rows.to_expr()
    if "person_id" not in placed.columns:
        return
    condition = where.to_expr() if where is not None else None
    yield rows, _Total((indicator.code, "children"), _as_float(placed.person_id.nunique(where=condition).op()))
    if indicator.kind is MeasureKind.SHARE:
        _, _, of_whole = peeled["denominator"]
        others = ~condition.fill_null(False) if condition is not None else ibis.literal(False)
        if of_whole is not None:
            others = of_whole.to_expr() & others
        yield rows, _Total((indicator.code, "rest"), _as_float(placed.person_id.nunique(where=others).op()))


def _as_float(node: ops.Node) -> ir.Scalar:
    return node.to_expr().cast("float64")


def plan(indicators: Sequence[Indicator], *, broken_down: bool = True, dialect: str = "duckdb") -> list[Query]:
    """The queries that together give every total of some indicators, in a dialect that Ibis writes."""
    getattr(ibis, {"tsql": "mssql"}.get(dialect, dialect))  # Ibis cannot write a dialect it has not loaded
    over: dict[ops.Node, list[_Total]] = defaultdict(list)
    cuts: dict[ops.Node, dict[str, None]] = defaultdict(dict)
    for indicator in indicators:
        for rows, total in _totals(indicator):
            over[rows].append(total)
            if broken_down:
                present = set(rows.to_expr().columns)
                cuts[rows] |= dict.fromkeys(name for name in indicator.breakdowns if name in present)
    return [_query(rows, totals, tuple(cuts[rows]), dialect) for rows, totals in over.items()]


def _query(rows: ops.Node, totals: list[_Total], breakdowns: tuple[str, ...], dialect: str) -> Query:
    """Two statements, not one: Ibis would write the placed rows out again for every breakdown."""
    used = {
        field.name: None
        for total in totals
        for field in total.over.op().find(ops.Field, filter=ops.Value)
        if field.rel == rows
    }
    placed = rows.to_expr().select(*dict.fromkeys(["area", "period", *breakdowns, *used]))
    kept = ibis.table(placed.schema(), name=PLACED)
    columns = {
        f"t{number}": total.over.op().replace({rows: kept.op()}).to_expr() for number, total in enumerate(totals)
    }

    def cut(by: str | None) -> ir.Table:
        group = ibis.null("string") if by is None else kept[by]
        grouped = kept.group_by("area", "period", group=group).agg(**columns)
        return grouped.mutate(by=ibis.null("string") if by is None else ibis.literal(by))

    expr = ibis.union(*(cut(by) for by in (None, *breakdowns))) if breakdowns else cut(None)
    return Query(
        placed=str(ibis.to_sql(placed, dialect=dialect)),
        sql=str(ibis.to_sql(expr, dialect=dialect)),
        totals=tuple(total.name for total in totals),
        breakdowns=breakdowns,
    )
