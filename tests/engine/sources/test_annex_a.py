"""Ofsted's Annex A: lists however they are named and laid out, and made-up children written and read back."""

import csv
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import openpyxl
import pytest
from hypothesis import strategies as st

from lineofsight.engine.sources import annex_a
from lineofsight.engine.sources.annex_a import lists
from lineofsight.engine.sources.intake import Declared, Intake, Severity, SourceError, Span
from lineofsight.engine.sources.synthetic import write_annex_a
from tests.engine.sources.hostile import CELLS, damaged, run_for
from tests.engine.sources.small_world import rows

KNOWN_ON = date(2016, 9, 30)
DECLARED = Declared(area="885", known_on=KNOWN_ON)
SIX_MONTHS = Span(date(2016, 3, 30), KNOWN_ON)

CHILD = ["Child Unique ID", "Gender", "Ethnicity", "Date of Birth", "Age of Child (Years)"]
CONTACTS = [*CHILD, "Date of Contact", "Contact Source"]
REFERRALS = [*CHILD, "Date of referral", "Referral Source", "Referral NFA?"]
ASSESSMENTS = [
    *CHILD, "Does the Child have a Disability", "Continuous Assessment Start Date",
    "Child Seen During Continuous Assessment", "Continuous Assessment Date of Authorisation",
]  # fmt: skip
CASES = [
    *CHILD,
    "CIN Start Date",
    "Primary Need Code",
    "CIN Closure Date",
    "Reason for Closure",
    "Case Status",
]
ENQUIRIES = [
    *CHILD, "Strategy discussion initiating Section 47 Enquiry Start Date",
    "Date of Initial Child Protection Conference",
    "Did the Initial Child Protection Conference Result in a Child Protection Plan",
]  # fmt: skip
ANN = ["1", "b) Female", "a) WBRI", "15/06/2010", 6]
SOUND = {"List 1": [CONTACTS, [*ANN, "03/04/2016", "6"]]}
BEN = ["2", "a) Male", "f) MWBC", date(2004, 1, 15), 12]


def book(path: Path, sheets: Mapping[str, Sequence[Sequence]]) -> Path:
    made = openpyxl.Workbook()
    made.remove(made.active)
    for name, cells in sheets.items():
        sheet = made.create_sheet(name)
        for row in cells:
            sheet.append(row)
    made.save(path)
    return path


def read(path: Path, sheets: Mapping[str, Sequence[Sequence]], declared: Declared = DECLARED) -> Intake:
    return annex_a.read([book(path / "annex.xlsx", sheets)], declared)


def column(intake: Intake, table: str, name: str) -> list:
    return intake.tables[table][name].to_pylist()


def told(intake: Intake, severity: Severity) -> list[str]:
    return [str(fault) for fault in intake.faults if fault.severity is severity]


# --- made-up children, written and read back ----------------------------------------------------------

