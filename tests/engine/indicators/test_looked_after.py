"""CL01 to CL03: children looked after, each by a few rows that say why."""

from tests.engine.given import reading

RESIDENTS = [{"year": 2016, "residents": 10_000}]


def episode(person, start, end=None, **more):
    return {"person_id": person, "start_date": start, "end_date": end, **more}


def of(found):
    return found.numerator, found.denominator


def test_children_looked_after_are_those_with_an_episode_open_on_the_last_day():
    found = reading(
        "CL01",
        "2016-17",
        population=RESIDENTS,
        cla_episodes=[
            episode("ann", "2016-01-01", legal_status="C2"),  # open
            episode("ben", "2016-01-01", "2017-03-31"),  # left that day: not open
            episode("cat", "2016-01-01", "2017-03-31"),  # a change that day ...
            episode("cat", "2017-03-31"),  # ... of one and the same child
            episode("dan", "2016-01-01", legal_status="V4"),  # short breaks: left out
            episode("eve", "2016-01-01", legal_status="V3"),  # short breaks: left out
            episode("fay", "2016-01-01", legal_status=None),  # status not recorded: counts
            episode("gus", "2017-04-01"),  # not yet
        ],
    )
    assert (*of(found), found.value, found.children) == (3, 10_000, 3.0, 3)


def test_children_looked_after_can_be_read_for_any_day():
    episodes = [episode("ann", "2016-10-23")]
    assert reading("CL01", "2016-10-22", cla_episodes=episodes, population=RESIDENTS).numerator == 0
    assert reading("CL01", "2016-10-23", cla_episodes=episodes, population=RESIDENTS).numerator == 1


def test_coming_into_care_is_a_period_of_care_and_not_an_episode():
    found = reading(
        "CL02",
        "2016-17",
        population=RESIDENTS,
        cla_episodes=[
            episode("ann", "2016-04-01", "2016-06-01", start_reason="S"),  # counts
            episode("ann", "2016-06-01", start_reason="P"),  # another placement: no
            episode("ben", "2016-05-01", "2016-06-01", start_reason="S"),  # counts
            episode("ben", "2016-09-01", start_reason="S"),  # came back: counts again
            episode("cat", "2016-05-01", start_reason="S", legal_status="V4"),  # short break
            episode("dan", "2016-03-31", start_reason="S"),  # the day before the year
            episode("eve", "2017-03-31", start_reason="S"),  # its last day: counts
        ],
    )
    assert (*of(found), found.value, found.children) == (4, 10_000, 4.0, 3)


def test_three_placements_are_those_that_touch_the_year():
    def stays(name, *days, reasons="SPP", until=None):
        """One episode after another, each ending on the day the next begins."""
        ends = [*days[1:], until]
        return [
            episode(name, day, end) | {"start_reason": reason}
            for day, end, reason in zip(days, ends, reasons, strict=False)
        ]

    found = reading(
        "CL03",
        "2016-17",
        cla_episodes=[
            *stays("ann", "2015-01-01", "2016-04-01", "2016-08-01"),  # three, the first until 1 April
            *stays("ben", "2015-01-01", "2016-03-31", "2016-08-01"),  # two, the first left before
            *stays("cat", "2015-01-01"),  # one and the same all the while
            *stays("dan", "2015-01-01", "2016-05-01", "2016-06-01", reasons="SLL"),  # one: new status alone
            *stays("eve", "2016-08-01", "2016-09-01", "2016-10-01", until="2017-03-01"),  # had left
        ],
    )
    assert of(found) == (1, 4)
