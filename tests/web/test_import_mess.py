"""Logs in every mess in which they come: all of it in, or listed with why, and never a failure."""

from datetime import date

import pytest

from lineofsight.engine.sources.intake import SourceError
from lineofsight.web.accounts.permissions import Role
from lineofsight.web.imports import judging, reading, tables, taking
from lineofsight.web.imports import words as spelt
from lineofsight.web.imports.models import Import
from lineofsight.web.improvement.models import Action
from tests.web import make, mess

pytestmark = pytest.mark.django_db


@pytest.fixture
def manager():
    police = make.agency(name="West Mercia Police", kind="police")
    make.agency(name="Severnshire County Council", kind="council")
    make.agency(name="Severn Health Trust", kind="health_trust")
    make.person(Role.AGENCY_LEAD, name="Ann Known", agency=police)
    return make.person(Role.BUSINESS_MANAGER, agency=make.agency(name="Board office"))


def test_there_are_thirty_kinds_of_mess():
    assert len(mess.KINDS) >= 30


@pytest.mark.parametrize("kind", mess.KINDS)
def test_everything_is_in_or_listed_with_a_reason(kind, manager, tmp_path):
    write, expected = mess.KINDS[kind]
    one = mess.answered(reading.receive(write(tmp_path), "log", "actions", by=manager))
    if not any("owner" in columns.values() for columns in one.columns.values()):
        one = mess.answered(one, given={"owner": "The office"})
    rows = judging.judge(one).rows
    told = [(row.outcome, row.name, " ".join([row.why, *row.notes])) for row in rows]
    assert [said[0] for said in told] == [outcome for outcome, _, _ in expected], told
    for (_, name, words), (_, wanted, why) in zip(told, expected, strict=True):
        assert name.startswith(wanted)
        assert why in words
    assert all(row.why for row in rows if row.outcome == judging.LEFT)
    assert len(rows) == sum(len(table.lines) for table in one.contents)
    done = taking.accept(one, one.version, by=manager)
    assert [row["outcome"] for row in done.rows] == [outcome for outcome, _, _ in expected]
    assert Action.objects.count() == sum(outcome == "new" for outcome, _, _ in expected)


@pytest.mark.parametrize("kind", mess.HOPELESS)
def test_a_file_that_cannot_be_read_says_what_to_do(kind, manager, tmp_path):
    name, contents, said = mess.HOPELESS[kind]
    (tmp_path / name).write_bytes(contents)
    with pytest.raises(SourceError, match=said):
        reading.receive(tmp_path / name, name, "actions", by=manager)


def test_every_day_of_many_spellings_is_the_same_day(manager, tmp_path):
    write, _ = mess.KINDS["days in many spellings"]
    one = mess.answered(reading.receive(write(tmp_path), "log", "actions", by=manager))
    taking.accept(one, one.version, by=manager)
    assert {f"{action.due}" for action in Action.objects.all()} == {"2017-09-30"}


def test_what_names_a_child_is_nowhere(manager, tmp_path):
    write, _ = mess.KINDS["an NHS number in a note"]
    one = reading.receive(write(tmp_path), "log", "actions", by=manager)
    assert "943 476 5919" not in f"{one.tables} {[row.plain() for row in judging.judge(one).rows]}"


def test_a_date_of_birth_is_nowhere_not_even_in_a_heading(manager, tmp_path):
    rows = [
        ["Action", "Agency", "Owner", "By when", "Child DOB", "Child born 04/03/2009"],
        ["Child J DOB 04/03/2009"],
        ["Write to the school", "Police", "Pat Lane", "30/9/2017", date(2009, 3, 4), None],
        ["Write to the court", "Police", "Pat Lane", "30/9/2017", "04/03/2009", None],
        ["Write to the trust", "Police", "Pat Lane", "30/9/2017", "n/a", "Chased"],
    ]
    path = mess.book(tmp_path, [], more={"dob 04-03-2009": rows})
    one = reading.receive(path, "log", "actions", by=manager)
    kept = f"{one.tables} {one.without} {[row.plain() for row in judging.judge(one).rows]}"
    assert not any(said in kept for said in ("04/03/2009", "2009-03-04", "04-03-2009", "2009, 3, 4"))
    assert [(line.left[:38], line.section) for line in one.contents[0].lines] == [
        ("Action holds what looks like a date of", ""),
        ("Child DOB holds what looks like a date", ""),
        ("Child DOB holds what looks like a date", ""),
        ("", ""),
    ]


@pytest.mark.parametrize("said", ["²", "1" * 30, "9" * 5000, "1." + "1" * 40])
@pytest.mark.parametrize("read", [spelt.day, spelt.count, spelt.amount])
def test_a_number_that_is_none_is_said_to_be_none(read, said):
    assert read(said).wrong


HEADINGS, ROW = ["Action", "Agency", "Owner", "By when"], ["Write", "Police", "Pat Lane", "30/9/2017"]


