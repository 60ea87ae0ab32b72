"""LH01 to LH10: the health of children looked after, each by a few rows that say why."""

import random
from datetime import date, timedelta

from lineofsight.workdays import add_working_days
from tests.engine.given import reading, readings
from tests.engine.side_by_side import side_by_side

BORN = {
    "ann": "2013-01-15",  # 4 on 31 March 2017
    "bob": "2014-06-15",  # 2
    "cat": "2005-01-15",  # 12
    "dan": "2004-01-15",
    "eve": "2003-01-15",
}
PEOPLE = [{"person_id": name, "dob": dob} for name, dob in BORN.items()]


def of(found):
    return found.numerator, found.denominator


def cared_for(*names, since="2015-01-01", **more):
    return [came(name, since, **more) for name in names]


def check(person, day, kind="health", status="completed"):
    return {"person_id": person, "check_type": kind, "check_date": day, "status": status}


def came(person, day, end=None, reason="S", entered=None, **more):
    return {
        "person_id": person, "start_date": day, "end_date": end, "start_reason": reason,
        "entered_care_date": entered or day, **more,
    }  # fmt: skip


def returned(person, year_end="2017-03-31", **answers):
    return {"person_id": person, "year_end": year_end, **answers}


# --- LH01 to LH03, from dates ----------------------------------------------------------------------


ASSESSED = [
    (1, "cat", [check("cat", "2016-04-01")], "at twelve, one on the year's first day will do"),
    (0, "cat", [check("cat", "2016-03-31")], "a day earlier it is of the year before"),
    (0, "cat", [check("cat", "2017-04-01")], "a day after the year's end"),
    (0, "cat", [check("cat", "2016-08-01", status="refused")], "declined counts as not done"),
    (0, "cat", [check("cat", "2016-08-01", kind="dental")], "a dentist does not assess health"),
    (1, "ann", [check("ann", "2016-09-30"), check("ann", "2016-10-01")], "at four, one in each half"),
    (0, "ann", [check("ann", "2016-10-01"), check("ann", "2017-03-31")], "two in one half will not do"),
    (0, "ann", [check("ann", "2016-09-30")], "nor will one"),
]


def test_health_is_assessed_once_a_year_and_twice_under_five():
    given = [
        {"person": PEOPLE, "cla_episodes": cared_for(child), "cla_health": checks}
        for _, child, checks, _ in ASSESSED
    ]
    for counts, (assessed, _, _, why) in zip(side_by_side("LH01", "2016-17", given), ASSESSED, strict=True):
        assert counts == (assessed, 1), why


def test_the_cohort_was_looked_after_all_year():
    found = reading(
        "LH01",
        "2016-17",
        person=PEOPLE,
        cla_episodes=[
            *cared_for("cat", since="2016-03-31"),  # twelve months to the day
            *cared_for("dan", since="2016-04-01"),  # a day short
            *cared_for("eve", legal_status="V4"),  # short breaks
            *cared_for("ann", end="2017-03-31"),  # left on the day
            # A change of placement in the year does not break the period of care.
            came("bob", "2016-12-01", reason="P", entered="2015-12-01"),
        ],
    )
    assert of(found) == (0, 2)


def test_teeth_are_checked_in_the_year():
    found = reading(
        "LH02",
        "2016-17",
        person=PEOPLE,
        cla_episodes=cared_for("ann", "cat", "dan", "eve"),
        cla_health=[
            check("ann", "2016-04-01", kind="dental"),  # one a year, under five too
            check("cat", "2016-03-31", kind="dental"),  # the year before
            check("dan", "2016-08-01", kind="dental", status="planned"),  # not done yet
            check("eve", "2016-08-01"),  # health, not teeth
        ],
    )
    assert of(found) == (1, 4)


def immunised(person, day, up_to_date):
    return {"person_id": person, "status_date": day, "up_to_date": up_to_date}


