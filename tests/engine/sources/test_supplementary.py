"""The supplementary return: its template, what people write in it, and what is written and read back."""

import io
from datetime import date, datetime, timedelta
from pathlib import Path

import openpyxl
import pytest
from hypothesis import strategies as st

from lineofsight.engine.reading import SCHEMA
from lineofsight.engine.sources import opening, supplementary
from lineofsight.engine.sources.intake import Declared, Intake, Severity, SourceError, Span
from lineofsight.engine.sources.supplementary.fields import GUIDE, fields, table_of
from lineofsight.engine.sources.synthetic import write_supplementary
from lineofsight.engine.tables import CONTRACT
from tests.engine.sources import hostile, opendocument
from tests.engine.sources.small_world import DECLARED, SUPPLEMENTARY_WORLD, differing

RETURN = {"area": "885", "covers from": "2016-04-01", "covers to": "2017-03-31", "known on": "15/05/2017"}


def filled(path: Path, said=RETURN, **sheets: list[dict]) -> Path:
    """The template with rows written below its headings, as an agency fills it in."""
    supplementary.write_template(path)
    book = openpyxl.load_workbook(path)
    for row in book["return"].iter_rows(min_row=2):
        row[1].value = said.get(row[0].value)
    for name, rows in sheets.items():
        sheet = book[name]
        places = {cell.value: cell.column for cell in sheet[1]}
        for number, row in enumerate(rows, 3):
            for column, value in row.items():
                sheet.cell(number, places[column], value)
    book.save(path)
    return path


def read(path: Path, declared: Declared | None = None) -> Intake:
    (paths,) = supplementary.claim([path])
    return supplementary.read(paths, declared or Declared())


def rejected(intake: Intake) -> list[tuple]:
    return [(f.row, f.field) for f in intake.faults if f.severity is Severity.REJECTED]


# --- the template ---------------------------------------------------------------------------------------


def test_every_supplementary_contract_table_has_a_sheet_with_its_columns():
    for name, contract in CONTRACT.items():
        if contract.supplementary:
            assert {field.column for field in fields()[name]} == set(contract.columns)
            keys = {field.column for field in fields()[name] if field.required}
            assert {*contract.key, contract.start} <= keys
    assert {field.column for field in fields()["children"]} == set(CONTRACT["person"].columns)


def test_the_second_sheet_of_the_template_explains_every_column(tmp_path):
    supplementary.write_template(tmp_path / "empty.xlsx")
    sheets = opening.read_workbook(tmp_path / "empty.xlsx")
    assert list(sheets)[:2] == ["return", GUIDE]
    explained = {tuple(row[:2]) for row in sheets[GUIDE]}
    for sheet, columns in fields().items():
        assert sheets[sheet][0][: len(columns)] == [field.column for field in columns]
        assert {(sheet, field.column) for field in columns} <= explained


def test_the_template_may_come_back_from_libreoffice(tmp_path):
    posts = {"as_at": date(2016, 9, 30), "cases": 1900, "in_post_fte": 204, "agency_fte": 51}
    book = openpyxl.load_workbook(filled(tmp_path / "r.xlsx", workforce=[posts]))
    path = opendocument.write(tmp_path / "r.ods", {sheet.title: list(sheet.values) for sheet in book})
    assert supplementary.claim([path]) == [[path]]
    (row,) = read(path).tables["workforce"].to_pylist()
    assert (row["cases"], row["as_at"]) == (1900, date(2016, 9, 30))


def test_an_empty_template_asks_for_what_it_stands_for(tmp_path):
    supplementary.write_template(tmp_path / "empty.xlsx")
    with pytest.raises(SourceError, match=r"empty\.xlsx.*--area 885.*--covers.*--known-on"):
        read(tmp_path / "empty.xlsx")


def test_the_csv_template_is_read_as_the_workbook_is(tmp_path):
    supplementary.write_template(tmp_path / "csv")
    (paths,) = supplementary.claim(sorted((tmp_path / "csv").iterdir()))
    assert len(paths) == len(list((tmp_path / "csv").iterdir()))
    with pytest.raises(SourceError, match=r"^csv: no sheet is filled in, nor said to be complete"):
        supplementary.read(paths, DECLARED)


