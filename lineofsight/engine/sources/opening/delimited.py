"""CSV files: every cell as text, with the line it stands on and whether its row has the right width."""

import codecs
import csv
import io
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import BinaryIO

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv

from lineofsight.engine.sources.intake import SourceError
from lineofsight.engine.sources.opening.limits import (
    MAX_CELL,
    MAX_COLUMNS,
    MAX_CSV,
    MAX_LINE,
    MAX_LINES,
    MAX_PACKED_CSV,
    MIB,
    PEEK,
    open_checked,
    refuse_other_kinds,
)

LINE = "#line"  # int32: the line a record begins on, the header being line 1
RAGGED = "#ragged"  # bool: the record has more or fewer fields than the header

PACKED = pa.dictionary(pa.int32(), pa.string())
DELIMITERS = ",\t;|"


def peek_header(path: Path) -> list[str]:
    """The fields of a CSV's first line, or [] where the file is not one. Never raises."""
    try:
        with path.open("rb") as file:
            start = file.read(PEEK)
        text = codecs.getincrementaldecoder(_encoding(path, start))(errors="replace").decode(start)
        line = text.lstrip("\ufeff").split("\n", 1)[0].rstrip("\r")
        fields = next(csv.reader([line], delimiter=_delimiter(line)), [])
    except (SourceError, OSError, csv.Error):
        return []
    return [field.strip() for field in fields]


def read_csv(path: Path, *, repeats: bool = False, packed: bool = False) -> pa.Table:
    """A CSV as columns of text, every cell as written, an empty cell as "".

    Two columns are added at the end: LINE, the true line on which a record begins (also where quoted
    cells hold line breaks), and RAGGED, true where a record has more or fewer fields than the header
    (missing ones read as null, surplus ones are dropped: reject the row, it cannot be trusted). Lines
    without any value are left out. A comma, tab, semicolon or bar may separate, by the header; a
    column without a heading is called "#unnamed 3" by its place. `repeats`: a heading may stand several
    times, and is then numbered (SNP, SNP 2); else that is a SourceError. `packed`: a column that often says
    the same holds its distinct texts once, and which of them each row has, in a third of the memory.
    """
    encoding, quotes, lines = _scan(path, MAX_PACKED_CSV if packed else MAX_CSV)
    with path.open("rb") as file, _text(file, encoding) as text:
        first = text.readline()
    delimiter = _delimiter(first)
    table = None
    if encoding == "utf-8" and first.count('"') % 2 == 0:
        header = _header(path, next(csv.reader([first], delimiter=delimiter), []), repeats)
        table = _read_quickly(path, header, delimiter, lines, PACKED if packed else pa.string())
    if table is None:
        table = _read_carefully(path, encoding, delimiter, quotes, repeats, PACKED if packed else pa.string())
    return _without_blanks(_unpacked_where_distinct(table) if packed else table)


def _unpacked_where_distinct(table: pa.Table) -> pa.Table:
    """Columns of ids as they are: telling a million ids apart takes more memory than they do."""
    for place, column in enumerate(table.columns[:-2]):
        if sum(len(stretch.dictionary) for stretch in column.chunks) > table.num_rows / 2:
            table = table.set_column(place, table.column_names[place], column.cast(pa.string()))
    return table


def read_grid(path: Path, most: int = 20_000) -> list[list[str]]:
    """A spreadsheet saved as CSV: every row as it stands, none of them a header, of any width."""
    encoding, _, lines = _scan(path, MAX_CSV)
    if lines > most:
        raise SourceError(
            f"{path.name}: has {lines:,} lines, and a spreadsheet may have {most:,}. Is it the right file?"
        )
    csv.field_size_limit(MAX_CELL)
    with path.open("rb") as file, _text(file, encoding) as text:
        delimiter = _delimiter(text.read(PEEK))
        text.seek(0)
        reader = csv.reader(text, delimiter=delimiter)
        try:
            return list(reader)
        except csv.Error as error:
            raise SourceError(
                f"{path.name}: line {reader.line_num:,} cannot be read ({error}). Export it again."
            ) from None


