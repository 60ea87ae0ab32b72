"""Which load speaks, and what a later load changes."""

from datetime import date
from pathlib import Path

import pyarrow as pa
import pytest

from lineofsight.engine import stepping
from lineofsight.engine.coverage import speaking_for
from lineofsight.engine.indicators import find
from lineofsight.engine.reading import SCHEMA
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


YEAR_AFTER = ("2018-04-01", "2019-03-31")


@pytest.fixture
def dataset_then_census(tmp_path):
    """A dataset to 31 May 2018 with a case that it leaves open, and the census of the year in which that ends."""
    ends = ("2016-04-01", "2018-05-31")
    residents = sent("population", [{"year": year, "residents": 1000} for year in (2017, 2018)], folder=tmp_path,
                     family=Family.REFERENCE, covers=("1900-01-01", "2100-01-01"), load="people")  # fmt: skip
    dataset = referrals(tmp_path, "ssd", ("1", "2018-03-01", {}), ("2", "2018-05-02", {}), covers=ends)
    closed = {"close_date": "2018-12-01"}
    census = referrals(tmp_path, "cin", ("a", "2018-03-01", {}), ("b", "2018-05-02", closed), ("c", "2019-01-09", {}),
                       family=Family.CENSUS, covers=YEAR_AFTER, known_on="2019-07-31")  # fmt: skip
    return dataset, census, residents


def test_where_the_one_that_speaks_does_not_reach_the_next_answers_for_the_whole_period(dataset_then_census):
    spoken = choose(dataset_then_census, "799")
    answers = {
        label: {one.load for one in speaking_for(find("FD07"), find("FD07").period(label), spoken).tables[REFERRAL]}
        for label in ("2017-18", "2018-M05", "2018-M06", "2018-19-Q1", "2018-19", "R12-2018-M06", "2014-15")
    }  # fmt: skip
    assert answers == {
        "2017-18": {"ssd"}, "2018-M05": {"ssd"}, "2018-M06": {"cin"}, "2018-19-Q1": {"cin"}, "2018-19": {"cin"},
        "R12-2018-M06": {"ssd"},  # neither has all of it: the more trusted, and it reads incomplete
        "2014-15": {"ssd"},
    }  # fmt: skip


def test_no_case_of_one_return_is_counted_beside_the_same_case_of_another(dataset_then_census):
    spoken = {"799": choose(dataset_then_census, "799")}
    asked = [find("FD07").period(label) for label in ("2017-18", "2018-19")]
    ((other, cells),) = stepping.stepping_in(spoken["799"], [find("FD07"), find("CP19")], asked)
    assert cells == {("FD07", "2018-19"), ("CP19", "2018-19")}
    made = pa.concat_tables(
        pa.Table.from_pylist([vars(one) for one in read(code, spoken, asked)], SCHEMA)
        for code in ("FD07", "CP19")
    )
    theirs = pa.concat_tables(
        pa.Table.from_pylist([vars(one) for one in read(code, {"799": other}, asked)], SCHEMA)
        for code in ("FD07", "CP19")
    )
    rows = [r for r in stepping.in_their_place(made, "799", theirs, cells).to_pylist() if r["by"] is None]
    found = {(row["code"], row["period"]): (row["numerator"], row["status"], row["load"]) for row in rows}
    assert found == {
        ("FD07", "2017-18"): (1, "value", "ssd"), ("FD07", "2018-19"): (2, "value", "cin"),
        ("CP19", "2017-18"): (1, "value", "ssd"), ("CP19", "2018-19"): (2, "value", "cin"),
    }  # fmt: skip
    assert all((stepping.SAID in (row["note"] or "")) == (row["load"] == "cin") for row in rows)
    reached = stepping.reached(spoken["799"], [find("FD07")], asked, [(other, cells & {("FD07", "2018-19")})])
    assert reached == {"cin": {REFERRAL: "2018-06-01..2019-03-31"}}


def test_a_return_of_days_for_which_another_speaks_says_why_it_is_set_aside(dataset_then_census, tmp_path):
    same = referrals(
        tmp_path, "annex", ("x", "2018-03-01", {}), family=Family.ANNEX_A, covers=("2017-10-01", "2018-03-31")
    )
    spoken = choose([*dataset_then_census, same], "799")
    assert stepping.why_idle(spoken, "annex").startswith(
        "Set aside for cin episodes: ssd speaks for the same days"
    )
    assert stepping.why_idle(spoken, "cin") is None
    assert stepping.why_idle(spoken, "ssd") is None


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
