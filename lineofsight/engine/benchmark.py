"""Published readings side by side: values filled in, which release speaks, England, region, neighbours, rank.

Published is compared with published of the same release. England and the regions are not ranked, nor is
a cell without a value. Everything is done on whole columns: a cell (code, period, group, release) is a
row of a matrix, an area a column.
"""

from collections.abc import Collection, Mapping
from datetime import date

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from lineofsight.engine.indicator import Better
from lineofsight.engine.reading import SCHEMA, Basis, Status
from lineofsight.engine.sources.published import ENGLAND
from lineofsight.engine.sources.published.figures import NO_POPULATION
from lineofsight.engine.sources.published.mapping import PER_POPULATION, rates
from lineofsight.engine.sources.published.reference import regions

COMPILED = ("LAIT",)  # publications that restate others: they speak where those are silent

COLUMNS = pa.schema(
    [
        ("england", pa.float64()),
        ("region", pa.float64()),
        ("neighbour_median", pa.float64()),
        ("neighbours_n", pa.int32()),  # how many of the neighbours had a value
        ("neighbour_model", pa.string()),
        ("rank", pa.int32()),  # 1 is the best; the highest where a measure is neither good nor bad
        ("ranked", pa.int32()),  # how many areas were ranked
        ("quartile", pa.int32()),  # 1 is the best quarter; null where a measure is neither good nor bad
    ]
)
CELL = ("code", "period", "by", "group")
COUNT_SENT = "a count alone was sent: ask the sender what it is of"


def assemble(
    readings: pa.Table, population: pa.Table | None, *, codes: Collection[str] | None = None
) -> pa.Table:
    """Each published figure once a release, rates worked out where only the count was given.

    `population`: area, year, residents. `codes`: those whose rate is of the mid-year population. Other
    readings pass through as they are.
    """
    readings = _once(readings)
    wanting = pc.and_(
        pc.is_in(readings["code"], pa.array(sorted(rates() if codes is None else codes), pa.string())),
        pc.and_(
            pc.equal(readings["status"], Status.INCOMPLETE),
            pc.or_kleene(
                pc.equal(readings["basis"], Basis.PUBLISHED),
                pc.match_substring(readings["note"], NO_POPULATION),
            ),
        ),
    )
    at = np.flatnonzero(_mask(wanting))
    if population is None or not len(at):
        return readings
    rows = readings.take(at)
    # The mid-year of the financial year in which the period ends: mid-2016 for 2016-17.
    end = rows["end"].combine_chunks()
    year = pc.subtract(pc.year(end), pc.cast(pc.less(pc.month(end), 4), pa.int64()))
    there = pc.index_in(_pair(rows["area"], year), _pair(population["area"], population["year"]))
    residents = pc.cast(population["residents"].combine_chunks().take(there), pa.float64())
    known = pc.and_(pc.is_valid(residents), pc.is_valid(rows["numerator"]))
    value = pc.multiply(pc.divide(rows["numerator"], residents), float(PER_POPULATION))
    note = pc.utf8_trim_whitespace(pc.replace_substring(rows["note"], NO_POPULATION, ""))
    filled = {
        "denominator": pc.coalesce(rows["denominator"], residents),
        "value": pc.if_else(known, value, rows["value"]),
        "status": pc.if_else(known, str(Status.VALUE), rows["status"]),
        "note": pc.if_else(known, pc.if_else(pc.equal(note, ""), None, note), rows["note"]),
    }
    mask = pa.array(_mask(wanting))
    for name, column in filled.items():
        whole = pc.replace_with_mask(readings[name].combine_chunks(), mask, _flat(column))
        readings = readings.set_column(SCHEMA.get_field_index(name), SCHEMA.field(name), whole)
    return readings


