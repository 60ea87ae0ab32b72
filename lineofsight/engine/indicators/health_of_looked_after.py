"""The health of children looked after."""

from datetime import date

from ibis import _

from lineofsight.engine.breakdowns import OF_A_CHILD
from lineofsight.engine.indicator import Better, Indicator, Over, Sight, Unit, share
from lineofsight.engine.periods import Kind
from lineofsight.engine.rows.health import (
    WORKING_DAYS_TO_FIRST_CHECK,
    checked_in_year,
    developed_by_year_end,
    entries_health,
    immunised_by_year_end,
    looked_after_health,
    notifications,
    scored_in_year,
)
from lineofsight.engine.rows.placing import in_period

RETURN = frozenset({"oc2"})  # the 903 return's own answers, which go before dates

development_recorded = developed_by_year_end.filter(_.age < 5, _.health_check.notnull())
aged_for_a_score = scored_in_year.filter(_.age.between(5, 16))
scored = aged_for_a_score.filter(_.score.notnull())
came_and_stayed = in_period(entries_health, "start_date").filter(_.stayed)
notified = in_period(notifications, "entered_care_date")
review_due = looked_after_health.filter(_.review_due)
# The first assessment is due in the first 20 working days.
due = looked_after_health.filter(_.working_days_in_care >= WORKING_DAYS_TO_FIRST_CHECK)

assessed_in_year = Indicator(
    code="LH01",
    title="Health assessments in the year",
    question="Has every child who has been in our care for a year had their health assessed?",
    measure=share(
        checked_in_year.filter(_.health_assessed).person_id.nunique(), checked_in_year.person_id.nunique()
    ),
    unit=Unit.PERCENT,
    better=Better.HIGHER,
    over=Over.STATE,
    takes=(Kind.YEAR,),
    sees=Sight(back=12),
    needs=(RETURN, frozenset({"cla_episodes", "cla_health"})),
    breakdowns=OF_A_CHILD,
    wording="Of the children looked after on 31 March and for the twelve months before, the share who had "
    "their health assessment in the year; under 5, one in each half of the year. A child who "
    "declined counts as not assessed.",
    source="DfE children looked after (SSDA903), table OC2",
    national="CLA OC2",
    reviewed=date(2026, 11, 22),
)

teeth_checked_in_year = Indicator(
    code="LH02",
    title="Dental checks in the year",
    question="Has every child who has been in our care for a year seen a dentist?",
    measure=share(
        checked_in_year.filter(_.teeth_checked).person_id.nunique(), checked_in_year.person_id.nunique()
    ),
    unit=Unit.PERCENT,
    better=Better.HIGHER,
    over=Over.STATE,
    takes=(Kind.YEAR,),
    sees=Sight(back=12),
    needs=(RETURN, frozenset({"cla_episodes", "cla_health"})),
    breakdowns=OF_A_CHILD,
    wording="Of the children looked after on 31 March and for the twelve months before, the share whose "
    "teeth were checked by a dentist in the year.",
    source="DfE children looked after (SSDA903), table OC2",
    national="CLA OC2",
    reviewed=date(2026, 11, 22),
)

immunisations_up_to_date = Indicator(
    code="LH03",
    title="Immunisations up to date",
    question="Are the children in our care protected against illness as other children are?",
    measure=share(
        immunised_by_year_end.filter(_.immunised).person_id.nunique(),
        immunised_by_year_end.person_id.nunique(),
    ),
    unit=Unit.PERCENT,
    better=Better.HIGHER,
    over=Over.STATE,
    takes=(Kind.YEAR,),
    sees=Sight(back=12),
    needs=(RETURN, frozenset({"cla_episodes", "cla_immunisations"})),
    breakdowns=OF_A_CHILD,
    wording="Of the children looked after on 31 March and for the twelve months before, the share whose "
    "immunisations were up to date.",
    source="DfE children looked after (SSDA903), table OC2",
    national="CLA OC2",
    reviewed=date(2026, 11, 22),
)

development_up_to_date = Indicator(
    code="LH04",
    title="Development checks up to date, under 5",
    question="Is somebody watching how the youngest children in our care grow and develop?",
    measure=share(
        development_recorded.filter(_.health_check).person_id.nunique(),
        development_recorded.person_id.nunique(),
    ),
    unit=Unit.PERCENT,
    better=Better.HIGHER,
    over=Over.STATE,
    takes=(Kind.YEAR,),
    sees=Sight(back=12),
    columns=(("oc2", "health_check"),),
    breakdowns=OF_A_CHILD,
    wording="Of the children under 5 looked after on 31 March and for the twelve months before, the share "
    "whose development checks were up to date, where the answer is recorded.",
    source="DfE children looked after (SSDA903), table OC2",
    national="CLA OC2",
    reviewed=date(2026, 11, 22),
)

