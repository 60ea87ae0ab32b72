"""Rows and children counted from placed rows, and the joins left out of a query."""

from dataclasses import replace
from datetime import date
from zlib import crc32

import numpy as np
import pyarrow as pa
import pytest

from lineofsight.engine import counting
from lineofsight.engine.counting import Stretches, count
from lineofsight.engine.indicators import CATALOGUE
from lineofsight.engine.periods import month, quarter
from lineofsight.engine.plan import Placed, Query, plan

ROWS_COUNTED, CHILDREN_COUNTED = 0, 1
TOTALS = (("X1", "numerator", ROWS_COUNTED), ("X1", "children", CHILDREN_COUNTED))


def query(placed: Placed) -> Query:
    return Query(keep=(), sql="", totals=TOTALS, breakdowns=("age_band",), reads=(), placed=placed)


def rows(*given: tuple[int, str | None, str, int]) -> pa.Table:
    """Period or stretch, child, age band, and whether the condition holds."""
    period, child, band, held = zip(*given, strict=True)
    return pa.table(
        {
            "area": ["799"] * len(given),
            "period": pa.array(period, pa.int32()),
            "person_id": pa.array([name and crc32(name.encode()) for name in child], pa.uint64()),
            "age_band": band,
            "c0": pa.array(held, pa.int8()),
        }
    )


def test_a_child_counts_once_in_a_period_and_a_row_of_nobody_is_no_child():
    found = count(
        rows((0, "Ann", "under 1", 1), (0, "Ann", "1 to 4", 1), (0, None, "1 to 4", 1), (1, "Ann", "1 to 4", 0)),
        query(Placed.IN_PERIODS), {"799": 0}, 2,
    )  # fmt: skip
    _, whole = found[None]
    assert whole[ROWS_COUNTED][0, :, 0].tolist() == [3, 0]
    assert whole[CHILDREN_COUNTED][0, :, 0].tolist() == [1, 0]
    bands, by_band = found["age_band"]
    assert by_band[CHILDREN_COUNTED][0, 0, [bands.index("under 1"), bands.index("1 to 4")]].tolist() == [1, 1]


def test_a_child_of_two_months_counts_once_in_their_quarter_and_in_each_age_band_they_had():
    asked = (quarter(2016, 1), month(2016, 4), month(2016, 5), month(2016, 6))
    stretches = Stretches(asked)
    april, june = 0, 2
    found = count(
        rows((april, "Ann", "under 1", 1), (june, "Ann", "1 to 4", 1), (june, "Ann", "1 to 4", 1),
             (june, "Bo", "under 1", 1)),
        query(Placed.IN_STRETCHES), {"799": 0}, stretches,
    )  # fmt: skip
    _, whole = found[None]
    assert whole[ROWS_COUNTED][0, :, 0].tolist() == [4, 1, 0, 3]
    assert whole[CHILDREN_COUNTED][0, :, 0].tolist() == [2, 1, 0, 2]
    bands, by_band = found["age_band"]
    assert by_band[CHILDREN_COUNTED][0, :, bands.index("under 1")].tolist() == [2, 1, 0, 1]


def test_no_rows_at_all_are_noughts_in_every_period():
    nothing = rows((0, "Ann", "under 1", 1)).slice(0, 0)
    _, whole = count(nothing, query(Placed.IN_PERIODS), {"799": 0}, 3)[None]
    assert np.array_equal(whole[CHILDREN_COUNTED], np.zeros((1, 3, 1)))


def test_days_between_two_periods_are_in_no_stretch():
    apart = Stretches((month(2016, 4), month(2016, 6)))
    days = set(apart.table["day"].to_pylist())
    assert days >= {date(2016, 4, 30), date(2016, 6, 1)}
    assert date(2016, 5, 15) not in days


@pytest.mark.parametrize(
    ("code", "breakdowns", "unread"),
    [
        ("FD01", (), {"person", "localities"}),  # nothing of the child is asked for
        ("FD07", ("sex",), set()),
    ],
)
def test_a_join_that_nothing_hangs_on_is_left_out(code, breakdowns, unread):
    (one,) = plan([replace(CATALOGUE[code], breakdowns=breakdowns)])
    assert {"person", "localities"} - set(one.reads) == unread


def test_a_window_is_kept_where_only_the_numerator_asks_for_it():
    def windows(code):
        (one,) = plan([replace(CATALOGUE[code], breakdowns=())])
        return one.sql.count("OVER (")

    assert (windows("FD07"), windows("FD09")) == (0, 1)  # again: whether an earlier referral is found


def test_many_rows_are_counted_in_parts_as_they_are_at_once(monkeypatch):
    many = [
        (number % 3, f"child {number % 40}", ("under 1", "1 to 4")[number % 7 % 2], number % 2)
        for number in range(500)
    ]
    table = rows(*many)
    at_once = count(table, query(Placed.IN_PERIODS), {"799": 0}, 3)
    monkeypatch.setattr(counting, "LARGE", 100)
    in_parts = count(table, query(Placed.IN_PERIODS), {"799": 0}, 3, threads=2)
    for by, (groups, tallies) in at_once.items():
        assert in_parts[by][0] == groups
        for tally, found in tallies.items():
            assert np.array_equal(in_parts[by][1][tally], found)
    assert at_once[None][1][CHILDREN_COUNTED].sum() > 40
