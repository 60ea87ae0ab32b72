"""Statistics: the vectors of domain.md section 16, small examples, and what must hold of any number."""

import math

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy.stats import binomtest
from statsmodels.stats.proportion import proportions_ztest

from lineofsight.engine.statistics import (
    Assurance,
    Icon,
    Interval,
    Polarity,
    Rule,
    Standing,
    Weights,
    assurance,
    cohen_kappa,
    fleiss_kappa,
    funnel,
    funnel_limits,
    gwet_ac1,
    kappa_band,
    overdispersion,
    percent_agreement,
    poisson,
    rate_change,
    rate_interval,
    share_ratio,
    two_proportion,
    wilson,
    xmr,
)
from lineofsight.engine.statistics.agreement import as_ratings

RE_REFERRAL = [15, 13.9, 13.6, 18.2, 20.5, 24.2, 16.4, 24.2, 22.1, 21.2, 19.5, 20.9, 17.8]  # Worcs 2013-2025

# Fleiss 1971 as everybody quotes it: ten cases, fourteen raters, five answers.
FLEISS = [
    [0, 0, 0, 0, 14],
    [0, 2, 6, 4, 2],
    [0, 0, 3, 5, 6],
    [0, 3, 9, 2, 0],
    [2, 2, 8, 1, 1],
    [7, 7, 0, 0, 0],
    [3, 2, 6, 3, 0],
    [2, 5, 3, 2, 2],
    [6, 5, 2, 1, 0],
    [0, 2, 2, 3, 7],
]
LEVELS = [[20, 5, 0, 0], [4, 30, 6, 0], [0, 5, 18, 3], [0, 0, 2, 7]]

counts = st.integers(0, 100_000)


def percent(interval: Interval | None) -> tuple[float, float]:
    assert interval is not None
    return round(100 * interval.low, 1), round(100 * interval.high, 1)


# --- intervals ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("n", "d", "low", "high"),
    [
        (15, 36, 27.1, 57.8),
        (1128, 5497, 19.5, 21.6),
        (419, 827, 47.3, 54.1),
        (252, 301, 79.1, 87.5),
        (4, 5, 37.6, 96.4),
        (8, 10, 49.0, 94.3),
        (16, 20, 58.4, 91.9),
    ],
)
def test_wilson_gives_the_known_intervals(n, d, low, high):
    assert percent(wilson(n, d)) == (low, high)


def test_none_of_them_starts_at_exactly_zero():
    assert wilson(0, 7).low == 0


def test_all_of_them_ends_at_exactly_one():
    assert wilson(7, 7).high == 1


def test_a_share_of_nothing_has_no_interval():
    assert wilson(0, 0) is None
    assert rate_interval(0, 0) is None


def test_a_share_cannot_pass_its_whole():
    with pytest.raises(ValueError, match="numerator"):
        wilson(8, 7)


@given(d=st.integers(1, 100_000), part=st.floats(0, 1))
def test_wilson_stays_within_nought_and_one_and_holds_the_share(d, part):
    n = round(part * d)
    interval = wilson(n, d)
    assert 0 <= interval.low <= n / d <= interval.high <= 1


@given(d=st.integers(1, 10_000), part=st.floats(0, 1))
def test_wilson_mirrors_the_rest(d, part):
    n = round(part * d)
    one, rest = wilson(n, d), wilson(d - n, d)
    assert one.low == pytest.approx(1 - rest.high, abs=1e-12)


def test_a_small_count_has_the_exact_interval():
    assert poisson(0) == Interval(0.0, pytest.approx(3.689, abs=0.001))
    assert poisson(5) == Interval(pytest.approx(1.623, abs=0.001), pytest.approx(11.668, abs=0.001))


def test_a_count_is_never_below_zero():
    with pytest.raises(ValueError, match="cannot be -1"):
        poisson(-1)


def test_a_large_count_has_byars_interval():
    assert poisson(10) == Interval(pytest.approx(4.79, abs=0.01), pytest.approx(18.39, abs=0.01))
    assert poisson(517) == Interval(pytest.approx(473.4, abs=0.1), pytest.approx(563.5, abs=0.1))


