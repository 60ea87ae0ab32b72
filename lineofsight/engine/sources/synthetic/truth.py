"""What truly happened in a made-up county: numerator and denominator of every code, counted plainly.

Written from the definitions in words and not from the indicators: a second opinion that the readings must
equal. A code is counted for each financial year, those that take quarters for those of 2016-17 and 2017-18 too.
"""

import csv
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from lineofsight.engine.sources.synthetic.days import NEVER, day, financial_year, months_on, year_ending
from lineofsight.engine.sources.synthetic.world import World

Counted = tuple[float, float | None]  # numerator, and denominator where there is one
QUARTERS_OF = (2017, 2018)  # the years ending in March whose quarters and months are counted
COLUMNS = ("code", "area", "period", "n", "d")


@dataclass(frozen=True)
class Period:
    """First and last day (as numbers), and the year whose mid-year population it is set against."""

    label: str
    first: int
    last: int
    mid_year: int


class Rows:
    """A contract table's columns: days as numbers (`NEVER` if none), text ("" if none), flags 1, 0 or -1."""

    def __init__(self, table: pa.Table):
        self._table = table
        self._columns: dict[str, np.ndarray] = {}

    def __len__(self) -> int:
        return self._table.num_rows

    def __getattr__(self, name: str) -> np.ndarray:
        if name not in self._columns:
            self._columns[name] = _plain(self._table[name])
        return self._columns[name]


def _plain(column: pa.ChunkedArray) -> np.ndarray:
    kind = column.type
    if pa.types.is_date32(kind):
        return column.cast(pa.int32()).fill_null(NEVER).to_numpy().astype(np.int64)
    if pa.types.is_timestamp(kind):
        return column.cast(pa.int64()).fill_null(NEVER * 86_400_000_000).to_numpy() // 60_000_000
    if pa.types.is_boolean(kind):
        return column.cast(pa.int8()).fill_null(-1).to_numpy()
    if pa.types.is_integer(kind):
        return column.cast(pa.int64()).fill_null(-1).to_numpy()
    if pa.types.is_floating(kind):
        return column.to_numpy()
    words = column.combine_chunks().fill_null("").dictionary_encode()
    if isinstance(words, pa.ChunkedArray):
        words = words.combine_chunks()
    return np.array(words.dictionary.to_pylist() or [""])[words.indices.to_numpy()]


class Facts:
    """The world's tables, and what several codes ask of them."""

    def __init__(self, world: World):
        self.area = str(world["person"]["area"][0])
        self._tables = {name: Rows(rows) for name, rows in world.items()}
        self._kept: dict[str, Any] = {}

    def __getattr__(self, table: str) -> Rows:
        return self._tables[table]

    def once(self, name: str, make: Callable[[], Any]) -> Any:
        """What several codes need, worked out the first time."""
        if name not in self._kept:
            self._kept[name] = make()
        return self._kept[name]

    def born(self, person_id: np.ndarray) -> np.ndarray:
        known, born = self.once("born", self._births)
        place = np.minimum(np.searchsorted(known, person_id), len(known) - 1)
        return np.where(known[place] == person_id, born[place], NEVER)

    def _births(self) -> tuple[np.ndarray, np.ndarray]:
        person = self._tables["person"]
        order = np.argsort(person.person_id)
        return person.person_id[order], np.where(person.dob < NEVER, person.dob, person.expected_dob)[order]

    def residents(self, period: Period) -> int:
        return int(self.population.residents[self.population.year == period.mid_year][0])


def within(days: np.ndarray, period: Period) -> np.ndarray:
    return (days >= period.first) & (days <= period.last)


def open_at(start: np.ndarray, end: np.ndarray, on: int) -> np.ndarray:
    return (start <= on) & (end > on)


def overlapping(start: np.ndarray, end: np.ndarray, period: Period) -> np.ndarray:
    return (start <= period.last) & (end >= period.first)


def by_child(person_id: np.ndarray, *values: np.ndarray) -> dict[str, list[tuple]]:
    """Each child's rows, in order of the first value."""
    rows: dict[str, list[tuple]] = {}
    for one, *several in sorted(zip(person_id.tolist(), *(v.tolist() for v in values), strict=True)):
        rows.setdefault(one, []).append(tuple(several))
    return rows


def financial_years(years: Iterable[int]) -> list[Period]:
    return [Period(f"{y - 1}-{y % 100:02}", *financial_year(y), y - 1) for y in years]


def quarters(year: int) -> list[Period]:
    first, _ = financial_year(year)
    starts = [int(months_on(first, 3 * q)) for q in range(5)]
    return [
        Period(f"{year - 1}-{year % 100:02}-Q{q + 1}", starts[q], starts[q + 1] - 1, year - 1)
        for q in range(4)
    ]


def months(year: int) -> list[Period]:
    first, _ = financial_year(year)
    starts = [int(months_on(first, m)) for m in range(13)]
    labels = [f"{year - 1}-M{m:02}" for m in range(4, 13)] + [f"{year}-M{m:02}" for m in range(1, 4)]
    return [Period(labels[m], starts[m], starts[m + 1] - 1, year - 1) for m in range(12)]


Count = Callable[[Facts, Period], Counted]


def counted(facts: Facts, years: Iterable[int]) -> list[dict[str, object]]:
    """Rows of truth for an area: every code for these years (ending in March)."""
    from lineofsight.engine.sources.synthetic import truth_care, truth_front_door, truth_protection

    years, area = list(years), facts.area
    in_parts = [year for year in QUARTERS_OF if year in years]
    by_quarter = [quarter for year in in_parts for quarter in quarters(year)]
    rows = []

    def count(codes: Mapping[str, Count], periods: list[Period]) -> None:
        for code, how in codes.items():
            for period in periods:
                n, d = how(facts, period)
                rows.append(
                    {"code": code, "area": area, "period": period.label, "n": n, "d": "" if d is None else d}
                )

    for theme in (truth_front_door, truth_protection, truth_care):
        count(theme.YEARS_AND_QUARTERS, financial_years(years) + by_quarter)
        count(theme.YEARS, financial_years(years))
    count(truth_care.QUARTERS_ONLY, by_quarter)
    count(truth_care.MONTHS, [month for year in in_parts for month in months(year)])
    count(
        truth_care.CENSUS,
        [Period(str(y), day(y, 9, 30), day(y, 9, 30), y) for y in [years[0] - 1, *years][:-1]],
    )
    inspection = day(2016, 10, 23)
    if year_ending(inspection) in in_parts:
        count(
            {"CP07": truth_protection.YEARS_AND_QUARTERS["CP07"]},
            [Period("2016-10-23", inspection, inspection, 2016)],
        )
    return rows


def write(rows: Iterable[Mapping[str, object]], path: Path) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.DictWriter(file, COLUMNS)
        out.writeheader()
        out.writerows({**row, "n": _number(row["n"]), "d": _number(row["d"])} for row in rows)


def _number(value: Any) -> Any:
    """Whole numbers without a point."""
    return value if value == "" or float(value) != int(value) else int(value)
