"""From an indicator's totals to its readings: values, what each stands on, and what is missing.

Everything is done on arrays [area, period, cell], a cell being the whole or one group of a breakdown.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import pyarrow as pa

from lineofsight.engine.breakdowns import GROUPS, OF_A_CHILD
from lineofsight.engine.coverage import status
from lineofsight.engine.indicator import Indicator, MeasureKind, Over
from lineofsight.engine.periods import Period
from lineofsight.engine.reading import SCHEMA, Basis, Status
from lineofsight.engine.speaking import Spoken

SEPARATOR = "\x1f"  # between a breakdown and its group in a cell's name; the whole is ""
KINDS = list(Status)


@dataclass(frozen=True)
class Grid:
    """What the arrays' places stand for, and the totals by part (numerator, denominator, children, rest)."""

    indicator: Indicator
    areas: Sequence[str]
    periods: Sequence[Period]
    cells: Sequence[str]
    totals: Mapping[str, np.ndarray]

    @property
    def shape(self) -> tuple[int, int, int]:
        return len(self.areas), len(self.periods), len(self.cells)

    @property
    def whole(self) -> np.ndarray:
        """Which cells are the whole."""
        return np.array([not cell for cell in self.cells])

    @property
    def of_everybody(self) -> np.ndarray:
        """Which cells are of all residents: the whole, and what was so or happened, such as neglect among plans."""
        return np.array([cell.split(SEPARATOR)[0] not in OF_A_CHILD for cell in self.cells])


@dataclass(frozen=True)
class Figures:
    """NaN where there is no number; `no_return`: where somebody else's totals were never sent."""

    numerator: np.ndarray
    denominator: np.ndarray | None
    value: np.ndarray
    children: np.ndarray | None
    rest: np.ndarray | None
    no_return: np.ndarray


@dataclass(frozen=True)
class Standing:
    """Each cell's status (its number in KINDS) and note (its number in `notes`)."""

    state: np.ndarray
    note: np.ndarray
    notes: Sequence[str | None]

    @property
    def measured(self) -> np.ndarray:
        silent = [KINDS.index(Status.NOT_MEASURED), KINDS.index(Status.NOT_APPLICABLE)]
        nobody = [number for number, text in enumerate(self.notes) if text == NOBODY]
        return ~np.isin(self.state, silent) | np.isin(self.note, nobody)


NO_RETURN = "no return was sent for it"
NOBODY = "there were none in the period"
NO_ESTIMATE = "no population estimate is held for this area"
COUNT_ALONE = "how many residents are of this group is not held: the count stands without a rate"


def assemble(grid: Grid, spoken: Mapping[str, Spoken], estimates: Mapping[str, int]) -> pa.Table:
    """An indicator's readings in `reading.SCHEMA`. `estimates`: each area's last year with a population."""
    figures = _figures(grid)
    return _table(grid, figures, _standing(grid, figures, spoken, estimates), spoken)


def _figures(grid: Grid) -> Figures:
    indicator, scale = grid.indicator, grid.indicator.unit.scale
    numerator = grid.totals["numerator"]
    denominator = grid.totals.get("denominator")
    silent = np.zeros(grid.shape, dtype=bool) if indicator.counts_rows else np.isnan(numerator)
    if indicator.kind is not MeasureKind.QUANTILE:
        numerator = np.nan_to_num(numerator)  # a covered period without rows is a zero
    if denominator is None:
        value = scale * numerator
    else:
        if indicator.kind is MeasureKind.RATE:
            denominator = np.where(grid.of_everybody, denominator[..., grid.whole], denominator)
        else:
            denominator = np.nan_to_num(denominator)
        with np.errstate(divide="ignore", invalid="ignore"):
            value = np.where(denominator > 0, scale * numerator / denominator, np.nan)
    children = rest = None
    if indicator.counts_people:
        # Where the numerator is itself of children, or of totals whose children nobody knows, it stands for them.
        children = np.nan_to_num(grid.totals.get("children", numerator))
        if indicator.kind is MeasureKind.SHARE and denominator is not None:
            rest = np.nan_to_num(grid.totals["rest"] if "rest" in grid.totals else denominator - numerator)
    return Figures(numerator, denominator, value, children, rest, silent)


