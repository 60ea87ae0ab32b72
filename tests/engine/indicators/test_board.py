"""What the board itself did, each indicator by a few rows that say why they count."""

from tests.engine.given import reading

CAME = [
    {"held_date": "2016-04-01", "agency": "Police", "came": "present"},  # the year's first day
    {"held_date": "2017-03-31", "agency": "Police", "came": "substitute"},  # its last; somebody else came
    {"held_date": "2016-07-12", "agency": "Schools", "came": "apologies"},
    {"held_date": "2016-09-13", "agency": "Schools", "came": "absent"},
    {"held_date": "2016-09-13", "agency": None, "came": "present"},  # of an agency that nobody named
    {"held_date": "2016-03-31", "agency": "Police", "came": "present"},  # the year before
]
CHALLENGED = [
    {"due_date": "2016-06-30", "settled_date": "2016-06-30", "outcome": "resolved"},  # on its last day
    {"due_date": "2016-06-30", "settled_date": "2016-07-01", "outcome": "resolved"},  # a day late
    {"due_date": "2016-05-01", "settled_date": "2016-04-20", "outcome": "partly"},  # in time, and in part
    {"due_date": "2016-05-01"},  # not settled
    {
        "due_date": "2016-07-01",
        "settled_date": "2016-06-01",
        "outcome": "resolved",
    },  # due in the next quarter
    {"due_date": "2016-03-31", "settled_date": "2016-04-02", "outcome": "resolved"},  # due in the one before
]
DONE = [
    {"due_date": "2016-06-30", "accepted_date": "2016-06-30"},
    {"due_date": "2016-06-30", "accepted_date": "2016-07-15"},  # accepted late
    {"due_date": "2016-06-01"},  # not accepted, or not done
    {"due_date": "2016-04-01", "accepted_date": "2016-03-01", "impact_due_date": "2016-06-30"},  # early; nothing better yet
    {"due_date": "2016-01-01", "accepted_date": "2016-01-01", "impact_due_date": "2016-05-01", "impact_date": "2016-04-30"},
    {"due_date": "2016-01-01", "accepted_date": "2016-01-01", "impact_due_date": "2016-05-01", "impact_date": "2016-05-02"},
]  # fmt: skip


def counted(code: str, label: str, **given) -> tuple[float, float | None]:
    found = reading(code, label, **given)
    assert found.status == "value"
    return found.numerator, found.denominator


def test_only_who_came_in_person_attended_and_a_substitute_is_counted_apart():
    assert counted("BD01a", "2016-17", board_attendance=CAME) == (2, 5)
    assert counted("BD01b", "2016-17", board_attendance=CAME) == (3, 5)


def test_attendance_is_told_by_agency():
    found = reading("BD01b", "2016-17", by="agency", group="Police", board_attendance=CAME)
    assert (found.numerator, found.denominator, found.value) == (2, 2, 100)


def test_a_challenge_resolved_late_or_in_part_was_not_resolved_on_time():
    assert counted("BD02", "2016-17-Q1", board_challenges=CHALLENGED) == (1, 4)


def test_an_action_counts_once_somebody_else_accepted_it_by_its_day():
    assert counted("PL01", "2016-17-Q1", board_actions=DONE) == (2, 4)


def test_an_action_done_and_an_action_that_helped_are_two_figures():
    assert counted("PL02", "2016-17-Q1", board_actions=DONE) == (1, 3)


def test_a_quarter_without_a_challenge_is_no_quarter_without_a_return():
    found = reading("BD02", "2017-18-Q1", board_challenges=CHALLENGED)
    assert (found.status, found.note, found.value) == (
        "not applicable",
        "there were none in the period",
        None,
    )


def test_a_board_that_keeps_its_records_elsewhere_is_not_measured():
    assert reading("PL01", "2016-17", board_actions=None, board_challenges=[]).status == "not measured"


def test_what_was_counted_is_no_child_s():
    assert reading("BD02", "2016-17-Q1", board_challenges=CHALLENGED).children is None
