"""Disclosure control: what is hidden, what is shown, and what is said of it. See test_attack for the proof."""

from datetime import date

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lineofsight.engine import periods
from lineofsight.engine.disclosure import DisclosureError, Settings, Shape, suppress
from lineofsight.engine.reading import SCHEMA

COUNT = Shape("count", additive=True, periods_add=True)
STATE = Shape("count", additive=True, periods_add=False)
SHARE = Shape("share", additive=True, periods_add=True)
SHAPES = {
    "FD07": COUNT,
    "FD08": Shape("rate", additive=True, periods_add=True),
    "FD09": SHARE,
    "CP07": STATE,
    "EH02": Shape("ratio", additive=True, periods_add=True),
    "CA07": Shape("average", additive=True, periods_add=True),
    "CA08": Shape("quantile", additive=False, periods_add=False),
    "LH01": Shape("handed over", additive=True, periods_add=False),
}


def reading(n=None, of=None, group=None, period="2016-17", **more):
    """One reading; a test says what matters. As many children as events, each its own, unless it says so."""
    spans = periods.parse(period)
    share = of is not None and n is not None
    given = {
        "code": "FD09" if of is not None else "FD07", "edition": "1", "area": "885", "period": period,
        "start": spans.start, "end": spans.end, "by": group and "sex", "group": group, "numerator": n,
        "denominator": of, "children": n, "children_rest": of - n if share else None,
        "value": 100 * n / of if share and of else n, "status": "value", "basis": "computed", "release": None,
    }  # fmt: skip
    return given | more


def shown(*readings, shapes=SHAPES, before=(), **kwargs):
    """What is left of some readings: numerators, None where they are hidden."""
    return [r["numerator"] for r in suppress(list(readings), shapes, before, **kwargs).readings]


def row(*counts, period="2016-17", total=None, **more):
    """A total and its groups a, b, c and so on."""
    total = sum(counts) if total is None else total
    groups = [reading(n, group=g, period=period, **more) for g, n in zip("abcdefgh", counts, strict=False)]
    return [reading(total, period=period, **more), *groups]


# --- what is small ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(("n", "is_shown"), [(0, True), (1, False), (5, False), (6, True), (517, True)])
def test_one_to_five_are_hidden(n, is_shown):
    (published,) = suppress([reading(n)], SHAPES).readings
    assert (published["numerator"] == n) is is_shown
    assert (published["value"] == n) is is_shown
    assert published["status"] == ("value" if is_shown else "suppressed")


def test_a_zero_is_shown():
    assert shown(*row(0, 3, 10, 20)) == [33, 0, None, None, 20]


def test_many_events_of_few_children_are_hidden():
    assert shown(reading(40, children=3)) == [None]


def test_where_nobody_counted_the_children_the_events_are_counted():
    assert shown(reading(40, children=None, basis="recorded")) == [40]
    assert shown(reading(4, children=None, basis="recorded")) == [None]


@pytest.mark.parametrize(
    ("n", "of", "numerator", "denominator"),
    [
        (20, 60, 20, 60),
        (4, 60, None, 60),  # the numerator is small
        (56, 60, None, 60),  # the rest is small
        (0, 60, 0, 60),  # nobody, and everybody, may be said
        (60, 60, 60, 60),
        (2, 4, None, None),  # the whole is small
        (0, 4, None, None),
    ],
)
def test_a_share_is_hidden_where_a_part_of_it_is_small(n, of, numerator, denominator):
    (published,) = suppress([reading(n, of)], SHAPES).readings
    assert (published["numerator"], published["denominator"]) == (numerator, denominator)
    assert (published["value"] is None) == (numerator is None)


def test_a_share_is_hidden_where_few_children_are_the_rest():
    assert shown(reading(30, 60, children=30, children_rest=2)) == [None]


def test_a_share_is_hidden_where_few_children_are_the_whole():
    (published,) = suppress([reading(30, 60, children=2, children_rest=2)], SHAPES).readings
    assert published["denominator"] is None


