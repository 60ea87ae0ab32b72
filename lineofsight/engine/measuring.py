"""A run: from the loads of a workspace to a stored set of readings."""

import hashlib
import json
import secrets
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict
from datetime import date, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from lineofsight.engine import compute, stepping
from lineofsight.engine.disk import write_parquet
from lineofsight.engine.engines import open_engine
from lineofsight.engine.indicator import Indicator
from lineofsight.engine.indicators import CATALOGUE
from lineofsight.engine.periods import Kind, Period, within
from lineofsight.engine.plan import Placed, Query, plan
from lineofsight.engine.reading import SCHEMA
from lineofsight.engine.returns import Family
from lineofsight.engine.speaking import Spoken, choose
from lineofsight.engine.store import StoreError, Workspace
from lineofsight.engine.tables import CONTRACT

STANDARD = (Kind.YEAR, Kind.QUARTER, Kind.MONTH, Kind.ROLLING, Kind.CENSUS)
BATCH_ROWS = 1_500_000  # of areas measured together, so that memory stays flat
REFERENCE = frozenset({"population", "localities"})


def measure(
    workspace: Workspace,
    *,
    at: datetime,
    areas: Sequence[str] = (),
    first: date | None = None,
    last: date | None = None,
    indicators: Iterable[Indicator] | None = None,
    kinds: Iterable[Kind] = STANDARD,
    broken_down: bool = True,
    engine: str = "duckdb",
    progress: Callable[[int, int], None] = lambda done, of: None,
) -> dict[str, Any]:
    """Make a run and give its manifest. `first` and `last`: the days to read, by default all covered.

    Where nothing can be counted, but figures were handed over (statistics, scorecards), the run counts nothing.
    """
    spoken = what_speaks(workspace, areas, must=bool(areas) or not _has_figures(workspace))
    asked = list(within(*_days(spoken, first, last), kinds)) if spoken else []
    wanted = list(indicators if indicators is not None else CATALOGUE.values())
    dialect = "pyspark" if engine == "spark" else "duckdb"
    planned = _remembered(workspace.folder / "cache", dialect)
    work = compute.passes(wanted, asked, planned, broken_down=broken_down) if asked else []
    steps = {area: stepping.stepping_in(one, wanted, asked) for area, one in spoken.items()}
    beyond = {area: stepping.reached(spoken[area], wanted, asked, found) for area, found in steps.items()}
    manifest = {
        "at": at.isoformat(timespec="seconds"),
        "areas": list(spoken),
        "first": str(min((period.start for period in asked), default="")),
        "last": str(max((period.end for period in asked), default="")),
        "codes": {indicator.code: indicator.edition for indicator in wanted},
        "loads": [load.id for load in workspace.loads() if not load.withdrawn],
        "speaks": {
            area: {t: [s.load for s in sent] for t, sent in one.tables.items()}
            for area, one in spoken.items()
        },
        "steps_in": beyond,
        "set_aside": {
            area: sorted(
                {f"{s.table}: {s.load}" for s in one.set_aside if s.table not in beyond[area].get(s.load, {})}
            )
            for area, one in spoken.items()
        },
        "engine": engine,
        "catalogue": catalogue_hash(),
        "statuses": {},
    }
    name = f"{at:%Y-%m-%dT%H%M%S}-{secrets.token_hex(2)}"
    statuses: dict[str, int] = {}
    done = 0
    progress(done, len(spoken))
    with workspace.new_run(name, manifest) as writer:
        for batch in _batches(spoken, workspace):
            made = _counted({area: spoken[area] for area in batch}, wanted, work, engine)
            for area in batch:
                for other, cells in steps[area]:
                    few = [period for period in asked if any(period.label == label for _, label in cells)]
                    again = compute.passes(wanted, few, planned, broken_down=broken_down)
                    made = stepping.in_their_place(
                        made, area, _counted({area: other}, wanted, again, engine), cells
                    )
            writer.write_table(made)
            for count in pc.value_counts(made["status"]).to_pylist():
                statuses[count["values"]] = statuses.get(count["values"], 0) + count["counts"]
            done += len(batch)
            progress(done, len(spoken))
        manifest["statuses"] = statuses
    return manifest


