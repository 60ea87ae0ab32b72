"""Tables at random, as real ones come about: children to whom things happen, counted in every way."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

from lineofsight.engine.disclosure import Shape
from lineofsight.engine.periods import Kind, Period, within

FORMS = (
    (Kind.YEAR,),
    (Kind.YEAR, Kind.QUARTER),
    (Kind.YEAR, Kind.MONTH),
    (Kind.YEAR, Kind.QUARTER, Kind.MONTH),
    (Kind.YEAR, Kind.QUARTER, Kind.MONTH, Kind.ROLLING),
    (Kind.YEAR, Kind.QUARTER, Kind.ROLLING),
    (Kind.YEAR, Kind.ROLLING),
)


@dataclass(frozen=True)
class World:
    readings: list[dict[str, Any]]
    shapes: dict[str, Shape]


SHARE = Shape("share", True, True, denominator="FD07")
SHAPES = {
    "FD07": Shape("count", True, True),
    "FD08": Shape("rate", True, True, numerator="FD07"),
    "FD09": SHARE,
    "FD10": SHARE,
    "FD02": Shape("average", True, True),
}
KEPT = ("FD07 FD08 FD09 FD10 FD02", "FD07 FD09", "FD09", "FD07", "FD02 FD10")


def world(seed: int, *, not_yet: int = 0) -> World:
    """Referrals (FD07), a rate and two shares of them, days to decide (FD02), of one area.

    One or two years, in every form that periods take; from a handful of events a year to many; by one or
    two breakdowns with rare groups and, in some, children whose group is not listed; outcomes from rare to
    nearly always; children to whom it happens once or often. `not_yet`: so many events are recorded later.
    """
    chance = np.random.default_rng(seed)
    form = FORMS[seed % len(FORMS)]
    years = 2 if Kind.ROLLING in form else 1 + seed // len(FORMS) % 2
    first, last = date(2015, 4, 1), date(2015 + years, 3, 31)
    periods = [p for p in within(first, last, form) if first <= p.start and p.end <= last]
    events = int(chance.choice([15, 40, 120, 400, 1500])) * years
    month = chance.choice(12 * years, size=events, p=chance.dirichlet(np.full(12 * years, 8.0)))
    child = chance.integers(max(2, int(events * chance.choice([0.3, 0.9, 3]))), size=events)
    outcomes = [chance.random(events) < chance.choice([0.03, 0.2, 0.5, 0.85, 0.98]) for _ in range(2)]
    days = chance.integers(1, 60, size=events)
    recorded = np.arange(events) < events - not_yet
    cells: list[tuple[str | None, str | None, np.ndarray]] = [(None, None, recorded)]
    for breakdown in ("sex", "ethnicity")[: chance.integers(1, 3)]:
        weights = chance.dirichlet(np.full(int(chance.integers(2, 7)), 0.6))
        of = chance.choice(len(weights), size=int(child.max()) + 1, p=weights)[child]
        listed = int(of.max()) + (chance.random() > 0.25)
        cells += [(breakdown, str(group), (of == group) & recorded) for group in range(listed)]

    readings = []
    for period in periods:
        since, until = (12 * (day.year - 2015) + day.month - 4 for day in (period.start, period.end))
        now = (month >= since) & (month <= until)
        for by, group, members in cells:
            mine = now & members
            readings += _of(
                period, by, group, child[mine], [outcome[mine] for outcome in outcomes], days[mine]
            )
    kept = str(chance.choice(KEPT)).split()
    return World([r for r in readings if r["code"] in kept], {code: SHAPES[code] for code in kept})


def _of(
    period: Period,
    by: str | None,
    group: str | None,
    child: np.ndarray,
    outcomes: Sequence[np.ndarray],
    days: np.ndarray,
) -> Iterator[dict[str, Any]]:
    whole, behind = len(child), len(set(child))

    def reading(code: str, n: float, d: float | None, children: int, rest: int | None = None, per: float = 1):
        value = n * per if d is None else n * per / d if d else None
        return {
            "code": code, "edition": "1", "area": "799", "period": period.label, "start": period.start,
            "end": period.end, "by": by, "group": group, "numerator": n, "denominator": d,
            "children": children, "children_rest": rest, "value": value,
            "status": "not applicable" if value is None else "value", "basis": "computed", "release": None,
        }  # fmt: skip

    yield reading("FD07", whole, None, behind)
    yield reading("FD08", whole, 100_000, behind, per=10_000)
    yield reading("FD02", int(days.sum()), whole, behind)
    for code, outcome in zip(("FD09", "FD10"), outcomes, strict=True):
        n, rest = int(outcome.sum()), len(set(child[~outcome]))
        yield reading(code, n, whole, len(set(child[outcome])), rest, per=100)
