"""CL01 to CL03: children looked after, each by a few rows that say why."""

from tests.engine.given import reading

RESIDENTS = [{"year": 2016, "residents": 10_000}]


def of(found):
    return found.numerator, found.denominator


def test_children_looked_after_are_those_with_an_episode_open_on_the_last_day():
    found = reading(
        "CL01",
        "2016-17",
        population=RESIDENTS,
        cla_episodes=[
            {"person_id": "ann", "start_date": "2016-01-01", "legal_status": "C2"},  # open
            {"person_id": "ben", "start_date": "2016-01-01", "end_date": "2017-03-31"},  # left that day: not open
            {"person_id": "cat", "start_date": "2016-01-01", "end_date": "2017-03-31"},  # a change that day ...
            {"person_id": "cat", "start_date": "2017-03-31"},  # ... of one and the same child
            {"person_id": "dan", "start_date": "2016-01-01", "legal_status": "V4"},  # short breaks: left out
            {"person_id": "eve", "start_date": "2016-01-01", "legal_status": "V3"},  # short breaks: left out
            {"person_id": "fay", "start_date": "2016-01-01", "legal_status": None},  # status not recorded: counts
            {"person_id": "gus", "start_date": "2017-04-01"},  # not yet
        ],
    )
    assert (*of(found), found.value, found.children) == (3, 10_000, 3.0, 3)


def test_children_looked_after_can_be_read_for_any_day():
    episodes = [{"person_id": "ann", "start_date": "2016-10-23"}]
    assert reading("CL01", "2016-10-22", cla_episodes=episodes, population=RESIDENTS).numerator == 0
    assert reading("CL01", "2016-10-23", cla_episodes=episodes, population=RESIDENTS).numerator == 1


def test_coming_into_care_is_a_period_of_care_and_not_an_episode():
    found = reading(
        "CL02",
        "2016-17",
        population=RESIDENTS,
        cla_episodes=[
            {"person_id": "ann", "start_date": "2016-04-01", "start_reason": "S", "end_date": "2016-06-01"},  # counts
            {"person_id": "ann", "start_date": "2016-06-01", "start_reason": "P"},  # another placement: no
            {"person_id": "ben", "start_date": "2016-05-01", "start_reason": "S", "end_date": "2016-06-01"},  # counts
            {"person_id": "ben", "start_date": "2016-09-01", "start_reason": "S"},  # came back: counts again
            {"person_id": "cat", "start_date": "2016-05-01", "start_reason": "S", "legal_status": "V4"},  # short break
            {"person_id": "dan", "start_date": "2016-03-31", "start_reason": "S"},  # the day before the year
            {"person_id": "eve", "start_date": "2017-03-31", "start_reason": "S"},  # its last day: counts
        ],
    )
    assert (*of(found), found.value, found.children) == (4, 10_000, 4.0, 3)


def test_three_placements_are_those_that_touch_the_year():
    def placed(person, start, end=None):
        return {"person_id": person, "start_date": start, "end_date": end}

    found = reading(
        "CL03",
        "2016-17",
        cla_episodes=[
            {"person_id": name, "start_date": "2015-01-01", "end_date": end}
            for name, end in {"ann": None, "ben": None, "cat": None, "dan": None, "eve": "2017-03-01"}.items()
        ],
        cla_placement=[
            placed("ann", "2015-01-01", "2016-04-01"),  # ended on the year's first day: the first of three
            placed("ann", "2016-04-01", "2016-08-01"),
            placed("ann", "2016-08-01"),
            placed("ben", "2015-01-01", "2016-03-31"),  # ended the day before the year: not one of them
            placed("ben", "2016-03-31", "2016-08-01"),
            placed("ben", "2016-08-01"),
            placed("cat", "2015-01-01"),  # one and the same all the while
            *[placed("eve", "2016-08-01", "2016-09-01")] * 4,  # no longer looked after on 31 March
            # dan's placements are not known: he is looked after, and not shown to have moved
        ],
    )
    assert of(found) == (1, 4)
