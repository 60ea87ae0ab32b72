"""Many indicators, few queries: one for each set of placed rows that totals are taken over.

A total such as `referred.filter(_.again).count()` is peeled: the filters above the placed rows become
the aggregate's own condition, so that all totals over `referred` are taken in one pass, for the whole
and for every breakdown, and with them the children behind each.

Counting children is what costs. So rows are first counted by child, once for all breakdowns that belong
to the child (sex, locality ...) and once for each other one; the totals are then sums over children, and
the children behind a total those whose own count is not nought (docs/benchmarks.md has what this gains).
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce

import ibis
import ibis.expr.operations as ops
import ibis.expr.types as ir
from ibis import _

from lineofsight.engine.indicator import Indicator

PLACED, BY_CHILD = "placed", "by_child"
OF_THE_CHILD_FOR_EVER = ("sex", "ethnicity", "disability", "locality")  # the same in all of a child's rows
KEYS = ("area", "period")


@dataclass(frozen=True)
class Query:
    """What to keep first (name and SQL, in order), and the SQL that then gives the totals.

    `totals` names the columns t0, t1 ...: (code, part), a part being numerator, denominator, children or
    rest (the children behind a share's denominator who are not behind its numerator).
    """

    keep: tuple[tuple[str, str], ...]
    sql: str
    totals: tuple[tuple[str, str], ...]
    breakdowns: tuple[str, ...]


@dataclass(frozen=True)
class _Total:
    """A total over placed rows: what is added up, and on which rows."""

    code: str
    part: str
    node: ops.Reduction  # without its condition
    where: ops.Value | None

    @property
    def counts_children(self) -> bool:
        return isinstance(self.node, ops.CountDistinct)

    @property
    def adds_up(self) -> bool:
        """Whether totals of each child give the whole's: of counts, sums and children, not of medians."""
        return self.counts_children or isinstance(self.node, ops.Count | ops.CountStar | ops.Sum)


def _peel(code: str, part: str, total: ir.Scalar) -> tuple[ops.Node, _Total]:
    """The rows below the last filter, and the total over them with the filters as its condition."""
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
    where = reduce(ops.And, conditions) if conditions else None
    return rows, _Total(code, part, node.copy(where=None), where)


def plan(indicators: Sequence[Indicator], *, broken_down: bool = True, dialect: str = "duckdb") -> list[Query]:
    """The queries that together give every total of some indicators, in a dialect that Ibis writes."""
    getattr(ibis, {"tsql": "mssql"}.get(dialect, dialect))  # Ibis cannot write a dialect it has not loaded
    over: dict[ops.Node, list[_Total]] = defaultdict(list)
    cuts: dict[ops.Node, dict[str, None]] = defaultdict(dict)
    for indicator in indicators:
        for part, total in indicator.totals.items():
            rows, peeled = _peel(indicator.code, part, total)
            over[rows].append(peeled)
            if broken_down:
                present = set(rows.to_expr().columns)
                cuts[rows] |= dict.fromkeys(name for name in indicator.breakdowns if name in present)
    return [_query(rows, totals, tuple(cuts[rows]), dialect) for rows, totals in over.items()]


def _query(rows: ops.Node, totals: list[_Total], breakdowns: tuple[str, ...], dialect: str) -> Query:
    used: dict[str, None] = {}
    for total in totals:
        for value in filter(None, (total.node, total.where)):
            used |= {f.name: None for f in value.find(ops.Field, filter=ops.Value) if f.rel == rows}
    children = "person_id" in rows.to_expr().columns
    columns = dict.fromkeys([*KEYS, *breakdowns, *used, *(["person_id"] if children else [])])
    # Kept apart: Ibis would write the placed rows out again for every breakdown.
    placed = rows.to_expr().select(*columns)
    kept = ibis.table(placed.schema(), name=PLACED)
    moved = [
        _Total(t.code, t.part, t.node.replace({rows: kept.op()}), t.where and t.where.replace({rows: kept.op()}))
        for t in totals
    ]
    keep = [(PLACED, placed)]
    if children and all(total.adds_up for total in moved):
        of_child, expr, names = _by_child(kept, moved, breakdowns)
        keep.append((BY_CHILD, of_child))
    else:
        expr, names = _directly(kept, moved, breakdowns)
    return Query(
        keep=tuple((name, str(ibis.to_sql(table, dialect=dialect))) for name, table in keep),
        sql=str(ibis.to_sql(expr, dialect=dialect)),
        totals=tuple(names),
        breakdowns=breakdowns,
    )


def _by_child(kept: ir.Table, totals: list[_Total], breakdowns: Sequence[str]):
    """Each child's own totals, as a table to keep, and the union of the cuts over them."""
    inner: dict[str, ir.Scalar] = {}
    outer: dict[str, ir.Value] = {}
    names: list[tuple[str, str]] = []
    at: dict[tuple[str, str], str] = {}
    for number, total in enumerate(totals):
        column = f"c{number}"
        condition = None if total.where is None else total.where.to_expr()
        if isinstance(total.node, ops.Sum):
            inner[column] = total.node.copy(where=total.where).to_expr().cast("float64")
        else:
            inner[column] = kept.count(where=condition)
        at[total.code, total.part] = column
        names.append((total.code, total.part))
        outer[f"t{number}"] = _counted(_[column]) if total.counts_children else _[column].sum()
    for total in totals:
        if total.part == "numerator" and not total.counts_children:
            n, d = at[total.code, "numerator"], at.get((total.code, "denominator"))
            outer[f"t{len(names)}"] = _counted(_[n])
            names.append((total.code, "children"))
            if d is not None:
                outer[f"t{len(names)}"] = _.count(where=(_[d] > _[n]) & _.person_id.notnull())
                names.append((total.code, "rest"))
    outer = {name: total.cast("float64") for name, total in outer.items()}
    lasting = [name for name in breakdowns if name in OF_THE_CHILD_FOR_EVER]
    of_child = kept.group_by(*KEYS, "person_id", *lasting).agg(**inner)
    kept_by_child = ibis.table(of_child.schema(), name=BY_CHILD)

    def cut(by: str | None) -> ir.Table:
        if by is None or by in OF_THE_CHILD_FOR_EVER:
            source = kept_by_child
        else:
            source = kept.group_by(*KEYS, "person_id", by).agg(**inner)
        return _cut(source, by, outer)

    return of_child, _union(cut, breakdowns), names


def _counted(own_total: ir.Value) -> ir.Scalar:
    return _.count(where=(own_total > 0) & _.person_id.notnull())


def _directly(kept: ir.Table, totals: list[_Total], breakdowns: Sequence[str]):
    """Totals of rows that are not of children (a trust's own totals), or that do not add up (medians)."""
    outer = {
        f"t{number}": total.node.copy(where=total.where).to_expr().cast("float64")
        for number, total in enumerate(totals)
    }
    names = [(total.code, total.part) for total in totals]
    return _union(lambda by: _cut(kept, by, outer), breakdowns), names


def _cut(source: ir.Table, by: str | None, totals) -> ir.Table:
    group = ibis.null("string") if by is None else source[by]
    grouped = source.group_by(*KEYS, group=group).agg(**totals)
    return grouped.mutate(by=ibis.null("string") if by is None else ibis.literal(by))


def _union(cut, breakdowns: Sequence[str]) -> ir.Table:
    cuts = [cut(by) for by in (None, *breakdowns)]
    return ibis.union(*cuts) if breakdowns else cuts[0]


