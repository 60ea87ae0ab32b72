"""Proof that a hidden cell could have been something else: tables alike in everything that is shown.

Cases are exchanged between hidden cells so that every shown number stays as it is: what group A gains
in May and loses in June, group B loses in May and gains in June. Each table that comes about is one that
the published figures allow; a cell that was seen at three different values keeps at least three. What is
found is therefore true. What is not found may still be safe, and more is hidden: the error is on that side.
"""

from collections.abc import Iterator
from copy import copy

import numpy as np
from numpy.typing import NDArray

from lineofsight.engine.disclosure.cells import ABSENT, Cells, Flags, Ints
from lineofsight.engine.disclosure.grids import UNBOUNDED, Block, Grid
from lineofsight.engine.disclosure.rules import Settings
from lineofsight.engine.disclosure.times import Tree

ROUNDS, STEPS, PATIENCE = 24, 16, 3
CHUNK = 2_000_000  # numbers held at once, so that memory stays flat
NOWHERE = -9  # no anchor
# How an exchange changes a number and its rest: an outcome is swapped, or a case with or without it moves.
FLIP, MORE_IN, MORE_OUT = (1, -1), (1, 0), (0, 1)

Small = NDArray[np.float32]


def unproved(block: Block, mine: Ints, cells: Cells, settings: Settings) -> Flags:
    """Which hidden cells of some tables were not seen at enough different values: [table, group, node].

    A hidden zero needs no proof (zeros are shown), nor does what was published before.
    """
    grid = block.grid.map(lambda part: part[mine])
    wanted = grid.secret(cells) & no_zeros(grid, block.bounded)
    return prove(block, mine, wanted, block.tree.holds, cells, settings)


def prove(
    block: Block, mine: Ints, wanted: Flags, sums: Flags, cells: Cells, settings: Settings, seed: int = 1
) -> Flags:
    """Which sums over the leaves of some tables were not seen at enough different values.

    `wanted`: [number or its rest, table, group, sum]; `sums`: [sum, leaf]. The answer: [table, group, sum].
    """
    left = wanted.any(axis=0) & ~sums.any(axis=1)  # nothing to trade that it is a sum of
    wanted = wanted & sums.any(axis=1)
    some = wanted.any(axis=(0, 2, 3))
    if not some.any():
        return left
    trade = _Trade(block, mine[some], cells)
    left[some] |= trade.run(wanted[: 1 + block.bounded, some], sums, settings.possible_values - 1, seed)
    return left


def no_zeros(grid: Grid, bounded: bool) -> Flags:
    """Where numbers, and their rests, are no zeros: [number or its rest, table, group, node]."""
    rest = (grid.rest > 0) & (grid.rest < UNBOUNDED) if bounded else np.zeros(grid.count.shape, bool)
    return np.stack([grid.count > 0, rest])


def anchors(tree: Tree, hidden: Flags) -> Ints:
    """For each leaf, the shortest shown time that holds it: what may be exchanged inside. [table, group, leaf]

    A shown leaf is its own. Where all times that hold it are hidden, it is the number of nodes.
    """
    anchor = np.full((*hidden.shape[:2], tree.leaves), len(tree.children))
    for leaf in range(tree.leaves):
        above = [leaf]
        while tree.parent[above[-1]] != ABSENT:
            above.append(tree.parent[above[-1]])
        for node in reversed(above):
            anchor[:, :, leaf][~hidden[:, :, node]] = node
    return anchor


