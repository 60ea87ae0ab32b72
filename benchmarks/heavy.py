"""The ten codes with most rows behind them, on five million rows: the engine, SQL by hand, and pandas 3.

All read the same Parquet and give the same numbers, whole and by one breakdown, for six years. The engine's
time is that of opening the tables and reading the one code, its SQL being compiled; the status of every figure
and its loads are in it, and the children behind it, without which nothing may be shown. SQL by hand and pandas
are therefore asked twice: for the totals alone, and for the same answer. Seconds are of the wall and of the
processor: where other work runs beside, only the second say much. The budget against SQL, which has both cores
busy too, is kept where both are.
"""

import json
import statistics
import subprocess
import sys
from datetime import date
from pathlib import Path

from benchmarks.measuring import BUILD, HOME, Clock, Cost, Line, part

RATIO, TIMES_FASTER = 1.5, 3
ROWS, QUICK_ROWS = 5_000_000, 500_000
TIMEOUT = 900
YEARS = range(2012, 2018)
# Each code and the breakdown it is read by.
CODES = {
    "FD01": "source", "FD02": "source", "FD04": "source", "FD05": "source", "FD06": "sex", "FD07": "sex",
    "FD09": "sex", "FD10": "source", "FD16": "source", "CP01b": "sex",
}  # fmt: skip
ALREADY_CHILDREN = ("FD06",)  # what it counts is children
COUNTED = ("numerator", "denominator", "children", "children_rest")
TABLES = ("person", "contacts", "front_door", "cin_episodes", "early_help_episodes", "cin_assessments")


def measure(*, quick: bool = False, runs: int = 3) -> list[Line]:
    rows = QUICK_ROWS if quick else ROWS
    folder = BUILD / f"heavy-{rows}"
    if not (folder / "ready").is_file():
        part("heavy", "make", folder, rows, timeout=TIMEOUT)
    runs = 1 if quick else runs
    pandas_3 = str(_pandas_3())
    ways = {
        "engine": [part("heavy", "engine", folder, timeout=TIMEOUT) for _ in range(runs)],
        "SQL by hand": [part("heavy_sql", folder, timeout=TIMEOUT) for _ in range(runs)],
        "SQL by hand with children": [
            part("heavy_sql", folder, "children", timeout=TIMEOUT) for _ in range(runs)
        ],
        "pandas 3": [part("heavy_pandas", folder, timeout=TIMEOUT, python=pandas_3) for _ in range(runs)],
        "pandas 3 with children": [
            part("heavy_pandas", folder, "children", timeout=TIMEOUT, python=pandas_3) for _ in range(runs)
        ],
    }
    for code in CODES:
        said = {way: _read(folder, way, code) for way in ways}
        totals = [{cell: counted[:2] for cell, counted in one.items()} for one in said.values()]
        children = [
            one for way, one in said.items() if way == "engine" or way.endswith("children")
            if code not in ALREADY_CHILDREN
        ]  # fmt: skip
        if any(one != totals[0] for one in totals) or any(one != children[0] for one in children):
            return [Line("heavy", code, "the ways differ", within=False, note=str(folder))]
    return _lines(ways, rows, runs)