DAY = date
WORLD = {
    "person": rows(
        "person",
        {"person_id": "C1", "dob": DAY(2010, 6, 15), "sex": "F", "ethnicity": "WBRI", "disabled": False},
        {"person_id": "C2", "dob": DAY(2004, 1, 15), "sex": "M", "ethnicity": "MWBC", "disabled": True},
        {"person_id": "C3", "expected_dob": DAY(2016, 12, 15), "sex": "U", "ethnicity": "NOBT"},
    ),
    "contacts": rows(
        "contacts",
        {"person_id": "C1", "contact_id": "K1", "contact_date": DAY(2016, 3, 29), "source_code": "6"},
        {"person_id": "C1", "contact_id": "K2", "contact_date": DAY(2016, 3, 30), "source_code": "6"},
        {"person_id": "C3", "contact_id": "K3", "contact_date": DAY(2016, 9, 30), "source_code": "5D"},
        {"person_id": "C2", "contact_id": "K4", "contact_date": DAY(2016, 10, 1), "source_code": "2A"},
    ),
    "early_help_episodes": rows(
        "early_help_episodes",
        {"person_id": "C1", "episode_id": "H1", "start_date": DAY(2015, 1, 5), "end_date": DAY(2016, 3, 1)},
        {"person_id": "C2", "episode_id": "H2", "start_date": DAY(2016, 2, 5), "end_date": DAY(2016, 11, 5),
         "organisation": "Hilltop Primary School", "led_by": "school"},
    ),
    "cin_episodes": rows(
        "cin_episodes",
        {"person_id": "C1", "referral_id": "R1", "referral_date": DAY(2016, 4, 4), "source_code": "2A",
         "primary_need_code": "N1", "nfa": False, "close_date": DAY(2016, 9, 1), "close_reason": "RC8"},
        {"person_id": "C2", "referral_id": "R2", "referral_date": DAY(2016, 6, 4), "source_code": "10",
         "nfa": True},
        {"person_id": "C2", "referral_id": "R3", "referral_date": DAY(2014, 6, 4), "source_code": "1D",
         "primary_need_code": "N5", "nfa": False},
    ),
    "cin_assessments": rows(
        "cin_assessments",
        {"person_id": "C1", "assessment_id": "A1", "start_date": DAY(2016, 4, 5),
         "auth_date": DAY(2016, 5, 5), "child_seen": True},
        {"person_id": "C1", "assessment_id": "A2", "start_date": DAY(2016, 9, 5),
         "auth_date": DAY(2016, 10, 5)},
    ),
    "s47_enquiry": rows(
        "s47_enquiry",
        {"person_id": "C1", "s47_enquiry_id": "S0", "start_date": DAY(2015, 5, 6),
         "end_date": DAY(2015, 5, 20)},
        {"person_id": "C1", "s47_enquiry_id": "S1", "start_date": DAY(2016, 5, 6),
         "end_date": DAY(2016, 5, 20)},
        {"person_id": "C2", "s47_enquiry_id": "S2", "start_date": DAY(2016, 8, 6),
         "end_date": DAY(2016, 8, 20)},
    ),
    "initial_cp_conference": rows(
        "initial_cp_conference",
        {"person_id": "C1", "icpc_id": "I1", "s47_start_date": DAY(2016, 5, 6), "icpc_date": DAY(2016, 5, 25),
         "transfer_in": False, "outcome_cp": True},
    ),
    "cp_plans": rows(
        "cp_plans",
        {"person_id": "C1", "cp_plan_id": "P0", "start_date": DAY(2013, 5, 25), "end_date": DAY(2014, 5, 25),
         "initial_category": "PHY", "latest_category": "PHY", "ola": False},
        {"person_id": "C1", "cp_plan_id": "P1", "start_date": DAY(2016, 5, 25), "initial_category": "NEG",
         "latest_category": "MUL", "ola": False},
        {"person_id": "C2", "cp_plan_id": "P2", "start_date": DAY(2016, 5, 25), "ola": True},
    ),
    "cp_visits": rows(
        "cp_visits",
        {"person_id": "C1", "cp_visit_id": "W1", "visit_date": DAY(2016, 6, 1), "seen": True,
         "seen_alone": False},
    ),
    "cla_episodes": rows(
        "cla_episodes",
        {"person_id": "C1", "episode_id": "E0", "start_date": DAY(2013, 2, 1), "start_reason": "S",
         "end_date": DAY(2014, 2, 1), "end_reason": "E4A", "legal_status": "V2", "primary_need_code": "N1",
         "entered_care_date": DAY(2013, 2, 1)},
        {"person_id": "C2", "episode_id": "E1", "start_date": DAY(2015, 2, 1), "start_reason": "S",
         "end_date": DAY(2015, 9, 1), "end_reason": "X1", "legal_status": "V2", "primary_need_code": "N1",
         "entered_care_date": DAY(2015, 2, 1)},
        {"person_id": "C2", "episode_id": "E2", "start_date": DAY(2015, 9, 1), "start_reason": "L",
         "end_date": DAY(2016, 4, 1), "end_reason": "E4A", "legal_status": "C2", "primary_need_code": "N1",
         "entered_care_date": DAY(2015, 2, 1)},
    ),
    "cla_placement": rows(
        "cla_placement",
        {"person_id": "C2", "placement_id": "L1", "start_date": DAY(2015, 2, 1), "placement_type": "U4"},
    ),
    "missing": rows(
        "missing",
        {"person_id": "C2", "missing_id": "M1", "start_date": DAY(2016, 1, 1), "end_date": DAY(2016, 1, 2),
         "missing_type": "M", "rhi_offered": "Y", "rhi_accepted": "N"},
    ),
}  # fmt: skip
MADE_UP = Declared(area="799", known_on=KNOWN_ON, sender="Severnshire", made_up=True)


