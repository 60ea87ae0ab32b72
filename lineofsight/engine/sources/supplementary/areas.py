"""Whose rows they are: all of one area's, or each of the area that it names."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

import pyarrow as pa
import pyarrow.compute as pc

from lineofsight.engine.sources import authorities, cleaning
from lineofsight.engine.sources.intake import Declared, SourceError
from lineofsight.engine.sources.supplementary.sheets import Said, Sheet

AREA = "area"
CODES = re.compile(r"\D*\d{3}(?:\D*\d{3})*\D*")  # "885", "885 and 884", and 885884, as Excel reads "885,884"


def by_area(
    sent: Sequence[Sheet], said: Said, declared: Declared, name: str
) -> Mapping[str | None, Sequence[Sheet]]:
    """The sheets of each area, their rows alone; of None where nobody says whose they are.

    SourceError: a row is of no area, or of one that is not the return's or that there is not.
    """
    named = _named(said, name)
    if named and declared.area and declared.area not in named:
        areas = " and ".join(named)
        raise SourceError(
            f"{name}: says that it is of area {areas}, and {declared.area} was declared. Correct one of them."
        )
    at = {area: said.at(AREA) for area in named}
    if not at and declared.area:
        at = {declared.area: f"{name}, --area or return.toml"}
    of_rows = [_of_rows(one, next(iter(at)) if len(at) == 1 else None) for one in sent]
    if not at:
        at = {area: _place(one, row) for one, areas in zip(sent, of_rows, strict=True)
              for area, row in reversed(_rows(one, areas)) if area}  # fmt: skip
    for area, place in at.items():
        if not authorities.is_authority(area, made_up=declared.made_up, listed=declared.listed):
            raise SourceError(authorities.unknown(place, area))
    if not at:
        return {None: sent}
    for one, areas in zip(sent, of_rows, strict=True):
        _refuse_others(one, areas, list(at))
    return {
        area: [_only(one, pc.equal(areas, area)) for one, areas in zip(sent, of_rows, strict=True)]
        for area in at
    }


def _named(said: Said, name: str) -> list[str]:
    words = said.get(AREA) or ""
    if words and not CODES.fullmatch(words):
        raise SourceError(
            f"{said.at(AREA)}: {words!r} is not a 3-digit code of a local authority, such as 885. Correct it."
        )
    return list(dict.fromkeys(re.findall(r"\d{3}", words)))


def _of_rows(sheet: Sheet, otherwise: str | None) -> pa.Array:
    said = sheet.columns.column_names
    areas = cleaning.text(sheet.columns[AREA]) if AREA in said else pa.nulls(len(sheet.rows), pa.string())
    return pc.fill_null(areas, otherwise) if otherwise else areas


def _refuse_others(sheet: Sheet, areas: pa.Array, known: Sequence[str]) -> None:
    """The first row that is of no area, or of one that the return is not of, names itself."""
    first = pc.index(pc.is_in(areas, value_set=pa.array(known)), False).as_py()
    if first < 0:
        return
    area, place = areas[first].as_py(), _place(sheet, sheet.rows[first].as_py())
    if area is None:
        raise SourceError(
            f"{place}: is empty, and the return is of {' and '.join(known)}. Write which of them the row is of."
        )
    raise SourceError(
        f"{place}: {area[:20]!r} is not an area that the return is of ({', '.join(known)}). Correct it, or name the "
        "area on the sheet return as well."
    )


def _rows(sheet: Sheet, areas: pa.Array) -> list[tuple[str | None, int]]:
    return list(zip(areas.to_pylist(), sheet.rows.to_pylist(), strict=True))


def _place(sheet: Sheet, row: int) -> str:
    return f"{sheet.name}, row {row}, field {AREA}"


def _only(sheet: Sheet, where: pa.Array) -> Sheet:
    return replace(
        sheet,
        columns=sheet.columns.filter(where).drop_columns(
            [AREA] if AREA in sheet.columns.column_names else []
        ),
        rows=sheet.rows.filter(where),
        ragged=sheet.ragged.filter(where),
    )
