"""The children looked-after return: its CSV files, XML and zips of years; periods of care and placements."""

import zipfile
from datetime import date
from pathlib import Path

import pytest
from hypothesis import strategies as st

from lineofsight.engine.sources import ssda903
from lineofsight.engine.sources.intake import Declared, Intake, Severity, SourceError, Span
from lineofsight.engine.sources.ssda903 import archive
from tests.engine.sources import hostile

TOLD = Declared(area="885", covers=Span.parse("2016-04-01..2017-03-31"), known_on=date(2017, 6, 30))
LATER = Declared(area="885", covers=Span.parse("2016-04-01..2017-03-31"), known_on=date(2030, 1, 1))

HEADER = "CHILD,SEX,DOB,ETHNIC,UPN,MOTHER,MC_DOB\n"
EPISODES = "CHILD,DECOM,RNE,LS,CIN,PLACE,PLACE_PROVIDER,DEC,REC,REASON_PLACE_CHANGE,HOME_POST,PL_POST,URN\n"
OC2 = (
    "CHILD,DOB,SDQ_SCORE,SDQ_REASON,CONVICTED,HEALTH_CHECK,IMMUNISATIONS,TEETH_CHECK,HEALTH_ASSESSMENT,"
    "SUBSTANCE_MISUSE,INTERVENTION_RECEIVED,INTERVENTION_OFFERED\n"
)
MISSING = "CHILD,DOB,MISSING,MIS_START,MIS_END\n"


def episode(
    start: str, reason: str, end: str = "", *, child: str = "A1", place: str = "U4", legal: str = "C2"
) -> str:
    return f"{child},{start},{reason},{legal},N1,{place},PR1,{end},{'X1' if end else ''},,EG19 7TT,,\n"


def write(folder: Path, **files: str) -> list[Path]:
    folder.mkdir(parents=True, exist_ok=True)
    paths = [folder / f"{name}.csv" for name in files]
    for path, text in zip(paths, files.values(), strict=True):
        path.write_text(text)
    return paths


def read(folder: Path, declared: Declared = TOLD, **files: str) -> Intake:
    (paths,) = ssda903.claim(write(folder, **files))
    return ssda903.read(paths, declared)


def told(intake: Intake, table: str, *columns: str) -> list[tuple]:
    return [tuple(row.values()) for row in intake.tables[table].select(columns).to_pylist()]


# --- what each file gives -------------------------------------------------------------------------------


@pytest.mark.parametrize(("sex", "read_as"), [("1", "M"), ("2", "F"), ("2.0", "F"), ("U", "U"), ("", None)])
def test_a_child_has_a_sex_in_figures_or_letters_and_a_district_of_home(tmp_path, sex, read_as):
    header = HEADER + f"A1,{sex},27/03/2008,WROM,D051910639385,1.0,\n"
    intake = read(tmp_path, header=header, episodes=EPISODES + episode("01/05/2016", "S"))
    assert told(intake, "person", "person_id", "sex", "dob", "ethnicity", "postcode_district") == [
        ("A1", read_as, date(2008, 3, 27), "WROM", "EG19")
    ]


def test_days_are_read_as_the_return_and_as_iso_spell_them(tmp_path):
    text = EPISODES + episode("01/05/2016", "S", "2016-06-01") + episode("2016-06-01", "P")
    assert told(read(tmp_path, episodes=text), "cla_episodes", "episode_id", "end_date") == [
        ("A1/2016-05-01", date(2016, 6, 1)),
        ("A1/2016-06-01", None),
    ]


def test_the_first_day_in_care_is_that_of_the_s_episode_of_the_chain(tmp_path):
    text = EPISODES + "".join(
        [
            episode("01/08/2016", "L"),  # out of order in the file
            episode("01/05/2016", "S", "01/06/2016"),
            episode("01/06/2016", "P", "01/08/2016"),
            episode("01/05/2016", "S", "01/07/2016", child="A2"),
            episode("01/09/2016", "S", child="A2"),  # a second period of care
        ]
    )
    assert told(read(tmp_path, episodes=text), "cla_episodes", "start_date", "entered_care_date") == [
        (date(2016, 8, 1), date(2016, 5, 1)),
        (date(2016, 5, 1), date(2016, 5, 1)),
        (date(2016, 6, 1), date(2016, 5, 1)),
        (date(2016, 5, 1), date(2016, 5, 1)),
        (date(2016, 9, 1), date(2016, 9, 1)),
    ]


