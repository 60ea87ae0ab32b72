"""Keep a small made-up installation as this release leaves it, so that every later one is held to opening it.

    python -m scripts.keep_release 0.1.0

It has a file taken in, figures, a signed report, people of every role and what a made-up board decided. In
`tests/releases/NAME.zip` lie a backup of it, which holds its workspace and its keys, its SQLite database as text, and how
many rows and which figures it had.
"""

import json
import os
import shutil
import sqlite3
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "tests.web.settings"
django.setup()

from tests.engine.sources.test_cin_census import case, child, element, header, message  # noqa: E402 - they want settings
from tests.web.installation import HOME, SECRET, done, environment, install  # noqa: E402

KEPT = HOME / "tests" / "releases"
CODES = ("FD07", "FD09", "CP07")  # read again after the upgrade, and to be what they were
A_BOARD = """
import datetime, django
django.setup()
from lineofsight.web.config import demonstration
demonstration.begin(datetime.date.today())
"""


def census() -> str:
    plan = element(
        "ChildProtectionPlans",
        CPPstartDate="2016-09-01",
        InitialCategoryOfAbuse="NEG",
        NumberOfPreviousCPP="0",
    )
    children = [
        child(case(*([plan] if number % 3 else []), referral=f"2016-{number % 9 + 4:02}-10"), id=f"C{number}")
        for number in range(40)
    ]
    return message(*children, head=header(LEA="799"))


def make(folder: Path) -> None:
    """Everything that a later release has to open."""
    install(folder)
    (folder / "census.xml").write_text(census())
    done(folder, "load", str(folder / "census.xml"), "--made-up")
    done(folder, "compute")
    shutil.rmtree(folder / "workspace" / "cache")
    settings = {
        "DJANGO_SETTINGS_MODULE": "lineofsight.web.config.settings",
        "LINEOFSIGHT_DATA": str(folder / "site"),
    }
    settings |= SECRET | {"LINEOFSIGHT_WORKSPACE": str(folder / "workspace")}
    command = [sys.executable, "-c", A_BOARD]
    subprocess.run(command, env=environment() | settings, cwd=HOME, check=True)  # nosec B603 # noqa: S603 - ours
    done(folder, "backup", str(folder / "kept"), **SECRET)


def said(folder: Path, database: sqlite3.Connection) -> dict[str, object]:
    """How many rows each table has, and some figures."""
    named = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name"
    tables = [name for (name,) in database.execute(named)]
    rows = {name: database.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in tables}  # noqa: S608
    figures = json.loads(
        done(folder, "readings", *CODES, "--area", "799", "--period", "2016-17", "--format", "json")
    )
    return {"rows": rows, "figures": figures}


def files(folder: Path) -> Iterator[tuple[str, bytes]]:
    with sqlite3.connect(folder / "site" / "lineofsight.sqlite3") as database:
        yield "said.json", json.dumps(said(folder, database), indent=1, sort_keys=True).encode()
        yield "database.sql", "\n".join(database.iterdump()).encode()
    database.close()
    for path in sorted((folder / "kept").rglob("*")):
        if path.is_file():
            yield path.relative_to(folder).as_posix(), path.read_bytes()


def main(name: str) -> None:
    target = KEPT / f"{name}.zip"
    if target.exists():
        sys.exit(f"{target} is there already: a release is kept once.")
    KEPT.mkdir(exist_ok=True)
    with TemporaryDirectory() as made:
        make(Path(made))
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as packed:
            for inside, content in files(Path(made)):
                packed.writestr(inside, content)
    print(f"{target}: {target.stat().st_size // 1024} KB")


if __name__ == "__main__":
    main(sys.argv[1])