def test_immunisations_are_as_last_recorded_by_the_years_end():
    found = reading(
        "LH03",
        "2016-17",
        person=PEOPLE,
        cla_episodes=cared_for(*BORN),
        cla_immunisations=[
            immunised("ann", "2014-01-01", True),  # long ago, never changed since
            immunised("bob", "2016-01-01", True),
            immunised("bob", "2017-01-01", False),  # the later one stands
            immunised("cat", "2016-01-01", False),
            immunised("cat", "2017-03-31", True),  # on the day: stands
            immunised("dan", "2017-04-01", True),  # after the day
            immunised("ann", "2017-03-01", None),  # asked, nothing recorded: says nothing
            # nothing is recorded of eve: not up to date, as far as is known
        ],
    )
    assert of(found) == (2, 5)


# --- LH01 to LH06, from the return -----------------------------------------------------------------


def test_the_returns_own_answers_go_before_dates_for_that_year():
    given = {
        "person": PEOPLE,
        "cla_episodes": cared_for("cat", "dan", since="2014-01-01"),
        "cla_health": [check("cat", "2016-08-01"), check("cat", "2015-08-01"), check("dan", "2015-08-01")],
        "oc2": [
            returned("cat", health_assessment=False, teeth_check=True),  # dates say otherwise; not heard
            returned("eve", health_assessment=True),  # no dates are held of eve
            returned("ann"),  # no answer: in the cohort, not shown to be assessed
        ],
    }
    assert of(reading("LH01", "2016-17", **given)) == (1, 3)
    assert of(reading("LH02", "2016-17", **given)) == (1, 3)
    # No return was made for the year before: dates speak.
    assert of(reading("LH01", "2015-16", **given)) == (2, 2)


def test_either_source_will_do():
    episodes = {"cla_episodes": cared_for("cat"), "cla_health": [check("cat", "2016-08-01")]}
    by_dates = reading("LH01", "2016-17", person=PEOPLE, oc2=None, **episodes)
    assert (*of(by_dates), by_dates.status) == (1, 1, "value")
    by_return = reading("LH01", "2016-17", person=PEOPLE, oc2=[returned("cat", health_assessment=True)])
    assert (*of(by_return), by_return.status) == (1, 1, "value")


def test_neither_source_is_not_measured():
    assert reading("LH01", "2016-17", oc2=None).status == "not measured"


def test_immunisations_and_scores_are_read_from_the_return_too():
    answers = [returned("cat", immunisations=True, sdq_score=17), returned("dan", immunisations=False)]
    assert of(reading("LH03", "2016-17", person=PEOPLE, oc2=answers)) == (1, 2)
    assert of(reading("LH05", "2016-17", person=PEOPLE, oc2=answers)) == (1, 2)
    assert of(reading("LH06", "2016-17", person=PEOPLE, oc2=answers)) == (1, 1)


def test_development_is_checked_under_five():
    found = reading(
        "LH04",
        "2016-17",
        person=PEOPLE,
        oc2=[
            returned("ann", health_check=True),  # four
            returned("bob", health_check=False),  # two
            returned("cat", health_check=True),  # twelve: not asked of her
            returned("ann", year_end="2016-03-31", health_check=False),  # the year before
            returned("dan"),  # no answer
        ],
    )
    assert of(found) == (1, 2)


def scored(person, day, score, **more):
    return {"person_id": person, "completed_date": day, "score": score, **more}


def test_a_score_is_of_a_child_of_5_to_16_and_of_the_year():
    born = {"4": "2012-04-15", "5": "2012-03-15", "16": "2000-04-15", "17": "2000-03-15"}
    found = reading(
        "LH05",
        "2016-17",
        person=[{"person_id": name, "dob": dob} for name, dob in born.items()],
        cla_episodes=cared_for(*born),
        sdq_scores=[
            scored("4", "2016-08-01", 10),  # five next month: not of the cohort
            scored("5", "2016-08-01", 10),  # counts
            scored("16", "2016-03-31", 10),  # the year before
            scored("16", "2016-08-01", None, reason="SDQ2"),  # says why there is none
            scored("17", "2016-08-01", 10),  # seventeen: not of the cohort
        ],
    )
    assert of(found) == (1, 2)


