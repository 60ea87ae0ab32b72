"""Assessments, section 47 enquiries, conferences, protection plans and children in need."""

import ibis
from ibis import _, coalesce

from lineofsight.engine import tables
from lineofsight.engine.breakdowns import CATEGORIES, NEEDS, named
from lineofsight.engine.rows.placing import (
    CHILD,
    attach,
    child_state,
    event,
    months_after,
    months_before,
    working_days_between,
)

# --- assessments and enquiries ----------------------------------------------------------------------

_authorised = event(tables.cin_assessments, "auth_date")
assessments = working_days_between(_authorised, working_days_from_start=("start_date", "auth_date"))

_referral_key = ["area", "family", "referral_id"]
_referral_dates = tables.cin_episodes.select(*_referral_key, "referral_date")
# Apart from `assessments`, so that what is counted from the start alone does not wait for referrals.
assessments_of_referrals = working_days_between(
    attach(_authorised, _referral_dates, _referral_key),
    working_days_from_referral=("referral_date", "auth_date"),
)

enquiries = event(tables.s47_enquiry, "start_date")

# A child who moves in on another authority's plan has a conference, but no enquiry of ours before it.
conferences = working_days_between(
    event(tables.initial_cp_conference.filter(~_.transfer_in.fill_null(False)), "icpc_date"),
    working_days_from_enquiry=("s47_start_date", "icpc_date"),
)

# --- protection plans -------------------------------------------------------------------------------

# Plans of another authority's children who live here for a time are left out.
own_plans = tables.cp_plans.filter(~_.ola.fill_null(False))

_plan_key = [*CHILD, "start_date"]
# A child's earlier plans count wherever they were made. One row a plan start that has any.
_earlier = tables.cp_plans.select(*CHILD, earlier_start=_.start_date, earlier_end=_.end_date)
_after_another = (
    own_plans.select(*_plan_key)
    .distinct()
    .join(_earlier, CHILD)
    .filter(_.earlier_start < _.start_date)
    .group_by(_plan_key)
    .agg(
        earlier_plans=_.count(),
        ended_lately=_.count(
            where=(_.earlier_end <= _.start_date) & (_.earlier_end >= months_before(_.start_date, 24))
        ),
    )
)

plans_by_start = attach(event(own_plans, "start_date"), _after_another, _plan_key).mutate(
    category=named(_.initial_category, CATEGORIES),
    # The return's own count of earlier plans where it gives one, else the plans that we can see.
    second_or_later=coalesce(_.previous_plans, _.earlier_plans, 0) > 0,
    within_two_years=coalesce(_.ended_lately, 0) > 0,
)

plans_by_end = event(own_plans, "end_date").mutate(
    category=named(_.latest_category, CATEGORIES),
    days_open=_.end_date.delta(_.start_date, unit="day"),
)

plans_open = child_state(own_plans, "start_date", "end_date").mutate(
    category=named(_.latest_category, CATEGORIES),
    days_open=_.period_end.delta(_.start_date, unit="day"),
    # Where two plans of a child overlap, the child is counted with the one that began last, and once.
    newest=ibis.row_number().over(
        ibis.window(group_by=[*CHILD, "period"], order_by=[ibis.desc("start_date"), "cp_plan_id"])
    )
    == 0,
)

core_groups = working_days_between(
    event(tables.core_groups, "plan_start_date"), working_days_to_meet=("plan_start_date", "held_date")
)

# --- children in need -------------------------------------------------------------------------------

# A referral that ended with no further action began no episode of need, whenever its record was closed.
in_need = child_state(
    tables.cin_episodes.filter(~_.nfa.fill_null(False)), "referral_date", "close_date"
).mutate(
    need=named(_.primary_need_code, NEEDS),
    open_two_years=months_after(_.referral_date, 24) <= _.period_end,
)
