"""The data contract: every table and column that an indicator may read.

A table is named as in the Standard Safeguarding Dataset, without prefixes, and holds the rows of
every area and family of returns loaded, one load's rows at a time being the ones that speak
(`speaking.py`). To the dataset's own columns are added `area` (3-digit LA code), `family` (children
are joined only inside a family, on its own ids) and, so that a figure can be traced, `load`, `file`
(its number in the load's manifest) and `row` (the line, sheet row or element it was read from).

Tables marked supplementary hold what no national return does (`template supplementary`).
Booleans are null when the source does not say: missing is its own answer.
"""

from dataclasses import dataclass

import ibis
import ibis.expr.types as ir

VERSION = 1  # raised when a column is added or changes its meaning; older loads are then read again

ORIGIN = {"load": "string", "file": "int32", "row": "int32"}


@dataclass(frozen=True)
class Contract:
    """A contract table: its unbound Ibis table, its key, and the days a row stands for.

    `start` and `end` name the columns between which a row is true: a later load that covers any of
    those days and no longer has the key withdraws the row. Reference tables have neither.
    """

    table: ir.Table
    key: tuple[str, ...]
    start: str | None
    end: str | None
    of_children: bool
    supplementary: bool
    own: bool  # the board's own records, which nobody sends in

    @property
    def name(self) -> str:
        return self.table.get_name()

    @property
    def columns(self) -> dict[str, str]:
        """What a source fills in: every column but `family` and those that say where a row came from."""
        added = {"family", *ORIGIN}
        return {name: str(kind) for name, kind in self.table.schema().items() if name not in added}


CONTRACT: dict[str, Contract] = {}


def _contract(name, key, start=None, end=None, /, supplementary=False, own=False, **columns) -> ir.Table:
    child = {"person_id": "string"} if "person_id" in columns or name == "person" else {}
    schema = {"area": "string", "family": "string", **child, **columns, **ORIGIN}
    table = ibis.table(schema, name=name)
    CONTRACT[name] = Contract(table, key, start, end, bool(child), supplementary, own)
    return table


# --- children -----------------------------------------------------------------------------------

person = _contract(
    "person", ("person_id",),
    person_id="string",
    dob="date",  # null while unborn; the 15th of the month where identities are not held
    expected_dob="date",
    sex="string",  # M, F or U (unborn or not known)
    ethnicity="string",  # DfE main code: WBRI ... OOTH, REFU, NOBT
    disabled="boolean",  # any disability code other than NONE
    postcode_district="string",  # "WR5": the outward half, never the whole postcode
    death_date="date",
)  # fmt: skip

# --- the front door and early help ----------------------------------------------------------------

contacts = _contract(
    "contacts", ("contact_id",), "contact_date", "contact_date",
    person_id="string",
    contact_id="string",
    contact_date="date",
    source_code="string",  # 1A ... 10
    new_referral="boolean",  # the four outcomes are null when no outcome is recorded at all
    nfa="boolean",
    advice="boolean",
    other_outcome="boolean",  # any outcome flag other than these three
)  # fmt: skip

early_help_episodes = _contract(
    "early_help_episodes", ("episode_id",), "start_date", "end_date",
    person_id="string",
    episode_id="string",
    start_date="date",
    end_date="date",
    end_reason="string",  # outcomes met, step up, disengaged, moved, other
    organisation="string",  # as sent
    led_by="string",  # council, commissioned, school, health, voluntary, other
)  # fmt: skip

cin_episodes = _contract(
    "cin_episodes", ("referral_id",), "referral_date", "close_date",
    person_id="string",
    referral_id="string",
    referral_date="date",
    source_code="string",
    primary_need_code="string",  # N1 ... N9, N0
    nfa="boolean",  # no further action after the referral
    close_date="date",
    close_reason="string",  # RC1 ... RC9
)  # fmt: skip

# --- assessment and protection --------------------------------------------------------------------

cin_assessments = _contract(
    "cin_assessments", ("assessment_id",), "start_date", "auth_date",
    person_id="string",
    assessment_id="string",
    referral_id="string",
    start_date="date",
    auth_date="date",  # authorised, which ends it; null while open
    child_seen="boolean",
    factors="string",  # " 3B 11A 16A ", each code between spaces; null when none was recorded
)  # fmt: skip

s47_enquiry = _contract(
    "s47_enquiry", ("s47_enquiry_id",), "start_date", "start_date",
    person_id="string",
    s47_enquiry_id="string",
    referral_id="string",
    start_date="date",  # the strategy discussion that opened the enquiry
    end_date="date",
)  # fmt: skip

initial_cp_conference = _contract(
    "initial_cp_conference", ("icpc_id",), "icpc_date", "icpc_date",
    person_id="string",
    icpc_id="string",
    referral_id="string",
    s47_start_date="date",  # of the enquiry that led to it; null for a child moving in on a plan
    icpc_date="date",
    transfer_in="boolean",
    outcome_cp="boolean",  # a protection plan was made
)  # fmt: skip