def test_concern_is_told_by_the_latest_score_of_the_year():
    found = reading(
        "LH06",
        "2016-17",
        person=PEOPLE,
        cla_episodes=cared_for("cat", "dan", "eve"),
        sdq_scores=[
            scored("cat", "2016-05-01", 12),
            scored("cat", "2017-01-01", 17),  # the latest: a concern
            scored("dan", "2016-05-01", 30),
            scored("dan", "2017-01-01", 16),  # the latest: none
            scored("eve", "2016-03-31", 30),  # the year before: no score in the year
        ],
    )
    assert of(found) == (1, 2)


# --- LH07 and LH08: coming into care ---------------------------------------------------------------


ENTERED = [
    ((1, 1), [came("ann", "2016-09-01")], ["2016-09-29"], "the 20th working day"),
    ((0, 1), [came("ann", "2016-09-01")], ["2016-09-30"], "the 21st"),
    ((1, 1), [came("ann", "2016-09-01")], ["2016-09-01"], "the day itself"),
    ((0, 1), [came("ann", "2016-09-01")], ["2016-08-31"], "a check before care does not count"),
    ((1, 1), [came("ann", "2016-09-01")], ["2016-08-31", "2016-09-20", "2016-12-01"], "a later one does"),
    ((0, 1), [came("ann", "2016-09-01")], [], "never checked"),
    ((0, 0), [came("ann", "2016-09-01", "2016-09-29")], ["2016-09-05"], "left on the 20th working day"),
    ((1, 1), [came("ann", "2016-09-01", "2016-09-30")], ["2016-09-05"], "left the day after it"),
    ((0, 0), [came("ann", "2016-09-01", legal_status="V4")], ["2016-09-05"], "short breaks"),
    (
        (1, 1),
        [
            came("ann", "2016-09-01", "2016-09-05"),
            came("ann", "2016-09-05", "2016-12-01", reason="P", entered="2016-09-01"),
        ],
        ["2016-09-20"],
        "moved on the way, in the same period of care",
    ),
    (
        (0, 1),
        [came("ann", "2016-09-01", "2016-09-05"), came("ann", "2016-09-20")],
        ["2016-11-01"],
        "left and came back: only the second period of care lasted, and it was checked late",
    ),
]


def test_a_child_who_stays_is_assessed_within_twenty_working_days():
    given = [
        {"cla_episodes": episodes, "cla_health": [check("ann", day) for day in days]}
        for _, episodes, days, _ in ENTERED
    ]
    for found, (counts, _, _, why) in zip(side_by_side("LH07", "2016-17-Q2", given), ENTERED, strict=True):
        assert found == counts, why


def test_only_completed_health_assessments_are_first_assessments():
    found = reading(
        "LH07",
        "2016-17-Q2",
        cla_episodes=[came("ann", "2016-09-01"), came("bob", "2016-09-01"), came("cat", "2016-10-01")],
        cla_health=[
            check("ann", "2016-09-05", status="planned"),
            check("bob", "2016-09-05", kind="dental"),
            check("cat", "2016-10-05"),  # came into care in the next quarter
        ],
    )
    assert of(found) == (0, 2)


def test_a_quarter_that_has_just_ended_cannot_yet_say_who_was_assessed_in_time():
    given = {"cla_episodes": [came("ann", "2016-09-01")], "cla_health": [check("ann", "2016-09-05")]}
    early = reading("LH07", "2016-17-Q2", covers=("2016-04-01", "2016-11-03"), **given)
    assert early.status == "incomplete"
    assert reading("LH07", "2016-17-Q2", covers=("2016-04-01", "2016-11-04"), **given).status == "value"


def told(person, entered, day=None):
    return {"person_id": person, "entered_care_date": entered, "notified_date": day}


def test_health_is_told_within_five_working_days():
    notifications = [
        told("ann", "2016-12-20", "2016-12-29"),  # fifth, two holidays
        told("bob", "2016-12-20", "2016-12-30"),  # the sixth
        told("cat", "2016-12-20", "2016-12-20"),  # the same day
        told("dan", "2016-12-20"),  # not told
        told("eve", "2017-01-01", "2017-01-03"),  # the next quarter
    ]
    assert of(reading("LH08", "2016-17-Q3", health_notifications=notifications)) == (2, 4)


# --- LH09 and LH10: the position on the day --------------------------------------------------------


