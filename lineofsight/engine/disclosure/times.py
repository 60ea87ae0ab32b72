"""Which spans of time contain which: the years, quarters and months of a table, as trees."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from lineofsight.engine.disclosure.cells import ABSENT, Ints

REST = -2  # a time that nobody published and everybody can subtract: the year less three quarters


@dataclass(frozen=True)
class Tree:
    """A span and the spans inside it. Nodes: the leaves in order of time, then ever longer, the root last.

    `children`: of each node, those directly inside it, which make it up without gap or overlap. Several
    trees beside each other are one as well (`beside`); they have several roots.
    """

    children: tuple[tuple[int, ...], ...]

    @property
    def nodes(self) -> range:
        return range(len(self.children))

    @property
    def root(self) -> int:
        return len(self.children) - 1

    @cached_property
    def inner(self) -> tuple[int, ...]:
        """The nodes that have others inside, the shortest first."""
        return tuple(node for node, inside in enumerate(self.children) if inside)

    @property
    def leaves(self) -> int:
        return len(self.children) - len(self.inner)

    @cached_property
    def parent(self) -> tuple[int, ...]:
        above = {child: node for node, inside in enumerate(self.children) for child in inside}
        return tuple(above.get(node, ABSENT) for node in range(len(self.children)))

    @cached_property
    def roots(self) -> tuple[int, ...]:
        return tuple(node for node, above in enumerate(self.parent) if above == ABSENT)

    @cached_property
    def below(self) -> tuple[tuple[int, ...], ...]:
        """All nodes inside each node."""
        found: list[tuple[int, ...]] = []
        for inside in self.children:
            found.append((*inside, *(deeper for child in inside for deeper in found[child])))
        return tuple(found)

    @cached_property
    def holds(self) -> NDArray[np.bool_]:
        """[node, leaf]: which leaves a node is made of."""
        grid = np.zeros((len(self.children), self.leaves), bool)
        for node, inside in enumerate(self.below):
            grid[node, [leaf for leaf in (node, *inside) if leaf < self.leaves]] = True
        return grid


LONE = Tree(((),))


def beside(trees: list[Tree]) -> tuple[Tree, list[int]]:
    """Trees beside each other as one; and, in its order, where each node is in all their nodes in a row."""
    starts = np.cumsum([0, *(len(tree.children) for tree in trees)])
    every = [(tree, node, int(at)) for tree, at in zip(trees, starts, strict=False) for node in tree.nodes]
    order = [at + node for tree, node, at in every if node < tree.leaves]
    order += [at + node for tree, node, at in every if node >= tree.leaves]
    place = {at: new for new, at in enumerate(order)}
    inside = {at + node: [place[at + child] for child in tree.children[node]] for tree, node, at in every}
    return Tree(tuple(tuple(inside[at]) for at in order)), order


@dataclass(frozen=True)
class Grown:
    """A tree on the spans of a table. `columns`: each node's position among the spans, or REST."""

    tree: Tree
    columns: tuple[int, ...]


def grow(first: Ints, last: Ints, standard: Ints) -> tuple[list[Grown], list[int]]:
    """The trees among some spans, and the spans left over because they overlap without nesting.

    `first`, `last`: days. Financial years, quarters and months come first, so that a rolling year
    is what is left over and never the year.
    """
    length = last - first + 1
    nested: list[int] = []
    over: list[int] = []
    for one in sorted(range(len(first)), key=lambda at: (not standard[at], length[at], first[at])):
        others = np.array(nested, int)
        meets = (first[others] <= last[one]) & (first[one] <= last[others])
        inside = (first[others] >= first[one]) & (last[others] <= last[one])
        around = (first[others] <= first[one]) & (last[others] >= last[one])
        (over if (meets & ~inside & ~around).any() else nested).append(one)
    above: dict[int, int] = {}
    for one in nested:
        holders = [o for o in nested if o != one and first[o] <= first[one] and last[o] >= last[one]]
        if holders:
            above[one] = min(holders, key=lambda o: length[o])
    inside_of: dict[int, list[int]] = {one: [] for one in nested}
    for one, holder in above.items():
        inside_of[holder].append(one)
    return [_grown(one, inside_of, first, length) for one in nested if one not in above], sorted(over)


def _grown(root: int, inside_of: dict[int, list[int]], first: Ints, length: Ints) -> Grown:
    made_of: dict[int, list[int]] = {}  # keys below 0 are the gaps, one for each span that has any
    waiting = [root]
    while waiting:
        one = waiting.pop()
        inside = sorted(inside_of[one], key=lambda at: first[at])
        waiting += inside
        made_of[one] = inside
        if inside and sum(length[at] for at in inside) < length[one]:
            made_of[one] = [*inside, -one - 1]
            made_of[-one - 1] = []
    leaves = sorted(
        (one for one in made_of if not made_of[one]), key=lambda at: (at < 0, first[at] if at >= 0 else -at)
    )
    inner = sorted((one for one in made_of if made_of[one]), key=lambda at: length[at])
    order = [*leaves, *inner]
    place = {one: at for at, one in enumerate(order)}
    tree = Tree(tuple(tuple(place[child] for child in made_of[one]) for one in order))
    return Grown(tree, tuple(one if one >= 0 else REST for one in order))
