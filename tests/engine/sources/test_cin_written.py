"""The census of a made-up world: every year's layout, written and read back as it was known then."""

from collections.abc import Mapping
from datetime import date

import pyarrow as pa
import pytest

from lineofsight.engine.sources import cin_census
from lineofsight.engine.sources.intake import Declared, Intake, Span
from lineofsight.engine.sources.synthetic import write_cin
from tests.engine.sources.small_world import rows

DECLARED = Declared(area="799", sender="Severnshire", made_up=True)


def story(year: int) -> Mapping[str, pa.Table]:
    """A child whose plan outlasts the census of `year`, and one who is not born when it ends."""

    def day(years: int, month: int, dom: int) -> date:
        return date(year + years, month, dom)

    return {
        "person": rows(
            "person",
            {"person_id": "C1", "dob": day(-9, 6, 15), "sex": "F", "ethnicity": "WBRI", "disabled": True,
             "death_date": day(0, 9, 9)},
            {"person_id": "C2", "dob": day(0, 6, 15), "sex": "M", "ethnicity": "NOBT"},
            {"person_id": "C3", "dob": day(-4, 6, 15), "sex": "M", "disabled": False},
        ),
        "cin_episodes": rows(
            "cin_episodes",
            {"person_id": "C1", "referral_id": "R1", "referral_date": day(-2, 4, 4), "source_code": "2A",
             "primary_need_code": "N1", "nfa": False, "close_date": day(0, 6, 1), "close_reason": "RC8"},
            {"person_id": "C2", "referral_id": "R2", "referral_date": day(0, 3, 1), "nfa": True,
             "close_date": day(0, 3, 2), "close_reason": "RC8"},
            {"person_id": "C3", "referral_id": "R3", "referral_date": day(0, 4, 1)},  # next year's
            {"person_id": "C3", "referral_id": "R0", "referral_date": day(-2, 4, 1),
             "close_date": day(-1, 3, 31)},
        ),
        "cin_assessments": rows(
            "cin_assessments",
            {"person_id": "C1", "assessment_id": "A1", "referral_id": "R1", "start_date": day(-1, 4, 5),
             "auth_date": day(-1, 5, 5), "factors": " 3B 18B 24A "},
            {"person_id": "C1", "assessment_id": "A2", "referral_id": "R1", "start_date": day(0, 3, 5),
             "auth_date": day(0, 4, 5), "factors": " 16A "},
        ),
        "s47_enquiry": rows(
            "s47_enquiry",
            {"person_id": "C1", "s47_enquiry_id": "S1", "referral_id": "R1", "start_date": day(-1, 3, 20)},
            {"person_id": "C1", "s47_enquiry_id": "S2", "referral_id": "R1", "start_date": day(0, 3, 20)},
            {"person_id": "C1", "s47_enquiry_id": "S0", "referral_id": "R1", "start_date": day(-2, 4, 20)},
        ),
        "initial_cp_conference": rows(
            "initial_cp_conference",
            {"person_id": "C1", "icpc_id": "I1", "referral_id": "R1", "s47_start_date": day(-1, 3, 20),
             "icpc_date": day(-1, 4, 9), "transfer_in": False, "outcome_cp": True},
            {"person_id": "C1", "icpc_id": "I2", "referral_id": "R1", "s47_start_date": day(0, 3, 20),
             "icpc_date": day(0, 4, 3), "transfer_in": False, "outcome_cp": True},
            {"person_id": "C2", "icpc_id": "I3", "referral_id": "R2", "icpc_date": day(0, 3, 2),
             "transfer_in": True, "outcome_cp": False},
        ),
        "cp_plans": rows(
            "cp_plans",
            {"person_id": "C1", "cp_plan_id": "P0", "referral_id": "R1", "start_date": day(-2, 4, 21),
             "end_date": day(-2, 9, 1), "initial_category": "NEG", "latest_category": "NEG"},
            {"person_id": "C1", "cp_plan_id": "P1", "referral_id": "R1", "start_date": day(-1, 4, 9),
             "end_date": day(0, 4, 2), "initial_category": "NEG", "latest_category": "MUL", "ola": False},
            {"person_id": "C3", "cp_plan_id": "P2", "start_date": day(-1, 4, 9), "ola": True},
        ),
        "cp_reviews": rows(
            "cp_reviews",
            {"person_id": "C1", "cp_review_id": "V1", "cp_plan_id": "P1", "review_date": day(-1, 7, 1)},
            {"person_id": "C1", "cp_review_id": "V2", "cp_plan_id": "P1", "review_date": day(0, 4, 1)},
            {"person_id": "C1", "cp_review_id": "V3", "cp_plan_id": "P1", "due_date": day(0, 3, 1)},
        ),
    }  # fmt: skip


