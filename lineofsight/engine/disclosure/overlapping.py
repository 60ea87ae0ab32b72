"""Rolling years and other times that overlap: what they would give away of the times that nest, and back.

The year to May less the year to April is this May less last May. So a rolling year is shown only where no
trade between hidden cells could change it: where it holds all of those that trade with each other, or none.
"""

import numpy as np

from lineofsight.engine.disclosure.cells import ABSENT, Cells, Flags, Ints
from lineofsight.engine.disclosure.grids import Grid, Overlaps
from lineofsight.engine.disclosure.rules import NUMBER, Rule, Settings
from lineofsight.engine.disclosure.times import REST, Grown
from lineofsight.engine.disclosure.witness import anchors, no_zeros, prove


def charge(every: list[Overlaps], cells: Cells) -> None:
    """Hide the shortest times that a small rolling year cuts through: it holds a part of them nobody sees."""
    for tables in every:
        small = tables.grid.secret(cells)[:, :, tables.over]
        for grown in tables.grown:
            leaves = _leaves(grown)
            cut = tables.meets(leaves) & ~tables.inside(leaves)
            reached = _any(small, cut.T) & (tables.grid.count[:, :, leaves] > 0)
            _hide(tables.grid.cell[:, :, leaves], reached, Rule.CHARGED, cells)


def hide_the_cut(tables: Overlaps, cells: Cells) -> None:
    """Hide every rolling year that a trade between hidden cells would change."""
    before, tables.cut = tables.cut, tables.grid.hidden_in_each(cells)
    if (tables.cut == before).all():
        return
    over = tables.grid.map(lambda part: part[:, :, tables.over])
    changed = np.zeros(over.cell.shape, bool)
    for grown in tables.grown:
        leaves = _leaves(grown)
        hidden, anchor = _anchored(tables, grown, cells)
        for node in (*grown.tree.inner, len(grown.tree.children)):
            trading = hidden & (anchor == node)
            within = _any(trading, tables.meets(leaves))
            free = node > grown.tree.root  # trades with times outside the tree, too
            changed |= within & (free | _any(trading, ~tables.inside(leaves)))
    changed |= over.secret(cells)[:, -1:] & tables.nested.adds[:, None, None]
    changed[:, -1] = False
    _hide(over.cell, changed, Rule.WINDOW, cells)


def deepen(tables: Overlaps, cells: Cells, settings: Settings) -> bool:
    """Hide the years of hidden rolling years that could not have been otherwise. Was there anything to do?"""
    over = tables.grid.map(lambda part: part[:, :, tables.over])
    before, tables.proved = tables.proved, tables.grid.hidden_in_each(cells)
    mine = np.flatnonzero(tables.proved != before)
    if not len(mine):
        return False
    wanted = over.secret(cells) & ~_traded_whole(tables, over, cells, settings)
    wanted[:, -1] = False
    both = (wanted & no_zeros(over, tables.nested.bounded))[:, mine]
    held = tables.inside(tables.leaves) & (np.array(tables.leaves) != REST)[:, None]
    left = np.zeros(wanted.shape, bool)
    left[mine] = prove(tables.nested, mine, both, held.T, cells, settings)
    tables.proved[left.any(axis=(1, 2))] = -1  # to be proved again, once more is hidden
    if _hide_years(tables, left, cells, another=False) or _hide_years(tables, left, cells, another=True):
        return True
    cells.given_away[over.cell[left]] = True
    return False


def _hide_years(tables: Overlaps, left: Flags, cells: Cells, *, another: bool) -> bool:
    """Hide the years that some rolling years reach into, in their groups or in another. Was there any?"""
    hidden = np.count_nonzero(cells.rule)
    for grown in tables.grown:
        root = grown.columns[grown.tree.root]
        where = (left & tables.meets([root])[0]).any(axis=2)
        if another:
            where = _another_group(tables, where, root, cells)
        _hide(tables.grid.cell[:, :, root], where, Rule.AUDIT, cells)
    return bool(np.count_nonzero(cells.rule) > hidden)


def _another_group(tables: Overlaps, reached: Flags, root: int, cells: Cells) -> Flags:
    """The smallest group that is still shown in such a year; where there is none, the total."""
    cell, count = tables.grid.cell[:, :, root], tables.grid.count[:, :, root]
    free = (cell != ABSENT) & ~cells.hidden[cell] & ~cells.known[cell]
    size = np.where(free & (count > 0), count, np.inf)
    size[:, -1] = np.where(free[:, -1], np.finfo(float).max, np.inf)
    smallest = np.arange(cell.shape[1]) == size.argmin(axis=1)[:, None]
    return smallest & free & reached.any(axis=1)[:, None]


def _any(where: Flags, meets: Flags) -> Flags:
    """[.., one] and [one, other] make [.., other]: whether any is there that meets it."""
    found: Flags = where.astype(np.float32) @ meets.astype(np.float32) > 0
    return found


def _leaves(grown: Grown) -> list[int]:
    return [column for column in grown.columns[: grown.tree.leaves] if column != REST]


def _hide(cell: Ints, where: Flags, rule: Rule, cells: Cells) -> None:
    place = cell[where & (cell != ABSENT)]
    cells.rule[place[~cells.hidden[place] & ~cells.known[place]]] = NUMBER[rule]


def _anchored(tables: Overlaps, grown: Grown, cells: Cells) -> tuple[Flags, Ints]:
    """Which of a tree's published leaves are hidden, and inside what they may trade."""
    columns = np.array(grown.columns)
    shown = tables.grid.secret(cells)[:, :, columns] & (columns != REST)
    keep = np.flatnonzero(columns[: grown.tree.leaves] != REST)
    return shown[:, :, keep], anchors(grown.tree, shown)[:, :, keep]


def _traded_whole(tables: Overlaps, over: Grid, cells: Cells, settings: Settings) -> Flags:
    """Rolling years in which several groups, or the total, are hidden at all times: cases may change groups."""
    free = np.ones(over.cell.shape, bool)
    for grown in tables.grown:
        hidden, anchor = _anchored(tables, grown, cells)
        bound = ~(hidden & (anchor == len(grown.tree.children)))
        free &= ~_any(bound, tables.meets(_leaves(grown)))
    free &= over.secret(cells)
    reach = settings.possible_values - 1
    several = free[:, :-1].sum(axis=1) >= 2
    for part in (over.count, over.rest):
        several &= (part * free)[:, :-1].sum(axis=1) >= reach
    return free & (several | free[:, -1] | ~tables.nested.adds[:, None])[:, None]
