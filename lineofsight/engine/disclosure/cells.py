"""Readings as cells: every number that somebody could see, once, and the tables that it stands in."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from lineofsight.engine.disclosure.rules import (
    HIDDEN_WITH_WHOLE,
    NUMBER,
    TWO_PARTS,
    DisclosureError,
    Rule,
    Settings,
    Shape,
    primary,
)

WORDS = ("code", "edition", "area", "by", "group", "basis")
PARTS = ("numerator", "denominator", "children", "children_rest", "value")
COLUMNS = (*WORDS, "period", "start", "end", *PARTS, "status")
STANDARD = re.compile(r"\d{4}-\d{2}(-Q\d)?|\d{4}-M\d{2}")  # years, quarters, months: they nest
ABSENT = -1
TOLERANCE = 1e-6  # totals are whole numbers or sums of days; their errors are those of floats

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
# Arrays of true and false. Any, because numpy's types cannot tell `.any(axis=0)`, an array, from `.any()`.
Flags: TypeAlias = Any


@dataclass
class Cells:
    """Every number, by position. `rule`: why it is hidden (0: shown). `known`: published before, unchanged.

    `given_away`: hidden, but what was published before says too much of it for anything to help.

    `because`: which of the `notes` lists the hidden cells for whose sake it is hidden as well.
    """

    rule: NDArray[np.int8]
    known: Flags
    given_away: Flags
    because: Ints
    notes: list[Ints] = field(default_factory=lambda: [np.zeros(0, np.int64)])

    @classmethod
    def shown(cls, count: int) -> "Cells":
        no = np.zeros((2, count), bool)
        return cls(np.zeros(count, np.int8), no[0], no[1], np.zeros(count, np.int64))

    @property
    def hidden(self) -> Flags:
        return self.rule > 0

    def more(self, count: int) -> int:
        """Room for numbers that nobody shows but everybody can subtract; the position of the first."""
        first, new = len(self.rule), Cells.shown(count)
        for name in ("rule", "known", "given_away", "because"):
            setattr(self, name, np.concatenate([getattr(self, name), getattr(new, name)]))
        return first


@dataclass(frozen=True)
class Rows:
    """The readings to protect, as columns, and for each the cells of its numerator and denominator."""

    keys: Mapping[str, Ints]  # code, edition, area, by, group, basis and span, as numbers; 0 for none
    denominator: Floats
    at: Ints  # position in the readings
    upper: Ints  # the cell of the numerator
    lower: Ints  # the cell of the denominator, or ABSENT
    inside: Flags  # the numerator is part of the denominator
    follows: Flags  # the numerator is hidden where the denominator is
    names: Ints  # the numerator's and the denominator's totals, as numbers: [row, 2]
    additive: Flags
    periods_add: Flags
    spans: Ints  # of each span: its first and last day, and whether its label is a standard one
    values: Floats  # of each cell


def read(
    readings: pa.Table, shapes: Mapping[str, Shape], before: Iterable[pa.Table], settings: Settings
) -> tuple[Rows, Cells]:
    """The rows and cells of readings, marked where they are small themselves or known from elsewhere."""
    tables = [_plain(readings), *(_plain(one) for one in before)]
    every = pa.concat_tables(tables)
    words = {name: every[name].combine_chunks().dictionary_encode() for name in (*WORDS, "period")}
    keys = {name: _numbers(words[name]) for name in WORDS}
    keys["span"], spans = _spans(every, words["period"])
    parts = {name: _floats(every[name]) for name in PARTS}
    bases = ["", *words["basis"].dictionary.to_pylist()]
    ours = np.isin(keys["basis"], [n for n, basis in enumerate(bases) if basis != "published"])
    ours &= np.arange(len(every)) < len(tables[0])
    ours &= ~(np.isnan(parts["numerator"]) & np.isnan(parts["value"]))

    codes = ["", *words["code"].dictionary.to_pylist()]
    marks = _by_code(codes, keys["code"], parts, ours, shapes, settings)
    both = parts["numerator"], parts["denominator"]
    names = _apart_where_they_differ(marks.names, keys, both, ours)
    upper, lower, values = _cells(names, keys, both, ours)
    cells = Cells.shown(len(values))
    for place, rule, number in zip((upper, lower), marks.rules.T, both, strict=True):
        hit = ours & (rule > 0) & (place != ABSENT)
        cells.rule[place[hit]] = rule[hit]
        seen = ~ours & (place != ABSENT)
        seen[seen] = np.abs(number[seen] - values[place[seen]]) < TOLERANCE
        cells.known[place[seen]] = True
    # Of a count within another total, the rest was not to be seen in the reading itself.
    rest = np.where(lower == ABSENT, np.nan, values[lower]) - parts["numerator"]
    small = ours & marks.inside & (rest > 0) & (rest < settings.smallest_shown) & ~cells.hidden[upper]
    cells.rule[upper[small]] = NUMBER[Rule.REST]
    at = np.flatnonzero(ours)
    rows = Rows(
        keys={name: column[at] for name, column in keys.items()},
        denominator=parts["denominator"][at],
        at=at,
        upper=upper[at],
        lower=lower[at],
        inside=marks.inside[at],
        follows=marks.follows[at],
        names=names[at],
        additive=marks.additive[at],
        periods_add=marks.periods_add[at],
        spans=spans,
        values=values,
    )
    return rows, cells


@dataclass(frozen=True)
class _Marks:
    """What the shapes of the codes say of every row; `names` and `rules`: of numerator and denominator."""

    names: Ints
    rules: NDArray[np.int8]
    additive: Flags
    periods_add: Flags
    inside: Flags
    follows: Flags


def _by_code(
    codes: list[str],
    code_of: Ints,
    parts: Mapping[str, Floats],
    ours: Flags,
    shapes: Mapping[str, Shape],
    settings: Settings,
) -> _Marks:
    count = len(code_of)
    marks = _Marks(np.zeros((count, 2), np.int64), np.zeros((count, 2), np.int8), *np.zeros((4, count), bool))
    total = _Names()
    for number, code in enumerate(codes):
        rows = np.flatnonzero(code_of == number)
        mine = rows[ours[rows]]
        if code not in shapes:
            if len(mine):
                raise DisclosureError(f"Say the shape of {code} (its kind, what adds up) to publish it.")
            continue
        shape, some = shapes[code], {name: part[mine] for name, part in parts.items()}
        kind = _kind(shape, some["numerator"], some["denominator"])
        marks.names[rows, 0] = total.number(shape.numerator or code)
        if kind in TWO_PARTS or shape.within:
            marks.names[rows, 1] = total.number(shape.within or shape.denominator or f"{code} whole")
        marks.additive[rows], marks.periods_add[rows] = shape.additive, shape.periods_add
        marks.inside[rows] = kind == "share" or shape.within is not None
        marks.follows[rows] = marks.inside[rows] | (kind in HIDDEN_WITH_WHOLE)
        marks.rules[mine] = primary(kind, some, settings)
    return marks


class _Names:
    """Numbers for the names of totals, from 1."""

    def __init__(self) -> None:
        self.known: dict[str, int] = {}

    def number(self, name: str) -> int:
        return self.known.setdefault(name, len(self.known) + 1)


def _plain(readings: pa.Table) -> pa.Table:
    """The columns that matter, with plain types."""
    kinds = {"start": pa.date32(), "end": pa.date32(), **dict.fromkeys(PARTS, pa.float64())}
    arrays = [readings[name].cast(kinds.get(name, pa.string())) for name in COLUMNS]
    return pa.Table.from_arrays(arrays, names=list(COLUMNS))


def _floats(column: pa.ChunkedArray) -> Floats:
    """Numbers, NaN where there is none. (Of a chunked array, Arrow would import pandas for it.)"""
    return np.asarray(column.combine_chunks().cast(pa.float64()).to_numpy(zero_copy_only=False))


def _numbers(words: pa.DictionaryArray) -> Ints:
    """The position of each word in its dictionary plus one; 0 where there is none."""
    return pc.fill_null(words.indices, -1).to_numpy().astype(np.int64) + 1


def _spans(every: pa.Table, labels: pa.DictionaryArray) -> tuple[Ints, Ints]:
    """Each row's span of days, as a number; and of each span its first day, its last, and 1 if standard."""
    first, last = (_floats(every[name].cast(pa.int32())).astype(np.int64) for name in ("start", "end"))
    both, at = np.unique(first << 32 | last, return_inverse=True)
    standard = np.array(
        [*(bool(STANDARD.fullmatch(label)) for label in labels.dictionary.to_pylist()), False]
    )
    is_standard = np.zeros(len(both), bool)
    is_standard[at[standard[_numbers(labels) - 1]]] = True
    return at, np.stack([both >> 32, both & (1 << 32) - 1, is_standard.astype(np.int64)], axis=1)


