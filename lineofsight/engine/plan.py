"""Many indicators, few queries: one for each set of placed rows that totals are taken over.

A total such as `referred.filter(_.again).count()` is peeled: the filters above the placed rows become
conditions of the total's own, so that all totals over `referred` are taken in one pass, for the whole
and for every breakdown, and with them the children behind each.

Who counts is what differs (docs/decisions/0007):

*In rows*, as DuckDB is asked: the query gives the placed rows, one statement, each with its groups and
with which conditions hold of it; `counting.py` counts them. Events that are the same in whichever period
they fall (most are) are placed once, in the stretch of days that no period divides (a month, mostly), and
not in each of up to fifteen periods. Everything else is placed in every period.

*In SQL*, as Spark is asked, and as people read it: rows are placed in every period and counted by child,
once for all breakdowns that belong to the child (sex, locality ...) and once for each other one; the
totals are then sums over children, and the children behind a total those whose own count is not nought.
"""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, reduce

import ibis
import ibis.expr.operations as ops
import ibis.expr.types as ir
from ibis import _

from lineofsight.engine import tables
from lineofsight.engine.breakdowns import GROUPS
from lineofsight.engine.indicator import Indicator
from lineofsight.engine.pruning import without_unused
from lineofsight.engine.rows.placing import children

PLACED, BY_CHILD = "placed", "by_child"
OF_CHILDREN = "children"  # kept once: no period has a part in it
OF_THE_CHILD_FOR_EVER = ("sex", "ethnicity", "disability", "locality")  # the same in all of a child's rows
KEYS = ("area", "period")

# In place of `period_days`: each day once, its period being the number of its stretch.
STRETCH_DAYS = ibis.table(
    {"day": "date", "period": "int32", "period_start": "date", "period_end": "date"}, name="stretch_days"
)


class Placed(StrEnum):
    """What a query gives: totals, or the rows to count them from, placed in periods or in stretches."""

    COUNTED = "counted"
    IN_PERIODS = "in periods"
    IN_STRETCHES = "in stretches"


@dataclass(frozen=True)
class Query:
    """What to keep first (name and SQL, in order), and the SQL that then gives the totals, or their rows.

    `totals`: code, part and number of each, a part being numerator, denominator, children or rest (the
    children behind a share's denominator who are not behind its numerator). The number is that of a column,
    t0, t1 ...; or, of rows, that of a tally: twice the number of a condition (c0, c1 ...) for how many rows
    it holds of, and one more for how many children.
    """

    keep: tuple[tuple[str, str], ...]
    sql: str
    totals: tuple[tuple[str, str, int], ...]
    breakdowns: tuple[str, ...]
    reads: tuple[str, ...]  # tables: those of the contract, and of time
    placed: Placed = Placed.COUNTED


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
    def counts(self) -> bool:
        return self.counts_children or isinstance(self.node, ops.Count | ops.CountStar)

    @property
    def adds_up(self) -> bool:
        """Whether totals of each child give the whole's: of counts, sums and children, not of medians."""
        return self.counts or isinstance(self.node, ops.Sum)


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
    if node.where is not None:
        conditions.append(node.where)
    # The conditions too mention the filtered rows, not the rows below.
    where = _over(reduce(ops.And, conditions), above, rows) if conditions else None
    return rows, _Total(code, part, _over(node.copy(where=None), above, rows), where)


def _over(value: ops.Value, above: Collection[ops.Node], rows: ops.Node) -> ops.Value:
    """The same of `rows` as of the rows `above` them. Ibis' own replacing would walk all that lies below."""
    if isinstance(value, ops.CountStar):
        return value.copy(arg=rows)
    fields = value.find(ops.Field, filter=ops.Value)
    return value.replace({f: ops.Field(rows, f.name) for f in fields if f.rel in above}, filter=ops.Value)


def plan(
    indicators: Sequence[Indicator],
    *,
    broken_down: bool = True,
    dialect: str = "duckdb",
    in_sql: bool | None = None,
) -> list[Query]:
    """The queries that together give every total of some indicators, in a dialect that Ibis writes.

    `in_sql`: whether SQL counts too; by default in every dialect but DuckDB's.
    """
    in_sql = dialect != "duckdb" if in_sql is None else in_sql
    if dialect == "pyspark":
        ibis.pyspark  # noqa: B018 - Ibis writes Spark's SQL only once it has loaded Spark
    over: dict[tuple[ops.Node, Placed], list[_Total]] = defaultdict(list)
    cuts: dict[tuple[ops.Node, Placed], dict[str, None]] = defaultdict(dict)
    for indicator in indicators:
        parts: dict[ops.Node, list[_Total]] = defaultdict(list)
        for part, total in indicator.totals.items():
            rows, peeled = _peel(indicator.code, part, total)
            parts[rows].append(peeled)
        for rows, totals in parts.items():
            columns = rows.to_expr().columns
            placed = Placed.COUNTED
            if not in_sql and "person_id" in columns and all(total.counts for total in totals):
                alike = _same_in_every_period(rows, totals)
                placed = Placed.IN_STRETCHES if alike else Placed.IN_PERIODS
            over[rows, placed] += totals
            if broken_down:
                cuts[rows, placed] |= dict.fromkeys(name for name in indicator.breakdowns if name in columns)
    return [
        _query(rows, totals, tuple(cuts[rows, placed]), dialect)
        if placed is Placed.COUNTED
        else _in_rows(rows, totals, tuple(cuts[rows, placed]), placed)
        for (rows, placed), totals in over.items()
    ]


# --- in rows ----------------------------------------------------------------------------------------------


