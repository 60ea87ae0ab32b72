"""The front door's indicators, each by a few rows that say why they count."""

from tests.engine.given import reading

# 13 May 2016 is a Friday; 30 May 2016 was a bank holiday.
DECIDED = [
    {"received_date": "2016-05-12", "decided_date": "2016-05-12"},  # the same day: in time
    {"received_date": "2016-05-13", "decided_date": "2016-05-16"},  # Friday to Monday: in time
    {"received_date": "2016-05-27", "decided_date": "2016-05-31"},  # over a bank holiday: in time
    {"received_date": "2016-05-12", "decided_date": "2016-05-16"},  # Thursday to Monday: two days, late
    {"received_date": "2016-05-12", "decided_date": None},  # still undecided: late, not left out
    {"received_date": "2016-04-30", "decided_date": "2016-05-03"},  # received before the month: not counted
]


def of_children(rows: list[dict]) -> list[dict]:
    """Each row about a child of its own where it does not say which."""
    return [{"person_id": f"child {number}"} | row for number, row in enumerate(rows)]


def counted(code: str, label: str, **given) -> tuple[float, float | None]:
    found = reading(code, label, **{name: of_children(rows) for name, rows in given.items()})
    assert found.status == "value"
    return found.numerator, found.denominator


def test_contacts_count_by_the_day_they_came_and_not_by_the_child():
    contacts = [
        {"person_id": "ann", "contact_date": "2016-04-01"},  # the first day of the year: counts
        {"person_id": "ann", "contact_date": "2016-04-01"},  # the same child again that day: counts again
        {"person_id": "ben", "contact_date": "2017-03-31"},  # the last day: counts
        {"person_id": "cat", "contact_date": "2016-03-31"},  # the day before: does not
        {"person_id": "dan", "contact_date": "2017-04-01"},  # the day after: does not
        {"person_id": "eve", "contact_date": None},  # on no day we know: does not
    ]
    assert counted("FD01", "2016-17", contacts=contacts) == (3, None)
    assert reading("FD01", "2016-17", contacts=contacts).children == 2


def test_contacts_are_told_apart_by_who_made_them():
    contacts = [
        {"person_id": "ann", "contact_date": "2016-05-01", "source_code": "6"},
        {"person_id": "ben", "contact_date": "2016-05-01", "source_code": "3C"},  # a hospital
        {"person_id": "cat", "contact_date": "2016-05-01", "source_code": "no such code"},
        {"person_id": "dan", "contact_date": "2016-05-01"},
    ]
    for group, number in {"police": 1, "health": 1, "not known": 2, "schools": 0}.items():
        assert reading("FD01", "2016-17", by="source", group=group, contacts=contacts).numerator == number


def test_a_decision_is_in_time_by_the_end_of_the_next_working_day():
    assert counted("FD02", "2016-M05", front_door=DECIDED) == (3, 5)


def test_a_month_s_decisions_are_whole_only_once_the_days_after_it_are_seen():
    ends_with_the_month = ("2016-04-01", "2016-05-31")
    found = reading("FD02", "2016-M05", covers=ends_with_the_month, front_door=of_children(DECIDED))
    assert found.status == "incomplete"


def test_a_check_is_in_time_when_it_came_back_by_the_minute_it_was_due():
    due = {"due_date": "2016-05-12", "due_at": "2016-05-12T12:00"}
    checks = [
        due | {"returned_at": "2016-05-12T11:59"},  # a minute before: in time
        due | {"returned_at": "2016-05-12T12:00"},  # on the minute: in time
        due | {"returned_at": "2016-05-12T12:01"},  # a minute after: late
        due | {"returned_at": None},  # never came back: late
        due | {"returned_at": "2016-04-30T12:00"},  # asked for and sent the month before: in time
        {"due_date": "2016-06-01", "due_at": "2016-06-01T12:00", "returned_at": "2016-05-30T12:00"},  # June
    ]
    assert counted("FD03", "2016-M05", agency_checks=checks) == (3, 5)


NO_OUTCOME = {"new_referral": None, "nfa": None, "advice": None, "other_outcome": None}
NOTHING_ELSE = {"new_referral": False, "nfa": False, "advice": False, "other_outcome": False}


