"""What every test may ask for."""

from pathlib import Path

import pytest

SHARED = Path(__file__).resolve().parent.parent.parent / "shared"


@pytest.fixture(scope="session")
def shared() -> Path:
    """Published statistics, samples and formats, kept beside the project and never inside it."""
    if not (SHARED / "data").is_dir():
        pytest.skip("needs ../shared, the published statistics and samples kept beside the project")
    return SHARED