@given(counts)
def test_a_count_lies_inside_its_interval_which_grows_with_it(count):
    one, next_one = poisson(count), poisson(count + 1)
    assert one.low <= count <= one.high
    assert one.low <= next_one.low
    assert one.high <= next_one.high


def test_a_rate_is_its_count_per_ten_thousand():
    interval = rate_interval(517, 116_200)
    assert interval.low == pytest.approx(poisson(517).low / 11.62)
    assert 517 / 11.62 in interval


# --- change ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "after", "points", "z"),
    [
        ((903, 4966), (1128, 5497), 2.3, 3.0),  # re-referral
        ((374, 795), (419, 827), 3.6, 1.5),  # conferences on time
        ((287, 327), (252, 301), -4.0, -1.5),  # plan reviews on time
        ((120, 636), (135, 677), 1.1, 0.5),  # repeat plans
    ],
)
def test_worcestershires_changes_have_the_known_z(before, after, points, z):
    change = two_proportion(*before, *after)
    assert round(100 * change.difference, 1) == points
    assert round(change.z, 1) == z
    assert change.beyond_chance == (z == 3.0)


def test_nobody_both_times_is_no_change():
    change = two_proportion(0, 12, 0, 15)
    assert (change.difference, change.z, change.p) == (0, 0, 1)


def test_a_share_of_nothing_cannot_change():
    assert two_proportion(0, 0, 3, 8) is None


@given(st.data(), st.integers(1, 2000), st.integers(1, 2000))
def test_turning_the_years_round_turns_the_sign(data, d1, d2):
    n1, n2 = data.draw(st.integers(0, d1)), data.draw(st.integers(0, d2))
    one, other = two_proportion(n1, d1, n2, d2), two_proportion(n2, d2, n1, d1)
    assert one.z == pytest.approx(-other.z, abs=1e-9)
    assert one.p == pytest.approx(other.p, abs=1e-9)


def test_referrals_rose_beyond_chance():
    change = rate_change(4966, 5497)
    assert round(change.ratio, 3) == 1.107
    assert change.beyond_chance
    assert 1 not in change.interval


def test_three_deaths_after_one_are_within_chance():
    assert not rate_change(1, 3).beyond_chance


def test_twice_as_many_in_twice_as_long_is_no_change():
    change = rate_change(40, 80, exposure1=6, exposure2=12)
    assert change.ratio == pytest.approx(1)
    assert not change.beyond_chance


def test_something_after_nothing_has_no_upper_end():
    change = rate_change(0, 4)
    assert change.ratio == math.inf
    assert change.interval.high == math.inf


def test_nothing_after_nothing_is_no_change_to_test():
    assert rate_change(0, 0) is None


@given(st.integers(0, 500), st.integers(0, 500))
def test_the_ratio_lies_inside_its_interval(before, after):
    assume(before + after)
    change = rate_change(before, after)
    assert change.ratio in change.interval


@given(st.integers(0, 400), st.integers(0, 400), st.sampled_from([(1, 1), (6, 12), (114_203, 116_203)]))
def test_the_tests_written_out_are_those_of_the_libraries(before, after, exposures):
    assume(before + after)
    first, later = exposures
    exact = binomtest(after, before + after, later / (first + later))
    change = rate_change(before, after, first, later)
    assert change.p == pytest.approx(exact.pvalue, rel=1e-6)
    ends = exact.proportion_ci(0.95, method="exact")
    as_ratios = [
        share / (1 - share) * first / later if share < 1 else math.inf for share in (ends.low, ends.high)
    ]
    assert [change.interval.low, change.interval.high] == pytest.approx(as_ratios)
    z, p = proportions_ztest([after, before], [500, 450])
    share = two_proportion(before, 450, after, 500)
    assert (share.z, share.p) == pytest.approx((z, p))


# --- control charts -------------------------------------------------------------------------------------


def test_the_re_referral_chart_has_the_known_limits():
    limits = xmr(RE_REFERRAL).limits
    assert round(limits.mean, 2) == 19.04
    assert round(limits.range_mean, 2) == 3.07
    assert (round(limits.lower, 2), round(limits.upper, 2)) == (10.88, 27.2)
    assert limits.range_limit == pytest.approx(3.267 * limits.range_mean)
    assert limits.standing is Standing.FIRM