cp_plans = _contract(
    "cp_plans", ("cp_plan_id",), "start_date", "end_date",
    person_id="string",
    cp_plan_id="string",
    referral_id="string",
    start_date="date",
    end_date="date",
    initial_category="string",  # NEG, PHY, SAB, EMO, MUL
    latest_category="string",
    ola="boolean",  # a plan of another authority, living here for a time
    previous_plans="int32",  # as the return itself counts them (NumberOfPreviousCPP); null in the SSD
)  # fmt: skip

cp_reviews = _contract(
    "cp_reviews", ("cp_review_id",), "review_date", "review_date",
    person_id="string",
    cp_review_id="string",
    cp_plan_id="string",
    due_date="date",
    review_date="date",  # held; null while due
    quorate="boolean",
    participation="string",  # PN0 ... PN7
)  # fmt: skip

cp_visits = _contract(
    "cp_visits", ("cp_visit_id",), "visit_date", "visit_date",
    person_id="string",
    cp_visit_id="string",
    cp_plan_id="string",
    visit_date="date",
    seen="boolean",
    seen_alone="boolean",
)  # fmt: skip

# --- children looked after -------------------------------------------------------------------------

cla_episodes = _contract(
    "cla_episodes", ("episode_id",), "start_date", "end_date",
    person_id="string",
    episode_id="string",
    start_date="date",
    start_reason="string",  # S starts a period of care; P T L B U change something within it
    end_date="date",
    end_reason="string",  # X1: another episode follows the same day
    legal_status="string",  # V3 and V4 are short breaks, left out of every count here
    primary_need_code="string",
    entered_care_date="date",  # the first day of the period of care that the episode belongs to
)  # fmt: skip

cla_placement = _contract(
    "cla_placement", ("placement_id",), "start_date", "end_date",
    person_id="string",
    placement_id="string",
    start_date="date",
    end_date="date",
    placement_type="string",
)  # fmt: skip

cla_health = _contract(
    "cla_health", ("health_check_id",), "check_date", "check_date",
    person_id="string",
    health_check_id="string",
    check_type="string",  # health, dental
    check_date="date",
    status="string",  # completed, planned, refused, cancelled
)  # fmt: skip

cla_immunisations = _contract(
    "cla_immunisations", ("person_id", "status_date"), "status_date", "status_date",
    person_id="string",
    up_to_date="boolean",
    status_date="date",
)  # fmt: skip

sdq_scores = _contract(
    "sdq_scores", ("sdq_id",), "completed_date", "completed_date",
    person_id="string",
    sdq_id="string",
    completed_date="date",
    score="int32",  # 0 to 40
    reason="string",  # SDQ1 ... SDQ5: why there is none
)  # fmt: skip

# SSDA903 OC2: one row a child looked after for the whole of a year that ends on `year_end`.
oc2 = _contract(
    "oc2", ("person_id", "year_end"), "year_end", "year_end",
    person_id="string",
    year_end="date",  # 31 March
    health_assessment="boolean",
    teeth_check="boolean",
    immunisations="boolean",
    health_check="boolean",  # development, under 5
    sdq_score="int32",
    sdq_reason="string",
)  # fmt: skip

missing = _contract(
    "missing", ("missing_id",), "start_date", "end_date",
    person_id="string",
    missing_id="string",
    start_date="date",
    end_date="date",
    missing_type="string",  # M missing, A away from placement without authorisation
    rhi_offered="string",  # Y, N or NA
    rhi_accepted="string",
)  # fmt: skip

involvements = _contract(
    "involvements", ("involvement_id",), "start_date", "end_date",
    person_id="string",
    involvement_id="string",
    professional_id="string",
    start_date="date",
    end_date="date",
)  # fmt: skip

# --- the workforce -----------------------------------------------------------------------------------

professionals = _contract(
    "professionals", ("professional_id", "as_at"), "as_at", "as_at",
    professional_id="string",
    as_at="date",  # 30 September before the extract: the day the caseload is of
    caseload="int32",
    fte="float64",
    agency="boolean",
)  # fmt: skip

# --- the supplementary return: rows about children ----------------------------------------------------

front_door = _contract(
    "front_door", ("contact_id",), "received_date", "received_date", supplementary=True,
    person_id="string",
    contact_id="string",
    received_date="date",
    decided_date="date",  # null while undecided
    source_code="string",
    agency="string",  # the referrer's agency, as the board lists it
    professional="boolean",  # referred in a professional role, so owed feedback
    below_s47="boolean",
    consent="string",  # given, refused, not sought: safety, not sought: other; null when not recorded
    stated_level="int32",  # level of need, 1 to 4, as the referrer put it
    decided_level="int32",
    inappropriate="boolean",  # below threshold, or needing another service
    feedback_date="date",
)  # fmt: skip

