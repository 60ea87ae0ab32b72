"""A few made-up children in contract tables, to be written as a return and read back."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime

import pyarrow as pa

from lineofsight.engine.sources.cleaning import schema
from lineofsight.engine.sources.intake import Declared, Span
from lineofsight.engine.tables import CONTRACT

DECLARED = Declared(
    area="799",
    covers=Span(date(2012, 4, 1), date(2018, 3, 31)),
    known_on=date(2018, 5, 31),
    sender="Severnshire",
    made_up=True,
)


def rows(table: str, *given: Mapping[str, object]) -> pa.Table:
    """Rows of a contract table; what is not given is null."""
    wanted = pa.schema([part for part in schema(table) if part.name in CONTRACT[table].columns])
    return pa.Table.from_pylist([{"area": "799", **row} for row in given], wanted)


def as_rows(table: pa.Table) -> list[dict]:
    """A table's rows without where they were read from, in an order of their own."""
    there = [name for name in ("file", "row") if name in table.column_names]
    return sorted(table.drop_columns(there).to_pylist(), key=str)


def differing(
    given: Mapping[str, pa.Table], read: Mapping[str, pa.Table], tables: Iterable[str]
) -> list[str]:
    return [name for name in tables if as_rows(given[name]) != as_rows(read[name])]


PEOPLE = rows(
    "person",
    {"person_id": "C1", "dob": date(2010, 6, 15), "sex": "F", "ethnicity": "WBRI", "disabled": False,
     "postcode_district": "SV1"},
    {"person_id": "C2", "dob": date(2004, 1, 15), "sex": "M", "ethnicity": "MWBC", "disabled": True,
     "postcode_district": "SV12", "death_date": date(2017, 2, 1)},
    {"person_id": "C3", "expected_dob": date(2018, 8, 15), "sex": "U", "ethnicity": "NOBT"},
)  # fmt: skip

SSD_WORLD = {
    "person": PEOPLE,
    "contacts": rows(
        "contacts",
        {"person_id": "C1", "contact_id": "K1", "contact_date": date(2016, 4, 3), "source_code": "2A",
         "new_referral": True, "nfa": False, "advice": False, "other_outcome": False},
        {"person_id": "C2", "contact_id": "K2", "contact_date": date(2016, 5, 9), "source_code": "6",
         "new_referral": False, "nfa": True, "advice": True, "other_outcome": True},
        {"person_id": "C2", "contact_id": "K3", "contact_date": date(2017, 5, 9)},
    ),
    "early_help_episodes": rows(
        "early_help_episodes",
        {"person_id": "C1", "episode_id": "H1", "start_date": date(2015, 1, 5), "end_date": date(2015, 7, 5),
         "end_reason": "step up", "organisation": "Hilltop Primary School", "led_by": "school"},
        {"person_id": "C2", "episode_id": "H2", "start_date": date(2016, 1, 5), "end_reason": None,
         "organisation": "Severnshire Council Early Help Team", "led_by": "council"},
        {"person_id": "C2", "episode_id": "H3", "start_date": date(2014, 1, 5), "end_date": date(2014, 2, 5),
         "end_reason": "outcomes met"},
    ),
    "cin_episodes": rows(
        "cin_episodes",
        {"person_id": "C1", "referral_id": "R1", "referral_date": date(2016, 4, 4), "source_code": "2A",
         "primary_need_code": "N1", "nfa": False, "close_date": date(2017, 1, 1), "close_reason": "RC8"},
        {"person_id": "C2", "referral_id": "R2", "referral_date": date(2016, 6, 4), "nfa": True,
         "close_date": date(2016, 6, 4)},
    ),
    "cin_assessments": rows(
        "cin_assessments",
        {"person_id": "C1", "assessment_id": "A1", "referral_id": "R1", "start_date": date(2016, 4, 5),
         "auth_date": date(2016, 5, 5), "child_seen": True, "factors": " 3B 11A 16A "},
        {"person_id": "C1", "assessment_id": "A2", "referral_id": "R1", "start_date": date(2016, 6, 5)},
    ),
    "s47_enquiry": rows(
        "s47_enquiry",
        {"person_id": "C1", "s47_enquiry_id": "S1", "referral_id": "R1", "start_date": date(2016, 5, 6),
         "end_date": date(2016, 5, 20)},
    ),
    "initial_cp_conference": rows(
        "initial_cp_conference",
        {"person_id": "C1", "icpc_id": "I1", "referral_id": "R1", "s47_start_date": date(2016, 5, 6),
         "icpc_date": date(2016, 5, 25), "transfer_in": False, "outcome_cp": True},
        {"person_id": "C2", "icpc_id": "I2", "icpc_date": date(2016, 7, 25), "transfer_in": True,
         "outcome_cp": True},
    ),
    "cp_plans": rows(
        "cp_plans",
        {"person_id": "C1", "cp_plan_id": "P1", "referral_id": "R1", "start_date": date(2016, 5, 25),
         "end_date": date(2017, 3, 1), "initial_category": "NEG", "latest_category": "MUL", "ola": False},
    ),
    "cp_reviews": rows(
        "cp_reviews",
        {"person_id": "C1", "cp_review_id": "V1", "cp_plan_id": "P1", "due_date": date(2016, 8, 25),
         "review_date": date(2016, 8, 20), "quorate": True, "participation": "PN1"},
        {"person_id": "C1", "cp_review_id": "V2", "cp_plan_id": "P1", "due_date": date(2019, 2, 20)},
    ),
    "cp_visits": rows(
        "cp_visits",
        {"person_id": "C1", "cp_visit_id": "W1", "cp_plan_id": "P1", "visit_date": date(2016, 6, 1),
         "seen": True, "seen_alone": False},
    ),
    "cla_episodes": rows(
        "cla_episodes",
        {"person_id": "C2", "episode_id": "E1", "start_date": date(2015, 2, 1), "start_reason": "S",
         "end_date": date(2015, 9, 1), "end_reason": "X1", "legal_status": "V2", "primary_need_code": "N1",
         "entered_care_date": date(2015, 2, 1)},
        {"person_id": "C2", "episode_id": "E2", "start_date": date(2015, 9, 1), "start_reason": "L",
         "legal_status": "C2", "primary_need_code": "N1", "entered_care_date": date(2015, 2, 1)},
    ),
    "cla_placement": rows(
        "cla_placement",
        {"person_id": "C2", "placement_id": "L1", "start_date": date(2015, 2, 1), "placement_type": "U4"},
    ),
    "cla_health": rows(
        "cla_health",
        {"person_id": "C2", "health_check_id": "X1", "check_type": "health", "check_date": date(2015, 2, 20),
         "status": "completed"},
        {"person_id": "C2", "health_check_id": "X2", "check_type": "dental", "check_date": date(2018, 9, 20),
         "status": "planned"},
    ),
    "cla_immunisations": rows(
        "cla_immunisations", {"person_id": "C2", "up_to_date": False, "status_date": date(2017, 3, 31)}
    ),
    "sdq_scores": rows(
        "sdq_scores",
        {"person_id": "C2", "sdq_id": "Q1", "completed_date": date(2016, 9, 1), "score": 17},
        {"person_id": "C2", "sdq_id": "Q2", "completed_date": date(2017, 9, 1), "reason": "SDQ2"},
    ),
    "missing": rows(
        "missing",
        {"person_id": "C2", "missing_id": "M1", "start_date": date(2016, 9, 1), "end_date": date(2016, 9, 2),
         "missing_type": "M", "rhi_offered": "Y", "rhi_accepted": "NA"},
    ),
    "involvements": rows(
        "involvements",
        {"person_id": "C1", "involvement_id": "N1", "professional_id": "D1", "start_date": date(2016, 4, 4)},
    ),
    "professionals": rows(
        "professionals",
        {"professional_id": "D1", "as_at": date(2017, 9, 30), "caseload": 17, "fte": 0.8, "agency": True},
    ),
}  # fmt: skip

