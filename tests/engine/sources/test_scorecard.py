"""Scorecards in the layouts that agencies send: mapped once, remembered, read into recorded readings."""

import csv
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lineofsight.engine import reading
from lineofsight.engine.sources import scorecard
from lineofsight.engine.sources.intake import Declared, Intake, Severity, SourceError
from lineofsight.engine.sources.scorecard import cells, mapping, spelling
from lineofsight.engine.sources.scorecard.cells import Kind
from lineofsight.engine.sources.scorecard.mapping import Measure, ScorecardMap, TableMap
from tests.engine.sources import opendocument
from tests.engine.sources.hostile import CELLS, damaged, run_for

CATALOGUE = {
    "FD01": "Contacts received",
    "FD07": "Referrals",
    "FD09": "Re-referrals within 12 months",
    "CP05": "Initial child protection conferences within 15 working days",
    "CP07": "Children with a child protection plan, per 10,000",
    "LH10": "Looked-after children with an up-to-date health assessment",
    "MI06a": "Return interviews held within 72 hours",
    "CD02": "Child deaths reviewed",
}
TRUST = Declared(area="885", known_on=date(2017, 5, 1), sender="Severnshire Health Trust")
Sheets = Mapping[str, Sequence[Sequence]]


def book(path: Path, sheets: Sheets) -> Path:
    made = openpyxl.Workbook()
    made.remove(made.active)
    for name, rows in sheets.items():
        sheet = made.create_sheet(name)
        for row in rows:
            sheet.append(row)
    made.save(path)
    return path


def proposed(folder: Path, sheets: Sheets) -> tuple[Path, ScorecardMap]:
    path = book(folder / "score.xlsx", sheets)
    return path, scorecard.propose(path, CATALOGUE, TRUST)


def read(folder: Path, sheets: Sheets, declared: Declared = TRUST) -> Intake:
    path, found = proposed(folder, sheets)
    return scorecard.read([path], declared, found)


def figures(intake: Intake) -> dict[tuple[str, str], tuple]:
    """Code and period to numerator, denominator and value."""
    return {
        (row["code"], row["period"]): (row["numerator"], row["denominator"], row["value"])
        for row in intake.readings.to_pylist()
    }


def one(intake: Intake) -> dict:
    (row,) = intake.readings.to_pylist()
    return row


def told(intake: Intake, severity: Severity) -> list[str]:
    return [str(fault) for fault in intake.faults if fault.severity is severity]


# --- layouts: each is proposed, and read by what was proposed --------------------------------------------

PLAIN = {
    "Scorecard": [
        ["Board scorecard"],
        [],
        ["Measure", "2015/16", "2016/17", "Target", "RAG"],
        ["Number of referrals", 4966, "5,497", "", ""],
        ["% re-referrals within 12 months", "18.2%", "20.5%", "18%", "R"],
        ["Source: council case system"],
    ]
}


def test_measures_down_and_years_across(tmp_path):
    assert figures(read(tmp_path, PLAIN)) == {
        ("FD07", "2015-16"): (4966, None, 4966),
        ("FD07", "2016-17"): (5497, None, 5497),
        ("FD09", "2015-16"): (None, None, 18.2),
        ("FD09", "2016-17"): (None, None, 20.5),
    }


def test_two_heading_rows_with_merged_years_over_quarters(tmp_path):
    intake = read(
        tmp_path,
        {
            "S": [
                ["", "2015/16", "", "", "", "2016/17"],
                ["Measure", "Q1", "Q2", "Q3", "Q4", "Q1"],
                ["Contacts", 10, 20, 30, 40, 50],
                ["Referrals", 1, 2, 3, 4, 5],
            ]
        },
    )
    assert {period: of[2] for (code, period), of in figures(intake).items() if code == "FD07"} == {
        "2015-16-Q1": 1, "2015-16-Q2": 2, "2015-16-Q3": 3, "2015-16-Q4": 4, "2016-17-Q1": 5,
    }  # fmt: skip


def test_two_heading_rows_with_parts_under_merged_periods(tmp_path):
    path, found = proposed(
        tmp_path,
        {
            "S": [
                ["Measure", "Q1 2016/17", "", "", "Q2 2016/17", "", ""],
                ["", "Num", "Denom", "%", "Num", "Denom", "%"],
                ["Re-referrals within 12 months", 10, 50, 0.2, 12, 48, "25%"],
            ]
        },
    )
    assert dict(found.tables[0].parts) == {"Num": "numerator", "Denom": "denominator", "%": "value"}
    assert found.tables[0].measures[0].times == 1  # one of its cells shows a percent sign
    intake = scorecard.read([path], TRUST, found)
    assert figures(intake)[("FD09", "2016-17-Q2")] == (12, 48, 25)


def test_periods_down_and_measures_across_with_merged_names(tmp_path):
    intake = read(
        tmp_path,
        {
            "S": [
                ["Month", "Referrals", "Re-referrals within 12 months", "", ""],
                ["", "", "Numerator", "Denominator", "%"],
                ["Apr-16", 100, 20, 100, "20%"],
                ["May-16", 110, 22, 110, "20%"],
            ]
        },
    )
    assert figures(intake) == {
        ("FD07", "2016-M04"): (100, None, 100),
        ("FD07", "2016-M05"): (110, None, 110),
        ("FD09", "2016-M04"): (20, 100, 20),
        ("FD09", "2016-M05"): (22, 110, 20),
    }


def test_a_year_and_a_quarter_in_two_columns(tmp_path):
    rows = [["Year", "Quarter", "Referrals"], ["2016/17", "Q1", 5], ["", "Q2", 6], ["", "Q3", 7]]
    assert list(figures(read(tmp_path, {"S": rows}))) == [("FD07", f"2016-17-Q{n}") for n in (1, 2, 3)]


def test_a_sheet_for_each_period(tmp_path):
    def sheet(n, d, value):
        return [
            ["Measure", "Numerator", "Denominator", "Value", "Comment"],
            ["Re-referrals within 12 months", n, d, value, "as expected"],
        ]

    path, found = proposed(tmp_path, {"Q1 2016-17": sheet(10, 50, 20), "Q2 2016-17": sheet(11, 50, 22)})
    assert [(table.sheet, table.period_from) for table in found.tables] == [("(period)", "sheet name")]
    assert list(figures(scorecard.read([path], TRUST, found)).values()) == [(10, 50, 20), (11, 50, 22)]


