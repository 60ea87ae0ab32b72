"""What is wrong with what was sent, counted and listed, and which figures it touches.

The ideas are those of the children in need validation rules (domain.md 17.1): completeness, duplicates,
references to nowhere, impossible days, codes out of set, plans that overlap, conferences at weekends.
"""

import csv
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from lineofsight.engine.indicators import CATALOGUE
from lineofsight.engine.sources.intake import Severity
from lineofsight.engine.store import MADE_UP, Load, Workspace
from lineofsight.engine.tables import CONTRACT

MAY_BE_EMPTY = {  # empty until something happens, or for most children
    "end_date", "close_date", "close_reason", "auth_date", "end_reason", "death_date", "expected_dob", "reason",
    "sdq_reason", "factors", "due_date", "legal_status", "previous_plans", "feedback_date", "screened_date",
    "held_at", "held_date", "offered", "accepted", "health_check", "sdq_score", "score", "entered_care_date", "referral_id",
    "returned_at", "level_at_review", "review_date", "notified_date", "s47_start_date", "rhi_offered", "rhi_accepted",
    "nfa", "other_outcome", "new_referral", "advice", "decided_date", "stated_level", "decided_level", "latest_category",
}  # fmt: skip
COMPLETE_ENOUGH = 0.98  # below it a column's gaps are a finding

# child table: column -> parent table: key
REFERENCES = {
    ("cin_assessments", "referral_id"): ("cin_episodes", "referral_id"),
    ("s47_enquiry", "referral_id"): ("cin_episodes", "referral_id"),
    ("initial_cp_conference", "referral_id"): ("cin_episodes", "referral_id"),
    ("cp_plans", "referral_id"): ("cin_episodes", "referral_id"),
    ("cp_reviews", "cp_plan_id"): ("cp_plans", "cp_plan_id"),
    ("cp_visits", "cp_plan_id"): ("cp_plans", "cp_plan_id"),
}
SATURDAY = 5
OVERLAPS = ("cp_plans", "cla_episodes", "cla_placement")


@dataclass(frozen=True)
class Finding:
    """One thing found in a load's table: how many rows of how many, some of them, and the codes it touches."""

    load: str
    table: str
    what: str
    count: int
    of: int
    rows: tuple[int, ...] = ()
    touches: tuple[str, ...] = ()

    @property
    def where(self) -> str:
        return self.table.replace("_", " ")

    @property
    def line(self) -> str:
        return f"{self.where}: {self.what}, {self.count:,} of {self.of:,} rows ({self.load})"


def findings(load: Load) -> list[Finding]:
    """Everything found in a load, the largest share first."""
    if load.erased:
        return []
    found = [*_of_faults(load), *_of_tables(load)]
    return sorted(found, key=lambda one: -one.count / max(one.of, 1))


def touching(workspace: Workspace, loads: Collection[str], tables: Collection[str]) -> list[Finding]:
    """The findings of some loads in the tables that some figures rest on."""
    return [
        finding
        for load in workspace.loads()
        if load.id in loads
        for finding in findings(load)
        if finding.table in tables
    ]


def _touches(table: str) -> tuple[str, ...]:
    return tuple(sorted(i.code for i in CATALOGUE.values() if any(table in needs for needs in i.needs)))


def _of_faults(load: Load) -> Iterator[Finding]:
    """Rejected and queried rows, by what was wrong: duplicates, impossible days and codes out of set among them."""
    counted: Counter[tuple[str, str | None, str, str]] = Counter()
    for fault in load.faults():
        if fault.severity is not Severity.NOTED:
            counted[fault.file, fault.field, fault.wrong, fault.severity] += 1
    for (file, field, wrong, severity), count in counted.items():
        read = load.manifest["read"].get(file) or sum(load.manifest["read"].values())
        table = _table_of(file, load)
        said = f"{field or 'row'} {wrong} ({severity})"
        yield Finding(load.id, table, said, count, read, (), _touches(table))


def _table_of(file: str, load: Load) -> str:
    """The contract table a file's or sheet's name stands for, or the name itself."""
    name = Path(file).stem.lower().removeprefix("ssd_")
    return next((table for table in CONTRACT if name == table), name)


