"""Working days, against dates worked out by hand and against numpy's way of counting."""

from datetime import date, timedelta

import numpy
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lineofsight.workdays import add_working_days, bank_holidays, is_working_day, working_days

days = st.dates(date(2005, 1, 1), date(2030, 12, 31))


def test_a_weekend_and_a_bank_holiday_carry_the_number_of_the_last_working_day():
    # Christmas Day 2016 was a Sunday, so Tuesday the 27th was its bank holiday.
    assert working_days(date(2016, 12, 22), date(2016, 12, 29)) == [
        (date(2016, 12, 22), 1),
        (date(2016, 12, 23), 2),
        (date(2016, 12, 24), 2),
        (date(2016, 12, 25), 2),
        (date(2016, 12, 26), 2),
        (date(2016, 12, 27), 2),
        (date(2016, 12, 28), 3),
        (date(2016, 12, 29), 4),
    ]


def test_days_before_the_first_working_day_carry_nought():
    assert working_days(date(2017, 4, 15), date(2017, 4, 18)) == [
        (date(2017, 4, 15), 0),  # Saturday
        (date(2017, 4, 16), 0),
        (date(2017, 4, 17), 0),  # Easter Monday
        (date(2017, 4, 18), 1),
    ]


def test_there_are_no_days_when_the_last_is_before_the_first():
    assert working_days(date(2017, 4, 2), date(2017, 4, 1)) == []


@pytest.mark.parametrize(
    ("start", "n", "due"),
    [
        (date(2017, 3, 1), 45, date(2017, 5, 8)),  # nine weeks, then Good Friday, Easter Monday and May Day
        (date(2016, 12, 23), 1, date(2016, 12, 28)),
        (date(2017, 4, 15), 1, date(2017, 4, 18)),  # from the Saturday before Easter
        (date(2017, 4, 18), -1, date(2017, 4, 13)),
        (date(2017, 4, 15), 0, date(2017, 4, 15)),
    ],
)
def test_a_deadline_is_the_nth_working_day_after_the_day_that_started_the_clock(start, n, due):
    assert add_working_days(start, n) == due


@pytest.mark.parametrize(
    ("day", "occasion"),
    [
        (date(2011, 4, 29), "royal wedding"),
        (date(2012, 6, 5), "Diamond Jubilee"),
        (date(2020, 5, 8), "May Day moved to VE Day"),
        (date(2022, 9, 19), "state funeral"),
        (date(2023, 5, 8), "coronation"),
    ],
)
def test_a_bank_holiday_given_once_is_no_working_day(day, occasion):
    assert not is_working_day(day), occasion


def test_holidays_of_scotland_and_northern_ireland_are_working_days_in_england():
    assert is_working_day(date(2017, 1, 3))
    assert is_working_day(date(2017, 3, 17))


@given(day=days, n=st.integers(1, 120))
def test_a_deadline_is_a_working_day_and_n_of_them_have_passed(day, n):
    due = add_working_days(day, n)
    numbers = dict(working_days(day, due))
    assert is_working_day(due)
    assert numbers[due] - numbers[day] == n


@given(first=days, length=st.integers(0, 400))
def test_the_running_number_is_what_numpy_counts(first, length):
    last = first + timedelta(days=length)
    closed = sorted(set().union(*(bank_holidays(year) for year in range(first.year, last.year + 1))))
    # numpy leaves its end out, so the day after the last.
    counted = numpy.busday_count(first, last + timedelta(days=1), holidays=closed)
    assert working_days(first, last)[-1] == (last, counted)