def test_empty_rows_at_the_end_are_not_counted(tmp_path):
    (tmp_path / "log.csv").write_text("\n".join([",".join(HEADINGS), ",".join(ROW), *[",,,"] * 2500]))
    found = tables.read(tmp_path / "log.csv", frozenset())
    assert [len(table.lines) for table in found.tables] == [1]
    assert not found.without


def test_of_more_rows_than_are_read_it_is_said_what_to_do(tmp_path):
    (tmp_path / "log.csv").write_text("\n".join([",".join(HEADINGS), *[",".join(ROW)] * 10_000]))
    with pytest.raises(SourceError, match=r"10,001 rows, and at most [0-9,]+ are read\. Split it"):
        tables.read(tmp_path / "log.csv", frozenset())


def test_what_stands_too_far_to_the_right_is_said_not_to_be_read(tmp_path):
    rows = [HEADINGS, ROW, [*ROW, *[None] * 76, "The note"]]
    found = tables.read(mess.book(tmp_path, rows), frozenset())
    assert [len(table.lines) for table in found.tables] == [2]
    said = (
        "Only its first 80 columns are read, and row 3 has more. Put what is to be read further to the left."
    )
    assert found.without == [("Log", said)]


def test_a_list_without_a_table_is_told_how_to_become_one(tmp_path):
    path = mess.word(tmp_path, mess.paragraph("Our priorities", bold=True), mess.paragraph("1. Neglect"))
    with pytest.raises(SourceError, match=r"Convert Text to Table; give it two columns or more"):
        tables.read(path, frozenset())


def test_a_full_sheet_with_its_headings_is_read_and_a_longer_one_told_to_be_split(monkeypatch, tmp_path):
    monkeypatch.setattr(tables, "MOST_ROWS", 50)
    full = mess.comma(tmp_path, [HEADINGS, *[ROW] * 50])
    assert [len(table.lines) for table in tables.read(full, frozenset()).tables] == [50]
    longer = mess.comma(tmp_path, [HEADINGS, *[ROW] * 200])
    with pytest.raises(SourceError, match=r"201 rows, and at most 50 are read\. Split it, such as by year"):
        tables.read(longer, frozenset())


def test_a_formula_without_its_value_is_said_to_read_as_empty(tmp_path):
    found = tables.read(mess.book(tmp_path, [HEADINGS, ROW, ['=UPPER("write")', *ROW[1:]]]), frozenset())
    what = "Formulas without their values read as empty: A3."
    assert found.without == [("Log", f"{what} Open the file in Excel, save it there, and bring it in again.")]


def test_two_rows_of_headings_keep_the_words_of_both(tmp_path):
    rows = [["Ref", "Action", "Who", None, "Status"], [None, None, "Lead", "Agency", None], [1, *ROW]]
    known = frozenset({"ref", "action", "lead", "agency"})
    found = tables.read(mess.book(tmp_path, rows, merge=("C1:D1",)), known)
    assert found.tables[0].headings == ("Ref", "Action", "Who Lead", "Who Agency", "Status")


CHILD_NAMED = [
    ["Action", "Agency", "Owner", "Agreed", "By when", "Child"],
    ["Write to the school about Joe Bloggs, aged 7", "Police", "Pat Lane", "1/5/2017", "30/9/2017", None],
    ["Write to the court", "Police", "Ann Known", "1/5/2017", "30/9/2017", "Ann Known"],
    ["Write to the trust", "Police", "Pat Lane", "1/5/2017", "30/9/2017", "Amy Bloggs"],
]


def test_whose_a_name_is_is_asked_before_anything_is_kept(manager, tmp_path):
    path = mess.book(tmp_path, CHILD_NAMED)
    with pytest.raises(reading.NamesError) as asked:
        reading.receive(path, "log", "actions", by=manager)
    assert f"{asked.value}" == (
        "“Joe Bloggs” (Log, row 2), “Amy Bloggs” (Log, row 4) stand where a child's name would."
    )
    assert not Import.objects.exists()
    one = reading.receive(path, "log", "actions", names_no_child=True, by=manager)
    assert [row.outcome for row in judging.judge(mess.answered(one)).rows] == ["new"] * 3


def test_a_postcode_is_kept_of_a_place_alone(manager, tmp_path):
    rows = [
        ["Action", "Agency", "Owner", "By when", "Note", "Venue"],
        ["Write to the court", "Police", "Pat Lane", "30/9/2017", "lives at WR1 2AB", None],
        ["Write to the trust", "Police", "Pat Lane", "30/9/2017", None, "County Hall, WR5 2NP"],
    ]
    one = reading.receive(mess.book(tmp_path, rows), "log", "actions", by=manager)
    assert "WR1 2AB" not in f"{one.tables}"
    assert [line.left[:32] for line in one.contents[0].lines] == ["Note holds what looks like a pos", ""]
