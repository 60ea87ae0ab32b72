"""The published files of ../shared/data, each read once, and small published files made in a test."""

import functools
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from lineofsight.engine.reading import SCHEMA
from lineofsight.engine.sources import published
from lineofsight.engine.sources.intake import Declared, Intake

FOLDERS = ("dfe", "population", "neighbours", "codes", "lait")


def files(shared: Path) -> list[Path]:
    return sorted(
        path for folder in FOLDERS for path in (shared / "data" / folder).rglob("*") if path.is_file()
    )


@functools.cache
def everything(shared: Path) -> Mapping[str, Intake]:
    """Each file's intake, by the file's name."""
    return {path.name: published.read([path], Declared()) for path in files(shared)}


def readings(shared: Path) -> pa.Table:
    intakes = everything(shared).values()
    return pa.concat_tables([one.readings for one in intakes if one.readings is not None])


def table(shared: Path, name: str) -> pa.Table:
    return pa.concat_tables([one.tables[name] for one in everything(shared).values() if name in one.tables])


def rows(given: pa.Table, **wanted: Any) -> list[dict[str, Any]]:
    """The rows whose columns are as wanted."""
    for column, value in wanted.items():
        given = given.filter(pc.is_null(given[column]) if value is None else pc.equal(given[column], value))
    return given.to_pylist()


def one(given: pa.Table, **wanted: Any) -> dict[str, Any]:
    (row,) = rows(given, **wanted)
    return row


EES = ("time_period", "time_identifier", "geographic_level", "region_code", "old_la_code")
ENGLAND = ("Reporting year", "National", "", "")
WORCESTERSHIRE = ("Reporting year", "Local authority", "E12000005", "885")


def table_of(path: Path, headings: Sequence[str], *given: Sequence[object]) -> Path:
    """A table of Explore Education Statistics: each row a year, where it is of, and its cells."""
    lines = [(*EES, *headings)]
    lines += [(year, *where, *cells) for year, where, *cells in given]
    path.write_text("\n".join(",".join(map(str, line)) for line in lines) + "\n", "utf-8")
    return path


def read(path: Path, **declared: Any) -> Intake:
    assert published.claim([path]) == [[path]]
    intake = published.read([path], Declared(**declared))
    assert intake.readings is None or intake.readings.schema.equals(SCHEMA)
    return intake
