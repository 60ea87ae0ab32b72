"""Two runs side by side: which readings differ, and why they may."""

from collections.abc import Mapping
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from lineofsight.engine.store import Workspace

CELL = ("code", "edition", "area", "period", "by", "group")
FIGURE = ("numerator", "denominator", "value", "status")


def differences(workspace: Workspace, old: Mapping[str, Any], new: Mapping[str, Any]) -> list[dict[str, Any]]:
    """One entry a reading that is not the same in both: the cell, what it was, what it is, and why."""
    was, now = (_cells(workspace.readings_of(run)) for run in (old, new))
    both = was.join(now, list(CELL), join_type="full outer", right_suffix="_now", use_threads=False)
    same = pa.chunked_array([pa.repeat(True, both.num_rows)])
    for name in FIGURE:
        before, after = both[name], both[f"{name}_now"]
        equal = pc.fill_null(pc.equal(before, after), False)
        same = pc.and_(same, pc.or_(equal, pc.and_(pc.is_null(before), pc.is_null(after))))
    rows = both.filter(pc.invert(same)).sort_by([(name, "ascending") for name in CELL])
    return [
        {name: _blank(row[name]) for name in CELL}
        | {"was": _said(row, ""), "is": _said(row, "_now"), "why": _why(row, old, new)}
        for row in rows.to_pylist()
    ]


def _cells(rows: pa.Table) -> pa.Table:
    rows = rows.select([*CELL, *FIGURE, "load"])
    for name in ("by", "group"):  # a null never equals a null in a join
        at = rows.column_names.index(name)
        rows = rows.set_column(at, name, pc.fill_null(rows[name], ""))
    return rows


def _blank(value: str | None) -> str | None:
    return value or None


def _said(row: Mapping[str, Any], suffix: str) -> str:
    status, value = row[f"status{suffix}"], row[f"value{suffix}"]
    if status is None:
        return "no reading"
    parts = (
        f" ({row[f'numerator{suffix}']:g} of {row[f'denominator{suffix}']:g})"
        if row[f"denominator{suffix}"]
        else ""
    )
    return status if value is None else f"{value:,.6g}{parts}" + ("" if status == "value" else f", {status}")


def _why(row: Mapping[str, Any], old: Mapping[str, Any], new: Mapping[str, Any]) -> str:
    before, after = set((row["load"] or "").split()), set((row["load_now"] or "").split())
    if row["status"] is None or row["status_now"] is None:
        return "only one of the runs reads this period"
    if came := after - before:
        return f"new load: {', '.join(sorted(came))}"
    if gone := before - after:
        return f"no longer there: {', '.join(sorted(gone))}"
    if old["catalogue"] != new["catalogue"]:
        return "definitions changed"
    return "population estimates or coverage changed"
