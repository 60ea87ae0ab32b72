"""Published statistics in small files: renamed headings, markers, areas, years, what is refused and how."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from lineofsight.engine.reading import Basis, Status
from lineofsight.engine.sources import published
from lineofsight.engine.sources.intake import Declared, Family, Severity, SourceError
from lineofsight.engine.sources.published import cells, intakes, mapping
from tests.engine.sources.published_statistics import (
    EES,
    ENGLAND,
    WORCESTERSHIRE,
    everything,
    one,
    read,
    table_of,
)

REFERRALS = ("referral_count", "rereferral_count", "rereferral_percent")
AN_AUTHORITY = ("Reporting year", "Local authority", "E12000005", "885")


def referrals(path: Path, *given: tuple, headings: tuple[str, ...] = REFERRALS) -> Path:
    return table_of(path, headings, *given)


def test_a_table_gives_readings_with_all_that_stands_behind_them(tmp_path: Path) -> None:
    path = referrals(tmp_path / "c1.csv", ("2017", WORCESTERSHIRE, 5497, 1128, 20.5))
    intake = read(path)
    assert intake.family is Family.PUBLISHED
    assert (intake.release, intake.known_on) == ("CIN 2017", date(2017, 10, 31))
    reading = one(intake.readings, code="FD09")
    assert reading["value"] == pytest.approx(100 * 1128 / 5497)
    assert (reading["numerator"], reading["denominator"]) == (1128, 5497)
    assert (reading["period"], reading["start"], reading["end"]) == (
        "2016-17", date(2017 - 1, 4, 1), date(2017, 3, 31)
    )  # fmt: skip
    assert (reading["basis"], reading["status"], reading["provisional"]) == (
        Basis.PUBLISHED, Status.VALUE, False
    )  # fmt: skip
    assert one(intake.readings, code="FD07")["value"] == 5497


def test_a_heading_renamed_between_releases_is_the_same_figure(tmp_path: Path) -> None:
    older = ("Referrals", "Re_referrals", "Re_referrals_percent")
    path = referrals(tmp_path / "c1.csv", ("2017", WORCESTERSHIRE, 5497, 1128, 20.5), headings=older)
    assert one(read(path).readings, code="FD09")["value"] == pytest.approx(20.52, abs=0.01)


def test_an_older_releases_own_rate_is_kept(tmp_path: Path) -> None:
    path = referrals(
        tmp_path / "c1.csv", ("2017", WORCESTERSHIRE, 5497, 473.1), headings=("Referrals", "Referrals_rate")
    )
    reading = one(read(path).readings, code="FD08")
    assert (reading["value"], reading["numerator"], reading["denominator"]) == (473.1, 5497, None)


def test_a_rate_without_its_population_is_incomplete_and_says_so(tmp_path: Path) -> None:
    path = referrals(tmp_path / "c1.csv", ("2017", WORCESTERSHIRE, 5497, 1128, 20.5))
    reading = one(read(path).readings, code="FD08")
    assert (reading["status"], reading["value"]) == (Status.INCOMPLETE, None)
    assert "population" in reading["note"]


@pytest.mark.parametrize("marker", ["c", "x", "z", "u", "k", "low", ":", "-", "", "C", " x "])
def test_a_marker_is_a_status_and_never_nought(tmp_path: Path, marker: str) -> None:
    path = referrals(tmp_path / "c1.csv", ("2017", WORCESTERSHIRE, 5497, 12, marker))
    reading = one(read(path).readings, code="FD09")
    wanted = {"": "x", ":": "x", "-": "x"}.get(marker.strip(), marker.strip().lower())
    assert (reading["status"], reading["value"]) == (f"published marker {wanted}", None)
    assert reading["numerator"] == 12


def test_a_word_that_is_no_marker_is_queried_and_read_as_not_available(tmp_path: Path) -> None:
    intake = read(referrals(tmp_path / "c1.csv", ("2017", WORCESTERSHIRE, "lots", 12, 20.5)))
    (fault,) = intake.faults[:1]
    assert (fault.severity, fault.row, fault.field, fault.value) == (
        Severity.QUERIED, 2, "referral_count", "lots"
    )  # fmt: skip
    assert one(intake.readings, code="FD07")["status"] == Status.MARKER_X


def test_a_count_below_nought_is_queried_and_read_as_not_available(tmp_path: Path) -> None:
    path = referrals(tmp_path / "c1.csv", ("2017", WORCESTERSHIRE, -5, 1128, 20.5))
    intake = read(path)
    (fault,) = [fault for fault in intake.faults if fault.severity is Severity.QUERIED]
    assert (fault.row, fault.field, fault.wrong) == (2, "referral_count", "is less than nought")
    assert one(intake.readings, code="FD07")["value"] is None


def test_a_known_table_that_lacks_a_column_says_which_measures_are_lost(tmp_path: Path) -> None:
    headings = ("referral_count", "repeat_referrals", "rereferral_percent")
    path = referrals(tmp_path / "c1.csv", ("2017", WORCESTERSHIRE, 5497, 1128, 20.5), headings=headings)
    intake = read(path)
    (fault,) = [fault for fault in intake.faults if "rereferral_count" in fault.wrong]
    assert (fault.severity, fault.wrong) == (
        Severity.QUERIED,
        "has no column rereferral_count, of which FD09 is made",
    )
    assert "another heading (repeat_referrals?), write rereferral_count over that" in fault.remedy
    assert one(intake.readings, code="FD07")["value"] == 5497


def test_a_table_that_looks_like_a_known_one_says_which_headings_are_known(tmp_path: Path) -> None:
    headings = ("number_of_referrals", "rereferral_count", "rereferral_percent")
    path = referrals(tmp_path / "c1.csv", ("2017", WORCESTERSHIRE, 5497, 1128, 20.5), headings=headings)
    (fault,) = [fault for fault in read(path).faults if "no table" in fault.wrong]
    assert fault.severity is Severity.QUERIED
    assert "looks like table C1 (Referrals and re-referrals within 12 months)" in fault.remedy
    assert "referral_count" in fault.remedy


def test_a_count_with_a_part_of_one_is_queried_and_read_as_not_available(tmp_path: Path) -> None:
    path = referrals(tmp_path / "c1.csv", ("2017", WORCESTERSHIRE, 5497.5, 1128, 20.5))
    intake = read(path)
    (fault,) = [fault for fault in intake.faults if fault.severity is Severity.QUERIED]
    assert (fault.row, fault.field, fault.value) == (2, "referral_count", "5497.5")
    assert one(intake.readings, code="FD07")["value"] is None


def test_nothing_published_so_far_is_a_count_with_a_part_of_one(shared: Path) -> None:
    faults = [fault for intake in everything(shared).values() for fault in intake.faults]
    assert not [fault for fault in faults if "part of one" in fault.wrong]


def test_a_code_that_no_authority_has_is_refused_with_its_row(tmp_path: Path) -> None:
    nobody = (*AN_AUTHORITY[:-1], "123")
    path = referrals(tmp_path / "c1.csv", ("2017", WORCESTERSHIRE, 5, 1, 20), ("2017", nobody, 5, 1, 20))
    with pytest.raises(SourceError, match=r"c1\.csv, row 3, field old_la_code: .* the code 123"):
        read(path)


def test_a_published_share_that_its_counts_do_not_give_stands_with_a_note(tmp_path: Path) -> None:
    rounded = ("2017", ENGLAND, 100, 30, 28.4), ("2017", WORCESTERSHIRE, 100, 30, 30)
    readings = read(referrals(tmp_path / "c1.csv", *rounded)).readings
    england = one(readings, code="FD09", area="970")
    assert england["value"] == 28.4
    assert england["note"] == "The publisher gives this value; 30 of 100 would be 30"
    assert one(readings, code="FD09", area="885")["note"] is None


def test_a_share_of_nothing_does_not_apply(tmp_path: Path) -> None:
    path = table_of(
        tmp_path / "c4.csv", ("Section47", "ICPC"), ("2017", WORCESTERSHIRE, 0, 0)
    )  # fmt: skip
    reading = one(read(path).readings, code="CP04")
    assert (reading["status"], reading["value"]) == (Status.NOT_APPLICABLE, None)


@pytest.mark.parametrize(
    ("where", "area"),
    [
        (ENGLAND, "970"),
        (("Reporting year", "Regional", "E12000005", ""), "984"),
        (("Reporting year", "Regional", "E13000001", ""), "987"),
        (AN_AUTHORITY, "885"),
        (("Reporting year", "Local authority", "E13000002", "314 / 318"), "314+318"),
    ],
)
def test_areas_have_three_digit_codes(tmp_path: Path, where: tuple[str, ...], area: str) -> None:
    intake = read(referrals(tmp_path / "c1.csv", ("2017", where, 10, 2, 20)))
    assert one(intake.readings, code="FD07")["area"] == area


@pytest.mark.parametrize(
    ("year", "identifier", "period"),
    [
        ("2017", "Reporting year", "2016-17"),
        ("201617", "Financial year", "2016-17"),
        ("201617", "Academic year", "AY2016-17"),
        ("2017", "Calendar year", "2017"),
        ("200001", "Financial year", "2000-01"),
        ("199900", "Financial year", "1999-00"),
    ],
)
def test_years_are_named_as_ours_are(tmp_path: Path, year: str, identifier: str, period: str) -> None:
    intake = read(referrals(tmp_path / "c1.csv", (year, (identifier, *AN_AUTHORITY[1:]), 10, 2, 20)))
    assert one(intake.readings, code="FD07")["period"] == period


def test_the_workforce_year_is_the_census_of_30_september(tmp_path: Path) -> None:
    headings = ("cases", "case_holders_fte", "caseload_fte")
    path = table_of(tmp_path / "csww.csv", headings, ("2017", WORCESTERSHIRE, 2689, 138, 19.5))
    reading = one(read(path).readings, code="WF01")
    assert (reading["period"], reading["start"], reading["end"]) == (
        "2017", date(2017, 9, 30), date(2017, 9, 30)
    )  # fmt: skip
    assert reading["value"] == pytest.approx(2689 / 138)


@pytest.mark.parametrize(
    ("row", "field"),
    [
        (("2017", ("Reporting year", "Local authority", "", "E10000034"), 1, 1, 1), "old_la_code"),
        (("2017", ("Reporting year", "School", "", "885"), 1, 1, 1), "old_la_code"),
        (("2017", ("Reporting year", "Regional", "E99", ""), 1, 1, 1), "old_la_code"),
        (("1066", WORCESTERSHIRE, 1, 1, 1), "time_period"),
        (("2017", ("Week 12", *AN_AUTHORITY[1:]), 1, 1, 1), "time_period"),
        (("2018", WORCESTERSHIRE, 9, 9, 9), "old_la_code"),  # the second time
        (("2017", WORCESTERSHIRE, 1, 1), None),  # a cell short
    ],
)
def test_a_row_that_cannot_be_placed_is_rejected_with_its_line(
    tmp_path: Path, row: tuple, field: str | None
) -> None:
    path = referrals(tmp_path / "c1.csv", ("2018", WORCESTERSHIRE, 10, 2, 20), row)
    intake = read(path)
    assert (intake.read, intake.rejected) == ({"c1.csv": 2}, {"c1.csv": 1})
    fault = next(fault for fault in intake.faults if fault.severity is Severity.REJECTED)
    assert (fault.row, fault.field) == (3, field)
    assert one(intake.readings, code="FD07")["value"] == 10


def test_a_byte_order_mark_and_other_separators_change_nothing(tmp_path: Path) -> None:
    path = referrals(tmp_path / "c1.csv", ("2017", WORCESTERSHIRE, 5497, 1128, 20.5))
    text = path.read_text("utf-8").replace(",", ";")
    path.write_bytes(b"\xef\xbb\xbf" + text.encode())
    assert one(read(path).readings, code="FD07")["value"] == 5497


@pytest.mark.parametrize("kind", [pa.string(), pa.float64(), pa.int32()])
def test_parquet_is_read_as_csv_is(tmp_path: Path, kind: pa.DataType) -> None:
    columns = dict(zip(EES, (["2017"], *([word] for word in WORCESTERSHIRE)), strict=True))
    counts = {
        name: pa.array([number]).cast(kind) for name, number in zip(REFERRALS, (500, 100, 20), strict=True)
    }
    pq.write_table(pa.table({**columns, **counts}), tmp_path / "c1.parquet")
    assert one(read(tmp_path / "c1.parquet").readings, code="FD09")["value"] == 20


def test_a_table_nobody_mapped_keeps_its_columns_and_says_so(tmp_path: Path) -> None:
    path = table_of(
        tmp_path / "new table 2019.csv", ("placement", "children", "share"),
        ("2019", WORCESTERSHIRE, "Foster care", 12, 60), ("2019", WORCESTERSHIRE, "Other", "c", "c"),
    )  # fmt: skip
    intake = read(path)
    foster = one(intake.readings, code="EES:new-table-2019:children", group="Foster care")
    assert (foster["by"], foster["value"], foster["period"]) == ("placement", 12, "2018-19")
    assert one(intake.readings, code="EES:new-table-2019:share", group="Other")["status"] == Status.MARKER_C
    assert any("no table that a mapping knows" in fault.wrong for fault in intake.faults)


def test_a_checked_day_of_publication_goes_before_what_is_declared() -> None:
    checked = replace(mapping.publications()[0], released={2025: date(2025, 10, 30)}, unchecked=frozenset())
    release, faults = intakes.released(checked, 2025, Declared(known_on=date(2030, 1, 1)), "a.csv")
    assert (release.known_on, faults) == (date(2025, 10, 30), [])


def test_an_unchecked_or_unknown_day_of_publication_gives_way_to_what_is_declared(tmp_path: Path) -> None:
    known = referrals(tmp_path / "a.csv", ("2024", WORCESTERSHIRE, 1, 1, 100))
    unknown = referrals(tmp_path / "b.csv", ("2016", WORCESTERSHIRE, 1, 1, 100))
    assert read(known, known_on=date(2024, 11, 7)).known_on == date(2024, 11, 7)
    assert read(known).known_on == date(2024, 10, 31)
    assert read(unknown, known_on=date(2016, 11, 3)).known_on == date(2016, 11, 3)
    guessed = read(unknown)
    assert guessed.known_on == date(2016, 10, 31)
    assert any("day of publication is not known" in fault.wrong for fault in guessed.faults)


def test_made_up_statistics_say_so(tmp_path: Path) -> None:
    assert read(referrals(tmp_path / "c1.csv", ("2017", WORCESTERSHIRE, 1, 1, 100)), made_up=True).made_up


def test_every_mapping_reads_and_names_each_code_once() -> None:
    for publication in (*mapping.publications(), mapping.lait()):
        codes = [figure.code for table in publication.tables for figure in table.figures]
        assert len(codes) == len(set(codes))
    assert {"FD08", "CP03", "CP07", "CP08", "CP19", "CL01", "CL02"} == mapping.rates()


@pytest.mark.parametrize(("label", "kind", "period"), [
    ("2014-16", "calendar", "2014-01-01..2016-12-31"), ("2014-16", "financial", "2013-14..2015-16"),
    ("2013/14-15/16", "financial", "2013-14..2015-16"), ("2017", "academic", "AY2016-17"),
])  # fmt: skip
def test_years_together_are_pooled(label: str, kind: mapping.YearKind, period: str) -> None:
    assert cells.year(label, kind).label == period


# --- what is not ours, and what is broken ----------------------------------------------------------------


@pytest.mark.parametrize(
    "content",
    [b"", b"\x00\x01\x02", b"PK\x03\x04rubbish", b"PAR1rubbishPAR1", b"a,b\n1,2\n", b"\xff\xfe", b"<xml/>"],
)
@pytest.mark.parametrize("suffix", [".csv", ".xlsx", ".parquet", ".txt"])
def test_what_is_not_ours_is_left_alone(tmp_path: Path, content: bytes, suffix: str) -> None:
    path = tmp_path / f"file{suffix}"
    path.write_bytes(content)
    assert published.claim([path]) == []


def test_a_missing_file_is_left_alone(tmp_path: Path) -> None:
    assert published.claim([tmp_path / "none.csv", tmp_path / "none.xlsx", tmp_path / "none.parquet"]) == []


def test_a_table_without_a_readable_row_is_refused(tmp_path: Path) -> None:
    path = referrals(tmp_path / "c1.csv", ("1066", WORCESTERSHIRE, 1, 1, 1))
    with pytest.raises(SourceError, match="no row can be read"):
        read(path)


def test_a_heading_that_stands_twice_is_refused(tmp_path: Path) -> None:
    path = referrals(tmp_path / "c1.csv", ("2017", WORCESTERSHIRE, 1, 1), headings=("referral_count",) * 2)
    with pytest.raises(SourceError, match="more than once"):
        read(path)


def test_a_workbook_nobody_knows_is_refused(tmp_path: Path) -> None:
    openpyxl.Workbook().save(tmp_path / "book.xlsx")
    assert published.claim([tmp_path / "book.xlsx"]) == []
    with pytest.raises(SourceError, match="no workbook of neighbours or codes"):
        published.read([tmp_path / "book.xlsx"], Declared())


def test_a_list_with_other_headings_than_it_was_claimed_by_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text("a,b\n1,2\n")
    with pytest.raises(SourceError, match="none of the sets of headings"):
        published.read([path], Declared())


def test_parquet_columns_that_are_no_text_or_stand_twice_are_refused(tmp_path: Path) -> None:
    path, names = tmp_path / "c1.parquet", [*EES, "referral_count"]
    pq.write_table(pa.table([[["a"]]] * len(names), names), path)
    with pytest.raises(SourceError, match="no text or number"):
        read(path)
    pq.write_table(pa.table([["a"]] * (len(names) + 1), [*names, "referral_count"]), path)
    with pytest.raises(SourceError, match="two columns of one name"):
        read(path)


def test_faults_beyond_the_first_thousand_are_counted(tmp_path: Path) -> None:
    wrong = [("1066", WORCESTERSHIRE, 1, 1, 1)] * 1_200
    intake = read(referrals(tmp_path / "c1.csv", ("2017", WORCESTERSHIRE, 1, 1, 100), *wrong))
    assert intake.rejected == {"c1.csv": 1_200}
    assert "200 more rows" in intake.faults[1_000].wrong


@pytest.mark.parametrize(
    ("entry", "said"), [({"denominator": "a"}, "numerator or"), ({"value": "a", "per": 7}, "per is")]
)
def test_a_mapping_that_means_nothing_is_refused(entry: dict, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        mapping._figure("FD07", entry)


def test_a_file_of_neighbours_without_any_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "neighbours 2025.csv"
    path.write_text("LA num,LA Name,SN1\n799,Severnshire,\n")
    with pytest.raises(SourceError, match="neighbours can be read"):
        read(path)


def test_a_person_says_when_a_list_was_true(tmp_path: Path) -> None:
    path = tmp_path / "codes.csv"
    path.write_text("LA Number,LA Name,Region,Type\n885,Worcestershire,West Midlands,SC\n")
    intake = read(path, known_on=date(2026, 1, 1))
    assert (intake.known_on, intake.faults) == (date(2026, 1, 1), ())


def test_a_table_without_the_column_that_describes_it_is_refused(tmp_path: Path) -> None:
    path = table_of(tmp_path / "cla.csv", ("number", "rate_per_10000"), ("2017", WORCESTERSHIRE, 767, 66))
    with pytest.raises(SourceError, match="population_type"):
        read(path)