def _of_tables(load: Load) -> Iterator[Finding]:
    held = {name for name in load.manifest["tables"] if name in CONTRACT}
    files = {name: pq.ParquetFile(load.folder / f"{name}.parquet") for name in held}

    def read(name: str, *columns: str) -> pa.Table:
        return files[name].read([*columns, "row"])

    def lost(
        name: str, column: str, parent: str, key: str, what: str, *, given: bool = False
    ) -> Iterator[Finding]:
        """Rows whose parent was not sent; `given`: only those that name one."""
        rows = read(name, column)
        there = pc.is_in(rows[column], value_set=read(parent, key)[key].combine_chunks(), skip_nulls=True)
        orphans = pc.invert(there)
        if given:
            orphans = pc.and_(orphans, pc.is_valid(rows[column]))
        yield from _finding(load, name, rows.filter(orphans), what)

    for name, file in files.items():
        if file.metadata.num_rows:
            yield from _gaps(load, name, file)
    for (name, column), (parent, key) in REFERENCES.items():
        if name in held and parent in held:
            what = f"{column} refers to no row of {parent.replace('_', ' ')}"
            yield from lost(name, column, parent, key, what, given=True)
    for name in held & set(OVERLAPS):
        overlapping = _overlapping(read(name, "person_id", "start_date", "end_date"))
        yield from _finding(load, name, overlapping, "two of the same child overlap")
    if "initial_cp_conference" in held:
        rows = read("initial_cp_conference", "icpc_date")
        weekend = pc.greater_equal(pc.day_of_week(rows["icpc_date"]), SATURDAY)
        yield from _finding(load, "initial_cp_conference", rows.filter(weekend), "a conference at a weekend")
    if "person" in held:
        for name in sorted(held - {"person"}):
            if "person_id" in files[name].schema_arrow.names:
                yield from lost(
                    name, "person_id", "person", "person_id", "the child is not among the children sent"
                )


def _gaps(load: Load, name: str, file: pq.ParquetFile) -> Iterator[Finding]:
    of = file.metadata.num_rows
    had = [column for column in load.manifest["columns"].get(name, ()) if column in file.schema_arrow.names]
    asked = [column for column in had if column not in MAY_BE_EMPTY and column not in CONTRACT[name].key]
    rows = file.read(asked)
    for column in asked:
        count = rows[column].null_count
        if count and 1 - count / of < COMPLETE_ENOUGH:
            yield Finding(
                load.id, name, f"{column.replace('_', ' ')} is empty", count, of, (), _touches(name)
            )


def _overlapping(rows: pa.Table) -> pa.Table:
    """Rows that begin before the child's row before them has ended."""
    rows = rows.sort_by([("person_id", "ascending"), ("start_date", "ascending"), ("row", "ascending")])
    if not rows.num_rows:
        return rows
    before, after = rows.slice(0, rows.num_rows - 1), rows.slice(1)
    same = pc.equal(before["person_id"], after["person_id"])
    still = pc.or_kleene(pc.is_null(before["end_date"]), pc.greater(before["end_date"], after["start_date"]))
    return after.filter(pc.fill_null(pc.and_(same, still), False))


def _finding(load: Load, name: str, rows: pa.Table, what: str) -> Iterator[Finding]:
    places = sorted(rows["row"].to_pylist())
    if places:
        of = load.manifest["tables"][name]["rows"]
        yield Finding(load.id, name, what, len(places), of, tuple(places[:20]), _touches(name))


def write_faults(path: Path, loads: Iterable[Load]) -> None:
    """Every rejected, queried and noted row of some loads, as a CSV that a spreadsheet opens safely.

    Where a load is of made-up data, a last column says so in each of its rows.
    """
    loads = list(loads)
    columns = ["severity", "file", "row", "field", "value", "wrong", "remedy"]
    label = ["made_up"] if any(load.made_up for load in loads) else []
    with path.open("w", newline="", encoding="utf-8-sig") as file:
        writer = csv.writer(file)
        writer.writerow(["load", *columns, *label])
        for load in loads:
            said = [MADE_UP] if load.made_up else [None] * len(label)
            for fault in load.faults():
                writer.writerow([load.id, *(_safe(getattr(fault, name)) for name in columns), *said])


def _safe(cell: object) -> object:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(("=", "+", "-", "@", "\t", "\r")) else cell
