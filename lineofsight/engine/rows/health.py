"""The health of children looked after: assessments, teeth, immunisations, strengths and difficulties."""

from collections.abc import Sequence

import ibis
import ibis.expr.types as ir
from ibis import _

from lineofsight.engine import tables
from lineofsight.engine.breakdowns import OF_A_CHILD
from lineofsight.engine.rows.care import entries, in_care, looked_after
from lineofsight.engine.rows.placing import (
    CHILD,
    aged,
    attach,
    event,
    months_before,
    of_child,
    working_days_between,
)

_child_then = [*CHILD, "period"]

# What was planned, refused or cancelled is not a check.
_checks = tables.cla_health.filter(_.status == "completed", _.check_date.notnull())
_health_checks = _checks.filter(_.check_type == "health").select(*CHILD, "check_date")


def _up_to_the_day(rows: ir.Table, other: ir.Table, day: str) -> ir.Table:
    """Each child of `rows` paired with their rows of `other` dated on or before the period's last day."""
    children_then = rows.select(*_child_then, "period_end").distinct()
    return children_then.join(other, CHILD).filter(_[day] <= _.period_end)


# --- the position on the day -------------------------------------------------------------------------

_last_check = (
    _up_to_the_day(looked_after, _health_checks, "check_date")
    .group_by(_child_then)
    .agg(last_check=_.check_date.max())
)
_with_last_check = attach(
    working_days_between(looked_after, working_days_in_care=("entered_care_date", "period_end")),
    _last_check,
    _child_then,
)

# An assessment lasts six months under five and twelve from then on. Where the age is not known, only what
# holds at every age is said: nobody is called in date on a guess.
looked_after_health = _with_last_check.mutate(
    review_due=(_.entered_care_date <= months_before(_.period_end, 12))
    | ((_.age < 5) & (_.entered_care_date <= months_before(_.period_end, 6))),
    in_date=(
        (_.last_check > months_before(_.period_end, 6))
        | ((_.age >= 5) & (_.last_check > months_before(_.period_end, 12)))
    ).fill_null(False),
)

# --- the national cohort: looked after on 31 March and for the twelve months before --------------------

# From the 903 return's own answers (OC2) where an area sent any for that year, else from dates.
_COHORT = [*CHILD, *OF_A_CHILD, "age", "period", "period_end", *tables.ORIGIN]

_returned = aged(
    of_child(tables.oc2).join(tables.moments, tables.oc2.year_end == tables.moments.period_end), "period_end"
)
_years_returned = tables.oc2.select("area", period_end=_.year_end).distinct()
_all_year = looked_after.filter(_.entered_care_date <= months_before(_.period_end, 12)).anti_join(
    _years_returned, ["area", "period_end"]
)


def _in_the_year(other: ir.Table, day: str) -> ir.Table:
    """The cohort's rows of `other` dated in the twelve months to the year's end."""
    return _up_to_the_day(_all_year, other, day).filter(_[day] > months_before(_.period_end, 12))


def _latest(rows: ir.Table, order: Sequence[str]) -> ir.Table:
    """One row a child and period: the last in order."""
    newest = ibis.window(group_by=_child_then, order_by=[ibis.desc(name) for name in order])
    return rows.mutate(nth=ibis.row_number().over(newest)).filter(_.nth == 0)


def _with_latest(other: ir.Table, answer: str) -> ir.Table:
    """The cohort, each child with the answer of their one row of `other`, or null."""
    return attach(_all_year, other.select(*_child_then, answer), _child_then)


_in_second_half = _.check_date > months_before(_.period_end, 6)
_checked = (
    _in_the_year(_checks.select(*CHILD, "check_date", "check_type"), "check_date")
    .group_by(_child_then)
    .agg(
        first_half=_.count(where=(_.check_type == "health") & ~_in_second_half),
        second_half=_.count(where=(_.check_type == "health") & _in_second_half),
        dental=_.count(where=_.check_type == "dental"),
    )
)
_by_dates = attach(_all_year, _checked, _child_then).mutate(
    # Under five two are due, one in each half of the year.
    health_assessed=((_.first_half > 0) & (_.second_half > 0))
    | ((_.age >= 5) & ((_.first_half > 0) | (_.second_half > 0))),
    teeth_checked=_.dental > 0,
)
checked_in_year = ibis.union(
    _returned.select(*_COHORT, health_assessed=_.health_assessment, teeth_checked=_.teeth_check),
    _by_dates.select(*_COHORT, "health_assessed", "teeth_checked"),
)

_immunisations = tables.cla_immunisations.filter(_.up_to_date.notnull()).select(
    *CHILD, "status_date", immunised=_.up_to_date
)
_immunised = _latest(_up_to_the_day(_all_year, _immunisations, "status_date"), ["status_date"])
immunised_by_year_end = ibis.union(
    _returned.select(*_COHORT, immunised=_.immunisations),
    _with_latest(_immunised, "immunised").select(*_COHORT, "immunised"),
)

# Development checks are in the return alone, for children under five.
developed_by_year_end = _returned

_scores = tables.sdq_scores.filter(_.score.notnull()).select(*CHILD, "completed_date", "score")
_scored = _latest(_in_the_year(_scores, "completed_date"), ["completed_date", "score"])
scored_in_year = ibis.union(
    _returned.select(*_COHORT, score=_.sdq_score),
    _with_latest(_scored, "score").select(*_COHORT, "score"),
)

# --- coming into care --------------------------------------------------------------------------------

WORKING_DAYS_TO_FIRST_CHECK = 20

# The day on which the working days counted from another day reach twenty.
_reached = tables.calendar.group_by("working_day").agg(twentieth=_.day.min())
_limits = (
    tables.calendar.select(start_date=_.day, working_day=_.working_day + WORKING_DAYS_TO_FIRST_CHECK)
    .join(_reached, "working_day")
    .select("start_date", "twentieth")
)
_entry = [*CHILD, "start_date"]
_entered = attach(entries, _limits, ["start_date"])

_since = in_care.select(*CHILD, start_date=_.entered_care_date, began=_.start_date, ended=_.end_date)
_still_in_care = (
    _entered.select(*_entry, "twentieth")
    .join(_since, _entry)
    .filter(_.began <= _.twentieth, _.ended.isnull() | (_.ended > _.twentieth))
    .select(*_entry)
    .distinct()
    .mutate(stayed=True)
)
_first_checks = (
    entries.select(*_entry)
    .distinct()
    .join(_health_checks, CHILD)
    .filter(_.check_date >= _.start_date)
    .group_by(_entry)
    .agg(first_check=_.check_date.min())
)
# One row a period of care, with whether it lasted to the day the first assessment was due.
entries_health = working_days_between(
    attach(attach(_entered, _still_in_care, _entry), _first_checks, _entry),
    working_days_to_check=("start_date", "first_check"),
).mutate(stayed=_.stayed.fill_null(False))

notifications = working_days_between(
    event(tables.health_notifications, "entered_care_date"),
    working_days_to_tell=("entered_care_date", "notified_date"),
)
