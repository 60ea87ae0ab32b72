"""Tables of Explore Education Statistics (EES), CSV or Parquet, of any release.

A table that no mapping knows is read all the same: its columns of numbers under EES:<file>:<column>.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from lineofsight.engine.periods import PeriodError
from lineofsight.engine.reading import SCHEMA
from lineofsight.engine.sources.intake import Declared, Intake, Severity, SourceError
from lineofsight.engine.sources.published import cells, figures
from lineofsight.engine.sources.published.cells import Cells
from lineofsight.engine.sources.published.figures import Numbers, Places, Release
from lineofsight.engine.sources.published.intakes import Rows, released, statistics
from lineofsight.engine.sources.published.mapping import (
    Figure,
    Part,
    Publication,
    Table,
    YearKind,
    publications,
)
from lineofsight.engine.sources.published.reference import area_of_region

AREA = "old_la_code"
KNOWN_BY = {"time_period", "geographic_level", AREA}
STANDARD = (
    "time_period", "time_identifier", "geographic_level", "country_code", "country_name", "region_code",
    "region_name", "old_la_code", "new_la_code", "la_name",
)  # fmt: skip
IDENTIFIERS: Mapping[str, YearKind | None] = {
    "financial year": "financial",
    "academic year": "academic",
    "calendar year": "calendar",
    "reporting year": None,  # whatever the publication reports
    "": None,
}

ALIKE = 2  # headings of its own that a table must share with a known one to be taken for it


def is_headed(header: list[str]) -> bool:
    return set(header) >= KNOWN_BY


def read(path: Path, declared: Declared) -> Intake:
    rows = Rows.of(path)
    publication, table = _recognise(path, rows)
    rows.rename({old: new for new, names in table.renamed.items() for old in names})
    _name_lacking(table, rows)
    missing = [name for name in table.asked_about if name not in rows.columns]
    if missing:
        raise SourceError(
            f"{path.name}: has no column {', '.join(missing)}, by which table {table.name} of "
            f"{publication.title} is read. Download it again with all its columns."
        )
    places = _places(rows, publication.year)
    rows.refuse_strangers(places.area, AREA, declared)
    _known_once(rows, places, table)
    kept = rows.kept
    places, raw = places.only(kept), rows.raw.filter(kept)
    if not len(places):
        raise SourceError(f"{path.name}: no row can be read. {rows.first_fault()}")
    release, faults = released(publication, rows.last_year, declared, path.name)
    parts = _figures(table, raw, places, release, rows, whole=publication.whole)
    return statistics(path, rows, pa.concat_tables(parts), release, declared, faults)


def _recognise(path: Path, rows: Rows) -> tuple[Publication, Table]:
    for publication in publications():
        for table in publication.tables:
            if table.is_headed(rows.raw.column_names) and all(
                pc.any(pc.equal(rows.raw[column], word)).as_py() for column, word in table.holds.items()
            ):
                return publication, table
    return _unknown(path, rows)


def _unknown(path: Path, rows: Rows) -> tuple[Publication, Table]:
    """A table no mapping knows: columns with words that are neither number nor marker describe its rows."""
    name = re.sub(r"[^A-Za-z0-9]+", "-", path.stem).strip("-")
    own = [column for column in rows.columns if column not in STANDARD]
    words = tuple(column for column in own if pc.any(cells.read(rows.raw[column]).odd).as_py())
    nearest = _nearest(own)
    rows.note(
        f"is no table that a mapping knows, so that its columns are kept as EES:{name}:<column> and a "
        "reporting year is taken to end on 31 March",
        nearest or "Nothing need be done unless its measures are wanted under codes of ours.",
        Severity.QUERIED if nearest else Severity.NOTED,
    )
    publication = Publication(name="EES", title=path.stem, year="financial", released={}, tables=())
    return publication, Table(name=name, title=path.stem, known_by=("time_period",), described_by=words)


def _nearest(own: Sequence[str]) -> str:
    """What to do where a table looks like one that is known, in a release that gives its columns other headings."""
    shared, table = max(
        (
            (len(set(own) & table.headings), table)
            for publication in publications()
            for table in publication.tables
        ),
        key=lambda pair: pair[0],
    )
    if shared < ALIKE:
        return ""
    lacking = ", ".join(sorted(table.columns - set(own)))
    return (
        f"It looks like table {table.name} ({table.title}) with new headings: where it is, write over them those that "
        f"are known: {lacking}."
    )


def _name_lacking(table: Table, rows: Rows) -> None:
    """A release that gives a column another heading loses the figures made of it. One that only has fewer does not."""
    new = set(rows.columns) - table.headings - set(STANDARD)
    for column in sorted(table.columns - set(rows.columns)):
        lost = [one.code for one in table.figures if any(column in part.columns for part in one.counted)]
        if lost and new:
            rows.note(
                f"has no column {column}, of which {', '.join(lost)} {'is' if len(lost) == 1 else 'are'} made",
                f"Where it stands under another heading ({', '.join(sorted(new)[:5])}?), write {column} over that and "
                "load the file again.",
                Severity.QUERIED,
            )


def _places(rows: Rows, kind: YearKind) -> Places:
    """Each row's area and period; rows without either are rejected."""
    raw = rows.raw
    area = areas(rows)
    identifiers = rows.column("time_identifier")
    starts: dict[str, tuple[str, date, date]] = {}

    def label(text: str, identifier: str) -> str | None:
        try:
            period = cells.year(text, IDENTIFIERS[identifier.strip().lower()] or kind)
        except (PeriodError, KeyError):
            return None
        starts[period.label] = (period.label, period.start, period.end)
        return period.label

    labels = cells.each([cells.flat(raw["time_period"]), identifiers], label, pa.string())
    rows.reject(
        pc.is_null(labels), "time_period", "is no year that can be read",
        "Only yearly figures are read: 2017 or 201617, by reporting, financial, academic or calendar year.",
    )  # fmt: skip
    return Places(
        area=area,
        period=labels,
        start=cells.each([labels], lambda label: starts[label][1] if label else None, pa.date32()),
        end=cells.each([labels], lambda label: starts[label][2] if label else None, pa.date32()),
        note=pa.nulls(len(area), pa.string()),
    )


