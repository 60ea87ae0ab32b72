"""The sheets of the supplementary return: their columns, headings, and what is to be written in each."""

import csv
import functools
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources

from lineofsight.engine.tables import CONTRACT

CHILDREN, RETURN, BY_AGENCY = "children", "return", "early_help_by_agency"
GUIDE = "How to fill this in"

# The first sheet: what is said of the return as a whole. A table named there with "yes" is complete even
# if its sheet is empty; an empty sheet of which nothing is said stands for nothing.
ITEMS = {
    "area": "The 3-digit code of the local authority, such as 885; of several, all of them: 885, 884.",
    "covers from": "The first day that the return stands for: 2016-04-01.",
    "covers to": "The last day that it stands for: 2017-03-31.",
    "known on": "The day on which the figures were true: 2017-05-15.",
    "sender": "The organisation that sends it.",
}

ALLOWED: Mapping[str, tuple[str, ...]] = {
    "flag": ("yes", "no"),
    "level": ("1", "2", "3", "4"),
    "code sex": ("M", "F", "U"),
    "code consent": ("given", "refused", "not sought: safety", "not sought: other"),
    "code rag": ("red", "amber", "green"),
    "code risk": ("low", "medium", "high"),
    "code risk_at_review": ("none", "low", "medium", "high"),
    "code pathway": ("core", "neurodevelopmental", "crisis", "eating disorder", "all"),
}


@dataclass(frozen=True, kw_only=True)
class Field:
    """One column of a sheet. `column` is the contract's name for it, `heading` the words above it.

    `kind`: id, text, date, ahead (may lie in the future), moment (with a time), flag, level (of need),
    count, amount, district (of a postcode), area (of a row, in a return of several), or "code" and the set.
    """

    sheet: str
    column: str
    heading: str
    kind: str
    required: bool
    help: str


@functools.cache
def fields() -> Mapping[str, tuple[Field, ...]]:
    """The columns of each sheet, in the order of the template."""
    listed: dict[str, list[Field]] = {}
    text = resources.files(__package__).joinpath("fields.csv").read_text(encoding="utf-8")
    for row in csv.DictReader(text.splitlines()):
        required = row.pop("required") == "yes"
        listed.setdefault(row["sheet"], []).append(Field(required=required, **row))
    return {sheet: tuple(of_sheet) for sheet, of_sheet in listed.items()}


def table_of(sheet: str) -> str:
    """The contract table that a sheet holds rows of."""
    return "person" if sheet == CHILDREN else sheet


def sheet_named(name: str) -> str | None:
    """The sheet that a worksheet or file is called after, however it is spelt: "Front door"."""
    plain = name.strip().casefold().replace(" ", "_").replace("-", "_")
    return plain if plain in fields() or plain == RETURN else None


def is_supplementary(sheet: str) -> bool:
    return sheet == BY_AGENCY or (sheet in CONTRACT and CONTRACT[sheet].supplementary)
