"""Directives: what is asked for, what is refused and how kindly, and what is drawn."""

from datetime import date

import pytest
from lxml import html

from lineofsight.claims.tags import TagError
from lineofsight.documents.directives import directives, drawn, read, wanted
from lineofsight.engine.indicators import CATALOGUE

HELD = "episodes is held for 1 April 2016 to 31 December 2016"


def row(code, period, value=None, *, status="value", area="799", by=None, group=None, **more):
    return {
        "code": code, "edition": "1", "area": area, "period": period, "by": by, "group": group,
        "value": value, "status": status,
        "numerator": None, "denominator": None, "england": None, "region": None, "neighbour_median": None, "note": None,
        "known_on": date(2017, 6, 2), "end": date(2017, 3, 31), "provisional": False, **more,
    }  # fmt: skip


def shown(words, rows, **more):
    return html.fragment_fromstring(
        drawn(read(1, words), rows, CATALOGUE, area="799", names={"799": "Severnshire"}, **more),
        create_parent="div",
    )


def grid(tree):
    return [[cell.text_content() for cell in line] for line in tree.iter("tr")]


def test_a_text_gives_its_directives_with_their_lines():
    asked = "::: chart FD07 from=2012-13 to=2016-17\n:::\n\n::: table CP07 CL01 period=2016-17 by=age_band\n\n:::\n"
    chart, table = directives(f"# A\n\nWords.\n{asked}")
    assert (chart.line, chart.kind, chart.codes, chart.keys) == (
        4,
        "chart",
        ("FD07",),
        {"from": "2012-13", "to": "2016-17"},
    )
    assert (table.line, table.codes, table.keys["by"]) == (7, ("CP07", "CL01"), "age_band")


def test_a_directive_in_code_is_words():
    assert directives("```\n::: chart FD07\n```\n\n    ::: chart\n") == []


@pytest.mark.parametrize(("words", "labels"), [
    ("chart FD07 from=2014-15 to=2016-17", ("2014-15", "2015-16", "2016-17")),
    ("chart FD07 from=2016-17-Q3 to=2017-18-Q1", ("2016-17-Q3", "2016-17-Q4", "2017-18-Q1")),
    ("chart FD07 from=2016-M11 to=2017-M02", ("2016-M11", "2016-M12", "2017-M01", "2017-M02")),
    ("chart FD07 from=R12-2016-M11 to=R12-2017-M01", ("R12-2016-M11", "R12-2016-M12", "R12-2017-M01")),
    ("chart WF01 from=2015 to=2017", ("2015", "2016", "2017")),
    ("table FD07 period=2016-17", ("2016-17",)),
])  # fmt: skip
def test_a_span_is_every_period_in_it(words, labels):
    assert read(1, words).periods == labels


def test_what_is_wanted_is_an_ask_of_the_engine():
    ask = wanted(read(1, "table CP07 CL01 period=2016-17 by=age_band basis=published"), "799")
    assert (ask.codes, ask.areas, ask.periods, ask.by, ask.basis) == (
        ("CP07", "CL01"),
        ("799",),
        ("2016-17",),
        ("age_band",),
        "published",
    )
    assert wanted(read(1, "chart FD09 period=2016-17 as=strip"), "799").areas == ()
    assert wanted(read(1, "table FD09 period=2016-17 area=885"), "799").areas == ("885",)


@pytest.mark.parametrize(("words", "wrong", "right"), [
    ("chrt FD07 from=2012-13 to=2016-17", "'chrt' is no directive", "::: chart FD07 from=2012-13 to=2016-17"),
    ("", "this ::: closes nothing", "Open a directive first"),
    ("chart from=2012-13 to=2016-17", "the chart names no figure", "::: chart FD07"),
    ("chart fd07 from=2012-13 to=2016-17", "'fd07' is no code", "Write: FD07."),
    ("table FD07, FD09 period=2016-17", "'FD07,' is no code", "Write: FD07."),
    ("chart FD07 FD09 from=2012-13 to=2016-17", "a chart shows one figure", "another chart for FD09"),
    ("chart FD07", "the chart says no period", "period=2016-17, or from="),
    ("chart FD07 from=2012-13", "the chart says no period", "from=2012-13 to=2016-17"),
    ("chart FD07 period=2016-17 from=2012-13 to=2016-17", "the period is said twice", "either period="),
    ("table FD07 period=2016-17 period=2015-16", "period is said twice", "period=2016-17"),
    ("table FD07 period=2016/17", "period=2016/17 is no period", "a financial year 2016-17"),
    ("table FD99 period=2016-17", "there is no figure FD99", "Write: FD09."),
    ("chart CP09 from=2016-M03 to=2017-M03", "CP09 cannot be read for 2016-M03", "its own kind (year, quarter"),
    ("table CL01 period=2016-17 by=source", "CL01 is not broken down by source", "by=age_band"),
    ("table FD07 perod=2016-17", "'perod' is no key", "period=2016-17"),
    ("table FD07 zzz=1", "'zzz' is no key", "one of period, from"),
    ("table FD07 period=2016-17 by=agegroup", "by=agegroup is not known", "by=age_band"),
    ("chart FD07 from=2016-17 to=2012-13", "2016-17 is not before 2012-13", "the earlier period in from="),
    ("chart FD07 from=2016-17 to=2017-M03", "from is a year and to is a month", "two periods of one kind"),
    ("chart FD07 from=2016-01-01 to=2016-02-01", "nothing lies between two of a day", "years, quarters or months"),
    ("chart FD07 period=2016-17", "a line needs several periods", "from=2012-13 to=2016-17"),
    ("chart FD07 from=2012-13 to=2016-17 by=age_band", "bars show one period", "period=2016-17"),
    ("chart FD07 period=2016-17 as=bars", "bars need groups", "by=age_band"),
    ("chart FD07 from=2012-13 to=2016-17 as=smc", "as=smc is not known", "as=spc"),
    ("table FD07 period=2016-17 as=spc", "as= is for charts", "::: table"),
    ("table FD07 period=2016-17 basis=publishd", "basis=publishd is not known", "basis=published"),
    ("table FD07 period=2016-17 against=wales", "against=wales is not known", "against="),
])  # fmt: skip
def test_a_malformed_directive_says_its_line_what_is_wrong_and_the_right_spelling(words, wrong, right):
    with pytest.raises(TagError) as raised:
        directives(f"# A\n\n::: {words}\n:::\n")
    assert str(raised.value).startswith("line 3: ")
    assert wrong in str(raised.value)
    assert right in str(raised.value)


