"""The one door through which figures reach a page: what this person may see of the newest run, and nothing else."""

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any, TypeVar

import pyarrow as pa
import pyarrow.compute as pc
from django.conf import settings

from lineofsight.engine.indicators import CATALOGUE
from lineofsight.engine.opened import SUPPRESSED_FOR, Audience
from lineofsight.engine.query import Ask, figures
from lineofsight.engine.reading import SCHEMA, Basis, Status
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
Kept = TypeVar("Kept")


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


@dataclass(frozen=True, eq=False)
class Opened:
    """A workspace as one audience may see it. `run`: the run they are shown; None while none is ready for them.

    One stands for everybody of an audience until something in the workspace changes: a run and a load never do.
    What is read of them is kept here, and goes with it.
    """

    workspace: Workspace
    audience: Audience
    run: str | None
    area: str | None
    kept: dict[Any, Any] = field(default_factory=dict, repr=False)  # what pages worked out of it

    @cached_property
    def made_up(self) -> bool:
        return bool(self.workspace.made_up)

    @cached_property
    def at(self) -> str | None:
        """When the run that is shown was made."""
        return self.workspace.run(self.run)["at"] if self.run else None

    @cached_property
    def place(self) -> str:
        """The area's name."""
        return self.names.get(self.area, f"Area {self.area}") if self.area else ""

    @cached_property
    def names(self) -> dict[str, str]:
        """Every area's name by its code."""
        table = self.workspace.reference("areas")
        named = {row["area"]: row["name"] for row in table.to_pylist()} if table is not None else {}
        return {**authorities(), **named}

    @cached_property
    def near(self) -> frozenset[str]:
        """The area's statistical neighbours, by the newest model."""
        table = self.workspace.reference("neighbours")
        rows = [row for row in table.to_pylist() if row["area"] == self.area] if table is not None else []
        newest = max((row["model"] for row in rows), default=None)
        return frozenset(row["neighbour"] for row in rows if row["model"] == newest)

    @cached_property
    def _whole(self) -> dict[str, pa.Table]:
        """Every indicator's readings of the area, the whole only: a table each, small until a page asks for it."""
        rows = self.asked(CATALOGUE, ())
        return {
            code: rows.filter(pc.equal(rows["code"], code)) for code in pc.unique(rows["code"]).to_pylist()
        }

    @property
    def empty(self) -> bool:
        return not self._whole

    def readings(self, code: str, by: Sequence[str] = ()) -> list[Reading]:
        """One indicator's readings of the area, the whole and its groups, oldest first."""
        if by:
            return self.asked([code], by).to_pylist()
        return self.keep(
            ("whole", code), lambda: self._whole[code].to_pylist() if code in self._whole else []
        )

    def published(self, code: str) -> list[Reading]:
        """Published readings of every area: they are public, whoever looks."""
        # Opened for an analyst, of which only what is published anyway is kept: no public edition has to be made.
        ask = Ask(codes=[code], audience=Audience.ANALYST, basis=Basis.PUBLISHED, run=self.run)
        return self.keep(
            ("published", code), lambda: figures(self.workspace, ask).to_pylist() if self.run else []
        )

    def keep(self, name: Any, make: Callable[[], Kept]) -> Kept:
        """What was made under a name, made the first time."""
        if name not in self.kept:
            self.kept[name] = make()
        return self.kept[name]

    def asked(self, codes: Iterable[str], by: Sequence[str], basis: Basis | None = None) -> pa.Table:
        if self.run is None or self.area is None:
            return SCHEMA.empty_table()
        # No period is asked for: one that the run does not hold would be worked out while the page waits.
        ask = Ask(
            codes=tuple(codes), areas=(self.area,), by=tuple(by), audience=self.audience, run=self.run, basis=basis
        )  # fmt: skip
        rows = figures(self.workspace, ask)
        if (
            self.audience in SUPPRESSED_FOR
        ):  # what one agency sent as a figure is for the board, not for others
            rows = rows.filter(pc.not_equal(rows["basis"], str(Basis.RECORDED)))
        return rows


def open_for(person: Person) -> Opened:
    return opened(audience_of(person))


def opened(audience: Audience) -> Opened:
    folder = Path(settings.WORKSPACE)
    return _opened(folder, audience, str(settings.AREA), _state(folder))


def _state(folder: Path) -> tuple[tuple[str, int], ...]:
    """Changes when a load, a run or a signed edition comes, goes, is erased, or has its public edition made."""
    return tuple(
        sorted(
            (entry.path, entry.stat().st_mtime_ns)
            for kind in ("loads", "runs", "editions")
            if (folder / kind).is_dir()
            for entry in os.scandir(folder / kind)
            if not entry.name.startswith(".")
        )
    )


@lru_cache(maxsize=2 * len(Audience))
def _opened(folder: Path, audience: Audience, wanted: str, state: tuple[tuple[str, int], ...]) -> Opened:
    workspace = Workspace(folder)
    ready = [run for run in workspace.runs() if is_ready(workspace, run["id"], audience)]
    newest = workspace.newest_run()
    run = newest if newest in ready else ready[-1] if ready else None
    areas = run["areas"] if run else []
    return Opened(workspace, audience, run["id"] if run else None, wanted or (areas[0] if areas else None))


def is_ready(workspace: Workspace, run: str, audience: Audience) -> bool:
    """A run's public edition takes a while to make, so the worker makes it and no page waits for it."""
    return audience not in SUPPRESSED_FOR or (workspace.folder / "runs" / run / "public.parquet").is_file()


def counted_here(opened: Opened, code: str) -> dict[str, Reading]:
    """What was worked out here of one indicator, by period: also where a published figure speaks before it."""
    rows = opened.keep(("counted", code), lambda: opened.asked([code], (), Basis.COMPUTED).to_pylist())
    return {row["period"]: row for row in rows}


def at_run(opened: Opened, run: Mapping[str, Any], codes: Sequence[str]) -> list[Reading]:
    """The figures as an earlier run showed them: what was handed over after it was not known then."""
    return opened.keep(("at", run["id"], *codes), lambda: _at_run(opened, run, codes))


def _at_run(opened: Opened, run: Mapping[str, Any], codes: Sequence[str]) -> list[Reading]:
    then = Opened(opened.workspace, opened.audience, run["id"], opened.area)
    at = datetime.fromisoformat(run["at"])
    came = {one.id: datetime.fromisoformat(one.manifest["loaded_at"]) for one in opened.workspace.loads()}
    late = {name for name, when in came.items() if when > at}
    shown = {(row["code"], row["period"]): row for row in then.asked(codes, (), Basis.COMPUTED).to_pylist()}
    for row in then.asked(codes, ()).to_pylist():
        if row["basis"] != Basis.COMPUTED and not late.intersection((row["load"] or "").split()):
            shown[row["code"], row["period"]] = row
    return list(shown.values())


def has_value(row: Reading) -> bool:
    return row["value"] is not None and row["status"] == Status.VALUE


def newest(rows: Iterable[Reading]) -> Reading | None:
    """The newest that says something, else the newest."""
    ordered = sorted(rows, key=lambda row: row["end"])
    said = [row for row in ordered if has_value(row)]
    return said[-1] if said else ordered[-1] if ordered else None
