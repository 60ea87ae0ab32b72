"""The made-up county for tests: synthesised once a session, loaded format by format."""

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from types import SimpleNamespace

from lineofsight.engine import measuring
from lineofsight.engine.indicators import CATALOGUE
from lineofsight.engine.periods import Kind
from lineofsight.engine.sources.finding import find
from lineofsight.engine.sources.registry import sources
from lineofsight.engine.store import Workspace

AREA = "799"
NOW = datetime(2018, 9, 1, 9, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Truth:
    """One line of truth.csv: what the county made happen."""

    code: str
    period: str
    n: float | None
    d: float | None


def truth(county: Path) -> list[Truth]:
    with (county / "truth.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    return [
        Truth(row["code"], row["period"], _number(row["n"]), _number(row["d"]))
        for row in rows
        if row["area"] == AREA
    ]


def _number(text: str) -> float | None:
    return float(text) if text else None


def load(workspace: Workspace, *folders: Path) -> list[tuple[str, int, int]]:
    """Load every return of some folders: format, rows rejected and rows queried of each."""
    found, _ = find(folders, sources())
    result = []
    for one in found:
        if one.source.NAME == "scorecard":
            continue
        stored, _ = workspace.accept(one.source.read(list(one.files), one.declared), at=NOW)
        result.append(
            (one.source.NAME, sum(stored.manifest["rejected"].values()), stored.manifest["faults"]["queried"])
        )
    return result


def readings(
    workspace: Workspace,
    codes: Iterable[str] = CATALOGUE,
    kinds=(Kind.YEAR, Kind.QUARTER, Kind.MONTH, Kind.CENSUS),
) -> dict[tuple[str, str], SimpleNamespace]:
    """The whole (no breakdowns) of every code and period, 2012-13 to 2017-18."""
    remember_plans(workspace)
    run = measuring.measure(
        workspace, at=NOW, areas=[AREA], first=date(2012, 4, 1), last=date(2018, 3, 31),
        indicators=[CATALOGUE[code] for code in codes], kinds=kinds, broken_down=False,
    )  # fmt: skip
    found = workspace.readings_of(run).to_pylist()
    return {(one["code"], one["period"]): SimpleNamespace(**one) for one in found}


def remember_plans(workspace: Workspace) -> None:
    """Compiled SQL is kept for the next session of tests, and not for this workspace alone."""
    plans, cache = Path("build/plans").resolve(), workspace.folder / "cache"
    plans.mkdir(parents=True, exist_ok=True)
    if not cache.exists():
        cache.symlink_to(plans)
