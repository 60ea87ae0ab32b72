"""A backup and the way back: whole, checked, into an empty place, and from one database to the other."""

import json
import shutil
import sqlite3
from datetime import UTC, datetime
from pathlib import Path

import pytest

from lineofsight.web.keeping import KeepingError, backups
from lineofsight.web.keeping.backing_up import back_up
from tests.web.installation import SECRET, done, install, postgres, run

pytestmark = pytest.mark.slow
NOW = datetime(2018, 9, 1, 9, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def kept(tmp_path_factory) -> Path:
    """An installation with one backup in `kept`."""
    folder = install(tmp_path_factory.mktemp("installation"))
    with sqlite3.connect(folder / "site" / "lineofsight.sqlite3") as database:
        database.execute(
            "INSERT INTO loads_task (kind, state, given, asked_at, done, of, loads, said) "
            'VALUES (\'load\', \'waiting\', \'{"folder": "ab", "name": "children.csv"}\', '
            "'2018-06-01 09:00:00.123456', 0, 0, '[]', '')"
        )
        database.execute(
            "INSERT INTO django_session VALUES ('signed-in-session-key', 'x', '2099-01-01 00:00:00')"
        )
    database.close()
    (folder / "workspace" / "key").write_bytes(b"k" * 32)
    (folder / "site" / "uploads" / "ab").mkdir()
    (folder / "site" / "uploads" / "ab" / "children.csv").write_text("Child Name")
    done(folder, "backup", str(folder / "kept"))
    return folder


def backup_of(folder: Path) -> Path:
    return next(one for one in (folder / "kept").iterdir() if one.suffix != ".keys")


def keys_of(folder: Path) -> Path:
    return next(one for one in (folder / "kept").iterdir() if one.suffix == ".keys")


@pytest.fixture(scope="module")
def restored(kept, tmp_path_factory) -> tuple[Path, str]:
    """Where that backup was restored, and what was said of it."""
    folder = tmp_path_factory.mktemp("restored")
    return folder, done(folder, "restore", str(backup_of(kept)))


@pytest.fixture
def copied(kept, tmp_path) -> Path:
    """The backup with its keys beside it, to be broken."""
    shutil.copytree(kept / "kept", tmp_path / "kept")
    return tmp_path


def tables(path: Path) -> dict[str, list]:
    with sqlite3.connect(path) as database:
        names = [
            name
            for (name,) in database.execute(
                "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
            )
        ]
        found = {name: sorted(map(str, database.execute(f'SELECT * FROM "{name}"'))) for name in names}
    database.close()
    return found


def contents(folder: Path) -> dict[str, bytes]:
    """All but the lock, and the head of the trail, which moves on when a backup is made."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and path.name not in ("lock", "trail-head")
    }


def test_what_is_restored_is_what_was_backed_up(kept, restored):
    folder, said = restored
    assert "The trail is whole: 3 entries." in said
    assert "The edition 799-2016-17-report-1 was made again from itself." in said
    assert contents(folder / "workspace") == contents(kept / "workspace")
    before = tables(kept / "site" / "lineofsight.sqlite3")
    after = tables(folder / "site" / "lineofsight.sqlite3")
    same = before.keys() - {
        "accounts_entry", "accounts_head", "django_session", "django_migrations", "loads_task"
    }  # fmt: skip
    assert {name: after[name] for name in same} == {name: before[name] for name in same}
    assert len(after["accounts_entry"]) == 4  # three came back; the fourth says so


def test_the_triggers_that_guard_the_trail_come_back(restored):
    with (
        sqlite3.connect(restored[0] / "site" / "lineofsight.sqlite3") as database,
        pytest.raises(sqlite3.DatabaseError, match="never"),
    ):
        database.execute("UPDATE accounts_entry SET why = 'x'")
    database.close()


def test_nobody_is_signed_in_and_no_upload_and_no_key_is_in_a_backup(kept):
    folder = backup_of(kept)
    everything = b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())
    assert b"signed-in-session-key" not in everything
    assert b"Child Name" not in everything
    assert b"k" * 32 not in everything
    assert (kept / "site" / "trail.key").read_bytes().strip() not in everything
    assert sorted(one.name for one in keys_of(kept).iterdir()) == ["trail.key", "workspace.key"]
    assert {oct(path.stat().st_mode)[-2:] for path in (folder, keys_of(kept), *keys_of(kept).iterdir())} == {
        "00"
    }


def test_a_file_on_its_way_in_is_asked_for_again(restored):
    (task,) = tables(restored[0] / "site" / "lineofsight.sqlite3")["loads_task"]
    assert "failed" in task
    assert "Send it again" in task


def test_a_backup_is_on_the_trail(kept):
    with sqlite3.connect(kept / "site" / "lineofsight.sqlite3") as database:
        last = database.execute("SELECT kind, subject FROM accounts_entry ORDER BY number DESC").fetchone()
    database.close()
    assert last == ("keeping.backup", backup_of(kept).name)


def nothing_is_restored(folder: Path) -> bool:
    return not (folder / "workspace").exists() and not (folder / "site" / "lineofsight.sqlite3").exists()


def test_a_broken_backup_is_named_file_by_file_and_nothing_is_restored(copied):
    folder = backup_of(copied)
    (folder / "workspace" / "workspace.json").unlink()
    people = folder / "database" / "accounts_person.jsonl"
    people.write_text(people.read_text().replace("Jo", "Jx"))
    (folder / "added.txt").write_text("x")
    answer = run(copied, "restore", str(folder))
    assert answer.returncode == 1
    for said in (
        "workspace/workspace.json is missing",
        "database/accounts_person.jsonl was changed",
        "added.txt does not belong to it",
        "Nothing was restored",
    ):
        assert said in answer.stderr
    assert nothing_is_restored(copied)


def test_whoever_changes_a_file_and_its_hash_is_found_too(copied):
    folder = backup_of(copied)
    manifest = json.loads((folder / "manifest.json").read_text())
    manifest["files"]["database/accounts_person.jsonl"]["sha256"] = "0" * 64
    (folder / "manifest.json").write_text(json.dumps(manifest))
    with pytest.raises(KeepingError, match=r"manifest\.json was changed"):
        backups.read(folder, keys_of(copied), "")


def test_a_manifest_that_is_no_longer_one_is_named(copied):
    (backup_of(copied) / "manifest.json").write_text("{")
    with pytest.raises(KeepingError, match="cannot be read"):
        backups.read(backup_of(copied), keys_of(copied), "")


def test_without_its_keys_it_says_where_they_were_and_takes_them_from_elsewhere(copied, tmp_path):
    away = keys_of(copied).rename(tmp_path / "safe")
    with pytest.raises(KeepingError, match="--keys"):
        backups.read(backup_of(copied), backups.keys_beside(backup_of(copied)), "")
    assert backups.read(backup_of(copied), away, "").keys["workspace.key"] == b"k" * 32


def test_the_keys_of_another_installation_are_refused(copied):
    with pytest.raises(KeepingError, match="another installation"):
        backups.read(backup_of(copied), keys_of(copied), "the trail key of another installation")


def test_a_place_that_is_not_empty_is_left_as_it_is(kept, tmp_path):
    mine = tmp_path / "workspace" / "report.md"
    mine.parent.mkdir()
    mine.write_text("mine")
    answer = run(tmp_path, "restore", str(backup_of(kept)))
    assert answer.returncode == 1
    assert "Nothing was restored" in answer.stderr
    assert mine.read_text() == "mine"
    assert not (tmp_path / "site" / "lineofsight.sqlite3").exists()


def test_a_database_in_use_is_left_as_it_is(kept, tmp_path):
    done(tmp_path, "migrate", **SECRET, LINEOFSIGHT_TRAIL_KEY="x")
    answer = run(tmp_path, "restore", str(backup_of(kept)))
    assert answer.returncode == 1
    assert "has tables already" in answer.stderr
    assert not (tmp_path / "workspace").exists()


def test_a_backup_inside_what_is_backed_up_is_refused(settings, tmp_path):
    settings.WORKSPACE = tmp_path
    with pytest.raises(KeepingError, match="Choose a folder elsewhere"):
        back_up(tmp_path / "backups", at=NOW)
    assert not (tmp_path / "backups").exists()


def test_a_trail_that_was_broken_before_comes_back_as_it_was_and_says_so(tmp_path):
    folder = install(tmp_path / "first")
    with sqlite3.connect(folder / "site" / "lineofsight.sqlite3") as database:
        database.execute("DROP TRIGGER entries_never_change")
        database.execute("UPDATE accounts_entry SET why = 'x' WHERE number = 2")
    database.close()
    answer = run(folder, "backup", str(folder / "kept"))
    assert answer.returncode == 0
    assert "Entry 2 was altered" in answer.stderr
    answer = run(tmp_path, "restore", str(backup_of(folder)))
    assert answer.returncode == 1
    assert "Restored as it was" in answer.stderr
    assert "Entry 2 was altered" in answer.stderr
    assert (tmp_path / "workspace" / "workspace.json").is_file()


@pytest.mark.postgres
def test_a_backup_goes_from_postgresql_to_sqlite_and_back(tmp_path):
    with postgres() as database:
        one = {"DATABASE_URL": database("one")}
        first = install(tmp_path / "first", **one)
        done(first, "backup", str(first / "kept"), **one)
        second = tmp_path / "second"
        assert "The trail is whole: 3 entries." in done(second, "restore", str(backup_of(first)))
        done(second, "backup", str(second / "kept"))
        third, two = tmp_path / "third", {"DATABASE_URL": database("two")}
        assert "The trail is whole: 4 entries." in done(third, "restore", str(backup_of(second)), **two)
        assert "whole: 5 entries" in done(third, "trail", "verify", **SECRET, **two)
        # New rows get new numbers.
        words = ["createuser", "ann@board.example", "--name", "Ann", "--agency", "The Board"]
        done(third, *words, given="four-plain-words-together", **SECRET, **two)
        answer = run(tmp_path / "fourth", "restore", str(backup_of(second)), **two)
        assert (answer.returncode, "has tables already" in answer.stderr) == (1, True)
        assert not (tmp_path / "fourth" / "workspace").exists()
