"""CP03 to CP06: section 47 enquiries and conferences, each by a few rows that say why."""

from tests.engine.given import reading

IN_2016 = [{"year": 2016, "residents": 10_000}, {"year": 2017, "residents": 40_000}]


def enquiry(person, start, end=None):
    return {"person_id": person, "start_date": start, "end_date": end}


def conference(person, day, enquiry_began=None, **more):
    return {"person_id": person, "icpc_date": day, "s47_start_date": enquiry_began, **more}


ENQUIRIES = [
    enquiry("ann", "2016-03-31"),  # the day before the year
    enquiry("ann", "2016-04-01"),  # its first day: counts
    enquiry("ann", "2016-09-01"),  # the same child again: counts again
    enquiry("ben", "2017-03-31", "2017-04-20"),  # its last day: counts
    enquiry("cat", "2017-01-10"),  # counts
    enquiry("dan", "2017-04-01"),  # the day after
]


def of(found):
    return found.numerator, found.denominator


def test_enquiries_are_counted_in_the_year_they_start():
    found = reading("CP03", "2016-17", s47_enquiry=ENQUIRIES, population=IN_2016)
    assert (*of(found), found.value) == (4, 10_000, 4.0)
    assert found.children == 3


def test_a_rolling_year_takes_the_population_of_the_year_that_it_ends_in():
    found = reading("CP03", "R12-2017-M04", s47_enquiry=ENQUIRIES, population=IN_2016)
    assert of(found) == (4, 40_000)  # September, January, March and 1 April 2017


def test_conferences_are_set_against_the_enquiries_of_the_year():
    found = reading(
        "CP04",
        "2016-17",
        s47_enquiry=ENQUIRIES,
        initial_cp_conference=[
            conference("ann", "2016-04-10", "2016-03-31"),  # held in it: counts
            conference("ben", "2017-04-10", "2017-03-31"),  # held after it
            conference("eve", "2016-05-01", transfer_in=True),  # moved here on a plan
            conference("fay", "2016-05-01", transfer_in=False),  # enquiry not known: counts
        ],
    )
    assert (*of(found), found.value) == (2, 4, 50)


def test_a_conference_is_in_time_on_the_15th_working_day_after_the_enquiry_began():
    conferences = [
        conference("ann", "2016-06-22", "2016-06-01"),  # the 15th: in time
        conference("ben", "2016-06-23", "2016-06-01"),  # the 16th: late
        conference("cat", "2016-07-22", "2016-06-01"),  # late
        conference("dan", "2016-06-10"),  # enquiry not known: left out
        conference("eve", "2016-06-02", "2016-06-01", transfer_in=True),
        conference("fay", "2016-04-01", "2016-03-30"),  # in the period: in time
        conference("gus", "2016-03-31", "2016-03-01"),  # before it
    ]
    assert of(reading("CP05", "2016-17", initial_cp_conference=conferences)) == (2, 4)
    assert of(reading("CP05", "2016-M04", initial_cp_conference=conferences)) == (1, 1)


def test_a_conference_leads_to_a_plan_where_its_outcome_says_so():
    found = reading(
        "CP06",
        "2016-17",
        initial_cp_conference=[
            conference("ann", "2016-06-01", outcome_cp=True),
            conference("ben", "2016-06-01", outcome_cp=True),  # his brother, the same meeting
            conference("cat", "2016-06-01", outcome_cp=False),
            conference("dan", "2016-06-01"),  # not recorded: left out
            conference("eve", "2016-06-01", outcome_cp=True, transfer_in=True),  # left out
            conference("fay", "2016-03-31", outcome_cp=True),  # before the period
        ],
    )
    assert of(found) == (2, 3)