@pytest.fixture(scope="module")
def back(tmp_path_factory) -> Intake:
    folder = tmp_path_factory.mktemp("annex_a")
    write_annex_a.write(WORLD, folder, MADE_UP)
    (paths,) = annex_a.claim(sorted(folder.iterdir()))
    return annex_a.read(paths, Declared(made_up=True))  # area and day stand on the cover


def test_a_return_stands_for_its_six_months_whatever_its_rows_say(back):
    assert back.area == "799"
    assert back.known_on == KNOWN_ON
    assert set(back.covers.values()) == {SIX_MONTHS}
    assert set(back.covers) == set(back.tables)


def test_contacts_of_the_six_months_are_read_back(back):
    assert column(back, "contacts", "contact_id") == ["C1/2016-03-30/6", "C3/2016-09-30/5D"]
    assert column(back, "contacts", "new_referral") == [None, None]
    assert "new_referral" not in back.columns["contacts"]


def test_help_that_ends_after_the_day_is_open(back):
    assert back.tables["early_help_episodes"].drop_columns(["file", "row"]).to_pylist() == [
        {"area": "799", "person_id": "C2", "episode_id": "C2/2016-02-05", "start_date": DAY(2016, 2, 5),
         "end_date": None, "end_reason": None, "organisation": "Hilltop Primary School", "led_by": "school"},
    ]  # fmt: skip


def test_a_referral_and_its_case_are_one_row(back):
    found = {row["referral_id"]: row for row in back.tables["cin_episodes"].to_pylist()}
    assert list(found) == ["C1/2016-04-04", "C2/2016-06-04", "C2/2014-06-04"]
    both = found["C1/2016-04-04"]  # source and outcome from list 3, need and closure from list 6
    assert [both["source_code"], both["nfa"], both["primary_need_code"]] == ["2A", False, "N1"]
    assert [both["close_date"], both["close_reason"]] == [DAY(2016, 9, 1), "RC8"]
    assert found["C2/2016-06-04"]["close_date"] == DAY(2016, 6, 4)  # a referral only: it never was a case
    assert found["C2/2014-06-04"]["close_date"] is None  # open, and referred before the six months


def test_assessments_are_linked_to_the_referral_before_them(back):
    found = back.tables["cin_assessments"].to_pylist()
    assert [row["auth_date"] for row in found] == [DAY(2016, 5, 5), None]
    assert [row["child_seen"] for row in found] == [True, None]
    assert {row["referral_id"] for row in found} == {"C1/2016-04-04"}


def test_a_conference_is_read_with_the_enquiry_that_led_to_it(back):
    assert column(back, "s47_enquiry", "s47_enquiry_id") == ["C1/2016-05-06", "C2/2016-08-06"]
    (conference,) = back.tables["initial_cp_conference"].to_pylist()
    assert conference["icpc_id"] == "C1/2016-05-25"
    assert conference["s47_start_date"] == DAY(2016, 5, 6)
    assert conference["outcome_cp"] is True
    assert conference["transfer_in"] is False


def test_plans_carry_the_returns_own_count_of_earlier_plans(back):
    (plan,) = back.tables["cp_plans"].to_pylist()
    assert plan["cp_plan_id"] == "C1/2016-05-25"
    assert [plan["initial_category"], plan["latest_category"], plan["previous_plans"]] == ["NEG", "MUL", 1]
    assert "previous_plans" in back.columns["cp_plans"]


