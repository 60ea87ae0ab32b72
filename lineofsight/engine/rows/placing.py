"""How rows are joined to their child and placed in periods.

Three placements give a set of rows its `period`, `period_start` and `period_end`:

- `in_period`: what happened, by the day it happened;
- `at_period_end`: what was so on the last day;
- `during_period`: what was so on any day of it.
"""

from collections.abc import Sequence

import ibis
import ibis.expr.types as ir
from ibis import _

from lineofsight.engine import tables
from lineofsight.engine.breakdowns import ETHNIC_GROUPS, NOT_KNOWN, OF_A_CHILD, grouped

CHILD = ("area", "family", "person_id")  # children are joined inside one family of returns only


def age_on(born: ir.DateColumn, on: ir.DateColumn) -> ir.IntegerColumn:
    """Age in completed years. Births are held on the 15th, so nobody is younger than nought."""
    birthday_to_come = (on.month() < born.month()) | ((on.month() == born.month()) & (on.day() < born.day()))
    years = on.year() - born.year() - birthday_to_come.cast("int32")
    return ibis.greatest(years, 0)


def age_band(age: ir.IntegerColumn, unborn: ir.BooleanColumn) -> ir.StringColumn:
    return ibis.cases(
        (age < 1, "under 1"),
        (age < 5, "1 to 4"),
        (age < 10, "5 to 9"),
        (age < 16, "10 to 15"),
        (age < 18, "16 and 17"),
        (age >= 18, "18 and over"),
        (unborn, "unborn"),
    ).fill_null(NOT_KNOWN)


def attach(rows: ir.Table, other: ir.Table, keys: Sequence[str]) -> ir.Table:
    """`rows`, each with the columns of the one row of `other` that has its keys, or nulls."""
    return rows.left_join(other, list(keys)).drop(*(f"{key}_right" for key in keys))


def _children() -> ir.Table:
    """One row a child, with the groups that do not change with time."""
    named_places = tables.localities.select("area", "postcode_district", "locality")
    found = attach(tables.person, named_places, ["area", "postcode_district"])
    return found.select(
        "area",
        "family",
        "person_id",
        "dob",
        unborn=_.dob.isnull() & _.expected_dob.notnull(),
        sex=_.sex.substitute({"F": "female", "M": "male"}, else_=ibis.null("string")).fill_null(NOT_KNOWN),
        ethnicity=grouped(_.ethnicity, ETHNIC_GROUPS),
        disability=_.disabled.ifelse("disabled", "not disabled").fill_null(NOT_KNOWN),
        locality=_.locality.fill_null(NOT_KNOWN),
    )


children = _children()


def of_child(rows: ir.Table) -> ir.Table:
    """Rows with their child's groups; a child nobody described has groups not known."""
    joined = attach(rows, children, CHILD)
    groups = {name: _[name].fill_null(NOT_KNOWN) for name in OF_A_CHILD if name != "age_band"}
    return joined.mutate(unborn=_.unborn.fill_null(False), **groups)


def aged(rows: ir.Table, on: str) -> ir.Table:
    """Rows with the child's `age` and `age_band` on a day of theirs."""
    return rows.mutate(age=age_on(rows.dob, rows[on])).mutate(age_band=age_band(_.age, _.unborn))


def event(rows: ir.Table, on: str) -> ir.Table:
    """What happened to a child on a day, with the child's groups and age on that day."""
    return aged(of_child(rows.filter(_[on].notnull())), on)


def in_period(rows: ir.Table, on: str) -> ir.Table:
    """Each row once for every period that its day falls in (an equality join on days: fast)."""
    return rows.join(tables.period_days, rows[on] == tables.period_days.day).drop("day")


def at_period_end(rows: ir.Table, start: str, end: str) -> ir.Table:
    """Each row once for every last day on which it is open: begun by then, and not ended by then."""
    ends = tables.moments
    return rows.join(
        ends,
        [rows[start] <= ends.period_end, rows[end].isnull() | (rows[end] > ends.period_end)],
    )


def during_period(rows: ir.Table, start: str, end: str) -> ir.Table:
    """Each row once for every period it was open in for a day at least."""
    spans = tables.periods
    return rows.join(
        spans,
        [rows[start] <= spans.period_end, rows[end].isnull() | (rows[end] >= spans.period_start)],
    )


def child_state(rows: ir.Table, start: str, end: str) -> ir.Table:
    """What was so of a child on a period's last day, with groups and age on that day."""
    return aged(at_period_end(of_child(rows.filter(_[start].notnull())), start, end), "period_end")


def working_days_between(rows: ir.Table, **spans: tuple[str, str]) -> ir.Table:
    """Columns of working days: `name=("from", "to")`, day 0 being the first of the two days."""
    for name, (first, last) in spans.items():
        for side, column in ((f"{name}_0", first), (f"{name}_1", last)):
            days = tables.calendar.select(**{f"{side}_day": _.day, side: _.working_day})
            rows = rows.left_join(days, rows[column] == days[f"{side}_day"]).drop(f"{side}_day")
        rows = rows.mutate(**{name: rows[f"{name}_1"] - rows[f"{name}_0"]}).drop(f"{name}_0", f"{name}_1")
    return rows


def months_before(day: ir.DateColumn, months: int) -> ir.DateColumn:
    """The same day of the month some months before, clamped to the month's end."""
    return (day - ibis.interval(months=months)).cast("date")


def months_after(day: ir.DateColumn, months: int) -> ir.DateColumn:
    return (day + ibis.interval(months=months)).cast("date")


def residents_in(spans: ir.Table) -> ir.Table:
    """The mid-year population of the financial year in which each period's last day falls.

    `spans`: `tables.periods` for events, `tables.moments` for states.
    """
    year = spans.period_end.year() - (spans.period_end.month() < 4).ifelse(1, 0)
    spans = spans.mutate(year=year.cast("int32"))
    return tables.population.join(spans, tables.population.year == spans.year)


population_in_period = residents_in(tables.periods)
population_at_period_end = residents_in(tables.moments)
