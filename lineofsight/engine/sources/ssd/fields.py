"""The fields of the Standard Safeguarding Dataset that are read, and the contract column each one fills."""

import csv
import functools
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib import resources


@dataclass(frozen=True, kw_only=True)
class Field:
    """One field of fields.csv.

    `table` is named without its prefix, and is the contract table of that name or one that is joined to
    it; `older`: names the field had in earlier releases; `kind`: id, text, date, ahead (a date that may
    lie in the future), flag, integer, number, or "code" and the set its spellings are in.
    """

    table: str
    name: str
    older: tuple[str, ...]
    column: str
    kind: str
    required: bool


@functools.cache
def fields() -> Mapping[str, tuple[Field, ...]]:
    """The fields of each table."""
    listed: dict[str, list[Field]] = {}
    text = resources.files(__package__).joinpath("fields.csv").read_text(encoding="utf-8")
    for row in csv.DictReader(text.splitlines()):
        listed.setdefault(row["table"], []).append(
            Field(
                table=row["table"],
                name=row["field"],
                older=tuple(filter(None, row["older"].split("|"))),
                column=row["column"],
                kind=row["kind"],
                required=row["required"] == "yes",
            )
        )
    return {table: tuple(of_table) for table, of_table in listed.items()}


def table_named(name: str) -> str | None:
    """The table that a file or database table is called after: `SSD_Contacts` is contacts."""
    table = name.strip().casefold().removeprefix("ssd_")
    return table if table in fields() else None


def headings(table: str, given: Iterable[str]) -> dict[str, str]:
    """Each heading of a file that is a field of the table, under whatever name, and that field's name."""
    there = {heading.strip().casefold(): heading for heading in given}
    found = {}
    for field in fields()[table]:
        for name in (field.name, *field.older):
            if name in there:
                found[there[name]] = field.name
                break
    return found