# --- made-up children, written and read back --------------------------------------------------------------


@pytest.mark.parametrize("xlsx", [False, True])
def test_what_is_written_is_read_back(tmp_path, xlsx):
    write_supplementary.write(SUPPLEMENTARY_WORLD, tmp_path, DECLARED, xlsx=xlsx)
    (paths,) = supplementary.claim(sorted(tmp_path.iterdir()))
    intake = supplementary.read(paths, Declared(made_up=True))
    world = {**SUPPLEMENTARY_WORLD, "person": SUPPLEMENTARY_WORLD["person"].slice(0, 2)}  # C3 is on no sheet
    assert differing(world, intake.tables, world) == []
    # Of the years covered one month's waits are in the small world.
    assert [(fault.severity, fault.field) for fault in intake.faults] == [(Severity.NOTED, "as_at")]
    assert (intake.area, intake.known_on, intake.sender) == ("799", DECLARED.known_on, "Severnshire")
    assert set(intake.covers.values()) == {DECLARED.covers}


@pytest.mark.parametrize("xlsx", [False, True])
def test_the_same_world_gives_the_same_bytes(tmp_path, xlsx):
    for folder in ("a", "b"):
        write_supplementary.write(SUPPLEMENTARY_WORLD, tmp_path / folder, DECLARED, xlsx=xlsx)
    for path in (tmp_path / "a").iterdir():
        assert path.read_bytes() == (tmp_path / "b" / path.name).read_bytes()


# --- what agencies write ----------------------------------------------------------------------------------

CHILD = {"person_id": "C1", "dob": date(2010, 6, 15), "sex": "F"}


def test_cells_are_read_whether_typed_or_written(tmp_path):
    path = filled(
        tmp_path / "r.xlsx",
        children=[CHILD],
        return_interviews=[
            {"person_id": "C1", "interview_id": 17, "returned_at": datetime(2016, 9, 2, 1, 30),
             "required": "Yes", "offered": True, "held_at": "04/09/2016 16:00"},
        ],
        exploitation_risks=[
            {"person_id": "C1", "risk_id": "Y1", "start_date": "2016-09-05", "level": "High",
             "review_date": date(2017, 3, 1), "level_at_review": "None"},
        ],
    )  # fmt: skip
    intake = read(path)
    (interview,) = intake.tables["return_interviews"].to_pylist()
    assert interview["interview_id"] == "17"
    assert interview["returned_date"] == date(2016, 9, 2)
    assert interview["returned_at"] == datetime(2016, 9, 2, 1, 30)
    assert interview["held_at"] == datetime(2016, 9, 4, 16, 0)
    assert interview["held_date"] == date(2016, 9, 4)
    assert (interview["required"], interview["offered"], interview["accepted"]) == (True, True, None)
    assert interview["row"] == 3
    (risk,) = intake.tables["exploitation_risks"].to_pylist()
    assert (risk["level"], risk["level_at_review"]) == ("high", "none")
    assert intake.area == "885"
    assert intake.covers["return_interviews"] == Span(date(2016, 4, 1), date(2017, 3, 31))
    assert intake.known_on == date(2017, 5, 15)


def test_a_number_may_be_written_with_its_commas(tmp_path):
    posts = {"as_at": date(2016, 9, 30), "cases": "1,900", "in_post_fte": "1,204.5", "agency_fte": "12,00"}
    intake = read(filled(tmp_path / "r.xlsx", workforce=[posts]))
    (row,) = intake.tables["workforce"].to_pylist()
    assert (row["cases"], row["in_post_fte"], row["agency_fte"]) == (1900, 1204.5, None)
    assert [fault.field for fault in intake.faults if fault.severity is Severity.QUERIED] == ["agency_fte"]


def test_a_template_sent_back_as_it_was_is_refused(tmp_path):
    with pytest.raises(
        SourceError, match=r"^r\.xlsx: no sheet is filled in.* answer yes on the sheet return"
    ):
        read(filled(tmp_path / "r.xlsx"))