def test_a_rate_is_hidden_with_its_count_and_keeps_its_population():
    (published,) = suppress([reading(3, code="FD08", denominator=116_200, value=0.26)], SHAPES).readings
    assert (published["numerator"], published["value"], published["denominator"]) == (None, None, 116_200)


def test_a_ratio_is_hidden_where_either_part_is_small():
    (published,) = suppress(
        [reading(30, code="EH02", denominator=4, value=7.5, children=30)], SHAPES
    ).readings
    assert (published["numerator"], published["denominator"], published["value"]) == (30, None, None)


@pytest.mark.parametrize("code", ["CA07", "CA08"])
def test_an_average_and_a_median_are_hidden_by_the_children_behind_them(code):
    assert shown(reading(45, code=code, children=4, value=45)) == [None]
    assert shown(reading(45, code=code, children=9, value=45)) == [45]
    assert shown(reading(3, code=code, children=9, value=3)) == [3]


def test_an_average_over_few_is_hidden_with_its_whole():
    (published,) = suppress(
        [reading(90, code="CA07", denominator=4, children=None, value=22.5)], SHAPES
    ).readings
    assert (published["numerator"], published["denominator"]) == (None, None)


def test_a_figure_of_which_nobody_knows_the_children_is_hidden():
    (published,) = suppress([reading(None, code="LH01", value=92.0, basis="recorded")], SHAPES).readings
    assert published["value"] is None


def test_what_was_handed_over_is_judged_by_its_numbers():
    assert shown(reading(3, code="LH01")) == [None]
    assert shown(reading(57, 60, code="LH01")) == [None]
    assert shown(reading(120, 60, code="LH01", children_rest=None)) == [120]


def test_a_board_may_hide_more():
    assert shown(reading(8), settings=Settings(smallest_shown=10)) == [None]


# --- rows of groups ---------------------------------------------------------------------------------------


def test_the_next_smallest_group_is_hidden_with_a_small_one():
    assert shown(*row(3, 30, 9, 20)) == [62, None, 30, None, 20]


def test_two_ones_are_hidden_with_a_third_group():
    assert shown(*row(1, 1, 10, 20)) == [32, None, None, None, 20]


def test_groups_that_leave_no_choice_hide_the_total():
    assert shown(*row(1, 1, 1, 1, 1, 1)) == [None] * 7


def test_a_hidden_total_hides_its_groups():
    assert shown(*row(0, 1, 3)) == [None] * 4


def test_those_in_no_listed_group_are_protected():
    assert shown(*row(10, 20, 30, total=63)) == [63, None, 20, 30]


def test_groups_that_overlap_do_not_give_each_other_away():
    assert shown(*row(3, 30, 29, total=40)) == [40, None, 30, 29]


def test_groups_without_their_total_are_judged_one_by_one():
    assert shown(*row(3, 30, 9)[1:]) == [None, 30, 9]


def test_codes_whose_groups_do_not_exclude_each_other_are_judged_one_by_one():
    shapes = {"FD07": Shape("count", additive=False, periods_add=True)}
    assert shown(*row(3, 30, 9), shapes=shapes) == [42, None, 30, 9]


def test_a_hidden_share_hides_another_and_their_denominators_stay():
    readings = [
        reading(50, 200),
        *(reading(n, of, g) for n, of, g in ((4, 50, "a"), (20, 70, "b"), (26, 80, "c"))),
    ]
    published = suppress(readings, SHAPES).readings
    assert [r["numerator"] for r in published] == [50, None, None, 26]
    assert [r["denominator"] for r in published] == [200, 50, 70, 80]


def test_one_shown_share_of_all_is_no_secret():
    readings = [reading(60, 60), reading(4, 4, "a"), reading(30, 30, "b"), reading(26, 26, "c")]
    assert shown(*readings) == [60, None, 30, None]  # a is small, and c keeps it company


