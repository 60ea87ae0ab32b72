"""Workspaces that several tests of the command look at: loaded and measured once."""

import shutil
from pathlib import Path

import pytest

from tests.cli.bad_files import DECLARED, ROW, contacts
from tests.cli.command import say, say_json, tree

TABLES = ("person", "cin_episodes", "cin_assessments", "cp_plans", "cp_reviews")


@pytest.fixture(scope="session")
def few_files(county: Path, tmp_path_factory) -> Path:
    """Some of Severnshire's tables, so that loading and measuring them is quick."""
    folder = tmp_path_factory.mktemp("few") / "ssd"
    folder.mkdir()
    for name in (*(f"ssd_{table}.csv" for table in TABLES), "return.toml"):
        shutil.copy(county / "799" / "ssd" / name, folder / name)
    return folder


@pytest.fixture(scope="session")
def severnshire(county: Path, few_files: Path, made_once, tmp_path_factory) -> Path:
    """Loaded with the published statistics of the same county, and computed for 2016-17. Only to be read."""

    def make(workspace: Path) -> None:
        loaded = say_json(workspace, "load", few_files, county / "published")
        assert loaded.code == 0, loaded.out + loaded.err
        computed = say_json(workspace, "compute", "--from", "2016-17", "--to", "2016-17")
        assert computed.code == 0, computed.err

    # Each worker's own: what is shown in public is kept beside the run.
    own = tmp_path_factory.mktemp("severnshire") / "workspace"
    return shutil.copytree(made_once("the-county-measured", make), own)


@pytest.fixture
def own_copy(severnshire: Path, tmp_path: Path) -> Path:
    """The same workspace, for a test that changes it."""
    return shutil.copytree(severnshire, tmp_path / "workspace")


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    """With one sound load in it."""
    folder = tmp_path / "workspace"
    sound = contacts(tmp_path / "sound", ROW)
    assert say(folder, "load", sound, "--area", "885", *DECLARED).code == 0
    return folder


@pytest.fixture
def refused(workspace: Path):
    """Load a file that must be refused: what was said, once it is sure that nothing was changed."""
    before = tree(workspace)

    def load(path: Path, *words: str, area: str = "885") -> str:
        said = say(workspace, "load", path, "--area", area, *DECLARED, *words)
        assert said.code == 1, said.plain
        assert "Traceback" not in said.err
        assert tree(workspace) == before
        assert path.name in said.plain
        assert said.plain.rstrip().endswith("."), "ends with what to do"
        return said.plain

    return load