class _Trade:
    """Tables with cases to exchange. Arrays are [part, table, leaf, group]; part 0 is the number and 1 its rest.

    The last leaf stands for all other times, where a group's longest time is hidden as well; the last
    group stands for the total, which may change where it is hidden. `places`: for each kind of exchange,
    a number for every leaf; a group may trade between leaves of the same number.
    """

    def __init__(self, block: Block, mine: Ints, cells: Cells):
        grid, adds = block.grid.map(lambda part: part[mine]), block.adds[mine]
        tree, leaves = block.tree, block.tree.leaves
        self.kinds = (FLIP, MORE_IN, MORE_OUT) if block.bounded else (FLIP,)
        hidden = grid.secret(cells)
        self.held = np.full((2, len(adds), leaves + 1, hidden.shape[1]), UNBOUNDED, np.float32)
        self.held[0, :, :leaves] = grid.count[:, :, :leaves].transpose(0, 2, 1)
        self.held[1, :, :leaves] = grid.rest[:, :, :leaves].transpose(0, 2, 1)
        self.held[:, :, :leaves, -1] = UNBOUNDED
        self.least = np.zeros(self.held.shape[1:], np.float32)
        self.places = [self._places(tree, hidden, adds)]
        if block.bounded:
            whole = self._places(tree, grid.whole_secret(cells), adds)
            self.places += [self.places[0] * np.int32(len(tree.children) + 1) + whole, whole]
        else:
            self._zeros_are_shown(block, grid, adds, hidden)

    @staticmethod
    def _places(tree: Tree, hidden: Flags, adds: Flags) -> NDArray[np.int32]:
        free = hidden.copy()
        free[:, -1] |= ~adds[:, None]
        somewhere = free[:, :, list(tree.roots)].any(axis=2)
        outside = np.where(somewhere, len(tree.children), NOWHERE)[:, :, None]
        return np.concatenate([anchors(tree, free), outside], axis=2).transpose(0, 2, 1).astype(np.int32)

    def _zeros_are_shown(self, block: Block, grid: Grid, adds: Flags, hidden: Flags) -> None:
        """In the rows of the longest times, and in totals, a hidden number is known to be no zero."""
        leaves, roots = block.tree.leaves, list(block.tree.roots)
        row_shown = ~(hidden[:, -1][:, roots] & adds[:, None])
        for at, root in enumerate(roots):
            if root < leaves:
                self.least[:, root] = row_shown[:, [at]]
        if block.alone:
            self.least[:, :leaves] = 1
        # All that is outside may come in, but for the one case that must stay.
        spare = np.where(hidden[:, :, roots], grid.count[:, :, roots] - row_shown[:, None], UNBOUNDED)
        self.held[1, :, leaves] = spare.min(axis=2)
        self.held[1, :, leaves, -1] = UNBOUNDED
        self.held[1, :, :leaves, -1] = np.where(adds[:, None], grid.count[:, -1, :leaves] - 1, UNBOUNDED)

    def run(self, wanted: Flags, sums: Flags, reach: int, seed: int) -> Flags:
        """Exchange until every wanted sum has moved by `reach`, or for long enough; those that have not.

        First the exchanges that one step away from the truth; then one after the other, at random, for
        the sake of each sum that has not moved so far.
        """
        moves = self._in_one_step(sums, reach)[: len(wanted)]
        unmoved = (wanted & (moves < reach)).any(axis=0)
        active = np.flatnonzero(unmoved.any(axis=(1, 2)))
        now, wanted = self._only(active), wanted[:, active]
        chance = np.random.default_rng(seed)
        total = sums.T.astype(np.float32)
        low = high = now.held[: len(wanted), :, :-1].transpose(0, 1, 3, 2) @ total
        left = unmoved[active]
        idle = 0
        for round_ in range(ROUNDS):
            if not len(active) or idle == PATIENCE:
                break
            before = np.count_nonzero(left)
            targets = _Targets(left, sums)
            for step in range(STEPS):
                now.exchange(self.kinds[(round_ + step // 2) % len(self.kinds)], chance, targets, step)
                if step % 2:
                    seen = now.held[: len(wanted), :, :-1].transpose(0, 1, 3, 2) @ total
                    low, high = np.minimum(low, seen), np.maximum(high, seen)
            left = left & (wanted & (high - low < reach)).any(axis=0)
            idle = 0 if np.count_nonzero(left) < before else idle + 1
            unmoved[active] = left
            still = left.any(axis=(1, 2))
            active, now, wanted, left = active[still], now._only(still), wanted[:, still], left[still]
            low, high = low[:, still], high[:, still]
        return unmoved

    def _in_one_step(self, sums: Flags, reach: int) -> Small:
        """How far each sum, and the sum of its rests, can go up and down by trading between two leaves."""
        inside = np.pad(sums, ((0, 0), (0, 1)))
        weight, outside = inside.astype(np.float32), ~inside
        up, down = (
            np.zeros((2, len(self.least), self.least.shape[2], len(sums)), np.float32) for _ in range(2)
        )
        chunk = max(1, CHUNK // (self.least.shape[2] * self.least.shape[1] * max(inside.shape)))
        for first in range(0, len(self.least), chunk):
            some = slice(first, first + chunk)
            for kind in self.kinds:
                into, out = np.float32(0), np.float32(0)
                for can in self._only(some)._tradable(kind, reach):
                    into = into + ((weight @ can > 0) & outside).any(axis=3)
                    out = out + ((can @ weight.T > 0) & outside.T).any(axis=2)
                for part, change in enumerate(kind):
                    if change:
                        more, less = (into, out) if change > 0 else (out, into)
                        up[part, some] = np.maximum(up[part, some], more)
                        down[part, some] = np.maximum(down[part, some], less)
        return up + down

    def _tradable(self, kind: tuple[int, int], reach: int) -> Iterator[Small]:
        """Where each group can take one case, two and so on at one leaf from another, others giving back.

        [table, group, to leaf, from leaf]. They give back at once or by way of a third leaf.
        """
        places = self.places[self.kinds.index(kind)]
        number, rest, least, place = (each.swapaxes(1, 2) for each in (*self.held, self.least, places))
        spare = ((number if kind is not MORE_OUT else rest) - least)[:, :, None]
        if kind is FLIP:
            spare = np.minimum(spare, rest[:, :, :, None])
        joined = (place[:, :, :, None] == place[:, :, None]) & ~np.eye(place.shape[2], dtype=bool)
        for cases in range(1, reach + 1):
            can = ((spare >= cases) & joined).astype(np.float32)
            others = can.sum(axis=1, keepdims=True) - can
            onwards = others + np.eye(place.shape[2], dtype=np.float32)
            yield can * ((onwards @ others).swapaxes(2, 3) > 0)

    def _only(self, tables: Flags | Ints | slice) -> "_Trade":
        part = copy(self)
        part.held, part.least = self.held[:, tables], self.least[tables]
        part.places = [places[tables] for places in self.places]
        return part

    def exchange(
        self, kind: tuple[int, int], chance: np.random.Generator, targets: "_Targets", step: int
    ) -> None:
        """In every table, one case from one leaf to another in one group, and one back in another group."""
        tables = np.arange(self.held.shape[1])
        places = self.places[self.kinds.index(kind)]
        gainer, inside = targets.pick(chance, step)
        one, other = self._pair(gainer, inside, places, kind, chance, into=step % 4 < 2)
        near, far = self.held[:, tables, one], self.held[:, tables, other]
        joined = places[tables, one] == places[tables, other]
        gains = joined & _may_go(near, far, self.least[tables, other], kind)
        loses = joined & _may_go(far, near, self.least[tables, one], kind)
        loses[tables, gainer] = False
        loser = np.argmax(loses * chance.random(loses.shape, dtype=np.float32), axis=1)
        go = gains[tables, gainer] & loses[tables, loser] & (one != other)
        tables, one, other, gainer, loser = (each[go] for each in (tables, one, other, gainer, loser))
        for part, change in enumerate(kind):
            if change:
                self.held[part, tables, one, gainer] += change
                self.held[part, tables, other, gainer] -= change
                self.held[part, tables, one, loser] -= change
                self.held[part, tables, other, loser] += change

    def _pair(
        self,
        group: Ints,
        inside: Flags,
        places: NDArray[np.int32],
        kind: tuple[int, int],
        chance: np.random.Generator,
        *,
        into: bool,
    ) -> tuple[Ints, Ints]:
        """For a group of each table, two leaves of which one is inside a sum: a case may go to the first."""
        tables = np.arange(len(group))
        held, least = self.held[:, tables, :, group].transpose(1, 0, 2), self.least[tables, :, group]
        place = places[tables, :, group]
        fits = place[:, :, None] == place[:, None]
        fits &= _may_go(held[:, :, :, None], held[:, :, None], least[:, None], kind)
        gains, loses = (inside, ~inside) if into else (~inside, inside)
        fits &= gains[:, :, None] & loses[:, None]
        flat = fits.reshape(len(group), -1)
        at = np.argmax(flat * chance.random(flat.shape, dtype=np.float32), axis=1)
        return at // place.shape[1], at % place.shape[1]


class _Targets:
    """Of each table, the groups and sums that have not moved so far."""

    def __init__(self, unmoved: Flags, sums: Flags):
        table, self.group, self.sum = np.nonzero(unmoved)
        self.count = np.bincount(table, minlength=len(unmoved))
        self.first = np.cumsum(self.count) - self.count
        self.inside = np.pad(sums, ((0, 0), (0, 1)))
        self.at = self.first

    def pick(self, chance: np.random.Generator, step: int) -> tuple[Ints, Flags]:
        """One group of each table and the leaves of one of its sums; another every second step."""
        if step % 2 == 0:
            self.at = self.first + chance.integers(self.count)
        return self.group[self.at], self.inside[self.sum[self.at]]


def _may_go(to: Small, come_from: Small, least: Small, kind: tuple[int, int]) -> Flags:
    """Where one case may change its place: `to` and `come_from` hold the number and its rest, by part."""
    if kind is FLIP:
        return (come_from[0] > least) & (to[1] >= 1)
    return come_from[0 if kind is MORE_IN else 1] > least