# --- time -------------------------------------------------------------------------------------------------


def year(*quarters, **more):
    parts = [reading(n, period=f"2016-17-Q{q}", **more) for q, n in enumerate(quarters, start=1)]
    return [reading(sum(quarters), **more), *parts]


def test_a_small_quarter_is_hidden_with_another():
    assert shown(*year(30, 3, 9, 20)) == [62, 30, None, None, 20]


def test_a_year_of_small_quarters_is_hidden_with_them():
    assert shown(*year(0, 3, 1, 0)) == [None, 0, None, None, 0]


def test_a_small_share_of_a_quarter_is_hidden_with_another():
    parts = [(30, 50), (3, 40), (12, 30), (20, 45)]
    readings = [
        reading(65, 165),
        *(reading(n, of, period=f"2016-17-Q{q}") for q, (n, of) in enumerate(parts, 1)),
    ]
    assert shown(*readings) == [65, 30, None, None, 20]


def test_everybody_of_a_few_is_hidden_with_another():
    shares = [reading(r["numerator"], r["numerator"], period=r["period"]) for r in year(30, 20, 9, 20)]
    shares[3] |= {"children": 3}
    assert shown(*shares) == [79, 30, None, None, 20]


def test_states_do_not_add_up_over_time():
    assert shown(*year(30, 3, 9, 20, code="CP07")) == [62, 30, None, 9, 20]


def test_figures_that_do_not_add_up_are_not_taken_to():
    assert shown(reading(63), *year(30, 3, 9, 20)[1:]) == [63, 30, None, 9, 20]


def test_the_year_less_its_published_quarters_is_protected():
    assert shown(*year(30, 20, 9, 3)[:-1]) == [62, 30, 20, None]


def test_a_group_that_is_small_in_one_quarter_is_hidden_in_all_with_another():
    quarters = [(30, 20, 9), (31, 21, 4), (32, 22, 8), (33, 23, 7)]
    readings = row(126, 86, 28)
    for number, counts in enumerate(quarters, start=1):
        readings += row(*counts, period=f"2016-17-Q{number}")
    published = shown(*readings)
    assert published[:4] == [240, 126, 86, 28]
    assert published[4:8] == [59, 30, None, None]


def test_a_rolling_year_is_hidden_where_it_cuts_hidden_months():
    labels = [f"2016-M{m:02}" for m in range(4, 13)] + [f"2017-M{m:02}" for m in range(1, 7)]
    counts = dict.fromkeys(labels, 10) | {"2016-M11": 3, "2016-M12": 8}
    readings = [reading(n, period=label) for label, n in counts.items()]
    readings.append(reading(101))
    readings += [
        reading(sum(list(counts.values())[m : m + 12]), period=f"R12-2017-M{3 + m:02}") for m in range(4)
    ]
    readings.append(reading(68, period="2016-12-01..2017-06-30"))
    hidden = [r["period"] for r in suppress(readings, SHAPES).readings if r["numerator"] is None]
    assert hidden == ["2016-M11", "2016-M12", "2016-12-01..2017-06-30"]


def test_a_small_rolling_year_hides_the_years_that_it_cuts():
    readings = [reading(8), reading(9, period="2017-18"), reading(4, period="R12-2017-M09")]
    assert shown(*readings) == [None] * 3


# --- more than one table ----------------------------------------------------------------------------------


def test_a_number_hidden_in_one_code_does_not_stand_in_another():
    shapes = SHAPES | {"FD08": Shape("rate", additive=True, periods_add=True, numerator="FD07")}
    longer = [reading(20, code="FD08", denominator=1000, value=200.0)]
    readings = [reading(20, children=3), *longer]
    assert shown(*readings, shapes=shapes) == [None, None]
    assert shown(*readings) == [None, 20]  # which is why they must be given one name