def told(intake: Intake, table: str, *columns: str) -> list[tuple]:
    return [tuple(row.values()) for row in intake.tables[table].select(columns).to_pylist()]


@pytest.mark.parametrize("year", range(2017, 2027))
def test_every_years_layout_is_written_and_read_back_as_it_was_known_then(tmp_path, year):
    paths = write_cin.write(story(year), tmp_path, DECLARED, year)
    assert cin_census.claim(paths) == [paths]
    intake = cin_census.read(paths, Declared())
    assert not intake.faults
    assert intake.covers["cp_plans"] == Span(date(year - 1, 4, 1), date(year, 3, 31))
    assert told(intake, "person", "person_id", "sex", "disabled", "dob", "expected_dob", "death_date") == [
        ("C1", "F", True, date(year - 9, 6, 15), None, None),
        ("C2", "U", None, None, date(year, 6, 15), None),
    ]
    assert told(intake, "cin_episodes", "person_id", "close_date", "close_reason", "nfa") == [
        ("C1", None, None, False),
        ("C2", date(year, 3, 1), None, True),  # the census asks for no closure of these
    ]
    factors = " 3B 18A " if year < 2022 else " 3B 18B 24A "
    assert told(intake, "cin_assessments", "auth_date", "factors") == [
        (date(year - 1, 5, 5), factors),
        (None, None),
    ]
    assert told(intake, "s47_enquiry", "start_date") == [(date(year - 1, 3, 20),), (date(year, 3, 20),)]
    assert told(
        intake, "initial_cp_conference", "s47_start_date", "icpc_date", "transfer_in", "outcome_cp"
    ) == [
        (date(year - 1, 3, 20), date(year - 1, 4, 9), False, True),
        (None, date(year, 3, 2), True, False),
    ]
    assert told(intake, "cp_plans", "start_date", "end_date", "latest_category", "previous_plans") == [
        (date(year - 1, 4, 9), None, "MUL", 1)
    ]
    assert told(intake, "cp_reviews", "review_date") == [(date(year - 1, 7, 1),)]


@pytest.mark.parametrize(("year", "there"), [(2024, False), (2025, True)])
def test_sex_is_written_in_letters_from_2024_25(tmp_path, year, there):
    (path,) = write_cin.write(story(year), tmp_path, DECLARED, year)
    assert ("<Sex>F</Sex>" in path.read_text(), "<GenderCurrent>2" in path.read_text()) == (there, not there)


def test_pre_proceedings_are_written_from_2026_and_passed_over_when_read(tmp_path):
    plan = {"person_id": "C1", "cp_plan_id": "P1", "referral_id": "R1", "start_date": date(2024, 9, 9)}
    longer = {**story(2026), "cp_plans": rows("cp_plans", plan)}
    (path,) = write_cin.write(longer, tmp_path, DECLARED, 2026)
    assert "<PPStartDate>2025-09-09" in path.read_text()
    assert not cin_census.read([path], Declared()).faults


def test_a_factor_alone_that_was_not_asked_for_yet_is_told_as_other(tmp_path):
    assessment = {"assessment_id": "A1", "referral_id": "R1", "start_date": date(2017, 5, 1)}
    assessment |= {"person_id": "C1", "auth_date": date(2017, 6, 1), "factors": " 24A "}
    world = {**story(2018), "cin_assessments": rows("cin_assessments", assessment)}
    paths = write_cin.write(world, tmp_path, DECLARED, 2018)
    assert told(cin_census.read(paths, Declared()), "cin_assessments", "factors") == [(" 20 ",)]


def test_the_same_world_gives_the_same_bytes_and_says_that_it_is_made_up(tmp_path):
    first, second = (write_cin.write(story(2017), tmp_path / name, DECLARED, 2017)[0] for name in "ab")
    assert first.read_bytes() == second.read_bytes()
    assert "Made up" in first.read_text()
    assert "made_up = true" in (first.parent / "return.toml").read_text()
