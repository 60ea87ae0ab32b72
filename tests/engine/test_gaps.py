"""A month that a trust did not send is silence: a quarter that lacks one of its months is no quarter."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from lineofsight.engine import measuring
from lineofsight.engine.indicators import CATALOGUE
from lineofsight.engine.sources import supplementary
from lineofsight.engine.sources.intake import Declared, Intake, Severity, Span
from lineofsight.engine.store import Workspace

NOW = datetime(2017, 6, 1, 9, 0, tzinfo=UTC)
MONTH_ENDS = ("2016-04-30", "2016-05-31", "2016-06-30", "2016-07-31", "2016-08-31", "2016-09-30")


def a_return(folder: Path, month_ends=MONTH_ENDS, *, starts: int = 10, known_on=date(2017, 5, 15)) -> Intake:
    """A trust's CSV for April to September 2016: so many treatments begun in each month that came."""
    folder.mkdir()
    rows = [f"{day},core,50,40,{starts},{starts - 2}" for day in month_ends]
    path = folder / "camhs.csv"
    path.write_text("\n".join(["as_at,pathway,waiting,waiting_18_weeks,starts,starts_18_weeks", *rows]))
    covers = Span(date(2016, 4, 1), date(2016, 9, 30))
    return supplementary.read(
        [path], Declared(area="885", covers=covers, known_on=known_on, sender="a trust")
    )


def reading(workspace: Workspace, code: str, period: str):
    indicator = CATALOGUE[code]
    found = measuring.read_now(workspace, [indicator], ["885"], [indicator.period(period)]).to_pylist()
    (whole,) = [one for one in found if one["by"] is None]
    return whole


def without(month: str) -> list[str]:
    return [day for day in MONTH_ENDS if not day.startswith(month)]


def test_a_quarter_without_one_of_its_months_is_incomplete_and_says_what_is_held(tmp_path):
    workspace = Workspace(tmp_path / "workspace")
    workspace.accept(a_return(tmp_path / "sent", without("2016-05")), at=NOW)
    quarter = reading(workspace, "CA03", "2016-17-Q1")
    assert (quarter["numerator"], quarter["denominator"], quarter["status"]) == (16, 20, "incomplete")
    assert "camhs is held for 1 April 2016 to 30 April 2016, 1 June 2016 to" in quarter["note"]
    assert reading(workspace, "CA03", "2016-17-Q2")["status"] == "value"
    assert reading(workspace, "CA03", "2016-M05")["status"] == "not measured"
    assert reading(workspace, "CA01", "2016-17-Q1")["status"] == "value"  # a list on 30 June needs June alone


def test_the_month_that_did_not_come_is_named_beside_the_load(tmp_path):
    whole = a_return(tmp_path / "whole")
    assert (whole.gaps, whole.faults) == ({}, ())
    intake = a_return(tmp_path / "sent", without("2016-05"))
    assert intake.gaps == {"camhs": (Span(date(2016, 5, 1), date(2016, 5, 31)),)}
    (fault,) = intake.faults
    assert (fault.severity, fault.field) == (Severity.NOTED, "as_at")
    assert "has no row of May 2016, so that" in fault.wrong
    # A board's workspace keeps no long values of faults, and names the month all the same.
    load, _ = Workspace(tmp_path / "workspace").accept(intake, at=NOW)
    assert "May 2016" in load.faults()[0].wrong


def test_a_row_that_was_rejected_leaves_its_month_open(tmp_path):
    intake = a_return(tmp_path / "sent", [*without("2016-05"), "31 Mai 2016"])
    assert intake.gaps == {"camhs": (Span(date(2016, 5, 1), date(2016, 5, 31)),)}


def test_the_month_may_follow_in_a_return_of_its_own(tmp_path):
    workspace = Workspace(tmp_path / "workspace")
    workspace.accept(a_return(tmp_path / "sent", without("2016-05")), at=NOW)
    later = a_return(tmp_path / "later", ["2016-05-31"], starts=7, known_on=date(2017, 5, 20))
    workspace.accept(later, at=NOW)
    quarter = reading(workspace, "CA03", "2016-17-Q1")
    assert (quarter["numerator"], quarter["denominator"], quarter["status"]) == (21, 27, "value")
    # What the later return left out stands as the earlier one said it.
    assert reading(workspace, "CA03", "2016-17-Q2")["denominator"] == 30


def test_what_is_asked_again_of_the_same_rows_is_not_worked_out_again(tmp_path, monkeypatch):
    workspace = Workspace(tmp_path / "workspace")
    workspace.accept(a_return(tmp_path / "sent"), at=NOW)
    first = reading(workspace, "CA03", "2016-17-Q1")
    with monkeypatch.context() as patched:
        patched.setattr(measuring, "open_engine", lambda *_: pytest.fail("worked out again"))
        assert reading(workspace, "CA03", "2016-17-Q1") == first
    workspace.accept(a_return(tmp_path / "later", starts=20, known_on=date(2017, 5, 20)), at=NOW)
    assert (first["denominator"], reading(workspace, "CA03", "2016-17-Q1")["denominator"]) == (30, 60)
