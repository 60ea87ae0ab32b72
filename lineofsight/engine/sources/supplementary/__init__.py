"""The supplementary return: our own template for what no national return holds.

A workbook with one sheet a contract table, or a folder of CSV files of the same names. Its `return` sheet
says whose it is and which days it stands for, and which empty sheets mean that there was nothing to report.
A return of a police force or a trust may serve several areas: each row says its own, and each area's are a load.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import pyarrow as pa

from lineofsight.engine.sources import cleaning, opening
from lineofsight.engine.sources.asking import answers
from lineofsight.engine.sources.intake import Declared, Family, Intake, SourceError, Span
from lineofsight.engine.sources.supplementary import months, sheets
from lineofsight.engine.sources.supplementary.areas import by_area
from lineofsight.engine.sources.supplementary.fields import (
    BY_AGENCY,
    GUIDE,
    RETURN,
    fields,
    is_supplementary,
    sheet_named,
    table_of,
)
from lineofsight.engine.sources.supplementary.mapping import agency_readings, drafts
from lineofsight.engine.sources.supplementary.template import write_template

__all__ = ["FAMILY", "NAME", "claim", "read", "read_each", "write_template"]

NAME = "supplementary"
FAMILY = Family.SUPPLEMENTARY


def claim(paths: list[Path]) -> list[list[Path]]:
    """Workbooks with a `return` sheet and one of ours, and folders of CSV files named after our sheets."""
    books = [[path] for path in paths if path.suffix.lower() in opening.WORKBOOKS and _is_ours(path)]
    folders: dict[Path, list[Path]] = defaultdict(list)
    for path in paths:
        if path.suffix.lower() == ".csv" and _is_sheet(path):
            folders[path.parent].append(path)
    ours = [
        group for group in folders.values() if any(is_supplementary(sheet_named(p.stem) or "") for p in group)
    ]
    return [*books, *map(sorted, ours)]


def _is_ours(path: Path) -> bool:
    names = {sheet_named(name) for name in opening.peek_sheets(path)}
    return RETURN in names and any(map(is_supplementary, filter(None, names)))


def _is_sheet(path: Path) -> bool:
    sheet = sheet_named(path.stem)
    header = {heading.casefold() for heading in opening.peek_header(path)}
    if sheet == RETURN:
        return {"item", "value"} <= header
    if sheet is None:
        return path.stem == GUIDE
    known = [field for field in fields()[sheet] if header & {field.column, field.heading.casefold()}]
    return len(known) >= 2


def read(paths: list[Path], declared: Declared) -> Intake:
    """The return of one area: a workbook, or the CSV files of one folder."""
    (intake,) = read_each(paths, declared)
    return intake


def read_each(paths: list[Path], declared: Declared) -> list[Intake]:
    """An intake for each area that a return serves."""
    is_book = paths[0].suffix.lower() in opening.WORKBOOKS
    sent, said = sheets.from_workbook(paths[0]) if is_book else sheets.from_files(paths)
    name = paths[0].name if is_book else paths[0].parent.name
    apart = by_area(sent, said, declared, name)
    declared = _with_said(declared, said, name)
    return [
        _read(
            paths,
            own,
            said,
            replace(declared, area=area),
            name if len(apart) == 1 else f"{name}, area {area}",
        )
        for area, own in apart.items()
    ]


def _read(
    paths: list[Path], sent: Sequence[sheets.Sheet], said: sheets.Said, declared: Declared, name: str
) -> Intake:
    told = answers(declared, name, "fill in its sheet return")
    made = drafts(sent, told.known_on)
    tables, rejected = {}, {}
    for sheet, draft in made.items():
        rows, rejected[draft.name] = draft.done(told.area)
        if sheet != BY_AGENCY:
            tables[table_of(sheet)] = rows
    covered = {table for table, rows in tables.items() if rows.num_rows or _is_complete(table, said)}
    gaps = {
        table: found
        for table in months.MONTHLY
        if table in covered and (found := months.missing(tables[table], told.covers))
    }
    if not covered and not any(map(len, made.values())):
        raise SourceError(
            f"{name}: no sheet is filled in, nor said to be complete though it is empty. Fill in what there is to tell, or "
            "answer yes on the sheet return where there was nothing."
        )
    readings = None
    if BY_AGENCY in made and len(made[BY_AGENCY]):
        readings = agency_readings(made[BY_AGENCY], told.area, told.known_on, declared.sender)
    return Intake(
        format=NAME,
        family=FAMILY,
        area=told.area,
        covers={table: told.covers for table in tables if table in covered},
        gaps=gaps,
        known_on=told.known_on,
        files=tuple(map(opening.describe, paths)),
        tables={table: rows for table, rows in tables.items() if table in covered},
        readings=readings,
        read={one.name: one.columns.num_rows for one in sent},
        rejected=rejected,
        faults=(
            *opening.unworked(paths[0]),
            *(fault for draft in made.values() for fault in draft.faults),
            *(months.said(made[table].name, found) for table, found in gaps.items()),
        ),
        columns={
            table_of(one.sheet): tuple(one.columns.column_names)
            for one in sent
            if table_of(one.sheet) in covered
        },
        sender=declared.sender,
        made_up=declared.made_up,
        paths=tuple(paths),
    )


def _is_complete(table: str, said: sheets.Said) -> bool:
    return (said.get(table.replace("_", " ")) or "").lower() in cleaning.YES


def _with_said(declared: Declared, said: sheets.Said, name: str) -> Declared:
    """What is declared and what the return says of its days; where the two differ, an error."""
    covers = _span(said, name)
    if covers and declared.covers and covers != declared.covers:
        raise SourceError(
            f"{name}: says that it covers {covers}, and {declared.covers} was declared. Correct one of them."
        )
    return replace(
        declared,
        covers=declared.covers or covers,
        known_on=declared.known_on or _day(said, "known on", name),
        sender=declared.sender or said.get("sender"),
    )


def _span(said: sheets.Said, name: str) -> Span | None:
    first, last = _day(said, "covers from", name), _day(said, "covers to", name)
    if first is None or last is None:
        return None
    if last < first:
        raise SourceError(
            f"{name}: covers to {last} lies before covers from {first}. Correct the return sheet."
        )
    return Span(first, last)


def _day(said: sheets.Said, item: str, name: str) -> date | None:
    if (word := said.get(item)) is None:
        return None
    day = cleaning.dates(pa.array([word]))[0].as_py()
    if day is None:
        raise SourceError(f"{said.at(item)}: {word!r} is not a date. Write it as 2017-03-31.")
    return day
