"""Small worlds for tests: a few rows in contract tables, read as a run would read them."""

import itertools
import tempfile
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from pathlib import Path
from types import SimpleNamespace

import pyarrow as pa
import pyarrow.parquet as pq

from lineofsight.engine import compute
from lineofsight.engine.engines import open_engine
from lineofsight.engine.indicators import CATALOGUE
from lineofsight.engine.periods import Period
from lineofsight.engine.plan import plan
from lineofsight.engine.sources.cleaning import schema
from lineofsight.engine.sources.intake import Family, Span
from lineofsight.engine.speaking import Sent, Spoken, choose
from lineofsight.engine.tables import CONTRACT

_ids = itertools.count(1)
COVERS = ("2010-04-01", "2020-03-31")
KNOWN_ON = date(2020, 6, 30)


def table(name: str, rows: Iterable[Mapping]) -> pa.Table:
    """Contract rows from dicts that say only what matters; keys that are left out are made unique."""
    parts = schema(name)
    made = []
    for position, row in enumerate(rows):
        unknown = set(row) - set(parts.names)
        assert not unknown, f"{name} has no column {unknown}"
        made.append({"area": "799", "file": 0, "row": position + 2} | dict(row))
        for key in CONTRACT[name].key:
            if made[-1].get(key) is None and parts.field(key).type == pa.string():
                made[-1][key] = f"{key}-{next(_ids)}"
    columns = {part.name: [_value(row.get(part.name), part.type) for row in made] for part in parts}
    return pa.Table.from_pydict(columns, schema=parts)


def _value(value, kind):
    if isinstance(value, str) and kind == pa.date32():
        return date.fromisoformat(value)
    if isinstance(value, str) and pa.types.is_timestamp(kind):
        return datetime.fromisoformat(value)
    return value


def sent(
    name: str,
    rows: Iterable[Mapping] | pa.Table,
    *,
    folder: Path,
    covers: tuple[str, str] = COVERS,
    family: Family = Family.SSD,
    known_on: date = KNOWN_ON,
    load: str = "load-1",
    area: str = "799",
    columns: Iterable[str] | None = None,
) -> Sent:
    """One table of one load, written where a run can read it."""
    rows = rows if isinstance(rows, pa.Table) else table(name, rows)
    path = folder / f"{load}-{name}.parquet"
    pq.write_table(rows, path)
    # A return has every column, but for the count of earlier plans that only the census makes.
    had = columns if columns is not None else [
        c for c in rows.column_names if c != "previous_plans" or rows[c].null_count < len(rows)
    ]  # fmt: skip
    return Sent(
        load=load, family=family, area=area, table=name, covers=Span(*map(date.fromisoformat, covers)),
        known_on=known_on, path=path, columns=frozenset(had),
    )  # fmt: skip


def read(code: str, spoken: Mapping[str, Spoken], asked: Iterable[Period]) -> list[SimpleNamespace]:
    """Every reading of one code for some periods, as a run would give it."""
    indicator = CATALOGUE[code]
    work = compute.passes([indicator], asked, plan)
    needed = {name for needs in indicator.needs for name in needs}
    engine = open_engine("duckdb", spoken, needed)
    return [SimpleNamespace(**row) for row in compute.readings(engine, spoken, work).to_pylist()]


def readings(
    code: str, *labels: str, covers: tuple[str, str] = COVERS, family: Family = Family.SSD, **tables
) -> list[SimpleNamespace]:
    """`readings("FD09", "2016-17", cin_episodes=[{"referral_date": "2016-05-01"}, ...])`.

    Every table that the indicator reads is covered, whether rows are given for it or not; a table
    given as None is not sent at all.
    """
    indicator = CATALOGUE[code]
    names = {name for needs in indicator.needs[:1] for name in needs} | set(tables)
    with tempfile.TemporaryDirectory() as folder:
        everything = [
            sent(
                name, tables.get(name) or [], folder=Path(folder), family=family,
                covers=covers if CONTRACT[name].start else ("1900-01-01", "2100-01-01"),
            )
            for name in sorted(names)
            if tables.get(name, ()) is not None
        ]  # fmt: skip
        spoken = {"799": choose(everything, "799")}
        return read(code, spoken, [indicator.period(label) for label in labels])


def reading(
    code: str, label: str, *, by: str | None = None, group: str | None = None, **given
) -> SimpleNamespace:
    """The one reading of a code for a period, of the whole or of one group."""
    found = [one for one in readings(code, label, **given) if (one.by, one.group) == (by, group)]
    assert len(found) == 1, f"{code} {label} {by} {group} has {len(found)} readings"
    return found[0]
