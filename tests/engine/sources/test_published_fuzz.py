"""Any bytes as a published file: read or refused with its name, and its rows add up."""

from pathlib import Path

import pyarrow.compute as pc
from hypothesis import strategies as st

from lineofsight.engine.reading import Status
from lineofsight.engine.sources import published
from lineofsight.engine.sources.intake import Declared, Severity, SourceError
from tests.engine.sources.hostile import damaged, run_for
from tests.engine.sources.published_statistics import EES, rows

SOUND = (
    b"time_period,time_identifier,geographic_level,region_code,old_la_code,referral_count,rereferral_percent\n"
    b"2017,Reporting year,Local authority,E12000005,885,5497,20.5\n2017,Reporting year,National,,,646120,c\n"
)
CELL = st.sampled_from(
    [
        "2017",
        "201617",
        "885",
        "970",
        "x",
        "k",
        "low",
        "-",
        "",
        "12",
        "3.5",
        "1e9",
        "1e99",
        "-4",
        "999999999",
        '"',
        "\n",
    ]
) | st.text(max_size=6)
HEADINGS = st.sampled_from(
    [
        (*EES, "referral_count", "rereferral_count", "rereferral_percent"),
        (*EES, "population_type", "children_count", "rate_per_10000", "population_estimate"),
        (*EES, "age_group", "population_estimate"),
        (*EES, "characteristic", "breakdown", "children_count", "children_percent"),
        ("LA num", "LA Name", "SN1", "SNP", "SN2", "SNP"),
        ("LA Number", "LA Name", "Region", "Type"),
        ("Short Desc", "Years", "LA Number", "Values"),
    ]
)
LIKELY = st.tuples(
    st.sampled_from(["2017", "201617", "20x7"]), st.sampled_from(["Reporting year", "Academic year", "?"]),
    st.sampled_from(["National", "Regional", "Local authority", "School"]),
    st.sampled_from(["", "E12000005"]), st.sampled_from(["885", "", "314 / 318", "z"]),
    CELL, CELL, CELL, CELL,
)  # fmt: skip
ROWS = st.lists(st.lists(CELL, max_size=10) | LIKELY, max_size=6)


def as_csv(headings: tuple[str, ...], body: list, ending: str) -> bytes:
    return ("\n".join(",".join(row) for row in (headings, *body)) + ending).encode("utf-8", "replace")


BYTES = damaged(SOUND) | st.builds(as_csv, HEADINGS, ROWS, st.sampled_from(["\n", "\r\n", ""]))


def test_whatever_stands_in_a_file_it_is_read_or_refused_with_its_name(tmp_path: Path) -> None:
    path = tmp_path / "file 2021.csv"

    def attempt(content: bytes) -> None:
        path.write_bytes(content)
        if not published.claim([path]):
            return
        try:
            intake = published.read([path], Declared())
        except SourceError as error:
            assert path.name in str(error)  # noqa: PT017 (to refuse is as right as to read)
            return
        rejected = {fault.row for fault in intake.faults if fault.severity is Severity.REJECTED}
        assert intake.rejected[path.name] == len(rejected) <= intake.read[path.name]
        if intake.readings is not None:
            numbers = intake.readings.filter(pc.is_valid(intake.readings["value"]))
            assert set(numbers["status"].to_pylist()) <= {Status.VALUE}
            assert not rows(intake.readings, area=None) + rows(intake.readings, period=None)

    run_for(attempt, BYTES)
