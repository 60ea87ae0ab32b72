"""The two examples, each loaded once."""

from datetime import UTC, datetime

import pytest

from lineofsight.engine.sources.finding import find
from lineofsight.engine.sources.registry import sources
from lineofsight.engine.store import Workspace
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
