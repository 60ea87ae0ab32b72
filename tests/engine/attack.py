"""The attacker: everything published, as linear equations, and how narrow it makes each hidden figure.

Written without a line of the defence, so that a mistake of one is not a mistake of both. It knows all that
a reader could: the figures of every edition, how codes and periods hang together, that nothing is below
zero, and the rule by which zeros are shown. It even knows which sums hold in the data and uses no other.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from math import ceil, floor
from typing import Any, NamedTuple

import numpy as np
from scipy.optimize import nnls

from lineofsight.engine.disclosure import Shape
from tests.engine.bounding import ENOUGH, EXACT, Problem, bounds

Reading = Mapping[str, Any]


class Cell(NamedTuple):
    """One number: which total, of which area and group, over which days."""

    total: str
    area: str
    by: str | None
    group: str | None
    start: date
    end: date


UNLISTED = "(in no listed group)"


@dataclass(frozen=True)
class Breach:
    """A hidden figure that somebody can narrow to `low` to `high`."""

    cell: Cell
    low: float
    high: float
    truth: float


def breaches(
    editions: Sequence[Iterable[Reading]],
    truth: Iterable[Reading],
    shapes: Mapping[str, Shape],
    seed: int = 0,
) -> list[Breach]:
    """The hidden figures that the editions together leave fewer than three whole numbers."""
    facts = dict(numbers(truth, shapes))
    seen: dict[Cell, float] = {}
    hidden: set[Cell] = set()
    for edition in editions:
        rows = list(edition)
        shown = {cell: n for cell, n in numbers(rows, shapes).items() if n is not None}
        seen |= {cell: n for cell, n in shown.items() if abs(facts.get(cell, n) - n) < EXACT}
        hidden |= set(numbers(rows, shapes, hidden=True))
    hidden -= set(seen)
    problem, sums = _what_is_known(facts, seen, hidden, shapes)
    # A hidden zero is not a child: zeros are shown wherever they stand alone.
    wanted = {
        cell: total
        for cell, total in sums.items()
        if cell not in seen
        and facts[cell] > (EXACT if cell.group != UNLISTED or facts[cell] < 6 else facts[cell])
    }
    found = bounds(problem, wanted, seed)
    return [
        Breach(cell, low, high, facts[cell])
        for cell, (low, high) in found.items()
        if floor(high + EXACT) - ceil(low - EXACT) + 1 < ENOUGH
    ]


# --- what is known --------------------------------------------------------------------------------------


def numbers(
    readings: Iterable[Reading], shapes: Mapping[str, Shape], *, hidden: bool = False
) -> dict[Cell, Any]:
    """The numbers of readings by cell; or, of suppressed ones, those that are missing.

    A value without its numerator gives it, where the denominator is there.
    """
    found: dict[Cell, Any] = {}
    for reading in readings:
        shape = shapes[reading["code"]]
        for part, name in _totals(reading["code"], shape).items():
            cell = Cell(name, *(reading[key] for key in ("area", "by", "group", "start", "end")))
            number = reading[part]
            if part == "numerator" and number is None and reading["value"] is not None:
                whole = reading["denominator"]
                number = reading["value"] if whole is None else round(reading["value"] * whole / 100)
            if hidden:
                if number is None and reading["status"] == "suppressed":
                    found[cell] = None
            elif number is not None:
                found[cell] = number
    return found


def _totals(code: str, shape: Shape) -> dict[str, str]:
    upper = {"numerator": shape.numerator or code}
    if shape.kind in ("share", "ratio", "average"):
        return upper | {"denominator": shape.denominator or f"{code} below"}
    return upper


def _what_is_known(
    facts: dict[Cell, float], seen: Mapping[Cell, float], hidden: set[Cell], shapes: Mapping[str, Shape]
) -> tuple[Problem, dict[Cell, dict[int, float]]]:
    """The problem, and each cell as a sum of its unknowns: what happened in the shortest times."""
    problem = Problem()
    sums: dict[Cell, dict[int, float]] = {}
    series: dict[Series, list[Cell]] = defaultdict(list)
    for cell in facts:
        series[Series(cell.total, cell.area, cell.by)].append(cell)
    for one, cells in series.items():
        apart = _atoms(facts, one.area) if _adds(facts, one, series, shapes) else []
        for cell in cells:
            inside = [atom for atom in apart if atom[0] >= cell.start and atom[1] <= cell.end]
            times = inside or [(cell.start, cell.end)]
            sums[cell] = {problem.unknown(*one, cell.group, time): 1.0 for time in times}
    left = {
        one: _unlisted(facts, cells) for one, cells in series.items() if one.by and _additive(one, shapes)
    }
    somebody = {one[1:] for one, rests in left.items() if rests and max(rests.values()) > EXACT}
    for one, rests in left.items():
        if rests is not None:
            facts |= rests if one[1:] in somebody else {}
            _groups_add_up(problem, sums, series[one], list(rests) if one[1:] in somebody else [])
    for shape_of, shape in shapes.items():
        if shape.kind == "share":
            _is_part(problem, sums, facts, seen, *_totals(shape_of, shape).values())
        if shape.within:
            _is_part(problem, sums, facts, seen, shape.numerator or shape_of, shape.within)
    parts = {
        _totals(code, shape)["numerator"]
        for code, shape in shapes.items()
        if shape.kind == "share" or shape.within
    }
    for cell, total in sums.items():
        if cell in seen:
            problem.equal.append((total, seen[cell]))
        elif cell in hidden and cell.total not in parts and _is_no_zero(cell, seen, series):
            problem.at_most.append((dict.fromkeys(total, -1.0), -1.0))
    return problem, sums


class Series(NamedTuple):
    total: str
    area: str
    by: str | None


def _atoms(facts: Iterable[Cell], area: str) -> list[tuple[date, date]]:
    """The shortest times that all spans of an area can be put together from."""
    day = timedelta(days=1)
    cuts = sorted({c.start for c in facts if c.area == area} | {c.end + day for c in facts if c.area == area})
    return [(one, other - day) for one, other in pairwise(cuts)]


def _adds(
    facts: Mapping[Cell, float],
    one: Series,
    series: Mapping[Series, Sequence[Cell]],
    shapes: Mapping[str, Shape],
) -> bool:
    """Whether longer times are the sums of shorter ones, in every group and in the total."""
    if not any(s.periods_add and one.total in _totals(code, s).values() for code, s in shapes.items()):
        return False
    by_group: dict[tuple[str | None, str | None], list[Cell]] = defaultdict(list)
    for cell in [*series[one], *series.get(one._replace(by=None), ())]:
        by_group[cell.by, cell.group].append(cell)
    atoms = _atoms(facts, one.area)
    for mine in by_group.values():
        grid = np.array([[float(a >= c.start and b <= c.end) for a, b in atoms] for c in mine])
        if nnls(grid, np.array([facts[c] for c in mine], float))[1] > 1e-5:
            return False
    return True


def _additive(one: Series, shapes: Mapping[str, Shape]) -> bool:
    return all(s.additive for code, s in shapes.items() if one.total in _totals(code, s).values())


def _unlisted(facts: Mapping[Cell, float], cells: Sequence[Cell]) -> dict[Cell, float] | None:
    """What the groups of a breakdown leave of the total, by time; None where they are more than it."""
    left: dict[Cell, float] = {}
    for cell in cells:
        total = facts.get(cell._replace(by=None, group=None))
        if total is None:
            return None
        rest = cell._replace(group=UNLISTED)
        left[rest] = left.get(rest, total) - facts[cell]
    return None if min(left.values()) < -EXACT else left


def _groups_add_up(
    problem: Problem, sums: dict[Cell, dict[int, float]], cells: Sequence[Cell], rests: Sequence[Cell]
) -> None:
    """The groups of a breakdown, with those whom nobody listed if there are any, are the total: at any time."""
    names = {at: name for name, at in problem.unknowns.items()}
    for rest in rests:
        times = [names[at][-1] for at in sums[rest._replace(by=None, group=None)]]
        sums[rest] = {problem.unknown(*rest[:4], time): 1.0 for time in times}
    rows: dict[Cell, list[Cell]] = defaultdict(list)
    for cell in [*cells, *rests]:
        rows[cell._replace(by=None, group=None)].append(cell)
    for total, row in rows.items():
        for whole, *parts in _by_time(sums[total], *(sums[cell] for cell in row)):
            problem.equal.append(({at: f for part in parts for at, f in part.items()} | _less(whole), 0.0))


def _is_part(
    problem: Problem,
    sums: dict[Cell, dict[int, float]],
    facts: dict[Cell, float],
    seen: Mapping[Cell, float],
    part: str,
    whole: str,
) -> None:
    """A part is no more than its whole, at any time; and what is left of the whole is a number as well."""
    for cell in [cell for cell in sums if cell.total == part]:
        of = sums.get(cell._replace(total=whole))
        if of is None:
            continue
        for one, other in _by_time(sums[cell], of):
            problem.at_most.append(({**one, **_less(other)}, 0.0))
        if cell in seen and cell._replace(total=whole) in seen:
            continue
        rest = cell._replace(total=f"{whole} without {part}")
        sums[rest] = {**of, **_less(sums[cell])}
        facts[rest] = facts[cell._replace(total=whole)] - facts[cell]


def _by_time(*sums: Mapping[int, float]) -> list[tuple[Mapping[int, float], ...]]:
    """The same cell in several series, time by time; as wholes where one of them does not add up over time."""
    if len({len(one) for one in sums}) > 1:
        return [sums]
    return [tuple({at: 1.0} for at in times) for times in zip(*sums, strict=True)]


def _less(sums: Mapping[int, float]) -> dict[int, float]:
    return dict.fromkeys(sums, -1.0)


def _is_no_zero(cell: Cell, seen: Mapping[Cell, float], series: Mapping[Series, Sequence[Cell]]) -> bool:
    """Zeros are shown in totals, and in the rows of the longest times unless the whole row is hidden."""
    if cell.by is None:
        return True
    others = series[Series(*cell[:3])]
    longest = not any(
        (o.start, o.end) != (cell.start, cell.end)
        and o.start <= cell.end
        and o.end >= cell.start
        and not (o.start >= cell.start and o.end <= cell.end)
        for o in others
    )
    return longest and cell._replace(by=None, group=None) in seen