def test_sheets_for_quarters_whose_year_is_in_the_title_and_measures_that_come_later(tmp_path):
    def sheet(*rows):
        return [["Scorecard 2016/17"], ["Measure", "Value"], *rows]

    path, found = proposed(
        tmp_path,
        {
            "Q1": sheet(["Referrals", 5]),
            "Q2": sheet(["Referrals", 6], ["Contacts", 70]),
            "Notes": [["Hello"]],
        },
    )
    assert [(table.sheet, table.period_from) for table in found.tables] == [("(period)", "sheet name, A1")]
    intake = scorecard.read([path], TRUST, found)
    assert {name: of[2] for name, of in figures(intake).items()} == {
        ("FD01", "2016-17-Q2"): 70, ("FD07", "2016-17-Q1"): 5, ("FD07", "2016-17-Q2"): 6,
    }  # fmt: skip
    assert any(
        "'Q1', field Contacts: is not in this sheet" in fault for fault in told(intake, Severity.NOTED)
    )


def test_sheets_whose_names_hold_a_year_are_told_apart_and_read_next_year(tmp_path):
    _, found = proposed(
        tmp_path,
        {
            "Front door 2015-16": [["Measure", "Q1 2015/16"], ["Referrals", 5]],
            "Health 2015-16": [["Measure", "Q1 2015/16"], ["Child deaths reviewed", 6]],
        },
    )
    assert [table.sheet for table in found.tables] == ["Front door (period)", "Health (period)"]
    later = {
        "Front door 2016-17": [["Measure", "Q1 2016/17"], ["Referrals", 7]],
        "Health 2016-17": [["Measure", "Q1 2016/17"], ["Child deaths reviewed", 8]],
    }
    intake = scorecard.read([book(tmp_path / "later.xlsx", later)], TRUST, found)
    assert list(figures(intake)) == [("CD02", "2016-17-Q1"), ("FD07", "2016-17-Q1")]


def test_counts_that_look_like_years_are_counts(tmp_path):
    intake = read(
        tmp_path,
        {"S": [["Measure", "Q1 2016/17", "Q2 2016/17"], ["Referrals", 1995, 2050], ["Contacts", 2010, 2040]]},
    )
    assert [of[2] for of in figures(intake).values()] == [2010, 2040, 1995, 2050]
    intake = read(tmp_path, {"S": [["Measure", 2014, 2015, 2016], ["Referrals", 1995, 2050, 2044]]})
    assert [row["period"] for row in intake.readings.to_pylist()] == ["2014", "2015", "2016"]


def test_a_long_list_of_measure_and_period(tmp_path):
    intake = read(
        tmp_path,
        {
            "Data": [
                ["Measure", "Period", "Numerator", "Denominator", "Value"],
                ["Referrals", "2015/16", "", "", 500],
                ["Re-referrals within 12 months", "2015/16", 100, 500, "20%"],
                ["Referrals", "2016/17", "", "", 600],
                ["Re-referrals within 12 months", "2016/17", 60, 500, "12%"],
            ]
        },
    )
    assert figures(intake)[("FD07", "2016-17")] == (600, None, 600)
    assert figures(intake)[("FD09", "2015-16")] == (100, 500, 20)


def test_a_row_for_each_part_below_a_section(tmp_path):
    intake = read(
        tmp_path,
        {
            "Data": [
                ["Indicator", "", "Apr 16", "May 16"],
                ["Front door"],
                ["Referrals", "Number", 5, 6],
                ["Re-referrals within 12 months", "Numerator", 1, 2],
                ["", "Denominator", 5, 6],
                ["", "%", "20%", "33.3%"],
            ]
        },
    )
    assert figures(intake)[("FD09", "2016-M05")] == (2, 6, 33.3)
    assert figures(intake)[("FD07", "2016-M04")] == (5, None, 5)


def test_the_same_words_under_two_sections_are_told_apart(tmp_path):
    path, found = proposed(
        tmp_path,
        {
            "S": [
                ["Measure", "2015/16", "2016/17"],
                ["Contacts received"],
                ["Number", 50, 60],
                ["Referrals"],
                ["Number", 5, 6],
            ]
        },
    )
    assert [(one.heading, one.code) for one in found.tables[0].measures] == [
        ("Contacts received | Number", "FD01"),
        ("Referrals | Number", "FD07"),
    ]
    assert figures(scorecard.read([path], TRUST, found))[("FD07", "2016-17")] == (6, None, 6)


def test_two_blocks_on_one_sheet_and_several_sheets(tmp_path):
    intake = read(
        tmp_path,
        {
            "Front door": [
                ["Yearly", "2015/16", "2016/17"],
                ["Referrals", 5, 6],
                [],
                ["Quarterly", "Q1 2016/17", "Q2 2016/17"],
                ["Contacts", 70, 80],
            ],
            "Health": [
                ["", "31/03/2016", "31/03/2017"],
                ["LAC with an up to date health assessment", 0.72, 0.62],
            ],
            "Read me": [["How to fill this in"], ["Ask the analyst"]],
        },
    )
    assert {period: of[2] for (_, period), of in figures(intake).items()} == {
        "2015-16": 5, "2016-17": 6, "2016-17-Q1": 70, "2016-17-Q2": 80, "2016-03-31": 72, "2017-03-31": 62,
    }  # fmt: skip
    assert intake.read == {
        "score.xlsx, sheet 'Front door'": 4,
        "score.xlsx, sheet 'Health'": 2,
    }


def test_a_sheet_for_each_measure(tmp_path):
    def sheet(*rows):
        return [["Period", "Numerator", "Denominator", "%"], *rows]

    intake = read(
        tmp_path,
        {
            "Re-referrals within 12 months": sheet(["2015/16", 1, 4, "25%"], ["2016/17", 1, 5, "20%"]),
            "RHIs within 72 hours": sheet(["2015/16", 2, 4, "50%"], ["2016/17", "", "", "n/a"]),
        },
    )
    assert figures(intake)[("FD09", "2016-17")] == (1, 5, 20)
    assert figures(intake)[("MI06a", "2015-16")] == (2, 4, 50)


