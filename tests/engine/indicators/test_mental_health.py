"""Waits for mental health services, each indicator by a few rows that say why they count."""

import pytest

from tests.engine.given import reading


def month(as_at: str, pathway: str = "core", **totals) -> dict:
    return {"as_at": as_at, "pathway": pathway, **totals}


WAITING = [
    month("2017-02-28", waiting=900, waiting_18_weeks=900),  # a month before: not the last day
    month("2017-03-31", waiting=100, waiting_18_weeks=80),
    month("2017-03-31", "neurodevelopmental", waiting=50, waiting_18_weeks=10),
    month("2017-03-31", "crisis", waiting=7),  # of these nobody says how long: waiting, but in no share
    month("2017-03-31", "all", waiting=157, waiting_18_weeks=90),  # the same children again
    month("2017-04-30", waiting=900, waiting_18_weeks=900),  # a month after
]


def counted(code: str, label: str, **given) -> tuple[float, float | None]:
    found = reading(code, label, **given)
    assert found.status == "value"
    return found.numerator, found.denominator


@pytest.mark.parametrize("label", ["2016-17", "2016-17-Q4", "2017-M03"])
def test_the_list_is_that_of_the_last_day_however_long_the_period(label: str):
    assert counted("CA01", label, camhs=WAITING) == (157, None)


def test_the_list_is_told_apart_by_pathway():
    assert reading("CA01", "2016-17", by="pathway", group="crisis", camhs=WAITING).numerator == 7


def test_waiting_in_time_is_a_share_of_those_whose_wait_is_known():
    assert counted("CA02", "2016-17", camhs=WAITING) == (90, 150)


STARTS = [
    month("2016-04-30", starts=10, starts_18_weeks=9, starts_4_weeks=4),
    month("2016-05-31", starts=20, starts_18_weeks=11, starts_4_weeks=5),
    month("2016-05-31", "crisis", starts=5, starts_18_weeks=5),  # not said how many within four weeks
    month("2016-05-31", "all", starts=25, starts_18_weeks=16, starts_4_weeks=5),  # the same children again
    month("2016-03-31", starts=99, starts_18_weeks=99, starts_4_weeks=99),  # the quarter before
    month("2016-07-31", starts=99, starts_18_weeks=99, starts_4_weeks=99),  # the quarter after
]


def test_treatment_began_within_18_weeks_over_all_months_of_the_period():
    assert counted("CA03", "2016-17-Q1", camhs=STARTS) == (25, 35)


def test_help_began_within_four_weeks_where_the_trust_says_so():
    assert counted("CA04", "2016-17-Q1", camhs=STARTS) == (9, 30)


MEDIANS = [
    month("2016-05-31", "all", median_wait=41.5, p90_wait=210.0),  # what the trust worked out
    month("2016-05-31", "core", median_wait=30.0, p90_wait=100.0),  # of one pathway
    month("2016-05-31", "crisis", median_wait=1.0, p90_wait=3.0),  # of another
    month("2016-04-30", "all", median_wait=99.0, p90_wait=999.0),  # the month before
]


def test_a_median_is_handed_on_and_never_worked_out_from_parts():
    assert reading("CA05a", "2016-M05", camhs=MEDIANS).value == 41.5
    assert reading("CA05b", "2016-M05", camhs=MEDIANS).value == 210.0


def test_a_median_that_nobody_gave_is_no_value():
    assert reading("CA05a", "2016-M06", camhs=MEDIANS).value is None


def eating(as_at: str, routine: tuple[int, int], urgent: tuple[int, int], pathway="eating disorder") -> dict:
    """A month of treatment starts: (in time, all) of routine and of urgent cases."""
    names = ("routine_4_weeks", "routine_starts", "urgent_1_week", "urgent_starts")
    return month(as_at, pathway, **dict(zip(names, (*routine, *urgent), strict=True)))


EATING_DISORDER = [
    eating("2016-04-30", (5, 6), (1, 2)),
    eating("2016-06-30", (4, 4), (0, 0)),  # nobody urgent that month
    month("2016-06-30", "core", starts=40),  # has neither
    eating("2016-06-30", (9, 10), (1, 2), pathway="all"),  # the same children again
    eating("2016-03-31", (9, 9), (9, 9)),  # the quarter before
    eating("2016-07-31", (9, 9), (9, 9)),  # the quarter after
]


def test_routine_and_urgent_eating_disorder_cases_have_their_own_clocks():
    assert counted("CA06a", "2016-17-Q1", camhs=EATING_DISORDER) == (9, 10)
    assert counted("CA06b", "2016-17-Q1", camhs=EATING_DISORDER) == (1, 2)
