"""What the doctor finds, each fault planted; and nothing where nothing is wrong."""

import fcntl
import os
from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone
from typer.testing import CliRunner

from lineofsight.cli.commands import app
from lineofsight.web.accounts import trail
from lineofsight.web.accounts.models import Entry
from lineofsight.web.keeping import doctor
from lineofsight.web.keeping.backing_up import KIND
from lineofsight.web.loads.models import Found, Task
from tests.web import small_workspace
from tests.web.test_trail import behind_its_back

pytestmark = pytest.mark.django_db


@pytest.fixture
def healthy(settings, tmp_path):
    """An installation with nothing wrong: backed up, messages leave, a run with its public edition."""
    settings.WORKSPACE, settings.SMTP = tmp_path / "workspace", "post.example:587"
    workspace = small_workspace.make(settings.WORKSPACE)
    with trail.acting_from(trail.TERMINAL):
        trail.happened(KIND, "2018-06-01T090000", by=None, why="Made a backup")
    return workspace


def found(now: datetime | None = None) -> str:
    return "\n".join(one.what for one in doctor.examine(now or timezone.now()))


def test_nothing_is_wrong_with_a_healthy_one(healthy):
    assert found() == ""


def test_unsafe_settings_are_named(healthy, settings):
    settings.DEBUG, settings.ALLOWED_HOSTS, settings.SMTP = True, ["*"], ""
    said = found()
    for one in ("LINEOFSIGHT_DEBUG", "LINEOFSIGHT_HOSTS", "No message leaves"):
        assert one in said


def test_a_demonstration_over_real_data_is_named(healthy, settings):
    (healthy.folder / "workspace.json").write_text('{"made_up": false, "format": 1}')
    settings.DEMO = True
    assert "anybody may sign in as anybody" in found()


def test_a_broken_trail_is_named(healthy):
    behind_its_back("UPDATE accounts_entry SET why = 'x' WHERE number = 1")
    assert "Entry 1 was altered" in found()


def test_a_backup_that_is_a_week_old_is_named_and_so_is_none(healthy):
    assert "The last backup is 8 days old." in found(timezone.now() + timedelta(days=8, hours=1))
    behind_its_back("DELETE FROM accounts_entry")
    assert Entry.objects.count() == 0
    assert "never a backup" in found()


def test_a_clock_that_went_back_is_named(healthy):
    assert "The clock is behind" in found(datetime(2018, 1, 1, tzinfo=UTC))


def test_loads_that_only_the_database_has_are_named(healthy):
    Found.objects.create(load="cin_census-799-gone", findings=[])
    assert "cin_census-799-gone" in found()


def test_a_task_that_nobody_does_is_named(healthy):
    Task.objects.create(kind="compute", asked_at=timezone.now() - timedelta(days=2))
    assert "1 task waits" in found()


def test_a_file_that_was_changed_is_named(healthy):
    path = healthy.folder / "runs" / healthy.newest_run()["id"] / "readings.parquet"
    path.write_bytes(path.read_bytes() + b"x")
    assert f"{path} is not as it was stored" in found()


def test_a_writer_that_hangs_is_named_and_one_that_ended_is_not(healthy):
    lock = healthy.folder / "lock"
    lock.write_text("jo, process 4, since 09:00 on 1 June 2018")
    os.utime(lock, (0, 0))
    assert found() == ""
    with lock.open("r+") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        assert "locked for more than a day, by jo" in found()


def test_a_run_without_a_public_edition_is_named(healthy):
    (healthy.folder / "runs" / healthy.newest_run()["id"] / "public.parquet").unlink()
    assert "no public edition" in found()


def test_little_room_and_missing_style_sheets_are_named(healthy, monkeypatch):
    monkeypatch.setattr(doctor, "LEAST_SPACE", 10**18)
    monkeypatch.setattr(doctor.finders, "find", lambda name: None)
    said = found()
    assert "GB left" in said
    assert "What pages are drawn with is not there" in said


def test_the_command_ends_with_one_where_something_is_wrong(healthy, monkeypatch, settings):
    monkeypatch.setattr("lineofsight.cli.keeping.begin_quietly", lambda asked: None)
    words = ["-w", str(healthy.folder), "doctor"]
    well = CliRunner().invoke(app, words)
    assert well.exit_code == 0, well.output
    assert CliRunner().invoke(app, ["--json", *words]).exit_code == 0
    settings.SMTP = ""
    assert CliRunner().invoke(app, words).exit_code == 1
