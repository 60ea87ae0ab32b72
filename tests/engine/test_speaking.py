"""Which load speaks, and what a later load changes."""

from datetime import date
from pathlib import Path

import pytest

from lineofsight.engine.indicators import find
from lineofsight.engine.sources.intake import Family, Span
from lineofsight.engine.speaking import choose, joined
from tests.engine.given import read, sent

REFERRAL = "cin_episodes"


def referrals(
    folder: Path, load: str, *rows, known_on="2018-05-31", covers=("2016-04-01", "2018-03-31"), **more
):
    episodes = [
        {"referral_id": key, "person_id": key, "referral_date": day, **extra} for key, day, extra in rows
    ]
    return sent(
        REFERRAL,
        episodes,
        folder=folder,
        load=load,
        known_on=date.fromisoformat(known_on),
        covers=covers,
        **more,
    )


def counted(*loads, period="2016-17", code="FD07") -> tuple[float | None, str]:
    indicator = find(code)
    (found,) = [
        one for one in read(code, {"799": choose(loads, "799")}, [indicator.period(period)]) if one.by is None
    ]
    return found.numerator, found.status


def test_two_overlapping_returns_count_a_row_once(tmp_path):
    closed = {"close_date": "2016-09-01"}
    older = referrals(tmp_path, "a", ("1", "2016-05-01", closed), ("2", "2017-02-01", {}), known_on="2017-05-31",
                      covers=("2016-04-01", "2017-03-31"))  # fmt: skip
    newer = referrals(
        tmp_path, "b", ("2", "2017-02-01", {}), ("3", "2017-06-01", {}), covers=("2017-01-01", "2018-03-31")
    )
    assert counted(older, newer) == (2, "value")
    assert counted(older, newer, period="2017-18") == (1, "value")


def test_a_corrected_return_changes_only_what_it_corrects(tmp_path):
    first = referrals(tmp_path, "a", ("1", "2016-05-01", {"nfa": False}), ("2", "2016-06-01", {"nfa": False}))
    again = referrals(tmp_path, "b", ("1", "2016-05-01", {"nfa": True}), ("2", "2016-06-01", {"nfa": False}),
                      known_on="2018-06-30")  # fmt: skip
    assert counted(first, code="FD10") == (0, "value")
    assert counted(first, again, code="FD10") == (1, "value")
    assert counted(first, again) == (2, "value")


def test_a_row_that_a_later_return_no_longer_has_is_withdrawn(tmp_path):
    first = referrals(tmp_path, "a", ("1", "2016-05-01", {}), ("2", "2016-06-01", {}))
    again = referrals(tmp_path, "b", ("1", "2016-05-01", {}), known_on="2018-06-30")
    assert counted(first, again) == (1, "value")


def test_an_older_return_loaded_after_a_newer_one_changes_nothing(tmp_path):
    newer = referrals(tmp_path, "a", ("1", "2016-05-01", {}))
    older = referrals(tmp_path, "b", ("1", "2016-05-01", {}), ("2", "2016-06-01", {}), known_on="2017-05-31")
    assert counted(newer, older) == counted(newer)


def test_an_open_case_that_the_next_census_lacks_was_withdrawn_and_a_closed_one_was_not(tmp_path):
    closed = {"close_date": "2017-01-31"}
    first = referrals(tmp_path, "a", ("open", "2016-05-01", {}), ("closed", "2016-05-01", closed), known_on="2017-07-31",
                      covers=("2016-04-01", "2017-03-31"))  # fmt: skip
    next_ = referrals(
        tmp_path, "b", ("other", "2017-05-01", {}), known_on="2018-07-31", covers=("2017-04-01", "2018-03-31")
    )
    assert counted(first, next_) == (1, "value")


def test_the_more_trusted_family_speaks_and_the_other_is_set_aside(tmp_path):
    extract = referrals(tmp_path, "ssd", ("1", "2016-05-01", {}), known_on="2017-05-31")
    census = referrals(
        tmp_path, "cin", ("9", "2016-05-01", {}), ("8", "2016-05-02", {}), family=Family.CENSUS
    )
    assert counted(extract, census) == (1, "value")
    assert [one.load for one in choose([extract, census], "799").set_aside] == ["cin"]


def test_a_period_outside_the_days_covered_is_not_measured(tmp_path):
    assert counted(referrals(tmp_path, "a"), period="2014-15") == (None, "not measured")


def test_the_month_in_which_a_load_stops_is_incomplete(tmp_path):
    load = referrals(tmp_path, "a", ("1", "2017-10-03", {}), covers=("2016-04-01", "2017-10-15"))
    assert counted(load, period="2017-M10") == (1, "incomplete")
    assert counted(load, period="2017-M09") == (0, "value")


def test_re_referrals_need_a_year_to_look_back_on(tmp_path):
    load = referrals(
        tmp_path, "a", ("1", "2015-10-03", {}), ("2", "2016-10-03", {}), covers=("2015-04-01", "2018-03-31")
    )
    assert counted(load, period="2015-16", code="FD09")[1] == "incomplete"
    assert counted(load, period="2016-17", code="FD09")[1] == "value"


@pytest.mark.parametrize(("family", "columns", "status"), [
    (Family.SSD, ["start_date"], "incomplete"),
    (Family.CENSUS, ["start_date", "previous_plans"], "value"),
])  # fmt: skip
def test_second_plans_cannot_be_told_from_dates_alone(tmp_path, family, columns, status):
    plans = sent(
        "cp_plans", [{"person_id": "a", "start_date": "2016-05-01", "previous_plans": 0}], folder=tmp_path,
        family=family, columns=columns,
    )  # fmt: skip
    assert counted(plans, code="CP09")[1] == status


def test_spans_that_touch_are_one():
    spans = [Span(date(2017, 4, 1), date(2018, 3, 31)), Span(date(2016, 4, 1), date(2017, 3, 31))]
    assert joined(spans) == [Span(date(2016, 4, 1), date(2018, 3, 31))]


def test_rows_of_two_families_are_not_joined(tmp_path):
    ended = [{"person_id": "a", "start_date": "2016-05-01", "end_date": "2016-09-01"}]
    help_ = sent("early_help_episodes", ended, folder=tmp_path, family=Family.ANNEX_A)
    cases = sent(REFERRAL, [{"person_id": "a", "referral_date": "2016-10-01"}], folder=tmp_path)
    assert counted(help_, cases, code="EH07") == (None, "not measured")
    assert counted(help_, cases, code="EH02") == (1, "value")  # two totals side by side, nothing is joined


def test_a_column_that_no_file_has_is_not_read_as_no(tmp_path):
    load = referrals(tmp_path, "a", ("1", "2016-05-01", {}), columns=["referral_date"])
    assert counted(load, code="FD10") == (None, "not measured")