def test_a_period_of_care_is_one_episode(back):
    (care,) = back.tables["cla_episodes"].to_pylist()
    assert [care["start_date"], care["entered_care_date"], care["start_reason"]] == [DAY(2015, 2, 1)] * 2 + [
        "S"
    ]
    assert [care["end_date"], care["end_reason"], care["legal_status"]] == [DAY(2016, 4, 1), "E4A", "C2"]


def test_latest_dates_make_no_history(back):
    assert not {"cp_visits", "cp_reviews", "cla_health", "cla_placement", "missing"} & set(back.tables)
    assert any("List 7" in fault and "cannot say" in fault for fault in told(back, Severity.NOTED))


def test_children_are_read_once_and_the_unborn_have_no_birth_date(back):
    found = {row["person_id"]: row for row in back.tables["person"].to_pylist()}
    assert len(found) == back.tables["person"].num_rows == 3
    assert [found["C1"][name] for name in ("dob", "sex", "ethnicity", "disabled")] == [
        DAY(2010, 6, 15), "F", "WBRI", False,
    ]  # fmt: skip
    assert found["C2"]["disabled"] is True
    assert [found["C3"][name] for name in ("dob", "expected_dob", "sex")] == [None, DAY(2016, 12, 15), "U"]


def test_every_row_written_is_read(back):
    assert sum(back.rejected.values()) == 0
    assert back.read["annex_a.xlsx, sheet 'List 3'"] == 2
    assert back.read["annex_a.xlsx, sheet 'List 11'"] == 0
    assert told(back, Severity.REJECTED) == told(back, Severity.QUERIED) == []


def test_the_same_world_gives_the_same_bytes(tmp_path):
    for folder in ("a", "b"):
        write_annex_a.write(WORLD, tmp_path / folder, MADE_UP)
    first, second = (tmp_path / folder / "annex_a.xlsx" for folder in ("a", "b"))
    assert first.read_bytes() == second.read_bytes()
    with ZipFile(first) as archive:
        assert {part.date_time[0] for part in archive.infolist()} == {1980}
    assert 'format = "annex_a"' in (tmp_path / "a" / "return.toml").read_text(encoding="utf-8")


def test_every_list_is_written_with_its_headings(tmp_path):
    write_annex_a.write(WORLD, tmp_path, MADE_UP)
    made = openpyxl.load_workbook(tmp_path / "annex_a.xlsx")
    assert made.sheetnames == ["Cover", *(f"List {number}" for number in range(1, 12))]
    for number in range(1, 12):
        written = [cell.value for cell in made[f"List {number}"][1]]
        assert written == [heading.text for heading in lists.headings()[number]]


# --- however the lists are named and laid out -----------------------------------------------------------


@pytest.mark.parametrize(
    "name", ["List 1", "List_1", "1", "LIST 01", "Contacts", "1. Contacts", "Annex A List 1", "Tab"]
)
def test_a_list_is_found_by_its_number_its_name_or_its_headings(tmp_path, name):
    intake = read(tmp_path, {name: [CONTACTS, [*ANN, "03/04/2016", "q) 6: Police"]]})
    assert column(intake, "contacts", "source_code") == ["6"]


def test_headings_may_stand_in_another_order_spelling_and_row(tmp_path):
    heading = ["DATE  OF\nCONTACT", "contact-source", "Team", "child unique id ", "Sex"]
    intake = read(
        tmp_path,
        {"List 1": [["Annex A"], [], ["Severnshire, OFFICIAL"], heading, ["2016-04-03", "6", "X", "7", "M"]]},
    )
    (contact,) = intake.tables["contacts"].to_pylist()
    assert [contact["person_id"], contact["contact_date"], contact["row"]] == ["7", DAY(2016, 4, 3), 5]
    assert column(intake, "person", "sex") == ["M"]


