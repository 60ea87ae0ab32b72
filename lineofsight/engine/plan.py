"""Many indicators, few queries: one for each set of placed rows that totals are taken over.

A total such as `referred.filter(_.again).count()` is peeled: the filters above the placed rows become
the aggregate's own condition, so that all totals over `referred` are taken in one pass, for the whole
and for every breakdown, and with them the children behind each.

Counting children is what costs, and there are two ways to it (docs/benchmarks.md has what each gains).

*By stretch*: events that are the same in whichever period they fall (most are). The days are cut into the
stretches that no period divides (months, mostly), and each row is placed in its one stretch, instead of
in up to fifteen periods. What adds up is summed over a period's stretches. A child is counted in the
stretch of each event of theirs, with the stretch of the event before: in a period, a child's first event
is the one whose event before is not in it, so that counting firsts counts children, exactly, for every
kind of period at once.

*By child*: everything else that adds up. Rows are placed in every period and counted by child, once for
all breakdowns that belong to the child (sex, locality ...) and once for each other one; the totals are
then sums over children, and the children behind a total those whose own count is not nought.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce

import ibis
import ibis.expr.operations as ops
import ibis.expr.types as ir
from ibis import _

from lineofsight.engine import tables
from lineofsight.engine.indicator import Indicator, MeasureKind
from lineofsight.engine.periods import Kind

PLACED, BY_CHILD = "placed", "by_child"
OWN, TALLIED, FIRSTS, OFTEN, CHILDREN = "own", "tallied", "firsts", "often", "children"
OF_THE_CHILD_FOR_EVER = ("sex", "ethnicity", "disability", "locality")  # the same in all of a child's rows
KEYS = ("area", "period")

# In place of `period_days`: each day once. Its period is the number of its stretch, and the period's start
# that of the first stretch of the earliest period that it is in: what lies before is in none of its periods.
STRETCH_DAYS = ibis.table(
    {"day": "date", "period": "int32", "period_start": "int32", "period_end": "date"}, name="stretch_days"
)
NONE_BEFORE = -1


@dataclass(frozen=True)
class Query:
    """What to keep first (name and SQL, in order), and the SQL that then gives the totals.

    `totals`: code, part and number of each, a part being numerator, denominator, children or rest (the
    children behind a share's denominator who are not behind its numerator). The number is that of a column,
    t0, t1 ...; or, by stretch, that of a tally: twice a condition's number for how often it held, and one
    more for the children.
    """

    keep: tuple[tuple[str, str], ...]
    sql: str
    totals: tuple[tuple[str, str, int], ...]
    breakdowns: tuple[str, ...]

    @property
    def by_stretch(self) -> bool:
        return self.keep[-1][0].startswith(CHILDREN)


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


def plan(
    indicators: Sequence[Indicator],
    *,
    broken_down: bool = True,
    dialect: str = "duckdb",
    by_stretch: bool = True,
) -> list[Query]:
    """The queries that together give every total of some indicators, in a dialect that Ibis writes.

    `by_stretch`: False for queries that say the period of everything, as people read them; by default only
    DuckDB counts by stretch, in more statements of which each costs little, as it does not on Spark.
    """
    by_stretch = dialect == "duckdb" if by_stretch is None else by_stretch
    if dialect == "pyspark":
        ibis.pyspark  # noqa: B018 - Ibis writes Spark's SQL only once it has loaded Spark
    over: dict[tuple[ops.Node, bool], list[_Total]] = defaultdict(list)
    cuts: dict[tuple[ops.Node, bool], dict[str, None]] = defaultdict(dict)
    parts: dict[tuple[str, ops.Node], list[_Total]] = defaultdict(list)
    overlapping: set[ops.Node] = set()  # without rolling years, placing rows three times costs less
    for indicator in indicators:
        for part, total in indicator.totals.items():
            rows, peeled = _peel(indicator.code, part, total)
            parts[indicator.code, rows].append(peeled)
            overlapping |= {rows} if by_stretch and Kind.ROLLING in indicator.takes else set()
    for indicator in indicators:
        for rows in dict.fromkeys(rows for code, rows in parts if code == indicator.code):
            peeled_parts = parts[indicator.code, rows]
            key = rows, rows in overlapping and _same_in_every_period(indicator, rows, peeled_parts)
            over[key] += peeled_parts
            if broken_down:
                present = set(rows.to_expr().columns)
                cuts[key] |= dict.fromkeys(name for name in indicator.breakdowns if name in present)
    return [
        (_by_stretch if alike else _query)(rows, totals, tuple(cuts[rows, alike]), dialect)
        for (rows, alike), totals in over.items()
    ]


# --- by stretch -------------------------------------------------------------------------------------------


def _same_in_every_period(indicator: Indicator, rows: ops.Node, totals: Sequence[_Total]) -> bool:
    """Whether rows are events placed by their day alone, and counted by what the period has no part in."""
    if not isinstance(rows, ops.DropColumns) or not isinstance(rows.parent, ops.JoinChain):
        return False
    joined = rows.parent
    (last,) = joined.rest if len(joined.rest) == 1 else (None,)
    placed_last = last is not None and last.table.parent == tables.period_days.op()
    times = {"period_days", "periods", "moments"}
    if not placed_last or times & {table.name for table in joined.first.parent.find(ops.UnboundTable)}:
        return False
    if "person_id" not in rows.to_expr().columns or (
        len(totals) > 1 and indicator.kind is not MeasureKind.SHARE
    ):
        return False
    counts = (ops.CountStar, ops.Count, ops.CountDistinct)
    return all(isinstance(t.node, counts) and not _fields(t, rows) & PERIOD for t in totals)


PERIOD = frozenset({"period", "period_start", "period_end"})


def _fields(total: _Total, rows: ops.Node) -> set[str]:
    values = [value for value in (total.node, total.where) if value is not None]
    return {f.name for value in values for f in value.find(ops.Field, filter=ops.Value) if f.rel == rows}


def _by_stretch(rows: ops.Node, totals: list[_Total], breakdowns: tuple[str, ...], dialect: str) -> Query:
    conditions: dict[ops.Value | None, int] = {}
    names: list[tuple[str, str, int]] = []
    wheres = {(total.code, total.part): _condition(total) for total in totals}
    children: set[int] = set()

    def tally(code: str, part: str, condition: ops.Value | None, *, of_children: bool) -> None:
        number = conditions.setdefault(condition, len(conditions))
        children.update([number] if of_children else [])
        names.append((code, part, 2 * number + of_children))

    for total in totals:
        tally(total.code, total.part, wheres[total.code, total.part], of_children=total.counts_children)
    for total in totals:
        if total.part == "numerator" and not total.counts_children:
            tally(total.code, "children", own := wheres[total.code, "numerator"], of_children=True)
            if (total.code, "denominator") in wheres:
                tally(total.code, "rest", _without(wheres[total.code, "denominator"], own), of_children=True)

    by_day = rows.replace({tables.period_days.op(): STRETCH_DAYS.op()})
    stretched = by_day.to_expr()
    held = {
        f"c{number}": ibis.literal(True) if condition is None else condition.replace({rows: by_day}).to_expr()
        for condition, number in conditions.items()
    }
    placed = stretched.select(
        "area", "person_id", *breakdowns, stretch=_.period, reach=_.period_start, **held
    )  # fmt: skip
    keep = [(PLACED, placed)]
    kept = ibis.table(placed.schema(), name=PLACED)
    lasting = [name for name in breakdowns if name in OF_THE_CHILD_FOR_EVER]
    # Each step is kept, and the last one only reads: DuckDB 1.5 can wait for ever on a union of large aggregates
    # (docs/benchmarks.md).
    cuts = []
    for changing in (None, *(name for name in breakdowns if name not in lasting)):
        apart = [changing] if changing else []
        counted = kept.group_by("area", "person_id", "stretch", "reach", *apart).agg(
            **{name: kept[name].sum().cast("int64") for name in held},
            **{name: kept[name].arbitrary() for name in (() if changing else lasting)},
        )
        of_child = _kept(keep, BY_CHILD, changing, counted)
        groups = apart or lasting
        own = ibis.union(*(
            of_child.filter(of_child[f"c{number}"] > 0).select(
                "area", "person_id", "stretch", "reach", *groups, tally=ibis.literal(number, "int32"), n=f"c{number}"
            )
            for number in range(len(held))
        )) if len(held) > 1 else of_child.filter(of_child.c0 > 0).select(
            "area", "person_id", "stretch", "reach", *groups, tally=ibis.literal(0, "int32"), n="c0"
        )  # fmt: skip
        own = _kept(keep, OWN, changing, own)
        earlier = ibis.window(group_by=["tally", "area", "person_id", *apart], order_by="stretch")
        own = own.mutate(before=own.stretch.lag().over(earlier))
        own = own.mutate(
            before=(own.before >= own.reach)
            .ifelse(own.before, NONE_BEFORE)
            .fill_null(NONE_BEFORE)
            .cast("int32")
        ).drop("reach")
        tallied = _kept(keep, TALLIED, changing, own)
        once = tallied.filter(tallied.person_id.notnull(), tallied.tally.isin(sorted(children)))
        firsts = _kept(keep, FIRSTS, changing, once.drop("person_id", "n"))
        for by in [changing] if changing else [None, *lasting]:
            cuts.append(_kept(keep, OFTEN, by, _tallies(tallied, by, firsts=False)))
            cuts.append(_kept(keep, CHILDREN, by, _tallies(firsts, by, firsts=True)))
    return Query(
        keep=tuple((name, str(ibis.to_sql(table, dialect=dialect))) for name, table in keep),
        sql=str(ibis.to_sql(ibis.union(*cuts), dialect=dialect)),
        totals=tuple(names),
        breakdowns=breakdowns,
    )


def _kept(keep: list[tuple[str, ir.Table]], name: str, by: str | None, rows: ir.Table) -> ir.Table:
    name = f"{name}_{by}" if by else name
    keep.append((name, rows))
    return ibis.table(rows.schema(), name=name)


def _tallies(rows: ir.Table, by: str | None, *, firsts: bool) -> ir.Table:
    """How often each condition held in each stretch; or of how many children, by their stretch before."""
    group = ibis.null("string") if by is None else rows[by]
    before = rows.before if firsts else ibis.literal(NONE_BEFORE, "int32")
    keys = {"area": rows.area, "group": group, "stretch": rows.stretch, "tally": rows.tally * 2 + int(firsts)}
    number = rows.count() if firsts else rows.n.sum()
    found = rows.group_by(**keys, before=before).agg(n=number.cast("int64"))
    return found.mutate(by=ibis.null("string") if by is None else ibis.literal(by)).select(*TALLY)


TALLY = ("area", "by", "group", "tally", "stretch", "before", "n")


def _condition(total: _Total) -> ops.Value | None:
    """When a row is counted. Of a column, it is where the column holds something."""
    if isinstance(total.node, ops.Count):
        there = ops.NotNull(total.node.arg)
        return there if total.where is None else ops.And(total.where, there)
    return total.where


def _without(whole: ops.Value | None, part: ops.Value | None) -> ops.Value:
    rest = ~(ibis.literal(True) if part is None else part.to_expr().fill_null(False))
    return (rest if whole is None else whole.to_expr() & rest).op()


# --- by child ---------------------------------------------------------------------------------------------


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
