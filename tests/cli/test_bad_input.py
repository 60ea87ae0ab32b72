"""Files that cannot be right: each is refused in words that help, and what was there before stays as it was."""

import io
import json
import os
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.cli.bad_files import DECLARED, LIST_1, ROW, contacts, workbook
from tests.cli.command import say, say_json, tree

# --- files that are not what they seem -------------------------------------------------------------------


@pytest.mark.parametrize(("name", "content", "told"), [
    ("ssd_contacts.csv", b"\x89PNG\r\n\x1a\n" + bytes(200), ""),
    ("ssd_contacts.csv", b"PK\x03\x04" + bytes(200), "zip archive or workbook"),
    ("ssd_contacts.csv", b"", "is empty"),
    ("ssd_contacts.parquet", b"cont_contact_id\nK1\n", ""),
    ("cin.xml", b"<Message><Header></Header><Children><Child>", ""),
    ("annex_a.xlsx", b"not a workbook at all", ""),
], ids=["picture", "zip", "empty", "text as parquet", "broken xml", "text as xlsx"])  # fmt: skip
def test_a_wrong_format_is_said(name, content, told, refused, tmp_path):
    path = tmp_path / name
    path.write_bytes(content)
    assert told in refused(path)


def test_a_truncated_workbook_is_said(refused, tmp_path):
    book = openpyxl.Workbook()
    book.active.append(["Child Unique ID", "2016/17"])
    whole = io.BytesIO()
    book.save(whole)
    path = tmp_path / "annex_a.xlsx"
    path.write_bytes(whole.getvalue()[:-300])
    assert refused(path)


def test_a_truncated_parquet_file_is_said(refused, tmp_path):
    whole = io.BytesIO()
    pq.write_table(pa.table({name: [value] * 100 for name, value in ROW.items()}), whole)
    path = tmp_path / "ssd_contacts.parquet"
    path.write_bytes(whole.getvalue()[:-40])
    assert refused(path)


def test_an_encrypted_workbook_is_said(refused, tmp_path):
    path = tmp_path / "annex_a.xlsx"
    path.write_bytes(
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
        + bytes(1024)
        + "EncryptedPackage".encode("utf-16-le")
        + bytes(3072)
    )
    assert "password" in refused(path)


def test_a_zip_bomb_is_not_unpacked(refused, tmp_path):
    path = tmp_path / "scorecard.xlsx"
    book = io.BytesIO()
    openpyxl.Workbook().save(book)
    with zipfile.ZipFile(book) as small, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as bomb:
        for part in small.namelist():
            content = small.read(part)
            if part.startswith("xl/worksheets/"):
                content = content.replace(b"</worksheet>", b" " * (300 * 2**20) + b"</worksheet>")
            bomb.writestr(part, content)
    assert path.stat().st_size < 2**20
    began = time.monotonic()
    assert "would unpack to 300 MiB" in refused(path)
    assert time.monotonic() - began < 20


ENTITIES = """<?xml version="1.0"?>
<!DOCTYPE Message [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY passwd SYSTEM "file:///etc/passwd">]>
<Message><Header><CollectionDetails><Collection>CIN</Collection><Year>2017</Year>
<ReferenceDate>2017-03-31</ReferenceDate></CollectionDetails><Source><LEA>885</LEA></Source></Header>
<Children><Child><ChildIdentifiers><LAchildID>&passwd;</LAchildID></ChildIdentifiers></Child></Children></Message>
"""


def test_entities_and_doctypes_are_never_followed(refused, tmp_path):
    path = tmp_path / "cin.xml"
    path.write_text(ENTITIES)
    assert "root:" not in refused(path)


LIMITED = """
import json, sys, time
from lineofsight.cli.commands import app
from lineofsight.cli.app import run
sys.argv = ["lineofsight", *sys.argv[1:]]
began = time.monotonic()
code = run(app)
with open("/proc/self/status") as status:  # ru_maxrss would also count the process that began this one
    used = next(int(line.split()[1]) / 1024 for line in status if line.startswith("VmHWM"))
print(json.dumps({"code": code, "seconds": time.monotonic() - began, "mib": used}))
"""


@pytest.mark.slow
@pytest.mark.parametrize("name", ["ssd_contacts.csv", "cin.xml", "scorecard.xlsx"])
def test_an_endless_line_is_refused_in_20_seconds_and_300_mb(name, workspace, tmp_path):
    path = tmp_path / name
    with path.open("wb") as file:
        file.write(b"cont_contact_id,cont_person_id\n" if name.endswith("csv") else b"<Message>")
        file.truncate(2 * 2**30)
    before = tree(workspace)
    said = subprocess.run(
        [sys.executable, "-c", LIMITED, "--workspace", workspace, "load", path, "--area", "885", *DECLARED],
        capture_output=True, text=True, timeout=120, check=True,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
    )  # fmt: skip
    used = json.loads(said.stdout.splitlines()[-1])
    assert (used["code"], used["seconds"] < 20, used["mib"] < 300) == (1, True, True), used
    assert name in said.stderr
    assert tree(workspace) == before