def test_parts_above_and_years_below(tmp_path):
    intake = read(
        tmp_path,
        {
            "S": [
                ["", "Numerator", "", "Denominator", ""],
                ["Measure", "2015", "2016", "2015", "2016"],
                ["Re-referrals within 12 months", 1, 2, 4, 5],
            ]
        },
    )
    assert figures(intake)[("FD09", "2016")] == (2, 5, 40)


def test_months_under_a_calendar_year_and_a_number_beside_a_share(tmp_path):
    intake = read(
        tmp_path,
        {
            "S": [
                ["Measure", "2016", "", "", ""],
                ["", "Jan", "Feb", "Mar", "Comments"],
                ["Re-referrals within 12 months (number)", 10, 20, 30, ""],
                ["Re-referrals within 12 months (%)", 0.1, 0.2, 0.3, ""],
            ]
        },
    )
    assert figures(intake)[("FD09", "2016-M02")] == (20, None, 20)


def test_a_part_may_stand_in_the_periods_own_cell(tmp_path):
    heading = ["Measure", "Q1 2016/17 Num", "Q1 2016/17 Den", "% Q1 2016/17"]
    intake = read(tmp_path, {"S": [heading, ["Re-referrals within 12 months", 1, 4, 0.25]]})
    assert figures(intake) == {("FD09", "2016-17-Q1"): (1, 4, 25)}


def test_a_code_in_a_heading_is_taken_at_its_word_and_once(tmp_path):
    rows = [["Measure", "2015/16"], ["FD07 Front door", 5], ["Referrals", 6], ["CPP rate", 41.25]]
    _, found = proposed(tmp_path, {"S": rows})
    assert [(one.code, one.unit) for one in found.tables[0].measures] == [
        ("FD07", "count"),
        ("", "count"),  # FD07 again: a person says which of the two it is
        ("CP07", "rate"),
    ]


def test_months_that_excel_made_into_dates_are_months(tmp_path):
    rows = [["Measure", datetime(2016, 4, 1), datetime(2016, 5, 1)], ["Referrals", 5, 6]]
    path, found = proposed(tmp_path, {"S": rows})
    assert found.tables[0].dates == "months"
    assert list(figures(scorecard.read([path], TRUST, found))) == [("FD07", "2016-M04"), ("FD07", "2016-M05")]


def test_lone_months_take_their_year_from_the_title(tmp_path):
    path, found = proposed(
        tmp_path, {"S": [["Scorecard for 2016/17"], ["Measure", "Apr", "Mar"], ["Referrals", 5, 6]]}
    )
    assert found.tables[0].period_from == "A1"
    assert list(figures(scorecard.read([path], TRUST, found))) == [("FD07", "2016-M04"), ("FD07", "2017-M03")]


def test_quarters_without_any_year_are_asked_about(tmp_path):
    with pytest.raises(SourceError, match="name no year: say in period_from"):
        read(tmp_path, {"S": [["Measure", "Q1", "Q2"], ["Referrals", 5, 6]]})


def test_a_csv_with_a_title_and_ragged_rows(tmp_path):
    path = tmp_path / "score.csv"
    path.write_text(
        'Board scorecard\n\nMeasure,2015/16,2016/17\nReferrals,"4,966","5,497"\n', encoding="utf-8"
    )
    intake = scorecard.read([path], TRUST, scorecard.propose(path, CATALOGUE, TRUST))
    assert figures(intake)[("FD07", "2016-17")] == (5497, None, 5497)
    assert intake.read == {"score.csv": 2}


def test_a_workbook_of_libreoffice(tmp_path):
    table = [["Measure", "2015/16", "2016/17"], ["Referrals", 4966, 5497], ["Re-referrals %", 0.182, 0.205]]
    path = opendocument.write(tmp_path / "score.ods", {"S": table})
    found = scorecard.propose(path, CATALOGUE, TRUST)
    assert [one.times for one in found.tables[0].measures] == [1, 100]
    assert figures(scorecard.read([path], TRUST, found))[("FD09", "2016-17")] == (None, None, 20.5)


def test_a_list_of_people_is_no_scorecard(tmp_path, shared):
    people = [["Name", "Born", "Score"], ["A", date(2010, 5, 3), 4], ["B", date(2011, 6, 7), 5]]
    assert scorecard.claim([book(tmp_path / "people.xlsx", {"S": people})]) == []
    assert scorecard.claim([shared / "data/samples/annex_a/fake_sen_annex_a_send.xlsx"]) == []


@pytest.mark.parametrize("rows", [
    [["Action", "Owner", "Due"], ["Write to schools", "AB", "June 2016"], ["Audit", "CD", "Sept 2016"]],
    [["Name", "Phone", "Since"], ["Ann", "01905 1", 2016], ["Ben", "01905 2", 2017]],
    [["Audit", "Q1 2016/17", "Q2 2016/17"], ["Neglect", "yes", "no"]],
], ids=["a list of actions", "a list of telephones", "words under periods"])  # fmt: skip
@pytest.mark.parametrize("ending", ["xlsx", "ods"])
def test_what_is_claimed_is_what_a_mapping_can_be_proposed_of(tmp_path, rows, ending):
    path = tmp_path / f"kept.{ending}"
    if ending == "ods":
        opendocument.write(path, {"Sheet": rows})
    else:
        book(path, {"Sheet": rows})
    assert scorecard.claim([path]) == []
    with pytest.raises(
        SourceError, match=r"is no scorecard as it stands: no sheet has figures under .* load it"
    ):
        scorecard.propose(path, CATALOGUE)


def test_what_is_received_is_told_by_what_it_is(tmp_path):
    sheets = {
        "S": [["Measure", "Apr-16", "May-16"], ["Referrals received", 400, 410], ["Contacts received", 9, 8]]
    }
    found = scorecard.propose(book(tmp_path / "score.xlsx", sheets), CATALOGUE, TRUST)
    assert [one.code for one in found.tables[0].measures] == ["FD07", "FD01"]


# --- readings --------------------------------------------------------------------------------------------