def test_a_period_of_care_that_began_in_an_earlier_year_has_no_first_day_here(tmp_path):
    intake = read(tmp_path, episodes=EPISODES + episode("01/02/2015", "P"))
    assert told(intake, "cla_episodes", "entered_care_date") == [(None,)]
    assert not intake.faults


def test_a_period_of_care_without_a_beginning_in_the_year_is_queried(tmp_path):
    text = EPISODES + episode("01/05/2016", "S", "01/06/2016") + episode("05/06/2016", "P")
    intake = read(tmp_path, episodes=text)
    (fault,) = intake.faults
    assert (fault.severity, fault.row, fault.field, fault.value) == (Severity.QUERIED, 3, "RNE", "P")
    assert told(intake, "cla_episodes", "entered_care_date") == [(date(2016, 5, 1),), (None,)]


@pytest.mark.parametrize(
    ("reason", "placements"), [("L", 1), ("U", 1), ("P", 2), ("T", 2), ("B", 2), ("", 1)]
)
def test_a_new_placement_begins_with_p_t_b_or_s_and_not_with_l_or_u(tmp_path, reason, placements):
    text = EPISODES + episode("01/05/2016", "S", "01/06/2016") + episode("01/06/2016", reason, "01/09/2016")
    found = told(read(tmp_path, episodes=text), "cla_placement", "start_date", "end_date")
    assert len(found) == placements
    assert (found[0][0], found[-1][1]) == (date(2016, 5, 1), date(2016, 9, 1))


def test_short_breaks_are_episodes_and_no_placements(tmp_path):
    text = (
        EPISODES
        + episode("01/05/2016", "S", "01/06/2016", legal="V4")
        + episode("01/09/2016", "S", legal="V3")
    )
    intake = read(tmp_path, episodes=text)
    assert (intake.tables["cla_episodes"].num_rows, intake.tables["cla_placement"].num_rows) == (2, 0)


def test_health_outcomes_are_of_the_year_that_the_return_covers(tmp_path):
    text = OC2 + "A1,27/03/2008,17,,0,,1,0,1,,,\nA2,27/03/2014,,SDQ1,0,1,,,0,,,\nA3,27/03/2008,41,,,,,,,,,\n"
    intake = read(tmp_path, oc2=text)
    columns = ("year_end", "health_assessment", "teeth_check", "immunisations", "health_check", "sdq_score")
    last = date(2017, 3, 31)
    assert told(intake, "oc2", *columns, "sdq_reason") == [
        (last, True, False, True, None, 17, None),
        (last, False, None, None, True, None, "SDQ1"),
        (last, None, None, None, None, None, None),  # a score over 40 is no score
    ]
    assert [fault.value for fault in intake.faults] == ["41"]


def test_a_child_may_go_missing_twice_on_one_day_and_be_told_of_once(tmp_path):
    twice = "A1,27/03/2008,M,01/05/2016,01/05/2016\nA1,27/03/2008,M,01/05/2016,02/05/2016\n"
    intake = read(tmp_path, missing=MISSING + twice + "A1,27/03/2008,M,01/05/2016,02/05/2016\n")
    assert told(intake, "missing", "missing_type", "end_date") == [
        ("M", date(2016, 5, 1)),
        ("M", date(2016, 5, 2)),
    ]
    assert intake.rejected == {"missing.csv": 1}


def test_social_workers_are_involvements(tmp_path):
    text = "CHILD,DOB,SW_ID,SW_DECOM,SW_DEC,SW_REASON\nA1,05/12/1993,SW9,01/05/2016,,MANAGE\n"
    assert told(
        read(tmp_path, SW_Episodes=text), "involvements", "professional_id", "start_date", "end_date"
    ) == [("SW9", date(2016, 5, 1), None)]


