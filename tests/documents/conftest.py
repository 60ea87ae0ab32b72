"""The sample report, written once for all tests that only read it."""

import pytest

from lineofsight.documents import write_all
from tests.documents.sample import sample


@pytest.fixture(scope="session")
def written(tmp_path_factory):
    return write_all(sample(), tmp_path_factory.mktemp("report"))
