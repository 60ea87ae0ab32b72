"""What holds of every indicator, whatever the data."""

from collections import defaultdict
from datetime import date

import pyarrow as pa
import pytest

from lineofsight.engine import compute
from lineofsight.engine.engines import open_engine
from lineofsight.engine.indicator import MeasureKind
from lineofsight.engine.indicators import CATALOGUE
from lineofsight.engine.periods import Kind, month, rolling_year, within
from tests.engine.random_world import spoken, world

MEASURED = {code: one for code, one in CATALOGUE.items() if one.kind is not MeasureKind.HANDED_OVER}
KINDS = (Kind.YEAR, Kind.QUARTER, Kind.CENSUS)


def everything(tables, folder, *areas):
    """Every reading of every code, for a year and a bit."""
    asked = [*within(date(2016, 4, 1), date(2017, 9, 30), KINDS), rolling_year(2017, 1), month(2016, 12)]
    work = compute.passes(list(MEASURED.values()), asked)
    speaks = {area: spoken(tables[area], folder, area) for area in areas}
    engine = open_engine("duckdb", speaks, tables[areas[0]])
    return compute.readings(engine, speaks, work).to_pylist()


@pytest.fixture(scope="module")
def readings(tmp_path_factory):
    found = everything({"799": world(7)}, tmp_path_factory.mktemp("one"), "799")
    by_code = defaultdict(list)
    for one in found:
        by_code[one["code"]].append(one)
    return by_code


@pytest.mark.parametrize("code", MEASURED)
def test_the_world_reaches_every_indicator(code, readings):
    """Else the properties below would hold of nothing."""
    if MEASURED[code].since and MEASURED[code].since > date(2017, 9, 30):
        pytest.skip("not collected in the years of this world")
    assert any(one["numerator"] for one in readings[code]), "no reading of it counts anything"


@pytest.mark.parametrize("code", MEASURED)
def test_groups_add_up_to_the_whole(code, readings):
    indicator = MEASURED[code]
    if not indicator.additive or indicator.kind is MeasureKind.QUANTILE:
        pytest.skip("its groups do not exclude each other, or it does not add up")
    sums: dict[tuple, float] = defaultdict(float)
    for one in readings[code]:
        if one["by"]:
            sums[one["period"], one["by"]] += one["numerator"] or 0
    wholes = {one["period"]: one["numerator"] or 0 for one in readings[code] if not one["by"]}
    assert {cell: total for cell, total in sums.items() if total != wholes[cell[0]]} == {}


@pytest.mark.parametrize("code", [c for c, one in MEASURED.items() if one.kind is MeasureKind.SHARE])
def test_a_share_lies_between_nothing_and_all(code, readings):
    for one in readings[code]:
        assert one["value"] is None or 0 <= one["value"] <= 100
        if one["children_rest"] is not None and one["denominator"].is_integer():  # not of working time
            assert one["children"] <= one["numerator"]
            assert (one["children_rest"] == 0) == (one["denominator"] == one["numerator"])


def test_a_child_of_another_area_and_one_whom_nothing_happens_to_change_nothing(readings, tmp_path):
    here = world(7)
    unrelated = here["person"].slice(0, 1).to_pylist()[0] | {"person_id": "799 whom nothing happens to"}
    people = pa.concat_tables([here["person"], pa.Table.from_pylist([unrelated], here["person"].schema)])
    together = everything(
        {"799": here | {"person": people}, "798": world(8, area="798")}, tmp_path, "799", "798"
    )
    cells = ("code", "period", "by", "group", "numerator", "denominator", "children", "status")
    alone = {tuple(one[name] for name in cells) for rows in readings.values() for one in rows}
    beside = {tuple(one[name] for name in cells) for one in together if one["area"] == "799"}
    assert alone == beside
