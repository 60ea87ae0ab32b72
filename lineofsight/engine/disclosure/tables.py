"""From readings to the tables they stand in, and to blocks of tables of one form."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lineofsight.engine.disclosure.cells import (
    ABSENT,
    TOLERANCE,
    Cells,
    Flags,
    Floats,
    Ints,
    Rows,
    together,
)
from lineofsight.engine.disclosure.grids import GROUPS, UNBOUNDED, Block, Grid, Overlaps, joined
from lineofsight.engine.disclosure.rules import NUMBER, Rule, Settings
from lineofsight.engine.disclosure.times import LONE, REST, Grown, Tree, beside, grow

WIDTHS = (1, 2, 4, 6, 8, 12, 16, 24, 32, 64, 128, 512)  # numbers of groups: tables are padded to the next


@dataclass
class Level:
    """What is protected together: first the wholes, then what is part of them."""

    blocks: list[Block]
    overlaps: list[Overlaps]


def build(rows: Rows, cells: Cells, settings: Settings) -> list[Level]:
    """Every table that the rows stand in, from the wholes down to the parts."""
    found: dict[int, Level] = defaultdict(lambda: Level([], []))
    nesting: dict[bytes, tuple[list[Grown], list[int]]] = {}
    for tables in _alike(rows):
        level = found[tables.depth]
        grid, adds = _adding_up(tables.grid(rows), tables, cells, settings)
        spans, key = rows.spans[tables.spans], tables.spans.tobytes()
        grown, over = nesting[key] = nesting.get(key) or grow(*spans.T)
        nests = tables.periods_add & _periods_add(grid, grown)

        def block(tree: Tree, over_time: Grid, adds: Flags, tables: _Tables = tables) -> Block:
            return Block(tree, over_time, adds, tables.bounded, tables.alone)

        if nests.any():
            kept = grid.map(lambda part, nests=nests: part[nests])  # type: ignore[misc]
            for tree, trees in _by_form(grown):
                over_time = _in_time(kept, trees, cells, settings)
                level.blocks.append(block(tree, over_time, np.repeat(adds[nests], len(trees))))
            if over:
                tree, over_time, leaves = _beside(kept, grown, cells, settings)
                nested = block(tree, over_time, adds[nests])
                looks = np.zeros((2, len(kept.cell)), np.int64)
                level.overlaps.append(
                    Overlaps(kept, grown, over, spans[:, 0], spans[:, 1], nested, leaves, *looks)
                )
        if not nests.all():
            apart = grid.map(lambda part, nests=nests: _each_time_alone(part[~nests]))  # type: ignore[misc]
            level.blocks.append(block(LONE, apart, np.repeat(adds[~nests], len(spans))))
    return [Level(_merged(level.blocks), level.overlaps) for _, level in sorted(found.items())]


# --- from rows to grids ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Tables:
    """Tables with the same spans. `at`: rows by [table, group, span], the total last. `part`: 0 for the
    numerators of these rows, 1 for their denominators."""

    at: Ints
    spans: Ints
    part: int
    depth: int
    bounded: bool
    alone: bool
    additive: Flags
    periods_add: Flags

    def grid(self, rows: Rows) -> Grid:
        place = (rows.upper, rows.lower)[self.part]
        cell = np.where(self.at == ABSENT, ABSENT, place[self.at])
        count = np.nan_to_num(np.where(cell == ABSENT, 0, rows.values[cell]))
        if not self.bounded:
            return Grid(count, np.full(count.shape, UNBOUNDED), cell, np.full(cell.shape, ABSENT))
        whole = np.where(self.at == ABSENT, ABSENT, rows.lower[self.at])
        of = np.where(whole == ABSENT, 0, rows.values[whole])
        return Grid(count, np.where(np.isnan(of), UNBOUNDED, of - count), cell, whole)


def _alike(rows: Rows) -> Iterator[_Tables]:
    """Tables of the same form together. A total that several codes show is taken from the longest table."""
    if not len(rows.at):
        return
    own, _ = together(*(rows.keys[name] for name in ("code", "edition", "basis", "area")))
    table, count = together(own, rows.keys["by"])
    some_row = np.zeros(count, int)
    some_row[table] = np.arange(len(table))
    is_total = rows.keys["by"] == 0
    totals = np.full((int(own.max()) + 1, len(rows.spans)), ABSENT)
    totals[own[is_total], rows.keys["span"][is_total]] = np.flatnonzero(is_total)
    group = _rank_within(table, rows.keys["group"])
    depth = _depths(rows)

    alike: dict[tuple[Any, ...], list[int]] = defaultdict(list)
    for one, part, key in _once_each(rows, table, count):
        row = some_row[one]
        bounded = part == 0 and bool(rows.inside[row])
        alike[part, int(depth[rows.names[row, part]]), bounded, bool(is_total[row]), key].append(one)
    for (part, deep, bounded, alone, key), tables in alike.items():
        spans = np.frombuffer(key, dtype=np.int64)
        local = np.full(count, ABSENT)
        local[tables] = np.arange(len(tables))
        here = np.flatnonzero(local[table] != ABSENT)
        at = np.full((len(tables), int(group[here].max()) + 2, len(spans)), ABSENT)
        at[local[table[here]], group[here], np.searchsorted(spans, rows.keys["span"][here])] = here
        row = some_row[tables]
        if not alone:
            at[:, -1] = totals[own[row]][:, spans]
        yield _Tables(at, spans, part, deep, bounded, alone, rows.additive[row], rows.periods_add[row])


def _once_each(rows: Rows, table: Ints, count: int) -> Iterator[tuple[int, int, bytes]]:
    """Each table and part that shows something no longer table showed, with the spans it has."""
    order = np.argsort(table, kind="stable")
    rows_of = np.split(order, np.cumsum(np.bincount(table, minlength=count))[:-1])
    seen = np.zeros(len(rows.values), bool)
    for one in sorted(range(count), key=lambda at: -len(rows_of[at])):
        mine = rows_of[one]
        key = np.unique(rows.keys["span"][mine]).tobytes()
        for part, place in ((1, rows.lower), (0, rows.upper)):
            cell = place[mine][place[mine] != ABSENT]
            borrowed = part == 1 and np.isnan(rows.denominator[mine]).all()
            bounded = part == 0 and rows.inside[mine[0]]
            if len(cell) and not borrowed and (bounded or not seen[cell].all()):
                seen[cell] = True
                yield one, part, key


def _rank_within(table: Ints, group: Ints) -> Ints:
    """Each row's group as a position within its table."""
    pairs, at = np.unique(table << 32 | group, return_inverse=True)
    return (np.arange(len(pairs)) - np.searchsorted(pairs >> 32, pairs >> 32))[at]