def test_an_empty_sheet_stands_for_nothing_unless_it_is_said_to_be_complete(tmp_path):
    intake = read(filled(tmp_path / "r.xlsx", {**RETURN, "core_groups": "yes"}, children=[CHILD]))
    assert set(intake.covers) == {"person", "core_groups"}
    assert intake.tables["core_groups"].num_rows == 0


def test_totals_by_agency_are_recorded_readings(tmp_path):
    path = filled(
        tmp_path / "r.xlsx",
        {**RETURN, "sender": "Severnshire Board"},
        early_help_by_agency=[
            {
                "agency": "Hilltop",
                "period_start": "2016-04-01",
                "period_end": "2016-06-30",
                "assessments": 12,
            },
            {"agency": "Hilltop", "period_start": "2016-04-01", "period_end": "2017-03-31", "assessments": 0},
            {"agency": "Health", "period_start": "2016-04-01", "period_end": "2016-12-31", "assessments": 5},
            {"agency": "Health", "period_start": "2017-04-01", "period_end": "2018-03-31", "assessments": 5},
            {"agency": "Health", "period_start": "2017-01-01", "period_end": "2017-03-31", "assessments": -1},
            {"agency": "Health", "period_start": "2017-01-01", "period_end": "2016-12-31", "assessments": 1},
        ],
    )
    intake = read(path)
    assert intake.readings.schema == SCHEMA
    rows = [
        tuple(row[name] for name in ("code", "by", "group", "period", "value", "status", "basis", "release"))
        for row in intake.readings.to_pylist()
    ]
    common = ("value", "recorded", "Severnshire Board")
    assert rows == [
        ("EH01", "agency", "Hilltop", "2016-17-Q1", 12.0, *common),
        ("EH01", "agency", "Hilltop", "2016-17", 0.0, *common),
        ("EH01", "agency", "Health", "2016-04-01..2016-12-31", 5.0, *common),
        ("EH01", "agency", "Health", "2017-18", 5.0, "incomplete", "recorded", "Severnshire Board"),
    ]
    assert rejected(intake) == [(7, "assessments"), (8, "period_end")]


def test_faults_name_the_sheet_row_and_field(tmp_path):
    path = filled(
        tmp_path / "r.xlsx",
        children=[CHILD, {**CHILD, "person_id": "C2", "postcode_district": "Worcester"}],
        front_door=[
            {"person_id": "C1", "contact_id": "K1", "received_date": "2066-01-01"},
            {
                "person_id": "C1",
                "contact_id": "K2",
                "received_date": "2016-05-01",
                "decided_date": "2016-04-01",
            },
            {"person_id": "C9", "contact_id": "K3", "received_date": "2016-05-01", "stated_level": 5},
            {"contact_id": "K4", "received_date": "2016-05-01"},
            {"person_id": "C1", "contact_id": "K5", "received_date": "2016-05-01", "consent": "perhaps"},
        ],
        camhs=[{"as_at": "2017-03-31", "pathway": "core", "waiting": 5, "waiting_18_weeks": 6}],
    )
    intake = read(path)
    assert [(f.severity, f.file, f.row, f.field) for f in intake.faults] == [
        ("queried", "r.xlsx: children", 4, "postcode_district"),
        ("rejected", "r.xlsx: front_door", 6, "person_id"),
        ("rejected", "r.xlsx: front_door", 3, "received_date"),
        ("queried", "r.xlsx: front_door", 7, "consent"),
        ("queried", "r.xlsx: front_door", 5, "stated_level"),
        ("queried", "r.xlsx: front_door", 4, "decided_date"),
        ("noted", "r.xlsx: front_door", 5, "person_id"),
        ("queried", "r.xlsx: camhs", 3, "waiting_18_weeks"),
        ("noted", "r.xlsx: camhs", None, "as_at"),  # the eleven months that did not come
    ]
    assert intake.read["r.xlsx: front_door"] == 5
    assert intake.rejected["r.xlsx: front_door"] == 2
    assert intake.tables["front_door"].num_rows == 3