def test_what_no_indicator_uses_is_counted_and_said(tmp_path):
    permanence = "CHILD,DOB,PREV_PERM,LA_PERM,DATE_PERM\nA1,27/03/2008,P1,,zz/05/2011\n"
    intake = read(tmp_path, previous_permanence=permanence)
    assert (intake.read, intake.rejected) == ({"previous_permanence.csv": 1}, {"previous_permanence.csv": 0})
    assert [(fault.severity, fault.file) for fault in intake.faults] == [
        (Severity.NOTED, "previous_permanence.csv")
    ]
    assert not intake.covers


def test_rows_of_another_width_are_rejected_with_their_line(tmp_path):
    intake = read(tmp_path, missing=MISSING + "A1,27/03/2008,M,01/05/2016\nA1,27/03/2008,M,01/05/2016,\n")
    (fault,) = intake.faults
    assert (fault.severity, fault.row) == (Severity.REJECTED, 2)
    assert intake.tables["missing"]["row"].to_pylist() == [3]


# --- the return as a whole ------------------------------------------------------------------------------


def test_files_are_known_by_their_headings_and_each_folder_is_a_return(tmp_path):
    first = write(tmp_path / "2016", EPISODES=EPISODES, Kopie=HEADER, notes="a,b\n1,2\n")
    second = write(tmp_path / "2017", episodes=EPISODES.lower())
    assert ssda903.claim([*first, *second]) == [first[:2], second]


def test_area_days_and_day_are_asked_for(tmp_path):
    with pytest.raises(SourceError, match=r"--area 885.*--covers.*--known-on"):
        read(tmp_path, Declared(), episodes=EPISODES)


def test_a_table_that_was_sent_empty_is_covered_and_one_that_was_not_sent_is_not(tmp_path):
    intake = read(tmp_path, episodes=EPISODES)
    assert intake.covers == dict.fromkeys(("cla_episodes", "cla_placement"), TOLD.covers)


def test_two_files_of_one_kind_are_refused_by_name(tmp_path):
    with pytest.raises(SourceError, match=r"b\.csv and a\.csv|a\.csv and b\.csv"):
        read(tmp_path, a=EPISODES, b=EPISODES)


@pytest.mark.parametrize(
    "start", ['<!DOCTYPE m [<!ENTITY a "ha">]>', '<!DOCTYPE m SYSTEM "file:///etc/passwd">']
)
def test_a_doctype_is_refused(tmp_path, start):
    path = tmp_path / "a.xml"
    path.write_text(f"{start}<EXPSSDA903><CHILD/></EXPSSDA903>")
    with pytest.raises(SourceError, match="DOCTYPE"):
        ssda903.read([path], TOLD)


def test_xml_that_breaks_off_is_read_up_to_there_and_covers_no_day(tmp_path):
    child = (
        "<CHILD><HEADER><CHILDID>{}</CHILDID></HEADER><EPISODE><DECOM>01/05/2016</DECOM></EPISODE></CHILD>\n"
    )
    path = tmp_path / "a.xml"
    path.write_text("<EXPSSDA903>\n" + child.format("A1") + child.format("A2")[:60])
    intake = ssda903.read([path], TOLD)
    assert told(intake, "cla_episodes", "person_id") == [("A1",)]
    assert not intake.covers
    assert "breaks off after 1 children" in str(intake.faults)