@pytest.mark.parametrize(("text", "wrong"), [
    ("A\n\n::: chart FD07 from=2012-13 to=2016-17\n", "line 3: the directive is not closed"),
    ("A\n\n::: chart FD07 from=2012-13 to=2016-17\nRose to 5.\n:::\n", "line 3: 'Rose to 5.' stands inside"),
])  # fmt: skip
def test_a_directive_is_closed_and_holds_no_words(text, wrong):
    with pytest.raises(TagError, match=wrong):
        directives(text)


def test_a_trend_is_drawn_with_england_and_neighbours_and_where_the_definition_changed():
    years = ("2014-15", "2015-16", "2016-17")
    rows = [row("FD09", year, 20.0 + at, numerator=200.0 + at, denominator=1000.0, england=22.0, neighbour_median=21.0)
            for at, year in enumerate(years)]  # fmt: skip
    rows[1]["edition"] = rows[2]["edition"] = "2"
    tree = shown("chart FD09 from=2014-15 to=2016-17", rows)
    alt = tree.find(".//svg").get("aria-label")
    assert alt.startswith(
        "Re-referrals within 12 months in Severnshire rose from 21.0% in 2015/16 to 22.0% in 2016/17."
    )
    assert "England: 22.0% in 2016/17, the same as Severnshire." in alt
    assert "The definition changed in 2015/16" in alt
    assert grid(tree)[1] == ["2014/15", "20.0%", "200 of 1,000", "22.0%", "21.0%", ""]
    assert "England" not in shown("chart FD09 from=2014-15 to=2016-17 against=none", rows).find(".//svg").get(
        "aria-label"
    )


def test_a_count_is_not_set_beside_englands():
    rows = [
        row("FD07", "2015-16", 4966.0, england=621470.0),
        row("FD07", "2016-17", 5497.0, england=646120.0),
    ]
    tree = shown("chart FD07 from=2015-16 to=2016-17", rows)
    assert "England" not in tree.find(".//svg").get("aria-label")
    assert grid(tree)[0] == ["Period", "Severnshire"]


def test_a_rate_says_of_what_in_its_title_and_a_state_its_day():
    rows = [row("CP07", "2015-16", 40.1), row("CP07", "2016-17", 44.5)]
    alt = shown("chart CP07 from=2015-16 to=2016-17", rows).find(".//svg").get("aria-label")
    assert alt == (
        "Children on a protection plan per 10,000 children in Severnshire "
        "rose from 40.1 on 31 Mar 2016 to 44.5 on 31 Mar 2017."
    )


@pytest.mark.parametrize(("reading", "words"), [
    ({"status": "not measured"}, "not returned"),
    ({"status": "suppressed"}, "suppressed"),
    ({"status": "incomplete", "note": f"needs 1 April 2016 to 3 April 2018; {HELD}"}, "too early to say"),
    ({"status": "incomplete", "note": f"needs 1 April 2016 to 31 March 2017; {HELD}"}, "incomplete"),
    ({"status": "incomplete", "end": date(2018, 3, 31)}, "too early to say"),
    ({"status": "not applicable"}, "not applicable"),
    ({"status": "published marker c"}, "suppressed by the publisher"),
    ({"status": "published marker low"}, "rounds to nought"),
    (None, "not returned"),
])  # fmt: skip
def test_silence_has_its_words_and_is_never_nought(reading, words):
    rows = [row("FD07", "2016-17", **reading)] if reading else []
    assert grid(shown("table FD07 period=2016-17", rows)) == [["Period", "Value"], ["2016/17", words]]
    two = [row("FD07", "2015-16", 5.0), *rows]
    chart = shown("chart FD07 from=2015-16 to=2016-17", two)
    assert f"No value for 2016/17 ({words})." in chart.find(".//svg").get("aria-label")


