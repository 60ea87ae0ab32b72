"""What several tests of reports look at, made once and only read: a sample report, and a small workspace."""

from pathlib import Path

import pytest

from lineofsight.documents import write_all
from tests.documents import small
from tests.documents.sample import sample


@pytest.fixture(scope="session")
def written(tmp_path_factory):
    return write_all(sample(), tmp_path_factory.mktemp("report"))


@pytest.fixture(scope="session")
def loaded(tmp_path_factory) -> Path:
    """400 referrals, then 520. Only to be read."""
    return small.workspace(tmp_path_factory.mktemp("loaded") / "workspace", {2014: 380, 2015: 400, 2016: 520})
