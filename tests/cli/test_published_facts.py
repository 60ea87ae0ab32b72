"""What ../shared/data/README.md lists under "Check", read back through the command alone."""

import functools
from pathlib import Path

import pytest

from tests.cli.command import Said, say, say_json
from tests.engine.sources.published_statistics import FOLDERS
from tests.engine.sources.test_published_facts import (
    B1_2024,
    C1_2024,
    CLA_2024,
    ENGLAND,
    FACTS,
    LAIT,
    WORCESTERSHIRE,
)

pytestmark = pytest.mark.slow

# The day on which a file was the newest that said anything about its figures.
OLDER = (B1_2024, C1_2024, CLA_2024)
BEFORE_2025 = "2025-01-01"
TODAY = ""
AREAS = (WORCESTERSHIRE, ENGLAND, "884", "909")


@pytest.fixture(scope="session")
def real(shared: Path, tmp_path_factory) -> Path:
    """A workspace with every published file, loaded by one command."""
    workspace = tmp_path_factory.mktemp("real") / "real"
    loaded = say_json(workspace, "load", *(shared / "data" / folder for folder in FOLDERS))
    assert loaded.code == 0, loaded.err
    assert (len(loaded.json["loads"]), loaded.json["refused"], loaded.json["unknown"]) == (30, [], [])
    return workspace


@functools.cache
def _every_fact(workspace: Path, as_known: str) -> dict[tuple[str, str, str], dict]:
    """The figures of all facts, asked for in one command."""
    codes = sorted({fact[1] for fact in FACTS})
    areas = [word for area in AREAS for word in ("--area", area)]
    said = say_json(workspace, "readings", *codes, *areas, *(("--as-known", as_known) if as_known else ()))
    assert said.code == 0, said.err
    return {(row["code"], row["area"], row["period"]): row for row in said.readings if row["by"] is None}


@functools.cache
def _passport(workspace: Path, code: str, area: str, period: str) -> list[dict]:
    """Every release's reading of one figure."""
    said = say_json(workspace, "trace", code, "--area", area, "--period", period)
    assert said.code == 0, said.err
    return said.json["readings"]


def _is(found: object, expected: object) -> bool:
    if isinstance(expected, int | float) and isinstance(found, int | float):
        return round(found, len(str(expected).partition(".")[2])) == expected
    return found == expected


@pytest.mark.parametrize(
    ("file", "code", "area", "period", "part", "expected"),
    FACTS,
    ids=[f"{fact[0][:9]} {fact[1]} {fact[2]} {fact[3]} {fact[4]}" for fact in FACTS],
)
def test_the_command_says_what_the_file_says(real, file, code, area, period, part, expected):
    if file == LAIT:  # restates the others, and speaks where they are silent: its own word is in the passport
        (reading,) = [
            one for one in _passport(real, code, area, period) if (one["release"] or "").startswith("LAIT")
        ]
    else:
        reading = _every_fact(real, BEFORE_2025 if file in OLDER else TODAY)[code, area, period]
    # A share of so few is worked out from its parts where the publisher gives none.
    assert _is(reading[part], expected), reading


@pytest.mark.parametrize(("code", "period", "values"), [
    ("CP19", "2023-24", {"CIN 2024": 321, "CIN 2025": None}),
    ("CL01", "2023-24", {"CLA 2024": 87, "CLA 2025": None}),
])  # fmt: skip
def test_an_older_release_keeps_its_own_rate_beside_the_newer(real, code, period, values):
    found = {one["release"]: one["value"] for one in _passport(real, code, WORCESTERSHIRE, period)}
    assert set(values) <= set(found)
    for release, value in values.items():
        assert found[release] is not None
        assert value is None or round(found[release]) == value


def test_the_passport_of_a_figure_names_its_file_and_hash(real):
    (newest,) = [
        one for one in _passport(real, "FD07", WORCESTERSHIRE, "2016-17") if one["release"] == "CIN 2025"
    ]
    (load,) = newest["loads"]
    (file,) = load["files"]
    assert file["name"] == "c1_children_in_need_referrals_and_rereferrals_2013_to_2025.csv"
    assert (file["size"], len(file["sha256"])) == (369_233, 64)


@pytest.mark.parametrize(
    ("year", "number"), [("2015-16", 11), ("2016-17", 15), ("2017-18", 10), ("2018-19", 15)]
)
def test_reviews_with_modifiable_factors_are_numbers_without_a_share(real, year, number):
    row = _every_fact(real, TODAY)["CD03", WORCESTERSHIRE, year]
    assert (row["numerator"], row["value"], row["status"]) == (number, None, "value")


def test_a_marker_is_never_zero(real):
    said = say_json(real, "readings", "CP19", "EES:B1:Started_child", "FD07", "--area", "204", "--period", "2021-22",
                    "--basis", "published")  # fmt: skip
    b1 = [row for row in said.readings if row["code"] != "FD07" and row["release"] == "CIN 2025"]
    assert {row["code"] for row in b1} == {"CP19", "EES:B1:Started_child"}
    for row in b1:
        assert (row["status"], row["value"], row["numerator"]) == ("published marker x", None, None)
        assert row["rank"] is None
    shown = say(real, "readings", "CP19", "--area", "204", "--period", "2021-22")
    assert "published marker x" in shown.plain


