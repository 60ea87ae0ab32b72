"""The published statistics that figures are held against: which there are, and which are here."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from lineofsight.engine.sources.published import mapping
from lineofsight.engine.store import Load, Workspace
from lineofsight.web.loads.uploads import TABLES

SHOWN = 3  # releases named of one publication


@dataclass(frozen=True)
class Wanted:
    """Statistics that can be read. `here`: the releases that are loaded, the newest first."""

    title: str
    what: str
    here: tuple[str, ...]


def wanted() -> list[Wanted]:
    workspace = Workspace(settings.WORKSPACE)
    loads = [one for one in workspace.loads() if one.speaks] if workspace.exists else []
    return list(_wanted(loads))


def _wanted(loads: Sequence[Load]) -> Iterator[Wanted]:
    for one in (*mapping.publications(), mapping.lait()):
        what = ", ".join(table.title for table in one.tables)
        yield Wanted(
            one.title, what, _releases(load for load in loads if _of(load).startswith(f"{one.name} "))
        )
    population = (one for one in loads if "population" in one.manifest["tables"])
    yield Wanted(
        "Mid-year population estimates", "Children by area and year, for rates", _releases(population)
    )
    neighbours = (one for one in loads if "neighbours" in one.manifest["tables"])
    yield Wanted("Statistical neighbours", "The ten areas most like this one", _releases(neighbours))


def _of(load: Load) -> str:
    return str(load.manifest["release"] or "")


def _releases(loads: Iterator[Load]) -> tuple[str, ...]:
    return tuple(sorted({_of(one) for one in loads}, reverse=True))[:SHOWN]


def lying_ready() -> list[Path]:
    """Tables that whoever runs the installation put into `statistics` of the data folder."""
    folder: Path = settings.DATA / "statistics"
    return sorted(one for one in folder.rglob("*") if one.is_file() and one.suffix.lower() in TABLES)