@pytest.mark.parametrize(
    ("declared", "message"),
    [
        (Declared(area="799"), "says that it is of area 885, and 799 was declared"),
        (Declared(covers=Span(date(2015, 4, 1), date(2016, 3, 31))), "says that it covers 2016-04-01"),
    ],
)
def test_what_is_declared_may_not_contradict_the_return(tmp_path, declared, message):
    with pytest.raises(SourceError, match=message):
        read(filled(tmp_path / "r.xlsx"), declared)


@pytest.mark.parametrize(
    ("said", "message"),
    [
        ({**RETURN, "area": "Worcestershire"}, r"r\.xlsx: return, row 2, field area: .* 3-digit"),
        ({**RETURN, "area": "945"}, r"r\.xlsx: return, row 2, field area: no local authority .* code 945"),
        ({**RETURN, "covers to": "2015-03-31"}, "lies before"),
        ({**RETURN, "known on": "soon"}, "return, row 5, field known on: 'soon' is not a date"),
    ],
)
def test_what_the_return_sheet_says_must_make_sense(tmp_path, said, message):
    with pytest.raises(SourceError, match=message):
        read(filled(tmp_path / "r.xlsx", said))


# --- several areas --------------------------------------------------------------------------------------

TWO = {**RETURN, "area": "885, 884"}
POSTS = {"as_at": "2016-09-30", "cases": 1900}


def read_each(path: Path, declared: Declared | None = None) -> dict[str, Intake]:
    return {one.area: one for one in supplementary.read_each([path], declared or Declared())}


def test_a_return_of_several_areas_is_an_intake_of_each(tmp_path):
    path = filled(
        tmp_path / "r.xlsx", {**TWO, "core_groups": "yes"},
        children=[CHILD | {"area": 885}, CHILD | {"area": 884}],
        workforce=[POSTS | {"area": 885}, POSTS | {"area": 884, "cases": 410}],
        early_help_by_agency=[{"agency": "Police", "period_start": "2016-04-01", "period_end": "2016-06-30",
                               "assessments": 12, "area": 884}],
    )  # fmt: skip
    found = read_each(path)
    cases = {area: one.tables["workforce"]["cases"].to_pylist() for area, one in found.items()}
    assert cases == {"885": [1900], "884": [410]}
    assert [one["area"] for one in found["884"].readings.to_pylist()] == ["884"]
    assert found["885"].readings is None
    # A sheet that is said to be complete is so for both; one with rows of the other alone says nothing.
    assert set(found["885"].covers) == {"person", "workforce", "core_groups"}
    assert all(one.read["r.xlsx: workforce"] == 1 for one in found.values())
    one_only = filled(tmp_path / "s.xlsx", TWO, workforce=[POSTS | {"area": 885}], camhs=[
        {"as_at": "2017-03-31", "pathway": "core", "waiting": 5, "area": 884}])  # fmt: skip
    assert {area: set(one.covers) for area, one in read_each(one_only).items()} == {
        "885": {"workforce"}, "884": {"camhs"}}  # fmt: skip


@pytest.mark.parametrize(("said", "rows", "message"), [
    (TWO, [POSTS], "r.xlsx: workforce, row 3, field area: is empty, and the return is of 885 and 884"),
    (TWO, [POSTS | {"area": 885}, POSTS | {"area": 886}], "row 4, field area: '886' is not an area that"),
    (RETURN, [POSTS | {"area": 884}], "row 3, field area: '884' is not an area that the return is of"),
    ({**RETURN, "area": None}, [POSTS | {"area": 885}, POSTS | {"area": 945}],
     "workforce, row 4, field area: no local authority that is known here has the code 945"),
    (TWO, [POSTS | {"area": 885}], "r.xlsx, area 884: no sheet is filled in"),
    ({**RETURN, "area": "885, 945"}, [POSTS | {"area": 885}], "return, row 2, field area: no local authority"),
])  # fmt: skip
def test_a_row_must_be_of_an_area_that_its_return_serves(said, rows, message, tmp_path):
    with pytest.raises(SourceError, match=message):
        read_each(filled(tmp_path / "r.xlsx", said, workforce=rows))