def _scan(path: Path, most: int) -> tuple[str, int, int]:
    """The encoding and the number of quotation marks and of lines, having refused what is no text or too much."""
    encoding, quotes, lines, chunk = "", 0, 0, b""
    with open_checked(path, most) as file:
        while more := file.read(MAX_LINE // 2):
            chunk = more
            if not encoding:
                encoding = _encoding(path, chunk)
                decoder = codecs.getincrementaldecoder(encoding)(_errors(encoding))
            if len(chunk) == MAX_LINE // 2 and b"\n" not in chunk and b"\r" not in chunk:
                raise SourceError(
                    f"{path.name}: line {lines + 1:,} has no end within {MAX_LINE // 2:,} bytes. "
                    "It is not a CSV, or was damaged on its way: export it again."
                )
            if b"\0" in chunk and not encoding.startswith("utf-16"):
                raise _no_text(path)
            try:
                decoder.decode(chunk)
            except UnicodeError:
                encoding, decoder = _other_encoding(path, encoding)
            quotes += chunk.count(b'"')
            lines += chunk.count(b"\n")
            if lines > MAX_LINES:
                raise SourceError(
                    f"{path.name}: has more than {MAX_LINES:,} lines, which is as many as are read. "
                    "Split it, for example by year, and load each part by itself with the days it covers."
                )
        try:
            decoder.decode(b"", final=True)
        except UnicodeError:
            encoding, decoder = _other_encoding(path, encoding)
    return encoding, quotes, lines + (not chunk.endswith((b"\n", b"\n\0")))


def _other_encoding(path: Path, encoding: str) -> tuple[str, codecs.IncrementalDecoder]:
    if encoding != "utf-8":
        raise _no_text(path)
    return "cp1252", codecs.getincrementaldecoder("cp1252")(_errors("cp1252"))


def _encoding(path: Path, start: bytes) -> str:
    """The encoding that a file's first bytes speak for."""
    refuse_other_kinds(path, start, "a CSV")
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    even, odd = start[0:1024:2], start[1:1024:2]
    if b"\0" in start:  # a BOM may be missing: the headings of returns are ASCII, so every other byte is 0
        if odd.count(0) > 0.8 * len(odd) and 0 not in even:
            return "utf-16-le"
        if even.count(0) > 0.8 * len(even) and 0 not in odd:
            return "utf-16-be"
        raise _no_text(path)
    try:
        codecs.getincrementaldecoder("utf-8")().decode(start)
    except UnicodeError:
        return "cp1252"
    return "utf-8"


def _errors(encoding: str) -> str:
    """Five bytes have no meaning in Windows-1252; one such is no reason to refuse a file."""
    return "replace" if encoding == "cp1252" else "strict"


def _text(file: BinaryIO, encoding: str) -> io.TextIOWrapper:
    name = "utf-8-sig" if encoding == "utf-8" else encoding
    return io.TextIOWrapper(file, name, _errors(encoding), newline="")


def _delimiter(line: str) -> str:
    return max(DELIMITERS, key=line.count)  # the comma where none occurs


def _header(path: Path, fields: Sequence[str], repeats: bool) -> list[str]:
    """A heading row's names, trimmed; SourceError where there is none, or one repeats that may not."""
    names = [field.lstrip("\ufeff").strip() for field in fields]
    if not any(names):
        raise SourceError(f"{path.name}: its first line is empty. Put the column headings there.")
    if len(names) > MAX_COLUMNS:
        raise SourceError(f"{path.name}: has {len(names):,} columns. Is it the right file?")
    times = Counter(name.casefold() for name in names if name)
    again = sorted({name for name in names if times[name.casefold()] > 1})
    if again and repeats:
        names = number_repeats(names)
    elif again:
        raise SourceError(
            f"{path.name}: row 1 has the heading {', '.join(again)} more than once. "
            "Rename or remove all but one."
        )
    return [name or f"#unnamed {place}" for place, name in enumerate(names, 1)]


def number_repeats(names: Sequence[str]) -> list[str]:
    """SNP, SNP 2, SNP 3 for a heading that stands three times."""
    seen: Counter[str] = Counter()
    result = []
    for name in names:
        seen[name] += 1
        result.append(name if seen[name] == 1 or not name else f"{name} {seen[name]}")
    return result


def _read_quickly(
    path: Path, header: list[str], delimiter: str, lines: int, kind: pa.DataType
) -> pa.Table | None:
    """With Arrow; None where a record is ragged, empty or longer than its line, which Arrow cannot number."""
    try:
        table = pyarrow.csv.read_csv(
            path,
            pyarrow.csv.ReadOptions(column_names=header, skip_rows=1, block_size=MIB, use_threads=False),
            pyarrow.csv.ParseOptions(delimiter=delimiter, newlines_in_values=False, ignore_empty_lines=False),
            pyarrow.csv.ConvertOptions(
                column_types=dict.fromkeys(header, kind), strings_can_be_null=False, null_values=[]
            ),
        )
    except pa.ArrowException:
        return None
    if table.num_rows != lines - 1:
        return None
    number = pa.array(np.arange(2, lines + 1, dtype=np.int32))
    return table.append_column(LINE, number).append_column(RAGGED, pa.repeat(False, table.num_rows))


def _read_carefully(
    path: Path, encoding: str, delimiter: str, quotes: int, repeats: bool, kind: pa.DataType
) -> pa.Table:
    """With Python's csv module, a batch of rows at a time."""
    csv.field_size_limit(MAX_CELL)
    with path.open("rb") as file:
        reader = csv.reader(_text(file, encoding), delimiter=delimiter)
        began = 1
        try:
            header = _header(path, next(reader, []), repeats)
            batches: list[pa.RecordBatch] = []
            rows: list[list[str]] = []
            places: list[int] = []
            began = reader.line_num + 1
            for row in reader:
                if row:
                    rows.append(row)
                    places.append(began)
                last, began = began, reader.line_num + 1
                if len(rows) == 16_384:
                    batches.append(_batch(header, rows, places, kind))
                    rows, places = [], []
        except csv.Error as error:
            if "larger than field limit" in str(error):
                raise _unclosed(path, began) from None
            raise SourceError(
                f"{path.name}: line {began:,} cannot be read ({error}). Export it again."
            ) from None
    if quotes % 2 and rows and began - last > 2:
        raise _unclosed(path, last)
    batches.append(_batch(header, rows, places, kind))
    return pa.Table.from_batches(batches)


def _unclosed(path: Path, line: int) -> SourceError:
    return SourceError(
        f"{path.name}: a quotation mark on line {line:,} is never closed, so that the rows after it "
        "cannot be told apart. Close or remove it."
    )


def _batch(
    header: list[str], rows: Sequence[Sequence[str | None]], places: list[int], kind: pa.DataType
) -> pa.RecordBatch:
    width = len(header)
    ragged = [len(row) != width for row in rows]
    if any(ragged):
        rows = [[*row, *[None] * (width - len(row))][:width] if odd else row
                for row, odd in zip(rows, ragged, strict=True)]  # fmt: skip
    columns = [pa.array(column, pa.string()).cast(kind) for column in zip(*rows, strict=True)]
    columns = columns or [pa.array([], kind)] * width
    arrays = [*columns, pa.array(places, pa.int32()), pa.array(ragged, pa.bool_())]
    return pa.RecordBatch.from_arrays(arrays, [*header, LINE, RAGGED])


def _without_blanks(table: pa.Table) -> pa.Table:
    filled = pa.chunked_array([pa.repeat(False, table.num_rows)])
    for name in table.column_names[:-2]:
        filled = pc.or_(filled, pc.fill_null(pc.not_equal(table[name], ""), False))
        if pc.all(filled).as_py() is not False:
            return table
    return table.filter(filled)


def _no_text(path: Path) -> SourceError:
    return SourceError(f"{path.name}: holds bytes that are no text. Export it again as CSV in UTF-8.")
