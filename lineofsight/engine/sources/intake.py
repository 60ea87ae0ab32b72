"""What every source gives back, and the words in which it says what it could not read.

An Intake loses nothing: every row of every file is accepted or rejected, and the counts add up. A
fault names the file, the row and the field, what is wrong and what to do.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from pathlib import Path

import pyarrow as pa

from lineofsight.engine.returns import Family, Span

__all__ = ["Declared", "Family", "Fault", "Intake", "Severity", "SourceError", "SourceFile", "Span"]


class SourceError(Exception):
    """A file that cannot be read at all: says which, why, and what to do next."""


class Severity(StrEnum):
    REJECTED = "rejected"  # the row is not counted anywhere
    QUERIED = "queried"  # the row counts, the field is read as not recorded
    NOTED = "noted"  # worth knowing; nothing was changed


@dataclass(frozen=True, kw_only=True)
class Fault:
    """One thing wrong in one place. `row` is the line, sheet row or child's position, from 1.

    `line` is given where `row` is a child's position: the line of the XML that it stands on.
    """

    severity: Severity
    file: str
    row: int | None = None
    line: int | None = None
    field: str | None = None
    value: str | None = None
    wrong: str
    remedy: str

    def __str__(self) -> str:
        where = ", ".join(
            part
            for part in (
                self.file,
                self.row and f"{'child' if self.line else 'row'} {self.row}",
                self.line and f"line {self.line}",
                self.field and f"field {self.field}",
            )
            if part
        )
        value = f" ({self.value!r})" if self.value else ""
        return f"{where}: {self.wrong}{value}. {self.remedy}"


@dataclass(frozen=True, kw_only=True)
class Declared:
    """What a person says of a return that its files may not say themselves.

    From the command line or a `return.toml` beside the files. What a file's own header says of area
    and days wins only where nothing is declared; where the two differ, that is an error.
    """

    area: str | None = None  # 3-digit LA code
    covers: Span | None = None
    known_on: date | None = None  # the day the files were true
    sender: str | None = None
    made_up: bool = False
    listed: frozenset[str] = frozenset()  # codes of the authorities in lists that were loaded before


@dataclass(frozen=True, kw_only=True)
class SourceFile:
    """A file as it was read: its name, SHA-256 and size in bytes."""

    name: str
    sha256: str
    size: int


@dataclass(frozen=True, kw_only=True)
class Intake:
    """Rows in contract columns, and everything that was wrong with the rest.

    `tables`: contract name to rows with the contract's columns (no `family` or `load`), and `file`
    (position in `files`) and `row`. Published and scorecard sources give `readings` instead
    (`readings_table.SCHEMA`). `covers`: the days each table stands for, which also holds
    tables that were sent empty. `read` counts rows by file or sheet; rows accepted and rows rejected
    add up to it.
    """

    format: str
    family: Family
    area: str | None  # None where one file holds many areas
    area_at: Mapping[str, str] = field(
        default_factory=dict
    )  # where the files say each, as a fault names the place
    covers: Mapping[str, Span] = field(default_factory=dict)
    gaps: Mapping[str, tuple[Span, ...]] = field(default_factory=dict)  # of what `covers` holds, days unsaid
    known_on: date
    files: tuple[SourceFile, ...]
    tables: Mapping[str, pa.Table] = field(default_factory=dict)
    readings: pa.Table | None = None
    read: Mapping[str, int] = field(default_factory=dict)
    rejected: Mapping[str, int] = field(default_factory=dict)
    faults: tuple[Fault, ...] = ()
    columns: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # of each table, those the files had
    sender: str | None = None
    release: str | None = None  # of published statistics: "2025"
    made_up: bool = False
    paths: tuple[
        Path, ...
    ] = ()  # where the files lay, in the order of `files`; kept only if originals may be

    def with_faults(self, faults: Iterable[Fault]) -> "Intake":
        return replace(self, faults=(*self.faults, *faults))
