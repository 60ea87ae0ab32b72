"""Charts: what they say, what they show, and what they must not hide."""

import re
from itertools import pairwise

import pytest
from lxml import etree

from lineofsight.charts import Point, Series, Subject, bars, control, funnel, strip, trend
from lineofsight.charts.canvas import INK, OTHER, OURS, QUIET, WARM, axis, width_of
from lineofsight.charts.funnel import Spot

YEARS = ("2012-13", "2013-14", "2014-15", "2015-16", "2016-17")
REFERRALS = Subject(title="Referrals", area="Severnshire")
SHARE = Subject(title="Re-referrals", area="Severnshire", pattern="{:.1f}%", counts=False, ceiling=100)


def series(*values, name="Severnshire", labels=YEARS):
    return Series(name, tuple(Point(label, value) for label, value in zip(labels, values, strict=True)))


def words_in(svg):
    return [one.text for one in etree.fromstring(svg).iter("{http://www.w3.org/2000/svg}text")]


def dots(svg):
    return list(etree.fromstring(svg).iter("{http://www.w3.org/2000/svg}circle"))


def steps(svg):
    """The labels of the axis of values, as numbers."""
    return [int(words.replace(",", "")) for words in words_in(svg) if re.fullmatch(r"[\d,]+", words)]


@pytest.mark.parametrize(("values", "message"), [
    ((None, None, None, 4966, 5497), "rose from 4,966 in 2015-16 to 5,497 in 2016-17."),
    ((None, None, None, 5497, 4966), "fell from 5,497 in 2015-16 to 4,966 in 2016-17."),
    ((None, None, None, 5497, 5497), "stood at 5,497 both in 2015-16 and in 2016-17."),
    ((None, None, 473, 354, 517), "to 517 in 2016-17; between them it was lowest in 2015-16 at 354."),
    ((None, None, None, None, 12), "Referrals in Severnshire: 12 in 2016-17."),
    ((None,) * 5, "Referrals in Severnshire: no value in any period shown."),
])  # fmt: skip
def test_the_words_of_a_trend_say_its_message(values, message):
    assert message in trend(REFERRALS, series(*values)).alt


def test_a_gap_is_named_and_hatched_and_no_line_crosses_it():
    chart = trend(REFERRALS, series(10, 20, None, 30, 40))
    assert "No value for 2014-15 (not returned)." in chart.alt
    for svg in (chart.svg, chart.narrow):
        assert "not returned" in words_in(svg)
        assert svg.count("<polyline") == 2 + ("narrow" in svg)  # the narrow one has a line for a key
    assert "<td>not returned</td>" in chart.table_html
    assert "<td>0</td>" not in chart.table_html


def test_a_changed_definition_is_drawn_and_nothing_is_compared_across_it():
    points = [Point(label, value) for label, value in zip(YEARS, (90, 80, 30, 20, 25), strict=True)]
    points[2] = Point("2014-15", 30, new_definition=True)
    chart = trend(REFERRALS, Series("Severnshire", tuple(points)))
    assert "fell from 30 in 2014-15 to 25 in 2016-17" in chart.alt
    assert "The definition changed in 2014-15" in chart.alt
    assert "90" not in chart.alt
    assert "new definition" in words_in(chart.svg)
    assert chart.svg.count("<polyline") == 2


def test_counts_are_drawn_from_nought():
    assert min(steps(trend(REFERRALS, series(4900, 4910, 4930, 4966, 5497)).svg)) == 0
    months = tuple(f"M{n}" for n in range(12))
    assert min(steps(control(REFERRALS, series(*range(400, 412), labels=months)).svg)) == 0


def test_a_share_ends_at_a_hundred_and_a_picture_that_begins_higher_says_so():
    values = [97.0, 98.0, 96.5, 99.0, 97.5, 98.5, 97.0, 98.0, 99.0, 97.0, 96.0, 98.0]
    chart = control(SHARE, series(*values, labels=tuple(f"M{n}" for n in range(12))), better="higher")
    words = words_in(chart.svg)
    assert not [one for one in words if re.fullmatch(r"\d+%", one) and int(one[:-1]) > 100]
    assert any(one.startswith("the axis begins at 9") for one in words)


def test_lines_differ_in_dash_and_mark_and_are_named_beside_their_end():
    england, near = (
        series(24.9, 23.4, 24, 22.3, 21.9, name="England"),
        series(22, 22, 23, 21, 21, name="Neighbours (median)"),
    )
    chart = trend(SHARE, series(24.2, 22, 21, 18.2, 20.5), england, near)
    lines = re.findall(r"<polyline[^>]*>", chart.svg)
    assert (
        len({re.search(r'stroke-dasharray="([^"]+)"', one)[1] if "dash" in one else "" for one in lines}) == 3
    )
    assert {"Severnshire", "England", "Neighbours (median)"} <= set(words_in(chart.svg)) & set(
        words_in(chart.narrow)
    )
    assert "England: 21.9% in 2016-17, above Severnshire." in chart.alt