def areas(rows: Rows) -> pa.Array:
    """The 3-digit code: 970 for England, 980 to 990 for regions, 314+318 where two report together."""

    def area(level: str, region: str, code: str) -> str | None:
        if level == "National":
            return area_of_region("England")
        if level == "Regional":
            return area_of_region(region)
        codes = [part.strip() for part in code.split("/")]
        if level == "Local authority" and all(re.fullmatch(r"\d{3}", part) for part in codes):
            return "+".join(codes)
        return None

    columns = [rows.column(name) for name in ("geographic_level", "region_code", "old_la_code")]
    areas = cells.each(columns, area, pa.string())
    rows.reject(
        pc.is_null(areas), "old_la_code", "is not England, a region or an authority with a 3-digit code",
        "Keep national, regional and local authority rows; authorities are known by their old_la_code.",
    )  # fmt: skip
    return areas


def _known_once(rows: Rows, places: Places, table: Table) -> None:
    words = [rows.raw[name] for name in table.described_by if name in rows.columns]
    rows.reject(
        cells.again(places.area, places.period, *words), "old_la_code",
        "gives an area, year and group that an earlier row gave", "Remove the row that is not true.",
    )  # fmt: skip


def _figures(
    table: Table, raw: pa.Table, places: Places, release: Release, rows: Rows, *, whole: bool
) -> list[pa.Table]:
    read: dict[str, Cells] = {}
    ours = {name for figure in table.figures for part in figure.parts for name in part.columns}

    def column(name: str) -> Cells | None:
        if name not in raw.column_names:
            return None
        if name not in read:
            read[name] = cells.read(raw[name])
            rows.query(read[name].odd, raw[name], name)
            if name in ours:  # how many, or what share of them: other columns may well say by how much less
                below = read[name].below_nought
                rows.query(below, raw[name], name, "is less than nought")
                broken = pc.and_(read[name].broken, _counts(table, raw, name)) if whole else below
                rows.query(pc.and_not(broken, below), raw[name], name, "is a count with a part of one in it")
                read[name] = read[name].without(pc.or_(below, broken))
        return read[name]

    def numbers(figure: Figure) -> Numbers | None:
        own = _mask(raw, figure.where)
        key = cells.keys(places.area.filter(own), places.period.filter(own))

        def part(given: Part | None) -> Cells | None:
            columns = [column(name) for name in given.columns] if given else []
            if given is None or any(one is None for one in columns):
                return None
            summed = cells.total(one for one in columns if one)
            if given.where == figure.where:
                return summed.only(own)
            there = _mask(raw, given.where)
            others = cells.keys(places.area.filter(there), places.period.filter(there))
            return summed.only(there).at(pc.index_in(key, others))

        found = Numbers(
            numerator=part(figure.numerator), denominator=part(figure.denominator), value=part(figure.value)
        )
        return found if found.numerator or found.value else None

    made: list[pa.Table] = [SCHEMA.empty_table()]
    taken = pa.repeat(False, len(places))
    by, group = _described(table, raw)
    for figure in table.figures:
        if found := numbers(figure):
            if figure.where:
                own = _mask(raw, figure.where)
                made.append(figures.readings(figure, places.only(own), found, release))
                taken = pc.or_(taken, own)
            else:
                made.append(figures.readings(figure, places, found, release, by=by, group=group))
    if table.rest and (found := numbers(table.rest)):
        left = pc.invert(taken)
        found = Numbers(**{name: part and part.only(left) for name, part in vars(found).items()})
        made.append(
            figures.readings(
                table.rest, places.only(left), found, release, by=by.filter(left), group=group.filter(left)
            )
        )
        return made
    used = {name for figure in table.figures for name in figure.alone}
    for name in rows.columns:
        if name not in (*STANDARD, *table.described_by) and name not in used:
            figure = Figure(code=f"EES:{table.name}:{name}", value=Part(columns=(name,)))
            found = Numbers(value=column(name))
            made.append(figures.readings(figure, places, found, release, by=by, group=group))
    return made


