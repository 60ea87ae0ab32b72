"""Which load speaks: for one area and table one family of returns, and each row once.

Inside the family a row is taken, by its key, from the load with the latest `known_on`; a key that a
later load covering its days no longer has is withdrawn. What was set aside is named, never lost; where the
family that speaks does not reach, the next one answers for the whole of a reading (decision 0012).
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from pathlib import Path

import ibis
import ibis.expr.types as ir
from ibis import _

from lineofsight.engine.returns import Family, Span
from lineofsight.engine.tables import CONTRACT

# The order of design.md; a setting may change it.
ORDER = (
    Family.APPLICATIONS,
    Family.SSD,
    Family.CENSUS,
    Family.ANNEX_A,
    Family.SUPPLEMENTARY,
    Family.REFERENCE,
)


@dataclass(frozen=True, kw_only=True)
class Sent:
    """One table of one load, and the days it stands for."""

    load: str
    family: Family
    area: str
    table: str
    covers: Span
    known_on: date
    path: Path
    columns: frozenset[str] = frozenset()  # those that the files had


@dataclass(frozen=True, kw_only=True)
class Spoken:
    """What speaks for one area: each table's loads, newest first, and what was set aside.

    `others`: what would speak if each family set aside came first, most trusted first. They step in, for a
    whole reading, where the first does not reach (`coverage.speaking_for`).
    """

    tables: Mapping[str, Sequence[Sent]]
    set_aside: Sequence[Sent] = field(default_factory=list)
    others: Sequence["Spoken"] = ()

    def coverage(self, table: str) -> list[Span]:
        """The days a table stands for, spans that touch being joined."""
        return joined(sent.covers for sent in self.tables.get(table, ()))

    def has_column(self, table: str, column: str) -> bool:
        """Whether every load that speaks for a table had a column."""
        sent = self.tables.get(table, ())
        return bool(sent) and all(column in one.columns for one in sent)


def choose(sent: Iterable[Sent], area: str, order: Sequence[Family] = ORDER) -> Spoken:
    """For each table the most trusted family that sent it, its loads by the day they were true."""
    mine = [one for one in sent if one.area == area]
    first = _choose(mine, order)
    second = sorted({one.family for one in first.set_aside}, key=order.index)
    others = [_choose(mine, [family, *order]) for family in second]
    return replace(first, others=others)


def _choose(sent: Iterable[Sent], order: Sequence[Family]) -> Spoken:
    by_table: dict[str, dict[Family, list[Sent]]] = defaultdict(lambda: defaultdict(list))
    for one in sent:
        by_table[one.table][one.family].append(one)
    speak, aside = {}, []
    for table, families in by_table.items():
        if table == "person":  # children belong to their own family's rows, whoever speaks for those
            every = [one for family in families.values() for one in family]
            speak[table] = sorted(every, key=_newest_first)
            continue
        ranked = sorted(families, key=order.index)
        speak[table] = sorted(families[ranked[0]], key=_newest_first)
        aside += [one for family in ranked[1:] for one in families[family]]
    return Spoken(tables=speak, set_aside=aside)


def _newest_first(one: Sent):
    return (-one.known_on.toordinal(), one.load)


def joined(spans: Iterable[Span]) -> list[Span]:
    result: list[Span] = []
    for span in sorted(spans, key=lambda span: span.first):
        if result and span.first <= result[-1].last + timedelta(1):
            result[-1] = Span(result[-1].first, max(result[-1].last, span.last))
        else:
            result.append(span)
    return result


def rows_that_speak(sent: Sequence[Sent], read) -> ir.Table:
    """The contract table's rows, each once. `read(path)` gives a load's file as an Ibis table."""
    contract = CONTRACT[sent[0].table]
    columns = list(contract.table.columns)
    parts = []
    for rank, one in enumerate(sent):
        rows = (
            read(one.path)
            .filter(_.area == one.area)
            .mutate(family=ibis.literal(str(one.family)), load=ibis.literal(one.load))
        )
        later = [other for other in sent[:rank] if other.family == one.family]
        if contract.start and later:
            rows = rows.filter(*(~_touches(rows, contract, other.covers) for other in later))
        parts.append(rows.mutate(_rank=rank).select(*columns, "_rank"))
    if len(parts) == 1:
        return parts[0].drop("_rank")
    key = ["area", "family", *contract.key]
    together = ibis.union(*parts)
    if contract.name == "person":  # one return describes what another leaves out: the newest word on each
        said = {c: together[c].argmin(_._rank, where=together[c].notnull()) for c in columns if c not in key}
        return together.group_by(*key).agg(**said).select(*columns)
    newest = ibis.window(group_by=key, order_by="_rank")
    together = together.mutate(_nth=ibis.row_number().over(newest))
    return together.filter(_._nth == 0).select(*columns)


def _touches(rows: ir.Table, contract, covers: Span) -> ir.BooleanValue:
    """Whether a row is true on any of the days a later load covers: that load then speaks for it."""
    start, end = rows[contract.start], rows[contract.end]
    ends_before = (end < covers.first) if contract.start != contract.end else (start < covers.first)
    return ((start <= covers.last) & ~ends_before.fill_null(False)).fill_null(False)
