"""DuckDB and Spark side by side: every code by year, without breakdowns. For information; there is no budget."""

import json
import shutil
import sys
import time
from datetime import UTC, date, datetime
from pathlib import Path

from benchmarks import county
from benchmarks.measuring import Line, part

TIMEOUT = 900
AT = datetime(2018, 9, 1, 9, 0, tzinfo=UTC)


def measure(*, quick: bool = False) -> list[Line]:
    if shutil.which("java") is None:
        return [Line("spark", "every code by year", "not measured", note="there is no Java here")]
    workspace = county.loaded()
    lines = []
    for engine in ("duckdb", "spark"):
        part("spark", workspace, engine, timeout=TIMEOUT)  # compiles the SQL
        cost = part("spark", workspace, engine, timeout=TIMEOUT)
        lines.append(Line("spark", f"every code by year on {engine}", f"{cost.seconds:.1f} s, {cost.megabytes:.0f} MB",
                          note=f"1 run after one that compiled; compute alone {cost.said['compute']:.1f} s"))  # fmt: skip
    return lines


def _compute(folder: Path, engine: str) -> dict[str, float]:
    from lineofsight.engine import measuring
    from lineofsight.engine.periods import Kind
    from lineofsight.engine.store import Workspace

    began = time.perf_counter()
    measuring.measure(Workspace(folder), at=AT, first=date(2012, 4, 1), last=date(2018, 3, 31),
                      kinds=(Kind.YEAR, Kind.CENSUS), broken_down=False, engine=engine)  # fmt: skip
    return {"compute": time.perf_counter() - began}


if __name__ == "__main__":
    print(json.dumps(_compute(Path(sys.argv[1]), sys.argv[2])))
