"""Totals that a trust or council works out itself: waits for mental health, and the workforce."""

import ibis
import ibis.expr.types as ir
from ibis import _

from lineofsight.engine import tables
from lineofsight.engine.breakdowns import NOT_KNOWN
from lineofsight.engine.rows.placing import in_period

ALL_PATHWAYS = "all"  # a row of its own, for what cannot be added up over pathways


def on_last_day(totals: ir.Table) -> ir.Table:
    """Totals that stand for the last day of a period, once for each such day."""
    return totals.join(tables.moments, totals.as_at == tables.moments.period_end)


_camhs = tables.camhs.mutate(pathway=_.pathway.fill_null(NOT_KNOWN))
_pathways = _camhs.filter(_.pathway != ALL_PATHWAYS)
waiting_list = on_last_day(_pathways)
treatment_starts = in_period(_pathways, "as_at")
all_pathways = on_last_day(_camhs.filter(_.pathway == ALL_PATHWAYS))

_posts = ["area", "as_at", "cases", "case_holder_fte", "in_post_fte", "agency_fte"]
_returned = tables.workforce.select(*_posts)
_held = (
    tables.professionals.filter(_.fte.notnull())  # cases without the hours they are held in say nothing
    .group_by("area", "as_at")
    .agg(
        cases=_.caseload.sum().cast("int32"),
        # What is not recorded of a worker stays out of the sum; a sum of nobody is nought, not unknown.
        case_holder_fte=ibis.cases((_.caseload > 0, _.fte), (_.caseload <= 0, 0.0)).sum(),
        in_post_fte=ibis.cases((_.agency, 0.0), (~_.agency, _.fte)).sum(),
        agency_fte=ibis.cases((_.agency, _.fte), (~_.agency, 0.0)).sum(),
    )
)
# The council's own return goes before what can be added up from its list of workers.
_workforce = ibis.union(_returned, _held.anti_join(_returned, ["area", "as_at"]).select(*_posts))
workforce = on_last_day(_workforce).mutate(agency_and_in_post_fte=_.agency_fte + _.in_post_fte)
posts = on_last_day(tables.workforce).mutate(vacant_and_in_post_fte=_.vacant_fte + _.in_post_fte)