def _standing(
    grid: Grid, figures: Figures, spoken: Mapping[str, Spoken], estimates: Mapping[str, int]
) -> Standing:
    """First by area and period, from what the loads cover; then by cell."""
    state = np.zeros(grid.shape, dtype=np.int8)
    note = np.zeros(grid.shape, dtype=np.int32)
    notes: list[str | None] = [None]

    def say(where: np.ndarray | tuple[int, int], text: str) -> None:
        note[where] = len(notes)
        notes.append(text)

    per_head = grid.indicator.kind is MeasureKind.RATE
    for place, area in enumerate(grid.areas):
        for when, period in enumerate(grid.periods):
            found, why = status(grid.indicator, period, spoken[area])
            state[place, when] = KINDS.index(found)
            if not why and per_head and period.financial_year > (known := estimates.get(area, 9999)):
                why = f"the population of mid-{known} is used: that of mid-{period.financial_year} is not out"
            if why:
                say((place, when), why)
    # Of totals that somebody else worked out, no row means no return: silence, not a zero.
    unsent = figures.no_return & (state != KINDS.index(Status.NOT_MEASURED))
    say(unsent, NO_RETURN)
    state[unsent] = KINDS.index(Status.NOT_MEASURED)
    if figures.denominator is not None:
        silent = np.isin(state, [KINDS.index(Status.NOT_MEASURED), KINDS.index(Status.NOT_APPLICABLE)])
        nobody = ~silent & ~(figures.denominator > 0)
        if per_head:
            say(nobody & ~grid.whole, COUNT_ALONE)
            say(nobody & grid.whole, NO_ESTIMATE)
            state[nobody & grid.whole] = KINDS.index(Status.NOT_MEASURED)
        else:
            say(nobody & (note == 0), NOBODY)
            state[nobody & (state == KINDS.index(Status.VALUE))] = KINDS.index(Status.NOT_APPLICABLE)
    return Standing(state, note, notes)


def _table(grid: Grid, figures: Figures, standing: Standing, spoken: Mapping[str, Spoken]) -> pa.Table:
    # A period that nobody covers has its whole alone: its groups would say the same again.
    area, period, cell = np.nonzero((standing.measured & _of_its_own(grid, figures)) | grid.whole)
    at = (area, period, cell)
    blank = ~standing.measured[at]
    count = len(area)

    def numbers(array: np.ndarray | None, kind: pa.DataType) -> pa.Array:
        if array is None:
            return pa.nulls(count, kind)
        flat = array[at]
        return pa.array(flat, kind, mask=blank | np.isnan(flat), from_pandas=False, safe=False)

    def chosen(places: np.ndarray, choices: Sequence[object], kind: pa.DataType | None = None) -> pa.Array:
        return pa.array(choices, kind or pa.string()).take(pa.array(places))

    by_and_group = [name.split(SEPARATOR) if name else [None, None] for name in grid.cells]
    behind = [_speaks(grid.indicator, spoken[one]) for one in grid.areas]
    starts = [one.end if grid.indicator.over is Over.STATE else one.start for one in grid.periods]
    columns = {
        "code": pa.repeat(grid.indicator.code, count),
        "edition": pa.repeat(grid.indicator.edition, count),
        "area": chosen(area, grid.areas),
        "period": chosen(period, [one.label for one in grid.periods]),
        "start": chosen(period, starts, pa.date32()),
        "end": chosen(period, [one.end for one in grid.periods], pa.date32()),
        "by": chosen(cell, [by for by, _ in by_and_group]),
        "group": chosen(cell, [group for _, group in by_and_group]),
        "numerator": numbers(figures.numerator, pa.float64()),
        "denominator": numbers(figures.denominator, pa.float64()),
        "children": numbers(figures.children, pa.int64()),
        "children_rest": numbers(figures.rest, pa.int64()),
        "value": numbers(figures.value, pa.float64()),
        "status": chosen(standing.state[at], [str(kind) for kind in KINDS]),
        "basis": pa.repeat(str(Basis.COMPUTED), count),
        "release": pa.nulls(count, pa.string()),
        "known_on": chosen(area, [known for _, known in behind], pa.date32()),
        "provisional": pa.repeat(True, count),
        "load": chosen(area, [loads for loads, _ in behind]),
        "note": chosen(standing.note[at], standing.notes),
    }
    return pa.Table.from_pydict(columns, schema=SCHEMA)


def _of_its_own(grid: Grid, figures: Figures) -> np.ndarray:
    """Which cells an area has. Groups that are not known beforehand (agencies, localities) are an area's own
    where it has a row of them: another area's are no zeros of this one's."""
    found = np.nan_to_num(figures.numerator)
    if figures.denominator is not None:
        found = found + np.nan_to_num(figures.denominator)
    listed = np.array([not cell or bool(GROUPS[cell.split(SEPARATOR)[0]]) for cell in grid.cells])
    return listed | found.any(axis=1, keepdims=True)


def _speaks(indicator: Indicator, area: Spoken) -> tuple[str, date | None]:
    """The loads behind an indicator's readings, and the newest day on which they were true."""
    sent = [one for needs in indicator.needs for table in needs for one in area.tables.get(table, ())]
    loads = " ".join(dict.fromkeys(one.load for one in sorted(sent, key=lambda one: one.load)))
    return loads, max((one.known_on for one in sent), default=None)