def test_numbers_of_one_name_that_differ_are_different_numbers():
    shapes = SHAPES | {"FD08": Shape("rate", additive=True, periods_add=True, numerator="FD07")}
    readings = [reading(20, children=3), reading(21, code="FD08", denominator=1000, value=210.0)]
    assert shown(*readings, shapes=shapes) == [None, 21]


def test_a_share_is_hidden_where_its_whole_is_hidden_as_another_code():
    shapes = SHAPES | {"FD09": Shape("share", additive=True, periods_add=True, denominator="FD07")}
    readings = [
        *row(3, 9, 30),
        *(reading(n, of, g) for n, of, g in ((21, 42, None), (7, 9, "b"), (14, 30, "c"))),
    ]
    published = suppress(readings, shapes).readings
    assert [r["denominator"] for r in published[4:]] == [42, None, 30]
    assert published[5]["numerator"] is None


def test_the_rest_of_a_count_within_another_is_protected():
    shapes = SHAPES | {"CP07": Shape("count", additive=True, periods_add=True, within="FD07")}
    assert shown(reading(40), reading(37, code="CP07"), shapes=shapes) == [40, None]
    assert shown(reading(40), reading(30, code="CP07"), shapes=shapes) == [40, 30]
    assert shown(reading(37, code="CP07"), shapes=shapes) == [37]  # the whole is not published


def test_two_editions_of_a_code_are_two_tables():
    changed = [r | {"edition": "2"} for r in row(7, 30, 9)]
    assert shown(*row(3, 30, 9), *changed) == [42, None, 30, None, 46, 7, 30, 9]


# --- what was published before ----------------------------------------------------------------------------


def test_what_an_earlier_edition_showed_cannot_be_hidden_so_another_is():
    first = row(3, 30, 9, 20)
    assert shown(*first) == [62, None, 30, None, 20]
    before = [r | {"numerator": None} if r["group"] in ("a", "b") else r for r in first]
    assert shown(*first, before=[before]) == [62, None, None, 9, 20]


def test_the_log_says_what_was_given_away_before():
    first = row(3, 30, 9, 20)
    published = suppress(first, SHAPES, [first[:1] + first[2:]])  # all but the small group had been shown
    assert [(entry["group"], entry["given_away"]) for entry in published.log] == [("a", True)]
    assert not any(entry["given_away"] for entry in suppress(first, SHAPES).log)


def test_a_rolling_year_that_was_shown_before_gives_away_what_it_cuts():
    readings = [reading(8), reading(9, period="2017-18"), reading(4, period="R12-2017-M09")]
    before = [readings[0], readings[1]]
    assert [entry["given_away"] for entry in suppress(readings, SHAPES, [before]).log] == [True]


def test_what_was_changed_since_an_earlier_edition_is_not_known():
    assert shown(*row(3, 30, 9, 20), before=[row(9, 30, 8, 20)]) == [62, None, 30, None, 20]


def test_what_the_department_shows_is_known():
    published = [reading(9, group="c", basis="published", release="2025")]
    assert shown(*row(3, 30, 9, 20), *published) == [62, None, 30, 9, None, 9]


def test_published_statistics_pass_untouched():
    readings = [
        reading(3, basis="published", release="2025", children=None),
        reading(None, basis="published", status="published marker c"),
        reading(None, basis="published", code="XX99", status="published marker low"),
    ]
    assert suppress(readings, SHAPES).readings == readings


# --- what comes back --------------------------------------------------------------------------------------


def test_the_children_behind_a_figure_are_not_for_the_public():
    (published,) = suppress([reading(30, 60)], SHAPES).readings
    assert (published["children"], published["children_rest"]) == (None, None)


def test_what_is_not_measured_stays_so():
    silent = reading(None, status="not measured")
    assert suppress([silent], SHAPES).readings == [silent]


def test_nothing_at_all_is_nothing_at_all():
    assert suppress([], SHAPES).readings == []


