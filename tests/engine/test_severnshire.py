"""Truth first: each code reads what the county made happen, from every format that can carry it."""

import pytest

from lineofsight.engine.store import Workspace
from tests.engine.severnshire import AREA, load, readings, truth

pytestmark = pytest.mark.slow

REFERENCE = ("localities.csv", "return.toml")
FORMATS = {
    "ssd": ("ssd", "supplementary"),
    "census": ("cin", "ssda903", "supplementary"),
    "annex_a": ("annex_a",),
    "everything": ("ssd", "cin", "ssda903", "annex_a", "supplementary"),
}
SIX_MONTHS = ("2017-18-Q3", "2017-18-Q4")  # what Annex A stands for, being made on 31 March 2018
ANNEX_A_CARRIES = {
    "CL01", "CP01a", "CP01b", "CP02", "CP05", "CP06", "CP07", "CP09", "CP11", "CP19", "CP20", "EH01", "EH02", "EH03",
    "EH06", "FD01", "FD07", "FD10", "FD12a", "FD12b", "FD12c",
}  # fmt: skip
# What a format cannot say, and so must not seem to.
CANNOT = {
    "ssd": {"LH04"},
    "census": {
        "FD01", "FD04", "FD05", "FD06", "EH01", "EH02", "EH03", "EH04", "EH05", "EH06", "EH07", "CP02", "CP14", "CP15",
        "CP17", "CP18", "MI04", "MI05", "LH07", "LH09", "LH10", "WF04",
    },
    "everything": set(),
}  # fmt: skip


@pytest.fixture(scope="module")
def read(county, tmp_path_factory):
    """Readings from one set of formats, each set loaded and measured once."""
    made = {}

    def of(formats: str):
        if formats not in made:
            workspace = Workspace(tmp_path_factory.mktemp(formats))
            home = county / AREA
            load(
                workspace,
                *(home / name for name in (*FORMATS[formats], "localities.csv")),
                county / "published",
            )
            made[formats] = readings(workspace)
        return made[formats]

    return of


def compared(found, truths) -> tuple[set[str], set[str]]:
    """Codes that equal the truth wherever they have a figure, and codes that are silent somewhere."""
    wrong, equal, silent = [], set(), set()
    for true in truths:
        one = found.get((true.code, true.period))
        if one is None or (one.status == "not applicable" and one.denominator is None):
            continue
        if one.status in ("not measured", "incomplete"):
            assert one.note, f"{true.code} {true.period} is {one.status} and does not say why"
            if one.status == "not measured":
                silent.add(true.code)
            continue
        equal.add(true.code)
        if (one.numerator, one.denominator if true.d is not None else None) != (true.n, true.d):
            wrong.append(
                f"{true.code} {true.period}: {one.numerator} of {one.denominator}, not {true.n} of {true.d}"
            )
    assert wrong == []
    return equal, silent


@pytest.mark.parametrize("formats", CANNOT)
def test_every_code_equals_the_truth_or_says_why_it_cannot(formats, read, county):
    _, silent = compared(read(formats), truth(county))
    assert silent == CANNOT[formats]


def test_annex_a_equals_the_truth_of_its_six_months_and_is_silent_of_the_rest(read, county):
    found = read("annex_a")
    equal, silent = compared(found, [true for true in truth(county) if true.period in SIX_MONTHS])
    assert equal == ANNEX_A_CARRIES
    assert not equal & silent
    assert found["FD09", "2017-18-Q4"].status == "incomplete"  # what came before is not in the lists
    assert {one.status for (_, period), one in found.items() if period == "2016-17"} <= {
        "not measured",
        "not applicable",
    }


@pytest.mark.parametrize(("code", "period", "n", "d"), [
    ("FD07", "2015-16", 4966, None), ("FD07", "2016-17", 5497, None),
    ("FD09", "2015-16", 903, 4966), ("FD09", "2016-17", 1128, 5497),
    ("EH01", "2015-16", 2200, None), ("EH01", "2016-17", 1300, None),
    ("CP05", "2015-16", 374, 795), ("CP05", "2016-17", 419, 827),
    ("CP13", "2015-16", 287, 327), ("CP13", "2016-17", 252, 301),
])  # fmt: skip
def test_the_storys_own_numbers_are_exact(code, period, n, d, read):
    one = read("everything")[code, period]
    assert (one.numerator, one.denominator, one.status) == (n, d, "value")


@pytest.mark.parametrize(("code", "period", "n"), [
    ("CP07", "2015-16", 473), ("CP07", "2016-17", 517), ("CL01", "2015-16", 694), ("CL01", "2016-17", 767),
    ("CP08", "2015-16", 636), ("CP08", "2016-17", 677), ("CP03", "2015-16", 1735), ("CP03", "2016-17", 2101),
])  # fmt: skip
def test_the_storys_counts_behind_rates_are_exact(code, period, n, read):
    assert read("everything")[code, period].numerator == n


@pytest.mark.parametrize(("code", "period", "percent"), [
    ("LH10", "2015-16", 72), ("LH10", "2016-17", 62), ("MI06b", "2015-16", 36), ("MI06b", "2016-17", 48),
])  # fmt: skip
def test_the_storys_percentages_are_exact(code, period, percent, read):
    assert round(read("everything")[code, period].value) == percent


def test_second_plans_are_told_by_the_census_and_not_by_dates_alone(read):
    assert read("ssd")["CP09", "2016-17"].status == "incomplete"
    told = read("census")["CP09", "2016-17"]
    assert (told.numerator, told.denominator, told.status) == (135, 677, "value")
