"""The two engines that measure: DuckDB in memory, and Spark for files of regions and nations.

An engine opens the contract tables of some areas, as they speak, and gives sessions; each session has its
own tables of periods and of placed rows. The same plan runs on both.
"""

import shutil
import tempfile
import weakref
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, Protocol

import duckdb
import ibis
import pyarrow as pa

from lineofsight.engine import tables
from lineofsight.engine.speaking import Spoken, rows_that_speak
from lineofsight.workdays import working_days

THREADS = 2
MEMORY = "1GB"
CALENDAR = (date(1990, 1, 1), date(2035, 12, 31))
CARRIED_ON = 3  # years for which the last population estimate stands in until the next is out
ALWAYS_OPEN = frozenset({"person", "population", "localities"})


class Session(Protocol):
    """One line of work: nothing it keeps is seen by another session."""

    def put(self, name: str, rows: pa.Table) -> None: ...
    def keep(self, name: str, sql: str) -> None: ...
    def ask(self, sql: str) -> pa.Table: ...


class Engine(Protocol):
    """`last_estimates`: each area's last year with a population estimate of its own."""

    @property
    def dialect(self) -> str: ...
    @property
    def sessions(self) -> int: ...  # how many may work at once
    @property
    def last_estimates(self) -> Mapping[str, int]: ...
    def session(self) -> Session: ...
    def close(self) -> None: ...


def open_engine(name: str, spoken: Mapping[str, Spoken], needed: Iterable[str]) -> Engine:
    return SparkEngine(spoken, needed) if name == "spark" else DuckEngine(spoken, needed)


class DuckEngine:
    dialect = "duckdb"
    sessions = (
        1  # DuckDB spreads a query over the cores itself; two queries at once have been seen to wait for ever
    )

    def __init__(self, spoken: Mapping[str, Spoken], needed: Iterable[str]):
        # What does not fit in memory is about children too: its owner's only, and gone when the engine is.
        spill = tempfile.mkdtemp(prefix="lineofsight-")
        weakref.finalize(self, shutil.rmtree, spill, ignore_errors=True)
        backend = ibis.duckdb.connect(threads=THREADS, memory_limit=MEMORY, temp_directory=spill)
        for name, rows in _contract_tables(backend, spoken, needed):
            if rows is None:
                backend.create_table(name, schema=tables.CONTRACT[name].table.schema())
            else:
                backend.create_table(name, rows)
        backend.create_table("calendar", _calendar())
        self.connection = backend.con
        self.last_estimates = _last_estimates(backend)

    def session(self) -> Session:
        return DuckSession(self.connection.cursor())

    def close(self) -> None:
        self.connection.close()


class DuckSession:
    """A cursor: what it keeps is temporary, and so its own."""

    def __init__(self, cursor: duckdb.DuckDBPyConnection):
        self.cursor = cursor

    def put(self, name: str, rows: pa.Table) -> None:
        self.cursor.register(f"_{name}", rows)
        self.keep(name, f"FROM _{name}")

    def keep(self, name: str, sql: str) -> None:
        self.cursor.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS {sql}")

    def ask(self, sql: str) -> pa.Table:
        return self.cursor.execute(sql).to_arrow_table()


class SparkEngine:
    """Spark in local mode, or the cluster that the environment names (SPARK_REMOTE, spark-defaults.conf)."""

    dialect = "pyspark"
    sessions = 1  # Spark spreads one query over all cores; two at once only wait for each other

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
        self.last_estimates = _last_estimates(backend)

    def session(self) -> Session:
        return SparkSessionOfOurs(self.spark)

    def close(self) -> None:
        self.spark.catalog.clearCache()
        for name in self.views:
            self.spark.catalog.dropTempView(name)


class SparkSessionOfOurs:
    def __init__(self, spark: Any):
        self.spark = spark
        self.kept: dict[str, Any] = {}

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
        .config("spark.sql.shuffle.partitions", str(2 * THREADS))
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
    numbered = list(working_days(*CALENDAR))
    return pa.table(
        {
            "day": pa.array([day for day, _ in numbered], pa.date32()),
            "working_day": pa.array([number for _, number in numbered], pa.int32()),
        }
    )