# What no code of ours reads: code, area, breakdown, group, numerator, value.
OTHERS = [
    ("EES:STABILITY", WORCESTERSHIRE, "Living with the same carer for at least 2 years", 306, 76),
    ("EES:STABILITY", ENGLAND, "Living with the same carer for at least 2 years", 19680, 69),
    ("EES:PLACEMENTS", ENGLAND, "Distance not known or not recorded", 11840, 13),
    ("EES:ACCOMMODATION", ENGLAND, "Accommodation considered suitable", 13380, 91),
    ("EES:ACTIVITY", ENGLAND, "Education other than higher education", 7150, 48),
]
BY = {
    "EES:STABILITY": "Children looked after continuously for at least 2.5 years on 31 March aged under 16 years",
    "EES:PLACEMENTS": "Location of new placements during the year",
    "EES:ACCOMMODATION": "17 to 18 years",
    "EES:ACTIVITY": "17 to 18 years",
}


@pytest.mark.parametrize(("code", "area", "group", "number", "value"), OTHERS)
def test_a_table_that_no_code_reads_is_reached_under_the_publishers_name(
    real, code, area, group, number, value
):
    said = say_json(
        real, "readings", code, "--area", area, "--period", "2024-25", "--by", _by(real, code, group)
    )
    assert said.code == 0, said.err
    (row,) = [row for row in said.readings if row["group"] == group]
    assert (row["numerator"], row["value"], row["release"]) == (number, value, "CLA 2025")


def _by(real: Path, code: str, group: str) -> str:
    """The breakdown that holds a group; asking for one that is not there names those that are."""
    refused = say(real, "readings", code, "--by", "nonesuch")
    assert refused.code == 1
    assert BY[code] in refused.plain
    return BY[code]


def test_a_code_of_the_interactive_tool_is_shown_with_england_and_neighbours(real):
    said = say_json(real, "readings", "LAIT:LACceased", "--area", WORCESTERSHIRE, "--period", "2016-17")
    (row,) = said.readings
    assert row["value"] is not None
    assert row["england"] is not None
    assert row["neighbours_n"] > 0
    assert (
        "as published"
        in say(real, "readings", "LAIT:LACceased", "--area", "885", "--period", "2016-17").plain
    )


def test_the_neighbours_of_worcestershire_are_those_of_the_model_asked_for(real):
    medians = {
        model: say_json(
            real, "readings", "FD09", "--area", "885", "--period", "2016-17", "--model", model
        ).readings[0]
        for model in ("2021", "2025")
    }
    neighbours = {
        "2021": ("937", "802", "881", "860", "838", "845", "938", "803", "855", "886"),
        "2025": ("933", "916", "838", "937", "893", "938", "878", "830", "881", "815"),
    }
    for model, row in medians.items():
        areas = [word for area in neighbours[model] for word in ("--area", area)]
        said = say_json(real, "readings", "FD09", *areas, "--period", "2016-17", "--basis", "published")
        values = sorted(one["value"] for one in said.readings if one["value"] is not None)
        middle = len(values) // 2
        median = values[middle] if len(values) % 2 else (values[middle - 1] + values[middle]) / 2
        assert (row["neighbour_model"], row["neighbours_n"]) == (model, len(values))
        assert row["neighbour_median"] == pytest.approx(median)


def test_social_work_figures_stand_at_the_census_day(real):
    (row,) = say_json(real, "readings", "WF01", "--area", "885", "--period", "2017").readings
    assert (row["start"], row["end"], round(row["value"], 1)) == ("2017-09-30", "2017-09-30", 19.5)


@pytest.fixture(scope="module")
def done_when(real) -> Said:
    return say(real, "readings", "FD07", "FD09", "CP07", "CL01", "--area", "885", "--period", "2016-17")


def test_the_first_promise_is_kept(done_when):
    """The line of the issue: real values of Worcestershire with England, neighbours and rank."""
    assert done_when.code == 0
    rows = [line.split() for line in done_when.out.splitlines() if line.startswith("2016-17")]
    assert [row[1] for row in rows] == ["5,497", "20.5%", "44.5", "66.0"]
    for row, england in zip(rows, ["646,120", "21.9%", "43.8", "62.0"], strict=True):
        assert england in row
        assert row[row.index("of") - 1].isdigit()
        assert int(row[row.index("of") + 1]) > 140  # ranked among the authorities of England
    assert done_when.out.count("published,") == 4


def test_the_first_promise_can_be_read_by_a_program(real):
    said = say_json(real, "readings", "FD07", "FD09", "CP07", "CL01", "--area", "885", "--period", "2016-17")
    for row in said.readings:
        assert all(
            row[name] is not None
            for name in ("value", "england", "region", "neighbour_median", "rank", "ranked")
        )
        assert row["neighbour_model"] == "2025"  # in force when the release came out
