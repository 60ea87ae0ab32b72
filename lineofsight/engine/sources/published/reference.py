"""Who is where: areas, their regions and successors, and flat lists kept as they are published.

Indicators read none of these but the population; the benchmark reads `areas` and `neighbours`.
"""

import functools
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from lineofsight.engine.sources import cleaning
from lineofsight.engine.sources.intake import Declared, Intake, SourceError
from lineofsight.engine.sources.published import cells, intakes
from lineofsight.engine.sources.published.intakes import Rows
from lineofsight.engine.sources.published.mapping import reference

ENGLAND = "970"
MOST_RESIDENTS = 1e9
POPULATION_KNOWN_BY = {"time_period", "geographic_level", "old_la_code", "population_estimate", "age_group"}

AREAS = pa.schema(
    [
        ("area", pa.string()),  # 3-digit code; the same area stands once a code of the ONS
        ("ons_code", pa.string()),
        ("name", pa.string()),
        ("kind", pa.string()),  # authority, region, country
        ("type", pa.string()),  # of an authority: SC, UA, MD, ILB, OLB
        ("region", pa.string()),  # the region's code: 984
        ("successors", pa.string()),  # codes, separated by ";"
        ("note", pa.string()),
        ("file", pa.int32()),
        ("row", pa.int32()),
    ]
)
NEIGHBOURS = pa.schema(
    [
        ("area", pa.string()),
        ("model", pa.string()),  # "2021", "2025"
        ("since", pa.date32()),  # the model's first day
        ("rank", pa.int32()),  # 1 is the nearest
        ("neighbour", pa.string()),
        ("closeness", pa.string()),
        ("file", pa.int32()),
        ("row", pa.int32()),
    ]
)


@functools.cache
def _regions() -> Mapping[str, str]:
    """Any name or ONS code of England or a region, in lower case, to its 3-digit code."""
    return {
        word.lower(): region["area"]
        for region in reference()["regions"]
        for word in (region["ons"], *region["names"])
    }


def area_of_region(word: str) -> str | None:
    return _regions().get(word.strip().lower())


def regions() -> frozenset[str]:
    """The codes that are England or a region, and no authority."""
    return frozenset(region["area"] for region in reference()["regions"])


def region_names() -> tuple[str, ...]:
    """The names of the regions, in lower case, longer ones first; England is none."""
    named = (
        name.lower() for one in reference()["regions"] if one["area"] != ENGLAND for name in one["names"]
    )
    return tuple(sorted(named, key=len, reverse=True))


def flat_entry(header: Sequence[str]) -> Mapping[str, Any] | None:
    """The entry of the mapping whose columns a file has."""
    for entry in reference()["flat"]:
        if set(entry["columns"].values()) <= set(header):
            return entry
    return None


def read_flat(path: Path, rows: Rows, declared: Declared) -> Intake:
    entry = flat_entry(rows.columns)
    if entry is None:
        raise SourceError(f"{path.name}: has none of the sets of headings that are known.")
    table = pa.table({ours: _text(rows.column(theirs)) for ours, theirs in entry["columns"].items()})
    if "area" in table.column_names:
        code = pc.replace_substring_regex(table["area"], r"\.0+$", "")
        table = table.set_column(table.column_names.index("area"), "area", code)
    if entry["table"] == "areas":
        rows.reject(
            pc.invert(pc.fill_null(pc.match_substring_regex(table["area"], r"^\d{3}$"), False)),
            entry["columns"]["area"], "is no 3-digit code of an area", "Authorities have codes such as 885.",
        )  # fmt: skip
    table = table.append_column("file", pa.repeat(pa.scalar(0, pa.int32()), len(rows)))
    table = table.append_column("row", rows.places).filter(rows.kept)
    if entry["table"] == "areas":
        table = _areas(table)
    known_on = declared.known_on or entry["known_on"]
    if not (declared.known_on or entry.get("checked")):
        rows.note(
            f"does not say when it was true; {known_on} is taken",
            "Say otherwise with --known-on if it matters.",
        )
    return intakes.reference(path, rows, {entry["table"]: table}, known_on, declared)


