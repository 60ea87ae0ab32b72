"""The census flattened into CSV files: three files that are joined on the child's id."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import strategies as st

from lineofsight.engine.sources import cin_census, cin_csv
from lineofsight.engine.sources.intake import Declared, Intake, Severity, SourceError, Span
from tests.engine.sources import hostile

TOLD = Declared(area="975", covers=Span.parse("2021-04-01..2022-03-31"), known_on=date(2022, 7, 21))

CHILDREN = (
    ",LAchildID,UPN,FormerUPN,UPNunknown,PersonBirthDate,ExpectedPersonBirthDate,GenderCurrent,"
    "PersonDeathDate\n"
)
TRAITS = ",LAchildID,Ethnicity\n"
REFERRALS = (
    ",LAchildID,CINdetailsID,CINreferralDate,ReferralSource,PrimaryNeedCode,CINclosureDate,"
    "ReasonForClosure,DateOfInitialCPC,ReferralNFA\n"
)
SOUND = {
    "children.csv": CHILDREN + "0,A1,A850728973744,,,2019-12-06,,1,\n1,A2,,,,2011-04-27,,9,\n",
    "traits.csv": TRAITS + "0,A2,WIRT\n1,A9,WBRI\n",
    "referrals.csv": REFERRALS + "0,A1,1,13/07/2020,4,N6,11/06/2021,RC2,29/09/2020,FALSE\n",
}


def read(folder: Path, files: dict[str, str]) -> Intake:
    for name, text in files.items():
        (folder / name).write_text(text)
    (paths,) = cin_csv.claim(sorted(folder.iterdir()))
    return cin_csv.read(paths, TOLD)


def test_ethnicity_is_joined_to_the_child_and_one_of_nobody_is_noted(tmp_path):
    intake = read(tmp_path, SOUND)
    people = intake.tables["person"].select(["person_id", "sex", "ethnicity"]).to_pylist()
    assert [tuple(row.values()) for row in people] == [("A1", "M", None), ("A2", "U", "WIRT")]
    (fault,) = intake.faults
    assert (fault.severity, fault.file, fault.row) == (Severity.NOTED, "traits.csv", 3)


def test_referrals_are_read_and_conferences_are_not_for_half_of_them_are_elsewhere(tmp_path):
    intake = read(tmp_path, SOUND)
    (referral,) = intake.tables["cin_episodes"].to_pylist()
    assert (referral["referral_id"], referral["close_date"], referral["nfa"]) == (
        "A1/2020-07-13",
        date(2021, 6, 11),
        False,
    )
    assert set(intake.covers) == {"person", "cin_episodes"}


def test_ethnicity_without_children_is_refused(tmp_path):
    with pytest.raises(SourceError, match="identifiers"):
        read(tmp_path, {"traits.csv": TRAITS})


def test_the_sample_gives_the_same_children_as_the_xml_that_it_was_made_of(shared):
    (paths,) = cin_csv.claim(sorted((shared / "data/samples/cin_csv").iterdir()))
    flat = cin_csv.read(paths, TOLD)
    assert (flat.read["ChildIdentifiers.csv"], flat.read["CINdetails.csv"]) == (332, 101)
    whole = cin_census.read([shared / "data/samples/cin_xml/fake_CIN_data.xml"], Declared())
    ethnicity = [
        {row["person_id"]: row["ethnicity"] for row in intake.tables["person"].to_pylist()}
        for intake in (flat, whole)
    ]
    assert ethnicity[0] == ethnicity[1]


def test_what_the_files_do_not_say_is_asked_for(shared):
    (paths,) = cin_csv.claim(sorted((shared / "data/samples/cin_csv").iterdir()))
    with pytest.raises(SourceError, match=r"--area.*--covers.*--known-on"):
        cin_csv.read(paths, Declared())


def test_any_bytes_are_read_or_refused():
    files = {name: hostile.damaged(text.encode()) for name, text in SOUND.items()}
    hostile.survives(cin_csv, st.fixed_dictionaries(files), TOLD)
