"""Children who go missing, their return and the interviews after it."""

import ibis
from ibis import _

from lineofsight.engine import tables
from lineofsight.engine.rows.placing import CHILD, aged, event, in_period, of_child

# One row a missing episode, with the start of the second one after it.
_from_here_on = ibis.window(group_by=CHILD, order_by="start_date")
_episodes = tables.missing.filter(_.missing_type == "M", _.start_date.notnull()).mutate(
    third_start=_.start_date.lead(2).over(_from_here_on)
)
# The child is in one age band, that of the period's end, however old on the day of each episode.
went_missing = aged(in_period(of_child(_episodes), "start_date"), "period_end").mutate(
    # Three within 90 days of each other, the third of them in the period too.
    third_in_90_days=(_.third_start <= (_.start_date + ibis.interval(days=90)).cast("date"))
    & (_.third_start <= _.period_end)
)

returned = event(tables.missing, "end_date")

interviews_required = event(tables.return_interviews.filter(_.required), "returned_date").mutate(
    in_72_hours=_.held_at <= _.returned_at + ibis.interval(hours=72)
)
