"""What is published of readings, and the log of everything that is not."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from lineofsight.engine.disclosure.cells import ABSENT, COLUMNS, PARTS, Cells, Flags, Ints, Rows
from lineofsight.engine.disclosure.rules import Rule

NAMED = 4  # at most so many of the cells involved are named; of more, how many
LOGGED = ("code", "edition", "area", "period", "by", "group")

Readings: TypeAlias = Any  # an Arrow table, or dicts in a sequence: pa.Table | Sequence[Mapping[str, Any]]


@dataclass(frozen=True)
class Published:
    """`readings`: what may be shown, in the form and order they came in. `log`: one entry a hidden figure.

    An entry has code, edition, area, period, by, group, `why` (primary, secondary, differencing), `rule`
    (in words), `cells` (the hidden cells for whose sake it is hidden, in words) and `given_away`: that
    what was published before, here or by others, tells it all the same. The log is for the board: who
    reads it learns which hidden figures are small.
    """

    readings: Any
    log: Any


def as_table(readings: Readings) -> pa.Table:
    """Readings as an Arrow table, with at least the columns that matter here."""
    if isinstance(readings, pa.Table):
        return readings
    kinds = {"start": pa.date32(), "end": pa.date32(), **dict.fromkeys(PARTS, pa.float64())}
    columns = {name: [row.get(name) for row in readings] for name in COLUMNS}
    return pa.table(
        {name: pa.array(column, kinds.get(name, pa.string())) for name, column in columns.items()}
    )


def publish(readings: Readings, table: pa.Table, rows: Rows, cells: Cells) -> Published:
    """The readings without what is hidden, and the log."""
    upper, lower = cells.hidden[rows.upper], (rows.lower != ABSENT) & cells.hidden[rows.lower]
    silent = upper | lower
    log = _log(table, rows, cells, silent)
    hidden = {
        "numerator": _at(rows, upper, len(table)),
        "denominator": _at(rows, lower, len(table)),
        "value": _at(rows, silent, len(table)),
        "children": _at(rows, np.ones(len(rows.at), bool), len(table)),
    }
    hidden["children_rest"] = hidden["children"]
    hidden["status"] = hidden["value"]
    if isinstance(readings, pa.Table):
        return Published(_blanked(readings, hidden), log)
    shown = []
    for number, row in enumerate(readings):
        blank = {name: None for name, where in hidden.items() if name in row and where[number]}
        shown.append({**row, **blank, **({"status": "suppressed"} if "status" in blank else {})})
    return Published(shown, log.to_pylist())


def _at(rows: Rows, where: Flags, length: int) -> Flags:
    flags = np.zeros(length, bool)
    flags[rows.at[where]] = True
    return flags


def _blanked(table: pa.Table, hidden: Mapping[str, Flags]) -> pa.Table:
    for name, where in hidden.items():
        at = table.column_names.index(name)
        blank = pa.scalar("suppressed" if name == "status" else None, table.schema.field(at).type)
        column = pc.if_else(pa.array(where), blank, table[name])
        table = table.set_column(at, table.schema.field(at), column)
    return table


def _log(table: pa.Table, rows: Rows, cells: Cells, silent: Flags) -> pa.Table:
    upper, lower = rows.upper[silent], rows.lower[silent]
    cell = np.where(cells.hidden[upper], upper, lower)
    notes, note = np.unique(cells.because[cell], return_inverse=True)
    more = {
        "why": _words([str(rule.why) for rule in Rule], cells.rule[cell]),
        "rule": _words([str(rule) for rule in Rule], cells.rule[cell]),
        "cells": _words(_named(table, rows, cells, notes), note),
        "given_away": pa.array(cells.given_away[cell] | cells.known[cell]),
    }
    entries = table.select(list(LOGGED)).take(pa.array(rows.at[silent]))
    for name, column in more.items():
        entries = entries.append_column(name, column)
    return entries


def _words(words: list[str], at: NDArray[Any]) -> pa.Array:
    return pa.array(words, pa.string()).take(pa.array(at.astype(np.int64)))


def _named(table: pa.Table, rows: Rows, cells: Cells, notes: Ints) -> list[str]:
    """The cells of each note in words: "2016-M05 Mixed; 2016-M07 other; and 3 more"."""
    some = [cells.notes[note][:NAMED] for note in notes]
    row_of = np.full(len(cells.rule), ABSENT)
    row_of[rows.lower[rows.lower != ABSENT]] = np.flatnonzero(rows.lower != ABSENT)
    row_of[rows.upper] = np.arange(len(rows.at))
    wanted = np.unique(np.concatenate([*some, np.zeros(0, np.int64)]))
    listed = wanted[row_of[wanted] != ABSENT]
    columns = table.select(["period", "group"]).take(pa.array(rows.at[row_of[listed]])).to_pydict()
    words = {
        cell: period if group is None else f"{period} {group}"
        for cell, period, group in zip(listed, columns["period"], columns["group"], strict=True)
    }
    found = []
    for note, first in zip(notes, some, strict=True):
        more = len(cells.notes[note]) - len(first)
        parts = [words.get(cell, "those in no listed group") for cell in first]
        found.append("; ".join([*parts, f"and {more} more"] if more else parts))
    return found
