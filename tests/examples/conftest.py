"""The two examples, each loaded once."""

import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest

from lineofsight.engine.sources.finding import find
from lineofsight.engine.sources.registry import sources
from lineofsight.engine.store import Workspace
from tests.cli.command import say_json
from tests.examples.reading import EXAMPLES, Example

NOW = datetime(2026, 9, 1, 9, 0, tzinfo=UTC)  # after every day by which its files were known


@pytest.fixture(scope="session")
def worcestershire(tmp_path_factory) -> Example:
    """The retold Cabinet report, with the published rows of its own folder and nothing else."""
    folder = tmp_path_factory.mktemp("worcestershire") / "workspace"
    workspace, name = Workspace(folder), "worcestershire-2016-17"
    found, unknown = find([EXAMPLES / name / "data"], sources())
    assert [path.name for path in unknown] in ([], ["README.md"])
    for one in found:
        workspace.accept(one.source.read(list(one.files), one.declared), at=NOW)
    return Example.of(name, folder)


@pytest.fixture(scope="session")
def severnshire(county, made_once, tmp_path_factory) -> Example:
    """The made-up county's annual report, with its case records, its boards' returns and published statistics."""

    def make(folder: Path) -> None:
        home = county / "799"
        files = [home / "ssd", home / "supplementary", home / "localities.csv", county / "published"]
        assert say_json(folder, "load", *files).code == 0
        assert say_json(folder, "compute", "--area", "799", "--from", "2012-13", "--to", "2016-17").code == 0

    # Each worker's own: what is asked in public is kept in it.
    own = tmp_path_factory.mktemp("severnshire-report") / "workspace"
    return Example.of("severnshire-2016-17", shutil.copytree(made_once("the-countys-report", make), own))
