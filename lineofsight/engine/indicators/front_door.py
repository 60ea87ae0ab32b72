"""The family front door: contacts, decisions and referrals."""

from datetime import date

from ibis import _

from lineofsight.engine.breakdowns import OF_A_CHILD
from lineofsight.engine.indicator import Better, Indicator, Over, Sight, Unit, count, rate, share
from lineofsight.engine.periods import Kind
from lineofsight.engine.rows.front_door import (
    agency_checks,
    children_contacted,
    contacts,
    decisions,
    referrals,
)
from lineofsight.engine.rows.placing import in_period, population_in_period

contacted = in_period(contacts, "contact_date")
contacts_with_outcome = contacted.filter(_.new_referral.notnull())
received = in_period(decisions, "received_date")
below_s47 = received.filter(_.below_s47)
from_professionals = received.filter(_.professional)
judged_for_threshold = received.filter(_.inappropriate.notnull())
checks_due = in_period(agency_checks, "due_date")
referred = in_period(referrals, "referral_date")

contacts_received = Indicator(
    code="FD01",
    title="Contacts received",
    question="Are more children being brought to the front door?",
    measure=count(contacted.count()),
    unit=Unit.NUMBER,
    better=Better.NEITHER,
    over=Over.EVENTS,
    takes=(Kind.YEAR, Kind.QUARTER, Kind.MONTH, Kind.ROLLING),
    breakdowns=(*OF_A_CHILD, "source"),
    wording="Contacts about a child received at the front door in the period. A child contacted about twice "
    "counts twice.",
    source="Local; Ofsted Annex A, list 1",
    reviewed=date(2026, 11, 22),
)

decided_in_a_day = Indicator(
    code="FD02",
    title="Decision within one working day",
    question="Does every child who comes to the front door get a decision by the next working day?",
    measure=share(received.filter(_.working_days_to_decide <= 1).count(), received.count()),
    unit=Unit.PERCENT,
    better=Better.HIGHER,
    over=Over.COHORT,
    takes=(Kind.YEAR, Kind.QUARTER, Kind.MONTH),
    sees=Sight(on=5),
    columns=(("front_door", "decided_date"),),
    breakdowns=(*OF_A_CHILD, "source", "agency"),
    wording="Contacts received in the period that were decided by the end of the next working day, as a "
    "share of all contacts received in the period. One that is still undecided counts as not in "
    "time.",
    source="Local; Working Together to Safeguard Children, decision within one working day",
    reviewed=date(2026, 11, 22),
)

checks_in_time = Indicator(
    code="FD03",
    title="Agency checks returned in time",
    question="Do our agencies tell the front door what they know by the time it asked for?",
    measure=share(checks_due.filter(_.returned_at <= _.due_at).count(), checks_due.count()),
    unit=Unit.PERCENT,
    better=Better.HIGHER,
    over=Over.EVENTS,
    takes=(Kind.YEAR, Kind.QUARTER, Kind.MONTH),
    breakdowns=(*OF_A_CHILD, "agency"),
    wording="Checks that came back from the agency by the time they were due, as a share of all checks due "
    "in the period. One that never came back counts as late.",
    source="Local: the times agreed for red, amber and green",
    reviewed=date(2026, 11, 22),
)

contacts_to_referral = Indicator(
    code="FD04",
    title="Contacts that become referrals",
    question="How many of the contacts we receive need social care?",
    measure=share(contacts_with_outcome.filter(_.new_referral).count(), contacts_with_outcome.count()),
    unit=Unit.PERCENT,
    better=Better.NEITHER,
    over=Over.EVENTS,
    takes=(Kind.YEAR, Kind.QUARTER, Kind.MONTH, Kind.ROLLING),
    columns=(("contacts", "new_referral"),),
    breakdowns=(*OF_A_CHILD, "source"),
    wording="Contacts in the period that led to a new referral, as a share of the contacts in the period "
    "whose outcome is recorded.",
    source="Local; Ofsted Annex A, list 1",
    reviewed=date(2026, 11, 22),
)

contacts_ended = Indicator(
    code="FD05",
    title="Contacts ended with advice or no further action",
    question="How many contacts come to us that did not need to?",
    measure=share(
        contacts_with_outcome.filter(_.nfa | _.advice, ~_.new_referral, ~_.other_outcome).count(),
        contacts_with_outcome.count(),
    ),
    unit=Unit.PERCENT,
    better=Better.NEITHER,
    over=Over.EVENTS,
    takes=(Kind.YEAR, Kind.QUARTER, Kind.MONTH),
    columns=(
        ("contacts", "nfa"),
        ("contacts", "advice"),
    ),
    breakdowns=(*OF_A_CHILD, "source"),
    wording="Contacts in the period that ended with advice or no further action and nothing else, as a share "
    "of the contacts in the period whose outcome is recorded.",
    source="Local; Ofsted Annex A, list 1",
    reviewed=date(2026, 11, 22),
)