def test_a_contact_becomes_a_referral_or_not_among_those_with_an_outcome():
    day = {"contact_date": "2016-05-12"}
    contacts = [
        day | NOTHING_ELSE | {"new_referral": True},  # a referral: counts
        day | NOTHING_ELSE | {"new_referral": True, "advice": True},  # a referral and advice: counts
        day | NOTHING_ELSE | {"nfa": True},  # ended there
        day | NOTHING_ELSE | {"other_outcome": True},  # early help
        day | NO_OUTCOME,  # no outcome recorded: not known to be either
        NOTHING_ELSE | {"new_referral": True, "contact_date": "2017-04-01"},  # next year's
    ]
    assert counted("FD04", "2016-17", contacts=contacts) == (2, 4)


def test_a_contact_ended_with_advice_or_nothing_when_nothing_else_came_of_it():
    day = {"contact_date": "2016-05-12"}
    contacts = [
        day | NOTHING_ELSE | {"nfa": True},  # no further action: counts
        day | NOTHING_ELSE | {"advice": True},  # advice: counts
        day | NOTHING_ELSE | {"nfa": True, "advice": True},  # both: counts once
        day | NOTHING_ELSE | {"advice": True, "new_referral": True},  # advice, but a referral too
        day | NOTHING_ELSE | {"advice": True, "other_outcome": True},  # advice, but early help too
        day | NO_OUTCOME,  # no outcome recorded: out of both
    ]
    assert counted("FD05", "2016-17", contacts=contacts) == (3, 5)


def test_a_child_talked_of_three_times_without_help_is_counted_once():
    days = ("2016-05-01", "2016-09-01", "2017-02-01")
    contacts = [
        {"person_id": name, "contact_date": day} for name in ("ann", "ben", "cat", "dan") for day in days
    ] + [
        {"person_id": "eve", "contact_date": "2016-05-01"},  # once in the year, twice before it
        {"person_id": "eve", "contact_date": "2016-03-01"},
        {"person_id": "eve", "contact_date": "2016-03-31"},
        {"person_id": "fay", "contact_date": "2016-03-31"},  # not in the year at all
    ]
    found = counted(
        "FD06",
        "2016-17",
        contacts=contacts,
        cin_episodes=[
            {"person_id": "ben", "referral_date": "2017-03-31"},  # referred on the last day: helped
            {"person_id": "dan", "referral_date": "2016-03-31"},  # referred before the year: not helped in it
        ],
        early_help_episodes=[{"person_id": "cat", "start_date": "2016-04-01"}],  # helped on the first day
    )
    assert found == (2, 5)  # ann and dan, of all but fay


def test_repeat_contacts_are_looked_for_in_the_year_to_each_month():
    days = ("2016-01-31", "2016-02-01", "2016-12-31")
    contacts = [{"person_id": "ann", "contact_date": day} for day in days]
    # The year to December holds all three; that to January 2017 holds two.
    assert counted("FD06", "R12-2016-M12", contacts=contacts) == (1, 1)
    assert counted("FD06", "R12-2017-M01", contacts=contacts) == (0, 1)


def test_a_child_with_contacts_before_and_after_a_birthday_is_in_one_age_band():
    days = ("2016-05-01", "2016-09-01", "2017-02-01")
    contacts = [{"person_id": "ann", "contact_date": day} for day in days]
    person = [{"person_id": "ann", "dob": "2011-08-15"}]  # four at the first contact, five by the last day
    given = {"contacts": contacts, "person": person}
    assert reading("FD06", "2016-17", by="age_band", group="5 to 9", **given).numerator == 1
    assert reading("FD06", "2016-17", by="age_band", group="1 to 4", **given).denominator == 0


REFERRALS = [
    {"referral_date": "2016-05-01", "source_code": "6", "nfa": True},
    {"referral_date": "2016-06-01", "source_code": "2A", "nfa": False},
    {"referral_date": "2016-07-01", "source_code": "2B", "nfa": None},  # not recorded: not an NFA
    {"referral_date": "2017-03-31", "source_code": "3A"},
    {"referral_date": "2016-06-01", "source_code": None},  # from nobody we know: in the whole all the same
    {"referral_date": "2016-03-31", "source_code": "6", "nfa": True},  # the year before
]


def test_referrals_count_by_the_day_they_came():
    assert counted("FD07", "2016-17", cin_episodes=REFERRALS) == (5, None)


def test_referrals_are_set_against_the_children_who_live_here():
    population = [{"year": 2016, "residents": 10_000}, {"year": 2017, "residents": 20_000}]
    found = reading("FD08", "2016-17", cin_episodes=of_children(REFERRALS), population=population)
    assert (found.numerator, found.denominator, found.value) == (5, 10_000, 5.0)


