"""The workforce indicators, each by a few rows that say why they count."""

from tests.engine.given import reading

RETURNED = [
    {"as_at": "2016-09-30", "cases": 300, "case_holder_fte": 20.0, "in_post_fte": 40.0, "agency_fte": 10.0,
     "vacant_fte": 5.0},
    {"as_at": "2015-09-30", "cases": 999, "case_holder_fte": 1.0, "in_post_fte": 1.0, "agency_fte": 9.0,
     "vacant_fte": 9.0},  # the year before
]  # fmt: skip

WORKERS = [
    {"caseload": 20, "fte": 1.0, "agency": False},
    {"caseload": 10, "fte": 0.5, "agency": True},
    {"caseload": 0, "fte": 1.0, "agency": False},  # holds no cases: a post, but not a case holder
    {"caseload": None, "fte": 1.0, "agency": False},  # not said whether: a post, not a case holder
    {"caseload": 12, "fte": None, "agency": True},  # nobody said for how many hours: cannot be counted
    {"caseload": 15, "fte": 1.0, "agency": None},  # a case holder; not known whether of an agency
]
WORKERS = [row | {"as_at": "2016-09-30"} for row in WORKERS]


def counted(code: str, label: str, **given) -> tuple[float, float | None]:
    found = reading(code, label, **given)
    assert found.status == "value"
    return found.numerator, found.denominator


def test_a_caseload_is_the_return_s_own_cases_and_hours():
    assert counted("WF01", "2016", workforce=RETURNED) == (300, 20)


def test_a_caseload_is_worked_out_from_the_workers_where_no_return_was_sent():
    assert counted("WF01", "2016", workforce=None, professionals=WORKERS) == (45, 2.5)


def test_a_return_goes_before_the_list_of_workers_and_nobody_counts_twice():
    assert counted("WF01", "2016", workforce=RETURNED, professionals=WORKERS) == (300, 20)
    assert counted("WF02", "2016", workforce=RETURNED, professionals=WORKERS) == (10, 50)


def test_the_list_of_workers_speaks_for_the_years_without_a_return():
    earlier = [row | {"as_at": "2014-09-30"} for row in WORKERS]
    assert counted("WF01", "2014", workforce=RETURNED, professionals=earlier) == (45, 2.5)


def test_agency_workers_are_a_share_of_agency_and_own_together():
    assert counted("WF02", "2016", workforce=RETURNED) == (10, 50)
    assert counted("WF02", "2016", workforce=None, professionals=WORKERS) == (0.5, 3.5)


def test_no_agency_workers_is_nought_and_not_unknown():
    own = [row | {"agency": False} for row in WORKERS]
    assert counted("WF02", "2016", workforce=None, professionals=own) == (0, 4.5)


def test_vacancies_are_a_share_of_vacant_and_filled_posts():
    assert counted("WF03", "2016", workforce=RETURNED) == (5, 45)


def test_vacancies_cannot_be_told_from_a_list_of_workers():
    assert reading("WF03", "2016", workforce=None, professionals=WORKERS).status == "not measured"


def test_a_child_with_three_workers_in_the_year_is_counted():
    care = [{"person_id": name, "start_date": "2015-05-01"} for name in ("ann", "ben", "cat", "dan")]

    def worker(child: str, name: str, start: str, end: str | None = None) -> dict:
        return {"person_id": child, "professional_id": name, "start_date": start, "end_date": end}

    involvements = [
        worker("ann", "x", "2015-01-01", "2016-04-01"),  # left on the year's first day: one of three
        worker("ann", "y", "2016-04-01", "2016-09-01"),
        worker("ann", "z", "2017-03-31"),  # came on its last day: the third
        worker("ben", "x", "2015-01-01", "2016-03-31"),  # left before the year: ben had two in it
        worker("ben", "y", "2016-05-01"),
        worker("ben", "z", "2016-06-01"),
        worker("cat", "x", "2016-05-01", "2016-06-01"),  # the same one came back: cat had two
        worker("cat", "x", "2016-07-01", "2016-08-01"),
        worker("cat", "y", "2016-08-01"),
        worker("eve", "x", "2016-05-01"),  # not in care; dan is, with nobody recorded
    ]
    assert counted("WF04", "2016-17", cla_episodes=care, involvements=involvements) == (1, 4)
