"""Who answers for the periods that the family which speaks does not reach (decision 0012)."""

from collections.abc import Sequence

import pyarrow as pa
import pyarrow.compute as pc

from lineofsight.engine.coverage import during, meets, speaking_for
from lineofsight.engine.indicator import Indicator
from lineofsight.engine.periods import Period
from lineofsight.engine.reading import SCHEMA
from lineofsight.engine.returns import Span
from lineofsight.engine.speaking import Spoken

SAID = "counted from another return: the one that speaks does not have what this needs of the period"
Cells = set[tuple[str, str]]  # code and period


def stepping_in(
    spoken: Spoken, indicators: Sequence[Indicator], asked: Sequence[Period]
) -> list[tuple[Spoken, Cells]]:
    """Who answers in the place of those that speak for an area, and for which codes and periods."""
    found: list[tuple[Spoken, Cells]] = [(other, set()) for other in spoken.others]
    for indicator in indicators if found else ():
        for period in asked:
            if period.kind in indicator.readable:
                answers = speaking_for(indicator, period, spoken)
                for other, cells in found:
                    if other is answers:
                        cells.add((indicator.code, period.label))
    return [(other, cells) for other, cells in found if cells]


def in_their_place(made: pa.Table, area: str, others: pa.Table, cells: Cells) -> pa.Table:
    """Readings with those of some cells of an area taken from others, which say so."""
    keys = pa.array([f"{code} {label}" for code, label in cells])

    def among(rows: pa.Table) -> pa.ChunkedArray:
        key = pc.binary_join_element_wise(rows["code"], rows["period"], " ")
        return pc.and_(pc.equal(rows["area"], area), pc.is_in(key, keys))

    taken = others.filter(among(others))
    note = pc.binary_join_element_wise(taken["note"], SAID, "; ", null_handling="skip")
    taken = taken.set_column(SCHEMA.get_field_index("note"), "note", note)
    return pa.concat_tables([made.filter(pc.invert(among(made))), taken])


def reached(
    spoken: Spoken,
    indicators: Sequence[Indicator],
    asked: Sequence[Period],
    steps: Sequence[tuple[Spoken, Cells]],
) -> dict[str, dict[str, str]]:
    """By load and table that were set aside, the days for which they step in."""
    indicator = {one.code: one for one in indicators}
    period = {one.label: one for one in asked}
    found: dict[str, dict[str, str]] = {}
    for other, cells in steps:
        spans: dict[str, list[Span]] = {}
        for code, label in cells:
            for table in frozenset().union(*indicator[code].needs):
                spans.setdefault(table, []).append(during(indicator[code], period[label]))
        for one in spoken.set_aside:
            if one in other.tables[one.table] and any(
                meets(one.covers, span) for span in spans.get(one.table, ())
            ):
                left = one.covers.without(spoken.coverage(one.table))
                if left:
                    found.setdefault(one.load, {})[one.table] = str(Span(left[0].first, left[-1].last))
    return found


def why_idle(spoken: Spoken, load: str) -> str | None:
    """Why figures will not rest on some tables of a load, and what to do; None where they may rest on all."""
    idle = {
        one.table
        for one in spoken.set_aside
        if one.load == load and not one.covers.without(spoken.coverage(one.table))
    }
    if not idle:
        return None
    speaks = sorted({one.load for table in idle for one in spoken.tables[table]})
    tables = ", ".join(sorted(table.replace("_", " ") for table in idle))
    return (
        f"Set aside for {tables}: {' and '.join(speaks)} speak{'s' if len(speaks) == 1 else ''} for the same days, and what "
        f"two systems say is never mixed. If this one should speak, withdraw the other on its page in the browser."
    )
