"""From published cells to readings: the value, what stands behind it, and why there is none."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from lineofsight.engine import reading
from lineofsight.engine.reading import Basis, Status
from lineofsight.engine.sources.published.cells import Cells
from lineofsight.engine.sources.published.mapping import Figure

NO_POPULATION = "A rate: it needs the mid-year population, which is not loaded for this area and year."
NO_DENOMINATOR = "What it is a share of is not in this file."


@dataclass(frozen=True, kw_only=True)
class Release:
    """One release of a publication, and the day it came out."""

    name: str
    known_on: date


@dataclass(frozen=True, kw_only=True)
class Places:
    """Where and when each row's figures are true: arrays of one length. `note` may be null."""

    area: pa.Array
    period: pa.Array
    start: pa.Array
    end: pa.Array
    note: pa.Array

    def __len__(self) -> int:
        return len(self.area)

    def only(self, mask: pa.Array) -> "Places":
        return Places(**{name: array.filter(mask) for name, array in vars(self).items()})

    def at(self, indices: pa.Array) -> "Places":
        return Places(**{name: array.take(indices) for name, array in vars(self).items()})


@dataclass(frozen=True, kw_only=True)
class Numbers:
    """A figure's cells, row for row."""

    numerator: Cells | None = None
    denominator: Cells | None = None
    value: Cells | None = None


def readings(
    figure: Figure,
    places: Places,
    numbers: Numbers,
    release: Release,
    *,
    by: pa.Array | None = None,
    group: pa.Array | None = None,
    code: pa.Array | None = None,
) -> pa.Table:
    """A reading for each row in which anything was published.

    `by`, `group` and `code` stand where they differ from row to row; else they are the figure's own.
    """
    size = len(places)
    n, d = _number(numbers.numerator, size), _number(numbers.denominator, size)
    chosen, note = _agreed(figure, numbers.value, _worked_out(figure, n, d), n, d)
    status, why = _standing(figure, numbers, chosen, size)
    is_value = pc.equal(status, Status.VALUE)
    note = pc.coalesce(why, note)
    columns = {
        "code": figure.code if code is None else code,
        "area": places.area,
        "period": places.period,
        "start": places.start,
        "end": places.end,
        "by": figure.by if by is None else by,
        "group": figure.group if group is None else group,
        "numerator": n,
        "denominator": d,
        "value": pc.if_else(is_value, chosen, None),
        "status": status,
        "basis": str(Basis.PUBLISHED),
        "release": release.name,
        "known_on": release.known_on,
        "provisional": False,
        "note": _together(pa.repeat(figure.note, size).cast(pa.string()), note, places.note),
    }
    arrays = [_column(columns.get(field.name), field.type, size) for field in reading.SCHEMA]
    table = pa.Table.from_arrays(arrays, schema=reading.SCHEMA)
    present = [cells.present for cells in (numbers.numerator, numbers.value) if cells is not None]
    return table.filter(present[0] if len(present) == 1 else pc.or_(*present))


def _standing(figure: Figure, numbers: Numbers, chosen: pa.Array, size: int) -> tuple[pa.Array, pa.Array]:
    """Each reading's status, and why there is no value where no marker says it."""
    published = _number(numbers.value, size)
    behind = pc.coalesce(_marker(numbers.numerator, size), _marker(numbers.denominator, size))
    marker = pc.coalesce(_marker(numbers.value, size), pc.if_else(pc.is_valid(published), None, behind))
    without = pc.and_(pc.is_null(marker), pc.is_null(chosen))
    of_nothing = pc.and_(without, pc.fill_null(pc.equal(_number(numbers.denominator, size), 0.0), False))
    lacking = pc.and_(without, pa.scalar(figure.of_population or figure.denominator is not None))
    status = pc.if_else(lacking, str(Status.INCOMPLETE), pc.coalesce(marker, str(Status.VALUE)))
    lack = NO_POPULATION if figure.of_population else NO_DENOMINATOR
    why = pc.if_else(lacking, lack, pa.scalar(None, pa.string()))
    return (
        pc.if_else(of_nothing, str(Status.NOT_APPLICABLE), status),
        pc.if_else(of_nothing, "There was nothing to take a share of.", why),
    )


def _worked_out(figure: Figure, n: pa.Array, d: pa.Array) -> pa.Array:
    """The value that numerator and denominator give, unrounded."""
    if figure.per is None:
        return n
    return pc.multiply(pc.divide(n, pc.if_else(pc.equal(d, 0.0), None, d)), float(figure.per))


def _agreed(
    figure: Figure, value: Cells | None, worked_out: pa.Array, n: pa.Array, d: pa.Array
) -> tuple[pa.Array, pa.Array]:
    """The value worked out where it rounds to the one published; else the published one, and a note.

    They differ where counts are rounded (England and regions, to 10) or were revised and shares were not.
    """
    no_note = pa.nulls(len(n), pa.string())
    if value is None:
        return worked_out, no_note
    published = value.number
    if figure.per is None:
        return pc.coalesce(published, worked_out), no_note
    decimals = value.places
    near = 0.5 * 10.0**-decimals + 1e-9
    apart = pc.greater(pc.abs(pc.subtract(published, worked_out)), near)
    apart = pc.fill_null(apart, False)
    text = pc.binary_join_element_wise(
        "The publisher gives this value;", _text(n), "of", _text(d), "would be",
        pc.cast(pc.round(worked_out, decimals + 1), pa.string()), " ",
    )  # fmt: skip
    note = pc.if_else(apart, text, no_note)
    return pc.if_else(apart, published, pc.coalesce(worked_out, published)), note


def _text(numbers: pa.Array) -> pa.Array:
    return pc.replace_substring_regex(pc.cast(pc.round(numbers, 1), pa.string()), r"\.0$", "")


def _number(cells: Cells | None, size: int) -> pa.Array:
    return pa.nulls(size, pa.float64()) if cells is None else cells.number


def _marker(cells: Cells | None, size: int) -> pa.Array:
    return pa.nulls(size, pa.string()) if cells is None else cells.marker


def _together(*notes: pa.Array) -> pa.Array:
    # Filled by hand: Arrow's own `null_handling="skip"` loses the rows in which every note is null.
    filled = [pc.coalesce(note, "") for note in notes]
    joined = pc.utf8_trim_whitespace(pc.binary_join_element_wise(*filled, " "))
    return pc.if_else(pc.equal(joined, ""), None, joined)


def _column(value: Any, kind: pa.DataType, size: int) -> pa.Array:
    if value is None:
        return pa.nulls(size, kind)
    if isinstance(value, pa.Array | pa.ChunkedArray):
        array = value.combine_chunks() if isinstance(value, pa.ChunkedArray) else value
        return array.cast(kind)
    return pa.repeat(pa.scalar(value, kind), size)