def test_a_reading_says_who_sent_it_and_when_it_was_true(tmp_path):
    intake = read(tmp_path, {"S": [["Measure", "2015/16"], ["Referrals", 4966]]})
    assert intake.readings.schema == reading.SCHEMA
    row = one(intake)
    assert [row["area"], row["basis"], row["release"], row["known_on"]] == [
        "885", "recorded", "Severnshire Health Trust", date(2017, 5, 1),
    ]  # fmt: skip
    assert [row["start"], row["end"]] == [date(2015, 4, 1), date(2016, 3, 31)]
    assert row["children"] is None  # nobody can know
    assert [intake.area, intake.sender, intake.covers] == ["885", "Severnshire Health Trust", {}]


def test_a_share_without_numerator_and_denominator_says_so(tmp_path):
    row = one(read(tmp_path, {"S": [["Measure", "2015/16"], ["% re-referrals within 12 months", "18.2%"]]}))
    assert row["note"] == "no numerator and denominator given: ask the sender"


def test_a_period_that_was_not_over_is_incomplete(tmp_path):
    row = one(read(tmp_path, {"S": [["Measure", "2017/18"], ["Referrals", 400]]}))
    assert [row["status"], row["value"]] == ["incomplete", 400]
    assert "was not over on 2017-05-01" in row["note"]


SHARE = [["Measure", "Q1 2016/17", "", ""], ["", "Num", "Den", "%"]]


@pytest.mark.parametrize(
    ("sent", "status", "expected", "note"),
    [
        (["*", "*", "*"], "suppressed", (None, None, None), "value sent as '*'"),
        (["<5", 40, "10%"], "value", (None, 40, 10), "numerator sent as '<5'"),
        ([12, 40, "<5"], "suppressed", (12, 40, None), "value sent as '<5'"),
        (["", "", "n/a"], "not applicable", (None, None, None), "value sent as 'n/a'"),
        (["", "", "TBC"], "not measured", (None, None, None), "value sent as 'TBC'"),
        ([12, 40, ""], "value", (12, 40, 30), None),  # worked out
        ([0, 0, ""], "not applicable", (0, 0, None), "none of none"),
        ([12, "", ""], "incomplete", (12, None, None), "not both of numerator and denominator"),
        ([1, 3, "33%"], "value", (1, 3, 33), None),
        ([1, 8, "12%"], "value", (1, 8, 12), None),  # an exact half may go either way
        ([1, 8, "13%"], "value", (1, 8, 13), None),
    ],
)
def test_what_a_share_is_made_of(tmp_path, sent, status, expected, note):
    sheets = {"S": [*SHARE, ["Re-referrals within 12 months", 1, 4, "25%"], ["Other", *sent]]}
    path = book(tmp_path / "score.xlsx", sheets)
    found = ScorecardMap(
        tables=(
            TableMap(
                sheet="S", heading_rows=(1, 2), label_columns=("A",),
                parts={"Num": "numerator", "Den": "denominator", "%": "value"},
                measures=(Measure(heading="Other", code="FD09", unit="percent"),),
            ),
        )
    )  # fmt: skip
    intake = scorecard.read([path], TRUST, found)
    assert one(intake)["status"] == status
    assert figures(intake)[("FD09", "2016-17-Q1")] == expected
    assert (note or "") in (one(intake)["note"] or "")
    assert told(intake, Severity.QUERIED) == []


@pytest.mark.parametrize(
    ("sent", "wrong"),
    [
        ([12, 40, "31%"], "12 of 40 is 30.0, and 31 was sent"),
        ([41, 40, "102%"], "the numerator is more than the denominator (41 of 40)"),
        ([0, 0, "0%"], "0 was sent of none"),
    ],
)
def test_parts_that_cannot_all_be_true_are_queried(tmp_path, sent, wrong):
    intake = read(tmp_path, {"S": [*SHARE, ["Re-referrals within 12 months", *sent]]})
    (fault,) = told(intake, Severity.QUERIED)
    assert wrong in fault
    assert "row 3, field column D, Re-referrals within 12 months (FD09)" in fault
    row = one(intake)
    assert [row["numerator"], row["denominator"]] == [None, None]
    assert row["value"] == float(sent[2].rstrip("%"))  # as sent, and unmeasured until the sender answers
    assert wrong in row["note"]


def test_a_count_with_a_part_of_one_is_rejected_with_its_place(tmp_path):
    intake = read(tmp_path, {"S": [["Measure", "2015/16", "2016/17"], ["Number of referrals", 4966, 5497.5]]})
    (fault,) = told(intake, Severity.REJECTED)
    assert "row 2, field column C, Number of referrals (FD07): is a count with a part of one in it" in fault
    assert figures(intake) == {("FD07", "2015-16"): (4966, None, 4966)}


def test_numerator_and_denominator_in_one_cell(tmp_path):
    intake = read(
        tmp_path,
        {
            "S": [
                ["Measure", "Apr 16", "May 16"],
                ["Return interviews in 72 hours", "12 of 25", "48% (12/25)"],
            ]
        },
    )
    assert list(figures(intake).values()) == [(12, 25, 48), (12, 25, 48)]


def test_cells_that_are_no_figure_are_faults_with_their_place(tmp_path):
    path, found = proposed(
        tmp_path,
        {
            "S": [
                ["Measure", "Q1 2016/17", "Q2 2016/17", "Q3 2016/17", "Q4 2016/17"],
                ["Referrals", 100, "see below", datetime(2016, 12, 25), -4],
                ["Contacts", 100, "nil", True, "1 of 4"],
            ]
        },
    )
    intake = scorecard.read([path], TRUST, found)
    assert intake.read == {"score.xlsx, sheet 'S'": 8}
    assert intake.rejected == {"score.xlsx, sheet 'S'": 5}
    assert intake.readings.num_rows == 3
    rejected = [fault for fault in told(intake, Severity.REJECTED) if "FD07" in fault]
    assert (
        "score.xlsx, sheet 'S', row 2, field column C, Referrals (FD07): is not a number ('see below')"
        in rejected[0]
    )
    assert "is a date or a time" in rejected[1]
    assert "is below zero" in rejected[2]