def counts_sent(readings: pa.Table, codes: Collection[str]) -> pa.Table:
    """A count recorded of what is a rate or a share: its numerator, and never 473 per 10,000.

    `codes`: those whose value is no count. A rate is worked out where its population is held.
    """
    alone = pc.and_(pc.is_null(readings["denominator"]), pc.equal(readings["numerator"], readings["value"]))
    alone = pc.and_(alone, pc.is_in(readings["code"], pa.array(sorted(codes), pa.string())))
    recorded = pc.equal(readings["basis"], Basis.RECORDED)
    alone = pc.and_(pc.and_(alone, recorded), pc.equal(readings["status"], Status.VALUE))
    alone = pc.fill_null(alone, False)
    of_people = pc.is_in(readings["code"], pa.array(sorted(rates())))
    changed = {
        "value": pa.scalar(None, pa.float64()),
        "status": str(Status.INCOMPLETE),
        "note": pc.if_else(of_people, NO_POPULATION, COUNT_SENT),
    }
    for name, column in changed.items():
        whole = pc.if_else(alone, column, readings[name])
        readings = readings.set_column(SCHEMA.get_field_index(name), SCHEMA.field(name), whole)
    return readings


def speaking(readings: pa.Table, *, as_known: date | None = None) -> pa.Table:
    """For each code, area, period and group the one published reading that speaks.

    The newest release that has the cell, were it only a marker; a compiled publication only where no
    other has it; a rate without its population only where nothing else is. `as_known` leaves out what was
    not yet published on that day.
    """
    if as_known is not None:
        readings = readings.filter(pc.less_equal(readings["known_on"], pa.scalar(as_known, pa.date32())))
    publication = pc.replace_substring_regex(readings["release"], r" .*", "")
    compiled = _mask(pc.is_in(publication, pa.array(COMPILED)))
    known_on = readings["known_on"].combine_chunks().cast(pa.int32()).to_numpy(zero_copy_only=False)
    release = _ranked_words(readings["release"])
    complete = ~_mask(pc.equal(readings["status"], Status.INCOMPLETE))
    best_last = np.lexsort((release, known_on, ~compiled, complete))
    return readings.take(_last_of_each(_key(readings, *CELL, "area"), best_last))


def benchmark(
    readings: pa.Table,
    areas: pa.Table | None,
    neighbours: pa.Table | None,
    *,
    better: Mapping[str, Better] | None = None,
    model: str | None = None,
) -> pa.Table:
    """The readings, in their order, with COLUMNS beside them.

    `areas` and `neighbours`: as the published sources give them. The model of neighbours is the one in
    force on the day the release came out, else `model`; an authority without neighbours in it, being
    abolished, keeps those of the model before. A reading that was not published is shown against the
    release that speaks for the same code and period, and has no rank.
    """
    published = _mask(pc.equal(readings["basis"], Basis.PUBLISHED))
    places = _Areas(readings, areas, neighbours)
    if not len(places.code):
        return _beside(readings, _empty(readings.num_rows))
    result = _empty(readings.num_rows)
    if published.any():
        own = readings.filter(pa.array(published))
        _put(result, published, _compared(own, own, (*CELL, "release"), places, better or {}, model))
        if not published.all():
            other = readings.filter(pa.array(~published))
            found = _compared(other, speaking(own), CELL, places, {}, model)
            for name in ("rank", "ranked", "quartile"):
                found[name][:] = np.nan
            _put(result, ~published, found)
    return _beside(readings, result)


class _Areas:
    """Every area's place in the matrix, its region's and its neighbours'."""

    def __init__(self, readings: pa.Table, areas: pa.Table | None, neighbours: pa.Table | None):
        self.code = sorted(code for code in pc.unique(readings["area"]).to_pylist() if code)
        self.at = {code: place for place, code in enumerate(self.code)}
        self.england = self.at.get(ENGLAND, -1)
        self.is_authority = np.array([code not in regions() for code in self.code], bool)
        self.region = np.full(len(self.code), -1)
        if areas is not None:
            for area, region in zip(areas["area"].to_pylist(), areas["region"].to_pylist(), strict=True):
                if area in self.at and region in self.at:
                    self.region[self.at[area]] = self.at[region]
        self.models: dict[str, tuple[date, dict[str, list[str]]]] = {}
        for row in neighbours.to_pylist() if neighbours is not None else ():
            _, near = self.models.setdefault(row["model"], (row["since"], {}))
            nearest = near.setdefault(row["area"], [])
            if row["neighbour"] not in nearest:
                nearest.append(row["neighbour"])

    def since(self) -> dict[str, int]:
        """Each model's first day, oldest first."""
        ordered = sorted(self.models.items(), key=lambda item: item[1][0])
        return {model: (since - date(1970, 1, 1)).days for model, (since, _) in ordered}

    def neighbours(self, models: list[str]) -> tuple[np.ndarray, np.ndarray]:
        """Each area's neighbours' places, by the first model that has it, and which that was.

        The place past the last area stands for none.
        """
        chosen = [next((m for m in models if code in self.models[m][1]), None) for code in self.code]
        near = [self.models[m][1][code] if m else [] for m, code in zip(chosen, self.code, strict=True)]
        nowhere = len(self.code)
        places = np.full((len(self.code), max(map(len, near), default=0)), nowhere)
        for area, codes in enumerate(near):
            places[area, : len(codes)] = [self.at.get(code, nowhere) for code in codes]
        return places, np.array(chosen, object)


