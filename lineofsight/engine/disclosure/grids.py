"""Numbers in tables: groups across, times down, tables of one form in one array."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lineofsight.engine.disclosure.cells import ABSENT, Cells, Flags, Floats, Ints
from lineofsight.engine.disclosure.times import Grown, Tree

UNBOUNDED = 1e6  # more room than any exchange asks for

# The groups of a table without the total over them, which comes last.
GROUPS = slice(None, -1)


@dataclass(frozen=True)
class Grid:
    """Numbers in tables: [table, group, time]. The last group is the total over the others.

    `count`: the number. `rest`: how far it lies below its whole (UNBOUNDED where it is part of none).
    `cell`, `whole`: the cells of the number and of its whole, ABSENT where nobody shows them.
    """

    count: Floats
    rest: Floats
    cell: Ints
    whole: Ints

    def map(self, change: Callable[[NDArray[Any]], NDArray[Any]]) -> "Grid":
        return Grid(*(change(part) for part in self.parts()))

    def parts(self) -> Iterator[NDArray[Any]]:
        return (getattr(self, part.name) for part in fields(self))

    def hidden(self, cells: Cells) -> Flags:
        return (self.cell != ABSENT) & cells.hidden[self.cell]

    def secret(self, cells: Cells) -> Flags:
        """Where a number is hidden and was not published before."""
        return self.hidden(cells) & ~cells.known[self.cell]

    def whole_secret(self, cells: Cells) -> Flags:
        return (self.whole != ABSENT) & cells.hidden[self.whole] & ~cells.known[self.whole]

    def hidden_in_each(self, cells: Cells) -> Ints:
        """How many numbers of each table are hidden."""
        return self.hidden(cells).sum(axis=(1, 2))


@dataclass
class Block:
    """Tables of one form, each over one tree of times: a grid of [table, group, node].

    `adds`: the groups add up to the total. `bounded`: the numbers are parts of wholes. `alone`: the
    tables are totals by themselves, as group 0, and have no total above them.
    """

    tree: Tree
    grid: Grid
    adds: Flags
    bounded: bool
    alone: bool


@dataclass
class Overlaps:
    """Tables whose times nest but for some that overlap (rolling years): a grid of [table, group, span].

    `grown`: the trees among the spans. `over`: the overlapping ones. `first`, `last`: the days of each.
    `nested`: the same tables as a block over all the trees beside each other; `leaves`: the spans of
    its leaves. `cut`, `proved`: how many numbers of each table were hidden at the last look.
    """

    grid: Grid
    grown: list[Grown]
    over: list[int]
    first: Ints
    last: Ints
    nested: Block
    leaves: list[int]
    cut: Ints
    proved: Ints

    def meets(self, spans: list[int]) -> Flags:
        """[span, overlapping span]: they have days in common."""
        first, last = self.first, self.last
        return (first[spans][:, None] <= last[self.over]) & (last[spans][:, None] >= first[self.over])

    def inside(self, spans: list[int]) -> Flags:
        """[span, overlapping span]: the span lies wholly in the overlapping one."""
        first, last = self.first, self.last
        return (first[spans][:, None] >= first[self.over]) & (last[spans][:, None] <= last[self.over])


def joined(grids: list[Grid], axis: int) -> Grid:
    return Grid(
        *(np.concatenate(parts, axis=axis) for parts in zip(*(g.parts() for g in grids), strict=True))
    )
