"""What an earlier release left behind, opened by this one: brought up to date where it lies, and restored from its backup.

`python -m scripts.keep_release NAME` keeps the next one; those named "before" were made by the code of a day before the
first release, so that an upgrade was tried before anybody needs it.
"""

import json
import re
import shutil
import sqlite3
import zipfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from django.core.management import call_command
from django.db import connections
from django.urls import reverse

from lineofsight.engine.store import Workspace
from lineofsight.web.accounts import trail
from lineofsight.web.accounts.models import Person
from lineofsight.web.records import register
from scripts.keep_release import CODES
from tests.web import make
from tests.web.installation import HOME, SECRET, done, postgres
from tests.web.test_access import MAY_OPEN, addresses

pytestmark = pytest.mark.slow
RELEASES = sorted((HOME / "tests" / "releases").glob("*.zip"))
OF_THE_FRAME = {"auth_permission", "django_content_type", "django_migrations"}  # Django writes them itself
NOT_KEPT = {"django_session", "accounts_entry"}  # nobody is signed in by a backup, and it is on the trail
ROLES = ("business_manager", "analyst", "agency_lead", "administrator")


def test_every_release_is_kept():
    """A version is a release once the changelog no longer says that it is not one."""
    headings = re.findall(r"^## ([\d.]+)(.*)$", (HOME / "CHANGELOG.md").read_text(), re.MULTILINE)
    released = {version for version, more in headings if "not yet" not in more}
    assert released <= {path.stem for path in RELEASES}, "keep it: python -m scripts.keep_release VERSION"
    assert headings
    assert RELEASES


@pytest.fixture(scope="module", params=RELEASES, ids=lambda path: path.stem)
def left(request, tmp_path_factory) -> Path:
    """The installation as it lay when that release wrote it: workspace, keys and a database that knows no later one."""
    folder = tmp_path_factory.mktemp("left")
    with zipfile.ZipFile(request.param) as packed:
        packed.extractall(folder)
    (backup,) = (one for one in (folder / "kept").iterdir() if one.suffix != ".keys")
    keys = backup.with_name(f"{backup.name}.keys")
    shutil.copytree(backup / "workspace", folder / "workspace")
    (folder / "site").mkdir()
    shutil.copy(keys / "trail.key", folder / "site" / "trail.key")
    with sqlite3.connect(folder / "site" / "lineofsight.sqlite3") as database:
        database.executescript((folder / "database.sql").read_text())
    database.close()
    return folder


@pytest.fixture(scope="module")
def upgraded(left) -> Path:
    done(left, "migrate", **SECRET)
    return left


def said(folder: Path) -> dict:
    return json.loads((folder / "said.json").read_text())


def rows(folder: Path) -> dict[str, int]:
    with sqlite3.connect(folder / "site" / "lineofsight.sqlite3") as database:
        found = {
            name: database.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0]
            for name in said(folder)["rows"]
            if name not in OF_THE_FRAME
        }
    database.close()
    return found


def test_no_row_is_lost(upgraded):
    before = {name: many for name, many in said(upgraded)["rows"].items() if name not in OF_THE_FRAME}
    assert rows(upgraded) == before


def figures(folder: Path) -> list[tuple]:
    found = done(folder, "readings", *CODES, "--area", "799", "--period", "2016-17", "--format", "json")
    return told(json.loads(found))


def told(answer: dict) -> list[tuple]:
    names = ("code", "edition", "numerator", "denominator", "value", "status")
    return [tuple(one[name] for name in names) for one in answer["readings"]]


def test_its_figures_are_what_they_were(upgraded):
    before = told(said(upgraded)["figures"])
    assert any(value is not None for *_, value, _ in before)
    assert figures(upgraded) == before


def test_its_files_are_measured_anew_to_the_same_figures(upgraded, tmp_path):
    """By today's definitions: one that has a new edition since may differ."""
    shutil.copytree(upgraded / "workspace", tmp_path / "workspace")
    done(tmp_path, "compute")
    assert len(Workspace(tmp_path / "workspace").runs()) == len(Workspace(upgraded / "workspace").runs()) + 1
    before = {one[:2]: one for one in told(said(upgraded)["figures"])}
    after = {one[:2]: one for one in figures(tmp_path)}
    assert set(before) & set(after)
    assert all(after[key] == before[key] for key in set(before) & set(after))


@pytest.fixture
def opened(upgraded, settings, django_db_setup, django_db_blocker) -> Iterator[None]:
    """Its database and workspace in the place of those of the tests."""
    ours = connections["default"]
    settings.WORKSPACE, settings.TRAIL_KEY = (
        upgraded / "workspace",
        (upgraded / "site" / "trail.key").read_text().strip(),
    )
    place = {"NAME": str(upgraded / "site" / "lineofsight.sqlite3")}
    with django_db_blocker.unblock():
        theirs = type(ours)(ours.settings_dict | place, "default")
        connections["default"] = theirs
        try:
            call_command(
                "migrate", run_syncdb=True, verbosity=0
            )  # the toy room of the tests has no migrations
            yield
        finally:
            theirs.close()
            connections["default"] = ours


def test_its_trail_is_whole_and_grows_on(opened):
    before = trail.verify()
    assert before > 0
    with trail.acting_from(trail.TERMINAL):
        trail.happened("accounts.trail", "upgrade", by=None, why="For a test")
    assert trail.verify() == before + 1


def test_every_page_opens_over_it(client, opened):
    wrong = {}
    plain = [name for name, one in addresses().items() if "<" not in str(one.pattern)]
    for person in Person.objects.filter(role__in=ROLES, email__endswith="@severnshire.example"):
        make.sign_in(client, person)
        its = [reverse(name) for name in plain if person.role in (MAY_OPEN[name] or ())]
        its += [kind.href(row) for kind in register.kinds() for row in kind.rows(person)[:3]]
        for address in its:
            status = client.get(address).status_code
            if status not in (200, 302, 405):
                wrong[person.role, address] = status
    assert wrong == {}


def test_its_backup_is_restored(left, tmp_path):
    (backup,) = (one for one in (left / "kept").iterdir() if one.suffix != ".keys")
    done(tmp_path, "restore", str(backup), **SECRET)
    assert "The trail is whole" in done(tmp_path, "trail", "verify", **SECRET)
    assert Workspace(tmp_path / "workspace").loads()


@pytest.fixture(scope="module")
def database() -> Iterator:
    with postgres() as made:
        yield made


def test_it_is_brought_up_to_date_on_postgresql(left, tmp_path, database):
    """Its tables and rows as that release left them, then every migration since, on a server."""
    (backup,) = (one for one in (left / "kept").iterdir() if one.suffix != ".keys")
    place = {"DATABASE_URL": database(left.name), **SECRET}
    done(tmp_path, "restore", str(backup), **place)
    assert "The trail is whole" in done(tmp_path, "trail", "verify", **place)
    before = {name: many for name, many in said(left)["rows"].items() if name not in OF_THE_FRAME | NOT_KEPT}
    with psycopg.connect(place["DATABASE_URL"]) as server:
        after = {name: server.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in before}
    assert after == before
    done(tmp_path, "migrate", **place)  # what is up to date stays as it is
