"""CP13 to CP18: reviews, visits and core groups, each by a few rows that say why."""

import random
from datetime import date, timedelta

import pytest

from lineofsight.engine.periods import months_before, parse
from tests.engine.given import reading, readings
from tests.engine.side_by_side import side_by_side


def of(found):
    return found.numerator, found.denominator


def plan(person, start, end=None, **more):
    return {
        "person_id": person,
        "cp_plan_id": f"plan of {person}",
        "start_date": start,
        "end_date": end,
        **more,
    }


def review(person, held):
    return {"person_id": person, "cp_plan_id": f"plan of {person}", "review_date": held}


# --- CP13 ------------------------------------------------------------------------------------------


REVIEWED = [
    (True, "2016-06-01", ["2016-09-01", "2017-03-01"], "three months to the day, then six to the day"),
    (False, "2016-06-01", ["2016-09-02", "2017-02-01"], "the first a day late"),
    (False, "2016-06-01", ["2016-09-01", "2017-03-02"], "the second a day late"),
    (False, "2016-06-01", [], "none was ever held"),
    (True, "2016-06-01", ["2016-07-01", "2016-12-15"], "held early; the next is due six months on"),
    (False, "2016-06-01", ["2016-07-01", "2017-01-02"], "held early, so the next was due on 1 January"),
    (True, "2016-12-31", ["2017-03-31"], "due on the last day of the period and held on it"),
    (False, "2016-12-31", ["2017-04-01"], "due on the last day, held the day after it"),
    (True, "2015-12-31", ["2016-05-01", "2016-10-31", "2017-03-01"], "due a year ago to the day: past"),
    (False, "2016-01-01", ["2016-05-01", "2016-10-31", "2017-03-01"], "due a day later: asked"),
    (True, "2016-11-30", ["2017-02-28"], "three months from 30 November end with February"),
    (True, "2016-06-01", ["2016-08-01", "2016-08-01", "2017-01-31"], "a review recorded twice is one"),
    (False, "2016-06-01", ["2016-06-01", "2016-10-01"], "one on the first day is not the first"),
]


def test_a_plan_is_in_time_where_each_review_of_the_year_was():
    found = side_by_side(
        "CP13",
        "2016-17",
        [
            {
                "cp_plans": [plan("ann", start)],
                "cp_reviews": [review("ann", day) for day in [*held, None]],  # the next one is not yet held
            }
            for _, start, held, _ in REVIEWED
        ],
    )
    for counts, (in_time, _, _, why) in zip(found, REVIEWED, strict=True):
        assert counts == (int(in_time), 1), why


def test_plans_of_three_months_of_our_own_and_still_open_are_owed_a_review():
    found = reading(
        "CP13",
        "2016-17",
        cp_plans=[
            plan("ann", "2016-12-31", latest_category="NEG"),  # three months old: owed one, had none
            plan("ben", "2017-01-01"),  # a day short of three months: not yet
            plan("cat", "2016-06-01", "2017-03-31"),  # ended on the day: not open
            plan("dan", "2016-06-01", "2017-04-01"),  # open, and reviewed in time
            plan("eve", "2016-06-01", ola=True),  # another authority reviews it
            plan("fay", "2012-06-01"),  # its one review was due long ago: past
        ],
        cp_reviews=[review("dan", "2016-08-01"), review("dan", "2017-01-31"), review("eve", "2016-08-01")],
    )
    assert of(found) == (2, 3)


def test_a_review_belongs_to_its_own_plan():
    plans = [plan("ann", "2016-06-01"), plan("ben", "2016-06-01")]
    reviews = [review("ann", "2016-09-01"), review("ann", "2017-03-01")]
    girl = [{"person_id": "ann", "sex": "F"}]
    found = readings("CP13", "2016-17", person=girl, cp_plans=plans, cp_reviews=reviews)
    by_sex = {one.group: of(one) for one in found if one.by == "sex" and one.denominator}
    assert by_sex == {"female": (1, 1), "not known": (0, 1)}


def test_reviews_must_be_seen_for_18_months():
    plans = {"cp_plans": [plan("ann", "2016-06-01")], "cp_reviews": [review("ann", "2016-09-01")]}
    assert reading("CP13", "2016-17", covers=("2015-10-02", "2018-03-31"), **plans).status == "incomplete"
    assert reading("CP13", "2016-17", covers=("2015-10-01", "2018-03-31"), **plans).status == "value"


# --- CP14 ------------------------------------------------------------------------------------------

# The quarter's Sundays are 2016-07-03, 10, 17, 24, 31, 2016-08-07 ... 2016-09-25: thirteen of them.


