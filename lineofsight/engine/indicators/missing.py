"""Children missing or away, and their return home interviews."""

from datetime import date

from ibis import _

from lineofsight.engine.breakdowns import OF_A_CHILD
from lineofsight.engine.indicator import Better, Indicator, Over, Sight, Unit, share
from lineofsight.engine.periods import Kind
from lineofsight.engine.rows.looked_after_in_period import looked_after_absent
from lineofsight.engine.rows.missing import interviews_required, returned, went_missing
from lineofsight.engine.rows.placing import in_period

came_back = in_period(returned, "end_date")
owed_an_interview = came_back.filter(_.rhi_offered.isin(["Y", "N"]))
offered_an_interview = came_back.filter(_.rhi_offered == "Y", _.rhi_accepted.isin(["Y", "N"]))
required = in_period(interviews_required, "returned_date")
held = required.filter(_.held_at.notnull())

looked_after_missing = Indicator(
    code="MI01",
    title="Children looked after who went missing",
    question="How many of the children in our care went missing this year?",
    measure=share(
        looked_after_absent.filter(_.times_missing > 0).person_id.nunique(),
        looked_after_absent.person_id.nunique(),
    ),
    unit=Unit.PERCENT,
    better=Better.LOWER,
    over=Over.DURING,
    takes=(Kind.YEAR,),
    columns=(("missing", "missing_type"),),
    breakdowns=OF_A_CHILD,
    wording="Children looked after at any time in the year who were missing on any day of it, as a share of "
    "all children looked after at any time in the year. A child missing at the start of the year "
    "counts too.",
    source="DfE children looked after in England, missing and away from placement",
    national="CLA missing",
    reviewed=date(2026, 11, 22),
)

looked_after_away = Indicator(
    code="MI02",
    title="Children looked after who were away without authorisation",
    question="How many of the children in our care were away from where they should have been?",
    measure=share(
        looked_after_absent.filter(_.times_away > 0).person_id.nunique(),
        looked_after_absent.person_id.nunique(),
    ),
    unit=Unit.PERCENT,
    better=Better.LOWER,
    over=Over.DURING,
    takes=(Kind.YEAR,),
    columns=(("missing", "missing_type"),),
    breakdowns=OF_A_CHILD,
    wording="Children looked after at any time in the year who were away from their placement without "
    "authorisation on any day of it, their whereabouts known, as a share of all children looked "
    "after at any time in the year.",
    source="DfE children looked after in England, missing and away from placement",
    national="CLA missing",
    reviewed=date(2026, 11, 22),
)

repeatedly_missing = Indicator(
    code="MI03",
    title="Children missing three times in 90 days",
    question="Which children keep going missing, and are we stopping it?",
    measure=share(
        went_missing.filter(_.third_in_90_days).person_id.nunique(), went_missing.person_id.nunique()
    ),
    unit=Unit.PERCENT,
    better=Better.LOWER,
    over=Over.EVENTS,
    takes=(Kind.YEAR, Kind.ROLLING),
    columns=(("missing", "missing_type"),),
    breakdowns=OF_A_CHILD,
    wording="Children who went missing three times within 90 days in the period, as a share of all children "
    "who went missing in the period.",
    source="Local",
    reviewed=date(2026, 11, 22),
)

interviews_offered = Indicator(
    code="MI04",
    title="Return home interviews offered",
    question="Is every child who comes back offered somebody independent to talk to?",
    measure=share(owed_an_interview.filter(_.rhi_offered == "Y").count(), owed_an_interview.count()),
    unit=Unit.PERCENT,
    better=Better.HIGHER,
    over=Over.EVENTS,
    takes=(Kind.YEAR, Kind.QUARTER, Kind.MONTH),
    columns=(("missing", "rhi_offered"),),
    breakdowns=OF_A_CHILD,
    wording="Missing episodes that ended in the period and after which a return home interview was offered, as a "
    "share of those that ended in the period and needed one.",
    source="Local; Ofsted Annex A, list 8",
    reviewed=date(2026, 11, 22),
)

interviews_accepted = Indicator(
    code="MI05",
    title="Return home interviews accepted",
    question="Do children want to talk to the people we offer?",
    measure=share(offered_an_interview.filter(_.rhi_accepted == "Y").count(), offered_an_interview.count()),
    unit=Unit.PERCENT,
    better=Better.HIGHER,
    over=Over.EVENTS,
    takes=(Kind.YEAR, Kind.QUARTER, Kind.MONTH),
    columns=(
        ("missing", "rhi_offered"),
        ("missing", "rhi_accepted"),
    ),
    breakdowns=OF_A_CHILD,
    wording="Return home interviews accepted by the child, as a share of those offered after missing episodes "
    "that ended in the period and answered with yes or no.",
    source="Local; Ofsted Annex A, list 8",
    reviewed=date(2026, 11, 22),
)

interviews_in_time = Indicator(
    code="MI06a",
    title="Return home interviews within 72 hours, of those required",
    question="Does every child who comes back get to talk to somebody within three days?",
    measure=share(required.filter(_.in_72_hours).count(), required.count()),
    unit=Unit.PERCENT,
    better=Better.HIGHER,
    over=Over.COHORT,
    takes=(Kind.YEAR, Kind.QUARTER, Kind.MONTH),
    sees=Sight(on=3),
    columns=(("return_interviews", "held_at"),),
    breakdowns=OF_A_CHILD,
    wording="Return home interviews held within 72 hours of the child's return, as a share of all required for "
    "children who returned in the period. One that was never held counts as not in time.",
    source="Local; statutory guidance on children who run away or go missing from home or care",
    reviewed=date(2026, 11, 22),
)

held_in_time = Indicator(
    code="MI06b",
    title="Return home interviews within 72 hours, of those held",
    question="When we do talk to a child who came back, is it within three days?",
    measure=share(held.filter(_.in_72_hours).count(), held.count()),
    unit=Unit.PERCENT,
    better=Better.HIGHER,
    over=Over.COHORT,
    takes=(Kind.YEAR, Kind.QUARTER, Kind.MONTH),
    sees=Sight(on=3),
    columns=(("return_interviews", "held_at"),),
    breakdowns=OF_A_CHILD,
    wording="Return home interviews held within 72 hours of the child's return, as a share of those required for "
    "children who returned in the period and held at all. Those never held are left out: read it "
    "beside MI06a.",
    source="Local; statutory guidance on children who run away or go missing from home or care",
    reviewed=date(2026, 11, 22),
)
