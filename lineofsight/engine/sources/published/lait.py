"""The Local Authority Interactive Tool's long table: one row a measure, year and area."""

from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from lineofsight.engine.periods import PeriodError
from lineofsight.engine.sources.intake import Declared, Intake, SourceError
from lineofsight.engine.sources.published import cells, figures
from lineofsight.engine.sources.published.cells import Cells
from lineofsight.engine.sources.published.figures import Numbers, Places
from lineofsight.engine.sources.published.intakes import Rows, released, statistics
from lineofsight.engine.sources.published.mapping import Figure, Part, Publication, YearKind, lait

MEASURE, YEAR, AREA, VALUE = "Short Desc", "Years", "LA Number", "Values"


def is_headed(header: list[str]) -> bool:
    return {MEASURE, YEAR, AREA, VALUE} <= set(header)


def read(path: Path, declared: Declared) -> Intake:
    rows, publication = Rows.of(path), lait()
    places = _places(rows, publication)
    rows.refuse_strangers(places.area, AREA, declared)
    kept = rows.kept
    places, raw = places.only(kept), rows.raw.filter(kept)
    if not len(places):
        raise SourceError(f"{path.name}: no row can be read. {rows.first_fault()}")
    measure, values = cells.flat(raw[MEASURE]), cells.read(raw[VALUE])
    rows.query(values.odd, raw[VALUE], VALUE)
    counts = {name for one in publication.tables[0].figures for part in one.counted for name in part.columns}
    broken = pc.and_(values.broken, cells.flat(pc.is_in(measure, pa.array(sorted(counts)))))
    rows.query(broken, raw[VALUE], VALUE, "is a count with a part of one in it")
    values = values.without(broken)
    release, faults = released(publication, _last_year(places, values), declared, path.name)
    made: list[pa.Table] = []
    used: set[str] = set()
    for figure in publication.tables[0].figures:
        names = {name for part in figure.parts for name in part.columns}
        used |= figure.alone
        own = cells.flat(pc.is_in(measure, pa.array(sorted(names))))
        where, found = _aligned(figure, measure.filter(own), places.only(own), values.only(own))
        made.append(figures.readings(figure, where, found, release))
    rest = cells.flat(pc.invert(pc.is_in(measure, pa.array(sorted(used)))))
    code = pc.binary_join_element_wise(publication.name, measure.filter(rest), ":")
    other = Figure(code=publication.name, value=Part(columns=(VALUE,)))
    made.append(
        figures.readings(other, places.only(rest), Numbers(value=values.only(rest)), release, code=code)
    )
    return statistics(path, rows, pa.concat_tables(made), release, declared, faults)


def _aligned(figure: Figure, measure: pa.Array, places: Places, values: Cells) -> tuple[Places, Numbers]:
    """One row for each area and period that any of the figure's measures gives, and its numbers there."""
    key = cells.keys(places.area, places.period)
    distinct = key.unique()
    first = pc.index_in(distinct, key)

    def part(given: Part | None) -> Cells | None:
        if given is None:
            return None
        columns = []
        for name in given.columns:
            own = cells.flat(pc.equal(measure, name))
            columns.append(values.only(own).at(pc.index_in(distinct, key.filter(own))))
        return cells.total(columns)

    found = Numbers(
        numerator=part(figure.numerator), denominator=part(figure.denominator), value=part(figure.value)
    )
    return places.at(first), found


def _places(rows: Rows, publication: Publication) -> Places:
    kinds = {name: kind for kind, names in publication.years.items() for name in names}
    known: dict[str, tuple[str, date, date, str | None]] = {}

    def read(measure: str, years: str) -> str | None:
        kind: YearKind = kinds.get(measure, publication.year)
        mark = next((mark for mark in publication.marks if years.endswith(mark)), "")
        try:
            period = cells.year(years.removesuffix(mark), kind)
        except PeriodError:
            return None
        key = f"{period.kind} {period.label} {mark}"
        known[key] = (period.label, period.start, period.end, publication.marks.get(mark))
        return key

    read_as = cells.each([rows.column(MEASURE), rows.column(YEAR)], read, pa.string())
    rows.reject(
        pc.is_null(read_as), YEAR, "is no year that can be read",
        "Write 2017, 2016-17, 2014-16 or 2013/14-15/16.",
    )  # fmt: skip
    area = pc.replace_substring_regex(pc.utf8_trim_whitespace(rows.column(AREA)), r"\.0+$", "")
    rows.reject(
        pc.invert(pc.match_substring_regex(area, r"^\d{3}$")), AREA, "is no 3-digit code of an area",
        "Authorities are known by their 3-digit code, England by 970.",
    )  # fmt: skip
    rows.reject(
        cells.again(rows.column(MEASURE), read_as, area), YEAR,
        "gives a measure, year and area that an earlier row gave", "Remove the row that is not true.",
    )  # fmt: skip
    fields = [
        cells.each([read_as], lambda key, at=at: known[key][at] if key else None, kind)
        for at, kind in enumerate((pa.string(), pa.date32(), pa.date32(), pa.string()))
    ]
    period, start, end, note = fields
    return Places(area=area, period=period, start=start, end=end, note=note)


def _last_year(places: Places, values: Cells) -> int:
    """The latest year with any number in it."""
    ends = places.end.filter(pc.is_valid(values.number))
    return pc.max(pc.year(ends if len(ends) else places.end)).as_py()