SUPPLEMENTARY_WORLD = {
    "person": PEOPLE,
    "front_door": rows(
        "front_door",
        {"person_id": "C1", "contact_id": "K1", "received_date": date(2016, 4, 3),
         "decided_date": date(2016, 4, 4), "source_code": "2A", "agency": "=Hilltop, School",
         "professional": True, "below_s47": True,
         "consent": "not sought: safety", "stated_level": 3, "decided_level": 2, "inappropriate": False,
         "feedback_date": date(2016, 4, 6)},
        {"person_id": "C2", "contact_id": "K2", "received_date": date(2016, 5, 9)},
    ),
    "agency_checks": rows(
        "agency_checks",
        {"person_id": "C1", "check_id": "G1", "agency": "Police", "rag": "amber",
         "asked_at": datetime(2016, 4, 3, 9, 0), "due_at": datetime(2016, 4, 3, 13, 0),
         "due_date": date(2016, 4, 3), "returned_at": datetime(2016, 4, 3, 12, 59)},
    ),
    "core_groups": rows(
        "core_groups",
        {"person_id": "C1", "core_group_id": "O1", "plan_start_date": date(2016, 5, 25),
         "held_date": date(2016, 6, 3)},
    ),
    "return_interviews": rows(
        "return_interviews",
        {"person_id": "C2", "interview_id": "T1", "returned_date": date(2016, 9, 2),
         "returned_at": datetime(2016, 9, 2, 1, 30), "required": True, "offered": True, "accepted": True,
         "held_at": datetime(2016, 9, 4, 16, 0), "held_date": date(2016, 9, 4), "looked_after": True},
    ),
    "health_notifications": rows(
        "health_notifications",
        {"person_id": "C2", "notification_id": "F1", "entered_care_date": date(2015, 2, 1),
         "notified_date": date(2015, 2, 5)},
    ),
    "exploitation_screenings": rows(
        "exploitation_screenings",
        {"person_id": "C2", "screening_id": "Z1", "indicated_date": date(2016, 9, 2)},
    ),
    "exploitation_risks": rows(
        "exploitation_risks",
        {"person_id": "C2", "risk_id": "Y1", "start_date": date(2016, 9, 5), "end_date": date(2017, 3, 5),
         "level": "high", "review_date": date(2017, 3, 1), "level_at_review": "none"},
    ),
    "camhs": rows(
        "camhs",
        {"as_at": date(2017, 3, 31), "pathway": "core", "waiting": 210, "waiting_18_weeks": 180, "starts": 40,
         "starts_18_weeks": 30, "starts_4_weeks": 11},
        {"as_at": date(2017, 3, 31), "pathway": "all", "median_wait": 61.5, "p90_wait": 140.0},
    ),
    "workforce": rows(
        "workforce",
        {"as_at": date(2017, 9, 30), "cases": 1650, "case_holder_fte": 96.4, "in_post_fte": 130.0,
         "agency_fte": 18.5, "vacant_fte": 12.0},
    ),
}  # fmt: skip
