"""Children looked after at any time in a period, and what befell them in it."""

import ibis.expr.types as ir
from ibis import _

from lineofsight.engine import tables
from lineofsight.engine.rows.care import in_care
from lineofsight.engine.rows.placing import CHILD, aged, attach, during_period, of_child

_child_in_period = [*CHILD, "period"]

# One row a child and period: looked after on any day of it. The child's age is that of the last day.
_looked_after = aged(
    of_child(
        during_period(in_care.select(*CHILD, "start_date", "end_date"), "start_date", "end_date")
        .select(*_child_in_period, "period_end")
        .distinct()
    ),
    "period_end",
)


def _with(others: ir.Table, **totals: ir.IntegerScalar) -> ir.Table:
    """Each child looked after with totals of the child's `others` open in the period; null where none was."""
    found = during_period(others, "start_date", "end_date").group_by(*_child_in_period).agg(**totals)
    return attach(_looked_after, found, _child_in_period)


looked_after_absent = _with(
    tables.missing.select(*CHILD, "start_date", "end_date", "missing_type"),
    times_missing=_.count(where=_.missing_type == "M"),
    times_away=_.count(where=_.missing_type == "A"),
)

looked_after_by_professionals = _with(
    tables.involvements.select(*CHILD, "professional_id", "start_date", "end_date"),
    professionals=_.professional_id.nunique(),
)