def test_a_point_outside_the_limits_is_seen():
    chart = xmr([10, 12] * 6 + [11, 30])
    assert Rule.OUTSIDE in chart.points[-1].rules
    assert not any(Rule.OUTSIDE in point.rules for point in chart.points[:-1])


def test_seven_on_one_side_are_a_shift_and_six_are_not():
    low = [10, 12, 10, 12, 10, 11]
    assert all(Rule.SHIFT in p.rules for p in xmr([*low, 10, *[15, 16] * 3, 15]).points[7:])
    assert not any(Rule.SHIFT in p.rules for p in xmr([*low, *[15, 16] * 3]).points)


def test_seven_rising_are_a_trend_and_six_are_not():
    steady = [10, 14, 9, 15, 10]
    assert all(Rule.TREND in p.rules for p in xmr([*steady, 8, 9, 10, 11, 12, 13, 14]).points[5:])
    assert not any(Rule.TREND in p.rules for p in xmr([*steady, 9, 10, 11, 12, 13, 14]).points)


def test_two_of_three_near_a_limit_are_marked_and_the_third_is_not():
    chart = xmr([10, 12, 11, 13, 11, 12, 10, 12, 19, 16, 19, 13, 11, 12, 10, 12])
    marked = [at for at, point in enumerate(chart.points) if Rule.NEAR_LIMIT in point.rules]
    assert marked == [8, 10]


def test_a_series_that_never_moves_gives_no_signal():
    chart = xmr([0.1] * 14, polarity=Polarity.HIGHER)
    assert chart.icon is Icon.COMMON_CAUSE
    assert not any(point.rules for point in chart.points)


@pytest.mark.parametrize(
    ("points", "standing"), [(7, Standing.TOO_FEW), (8, Standing.PROVISIONAL), (12, Standing.FIRM)]
)
def test_limits_are_as_firm_as_the_points_allow(points, standing):
    chart = xmr(RE_REFERRAL[:points])
    assert chart.standing is standing
    assert (chart.limits is None) == (standing is Standing.TOO_FEW)


def test_too_few_points_give_no_rule_and_no_icon():
    chart = xmr([1, 1, 1, 1, 1, 90], polarity=Polarity.LOWER)
    assert chart.icon is None
    assert not any(point.rules for point in chart.points)
    assert assurance(chart, 50) is None


def test_a_gap_is_not_bridged_by_a_moving_range():
    chart = xmr([10, 11, None, 50, 51, 10, 11, 10, 11, 10, 11])
    assert [point.moving_range for point in chart.points[:5]] == [None, 1, None, None, 1]


def test_a_gap_ends_a_run():
    run = [15, 16, 15, None, 16, 15, 16, 15]
    chart = xmr([10, 11, 10, 11, 10, 11, *run])
    assert not any(Rule.SHIFT in point.rules for point in chart.points)
    assert chart.points[9].icon is None


def test_gaps_do_not_count_as_points():
    assert xmr([1, None] * 7).standing is Standing.TOO_FEW
    assert xmr([]).standing is Standing.TOO_FEW


@pytest.mark.parametrize(
    ("polarity", "icon"),
    [
        (Polarity.HIGHER, Icon.IMPROVEMENT),
        (Polarity.LOWER, Icon.CONCERN),
        (Polarity.NEITHER, Icon.NEITHER),
    ],
)
def test_what_a_rise_means_depends_on_which_way_is_good(polarity, icon):
    assert xmr([10, 11] * 6 + [30], polarity=polarity).icon is icon


def test_a_falling_trend_counts_as_falling_while_still_above_the_mean():
    chart = xmr([0, 60] * 6 + [40, 39, 38, 37, 36, 35, 34], polarity=Polarity.LOWER, shift_length=20)
    still_high = next(point for point in chart.points[12:] if point.rules == {Rule.TREND})
    assert still_high.icon is Icon.IMPROVEMENT


def test_new_limits_begin_where_somebody_recorded_a_cause():
    chart = xmr([10, 11] * 6 + [30, 31] * 6, rebase_at=[12])
    assert [phase.start for phase in chart.phases] == [0, 12]
    assert round(chart.limits.mean, 1) == 30.5
    assert chart.points[12].moving_range is None
    assert not any(point.rules for point in chart.points)


