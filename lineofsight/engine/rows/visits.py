"""Visits under protection plans, and the weeks in which a plan's child should have been visited."""

import ibis
import ibis.expr.types as ir
from ibis import _

from lineofsight.engine import tables
from lineofsight.engine.breakdowns import CATEGORIES, named
from lineofsight.engine.rows.placing import CHILD, aged, attach, event, of_child
from lineofsight.engine.rows.protection import own_plans

# A child on a plan is seen every ten working days: the interval most areas set themselves (no law sets one).
# It is kept in whole weeks, because a plan is looked at each Sunday and a visit then covers as many Sundays.
WEEKS_BETWEEN_VISITS = 2

visits = event(tables.cp_visits, "visit_date")


def _days_after(day: ir.DateColumn, days: int) -> ir.DateColumn:
    return (day + ibis.interval(days=days)).cast("date")


def _sunday_of(day: ir.DateColumn, weeks_on: int = 0) -> ir.DateColumn:
    """The Sunday that ends a day's week, or one of the next."""
    return _days_after(day.truncate("W"), 6 + 7 * weeks_on)


# The Sundays that a visit covers: the first on or after it, and the one a week later. Two rows a visit stand
# in for the product of plans, weeks and visits.
_seen = tables.cp_visits.filter(_.seen, _.visit_date.notnull())
_covered = (
    ibis.union(
        *(
            _seen.select(*CHILD, sunday=_sunday_of(_.visit_date, weeks_on))
            for weeks_on in range(WEEKS_BETWEEN_VISITS)
        )
    )
    .distinct()
    .mutate(visited=True)
)

# Only the weeks of the periods being read: a plan that nobody closed would else have weeks for ever. The
# Sunday after the last period belongs to none of them, and goes when the weeks are placed.
_sundays = tables.period_days.select(sunday=_sunday_of(_.day)).distinct()
_plans = of_child(own_plans).mutate(
    category=named(_.latest_category, CATEGORIES),
    first_due=_days_after(_.start_date, 7 * WEEKS_BETWEEN_VISITS),
)
_weeks = _plans.join(
    _sundays,
    [_plans.first_due <= _sundays.sunday, _plans.end_date.isnull() | (_plans.end_date > _sundays.sunday)],
)

plan_weeks = attach(aged(_weeks, "sunday"), _covered, [*CHILD, "sunday"]).mutate(
    visited=_.visited.fill_null(False)
)
