"""A board's installation knows nobody: files come by browser and by command, and no person in them stands anywhere in it."""

import json
import re
import shutil
import sqlite3
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.engine.test_identities import SHORT, identities, nobody_in
from tests.web import installation
from tests.web.installation import HOME, SECRET, done

pytestmark = pytest.mark.slow

WHOLE_YEAR = {"area": "201", "first": "2016-04-01", "last": "2017-03-31", "known_on": "2031-05-31"}
FIVE_YEARS = {"area": "201", "first": "2016-04-01", "last": "2021-03-31", "known_on": "2021-07-31"}
CENSUS = {"known_on": "2031-05-31"}  # says the rest itself
UPN = re.compile(r"\b[A-Z]\d{11}[\dA-Z]\b")
POSTCODE = re.compile(r"\b[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}\b")
CHILDREN, LINES, LARGE = 30, 150, 200_000


def slice_of(county: Path, to: Path) -> None:
    """The county's files, each with its first children."""
    for path in county.rglob("*"):
        goes = to / path.relative_to(county)
        goes.parent.mkdir(parents=True, exist_ok=True)
        if path.suffix == ".csv":
            goes.write_text("".join(path.read_text("utf-8-sig").splitlines(keepends=True)[:LINES]))
        elif path.suffix == ".xml":
            begins, *children = re.split(r"(?<=</Child>)|(?<=</CHILD>)", path.read_text("utf-8-sig"))
            goes.write_text(begins + "".join(children[:CHILDREN]) + children[-1])
        elif path.is_file() and path.stat().st_size < LARGE:
            shutil.copyfile(path, goes)


@pytest.fixture(scope="module")
def held(shared, county, tmp_path_factory):
    """An installation that was sent everything: where it is, what was in the files, its log, what came of each file."""
    folder = tmp_path_factory.mktemp("board")
    files, outbox = folder / "files", folder / "outbox"
    outbox.mkdir()
    files.mkdir()
    samples = shared / "data" / "samples"
    sends = dict.fromkeys((samples / "cin_xml").iterdir(), CENSUS)
    sends |= {path: WHOLE_YEAR for name in ("annex_a", "dfe_csc_api") for path in (samples / name).iterdir()}
    sends[samples / "ssda903_2017_2021" / "v1.zip"] = FIVE_YEARS
    with zipfile.ZipFile(files / "ssda903.zip", "w") as archive:
        for path in sorted((samples / "ssda903").iterdir()):
            archive.write(path, path.name)
    sends[files / "ssda903.zip"] = WHOLE_YEAR
    for path, declared in sends.items():
        shutil.copyfile(path, outbox / path.name)
        (outbox / path.name).with_suffix(".said").write_text(json.dumps(declared))
    shutil.copytree(samples, files / "samples")
    for path in files.rglob("*.zip"):
        with zipfile.ZipFile(path) as archive:
            archive.extractall(path.parent)
    slice_of(county / "799", files / "799")

    (folder / "workspace").mkdir()
    (folder / "workspace" / "workspace.json").write_text('{"made_up": true, "format": 1}')
    done(folder, "migrate", **SECRET)
    loaded = installation.run(folder, "load", str(files / "799"), **SECRET)
    by_hand = ["--area", "201", "--covers", "2016-04-01..2017-03-31", "--known-on", "2031-05-31", "--made-up"]
    more = installation.run(folder, "load", str(samples / "cin_csv"), *by_hand, **SECRET)
    where = {"LINEOFSIGHT_DATA": str(folder / "site"), "LINEOFSIGHT_WORKSPACE": str(folder / "workspace")}
    sent = subprocess.run(
        [sys.executable, "-m", "tests.web.sending", str(outbox)],
        env={**installation.environment(), **where, **SECRET}, cwd=HOME, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert sent.returncode == 0, sent.stderr[-3000:]
    done(folder, "backup", str(folder / "kept"), **SECRET)
    ids, births = identities(files)
    return (
        folder,
        ids,
        births,
        loaded.stderr + loaded.stdout + more.stderr + more.stdout + sent.stderr,
        json.loads(sent.stdout),
    )


def test_what_was_sent_was_taken_in(held):
    """Else the rest would prove nothing."""
    folder, ids, births, log, tasks = held
    for name in ("ssda903.zip", "v1.zip", "CIN_Census_2021.xml"):
        assert tasks[name][0] == "done", tasks[name]
    formats = {
        json.loads(path.read_text())["format"]
        for path in (folder / "workspace" / "loads").glob("*/manifest.json")
    }
    assert formats >= {"cin_census", "ssd", "ssda903", "supplementary"}
    assert len(ids) > 1000
    assert births
    assert '"route": "files/upload"' in log


def test_nobody_stands_in_the_workspace_nor_in_a_backup_of_it(held):
    folder, ids, births, *_ = held
    nobody_in(folder / "workspace", ids, births)
    nobody_in(folder / "kept", ids, births)


def test_nobody_stands_in_the_database_nor_in_its_log(held):
    folder, ids, _, log, _ = held
    with sqlite3.connect(folder / "site" / "lineofsight.sqlite3") as database:
        written = "\n".join(database.iterdump())
    database.close()
    rest = [path for path in (folder / "site").rglob("*") if path.is_file() and ".sqlite3" not in path.name]
    written += log + "\n".join(path.read_bytes().decode("utf-8", "replace") for path in rest)
    words = set(re.split(r"[\s,;'\":()\[\]{}\\|]+", written))
    assert sorted(one for one in ids & words if len(one) >= SHORT)[:5] == []
    assert UPN.findall(written) == []
    assert [
        one for one in POSTCODE.findall(written) if one.replace(" ", "") in {i.replace(" ", "") for i in ids}
    ] == []
    assert list((folder / "site" / "uploads").iterdir()) == []


def test_the_line_that_everything_is_searched_by_would_find_somebody(held):
    """A person's identifier in the log, in a text of the database or in a load is seen: the search is no decoration."""
    _, ids, *_ = held
    somebody = next(one for one in sorted(ids) if UPN.fullmatch(one))
    words = set(re.split(r"[\s,;'\":()\[\]{}\\|]+", f"INSERT INTO loads_task VALUES('{somebody}');"))
    assert somebody in ids & words
