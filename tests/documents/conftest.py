"""Workspaces that several tests of reports look at: loaded and measured once."""

from pathlib import Path

import pytest

from tests.documents import small


@pytest.fixture(scope="session")
def loaded(tmp_path_factory) -> Path:
    """400 referrals, then 520. Only to be read."""
    return small.workspace(tmp_path_factory.mktemp("loaded") / "workspace", {2014: 380, 2015: 400, 2016: 520})
