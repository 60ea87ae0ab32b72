"""A run opened for an audience: nothing else opens one.

The public edition of a run is made once, by `disclosure`, with everything published before in view, and
kept beside the run with the log of what was suppressed.
"""

import json
from collections.abc import Mapping
from enum import StrEnum
from typing import Any

import pyarrow as pa
import pyarrow.dataset as ds

from lineofsight.engine import disclosure
from lineofsight.engine.indicator import MeasureKind, Over
from lineofsight.engine.indicators import CATALOGUE
from lineofsight.engine.reading import SCHEMA
from lineofsight.engine.store import Workspace


class Audience(StrEnum):
    PUBLIC = "public"
    PARTNER = "partner"
    BOARD = "board"
    ANALYST = "analyst"


SUPPRESSED_FOR = (Audience.PUBLIC, Audience.PARTNER)


def open_run(
    workspace: Workspace, run: Mapping[str, Any], audience: Audience, wanted: ds.Expression | None = None
) -> pa.Table:
    """The readings of a run that an audience may see."""
    if audience not in SUPPRESSED_FOR:
        return workspace.readings_of(run, wanted)
    return ds.dataset(_public_edition(workspace, run), schema=SCHEMA).to_table(filter=wanted)


def suppressions(workspace: Workspace, run: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Every suppression of a run's public edition, and why."""
    path = _public_edition(workspace, run).with_name("suppressions.json")
    return json.loads(path.read_text())


def _public_edition(workspace: Workspace, run: Mapping[str, Any]):
    path = workspace.folder / "runs" / run["id"] / "public.parquet"
    if not path.is_file():
        before = [
            ds.dataset(folder, schema=SCHEMA).to_table()
            for folder in sorted((workspace.folder / "runs").glob("[!.]*/public.parquet"))
            if folder.parent.name < run["id"]
        ]
        made = disclosure.suppress(workspace.readings_of(run), shapes(), published_before=before)
        workspace.keep_beside(run, {"public.parquet": made.readings, "suppressions.json": made.log})
    return path


def shapes() -> dict[str, disclosure.Shape]:
    """What disclosure must know of each code."""
    return {
        code: disclosure.Shape(
            kind=str(indicator.kind),
            additive=indicator.additive and indicator.kind is not MeasureKind.QUANTILE,
            periods_add=indicator.over in (Over.EVENTS, Over.COHORT),
        )
        for code, indicator in CATALOGUE.items()
    }
