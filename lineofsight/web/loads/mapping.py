"""A scorecard in a layout that nobody mapped: what its headings could mean, and remembering what somebody says."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError

from lineofsight.engine.indicators import CATALOGUE
from lineofsight.engine.sources import scorecard
from lineofsight.engine.sources.finding import find
from lineofsight.engine.sources.intake import Declared, SourceError
from lineofsight.engine.sources.registry import sources
from lineofsight.engine.sources.scorecard import mapping as maps
from lineofsight.engine.sources.scorecard.locating import Located, locate
from lineofsight.engine.sources.scorecard.locating import times as times_of
from lineofsight.engine.sources.scorecard.mapping import Measure, ScorecardMap
from lineofsight.engine.sources.scorecard.sheets import read_grids
from lineofsight.engine.store import Workspace
from lineofsight.web.accounts import trail
from lineofsight.web.accounts.models import Person
from lineofsight.web.loads.models import Task
from lineofsight.web.loads.uploads import folder_of

TITLES = {code: indicator.title for code, indicator in CATALOGUE.items()}
SHOWN = 3  # figures of a heading that are shown beside it


@dataclass(frozen=True)
class Row:
    """A heading, what it could mean, and some of its figures: (period, as it stands in the sheet)."""

    name: str  # of its fields in the form
    sheet: str
    measure: Measure
    figures: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Times:
    """How the figures of one table are placed in time. `words`: (its field in the form, the word, its period)."""

    name: str
    sheet: str
    around: str
    words: tuple[tuple[str, str, str], ...]

    @property
    def lacking(self) -> bool:
        return not all(label for _, _, label in self.words)


def is_wanted(folder: Path, workspace: Workspace) -> bool:
    """Whether an upload is one scorecard whose layout no mapping knows."""
    found, unknown = find([folder], sources())
    if unknown or len(found) != 1 or found[0].source.NAME != scorecard.NAME:
        return False
    (path,) = found[0].files
    try:
        known = scorecard.remembered(_kept(workspace))
        return scorecard.choose(path, known) is None and bool(scorecard.propose(path, TITLES).tables)
    except SourceError:  # it is said when the file is read
        return False


def _kept(workspace: Workspace) -> Path:
    return workspace.folder / "mappings"


def path_of(task: Task) -> Path:
    """The scorecard that a task waits with."""
    return next(one for one in folder_of(task).iterdir() if not one.name.endswith(maps.SUFFIX))


def proposed(task: Task) -> ScorecardMap:
    declared = Declared(
        sender=task.given.get("sender") or None, area=task.given.get("area") or str(settings.AREA) or None
    )
    return scorecard.propose(path_of(task), TITLES, declared)


def rows(task: Task, proposal: ScorecardMap) -> list[Row]:
    """Every heading that figures stand under, with some of them."""
    path, every = path_of(task), _everything(proposal)
    located = locate(every, read_grids(path), path.stem)
    return [
        Row(f"{at}-{place}", table.sheet, measure, tuple(_figures(located, every.tables[at], place)))
        for at, table in enumerate(proposal.tables)
        for place, measure in enumerate(table.measures)
    ]


def times(task: Task, proposal: ScorecardMap) -> list[Times]:
    """Where the periods of each table stand, and what each is read as."""
    path = path_of(task)
    read: dict[int, dict[str, str]] = {at: {} for at in range(len(proposal.tables))}
    for where in locate(proposal, read_grids(path), path.stem):
        at = next(at for at, table in enumerate(proposal.tables) if table is where.table)
        read[at] = times_of(where.table, where.grid) | read[at]
    return [
        Times(
            f"{at}", table.sheet, table.period_from,
            tuple((f"{at}-{n}", word, label) for n, (word, label) in enumerate(read[at].items())),
        )
        for at, table in enumerate(proposal.tables)
    ]  # fmt: skip


def _everything(proposal: ScorecardMap) -> ScorecardMap:
    """The proposal with a code for each heading: one without would be passed over."""
    tables = [
        replace(table, measures=tuple(replace(one, code=f"{at}") for at, one in enumerate(table.measures)))
        for table in proposal.tables
    ]
    return replace(proposal, tables=tuple(tables))


def _figures(located: list[Located], table: maps.TableMap, place: int) -> Iterator[tuple[str, str]]:
    """The newest figures of a heading, the newest first."""
    code = f"{place}"
    found = [
        (one.period, one.grid.text(one.row, one.column))
        for where in located
        if where.table is table
        for one in where.figures
        if one.measure.code == code
    ]
    said = sorted((pair for pair in found if pair[1]), key=lambda pair: pair[0].end, reverse=True)
    return ((period.label, text) for period, text in said[:SHOWN])


def accept(task: Task, said: ScorecardMap, *, known_on: date, by: Person) -> None:
    """Remember what the headings mean, and let the worker read the file by it. ValidationError where it does not fit."""
    path, workspace = path_of(task), Workspace(settings.WORKSPACE)
    maps.write(said, path)
    try:
        scorecard.remember(path, _kept(workspace))
    except SourceError as error:
        raise ValidationError(str(error)) from None
    trail.happened(
        "loads.mapping", said.fingerprint, by=by, why=f"Said what the headings of {path.name} mean"
    )
    given = {"sender": said.sender, "area": said.area, "known_on": f"{known_on}"}
    task.given = {**task.given, **given}
    task.state, task.said = Task.State.WAITING, ""
    task.save()


def told(
    proposal: ScorecardMap,
    sender: str,
    area: str,
    meant: Mapping[str, Mapping[str, Any]],
    when: Mapping[str, Mapping[str, Any]],
) -> ScorecardMap:
    """The proposal as somebody corrected it: by the name of its row, each heading's code, part, unit and times; by the
    name of its table, where its periods stand and what its words for them mean."""
    tables = [
        replace(
            table,
            **when[f"{at}"],
            measures=tuple(
                replace(measure, **meant[f"{at}-{place}"]) for place, measure in enumerate(table.measures)
            ),
        )
        for at, table in enumerate(proposal.tables)
    ]
    return ScorecardMap(sender=sender, area=area, tables=tuple(tables))
