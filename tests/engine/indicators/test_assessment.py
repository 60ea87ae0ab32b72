"""CP01a, CP01b, CP02, CP19, CP20: assessments and children in need, each by a few rows that say why."""

from tests.engine.given import reading, readings

IN_2016 = [{"year": 2016, "residents": 20_000}]


def of(found):
    return found.numerator, found.denominator


def test_an_assessment_is_in_time_on_the_45th_working_day_after_the_referral():
    found = reading(
        "CP01a",
        "2016-17",
        cin_episodes=[
            {"person_id": "ann", "referral_id": "r1", "referral_date": "2016-04-01"},
            {"person_id": "ben", "referral_id": "r2", "referral_date": "2016-04-01"},
            {"person_id": "cat", "referral_id": "r3", "referral_date": "2016-01-04"},
            {"person_id": "eve", "referral_id": "r5", "referral_date": "2017-02-01"},
        ],
        cin_assessments=[
            # 7 June is the 45th working day after 1 April, two bank holidays left out: in time.
            {"person_id": "ann", "referral_id": "r1", "start_date": "2016-04-08", "auth_date": "2016-06-07"},
            {"person_id": "ben", "referral_id": "r2", "start_date": "2016-05-30", "auth_date": "2016-06-08"},  # 46th
            # The second on the same referral: still from the referral, so late.
            {"person_id": "cat", "referral_id": "r3", "start_date": "2016-06-01", "auth_date": "2016-06-02"},
            # No referral is known: not in the denominator.
            {"person_id": "dan", "referral_id": "r4", "start_date": "2016-06-01", "auth_date": "2016-06-02"},
            {"person_id": "eve", "referral_id": "r5", "start_date": "2017-02-02", "auth_date": "2017-04-01"},  # after
            {"person_id": "eve", "referral_id": "r5", "start_date": "2017-02-02"},  # not authorised
        ],
    )
    assert of(found) == (1, 3)
    assert (found.children, found.children_rest) == (1, 2)


def test_counted_from_its_start_the_referral_does_not_matter():
    assessments = [
        {"person_id": "ann", "start_date": "2016-06-01", "auth_date": "2016-08-03"},  # the 45th: in time
        {"person_id": "ben", "start_date": "2016-06-01", "auth_date": "2016-08-04"},  # the 46th: late
        {"person_id": "cat", "start_date": "2016-06-01", "auth_date": "2016-06-01"},  # the same day: in time
        {"person_id": "dan", "start_date": "2016-02-01", "auth_date": "2016-03-31"},  # before the period
        {"person_id": "eve", "start_date": "2016-06-01"},  # not authorised
    ]
    found = reading("CP01b", "2016-17", cin_assessments=assessments, cin_episodes=None)
    assert of(found) == (2, 3)
    assert found.status == "value", "it needs no referrals"


def test_a_child_was_seen_where_that_is_recorded():
    found = reading(
        "CP02",
        "2016-17-Q1",
        cin_assessments=[
            {"person_id": "ann", "start_date": "2016-04-04", "auth_date": "2016-05-02", "child_seen": True},
            {"person_id": "ben", "start_date": "2016-04-04", "auth_date": "2016-06-30", "child_seen": False},
            {"person_id": "cat", "start_date": "2016-04-04", "auth_date": "2016-05-02"},  # not recorded: left out
            {"person_id": "dan", "start_date": "2016-04-04", "auth_date": "2016-07-01", "child_seen": True},  # Q2
        ],
    )
    assert of(found) == (1, 2)


OPEN_AND_CLOSED = [
    {"person_id": "ann", "referral_date": "2015-03-31"},  # open, two years to the day
    {"person_id": "ben", "referral_date": "2015-04-01"},  # open, a day short of two years
    {"person_id": "cat", "referral_date": "2014-01-01", "close_date": "2017-03-31"},  # closed on the day: not open
    {"person_id": "dan", "referral_date": "2014-01-01", "close_date": "2017-04-01"},  # closed the day after: open
    {"person_id": "eve", "referral_date": "2017-03-31", "primary_need_code": "N1"},  # opened on the day: open
    {"person_id": "eve", "referral_date": "2017-02-01", "primary_need_code": "N5"},  # an episode of its own
    {"person_id": "fay", "referral_date": "2017-04-01"},  # not yet open
]


def test_children_in_need_are_the_episodes_open_on_the_last_day():
    found = reading("CP19", "2016-17", cin_episodes=OPEN_AND_CLOSED, population=IN_2016)
    assert (*of(found), found.value) == (5, 20_000, 2.5)
    assert found.children == 4


def test_children_in_need_are_broken_down_by_need():
    found = readings("CP19", "2017-03-31", cin_episodes=OPEN_AND_CLOSED, population=IN_2016)
    by_need = {one.group: one.numerator for one in found if one.by == "need" and one.numerator}
    assert by_need == {"abuse or neglect": 1, "family dysfunction": 1, "not known": 3}


def test_two_years_in_need_begin_with_the_second_anniversary_of_the_referral():
    assert of(reading("CP20", "2016-17", cin_episodes=OPEN_AND_CLOSED)) == (2, 5)


def test_a_referral_of_29_february_is_two_years_old_on_the_28th():
    leap = [{"person_id": "ann", "referral_date": "2016-02-29"}]
    assert of(reading("CP20", "2018-02-28", cin_episodes=leap)) == (1, 1)
    assert of(reading("CP20", "2018-02-27", cin_episodes=leap)) == (0, 1)