# --- tables that are not what they should be -------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["utf-16", "utf-32", "cp500"])
def test_a_wrong_encoding_is_said_or_read_right(encoding, workspace, tmp_path):
    before = tree(workspace)
    path = contacts(tmp_path / "odd", ROW | {"cont_contact_id": "Kéloë"}, encoding=encoding)
    said = say_json(workspace, "load", path, "--area", "885", *DECLARED)
    if said.code == 0:
        assert [(one["accepted"], one["rejected"]) for one in said.json["loads"]] == [(1, 0)]
    else:
        (one,) = said.json["refused"]
        assert path.name in one["error"]
        assert tree(workspace) == before


def test_duplicated_headings_are_said(refused, tmp_path):
    said = refused(contacts(tmp_path / "twice", ROW, headings=(*ROW, "cont_contact_date")))
    assert "cont_contact_date" in said


def test_a_missing_column_is_named(refused, tmp_path):
    headings = tuple(name for name in ROW if name != "cont_contact_date")
    said = refused(contacts(tmp_path / "less", ROW, headings=headings))
    assert "contact_date" in said


@pytest.mark.parametrize("day", ["1066-10-14", "2066-04-01", "31/02/2016", "=TODAY()"])
def test_a_row_with_an_impossible_day_is_listed_with_its_place(day, workspace, tmp_path):
    path = contacts(tmp_path / "dates", ROW, ROW | {"cont_contact_id": "K2", "cont_contact_date": day})
    said = say_json(workspace, "load", path, "--area", "885", *DECLARED)
    (one,) = said.json["loads"]
    assert (said.code, one["accepted"], one["rejected"]) == (0, 1, 1)
    (found,) = say_json(workspace, "quality", one["id"]).json["loads"]
    (fault,) = [fault for fault in found["faults"] if fault["severity"] == "rejected"]
    assert (fault["file"], fault["row"], fault["field"]) == ("ssd_contacts.csv", 3, "cont_contact_date")
    assert fault["remedy"]
    shown = say(workspace, "quality", one["id"]).plain
    assert "ssd_contacts.csv, row 3, field cont_contact_date" in shown


def test_where_every_row_is_rejected_the_command_ends_with_1(workspace, tmp_path):
    path = contacts(tmp_path / "dates", ROW | {"cont_contact_date": "1066-10-14"})
    said = say_json(workspace, "load", path, "--area", "885", *DECLARED)
    assert (said.code, said.json["loads"][0]["accepted"]) == (1, 0)


def test_where_a_file_breaks_off_before_its_first_child_the_command_ends_with_1(workspace, shared, tmp_path):
    whole = (shared / "data" / "samples" / "cin_xml" / "CIN_Census_2021.xml").read_text()
    path = tmp_path / "cin.xml"
    path.write_text(whole[: whole.index("</LAchildID>")])
    said = say(workspace, "load", path)
    assert (said.code, "lineofsight quality" in said.plain) == (1, True)


def test_a_formula_cell_is_no_figure(workspace, tmp_path):
    """A formula that no spreadsheet worked out has no value: nothing is made of it."""
    template = tmp_path / "return.xlsx"
    assert say(workspace, "template", "supplementary", template).code == 0
    book = openpyxl.load_workbook(template)
    for row in book["return"].iter_rows():
        given = {
            "area": "885",
            "covers from": "2016-04-01",
            "covers to": "2017-03-31",
            "known on": "2017-05-15",
        }
        if row[0].value in given:
            row[1].value = given[row[0].value]
    book["workforce"].append(["2016-09-30", "=19*100", "100", "204", "51", "34"])
    book.save(template)
    loaded = say_json(workspace, "load", template)
    assert (loaded.code, loaded.json["loads"][0]["queried"]) == (0, 1)
    told = say(workspace, "quality").plain
    assert "return.xlsx: workforce, row 3, field column B: is a formula without its value" in told
    assert "Open the file in the spreadsheet program, save it there" in told
    shown = say_json(workspace, "readings", "WF01", "--area", "885", "--period", "2016").readings
    assert all(row["value"] is None for row in shown)