@pytest.mark.parametrize("said", ["885,884", "885 and 884", 885884])  # the last as Excel takes the first
def test_areas_may_be_written_as_people_write_them(said, tmp_path):
    both = [POSTS | {"area": 885}, POSTS | {"area": 884}]
    path = filled(tmp_path / "r.xlsx", {**RETURN, "area": said}, workforce=both)
    assert set(read_each(path)) == {"885", "884"}


def test_a_sheet_without_its_headings_is_an_error(tmp_path):
    path = filled(tmp_path / "r.xlsx")
    book = openpyxl.load_workbook(path)
    del book["camhs"]
    book.create_sheet("camhs").append(["what", "is", "this"])
    book.save(path)
    with pytest.raises(SourceError, match=r"r\.xlsx: camhs: has no row of headings such as as_at"):
        read(path)


def test_other_workbooks_and_folders_are_left_alone(tmp_path):
    book = openpyxl.Workbook()
    book.active.title = "camhs"
    book.save(tmp_path / "scorecard.xlsx")
    (tmp_path / "workforce.csv").write_text("Month,Vacancies\nApril,3\n")
    (tmp_path / "children.csv").write_text("person_id,dob\nC1,2010-01-01\n")
    (tmp_path / "broken.xlsx").write_bytes(b"PK\x03\x04 and no more")
    assert supplementary.claim(sorted(tmp_path.iterdir())) == []


def test_tables_of_a_sheet_are_contract_tables():
    assert {table_of(sheet) for sheet in fields()} - set(CONTRACT) == {"early_help_by_agency"}


# --- anything at all ------------------------------------------------------------------------------------


def test_no_cells_and_no_bytes_break_the_reader_of_csv_files(tmp_path):
    write_supplementary.write(SUPPLEMENTARY_WORLD, tmp_path, DECLARED)
    sound = {path.name: path.read_bytes() for path in tmp_path.glob("*.csv")}
    sound["early_help_by_agency.csv"] = (
        b"agency,period_start,period_end,assessments\nA,2016-04-01,2016-06-30,4\n"
    )
    hostile.survives(supplementary, hostile.returns_like(sound), Declared(), share=1 / 3)


# What openpyxl can write: no control characters, no day before Excel's first.
TYPED = st.one_of(
    hostile.ODD_TEXT.filter(str.isprintable),
    st.text(st.characters(exclude_categories=("C", "Z")), max_size=9),
    st.none(), st.booleans(), st.integers(-(10**12), 10**12), st.floats(-1e300, 1e300),
    st.datetimes(datetime(1900, 3, 1)), st.times(), st.timedeltas(timedelta(0), timedelta(days=9)),
)  # fmt: skip


@st.composite
def typed_workbooks(draw: st.DrawFn) -> dict[str, bytes]:
    """The template's sheets with any cells at all below their headings."""
    book = openpyxl.Workbook()
    said = book.create_sheet("return")
    for item, value in RETURN.items():
        said.append([item, draw(st.one_of(st.just(value), TYPED))])
    for sheet, columns in fields().items():
        made = book.create_sheet(sheet)
        made.append([field.column for field in columns])
        for _ in range(draw(st.integers(0, 3))):
            made.append([draw(TYPED) for _ in columns])
    stream = io.BytesIO()
    book.save(stream)
    return {"r.xlsx": stream.getvalue()}


def test_no_cells_break_the_reader_of_workbooks():
    hostile.survives(supplementary, typed_workbooks(), Declared(), share=1 / 3)


def test_no_bytes_break_the_reader_of_workbooks(tmp_path):
    write_supplementary.write(SUPPLEMENTARY_WORLD, tmp_path, DECLARED, xlsx=True)
    sound = {path.name: path.read_bytes() for path in tmp_path.glob("*.xlsx")}
    hostile.survives(supplementary, hostile.returns_like(sound), Declared(), share=1 / 3)
