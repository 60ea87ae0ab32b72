"""The rules of disclosure control, in words and numbers: what is too small, and why a cell is hidden."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

KINDS = ("count", "share", "ratio", "rate", "average", "quantile", "handed over")
TWO_PARTS = ("share", "ratio", "average", "quantile")  # a rate is over a population, which is public anyway
HIDDEN_WITH_WHOLE = ("share", "average", "quantile")  # the parts of a ratio count different children
OF_ALL = ("average", "quantile")  # their numerators are days or the like, of all the children behind them


class DisclosureError(ValueError):
    """Readings that cannot be protected, because something about them is not known."""


@dataclass(frozen=True)
class Shape:
    """What must be known of a code before its readings may leave.

    `additive`: the groups of a breakdown exclude each other and add up to the total. `periods_add`: a
    year is the sum of its quarters and months (events, never states). Both are checked against the
    numbers and dropped where these do not add up.

    `numerator`, `denominator`: names for the totals, where several codes show the same one: a number
    hidden in one code must not stand in another. By default a code's numerator is named by the code,
    so a share of referrals says `denominator="FD07"`. `within`: the name of a total that a count is a part
    of, so that the rest between them is protected as well.
    """

    kind: str
    additive: bool
    periods_add: bool
    numerator: str | None = None
    denominator: str | None = None
    within: str | None = None

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise DisclosureError(f"There is no kind '{self.kind}'. A code is one of: {', '.join(KINDS)}.")


@dataclass(frozen=True)
class Settings:
    """`smallest_shown`: smaller counts than this, but for 0, are hidden. `possible_values`: how many a
    hidden cell must keep for somebody who knows everything published."""

    smallest_shown: int = 6
    possible_values: int = 3


class Why(StrEnum):
    PRIMARY = "primary"  # small itself
    SECONDARY = "secondary"  # would give a hidden cell, through its row or its time
    DIFFERENCING = "differencing"  # would give a hidden cell, through overlapping times or an earlier edition


class Rule(StrEnum):
    """Every reason to hide a cell. The order is that in which the first that holds is named."""

    SHOWN = "shown"
    COUNT = "it counts 1 to 5"
    REST = "all but 1 to 5 of its whole are in it"
    WHOLE = "its whole is below 6"
    CHILDREN = "1 to 5 children are behind it"
    CHILDREN_REST = "1 to 5 children are behind the rest of it"
    UNKNOWN = "nobody knows how many children are behind it"
    WHOLE_HIDDEN = "its whole is hidden in another table"
    TOTAL = "the total of its groups is hidden"
    LONGER = "the longer period is hidden"
    TIME = "other times of the same group are hidden"
    GROUPS = "the other groups of its row would give a hidden one"
    PARTS = "the other parts of its time would give a hidden one"
    AUDIT = "with less hidden, a hidden cell kept too few possible values"
    WINDOW = "it overlaps times of which some are hidden"
    CHARGED = "a small figure over overlapping times reaches into it"

    @property
    def why(self) -> Why:
        at = list(Rule).index(self)
        if at < list(Rule).index(Rule.WHOLE_HIDDEN):
            return Why.PRIMARY
        return Why.DIFFERENCING if self in (Rule.WINDOW, Rule.CHARGED) else Why.SECONDARY


NUMBER = {rule: number for number, rule in enumerate(Rule)}

Numbers = NDArray[np.float64]
Marks = NDArray[np.int8]


def primary(kind: str, parts: Mapping[str, Numbers], settings: Settings) -> Marks:
    """Which readings of one kind are small themselves: the rule's number, for numerator and denominator.

    `parts`: numerator, denominator, children, children_rest and value, NaN where there is none.
    The answer: [reading, 2], 0 where nothing is small.
    """
    n, d, children, rest = (parts[name] for name in ("numerator", "denominator", "children", "children_rest"))
    marks = np.zeros((len(n), 2), np.int8)

    def small(x: Numbers) -> NDArray[np.bool_]:
        return (x > 0) & (x < settings.smallest_shown)

    def hide(where: NDArray[np.bool_], rule: Rule, part: int = 0) -> None:
        marks[where & (marks[:, part] == 0), part] = NUMBER[rule]

    if kind not in OF_ALL:
        hide(small(n), Rule.COUNT)
    if kind == "share":
        hide(small(d - n), Rule.REST)
        hide(small(rest), Rule.CHILDREN_REST)
        hide(small(children + rest), Rule.WHOLE, 1)
    if kind in TWO_PARTS:
        hide(small(d), Rule.WHOLE, 1)
    if kind in OF_ALL:
        hide(small(children), Rule.CHILDREN, 1)
        # Sent without a count of children or a whole, an average is judged by its numerator, as a count is.
        hide(np.isnan(children) & np.isnan(d) & small(n), Rule.COUNT)
    if kind in HIDDEN_WITH_WHOLE:
        hide(marks[:, 1] > 0, Rule.WHOLE)
    hide(small(children), Rule.CHILDREN)
    hide(~np.isnan(parts["value"]) & np.isnan(n) & np.isnan(children), Rule.UNKNOWN)
    return marks
