"""What else must be hidden, so that no hidden cell is left alone in its row or in its time.

A guess at the least, quick to make for thousands of tables at once. `witness` says whether it was enough.

How a table is hidden, so that readers can be told: in the rows of the longest times, the small groups and
the next smallest, zeros shown; inside a time of which a group's part is small, that group and others at
all its parts, zeros too; where a total is hidden, all of its groups.
"""

import numpy as np

from lineofsight.engine.disclosure.cells import ABSENT, Cells, Flags, Floats, Ints
from lineofsight.engine.disclosure.grids import GROUPS, Block
from lineofsight.engine.disclosure.rules import NUMBER, Rule, Settings


class Draft:
    """Some tables of a block while it is decided what to hide. Arrays are [table, group, node].

    `can`: what may be hidden, being shown and not known from before. `at_first`: what was hidden already.
    """

    def __init__(self, block: Block, mine: Ints, cells: Cells, settings: Settings):
        self.tree, self.bounded = block.tree, block.bounded
        self.grid = block.grid.map(lambda part: part[mine])
        self.adds = block.adds[mine]
        self.room = settings.possible_values - 1
        self.at_first = self.grid.hidden(cells)
        self.can: Flags = (self.grid.cell != ABSENT) & ~cells.known[self.grid.cell]
        self.hidden: Flags = self.at_first & self.can
        self.size: Floats = self.grid.count + (self.grid.rest if self.bounded else 0)

    @property
    def total(self) -> Flags:
        """Where the total over the groups is hidden: [table, node]."""
        return self.hidden[:, -1] & self.adds[:, None]

    def hide(self, tables: Flags, group: Ints, node: int) -> None:
        """Hide one group of each of some tables at a node and at all that is inside it."""
        which, nodes = np.flatnonzero(tables)[:, None], [node, *self.tree.below[node]]
        place = which, group[which], nodes
        self.hidden[place] |= self.can[place]


def close(block: Block, mine: Ints, depth: Ints, cells: Cells, settings: Settings) -> None:
    """Hide in some tables of a block what keeps company with their hidden cells.

    `depth`, of each: how much more is hidden than that. 1: all shorter times; 2: the longest time as well;
    3: the total over the groups too.
    """
    draft = Draft(block, mine, cells, settings)
    if block.alone:
        draft.can &= draft.size > 0  # zeros are shown, but for those of whole tables of groups
    _deepen(draft, depth)
    if block.alone:
        _close_totals(draft)
    else:
        _close_groups(draft)
        _show_what_follows(draft, cells)
    _write(draft, depth, block.alone, cells)


def _deepen(draft: Draft, depth: Ints) -> None:
    root = draft.tree.root
    deep = (depth + (root == 0))[:, None, None] >= np.array([1, 2, 3])[None, None]  # [table, 1, how deep]
    draft.hidden[:, GROUPS, :root] |= draft.can[:, GROUPS, :root] & deep[:, :, [0]]
    draft.hidden[:, GROUPS, [root]] |= draft.can[:, GROUPS, [root]] & deep[:, :, [1]]
    draft.hidden[:, [-1]] |= draft.can[:, [-1]] & deep[:, :, [2]]


def _enough(draft: Draft, count: Floats, rest: Floats, hidden: Flags, parts: Floats) -> Flags:
    """Whether hidden cells with a known sum leave each other room: [table, cell] each.

    `parts`: of how many numbers each consists that are known to be no zeros, zeros being shown.
    """
    several = hidden.sum(axis=1) >= 2
    if draft.bounded:
        rooms = [(part * hidden).sum(axis=1) >= draft.room for part in (count, rest)]
        return several & rooms[0] & rooms[1]
    return several & (((count - parts) * hidden).sum(axis=1) >= draft.room)


def _smallest(size: Floats, free: Flags) -> Ints:
    return np.argmin(np.where(free, size, np.inf), axis=1)


# --- totals by themselves: times only -------------------------------------------------------------------


def _close_totals(draft: Draft) -> None:
    """A time that is hidden hides its parts; a time that is shown hides none or several of them."""
    tree, series = draft.tree, np.zeros(len(draft.adds), np.int64)
    count, rest, size = (part[:, 0] for part in (draft.grid.count, draft.grid.rest, draft.size))
    parts = (size[:, : tree.leaves] > 0).astype(float) @ tree.holds.T
    for node in tree.inner:
        draft.hide(draft.hidden[:, 0, node], series, node)
        inside = list(tree.children[node])
        for _ in range(len(inside) + 1):
            hidden = draft.hidden[:, 0, inside]
            lonely = hidden.any(axis=1) & ~draft.hidden[:, 0, node]
            lonely &= ~_enough(draft, count[:, inside], rest[:, inside], hidden, parts[:, inside])
            if draft.bounded:
                lonely &= (count[:, node] > 0) & (rest[:, node] > 0)
            free = draft.can[:, 0, inside] & ~hidden
            more = lonely & free.any(axis=1)
            smallest = _smallest(size[:, inside], free)
            for at, child in enumerate(inside):
                draft.hide(more & (smallest == at), series, child)
            draft.hide(lonely & ~more, series, node)
            if not more.any():
                break


# --- groups under totals, at all times ------------------------------------------------------------------


def _close_groups(draft: Draft) -> None:
    draft.hidden[:, GROUPS] |= draft.total[:, None] & draft.can[:, GROUPS]
    _close_row(draft)
    for node in reversed(draft.tree.inner):
        _close_inside(draft, node)


