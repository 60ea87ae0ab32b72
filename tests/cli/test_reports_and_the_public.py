"""A number that is suppressed for the public stops a public edition, and stands in the board's own."""

from pathlib import Path

import pytest

from lineofsight.engine.opened import Audience
from lineofsight.engine.query import Ask, figures
from lineofsight.engine.store import Workspace
from tests.cli.command import say

TOP = "---\ntitle: A small report\narea: 799\nperiod: 2016-17\ndate: 2017-09-13\n---\n"


@pytest.fixture(scope="module")
def hidden(severnshire: Path) -> str:
    """A true sentence that states a number which the public may not see."""

    def rows(audience):
        asked = Ask(codes=["CP07"], areas=["799"], periods=["2016-17"], by=["age_band"], audience=audience)
        return {
            row["group"]: row for row in figures(Workspace(severnshire), asked).to_pylist() if row["group"]
        }

    known = rows(Audience.ANALYST)
    group = next(group for group, row in rows(Audience.PUBLIC).items() if row["status"] == "suppressed")
    tag = f'{{figure=CP07 period=2016-17 part=numerator by=age_band group="{group}"}}'
    return f"Of this age, [{known[group]['numerator']:.0f}]{tag} were on a plan.\n"


def written(folder: Path, text: str, more: str = "") -> Path:
    report = folder / "small.md"
    report.write_text(TOP.replace("---\n# ", "---\n").replace("date:", f"{more}date:") + text)
    return report


def test_a_number_hidden_from_the_public_stops_the_public_edition_and_says_what_to_do(
    severnshire, hidden, tmp_path
):
    report = written(tmp_path, hidden)
    made = say(severnshire, "report", report, "--out", tmp_path / "out")
    assert made.code == 1, made.plain
    assert f"{report}:7" in made.plain
    assert "is not for the public" in made.plain
    assert "put years together" in made.plain
    assert not (tmp_path / "out").exists()


def test_the_boards_own_edition_shows_it_under_a_banner(severnshire, hidden, tmp_path):
    made = say(severnshire, "report", written(tmp_path, hidden), "--out", tmp_path / "out", "--board")
    assert made.code == 0, made.plain
    assert (
        "Internal edition for the board: not for publication"
        in (tmp_path / "out" / "report.html").read_text()
    )


def test_a_total_that_may_be_shown_says_who_decided_so_and_why(severnshire, hidden, tmp_path):
    number = hidden.split("[")[1].split("]")[0]
    more = f"may_be_shown:\n  - words: {number}\n    because: the panel published it\n    by: the chair\n"
    made = say(severnshire, "report", written(tmp_path, hidden, more), "--out", tmp_path / "out")
    assert made.code == 0, made.plain


def test_a_report_of_a_made_up_county_says_so_on_every_page(severnshire, tmp_path):
    report = written(tmp_path, "There were referrals.\n")
    assert say(severnshire, "report", report, "--out", tmp_path / "out").code == 0
    assert "Made up: nobody in this report exists" in (tmp_path / "out" / "report.html").read_text()


def test_a_day_that_no_run_holds_is_guarded_before_the_public_sees_it(own_copy):
    def on_that_day(audience):
        asked = Ask(codes=["CP07"], areas=["799"], periods=["2016-10-23"], by=["age_band"], audience=audience)
        return {row["group"]: row for row in figures(Workspace(own_copy), asked).to_pylist()}

    known, shown = on_that_day(Audience.ANALYST), on_that_day(Audience.PUBLIC)
    small = {group for group, row in known.items() if row["numerator"] and row["numerator"] < 6}
    hidden = {group for group, row in shown.items() if row["status"] == "suppressed"}
    assert shown[None]["numerator"] == known[None]["numerator"]
    assert small
    assert small <= hidden
    assert len(hidden) > 1  # one alone would be the rest of the whole
    assert on_that_day(Audience.PUBLIC) == shown