def test_an_error_in_a_cell_is_a_fault_and_a_formula_gives_its_value(tmp_path):
    path, found = proposed(tmp_path, {"S": [["Measure", "2014/15", "2015/16"], ["Referrals", 1, 2]]})
    with ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    sheet = parts["xl/worksheets/sheet1.xml"]
    sheet = sheet.replace(b'<c r="B2" t="n"><v>1</v></c>', b'<c r="B2"><f>3*4</f><v>12</v></c>')
    sheet = sheet.replace(b'<c r="C2" t="n"><v>2</v></c>', b'<c r="C2" t="e"><f>Gone!A1</f><v>#REF!</v></c>')
    parts["xl/worksheets/sheet1.xml"] = sheet
    with ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    intake = scorecard.read([path], TRUST, found)
    assert figures(intake) == {("FD07", "2014-15"): (12, None, 12)}
    (fault,) = told(intake, Severity.REJECTED)
    assert "is a spreadsheet error, not a figure ('#REF!')" in fault


def test_a_cell_shown_as_a_percentage_is_out_of_a_hundred(tmp_path):
    path = book(
        tmp_path / "score.xlsx", {"S": [["Measure", "2015/16"], ["Re-referrals within 12 months", 0.182]]}
    )
    made = openpyxl.load_workbook(path)
    made["S"]["B2"].number_format = "0.0%"
    made.save(path)
    found = scorecard.propose(path, CATALOGUE, TRUST)
    assert found.tables[0].measures[0].unit == "percent"
    assert one(scorecard.read([path], TRUST, found))["value"] == 18.2


def test_a_figure_that_a_spreadsheet_worked_out_is_compared_to_nine_places(tmp_path):
    rows = [*SHARE, ["Re-referrals within 12 months", 1, 3, 1 / 3], ["RHIs within 72 hours", 2, 3, 2 / 3]]
    intake = read(tmp_path, {"S": rows})
    assert told(intake, Severity.QUERIED) == []
    assert figures(intake)[("FD09", "2016-17-Q1")][:2] == (1, 3)


def test_a_marker_for_numerator_or_denominator_alone_is_kept(tmp_path):
    row = one(read(tmp_path, {"S": [*SHARE, ["Re-referrals within 12 months", "<5", "*", ""]]}))
    assert [row["status"], row["value"]] == ["suppressed", None]
    assert row["note"] == "numerator sent as '<5'; denominator sent as '*'"


def test_two_numbers_in_the_cell_of_a_numerator_are_a_fault(tmp_path):
    intake = read(tmp_path, {"S": [*SHARE, ["Re-referrals within 12 months", "1 of 4", 4, "25%"]]})
    assert "holds two numbers" in told(intake, Severity.QUERIED)[0]
    assert figures(intake)[("FD09", "2016-17-Q1")] == (None, 4, 25)


def test_a_column_whose_period_cannot_be_read_is_noted(tmp_path):
    path = book(tmp_path / "score.xlsx", {"S": [["Measure", "2015/16", "Q1"], ["Referrals", 5, 6]]})
    table = TableMap(
        sheet="S",
        heading_rows=(1,),
        label_columns=("A",),
        measures=(Measure(heading="Referrals", code="FD07"),),
    )
    intake = scorecard.read([path], TRUST, ScorecardMap(tables=(table,)))
    assert list(figures(intake)) == [("FD07", "2015-16")]
    assert any("column C: names no period" in fault for fault in told(intake, Severity.NOTED))


def test_a_share_below_one_per_cent_is_noted(tmp_path):
    sheets = {"S": [["Measure", "2014/15", "2015/16"], ["% re-referrals within 12 months", "18.2%", 0.182]]}
    intake = read(tmp_path, sheets)
    assert any(
        "is read as 0.182%" in fault and "times = 100" in fault for fault in told(intake, Severity.NOTED)
    )


def test_a_measure_given_twice_with_other_figures_is_rejected(tmp_path):
    path = book(
        tmp_path / "score.xlsx",
        {name: [["Measure", "2015/16"], ["Referrals", n]] for name, n in (("A", 1), ("B", 2))},
    )
    tables = tuple(
        TableMap(
            sheet=name,
            heading_rows=(1,),
            label_columns=("A",),
            measures=(Measure(heading="Referrals", code="FD07"),),
        )
        for name in "AB"
    )
    intake = scorecard.read([path], TRUST, ScorecardMap(tables=tables))
    assert intake.readings.num_rows == 0
    assert "differs from 1, which B2 of sheet 'A' says" in told(intake, Severity.REJECTED)[0]


# --- the mapping -----------------------------------------------------------------------------------------


def test_a_mapping_is_written_for_a_person_to_correct(tmp_path):
    path = book(tmp_path / "score.xlsx", PLAIN)
    written = scorecard.propose_file(path, CATALOGUE)
    assert written.name == "score.xlsx.mapping.toml"
    text = written.read_text(encoding="utf-8")
    assert '# FD07 Referrals\n[[table.measure]]\nheading = "Number of referrals"\ncode = "FD07"\n' in text
    assert mapping.load(written) == scorecard.propose(path, CATALOGUE)
    with pytest.raises(SourceError, match="is there already"):
        scorecard.propose_file(path, CATALOGUE)


def test_without_a_mapping_the_way_to_one_is_told(tmp_path):
    path = book(tmp_path / "score.xlsx", PLAIN)
    assert scorecard.claim([path]) == [[path]]
    with pytest.raises(SourceError, match=r"Run `lineofsight map score.xlsx`"):
        scorecard.read([path], TRUST)
    scorecard.propose_file(path, CATALOGUE, TRUST)
    with pytest.raises(SourceError, match=r"score\.xlsx --accept"):
        scorecard.read([path], TRUST, mappings=tmp_path / "mappings")
    assert scorecard.read([path], TRUST).readings.num_rows == 4


def test_next_months_file_with_one_more_column_reads_by_the_mapping_remembered(tmp_path):
    first = book(tmp_path / "may.xlsx", {"S": [["Measure", "Apr 16"], ["Referrals", 5]]})
    scorecard.propose_file(first, CATALOGUE, TRUST)
    scorecard.remember(first, tmp_path / "mappings")
    second = book(tmp_path / "june.xlsx", {"S": [["Measure", "Apr 16", "May 16"], ["Referrals", 5, 6]]})
    assert scorecard.fingerprint(first) == scorecard.fingerprint(second)
    intake = scorecard.read([second], TRUST, mappings=tmp_path / "mappings")
    assert list(figures(intake)) == [("FD07", "2016-M04"), ("FD07", "2016-M05")]


