"""What is asked of whoever sends a folder of CSV files: what they do not say, and rows of one width."""

from dataclasses import dataclass
from datetime import date

import pyarrow as pa

from lineofsight.engine.sources.cleaning import Draft
from lineofsight.engine.sources.intake import Declared, SourceError, Span


@dataclass(frozen=True)
class Answers:
    """The area, the days covered and the day it was true, as declared."""

    area: str
    covers: Span
    known_on: date


def answers(declared: Declared, name: str, otherwise: str = "write a return.toml beside it") -> Answers:
    """What was declared of a return, or a SourceError that asks for what was not."""
    area, covers, known_on = declared.area, declared.covers, declared.known_on
    if area and covers and known_on:
        return Answers(area, covers, known_on)
    asked = {
        "--area 885 (whose it is)": area,
        "--covers 2016-04-01..2017-03-31 (its first and last day)": covers,
        "--known-on 2017-07-31 (when it was made)": known_on,
    }
    missing = ", ".join(option for option, value in asked.items() if not value)
    raise SourceError(f"{name}: does not say everything itself. Add {missing}, or {otherwise}.")


def refuse_ragged(draft: Draft, ragged: pa.Array) -> None:
    """Reject the rows in which a value may stand under a heading that is not its own."""
    draft.refuse(
        ragged,
        None,
        "has more or fewer fields than the first line",
        "Put a cell that holds a comma between quotation marks.",
    )