scores_received = Indicator(
    code="LH05",
    title="Strengths and difficulties score received",
    question="Do we know how the children in our care are feeling and coping?",
    measure=share(scored.person_id.nunique(), aged_for_a_score.person_id.nunique()),
    unit=Unit.PERCENT,
    better=Better.HIGHER,
    over=Over.STATE,
    takes=(Kind.YEAR,),
    sees=Sight(back=12),
    needs=(RETURN, frozenset({"cla_episodes", "sdq_scores"})),
    breakdowns=OF_A_CHILD,
    wording="Of the children aged 5 to 16 looked after on 31 March and for the twelve months before, the "
    "share for whom a strengths and difficulties questionnaire was filled in during the year.",
    source="DfE children looked after (SSDA903), table OC2",
    national="CLA OC2",
    reviewed=date(2026, 11, 22),
)

scores_of_concern = Indicator(
    code="LH06",
    title="Strengths and difficulties score a cause for concern",
    question="How many of the children in our care are struggling?",
    measure=share(scored.filter(_.score >= 17).person_id.nunique(), scored.person_id.nunique()),
    unit=Unit.PERCENT,
    better=Better.LOWER,
    over=Over.STATE,
    takes=(Kind.YEAR,),
    sees=Sight(back=12),
    needs=(RETURN, frozenset({"cla_episodes", "sdq_scores"})),
    breakdowns=OF_A_CHILD,
    wording="Of the children aged 5 to 16 looked after for twelve months or longer who have a strengths and "
    "difficulties score, the share whose latest score of the year is 17 or higher.",
    source="DfE children looked after (SSDA903), table OC2",
    national="CLA OC2",
    reviewed=date(2026, 11, 22),
)

first_assessment_in_time = Indicator(
    code="LH07",
    title="First health assessment within 20 working days",
    question="When a child comes into care, do we find out quickly what their health needs are?",
    measure=share(came_and_stayed.filter(_.working_days_to_check <= 20).count(), came_and_stayed.count()),
    unit=Unit.PERCENT,
    better=Better.HIGHER,
    over=Over.COHORT,
    takes=(Kind.YEAR, Kind.QUARTER),
    sees=Sight(on=35),
    columns=(("cla_health", "status"),),
    breakdowns=OF_A_CHILD,
    wording="Of the periods of care begun in the period and still running 20 working days later, the share "
    "in which a health assessment was completed within those 20 working days.",
    source="Local; the practice standard for initial health assessments",
    reviewed=date(2026, 11, 22),
)

health_told_in_time = Indicator(
    code="LH08",
    title="Health told within 5 working days",
    question="When a child comes into care, do we tell the health service straight away?",
    measure=share(notified.filter(_.working_days_to_tell <= 5).count(), notified.count()),
    unit=Unit.PERCENT,
    better=Better.HIGHER,
    over=Over.COHORT,
    takes=(Kind.YEAR, Kind.QUARTER),
    sees=Sight(on=10),
    breakdowns=OF_A_CHILD,
    wording="Of the children who came into care in the period, the share whom the council had told the "
    "health service of within 5 working days. Not told at all is not in time.",
    source="Local; the board's supplementary return",
    reviewed=date(2026, 11, 22),
)

reviews_overdue = Indicator(
    code="LH09",
    title="Health review overdue",
    question="How many children in our care are waiting for a health check that should have happened?",
    measure=share(review_due.filter(~_.in_date).person_id.nunique(), review_due.person_id.nunique()),
    unit=Unit.PERCENT,
    better=Better.LOWER,
    over=Over.STATE,
    takes=(Kind.YEAR, Kind.QUARTER, Kind.MONTH),
    sees=Sight(back=12),
    columns=(("cla_health", "status"),),
    breakdowns=OF_A_CHILD,
    wording="Of the children looked after on the last day of the period for six months or longer (aged under "
    "5) or twelve months or longer (5 and over), the share without a health assessment in that time.",
    source="Local: statutory intervals for health reviews",
    reviewed=date(2026, 11, 22),
)

health_up_to_date = Indicator(
    code="LH10",
    title="Health assessment up to date, all children looked after",
    question="Has every child in our care been seen by a doctor or nurse when they should have been?",
    measure=share(due.filter(_.in_date).person_id.nunique(), due.person_id.nunique()),
    unit=Unit.PERCENT,
    better=Better.HIGHER,
    over=Over.STATE,
    takes=(Kind.YEAR, Kind.QUARTER, Kind.MONTH),
    sees=Sight(back=12),
    columns=(("cla_health", "status"),),
    breakdowns=OF_A_CHILD,
    wording="Children looked after on the last day of the period, for 20 working days or longer, with a "
    "health assessment completed in the last six months (aged under 5) or twelve months (5 and "
    "over).",
    source="Local: the position on the day, not the national cohort of LH01",
    reviewed=date(2026, 11, 22),
)