def test_limits_cannot_begin_outside_the_series():
    with pytest.raises(ValueError, match="0 to 2"):
        xmr([1, 2, 3], rebase_at=[3])


@pytest.mark.parametrize(
    ("target", "polarity", "expected"),
    [
        (5, Polarity.HIGHER, Assurance.PASSING),
        (5, Polarity.LOWER, Assurance.FAILING),
        (40, Polarity.HIGHER, Assurance.FAILING),
        (40, Polarity.LOWER, Assurance.PASSING),
        (20, Polarity.HIGHER, Assurance.HIT_OR_MISS),
        (5, Polarity.NEITHER, None),
    ],
)
def test_assurance_compares_the_limits_with_the_target(target, polarity, expected):
    assert assurance(xmr(RE_REFERRAL, polarity=polarity), target) is expected


@given(st.lists(st.floats(0, 1000) | st.none(), max_size=40), st.floats(-500, 500))
def test_moving_the_whole_series_moves_nothing_but_the_level(values, by):
    values = [None if v is None else round(v, 1) for v in values]
    one = xmr(values)
    other = xmr([None if v is None else v + round(by, 1) for v in values])
    assert one.standing is other.standing
    assert [p.rules for p in one.points] == [p.rules for p in other.points]


# --- a group beside the others ----------------------------------------------------------------------------


def test_a_share_ratio_has_the_known_interval():
    found = share_ratio(15, 100, 5, 100)  # by hand: ln 3 +- 1.96 x sqrt(1/15 - 1/100 + 1/5 - 1/100)
    assert found.ratio == pytest.approx(3)
    assert (round(found.interval.low, 2), round(found.interval.high, 2)) == (1.13, 7.94)
    assert found.beyond_chance
    assert not share_ratio(8, 100, 5, 100).beyond_chance


@pytest.mark.parametrize("given", [(0, 10, 5, 10), (5, 10, 0, 10), (5, 10, 0, 0)])
def test_a_ratio_with_nobody_is_none(given):
    assert share_ratio(*given) is None


# --- funnels --------------------------------------------------------------------------------------------


def test_the_funnel_has_the_known_limits():
    assert percent(funnel_limits(0.219, 5497)) == (20.8, 23.0)
    assert percent(funnel_limits(0.219, 5497, z=3.09)) == (20.2, 23.6)
    assert percent(funnel_limits(0.219, 500)) == (18.3, 25.5)


def test_limits_stay_within_nought_and_one():
    assert funnel_limits(0.02, 10) == Interval(0.0, pytest.approx(0.107, abs=0.001))


def test_overdispersion_widens_the_funnel_and_its_absence_does_not_narrow_it():
    plain = funnel_limits(0.2, 100).high - 0.2
    assert funnel_limits(0.2, 100, phi=4).high - 0.2 == pytest.approx(2 * plain)
    assert funnel_limits(0.2, 100, phi=0.5) == funnel_limits(0.2, 100)


def test_one_wild_council_does_not_widen_the_funnel_for_all():
    calm = [-1.5, -1, -0.5, -0.2, 0, 0.1, 0.4, 0.8, 1.1, 1.4]
    assert overdispersion([*calm, 40]) < 2
    assert np.mean(np.square([*calm, 40])) > 100


def test_a_council_is_judged_after_widening():
    areas = [(20 + 3 * k, 100) for k in (-5, -4, -3, -2, -1, 0, 1, 2, 3, 4, 5)]
    drawn = funnel(areas, 0.2)
    assert drawn.phi > 1
    assert drawn.points[0].z == pytest.approx((0.05 - 0.2) / 0.04 / math.sqrt(drawn.phi))
    assert [point.outside for point in drawn.points].count(None) == 11
    assert drawn.limits(100) == funnel_limits(0.2, 100, phi=drawn.phi)


def test_a_council_far_out_is_named():
    areas = [(n, 100) for n in (20, 19, 21, 22, 18, 20, 20, 21, 29, 40)]
    assert [point.outside for point in funnel(areas, 0.2).points[-2:]] == ["95%", "99.8%"]


def test_a_council_without_cases_is_in_the_funnel_without_a_place():
    point = funnel([(0, 0), (20, 100)], 0.2).points[0]
    assert (point.share, point.z, point.outside) == (None, None, None)