def test_a_sheet_with_another_lists_headings_is_read_as_that_list(tmp_path):
    intake = read(tmp_path, {"List 2": [CONTACTS, [*ANN, "03/04/2016", "q) 6: Police"]]})
    assert column(intake, "contacts", "source_code") == ["6"]
    assert any("is read as that" in fault for fault in told(intake, Severity.NOTED))


def test_formula_cells_give_their_value(tmp_path):
    path = tmp_path / "annex.xlsx"
    book(path, {"List 1": [CONTACTS, [*ANN, DAY(2016, 4, 3), "q) 6: Police"]]})
    cached = b'<c r="F2"><f>TODAY()-180</f><v>42463</v></c>'  # 3 April 2016, its format lost
    with ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    sheet = parts["xl/worksheets/sheet1.xml"]
    start = sheet.index(b'<c r="F2"')
    parts["xl/worksheets/sheet1.xml"] = sheet[:start] + cached + sheet[sheet.index(b"</c>", start) + 4 :]
    with ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    assert column(annex_a.read([path], DECLARED), "contacts", "contact_date") == [DAY(2016, 4, 3)]


@pytest.mark.parametrize(
    ("sent", "meant"),
    [
        ("a) Yes", True),
        ("b) No", False),
        ("c) Unknown", None),
        ("Yes", True),
        ("N", False),
        ("", None),
        (1, True),
    ],
)
def test_answers_are_read_however_they_are_spelt(tmp_path, sent, meant):
    row = [*ANN, "c) Unknown", "05/04/2016", sent, ""]
    intake = read(tmp_path, {"List 4": [ASSESSMENTS, row]})
    assert column(intake, "cin_assessments", "child_seen") == [meant]
    assert told(intake, Severity.QUERIED) == []


@pytest.mark.parametrize(
    ("sent", "meant"),
    [
        ("p1) 5D: LA services", "5D"),
        ("e) 2A: Schools", "2A"),
        ("2A", "2A"),
        ("2a", "2A"),
        ("u) 10: Unknown", "10"),
    ],
)
def test_codes_are_read_behind_their_letters(tmp_path, sent, meant):
    intake = read(tmp_path, {"List 1": [CONTACTS, [*ANN, "03/04/2016", sent]]})
    assert column(intake, "contacts", "source_code") == [meant]


def test_a_folder_of_csvs_is_one_return(tmp_path):
    for name, table in {
        "list_1.csv": [CONTACTS, [*ANN, "03/04/2016", "q) 6: Police"]],
        "Referrals.csv": [REFERRALS, [*BEN[:3], "15/01/2004", 12, "05/04/2016", "6", "a) Yes"]],
        "notes.csv": [["Something", "else"], ["1", "2"]],
    }.items():
        with (tmp_path / name).open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows(table)
    (paths,) = annex_a.claim(sorted(tmp_path.iterdir()))
    assert [path.name for path in paths] == ["Referrals.csv", "list_1.csv"]
    intake = annex_a.read(paths, DECLARED)
    assert column(intake, "contacts", "row") == [2]
    assert sorted(column(intake, "person", "person_id")) == ["1", "2"]
    assert [file.name for file in intake.files] == ["Referrals.csv", "list_1.csv"]


# --- referrals and cases --------------------------------------------------------------------------------


def case(child, begun, closed="", need="N1 - Abuse or neglect"):
    return [*child, begun, need, closed, "", "c) Child in need plan"]


def test_a_case_begun_some_days_after_its_referral_is_not_counted_twice(tmp_path):
    intake = read(
        tmp_path,
        {
            "List 3": [REFERRALS, [*ANN, "04/04/2016", "q) 6: Police", "b) No"]],
            "List 6": [CASES, case(ANN, "20/04/2016")],
        },
    )
    (episode,) = intake.tables["cin_episodes"].to_pylist()
    assert [episode["referral_date"], episode["primary_need_code"]] == [DAY(2016, 4, 4), "N1"]
    assert any("are read as that referral's" in fault for fault in told(intake, Severity.NOTED))


