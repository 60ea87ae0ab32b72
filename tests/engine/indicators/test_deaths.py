"""Child death reviews are handed over by the panel: the catalogue holds what they mean."""

import pytest

from lineofsight.engine import compute
from lineofsight.engine.indicators import CATALOGUE
from lineofsight.engine.plan import plan


@pytest.mark.parametrize("code", ["CD02", "CD03"])
def test_no_row_gives_a_death_review_so_nothing_is_worked_out(code: str):
    indicator = CATALOGUE[code]
    assert indicator.totals == {}
    assert compute.passes([indicator], [indicator.period("2016-17")], plan) == []