def test_names_at_the_ends_of_lines_do_not_overlap():
    others = [
        series(20, 20, 20, 20, value, name=name) for name, value in (("England", 20.4), ("Region", 20.6))
    ]
    drawn = etree.fromstring(trend(SHARE, series(20, 20, 20, 20, 20.5), *others).svg)
    heights = sorted(
        float(one.get("y"))
        for one in drawn.iter("{*}text")
        if one.text in ("Severnshire", "England", "Region")
    )
    assert all(b - a >= 15 for a, b in pairwise(heights))


def luminance(colour):
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("colour", [INK, QUIET, OURS, OTHER, WARM])
def test_every_colour_of_words_and_marks_stands_out_from_white(colour):
    assert 1.05 / (luminance(colour) + 0.05) >= 4.5


def test_a_control_chart_tells_signal_from_chance():
    labels = tuple(f"M{n:02}" for n in range(20))
    calm = control(
        SHARE, series(*[70, 72, 71, 69, 73, 70, 71, 72, 70, 71] * 2, labels=labels), better="higher"
    )
    assert "No signal: every movement is within what chance alone would give." in calm.alt
    shifted = control(SHARE, series(*[60, 61] * 6, *[72, 73] * 4, labels=labels), better="higher")
    assert "Signal of improvement from M12 to M19" in shifted.alt
    assert "signal of improvement" in words_in(shifted.svg)
    few = control(SHARE, series(60, 61, 62, 63, 64), better="higher")
    assert "too few points (5) to tell signal from chance" in few.alt


def test_new_limits_begin_where_the_definition_changed():
    labels = tuple(f"M{n:02}" for n in range(24))
    points = [
        Point(label, 60 + at % 3 + 20 * (at >= 12), new_definition=at == 12)
        for at, label in enumerate(labels)
    ]
    chart = control(SHARE, Series("Severnshire", tuple(points)), better="higher")
    assert "No signal" in chart.alt


def test_bars_say_what_is_suppressed_and_do_not_draw_it():
    points = (Point("Under 1", 61), Point("1 to 4", 0), Point("Not known", None, silence="suppressed"))
    chart = bars(REFERRALS, Series("Severnshire", points), period="2016-17")
    assert chart.alt == (
        "Referrals in Severnshire in 2016-17, highest first: Under 1: 61; 1 to 4: 0. No value for Not known (suppressed)."
    )
    assert "suppressed" in words_in(chart.svg)
    assert {"61", "0"} <= set(words_in(chart.svg))
    assert chart.svg.count("<rect") == 2


def test_a_strip_counts_who_is_higher_and_names_who_sent_nothing():
    others = [Point("Aland", 15.0), Point("Bland", 25.0), Point("Cland", None)]
    chart = strip(SHARE, Point("Severnshire", 20.5), others, period="2016-17", england=21.9)
    assert (
        "Of 2 statistical neighbours, 1 were higher and 1 lower. Their median is 20.0%. England: 21.9%."
        in chart.alt
    )
    assert "No value for Cland (not returned)." in chart.alt
    assert len(dots(chart.svg)) == 2


def test_a_control_chart_gives_each_signal_in_words_and_none_where_there_is_none():
    labels = tuple(f"Q{at}" for at in range(16))
    quiet = series(*[20, 21, 19, 20] * 4, labels=labels)
    assert control(SHARE, quiet).signals == ()
    loud = series(*[20, 22, 19, 23] * 3, 20, 22, 19, 36, labels=labels)
    assert control(SHARE, loud).signals == ("Signal of change in Q15: outside the limits.",)


def test_a_letter_stands_over_the_point_that_something_happened_at():
    flagged = Series("Severnshire", (Point("2015-16", 20.0), Point("2016-17", 21.0, flag="AB")))
    for drawn in (trend(SHARE, flagged), control(SHARE, flagged)):
        assert "AB" in words_in(drawn.svg)
        assert "AB" in words_in(drawn.narrow)


AREAS = [Spot(f"Area {at}", 22 + at % 5, 100) for at in range(12)]


@pytest.mark.parametrize(("own", "said"), [
    (Spot("Severnshire", 24, 100), "lies within the limits"),
    (Spot("Severnshire", 700, 1000), "lies above the 99.8% limits"),
    (Spot("Severnshire", 5, 400), "lies below the 99.8% limits"),
])  # fmt: skip
def test_a_funnel_says_whether_the_area_differs_by_more_than_its_size_explains(own, said):
    drawn = funnel(SHARE, own, AREAS, england=24.0, period="2016-17")
    assert said in drawn.alt
    assert "of 13 areas lie outside the 95% limits" in drawn.alt
    assert len(dots(drawn.svg)) == len(AREAS)
    assert drawn.table_html.count("<tr>") == 1 + 13


