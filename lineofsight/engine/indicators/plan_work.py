"""The work of a protection plan: core groups, review conferences and visits."""

from datetime import date

from ibis import _

from lineofsight.engine.breakdowns import OF_A_CHILD
from lineofsight.engine.indicator import Better, Indicator, Over, Sight, Unit, share
from lineofsight.engine.periods import Kind
from lineofsight.engine.rows.placing import in_period
from lineofsight.engine.rows.protection import core_groups
from lineofsight.engine.rows.reviews import plans_reviewed, reviews
from lineofsight.engine.rows.visits import plan_weeks, visits

OLD_ENOUGH_TO_SPEAK = 4  # years: from here on a child is asked alone, and is asked what they want

owed_a_review = plans_reviewed.filter(_.ever_due)
weeks = in_period(plan_weeks, "sunday")
visited = in_period(visits, "visit_date")
visited_alone_recorded = visited.filter(_.age >= OLD_ENOUGH_TO_SPEAK, _.seen_alone.notnull())
new_plans = in_period(core_groups, "plan_start_date")
reviewed = in_period(reviews, "review_date")
quorum_recorded = reviewed.filter(_.quorate.notnull())
# PN0 says that the child is too young to be asked.
participation_recorded = reviewed.filter(
    _.age >= OLD_ENOUGH_TO_SPEAK, _.participation.notnull(), _.participation != "PN0"
)

reviews_in_time = Indicator(
    code="CP13",
    title="Protection plans reviewed whenever they were due",
    question="Does somebody check, on time and every time, that each child's plan is working?",
    measure=share(owed_a_review.filter(~_.late).count(), owed_a_review.count()),
    unit=Unit.PERCENT,
    better=Better.HIGHER,
    over=Over.STATE,
    takes=(Kind.YEAR, Kind.QUARTER, Kind.MONTH),
    sees=Sight(back=18),
    breakdowns=(*OF_A_CHILD, "category"),
    wording="Protection plans open on the last day of the period for three months or longer for which every "
    "review due in the last twelve months was held in time, as a share of all of them. The first is "
    "due within three months of the start, each later one within six months of the one before.",
    source="DfE children in need census, tables D",
    national="CIN D",
    reviewed=date(2026, 11, 22),
)

visits_to_standard = Indicator(
    code="CP14",
    title="Weeks in which a child on a plan had been seen in the last fortnight",
    question="Is every child on a plan seen as often as we said they would be?",
    measure=share(weeks.filter(_.visited).count(), weeks.count()),
    unit=Unit.PERCENT,
    better=Better.HIGHER,
    over=Over.EVENTS,
    takes=(Kind.YEAR, Kind.QUARTER),
    sees=Sight(back=1),
    columns=(("cp_visits", "seen"),),
    breakdowns=(*OF_A_CHILD, "category"),
    wording="Looking at every plan two weeks old or older on every Sunday of the period: how often the child "
    "had been seen on a visit in the fourteen days to that Sunday, as a share of all those weeks.",
    source="Local: the usual standard of a visit every ten working days",
    reviewed=date(2026, 11, 22),
)

seen_alone = Indicator(
    code="CP15",
    title="Child seen alone on visits",
    question="Can children on a plan talk to their social worker without anybody listening?",
    measure=share(visited_alone_recorded.filter(_.seen_alone).count(), visited_alone_recorded.count()),
    unit=Unit.PERCENT,
    better=Better.HIGHER,
    over=Over.EVENTS,
    takes=(Kind.YEAR, Kind.QUARTER, Kind.MONTH),
    columns=(("cp_visits", "seen_alone"),),
    breakdowns=OF_A_CHILD,
    wording="Visits in the period to children on a plan aged 4 or over on which the child was seen alone, as "
    "a share of those for which the answer is recorded.",
    source="Local; fields of the Standard Safeguarding Dataset",
    reviewed=date(2026, 11, 22),
)

first_core_groups_in_time = Indicator(
    code="CP16",
    title="First core group within 10 working days",
    question="Once a plan is made, do the people who must carry it out get together quickly?",
    measure=share(new_plans.filter(_.working_days_to_meet <= 10).count(), new_plans.count()),
    unit=Unit.PERCENT,
    better=Better.HIGHER,
    over=Over.COHORT,
    takes=(Kind.YEAR, Kind.QUARTER),
    sees=Sight(on=16),
    breakdowns=OF_A_CHILD,
    wording="Protection plans started in the period whose first core group met within 10 working days, as a "
    "share of all plans started in the period. A core group that has not met is not in time.",
    source="Local; the board's supplementary return",
    reviewed=date(2026, 11, 22),
)

quorate_reviews = Indicator(
    code="CP17",
    title="Review conferences that were quorate",
    question="Do enough agencies come to decide about a child's plan?",
    measure=share(quorum_recorded.filter(_.quorate).count(), quorum_recorded.count()),
    unit=Unit.PERCENT,
    better=Better.HIGHER,
    over=Over.EVENTS,
    takes=(Kind.YEAR, Kind.QUARTER),
    columns=(("cp_reviews", "quorate"),),
    breakdowns=OF_A_CHILD,
    wording="Review conferences held in the period with enough agencies there to decide, as a share of those "
    "for which the answer is recorded.",
    source="Local; field of the Standard Safeguarding Dataset",
    reviewed=date(2026, 11, 22),
)

children_taking_part = Indicator(
    code="CP18",
    title="Children who took part in their review",
    question="Do children have a say when their own plan is reviewed?",
    measure=share(
        participation_recorded.filter(
            _.participation.isin(["PN1", "PN2", "PN3", "PN4", "PN5", "PN6"])
        ).count(),
        participation_recorded.count(),
    ),
    unit=Unit.PERCENT,
    better=Better.HIGHER,
    over=Over.EVENTS,
    takes=(Kind.YEAR, Kind.QUARTER),
    columns=(("cp_reviews", "participation"),),
    breakdowns=OF_A_CHILD,
    wording="Review conferences held in the period at which a child aged 4 or over was there, sent their "
    "views or had somebody speak for them, as a share of those for which the answer is recorded.",
    source="Local; field of the Standard Safeguarding Dataset",
    reviewed=date(2026, 11, 22),
)
