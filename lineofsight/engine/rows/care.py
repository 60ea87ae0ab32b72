"""Children looked after: who they are, who came into care, and how often they moved."""

import ibis
from ibis import _

from lineofsight.engine import tables
from lineofsight.engine.rows.placing import CHILD, attach, child_state, event, months_before

# Short breaks (V3, V4) are left out of every count.
_episodes = tables.cla_episodes.filter(~_.legal_status.isin(["V3", "V4"]).fill_null(False))
_so_far = ibis.cumulative_window(group_by=CHILD, order_by="start_date")
# A year's return does not always hold the episode with which a period of care began: an earlier one does.
in_care = _episodes.mutate(
    entered_care_date=ibis.coalesce(
        _.entered_care_date, (_.start_reason == "S").ifelse(_.start_date, None).max().over(_so_far)
    )
)
looked_after = child_state(in_care, "start_date", "end_date")

# One row a period of care, on its first day.
entries = event(in_care.filter(_.start_reason == "S"), "start_date")

_child_then = [*CHILD, "period"]
# Placements are read off the episodes, each return's own list of them being of its own year: an episode that
# begins for a reason below, and those after it that change only the legal status or the carer.
NEW_PLACEMENT = ("S", "P", "T", "B")
_placements = (
    in_care.mutate(begins=_.start_reason.isin(NEW_PLACEMENT).fill_null(True).ifelse(1, 0))
    .mutate(nth=_.begins.sum().over(_so_far))
    .group_by(*CHILD, "nth")
    .agg(placed=_.start_date.min(), left=_.end_date.max(), still_there=_.end_date.isnull().any())
    .mutate(left=_.still_there.ifelse(None, _.left))
    .drop("still_there", "nth")
)
_in_the_year = (
    looked_after.select(*_child_then, "period_end")
    .distinct()
    .join(_placements, CHILD)
    .filter(_.placed <= _.period_end, _.left.isnull() | (_.left > months_before(_.period_end, 12)))
    .group_by(_child_then)
    .agg(placements=_.count())
)
# Children looked after, each with the number of placements in the year to that day.
looked_after_moves = attach(looked_after, _in_the_year, _child_then)