def _depths(rows: Rows) -> Ints:
    """How many wholes stand above each total: what is part of a whole waits for it."""
    depth = np.zeros(int(rows.names.max()) + 1, int)
    links = np.unique(rows.names[rows.follows, 0] << 32 | rows.names[rows.follows, 1])
    for _ in range(5):  # a part of a part of a part is as deep as anybody goes
        for upper, lower in zip(links >> 32, links & (1 << 32) - 1, strict=True):
            depth[upper] = max(depth[upper], depth[lower] + 1)
    return depth


# --- what adds up ---------------------------------------------------------------------------------------


def _adding_up(grid: Grid, tables: _Tables, cells: Cells, settings: Settings) -> tuple[Grid, Flags]:
    """Which tables' groups add up to their total, with a group more for those that nobody listed.

    That group is what everybody can subtract (children whose group is not known): where it is small,
    showing all others would show it.
    """
    if tables.alone:
        return grid, np.zeros(len(grid.cell), bool)
    count, rest = (
        part[:, -1:] - part[:, GROUPS].sum(axis=1, keepdims=True) for part in (grid.count, grid.rest)
    )
    if not tables.bounded:
        rest = np.full(count.shape, UNBOUNDED)
    adds = tables.additive & (grid.cell[:, -1] != ABSENT).all(axis=1)
    adds &= ((count > -TOLERANCE) & (rest > -TOLERANCE)).all(axis=(1, 2))
    unlisted = ((count > TOLERANCE) | (tables.bounded & (rest > TOLERANCE))) & adds[:, None, None]
    if not unlisted.any():
        return grid, adds
    cell = _subtractable(unlisted, count, rest, cells, settings)
    more = Grid(np.where(unlisted, count, 0), rest, cell, np.full(cell.shape, ABSENT))
    groups, total = (grid.map(lambda part, some=some: part[:, some]) for some in (GROUPS, slice(-1, None)))  # type: ignore[misc]
    return joined([groups, more, total], axis=1), adds


def _subtractable(where: Flags, count: Floats, rest: Floats, cells: Cells, settings: Settings) -> Ints:
    """Cells for numbers that nobody shows and everybody can subtract, hidden where they or their rest are small."""
    cell = np.full(where.shape, ABSENT)
    cell[where] = np.arange(int(where.sum())) + cells.more(int(where.sum()))
    for number, rule in ((count, Rule.COUNT), (rest, Rule.REST)):
        small = where & (number > TOLERANCE) & (number < settings.smallest_shown)
        cells.rule[cell[small]] = NUMBER[rule]
    return cell


