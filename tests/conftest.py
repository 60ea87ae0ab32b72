"""What every test may ask for."""

import os
from pathlib import Path

import pytest

SHARED = Path(os.environ.get("LOS_SHARED", Path(__file__).resolve().parent.parent.parent / "shared"))


@pytest.fixture(scope="session")
def shared() -> Path:
    """Published statistics, samples and formats, kept beside the project (or in LOS_SHARED) and never inside it."""
    if not (SHARED / "data").is_dir():
        pytest.skip("needs ../shared, the published statistics and samples kept beside the project")
    return SHARED


@pytest.fixture(scope="session")
def county(tmp_path_factory) -> Path:
    """Severnshire's files in every format, made once (LOS_COUNTY names a folder made before)."""
    from lineofsight.engine.sources.synthetic import command

    made = os.environ.get("LOS_COUNTY")
    if made:
        return Path(made)
    out = tmp_path_factory.mktemp("county") / "severnshire"
    command.synthesise(out)
    return out
