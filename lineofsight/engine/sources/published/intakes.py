"""A published file's rows, with what was wrong with them, and the intake made of them."""

import re
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from lineofsight.engine.sources import opening
from lineofsight.engine.sources.authorities import is_published, unknown
from lineofsight.engine.sources.intake import Declared, Family, Fault, Intake, Severity, SourceError
from lineofsight.engine.sources.published.cells import flat
from lineofsight.engine.sources.published.figures import Release
from lineofsight.engine.sources.published.mapping import Publication

NAME = "published"
FAULTS_LISTED = 1_000  # of one kind in one column; beyond it a fault says how many more there are


class Rows:
    """A file's rows as text, which of them are kept, and the faults found.

    `places` are lines of a CSV or rows of a sheet as a person sees them, the headings being row 1.
    """

    def __init__(self, name: str, raw: pa.Table, places: pa.Array):
        self.name, self.raw, self.places = name, raw, places
        self.kept = pa.repeat(True, raw.num_rows)
        self.faults: list[Fault] = []

    @classmethod
    def of(cls, path: Path, *, repeats: bool = False) -> "Rows":
        """A CSV or Parquet file, every cell as text and an empty one as "". `repeats`: as headings may."""
        if path.suffix.lower() == ".parquet":
            raw = opening.read_parquet(path)
            if len(set(raw.column_names)) < raw.num_columns:
                raise SourceError(f"{path.name}: has two columns of one name. Rename or remove one.")
            try:
                columns = [flat(raw[at].cast(pa.string())).fill_null("") for at in range(raw.num_columns)]
            except pa.ArrowException as error:
                raise SourceError(f"{path.name}: has a column that is no text or number ({error}).") from None
            raw = pa.table(columns, names=raw.column_names)
            return cls(path.name, raw, pa.array(range(2, raw.num_rows + 2), pa.int32()))
        raw = opening.read_csv(path, repeats=repeats)
        rows = cls(path.name, raw.drop_columns([opening.LINE, opening.RAGGED]), flat(raw[opening.LINE]))
        rows.raw = pa.table([flat(column).fill_null("") for column in rows.raw.columns], rows.columns)
        rows.reject(
            flat(raw[opening.RAGGED]), None, "has more or fewer cells than there are headings",
            "Look for a missing or surplus comma, or a heading row that was cut.",
        )  # fmt: skip
        return rows

    @property
    def columns(self) -> list[str]:
        return self.raw.column_names

    def __len__(self) -> int:
        return self.raw.num_rows

    def column(self, name: str) -> pa.Array:
        """A column's text; "" throughout where the file has none of that name."""
        return flat(self.raw[name]) if name in self.columns else pa.repeat("", len(self))

    def rename(self, names: Mapping[str, str]) -> None:
        """Give other releases' headings ours, unless ours is there too."""
        self.raw = self.raw.rename_columns(
            [names.get(name, name) if names.get(name) not in self.columns else name for name in self.columns]
        )

    @property
    def last_year(self) -> int:
        """The latest year that the rows speak of."""
        text = self.column("time_period").filter(self.kept)
        years = pc.cast(pc.utf8_slice_codeunits(pc.utf8_trim_whitespace(text), 0, 4), pa.int32())
        ends_later = pc.cast(pc.greater(pc.utf8_length(pc.utf8_trim_whitespace(text)), 4), pa.int32())
        return pc.max(pc.add(years, ends_later)).as_py()

    def reject(self, where: pa.Array, field: str | None, wrong: str, remedy: str) -> None:
        where = pc.and_(pc.fill_null(where, False), self.kept)
        self._fault(where, self.raw, self.places, field, wrong, remedy, Severity.REJECTED)
        self.kept = pc.and_(self.kept, pc.invert(where))

    def refuse_strangers(self, areas: pa.Array, field: str, declared: Declared) -> None:
        """A figure under a code that nobody has would stand beside no area: the file is refused, its row named."""
        for area in areas.unique().drop_null().to_pylist():
            for code in area.split("+"):
                self.refuse_stranger(
                    code, self.places[pc.index(areas, area).as_py()].as_py(), field, declared
                )

    def refuse_stranger(self, code: str, row: int, field: str, declared: Declared) -> None:
        if not is_published(code, made_up=declared.made_up, listed=declared.listed):
            raise SourceError(unknown(f"{self.name}, row {row}, field {field}", code))

    def query(
        self,
        where: pa.Array,
        column: pa.Array,
        field: str,
        wrong: str = "is neither a number nor a marker (c x z u k low)",
    ) -> None:
        """Cells, of the rows kept, that cannot be what was published."""
        raw, places = pa.table({field: column}), self.places.filter(self.kept)
        self._fault(
            where, raw, places, field, wrong,
            "It is read as not available; download the file again or correct the cell.", Severity.QUERIED,
        )  # fmt: skip

    def note(self, wrong: str, remedy: str, severity: Severity = Severity.NOTED) -> None:
        self.faults.append(Fault(severity=severity, file=self.name, wrong=wrong, remedy=remedy))

    def first_fault(self) -> str:
        return str(self.faults[0]) if self.faults else "It has headings but no rows."

    def _fault(
        self,
        where: pa.Array,
        raw: pa.Table,
        places: pa.Array,
        field: str | None,
        wrong: str,
        remedy: str,
        severity: Severity,
    ) -> None:
        count = pc.sum(where).as_py() or 0
        if not count:
            return
        rows = places.filter(where)[:FAULTS_LISTED].to_pylist()
        found = field is not None and field in raw.column_names
        values = raw[field].filter(where)[:FAULTS_LISTED].to_pylist() if found else [None] * len(rows)
        self.faults += [
            Fault(
                severity=severity, file=self.name, row=row, field=field, value=value and value[:60],
                wrong=wrong, remedy=remedy,
            )
            for row, value in zip(rows, values, strict=True)
        ]  # fmt: skip
        if count > FAULTS_LISTED:
            more = f"{wrong}: {count - FAULTS_LISTED:,} more rows"
            self.faults.append(
                Fault(severity=severity, file=self.name, field=field, wrong=more, remedy=remedy)
            )

    @property
    def rejected(self) -> int:
        return len(self) - (pc.sum(self.kept).as_py() or 0)


