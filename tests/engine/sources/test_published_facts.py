"""The published files beside the project: every one is claimed and read, and says what its README says."""

from collections import Counter
from datetime import date
from pathlib import Path

import pyarrow.compute as pc
import pytest

from lineofsight.engine.reading import Status
from lineofsight.engine.sources import opening, published
from lineofsight.engine.sources.intake import Declared
from tests.engine.sources.published_statistics import everything, files, one, readings, rows

B1 = "b1_children_in_need_2013_to_2025.csv"
C1 = "c1_children_in_need_referrals_and_rereferrals_2013_to_2025.csv"
C3 = "c3_factors_identified_at_end_of_assessment_2018_to_2025.csv"
C4 = "c4_children_in_need_section_47s_and_icpcs_2013_to_2025.csv"
D3 = "d3_cpps_subsequent_plan_2013_to_2025.csv"
D5 = "d5_cpps_at31march_by_duration_2013_to_2025.csv"
CLA = "cla_number_and_rate_per_10k_children.csv"
HEALTH = "la_conviction_health_outcome_cla.csv"
STABILITY = "la_cla_placement_stability.csv"
SOCIAL_WORKERS = "la_cla_swcount.csv"
PLACEMENTS = "la_cla_during_year_new_placements.parquet"
ACCOMMODATION = "la_care_leavers_accommodation_suitability.parquet"
ACTIVITY = "la_care_leavers_activity.parquet"
WORKFORCE = "csww_indicators_2017_to_2025.csv"
B1_2024 = "b1_children_in_need_2013_to_2024.csv"
C1_2024 = "c1_children_in_need_referrals_and_rereferrals_2013_to_2024.csv"
CLA_2024 = "cla_number_and_rate_per_10k_children_2020_to_2024.csv"
POPULATION = "ons_mid-year_population_estimates_2012_to_2024.csv"
LAIT = "lait_long_csc_health.parquet"
WORCESTERSHIRE, ENGLAND = "885", "970"