def _same_in_every_period(rows: ops.Node, totals: Sequence[_Total]) -> bool:
    """Whether rows are events placed by their day alone, and counted by what the period has no part in."""
    if not isinstance(rows, ops.DropColumns) or not isinstance(rows.parent, ops.JoinChain):
        return False
    joined = rows.parent
    (last,) = joined.rest if len(joined.rest) == 1 else (None,)
    placed_last = last is not None and last.table.parent == tables.period_days.op()
    times = {"period_days", "periods", "moments"}
    if not placed_last or times & {table.name for table in joined.first.parent.find(ops.UnboundTable)}:
        return False
    return all(total.counts and not _fields(total, rows) & PERIOD for total in totals)


PERIOD = frozenset({"period", "period_start", "period_end"})


def _fields(total: _Total, rows: ops.Node) -> set[str]:
    values = [value for value in (total.node, total.where) if value is not None]
    return {f.name for value in values for f in value.find(ops.Field, filter=ops.Value) if f.rel == rows}


def _in_rows(rows: ops.Node, totals: list[_Total], breakdowns: tuple[str, ...], placed: Placed) -> Query:
    """The placed rows as they are, each with what holds of it, for `counting.py` to count."""
    conditions: dict[ops.Value | None, int] = {}
    names: list[tuple[str, str, int]] = []
    wheres = {(total.code, total.part): _condition(total) for total in totals}

    def tally(code: str, part: str, condition: ops.Value | None, *, of_children: bool) -> None:
        number = conditions.setdefault(condition, len(conditions))
        names.append((code, part, 2 * number + of_children))

    for total in totals:
        tally(total.code, total.part, wheres[total.code, total.part], of_children=total.counts_children)
    for total in totals:
        if total.part == "numerator" and not total.counts_children:
            tally(total.code, "children", own := wheres[total.code, "numerator"], of_children=True)
            if (total.code, "denominator") in wheres:
                tally(total.code, "rest", _without(wheres[total.code, "denominator"], own), of_children=True)

    moved = {children.op(): ibis.table(children.schema(), name=OF_CHILDREN).op()}
    if placed is Placed.IN_STRETCHES:
        moved[tables.period_days.op()] = STRETCH_DAYS.op()
    used = {name for total in totals for name in _fields(total, rows)}
    there = without_unused(rows.replace(moved), [*KEYS, "person_id", *breakdowns, *used])
    held = {
        f"c{number}": _flag(condition and _over(condition, [rows], there))
        for condition, number in conditions.items()
    }
    found = there.to_expr().select("area", "period", "person_id", *breakdowns, **held)
    described = OF_CHILDREN in _reads(there)
    return Query(
        keep=((OF_CHILDREN, _sql_of_children()),) if described else (),
        sql=_finished(str(ibis.to_sql(found, dialect="duckdb")), breakdowns),
        totals=tuple(names),
        breakdowns=breakdowns,
        reads=_reads(there, *([children.op()] if described else [])),
        placed=placed,
    )


def _finished(sql: str, breakdowns: Sequence[str]) -> str:
    """Groups that are known beforehand leave DuckDB as numbers with their names beside, not as so many texts."""
    named = {by: ", ".join("'" + group.replace("'", "''") + "'" for group in GROUPS[by]) for by in breakdowns}
    casts = [f'TRY_CAST("{by}" AS ENUM ({groups})) AS "{by}"' for by, groups in named.items() if groups]
    return f"SELECT * REPLACE ({', '.join(casts)})\nFROM (\n{sql}\n)" if casts else sql


@cache
def _sql_of_children() -> str:
    return str(ibis.to_sql(children, dialect="duckdb"))


def _reads(*rows: ops.Node) -> tuple[str, ...]:
    return tuple(sorted({table.name for one in rows for table in one.find(ops.UnboundTable)}))


def _flag(condition: ops.Value | None) -> ir.IntegerValue:
    """1 where a condition holds, 0 where it does not or nobody knows."""
    return (ibis.literal(True) if condition is None else condition.to_expr().fill_null(False)).cast("int8")


def _condition(total: _Total) -> ops.Value | None:
    """When a row is counted. Of a column, it is where the column holds something."""
    if isinstance(total.node, ops.Count):
        there = ops.NotNull(total.node.arg)
        return there if total.where is None else ops.And(total.where, there)
    return total.where


def _without(whole: ops.Value | None, part: ops.Value | None) -> ops.Value:
    rest = ~(ibis.literal(True) if part is None else part.to_expr().fill_null(False))
    return (rest if whole is None else whole.to_expr() & rest).op()


# --- in SQL ----------------------------------------------------------------------------------------------


def _query(rows: ops.Node, totals: list[_Total], breakdowns: tuple[str, ...], dialect: str) -> Query:
    used = sorted({name for total in totals for name in _fields(total, rows)})
    children = "person_id" in rows.to_expr().columns
    columns = dict.fromkeys([*KEYS, *breakdowns, *used, *(["person_id"] if children else [])])
    # Kept apart: Ibis would write the placed rows out again for every breakdown.
    placed = rows.to_expr().select(*columns)
    kept = ibis.table(placed.schema(), name=PLACED)
    moved = [
        _Total(
            t.code, t.part, t.node.replace({rows: kept.op()}), t.where and t.where.replace({rows: kept.op()})
        )
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
        totals=tuple((code, part, number) for number, (code, part) in enumerate(names)),
        breakdowns=breakdowns,
        reads=_reads(rows),
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
            # Not null where a condition is: Spark would count nobody as null, and null is not less than one.
            inner[column] = kept.count(where=None if condition is None else condition.fill_null(False))
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
