"""Sentences and the times that they name."""

import pytest

from lineofsight.claims.reading.numbers import numbers
from lineofsight.claims.reading.times import Time, times
from lineofsight.engine import periods


def shown(one: Time) -> str:
    return one.label or (f"({one.relative})" if one.relative else f"?{one.words}")


SENTENCES = [
    # Financial years, alone and together.
    ("In 2016/17 referrals rose", "2016-17"),
    ("2016-17", "2016-17"),
    ("2016–17", "2016-17"),
    ("2016-2017", "2016-17"),
    ("2016/2017", "2016-17"),
    ("2016 / 17", "2016-17"),
    ("FY 2016/17", "2016-17"),
    ("the financial year 2016/17", "2016-17"),
    ("1999-00", "1999-00"),
    ("1999/2000", "1999-00"),
    ("in 16/17", "2016-17"),
    ("FY16/17", "2016-17"),
    ("16/17 of them", ""),
    ("from 4,966 in 2015/16 to 5,497 in 2016/17", "2015-16 2016-17"),
    ("2015/16 and 2016/17", "2015-16 2016-17"),
    ("2014/15, 2015/16 and 2016/17", "2014-15 2015-16 2016-17"),
    ("2014/15 to 2016/17", "2014-15..2016-17"),
    ("2014/15–2016/17", "2014-15..2016-17"),
    ("from 2014-15 until 2016-17", "2014-15..2016-17"),
    ("between 2014/15 and 2016/17", "2014-15..2016-17"),
    ("between 2014/15 and 2016/17 and in 2017/18", "2014-15..2016-17 2017-18"),
    ("2016/17 to 2014/15", "2016-17 2014-15"),
    ("2014/16 to 2016/17", "2014-15..2015-16 2016-17"),
    ("the CSE Strategy 2015-17", "2015-16..2016-17"),
    ("the Strategy 2017-19", "2017-18..2018-19"),
    ("2012-2017", "2012-13..2016-17"),
    ("2012 – 2017", "2012-13..2016-17"),
    ("2016/15", "?2016/15"),
    ("2016/17's figures", "2016-17"),
    ("(2016/17)", "2016-17"),
    ("2016/17.", "2016-17"),
    ("2016/17%", ""),
    # The year to a day, and other months up to one.
    ("in the year to March 2017", "2016-17"),
    ("year ending 31 March 2017", "2016-17"),
    ("the year ended 31st March 2017", "2016-17"),
    ("the year up to the end of March 2017", "2016-17"),
    ("the 12 months to March 2017", "2016-17"),
    ("twelve months ending 31 December 2016", "R12-2016-M12"),
    ("the year to December 2016", "R12-2016-M12"),
    ("the 12 months to September 2016", "R12-2016-M09"),
    ("the three months to June 2016", "2016-17-Q1"),
    ("six months to September 2016", "2016-04-01..2016-09-30"),
    ("the quarter to December 2016", "2016-17-Q3"),
    ("the year to 23 October 2016", "2015-10-24..2016-10-23"),
    ("the year to 31 March", "(year to --03-31)"),
    ("1 April 2016 to 31 March 2017", "2016-17"),
    # Days.
    ("at 31 March 2017", "2017-03-31"),
    ("31st March 2017", "2017-03-31"),
    ("the 31st of March 2017", "2017-03-31"),
    ("31 Mar 2017", "2017-03-31"),
    ("31 March, 2017", "2017-03-31"),
    ("March 31, 2017", "2017-03-31"),
    ("March 31st 2017", "2017-03-31"),
    ("Tuesday 13 September 2016", "2016-09-13"),
    ("13 Sept. 2016", "2016-09-13"),
    ("31/03/2017", "2017-03-31"),
    ("31.03.2017", "2017-03-31"),
    ("31-03-2017", "2017-03-31"),
    ("31/3/17", "2017-03-31"),
    ("2017-03-31", "2017-03-31"),
    ("31\u00a0March\u00a02017", "2017-03-31"),
    ("３１ March ２０１７", "2017-03-31"),
    ("at the end of March 2017", "2017-03-31"),
    ("31 February 2017", "?31 February 2017"),
    ("31/13/2017", "?31/13/2017"),
    ("13 September", "(--09-13)"),
    ("24 October to 17 November 2016", "2016-10-24..2016-11-17"),
    ("24 Oct-17 Nov 2016", "2016-10-24..2016-11-17"),
    ("24 October 2016 – 17 November 2016", "2016-10-24..2016-11-17"),
    ("12 December to 6 January 2017", "2016-12-12..2017-01-06"),
    ("1-5 March 2017", "2017-03-01..2017-03-05"),
    ("1 to 5 March 2017", "2017-03-01..2017-03-05"),
    ("9 and 10 October 2016", "2016-10-09..2016-10-10"),
    ("9 and 30 October 2016", "?9 and 30 October 2016"),
    ("24 October to 17 November", "(--10-24..--11-17)"),
    ("at 31 March 2016 and 31 March 2017", "2016-03-31 2017-03-31"),
    ("354 on 23 October 2016 and 517", "2016-10-23"),
    # Months.
    ("in March 2017", "2017-M03"),
    ("Sept 2016", "2016-M09"),
    ("September, 2016", "2016-M09"),
    ("MARCH 2017", "2017-M03"),
    ("Nov-Dec 2016", "2016-11-01..2016-12-31"),
    ("November and December 2016", "2016-11-01..2016-12-31"),
    ("April to June 2016", "2016-17-Q1"),
    ("April 2016 to March 2017", "2016-17"),
    ("January to December 2016", "2016"),
    ("November to February 2017", "2016-11-01..2017-02-28"),
    ("March 2016 and March 2017", "2016-M03 2017-M03"),
    ("in March", "(--03)"),
    ("by September", "(--09)"),
    ("15 may have risen", ""),
    ("they march on", ""),
    ("Practitioners in may", ""),
    # Quarters.
    ("Q3", "(Q3)"),
    ("Q4 2016-17", "2016-17-Q4"),
    ("Q3 2016/17", "2016-17-Q3"),
    ("Q3 of 2016/17", "2016-17-Q3"),
    ("quarter 3 of 2016/17", "2016-17-Q3"),
    ("Quarter 3 (2016/17)", "2016-17-Q3"),
    ("quarter three of 2016/17", "2016-17-Q3"),
    ("the third quarter of 2016/17", "2016-17-Q3"),
    ("the final quarter of 2016/17", "2016-17-Q4"),
    ("the second quarter", "(Q2)"),
    ("2016-17 Q2", "2016-17-Q2"),
    ("2016-17-Q2", "2016-17-Q2"),
    ("Q1 and Q2", "(Q1) (Q2)"),
    ("in the last quarter two reviews", "(previous quarter)"),
    ("a quarter of referrals", ""),
    # Calendar and academic years, seasons, labels as the engine writes them.
    ("in 2016", "2016"),
    ("since 2012", "2012"),
    ("2015, 2016 and 2017", "2015 2016 2017"),
    ("the 2016 inspection", "2016"),
    ("mid-2016", "2016"),
    ("2016's inspection", "2016"),
    ("in 2016 children waited", "2016"),
    ("2016 children waited", ""),
    ("of the 2016 referrals", ""),
    ("nearly 2000", ""),
    ("2,016", ""),
    ("£2016", ""),
    ("2016%", ""),
    ("20167", ""),
    ("academic year 2016/17", "AY2016-17"),
    ("the 2016/17 academic year", "AY2016-17"),
    ("school year 2016-17", "AY2016-17"),
    ("AY2016-17", "AY2016-17"),
    ("R12-2016-M12", "R12-2016-M12"),
    ("2016-M12", "2016-M12"),
    ("2014-15..2016-17", "2014-15..2016-17"),
    ("2016-10-01..2017-09-29", "2016-10-01..2017-09-29"),
    ("summer 2016", "(summer 2016)"),
    ("autumn term 2016", "(autumn term 2016)"),
    ("the 1990s", "?1990s"),
    ("Children Act 1989", ""),
    ("Working Together 2015 and in 2016", "2016"),
    # Times told from another.
    ("last year", "(previous year)"),
    ("the previous year", "(previous year)"),
    ("the prior financial year", "(previous year)"),
    ("a year earlier", "(previous year)"),
    ("the year before", "(previous year)"),
    ("last year's report", "(previous year)"),
    ("this year", "(this year)"),
    ("the current quarter", "(this quarter)"),
    ("during the year", "(this year)"),
    ("next year", "(next year)"),
    ("the coming year", "(next year)"),
    ("the same month", "(same month)"),
    ("last month", "(previous month)"),
    ("since then", "(since then)"),
    ("in recent years", ""),
    ("at last yearly", ""),
]
LABELS = sorted({one.label for text, _ in SENTENCES for one in times(text) if one.label})


@pytest.mark.parametrize(("text", "expected"), SENTENCES)
def test_a_sentence_names_these_times(text, expected):
    found = times(text)
    assert " ".join(shown(one) for one in found) == expected
    assert [text[one.start : one.end] for one in found] == [one.words for one in found]


@pytest.mark.parametrize("label", LABELS)
def test_the_engine_reads_every_label(label):
    assert periods.parse(label).label == label
    assert [one.label for one in times(f"in {label} there")] == [label]


@pytest.mark.parametrize(
    "text", ["16/17 of them", "2016/17%", "2,016", "£2016", "2016%", "20167", "nearly 2000"]
)
def test_digits_that_name_no_time_are_read_as_numbers(text):
    assert numbers(text)