# Every figure named under "Check": file, code, area, period, part, what it is (values at the places given).
FACTS = [
    (B1, "CP19", WORCESTERSHIRE, "2015-16", "numerator", 3767),
    (B1, "CP19", WORCESTERSHIRE, "2016-17", "numerator", 4067),
    (B1, "CP19", WORCESTERSHIRE, "2024-25", "numerator", 3638),
    (B1, "CP19", ENGLAND, "2024-25", "numerator", 402400),
    (B1, "EES:B1:Started_child", "884", "2023-24", "status", Status.MARKER_U),
    (C1, "FD07", WORCESTERSHIRE, "2015-16", "value", 4966),
    (C1, "FD07", WORCESTERSHIRE, "2016-17", "value", 5497),
    (C1, "FD09", WORCESTERSHIRE, "2015-16", "value", 18.2),
    (C1, "FD09", WORCESTERSHIRE, "2016-17", "numerator", 1128),
    (C1, "FD09", WORCESTERSHIRE, "2016-17", "denominator", 5497),
    (C1, "FD09", WORCESTERSHIRE, "2016-17", "value", 20.5),
    (C1, "FD09", WORCESTERSHIRE, "2017-18", "value", 24.2),
    (C1, "FD09", WORCESTERSHIRE, "2024-25", "value", 17.8),
    (C1, "FD07", ENGLAND, "2016-17", "value", 646120),
    (C1, "FD09", ENGLAND, "2016-17", "value", 21.9),
    (C1, "FD07", ENGLAND, "2024-25", "value", 632830),
    (C1, "FD09", ENGLAND, "2024-25", "value", 22.6),
    (C3, "EX01", WORCESTERSHIRE, "2024-25", "denominator", 4693),
    (C3, "EES:C3:Domestic_Abuse_parent", WORCESTERSHIRE, "2024-25", "value", 1772),
    (C3, "EES:C3:Mental_Health_parent", WORCESTERSHIRE, "2024-25", "value", 2203),
    (C3, "EX02", WORCESTERSHIRE, "2017-18", "status", Status.MARKER_X),
    (C3, "EX02", WORCESTERSHIRE, "2020-21", "status", Status.MARKER_X),
    (C3, "EX02", WORCESTERSHIRE, "2024-25", "numerator", 148),
    (C3, "EES:C3:Domestic_Abuse_parent", ENGLAND, "2024-25", "value", 162890),
    (C3, "EX01", ENGLAND, "2024-25", "denominator", 513250),
    (C4, "CP03", WORCESTERSHIRE, "2016-17", "numerator", 2101),
    (C4, "CP04", WORCESTERSHIRE, "2016-17", "numerator", 827),
    (C4, "EES:C4:Duration_0-10_days", WORCESTERSHIRE, "2016-17", "value", 45),
    (C4, "EES:C4:Duration_11-15_days", WORCESTERSHIRE, "2016-17", "value", 374),
    (C4, "CP05", WORCESTERSHIRE, "2016-17", "numerator", 419),
    (C4, "CP05", WORCESTERSHIRE, "2016-17", "value", 50.7),
    (C4, "CP03", WORCESTERSHIRE, "2015-16", "numerator", 1735),
    (C4, "CP05", WORCESTERSHIRE, "2015-16", "denominator", 795),
    (C4, "EES:C4:Duration_median", WORCESTERSHIRE, "2015-16", "value", 16),
    (C4, "CP03", ENGLAND, "2024-25", "numerator", 230590),
    (C4, "CP04", ENGLAND, "2024-25", "numerator", 72100),
    (D3, "CP08", WORCESTERSHIRE, "2015-16", "numerator", 636),
    (D3, "CP08", WORCESTERSHIRE, "2016-17", "numerator", 677),
    (D3, "CP08", WORCESTERSHIRE, "2024-25", "numerator", 711),
    (D3, "CP09", WORCESTERSHIRE, "2015-16", "value", 18.9),
    (D3, "CP09", WORCESTERSHIRE, "2016-17", "value", 19.9),
    (D3, "CP09", WORCESTERSHIRE, "2024-25", "value", 31.4),
    (D3, "CP08", ENGLAND, "2024-25", "numerator", 61840),
    (D3, "CP09", ENGLAND, "2024-25", "value", 24.5),
    (D5, "CP07", WORCESTERSHIRE, "2015-16", "numerator", 473),
    (D5, "CP07", WORCESTERSHIRE, "2016-17", "numerator", 517),
    (D5, "CP07", WORCESTERSHIRE, "2024-25", "numerator", 522),
    (D5, "CP11", WORCESTERSHIRE, "2016-17", "numerator", 12),
    (D5, "CP11", WORCESTERSHIRE, "2016-17", "value", 2.3),
    (D5, "CP11", WORCESTERSHIRE, "2017-18", "status", Status.MARKER_C),
    (D5, "CP11", WORCESTERSHIRE, "2020-21", "status", Status.MARKER_C),
    (D5, "CP07", ENGLAND, "2024-25", "numerator", 49420),
    (D5, "CP11", ENGLAND, "2024-25", "value", 2.3),
    (CLA, "CL01", WORCESTERSHIRE, "2024-25", "numerator", 1036),
    (CLA, "CL01", WORCESTERSHIRE, "2024-25", "denominator", 120119),
    (CLA, "CL01", WORCESTERSHIRE, "2024-25", "value", 86),
    (CLA, "CL01", ENGLAND, "2024-25", "numerator", 81770),
    (CLA, "CL01", ENGLAND, "2024-25", "value", 67),
    (CLA, "CL01", "909", "2024-25", "status", Status.MARKER_Z),
    (HEALTH, "LH01", WORCESTERSHIRE, "2020-21", "numerator", 575),
    (HEALTH, "LH01", WORCESTERSHIRE, "2020-21", "denominator", 679),
    (HEALTH, "LH01", WORCESTERSHIRE, "2020-21", "value", 85),
    (HEALTH, "LH01", WORCESTERSHIRE, "2024-25", "numerator", 551),
    (HEALTH, "LH01", WORCESTERSHIRE, "2024-25", "denominator", 782),
    (HEALTH, "LH01", WORCESTERSHIRE, "2024-25", "value", 70),
    (HEALTH, "LH02", WORCESTERSHIRE, "2020-21", "value", 15),
    (HEALTH, "LH02", WORCESTERSHIRE, "2021-22", "value", 19),
    (HEALTH, "LH02", WORCESTERSHIRE, "2024-25", "value", 74),
    (HEALTH, "EES:HEALTH:sdq-average", WORCESTERSHIRE, "2024-25", "value", 15.2),
    (HEALTH, "LH05", WORCESTERSHIRE, "2024-25", "value", 82),
    (HEALTH, "LH06", WORCESTERSHIRE, "2024-25", "value", 44),
    (STABILITY, "CL03", WORCESTERSHIRE, "2024-25", "numerator", 97),
    (STABILITY, "CL03", WORCESTERSHIRE, "2024-25", "denominator", 1036),
    (STABILITY, "CL03", WORCESTERSHIRE, "2024-25", "value", 9),
    (SOCIAL_WORKERS, "WF04", WORCESTERSHIRE, "2023-24", "numerator", 302),
    (SOCIAL_WORKERS, "WF04", WORCESTERSHIRE, "2023-24", "denominator", 1044),
    (SOCIAL_WORKERS, "WF04", WORCESTERSHIRE, "2023-24", "value", 29),
    (CLA, "CL01", WORCESTERSHIRE, "2023-24", "numerator", 1043),
    (SOCIAL_WORKERS, "WF04", ENGLAND, "2023-24", "denominator", 83300),
    (WORKFORCE, "EES:WORKFORCE:inpost_fte", WORCESTERSHIRE, "2017", "value", 208.5),
    (WORKFORCE, "WF03", WORCESTERSHIRE, "2017", "value", 24.6),
    (WORKFORCE, "WF02", WORCESTERSHIRE, "2017", "value", 23.0),
    (WORKFORCE, "WF01", WORCESTERSHIRE, "2017", "value", 19.5),
    (WORKFORCE, "EES:WORKFORCE:inpost_fte", WORCESTERSHIRE, "2025", "value", 281.5),
    (WORKFORCE, "WF03", WORCESTERSHIRE, "2025", "value", 12.4),
    (WORKFORCE, "WF02", WORCESTERSHIRE, "2025", "value", 11.1),
    (WORKFORCE, "WF01", WORCESTERSHIRE, "2025", "value", 14.6),
    (WORKFORCE, "EES:WORKFORCE:inpost_fte", ENGLAND, "2025", "value", 36186.3),
    (B1_2024, "CP19", WORCESTERSHIRE, "2023-24", "value", 321),
    (B1_2024, "CP19", WORCESTERSHIRE, "2016-17", "value", 350),
    (C1_2024, "FD07", WORCESTERSHIRE, "2016-17", "value", 5497),
    (C1_2024, "FD09", WORCESTERSHIRE, "2016-17", "numerator", 1128),
    (C1_2024, "FD09", WORCESTERSHIRE, "2016-17", "value", 20.5),
    (C1_2024, "FD09", ENGLAND, "2023-24", "value", 22.4),
    (CLA_2024, "CL01", WORCESTERSHIRE, "2023-24", "numerator", 1044),
    (LAIT, "CD03", WORCESTERSHIRE, "2015-16", "numerator", 11),
    (LAIT, "CD03", WORCESTERSHIRE, "2016-17", "numerator", 15),
    (LAIT, "CD03", WORCESTERSHIRE, "2016-17", "value", None),
    (LAIT, "CD03", WORCESTERSHIRE, "2016-17", "status", Status.VALUE),
    (LAIT, "CD03", WORCESTERSHIRE, "2017-18", "numerator", 10),
    (LAIT, "CD03", WORCESTERSHIRE, "2018-19", "numerator", 15),
    (LAIT, "CD03", WORCESTERSHIRE, "2019-20", "status", Status.MARKER_X),
    (LAIT, "CD03", WORCESTERSHIRE, "2020-21", "status", Status.MARKER_X),
    (LAIT, "CL01", WORCESTERSHIRE, "2015-16", "numerator", 694),
    (LAIT, "CL01", WORCESTERSHIRE, "2015-16", "value", 60),
    (LAIT, "CL01", WORCESTERSHIRE, "2016-17", "numerator", 767),
    (LAIT, "CL01", WORCESTERSHIRE, "2016-17", "value", 66),
    (LAIT, "CL01", WORCESTERSHIRE, "2024-25", "numerator", 1036),
    (LAIT, "CL01", WORCESTERSHIRE, "2024-25", "value", 86),
    (LAIT, "CP19", WORCESTERSHIRE, "2024-25", "value", 302.9),
    (LAIT, "CP13", WORCESTERSHIRE, "2016-17", "numerator", 252),
    (LAIT, "CP13", WORCESTERSHIRE, "2016-17", "denominator", 301),
    (LAIT, "FD12a", WORCESTERSHIRE, "2016-17", "value", 34.7),
    (LAIT, "FD12b", WORCESTERSHIRE, "2016-17", "value", 17.5),
    (LAIT, "CP01a", WORCESTERSHIRE, "2016-17", "value", 72.4),
    (LAIT, "LH01", WORCESTERSHIRE, "2017-18", "value", 66),
]