def released(
    publication: Publication, year: int, declared: Declared, file: str
) -> tuple[Release, list[Fault]]:
    """Which release a file is, by the latest year in it, and the day it came out."""
    name = f"{publication.name} {year}"
    day = publication.released.get(year)
    if day and year not in publication.unchecked:
        return Release(name=name, known_on=day), []
    if declared.known_on:  # what a person says goes before what nobody checked
        return Release(name=name, known_on=declared.known_on), []
    why = "was not checked with its publisher" if day else "is not known"
    day = day or date(year, 10, 31)
    doubt = Fault(
        severity=Severity.NOTED, file=file,
        wrong=f"is of the release {name}, whose day of publication {why}; {day} is taken",
        remedy="Look it up on the release's page and say it with --known-on.",
    )  # fmt: skip
    return Release(name=name, known_on=day), [doubt]


def statistics(
    path: Path, rows: Rows, readings: pa.Table, release: Release, declared: Declared, faults: Iterable[Fault]
) -> Intake:
    return Intake(
        format=NAME,
        family=Family.PUBLISHED,
        area=None,
        known_on=release.known_on,
        files=(opening.describe(path),),
        readings=readings,
        read={path.name: len(rows)},
        rejected={path.name: rows.rejected},
        faults=(*rows.faults, *faults),
        sender=declared.sender,
        release=release.name,
        made_up=declared.made_up,
        paths=(path,),
    )


def reference(
    path: Path,
    rows: Rows,
    tables: Mapping[str, pa.Table],
    known_on: date,
    declared: Declared,
    release: str | None = None,
) -> Intake:
    return Intake(
        format=NAME,
        family=Family.REFERENCE,
        area=None,
        known_on=known_on,
        files=(opening.describe(path),),
        tables=tables,
        read={path.name: len(rows)},
        rejected={path.name: rows.rejected},
        faults=tuple(rows.faults),
        columns={name: tuple(table.column_names) for name, table in tables.items()},
        sender=declared.sender,
        release=release,
        made_up=declared.made_up,
        paths=(path,),
    )


def year_in(name: str) -> str | None:
    """A year in a file's name: "2025" of sn_may_2025.xlsx."""
    match = re.search(r"(?<!\d)(20\d{2})(?!\d)", name)
    return match and match[1]
