"""Severnshire: every code, six years, every kind of period, all breakdowns, statistics and disclosure."""

import json
import shutil
import sys
import time
from datetime import UTC, date, datetime
from pathlib import Path

from benchmarks.measuring import BUILD, Line, median, part, run, spread

SECONDS, FIRST_SECONDS, MEGABYTES = 10, 15, 1000
TIMEOUT = 240
AT = datetime(2018, 9, 1, 9, 0, tzinfo=UTC)


def measure(*, quick: bool = False) -> list[Line]:
    workspace = loaded()
    shutil.rmtree(workspace / "cache", ignore_errors=True)
    first = part("county", workspace, timeout=TIMEOUT)
    costs = [part("county", workspace, timeout=TIMEOUT) for _ in range(1 if quick else 5)]
    usual = median(costs)
    parts = ", ".join(
        f"{name} {usual.said[name]:.1f}" for name in ("imports", "compute", "statistics", "disclosure")
    )
    what = f"Severnshire, 6 years, all codes, periods and breakdowns: {usual.said['readings']:,.0f} readings"
    return [
        Line("county", what, f"{usual.seconds:.1f} s, {usual.megabytes:.0f} MB", f"{SECONDS} s, {MEGABYTES} MB",
             usual.seconds <= SECONDS and usual.megabytes <= MEGABYTES,
             f"{spread(costs)}; processor {usual.processor_seconds:.1f} s; seconds of {parts}"),
        Line("county", "the same, nothing compiled yet", f"{first.seconds:.1f} s", f"{FIRST_SECONDS} s",
             first.seconds <= FIRST_SECONDS, f"1 run; processor {first.processor_seconds:.1f} s"),
    ]  # fmt: skip


def loaded() -> Path:
    """A workspace with Severnshire in every format, made once."""
    county, workspace = BUILD / "severnshire", BUILD / "county"
    command = [sys.executable, "-m", "lineofsight.cli", "--workspace", str(workspace)]
    if not (county / "truth.csv").is_file():
        run([*command, "synthesise", str(county)], timeout=600)
    if not (workspace / "ready").is_file():
        shutil.rmtree(workspace, ignore_errors=True)
        home = county / "799"
        formats = ("ssd", "cin", "ssda903", "annex_a", "supplementary", "localities.csv")
        run(
            [*command, "load", *(str(home / name) for name in formats), str(county / "published")],
            timeout=600,
        )
        (workspace / "ready").touch()
    return workspace


def _compute(folder: Path) -> dict[str, float]:
    """All the work in one process; each stage's seconds."""
    seconds = {}
    began = time.perf_counter()

    def stage(name: str) -> None:
        nonlocal began
        seconds[name] = time.perf_counter() - began
        began = time.perf_counter()

    from lineofsight.engine import measuring
    from lineofsight.engine.opened import Audience, open_run
    from lineofsight.engine.store import Workspace

    stage("imports")
    shutil.rmtree(folder / "runs", ignore_errors=True)  # else earlier editions are protected as well
    workspace = Workspace(folder)
    run = measuring.measure(workspace, at=AT, first=date(2012, 4, 1), last=date(2018, 3, 31))
    stage("compute")
    readings = workspace.readings_of(run)
    _statistics(readings)
    stage("statistics")
    open_run(workspace, run, Audience.PUBLIC)
    stage("disclosure")
    return {**seconds, "readings": readings.num_rows}


def _statistics(readings) -> None:
    """A control chart of every code's months, and an interval for every share of a year or quarter."""
    import pyarrow.compute as pc

    from lineofsight.engine.statistics import wilson, xmr

    whole = readings.filter(pc.is_null(readings["by"])).sort_by([("code", "ascending"), ("end", "ascending")])
    months: dict[str, list[float | None]] = {}
    for one in whole.select(
        ["code", "period", "numerator", "denominator", "value", "children_rest"]
    ).to_pylist():
        if "-M" in one["period"] and not one["period"].startswith("R12"):
            months.setdefault(one["code"], []).append(one["value"])
        elif one["children_rest"] is not None and one["denominator"] and one["numerator"] is not None:
            wilson(one["numerator"], one["denominator"])
    for values in months.values():
        xmr(values)


if __name__ == "__main__":
    print(json.dumps(_compute(Path(sys.argv[1]))))
