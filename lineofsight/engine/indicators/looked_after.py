"""Children looked after: how many, how many come into care, and how often they move."""

from datetime import date

from ibis import _

from lineofsight.engine.breakdowns import OF_A_CHILD
from lineofsight.engine.indicator import Better, Indicator, Over, Sight, Unit, rate, share
from lineofsight.engine.periods import Kind
from lineofsight.engine.rows.care import entries, looked_after, looked_after_moves
from lineofsight.engine.rows.placing import in_period, population_at_period_end, population_in_period

entered = in_period(entries, "start_date")

children_looked_after = Indicator(
    code="CL01",
    title="Children looked after",
    question="Are we caring for more children, or fewer, than places like ours?",
    measure=rate(looked_after.person_id.nunique(), population_at_period_end.residents.sum()),
    unit=Unit.PER_10_000,
    better=Better.NEITHER,
    over=Over.STATE,
    takes=(Kind.YEAR, Kind.QUARTER, Kind.MONTH),
    breakdowns=OF_A_CHILD,
    wording="Children looked after on the last day of the period, per 10,000 children aged 0 to 17. Short "
    "breaks are left out.",
    source="DfE children looked after (SSDA903); ONS mid-year population estimates",
    national="CLA",
    reviewed=date(2026, 11, 22),
)

children_entering_care = Indicator(
    code="CL02",
    title="Children who came into care",
    question="Are more children having to come into care?",
    measure=rate(entered.count(), population_in_period.residents.sum()),
    unit=Unit.PER_10_000,
    better=Better.NEITHER,
    over=Over.EVENTS,
    takes=(Kind.YEAR, Kind.ROLLING),
    columns=(("cla_episodes", "start_reason"),),
    breakdowns=OF_A_CHILD,
    wording="Periods of care that began in the period, per 10,000 children aged 0 to 17. A child who comes "
    "into care twice counts twice; short breaks are left out.",
    source="DfE children looked after (SSDA903); ONS mid-year population estimates",
    national="CLA",
    reviewed=date(2026, 11, 22),
)

three_placements = Indicator(
    code="CL03",
    title="Three or more placements in the year",
    question="Do children in our care have a home that lasts?",
    measure=share(
        looked_after_moves.filter(_.placements >= 3).person_id.nunique(),
        looked_after_moves.person_id.nunique(),
    ),
    unit=Unit.PERCENT,
    better=Better.LOWER,
    over=Over.STATE,
    takes=(Kind.YEAR,),
    sees=Sight(back=12),
    breakdowns=OF_A_CHILD,
    wording="Children looked after on 31 March who lived in three or more placements during the year, as a "
    "share of all children looked after on that day.",
    source="DfE children looked after (SSDA903), placement stability",
    national="CLA",
    reviewed=date(2026, 11, 22),
)
