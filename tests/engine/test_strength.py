"""What a figure bears: its interval, and whether its series says that something changed."""

from datetime import date
from typing import Any

import pytest

from lineofsight.engine import strength
from lineofsight.engine.indicator import MeasureKind
from lineofsight.engine.indicators import CATALOGUE
from lineofsight.engine.periods import parse
from lineofsight.engine.statistics import Icon, Rule
from lineofsight.engine.strength import Movement

# Worcestershire's re-referrals, years ending 2013 to 2025 (../shared/domain.md, section 16).
RE_REFERRALS = [15, 13.9, 13.6, 18.2, 20.5, 24.2, 16.4, 24.2, 22.1, 21.2, 19.5, 20.9, 17.8]


def reading(n: float | None, d: float | None = None, status: str = "value") -> dict[str, Any]:
    return {"numerator": n, "denominator": d, "status": status}


def series(values: list[float | None], first: int = 2012) -> list[dict[str, Any]]:
    labels = [f"{first + n}-{(first + n + 1) % 100:02}" for n in range(len(values))]
    return [
        {"period": label, "start": parse(label).start, "end": parse(label).end, "value": value,
         "status": "not measured" if value is None else "value"}
        for label, value in zip(labels, values, strict=True)
    ]  # fmt: skip


@pytest.mark.parametrize(("code", "n", "d", "low", "high"), [
    ("FD09", 1128, 5497, 19.5, 21.6), ("CP05", 419, 827, 47.3, 54.1), ("CP13", 252, 301, 79.1, 87.5),
    ("CD03", 15, 36, 27.1, 57.8), ("FD07", 5497, None, 5352.6, 5644.3), ("CP07", 10, 10_000, 4.8, 18.4),
])  # fmt: skip
def test_a_figure_has_the_interval_of_its_kind(code, n, d, low, high):
    found = strength.interval(CATALOGUE[code], reading(n, d))
    assert (round(found.low, 1), round(found.high, 1)) == (low, high)


@pytest.mark.parametrize(("code", "given"), [
    ("FD09", reading(3, 0)), ("FD09", reading(None, None, "suppressed")), ("FD09", reading(30, 50, "incomplete")),
    ("FD02", reading(2.5, 5)), ("WF01", reading(1900, 100)), ("CA05a", reading(60)), ("CD03", reading(36, 15)),
])  # fmt: skip
def test_what_is_no_count_of_anything_has_none(code, given):
    assert strength.interval(CATALOGUE[code], given) is None


def test_a_series_within_its_limits_gives_no_signal():
    found = strength.signal(CATALOGUE["FD09"], parse("2024-25"), series(RE_REFERRALS))
    assert (found.points, round(found.mean, 2), round(found.lower, 1), round(found.upper, 1)) == (
        13,
        19.04,
        10.9,
        27.2,
    )
    assert (found.firm, found.rules, found.icon) == (True, (), Icon.COMMON_CAUSE)
    words = found.words(CATALOGUE["FD09"].unit)
    assert (
        words
        == "over 13 periods around 19.0%, usually from 10.9% to 27.2%; this is within that: no signal of a change"
    )


@pytest.mark.parametrize(
    ("code", "way"), [("FD09", ", the worse way"), ("CP05", ", the better way"), ("FD07", "")]
)
def test_a_leap_is_a_signal_and_the_direction_says_whether_it_is_good(code, way):
    leap = series([20, 21, 20, 21, 20, 21, 20, 21, 20, 60])
    found = strength.signal(CATALOGUE[code], parse("2021-22"), leap)
    assert found.rules == (Rule.OUTSIDE,)
    assert f"a signal of a change{way}: outside the limits" in found.words(CATALOGUE[code].unit)
    assert "(provisional: few periods)" in found.words(CATALOGUE[code].unit)


def test_eight_figures_must_come_before_and_later_ones_do_not_count():
    values = series([20.0] * 8 + [None] + [21.0] * 3)
    assert strength.signal(CATALOGUE["FD09"], parse("2019-20"), values) is None  # the eighth
    assert strength.signal(CATALOGUE["FD09"], parse("2020-21"), values) is None  # has no figure
    assert strength.signal(CATALOGUE["FD09"], parse("2021-22"), values).points == 9


def test_rolling_years_overlap_and_have_no_chart():
    one = parse("R12-2016-M12")
    rows = [
        {"period": one.label, "start": one.start, "end": date(2016, 12, 31), "value": 3.0, "status": "value"}
    ] * 12
    assert strength.signal(CATALOGUE["FD09"], one, rows) is None


def figure(code: str, n: float | None, d: float | None = None, **fields: Any) -> dict[str, Any]:
    value = None if n is None else n if d is None else CATALOGUE[code].unit.scale * n / d
    return {"numerator": n, "denominator": d, "value": value, "status": "value", "edition": "1"} | fields


@pytest.mark.parametrize(("code", "then", "now", "told"), [
    ("FD09", (1128, 5497), (903, 4966), Movement.BETTER),  # lower is better
    ("FD09", (903, 4966), (1128, 5497), Movement.WORSE),
    ("CP05", (354, 744), (419, 827), Movement.NONE),  # +3.1 points, z = 1.2 (domain.md, section 16)
    ("FD07", (4966,), (5497,), Movement.MOVED),  # context: neither direction is good
    ("CP07", (473, 115430), (517, 116203), Movement.NONE),
    ("CP07", (354, 115430), (517, 116203), Movement.MOVED),
    ("CD03", (2, 36), (4, 36), Movement.TOO_FEW),
    ("CD03", (34, 36), (35, 36), Movement.TOO_FEW),  # so few without
    ("FD07", (4,), (5,), Movement.TOO_FEW),
    ("FD09", (None, None), (903, 4966), Movement.TOO_FEW),
])  # fmt: skip
def test_two_figures_say_better_worse_or_that_they_cannot_say(code, then, now, told):
    assert strength.movement(CATALOGUE[code], figure(code, *then), figure(code, *now)) is told


def test_a_published_rate_without_its_population_is_compared_by_the_one_it_implies():
    then, now = figure("CL01", 640, value=55.8), figure("CL01", 796, value=68.2)
    assert strength.movement(CATALOGUE["CL01"], then, now) is Movement.MOVED


@pytest.mark.parametrize("then", [
    None, figure("FD09", 903, 4966, edition="2"), figure("FD09", 903, 4966, status="incomplete"),
])  # fmt: skip
def test_nothing_is_compared_with_silence_or_with_another_definition(then):
    assert strength.movement(CATALOGUE["FD09"], then, figure("FD09", 1128, 5497)) is Movement.TOO_FEW


def test_an_average_is_not_tested():
    assert CATALOGUE["WF01"].kind is MeasureKind.RATIO or CATALOGUE["WF01"].kind is MeasureKind.AVERAGE
    assert (
        strength.movement(CATALOGUE["WF01"], figure("WF01", 900, 50), figure("WF01", 990, 50))
        is Movement.TOO_FEW
    )


def test_a_group_is_held_against_the_others_only_where_there_are_enough():
    assert strength.apart((518, 2140), (563, 2302)).beyond_chance is False
    assert strength.apart((125, 406), (956, 4055)).beyond_chance is True
    assert strength.apart((2, 9), (500, 2000)) is None
    assert strength.apart((99, 100), (99, 100)) is None  # hardly anybody without
    assert strength.apart((0, 0), (5, 10)) is None