def test_a_case_long_after_any_referral_counts_as_one(tmp_path):
    intake = read(
        tmp_path,
        {
            "List 3": [REFERRALS, [*ANN, "04/04/2016", "q) 6: Police", "b) No"]],
            "List 6": [CASES, case(ANN, "04/04/2016"), case(ANN, "04/09/2016"), case(BEN, "04/05/2010")],
        },
    )
    assert intake.tables["cin_episodes"].num_rows == 3
    assert any("1 cases begun in these months without" in fault for fault in told(intake, Severity.NOTED))


@pytest.mark.parametrize("number", [3, 6])
def test_one_of_the_two_lists_alone_covers_no_referrals(tmp_path, number):
    sheets = {
        3: [REFERRALS, [*ANN, "04/04/2016", "q) 6: Police", "b) No"]],
        6: [CASES, case(ANN, "20/04/2016")],
    }
    intake = read(tmp_path, {f"List {number}": sheets[number]})
    assert intake.tables["cin_episodes"].num_rows == 1
    assert "cin_episodes" not in intake.covers
    assert any("one of the two alone" in fault for fault in told(intake, Severity.NOTED))


def test_two_enquiries_that_lead_to_one_conference_give_one(tmp_path):
    intake = read(
        tmp_path,
        {
            "List 5": [
                ENQUIRIES,
                [*ANN, "01/05/2016", "20/05/2016", "a) Yes"],
                [*ANN, "06/05/2016", "20/05/2016", "a) Yes"],
            ]
        },
    )
    assert intake.tables["s47_enquiry"].num_rows == 2
    assert column(intake, "initial_cp_conference", "s47_start_date") == [DAY(2016, 5, 6)]


def test_a_conference_before_its_enquiry_is_queried(tmp_path):
    intake = read(tmp_path, {"List 5": [ENQUIRIES, [*ANN, "06/05/2016", "05/05/2016", "a) Yes"]]})
    assert intake.tables["initial_cp_conference"].num_rows == 0
    assert any("before the enquiry began in 1 rows" in fault for fault in told(intake, Severity.QUERIED))


def test_without_conference_dates_there_are_no_conferences(tmp_path):
    intake = read(tmp_path, {"List 5": [ENQUIRIES[:-2], [*ANN, "06/05/2016"]]})
    assert "initial_cp_conference" not in intake.tables
    assert "s47_enquiry" in intake.covers


def test_care_leavers_are_counted_and_said_not_to_be_used(tmp_path):
    leavers = [[*CHILD, "Eligibility Category"], [*ANN, "a) Relevant child"]]
    intake = read(tmp_path, {**SOUND, "List 9": leavers})
    assert intake.read["annex.xlsx, sheet 'List 9'"] == 1
    assert any(
        "'List 9': has 1 rows, which no measure uses" in fault for fault in told(intake, Severity.NOTED)
    )


# --- what is wrong is said ------------------------------------------------------------------------------


def test_rows_that_cannot_be_placed_are_rejected_with_the_reason(tmp_path):
    intake = read(
        tmp_path,
        {
            "List 1": [
                CONTACTS,
                [*ANN, "31/02/2016", "6"],
                ["", *ANN[1:], "01/04/2016", "6"],
                [*BEN, "01/04/2066", "6"],
                [*BEN, datetime(2016, 4, 1, 9, 30), "99Z"],
            ]
        },
    )
    assert intake.read == {"annex.xlsx, sheet 'List 1'": 4}
    assert intake.rejected == {"annex.xlsx, sheet 'List 1'": 3}
    assert column(intake, "contacts", "person_id") == ["2"]
    rejected = told(intake, Severity.REJECTED)
    assert any("row 2, field Date of Contact: is not a date ('31/02/2016')" in fault for fault in rejected)
    assert any("row 3, field Child Unique ID: is empty" in fault for fault in rejected)
    assert any(
        "row 4, field Date of Contact: is a date before 1900 or after 2016-09-30" in fault
        for fault in rejected
    )
    assert any(
        "row 5, field Contact Source: is not a code" in fault for fault in told(intake, Severity.QUERIED)
    )
    assert column(intake, "person", "person_id") == ["2"]  # children of rejected rows are not counted


