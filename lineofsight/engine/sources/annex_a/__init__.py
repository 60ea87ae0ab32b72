"""Ofsted's ILACS Annex A: one workbook, or a folder of CSVs, with lists 1 to 11 of children.

The lists stand for the six months before the inspection (twelve for adoption), so a return gives neither
a whole year nor what came before; what a list cannot honestly say is noted and left out.
"""

from collections import defaultdict
from datetime import date
from pathlib import Path

import pyarrow as pa

from lineofsight.engine.sources import opening
from lineofsight.engine.sources.annex_a import lists, sent, tables
from lineofsight.engine.sources.annex_a.sent import Sent, read_sent
from lineofsight.engine.sources.cleaning import dates
from lineofsight.engine.sources.intake import Declared, Family, Fault, Intake, Severity, SourceError, Span

NAME = "annex_a"
FAMILY = Family.ANNEX_A

# Of each contract table, the lists without which it does not stand for the days covered.
LISTS_OF = {
    "contacts": (1,),
    "early_help_episodes": (2,),
    "cin_episodes": (3, 6),
    "cin_assessments": (4,),
    "s47_enquiry": (5,),
    "initial_cp_conference": (5,),
    "cp_plans": (7,),
    "cla_episodes": (8,),
}


def claim(paths: list[Path]) -> list[list[Path]]:
    """A workbook with one of the lists is a return; so are a folder's CSVs that hold lists.

    With them, those that are but named as lists: that their headings are gone must not go by unseen.
    """
    found = [path for path in paths if sent.looks_like_one(path)]
    folders: dict[Path, list[Path]] = defaultdict(list)
    for path in found:
        if path.suffix.lower() == ".csv":
            folders[path.parent].append(path)
    for path in paths:
        if path.suffix.lower() == ".csv" and path.parent in folders and lists.is_called_one(path.stem):
            folders[path.parent] = sorted({*folders[path.parent], path})
    return [[path] for path in found if path.suffix.lower() != ".csv"] + list(folders.values())


def read(paths: list[Path], declared: Declared) -> Intake:
    """Every list as far as it can be read.

    The days covered are the return's own definition, the six months to the day it was made; `covers` may
    narrow them and never widens them.
    """
    files = tuple(opening.describe(path) for path in paths)
    name = paths[0].name if len(paths) == 1 else paths[0].parent.name
    found = read_sent(paths)
    if not any(one.readable for one in found.lists.values()):
        raise _no_list(name, found)
    said = sent.said_area(found)
    area = _area(said.word if said else None, declared, name)
    known_on = _known_on(found, declared, name)
    made = tables.make(found.lists, area, known_on)
    covers, narrowed = _covers(found, declared, known_on, name)
    readable = {number for number, one in found.lists.items() if one.readable}
    held = {table: covers for table, numbers in LISTS_OF.items() if readable.issuperset(numbers)}
    return Intake(
        format=NAME, family=FAMILY, area=area, known_on=known_on, files=files, paths=tuple(paths),
        area_at={said.word: said.place} if said else {},
        covers=held | ({"person": covers} if "person" in made.tables else {}),
        tables=made.tables, columns=made.columns,
        read={one.name: len(one.rows) for one in found.lists.values()},
        rejected={one.name: made.rejected.get(one.name, 0) for one in found.lists.values()},
        faults=(*narrowed, *found.faults, *made.faults, *(one for path in paths for one in opening.unworked(path))),
        sender=declared.sender, made_up=declared.made_up,
    )  # fmt: skip


def _no_list(name: str, found: Sent) -> SourceError:
    words = [str(cell) for sheet in found.beside for row in sheet.rows[: sent.HEADER_WITHIN] for cell in row]
    if lists.is_send(words):
        return SourceError(
            f"{name}: is the Annex A of an area SEND inspection, of children with special educational needs. "
            "What is read is the Annex A of an inspection of children's services (ILACS), lists 1 to 11."
        )
    if found.faults:
        return SourceError(f"{name}: holds no list that can be read. {found.faults[0]}")
    return SourceError(
        f"{name}: holds none of the lists of Annex A. A list is a sheet called List 1 to List 11, "
        "with its headings, such as Child Unique ID, in the first 10 rows."
    )


def _area(said: str | None, declared: Declared, name: str) -> str:
    if said and declared.area and said != declared.area:
        raise SourceError(
            f"{name}: a sheet gives the LA code {said}, you say {declared.area}. Correct one of the two."
        )
    if not (area := said or declared.area):
        raise SourceError(
            f"{name}: does not say whose it is. Add --area 885, or area to a return.toml beside it."
        )
    return area


def _known_on(found: Sent, declared: Declared, name: str) -> date:
    if declared.known_on:
        return declared.known_on
    said = sent.said_day(found)
    day = dates(pa.array([said.word], pa.string()))[0].as_py() if said else None
    if day is None:
        raise SourceError(
            f"{name}: does not say when it was made. Add --known-on 2017-03-31 (the day of the extract), "
            "or a return.toml beside it."
        )
    return day


def _covers(found: Sent, declared: Declared, known_on: date, name: str) -> tuple[Span, list[Fault]]:
    whole = lists.span(1, known_on)
    if declared.covers is None or declared.covers == whole:
        return whole, []
    first, last = max(whole.first, declared.covers.first), min(whole.last, declared.covers.last)
    if first > last:
        raise SourceError(
            f"{name}: its lists stand for {whole}, and you say that they cover {declared.covers}. "
            "Correct --covers or --known-on."
        )
    if Span(first, last) == declared.covers:
        return declared.covers, []
    return Span(first, last), [
        Fault(
            severity=Severity.NOTED, file=name,
            wrong=f"covers {Span(first, last)}, the six months to its making, and not {declared.covers}",
            remedy="Nothing needs to be done.",
        )
    ]  # fmt: skip
