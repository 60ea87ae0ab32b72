"""A formula whose value was not saved with it is told with its place, whichever return it stands in."""

from datetime import date
from pathlib import Path
from zipfile import ZipFile

import openpyxl

from lineofsight.engine.sources import annex_a, opening, scorecard, supplementary
from lineofsight.engine.sources.intake import Declared, Severity, Span

GIVEN = Declared(
    area="885", covers=Span(date(2016, 4, 1), date(2017, 3, 31)), known_on=date(2017, 3, 31), sender="a trust"
)


def book(path: Path, **sheets: list[list]) -> Path:
    """A workbook as a program writes it that works out no formula."""
    made = openpyxl.Workbook()
    made.remove(made.active)
    for name, rows in sheets.items():
        sheet = made.create_sheet(name.replace("_", " "))
        for row in rows:
            sheet.append(row)
    made.save(path)
    return path


def told(intake) -> list[tuple]:
    queried = [fault for fault in intake.faults if "formula" in fault.wrong]
    assert {fault.severity for fault in queried} <= {Severity.QUERIED}
    return [(fault.file, fault.row, fault.field) for fault in queried]


def test_in_a_supplementary_return(tmp_path):
    path = book(tmp_path / "r.xlsx", workforce=[["as_at", "cases"], ["2016-09-30", "=19*100"]])
    assert told(supplementary.read([path], GIVEN)) == [("r.xlsx: workforce", 2, "column B")]


def test_in_annex_a(tmp_path):
    heading = ["Child Unique ID", "Gender", "Ethnicity", "Date of Birth", "Age of Child (Years)", "Date of Contact",
               "Contact Source"]  # fmt: skip
    row = ["A1", "b) Female", "a) WBRI", date(2010, 6, 15), "=2017-2010", date(2017, 3, 1), "q) 6: Police"]
    path = book(tmp_path / "annex.xlsx", List_1=[heading, row])
    assert told(annex_a.read([path], GIVEN)) == [("annex.xlsx: List 1", 2, "column E")]


def test_in_a_scorecard(tmp_path):
    path = book(tmp_path / "s.xlsx", S=[["Measure", "2014/15", "2015/16"], ["Referrals", 1, "=1+1"]])
    found = scorecard.propose(path, {"FD07": "Referrals"}, GIVEN)
    assert told(scorecard.read([path], GIVEN, found)) == [("s.xlsx: S", 2, "column C")]


def test_of_very_many_the_first_are_listed_and_the_rest_counted(tmp_path):
    path = book(tmp_path / "many.xlsx", S=[["=1+1"]] * 350)
    *listed, last = opening.unworked(path)
    assert [fault.row for fault in listed] == list(range(1, 201))
    assert "150 more formulas" in last.wrong


def test_a_value_that_is_there_is_no_fault_even_an_empty_text(tmp_path):
    path = book(tmp_path / "r.xlsx", S=[["=1+1", "=A1"]])
    with ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    sheet = parts["xl/worksheets/sheet1.xml"]
    row = b'<row r="1"><c r="A1"><f>1+1</f><v>2</v></c><c r="B1" t="str"><f>""</f><v></v></c></row>'
    parts["xl/worksheets/sheet1.xml"] = (
        sheet[: sheet.index(b"<row")] + row + sheet[sheet.index(b"</sheetData>") :]
    )
    with ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    assert list(opening.unworked(path)) == []