def test_a_missing_column_is_named_and_reads_as_not_recorded(tmp_path):
    intake = read(tmp_path, {"List 1": [CONTACTS[:-1], [*ANN, "03/04/2016"]]})
    assert column(intake, "contacts", "source_code") == [None]
    assert "source_code" not in intake.columns["contacts"]
    assert any("has no column 'Contact Source'" in fault for fault in told(intake, Severity.NOTED))


def test_a_list_without_a_column_it_needs_is_refused_and_the_others_are_read(tmp_path):
    intake = read(
        tmp_path,
        {
            "List 1": [CONTACTS, [*ANN, "03/04/2016", "6"]],
            "List 4": [[*CHILD, "Start"], [*ANN, "03/04/2016"], [*BEN, "03/04/2016"]],
        },
    )
    (fault,) = told(intake, Severity.REJECTED)
    assert "sheet 'List 4'" in fault
    assert "'Continuous Assessment Start Date'; none of its 2 rows was read" in fault
    assert intake.read["annex.xlsx, sheet 'List 4'"] == intake.rejected["annex.xlsx, sheet 'List 4'"] == 2
    assert set(intake.covers) == {"contacts", "person"}


def test_a_needed_heading_that_stands_twice_refuses_the_list(tmp_path):
    intake = read(
        tmp_path,
        {
            "List 1": [CONTACTS, [*ANN, "03/04/2016", "6"]],
            "List 3": [[*REFERRALS, "Date of Referral"], [*ANN, "03/04/2016", "6", "b) No", "04/04/2016"]],
        },
    )
    assert any("more than once; none of its 1 rows" in fault for fault in told(intake, Severity.REJECTED))
    assert "cin_episodes" not in intake.tables


def test_of_two_sheets_for_one_list_the_readable_one_is_read(tmp_path):
    intake = read(tmp_path, {"List 1": [["Notes on list 1"]], "Contacts": SOUND["List 1"]})
    assert intake.tables["contacts"].num_rows == 1


def test_a_csv_named_as_a_list_without_its_headings_is_refused(tmp_path):
    path = tmp_path / "list_4.csv"
    path.write_text("Child Unique ID,Start\n1,2016-04-03\n", encoding="utf-8")
    assert annex_a.claim([path]) == []
    with pytest.raises(SourceError, match="has the heading 'Continuous Assessment Start Date'"):
        annex_a.read([path], DECLARED)
    other = tmp_path / "other.csv"
    other.write_text("a,b\n1,2\n", encoding="utf-8")
    with pytest.raises(SourceError, match="holds none of the lists"):
        annex_a.read([other], DECLARED)


def test_a_list_sent_twice_is_an_error(tmp_path):
    sheet = [CONTACTS, [*ANN, "03/04/2016", "6"]]
    with pytest.raises(SourceError, match="is also in"):
        read(tmp_path, {"List 1": sheet, "Contacts": sheet})


def test_birth_dates_that_differ_between_lists_are_noted(tmp_path):
    other = [*ANN[:3], "15/06/2011", 5]
    intake = read(
        tmp_path,
        {
            "List 1": [CONTACTS, [*ANN, "03/04/2016", "6"]],
            "List 3": [REFERRALS, [*other, "03/04/2016", "6", "b) No"]],
        },
    )
    assert column(intake, "person", "dob") == [DAY(2010, 6, 15)]
    assert any("differs between lists for 1 children" in fault for fault in told(intake, Severity.NOTED))


@pytest.mark.parametrize(
    ("declared", "cover", "asks"),
    [
        (Declared(known_on=KNOWN_ON), [], "--area 885"),
        (Declared(area="885"), [], "--known-on"),
        (DECLARED, [["LA code", 886]], "gives the LA code 886, you say 885"),
        (
            Declared(area="885", known_on=KNOWN_ON, covers=Span(DAY(2012, 4, 1), DAY(2013, 3, 31))),
            [],
            "stand for",
        ),
    ],
)
def test_what_is_not_said_is_asked_for(tmp_path, declared, cover, asks):
    with pytest.raises(SourceError, match=asks):
        read(tmp_path, {"Cover": cover, **SOUND}, declared)


