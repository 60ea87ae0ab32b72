"""Which published column is which figure: the mapping files, read into values that check themselves.

A mapping file is a publication: its releases and their days, and its tables. A table is known by its
headings (`known_by`: any of them) and, where several share those, by a value one of its columns
`holds`. `renamed` gives the headings of other releases for a heading. `described_by` names the
columns of words that say what a row is about. `figures` gives, for each code of ours, where its
numerator, denominator and value stand: a column (several are added together), perhaps in the rows
`where` those words are such and such. `per` is 100 for a share, 10,000 for a rate (of the mid-year
population unless a denominator is named), 1 for a ratio, and left out for a count. `rest` is read of
every row that no figure took, under the code EES:<table> with its words as breakdown and group; in a
table without `rest` each column that no figure took is a code of its own, EES:<table>:<column>.
"""

import functools
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from importlib import resources
from typing import Any, Literal

YearKind = Literal["financial", "census", "calendar", "academic"]

FILES = ("children_in_need.toml", "looked_after.toml", "workforce.toml")
PER_POPULATION = 10_000


@dataclass(frozen=True, kw_only=True)
class Part:
    """Where one number of a figure stands."""

    columns: tuple[str, ...]  # more than one are added together
    where: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # column of words to the words meant


@dataclass(frozen=True, kw_only=True)
class Figure:
    """Where one code's numbers stand."""

    code: str
    numerator: Part | None = None
    denominator: Part | None = None
    value: Part | None = None
    per: int | None = None
    by: str | None = None
    group: str | None = None
    note: str | None = None

    def __post_init__(self) -> None:
        if self.numerator is None and self.value is None:
            raise ValueError(f"{self.code}: say where its numerator or its value stands")
        if self.per not in (None, 1, 100, PER_POPULATION):
            raise ValueError(f"{self.code}: per is 1, 100 or 10_000, or left out for a count")

    @property
    def of_population(self) -> bool:
        return self.per == PER_POPULATION and self.denominator is None

    @property
    def parts(self) -> tuple[Part, ...]:
        return tuple(part for part in (self.numerator, self.denominator, self.value) if part)

    @property
    def counted(self) -> tuple[Part, ...]:
        return tuple(part for part in (self.numerator, self.denominator) if part)

    @property
    def alone(self) -> frozenset[str]:
        """The columns whose own numbers can be read off the figure: not those added to others."""
        return frozenset(part.columns[0] for part in self.parts if len(part.columns) == 1)

    @property
    def where(self) -> Mapping[str, tuple[str, ...]]:
        """The rows that the figure is about."""
        main = self.value or self.numerator
        return main.where if main else {}


@dataclass(frozen=True, kw_only=True)
class Table:
    """One table of a publication, as it comes in any release."""

    name: str
    title: str
    known_by: tuple[str, ...]
    holds: Mapping[str, str] = field(default_factory=dict)
    renamed: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    described_by: tuple[str, ...] = ()
    figures: tuple[Figure, ...] = ()
    rest: Figure | None = None

    @property
    def columns(self) -> frozenset[str]:
        """The columns of numbers of which its figures are made."""
        every = (*self.figures, *([self.rest] if self.rest else []))
        return frozenset(name for figure in every for part in figure.parts for name in part.columns)

    @property
    def headings(self) -> frozenset[str]:
        """Those it is known to have, in any release."""
        other = (name for names in self.renamed.values() for name in names)
        return frozenset((*self.columns, *self.known_by, *self.described_by, *other))

    @property
    def asked_about(self) -> frozenset[str]:
        """The columns of words without which its figures cannot be told apart."""
        return frozenset(name for figure in self.figures for part in figure.parts for name in part.where)

    def is_headed(self, header: Sequence[str]) -> bool:
        return bool(set(self.known_by) & set(header)) and set(self.holds) <= set(header)


@dataclass(frozen=True, kw_only=True)
class Publication:
    """A publication: how it counts years, when its releases came out, and its tables."""

    name: str
    title: str
    year: YearKind
    released: Mapping[int, date]
    unchecked: frozenset[int] = frozenset()  # years whose day in `released` is from memory
    tables: tuple[Table, ...]
    years: Mapping[YearKind, frozenset[str]] = field(default_factory=dict)  # measures that count otherwise
    marks: Mapping[str, str] = field(default_factory=dict)
    whole: bool = True  # whether numerators and denominators are whole numbers; full-time posts are not


def _words(value: str | Sequence[str]) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(value)


def _part(value: Any, where: Mapping[str, Any]) -> Part | None:
    if value is None:
        return None
    if isinstance(value, Mapping):
        value, where = value["column"], value["where"]
    return Part(columns=_words(value), where={column: _words(words) for column, words in where.items()})


def _figure(code: str, entry: Mapping[str, Any]) -> Figure:
    entry = dict(entry)
    where = entry.pop("where", {})
    return Figure(
        code=code,
        numerator=_part(entry.pop("numerator", None), where),
        denominator=_part(entry.pop("denominator", None), where),
        value=_part(entry.pop("value", None), where),
        **entry,
    )


def _table(entry: Mapping[str, Any]) -> Table:
    entry = dict(entry)
    name, rest = entry["name"], entry.pop("rest", None)
    return Table(
        known_by=_words(entry.pop("known_by")),
        described_by=_words(entry.pop("described_by")),
        renamed={column: _words(names) for column, names in entry.pop("renamed", {}).items()},
        figures=tuple(_figure(code, given) for code, given in entry.pop("figures", {}).items()),
        rest=rest and _figure(f"EES:{name}", rest),
        **entry,
    )


def _toml(name: str) -> dict[str, Any]:
    return tomllib.loads((resources.files(__package__) / name).read_text("utf-8"))


@functools.cache
def publication(file: str) -> Publication:
    given = _toml(file)
    return Publication(
        name=given["publication"],
        title=given["title"],
        year=given["year"],
        released={int(year): day for year, day in given["released"].items()},
        unchecked=frozenset(given.get("unchecked", ())),
        tables=tuple(_table(entry) for entry in given["table"]),
        years={kind: frozenset(measures) for kind, measures in given.get("years", {}).items()},
        marks=given.get("marks", {}),
        whole=given.get("whole", True),
    )


def publications() -> tuple[Publication, ...]:
    """Those on Explore Education Statistics."""
    return tuple(publication(file) for file in FILES)


def lait() -> Publication:
    return publication("lait.toml")


@functools.cache
def rates() -> frozenset[str]:
    """The codes whose denominator is the mid-year population."""
    every = (*publications(), lait())
    return frozenset(
        figure.code
        for one in every
        for table in one.tables
        for figure in table.figures
        if figure.per == PER_POPULATION
    )


@functools.cache
def reference() -> Mapping[str, Any]:
    """Regions, models of neighbours, releases of the population, and the flat tables."""
    return _toml("reference.toml")
