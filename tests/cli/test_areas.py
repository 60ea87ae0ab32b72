"""Whose the figures are: an area that nobody has is refused with its place, and one return may serve several."""

import csv

import pytest

from tests.cli.bad_files import DECLARED, LIST_1, ROW, contacts, workbook
from tests.cli.command import say, say_json, tree

# --- areas -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("area", "told"), [("123", "no local authority"), ("975", "no local authority"),
                                            ("799", "--made-up")])  # fmt: skip
def test_a_code_that_no_authority_has_is_refused(area, told, refused, tmp_path):
    path = contacts(tmp_path / "nowhere", ROW | {"cont_contact_id": "K9"})
    said = refused(path, area=area)
    assert told in said
    assert area in said


CENSUS = """<Message><Header><CollectionDetails><Collection>CIN</Collection><Year>2017</Year>
<ReferenceDate>2017-03-31</ReferenceDate></CollectionDetails><Source>
<LEA>945</LEA><DateTime>2017-07-01T09:00:00</DateTime></Source></Header><Children/></Message>"""
REFERRALS = (
    "time_period,time_identifier,geographic_level,region_code,old_la_code,Referrals\n"
    "201617,Financial year,Local authority,E12000008,885,5497\n201617,Financial year,Local authority,E12000008,945,120\n"
)


@pytest.mark.parametrize(("name", "content", "where"), [
    ("cin.xml", CENSUS, "cin.xml, line 3, field LEA"),
    ("c1_referrals.csv", REFERRALS, "c1_referrals.csv, row 3, field old_la_code"),
    ("sn_2025.csv", "old_la_code,SN1,SN2\n885,945,860\n", "sn_2025.csv, row 2, field SN1"),
    ("population.csv", "time_period,geographic_level,old_la_code,region_code,population_estimate,age_group\n"
     "2016,Local authority,945,E12000008,100,0-17\n", "population.csv, row 2, field old_la_code"),
    ("lait.csv", "Short Desc,Years,LA Number,Values\nReReferral,2017,945,20\n", "lait.csv, row 2, field LA Number"),
], ids=["census", "statistics", "neighbours", "population", "LAIT"])  # fmt: skip
def test_a_file_of_an_area_that_nobody_has_is_refused_until_a_list_has_it(
    name, content, where, workspace, tmp_path
):
    path = tmp_path / name
    path.write_text(content)
    before = tree(workspace)
    said = say(workspace, "load", path)
    assert (said.code, tree(workspace) == before) == (1, True)
    assert f"{where}: no local authority that is known here has the code 945" in said.plain
    assert "945,its name,South East,UA" in said.plain
    listed = tmp_path / "new_councils.csv"
    listed.write_text("LA Number,LA Name,Region,Type\n945,Isis,South East,UA\n")
    said = say_json(workspace, "load", path, listed)  # in this order: lists are taken in first
    assert (said.code, len(said.json["loads"])) == (0, 2)
    assert say(workspace, "load", contacts(tmp_path / "new", ROW), "--area", "945", *DECLARED).code == 0


def test_an_authority_since_abolished_and_a_made_up_area_are_known(tmp_path):
    path = contacts(tmp_path / "old", ROW)
    assert say(tmp_path / "real", "load", path, "--area", "909", *DECLARED).code == 0
    assert say(tmp_path / "made_up", "load", path, "--area", "799", "--made-up", *DECLARED).code == 0


def test_every_authority_of_the_published_codes_is_known(shared):
    from lineofsight.engine.sources.authorities import authorities

    with (shared / "data" / "codes" / "la_codes_derived.csv").open(newline="") as file:
        assert {row["la_code"] for row in csv.DictReader(file)} == set(authorities())


def test_a_wrong_area_on_a_cover_sheet_is_refused_with_its_sheet_and_row(workspace, tmp_path):
    sheets = {"Cover": [["Annex A"], ["LA code", "945"], ["Extract date", "2017-03-31"]], "List 1": LIST_1}
    before = tree(workspace)
    said = say(workspace, "load", workbook(tmp_path / "annex.xlsx", sheets))
    assert (said.code, tree(workspace) == before) == (1, True)
    assert (
        "annex.xlsx, sheet 'Cover', row 2, field LA code: no local authority that is known here" in said.plain
    )


def test_a_wrong_area_in_a_scorecards_mapping_is_refused_with_the_first_figure_of_it(workspace, tmp_path):
    path = workbook(tmp_path / "trust.xlsx", {"Sheet": [["", "2015/16", "2016/17"], ["Referrals", 120, 130]]})
    assert say(workspace, "map", path).code == 0
    mapped = path.with_name("trust.xlsx.mapping.toml")
    text = mapped.read_text().replace('sender = ""', 'sender = "Trust"').replace('area = ""', 'area = "945"')
    mapped.write_text(text)
    assert say(workspace, "map", path, "--accept").code == 0
    before = tree(workspace)
    said = say(workspace, "load", path, "--known-on", "2017-05-31")
    assert (said.code, tree(workspace) == before) == (1, True)
    where = "trust.xlsx, sheet 'Sheet', row 2, field column B, Referrals (FD07), area in the mapping"
    assert f"{where}: no local authority that is known here has the code 945" in said.plain


def test_a_supplementary_return_serves_two_areas_and_one_that_nobody_has_stops_both(workspace, tmp_path):
    said = [["item", "value"], ["area", "885, 884"], ["covers from", "2016-04-01"], ["covers to", "2017-03-31"],
            ["known on", "2017-05-15"], ["sender", "West Mercia Police"]]  # fmt: skip
    rows = [
        ["as_at", "cases", "case_holder_fte", "area"],
        ["2016-09-30", 1900, 100, 885],
        ["2016-09-30", 410, 40, 884],
    ]
    path = workbook(tmp_path / "police.xlsx", {"return": said, "workforce": rows})
    loaded = say_json(workspace, "load", path, "--identities")
    assert [(one["area"], one["accepted"]) for one in loaded.json["loads"]] == [("885", 1), ("884", 1)]
    assert say(workspace, "compute").code == 0
    readings = say_json(workspace, "readings", "WF01", "--period", "2016").readings
    assert {one["area"]: one["value"] for one in readings if one["by"] is None} == {"885": 19.0, "884": 10.25}
    one, other = (found["id"] for found in loaded.json["loads"])
    assert say(workspace, "erase", one, "--why", "asked to", "--yes").code == 0
    assert [
        *(workspace / "loads" / other).glob("originals/*")
    ] == []  # the same file, with the erased rows in it
    before = tree(workspace)
    wrong = workbook(
        tmp_path / "wrong.xlsx", {"return": [*said[:1], ["area", "885, 945"], *said[2:]], "workforce": rows}
    )
    told = say(workspace, "load", wrong)
    assert (told.code, tree(workspace) == before) == (1, True)
    assert "wrong.xlsx: return, row 2, field area: no local authority" in told.plain


def test_a_word_that_is_no_area_is_refused_wherever_it_is_asked_for(severnshire):
    for words in (["readings", "FD07"], ["compute"], ["trace", "FD07", "--period", "2016-17"], ["load", "x"]):
        said = say(severnshire, *words, "--area", "88")
        assert (said.code, "'88' is not a 3-digit LA code" in said.plain) == (2, True), words


def test_neighbours_of_a_model_that_is_not_loaded_are_not_passed_over(severnshire):
    said = say(severnshire, "readings", "FD07", "--period", "2016-17", "--model", "1999")
    assert said.code == 1
    assert "No neighbours of the model '1999' are loaded. Models: 2021." in said.plain