@pytest.mark.parametrize(
    ("rows", "what"),
    [
        ([[], ["Measure", "Apr 16"], ["Referrals", 5], ["Contacts", 9]], "heading row 1 is empty"),
        (
            [["", "Measure", "Apr 16"], ["", "Referrals", 5], ["", "Contacts", 9]],
            "'Referrals' (FD07) now stands in B2",
        ),
        (
            [["Measure", "Apr 16"], ["Referrals made", 5], ["Contacts", 9]],
            "'Referrals' (FD07) is gone; the nearest",
        ),
        ([["Measure", "Total"], ["Referrals", 5], ["Contacts", 9]], "no heading names a period"),
        (
            [["Measure", "Apr 16"], ["Referrals", 5], ["Contacts", 9], ["Referrals", 6]],
            "'Referrals' stands more than once (row 2, row 4)",
        ),
        ([["Measure", "Target"], ["Referrals", 5], ["Contacts", 9]], "heading rows 1 do not"),
        (
            [["Measure", "2016/17", ""], ["", "Q1", "Q2"], ["Referrals", 5, 6], ["Contacts", 9, 9]],
            "row 2, below the heading rows, looks like a heading row too",
        ),
    ],
)
def test_a_changed_layout_says_what_has_moved(tmp_path, rows, what):
    _, found = proposed(tmp_path, {"S": [["Measure", "Apr 16"], ["Referrals", 5], ["Contacts", 9]]})
    changed = book(tmp_path / "changed.xlsx", {"S": rows})
    with pytest.raises(SourceError) as error:
        scorecard.read([changed], TRUST, found)
    assert what in str(error.value)
    assert "its layout is not the one that was mapped" in str(error.value)


def test_parts_and_titles_that_are_gone_are_named(tmp_path):
    before = {"S": [["In 2016/17"], ["Measure", "Numerator", "Value"], ["Referrals", 1, 2]]}
    _, found = proposed(tmp_path, before)
    changed = {"S": [["In a year"], ["Measure", "First", "Second"], ["Referrals", 1, 2]]}
    with pytest.raises(SourceError) as error:
        scorecard.read([book(tmp_path / "changed.xlsx", changed)], TRUST, found)
    assert "A1 names no period any more" in str(error.value)
    assert "none of numerator, value stands in the heading rows 2" in str(error.value)


def test_a_column_that_is_new_is_noted(tmp_path):
    _, found = proposed(tmp_path, {"S": [["Month", "Referrals"], ["Apr 16", 5], ["May 16", 6]]})
    changed = {"S": [["Month", "Referrals", "More"], ["Apr 16", 5, 1], ["May 16", 6, 1]]}
    intake = scorecard.read([book(tmp_path / "changed.xlsx", changed)], TRUST, found)
    assert any("field More: is not in the mapping" in fault for fault in told(intake, Severity.NOTED))


def test_a_mapping_that_reads_nothing_is_not_remembered(tmp_path):
    path = book(tmp_path / "score.xlsx", PLAIN)
    beside = scorecard.propose_file(path, {})  # an empty catalogue gives no code
    with pytest.raises(SourceError, match="gives no heading a code"):
        scorecard.remember(path, tmp_path / "mappings")
    beside.write_text(
        beside.read_text(encoding="utf-8").replace('code = ""', 'code = "FD07"'), encoding="utf-8"
    )
    beside.write_text(
        beside.read_text(encoding="utf-8").replace("heading_rows = [3]", "heading_rows = [2]"),
        encoding="utf-8",
    )
    with pytest.raises(SourceError, match=r"does not fit score\.xlsx: sheet 'Scorecard': heading row 2"):
        scorecard.remember(path, tmp_path / "mappings")


def test_a_mapping_of_empty_cells_finds_no_figure(tmp_path):
    path = book(tmp_path / "score.xlsx", {"S": [["Measure", "2015/16"], ["Referrals", ""]]})
    table = TableMap(
        sheet="S",
        heading_rows=(1,),
        label_columns=("A",),
        measures=(Measure(heading="Referrals", code="FD07"),),
    )
    with pytest.raises(SourceError, match="holds no figure"):
        scorecard.read([path], TRUST, ScorecardMap(tables=(table,)))


def test_a_file_unlike_any_remembered_is_not_read_by_the_nearest(tmp_path):
    path = book(tmp_path / "score.xlsx", PLAIN)
    scorecard.propose_file(path, CATALOGUE, TRUST)
    scorecard.remember(path, tmp_path / "mappings")
    known = scorecard.remembered(tmp_path / "mappings")
    other = book(tmp_path / "other.xlsx", {"S": [["Measure", "2015/16"], ["Beds", 7]]})
    assert scorecard.choose(other, known) is None
    near = book(tmp_path / "near.xlsx", {"Scorecard": PLAIN["Scorecard"][:4]})
    assert scorecard.choose(near, known) == known[0]
    with pytest.raises(SourceError, match=r"'% re-referrals within 12 months' \(FD09\) is gone"):
        scorecard.read([near], TRUST, mappings=tmp_path / "mappings")


def test_a_sheet_that_is_gone_is_named(tmp_path):
    _, found = proposed(tmp_path, {"S": [["Measure", "Apr 16"], ["Referrals", 5]]})
    changed = book(tmp_path / "changed.xlsx", {"New": [["Measure", "Apr 16"], ["Referrals", 5]]})
    with pytest.raises(SourceError, match=r"sheet 'S': is not there \(there is 'New'\)"):
        scorecard.read([changed], TRUST, found)


def test_a_row_that_moves_is_found_and_a_new_one_is_noted(tmp_path):
    _, found = proposed(tmp_path, {"S": [["Measure", "Apr 16"], ["Referrals", 5]]})
    changed = book(
        tmp_path / "changed.xlsx", {"S": [["Measure", "Apr 16"], ["New measure", 9], ["Referrals", 5]]}
    )
    intake = scorecard.read([changed], TRUST, found)
    assert figures(intake) == {("FD07", "2016-M04"): (5, None, 5)}
    assert any(
        "row 2, field New measure: is not in the mapping" in fault for fault in told(intake, Severity.NOTED)
    )