def test_every_hidden_figure_is_in_the_log_once():
    readings = [*row(3, 30, 9, 20), *year(30, 3, 9, 20, code="CP07")]
    published = suppress(readings, SHAPES)
    hidden = [(r["code"], r["period"], r["group"]) for r in published.readings if r["status"] == "suppressed"]
    assert [(e["code"], e["period"], e["group"]) for e in published.log] == hidden


def test_the_log_says_why_and_for_whose_sake():
    small, company = suppress(row(3, 30, 9, 20), SHAPES).log
    assert (small["why"], small["rule"]) == ("primary", "it counts 1 to 5")
    assert (company["why"], company["cells"]) == ("secondary", "2016-17 a")
    assert company["group"] == "c"


def test_the_log_says_what_was_hidden_against_differencing():
    readings = [reading(8), reading(9, period="2017-18"), reading(4, period="R12-2017-M09")]
    assert [entry["why"] for entry in suppress(readings, SHAPES).log] == [
        "differencing",
        "differencing",
        "primary",
    ]


def test_long_reasons_are_cut_short():
    (*_, last) = suppress(row(1, 1, 1, 1, 1, 1), SHAPES).log
    assert last["cells"] == "" or last["cells"].endswith("more")


def test_an_arrow_table_comes_back_as_one_with_all_its_columns_in_order():
    readings = pa.Table.from_pylist([r | {"note": "as sent"} for r in row(3, 30, 9, 20)], schema=SCHEMA)
    published = suppress(readings, SHAPES)
    assert published.readings.schema == SCHEMA
    assert published.readings["numerator"].to_pylist() == [62, None, 30, None, 20]
    assert published.readings["status"].to_pylist()[1] == "suppressed"
    assert published.readings["note"].to_pylist() == ["as sent"] * 5
    assert published.log["group"].to_pylist() == ["a", "c"]


def test_a_table_without_the_children_of_the_rest_is_enough():
    readings = pa.Table.from_pylist(row(3, 30, 9, 20), schema=SCHEMA)
    published = suppress(readings.drop_columns(["note", "load"]), SHAPES).readings
    assert "note" not in published.column_names


def test_a_code_without_its_shape_is_refused():
    with pytest.raises(DisclosureError, match="shape of FD99"):
        suppress([reading(3, code="FD99")], SHAPES)


def test_a_kind_that_is_none_is_refused():
    with pytest.raises(DisclosureError, match="no kind 'guess'"):
        Shape("guess", additive=True, periods_add=True)


# --- of any table -----------------------------------------------------------------------------------------

counts = st.lists(st.integers(0, 40), min_size=2, max_size=6)


@given(counts)
@settings(max_examples=60, deadline=None)
def test_what_is_shown_is_true_and_never_small(groups):
    readings = row(*groups)
    for before, after in zip(readings, suppress(readings, SHAPES).readings, strict=True):
        assert after["numerator"] in (None, before["numerator"])
        assert after["numerator"] not in range(1, 6)
        assert (after["status"] == "suppressed") == (after["numerator"] is None)


@given(counts)
@settings(max_examples=60, deadline=None)
def test_no_row_has_exactly_one_hidden_group(groups):
    total, *hidden = [r["numerator"] is None for r in suppress(row(*groups), SHAPES).readings]
    assert total or sum(hidden) != 1


@given(counts)
@settings(max_examples=30, deadline=None)
def test_the_same_readings_give_the_same_edition(groups):
    assert suppress(row(*groups), SHAPES) == suppress(row(*groups), SHAPES)


@given(st.integers(6, 1000), st.data())
@settings(max_examples=60, deadline=None)
def test_a_hidden_share_does_not_show_its_numerator_otherwise(of, data):
    n = data.draw(st.integers(0, of))
    (published,) = suppress([reading(n, of)], SHAPES).readings
    assert (published["value"] is None) == (published["numerator"] is None)
    assert date(2016, 4, 1) == published["start"]
