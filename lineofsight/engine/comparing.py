"""Two runs side by side: which readings differ, and why they may; and two loads: which rows came, went and changed."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from lineofsight.engine.store import Load, Workspace
from lineofsight.engine.tables import CONTRACT

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


# --- two loads ---------------------------------------------------------------------------------------------

UNSAID = {"file", "row", "load", "known_on"}  # differ between any two files
READING = ("code", "area", "period", "by", "group")


@dataclass(frozen=True)
class Changes:
    """What became of a table's rows between two loads: how many came, went, and say something else."""

    table: str
    before: int
    now: int
    new: int
    gone: int
    changed: int


def before(load: Load, loads: Iterable[Load]) -> Load | None:
    """The load that another takes the place of: the same format, area and sender, true on the day before it."""
    same = [one for one in loads if one.speaks and _sort(one) == _sort(load) and _when(one) < _when(load)]
    return max(same, key=_when, default=None)


def _sort(load: Load) -> tuple[Any, ...]:
    return tuple(load.manifest[name] for name in ("format", "area", "sender"))


def _when(load: Load) -> tuple[str, str, str]:
    return load.manifest["known_on"], load.manifest["loaded_at"], load.id


def between(was: Load, now: Load) -> list[Changes]:
    """Every table that both hold, by its key."""
    return [
        _changes(name, was.table(name), now.table(name), CONTRACT[name].key if name in CONTRACT else READING)
        for name in sorted(set(was.manifest["tables"]) & set(now.manifest["tables"]))
        if name in CONTRACT or name == "readings"
    ]


def _changes(name: str, was: pa.Table, now: pa.Table, key: Sequence[str]) -> Changes:
    said = [one for one in was.column_names if one in now.column_names and one not in UNSAID | set(key)]
    was, now = (_keyed(rows, key).select([*key, *said]) for rows in (was, now))
    both = was.join(now, list(key), join_type="inner", right_suffix="_now", use_threads=False)
    same = pa.chunked_array([pa.repeat(True, both.num_rows)])
    for column in said:
        one, other = both[column], both[f"{column}_now"]
        equal = pc.fill_null(pc.equal(one, other), False)
        same = pc.and_(same, pc.or_(equal, pc.and_(pc.is_null(one), pc.is_null(other))))
    unlike = both.num_rows - (pc.sum(same).as_py() or 0)
    return Changes(
        name, was.num_rows, now.num_rows, now.num_rows - both.num_rows, was.num_rows - both.num_rows, unlike
    )


def _keyed(rows: pa.Table, key: Sequence[str]) -> pa.Table:
    """A null never equals a null in a join, so a key is text without nulls."""
    for name in key:
        at = rows.column_names.index(name)
        rows = rows.set_column(at, name, pc.fill_null(rows[name].cast(pa.string()), ""))
    return rows