def _counts(table: Table, raw: pa.Table, name: str) -> pa.Array:
    """The rows in which a column says how many: in others an average may stand in it, as a value of its own."""
    counts = averages = pa.repeat(False, raw.num_rows)
    for figure in (*table.figures, *([table.rest] if table.rest else [])):
        for part in figure.counted:
            if name in part.columns:
                counts = pc.or_(counts, _mask(raw, part.where))
        if figure.value and name in figure.value.columns:
            averages = pc.or_(averages, _mask(raw, figure.value.where))
    return pc.and_not(counts, averages)


def _mask(raw: pa.Table, where: Mapping[str, tuple[str, ...]]) -> pa.Array:
    mask = pa.repeat(True, raw.num_rows)
    for column, words in where.items():
        mask = pc.and_(mask, cells.flat(pc.is_in(raw[column], pa.array(words))))
    return mask


def _described(table: Table, raw: pa.Table) -> tuple[pa.Array, pa.Array]:
    """What a row is about: the last column of words is the group, what stands before it the breakdown.

    A single column whose word never changes is the table's title and says nothing.
    """
    nothing = pa.nulls(raw.num_rows, pa.string())
    names = [name for name in table.described_by if name in raw.column_names]
    if not names:
        return nothing, nothing
    *before, last = names
    if not before:
        one_word = len(raw[last].unique()) == 1
        return (nothing, nothing) if one_word else (pa.repeat(last, raw.num_rows), cells.flat(raw[last]))
    by = pc.binary_join_element_wise(*(raw[name] for name in before), " / ")
    return cells.flat(by), cells.flat(raw[last])