def _compared(
    readings: pa.Table,
    against: pa.Table,
    cell: tuple[str, ...],
    places: _Areas,
    better: Mapping[str, Better],
    model: str | None,
) -> dict[str, np.ndarray]:
    """What stands beside each reading, from the published readings of the same cell."""
    if readings is against:
        row = of_against = _key(readings, *cell)
    else:
        of_both = _key(pa.concat_tables([readings.select(cell), against.select(cell)]), *cell)
        row, of_against = of_both[: readings.num_rows], of_both[readings.num_rows :]
    cells = int(max(row.max(), of_against.max())) + 1
    column = _places(readings["area"], places.code)
    matrix = np.full((cells, len(places.code) + 1), np.nan)  # the last column stands for "no such area"
    value = pc.if_else(pc.equal(against["status"], Status.VALUE), against["value"], None)
    matrix[of_against, _places(against["area"], places.code)] = _numbers(value)
    known_on = np.zeros(cells, np.int64)
    np.maximum.at(known_on, of_against, _numbers(pc.cast(against["known_on"], pa.int32())).astype(np.int64))
    code = np.full(cells, "", object)
    code[row] = readings["code"].to_numpy()
    median, had, used = _near(matrix, known_on, places, model)
    rank, ranked, quartile = _ranks(matrix[:, :-1], places.is_authority, code, better)
    mine = places.is_authority[column]
    return {
        "england": matrix[row, places.england],
        "region": np.where(mine, matrix[row, places.region[column]], np.nan),
        "neighbour_median": median[row, column],
        "neighbours_n": had[row, column],
        "neighbour_model": used[row, column],
        "rank": rank[row, column],
        "ranked": np.where(np.isnan(rank[row, column]), np.nan, ranked[row]),
        "quartile": quartile[row, column],
    }