def _close_row(draft: Draft) -> None:
    """The row of the longest time: small groups, and the next smallest until they leave each other room."""
    root = draft.tree.root
    count, rest, size = (part[:, GROUPS, root] for part in (draft.grid.count, draft.grid.rest, draft.size))
    for _ in range(size.shape[1] + 1):
        hidden = draft.hidden[:, GROUPS, root]
        lonely = draft.adds & ~draft.total[:, root] & hidden.any(axis=1)
        lonely &= ~_enough(draft, count, rest, hidden, np.ones_like(count))
        if draft.bounded:
            lonely &= (draft.grid.count[:, -1, root] > 0) & (draft.grid.rest[:, -1, root] > 0)
        free = draft.can[:, GROUPS, root] & (size > 0) & ~hidden
        more = lonely & free.any(axis=1)
        draft.hide(more, _smallest(size, free), root)
        draft.hide(lonely & ~more, np.full(len(more), size.shape[1]), root)
        draft.hidden[:, GROUPS] |= draft.total[:, None] & draft.can[:, GROUPS]
        if not more.any():
            return


def _close_inside(draft: Draft, node: int) -> None:
    """The parts of one time: a group that is small in one of them is hidden in all, and others with it."""
    inside = list(draft.tree.children[node])
    can = draft.can[:, GROUPS][:, :, inside]
    count, rest, size = (
        part[:, GROUPS][:, :, inside] for part in (draft.grid.count, draft.grid.rest, draft.size)
    )
    total = draft.total[:, inside]
    hidden = (draft.hidden[:, GROUPS][:, :, inside] | (draft.hidden[:, GROUPS, [node]] & can)).any(axis=2)
    for _ in range(hidden.shape[1]):
        roomy = _leave_room(count, hidden, total, draft.room)
        if draft.bounded:
            roomy &= _leave_room(rest, hidden, total, draft.room)
        lonely = draft.adds & hidden.any(axis=1) & ~roomy
        free = can.all(axis=2) & (size.sum(axis=2) > 0) & ~hidden & lonely[:, None]
        more = free.any(axis=1)
        if not more.any():
            break
        hidden[more, _smallest(size.sum(axis=2), free)[more]] = True
    draft.hidden[:, GROUPS, inside] |= hidden[:, :, None] & can


def _leave_room(count: Floats, hidden: Flags, total: Flags, room: int) -> Flags:
    """Whether hidden groups could trade among themselves and between the parts of a time."""
    among = count * hidden[:, :, None]
    by_part, by_group = among.sum(axis=1), among.sum(axis=2)
    every = by_part.sum(axis=1, keepdims=True)
    several = (by_group > 0).sum(axis=1) >= 2
    parts = (by_part == 0) | ((by_part >= room) & (every - by_part >= room)) | total
    groups = (by_group == 0) | (every - by_group >= room)
    return several & parts.all(axis=1) & groups.all(axis=1)


def _show_what_follows(draft: Draft, cells: Cells) -> None:
    """Show what everybody can tell: the zeros of a shown zero, and the one group that a total leaves open.

    Unless it is small, or its whole is hidden. Hiding it would only seem to protect something.
    """
    grid, hidden = draft.grid, draft.hidden
    total_shown = (draft.adds[:, None] & ~draft.total)[:, None]
    whole_shown = (grid.whole == ABSENT) | ~cells.hidden[grid.whole]
    told = np.zeros(hidden.shape, bool)  # of a number and its rest one is enough, where the whole is shown
    for part in (grid.count, grid.rest) if draft.bounded else (grid.count,):
        none_left = (part * hidden)[:, GROUPS].sum(axis=1, keepdims=True) == 0
        zero = (total_shown & none_left) | (draft.bounded & whole_shown & (draft.size == 0))
        for node in reversed(range(draft.tree.root)):
            above = draft.tree.parent[node]
            zero[:, :, node] |= (zero[:, :, above] | ~hidden[:, :, above]) & (part[:, :, above] == 0)
        one_left = (hidden & ~zero)[:, GROUPS].sum(axis=1, keepdims=True) == 1
        told |= (zero & (part == 0)) | (total_shown & one_left)
    told[:, -1] = False
    draft.hidden = hidden & ~(told & whole_shown & ~draft.at_first)


# --- why ------------------------------------------------------------------------------------------------


def _write(draft: Draft, depth: Ints, alone: bool, cells: Cells) -> None:
    """Mark what was newly hidden, with the rule that says why."""
    tree, hidden = draft.tree, draft.hidden
    fresh = hidden & ~draft.at_first
    if not fresh.any():
        return
    rule = np.full(fresh.shape, NUMBER[Rule.PARTS if alone else Rule.GROUPS], np.int8)
    rule[depth > 0] = NUMBER[Rule.AUDIT]
    for node in range(tree.root):
        above = tree.parent[node]
        siblings = list(tree.children[above])
        rule[:, :, node][draft.at_first[:, :, siblings].any(axis=2)] = NUMBER[Rule.TIME]
        rule[:, :, node][hidden[:, :, above]] = NUMBER[Rule.LONGER]
    of_total = np.broadcast_to(draft.total[:, None], fresh.shape).copy()
    of_total[:, -1] = False
    rule[of_total] = NUMBER[Rule.TOTAL]
    cells.rule[draft.grid.cell[fresh]] = rule[fresh]
    # Beside each, the hidden cells of its table that made it necessary.
    for table in np.flatnonzero(fresh.any(axis=(1, 2))):
        cells.notes.append(draft.grid.cell[table][draft.at_first[table]])
        cells.because[draft.grid.cell[table][fresh[table]]] = len(cells.notes) - 1
