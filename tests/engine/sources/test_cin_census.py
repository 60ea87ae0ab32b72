"""The children in need census: what each block gives, and how far a file that breaks its layout is read."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import strategies as st

from lineofsight.engine.sources import cin_census, xml_children
from lineofsight.engine.sources.intake import Declared, Fault, Intake, Severity, SourceError, Span
from tests.engine.sources import hostile

NOBODY = Declared()


def element(name: str, *inside: str, **fields: str) -> str:
    return f"<{name}>{''.join(f'<{k}>{v}</{k}>' for k, v in fields.items())}{''.join(inside)}</{name}>\n"


def header(**other: str) -> str:
    said = {"Year": "2017", "ReferenceDate": "2017-03-31", "LEA": "885", "DateTime": "2017-06-30T10:00:00"}
    said |= other
    return element(
        "Header",
        element(
            "CollectionDetails", Collection="CIN", Year=said["Year"], ReferenceDate=said["ReferenceDate"]
        ),
        element("Source", SourceLevel="L", LEA=said["LEA"], DateTime=said["DateTime"]),
    )


def child(*cases: str, id: str = "A1", **known: str) -> str:
    known = {"LAchildID": id, "PersonBirthDate": "2009-05-15", "GenderCurrent": "2"} | known
    return element("Child", element("ChildIdentifiers", **known), *cases)


def case(*blocks: str, referral: str = "2016-05-01", **fields: str) -> str:
    return element("CINdetails", *blocks, CINreferralDate=referral, **fields)


def message(*children: str, head: str | None = None) -> str:
    head = header() if head is None else head
    return f"<Message>\n{head}<Children>\n{''.join(children)}</Children>\n</Message>\n"


def read(folder: Path, text: str | bytes, declared: Declared = NOBODY) -> Intake:
    path = folder / "census.xml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return cin_census.read([path], declared)


def one(intake: Intake, table: str) -> dict:
    (row,) = intake.tables[table].to_pylist()
    return row


def faults(intake: Intake) -> list[tuple]:
    return [(fault.severity, fault.row, fault.field, fault.value) for fault in intake.faults]


# --- what each block gives ------------------------------------------------------------------------------


def test_a_child_is_known_by_the_authoritys_id_and_never_by_name_or_upn(tmp_path):
    traits = element("ChildCharacteristics", element("Disabilities", Disability="AUT"), Ethnicity="MWBC")
    person = one(read(tmp_path, message(child(traits, UPN="A123456789123"))), "person")
    assert person == {
        "area": "885", "person_id": "A1", "dob": date(2009, 5, 15), "expected_dob": None, "sex": "F",
        "ethnicity": "MWBC", "disabled": True, "postcode_district": None, "death_date": None,
        "file": 0, "row": 1,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("field", "code", "sex"),
    [("GenderCurrent", "1", "M"), ("GenderCurrent", "9", "U"), ("Sex", "F", "F"), ("Sex", "1", "M")],
)
def test_sex_is_read_in_figures_and_in_letters(tmp_path, field, code, sex):
    text = message(element("Child", element("ChildIdentifiers", LAchildID="A1", **{field: code})))
    assert one(read(tmp_path, text), "person")["sex"] == sex


@pytest.mark.parametrize(("codes", "disabled"), [(["NONE"], False), (["NONE", "LD"], True), ([], None)])
def test_a_child_without_any_word_of_disability_is_not_said_to_have_none(tmp_path, codes, disabled):
    said = element("Disabilities", *(f"<Disability>{code}</Disability>" for code in codes))
    text = message(child(element("ChildCharacteristics", said)))
    assert one(read(tmp_path, text), "person")["disabled"] is disabled


def test_a_referral_goes_by_its_child_and_day(tmp_path):
    fields = {"ReferralSource": "1A", "PrimaryNeedCode": "N4", "CINclosureDate": "2016-09-01",
              "ReasonForClosure": "RC1", "ReferralNFA": "false"}  # fmt: skip
    referral = one(read(tmp_path, message(child(case(**fields)))), "cin_episodes")
    assert referral["referral_id"] == "A1/2016-05-01"
    assert (referral["source_code"], referral["primary_need_code"], referral["nfa"]) == ("1A", "N4", False)
    assert (referral["close_date"], referral["close_reason"]) == (date(2016, 9, 1), "RC1")


def test_a_referral_with_no_further_action_was_over_on_its_day(tmp_path):
    # No closure is asked for; the next census does not have it, and must not withdraw it as an open case that is gone.
    referral = one(read(tmp_path, message(child(case(ReferralNFA="true")))), "cin_episodes")
    assert referral["close_date"] == referral["referral_date"] == date(2016, 5, 1)
    assert (
        one(read(tmp_path, message(child(case(ReferralNFA="false")))), "cin_episodes")["close_date"] is None
    )


def test_factors_are_kept_in_their_order_and_a_code_of_no_factor_is_queried(tmp_path):
    codes = [f"<AssessmentFactors>{code}</AssessmentFactors>" for code in ("3B", "RB", "1a")]
    told = element("FactorsIdentifiedAtAssessment", *codes)
    assessment = element("Assessments", told, AssessmentActualStartDate="2016-05-02")
    intake = read(tmp_path, message(child(case(assessment))))
    assert one(intake, "cin_assessments")["factors"] == " 3B 1A "
    assert faults(intake) == [(Severity.QUERIED, 1, "AssessmentFactors", "3B RB 1a")]


def test_an_empty_block_of_factors_is_no_record_of_factors(tmp_path):
    assessment = element(
        "Assessments", "<FactorsIdentifiedAtAssessment/>", AssessmentActualStartDate="2016-05-02"
    )
    assert one(read(tmp_path, message(child(case(assessment)))), "cin_assessments")["factors"] is None


def test_a_conference_after_an_enquiry_makes_a_plan_if_one_begins_that_day(tmp_path):
    enquiry = element("Section47", S47ActualStartDate="2016-05-03", DateOfInitialCPC="2016-05-20")
    plan = element("ChildProtectionPlans", CPPstartDate="2016-05-20", NumberOfPreviousCPP="1")
    intake = read(tmp_path, message(child(case(enquiry, plan)), child(case(enquiry), id="A2")))
    first, second = intake.tables["initial_cp_conference"].to_pylist()
    assert (first["icpc_date"], first["s47_start_date"]) == (date(2016, 5, 20), date(2016, 5, 3))
    assert (first["transfer_in"], first["outcome_cp"], second["outcome_cp"]) == (False, True, False)
    assert one(intake, "cp_plans")["previous_plans"] == 1


def test_a_conference_without_an_enquiry_is_of_a_child_moving_in(tmp_path):
    conference = one(
        read(tmp_path, message(child(case(DateOfInitialCPC="2016-06-01")))), "initial_cp_conference"
    )
    assert (conference["transfer_in"], conference["s47_start_date"]) == (True, None)


def test_each_review_that_was_held_goes_by_its_plan(tmp_path):
    held = "<CPPreviewDate>2016-08-01</CPPreviewDate><CPPreviewDate>2017-01-30</CPPreviewDate>"
    plan = element("ChildProtectionPlans", element("Reviews", held), CPPstartDate="2016-05-20")
    reviews = read(tmp_path, message(child(case(plan)))).tables["cp_reviews"].to_pylist()
    assert [review["cp_review_id"] for review in reviews] == [
        "A1/2016-05-20/2016-08-01",
        "A1/2016-05-20/2017-01-30",
    ]
    assert {review["cp_plan_id"] for review in reviews} == {"A1/2016-05-20"}


def test_rows_accepted_and_rejected_add_up(tmp_path):
    intake = read(tmp_path, message(child(case(), case(referral="1066-04-13"), case(referral="2016-05-01"))))
    assert intake.read["census.xml: cin_episodes"] == 3
    assert intake.rejected["census.xml: cin_episodes"] == 2  # an impossible day, and the same key twice
    assert intake.tables["cin_episodes"].num_rows == 1


# --- the header -----------------------------------------------------------------------------------------


def test_the_header_gives_area_days_and_the_day_it_was_made(tmp_path):
    intake = read(tmp_path, message(child()))
    assert (intake.area, intake.known_on) == ("885", date(2017, 6, 30))
    assert intake.covers == dict.fromkeys(intake.tables, Span(date(2016, 4, 1), date(2017, 3, 31)))


def test_a_reference_date_on_a_31_march_outweighs_the_year(tmp_path):
    intake = read(tmp_path, message(child(), head=header(Year="2016")))
    assert intake.covers["person"].last == date(2017, 3, 31)
    assert faults(intake) == [(Severity.NOTED, None, "Year", "2016")]


def test_another_reference_date_leaves_it_to_the_year(tmp_path):
    intake = read(tmp_path, message(child(), head=header(ReferenceDate="2017-03-28")))
    assert intake.covers["person"].last == date(2017, 3, 31)
    assert faults(intake) == [(Severity.NOTED, None, "ReferenceDate", "2017-03-28")]


def test_what_the_header_lacks_can_be_declared(tmp_path):
    told = Declared(area="885", covers=Span.parse("2016-04-01..2017-03-31"), known_on=date(2017, 7, 1))
    intake = read(tmp_path, message(child(), head=""), told)
    assert (intake.area, intake.known_on, intake.covers["person"]) == ("885", told.known_on, told.covers)


@pytest.mark.parametrize(
    ("said", "declared", "message_part"),
    [
        ({"LEA": ""}, NOBODY, "--area"),
        ({"LEA": "88"}, NOBODY, "not a 3-digit code"),
        ({}, Declared(area="886"), "says area 885, you say 886"),
        ({"Year": "", "ReferenceDate": ""}, NOBODY, "--covers"),
        ({}, Declared(covers=Span.parse("2015-04-01..2016-03-31")), "covers 2016-04-01..2017-03-31"),
        ({"DateTime": "soon"}, NOBODY, "--known-on"),
    ],
)
def test_a_header_that_says_too_little_or_something_else_is_refused(tmp_path, said, declared, message_part):
    with pytest.raises(SourceError, match=r"census\.xml") as caught:
        read(tmp_path, message(child(), head=header(**said)), declared)
    assert message_part in str(caught.value)


def test_another_collection_is_not_taken_for_the_census(tmp_path):
    text = message(child()).replace(">CIN<", ">SchoolCensus<")
    with pytest.raises(SourceError, match="SchoolCensus"):
        read(tmp_path, text)


# --- files that break the layout ------------------------------------------------------------------------


def test_stray_text_and_unknown_elements_are_noted_with_child_and_line(tmp_path):
    text = message(
        child(), child(case("<Mood>good</Mood>"), id="A2").replace("<PersonBirth", "oops<PersonBirth")
    )
    intake = read(tmp_path, text)
    assert intake.tables["cin_episodes"].num_rows == 1
    noted = {(fault.field, fault.row, text.splitlines()[fault.line - 1][:12]) for fault in intake.faults}
    assert noted == {("Mood", 2, "<CINdetails>"), ("ChildIdentifiers", 2, "<Child><Chil")}
    assert "child 2, line" in str(intake.faults[0])


def test_a_second_value_where_one_is_asked_for_is_queried(tmp_path):
    text = message(child().replace("</LAchildID>", "</LAchildID><LAchildID>B7</LAchildID>"))
    intake = read(tmp_path, text)
    assert one(intake, "person")["person_id"] == "A1"
    assert faults(intake) == [(Severity.QUERIED, 1, "LAchildID", None)]


def test_many_departures_of_a_kind_are_counted_and_a_few_hundred_listed(tmp_path, monkeypatch):
    monkeypatch.setattr(xml_children, "LISTED", 3)
    intake = read(tmp_path, message(*(child("<Mood/>", id=f"A{n}") for n in range(10))))
    assert len(intake.faults) == 4
    assert intake.faults[-1].value == "7 times more"


def test_a_file_that_breaks_off_is_read_up_to_there_and_covers_no_day(tmp_path):
    text = message(child(), child(id="A2"), child(id="A3"))
    intake = read(tmp_path, text[: text.index("A3")])
    assert intake.tables["person"]["person_id"].to_pylist() == ["A1", "A2"]
    (broken,) = intake.faults
    assert (broken.severity, broken.row) == (Severity.REJECTED, 3)
    assert "breaks off after 2 children" in broken.wrong
    assert not intake.covers  # else the children that are missing would read as gone


def test_a_file_that_breaks_in_the_middle_is_read_up_to_there(tmp_path):
    text = message(child(), child(id="A2"), child(id="A3")).replace(
        "<Child><ChildIdentifiers><LAchildID>A2", "<Child><<A2"
    )
    intake = read(tmp_path, text)
    assert intake.tables["person"]["person_id"].to_pylist() == ["A1"]
    assert intake.faults[0].line == text[: text.index("<<A2")].count("\n") + 1


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a,b\n1,2\n",
        "<",
        "<html><p>Sorry</p></html>",
        "<Message/>",
        "\0\0\0",
        "<Message><Children/></Message>",
    ],
)
def test_what_is_no_census_is_refused_by_name(tmp_path, text):
    with pytest.raises(SourceError, match=r"census\.xml"):
        read(tmp_path, text)


BOMB = '<!DOCTYPE m [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize(
    "start",
    [BOMB, '<!DOCTYPE m SYSTEM "file:///etc/passwd">', '<!DOCTYPE m [<!ENTITY x SYSTEM "/etc/passwd">]>'],
)
def test_a_doctype_is_refused_and_no_entity_is_ever_resolved(tmp_path, start, encoding):
    text = start + message(child(id="&b;" if start == BOMB else "A1"))
    with pytest.raises(SourceError, match="DOCTYPE"):
        read(tmp_path, text.encode(encoding))


def test_an_entity_that_nobody_declared_ends_the_reading(tmp_path):
    assert read(tmp_path, message(child(), child(id="&b;"))).tables["person"].num_rows == 1


def test_a_file_without_children_is_given_up_before_it_fills_memory(tmp_path, monkeypatch):
    monkeypatch.setattr(xml_children, "BARREN", 1 << 16)
    monkeypatch.setattr(xml_children, "CHUNK", 1 << 12)
    with pytest.raises(SourceError, match="has 0 children in its first"):
        read(tmp_path, message("<a/>" * (1 << 15)))


def test_more_children_than_any_council_has_are_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(xml_children, "MOST_CHILDREN", 3)
    with pytest.raises(SourceError, match="has more than 3 children, more than any council"):
        read(tmp_path, message(*(child(id=f"A{number}") for number in range(5))))


def test_namespaces_are_passed_over(tmp_path):
    text = message(child()).replace("<Message>", '<Message xmlns="urn:census">')
    assert read(tmp_path, text).tables["person"].num_rows == 1


def test_only_a_census_is_claimed(tmp_path, shared):
    census, junk, gone = tmp_path / "a.xml", tmp_path / "b.xml", tmp_path / "c.xml"
    census.write_text(message(child()))
    junk.write_bytes(b"<html>\xff\x00")
    care = shared / "data/samples/ssda903/fake_903.xml"
    assert cin_census.claim([census, junk, gone, care]) == [[census]]


# --- the samples ----------------------------------------------------------------------------------------

SAMPLES = {  # children, referrals, conferences, plans and reviews that can be true at all
    "CIN2rows.xml": (1, 1, 2, 1, 1),
    "CIN_Census_2021.xml": (1, 1, 2, 1, 1),
    "CIN_Census_2021_no_assessment_factors.xml": (1, 1, 2, 1, 1),
    "CIN_Census_2024.xml": (2, 1, 2, 1, 1),
    "CIN_Census_2026.xml": (2, 1, 2, 1, 1),
    "CIN_header_issues_100.xml": (1, 1, 2, 1, 1),
    "CIN_la_issues_2887Q.xml": (1, 1, 2, 1, 1),
    "fake_CIN_data.xml": (332, 394, 344, 0, 0),
}


@pytest.mark.parametrize("name", SAMPLES)
def test_every_sample_is_read(shared, name):
    path = shared / "data/samples/cin_xml" / name
    assert cin_census.claim([path]) == [[path]]
    intake = cin_census.read([path], NOBODY)
    counted = ("person", "cin_episodes", "initial_cp_conference", "cp_plans", "cp_reviews")
    assert tuple(intake.tables[table].num_rows for table in counted) == SAMPLES[name]
    for table, accepted in intake.tables.items():
        key = f"{name}: {table}"
        assert intake.read[key] == accepted.num_rows + intake.rejected[key]


def test_the_large_sample_holds_402_referrals_150_of_them_without_a_closure(shared):
    intake = cin_census.read([shared / "data/samples/cin_xml/fake_CIN_data.xml"], NOBODY)
    assert intake.read["fake_CIN_data.xml: cin_episodes"] == 402
    later = {fault.row for fault in intake.faults if fault.field == "CINreferralDate"}
    assert len(later) == 6  # children with referrals of days yet to come, to 2030
    assert set(intake.tables["cin_episodes"]["nfa"].to_pylist()) == {True}


def test_sample_headers_that_contradict_themselves_are_noted(shared):
    folder = shared / "data/samples/cin_xml"
    for name, field in (("CIN_header_issues_100.xml", "ReferenceDate"), ("CIN_Census_2024.xml", "Year")):
        intake = cin_census.read([folder / name], NOBODY)
        assert field in {fault.field for fault in intake.faults if fault.severity is Severity.NOTED}


# --- any bytes ------------------------------------------------------------------------------------------

WORDS = st.one_of(hostile.CELLS.map(lambda text: text.replace("&", "").replace("<", "")), st.just("<X/>"))
TAGS = st.sampled_from(
    ["Child", "CINdetails", "Reviews", "ChildProtectionPlans", "LAchildID", "Section47", "Header"]
)
TREES = st.recursive(
    WORDS,
    lambda inner: st.tuples(TAGS, st.lists(inner, max_size=4)).map(
        lambda of: f"<{of[0]}>{''.join(of[1])}</{of[0]}>"
    ),
    max_leaves=12,
)
FILES = st.one_of(
    st.binary(max_size=80),
    TREES.map(lambda inside: message(child(), inside).encode("utf-8", "ignore")),
    st.tuples(*[WORDS] * 4).map(
        lambda words: message(
            child(case(referral=words[0], PrimaryNeedCode=words[1]), id=words[2], Sex=words[3])
        ).encode("utf-8", "ignore")
    ),
    hostile.damaged(message(child(case(element("Section47", S47ActualStartDate="2016-05-03")))).encode()),
).map(lambda data: {"census.xml": data})


def test_any_bytes_are_read_or_refused():
    hostile.survives(cin_census, FILES, Declared(known_on=date(2017, 7, 1)))


def test_faults_are_said_in_words_for_people(tmp_path):
    intake = read(tmp_path, message(child(case(referral="31/02/2016"))))
    said = [str(fault) for fault in intake.faults if isinstance(fault, Fault)]
    assert any("child 1, line" in text and "31/02/2016" in text for text in said)