@pytest.mark.parametrize(
    ("file", "code", "area", "period", "part", "expected"),
    FACTS,
    ids=[f"{fact[0][:9]} {fact[1]} {fact[2]} {fact[3]} {fact[4]}" for fact in FACTS],
)
def test_a_file_says_what_its_readme_says(
    shared: Path, file: str, code: str, area: str, period: str, part: str, expected: object
) -> None:
    reading = one(everything(shared)[file].readings, code=code, area=area, period=period)
    if isinstance(expected, int | float):
        places = len(str(expected).partition(".")[2])
        assert round(reading[part], places) == expected
    else:
        assert reading[part] == expected


# What has no code of ours stands under the publisher's words: file, area, period, words, n, value.
OTHERS = [
    (STABILITY, WORCESTERSHIRE, "Living with the same carer for at least 2 years", None, 306, 76),
    (STABILITY, ENGLAND, "Living with the same carer for at least 2 years", None, 19680, 69),
    (PLACEMENTS, ENGLAND, "Distance not known or not recorded", None, 11840, 13),
    (ACCOMMODATION, ENGLAND, "Accommodation considered suitable", "17 to 18 years", 13380, 91),
    (ACTIVITY, ENGLAND, "Education other than higher education", "17 to 18 years", 7150, 48),
]