def _counted(
    spoken: dict[str, Spoken], indicators: Sequence[Indicator], work: Sequence[compute.Pass], engine: str
) -> pa.Table:
    needed = {name for indicator in indicators for needs in indicator.needs for name in needs}
    opened = open_engine(engine, spoken, needed)
    made = compute.readings(opened, spoken, work)
    opened.close()
    return made


def _has_figures(workspace: Workspace) -> bool:
    return any("readings" in load.manifest["tables"] for load in workspace.loads() if load.speaks)


def is_behind(workspace: Workspace) -> bool:
    """Whether a run made now would rest on something else: files that came or were withdrawn, another catalogue."""
    run, loads = workspace.newest_run(), workspace.loads()
    if run is None:
        return any(load.speaks for load in loads)
    came = {load.id for load in loads if load.speaks} - set(run["loads"])
    went = {load.id for load in loads if load.withdrawn} & set(run["loads"])
    return bool(came or went) or run.get("catalogue") != catalogue_hash()


def read_now(
    workspace: Workspace,
    indicators: Sequence[Indicator],
    areas: Sequence[str],
    asked: Sequence[Period],
    *,
    known: date | None = None,
) -> pa.Table:
    """Readings of periods that no run holds (a day, years together), worked out on the spot; kept, so that what
    is asked again of the same loads is not worked out again."""
    spoken = what_speaks(workspace, areas, must=False, known=known)
    if not spoken or not asked:
        return SCHEMA.empty_table()
    kept = workspace.folder / "cache" / f"asked-{_question(spoken, indicators, asked)}.parquet"
    if kept.is_file():
        return pq.read_table(kept, schema=SCHEMA, partitioning=None)
    work = compute.passes(indicators, asked, _remembered(kept.parent, "duckdb"))
    if not work:
        return SCHEMA.empty_table()
    made = _counted(spoken, indicators, work, "duckdb")
    for area, one in spoken.items():
        for other, cells in stepping.stepping_in(one, indicators, asked):
            made = stepping.in_their_place(
                made, area, _counted({area: other}, indicators, work, "duckdb"), cells
            )
    kept.parent.mkdir(parents=True, exist_ok=True)
    aside = kept.with_suffix(f".{secrets.token_hex(4)}")
    write_parquet(made, aside)
    aside.replace(kept)
    return made


def _question(spoken: dict[str, Spoken], indicators: Sequence[Indicator], asked: Sequence[Period]) -> str:
    """What an answer depends on: the definitions, the rows that speak, the codes and the periods."""
    said = [
        catalogue_hash(),
        *(indicator.code for indicator in indicators),
        *(f"{period.label} {period.start} {period.end}" for period in asked),
        *(
            f"{one.area} {one.table} {one.load} {one.covers}"
            for area in spoken.values()
            for sent in (*area.tables.values(), area.set_aside)
            for one in sent
        ),
    ]
    return hashlib.sha256("\n".join(said).encode()).hexdigest()[:16]


def read_as_known(
    workspace: Workspace,
    indicators: Sequence[Indicator],
    areas: Sequence[str],
    labels: Sequence[str],
    known: date,
) -> pa.Table:
    """Readings as the loads that were true by a day would have given them."""
    spoken = what_speaks(workspace, areas, must=False, known=known)
    made = [SCHEMA.empty_table()]
    for indicator in indicators if spoken else ():
        asked = [indicator.period(label) for label in labels] or [
            period
            for period in within(*_days(spoken, None, None), STANDARD)
            if period.kind in indicator.takes
        ]
        made.append(read_now(workspace, [indicator], areas, asked, known=known))
    return pa.concat_tables(made)


