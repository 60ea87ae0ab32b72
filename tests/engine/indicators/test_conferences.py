"""CP03 to CP06: section 47 enquiries and conferences, each by a few rows that say why."""

from tests.engine.given import reading

IN_2016 = [{"year": 2016, "residents": 10_000}, {"year": 2017, "residents": 40_000}]
ENQUIRIES = [
    {"person_id": "ann", "start_date": "2016-03-31"},  # the day before the year
    {"person_id": "ann", "start_date": "2016-04-01"},  # its first day: counts
    {"person_id": "ann", "start_date": "2016-09-01"},  # the same child again: counts again
    {"person_id": "ben", "start_date": "2017-03-31", "end_date": "2017-04-20"},  # its last day: counts
    {"person_id": "cat", "start_date": "2017-01-10"},  # counts
    {"person_id": "dan", "start_date": "2017-04-01"},  # the day after
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
            {"person_id": "ann", "icpc_date": "2016-04-10", "s47_start_date": "2016-03-31"},  # held in it: counts
            {"person_id": "ben", "icpc_date": "2017-04-10", "s47_start_date": "2017-03-31"},  # held after it
            {"person_id": "eve", "icpc_date": "2016-05-01", "transfer_in": True},  # moved here on a plan
            {"person_id": "fay", "icpc_date": "2016-05-01", "transfer_in": False},  # enquiry not known: counts
        ],
    )
    assert (*of(found), found.value) == (2, 4, 50)


def test_a_conference_is_in_time_on_the_15th_working_day_after_the_enquiry_began():
    conferences = [
        {"person_id": "ann", "s47_start_date": "2016-06-01", "icpc_date": "2016-06-22"},  # the 15th: in time
        {"person_id": "ben", "s47_start_date": "2016-06-01", "icpc_date": "2016-06-23"},  # the 16th: late
        {"person_id": "cat", "s47_start_date": "2016-06-01", "icpc_date": "2016-07-22"},  # late
        {"person_id": "dan", "icpc_date": "2016-06-10"},  # enquiry not known: left out
        {"person_id": "eve", "s47_start_date": "2016-06-01", "icpc_date": "2016-06-02", "transfer_in": True},
        {"person_id": "fay", "s47_start_date": "2016-03-30", "icpc_date": "2016-04-01"},  # in the period: in time
        {"person_id": "gus", "s47_start_date": "2016-03-01", "icpc_date": "2016-03-31"},  # before it
    ]
    assert of(reading("CP05", "2016-17", initial_cp_conference=conferences)) == (2, 4)
    assert of(reading("CP05", "2016-M04", initial_cp_conference=conferences)) == (1, 1)


def test_a_conference_leads_to_a_plan_where_its_outcome_says_so():
    found = reading(
        "CP06",
        "2016-17",
        initial_cp_conference=[
            {"person_id": "ann", "icpc_date": "2016-06-01", "outcome_cp": True},
            {"person_id": "ben", "icpc_date": "2016-06-01", "outcome_cp": True},  # his brother, the same meeting
            {"person_id": "cat", "icpc_date": "2016-06-01", "outcome_cp": False},
            {"person_id": "dan", "icpc_date": "2016-06-01"},  # not recorded: left out
            {"person_id": "eve", "icpc_date": "2016-06-01", "outcome_cp": True, "transfer_in": True},  # left out
            {"person_id": "fay", "icpc_date": "2016-03-31", "outcome_cp": True},  # before the period
        ],
    )
    assert of(found) == (2, 3)
