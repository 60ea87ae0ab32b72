"""Many areas of unequal size, by year: the cost per child must be as flat as the areas are not."""

import json
import math
import statistics
import sys
import time
from datetime import UTC, date, datetime
from pathlib import Path

from benchmarks.measuring import BUILD, Line, part
from lineofsight.engine.sources.authorities import authorities

SECONDS, MEGABYTES = 600, 2000
AREAS, QUICK = 152, 8
SMALLEST, LARGEST = 2_000, 350_000
MAKING, TIMEOUT = 3600, 1500
AT = datetime(2018, 9, 1, 9, 0, tzinfo=UTC)


def sizes(areas: int) -> dict[str, int]:
    """As many children in each area as it takes to go from smallest to largest in even steps."""
    step = math.log(LARGEST / SMALLEST) / (areas - 1)
    codes = list(authorities())[:areas]  # a return of an area that there is not is refused
    return {code: round(SMALLEST * math.exp(number * step)) for number, code in enumerate(codes)}


def measure(*, quick: bool = False) -> list[Line]:
    areas = QUICK if quick else AREAS
    workspace = BUILD / f"areas-{areas}"
    if not (workspace / "ready").is_file():
        part("areas", "make", workspace, areas, timeout=MAKING)
    cost = part("areas", "compute", workspace, timeout=TIMEOUT)
    children = sizes(areas)
    total, whole = sum(children.values()), sum(sizes(AREAS).values())
    seconds = cost.seconds * whole / total
    each = cost.said["seconds_by_children"]
    quarter = max(1, len(each) // 4)
    per_1000 = [
        statistics.median(1000 * one["seconds"] / one["children"] for one in each[at : at + quarter])
        for at in range(0, quarter * 4, quarter)
        if each[at : at + quarter]
    ]
    flat = ", ".join(f"{one:.3f}" for one in per_1000)
    made = f"{cost.seconds:.0f} s, {cost.processor_seconds:.0f} s of processor, for {areas} areas of {total:,} children"
    note = f"quick: extrapolated by children to {AREAS} areas of {whole:,}; {made}" if quick else ""
    return [
        Line("areas", f"{AREAS} areas of {SMALLEST:,} to {LARGEST:,} children, all codes by year, all breakdowns",
             f"{seconds:.0f} s, {cost.megabytes:.0f} MB", f"{SECONDS} s, {MEGABYTES} MB",
             seconds <= SECONDS and cost.megabytes <= MEGABYTES, note or made),
        Line("areas", "processor seconds for 1,000 children, by quarter of the batches, smallest areas first", flat, "flat",
             None, f"the smallest cost {per_1000[0] / per_1000[-1]:.1f} times the largest; small areas share a batch"),
    ]  # fmt: skip


def _make(folder: Path, areas: int) -> None:
    """Straight from made-up worlds to loads: writing and reading files is not what is measured here."""
    import pyarrow as pa

    from lineofsight.engine.sources.intake import Family, Intake, SourceFile, Span
    from lineofsight.engine.sources.synthetic import making
    from lineofsight.engine.sources.synthetic.world import extract
    from lineofsight.engine.store import Workspace
    from lineofsight.engine.tables import CONTRACT

    workspace = Workspace(folder)
    covers = Span(date(2012, 4, 1), date(2018, 3, 31))
    for area, children in sizes(areas).items():
        world = extract(
            making.world(area, 7, 2012, 2018, children), (date(2012, 4, 1) - date(1970, 1, 1)).days
        )
        tables = {}
        for name, rows in world.items():
            if name not in CONTRACT:
                continue
            for position, column in (("file", [0] * len(rows)), ("row", range(2, len(rows) + 2))):
                if position not in rows.column_names:
                    rows = rows.append_column(position, pa.array(column, pa.int32()))
            tables[name] = rows
        for family, names in (
            (Family.REFERENCE, {"population", "localities"}),
            (Family.SSD, set(tables) - {"population", "localities"}),
        ):
            intake = Intake(
                format=str(family), family=family, area=area, known_on=date(2018, 5, 31), made_up=True,
                covers=dict.fromkeys((name for name in names if CONTRACT[name].start), covers),
                files=(SourceFile(name=f"{area}.parquet", sha256=f"{family}{area}", size=0),),
                tables={name: tables[name] for name in names},
                columns={name: tuple(tables[name].column_names) for name in names},
            )  # fmt: skip
            workspace.accept(intake, at=AT)
    (folder / "ready").touch()


def _compute(folder: Path) -> dict[str, object]:
    from lineofsight.engine import measuring
    from lineofsight.engine.periods import Kind
    from lineofsight.engine.store import Workspace

    workspace = Workspace(folder)
    begun: list[float] = []  # in processor time, which other work on the machine does not lengthen as much
    done_at: list[int] = []

    def progress(done: int, of: int) -> None:
        begun.append(time.process_time())
        done_at.append(done)

    measuring.measure(workspace, at=AT, first=date(2012, 4, 1), last=date(2018, 3, 31),
                      kinds=(Kind.YEAR, Kind.CENSUS), progress=progress)  # fmt: skip
    held = sizes(len(measuring.what_speaks(workspace)))
    children = list(held.values())
    each = [
        {"children": sum(children[a:b]), "seconds": end - start}
        for a, b, start, end in zip(done_at, done_at[1:], begun, begun[1:], strict=False)
    ]
    return {"seconds_by_children": each}


if __name__ == "__main__":
    if sys.argv[1] == "make":
        _make(Path(sys.argv[2]), int(sys.argv[3]))
    else:
        print(json.dumps(_compute(Path(sys.argv[2]))))