def zipped(path: Path, **folders: dict[str, str]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        for folder, files in folders.items():
            for name, text in files.items():
                made.writestr(f"{folder}/{name}.csv", text)
    return path


TWO_YEARS = Declared(area="885", covers=Span.parse("2015-04-01..2017-03-31"), known_on=date(2017, 6, 30))


def test_of_what_two_years_of_a_zip_tell_the_later_stands(tmp_path):
    path = zipped(
        tmp_path / "years.zip",
        y2017={
            "episodes": EPISODES + episode("01/03/2016", "P", "01/06/2016"),
            "oc2": OC2 + "A1,,1" + "," * 9 + "\n",
        },
        y2016={
            "episodes": EPISODES + episode("01/05/2015", "S", "01/03/2016") + episode("01/03/2016", "P")
            + episode("01/05/2015", "S", child="A2"),  # no longer told the year after: it was not so
            "oc2": OC2 + "A1,,2" + "," * 9 + "\n",
        },
    )  # fmt: skip
    assert ssda903.claim([path]) == [[path]]
    intake = ssda903.read([path], TWO_YEARS)
    assert told(intake, "cla_episodes", "person_id", "start_date", "end_date", "entered_care_date") == [
        ("A1", date(2015, 5, 1), date(2016, 3, 1), date(2015, 5, 1)),
        (
            "A1",
            date(2016, 3, 1),
            date(2016, 6, 1),
            date(2015, 5, 1),
        ),  # its beginning is in the earlier folder
    ]
    assert told(intake, "oc2", "year_end", "sdq_score") == [(date(2016, 3, 31), 2), (date(2017, 3, 31), 1)]
    assert intake.rejected["years.zip/y2016/episodes.csv"] == 2
    names = [intake.files[place].name for place in intake.tables["cla_episodes"]["file"].to_pylist()]
    assert names == ["years.zip/y2016/episodes.csv", "years.zip/y2017/episodes.csv"]


def test_a_zip_of_more_folders_than_years_asks_for_the_span(tmp_path):
    path = zipped(tmp_path / "years.zip", y2016={"episodes": EPISODES}, y2017={"episodes": EPISODES})
    with pytest.raises(SourceError, match=r"holds 2 folders \(y2016, y2017\)"):
        ssda903.read([path], TOLD)


def test_what_is_wrong_in_a_zip_is_said_with_its_folder_and_file(tmp_path):
    path = zipped(tmp_path / "years.zip", y2016={"episodes": EPISODES.strip() + ",DEC\n"})
    with pytest.raises(SourceError, match=r"years\.zip, folder y2016: episodes\.csv: .*DEC more than once"):
        ssda903.read([path], TOLD)


def test_a_zip_that_would_fill_the_disk_or_is_cut_short_is_refused(tmp_path, monkeypatch):
    bomb = zipped(tmp_path / "bomb.zip", y2016={"episodes": EPISODES + "," * (20 << 20)})
    with pytest.raises(SourceError, match=r"bomb\.zip: would unpack to 20 MiB"):
        ssda903.read([bomb], TOLD)
    cut = tmp_path / "cut.zip"
    cut.write_bytes(bomb.read_bytes()[:500])
    assert ssda903.claim([cut]) == []
    with pytest.raises(SourceError, match="cut short"):
        ssda903.read([cut], TOLD)
    monkeypatch.setattr(archive, "MAX_CONTENTS", 10)
    assert ssda903.claim([bomb]) == []


def test_a_workbook_is_not_taken_for_a_zip_of_returns(tmp_path):
    path = tmp_path / "a.xlsx"
    with zipfile.ZipFile(path, "w") as made:
        made.writestr("xl/workbook.xml", "<workbook/>")
    assert ssda903.claim([path]) == []


# --- the samples ----------------------------------------------------------------------------------------


def sample(shared: Path) -> Intake:
    paths = sorted((shared / "data/samples/ssda903").glob("*.csv"))
    (claimed,) = ssda903.claim(paths)
    assert claimed == paths  # all thirteen kinds, and the second file of placements for adoption
    return ssda903.read(claimed, LATER)


def test_every_sample_file_is_read(shared):
    counted = {
        "header.csv": 2675, "episodes.csv": 5050, "reviews.csv": 12582, "oc2.csv": 2675, "oc3.csv": 53,
        "ad1.csv": 29, "placed_for_adoption.csv": 29, "placed_for_adoption_errors.csv": 30,
        "previous_permanence.csv": 2675, "missing.csv": 43, "uasc.csv": 132, "sw_episodes.csv": 1,
        "DoLo.csv": 1,
    }  # fmt: skip
    intake = sample(shared)
    assert {name: rows for name, rows in intake.read.items() if ":" not in name} == counted
    assert not any(intake.rejected.values())


def test_the_samples_facts_come_out(shared):
    tables = sample(shared).tables
    assert tables["person"].num_rows == 2675
    assert len(tables["cla_episodes"]["person_id"].unique()) == 2123
    assert tables["cla_episodes"]["end_date"].null_count == 1413
    assert sum(tables["oc2"]["health_assessment"].to_pylist()) == 1364
    assert len(tables["missing"]["person_id"].unique()) == 39
    assert sorted(tables["missing"]["missing_type"].to_pylist()) == ["A"] * 24 + ["M"] * 19
    assert set(tables["person"]["sex"].to_pylist()) == {"M", "F"}
    assert tables["involvements"].num_rows == 1


def test_the_sample_in_xml_is_read(shared):
    path = shared / "data/samples/ssda903/fake_903.xml"
    assert ssda903.claim([path]) == [[path]]
    intake = ssda903.read([path], LATER)
    assert {name.split(": ")[1]: rows for name, rows in intake.read.items()} == {
        "header": 253, "episodes": 459, "reviews": 1206, "missing": 6, "oc2": 253, "previous_permanence": 253,
        "placed_for_adoption": 3, "uasc": 12, "oc3": 6, "ad1": 3, "placements": 332,
    }  # fmt: skip
    assert all(fault.line for fault in intake.faults if fault.row)


def test_the_sample_of_five_years_in_a_zip_is_read(shared):
    path = shared / "data/samples/ssda903_2017_2021/v1.zip"
    five = Declared(area="885", covers=Span.parse("2017-04-01..2022-03-31"), known_on=date(2030, 1, 1))
    intake = ssda903.read([path], five)
    assert intake.read["v1.zip/2017/episodes.csv"] == 1460
    assert sum(name.count("/episodes.csv") for name in intake.read if ": " not in name) == 5
    years = intake.tables["oc2"]["year_end"].to_pylist()
    assert {day.year: years.count(day) for day in years} == {
        2018: 670,
        2019: 572,
        2020: 362,
        2021: 226,
        2022: 144,
    }


# --- any bytes ------------------------------------------------------------------------------------------

SOUND = {
    "header.csv": HEADER + "A1,1,27/03/2008,WROM,UN4,1.0,\n",
    "episodes.csv": EPISODES + episode("01/05/2016", "S", "01/06/2016") + episode("01/06/2016", "P"),
    "oc2.csv": OC2 + "A1,27/03/2008,17,,0,1,1,0,1,,,\n",
    "missing.csv": MISSING + "A1,27/03/2008,M,01/05/2016,\n",
}
CSV = st.fixed_dictionaries({name: hostile.damaged(text.encode()) for name, text in SOUND.items()})
CELLS = st.lists(hostile.CELLS, min_size=13, max_size=13).map(
    lambda cells: {"episodes.csv": (EPISODES + ",".join(cells) + "\n").encode("utf-8", "ignore")}
)
XML = (
    b"<EXPSSDA903><CHILD><HEADER><CHILDID>1</CHILDID><SEX>2</SEX><OC2><TEETH_CHECK>1</TEETH_CHECK></OC2></HEADER>"
    b"<EPISODE><DECOM>06/01/2017</DECOM><RNE>S</RNE><DEC/></EPISODE></CHILD></EXPSSDA903>"
)


def archived(folder: Path) -> bytes:
    return zipped(folder / "sound.zip", y2016={"episodes": SOUND["episodes.csv"]}).read_bytes()


def test_any_bytes_are_read_or_refused(tmp_path):
    alone = [hostile.damaged(data).map(lambda data: {"a": data}) for data in (XML, archived(tmp_path))]
    hostile.survives(ssda903, st.one_of(CSV, CELLS, *alone), TOLD)
