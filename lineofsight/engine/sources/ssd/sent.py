"""The dataset's tables as they were sent, from files or a database: text, under the present field names."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from lineofsight.engine.sources import opening
from lineofsight.engine.sources.cleaning import packed
from lineofsight.engine.sources.intake import Fault, Severity, SourceError
from lineofsight.engine.sources.ssd.fields import fields, headings

# Suppliers put a word where they cannot give a field yet, and SQL Server its first day for an empty date.
PLACEHOLDER = r"(?i)^(placeholder|1900-01-01|01/01/1900)"
NUMBER_AS_ID = r"^(\d+)\.0$"  # an id that went through a spreadsheet or pandas
# Words that elsewhere mean that nothing is recorded, and are an answer in these fields.
ANSWERS = {
    "code rhi": (r"(?i)^\s*n/?a\s*$", "not applicable"),
    "code disability": (r"(?i)^\s*none\s*$", "no disability"),
}


@dataclass(frozen=True, kw_only=True)
class Sent:
    """One table of the dataset: its columns, packed (each distinct text once), where each row stood, and what
    was passed over."""

    table: str
    columns: pa.Table
    rows: pa.Array
    ragged: pa.ChunkedArray | pa.Array
    file: int
    name: str
    faults: tuple[Fault, ...]


def from_file(path: Path, table: str, file: int) -> Sent:
    """A table's CSV or Parquet file."""
    if path.suffix.lower() == ".parquet":
        return from_columns(opening.read_parquet(path), table, file=file, name=path.name, first_row=1)
    read = opening.read_csv(path, packed=True)
    rows, ragged = read[opening.LINE].combine_chunks(), read[opening.RAGGED]
    return _sent(read, table, rows, ragged, file=file, name=path.name)


def from_columns(columns: pa.Table, table: str, *, file: int, name: str, first_row: int) -> Sent:
    """A table with types of its own; its rows are counted from `first_row`."""
    rows = pa.array(range(first_row, first_row + columns.num_rows), pa.int32())
    return _sent(columns, table, rows, pa.repeat(False, columns.num_rows), file=file, name=name)


def _sent(given: pa.Table, table: str, rows: pa.Array, ragged: pa.Array, *, file: int, name: str) -> Sent:
    found = headings(table, given.column_names)
    missing = [field.name for field in fields()[table] if field.required and field.name not in found.values()]
    if missing:
        raise SourceError(
            f"{name}: has no column {', '.join(missing)}, without which its rows cannot be counted. "
            "Add it to the extract and send the file again."
        )
    columns, faults = {}, _not_given(table, found, name)
    kinds = {field.name: field.kind for field in fields()[table]}
    for heading, field in found.items():
        column = _as_text(given[heading])
        is_packed = pa.types.is_dictionary(column.type)
        column = packed(column) if is_packed else column
        words = column.dictionary if is_packed else column
        if kinds[field] == "id" and pc.any(pc.match_substring_regex(words, NUMBER_AS_ID)).as_py():
            words = pc.replace_substring_regex(words, NUMBER_AS_ID, r"\1")
        if kinds[field] in ANSWERS:
            words = pc.replace_substring_regex(words, *ANSWERS[kinds[field]])
        placeholder = pc.fill_null(pc.match_substring_regex(words, PLACEHOLDER), False)
        if pc.any(placeholder).as_py():
            words = pc.if_else(placeholder, None, words)
        columns[field] = pa.DictionaryArray.from_arrays(column.indices, words) if is_packed else words
        if count := pc.sum(placeholder.take(column.indices) if is_packed else placeholder).as_py():
            faults.append(
                _noted(name, field, f"holds a placeholder in {count:,} rows", "They are not recorded.")
            )
    return Sent(
        table=table,
        columns=pa.table(columns),
        rows=rows,
        ragged=ragged,
        file=file,
        name=name,
        faults=tuple(faults),
    )


def _not_given(table: str, found: Mapping[str, str], name: str) -> list[Fault]:
    return [
        _noted(name, field.name, "is not among the columns", "It is read as not recorded.")
        for field in fields()[table]
        if field.name not in found.values()
    ]


def _noted(name: str, field: str, wrong: str, remedy: str) -> Fault:
    return Fault(severity=Severity.NOTED, file=name, field=field, wrong=wrong, remedy=remedy)


def _as_text(column: pa.ChunkedArray) -> pa.ChunkedArray | pa.Array:
    if pa.types.is_nested(column.type):
        packed = [value and json.dumps(value, default=str) for value in column.to_pylist()]
        return pa.array(packed, pa.string())
    if pa.types.is_binary(column.type) or pa.types.is_large_binary(column.type):
        return pa.nulls(len(column), pa.string())
    return column if pa.types.is_dictionary(column.type) else column.cast(pa.string())
