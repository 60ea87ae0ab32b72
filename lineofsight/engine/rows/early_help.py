"""Early help episodes, and what follows when a service ends."""

import ibis
import ibis.expr.types as ir
from ibis import _

from lineofsight.engine import tables
from lineofsight.engine.breakdowns import GROUPS, NOT_KNOWN
from lineofsight.engine.rows.placing import CHILD, attach, event, months_after

_episodes = tables.early_help_episodes.mutate(
    led_by=ibis.cases((_.led_by.isin(GROUPS["led_by"]), _.led_by)).fill_null(NOT_KNOWN)
).mutate(
    offer=ibis.cases(
        (_.led_by.isin(["council", "commissioned"]), "commissioned"),
        (_.led_by != NOT_KNOWN, "universal"),
    ).fill_null(NOT_KNOWN)
)

_starts = tables.early_help_episodes.select(*CHILD, later_date=_.start_date)
_referrals = tables.cin_episodes.select(*CHILD, later_date=_.referral_date)


def _followed(rows: ir.Table, on: str, later: ir.Table, *within: ir.BooleanValue) -> ir.Table:
    """`rows` with `followed`: whether a later day of the same child is within reach of their own day."""
    key = [*CHILD, on]
    found = rows.select(*key).distinct().join(later, CHILD).filter(*within)
    found = found.select(*key).distinct().mutate(followed=True)
    return attach(rows, found, key).mutate(followed=_.followed.fill_null(False))


early_help_started = event(_episodes, "start_date")

early_help_ended = event(_episodes, "end_date")
early_help_followed = _followed(
    early_help_ended,
    "end_date",
    ibis.union(_starts, _referrals),
    _.later_date > _.end_date,
    _.later_date <= months_after(_.end_date, 12),
)

# Closed by social care because the child steps down to other services.
step_downs = _followed(
    event(tables.cin_episodes.filter(_.close_reason == "RC9"), "close_date"),
    "close_date",
    _starts,
    _.later_date >= _.close_date,
    _.later_date <= (_.close_date + ibis.interval(days=28)).cast("date"),
)
