"""Statistical neighbours, by model: one row an authority, its ten nearest across."""

import re
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pyarrow as pa

from lineofsight.engine.sources import opening
from lineofsight.engine.sources.intake import Declared, Intake, SourceError
from lineofsight.engine.sources.opening.delimited import number_repeats
from lineofsight.engine.sources.published import intakes
from lineofsight.engine.sources.published.intakes import Rows
from lineofsight.engine.sources.published.mapping import reference
from lineofsight.engine.sources.published.reference import NEIGHBOURS, flat_entry

AREA = ("old_la_code", "LA num")
NEIGHBOUR = re.compile(r"SN_?(\d{1,2})")
OLD = "old sns"  # above the neighbours that abolished authorities had in the model before


def is_headed(header: Sequence[str]) -> bool:
    return any(name in header for name in AREA) and any(NEIGHBOUR.fullmatch(name) for name in header)


def sheet(path: Path) -> Rows | None:
    """The first sheet with headings known here, which may stand some rows down."""
    for grid in opening.read_workbook(path).values():
        for at, cells in enumerate(grid[:20]):
            named = [_text(cell) or f"#unnamed {place}" for place, cell in enumerate(cells, 1)]
            header = number_repeats(named)
            if is_headed(header) or flat_entry(header):
                body = [[_text(cell) for cell in row] for row in grid[at + 1 :]]
                filled = [(at + 2 + place, row) for place, row in enumerate(body) if any(row)]
                columns = list(zip(*(row for _, row in filled), strict=True)) or [()] * len(header)
                raw = pa.table([pa.array(column, pa.string()) for column in columns], header)
                return Rows(path.name, raw, pa.array([place for place, _ in filled], pa.int32()))
    return None


def _text(cell: object) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()


def read(path: Path, rows: Rows, declared: Declared) -> Intake:
    model = _model(path)
    names = {entry["model"]: entry for entry in reference()["models"]}
    header = rows.columns
    area = next(name for name in AREA if name in header)
    pairs = [
        (int(found[1]), name, header[place + 1] if place + 1 < len(header) else None)
        for place, name in enumerate(header)
        if (found := NEIGHBOUR.fullmatch(name))
    ]
    made: list[dict] = []
    refused = [False] * len(rows)
    below = False
    for at, row in enumerate(rows.raw.to_pylist()):
        place = rows.places[at].as_py()
        if any(value.lower().startswith(OLD) for value in row.values()):
            below = refused[at] = True
            continue
        code = row[area].strip()
        if not re.fullmatch(r"\d{3}", code):
            refused[at] = True
            continue
        own = names[model["before"]] if below else model
        for rank, name, closeness in pairs:
            neighbour = row[name].strip()
            if re.fullmatch(r"\d{3}", neighbour):
                made.append(
                    {
                        "area": code, "model": own["model"], "since": own["since"], "rank": rank,
                        "neighbour": neighbour, "closeness": closeness and row[closeness].strip().lower(),
                        "file": 0, "row": place,
                    }
                )  # fmt: skip
    rows.reject(
        pa.array(refused, pa.bool_()), area, "is no row of an authority's neighbours",
        "Nothing need be done about headings and empty lines in between.",
    )  # fmt: skip
    if not made:
        raise SourceError(f"{path.name}: no authority's neighbours can be read. {rows.first_fault()}")
    for one in made:
        for column, field in (("area", area), ("neighbour", f"SN{one['rank']}")):
            rows.refuse_stranger(one[column], one["row"], field, declared)
    known_on: date = declared.known_on or model["since"]
    table = pa.Table.from_pylist(made, NEIGHBOURS)
    return intakes.reference(path, rows, {"neighbours": table}, known_on, declared, model["model"])


def _model(path: Path) -> dict:
    models = {entry["model"]: entry for entry in reference()["models"]}
    year = intakes.year_in(path.name)
    if year not in models:
        known = " or ".join(models)
        raise SourceError(
            f"{path.name}: does not say which model of statistical neighbours it is. "
            f"Put its year ({known}) into the file's name."
        )
    return models[year]
