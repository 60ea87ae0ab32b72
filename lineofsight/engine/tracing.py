"""A figure's passport: what it counts, which files it rests on and, down to the row, what was counted."""

from collections.abc import Collection, Sequence
from typing import Any

import ibis
import pyarrow as pa
from ibis import _

from lineofsight.engine import compute, measuring, strength
from lineofsight.engine.coverage import speaking_for
from lineofsight.engine.engines import open_engine
from lineofsight.engine.explaining import meaning
from lineofsight.engine.indicator import Indicator, MeasureKind, Over, rows_of
from lineofsight.engine.opened import Audience
from lineofsight.engine.periods import Period
from lineofsight.engine.query import Ask, every_reading, figures
from lineofsight.engine.reading import Basis
from lineofsight.engine.store import Load, StoreError, Workspace
from lineofsight.engine.tables import CONTRACT


def passport(
    workspace: Workspace, indicator: Indicator, area: str, label: str, *, rows: bool = False
) -> dict[str, Any]:
    """Every reading of one figure (each basis and release) with its loads, its interval and what its series
    says of it, and the rows counted if asked."""
    ask = Ask(codes=[indicator.code], areas=[area], periods=[label], audience=Audience.ANALYST)
    readings = every_reading(workspace, ask).to_pylist()
    if not readings:
        raise StoreError(
            f"There is no figure for {indicator.code}, area {area}, {label}. See `readings {indicator.code}`."
        )
    found: dict[str, Any] = {**meaning(indicator), "area": area, "period": label}
    tables = {name for needs in indicator.needs for name in needs} | {"person", "readings"}
    series = {
        basis: _series(workspace, indicator, area, basis) for basis in {one["basis"] for one in readings}
    }
    found["readings"] = [
        {
            **one,
            **strength.borne(indicator, one, indicator.period(label), series[one["basis"]]),
            "loads": _loads(workspace, (one["load"] or "").split(), tables),
        }
        for one in readings
    ]
    found["made_up"] = workspace.made_up
    run = workspace.newest_run()
    found["run"] = run["id"] if run else None
    if rows:
        found["rows"] = counted_rows(workspace, indicator, area, indicator.period(label))
        if not found["rows"]:
            found["no_rows"] = _no_rows(found["readings"], area, label)
    return found


def _no_rows(readings: Sequence[dict[str, Any]], area: str, label: str) -> str:
    """Why no row is listed, and where somebody can look instead."""
    handed_over = [one for one in readings if one["basis"] != Basis.COMPUTED]
    names = list(
        dict.fromkeys(file["name"] for one in handed_over for load in one["loads"] for file in load["files"])
    )
    if not names:
        return "No row was counted for this figure."
    return (
        f"No rows are listed: nobody here counted them. The figure came as one number and the file is not kept; in "
        f"{', '.join(names)} it is in the row of area {area} and {label}."
    )


def _series(workspace: Workspace, indicator: Indicator, area: str, basis: str) -> list[dict[str, Any]]:
    ask = Ask(codes=[indicator.code], areas=[area], basis=Basis(basis), audience=Audience.ANALYST)
    return figures(workspace, ask).to_pylist()


def _loads(workspace: Workspace, names: Sequence[str], tables: Collection[str]) -> list[dict[str, Any]]:
    """The loads by name, each with those of its files that gave rows to some tables."""
    loads = [workspace.load(name) for name in names]
    keys = ("id", "format", "known_on", "loaded_at", "by", "sender", "release", "version")
    return [{key: load.manifest[key] for key in keys} | {"files": _files(load, tables)} for load in loads]


def _files(load: Load, tables: Collection[str]) -> list[dict[str, Any]]:
    files = load.manifest["files"]
    held = (
        []
        if load.erased
        else [name for name in load.manifest["tables"] if name in tables and name in CONTRACT]
    )
    used = {number for name in held for number in load.table(name)["file"].unique().to_pylist()}
    return [file for number, file in enumerate(files) if number in used] or files


def counted_rows(
    workspace: Workspace, indicator: Indicator, area: str, period: Period
) -> list[dict[str, Any]]:
    """The rows behind a numerator: load, file, row, and the row's own key."""
    spoken = measuring.what_speaks(workspace, [area], must=False)
    if indicator.kind is MeasureKind.HANDED_OVER or area not in spoken:
        return []
    spoken = {area: speaking_for(indicator, period, spoken[area])}
    counted = rows_of(indicator.totals["numerator"])
    if not {"load", "file", "row"} <= set(counted.columns):
        return _children(counted, indicator, spoken, period)
    label = period.end.isoformat() if indicator.over is Over.STATE else period.label
    keys = [key for needs in indicator.needs for table in sorted(needs) for key in CONTRACT[table].key]
    key = next((key for key in keys if key in counted.columns), None)
    wanted = counted.filter(_.period == label).select("load", "file", "row", *([key] if key else []))
    rows = _run(wanted.order_by("load", "file", "row"), indicator, spoken, period)
    names = {load.id: [file["name"] for file in load.manifest["files"]] for load in workspace.loads()}
    return [
        {
            "load": row["load"],
            "file": names[row["load"]][row["file"]],
            "row": row["row"],
            "key": key and row[key],
        }
        for row in rows.to_pylist()
    ]


def _children(counted: ibis.Table, indicator: Indicator, spoken, period: Period) -> list[dict[str, Any]]:
    """Where children are counted by what happened to them: each child, since no one row was counted."""
    if "person_id" not in counted.columns:
        return []
    label = period.end.isoformat() if indicator.over is Over.STATE else period.label
    rows = _run(counted.filter(_.period == label).select("person_id").distinct(), indicator, spoken, period)
    return [
        {"load": None, "file": "counted by child", "row": None, "key": row["person_id"]}
        for row in rows.to_pylist()
    ]


def _run(wanted: ibis.Table, indicator: Indicator, spoken, period: Period) -> pa.Table:
    needed = {name for needs in indicator.needs for name in needs}
    session = open_engine("duckdb", spoken, needed).session()
    for name, table in compute.period_tables([period]).items():
        session.put(name, table)
    return session.ask(str(ibis.to_sql(wanted, dialect="duckdb")))
