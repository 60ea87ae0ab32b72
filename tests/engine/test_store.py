"""A workspace is never half of anything: loads, runs, locks, erasing, and being killed."""

import json
import multiprocessing
import os
import random
import signal
import time
from datetime import UTC, date, datetime
from pathlib import Path

import pyarrow as pa
import pytest

from lineofsight.engine import measuring, withdrawing
from lineofsight.engine.indicators import find
from lineofsight.engine.reading import SCHEMA
from lineofsight.engine.sources.intake import (
    Family,
    Fault,
    Intake,
    Severity,
    SourceError,
    SourceFile,
    Span,
)
from lineofsight.engine.store import StoreError, Workspace
from tests.engine.given import table

NOW = datetime(2018, 6, 1, 9, 0, tzinfo=UTC)
YEAR = Span(date(2016, 4, 1), date(2017, 3, 31))
MOMENTS = int(os.environ.get("LOS_KILLS", "40"))  # `make bench` asks for 500


def an_intake(*, digest: str = "a" * 64, made_up: bool = True, rows: int = 3, area: str = "799") -> Intake:
    episodes = [
        {"referral_id": f"case {n}", "person_id": f"child {n}", "referral_date": "2016-05-01", "area": area}
        for n in range(rows)
    ]
    children = [{"person_id": f"child {n}", "dob": "2010-02-27", "area": area} for n in range(rows)]
    return Intake(
        format="ssd", family=Family.SSD, area=area, covers={"cin_episodes": YEAR, "person": YEAR},
        known_on=date(2017, 5, 31), files=(SourceFile(name="x.csv", sha256=digest, size=10),),
        tables={"cin_episodes": table("cin_episodes", episodes), "person": table("person", children)},
        read={"x.csv": rows}, rejected={"x.csv": 0}, made_up=made_up,
        columns={"cin_episodes": ("referral_id", "person_id", "referral_date")},
    )  # fmt: skip


@pytest.mark.parametrize(("area", "made_up"), [("123", False), ("975", True), ("799", False)])
def test_a_return_of_an_area_that_there_is_not_comes_in_by_no_door(area, made_up, tmp_path):
    with pytest.raises(SourceError, match=area):
        Workspace(tmp_path / "workspace").accept(an_intake(area=area, made_up=made_up), at=NOW)
    assert not (tmp_path / "workspace").exists()


def test_nor_does_a_scorecard_of_several_areas_with_one_that_there_is_not(tmp_path):
    said = [
        {"code": "FD07", "area": area, "period": "2016-17", "basis": "recorded"} for area in ("885", "123")
    ]
    intake = Intake(
        format="scorecard", family=Family.RECORDED, area=None, known_on=date(2017, 5, 31), made_up=False,
        files=(SourceFile(name="s.xlsx", sha256="a" * 64, size=1),), readings=pa.Table.from_pylist(said, SCHEMA),
    )  # fmt: skip
    with pytest.raises(SourceError, match="code 123"):
        Workspace(tmp_path).accept(intake, at=NOW)


def test_the_same_bytes_twice_are_one_load(tmp_path):
    workspace = Workspace(tmp_path)
    first, new = workspace.accept(an_intake(), at=NOW)
    again, new_again = workspace.accept(an_intake(), at=NOW)
    assert (new, new_again) == (True, False)
    assert first.id == again.id
    assert len(workspace.loads()) == 1


def test_a_board_holds_no_ids_and_no_birthdays(tmp_path):
    workspace = Workspace(tmp_path)
    load, _ = workspace.accept(an_intake(), at=NOW)
    children = load.table("person").to_pylist()
    assert {str(child["dob"]) for child in children} == {"2010-02-15"}
    assert not any("child" in child["person_id"] for child in children)
    # The same child has the same hash in every table, so that rows still join.
    assert set(load.table("cin_episodes")["person_id"].to_pylist()) == {
        child["person_id"] for child in children
    }
    for path in tmp_path.rglob("*"):
        assert not path.is_file() or b"child 1" not in path.read_bytes(), path


def test_an_analysts_own_workspace_keeps_them_for_its_owner_only(tmp_path):
    load, _ = Workspace(tmp_path).accept(an_intake(), at=NOW, identities=True)
    assert load.table("person")["person_id"].to_pylist() == ["child 0", "child 1", "child 2"]
    assert load.folder.stat().st_mode & 0o077 == 0


def test_a_fault_quotes_nothing_about_a_person(tmp_path):
    said = [
        Fault(
            severity=Severity.QUERIED,
            file="x.csv",
            row=2,
            field=field,
            value=value,
            wrong="is odd",
            remedy="Mend it.",
        )
        for field, value in (
            ("pers_dob", "31/02/2010"),
            ("pers_sex", "Q"),
            ("reason", "Mrs Made-Up of Elm Road"),
        )
    ]
    load, _ = Workspace(tmp_path).accept(an_intake().with_faults(said), at=NOW)
    assert [fault.value for fault in load.faults()] == [None, "Q", None]


