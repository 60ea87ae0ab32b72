"""Early help: who leads it, how it ends, and what follows."""

from datetime import date

from ibis import _

from lineofsight.engine.breakdowns import NOT_KNOWN, OF_A_CHILD
from lineofsight.engine.indicator import Better, Indicator, Over, Sight, Unit, count, ratio, share
from lineofsight.engine.periods import Kind
from lineofsight.engine.rows.early_help import (
    early_help_ended,
    early_help_followed,
    early_help_started,
    step_downs,
)
from lineofsight.engine.rows.front_door import referrals
from lineofsight.engine.rows.placing import in_period

started = in_period(early_help_started, "start_date")
started_with_lead = started.filter(_.led_by != NOT_KNOWN)
ended_with_reason = in_period(early_help_ended, "end_date").filter(_.end_reason.notnull())
looked_on_from = in_period(early_help_followed, "end_date")
stepped_down = in_period(step_downs, "close_date")
referred = in_period(referrals, "referral_date")

early_help_begun = Indicator(
    code="EH01",
    title="Early help begun",
    question="Are families getting help earlier, before they need social care?",
    measure=count(started.count()),
    unit=Unit.NUMBER,
    better=Better.NEITHER,
    over=Over.EVENTS,
    takes=(Kind.YEAR, Kind.QUARTER, Kind.MONTH, Kind.ROLLING),
    breakdowns=(*OF_A_CHILD, "led_by", "offer"),
    wording="Early help episodes that began in the period, one for each child. A child helped twice counts "
    "twice.",
    source="Local; Ofsted Annex A, list 2",
    reviewed=date(2026, 11, 22),
)

early_help_to_referrals = Indicator(
    code="EH02",
    title="Early help begun for each referral",
    question="Does help come early more often than it comes late?",
    measure=ratio(started.count(), referred.count()),
    unit=Unit.RATIO,
    better=Better.HIGHER,
    over=Over.EVENTS,
    takes=(Kind.YEAR, Kind.QUARTER, Kind.ROLLING),
    breakdowns=OF_A_CHILD,
    wording="Early help episodes that began in the period, for each referral to social care received in it. "
    "It may be more than one.",
    source="Local",
    reviewed=date(2026, 11, 22),
)

partner_led = Indicator(
    code="EH03",
    title="Early help led by partners",
    question="Is early help everybody's work, or only the council's?",
    measure=share(
        started_with_lead.filter(_.led_by.isin(["school", "health", "voluntary", "other"])).count(),
        started_with_lead.count(),
    ),
    unit=Unit.PERCENT,
    better=Better.HIGHER,
    over=Over.EVENTS,
    takes=(Kind.YEAR, Kind.QUARTER),
    columns=(("early_help_episodes", "led_by"),),
    breakdowns=OF_A_CHILD,
    wording="Early help episodes that began in the period led by a school, a health service, a voluntary "
    "body or another partner, as a share of those whose lead is recorded. What the council "
    "commissions is not partner-led.",
    source="Local",
    reviewed=date(2026, 11, 22),
)

needs_met = Indicator(
    code="EH04",
    title="Early help that ended with needs met",
    question="Does early help do what families came for?",
    measure=share(
        ended_with_reason.filter(_.end_reason == "outcomes met").count(), ended_with_reason.count()
    ),
    unit=Unit.PERCENT,
    better=Better.HIGHER,
    over=Over.EVENTS,
    takes=(Kind.YEAR, Kind.QUARTER, Kind.ROLLING),
    columns=(("early_help_episodes", "end_reason"),),
    breakdowns=(*OF_A_CHILD, "led_by", "offer"),
    wording="Early help episodes that ended in the period because their outcomes were met, as a share of "
    "those that ended with a reason recorded.",
    source="Local",
    reviewed=date(2026, 11, 22),
)

stepped_up = Indicator(
    code="EH05",
    title="Early help stepped up to social care",
    question="How often is early help not enough?",
    measure=share(ended_with_reason.filter(_.end_reason == "step up").count(), ended_with_reason.count()),
    unit=Unit.PERCENT,
    better=Better.NEITHER,
    over=Over.EVENTS,
    takes=(Kind.YEAR, Kind.QUARTER, Kind.ROLLING),
    columns=(("early_help_episodes", "end_reason"),),
    breakdowns=(*OF_A_CHILD, "led_by", "offer"),
    wording="Early help episodes that ended in the period because the child stepped up to social care, as a "
    "share of those that ended with a reason recorded.",
    source="Local",
    reviewed=date(2026, 11, 22),
)

step_down_accepted = Indicator(
    code="EH06",
    title="Step-downs picked up by early help",
    question="When social care steps back, does somebody step in?",
    measure=share(stepped_down.filter(_.followed).count(), stepped_down.count()),
    unit=Unit.PERCENT,
    better=Better.HIGHER,
    over=Over.COHORT,
    takes=(Kind.YEAR, Kind.QUARTER, Kind.ROLLING),
    sees=Sight(on=28),
    columns=(("cin_episodes", "close_reason"),),
    breakdowns=OF_A_CHILD,
    wording="Children's cases closed by social care in the period to step down to other services, where "
    "early help began on that day or in the 28 days after it, as a share of all such closures.",
    source="Local",
    reviewed=date(2026, 11, 22),
)

returned_after_help = Indicator(
    code="EH07",
    title="Return within 12 months of early help",
    question="Does early help last, or do children come back within the year?",
    measure=share(looked_on_from.filter(_.followed).count(), looked_on_from.count()),
    unit=Unit.PERCENT,
    better=Better.LOWER,
    over=Over.COHORT,
    takes=(Kind.YEAR, Kind.ROLLING),
    sees=Sight(on=366),
    breakdowns=(*OF_A_CHILD, "led_by", "offer"),
    wording="Early help episodes that ended in the period and were followed within 12 months by a referral "
    "of the child to social care or by more early help, as a share of all that ended in the period.",
    source="Local",
    reviewed=date(2026, 11, 22),
)
