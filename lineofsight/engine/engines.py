"""The two engines that measure: DuckDB in memory, and Spark for files of regions and nations.

An engine opens the contract tables of some areas, as they speak, and gives sessions; each session has its
own tables of periods and of placed rows.
"""

import shutil
import tempfile
import weakref
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import cache, cached_property
from itertools import chain
from pathlib import Path
from threading import Lock
from typing import Any, Protocol

import duckdb
import ibis
import pyarrow as pa

from lineofsight.engine import tables
from lineofsight.engine.breakdowns import GROUPS, SOURCES
from lineofsight.engine.returns import Family
from lineofsight.engine.speaking import Sent, Spoken, rows_that_speak
from lineofsight.workdays import working_days

WORKERS = 2  # of one core each; alone, one has both
MEGABYTES = 1000  # of memory, together
CALENDAR = (date(1990, 1, 1), date(2035, 12, 31))
CARRIED_ON = 3  # years for which the last population estimate stands in until the next is out
_making = Lock()
ALWAYS_OPEN = frozenset({"person", "population", "localities"})


class Session(Protocol):
    """One line of work: nothing it keeps is seen by another session."""

    def open(self, names: Iterable[str]) -> None: ...
    def put(self, name: str, rows: pa.Table) -> None: ...
    def keep(self, name: str, sql: str) -> None: ...
    def ask(self, sql: str) -> pa.Table: ...


class Engine(Protocol):
    """`last_estimates`: each area's last year with a population estimate of its own."""

    last_estimates: dict[str, int]

    def session(self) -> Session:
        """A session with every table open."""

    def workers(self, reads: Sequence[Iterable[str]]) -> Sequence[Session]:
        """Sessions that may work at once, on queries that read these tables, and open them as they go."""

    def close(self) -> None: ...


def open_engine(name: str, spoken: Mapping[str, Spoken], needed: Iterable[str]) -> Engine:
    return SparkEngine(spoken, needed) if name == "spark" else DuckEngine(spoken, needed)