def test_the_boards_own_records_are_returned_by_nobody():
    rows = [row("BD02", "2016-17", None, status="not measured")]
    assert grid(shown("table BD02 period=2016-17", rows))[1] == ["2016/17", "not on record"]


def test_a_table_of_measures_shows_n_of_d_value_and_england():
    rows = [
        row("FD07", "2016-17", 5497.0, numerator=5497.0, england=646120.0),
        row(
            "FD09",
            "2016-17",
            20.52,
            numerator=1128.0,
            denominator=5497.0,
            england=21.9,
            neighbour_median=21.0,
        ),
    ]
    assert grid(shown("table FD07 FD09 period=2016-17", rows)) == [
        ["Measure", "Number", "Value", "England", "Neighbours (median)"],
        ["Referrals", "", "5,497", "", ""],  # England's count says nothing about a county's
        ["Re-referrals within 12 months", "1,128 of 5,497", "20.5%", "21.9%", "21.0%"],
    ]


def test_a_table_by_group_ends_with_all():
    rows = [row("FD09", "2016-17", 20.5)]
    rows += [row("FD09", "2016-17", 30.0, by="age_band", group="under 1"),
             row("FD09", "2016-17", by="age_band", group="1 to 4", status="suppressed"),
             row("FD09", "2016-17", 9.0, by="sex", group="female")]  # fmt: skip
    tree = shown("table FD09 period=2016-17 by=age_band", rows)
    assert grid(tree) == [
        ["Age band", "Value"],
        ["Under 1", "30.0%"],
        ["1 to 4", "suppressed"],
        ["All", "20.5%"],
    ]
    assert tree.find(".//caption").text == "Re-referrals within 12 months by age band, Severnshire, 2016/17"


def test_a_rate_of_groups_without_a_population_is_shown_as_numbers():
    rows = [row("CP07", "2016-17", 44.5, numerator=517.0, denominator=116_000.0, england=43.3)]
    rows += [
        row("CP07", "2016-17", numerator=n, by="sex", group=group)
        for group, n in (("female", 250.0), ("male", 267.0))
    ]
    tree = shown("table CP07 period=2016-17 by=sex", rows)
    assert grid(tree) == [["Sex", "Value"], ["Female", "250"], ["Male", "267"], ["All", "517"]]
    assert tree.find(".//caption").text.startswith("Children on a protection plan (number) by sex")
    bars = shown("chart CP07 period=2016-17 by=sex", rows)
    assert "highest first: Male: 267; Female: 250." in bars.find(".//svg").get("aria-label")


def test_a_share_of_nobody_is_not_known():
    assert grid(shown("table FD09 period=2016-17", [row("FD09", "2016-17", None)]))[1] == [
        "2016/17",
        "not known",
    ]


def test_measures_over_periods_make_a_grid():
    rows = [row("FD07", "2015-16", 4966.0), row("FD07", "2016-17", 5497.0), row("FD09", "2016-17", 20.5)]
    assert grid(shown("table FD07 FD09 from=2015-16 to=2016-17", rows)) == [
        ["Measure", "2015/16", "2016/17"], ["Referrals", "4,966", "5,497"],
        ["Re-referrals within 12 months", "not returned", "20.5%"],
    ]  # fmt: skip


def test_bars_draw_the_groups_and_a_strip_the_areas():
    groups = [
        row("FD07", "2016-17", 3.0, by="sex", group="female"),
        row("FD07", "2016-17", 5.0, by="sex", group="male"),
    ]
    bars = shown("chart FD07 period=2016-17 by=sex", [row("FD07", "2016-17", 8.0), *groups])
    assert "highest first: Male: 5; Female: 3." in bars.find(".//svg").get("aria-label")
    areas = [
        row("FD09", "2016-17", 20.5, england=21.9),
        row("FD09", "2016-17", 18.0, area="885"),
        row("FD09", "2016-17", 25.0, area="936"),
    ]
    strip = shown("chart FD09 period=2016-17 as=strip", areas, neighbours=("885",))
    assert "Of 1 statistical neighbours, 0 were higher and 1 lower." in strip.find(".//svg").get("aria-label")


def test_a_control_chart_takes_its_good_direction_from_the_indicator():
    labels = [f"2015-M{n:02}" for n in range(1, 13)] + [f"2016-M{n:02}" for n in range(1, 13)]
    rows = [row("FD09", label, 20.0 + at % 2 - 8 * (at > 15)) for at, label in enumerate(labels)]
    alt = shown("chart FD09 from=2015-M01 to=2016-M12 as=spc", rows).find(".//svg").get("aria-label")
    assert "Signal of improvement from May 2016 to Dec 2016" in alt