def _near(
    matrix: np.ndarray, known_on: np.ndarray, places: _Areas, model: str | None
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The median over each area's neighbours, how many of them had a value, and the model."""
    shape = (len(matrix), len(places.code))
    median, had, used = np.full(shape, np.nan), np.full(shape, np.nan), np.full(shape, None, object)
    since = places.since()
    if not since or (model is not None and model not in since):
        return median, had, used
    # Which model was the newest on the day; before the first there was none, and the first must do.
    newest = np.maximum(np.searchsorted(list(since.values()), known_on, side="right") - 1, 0)
    for place in np.unique(newest):
        models = [model] if model else list(since)[place::-1]
        near, chosen = places.neighbours(models)
        cells = np.flatnonzero(newest == place)
        values = np.sort(matrix[cells][:, near], axis=2)  # numbers first, what is missing last
        count = (~np.isnan(values)).sum(axis=2)
        if values.shape[2]:
            middle = np.stack([np.maximum(count - 1, 0) // 2, np.minimum(count // 2, values.shape[2] - 1)], 2)
            median[cells] = np.take_along_axis(values, middle, 2).mean(axis=2)  # nothing where there are none
        has = np.array([one is not None for one in chosen])
        had[cells] = np.where(has, count, np.nan)
        used[cells] = chosen
    return median, had, used


def _ranks(
    matrix: np.ndarray, is_authority: np.ndarray, code: np.ndarray, better: Mapping[str, Better]
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Ranks along each cell, equals sharing the better rank; how many were ranked; quarters."""
    ways = np.array([better.get(one, Better.NEITHER) for one in code], object)
    sign = np.where(ways == Better.LOWER, 1.0, -1.0)
    values = np.where(is_authority, matrix, np.nan) * sign[:, None]
    order = np.argsort(values, axis=1, kind="stable")
    in_order = np.take_along_axis(values, order, 1)
    first = np.ones_like(in_order, bool)
    first[:, 1:] = in_order[:, 1:] != in_order[:, :-1]
    number = np.where(first, np.arange(1, values.shape[1] + 1), 0)
    rank = np.empty_like(values)
    np.put_along_axis(rank, order, np.maximum.accumulate(number, axis=1).astype(float), 1)
    rank[np.isnan(values)] = np.nan
    ranked = (~np.isnan(values)).sum(axis=1).astype(float)
    with np.errstate(invalid="ignore", divide="ignore"):
        quartile = np.ceil(4 * rank / ranked[:, None])
    quartile[ways == Better.NEITHER] = np.nan
    return rank, ranked, quartile


def _once(readings: pa.Table) -> pa.Table:
    """A release's figure once, however often the file was loaded; the load known last stands."""
    readings = readings.combine_chunks()
    is_published = _mask(pc.equal(readings["basis"], Basis.PUBLISHED))
    known_on = readings["known_on"].combine_chunks().cast(pa.int32()).to_numpy(zero_copy_only=False)
    published = np.flatnonzero(is_published)
    key = _key(readings, *CELL, "area", "release")[published]
    last = _last_of_each(key, np.argsort(known_on[published], kind="stable"))
    if len(last) == len(published):
        return readings
    return readings.take(np.sort(np.concatenate([np.flatnonzero(~is_published), published[last]])))


def _key(readings: pa.Table, *columns: str) -> np.ndarray:
    """A number for each row, from 0 without gaps, equal where all the columns are."""
    key, size = np.zeros(readings.num_rows, np.int64), 1
    for name in columns:
        words = readings[name].combine_chunks().dictionary_encode()
        places = words.indices.fill_null(-1).to_numpy(zero_copy_only=False).astype(np.int64) + 1
        if size * (len(words.dictionary) + 1) >= 2**62:
            _, key = np.unique(key, return_inverse=True)
            size = int(key.max(initial=0)) + 1
        size *= len(words.dictionary) + 1
        key = key * (len(words.dictionary) + 1) + places
    return np.unique(key, return_inverse=True)[1]


def _last_of_each(key: np.ndarray, order: np.ndarray) -> np.ndarray:
    """Of the rows that share a key the last in the order; in the rows' own order."""
    last = np.full(int(key.max(initial=-1)) + 1, -1)
    last[key[order]] = order
    return np.sort(last[last >= 0])


def _ranked_words(column: pa.ChunkedArray) -> np.ndarray:
    words = column.combine_chunks().dictionary_encode()
    place = np.argsort(np.argsort(np.array([word or "" for word in words.dictionary.to_pylist()], str)))
    indices = words.indices.fill_null(-1).to_numpy(zero_copy_only=False)
    return np.where(indices < 0, -1, place[indices]) if len(place) else indices


def _places(column: pa.ChunkedArray, codes: list[str]) -> np.ndarray:
    found = pc.fill_null(pc.index_in(column, pa.array(codes, pa.string())), len(codes))
    return found.to_numpy().astype(np.int64)


def _pair(area: pa.ChunkedArray, year: pa.ChunkedArray | pa.Array) -> pa.Array:
    return _flat(pc.binary_join_element_wise(area, pc.cast(year, pa.string()), " "))


def _flat(column: pa.ChunkedArray | pa.Array) -> pa.Array:
    return column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column


def _mask(column: pa.ChunkedArray) -> np.ndarray:
    return pc.fill_null(column, False).to_numpy()


def _numbers(column: pa.ChunkedArray) -> np.ndarray:
    return pc.cast(column, pa.float64()).to_numpy()


def _empty(size: int) -> dict[str, np.ndarray]:
    return {
        field.name: np.full(size, *((None, object) if pa.types.is_string(field.type) else (np.nan,)))
        for field in COLUMNS
    }


def _put(result: dict[str, np.ndarray], mask: np.ndarray, found: dict[str, np.ndarray]) -> None:
    for name, column in found.items():
        result[name][mask] = column


def _beside(readings: pa.Table, columns: dict[str, np.ndarray]) -> pa.Table:
    for field in COLUMNS:
        column = pa.array(columns[field.name], from_pandas=True)  # not a number: null
        readings = readings.append_column(field, column.cast(field.type))
    return readings
