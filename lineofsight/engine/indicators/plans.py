"""Child protection plans: how many, for how long, and who comes back to one."""

from datetime import date

from ibis import _

from lineofsight.engine.breakdowns import OF_A_CHILD
from lineofsight.engine.indicator import Better, Indicator, Over, Sight, Unit, rate, share
from lineofsight.engine.periods import Kind
from lineofsight.engine.rows.placing import in_period, population_at_period_end, population_in_period
from lineofsight.engine.rows.protection import plans_by_end, plans_by_start, plans_open

TWO_YEARS = 729  # days; DfE counts a plan as of two years or more from its 730th day

plans_started = in_period(plans_by_start, "start_date")
plans_ended = in_period(plans_by_end, "end_date")

children_on_a_plan = Indicator(
    code="CP07",
    title="Children on a protection plan",
    question="Are we protecting more children, or fewer, than places like ours?",
    measure=rate(plans_open.filter(_.newest).person_id.nunique(), population_at_period_end.residents.sum()),
    unit=Unit.PER_10_000,
    better=Better.NEITHER,
    over=Over.STATE,
    takes=(Kind.YEAR, Kind.QUARTER, Kind.MONTH),
    breakdowns=(*OF_A_CHILD, "category"),
    wording="Children with a child protection plan of this authority open on the last day of the period, per "
    "10,000 children aged 0 to 17.",
    source="DfE children in need census, tables D; ONS mid-year population estimates",
    national="CIN D5",
    reviewed=date(2026, 11, 22),
)

plan_starts = Indicator(
    code="CP08",
    title="Protection plans started",
    question="Are more children being found to need protecting?",
    measure=rate(plans_started.count(), population_in_period.residents.sum()),
    unit=Unit.PER_10_000,
    better=Better.NEITHER,
    over=Over.EVENTS,
    takes=(Kind.YEAR, Kind.ROLLING),
    breakdowns=(*OF_A_CHILD, "category"),
    wording="Child protection plans of this authority started in the period, per 10,000 children aged 0 to "
    "17. A child whose plan ends and who comes back onto one counts twice.",
    source="DfE children in need census, table D3; ONS mid-year population estimates",
    national="CIN D3",
    reviewed=date(2026, 11, 22),
)

second_plans = Indicator(
    code="CP09",
    title="Second or subsequent protection plans",
    question="Do children come back onto a plan because the first one ended too soon?",
    measure=share(plans_started.filter(_.second_or_later).count(), plans_started.count()),
    unit=Unit.PERCENT,
    better=Better.LOWER,
    over=Over.EVENTS,
    takes=(Kind.YEAR, Kind.QUARTER, Kind.ROLLING),
    sees=Sight(ever=True, back_unless=("cp_plans", "previous_plans")),
    breakdowns=(*OF_A_CHILD, "category"),
    wording="Protection plans started in the period by a child who had ever been on a plan before, as a "
    "share of all plans started in the period.",
    source="DfE children in need census, table D3",
    national="CIN D3",
    reviewed=date(2026, 11, 22),
)

plans_again_within_two_years = Indicator(
    code="CP10",
    title="Back on a protection plan within two years",
    question="When we take a child off a plan, do the changes last?",
    measure=share(plans_started.filter(_.within_two_years).count(), plans_started.count()),
    unit=Unit.PERCENT,
    better=Better.LOWER,
    over=Over.EVENTS,
    takes=(Kind.YEAR, Kind.ROLLING),
    sees=Sight(back=24),
    breakdowns=(*OF_A_CHILD, "category"),
    wording="Protection plans started in the period by a child whose earlier plan had ended in the two years "
    "before, as a share of all plans started in the period.",
    source="Local: the part of CP09 that the present service can answer for",
    reviewed=date(2026, 11, 22),
)

plans_open_two_years = Indicator(
    code="CP11",
    title="Protection plans open for two years or longer",
    question="Are children kept on a plan for years without being made safe?",
    measure=share(plans_open.filter(_.days_open > TWO_YEARS).count(), plans_open.count()),
    unit=Unit.PERCENT,
    better=Better.LOWER,
    over=Over.STATE,
    takes=(Kind.YEAR, Kind.QUARTER, Kind.MONTH),
    breakdowns=(*OF_A_CHILD, "category"),
    wording="Protection plans that had been open for two years or longer on the last day of the period, as a "
    "share of all plans open on that day.",
    source="DfE children in need census, table D5",
    national="CIN D5",
    reviewed=date(2026, 11, 22),
)

plans_ended_after_two_years = Indicator(
    code="CP12",
    title="Protection plans that ended after two years or longer",
    question="Did the children who came off a plan wait too long to be safe?",
    measure=share(plans_ended.filter(_.days_open > TWO_YEARS).count(), plans_ended.count()),
    unit=Unit.PERCENT,
    better=Better.LOWER,
    over=Over.EVENTS,
    takes=(Kind.YEAR, Kind.ROLLING),
    breakdowns=(*OF_A_CHILD, "category"),
    wording="Protection plans ended in the period that had lasted two years or longer, as a share of all "
    "plans ended in the period.",
    source="DfE children in need census, tables D",
    national="CIN D",
    reviewed=date(2026, 11, 22),
)