repeat_contacts = Indicator(
    code="FD06",
    title="Repeat contacts without help",
    question="Which children do people keep telling us about without anything happening?",
    measure=share(
        children_contacted.filter(_.contacts >= 3, ~_.helped).person_id.nunique(),
        children_contacted.person_id.nunique(),
    ),
    unit=Unit.PERCENT,
    better=Better.LOWER,
    over=Over.EVENTS,
    takes=(Kind.YEAR, Kind.ROLLING),
    breakdowns=OF_A_CHILD,
    wording="Children with three or more contacts in the period, and neither a referral nor early help "
    "beginning in it, as a share of all children with a contact in the period.",
    source="Local",
    reviewed=date(2026, 11, 22),
)

referrals_received = Indicator(
    code="FD07",
    title="Referrals",
    question="Are more children being referred to social care?",
    measure=count(referred.count()),
    unit=Unit.NUMBER,
    better=Better.NEITHER,
    over=Over.EVENTS,
    takes=(Kind.YEAR, Kind.QUARTER, Kind.MONTH, Kind.ROLLING),
    breakdowns=(*OF_A_CHILD, "source", "need"),
    wording="Referrals to children's social care received in the period. A child referred twice counts "
    "twice.",
    source="DfE children in need census, table C1",
    national="CIN C1",
    reviewed=date(2026, 11, 22),
)

referral_rate = Indicator(
    code="FD08",
    title="Referral rate",
    question="Are more of our children referred to social care than in places like ours?",
    measure=rate(referred.count(), population_in_period.residents.sum()),
    unit=Unit.PER_10_000,
    better=Better.NEITHER,
    over=Over.EVENTS,
    takes=(Kind.YEAR, Kind.ROLLING),
    breakdowns=(*OF_A_CHILD, "source", "need"),
    wording="Referrals to children's social care received in the period, per 10,000 children aged 0 to 17.",
    source="DfE children in need census, table C1; ONS mid-year population estimates",
    national="CIN C1",
    reviewed=date(2026, 11, 22),
)

re_referrals = Indicator(
    code="FD09",
    title="Re-referrals within 12 months",
    question="Do children come back because the first answer did not hold?",
    measure=share(referred.filter(_.again).count(), referred.count()),
    unit=Unit.PERCENT,
    better=Better.LOWER,
    over=Over.EVENTS,
    takes=(Kind.YEAR, Kind.QUARTER, Kind.MONTH, Kind.ROLLING),
    sees=Sight(back=12),
    breakdowns=(*OF_A_CHILD, "source", "need"),
    wording="Referrals in the period of a child who had an earlier referral in the 12 months before, as a "
    "share of all referrals in the period.",
    source="DfE children in need census, table C1",
    national="CIN C1",
    reviewed=date(2026, 11, 22),
)

referrals_without_action = Indicator(
    code="FD10",
    title="Referrals with no further action",
    question="How many referrals does social care end without an assessment?",
    measure=share(referred.filter(_.nfa).count(), referred.count()),
    unit=Unit.PERCENT,
    better=Better.NEITHER,
    over=Over.EVENTS,
    takes=(Kind.YEAR, Kind.QUARTER, Kind.MONTH),
    columns=(("cin_episodes", "nfa"),),
    breakdowns=(*OF_A_CHILD, "source", "need"),
    wording="Referrals in the period on which social care took no further action, as a share of all "
    "referrals in the period.",
    source="DfE children in need census, table C1",
    national="CIN C1",
    reviewed=date(2026, 11, 22),
)

assessed_not_in_need = Indicator(
    code="FD11",
    title="Assessed and found not to be in need",
    question="Do we put families through an assessment that turns out not to have been needed?",
    measure=share(
        referred.filter(_.close_reason == "RC8", _.close_date <= _.period_end).count(), referred.count()
    ),
    unit=Unit.PERCENT,
    better=Better.LOWER,
    over=Over.EVENTS,
    takes=(Kind.YEAR,),
    columns=(("cin_episodes", "close_reason"),),
    breakdowns=(*OF_A_CHILD, "source", "need"),
    wording="Referrals in the year that were closed by its last day because the child was assessed and found "
    "not to be in need, as a share of all referrals in the year.",
    source="DfE children in need census, table C1",
    national="CIN C1",
    reviewed=date(2026, 11, 22),
)