def core_group(person, plan_started, held=None):
    return {"person_id": person, "plan_start_date": plan_started, "held_date": held}


def visit(person, day, seen=True, **more):
    return {"person_id": person, "visit_date": day, "seen": seen, **more}


VISITED = [
    ((0, 13), [plan("ann", "2016-06-19")], [], "two weeks old on the first Sunday; nobody ever came"),
    ((0, 12), [plan("ann", "2016-06-20")], [], "not two weeks old before the second Sunday"),
    ((0, 2), [plan("ann", "2016-01-01", "2016-07-11")], [], "open on two Sundays"),
    ((0, 1), [plan("ann", "2016-01-01", "2016-07-10")], [], "on the day that it ends it is not open"),
    ((0, 0), [plan("ann", "2016-01-01", ola=True)], [], "another authority visits"),
    ((2, 13), [plan("ann", "2016-01-01")], [visit("ann", "2016-07-04")], "Monday: the next two Sundays"),
    ((2, 13), [plan("ann", "2016-01-01")], [visit("ann", "2016-07-10")], "Sunday: itself and the next"),
    ((1, 13), [plan("ann", "2016-01-01")], [visit("ann", "2016-06-20")], "the 14th day up to a Sunday"),
    ((0, 13), [plan("ann", "2016-01-01")], [visit("ann", "2016-06-19")], "the 15th"),
    ((0, 13), [plan("ann", "2016-01-01")], [visit("ann", "2016-07-04", False)], "the child was not seen"),
    ((0, 13), [plan("ann", "2016-01-01")], [visit("ann", "2016-07-04", None)], "nobody says she was"),
    ((0, 13), [plan("ann", "2016-01-01")], [visit("ben", "2016-07-04")], "another child was"),
    (
        (3, 13),
        [plan("ann", "2016-01-01")],
        [visit("ann", day) for day in ("2016-07-04", "2016-07-04", "2016-07-06", "2016-07-11")],
        "visits that cover the same Sundays count once",
    ),
]


def test_a_week_counts_where_the_child_was_seen_in_the_fourteen_days_to_its_sunday():
    given = [{"cp_plans": plans, "cp_visits": visits} for _, plans, visits, _ in VISITED]
    for counts, (weeks, _, _, why) in zip(side_by_side("CP14", "2016-17-Q2", given), VISITED, strict=True):
        assert counts == weeks, why


def test_weeks_of_two_children_are_added_up_and_the_children_counted():
    found = reading(
        "CP14",
        "2016-17-Q2",
        cp_plans=[plan("ann", "2016-01-01"), plan("ben", "2016-09-01")],  # 13 Sundays, and two
        cp_visits=[visit("ann", "2016-08-01"), visit("ben", "2016-09-20")],  # two Sundays, and one
    )
    assert of(found) == (3, 15)
    assert (found.children, found.children_rest) == (2, 2)


# --- CP15 to CP18 ----------------------------------------------------------------------------------

CHILDREN = [
    {"person_id": "ann", "dob": "2012-07-15"},
    {"person_id": "ben", "dob": "2012-08-15"},
    {"person_id": "cat", "dob": "2005-01-15"},
]


def test_children_of_four_and_older_are_seen_alone():
    found = reading(
        "CP15",
        "2016-17-Q2",
        person=CHILDREN,
        cp_visits=[
            visit("ann", "2016-07-15", seen_alone=True),  # four today: counts
            visit("ben", "2016-08-14", seen_alone=True),  # four tomorrow: too young
            visit("cat", "2016-08-14", seen_alone=False),  # not alone
            visit("cat", "2016-08-28", seen_alone=True),  # the same child, another visit
            visit("cat", "2016-09-11", seen_alone=None),  # not recorded: left out
            visit("cat", "2016-10-01", seen_alone=True),  # the next quarter
        ],
    )
    assert of(found) == (2, 3)


def test_a_core_group_meets_within_ten_working_days():
    groups = [
        core_group("ann", "2016-09-01", "2016-09-15"),  # the tenth: in time
        core_group("ben", "2016-09-01", "2016-09-16"),  # the eleventh: late
        core_group("cat", "2016-09-01"),  # has not met: not in time
        core_group("dan", "2017-03-31", "2017-04-18"),  # the tenth, over Easter
        core_group("eve", "2017-04-01", "2017-04-03"),  # the next year
    ]
    assert of(reading("CP16", "2016-17", core_groups=groups)) == (2, 4)