def _lines(ways: dict[str, list[Cost]], rows: int, runs: int) -> list[Line]:
    size = f"{rows:,} rows, medians of {runs} run{'s' * (runs > 1)}"
    clocks = "", " processor"
    seconds = {
        way: [{code: _median(costs, code + clock) for code in CODES} for clock in clocks]
        for way, costs in ways.items()
    }
    engine = seconds["engine"]

    def against_sql(way: str, what: str) -> Line:
        wall, processor = (
            statistics.median(ours[code] / theirs[code] for code in CODES)
            for ours, theirs in zip(engine, seconds[way], strict=True)
        )
        said = f"{wall:.2f}; of processor seconds {processor:.2f}"
        within = max(wall, processor) <= RATIO
        return Line("heavy", f"ten codes on 5 million rows, against SQL by hand {what}: median ratio",
                    said, f"{RATIO}", within, size)  # fmt: skip

    def against_pandas(way: str, what: str) -> Line:
        wall, processor = (
            sum(theirs.values()) / sum(ours.values())
            for ours, theirs in zip(engine, seconds[way], strict=True)
        )
        said = f"{wall:.1f} times faster; of processor seconds {processor:.1f}"
        within = wall >= TIMES_FASTER  # how long somebody waits: pandas has one core busy, the engine both
        return Line("heavy", f"the ten together, against pandas 3 {what}",
                    said, f"{TIMES_FASTER}", within, size)  # fmt: skip

    def both(way: str, code: str) -> str:
        return " / ".join(f"{clock[code]:.2f}" for clock in seconds[way])

    others = [way for way in ways if way != "engine"]
    return [
        against_sql("SQL by hand with children", "for the same answer, the children behind it included"),
        against_sql("SQL by hand", "for the totals alone"),
        against_pandas("pandas 3 with children", "for the same answer"),
        against_pandas("pandas 3", "for the totals alone"),
        Line("heavy", "memory of the engine", f"{max(c.megabytes for c in ways['engine']):.0f} MB", note=size),
        *(
            Line("heavy", f"{code} by {by}, seconds of wall / processor", both("engine", code),
                 note="; ".join(f"{way} {both(way, code)}" for way in others))
            for code, by in CODES.items()
        ),
    ]  # fmt: skip


def _median(costs: list[Cost], code: str) -> float:
    return statistics.median(cost.said[code] for cost in costs)


def keep(folder: Path, way: str, code: str, cells: dict) -> None:
    """What one way found: for each year and group ("" the whole), numerator and denominator, and perhaps the
    children behind the one and behind the rest of the other."""
    found = {
        f"{year} {group}": list(counted) for (year, group), counted in sorted(cells.items()) if any(counted)
    }
    (folder / f"{way} {code}.json").write_text(json.dumps(found))


def _read(folder: Path, way: str, code: str) -> dict:
    return json.loads((folder / f"{way} {code}.json").read_text())


def _pandas_3() -> Path:
    """An environment with pandas 3: the project's own holds pandas 2, which Ibis asks for."""
    home = BUILD / "pandas3"
    python = home / "bin" / "python"
    if not python.is_file():
        uv = HOME / ".tools" / "bin" / "uv"
        subprocess.run([uv, "venv", "-q", "-p", "3.11", home], check=True, timeout=300)
        subprocess.run(
            [uv, "pip", "install", "-q", "-p", python, "pandas>=3,<4", "pyarrow"], check=True, timeout=600
        )
    return python


# --- the rows -----------------------------------------------------------------------------------------------