def test_declared_days_never_widen_the_six_months(tmp_path):
    wide = Declared(area="885", known_on=KNOWN_ON, covers=Span(DAY(2012, 4, 1), DAY(2018, 3, 31)))
    intake = read(tmp_path, SOUND, wide)
    assert intake.covers["contacts"] == SIX_MONTHS
    narrow = Declared(area="885", known_on=KNOWN_ON, covers=Span(DAY(2016, 4, 1), KNOWN_ON))
    assert read(tmp_path, SOUND, narrow).covers["contacts"] == Span(DAY(2016, 4, 1), KNOWN_ON)


def test_the_annex_a_of_a_send_inspection_is_refused_kindly(shared):
    path = shared / "data/samples/annex_a/fake_sen_annex_a_send.xlsx"
    assert annex_a.claim([path]) == [[path]]
    with pytest.raises(SourceError, match="SEND inspection"):
        annex_a.read([path], DECLARED)


def test_headings_are_those_of_the_reference(shared):
    with (shared / "reference" / "annex_a.csv").open(encoding="utf-8", newline="") as file:
        wanted = [(int(row["list"]), row["heading"]) for row in csv.DictReader(file)]
    assert [(number, one.text) for number, columns in lists.headings().items() for one in columns] == wanted


# --- hostile files ----------------------------------------------------------------------------------------

HEADINGS = st.sampled_from([*CONTACTS, *REFERRALS, *ASSESSMENTS, *CASES, *ENQUIRIES])
PRINTABLE = CELLS.map(
    lambda text: "".join(letter for letter in text if letter.isprintable() or letter == "\n")
)
TABLES = st.lists(
    st.lists(
        st.one_of(HEADINGS, PRINTABLE, st.dates(), st.floats(allow_nan=False, allow_infinity=False)),
        max_size=9,
    ),
    max_size=8,
)
HEADED = st.tuples(st.sampled_from([CONTACTS, REFERRALS, ASSESSMENTS, CASES, ENQUIRIES]), TABLES)
SHEETS = st.dictionaries(
    st.sampled_from([f"List {number}" for number in range(1, 12)] + ["Cover", "Tab"]),
    st.one_of(TABLES, HEADED.map(lambda two: [two[0], *two[1]])),
    min_size=1,
    max_size=4,
)


def packed(sheets: Mapping[str, Sequence[Sequence]]) -> bytes:
    made = openpyxl.Workbook()
    made.remove(made.active)
    for name, cells in sheets.items():
        sheet = made.create_sheet(name)
        for row in cells:
            sheet.append([cell.lstrip("=") if isinstance(cell, str) else cell for cell in row])
    held = BytesIO()
    made.save(held)
    return held.getvalue()


def test_any_file_is_read_or_refused(tmp_path):
    sound = packed({"List 1": SOUND["List 1"], "List 6": [CASES, case(ANN, "20/04/2016")]})
    csv_file = "\n".join([",".join(CONTACTS), "1,F,WBRI,15/06/2010,6,03/04/2016,6"]).encode()
    files = st.one_of(
        st.tuples(st.just("a.xlsx"), st.one_of(SHEETS.map(packed), damaged(sound), st.binary(max_size=80))),
        st.tuples(st.just("a.csv"), st.one_of(damaged(csv_file), st.binary(max_size=80))),
    )

    def attempt(sent):
        path = tmp_path / sent[0]
        path.write_bytes(sent[1])
        annex_a.claim([path])
        try:
            intake = annex_a.read([path], DECLARED)
        except SourceError:
            return
        assert intake.rejected.keys() == intake.read.keys()
        assert all(intake.rejected[sheet] <= count for sheet, count in intake.read.items())
        assert all(intake.tables[table].num_rows <= sum(intake.read.values()) for table in intake.tables)

    run_for(attempt, files)
