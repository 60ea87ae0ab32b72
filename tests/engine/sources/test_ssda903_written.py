"""The SSDA903 return of a made-up world: written in CSV and XML, and read back as it was known then."""

from datetime import date

import pytest

from lineofsight.engine.sources import finding, ssda903
from lineofsight.engine.sources.intake import Declared, Intake, Span
from lineofsight.engine.sources.synthetic import write_903
from tests.engine.sources.small_world import as_rows, rows

DECLARED = Declared(area="799", sender="Severnshire", made_up=True)

WORLD = {
    "person": rows(
        "person",
        {"person_id": "C1", "dob": date(2008, 6, 15), "sex": "F", "ethnicity": "WBRI",
         "postcode_district": "SV1"},
        {"person_id": "C2", "dob": date(2004, 6, 15), "sex": "M", "ethnicity": "MWBC",
         "postcode_district": "SV12"},
        {"person_id": "C3", "dob": date(2004, 6, 15), "sex": "M"},
    ),
    "cla_episodes": rows(
        "cla_episodes",
        {"person_id": "C1", "episode_id": "E1", "start_date": date(2016, 5, 1), "start_reason": "S",
         "end_date": date(2016, 9, 1), "end_reason": "X1", "legal_status": "V2", "primary_need_code": "N1"},
        {"person_id": "C1", "episode_id": "E2", "start_date": date(2016, 9, 1), "start_reason": "L",
         "end_date": date(2017, 2, 1), "end_reason": "X1", "legal_status": "C2", "primary_need_code": "N1"},
        {"person_id": "C1", "episode_id": "E3", "start_date": date(2017, 2, 1), "start_reason": "P",
         "end_date": date(2017, 4, 1), "end_reason": "E4A", "legal_status": "C2", "primary_need_code": "N1"},
        {"person_id": "C2", "episode_id": "E4", "start_date": date(2015, 2, 1), "start_reason": "S",
         "legal_status": "C2", "primary_need_code": "N2"},
        {"person_id": "C3", "episode_id": "E5", "start_date": date(2015, 2, 1), "start_reason": "S",
         "end_date": date(2016, 3, 31), "end_reason": "E8", "legal_status": "C2", "primary_need_code": "N2"},
    ),
    "cla_placement": rows(
        "cla_placement",
        {"person_id": "C1", "placement_id": "L1", "start_date": date(2016, 5, 1),
         "end_date": date(2017, 2, 1), "placement_type": "U4"},
        {"person_id": "C1", "placement_id": "L2", "start_date": date(2017, 2, 1),
         "end_date": date(2017, 4, 1), "placement_type": "K2"},
        {"person_id": "C2", "placement_id": "L3", "start_date": date(2015, 2, 1), "placement_type": "U1"},
    ),
    "oc2": rows(
        "oc2",
        {"person_id": "C2", "year_end": date(2017, 3, 31), "health_assessment": True, "teeth_check": False,
         "immunisations": True, "sdq_score": 17},
        {"person_id": "C2", "year_end": date(2018, 3, 31), "health_assessment": False, "sdq_reason": "SDQ2"},
    ),
    "missing": rows(
        "missing",
        {"person_id": "C2", "missing_id": "M1", "start_date": date(2017, 3, 30), "end_date": date(2017, 4, 2),
         "missing_type": "M", "rhi_offered": "Y"},
        {"person_id": "C2", "missing_id": "M2", "start_date": date(2017, 4, 30), "missing_type": "A"},
        {"person_id": "C3", "missing_id": "M3", "start_date": date(2016, 4, 30), "missing_type": "M"},
    ),
    "involvements": rows(
        "involvements",
        {"person_id": "C2", "involvement_id": "W1", "professional_id": "SW1", "start_date": date(2016, 4, 4)},
    ),
}  # fmt: skip


def returned(folder, year: int, **how: bool) -> Intake:
    """What is read of the folder that was written, with what its return.toml says."""
    write_903.write(WORLD, folder, DECLARED, year, **how)
    (found,), unknown = finding.find([folder], [ssda903])
    assert not unknown
    return ssda903.read(list(found.files), found.declared)


def told(intake: Intake, table: str, *columns: str) -> list[tuple]:
    return [tuple(row.values()) for row in intake.tables[table].select(columns).to_pylist()]


@pytest.mark.parametrize("xml", [False, True])
def test_a_year_shows_what_was_known_on_its_last_day(tmp_path, xml):
    intake = returned(tmp_path, 2017, xml=xml)
    assert not [fault for fault in intake.faults if fault.row]
    assert (intake.area, intake.known_on, intake.made_up) == ("799", date(2017, 6, 30), True)
    assert set(intake.covers.values()) == {Span(date(2016, 4, 1), date(2017, 3, 31))}
    assert told(intake, "person", "person_id", "sex", "dob", "postcode_district") == [
        ("C1", "F", date(2008, 6, 15), "SV1"),
        ("C2", "M", date(2004, 6, 15), "SV12"),
    ]  # the third was no longer in care
    columns = ("person_id", "start_date", "start_reason", "end_date", "end_reason", "entered_care_date")
    assert told(intake, "cla_episodes", *columns) == [
        ("C1", date(2016, 5, 1), "S", date(2016, 9, 1), "X1", date(2016, 5, 1)),
        ("C1", date(2016, 9, 1), "L", date(2017, 2, 1), "X1", date(2016, 5, 1)),
        ("C1", date(2017, 2, 1), "P", None, None, date(2016, 5, 1)),  # it ended on the day after
        ("C2", date(2015, 2, 1), "S", None, None, date(2015, 2, 1)),
    ]
    assert told(intake, "cla_placement", "person_id", "start_date", "end_date", "placement_type") == [
        ("C1", date(2016, 5, 1), date(2017, 2, 1), "U4"),
        ("C1", date(2017, 2, 1), None, "K2"),
        ("C2", date(2015, 2, 1), None, "U1"),
    ]
    assert told(intake, "oc2", "year_end", "health_assessment", "teeth_check", "sdq_score") == [
        (date(2017, 3, 31), True, False, 17)
    ]
    assert told(intake, "missing", "person_id", "start_date", "end_date") == [("C2", date(2017, 3, 30), None)]
    assert "involvements" not in intake.tables  # asked for since 2023-24


@pytest.mark.parametrize("year", [2016, 2017, 2018, 2024, 2025])
def test_csv_and_xml_of_a_year_say_the_same(tmp_path, year):
    rows_of, markup = (returned(tmp_path / str(xml), year, xml=xml) for xml in (False, True))
    for table in markup.tables:
        assert as_rows(rows_of.tables[table]) == as_rows(markup.tables[table])


@pytest.mark.parametrize(("year", "sex"), [(2024, "1"), (2025, "M")])
def test_sex_is_written_in_letters_from_2024_25(tmp_path, year, sex):
    header = write_903.write(WORLD, tmp_path, DECLARED, year)[0]
    assert header.read_text().splitlines()[1].split(",")[:2] == ["C2", sex]


def test_social_workers_are_written_from_2023_24(tmp_path):
    assert told(returned(tmp_path, 2024), "involvements", "person_id", "professional_id") == [("C2", "SW1")]


def test_the_same_world_gives_the_same_bytes(tmp_path):
    first, second = (write_903.write(WORLD, tmp_path / name, DECLARED, 2017) for name in "ab")
    assert [path.name for path in first] == ["header.csv", "episodes.csv", "oc2.csv", "missing.csv"]
    assert [path.read_bytes() for path in first] == [path.read_bytes() for path in second]
