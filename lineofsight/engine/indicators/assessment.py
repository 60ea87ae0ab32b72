"""Assessments, and children in need."""

from datetime import date

from ibis import _

from lineofsight.engine.breakdowns import OF_A_CHILD
from lineofsight.engine.indicator import Better, Indicator, Over, Unit, rate, share
from lineofsight.engine.periods import Kind
from lineofsight.engine.rows.placing import in_period, population_at_period_end
from lineofsight.engine.rows.protection import assessments, assessments_of_referrals, in_need

authorised = in_period(assessments, "auth_date")
seen_recorded = authorised.filter(_.child_seen.notnull())
after_referral = in_period(assessments_of_referrals, "auth_date").filter(_.referral_date.notnull())

assessed_in_time_from_referral = Indicator(
    code="CP01a",
    title="Assessments within 45 working days of referral",
    question="Once we know that a child may need help, do we find out what is wrong quickly enough?",
    measure=share(after_referral.filter(_.working_days_from_referral <= 45).count(), after_referral.count()),
    unit=Unit.PERCENT,
    better=Better.HIGHER,
    over=Over.EVENTS,
    takes=(Kind.YEAR, Kind.QUARTER, Kind.MONTH),
    columns=(("cin_assessments", "auth_date"),),
    breakdowns=OF_A_CHILD,
    wording="Assessments authorised in the period within 45 working days of the referral, as a share of all "
    "assessments authorised in the period whose referral is known.",
    source="DfE children in need census; Working Together's clock, which starts with the referral",
    national="CIN C4",
    reviewed=date(2026, 11, 22),
)

assessed_in_time_from_start = Indicator(
    code="CP01b",
    title="Assessments within 45 working days of their start",
    question="Once an assessment has begun, is it finished in good time?",
    measure=share(authorised.filter(_.working_days_from_start <= 45).count(), authorised.count()),
    unit=Unit.PERCENT,
    better=Better.HIGHER,
    over=Over.EVENTS,
    takes=(Kind.YEAR, Kind.QUARTER, Kind.MONTH),
    columns=(("cin_assessments", "auth_date"),),
    breakdowns=OF_A_CHILD,
    wording="Assessments authorised in the period within 45 working days of the day they began, as a share "
    "of all assessments authorised in the period.",
    source="Local: as CP01a, with the clock started at the assessment and not at the referral",
    reviewed=date(2026, 11, 22),
)

seen_in_assessment = Indicator(
    code="CP02",
    title="Child seen during the assessment",
    question="Did somebody see the child before deciding what the child needs?",
    measure=share(seen_recorded.filter(_.child_seen).count(), seen_recorded.count()),
    unit=Unit.PERCENT,
    better=Better.HIGHER,
    over=Over.EVENTS,
    takes=(Kind.YEAR, Kind.QUARTER, Kind.MONTH),
    columns=(("cin_assessments", "child_seen"),),
    breakdowns=OF_A_CHILD,
    wording="Assessments authorised in the period during which the child was seen, as a share of those for "
    "which the answer is recorded.",
    source="Local; field of the Standard Safeguarding Dataset",
    reviewed=date(2026, 11, 22),
)

children_in_need = Indicator(
    code="CP19",
    title="Children in need",
    question="How many children does social care work with, for an area of our size?",
    measure=rate(in_need.count(), population_at_period_end.residents.sum()),
    unit=Unit.PER_10_000,
    better=Better.NEITHER,
    over=Over.STATE,
    takes=(Kind.YEAR, Kind.QUARTER, Kind.MONTH),
    breakdowns=(*OF_A_CHILD, "need"),
    wording="Episodes of need open to social care on the last day of the period, per 10,000 children aged 0 "
    "to 17. A referral that ended with no further action began none.",
    source="DfE children in need census, table B1; ONS mid-year population estimates",
    national="CIN B1",
    reviewed=date(2026, 11, 29),
)

in_need_for_two_years = Indicator(
    code="CP20",
    title="Children in need for two years or longer",
    question="Are children left to drift, with a case open but little changing?",
    measure=share(in_need.filter(_.open_two_years).count(), in_need.count()),
    unit=Unit.PERCENT,
    better=Better.LOWER,
    over=Over.STATE,
    takes=(Kind.YEAR, Kind.QUARTER, Kind.MONTH),
    breakdowns=(*OF_A_CHILD, "need"),
    wording="Episodes of need open on the last day of the period whose referral is two years old or older, "
    "as a share of all that are open.",
    source="DfE children in need census",
    national="CIN B",
    reviewed=date(2026, 11, 29),
)
