"""The five codes of the first slice, each by a few rows that say why they count."""

from tests.engine.given import reading, readings


def test_a_re_referral_is_one_within_twelve_months_of_an_earlier_one():
    found = reading(
        "FD09",
        "2016-17",
        cin_episodes=[
            {"person_id": "ann", "referral_date": "2015-06-01"},  # before the period: only looked back at
            {"person_id": "ann", "referral_date": "2016-06-01"},  # a year to the day later: counts
            {"person_id": "ben", "referral_date": "2015-05-31"},  # before the period
            {"person_id": "ben", "referral_date": "2016-06-01"},  # a year and a day later: does not
            {"person_id": "cat", "referral_date": "2016-08-01"},  # her first
            {"person_id": "cat", "referral_date": "2016-08-01"},  # the same day again is not earlier
        ],
    )
    assert (found.numerator, found.denominator, found.value) == (1, 4, 25)
    assert (found.children, found.children_rest) == (1, 2)


def test_a_month_without_referrals_is_a_zero_and_not_a_gap():
    assert reading("FD07", "2016-M08").numerator == 0
    assert reading("FD07", "2016-M08").status == "value"


def test_a_group_without_rows_is_a_zero():
    child = {"person_id": "ann", "dob": "2012-01-15", "sex": "F"}
    found = reading("FD07", "2016-17", by="sex", group="male", person=[child], cin_episodes=[])
    assert found.numerator == 0


def test_a_share_of_nobody_has_no_value():
    found = reading("FD09", "2016-M08")
    assert (found.denominator, found.value, found.status) == (0, None, "not applicable")


def test_every_row_is_in_one_group_of_each_breakdown():
    found = readings(
        "FD07",
        "2016-17",
        person=[{"person_id": "ann", "dob": "2012-01-15", "sex": "F", "ethnicity": "WBRI", "disabled": True}],
        cin_episodes=[
            {"person_id": "ann", "referral_date": "2016-06-01"},
            {"person_id": "nobody described", "referral_date": "2016-06-01"},
        ],
    )
    for by in ("age_band", "sex", "ethnicity", "disability", "locality"):
        assert sum(one.numerator for one in found if one.by == by) == 2, by


def test_children_on_a_plan_are_counted_on_the_last_day_and_once():
    plans = [
        {
            "person_id": "ann",
            "start_date": "2017-01-01",
            "end_date": "2017-03-31",
        },  # ended that day: not open
        {"person_id": "ben", "start_date": "2017-03-31"},  # began that day: open
        {
            "person_id": "cat",
            "start_date": "2016-01-01",
            "end_date": "2017-04-01",
        },  # ended the day after: open
        {"person_id": "cat", "start_date": "2016-05-01"},  # overlaps: still one child
        {"person_id": "dan", "start_date": "2017-01-01", "ola": True},  # another authority's plan
    ]
    found = reading("CP07", "2016-17", cp_plans=plans, population=[{"year": 2016, "residents": 20_000}])
    assert (found.numerator, found.denominator, found.value) == (2, 20_000, 1.0)


def test_a_second_plan_is_told_by_the_return_or_by_an_earlier_start():
    plans = [
        {"person_id": "ann", "start_date": "2016-06-01", "previous_plans": 1},  # the census says so
        {"person_id": "ben", "start_date": "2012-06-01"},  # before the period
        {"person_id": "ben", "start_date": "2016-06-01"},  # an earlier start is seen
        {"person_id": "cat", "start_date": "2016-06-01", "previous_plans": 0},  # a first plan
    ]
    found = reading("CP09", "2016-17", cp_plans=plans)
    assert (found.numerator, found.denominator) == (2, 3)


def test_a_health_assessment_lasts_six_months_under_five_and_a_year_from_five():
    born = {"ann": "2013-01-15", "ben": "2010-01-15", "cat": "2010-01-15", "dan": "2010-01-15"}
    check = {"check_type": "health", "status": "completed"}
    found = reading(
        "LH10",
        "2016-17",
        person=[{"person_id": name, "dob": dob} for name, dob in born.items()],
        cla_episodes=[
            {"person_id": "ann", "start_date": "2015-01-01", "entered_care_date": "2015-01-01"},
            {"person_id": "ben", "start_date": "2015-01-01", "entered_care_date": "2015-01-01"},
            {
                "person_id": "cat",
                "start_date": "2017-03-20",
                "entered_care_date": "2017-03-20",
            },  # not yet due
            {
                "person_id": "dan",
                "start_date": "2015-01-01",
                "entered_care_date": "2015-01-01",
                "legal_status": "V4",
            },
        ],
        cla_health=[
            {"person_id": "ann", "check_date": "2016-09-20", **check},  # six months and more ago: lapsed at 4
            {"person_id": "ben", "check_date": "2016-05-01", **check},  # eleven months ago: in date at 7
            {"person_id": "cat", "check_date": "2017-03-25", **check},
        ],
    )
    assert (found.numerator, found.denominator) == (1, 2)
