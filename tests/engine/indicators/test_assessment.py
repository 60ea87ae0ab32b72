"""CP01a, CP01b, CP02, CP19, CP20: assessments and children in need, each by a few rows that say why."""

from tests.engine.given import reading, readings

IN_2016 = [{"year": 2016, "residents": 20_000}]


def assessment(person, start, authorised=None, **more):
    return {"person_id": person, "start_date": start, "auth_date": authorised, **more}


def referral(person, day, closed=None, **more):
    return {"person_id": person, "referral_date": day, "close_date": closed, **more}


def of(found):
    return found.numerator, found.denominator


def test_an_assessment_is_in_time_on_the_45th_working_day_after_the_referral():
    found = reading(
        "CP01a",
        "2016-17",
        cin_episodes=[
            referral("ann", "2016-04-01", referral_id="r1"),
            referral("ben", "2016-04-01", referral_id="r2"),
            referral("cat", "2016-01-04", referral_id="r3"),
            referral("eve", "2017-02-01", referral_id="r5"),
        ],
        cin_assessments=[
            # 7 June is the 45th working day after 1 April, two bank holidays left out: in time.
            assessment("ann", "2016-04-08", "2016-06-07", referral_id="r1"),
            assessment("ben", "2016-05-30", "2016-06-08", referral_id="r2"),  # 46th
            # The second on the same referral: still from the referral, so late.
            assessment("cat", "2016-06-01", "2016-06-02", referral_id="r3"),
            # No referral is known: not in the denominator.
            assessment("dan", "2016-06-01", "2016-06-02", referral_id="r4"),
            assessment("eve", "2017-02-02", "2017-04-01", referral_id="r5"),  # after
            assessment("eve", "2017-02-02", referral_id="r5"),  # not authorised
        ],
    )
    assert of(found) == (1, 3)
    assert (found.children, found.children_rest) == (1, 2)


def test_counted_from_its_start_the_referral_does_not_matter():
    assessments = [
        assessment("ann", "2016-06-01", "2016-08-03"),  # the 45th: in time
        assessment("ben", "2016-06-01", "2016-08-04"),  # the 46th: late
        assessment("cat", "2016-06-01", "2016-06-01"),  # the same day: in time
        assessment("dan", "2016-02-01", "2016-03-31"),  # before the period
        assessment("eve", "2016-06-01"),  # not authorised
    ]
    found = reading("CP01b", "2016-17", cin_assessments=assessments, cin_episodes=None)
    assert of(found) == (2, 3)
    assert found.status == "value", "it needs no referrals"


def test_a_child_was_seen_where_that_is_recorded():
    found = reading(
        "CP02",
        "2016-17-Q1",
        cin_assessments=[
            assessment("ann", "2016-04-04", "2016-05-02", child_seen=True),
            assessment("ben", "2016-04-04", "2016-06-30", child_seen=False),
            assessment("cat", "2016-04-04", "2016-05-02"),  # not recorded: left out
            assessment("dan", "2016-04-04", "2016-07-01", child_seen=True),  # Q2
        ],
    )
    assert of(found) == (1, 2)


OPEN_AND_CLOSED = [
    referral("ann", "2015-03-31"),  # open, two years to the day
    referral("ben", "2015-04-01"),  # open, a day short of two years
    referral("cat", "2014-01-01", "2017-03-31"),  # closed on the day: not open
    referral("dan", "2014-01-01", "2017-04-01"),  # closed the day after: open
    referral("eve", "2017-03-31", primary_need_code="N1"),  # opened on the day: open
    referral("eve", "2017-02-01", primary_need_code="N5"),  # an episode of its own
    referral("fay", "2017-04-01"),  # not yet open
    referral("gus", "2015-01-01", nfa=True),  # no further action, and never closed: no episode of need
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
    leap = [referral("ann", "2016-02-29")]
    assert of(reading("CP20", "2018-02-28", cin_episodes=leap)) == (1, 1)
    assert of(reading("CP20", "2018-02-27", cin_episodes=leap)) == (0, 1)