def test_one_layout_of_two_senders_is_asked_about(tmp_path):
    path = book(tmp_path / "score.xlsx", PLAIN)
    for sender in ("Trust", "Council"):
        beside = scorecard.propose_file(path, CATALOGUE, Declared(area="885", sender=sender))
        scorecard.remember(path, tmp_path / "mappings")
        beside.unlink()
    asked = Declared(area="885", known_on=date(2017, 5, 1))
    with pytest.raises(SourceError, match="Council, Trust"):
        scorecard.read([path], asked, mappings=tmp_path / "mappings")
    said = Declared(area="885", known_on=date(2017, 5, 1), sender="Council")
    assert scorecard.read([path], said, mappings=tmp_path / "mappings").sender == "Council"


def test_a_persons_word_for_an_odd_heading_is_kept(tmp_path):
    path = book(tmp_path / "score.xlsx", {"S": [["Measure", "Last year", "This year"], ["Referrals", 5, 6]]})
    table = TableMap(
        sheet="S", heading_rows=(1,), label_columns=("A",),
        periods={"Last year": "2015-16", "This year": "2016-17"},
        measures=(Measure(heading="Referrals", code="FD07"),),
    )  # fmt: skip
    assert list(figures(scorecard.read([path], TRUST, ScorecardMap(tables=(table,))))) == [
        ("FD07", "2015-16"),
        ("FD07", "2016-17"),
    ]


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("sender = ", "is not TOML"),
        ("sender = 'x'", "holds no"),
        ("sender = 5", "sender = 5"),
        ("area = '88'\n[[table]]\nsheet = 'S'", "3 digits"),
        ("[[table]]\nsheet = 'S'\nheading_rows = [3, 1]", "in order"),
        ("[[table]]\nsheet = 'S'\nlabel_columns = ['1']", "a column's letter"),
        ("[[table]]\nsheet = 'S'\nmeasure_in = 'rows'", "holds 'measure_in'"),
        ("[[table]]\nsheet = 'S'\n[table.periods]\nQ1 = '2016/17'", "is not a period"),
        (
            "[[table]]\nsheet = 'S'\n[[table.measure]]\nheading = 'x'\npart = 'top'",
            "value, numerator, denominator",
        ),
        ("[[table]]\nsheet = 'S'\n[[table.measure]]\ncode = 'FD07'", "has no heading"),
        ("[[table]]\nsheet = 'S'\n[[table.measure]]\nheading = 'x'\ntimes = 2", "Write 1 or 100"),
        ("[[table]]\nsheet = 'S'\n[table.parts]\nNum = 1", "double quotes"),
        ("[[table]]\nmeasures_in = 'rows'", "names no sheet"),
        ("table = [1]", "is not a table of TOML"),
    ],
)
def test_a_wrong_mapping_says_where_it_is_wrong(text, wrong):
    with pytest.raises(SourceError, match="mapping_of_score") as error:
        mapping.from_toml(text, "mapping_of_score")
    assert wrong in str(error.value)


WORDS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=20).filter(str.strip)


@given(
    WORDS,
    WORDS,
    st.sampled_from(mapping.UNITS),
    st.dictionaries(WORDS, st.sampled_from(["", *mapping.PARTS])),
)
def test_a_mapping_survives_being_written(heading, sheet, unit, parts):
    kept = ScorecardMap(
        sender=heading.strip(), area="885",
        tables=(
            TableMap(
                sheet=sheet, heading_rows=(1, 3), label_columns=("A", "AB"), period_from="A1", parts=parts,
                measures=(Measure(heading=heading, code="CP01a", unit=unit, times=100),),
            ),
        ),
    )  # fmt: skip
    assert mapping.from_toml(mapping.as_toml(kept, sheet), "x") == kept


@pytest.mark.parametrize(
    ("declared", "asks"),
    [
        (Declared(area="885", sender="Trust"), "--known-on"),
        (Declared(area="885", known_on=date(2017, 5, 1)), "add --sender"),
        (Declared(sender="Trust", known_on=date(2017, 5, 1)), "add --area 885"),
    ],
)
def test_what_nobody_says_is_asked_for(tmp_path, declared, asks):
    path = book(tmp_path / "score.xlsx", PLAIN)
    found = scorecard.propose(path, CATALOGUE)
    with pytest.raises(SourceError, match=asks):
        scorecard.read([path], declared, found)


def test_a_mapping_and_a_declaration_of_two_areas_are_an_error(tmp_path):
    path = book(tmp_path / "score.xlsx", PLAIN)
    found = scorecard.propose(path, CATALOGUE, Declared(area="886", sender="Trust"))
    with pytest.raises(SourceError, match="says area 886, you say 885"):
        scorecard.read([path], TRUST, found)


# --- spellings -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("2016/17", "2016-17"), ("2016-2017", "2016-17"), ("16/17", "2016-17"), ("FY 2016/17", "2016-17"),
        ("Year ending 31 March 2017", "2016-17"), ("2017", "2017"), ("Apr-16", "2016-M04"),
        ("April 2016", "2016-M04"), ("Sept '16", "2016-M09"), ("04/2016", "2016-M04"),
        ("2016-04", "2016-M04"), ("Q1 2016/17", "2016-17-Q1"), ("2016/17 Q1", "2016-17-Q1"),
        ("Quarter 4 (Jan-Mar) 2016/17", "2016-17-Q4"), ("Jan - Mar 2017", "2016-17-Q4"),
        ("31/03/2017", "2017-03-31"), ("As at 31st March 2017", "2017-03-31"),
        ("12 months to December 2016", "R12-2016-M12"), ("Academic year 2016/17", "AY2016-17"),
        ("2014/15 to 2016/17", "2014-15..2016-17"), ("2016-M04", "2016-M04"),
    ],
)  # fmt: skip
def test_a_period_is_read_however_it_is_spelt(text, label):
    assert spelling.parse(text).label == label


@pytest.mark.parametrize(
    "text",
    ["Q1 2016", "2016/18", "31/06/2017", "Target 2016/17", "Marginal", "12.5", "", "Total", "YTD 2016/17"],
)
def test_what_could_mean_two_things_is_no_period(text):
    assert spelling.parse(text) is None