agency_checks = _contract(
    "agency_checks", ("check_id",), "due_date", "due_date", supplementary=True,
    person_id="string",
    check_id="string",
    agency="string",
    rag="string",  # red, amber, green
    asked_at="timestamp",
    due_at="timestamp",
    due_date="date",
    returned_at="timestamp",  # null while it has not come back
)  # fmt: skip

core_groups = _contract(
    "core_groups", ("core_group_id",), "plan_start_date", "plan_start_date", supplementary=True,
    person_id="string",
    core_group_id="string",
    plan_start_date="date",
    held_date="date",  # the first core group; null while it has not met
)  # fmt: skip

return_interviews = _contract(
    "return_interviews", ("interview_id",), "returned_date", "returned_date", supplementary=True,
    person_id="string",
    interview_id="string",
    returned_date="date",
    returned_at="timestamp",
    required="boolean",
    offered="boolean",
    accepted="boolean",
    held_at="timestamp",
    held_date="date",
    looked_after="boolean",
)  # fmt: skip

health_notifications = _contract(
    "health_notifications", ("notification_id",), "entered_care_date", "entered_care_date", supplementary=True,
    person_id="string",
    notification_id="string",
    entered_care_date="date",
    notified_date="date",
)  # fmt: skip

exploitation_screenings = _contract(
    "exploitation_screenings", ("screening_id",), "indicated_date", "indicated_date", supplementary=True,
    person_id="string",
    screening_id="string",
    indicated_date="date",  # the day an indicator was first seen
    screened_date="date",
)  # fmt: skip

exploitation_risks = _contract(
    "exploitation_risks", ("risk_id",), "start_date", "end_date", supplementary=True,
    person_id="string",
    risk_id="string",
    start_date="date",
    end_date="date",
    level="string",  # low, medium, high
    review_date="date",  # at six months or at closure
    level_at_review="string",  # none, low, medium, high
)  # fmt: skip

# --- the supplementary return: totals that a trust or council works out itself --------------------------

camhs = _contract(
    "camhs", ("as_at", "pathway"), "as_at", "as_at", supplementary=True,
    as_at="date",  # the last day of the month that the return is for
    pathway="string",  # core, neurodevelopmental, crisis, eating disorder
    waiting="int32",
    waiting_18_weeks="int32",  # of those waiting, for 18 weeks at most
    starts="int32",
    starts_18_weeks="int32",
    starts_4_weeks="int32",
    median_wait="float64",  # days; given by the trust for `pathway` "all" too, as medians cannot be added
    p90_wait="float64",
    routine_starts="int32",  # eating disorder
    routine_4_weeks="int32",
    urgent_starts="int32",
    urgent_1_week="int32",
)  # fmt: skip

workforce = _contract(
    "workforce", ("as_at",), "as_at", "as_at", supplementary=True,
    as_at="date",
    cases="int32",
    case_holder_fte="float64",
    in_post_fte="float64",
    agency_fte="float64",
    vacant_fte="float64",
)  # fmt: skip

# --- the board's own records: kept in the web application, and counted like any other return --------------
# `record` is the number by which people know it, such as ACT-12.

board_attendance = _contract(
    "board_attendance", ("record",), "held_date", "held_date", own=True,
    record="string",
    held_date="date",
    agency="string",
    came="string",  # present, substitute, apologies, absent
)  # fmt: skip

board_challenges = _contract(
    "board_challenges", ("record",), "due_date", "due_date", own=True,
    record="string",
    due_date="date",
    settled_date="date",  # null while it is not settled
    outcome="string",  # resolved, partly, not_resolved, escalated
)  # fmt: skip

board_actions = _contract(
    "board_actions", ("record",), "due_date", "due_date", own=True,
    record="string",
    due_date="date",
    accepted_date="date",  # the day on which somebody else accepted that it is done
    impact_due_date="date",  # null where no impact is expected
    impact_date="date",  # the day on which the board said that its impact is evidenced
)  # fmt: skip

# --- reference: who lives where, which days are worked, which periods are asked for ---------------------

population = _contract("population", ("year",), year="int32", residents="int64")  # mid-year, aged 0 to 17
localities = _contract("localities", ("postcode_district",), postcode_district="string", locality="string")

# `working_day` counts the working days up to and including `day`, so that the working days between two
# dates is a subtraction on any engine.
calendar = ibis.table({"day": "date", "working_day": "int32"}, name="calendar")

# The group of each code that says who told of a child: a join finds it in a third of the time of a CASE of thirty.
sources = ibis.table({"source_code": "string", "source": "string"}, name="sources")

# The periods being read, made for each run: one row a period, and one row a day that a period contains.
periods = ibis.table({"period": "string", "period_start": "date", "period_end": "date"}, name="periods")
period_days = ibis.table(
    {"day": "date", "period": "string", "period_start": "date", "period_end": "date"}, name="period_days"
)
moments = ibis.table({"period": "string", "period_end": "date"}, name="moments")  # the distinct last days
