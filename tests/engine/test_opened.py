"""A run opened for the public: made once, kept beside the run, with the log of what was hidden."""

from datetime import UTC, date, datetime

import pyarrow.compute as pc

from lineofsight.engine import measuring
from lineofsight.engine.indicators import CATALOGUE
from lineofsight.engine.opened import Audience, open_run, shapes, suppressions
from lineofsight.engine.periods import Kind
from lineofsight.engine.sources.intake import Family, Intake, SourceFile, Span
from lineofsight.engine.store import Workspace
from tests.cli.command import say, say_json
from tests.engine.given import table

NOW = datetime(2018, 6, 1, 9, 0, tzinfo=UTC)
YEAR = Span(date(2016, 4, 1), date(2017, 3, 31))


def a_run(folder):
    """Three girls and forty boys referred in a year."""
    names = [f"girl {n}" for n in range(3)] + [f"boy {n}" for n in range(40)]
    episodes = [{"referral_id": name, "person_id": name, "referral_date": "2016-05-01"} for name in names]
    children = [
        {"person_id": name, "dob": "2010-02-15", "sex": "F" if "girl" in name else "M"} for name in names
    ]
    intake = Intake(
        format="ssd", family=Family.SSD, area="799", covers={"cin_episodes": YEAR, "person": YEAR},
        known_on=date(2017, 5, 31), files=(SourceFile(name="x.csv", sha256="a" * 64, size=1),), made_up=True,
        tables={"cin_episodes": table("cin_episodes", episodes), "person": table("person", children)},
    )  # fmt: skip
    workspace = Workspace(folder)
    workspace.accept(intake, at=NOW)
    run = measuring.measure(workspace, at=NOW, indicators=[CATALOGUE["FD07"]], kinds=(Kind.YEAR,))
    return workspace, run


def test_the_public_sees_no_group_of_three_and_the_board_does(tmp_path):
    workspace, run = a_run(tmp_path)
    wanted = (pc.field("by") == "sex") & (pc.field("period") == "2016-17")

    def numbers(audience):
        return {
            row["group"]: row["numerator"] for row in open_run(workspace, run, audience, wanted).to_pylist()
        }

    assert numbers(Audience.BOARD) == {"female": 3, "male": 40, "not known": 0}
    shown = numbers(Audience.PUBLIC)
    assert shown["female"] is None
    assert shown["male"] is None  # the whole less the boys would be the girls
    hidden = {(one["by"], one["group"]) for one in suppressions(workspace, run)}
    assert {("sex", "female"), ("sex", "male")} <= hidden
    assert numbers(Audience.PUBLIC) == shown  # made once


def test_the_command_lists_what_is_hidden_and_why(tmp_path):
    assert "lineofsight compute" in say(tmp_path / "empty", "suppressions").plain
    a_run(tmp_path)
    found = say_json(tmp_path, "suppressions", "FD07", "--period", "2016-17").json["suppressions"]
    assert {"primary", "secondary"} <= {one["why"] for one in found if one["by"] == "sex"}
    shown = say(tmp_path, "suppressions", "fd07", "--period", "2016-17")
    assert (shown.code, "FD07 799 2016-17 sex female primary" in shown.plain) == (0, True), shown.plain
    assert "are hidden from the public" in shown.plain
    assert say_json(tmp_path, "suppressions", "FD09", "--period", "2011-12").json["suppressions"] == []


def test_codes_that_share_a_total_call_it_by_one_name():
    known = shapes()
    assert known["FD09"].denominator == known["FD07"].numerator == known["FD08"].numerator
    assert known["FD09"].numerator != known["FD09"].denominator
