"""CP07 to CP12: protection plans, each by a few rows that say why."""

from tests.engine.given import reading, readings

RESIDENTS = [{"year": 2016, "residents": 10_000}]


def plan(person, start, end=None, **more):
    return {"person_id": person, "start_date": start, "end_date": end, **more}


STARTED = [
    plan("ann", "2012-06-01", "2014-05-31"),  # long before the period
    plan("ann", "2016-06-01"),  # a day more than 24 months after that end
    plan("ben", "2013-06-01", "2014-06-01"),  # before the period
    plan("ben", "2016-06-01", initial_category="NEG"),  # 24 months to the day
    plan("cat", "2016-05-01", "2016-12-01"),  # her first
    plan("cat", "2016-12-01"),  # the same day that the first ended
    plan("dan", "2016-07-01", ola=True),  # another authority's: not counted here
    plan("eve", "2015-07-01", "2016-01-01", ola=True),  # there, before
    plan("eve", "2016-08-01"),  # counts as after another, wherever that was made
    plan("fay", "2015-01-01"),  # before the period, and still open: overlaps
    plan("fay", "2016-09-01"),  # earlier start, but no end before it
]
PERIOD_STARTS = 6  # ann's and ben's second, cat's two, eve's second, fay's second


def of(found):
    return found.numerator, found.denominator


def test_children_on_a_plan_are_children_and_not_plans():
    plans = [
        plan("ann", "2016-06-01", latest_category="NEG"),  # open
        plan("ann", "2016-08-01", latest_category="NEG"),  # overlaps: the same child
        plan("ben", "2016-06-01", "2017-03-31"),  # ended on the day: not open
        plan("cat", "2017-03-31", latest_category="EMO"),  # began on the day: open
        plan("dan", "2016-06-01", ola=True),  # another authority's
        plan("eve", "2016-06-01", "2017-05-01", ola=False),  # open
    ]
    found = readings("CP07", "2016-17", cp_plans=plans, population=RESIDENTS)
    (whole,) = (one for one in found if one.by is None)
    assert (*of(whole), whole.value) == (3, 10_000, 3.0)
    by_category = {one.group: one.numerator for one in found if one.by == "category" and one.numerator}
    assert by_category == {"neglect": 1, "emotional": 1, "not known": 1}
    # Neglect may be of any child: of all residents. How many of them are girls is not held.
    rates = {(one.by, one.group): (one.denominator, one.value) for one in found}
    assert rates["category", "neglect"] == (10_000, 1.0)
    assert rates["sex", "female"] == (None, None)
    (told,) = {one.note for one in found if one.by == "sex"}
    assert told == "how many residents are of this group is not held: the count stands without a rate"


def test_plan_starts_are_plans_of_our_own_begun_in_the_period():
    found = reading("CP08", "2016-17", cp_plans=STARTED, population=RESIDENTS)
    assert (*of(found), found.value) == (PERIOD_STARTS, 10_000, PERIOD_STARTS)
    assert found.children == 5


def test_a_second_plan_is_one_after_any_other_plan():
    # All but cat's first; her own later plan does not make it one.
    assert of(reading("CP09", "2016-17", cp_plans=STARTED)) == (5, PERIOD_STARTS)


def test_the_return_s_own_count_of_earlier_plans_goes_before_what_the_rows_show():
    plans = [
        plan("ann", "2016-06-01", previous_plans=2),  # more than we hold
        plan("ben", "2013-06-01"),
        plan("ben", "2016-06-01", previous_plans=0),  # says none
        plan("cat", "2016-06-01", previous_plans=0),
    ]
    assert of(reading("CP09", "2016-17", cp_plans=plans)) == (1, 3)


def test_second_plans_seen_by_dates_alone_are_incomplete():
    by_dates = reading("CP09", "2016-17", cp_plans=STARTED)
    assert by_dates.status == "incomplete"
    told = [row | {"previous_plans": 0} for row in STARTED]
    assert reading("CP09", "2016-17", cp_plans=told).status == "value"


def test_back_within_two_years_is_after_a_plan_that_ended_24_months_ago_at_most():
    # ben (24 months to the day), cat (the same day) and eve; ann is a day late, fay's earlier one is open.
    assert of(reading("CP10", "2016-17", cp_plans=STARTED)) == (3, PERIOD_STARTS)


def test_plans_must_be_seen_for_two_years_before_a_return_within_two_years_can_be_told():
    found = reading("CP10", "2016-17", cp_plans=STARTED, covers=("2014-04-02", "2018-03-31"))
    assert found.status == "incomplete"
    found = reading("CP10", "2016-17", cp_plans=STARTED, covers=("2014-04-01", "2018-03-31"))
    assert found.status == "value"


def test_two_years_open_begin_with_the_730th_day():
    plans = [
        plan("ann", "2015-04-01"),  # 730 days by 31 March 2017, a leap day among them
        plan("ben", "2015-04-02"),  # 729 days
        plan("cat", "2014-01-01", "2017-03-31"),  # ended that day: not open
        plan("dan", "2014-01-01", ola=True),  # another authority's
        plan("eve", "2014-01-01", "2017-04-01"),  # open
        plan("eve", "2017-01-01"),  # a plan of its own
    ]
    assert of(reading("CP11", "2016-17", cp_plans=plans)) == (2, 4)


def test_a_plan_that_ended_is_judged_by_how_long_it_lasted():
    plans = [
        plan("ann", "2014-06-01", "2016-05-31"),  # 730 days
        plan("ben", "2014-06-02", "2016-05-31"),  # 729 days
        plan("cat", "2016-05-01", "2016-08-01"),  # three months
        plan("dan", "2012-06-01", "2016-03-31"),  # before the period
        plan("eve", "2012-06-01", "2016-06-01", ola=True),  # not ours
        plan("fay", "2012-06-01"),  # not ended
    ]
    assert of(reading("CP12", "2016-17", cp_plans=plans)) == (1, 3)
