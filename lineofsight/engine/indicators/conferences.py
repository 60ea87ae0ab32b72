"""Section 47 enquiries and the conferences that follow them."""

from datetime import date

from ibis import _

from lineofsight.engine.breakdowns import OF_A_CHILD
from lineofsight.engine.indicator import Better, Indicator, Over, Sight, Unit, rate, ratio, share
from lineofsight.engine.periods import Kind
from lineofsight.engine.rows.placing import in_period, population_in_period
from lineofsight.engine.rows.protection import conferences, enquiries

enquired = in_period(enquiries, "start_date")
conferred = in_period(conferences, "icpc_date")
after_enquiry = conferred.filter(_.s47_start_date.notnull())
outcome_recorded = conferred.filter(_.outcome_cp.notnull())

enquiries_started = Indicator(
    code="CP03",
    title="Section 47 enquiries",
    question="How often do we have to ask whether a child is being seriously harmed?",
    measure=rate(enquired.count(), population_in_period.residents.sum()),
    unit=Unit.PER_10_000,
    better=Better.NEITHER,
    over=Over.EVENTS,
    takes=(Kind.YEAR, Kind.ROLLING),
    breakdowns=OF_A_CHILD,
    wording="Section 47 enquiries started in the period, per 10,000 children aged 0 to 17. A child enquired "
    "about twice counts twice.",
    source="DfE children in need census, table C4; ONS mid-year population estimates",
    national="CIN C4",
    reviewed=date(2026, 11, 22),
)

enquiries_to_conferences = Indicator(
    code="CP04",
    title="Conferences for every hundred section 47 enquiries",
    question="When we look into possible harm, how often is a conference needed?",
    measure=ratio(conferred.count(), enquired.count()),
    unit=Unit.PERCENT,
    better=Better.NEITHER,
    over=Over.EVENTS,
    takes=(Kind.YEAR,),
    breakdowns=OF_A_CHILD,
    wording="Initial child protection conferences held in the period for every hundred section 47 enquiries "
    "started in it. The two are counted each in their own right, and children who moved here on a "
    "plan are left out.",
    source="Worked out from DfE children in need census, table C4",
    national="CIN C4",
    reviewed=date(2026, 11, 22),
)

conferences_in_time = Indicator(
    code="CP05",
    title="Conferences within 15 working days",
    question="When a child may be suffering serious harm, do agencies sit down together soon enough?",
    measure=share(after_enquiry.filter(_.working_days_from_enquiry <= 15).count(), after_enquiry.count()),
    unit=Unit.PERCENT,
    better=Better.HIGHER,
    over=Over.EVENTS,
    takes=(Kind.YEAR, Kind.QUARTER, Kind.MONTH),
    sees=Sight(back=6, back_unless=("initial_cp_conference", "s47_start_date")),
    breakdowns=OF_A_CHILD,
    wording="Initial child protection conferences held in the period within 15 working days of the start of "
    "the section 47 enquiry, as a share of those whose enquiry is known. Children who moved here on "
    "a plan are left out.",
    source="DfE children in need census, table C4",
    national="CIN C4",
    reviewed=date(2026, 11, 22),
)

conferences_to_plans = Indicator(
    code="CP06",
    title="Conferences that lead to a protection plan",
    question="Do we bring the right children to conference?",
    measure=share(outcome_recorded.filter(_.outcome_cp).count(), outcome_recorded.count()),
    unit=Unit.PERCENT,
    better=Better.NEITHER,
    over=Over.EVENTS,
    takes=(Kind.YEAR, Kind.QUARTER),
    columns=(("initial_cp_conference", "outcome_cp"),),
    breakdowns=OF_A_CHILD,
    wording="Initial child protection conferences held in the period that made a protection plan, as a share "
    "of those whose outcome is recorded. Children who moved here on a plan are left out.",
    source="Worked out from the DfE children in need census",
    reviewed=date(2026, 11, 22),
)