@pytest.mark.parametrize(
    ("text", "kind", "number"),
    [
        ("1,234", Kind.NUMBER, 1234), ("1 234", Kind.NUMBER, 1234), ("48.3 %", Kind.NUMBER, 48.3),
        ("48.3 (p)", Kind.NUMBER, 48.3), ("45 [1]", Kind.NUMBER, 45), ("1,234*", Kind.NUMBER, 1234),
        ("*", Kind.HIDDEN, None), ("< 5", Kind.HIDDEN, None), ("fewer than 5", Kind.HIDDEN, None),
        ("N/A", Kind.NOT_APPLICABLE, None), ("-", Kind.NOT_GIVEN, None),
        ("not yet available", Kind.NOT_GIVEN, None), ("", Kind.BLANK, None), ("#DIV/0!", Kind.WRONG, None),
        ("1,23", Kind.WRONG, None), ("nil", Kind.WRONG, None),
        ("-3", Kind.WRONG, None),
    ],
)  # fmt: skip
def test_a_cell_says_a_number_a_marker_or_nothing(text, kind, number):
    said = cells.read_text(text)
    assert said.kind is kind
    assert (None if said.number is None else float(said.number)) == number


def test_provisional_figures_are_marked(tmp_path):
    assert one(read(tmp_path, {"S": [["Measure", "2015/16"], ["Referrals", "4,966 (p)"]]}))["provisional"]


# --- hostile files ---------------------------------------------------------------------------------------

LABELS = st.sampled_from(
    ["Measure", "Referrals", "Contacts", "% re-referrals", "2015/16", "Q1 2016/17", "Q1", "Apr-16",
     "31/03/2017", "Num", "Den", "%", "Value", "Target", "12 of 25", "*", "<5", "n/a", "48%", "2017",
     "#REF!", "1,234"]
)  # fmt: skip
PRINTABLE = CELLS.map(lambda text: "".join(letter for letter in text if letter.isprintable()).lstrip("="))
ANY_CELL = st.one_of(
    LABELS, PRINTABLE, st.integers(0, 3000), st.floats(0, 1), st.dates(), st.booleans(), st.none()
)
GRIDS = st.dictionaries(
    st.sampled_from(["S", "Q1 2016-17", "2016-17", "Notes"]),
    st.lists(st.lists(ANY_CELL, max_size=7), max_size=9),
    min_size=1,
    max_size=3,
)


def packed(sheets: Sheets) -> bytes:
    held = BytesIO()
    book(held, sheets)
    return held.getvalue()


def test_any_file_is_proposed_and_read_or_refused(tmp_path):
    as_csv = b"Measure,2015/16,2016/17\nReferrals,1,2\n"
    files = st.one_of(
        st.tuples(
            st.just("a.xlsx"), st.one_of(GRIDS.map(packed), damaged(packed(PLAIN)), st.binary(max_size=80))
        ),
        st.tuples(st.just("a.csv"), st.one_of(damaged(as_csv), st.binary(max_size=200))),
    )

    def attempt(sent):
        path = tmp_path / sent[0]
        path.write_bytes(sent[1])
        scorecard.claim([path])
        try:
            found = scorecard.propose(path, CATALOGUE, TRUST)
            assert mapping.from_toml(mapping.as_toml(found, path.name), "x") == found
            intake = scorecard.read([path], TRUST, found)
        except SourceError:
            return
        assert intake.readings.num_rows == sum(intake.read.values()) - sum(intake.rejected.values())
        assert all(row["value"] is None or row["value"] >= 0 for row in intake.readings.to_pylist())

    run_for(attempt, files, share=3 / 4)


def test_a_mapping_of_any_words_is_read_or_refused(tmp_path):
    sound = mapping.as_toml(proposed(tmp_path, PLAIN)[1], "score.xlsx").encode()
    path = tmp_path / "x.toml"

    def attempt(data):
        path.write_bytes(data)
        with suppress(SourceError):
            mapping.load(path)

    run_for(attempt, damaged(sound), share=1 / 4)


@pytest.mark.parametrize(
    "left_out", ["xl/styles.xml", "xl/_rels/workbook.xml.rels", "xl/worksheets/sheet1.xml"]
)
def test_a_workbook_without_one_of_its_parts_is_read_or_refused(tmp_path, left_out):
    path = book(tmp_path / "score.xlsx", PLAIN)
    with ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist() if name != left_out}
    with ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    with suppress(SourceError):
        assert scorecard.propose(path, CATALOGUE).codes == ("FD07", "FD09")


def test_a_sheet_of_data_is_no_scorecard(tmp_path):
    path = tmp_path / "data.xlsx"
    made = openpyxl.Workbook()
    made.active.append(["Measure", "2015/16"])
    made.active.cell(4_000, 100, 1)
    made.save(path)
    with pytest.raises(SourceError, match="more than a scorecard has"):
        scorecard.propose(path, CATALOGUE)


def test_a_file_of_a_million_rows_is_refused_at_once(tmp_path):
    path = tmp_path / "big.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerows([["Referrals", 5]] * 30_000)
    with pytest.raises(SourceError, match="20,000"):
        scorecard.propose(path, CATALOGUE)


def test_one_return_serves_several_areas_by_sheet_or_by_heading(tmp_path):
    """As a police force or a trust sends it to all its boards."""
    several = [
        ["Measure", "2016/17"],
        ["Missing children, Worcestershire", 40],
        ["Missing children, Warwickshire", 30],
    ]
    whole = [["Measure", "2016/17"], ["Missing children", 7]]
    path = book(tmp_path / "score.xlsx", {"Two": several, "Herefordshire": whole})
    found = scorecard.propose(path, CATALOGUE, TRUST)
    two, one_area = found.tables
    codes = {"Missing children, Worcestershire": "885", "Missing children, Warwickshire": "937"}
    measures = tuple(replace(one, code="MI02", area=codes[one.heading]) for one in two.measures)
    other = replace(
        one_area, area="884", measures=tuple(replace(one, code="MI02") for one in one_area.measures)
    )
    asked = replace(found, area="", tables=(replace(two, measures=measures), other))
    asked = mapping.from_toml(mapping.as_toml(asked, path.name), path.name)
    intake = scorecard.read([path], replace(TRUST, area=None), asked)
    values = {row["area"]: row["value"] for row in intake.readings.to_pylist()}
    assert (intake.area, values) == (None, {"885": 40, "937": 30, "884": 7})