def _text(column: pa.Array) -> pa.Array:
    trimmed = pc.utf8_trim_whitespace(column)
    return pc.if_else(pc.equal(trimmed, ""), None, trimmed)


def _areas(table: pa.Table) -> pa.Table:
    codes = _regions()
    kinds = {code: "country" if code == ENGLAND else "region" for code in codes.values()}
    area = table["area"].to_pylist()
    region = [name and codes.get(name.lower()) for name in table["region"].to_pylist()]
    table = table.set_column(table.column_names.index("region"), "region", pa.array(region, pa.string()))
    kind = pa.array([kinds.get(code, "authority") for code in area], pa.string())
    table = table.append_column("kind", kind)
    columns = [
        table[field.name] if field.name in table.column_names else pa.nulls(table.num_rows, field.type)
        for field in AREAS
    ]
    return pa.table(columns, AREAS.names).cast(AREAS).combine_chunks()


def is_population(header: Sequence[str]) -> bool:
    return set(header) >= POPULATION_KNOWN_BY


def read_population(path: Path, rows: Rows, areas: pa.Array, declared: Declared) -> Intake:
    """Mid-year estimates of children: the contract's `population`, and the areas it counts."""
    rows.refuse_strangers(areas, "old_la_code", declared)
    years = cleaning.integers(rows.column("time_period"))
    known = pc.and_(pc.greater(years, 1900), pc.less(years, 2100))
    rows.reject(pc.invert(pc.fill_null(known, False)), "time_period", "is no year", "Write the year: 2016.")
    residents = cells.read(rows.column("population_estimate")).number
    counted = pc.fill_null(
        pc.and_(pc.greater_equal(residents, 0.0), pc.less(residents, MOST_RESIDENTS)), False
    )
    rows.reject(
        pc.invert(counted), "population_estimate", "is no number of residents",
        "Nothing need be done where the authority did not exist in that year.",
    )  # fmt: skip
    kept = rows.kept
    if not pc.any(kept).as_py():
        raise SourceError(f"{path.name}: no row can be read. {rows.first_fault()}")
    schema = cleaning.schema("population")
    columns = {
        "area": areas,
        "year": years,
        "residents": pc.cast(pc.round(pc.if_else(counted, residents, None)), pa.int64()),
        "file": pa.repeat(pa.scalar(0, pa.int32()), len(rows)),
        "row": rows.places,
    }
    arrays = [cells.flat(columns[field.name]).cast(field.type) for field in schema]
    table = pa.Table.from_arrays(arrays, schema=schema).filter(kept)
    last = pc.max(table["year"]).as_py()
    known_on = _came_out(last, rows, declared)
    tables = {"population": table, "areas": _areas_counted(rows, areas)}
    return intakes.reference(path, rows, tables, known_on, declared, release=f"ONS {last}")


def _came_out(year: int, rows: Rows, declared: Declared) -> date:
    """The day on which a year's estimates came out; what a person says goes before what nothing bears out."""
    days = reference()["population"]
    day = days.get(str(year))
    if day and year not in days["unchecked"]:
        return day
    if declared.known_on:
        return declared.known_on
    why = "was not checked with its publisher" if day else "is not known"
    day = day or date(year + 1, 10, 31)
    rows.note(
        f"is the estimate of mid-{year}, whose day of publication {why}; {day} is taken",
        "Look it up on the release's page and say it with --known-on.",
    )
    return day


def _areas_counted(rows: Rows, areas: pa.Array) -> pa.Table:
    """The authorities that a population file counts: so that a region is known without a list of codes."""
    columns = {"name": "la_name", "ons_code": "new_la_code", "region": "region_code"}
    texts = {ours: _text(rows.column(theirs)) for ours, theirs in columns.items()}
    table = pa.table({"area": areas, **texts, "row": rows.places})
    seen = cells.again(areas, texts["ons_code"])
    authority = pc.equal(rows.column("geographic_level"), "Local authority")
    table = table.filter(pc.and_(pc.and_(rows.kept, authority), pc.invert(seen)))
    return _areas(table.append_column("file", pa.repeat(pa.scalar(0, pa.int32()), table.num_rows)))