referrals_from_police = Indicator(
    code="FD12a",
    title="Referrals from the police",
    question="How much of what reaches social care comes from the police?",
    measure=share(referred.filter(_.source == "police").count(), referred.count()),
    unit=Unit.PERCENT,
    better=Better.NEITHER,
    over=Over.EVENTS,
    takes=(Kind.YEAR, Kind.QUARTER, Kind.MONTH),
    columns=(("cin_episodes", "source_code"),),
    breakdowns=(*OF_A_CHILD, "need"),
    wording="Referrals in the period made by the police, as a share of all referrals in the period.",
    source="DfE children in need census, table C2",
    national="CIN C2",
    reviewed=date(2026, 11, 22),
)

referrals_from_schools = Indicator(
    code="FD12b",
    title="Referrals from schools and education services",
    question="How much of what reaches social care comes from schools?",
    measure=share(
        referred.filter(_.source.isin(["schools", "education services"])).count(), referred.count()
    ),
    unit=Unit.PERCENT,
    better=Better.NEITHER,
    over=Over.EVENTS,
    takes=(Kind.YEAR, Kind.QUARTER, Kind.MONTH),
    columns=(("cin_episodes", "source_code"),),
    breakdowns=(*OF_A_CHILD, "need"),
    wording="Referrals in the period made by schools and education services, as a share of all referrals in "
    "the period.",
    source="DfE children in need census, table C2",
    national="CIN C2",
    reviewed=date(2026, 11, 22),
)

referrals_from_health = Indicator(
    code="FD12c",
    title="Referrals from health services",
    question="How much of what reaches social care comes from doctors, nurses and health visitors?",
    measure=share(referred.filter(_.source == "health").count(), referred.count()),
    unit=Unit.PERCENT,
    better=Better.NEITHER,
    over=Over.EVENTS,
    takes=(Kind.YEAR, Kind.QUARTER, Kind.MONTH),
    columns=(("cin_episodes", "source_code"),),
    breakdowns=(*OF_A_CHILD, "need"),
    wording="Referrals in the period made by health services, as a share of all referrals in the period.",
    source="DfE children in need census, table C2",
    national="CIN C2",
    reviewed=date(2026, 11, 22),
)

consent_recorded = Indicator(
    code="FD16",
    title="Consent recorded",
    question="Do we know, for each family below the level of child protection, whether they agreed?",
    measure=share(below_s47.filter(_.consent.notnull()).count(), below_s47.count()),
    unit=Unit.PERCENT,
    better=Better.HIGHER,
    over=Over.EVENTS,
    takes=(Kind.YEAR, Kind.QUARTER, Kind.MONTH),
    columns=(
        ("front_door", "consent"),
        ("front_door", "below_s47"),
    ),
    breakdowns=(*OF_A_CHILD, "source", "agency"),
    wording="Contacts received in the period, below the level of a child protection enquiry, on which it is "
    "recorded whether the family consented, refused or was not asked and why, as a share of all such "
    "contacts.",
    source="Local",
    reviewed=date(2026, 11, 22),
)

feedback_in_time = Indicator(
    code="FD17",
    title="Feedback to the referrer within three working days",
    question="Do the people who tell us about a child hear back in time?",
    measure=share(
        from_professionals.filter(_.working_days_to_feedback <= 3).count(), from_professionals.count()
    ),
    unit=Unit.PERCENT,
    better=Better.HIGHER,
    over=Over.COHORT,
    takes=(Kind.YEAR, Kind.QUARTER, Kind.MONTH),
    sees=Sight(on=7),
    columns=(
        ("front_door", "feedback_date"),
        ("front_door", "professional"),
    ),
    breakdowns=(*OF_A_CHILD, "source", "agency"),
    wording="Contacts made by professionals in the period who were told the outcome within three working "
    "days, as a share of all contacts made by professionals in the period. No feedback counts as not "
    "in time.",
    source="Local; Working Together to Safeguard Children, feedback to the referrer",
    reviewed=date(2026, 11, 22),
)

inappropriate_contacts = Indicator(
    code="FD18",
    title="Contacts below threshold, or needing another service",
    question="Which agencies send us contacts that another service should have had?",
    measure=share(judged_for_threshold.filter(_.inappropriate).count(), judged_for_threshold.count()),
    unit=Unit.PERCENT,
    better=Better.LOWER,
    over=Over.EVENTS,
    takes=(Kind.YEAR, Kind.QUARTER, Kind.MONTH),
    columns=(("front_door", "inappropriate"),),
    breakdowns=(*OF_A_CHILD, "source", "agency"),
    wording="Contacts received in the period that were below threshold or needed another service, as a share "
    "of those on which this was recorded.",
    source="Local",
    reviewed=date(2026, 11, 22),
)
