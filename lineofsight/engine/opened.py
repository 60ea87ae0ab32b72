"""A run opened for an audience: nothing else opens one.

The public edition of a run is made once, by `disclosure`, with everything published before in view, and
kept beside the run with the log of what was suppressed.
"""

from collections.abc import Collection, Mapping
from enum import StrEnum
from typing import Any

import pyarrow as pa
import pyarrow.dataset as ds
import pyarrow.parquet as pq
from ibis.expr.operations import Node

from lineofsight.engine import disclosure
from lineofsight.engine.indicator import Indicator, MeasureKind, Over
from lineofsight.engine.indicators import CATALOGUE
from lineofsight.engine.reading import SCHEMA
from lineofsight.engine.store import Workspace


class Audience(StrEnum):
    PUBLIC = "public"
    PARTNER = "partner"
    BOARD = "board"
    ANALYST = "analyst"


ON_THE_SPOT = "asked.parquet"
CELL = ["code", "area", "period", "by", "group"]
SUPPRESSED_FOR = (Audience.PUBLIC, Audience.PARTNER)


def open_run(
    workspace: Workspace, run: Mapping[str, Any], audience: Audience, wanted: ds.Expression | None = None
) -> pa.Table:
    """The readings of a run that an audience may see."""
    if audience not in SUPPRESSED_FOR:
        return workspace.readings_of(run, wanted)
    return ds.dataset(_public_edition(workspace, run), schema=SCHEMA).to_table(filter=wanted)


def guard(
    workspace: Workspace, readings: pa.Table, audience: Audience, run: Mapping[str, Any] | None
) -> pa.Table:
    """Readings that no run holds, as an audience may see them, the public edition of the run beside them in view."""
    if audience not in SUPPRESSED_FOR or not readings.num_rows:
        return readings
    before = [] if run is None else [open_run(workspace, run, audience)]
    return disclosure.suppress(readings, shapes(), published_before=before).readings


def guard_on_the_spot(workspace: Workspace, readings: pa.Table, run: Mapping[str, Any]) -> pa.Table:
    """Readings worked out for one question (a day, years together), as the public may see them.

    Everything shown is kept beside the run: a second question cannot be asked to give the first one away, and
    the next public edition has it in view.
    """
    asked = _asked(workspace, run)
    new = _among(readings, asked, False)
    if new.num_rows:
        related = ds.field("code").isin(sorted(_related(new["code"].unique().to_pylist())))
        before = [open_run(workspace, run, Audience.PUBLIC, related), asked]
        shown = disclosure.suppress(new, shapes(), published_before=before).readings
        asked = pa.concat_tables([asked, shown])
        workspace.keep_beside(run, {ON_THE_SPOT: asked})
    return _among(asked, readings, True)


def _asked(workspace: Workspace, run: Mapping[str, Any]) -> pa.Table:
    path = workspace.folder / "runs" / run["id"] / ON_THE_SPOT
    return ds.dataset(path, schema=SCHEMA).to_table() if path.is_file() else SCHEMA.empty_table()


def _among(readings: pa.Table, others: pa.Table, wanted: bool) -> pa.Table:
    """Those whose cell is, or is not, among the others'."""

    def cells(table: pa.Table) -> list[tuple[object, ...]]:
        return list(zip(*(table[name].to_pylist() for name in CELL), strict=True))

    held = set(cells(others))
    return readings.filter(pa.array([(cell in held) is wanted for cell in cells(readings)], pa.bool_()))


def _related(codes: Collection[str]) -> set[str]:
    """The codes that share a total with one of these: what one hides, another could give away."""
    of_code = {code: {shape.numerator, shape.denominator} - {None} for code, shape in shapes().items()}
    totals = set().union(*(of_code.get(code, set()) for code in codes))
    return {code for code, names in of_code.items() if names & totals} | set(codes)


def suppressions(workspace: Workspace, run: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Every suppression of a run's public edition, and why."""
    return pq.read_table(_public_edition(workspace, run).with_name("suppressions.parquet")).to_pylist()


def _public_edition(workspace: Workspace, run: Mapping[str, Any]):
    path = workspace.folder / "runs" / run["id"] / "public.parquet"
    if not path.is_file():
        before = [
            ds.dataset(path, schema=SCHEMA).to_table()
            for name in ("public.parquet", ON_THE_SPOT)
            for path in sorted((workspace.folder / "runs").glob(f"[!.]*/{name}"))
            if path.parent.name < run["id"]
        ]
        made = disclosure.suppress(workspace.readings_of(run), shapes(), published_before=before)
        workspace.keep_beside(run, {"public.parquet": made.readings, "suppressions.parquet": made.log})
    return path


def shapes() -> dict[str, disclosure.Shape]:
    """What disclosure must know of each code. A total that several codes share has one name in all of them,
    so that what one hides no other gives away."""
    names: dict[Node, str] = {}

    def named(indicator: Indicator, part: str) -> str | None:
        total = indicator.totals.get(part)
        return None if total is None else names.setdefault(total.op(), f"{indicator.code} {part}")

    return {
        code: disclosure.Shape(
            kind=str(indicator.kind),
            additive=indicator.additive and indicator.kind is not MeasureKind.QUANTILE,
            periods_add=indicator.over in (Over.EVENTS, Over.COHORT),
            numerator=named(indicator, "numerator"),
            denominator=named(indicator, "denominator"),
        )
        for code, indicator in CATALOGUE.items()
    }
