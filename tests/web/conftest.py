"""What tests of the web application share."""

import pytest

from lineofsight.engine.store import Workspace
from tests.web import small_workspace


@pytest.fixture
def workspace(settings, tmp_path):
    settings.WORKSPACE = tmp_path / "workspace"
    return small_workspace.make(settings.WORKSPACE)


@pytest.fixture
def empty(settings, tmp_path) -> Workspace:
    settings.WORKSPACE = tmp_path / "workspace"
    settings.WORKSPACE.mkdir()
    return Workspace(settings.WORKSPACE)
