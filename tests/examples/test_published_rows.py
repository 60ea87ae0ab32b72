"""The published rows of the Worcestershire example are its publishers' own."""

import csv
from collections.abc import Iterator
from pathlib import Path

import pyarrow.parquet as pq
import pytest

DATA = Path("examples/worcestershire-2016-17/data")
FILES = sorted(DATA.glob("*.csv"))


def rows(path: Path) -> Iterator[tuple[str, ...]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        yield from (tuple(row) for row in csv.reader(file) if row)


def whole(path: Path) -> set[tuple[str, ...]]:
    """Every row of a publisher's file; one kept as Parquet is read as text."""
    if path.suffix != ".parquet":
        return set(rows(path))
    table = pq.read_table(path)
    lines = zip(*(table[name].to_pylist() for name in table.column_names), strict=True)
    return {tuple(table.column_names), *(tuple(map(_text, line)) for line in lines)}


def _text(cell: object) -> str:
    """An area's code is held as 885.0 there."""
    return "" if cell is None else str(int(cell)) if isinstance(cell, float) and cell == cell else str(cell)


@pytest.mark.parametrize("path", FILES, ids=[path.name[:30] for path in FILES])
def test_each_row_equals_the_row_that_its_publisher_gave(path, shared):
    (source,) = [one for one in (shared / "data").rglob(f"{path.stem}.*") if one.suffix in (".csv", ".parquet")
                 and "previous_release" not in one.parts]  # fmt: skip
    mine = list(rows(path))
    assert len(mine) > 1
    assert set(mine) - whole(source) == set()


def test_the_readme_names_every_file_and_the_licence():
    said = (DATA / "README.md").read_text(encoding="utf-8")
    assert "Open Government Licence v3.0" in said
    assert [path.name for path in FILES if path.name not in said] == []
