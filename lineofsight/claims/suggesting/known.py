"""Everything on record that a number could state: readings of one area, changes between them, facts and lists."""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import combinations
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from lineofsight.claims.days import parsed
from lineofsight.claims.evidence import Better, Unit
from lineofsight.claims.figures import COMPARATORS, UNITS, exact
from lineofsight.claims.ledger import Ledger
from lineofsight.claims.tags import Tag
from lineofsight.engine.indicators import CATALOGUE
from lineofsight.engine.opened import Audience
from lineofsight.engine.periods import Kind, Period
from lineofsight.engine.query import Ask, figures
from lineofsight.engine.reading import Status
from lineofsight.engine.store import Workspace

Row = Mapping[str, Any]
YEARLY = (Kind.YEAR, Kind.CENSUS)
RATES = (Unit.PER_10_000, Unit.RATIO)


@dataclass(frozen=True, kw_only=True)
class Stated:
    """One value that words could state. `value` is in `unit` ("points" and "relative": a change since `earlier`).

    `kind` and `id`: what a tag binds to; `code`: the indicator it is of; `words`: what it is called. `places`: decimal
    places its source gives.
    """

    kind: str
    id: str
    code: str = ""
    words: str
    value: Fraction
    unit: Unit | str
    label: str | None = None
    period: Period | None = None
    earlier: Period | None = None
    part: str = "value"
    against: str | None = None
    places: int | None = None
    better: Better = Better.NEITHER
    way: int = 0  # of a change: 1 up, -1 down

    @property
    def tag(self) -> Tag:
        keys: dict[str, str] = {}
        if self.kind == "figure" and self.earlier and self.period:
            keys |= {"from": self.earlier.label, "to": str(self.label)}
        elif self.kind == "figure":
            keys["period"] = str(self.label)
        elif self.kind == "count" and self.label:
            keys["at"] = self.label
        if self.part != "value":
            keys["part"] = self.part
        if self.against:
            keys["against"] = self.against
        return Tag(self.kind, self.id, {**keys, "proposed": "yes"})

    @property
    def catalogued(self) -> bool:
        return self.code in CATALOGUE


class Known:
    """What is on record for one area, sorted by value, so that a number finds what it could be at once.

    `yearly`: the area's own yearly readings of each measure in the catalogue, oldest first.
    """

    def __init__(self, stated: Iterable[Stated]):
        self.levels = sorted(stated, key=lambda one: (one.value, one.id, one.part, str(one.label)))
        self._against = {(one.id, one.against, one.label): one for one in self.levels if one.against}
        self._shares = {(one.kind, one.id, one.label): one for one in self.levels if _is_share(one)}
        self.yearly = _yearly(self.levels)
        changes = (change for rows in self.yearly.values() for change in _changes(rows))
        self.changes = sorted(changes, key=lambda one: (one.value, one.id, str(one.label)))
        self._at = [[float(one.value) for one in rows] for rows in (self.levels, self.changes)]

    def between(self, low: Fraction, high: Fraction, *, changes: bool = False) -> Sequence[Stated]:
        """Those with a value from `low` to `high`, a hair more for safety: the caller compares exactly."""
        rows, at = (self.changes if changes else self.levels), self._at[changes]
        hair = 1e-9 * (1 + abs(float(high)))
        return rows[bisect_left(at, float(low) - hair) : bisect_right(at, float(high) + hair)]

    def against(self, one: Stated, name: str) -> Stated | None:
        """The comparator's value of the same measure and period."""
        return self._against.get((one.id, name, one.label))

    def share(self, part: Stated) -> Stated | None:
        """The share that a numerator or denominator belongs to."""
        return self._shares.get((part.kind, part.id, part.label))


def _is_share(one: Stated) -> bool:
    return one.unit is Unit.PERCENT and one.part == "value" and one.against is None


def readings(workspace: Workspace, area: str, audience: Audience = Audience.ANALYST) -> Iterator[Stated]:
    """Every value, numerator, denominator and comparator of an area: the catalogue's in one query, then what is
    published and read by no indicator."""
    if not workspace.exists:
        return
    ask = Ask(codes=list(CATALOGUE), areas=[area], audience=audience)
    for row in figures(workspace, ask).to_pylist():
        yield from _of_row(row)
    published = workspace.handed_over()
    only = published.filter(
        pc.and_(
            pc.and_(pc.equal(published["area"], area), pc.is_null(published["by"])),
            pc.invert(pc.is_in(published["code"], value_set=pa.array(list(CATALOGUE)))),
        )
    )
    newest = {(row["code"], row["period"]): row for row in only.sort_by("known_on").to_pylist()}
    for row in newest.values():
        if row["status"] == Status.VALUE and row["value"] is not None:
            yield _as_published(row)


