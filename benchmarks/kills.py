"""Load and compute killed at seeded moments: the next start is clean, and nothing accepted is lost."""

import sys

from benchmarks.measuring import Line, run

KILLS, QUICK = 500, 20
TIMEOUT = 3600


def measure(*, quick: bool = False) -> list[Line]:
    kills = QUICK if quick else KILLS
    command = [sys.executable, "-m", "pytest", "-q", "tests/engine/test_store.py", "-k", "killed"]
    cost = run(command, timeout=TIMEOUT, LOS_KILLS=str(kills))  # a test that fails is a BenchmarkError
    return [
        Line("kills", f"kill -9 at {kills} seeded moments", f"all recovered, {cost.seconds:.0f} s",
             f"{KILLS} recovered", True if not quick else None, "" if not quick else f"quick: {kills} of {KILLS}")
    ]  # fmt: skip
