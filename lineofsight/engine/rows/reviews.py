"""Review conferences of protection plans, and whether a plan was reviewed whenever it was due."""

import ibis
from ibis import _

from lineofsight.engine import tables
from lineofsight.engine.rows.placing import attach, event, months_after, months_before
from lineofsight.engine.rows.protection import own_plans, plans_open

MONTHS_TO_FIRST_REVIEW = 3
MONTHS_TO_NEXT_REVIEW = 6
# Days a review may come after its due day and still be in time. None: "within three months" of 10 January
# ends on 10 April. Guidance does not say whether three months are a date or a number of days (91 to 93);
# an area whose published count was made with a longer month comes out a little lower here.
REVIEW_TOLERANCE_DAYS = 0

reviews = event(tables.cp_reviews, "review_date")

# A review starts the clock of the next one, as the plan's start does that of the first. Whether a due day was
# kept is told by the review that follows, so it is the same whenever one looks at it from afterwards: it is
# worked out once a review, and not once a review and period.
_plan = ["area", "family", "cp_plan_id"]
_clocks = ibis.union(
    own_plans.select(*_plan, began=_.start_date, months=ibis.literal(MONTHS_TO_FIRST_REVIEW, "int8")).mutate(
        due=months_after(_.began, MONTHS_TO_FIRST_REVIEW)
    ),
    tables.cp_reviews.filter(_.review_date.notnull())
    .select(*_plan, began=_.review_date, months=ibis.literal(MONTHS_TO_NEXT_REVIEW, "int8"))
    .mutate(due=months_after(_.began, MONTHS_TO_NEXT_REVIEW)),
)
# A review on the plan's own first day comes before it, so that it does not stand in for the first review.
_in_order = ibis.window(group_by=_plan, order_by=["began", ibis.desc("months")])
_missed = (
    _clocks.mutate(reviewed=_.began.lead().over(_in_order))
    .filter(
        _.reviewed.isnull() | (_.reviewed > (_.due + ibis.interval(days=REVIEW_TOLERANCE_DAYS)).cast("date"))
    )
    .select(*_plan, "due")
)

_late = (
    plans_open.select(*_plan, "period", "period_end")
    .join(_missed, _plan)
    .filter(_.due <= _.period_end, _.due > months_before(_.period_end, 12))
    .select(*_plan, "period")
    .distinct()
    .mutate(late=True)
)

plans_reviewed = attach(plans_open, _late, [*_plan, "period"]).mutate(
    ever_due=_.start_date <= months_before(_.period_end, MONTHS_TO_FIRST_REVIEW),
    late=_.late.fill_null(False),
)
