"""Missing children's indicators, each by a few rows that say why they count."""

from tests.engine.given import reading


def counted(code: str, label: str, **given) -> tuple[float, float | None]:
    found = reading(code, label, **given)
    assert found.status == "value"
    return found.numerator, found.denominator


CARE = [
    {"person_id": "ann", "start_date": "2015-05-01", "end_date": None},  # all year
    {"person_id": "ben", "start_date": "2015-05-01", "end_date": "2016-04-01"},  # left that day: in it
    {"person_id": "cat", "start_date": "2017-03-31", "end_date": None},  # came on its last day: in it
    {"person_id": "dan", "start_date": "2016-05-01", "end_date": "2016-06-01"},  # came twice:
    {"person_id": "dan", "start_date": "2016-09-01", "end_date": "2016-10-01"},  # one child all the same
    {"person_id": "eve", "start_date": "2015-05-01", "end_date": "2016-03-31"},  # left before it
    {"person_id": "fay", "start_date": "2016-05-01", "legal_status": "V4"},  # short breaks: not counted
    {"person_id": "gus", "start_date": "2016-05-01", "legal_status": None},  # status not recorded: counted
]

ABSENT = [
    {"person_id": "ann", "start_date": "2016-03-30", "end_date": "2016-04-01"},  # still gone on 1 April
    {"person_id": "ann", "start_date": "2016-08-01", "end_date": "2016-08-02"},  # again: counts once
    {"person_id": "ben", "start_date": "2016-03-30", "end_date": "2016-03-31"},  # back before the year began
    {"person_id": "dan", "start_date": "2017-03-31", "end_date": None},  # on its last day, after leaving
    {"person_id": "eve", "start_date": "2016-05-01", "end_date": "2016-05-02"},  # not in care in the year
    {"person_id": "fay", "start_date": "2016-05-01", "end_date": "2016-05-02"},  # not counted as in care
]


def of_type(kind: str) -> list[dict]:
    return [row | {"missing_type": kind} for row in ABSENT]


def test_a_child_in_care_went_missing_on_any_day_of_the_year():
    assert counted("MI01", "2016-17", cla_episodes=CARE, missing=of_type("M")) == (2, 5)


def test_a_child_away_without_authorisation_is_not_missing():
    assert counted("MI01", "2016-17", cla_episodes=CARE, missing=of_type("A")) == (0, 5)


def test_a_child_in_care_was_away_on_any_day_of_the_year():
    assert counted("MI02", "2016-17", cla_episodes=CARE, missing=of_type("A")) == (2, 5)
    assert counted("MI02", "2016-17", cla_episodes=CARE, missing=of_type("M")) == (0, 5)


def went(name: str, *days: str, kind: str = "M") -> list[dict]:
    return [{"person_id": name, "start_date": day, "missing_type": kind} for day in days]


def test_a_child_is_repeatedly_missing_from_the_third_time_in_90_days():
    episodes = [
        *went("ann", "2016-05-01", "2016-05-01", "2016-07-30"),  # the third 90 days after the first: counts
        *went("ben", "2016-05-01", "2016-06-01", "2016-07-31"),  # the third after 91 days: does not
        *went("cat", "2016-03-31", "2016-04-01", "2016-04-02"),  # only two of the three in the year
        *went("dan", "2017-03-30", "2017-03-31", "2017-04-01"),  # the third after the year's end
        *went("eve", "2016-04-01", "2016-09-01", "2016-09-02", "2016-09-03"),  # not the first three, the last
        *went("fay", "2016-05-01", "2016-05-02"),  # twice
        *went("gus", "2016-05-01", "2016-05-02", "2016-05-03", kind="A"),  # away, not missing: in neither
        *went("hal", "2016-03-31"),  # not in the year
    ]
    assert counted("MI03", "2016-17", missing=episodes) == (2, 6)  # ann and eve, of all but gus and hal


def test_times_either_side_of_a_year_s_end_count_in_the_rolling_year_that_holds_them_all():
    episodes = went("dan", "2017-03-30", "2017-03-31", "2017-04-01")
    assert counted("MI03", "R12-2017-M04", missing=episodes) == (1, 1)


INTERVIEWS = [
    {"rhi_offered": "Y", "rhi_accepted": "Y", "end_date": "2016-04-01"},
    {"rhi_offered": "Y", "rhi_accepted": "N", "end_date": "2017-03-31"},
    {"rhi_offered": "Y", "rhi_accepted": None, "end_date": "2016-05-01"},  # answer not known
    {"rhi_offered": "N", "rhi_accepted": "N", "end_date": "2016-05-01"},
    {"rhi_offered": "NA", "rhi_accepted": "NA", "end_date": "2016-05-01"},  # none was needed
    {"rhi_offered": None, "rhi_accepted": None, "end_date": "2016-05-01"},  # not recorded
    {"rhi_offered": "Y", "rhi_accepted": "Y", "end_date": "2017-04-01"},  # back next year
    {"rhi_offered": "Y", "rhi_accepted": "Y", "end_date": None},  # not back yet
]
INTERVIEWS = [
    row | {"person_id": f"child {number}", "start_date": "2016-03-01", "missing_type": "M"}
    for number, row in enumerate(INTERVIEWS)
]


def test_an_interview_is_offered_after_episodes_that_needed_one():
    assert counted("MI04", "2016-17", missing=INTERVIEWS) == (3, 4)


def test_an_interview_is_accepted_by_those_who_were_offered_one_and_answered():
    assert counted("MI05", "2016-17", missing=INTERVIEWS) == (1, 2)


BACK = {"person_id": "ann", "required": True}
BACK |= {"returned_date": "2016-05-31", "returned_at": "2016-05-31T20:00"}
REQUIRED = [
    BACK | {"held_at": "2016-06-01T10:00"},  # the next morning: in time
    BACK | {"held_at": "2016-06-03T20:00"},  # 72 hours to the minute: in time
    BACK | {"held_at": "2016-06-03T20:01"},  # a minute more: late
    BACK | {"held_at": None},  # never held: late, and not among those held
    BACK | {"required": False, "held_at": "2016-06-01T10:00"},  # not required
    BACK | {"required": None, "held_at": "2016-06-01T10:00"},  # not known to be required
    BACK | {"returned_date": "2016-04-30", "returned_at": "2016-04-30T23:00", "held_at": "2016-05-01T10:00"},
]


def test_an_interview_is_in_time_within_72_hours_of_the_return():
    assert counted("MI06a", "2016-M05", return_interviews=REQUIRED) == (2, 4)


def test_of_the_interviews_held_those_never_held_are_left_out():
    assert counted("MI06b", "2016-M05", return_interviews=REQUIRED) == (2, 3)


def test_three_days_after_the_month_must_have_been_seen():
    to_the_month_s_end = ("2016-04-01", "2016-05-31")
    for code in ("MI06a", "MI06b"):
        found = reading(code, "2016-M05", covers=to_the_month_s_end, return_interviews=REQUIRED)
        assert found.status == "incomplete"