class DuckEngine:
    """Its workers have a core and a database each: DuckDB has little to spread over cores in one area's
    tables, and two queries at once on one database have been seen to wait for each other for ever."""

    dialect = "duckdb"

    def __init__(self, spoken: Mapping[str, Spoken], needed: Iterable[str]):
        self.names = frozenset({*needed, *ALWAYS_OPEN})
        self.spoken = spoken
        # What does not fit in memory is about children too: its owner's only, and gone when the engine is.
        self.spill = tempfile.mkdtemp(prefix="lineofsight-")
        weakref.finalize(self, shutil.rmtree, self.spill, ignore_errors=True)
        self.last_estimates: dict[str, int] = {}
        if residents := self.rows["population"]:
            with self._database(1) as asked:
                newest = asked.sql(residents).aggregate("area, max(year)").fetchall()
            self.last_estimates = {area: year - CARRIED_ON for area, year in newest}

    @cached_property
    def rows(self) -> dict[str, str | None]:
        """The SQL of each contract table's rows as they speak; None where nobody sent it."""
        found = {}
        for name in self.names:
            parts = [_speaking(area.tables[name]) for area in self.spoken.values() if area.tables.get(name)]
            found[name] = "\nUNION ALL\n".join(f"({part})" for part in parts) or None
        if residents := found.get("population"):
            carried = _carry_on(ibis.table(tables.population.schema(), name="estimates"))
            sql = str(ibis.to_sql(carried, dialect="duckdb"))
            found["population"] = sql.replace('"estimates"', f"({residents})")
        # Every join is on these two: numbers to the database, texts to the reader.
        casts = ", ".join([_numbered("area", self.spoken), _numbered("family", Family)])
        return {
            name: sql and f"SELECT * REPLACE ({casts}) FROM ({sql})"  # noqa: S608 - our own names
            for name, sql in found.items()
        } | {"sources": _sources()}

    def session(self) -> Session:
        """Whose children have their ids as they are, for somebody to read."""
        one = DuckSession(self._database(1), self.rows, Counter(self.names), numbered=False)
        one.open({*self.rows, "calendar"})
        return one

    def workers(self, reads: Sequence[Iterable[str]]) -> Sequence[Session]:
        count = min(WORKERS, len(reads))
        times = Counter(chain.from_iterable(reads))
        return [DuckSession(self._database(count), self.rows, times) for _ in range(count)]

    def _database(self, of: int) -> duckdb.DuckDBPyConnection:
        limit, spill = f"{MEGABYTES // of}MB", tempfile.mkdtemp(dir=self.spill)
        return duckdb.connect(
            config={"threads": WORKERS // of, "memory_limit": limit, "temp_directory": spill}
        )

    def close(self) -> None:
        """Nothing stays open: a worker's database goes when the worker does."""


class DuckSession:
    """`rows`: the SQL of each table; `times`: how often each will be read; `numbered`: whether children are."""

    def __init__(
        self,
        database: duckdb.DuckDBPyConnection,
        rows: Mapping[str, str | None],
        times: Mapping[str, int],
        *,
        numbered: bool = True,
    ):
        self.database, self.rows, self.times, self.numbered = database, rows, times, numbered
        self.opened: set[str] = set()

    def open(self, names: Iterable[str]) -> None:
        for name in (set(names) & {*self.rows, "calendar"}) - self.opened:
            sql = self.rows.get(name)
            if name == "calendar":
                self.put(name, _calendar())
            else:
                if sql is None:
                    sql = f"SELECT * FROM no_{name}"  # noqa: S608 - our own names
                    self.database.register(f"no_{name}", _nothing(name))
                self.keep(name, _with_numbered_children(name, sql) if self.numbered else sql)
            self.opened.add(name)

    def put(self, name: str, rows: pa.Table) -> None:
        self.database.register(f"_{name}", rows)
        self.database.execute(f"CREATE OR REPLACE TABLE {name} AS FROM _{name}")
        self.database.unregister(f"_{name}")

    def keep(self, name: str, sql: str) -> None:
        """What one query alone reads stays where it lies, and only the columns needed are read."""
        kind = "VIEW" if self.times[name] == 1 else "TABLE"
        self.database.execute(f"CREATE OR REPLACE {kind} {name} AS {sql}")

    def ask(self, sql: str) -> pa.Table:
        # As a relation, not by `execute`: its rows become Arrow's on every core, not one after the other.
        return self.database.sql(sql).to_arrow_table()


def _sources() -> str:
    codes = ", ".join(f"('{code}', '{group}')" for group, codes in SOURCES.items() for code in codes)
    groups = ", ".join(f"'{group}'" for group in GROUPS["source"])
    return f"SELECT source_code, source::ENUM ({groups}) AS source FROM (VALUES {codes}) AS _(source_code, source)"  # noqa: S608 - our own names


def _numbered(column: str, words: Iterable[str]) -> str:
    """A column of a few words as numbers."""
    listed = ", ".join(f"'{word}'" for word in words)
    return f"{column}::ENUM ({listed}) AS {column}"


def _nothing(name: str) -> pa.Table:
    return tables.CONTRACT[name].table.schema().to_pyarrow().empty_table()


def _with_numbered_children(name: str, sql: str) -> str:
    """A child's id as a number, which joins, sorts and leaves the database in half the time of a text.

    The number is the id's hash of 64 bits: of a million children two have the same with a chance of one in
    thirty million, and would be taken for one.
    """
    if name not in tables.CONTRACT or "person_id" not in tables.CONTRACT[name].table.columns:
        return sql
    number = "CASE WHEN person_id IS NOT NULL THEN hash(person_id) END"
    return f"SELECT * REPLACE ({number} AS person_id) FROM ({sql})"  # noqa: S608 - our own names


def _speaking(sent: Sequence[Sent]) -> str:
    """One area's rows of one table, each once. Written out where there is one load: Ibis takes its time."""
    if len(sent) > 1:
        rows = rows_that_speak(sent, lambda path: _file(path, sent[0].table))
        return str(ibis.to_sql(rows, dialect="duckdb"))
    (one,) = sent
    said = {"area": f"'{one.area}'", "family": f"'{one.family}'", "load": f"'{one.load}'"}
    columns = ", ".join(
        said.get(name, f'"{name}"') + f' AS "{name}"' for name in tables.CONTRACT[one.table].table.columns
    )
    path = str(one.path).replace('"', '""')
    return f"""SELECT {columns} FROM "{path}" WHERE area = '{one.area}'"""  # noqa: S608 - our own names


def _file(path: Path, table: str) -> ibis.Table:
    """A load's file, by its path: DuckDB reads it where it lies."""
    return ibis.table(tables.CONTRACT[table].table.drop("family", "load").schema(), name=str(path))


class SparkEngine:
    """Spark in local mode, or the cluster that the environment names (SPARK_REMOTE, spark-defaults.conf)."""

    dialect = "pyspark"

    def __init__(self, spoken: Mapping[str, Spoken], needed: Iterable[str]):
        self.spark = _spark()
        backend = ibis.pyspark.connect(self.spark)
        self.views: list[str] = []
        for name, rows in _contract_tables(backend, spoken, needed):
            if rows is None:
                empty = pa.Table.from_pylist([], tables.CONTRACT[name].table.schema().to_pyarrow())
                self.spark.createDataFrame(empty).createOrReplaceTempView(name)
            else:
                frame = self.spark.sql(str(ibis.to_sql(rows, dialect="pyspark")))
                frame.cache().createOrReplaceTempView(name)
            self.views.append(name)
        self.spark.createDataFrame(_calendar()).createOrReplaceTempView("calendar")
        codes = [(code, group) for group, codes in SOURCES.items() for code in codes]
        self.spark.createDataFrame(codes, ["source_code", "source"]).createOrReplaceTempView("sources")
        self.last_estimates = _last_estimates(backend)

    def session(self) -> Session:
        return SparkSessionOfOurs(self.spark)

    def workers(self, reads: Sequence[Iterable[str]]) -> Sequence[Session]:
        return [
            self.session()
        ]  # Spark spreads one query over all cores; two at once only wait for each other

    def close(self) -> None:
        self.spark.catalog.clearCache()
        for name in self.views:
            self.spark.catalog.dropTempView(name)


class SparkSessionOfOurs:
    def __init__(self, spark: Any):
        self.spark = spark
        self.kept: dict[str, Any] = {}

    def open(self, names: Iterable[str]) -> None:
        """Everything is."""

    def put(self, name: str, rows: pa.Table) -> None:
        self.spark.createDataFrame(rows).createOrReplaceTempView(name)

    def keep(self, name: str, sql: str) -> None:
        if name in self.kept:
            self.kept.pop(name).unpersist()
        self.kept[name] = self.spark.sql(sql).cache()
        self.kept[name].createOrReplaceTempView(name)

    def ask(self, sql: str) -> pa.Table:
        return self.spark.sql(sql).toArrow()


def _spark() -> Any:
    from pyspark.sql import SparkSession

    return (
        SparkSession.builder.appName("lineofsight")
        .config("spark.ui.enabled", "false")
        .config("spark.sql.shuffle.partitions", str(2 * WORKERS))
        .config("spark.sql.session.timeZone", "UTC")
        .config("spark.sql.ansi.enabled", "false")
        .getOrCreate()
    )


def _contract_tables(backend, spoken: Mapping[str, Spoken], needed: Iterable[str]):
    """Each needed contract table of some areas as it speaks; None where nobody sent it."""
    for name in sorted({*needed, *ALWAYS_OPEN}):
        parts = [
            rows_that_speak(area.tables[name], lambda path: backend.read_parquet(str(path)))
            for area in spoken.values()
            if area.tables.get(name)
        ]
        rows = (ibis.union(*parts) if len(parts) > 1 else parts[0]) if parts else None
        yield name, _carry_on(rows) if rows is not None and name == "population" else rows


def _carry_on(residents: ibis.Table) -> ibis.Table:
    """The population by area and year, the last estimate standing for the years that are not out yet."""
    newest = residents.group_by("area").agg(year=residents.year.max())
    last = residents.join(newest, ["area", "year"])
    later = [last.mutate(year=(last.year + n).cast("int32")) for n in range(1, CARRIED_ON + 1)]
    return ibis.union(residents, *later)


def _last_estimates(backend) -> dict[str, int]:
    residents = backend.table("population")
    newest = residents.group_by("area").agg(year=residents.year.max()).to_pyarrow()
    return {row["area"]: row["year"] - CARRIED_ON for row in newest.to_pylist()}


def _calendar() -> pa.Table:
    with _making:  # once, and not by each worker
        return _made_calendar()


@cache
def _made_calendar() -> pa.Table:
    numbered = list(working_days(*CALENDAR))
    return pa.table(
        {
            "day": pa.array([day for day, _ in numbered], pa.date32()),
            "working_day": pa.array([number for _, number in numbered], pa.int32()),
        }
    )