def test_a_re_referral_is_one_within_12_months_of_another_of_the_child():
    referrals = [
        {"person_id": "ann", "referral_date": "2015-06-01"},  # before the period: only looked back at
        {"person_id": "ann", "referral_date": "2016-06-01"},  # 12 months later to the day: counts
        {"person_id": "ben", "referral_date": "2015-05-31"},
        {"person_id": "ben", "referral_date": "2016-06-01"},  # a day more than 12 months: does not
        {"person_id": "cat", "referral_date": "2016-08-01"},  # her first: does not
        {"person_id": "cat", "referral_date": "2016-09-01"},  # her second, a month later: counts
    ]
    assert counted("FD09", "2016-17", cin_episodes=referrals) == (2, 4)


def test_no_further_action_is_a_share_of_all_referrals():
    assert counted("FD10", "2016-17", cin_episodes=REFERRALS) == (1, 5)


def test_a_child_was_not_in_need_when_the_case_was_closed_so_by_the_year_s_end():
    day = {"referral_date": "2016-05-12"}
    referrals = [
        day | {"close_date": "2016-06-30", "close_reason": "RC8"},  # assessed, not in need: counts
        day | {"close_date": "2017-03-31", "close_reason": "RC8"},  # on the last day: counts
        day | {"close_date": "2017-04-01", "close_reason": "RC8"},  # a day later: not known of this year
        day | {"close_date": "2016-06-30", "close_reason": "RC9"},  # stepped down
        day | {"close_date": None, "close_reason": None},  # still open
        {"referral_date": "2016-03-31", "close_date": "2016-06-30", "close_reason": "RC8"},  # last year's
    ]
    assert counted("FD11", "2016-17", cin_episodes=referrals) == (2, 5)


def test_each_source_is_a_share_of_all_referrals():
    assert counted("FD12a", "2016-17", cin_episodes=REFERRALS) == (1, 5)  # code 6
    assert counted("FD12b", "2016-17", cin_episodes=REFERRALS) == (2, 5)  # 2A a school, 2B education services
    assert counted("FD12c", "2016-17", cin_episodes=REFERRALS) == (1, 5)  # 3A to 3F


def test_consent_is_recorded_whatever_it_says():
    below = {"received_date": "2016-05-12", "below_s47": True}
    contacts = [
        below | {"consent": "given"},
        below | {"consent": "refused"},  # recorded too
        below | {"consent": "not sought: safety"},  # recorded too
        below | {"consent": None},  # not recorded
        below | {"below_s47": False, "consent": "given"},  # child protection: consent is not needed
        below | {"below_s47": None, "consent": "given"},  # not known to be below it
    ]
    assert counted("FD16", "2016-17", front_door=contacts) == (3, 4)


def test_a_professional_hears_back_within_three_working_days():
    friday = {"received_date": "2016-05-13", "professional": True}
    contacts = [
        friday | {"feedback_date": "2016-05-13"},  # the same day: in time
        friday | {"feedback_date": "2016-05-18"},  # Wednesday, the third working day: in time
        friday | {"feedback_date": "2016-05-19"},  # the fourth: late
        friday | {"feedback_date": None},  # never told: late
        friday | {"professional": False, "feedback_date": None},  # a neighbour: owed nothing
        friday | {"professional": None, "feedback_date": "2016-05-13"},  # not known to be one
    ]
    assert counted("FD17", "2016-17", front_door=contacts) == (2, 4)


INAPPROPRIATE = [
    {"received_date": "2016-05-12", "agency": "North School", "inappropriate": True},
    {"received_date": "2016-05-12", "agency": "North School", "inappropriate": False},
    {"received_date": "2016-05-12", "agency": "Police", "inappropriate": True},
    {"received_date": "2016-05-12", "agency": None, "inappropriate": True},  # from an agency nobody named
    {"received_date": "2016-05-12", "agency": "Police", "inappropriate": None},  # not recorded: out of both
    {"received_date": "2017-04-01", "agency": "Police", "inappropriate": True},  # next year's
]


def test_contacts_below_threshold_are_a_share_of_those_judged():
    assert counted("FD18", "2016-17", front_door=INAPPROPRIATE) == (3, 4)


def test_contacts_below_threshold_are_told_apart_by_the_agency_that_sent_them():
    def of(agency: str):
        given = of_children(INAPPROPRIATE)
        found = reading("FD18", "2016-17", by="agency", group=agency, front_door=given)
        return found.numerator, found.denominator

    assert of("North School") == (1, 2)
    assert of("Police") == (1, 1)
    assert of("not known") == (1, 1)
