"""The one door through which figures reach a page: what this person may see of the newest run, and nothing else."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings

from lineofsight.engine.indicator import Indicator
from lineofsight.engine.indicators import CATALOGUE
from lineofsight.engine.opened import SUPPRESSED_FOR, Audience
from lineofsight.engine.query import Ask, figures
from lineofsight.engine.reading import Basis, Status
from lineofsight.engine.sources.authorities import authorities
from lineofsight.engine.store import Workspace
from lineofsight.web.accounts.models import Person
from lineofsight.web.accounts.permissions import Role

BOARD_ROLES = frozenset(
    {
        Role.BUSINESS_MANAGER, Role.INDEPENDENT_CHAIR, Role.PARTNERSHIP_CHAIR, Role.SCRUTINEER, Role.BOARD_MEMBER,
        Role.CRITICAL_FRIEND,
    }
)  # fmt: skip
Reading = dict[str, Any]


def audience_of(person: Person) -> Audience:
    """For whom a run is opened when this person looks. Whoever is not named sees what is suppressed for partners."""
    if person.role == Role.ANALYST:
        return Audience.ANALYST
    if person.role in BOARD_ROLES:
        return Audience.BOARD
    if person.role in (Role.SCRUTINY_MEMBER, Role.ADMINISTRATOR):
        return Audience.PUBLIC
    return Audience.PARTNER


def sees_all(person: Person) -> bool:
    """Whether nothing is suppressed for this person."""
    return audience_of(person) not in SUPPRESSED_FOR


@dataclass(frozen=True)
class Opened:
    """A workspace as one person may see it. `run`: the run they are shown; None while none is ready for them."""

    workspace: Workspace
    audience: Audience
    run: str | None
    area: str | None
    state: tuple[str, ...] = field(repr=False)  # changes when a load comes, goes or is erased

    @property
    def made_up(self) -> bool:
        return bool(self.workspace.made_up)

    @property
    def place(self) -> str:
        """The area's name."""
        return self.names().get(self.area, f"Area {self.area}") if self.area else ""

    def names(self) -> dict[str, str]:
        """Every area's name by its code."""
        return _names(str(self.workspace.folder), self.state)

    def whole(self) -> dict[str, list[Reading]]:
        """Every indicator's readings of the area, the whole only, oldest first."""
        if self.run is None or self.area is None:
            return {}
        return _whole(str(self.workspace.folder), self.audience, self.run, self.area, self.state)

    def readings(self, code: str, by: Sequence[str] = ()) -> list[Reading]:
        """One indicator's readings of the area, the whole and its groups."""
        if not by:
            return self.whole().get(code, [])
        if self.run is None or self.area is None:
            return []
        folder = str(self.workspace.folder)
        return _readings(folder, self.audience, self.run, (self.area,), (code,), tuple(by), self.state)


def open_for(person: Person) -> Opened:
    workspace = Workspace(settings.WORKSPACE)
    audience = audience_of(person)
    ready = [run for run in workspace.runs() if _is_ready(workspace, run["id"], audience)]
    newest = workspace.newest_run()
    run = newest if newest in ready else ready[-1] if ready else None
    areas = run["areas"] if run else []
    area = settings.AREA or (areas[0] if areas else None)
    state = tuple(f"{load.id}{' erased' if load.erased else ''}" for load in workspace.loads())
    return Opened(workspace, audience, run["id"] if run else None, area, state)


def _is_ready(workspace: Workspace, run: str, audience: Audience) -> bool:
    """A run's public edition takes a while to make, so the worker makes it and no page waits for it."""
    return audience not in SUPPRESSED_FOR or (workspace.folder / "runs" / run / "public.parquet").is_file()


@lru_cache(maxsize=4)
def _names(folder: str, state: tuple[str, ...]) -> dict[str, str]:
    table = Workspace(Path(folder)).reference("areas")
    named = {row["area"]: row["name"] for row in table.to_pylist()} if table is not None else {}
    return {**authorities(), **named}


@lru_cache(maxsize=16)
def _whole(
    folder: str, audience: Audience, run: str, area: str, state: tuple[str, ...]
) -> dict[str, list[Reading]]:
    found: dict[str, list[Reading]] = {}
    for row in _readings(folder, audience, run, (area,), tuple(CATALOGUE), (), state):
        found.setdefault(row["code"], []).append(row)
    return found


@lru_cache(maxsize=256)
def _readings(
    folder: str, audience: Audience, run: str, areas: tuple[str, ...], codes: tuple[str, ...], by: tuple[str, ...],
    state: tuple[str, ...],
) -> list[Reading]:  # fmt: skip
    # No period is asked for: one that the run does not hold would be worked out while the page waits.
    ask = Ask(codes=codes, areas=areas, by=by, audience=audience, run=run)
    rows = figures(Workspace(Path(folder)), ask).to_pylist()
    if audience in SUPPRESSED_FOR:  # what one agency sent as a figure is for the board, not for the others
        rows = [row for row in rows if row["basis"] != Basis.RECORDED]
    return rows


def neighbours(opened: Opened, indicator: Indicator, period: str) -> list[Reading]:
    """Published readings of every area for one period: they are public, whoever looks."""
    if opened.run is None:
        return []
    rows = _published(str(opened.workspace.folder), indicator.code, opened.run, opened.state)
    return [row for row in rows if row["period"] == period]


@lru_cache(maxsize=128)
def _published(folder: str, code: str, run: str, state: tuple[str, ...]) -> list[Reading]:
    # Opened for an analyst, of which only what is published anyway is kept: no public edition has to be made for it.
    ask = Ask(codes=[code], audience=Audience.ANALYST, basis=Basis.PUBLISHED, run=run)
    return figures(Workspace(Path(folder)), ask).to_pylist()


def has_value(row: Reading) -> bool:
    return row["value"] is not None and row["status"] == Status.VALUE


def newest(rows: Iterable[Reading]) -> Reading | None:
    """The newest that says something, else the newest."""
    ordered = sorted(rows, key=lambda row: row["end"])
    said = [row for row in ordered if has_value(row)]
    return said[-1] if said else ordered[-1] if ordered else None