def test_real_and_made_up_data_are_never_mixed(tmp_path):
    workspace = Workspace(tmp_path)
    workspace.accept(an_intake(made_up=True), at=NOW)
    with pytest.raises(StoreError, match="never mixed"):
        workspace.accept(an_intake(digest="b" * 64, made_up=False, area="885"), at=NOW)
    assert len(workspace.loads()) == 1


def test_one_writer_at_a_time_and_the_other_is_told_who(tmp_path):
    workspace = Workspace(tmp_path)
    with (
        workspace.writing(),
        pytest.raises(StoreError, match=f"process {os.getpid()}"),
        Workspace(tmp_path).writing(),
    ):
        pass


def test_erasing_removes_the_rows_and_keeps_the_record(tmp_path):
    workspace = Workspace(tmp_path)
    load, _ = workspace.accept(an_intake(), at=NOW)
    gone = withdrawing.erase(workspace, load.id, why="sent by mistake", at=NOW)
    assert sorted(path.name for path in gone.folder.iterdir()) == ["manifest.json"]
    assert gone.manifest["erased"]["why"] == "sent by mistake"
    assert gone.manifest["files"][0]["sha256"] == "a" * 64
    assert workspace.sent() == []
    with pytest.raises(StoreError, match="was erased"):
        workspace.accept(an_intake(), at=NOW)


def test_a_withdrawn_load_is_measured_no_more_and_nothing_of_it_is_lost(tmp_path):
    workspace = Workspace(tmp_path)
    load, _ = workspace.accept(an_intake(), at=NOW)
    held = sorted(path.name for path in load.folder.iterdir())
    gone = withdrawing.withdraw(workspace, load.id, why="the wrong extract", at=NOW)
    assert workspace.sent() == []
    assert (gone.withdrawn, gone.speaks, gone.erased) == ("the wrong extract", False, False)
    assert sorted(path.name for path in gone.folder.iterdir()) == held
    with pytest.raises(StoreError, match="was withdrawn: the wrong extract"):
        workspace.accept(an_intake(), at=NOW)
    assert withdrawing.use_again(workspace, load.id).speaks
    assert workspace.sent()


def test_a_load_that_fails_on_the_way_leaves_nothing(tmp_path):
    workspace = Workspace(tmp_path)
    workspace.accept(an_intake(), at=NOW)
    broken = an_intake(digest="c" * 64)
    object.__setattr__(broken, "columns", {"cin_episodes": 7})  # cannot be written to a manifest
    with pytest.raises(TypeError):
        workspace.accept(broken, at=NOW)
    assert [path.name for path in (tmp_path / "loads").iterdir()] == [workspace.loads()[0].id]


def _load_and_compute(folder: Path, number: int) -> None:
    workspace = Workspace(folder)
    workspace.accept(an_intake(digest=f"{number:064}", rows=200 + number), at=NOW)
    measuring.measure(workspace, at=NOW, indicators=[find("FD07")], broken_down=False)


@pytest.mark.slow
def test_killed_at_any_moment_the_next_start_is_clean_and_nothing_accepted_is_lost(tmp_path):
    """Each child process loads and computes until it is killed; after each, what was there is still there."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.engine.test_store"])
    chance = random.Random(7)
    workspace = Workspace(tmp_path)
    for number in (0, MOMENTS + 1):  # the first also starts the server that the others are forked from
        started = time.monotonic()
        child = context.Process(target=_load_and_compute, args=(tmp_path, number))
        child.start()
        child.join()
        assert child.exitcode == 0
    whole = time.monotonic() - started
    accepted = {load.id for load in workspace.loads()}
    killed = 0
    for number in range(1, MOMENTS + 1):
        child = context.Process(target=_load_and_compute, args=(tmp_path, number))
        child.start()
        child.join(chance.uniform(0, whole))
        if child.exitcode is None:
            os.kill(child.pid, signal.SIGKILL)
            killed += 1
        child.join()
        there = {load.id for load in workspace.loads()}
        assert accepted <= there
        accepted = there
        for load in workspace.loads():
            for name, stored in load.manifest["tables"].items():
                assert load.table(name).num_rows == stored["rows"]
        run = workspace.newest_run()
        assert workspace.readings_of(run).num_rows == sum(run["statuses"].values())
        with workspace.writing():
            assert not list(tmp_path.glob("*/.*.part"))
    assert killed > MOMENTS / 4  # else the moments missed the work
    assert json.loads((tmp_path / "workspace.json").read_text())["made_up"] is True
