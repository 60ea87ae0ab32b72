"""Contacts, decisions and referrals."""

import ibis
from ibis import _

from lineofsight.engine import tables
from lineofsight.engine.breakdowns import NEEDS, NOT_KNOWN, named
from lineofsight.engine.rows.placing import (
    CHILD,
    aged,
    attach,
    event,
    in_period,
    months_before,
    of_child,
    working_days_between,
)


def _by_source(rows: ibis.Table) -> ibis.Table:
    return attach(rows, tables.sources, ["source_code"]).mutate(source=_.source.fill_null(NOT_KNOWN))


contacts = _by_source(event(tables.contacts, "contact_date"))

# One row a contact, of the supplementary return: when it was decided and what the referrer was told.
decisions = working_days_between(
    _by_source(event(tables.front_door, "received_date")),
    working_days_to_decide=("received_date", "decided_date"),
    working_days_to_feedback=("received_date", "feedback_date"),
).mutate(agency=_.agency.fill_null(NOT_KNOWN))

agency_checks = event(tables.agency_checks, "due_date").mutate(agency=_.agency.fill_null(NOT_KNOWN))

# The day on which the same child was last referred before the day of a referral.
_earlier = ibis.range_window(
    group_by=CHILD, order_by=tables.cin_episodes.referral_date.epoch_days(), preceding=(None, 1)
)
referrals = _by_source(
    event(tables.cin_episodes.mutate(earlier_date=_.referral_date.max().over(_earlier)), "referral_date")
).mutate(
    again=(_.person_id.notnull() & (_.earlier_date >= months_before(_.referral_date, 12))).fill_null(False),
    need=named(_.primary_need_code, NEEDS),
)

# One row a child and period: how often the child was talked of, and whether anything came of it. The
# child is in one age band, that of the period's end, however old on the day of each contact.
_child_in_period = [*CHILD, "period"]
_help = ibis.union(
    tables.cin_episodes.select(*CHILD, help_date=_.referral_date),
    tables.early_help_episodes.select(*CHILD, help_date=_.start_date),
)
_helped = in_period(_help, "help_date").select(*_child_in_period).distinct().mutate(helped=True)
_contacted = (
    in_period(tables.contacts.select(*CHILD, "contact_date"), "contact_date")
    .group_by(*_child_in_period, "period_end")
    .agg(contacts=_.count())
)
children_contacted = attach(aged(of_child(_contacted), "period_end"), _helped, _child_in_period).mutate(
    helped=_.helped.fill_null(False)
)
