"""Months that were not sent: totals that come month by month say nothing of a month without a row."""

import pyarrow as pa

from lineofsight.engine.periods import Kind, within
from lineofsight.engine.sources.intake import Fault, Severity, Span

MONTHLY = ("camhs",)


def missing(rows: pa.Table, covers: Span) -> tuple[Span, ...]:
    """Each month that ends in the days covered and of which no row was accepted, as its days covered."""
    sent = {(day.year, day.month) for day in rows["as_at"].to_pylist()}
    asked = (one for one in within(covers.first, covers.last, [Kind.MONTH]) if one.end <= covers.last)
    return tuple(
        Span(max(one.start, covers.first), one.end)
        for one in asked
        if (one.end.year, one.end.month) not in sent
    )


def said(file: str, gaps: tuple[Span, ...]) -> Fault:
    """The months, as one thing worth knowing."""
    return Fault(
        severity=Severity.NOTED, file=file, field="as_at",
        wrong=f"has no row of {', '.join(f'{gap.last:%B %Y}' for gap in gaps)}, so that quarters and years with such a "
        "month are incomplete",
        remedy="Ask for it; a return with what is missing alone can be loaded beside this one.",
    )  # fmt: skip