def _make(folder: Path, rows: int) -> None:
    """Each table with as many rows, of a third as many children; the same numbers each time."""
    import numpy as np
    import pyarrow as pa
    import pyarrow.parquet as pq

    from lineofsight.engine.sources.cleaning import schema

    folder.mkdir(parents=True, exist_ok=True)
    chance = np.random.default_rng(7)
    children = rows // 3
    first, days = (date(2012, 4, 1) - date(1970, 1, 1)).days, 365 * 6

    def words(choices, n, odds=None):
        return pa.array(choices).take(pa.array(chance.choice(len(choices), n, p=odds)))

    def ids(prefix, numbers):
        return pa.array(np.char.add(prefix, numbers.astype("U8")))

    def flags(odds, n, none=None):
        return pa.array(chance.random(n) < odds, mask=none)

    def dates(values, none=None):
        return pa.array(values.astype(np.int32), pa.int32(), mask=none).cast(pa.date32())

    for name in TABLES:
        n = children if name == "person" else rows // 4 if name == "early_help_episodes" else rows
        of = np.arange(n) if name == "person" else chance.integers(0, children, n)
        day = first + chance.integers(0, days, n)
        later = day + chance.integers(0, 90, n)
        unsaid = chance.random(n) < 0.1
        sources = ["1A", "2A", "3A", "3E", "4", "5A", "6", "8", "9", "10"]
        columns = {
            "area": pa.repeat("799", n),
            "person_id": ids("C", of),
            "file": pa.repeat(pa.scalar(0, pa.int32()), n),
            "row": pa.array(np.arange(2, n + 2), pa.int32()),
        }
        if name == "person":
            columns |= {
                "dob": dates(first - chance.integers(0, 16 * 365, n)),
                "sex": words(["F", "M", "U"], n),
            }
        elif name == "contacts":
            columns |= {
                "contact_id": ids("K", np.arange(n)),
                "contact_date": dates(day),
                "source_code": words(sources, n),
                "new_referral": flags(0.2, n, unsaid),
                "nfa": flags(0.3, n, unsaid),
                "advice": flags(0.3, n, unsaid),
                "other_outcome": flags(0.1, n, unsaid),
            }
        elif name == "front_door":
            columns |= {
                "contact_id": ids("K", np.arange(n)),
                "received_date": dates(day),
                "decided_date": dates(day + chance.integers(0, 6, n), unsaid),
                "source_code": words(sources, n),
                "below_s47": flags(0.8, n),
                "consent": words(["given", "refused", None], n),
                "professional": flags(0.7, n),
            }
        elif name == "cin_episodes":
            columns |= {
                "referral_id": ids("R", np.arange(n)),
                "referral_date": dates(day),
                "source_code": words(sources, n),
                "primary_need_code": words(["N1", "N2", "N5"], n),
                "nfa": flags(0.2, n),
                "close_date": dates(later),
            }
        elif name == "early_help_episodes":
            columns |= {
                "episode_id": ids("E", np.arange(n)),
                "start_date": dates(day),
                "end_date": dates(later),
            }
        elif name == "cin_assessments":
            columns |= {
                "assessment_id": ids("A", np.arange(n)),
                "referral_id": ids("R", chance.integers(0, rows, n)),
                "start_date": dates(day),
                "auth_date": dates(later, unsaid),
            }
        parts = schema(name)
        whole = {part.name: columns.get(part.name, pa.nulls(n, part.type)) for part in parts}
        pq.write_table(
            pa.Table.from_pydict(whole, schema=parts), folder / f"{name}.parquet", compression="zstd"
        )
    from lineofsight.workdays import working_days

    numbered = working_days(date(2010, 1, 1), date(2020, 12, 31))
    calendar = {
        "day": pa.array([d for d, _ in numbered], pa.date32()),
        "working_day": [w for _, w in numbered],
    }
    pq.write_table(pa.table(calendar), folder / "calendar.parquet")
    (folder / "ready").touch()


# --- the engine ---------------------------------------------------------------------------------------------


def _engine(folder: Path) -> dict[str, float]:
    from dataclasses import replace

    import pandas  # noqa: F401 - Arrow imports it when it first meets numpy; imports are in nobody's seconds here

    from lineofsight.engine import compute
    from lineofsight.engine.engines import open_engine
    from lineofsight.engine.indicators import CATALOGUE
    from lineofsight.engine.periods import financial_year
    from lineofsight.engine.sources.intake import Family, Span
    from lineofsight.engine.speaking import Sent, choose
    from lineofsight.engine.tables import CONTRACT

    sent = [
        Sent(load="heavy", family=Family.SSD, area="799", table=name, covers=Span(date(2000, 4, 1), date(2022, 3, 31)),
             known_on=date(2018, 5, 31), path=folder / f"{name}.parquet", columns=frozenset(CONTRACT[name].columns))
        for name in TABLES
    ]  # fmt: skip
    spoken = {"799": choose(sent, "799")}
    asked = [financial_year(year) for year in YEARS]
    clock = Clock()
    for code, by in CODES.items():
        one = replace(CATALOGUE[code], breakdowns=(by,))
        work = compute.passes([one], asked)
        needed = {name for needs in one.needs for name in needs}
        with clock.of(code):
            engine = open_engine("duckdb", spoken, needed)
            found = compute.readings(engine, spoken, work)
            engine.close()
        keep(folder, "engine", code, {
            (row["period"][:4], row["group"] or ""): [int(row[counted] or 0) for counted in COUNTED]
            for row in found.to_pylist()
        })  # fmt: skip
    return clock.said


if __name__ == "__main__":
    if sys.argv[1] == "make":
        _make(Path(sys.argv[2]), int(sys.argv[3]))
    else:
        print(json.dumps(_engine(Path(sys.argv[2]))))
