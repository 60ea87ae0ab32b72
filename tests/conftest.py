"""What every test may ask for."""

import fcntl
import os
from collections.abc import Callable
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
def made_once(tmp_path_factory) -> Callable[[str, Callable[[Path], object]], Path]:
    """Gives a folder by its name, made by whichever of the suite's workers wants it first. Only to be read."""
    mine = tmp_path_factory.getbasetemp()
    home = mine.parent if "PYTEST_XDIST_WORKER" in os.environ else mine

    def give(name: str, make: Callable[[Path], object]) -> Path:
        folder, done = home / name, home / f"{name} is made"
        with (home / f"{name}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not done.exists():
                make(folder)
                done.touch()
        return folder

    return give


@pytest.fixture(scope="session")
def county(made_once) -> Path:
    """Severnshire's files in every format, made once (LOS_COUNTY names a folder made before)."""
    from lineofsight.engine.sources.synthetic import command

    made = os.environ.get("LOS_COUNTY")
    return Path(made) if made else made_once("the-county", command.synthesise)
