"""Spark gives the readings that DuckDB gives."""

import math
import shutil
import warnings
from dataclasses import replace
from datetime import date

import pytest

from lineofsight.engine import compute
from lineofsight.engine.engines import open_engine
from lineofsight.engine.indicator import MeasureKind
from lineofsight.engine.indicators import CATALOGUE
from lineofsight.engine.periods import Kind, within
from lineofsight.engine.plan import plan
from tests.engine.random_world import spoken, world

pytest.importorskip("pyspark", reason="pyspark is not installed: the extra `spark` holds it")
pytestmark = [
    pytest.mark.spark,
    pytest.mark.slow,
    pytest.mark.skipif(shutil.which("java") is None, reason="there is no Java, which Spark runs on"),
    # Third parties: Spark reads Arrow through ways that its own next release changes, and leaves sockets open.
    pytest.mark.filterwarnings("ignore::DeprecationWarning:pyspark"),
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]

MEASURED = [one for one in CATALOGUE.values() if one.kind is not MeasureKind.HANDED_OVER]
# An event that DuckDB counts by stretch, one counted by child, a state, a share of times and one over three unions.
WITH_BREAKDOWNS = ("FD09", "FD06", "CP07", "MI06b", "LH01")
YEARS = tuple(within(date(2016, 4, 1), date(2017, 9, 30), (Kind.YEAR, Kind.CENSUS)))
CELL = ("code", "area", "period", "by", "group")


@pytest.fixture(scope="module")
def speaks(tmp_path_factory):
    return {"799": spoken(world(7), tmp_path_factory.mktemp("world"))}


@pytest.fixture(scope="module")
def engines(speaks):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what Spark and Ibis say of each other while they start
        needed = {name for one in MEASURED for needs in one.needs for name in needs}
        both = {name: open_engine(name, speaks, needed) for name in ("duckdb", "spark")}
    yield both
    both["spark"].close()
    both["spark"].spark.stop()


def read(engine, speaks, indicators, periods=YEARS, *, broken_down):
    def planned(members, *, broken_down):
        return plan(members, broken_down=broken_down, dialect=engine.dialect)

    work = compute.passes(indicators, periods, planned, broken_down=broken_down)
    return {tuple(row[c] for c in CELL): row for row in compute.readings(engine, speaks, work).to_pylist()}


def differences(one: dict, other: dict) -> list[str]:
    found = [f"{cell} is read by one engine only" for cell in one.keys() ^ other.keys()]
    for cell in one.keys() & other.keys():
        for column in ("numerator", "denominator", "children", "children_rest", "status", "value"):
            a, b = one[cell][column], other[cell][column]
            close = (
                column == "value" and None not in (a, b) and math.isclose(a, b, rel_tol=1e-9, abs_tol=1e-9)
            )
            if a != b and not close:
                found.append(f"{' '.join(map(str, cell))}: {column} {a} and {b}")
    return found


def test_every_code_reads_the_same_by_year(engines, speaks):
    both = [read(engine, speaks, MEASURED, broken_down=False) for engine in engines.values()]
    assert any(row["numerator"] for row in both[0].values())
    assert differences(*both) == []


@pytest.mark.parametrize("code", WITH_BREAKDOWNS)
def test_five_codes_read_the_same_in_every_group(code, engines, speaks):
    both = [read(engine, speaks, [CATALOGUE[code]], broken_down=True) for engine in engines.values()]
    assert any(row["by"] for row in both[0].values())
    assert differences(*both) == []


def test_overlapping_years_read_the_same(engines, speaks):
    """DuckDB counts these by stretch, Spark by child: two ways to the same numbers."""
    rolling = tuple(within(date(2016, 10, 1), date(2016, 12, 31), (Kind.ROLLING,)))
    one = replace(CATALOGUE["FD09"], breakdowns=("sex", "source"))
    both = [read(engine, speaks, [one], rolling, broken_down=True) for engine in engines.values()]
    assert differences(*both) == []