def _periods_add(grid: Grid, grown: list[Grown]) -> Flags:
    """Which tables' longer times are the sums of the shorter ones inside them, in every group."""
    fine = np.ones(len(grid.count), bool)
    numbers = [grid.count] if (grid.rest >= UNBOUNDED).all() else [grid.count, grid.count + grid.rest]
    for one in grown:
        for node in one.tree.inner:
            inside = [one.columns[child] for child in one.tree.children[node]]
            shown = [column for column in inside if column != REST]
            for number in numbers:
                left = number[:, :, one.columns[node]] - number[:, :, shown].sum(axis=2)
                fine &= (left > -TOLERANCE).all(axis=1)
                if len(shown) == len(inside):
                    fine &= (left < TOLERANCE).all(axis=1)
    return fine


# --- blocks ---------------------------------------------------------------------------------------------


def _by_form(grown: list[Grown]) -> Iterator[tuple[Tree, list[Grown]]]:
    """Trees of one form together, with their gaps at the same places."""
    forms: dict[tuple[Any, ...], list[Grown]] = defaultdict(list)
    for one in grown:
        forms[one.tree, tuple(column == REST for column in one.columns)].append(one)
    for (tree, _), same in forms.items():
        yield tree, same


def _in_time(grid: Grid, trees: list[Grown], cells: Cells, settings: Settings) -> Grid:
    """The grid over the nodes of trees of one form: [table and tree, group, node]."""
    columns = np.array([one.columns for one in trees])
    tables, groups, _ = grid.count.shape

    def laid_out(part: NDArray[Any]) -> NDArray[Any]:
        return part[:, :, columns].transpose(0, 2, 1, 3).reshape(tables * len(trees), groups, -1).copy()

    made = grid.map(laid_out)
    tree = trees[0].tree
    for node in np.flatnonzero(columns[0] == REST):
        above = tree.parent[node]
        others = [child for child in tree.children[above] if child != node]
        for number in (made.count, made.rest):
            number[:, :, node] = number[:, :, above] - number[:, :, others].sum(axis=2)
        made.rest[:, :, node][made.rest[:, :, above] >= UNBOUNDED] = UNBOUNDED
        shown = made.cell[:, :, above] != ABSENT
        left = made.count[:, :, node], made.rest[:, :, node]
        made.cell[:, :, node] = _subtractable(shown, *left, cells, settings)
        made.whole[:, :, node] = ABSENT
    return made


def _beside(grid: Grid, grown: list[Grown], cells: Cells, settings: Settings) -> tuple[Tree, Grid, list[int]]:
    """The grid over all trees beside each other, and the spans of its leaves (REST where there is none)."""
    tree, order = beside([one.tree for one in grown])
    parts = joined([_in_time(grid, [one], cells, settings) for one in grown], axis=2)
    columns = [column for one in grown for column in one.columns]
    return tree, parts.map(lambda part: part[:, :, order]), [columns[at] for at in order[: tree.leaves]]


def _each_time_alone(part: NDArray[Any]) -> NDArray[Any]:
    tables, groups, spans = part.shape
    return part.transpose(0, 2, 1).reshape(tables * spans, groups, 1)


def _merged(blocks: list[Block]) -> list[Block]:
    """Blocks of the same form as one, groups padded to the same number."""
    alike: dict[tuple[Any, ...], list[Block]] = defaultdict(list)
    for block in blocks:
        groups = block.grid.count.shape[1] - 1
        width = next(width for width in WIDTHS if width >= groups)
        padded = _padded(block.grid, width - groups)
        key = (block.tree, width, block.bounded, block.alone)
        alike[key].append(replace(block, grid=padded))
    return [
        replace(
            same[0],
            grid=joined([block.grid for block in same], axis=0),
            adds=np.concatenate([block.adds for block in same]),
        )
        for same in alike.values()
    ]


def _padded(grid: Grid, more: int) -> Grid:
    def pad(part: NDArray[Any], blank: float) -> NDArray[Any]:
        filling = np.full((len(part), more, part.shape[2]), blank, part.dtype)
        return np.concatenate([part[:, GROUPS], filling, part[:, -1:]], axis=1)

    return Grid(*(pad(part, blank) for part, blank in zip(grid.parts(), (0, 0, ABSENT, ABSENT), strict=True)))