def test_core_groups_of_a_periods_last_days_must_have_had_time_to_meet():
    groups = [core_group("ann", "2016-09-01", "2016-09-15")]
    seen_to_the_end = reading("CP16", "2016-17-Q2", core_groups=groups, covers=("2016-04-01", "2016-09-30"))
    assert seen_to_the_end.status == "incomplete"
    found = reading("CP16", "2016-17-Q2", core_groups=groups, covers=("2016-04-01", "2016-10-16"))
    assert (*of(found), found.status) == (1, 1, "value")


def test_a_review_is_quorate_where_it_says_so():
    found = reading(
        "CP17",
        "2016-17-Q2",
        cp_reviews=[
            review("ann", "2016-07-01") | {"quorate": True},
            review("ben", "2016-09-30") | {"quorate": False},
            review("cat", "2016-08-01"),  # not recorded: left out
            review("dan", None) | {"due_date": "2016-08-01"},  # due, not held
            review("eve", "2016-06-30") | {"quorate": True},  # the quarter before
        ],
    )
    assert of(found) == (1, 2)


def test_a_child_takes_part_in_person_or_through_another():
    found = reading(
        "CP18",
        "2016-17-Q2",
        person=CHILDREN,
        cp_reviews=[
            review("cat", "2016-07-01") | {"participation": "PN1"},  # spoke
            review("cat", "2016-07-02") | {"participation": "PN6"},  # sent views: the last code that counts
            review("cat", "2016-07-03") | {"participation": "PN7"},  # neither was there nor sent views
            review("cat", "2016-07-04") | {"participation": "PN0"},  # recorded as too young: left out
            review("cat", "2016-07-05"),  # not recorded: left out
            review("ann", "2016-07-15") | {"participation": "PN1"},  # four today
            review("ben", "2016-08-14") | {"participation": "PN1"},  # four tomorrow: left out
        ],
    )
    assert of(found) == (3, 4)


# --- the two hard ones again, worked out row by row ------------------------------------------------


def _made_up_plans(seed: int):
    chance = random.Random(seed)
    plans, reviews, visits = [], [], []
    for number in range(120):
        day = date(2014, 1, 1) + timedelta(chance.randrange(1100))
        end = day + timedelta(chance.randrange(30, 900)) if chance.random() < 0.6 else None
        plans.append(plan(f"child {number}", day, end, ola=chance.choice([None, False, False, True])))
        held = day
        while held < (end or date(2017, 6, 30)):
            held += timedelta(chance.choice([60, 85, 90, 92, 150, 180, 184, 200]))
            reviews.append(review(f"child {number}", held))
        seen = day
        while seen < (end or date(2017, 6, 30)):
            seen += timedelta(chance.randrange(3, 24))
            visits.append(visit(f"child {number}", seen, seen=chance.choice([True, True, True, False, None])))
    return plans, reviews, visits


def _reviews_in_time(plans, reviews, last: date):
    owed = kept = 0
    for one in plans:
        start, end = one["start_date"], one["end_date"]
        if one["ola"] or start > months_before(last, 3) or (end is not None and end <= last):
            continue
        held = sorted(row["review_date"] for row in reviews if row["cp_plan_id"] == one["cp_plan_id"])
        clocks = [(start, months_before(start, -3))] + [(day, months_before(day, -6)) for day in held]
        owed += 1
        kept += all(
            any(began < day <= due for day in held)
            for began, due in clocks
            if months_before(last, 12) < due <= last
        )
    return kept, owed


def _weeks_seen(plans, visits, first: date, last: date):
    weeks = seen = 0
    sundays = [first + timedelta(n) for n in range((last - first).days + 1)]
    for sunday in (day for day in sundays if day.isoweekday() == 7):
        for one in plans:
            start, end = one["start_date"], one["end_date"]
            if one["ola"] or start + timedelta(14) > sunday or (end is not None and end <= sunday):
                continue
            weeks += 1
            seen += any(
                row["seen"] and sunday - timedelta(13) <= row["visit_date"] <= sunday
                for row in visits
                if row["person_id"] == one["person_id"]
            )
    return seen, weeks


@pytest.mark.parametrize("seed", [1, 2])
def test_reviews_and_weeks_agree_with_the_same_worked_out_child_by_child(seed):
    plans, reviews, visits = _made_up_plans(seed)
    moments = ("2015-16", "2016-17", "2016-17-Q1", "2016-17-Q2", "2016-17-Q3")
    for found in readings("CP13", *moments, cp_plans=plans, cp_reviews=reviews):
        if found.by is None:
            assert of(found) == _reviews_in_time(plans, reviews, found.end), found.period
    for found in readings("CP14", *moments, cp_plans=plans, cp_visits=visits):
        if found.by is None:
            period = parse(found.period)
            assert of(found) == _weeks_seen(plans, visits, period.start, period.end), found.period