def _period(row: Row) -> Period:
    label = parsed(row["period"])
    kind = Kind.CENSUS if row["start"] == row["end"] and len(row["period"]) == 4 else (label and label.kind)
    return Period(row["start"], row["end"], row["period"], kind or Kind.SPAN)


def _of_row(row: Row) -> Iterator[Stated]:
    if row["status"] != Status.VALUE:
        return
    indicator = CATALOGUE[row["code"]]
    value, n, d = exact(row, indicator)
    unit = UNITS[indicator.unit]
    own = Stated(
        kind="figure", id=indicator.code, code=indicator.code, words=indicator.title, value=Fraction(0), unit=unit,
        label=row["period"], period=_period(row), better=Better(str(indicator.better)),
    )  # fmt: skip
    if value is not None:
        places = None if n is not None and d else _places(row["value"])
        yield replace(own, value=value, places=places)
    if n is not None and n != value:
        yield replace(own, value=n, unit=Unit.COUNT, part="numerator")
    if d is not None:
        yield replace(own, value=d, unit=Unit.COUNT, part="denominator")
    for column, name in COMPARATORS.items():
        if row[column] is not None:
            rounded = round(row[column], 6)
            places = _places(rounded) if name != "neighbours" else None
            yield replace(own, value=Fraction(str(rounded)), against=name, places=places)


def _as_published(row: Row) -> Stated:
    publication, _, name = row["code"].rpartition(":")
    return Stated(
        kind="figure", id=row["code"], code=row["code"], words=f"{name.replace('_', ' ')} ({publication}, as published)",
        value=Fraction(str(row["value"])), unit=Unit.NUMBER, label=row["period"], period=_period(row),
        places=_places(row["value"]),
    )  # fmt: skip


def _places(value: float) -> int | None:
    text = repr(value)
    return None if "e" in text else len(text.rstrip("0").partition(".")[2])


def _yearly(levels: Sequence[Stated]) -> dict[str, list[Stated]]:
    made: dict[str, list[Stated]] = defaultdict(list)
    for one in levels:
        if (
            one.kind == "figure"
            and one.catalogued
            and not one.against
            and one.period
            and one.period.kind in YEARLY
        ):
            made[one.code].append(one)
    return {code: sorted(rows, key=lambda one: str(one.label)) for code, rows in made.items()}


def _changes(rows: Sequence[Stated]) -> Iterator[Stated]:
    """What a measure's value and numerator changed by, between any two of its years."""
    for part in ("value", "numerator"):
        for then, now in combinations([one for one in rows if one.part == part], 2):
            yield from between(then, now)


def between(then: Stated, now: Stated) -> Iterator[Stated]:
    """The change from one value to a later one: in its own unit (points, of percentages), and in per cent of the first."""
    moved = now.value - then.value
    own = replace(now, earlier=then.period, way=(moved > 0) - (moved < 0), places=None)
    yield replace(own, value=abs(moved), unit="points" if now.unit is Unit.PERCENT else now.unit)
    if then.value:
        yield replace(own, value=100 * abs(moved) / abs(then.value), unit="relative")


def recorded(ledger: Ledger) -> Iterator[Stated]:
    """The facts and lists that stand beside the report."""
    for name in ledger.facts:
        evidence = ledger.fact(Tag("fact", name))
        label = evidence.period
        own = Stated(
            kind="fact", id=name, code=evidence.code, words=evidence.title, value=Fraction(0), unit=evidence.unit,
            label=label, period=parsed(label) if label else None, places=evidence.places,
        )  # fmt: skip
        if evidence.value is not None:
            yield replace(own, value=evidence.value)
        if evidence.n is not None and evidence.n != evidence.value:
            yield replace(own, value=evidence.n, unit=Unit.COUNT, part="numerator")
        if evidence.d is not None:
            yield replace(own, value=evidence.d, unit=Unit.COUNT, part="denominator")
    for (kind, name), editions in ledger.records.items():
        for edition in editions if kind == "list" else ():
            label = str(edition.get("at") or edition.get("date") or "") or None
            evidence = ledger.record(Tag("count", name, {"at": label} if label else {}))
            spoken = name.replace("-", " ")
            words = spoken if evidence.title == spoken else f"{evidence.title} {spoken}"
            if evidence.value is not None:
                yield Stated(
                    kind="count", id=name, words=words, value=evidence.value,
                    unit=Unit.COUNT, label=label, period=parsed(label) if label else None,
                )  # fmt: skip
