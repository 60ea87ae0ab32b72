"""From readings to what may be published: hide what is small, then what gives it away, then prove it."""

from collections.abc import Iterable, Mapping

import numpy as np

from lineofsight.engine.disclosure import overlapping
from lineofsight.engine.disclosure.cells import ABSENT, Cells, Rows, read
from lineofsight.engine.disclosure.closing import close
from lineofsight.engine.disclosure.grids import Block
from lineofsight.engine.disclosure.ledger import Published, Readings, as_table, publish
from lineofsight.engine.disclosure.rules import NUMBER, Rule, Settings, Shape
from lineofsight.engine.disclosure.tables import Level, build
from lineofsight.engine.disclosure.witness import unproved

USUAL = Settings()
DEEPEST = 3  # what `close` can do for a table; after that, only what was published before is left


def suppress(
    readings: Readings,
    shapes: Mapping[str, Shape],
    published_before: Iterable[Readings] = (),
    *,
    settings: Settings = USUAL,
) -> Published:
    """What may be shown of readings, and a log with one entry for every figure hidden.

    `readings`: an Arrow table or dicts with the columns of `reading.SCHEMA` (`load`, `note` and the like
    are carried along); the answer has the same form. `shapes`: for each code that is not only published
    by others. `published_before`: earlier editions, as they left here: what they show cannot be hidden
    any more, so others are hidden in its place.
    """
    table = as_table(readings)
    rows, cells = read(table, shapes, [as_table(one) for one in published_before], settings)
    for level in build(rows, cells, settings):
        _with_their_wholes(rows, cells)
        overlapping.charge(level.overlaps, cells)
        _protect(level, cells, settings)
    _with_their_wholes(rows, cells)
    return publish(readings, table, rows, cells)


def _with_their_wholes(rows: Rows, cells: Cells) -> None:
    """Hide what is part of a hidden whole, or an average over it."""
    both = rows.follows & (rows.lower != ABSENT)
    upper, lower = rows.upper[both], rows.lower[both]
    fresh = upper[cells.hidden[lower] & ~cells.hidden[upper]]
    cells.rule[fresh] = NUMBER[Rule.WHOLE_HIDDEN]


def _protect(level: Level, cells: Cells, settings: Settings) -> None:
    """Hide, prove and hide more until every table of a level is proved."""
    watched = [_Watched(block) for block in level.blocks]
    while True:
        while _close(watched, level, cells, settings):
            pass
        deeper = [one.deepen(cells, settings) for one in watched]
        deeper += [overlapping.deepen(one, cells, settings) for one in level.overlaps]
        if not any(deeper):
            return


def _close(watched: "list[_Watched]", level: Level, cells: Cells, settings: Settings) -> bool:
    before = np.count_nonzero(cells.rule)
    for one in watched:
        one.close(cells, settings)
    for tables in level.overlaps:
        overlapping.hide_the_cut(tables, cells)
    return bool(np.count_nonzero(cells.rule) > before)


class _Watched:
    """A block, with what was hidden in each of its tables when it was last closed and last proved."""

    def __init__(self, block: Block):
        self.block = block
        self.closed = np.zeros(len(block.grid.cell), int)
        self.proved = np.zeros(len(block.grid.cell), int)
        self.depth = np.zeros(len(block.grid.cell), int)

    def close(self, cells: Cells, settings: Settings) -> None:
        """Close the tables in which more is hidden than when they were last looked at."""
        hidden = self.block.grid.hidden_in_each(cells)
        mine = np.flatnonzero(hidden != self.closed)
        # What one table hides may be the total of another, so each is looked at again until nothing changes.
        self.closed = hidden
        if len(mine):
            close(self.block, mine, self.depth[mine], cells, settings)

    def deepen(self, cells: Cells, settings: Settings) -> bool:
        """Prove the tables that changed, and mark those that cannot be proved for more. Were there any?"""
        hidden = self.block.grid.hidden_in_each(cells)
        mine = np.flatnonzero(hidden != self.proved)
        self.proved = hidden
        left = unproved(self.block, mine, cells, settings)
        deepest = self.depth[mine] == DEEPEST
        cells.given_away[self.block.grid.cell[mine][left & deepest[:, None, None]]] = True
        failed = mine[left.any(axis=(1, 2)) & ~deepest]
        self.depth[failed] += 1
        self.closed[failed] = -1
        self.proved[failed] = -1
        return len(failed) > 0