@pytest.mark.parametrize(("covers", "known_on", "told"), [
    ("1066-10-14..2017-03-31", "2017-05-31", "1066-10-14"), ("2016-04-01..2066-03-31", "2017-05-31", "cannot know"),
    ("2016-04-01..2017-03-31", "2099-05-31", "has not come"),
])  # fmt: skip
def test_days_that_nobody_can_have_seen_are_refused(covers, known_on, told, refused, tmp_path):
    path = contacts(tmp_path / "days", ROW | {"cont_contact_id": "K9"})
    assert told in refused(path, "--covers", covers, "--known-on", known_on)


@pytest.mark.parametrize("line", [
    "covers = 5", "area = ['885']", "known_on = 7", "sender = 5", 'made_up = "no"', "covers", "wibble = 1",
])  # fmt: skip
def test_a_return_toml_that_cannot_be_right_says_so(line, workspace, tmp_path):
    path = contacts(tmp_path / "told", ROW | {"cont_contact_id": "K9"})
    (path.parent / "return.toml").write_text(line)
    before = tree(workspace)
    said = say(workspace, "load", path)
    assert (said.code, "return.toml" in said.plain, "Traceback" in said.err) == (1, True, False)
    assert tree(workspace) == before


def test_a_bad_return_toml_leaves_its_own_folder_alone_and_no_other(workspace, tmp_path):
    good, bad = contacts(tmp_path / "good", ROW | {"cont_contact_id": "K8"}), contacts(tmp_path / "bad", ROW)
    (good.parent / "return.toml").write_text(
        'area = "885"\ncovers = "2016-04-01..2017-03-31"\nknown_on = 2017-06-01'
    )
    (bad.parent / "return.toml").write_text("area = [")
    said = say_json(workspace, "load", bad.parent, good.parent)
    assert (said.code, [one["accepted"] for one in said.json["loads"]]) == (1, [1])
    (refused,) = said.json["refused"]
    assert (refused["files"], "return.toml cannot be read" in refused["error"]) == ([str(bad)], True)


def test_a_zip_of_files_says_that_it_wants_unpacking(workspace, tmp_path):
    path = tmp_path / "extract.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.write(contacts(tmp_path / "sound", ROW), "ssd_contacts.csv")
    said = say(workspace, "load", path)
    assert said.code == 1
    assert "extract.zip is a zip archive: unpack it, and load the folder" in said.plain
    minutes = path.rename(tmp_path / "minutes.docx")  # a zip inside, as its owner never knew
    assert "minutes.docx is in no format that is known here" in say(workspace, "load", minutes).plain
    book = openpyxl.Workbook()
    book.active.append(["Notes of the meeting"])
    book.save(tmp_path / "notes.xlsx")
    assert (
        "notes.xlsx is in no format that is known here"
        in say(workspace, "load", tmp_path / "notes.xlsx").plain
    )


def test_a_workspace_that_cannot_be_written_to_is_said(tmp_path):
    (tmp_path / "file").write_text("no folder")
    said = say(
        tmp_path / "file" / "workspace", "load", contacts(tmp_path / "sound", ROW), "--area", "885", *DECLARED
    )
    assert (said.code, "may you write there" in said.plain, "Traceback" in said.err) == (1, True, False)


# --- lists without headings ------------------------------------------------------------------------------


def test_a_list_without_its_headings_ends_with_one_and_the_others_are_read(workspace, tmp_path):
    nameless = [["7", "2010-01-01", "2017-03-01"]]
    path = workbook(tmp_path / "annex.xlsx", {"List 1": LIST_1, "List 4": nameless})
    said = say(workspace, "load", path, "--area", "885", "--known-on", "2017-03-31")
    assert said.code == 1
    assert "None of it read: annex.xlsx, sheet 'List 4', row 1, field Child Unique ID" in said.plain
    assert "none of its 1 rows was read. Put the headings back as Annex A has them" in said.plain
    (loaded,) = [one for one in say_json(workspace, "loads").json["loads"] if one["format"] == "annex_a"]
    assert (loaded["read"], loaded["accepted"], loaded["rejected"]) == (2, 1, 1)


def test_a_workbook_of_lists_that_all_lack_their_headings_is_refused_as_what_it_is(refused, tmp_path):
    path = workbook(tmp_path / "annex.xlsx", {"List 4": [["7", "2010-01-01", "2017-03-01"]]})
    assert "annex.xlsx, sheet 'List 4', row 1" in refused(path)


def test_csv_files_called_lists_are_part_of_the_return_beside_them(workspace, tmp_path):
    folder = tmp_path / "annex"
    folder.mkdir()
    (folder / "list 1.csv").write_text("\n".join(",".join(row) for row in LIST_1))
    (folder / "list 4.csv").write_text("7,2010-01-01,2017-03-01\n8,2010-01-01,2017-03-02\n")
    said = say(workspace, "load", folder, "--area", "885", "--known-on", "2017-03-31")
    assert (said.code, "None of it read: list 4.csv, row 1" in said.plain) == (1, True)
