"""The two examples, each loaded once."""

from datetime import UTC, datetime

import pytest

from lineofsight.engine.sources.finding import find
from lineofsight.engine.sources.registry import sources
from lineofsight.engine.store import Workspace
from tests.cli.command import say_json
from tests.examples.reading import EXAMPLES, Example

NOW = datetime(2018, 9, 1, 9, 0, tzinfo=UTC)


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
def severnshire(county, tmp_path_factory) -> Example:
    """The made-up county's annual report, with its case records, its boards' returns and published statistics."""
    folder = tmp_path_factory.mktemp("severnshire-report") / "workspace"
    home = county / "799"
    files = [home / "ssd", home / "supplementary", home / "localities.csv", county / "published"]
    assert say_json(folder, "load", *files).code == 0
    assert say_json(folder, "compute", "--area", "799", "--from", "2012-13", "--to", "2016-17").code == 0
    return Example.of("severnshire-2016-17", folder)
