"""The return's sheets as they were sent, in a workbook or CSV files: text, under the contract's names."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from lineofsight.engine.sources import opening
from lineofsight.engine.sources.intake import SourceError
from lineofsight.engine.sources.supplementary.fields import RETURN, Field, fields, sheet_named

HEADINGS_WITHIN = 10  # rows, in case somebody put a title above them
NO_RISK = "no risk"  # "none" is an answer to how high a risk was at review, elsewhere it means not recorded
GUARDED = r"^'([=+@-])"  # an apostrophe that keeps a spreadsheet from reading text as a formula


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """One sheet's columns, and where each row stood."""

    sheet: str
    columns: pa.Table
    rows: pa.Array
    ragged: pa.Array
    file: int
    name: str


@dataclass(frozen=True, kw_only=True)
class Said:
    """What the sheet `return` says of the whole: of each item its word, and the row that it stands in."""

    name: str
    words: Mapping[str, str]
    rows: Mapping[str, int]

    def get(self, item: str) -> str | None:
        return self.words.get(item)

    def at(self, item: str) -> str:
        return f"{self.name}, row {self.rows[item]}, field {item}"


def from_workbook(path: Path) -> tuple[list[Sheet], Said]:
    """A workbook's sheets of rows, and what its `return` sheet says of the whole."""
    sheets, said = [], Said(name=RETURN, words={}, rows={})
    for name, cells in opening.read_workbook(path).items():
        sheet = sheet_named(name)
        rows = [[as_text(cell) for cell in row] for row in cells]
        if sheet == RETURN:
            said = _items(rows, f"{path.name}: {name}")
        elif sheet:
            sheets.append(_from_rows(sheet, rows, f"{path.name}: {name}"))
    return sheets, said


def from_files(paths: Sequence[Path]) -> tuple[list[Sheet], Said]:
    """CSV files named after the sheets."""
    sheets, said = [], Said(name=RETURN, words={}, rows={})
    for place, path in enumerate(paths):
        sheet = sheet_named(path.stem)
        if sheet == RETURN:
            said = _items(opening.read_grid(path), path.name)
        elif sheet:
            read = opening.read_csv(path)
            columns = {
                column: read[heading] for heading, column in _found(sheet, read.column_names, path.name)
            }
            sheets.append(
                Sheet(
                    sheet=sheet,
                    columns=_cleaned(columns),
                    rows=read[opening.LINE].combine_chunks(),
                    ragged=read[opening.RAGGED].combine_chunks(),
                    file=place,
                    name=path.name,
                )
            )
    return sheets, said


def as_text(cell: opening.Cell) -> str:
    """A cell's value as a person would write it: 3.0 is 3, a day has no time."""
    match cell:
        case bool():
            return "yes" if cell else "no"
        case float() if cell.is_integer():
            return str(int(cell))
        case datetime():
            # Excel counts in fractions of a day, which come back a few microseconds off.
            return (cell + timedelta(milliseconds=500)).replace(microsecond=0).isoformat(sep=" ")
        case date() | time():
            return cell.isoformat()
        case _:
            return str(cell)


def _items(rows: Sequence[Sequence[str]], name: str) -> Said:
    told = {
        row[0].strip().casefold().replace("_", " "): (row[1].strip(), place)
        for place, row in enumerate(rows, 1)
        if len(row) > 1 and row[1].strip()
    }
    return Said(
        name=name,
        words={item: word for item, (word, _) in told.items()},
        rows={item: place for item, (_, place) in told.items()},
    )


def _from_rows(sheet: str, rows: list[list[str]], name: str) -> Sheet:
    at = next((place for place, row in enumerate(rows[:HEADINGS_WITHIN]) if _headings(sheet, row)), None)
    if at is None and any(map(any, rows)):
        raise SourceError(
            f"{name}: has no row of headings such as {fields()[sheet][0].column}. Use the template."
        )
    header = rows[at] if at is not None else []
    given = [
        (place, row) for place, row in enumerate(rows, 1) if at is not None and place > at + 1 and any(row)
    ]
    given = [(place, row) for place, row in given if not _repeats_headings(sheet, row)]
    columns = {
        column: pa.array([row[header.index(heading)] for _, row in given], pa.string())
        for heading, column in (_found(sheet, header, name) if header else ())
    }
    return Sheet(
        sheet=sheet,
        columns=_cleaned(columns or {field.column: pa.array([], pa.string()) for field in fields()[sheet]}),
        rows=pa.array([place for place, _ in given], pa.int32()),
        ragged=pa.repeat(False, len(given)),
        file=0,
        name=name,
    )


def _known(field: Field) -> tuple[str, str]:
    return field.column, field.heading.casefold()


def _headings(sheet: str, row: Sequence[str]) -> bool:
    """Whether a row holds the headings: the names of at least two columns, or of all there are."""
    there = {cell.strip().casefold() for cell in row}
    known = [field for field in fields()[sheet] if there & set(_known(field))]
    return len(known) >= 2


def _repeats_headings(sheet: str, row: Sequence[str]) -> bool:
    """The template's second row says in words what the first says in names."""
    words = {cell.strip().casefold() for cell in row if cell.strip()}
    return words <= {word for field in fields()[sheet] for word in _known(field)}


def _found(sheet: str, headings: Sequence[str], name: str) -> Iterator[tuple[str, str]]:
    there = {heading.strip().casefold(): heading for heading in reversed(headings)}
    for field in fields()[sheet]:
        heading = next((there[known] for known in _known(field) if known in there), None)
        if heading is not None:
            yield heading, field.column
        elif field.required and field.column not in DAY_OF:
            raise SourceError(f"{name}: has no column {field.column}. Use the headings of the template.")


DAY_OF = {"due_date": "due_at", "returned_date": "returned_at", "held_date": "held_at"}


def _cleaned(columns: dict[str, pa.Array]) -> pa.Table:
    """Text without guards against formulas; a day that was left out is taken from the time beside it."""
    columns = {name: pc.replace_substring_regex(column, GUARDED, r"\1") for name, column in columns.items()}
    if "level_at_review" in columns:
        answer = pc.replace_substring_regex(columns["level_at_review"], r"(?i)^\s*none\s*$", NO_RISK)
        columns["level_at_review"] = answer
    for day, moment in DAY_OF.items():
        if moment in columns:
            written = columns.get(day, pa.nulls(len(columns[moment]), pa.string()))
            columns[day] = pc.if_else(
                pc.greater(pc.utf8_length(pc.fill_null(written, "")), 0), written, columns[moment]
            )
    return pa.table(columns)