def test_a_funnel_says_that_it_is_widened():
    spread = [Spot(f"Area {at}", 10 + 5 * at, 100) for at in range(12)]
    said = "The limits are widened"
    assert said in funnel(SHARE, spread[0], spread[1:], england=35.0, period="2016-17").alt
    assert said not in funnel(SHARE, AREAS[0], AREAS[1:], england=24.0, period="2016-17").alt


def test_the_table_holds_every_value_of_the_picture():
    table = etree.fromstring(trend(SHARE, series(24.2, 22, None, 18.2, 20.5)).table_html)
    assert [[cell.text for cell in row] for row in table.iter("tr")][1:] == [
        ["2012-13", "24.2%"], ["2013-14", "22.0%"], ["2014-15", "not returned"], ["2015-16", "18.2%"], ["2016-17", "20.5%"],
    ]  # fmt: skip
    assert all(one.get("scope") for one in table.iter("th"))


def test_a_picture_names_itself_and_runs_nothing():
    chart = trend(Subject(title="Contacts <b>&", area="A & B"), series(1, 2, 3, 4, 5))
    for svg in (chart.svg, chart.narrow):
        drawn = etree.fromstring(svg)
        assert drawn.get("role") == "img"
        assert drawn.get("aria-label") == chart.alt
        assert "<script" not in svg
        assert "href" not in svg
        assert " style=" not in svg


def test_nothing_lies_outside_the_picture():
    long = series(480.1, 500.2, 510.0, 490.0, 505.5, name="Severnshire and the Wyre Forest")
    chart = trend(Subject(title="Rate", area="Severnshire", pattern="{:,.1f}", counts=False), long)
    for svg in (chart.svg, chart.narrow):
        drawn = etree.fromstring(svg)
        width, height = float(drawn.get("width")), float(drawn.get("height"))
        for one in drawn.iter("{*}text"):
            assert 0 <= float(one.get("x")) <= width
            assert 0 <= float(one.get("y")) <= height


@pytest.mark.parametrize(("values", "whole", "steps"), [
    ([5497], True, (0, 2000, 4000, 6000)),
    ([3], True, (0, 1, 2, 3)),
    ([0], True, (0, 1)),
    ([98.0], False, (0, 20, 40, 60, 80, 100)),
    ([], True, (0, 1)),
])  # fmt: skip
def test_an_axis_has_round_steps(values, whole, steps):
    assert axis(values, whole=whole, ceiling=None if whole else 100).steps == steps


def test_series_of_other_periods_are_not_drawn_together():
    with pytest.raises(ValueError, match="other periods"):
        trend(
            SHARE,
            series(1, 2, 3, 4, 5),
            series(1, 2, 3, 4, 5, name="England", labels=("a", "b", "c", "d", "e")),
        )


def test_the_same_values_give_the_same_bytes():
    assert trend(REFERRALS, series(1, 2, None, 4, 5)) == trend(REFERRALS, series(1, 2, None, 4, 5))


@pytest.mark.parametrize("label", ["{}-Q{}", "30 September {}.{}"])
@pytest.mark.parametrize("years", [1, 2, 3, 6, 10])
def test_labels_of_an_axis_stand_inside_the_picture_and_clear_of_each_other(label, years):
    labels = [label.format(2012 + year, quarter) for year in range(years) for quarter in range(1, 5)]
    chart = control(REFERRALS, series(*range(100, 100 + len(labels)), labels=labels))
    for svg in (chart.svg, chart.narrow):
        drawn = etree.fromstring(svg)
        shown = [one for one in drawn.iter("{*}text") if one.text in labels]
        ends = [ends_of(one) for one in shown]
        assert shown[-1].text == labels[-1]
        assert ends[0][0] >= 0
        assert ends[-1][1] <= float(drawn.get("width"))
        assert all(one[1] < two[0] for one, two in pairwise(ends))


def ends_of(middled):
    half = width_of(middled.text, float(middled.get("font-size"))) / 2
    x = float(middled.get("x"))
    return x - half + 0.1, x + half - 0.1  # drawn to a tenth


def test_a_long_value_stands_inside_the_picture():
    rates = Subject(title="Rate", area="Severnshire", pattern="{:.1f} per 10,000", counts=False)
    drawn = etree.fromstring(trend(rates, series(38.0, 40.9, 44.5, 47.1, 36.3)).narrow)
    said = [one for one in drawn.iter("{*}text") if (one.text or "").endswith("per 10,000")]
    assert [one.text for one in said] == ["38.0 per 10,000", "36.3 per 10,000"]
    assert all(ends_of(one)[0] >= 0 and ends_of(one)[1] <= float(drawn.get("width")) for one in said)


def test_gaps_side_by_side_say_why_once():
    chart = trend(REFERRALS, series(10, None, None, None, 40))
    for svg in (chart.svg, chart.narrow):
        assert words_in(svg).count("not returned") == 1
    chart = trend(REFERRALS, series(None, 10, None, 20, None))
    assert words_in(chart.narrow).count("not returned") == 3
