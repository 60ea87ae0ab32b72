"""Early help's indicators, each by a few rows that say why they count."""

import pytest

from tests.engine.given import reading

STARTED = [
    {"person_id": "ann", "start_date": "2016-04-01", "led_by": "school"},  # led by a partner
    {"person_id": "ben", "start_date": "2016-05-01", "led_by": "health"},  # led by a partner
    {"person_id": "cat", "start_date": "2016-05-01", "led_by": "council"},
    {"person_id": "cat", "start_date": "2017-03-31", "led_by": "commissioned"},  # paid for by the council
    {"person_id": "dan", "start_date": "2016-05-01", "led_by": None},  # nobody recorded who leads
    {"person_id": "eve", "start_date": "2016-03-31", "led_by": "school"},  # the year before
]


def counted(code: str, label: str, **given) -> tuple[float, float | None]:
    found = reading(code, label, **given)
    assert found.status == "value"
    return found.numerator, found.denominator


def test_early_help_counts_by_the_day_it_began():
    assert counted("EH01", "2016-17", early_help_episodes=STARTED) == (5, None)
    assert reading("EH01", "2016-17", early_help_episodes=STARTED).children == 4


def test_early_help_is_told_apart_by_who_leads_and_who_pays():
    def of(by: str, group: str) -> float:
        return reading("EH01", "2016-17", by=by, group=group, early_help_episodes=STARTED).numerator

    assert [of("led_by", group) for group in ("school", "council", "not known")] == [1, 1, 1]
    assert [of("offer", group) for group in ("commissioned", "universal", "not known")] == [2, 2, 1]


def test_early_help_is_set_against_referrals_and_may_be_more():
    referrals = [
        {"person_id": "ann", "referral_date": "2016-05-01"},
        {"person_id": "fay", "referral_date": "2016-05-01"},
        {"person_id": "fay", "referral_date": "2017-04-01"},  # next year's: not counted
    ]
    found = reading("EH02", "2016-17", early_help_episodes=STARTED, cin_episodes=referrals)
    assert (found.numerator, found.denominator, found.value) == (5, 2, 2.5)


def test_partners_lead_a_share_of_the_early_help_whose_lead_is_recorded():
    assert counted("EH03", "2016-17", early_help_episodes=STARTED) == (2, 4)


ENDED = [
    {"person_id": "ann", "end_date": "2016-05-01", "end_reason": "outcomes met"},
    {"person_id": "ben", "end_date": "2017-03-31", "end_reason": "outcomes met"},
    {"person_id": "cat", "end_date": "2016-05-01", "end_reason": "step up"},
    {"person_id": "dan", "end_date": "2016-05-01", "end_reason": "disengaged"},
    {"person_id": "eve", "end_date": "2016-05-01", "end_reason": None},  # no reason recorded: out of both
    {"person_id": "fay", "end_date": None, "end_reason": None},  # still open
    {"person_id": "gus", "end_date": "2017-04-01", "end_reason": "outcomes met"},  # next year's
]
ENDED = [row | {"start_date": "2015-05-01"} for row in ENDED]


def test_needs_were_met_in_a_share_of_the_early_help_that_ended():
    assert counted("EH04", "2016-17", early_help_episodes=ENDED) == (2, 4)


def test_step_ups_are_a_share_of_the_early_help_that_ended():
    assert counted("EH05", "2016-17", early_help_episodes=ENDED) == (1, 4)


def closed(name: str, reason: str = "RC9") -> dict:
    begun = {"person_id": name, "referral_date": "2015-05-01"}
    return begun | {"close_date": "2016-05-01", "close_reason": reason}


def test_a_step_down_is_picked_up_when_early_help_begins_within_28_days():
    found = counted(
        "EH06",
        "2016-17",
        cin_episodes=[
            closed("ann"), closed("ben"), closed("cat"), closed("dan"), closed("eve"),
            closed("fay", "RC8"),  # not stepped down: not counted
        ],
        early_help_episodes=[
            {"person_id": "ann", "start_date": "2016-05-01"},  # on the day: picked up
            {"person_id": "ann", "start_date": "2016-05-20"},  # twice: the closure still counts once
            {"person_id": "ben", "start_date": "2016-05-29"},  # 28 days later: picked up
            {"person_id": "cat", "start_date": "2016-05-30"},  # 29 days later: not
            {"person_id": "dan", "start_date": "2016-04-30"},  # begun before: not
            {"person_id": "fay", "start_date": "2016-05-01"},
        ],
    )  # fmt: skip
    assert found == (2, 5)


def test_a_child_returns_when_referred_or_helped_again_within_12_months():
    def ended(name: str, led_by: str = "council") -> dict:
        return {"person_id": name, "start_date": "2015-05-01", "end_date": "2016-05-01", "led_by": led_by}

    given = {
        "early_help_episodes": [
            *(ended(name) for name in ("ann", "ben", "cat", "eve")),
            *(ended(name, "school") for name in ("dan", "fay")),
            {"person_id": "dan", "start_date": "2017-05-01"},  # again, on the last day of the 12 months
            {"person_id": "eve", "start_date": "2016-05-01"},  # begun as the other ended: no return
        ],
        "cin_episodes": [
            {"person_id": "ann", "referral_date": "2016-05-02"},  # the day after: returned
            {"person_id": "ben", "referral_date": "2017-05-02"},  # a day too late
            {"person_id": "cat", "referral_date": "2016-05-01"},  # stepped up as help ended: no return
        ],
    }
    assert counted("EH07", "2016-17", **given) == (2, 6)  # ann and dan
    of_schools = reading("EH07", "2016-17", by="offer", group="universal", **given)
    assert (of_schools.numerator, of_schools.denominator) == (1, 2)


def test_12_months_after_a_leap_day_end_on_the_last_of_february():
    given = {
        "early_help_episodes": [
            {"person_id": "ann", "start_date": "2015-05-01", "end_date": "2016-02-29"},
            {"person_id": "ben", "start_date": "2015-05-01", "end_date": "2016-02-29"},
        ],
        "cin_episodes": [
            {"person_id": "ann", "referral_date": "2017-02-28"},
            {"person_id": "ben", "referral_date": "2017-03-01"},
        ],
    }
    assert counted("EH07", "2015-16", **given) == (1, 2)


@pytest.mark.parametrize(("code", "days"), [("EH06", 28), ("EH07", 366)])
def test_what_follows_must_have_been_seen(code: str, days: int):
    ends_with_the_year = ("2010-04-01", "2017-03-31")
    given = {"early_help_episodes": ENDED, "cin_episodes": [closed("ann")]}
    assert reading(code, "2016-17", covers=ends_with_the_year, **given).status == "incomplete", days
    assert reading(code, "2016-17", **given).status == "value"
