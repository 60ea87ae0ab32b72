"""The lists as they were sent: found in a workbook or among CSV files, their columns as text by field."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from lineofsight.engine.sources import opening
from lineofsight.engine.sources.annex_a import lists
from lineofsight.engine.sources.intake import Fault, Severity, SourceError

HEADER_WITHIN = 10  # rows from the top
LIST_LETTER = r"^\s*[a-zA-Z]{1,2}\d?\)\s*"  # "a) Yes", "p1) 5D: LA services", "zz) ..."
NOT_KNOWN = r"^\s*(?:unknown|not known|not stated|not recorded)\s*$"
SERIAL = re.compile(r"([2-6]\d{4})(\.\d+)?")  # a date whose format was lost: days since 30 December 1899
SERIALS_BEGIN = date(1899, 12, 30)
CODES = ("sex", "ethnicity", "source_code", "primary_need_code", "close_reason", "initial_category",
         "latest_category", "legal_status", "end_reason")  # fmt: skip
FLAGS = ("disabled", "nfa", "child_seen", "outcome_cp")


@dataclass
class SentList:
    """One list. `columns`: text by its heading as sent; `fields`: what is read, and its heading."""

    number: int
    name: str
    file: int
    columns: pa.Table
    rows: pa.Array
    fields: dict[str, str]
    ragged: pa.Array
    readable: bool = True  # False where a column that it cannot do without is missing or stands twice


@dataclass
class Sent:
    """A whole return. `beside`: the sheets that are no list, whose words may say whose and of when it is."""

    lists: dict[int, SentList] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    beside: list["Beside"] = field(default_factory=list)


@dataclass(frozen=True)
class Beside:
    """A sheet that is no list, and how a fault names it."""

    name: str
    rows: Sequence[Sequence[opening.Cell]]


@dataclass(frozen=True)
class SaidBeside:
    """A word of such a sheet, and where it stands."""

    word: str
    place: str


def looks_like_one(path: Path) -> bool:
    """Whether a file holds a list, or a workbook a sheet called one; what cannot be opened does not."""
    if path.suffix.lower() in opening.WORKBOOKS:
        try:
            sheets = opening.read_workbook(path)
        except SourceError:
            return False
        return any(
            _header(rows, lists.named(name)) or (rows and lists.is_called_one(name))
            for name, rows in sheets.items()
        )
    if path.suffix.lower() != ".csv":
        return False
    return lists.recognised(opening.peek_header(path), lists.named(path.stem)) is not None


def read_sent(paths: Sequence[Path]) -> Sent:
    sent = Sent()
    for place, path in enumerate(paths):
        if path.suffix.lower() in opening.WORKBOOKS:
            _read_workbook(sent, path, place)
        else:
            _read_csv(sent, path, place)
    return sent


def _read_workbook(sent: Sent, path: Path, place: int) -> None:
    sheets = opening.read_workbook(path)
    for name, rows in sheets.items():
        hint = lists.named(name)
        header = _header(rows, hint)
        where = f"{path.name}, sheet '{name}'"
        if header is None and hint is None:
            sent.beside.append(Beside(where, rows))
            continue
        if header is None:
            _refuse_list(sent, where, hint, rows)
            continue
        number, at = header
        if hint and hint != number:
            sent.faults.append(
                _note(where, f"has the headings of list {number}, {lists.NAMES[number]}, and is read as that")
            )
        words = [_text(cell) for cell in rows[at]]
        width = len(words)
        filled = [(line, row) for line, row in enumerate(rows[at + 1 :], at + 2) if any(map(_text, row))]
        columns = [[_text(row[c]) if c < len(row) else "" for _, row in filled] for c in range(width)]
        numbers = pa.array([line for line, _ in filled], pa.int32())
        _add(sent, number, where, place, words, columns, numbers, pa.repeat(False, len(filled)))


def _read_csv(sent: Sent, path: Path, place: int) -> None:
    table = opening.read_csv(path)
    words = table.column_names[:-2]
    number = lists.recognised(words, lists.named(path.stem))
    if number is None:
        hint = lists.named(path.stem)
        if hint is None:
            sent.beside.append(Beside(path.name, [words]))
        else:
            _refuse_list(sent, path.name, hint, [list(words), *([""] for _ in range(table.num_rows))])
        return
    columns = [table[word] for word in words]
    ragged = table[opening.RAGGED].combine_chunks()
    _add(sent, number, path.name, place, words, columns, table[opening.LINE].combine_chunks(), ragged)


def _header(rows: Sequence[Sequence[opening.Cell]], hint: int | None) -> tuple[int, int] | None:
    """The list that a sheet holds and the row, from 0, that its headings stand in."""
    for at, row in enumerate(rows[:HEADER_WITHIN]):
        number = lists.recognised([_text(cell) for cell in row], hint)
        if number:
            return number, at
    return None


def _refuse_list(sent: Sent, where: str, number: int | None, rows: Sequence[Sequence[opening.Cell]]) -> None:
    """A sheet that is named as a list and lacks a column that the list cannot do without."""
    assert number is not None
    top = [[_text(cell) for cell in row] for row in rows[:HEADER_WITHIN]]
    at, words = max(enumerate(top), key=lambda pair: len(lists.matches(number, pair[1])), default=(0, []))
    found = lists.matches(number, words)
    missing = ", ".join(f"'{heading}'" for heading in lists.lacks(number, found))
    first = at + 1 if found else 0  # without any heading the first row is a child's
    count = sum(any(map(_text, row)) for row in rows[first:])
    title = f"list {number}, {lists.NAMES[number]}"
    wrong = f"is {title}, and no row of its first {HEADER_WITHIN} has the heading {missing}"
    if not found:
        wrong = f"is named as {title}, and no row of its first {HEADER_WITHIN} has the headings of that"
    empty = pa.table({"": pa.nulls(count, pa.string())})
    sent.faults.append(
        Fault(
            severity=Severity.REJECTED, file=where, row=at + 1, field=lists.lacks(number, found)[0],
            wrong=f"{wrong}; none of its {count:,} rows was read",
            remedy="Put the headings back as Annex A has them and send the file again.",
        )
    )  # fmt: skip
    sent.beside.append(Beside(where, rows[:HEADER_WITHIN]))
    no_rows = pa.nulls(count, pa.int32())
    _keep(sent, SentList(number, where, 0, empty, no_rows, {}, pa.repeat(False, count), readable=False))


def _add(
    sent: Sent, number: int, where: str, place: int, words: Sequence[str],
    columns: Sequence[Sequence[str] | pa.ChunkedArray], rows: pa.Array, ragged: pa.Array,
) -> None:  # fmt: skip
    found = lists.matches(number, words)
    made, fields, readable = {}, {}, True
    for heading in lists.headings()[number]:
        if not heading.field or heading.field in fields:
            continue
        places = found.get(heading.text, [])
        if len(places) > 1:
            sent.faults.append(_twice(where, heading.text, heading.needed, len(rows)))
            readable = readable and not heading.needed
        elif places:
            sent_as = " ".join(words[places[0]].split())
            made[sent_as] = _cleaned(pa.array(columns[places[0]]).cast(pa.string()), heading.field)
            fields[heading.field] = sent_as
        else:
            sent.faults.append(_note(where, f"has no column '{heading.text}', which reads as not recorded"))
    made = made or {"": pa.nulls(len(rows), pa.string())}
    _keep(sent, SentList(number, where, place, pa.table(made), rows, fields, ragged, readable))


def _keep(sent: Sent, one: SentList) -> None:
    if other := sent.lists.get(one.number):
        if not other.readable or not one.readable:
            sent.lists[one.number] = one if one.readable else other
            return
        raise SourceError(
            f"{one.name}: list {one.number} ({lists.NAMES[one.number]}) is also in {other.name}. "
            "Leave only one of the two."
        )
    sent.lists[one.number] = one


def _cleaned(column: pa.Array | pa.ChunkedArray, what: str) -> pa.Array | pa.ChunkedArray:
    """Letters of a list taken off codes ("a) Yes"), "Unknown" as not recorded, lost date formats restored."""
    if what in CODES or what in FLAGS:
        column = pc.replace_substring_regex(column, LIST_LETTER, "")
    if what in FLAGS:
        return pc.if_else(pc.match_substring_regex(column, NOT_KNOWN, ignore_case=True), "", column)
    if what == "dob" or what.endswith("_date"):
        words = column.unique().to_pylist()
        dates = {word: _from_serial(word) for word in words if word and SERIAL.fullmatch(word)}
        if dates:
            return pa.array([dates.get(word, word) for word in column.to_pylist()], pa.string())
    return column


def _from_serial(word: str) -> str:
    return (SERIALS_BEGIN + timedelta(int(float(word)))).isoformat()


def _text(cell: opening.Cell) -> str:
    if isinstance(cell, datetime) and cell.time() == time():
        return cell.date().isoformat()
    if isinstance(cell, date | time):
        return cell.isoformat()
    if isinstance(cell, bool):
        return "Yes" if cell else "No"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()


def _note(where: str, wrong: str) -> Fault:
    return Fault(severity=Severity.NOTED, file=where, wrong=wrong, remedy="Nothing needs to be done.")


def _twice(where: str, heading: str, needed: bool, count: int) -> Fault:
    unread = f"none of its {count:,} rows was read" if needed else "it reads as not recorded"
    return Fault(
        severity=Severity.REJECTED if needed else Severity.QUERIED, file=where, field=heading,
        wrong=f"has this heading more than once; {unread}", remedy="Leave one and send the file again.",
    )  # fmt: skip


# --- what the other sheets say ----------------------------------------------------------------------

AREA_SAID = re.compile(r"(?:la|local authority|area|lea)\s*(?:code|number|no\.?)", re.IGNORECASE)
DAY_SAID = re.compile(
    r"(?:inspection|extract(?:ion)?|report|data)\s*date|date of (?:the )?(?:inspection|extract)",
    re.IGNORECASE,
)


def said_area(sent: Sent) -> SaidBeside | None:
    """A 3-digit code beside or below the words "LA code" on a sheet that is no list."""
    return next((said for said in _beside(sent, AREA_SAID) if re.fullmatch(r"\d{3}", said.word)), None)


def said_day(sent: Sent) -> SaidBeside | None:
    """What stands beside or below the words "Inspection date" or "Extract date"."""
    return next((said for said in _beside(sent, DAY_SAID) if said.word), None)


def _beside(sent: Sent, label: re.Pattern[str]) -> Iterator[SaidBeside]:
    for sheet in sent.beside:
        for at, row in enumerate(sheet.rows[:200]):
            for column, cell in enumerate(row[:50]):
                if isinstance(cell, str) and label.search(cell) and len(cell) < 80:
                    for line, word in _neighbours(sheet.rows, at, column):
                        yield SaidBeside(word, f"{sheet.name}, row {line + 1}, field {cell.strip(' :')}")


def _neighbours(rows: Sequence[Sequence[opening.Cell]], at: int, column: int) -> Iterator[tuple[int, str]]:
    """The cells to the right and below, each with its row."""
    for row, place in ((at, column + 1), (at + 1, column), (at, column + 2)):
        if row < len(rows) and place < len(rows[row]):
            yield row, _text(rows[row][place])
