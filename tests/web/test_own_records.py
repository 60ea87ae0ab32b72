"""The board's own records are counted like a file of anybody else's: with a source, a hash, and rows that are named."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import timezone

from lineofsight.engine import measuring
from lineofsight.engine.indicators import CATALOGUE
from lineofsight.engine.periods import Kind
from lineofsight.engine.returns import Family
from lineofsight.engine.store import Workspace
from lineofsight.web.accounts import trail
from lineofsight.web.accounts.permissions import Role
from lineofsight.web.governance.models import Attendance, Challenge, Meeting
from lineofsight.web.improvement.models import Action
from lineofsight.web.indicators import showing
from lineofsight.web.loads import own_records, work
from lineofsight.web.loads.models import Task
from lineofsight.web.records.kinds import Extract
from tests.web import board, make

pytestmark = pytest.mark.django_db
TODAY, NOW = date(2017, 7, 15), datetime(2017, 7, 15, 9, tzinfo=UTC)


def add(model, **fields):
    with trail.acting_from(trail.TERMINAL):
        return trail.create(model, by=None, why="For a test", **fields)


def change(row, **fields):
    with trail.acting_from(trail.TERMINAL):
        return trail.change(row, row.version, by=None, why="For a test", **fields)


def take_in(today: date):
    with trail.acting_from(trail.WORKER):
        return own_records.take_in(today)


@pytest.fixture
def workspace(settings, tmp_path) -> Workspace:
    settings.WORKSPACE, settings.AREA = tmp_path / "workspace", "885"
    settings.WORKSPACE.mkdir()
    return Workspace(settings.WORKSPACE)


@pytest.fixture
def year():
    """Three meetings, at the last of which nobody said who came; a challenge met in time; an action done late."""
    group = board.group()
    police = board.member(group, agency=make.agency(name="Police"))
    school = board.member(group, agency=make.agency(name="Schools"))
    board.member(group, agency=make.agency(name="Observers"), part="observer")  # has no seat to fill
    begun = add(Meeting, group=group, slug="board-march", on=date(2016, 3, 15))
    add(Attendance, meeting=begun, member=police, how="present")
    add(Attendance, meeting=begun, member=school, how="absent")
    first = add(Meeting, group=group, slug="board-may", on=date(2016, 5, 10))
    add(Attendance, meeting=first, member=police, how="present")
    add(Attendance, meeting=first, member=school, how="substitute")
    add(Meeting, group=group, slug="board-september", on=date(2016, 9, 13))
    said = {
        "slug": "late",
        "title": "Late interviews",
        "of": police.agency,
        "raised_by": "The chair",
        "issue": "Late",
    }
    met = {"response": "Done", "responded_on": date(2016, 6, 1), "outcome": "resolved", "changed": "A rota"}
    add(Challenge, raised_on=date(2016, 3, 15), due=date(2016, 6, 30), settled_on=date(2016, 6, 20), evidence="MI06b",
        **said, **met)  # fmt: skip
    add(Action, title="Write the guidance", agency=police.agency, owner="Pat Lane", agreed_on=date(2016, 3, 15),
        due=date(2016, 6, 30), state="closed", closed_on=date(2016, 7, 20))  # fmt: skip
    return school


def words(answer) -> str:
    return " ".join(answer.content.decode().split())


def test_a_year_of_the_board_becomes_figures_that_say_from_which_records(client, workspace, year):
    load = take_in(TODAY)
    mine = [CATALOGUE[code] for code in ("BD01a", "BD01b", "BD02", "PL01", "PL02")]
    measuring.measure(workspace, at=NOW, indicators=mine, kinds=(Kind.YEAR,))
    make.sign_in(client, make.person(Role.BUSINESS_MANAGER))
    for code, value in {"BD01a": "50.0%", "BD01b": "100.0%", "BD02": "100.0%", "PL01": "0.0%"}.items():
        assert value in words(client.get(f"/indicators/{code}/")), code
    page = words(client.get("/indicators/BD02/where-from/2016-17"))
    assert "The board&#39;s own records" in page
    assert load.manifest["files"][0]["sha256"][:12] in page
    challenge = Challenge.objects.get()
    make.sign_in(client, make.person(Role.ANALYST, agency=challenge.of))
    rows = words(
        client.post("/indicators/BD02/where-from/2016-17/rows", {"why": "To see which", "version": 0})
    )
    assert "The board&#39;s own records" in rows
    assert f'href="/board/challenges/{challenge.pk}">CHA-{challenge.pk}</a>' in rows


def test_years_before_the_records_began_are_not_on_record_and_were_not_returned_by_nobody():
    before = {"period": "2015-16", "status": "not measured", "value": None, "note": None}
    for code, words in {"BD01a": "not on record", "BD02": "not on record", "FD07": "not returned"}.items():
        assert showing.point(CATALOGUE[code], before).silence == showing.value(CATALOGUE[code], None) == words


def test_they_begin_no_year_that_nobody_has_sent_anything_of(workspace, year):
    received = replace(
        own_records._intake([Extract("cin_episodes", date(2016, 4, 1), (), ())], "885", date(2017, 3, 31), made_up=False),
        format="ssd", family=Family.SSD,
    )  # fmt: skip
    workspace.accept(received, at=NOW)
    take_in(TODAY)
    run = measuring.measure(workspace, at=NOW, indicators=[CATALOGUE["BD02"]], kinds=(Kind.YEAR,))
    assert run["last"] == "2017-03-31"


def test_figures_are_never_worked_out_without_them(workspace, year, monkeypatch):
    monkeypatch.setattr(measuring, "measure", lambda workspace, **_: {"id": "a run"})
    with trail.acting_from(trail.WORKER):
        work.compute(Task(kind=Task.Kind.COMPUTE))
    assert [one.manifest["format"] for one in workspace.loads()] == [own_records.FORMAT]


def test_a_seat_of_which_nobody_said_whether_it_was_filled_is_listed_and_is_no_absence(workspace, year):
    load = take_in(TODAY)
    came = load.table("board_attendance").to_pylist()
    assert [(row["agency"], row["came"]) for row in came[2:]] == [
        ("Police", "present"),
        ("Schools", "substitute"),
    ]
    assert [fault.wrong for fault in load.faults()] == [
        "nobody said whether Police came on 13 September 2016",
        "nobody said whether Schools came on 13 September 2016",
    ]
    assert (load.manifest["read"]["board_attendance"], load.manifest["rejected"]) == (
        6,
        {"board_attendance": 2},
    )


def test_each_table_stands_from_its_first_record_to_the_day_before(workspace, year):
    load = take_in(TODAY)
    assert load.manifest["covers"] == dict.fromkeys(
        ["board_attendance", "board_challenges", "board_actions"], "2016-03-15..2017-07-14"
    )
    assert load.known_on == TODAY


def test_records_are_as_they_stood_on_the_day(workspace, year):
    """What was settled and accepted later was not, by then."""
    load = take_in(date(2016, 6, 15))
    assert load.table("board_challenges").to_pylist()[0]["settled_date"] is None
    assert load.table("board_actions").to_pylist()[0]["accepted_date"] is None


def test_nothing_new_is_not_taken_in_again_until_the_month_is_over(workspace, year):
    first = take_in(TODAY)
    assert take_in(TODAY + timedelta(days=3)) is None
    assert take_in(date(2017, 8, 1)) is not None
    assert [one.withdrawn for one in workspace.loads() if one.id == first.id] != [""]  # of the same month
    assert take_in(date(2017, 9, 1)) is not None
    assert sum(one.speaks for one in workspace.loads()) == 2


def test_a_change_is_taken_in_with_the_next_figures_and_the_earlier_word_of_that_month_steps_back(
    workspace, year
):
    first = take_in(TODAY)
    came = Attendance.objects.get(how="substitute")
    changed = change(came, how="present")
    second = take_in(TODAY)
    assert [one.id for one in workspace.loads() if one.speaks] == [second.id]
    change(changed, how="substitute")  # and taken back: the first word stands again
    assert take_in(TODAY).id == first.id
    assert [one.id for one in workspace.loads() if one.speaks] == [first.id]


def test_records_that_somebody_withdrew_stay_withdrawn(workspace, year):
    load = take_in(TODAY)
    work.withdraw(load, why="Attendance was typed for the wrong day", by=make.person())
    assert take_in(TODAY) is None


def test_a_board_that_keeps_nothing_here_has_no_figures_of_it(workspace):
    assert take_in(timezone.localdate()) is None
    assert workspace.loads() == []