def test_a_review_is_overdue_when_the_last_check_has_lapsed():
    found = reading(
        "LH09",
        "2016-17",
        person=PEOPLE,
        cla_episodes=[
            *cared_for("ann", since="2016-09-30"),  # four, in care for six months: owed one
            *cared_for("bob", since="2016-10-01"),  # two, a day short: not yet
            *cared_for("cat", since="2016-03-31"),  # twelve, in care for twelve months: owed one
            *cared_for("dan", since="2016-04-01"),  # thirteen, a day short: not yet
            *cared_for("eve"),  # fourteen: owed one
        ],
        cla_health=[
            check("ann", "2016-09-30"),  # six months ago: lapsed at four
            check("cat", "2016-04-01"),  # in date at twelve
            check("eve", "2016-03-31"),  # twelve months ago: lapsed
            check("eve", "2016-12-01", status="cancelled"),  # not held
        ],
    )
    assert of(found) == (2, 3)


def test_a_check_is_in_date_for_six_months_under_five_and_twelve_from_five():
    found = reading(
        "LH10",
        "2016-17",
        person=PEOPLE,
        cla_episodes=[
            *cared_for("ann", "bob", "cat", "dan"),
            *cared_for("eve", since="2017-03-03"),  # 20 working days in care: due
            *cared_for("fay", since="2017-03-06"),  # 19: not yet due
        ],
        cla_health=[
            check("ann", "2016-10-01"),  # four: in date
            check("bob", "2016-09-30"),  # two: lapsed
            check("cat", "2016-04-01"),  # twelve: in date
            check("dan", "2016-03-31"),  # lapsed
            check("eve", "2017-04-01"),  # after the day
            check("fay", "2017-03-10"),
        ],
    )
    assert of(found) == (2, 5)


def test_a_child_whose_age_is_not_known_is_in_date_only_where_every_age_would_be():
    found = reading(
        "LH10",
        "2016-17",
        cla_episodes=cared_for("nobody knows", "nor here"),
        cla_health=[check("nobody knows", "2016-10-01"), check("nor here", "2016-08-01")],
    )
    assert of(found) == (1, 2)


# --- the hard one again, worked out row by row -----------------------------------------------------


def _made_up_care(seed: int):
    chance = random.Random(seed)
    episodes, checks = [], []
    for number in range(150):
        name, day = f"child {number}", date(2016, 1, 1) + timedelta(chance.randrange(600))
        for _ in range(chance.choice([1, 1, 2])):
            entered, reason = day, "S"
            for _ in range(chance.choice([1, 2, 3])):
                end = day + timedelta(chance.randrange(1, 40)) if chance.random() < 0.8 else None
                episodes.append(came(name, day, end, reason, entered))
                if end is None:
                    break
                day, reason = end, chance.choice("PLTB")
            if end is None:
                break
            day += timedelta(chance.randrange(2, 60))
        days = [entered + timedelta(chance.randrange(-20, 60)) for _ in range(chance.randrange(3))]
        checks += [check(name, day) for day in days]
    return episodes, checks


def _assessed_in_time(episodes, checks, first: date, last: date):
    stayed = in_time = 0
    for one in episodes:
        day = one["start_date"]
        if one["start_reason"] != "S" or not first <= day <= last:
            continue
        limit = add_working_days(day, 20)
        of_child = [row for row in episodes if row["person_id"] == one["person_id"]]
        same = [row for row in of_child if row["entered_care_date"] == day]
        if any(row["start_date"] <= limit < (row["end_date"] or date.max) for row in same):
            stayed += 1
            checked = [row["check_date"] for row in checks if row["person_id"] == one["person_id"]]
            in_time += any(day <= held <= limit for held in checked)
    return in_time, stayed


def test_first_assessments_agree_with_the_same_worked_out_child_by_child():
    episodes, checks = _made_up_care(seed=3)
    found = readings("LH07", "2016-17", "2016-17-Q1", "2016-17-Q4", cla_episodes=episodes, cla_health=checks)
    for one in found:
        if one.by is None:
            assert of(one) == _assessed_in_time(episodes, checks, one.start, one.end), one.period
