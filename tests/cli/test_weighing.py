"""Areas side by side and judges side by side, through the command."""

from math import sqrt
from pathlib import Path

import pytest

from tests.cli.command import say, say_json
from tests.engine.sources.published_statistics import ENGLAND, table_of

C1 = ("referral_count", "rereferral_count", "rereferral_percent", "category")
CODES = ("la_code", "ons_code", "name_ees", "region_ees", "type_lait", "successor_la_codes", "note")


@pytest.fixture(scope="module")
def country(tmp_path_factory) -> Path:
    """Twenty-four made-up areas of 1,000 referrals round 20%: 901 has 40%, and 902 gave no figure."""
    folder = tmp_path_factory.mktemp("country")
    rows: list[tuple[object, ...]] = [("2017", ENGLAND, 24000, 4800, 20.0, "Total")]
    for number in range(24):
        again = 400 if number == 1 else 200 + (-1) ** number * number % 7
        figures = ("x", "x", "x") if number == 2 else (1000, again, again / 10)
        place = ("Reporting year", "Local authority", "E12000005", str(900 + number))
        rows.append(("2017", place, *figures, "Total"))
    statistics = table_of(folder / "c1.csv", C1, *rows)
    codes = folder / "codes.csv"
    named = (f"{900 + n},E06{n:06},Area {n},West Midlands,,," for n in range(24))
    codes.write_text("\n".join([",".join(CODES), *named]) + "\n")
    loaded = say_json(folder / "workspace", "load", statistics, codes)
    assert loaded.code == 0, loaded.out + loaded.err
    return folder / "workspace"


def test_an_area_far_from_the_others_stands_outside_the_funnel(country):
    said = say(country, "funnel", "fd09", "--period", "2016-17", "--area", "905")
    assert said.code == 0, said.err
    assert "23 areas round England's 20.0%" in said.plain
    assert "901 Area 1 40.0% 400 1,000" in said.plain
    assert "above the 99.8% limits" in said.plain
    assert "905 Area 5" in said.plain, "the area that was asked for is shown wherever it lies"
    assert "Area 7" not in said.plain
    assert "1 outside the limits; 1 areas have no figure" in said.plain


def test_the_funnel_is_as_wide_as_the_size_of_an_area_makes_it(country):
    found = say_json(country, "funnel", "FD09", "--period", "2016-17").json
    one = next(place for place in found["places"] if place["area"] == "905")
    assert found["phi"] < 1, "the one that is far away is drawn in before the others are judged"
    assert one["limits"][0]["high"] == pytest.approx(20 + 196 * sqrt(0.2 * 0.8 / 1000))
    assert len(found["places"]) == 23
    assert found["without"] == 1


@pytest.mark.parametrize(
    ("code", "period", "told"),
    [
        ("FD07", "2016-17", "FD07 is no share and no rate"),
        ("FD09", "2011-12", "needs England's figure and 10 areas"),
        ("XX01", "2016-17", "XX01"),
    ],
)
def test_what_makes_no_funnel_is_said_kindly(code, period, told, country):
    said = say(country, "funnel", code, "--period", period)
    assert said.code == 1
    assert told in said.plain


# --- agreement --------------------------------------------------------------------------------------------


def judged(path: Path, pairs: list[list[int]]) -> Path:
    """Two people's answers 1 to 4: `pairs[i][j]` cases were i to the first and j to the second."""
    rows = [f"{i + 1},{j + 1}" for i, row in enumerate(pairs) for j, n in enumerate(row) for _ in range(n)]
    lines = [f"case {number},{row}" for number, row in enumerate(rows)]
    path.write_text("\n".join(["case,manager,screener", *lines]) + "\n")
    return path


DOMAIN = [[20, 5, 0, 0], [4, 30, 6, 0], [0, 5, 18, 3], [0, 0, 2, 7]]  # the domain reference's: kappa 0.645


def test_the_agreement_of_two_is_told_with_its_interval_and_its_word(tmp_path):
    said = say(tmp_path / "w", "agreement", judged(tmp_path / "a.csv", DOMAIN))
    assert said.code == 0, said.err
    assert "100 cases, 2 people, answers 1, 2, 3, 4" in said.plain
    assert "Cohen's kappa, manager and screener 0.64 0.5" in said.plain
    assert "substantial" in said.plain
    assert "in percent 75% 6" in said.plain
    assert not (tmp_path / "w").exists(), "nothing of the file is kept"


def test_a_near_miss_counts_less_where_answers_stand_in_an_order(tmp_path):
    path = judged(tmp_path / "a.csv", DOMAIN)
    plain, weighted = (
        say_json(tmp_path, "agreement", path, *more).json["agreement"]["Cohen's kappa, manager and screener"]
        for more in ((), ("--weights", "quadratic"))
    )
    assert plain["value"] == pytest.approx(0.645, abs=0.001)
    assert weighted["value"] > 0.8
    assert weighted["interval"]["low"] < weighted["value"] < weighted["interval"]["high"]


def test_the_agreement_of_many_is_fleiss(tmp_path):
    path = tmp_path / "many.csv"
    path.write_text("case,police,health,social care\na,1,1,1\nb,2,2,1\nc,3,3,3\nd,2,2,2\n")
    said = say(tmp_path, "agreement", path)
    assert "Fleiss' kappa" in said.plain
    assert "police and social care" in said.plain
    assert "Fewer than 30 cases" in said.plain


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "is empty"),
        ("case,one\na,1\n", "fewer than two people"),
        ("case,one,two\n", "fewer than two people or no case"),
        ("case,one,two\na,1,2\nb,1,\n", "row 3: 1 of 2 people judged this case"),
        ("case,one,two\na,1,9\n", "'9' is not among the answers"),
    ],
)
def test_a_file_of_judgements_that_cannot_be_used_is_refused_kindly(text, told, tmp_path):
    (tmp_path / "a.csv").write_text(text)
    said = say(tmp_path, "agreement", tmp_path / "a.csv", "--order", "1,2,3")
    assert said.code == 1
    assert told in said.plain


def test_a_file_that_is_not_there_or_no_text_is_refused_kindly(tmp_path):
    assert "is not there" in say(tmp_path, "agreement", tmp_path / "none.csv").plain
    (tmp_path / "b.csv").write_bytes(b"case,a,b\n\xff\xfe,1,2\n")
    assert "is no CSV in UTF-8" in say(tmp_path, "agreement", tmp_path / "b.csv").plain