@pytest.mark.parametrize(("file", "area", "group", "by", "number", "value"), OTHERS)
def test_other_figures_are_kept_under_the_publishers_words(
    shared: Path, file: str, area: str, group: str, by: str | None, number: int, value: int
) -> None:
    found = rows(everything(shared)[file].readings, area=area, period="2024-25", group=group)
    (reading,) = [row for row in found if by is None or row["by"] == by]
    assert reading["code"].startswith("EES:")
    assert (reading["numerator"], reading["value"]) == (number, value)


def test_every_file_is_claimed_alone_and_its_rows_add_up(shared: Path) -> None:
    paths = files(shared)
    assert published.claim(paths) == [[path] for path in paths]
    assert len(paths) == 30
    for name, intake in everything(shared).items():
        assert intake.read[name] > 0
        assert intake.rejected[name] < intake.read[name]
        assert intake.area is None


# Rows that are no figure of anybody: a row of headings, "England (discontinued)", a year "0", years before
# an authority existed.
REJECTED = {
    "New_Statistical_Neighbour_Groupings_April_2021.csv": 1,
    "sn_may_2025.xlsx": 1,
    "la_code_list.xlsx": 1,
    LAIT: 170,
    POPULATION: 21,
}


def test_only_rows_that_say_nothing_are_rejected(shared: Path) -> None:
    refused = {name: one.rejected[name] for name, one in everything(shared).items() if one.rejected[name]}
    assert refused == REJECTED


@pytest.mark.parametrize(
    ("file", "number"),
    [
        (B1, 2132), (C1, 2132), (C3, 1312), (C4, 2132), (D3, 2132), (D5, 2132), (CLA, 2505), (HEALTH, 15030),
        (STABILITY, 5010), (SOCIAL_WORKERS, 330), (PLACEMENTS, 15865), (ACCOMMODATION, 6680),
        (ACTIVITY, 20040), (WORKFORCE, 1463), (B1_2024, 1967), (C1_2024, 1967), (CLA_2024, 2505),
        (POPULATION, 2132), (LAIT, 284580), ("ons-ethnic-population-la.csv", 3500),
        ("ons-ethnic-population-reg.csv", 200), ("ons-ethnic-population-nat.csv", 40),
        ("sn_model_2025_wide.csv", 153), ("Provider_data_lookup.csv", 156),
        ("LTLA-UTLA_Apr23_Lookup_England-Wales.csv", 318), ("la_codes_derived.csv", 161),
        ("lait_data_dictionary_csc_health.csv", 189),
    ],
)  # fmt: skip
def test_every_row_is_read(shared: Path, file: str, number: int) -> None:
    assert everything(shared)[file].read[file] == number


@pytest.mark.parametrize("file", [B1, C1, C3, C4, D3, D5, B1_2024, C1_2024, WORKFORCE])
def test_no_number_of_a_wide_table_is_lost(shared: Path, file: str) -> None:
    intake = everything(shared)[file]
    path = next(path for path in files(shared) if path.name == file)
    cells = Counter(
        float(cell)
        for column in opening.read_csv(path).drop_columns([opening.LINE, opening.RAGGED]).columns[10:]
        for cell in column.to_pylist()
        if cell.replace(".", "", 1).isdigit()
    )
    kept: set[float] = set()
    for part in ("numerator", "denominator", "value"):
        kept |= {round(number, 9) for number in intake.readings[part].drop_null().to_pylist()}
        kept |= {round(number, 1) for number in intake.readings[part].drop_null().to_pylist()}
    assert not set(cells) - kept