def test_a_funnel_needs_a_target_that_can_vary():
    with pytest.raises(ValueError, match="between 0 and 1"):
        funnel([(1, 2)], 0)


def test_no_council_at_all_is_no_overdispersion():
    assert overdispersion([]) == 1


# --- agreement ------------------------------------------------------------------------------------------


def test_cohens_kappa_of_the_levels_is_known():
    assert round(percent_agreement(as_ratings(LEVELS)).value, 2) == 0.75
    assert round(cohen_kappa(LEVELS).value, 3) == 0.645
    table = np.array(LEVELS) / 100
    by_chance = (table.sum(axis=0) * table.sum(axis=1)).sum()
    assert round(by_chance, 3) == 0.297


def test_near_misses_count_for_something_when_levels_are_in_an_order():
    plain, linear, quadratic = (cohen_kappa(LEVELS, weights=w).value for w in Weights)
    assert plain < linear < quadratic


def test_quadratic_weights_follow_their_formula():
    table = np.array(LEVELS) / 100
    off = np.subtract.outer(np.arange(4), np.arange(4)) ** 2
    expected = np.outer(table.sum(axis=1), table.sum(axis=0))
    known = 1 - (off * table).sum() / (off * expected).sum()
    assert cohen_kappa(LEVELS, weights=Weights.QUADRATIC).value == pytest.approx(known)


def test_fleiss_kappa_of_the_known_example():
    assert round(fleiss_kappa(FLEISS).value, 3) == 0.210


def test_ac1_stays_up_where_one_answer_prevails_and_kappa_falls():
    skewed = [[118, 5], [2, 0]]
    assert percent_agreement(as_ratings(skewed)).value == pytest.approx(0.944)
    assert cohen_kappa(skewed).value < 0
    assert round(gwet_ac1(as_ratings(skewed)).value, 2) == 0.94


def test_where_nobody_could_disagree_there_is_no_kappa():
    assert cohen_kappa([[9, 0], [0, 0]]).value is None
    assert fleiss_kappa([[4, 0], [4, 0]]).value is None
    assert gwet_ac1([[3], [3]]).value is None


def test_the_bootstrap_is_repeatable_and_holds_the_value():
    one = cohen_kappa(LEVELS, resamples=300, seed=7)
    assert one == cohen_kappa(LEVELS, resamples=300, seed=7)
    assert one != cohen_kappa(LEVELS, resamples=300, seed=8)
    assert one.value in one.interval
    assert fleiss_kappa(FLEISS, resamples=200).value in fleiss_kappa(FLEISS, resamples=200).interval


def test_without_resamples_there_is_no_interval():
    assert cohen_kappa(LEVELS).interval is None


@pytest.mark.parametrize(
    ("bad", "says"),
    [
        ([[1, 2, 3], [4, 5, 6]], "down and across"),
        ([[0, 0], [0, 0]], "no case"),
        ([[1.5, 0], [0, 1]], "whole numbers"),
    ],
)
def test_a_table_that_is_none_is_refused(bad, says):
    with pytest.raises(ValueError, match=says):
        cohen_kappa(bad)


def test_fleiss_needs_the_same_raters_everywhere_and_percent_does_not():
    uneven = [[3, 0], [1, 1]]
    with pytest.raises(ValueError, match="same number"):
        fleiss_kappa(uneven)
    assert percent_agreement(uneven).value == 0.5


def test_one_rater_is_nobody_to_agree_with():
    with pytest.raises(ValueError, match="two raters"):
        percent_agreement([[1, 0]])


def test_kappas_have_their_usual_words():
    words = [kappa_band(k) for k in (-0.1, 0.1, 0.29, 0.5, 0.645, 0.9)]
    assert words == ["poor", "slight", "fair", "moderate", "substantial", "almost perfect"]


@given(st.lists(st.lists(st.integers(0, 30), min_size=3, max_size=3), min_size=3, max_size=3))
def test_full_agreement_is_one_and_nothing_passes_it(table):
    assume(sum(map(sum, table)))
    value = cohen_kappa(table).value
    assert value is None or value <= 1 + 1e-9
    apart = sum(table[i][j] for i in range(3) for j in range(3) if i != j)
    if value is not None and not apart:
        assert value == pytest.approx(1)