def what_speaks(
    workspace: Workspace, areas: Sequence[str] = (), *, must: bool = True, known: date | None = None
) -> dict[str, Spoken]:
    """What speaks for each area that has rows of its own; `known`: of what was true by that day only."""
    sent = [one for one in workspace.sent() if known is None or one.known_on <= known]
    with_rows = sorted({one.area for one in sent if one.table not in REFERENCE})
    if must and (unknown := sorted(set(areas) - set(with_rows))):
        held = ", ".join(with_rows) or "no area yet"
        raise StoreError(f"No file about area {', '.join(unknown)} is loaded. There are rows for {held}.")
    chosen = [area for area in with_rows if not areas or area in areas]
    if must and not chosen:
        raise StoreError(
            "Nothing is loaded that can be counted. Load a return first: `lineofsight load PATH`."
        )
    return {area: choose(sent, area) for area in chosen}


def _days(spoken: dict[str, Spoken], first: date | None, last: date | None) -> tuple[date, date]:
    """All days covered. The board's own records go on to yesterday: they begin no year in which nothing was sent yet."""
    dated = [
        one
        for area in spoken.values()
        for sent in (*area.tables.values(), area.set_aside)
        for one in sent
        if one.table not in REFERENCE and CONTRACT[one.table].start
    ]
    received = [one for one in dated if one.family is not Family.APPLICATIONS] or dated
    return first or min(one.covers.first for one in received), last or max(
        one.covers.last for one in received
    )


def _batches(spoken: dict[str, Spoken], workspace: Workspace) -> Iterable[list[str]]:
    """Areas a few at a time: never all at once, and a large one alone."""
    rows = {
        load.id: sum(table["rows"] for table in load.manifest["tables"].values())
        for load in workspace.loads()
    }
    batch: list[str] = []
    held = 0
    for area, one in spoken.items():
        loads = {s.load for table, sent in one.tables.items() if table not in REFERENCE for s in sent}
        size = sum(rows[load] for load in loads)
        if batch and held + size > BATCH_ROWS:
            yield batch
            batch, held = [], 0
        batch.append(area)
        held += size
    if batch:
        yield batch


# --- compiled SQL, kept on disk: periods are a table, so that it does not depend on them ---------------------


READ_BY_PLANS = (
    "tables.py", "indicator.py", "breakdowns.py", "plan.py", "pruning.py", "compute.py", "counting.py", "speaking.py",
    "../workdays.py",
)  # fmt: skip


def catalogue_hash() -> str:
    """Changes when a definition, a row set, a regime, a working day or a library that writes the SQL does."""
    here = Path(__file__).parent
    files = [here / name for name in READ_BY_PLANS]
    for room in (here / "rows", here / "indicators", here.parent / "regimes"):
        files += sorted(path for path in room.rglob("*") if path.suffix in (".py", ".toml"))
    digest = hashlib.sha256()
    for file in files:
        digest.update(file.read_bytes())
    for library in ("ibis-framework", "duckdb", "sqlglot"):
        digest.update(version(library).encode())
    return digest.hexdigest()[:16]


def _remembered(folder: Path, dialect: str):
    catalogue = catalogue_hash()

    def planned(indicators: Sequence[Indicator], *, broken_down: bool = True) -> list[Query]:
        codes = " ".join([dialect, str(broken_down), *(indicator.code for indicator in indicators)])
        path = folder / f"plan-{catalogue}-{hashlib.sha256(codes.encode()).hexdigest()[:16]}.json"
        if path.is_file():
            stored = json.loads(path.read_text())
            return [
                Query(
                    keep=tuple(map(tuple, one["keep"])),
                    sql=one["sql"],
                    totals=tuple(map(tuple, one["totals"])),
                    breakdowns=tuple(one["breakdowns"]),
                    reads=tuple(one["reads"]),
                    placed=Placed(one["placed"]),
                )
                for one in stored
            ]
        queries = plan(indicators, broken_down=broken_down, dialect=dialect)
        folder.mkdir(parents=True, exist_ok=True)
        aside = path.with_suffix(f".{secrets.token_hex(4)}")
        aside.write_text(json.dumps([asdict(query) for query in queries]))
        aside.replace(path)
        return queries

    return planned
