"""What tests of the web application share."""

import pytest

from tests.web import small_workspace


@pytest.fixture
def workspace(settings, tmp_path):
    settings.WORKSPACE = tmp_path / "workspace"
    return small_workspace.make(settings.WORKSPACE)