def test_markers_are_never_numbers(shared: Path) -> None:
    marked = readings(shared)
    marked = marked.filter(pc.not_equal(marked["status"], Status.VALUE))
    assert marked["value"].null_count == marked.num_rows


def test_markers_are_counted_as_published(shared: Path) -> None:
    assert len(rows(everything(shared)[PLACEMENTS].readings, status=Status.MARKER_K)) == 149
    hackney = rows(everything(shared)[B1].readings, area="204", period="2021-22")
    assert {row["status"] for row in hackney} == {Status.MARKER_X}
    assert rows(everything(shared)[WORKFORCE].readings, status=Status.MARKER_LOW)
    cumbria = everything(shared)[CLA].readings
    assert {row["period"] for row in rows(cumbria, area="909", code="CL01")} == {
        "2020-21", "2021-22", "2022-23", "2023-24", "2024-25"
    }  # fmt: skip


def test_authorities_that_report_together_stand_together(shared: Path) -> None:
    together = rows(everything(shared)[WORKFORCE].readings, code="WF01", area="314+318")
    assert len(together) == 9


@pytest.mark.parametrize(("area", "codes"), [("815", 2), ("825", 2), ("933", 2)])
def test_an_authority_whose_ons_code_changed_is_one_area(shared: Path, area: str, codes: int) -> None:
    assert len(rows(everything(shared)[C1].readings, code="FD07", area=area)) == 13
    derived = everything(shared)["la_codes_derived.csv"].tables["areas"]
    assert len({row["ons_code"] for row in rows(derived, area=area)}) == codes


def test_a_release_carries_the_day_it_came_out(shared: Path) -> None:
    released = {one.release: one.known_on for one in everything(shared).values() if one.readings is not None}
    assert released == {
        "CIN 2025": date(2025, 10, 30), "CIN 2024": date(2024, 10, 31), "CLA 2025": date(2025, 11, 20),
        "CLA 2024": date(2024, 11, 14), "CSWW 2025": date(2026, 3, 19), "LAIT 2025": date(2026, 4, 1),
    }  # fmt: skip


def test_a_day_that_nobody_checked_is_said_and_gives_way_to_what_a_person_says(shared: Path) -> None:
    doubted = {
        one.release
        for one in everything(shared).values()
        for fault in one.faults
        if "was not checked with its publisher" in fault.wrong
    }
    assert doubted == {"CIN 2024", "CLA 2025"}
    path = shared / "data" / "dfe" / "previous_release" / "b1_children_in_need_2013_to_2024.csv"
    told = published.read([path], Declared(known_on=date(2024, 11, 7)))
    assert told.known_on == date(2024, 11, 7)
    assert [fault for fault in told.faults if "day of publication" in fault.wrong] == []


# LAIT's years, each by its measure's kind of year: measure, period as read, its first and last day.
YEARS = [
    ("LAIT:LACceased", "2016-17", date(2016, 4, 1), date(2017, 3, 31)),
    ("LAIT:CINFSM", "AY2016-17", date(2016, 9, 1), date(2017, 8, 31)),
    ("LAIT:InfMort", "2017", date(2017, 1, 1), date(2017, 12, 31)),
    ("LAIT:Work_Force_NoSW", "2017", date(2017, 9, 30), date(2017, 9, 30)),
    ("LAIT:RTA", "2014-01-01..2016-12-31", date(2014, 1, 1), date(2016, 12, 31)),
    ("LAIT:Hosp_Adm_Alc_<18yrs", "2013-14..2015-16", date(2013, 4, 1), date(2016, 3, 31)),
    ("LAIT:SENFinance", "2016-17", date(2016, 4, 1), date(2017, 3, 31)),
]


@pytest.mark.parametrize(("code", "period", "start", "end"), YEARS)
def test_a_year_is_of_its_measures_kind(shared: Path, code: str, period: str, start: date, end: date) -> None:
    reading = one(everything(shared)[LAIT].readings, code=code, period=period, area=WORCESTERSHIRE)
    assert (reading["start"], reading["end"]) == (start, end)
    assert reading["note"] == ("outturn" if code == "LAIT:SENFinance" else None)


def test_the_tools_bad_year_is_named(shared: Path) -> None:
    faults = everything(shared)[LAIT].faults
    assert len(faults) == 170
    assert {(fault.field, fault.value) for fault in faults} == {("Years", "0")}