def _kind(shape: Shape, n: Floats, d: Floats) -> str:
    """What was handed over as figures says by its numbers what kind it is."""
    if shape.kind != "handed over":
        return shape.kind
    if np.isnan(d).all():
        return "count"
    return "ratio" if (n > d).any() else "share"


def together(*columns: Ints) -> tuple[Ints, int]:
    """Rows with the same values in all columns get the same number, from 0; and how many there are."""
    key = columns[0].astype(np.int64)
    for column in columns[1:]:
        key = key * (int(column.max(initial=0)) + 1) + column
    numbered = pa.array(key).dictionary_encode()
    return numbered.indices.to_numpy().astype(np.int64), len(numbered.dictionary)


def _apart_where_they_differ(
    names: Ints, keys: Mapping[str, Ints], parts: tuple[Floats, Floats], ours: Flags
) -> Ints:
    """Totals of one name are one number only where they agree; else each code, edition and basis has its own."""
    for _ in range(2):
        upper, lower, values = _cells(names, keys, parts, ours)
        wrong = np.zeros(int(names.max(initial=0)) + 1, bool)
        for column, (place, part) in enumerate(zip((upper, lower), parts, strict=True)):
            here = ours & (place != ABSENT) & ~np.isnan(part)
            off = here.copy()
            off[here] = np.abs(values[place[here]] - part[here]) > TOLERANCE
            wrong[names[off, column]] = True
        if not wrong.any():
            break
        own, _ = together(keys["code"], keys["edition"], keys["basis"])
        for column in (0, 1):
            mine = wrong[names[:, column]]
            names[mine, column] = len(wrong) + 2 * own[mine] + column
    return names


def _cells(
    names: Ints, keys: Mapping[str, Ints], parts: tuple[Floats, Floats], ours: Flags
) -> tuple[Ints, Ints, Floats]:
    """The cell of every row's numerator and of its denominator (ABSENT where it has none), and the values."""
    place = [keys[name] for name in ("area", "by", "group", "span")]
    twice = [np.concatenate([column, column]) for column in place]
    at, count = together(np.concatenate([names[:, 0], names[:, 1]]), *twice)
    upper, lower = at[: len(names)], np.where(names[:, 1] > 0, at[len(names) :], ABSENT)
    values = np.full(count, np.nan)
    for cell, part in ((lower, parts[1]), (upper, parts[0])):
        here = ours & (cell != ABSENT) & ~np.isnan(part)
        values[cell[here]] = part[here]
    return upper, lower, values
