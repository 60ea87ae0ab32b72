"""Quorum: what it takes to decide, whether it was there, and that a decision taken without it says so."""

from datetime import date

import pytest
from django.urls import reverse

from lineofsight.claims.tags import Tag
from lineofsight.web.accounts import trail
from lineofsight.web.accounts.permissions import Role
from lineofsight.web.governance import meeting, packing, quorum
from lineofsight.web.governance.models import Attendance, Decision, Item, Meeting, Quorum
from lineofsight.web.records import register
from tests.web import board, make

pytestmark = pytest.mark.django_db
HELD, AFTER = date(2017, 9, 13), date(2017, 10, 2)


@pytest.fixture
def manager():
    return make.person(Role.BUSINESS_MANAGER, agency=make.agency(name="Board office"))


@pytest.fixture
def group(manager):
    """Three members, two of them in seats; two must come, and the police with them."""
    one = board.group(name="The Board")
    for place, name in enumerate(("Police", "Council")):
        board.member(one, name=name, seat=board.seat(one, name=name), part="chair" if place else "member")
    board.member(one, name="Schools")
    board.member(one, name="Observer", part="observer")
    made(Quorum, manager, group=one, since=board.BEGAN, members=2, seats=["Police"], recorded_by=manager)
    return one


def made(model, by, **fields):
    return trail.create(model, by=by, why="For a test", **fields)


def held(group, manager, **came):
    """A meeting with what is on record of who came."""
    one = made(Meeting, manager, group=group, slug=f"board-{Meeting.objects.count()}", on=HELD)
    for name, how in came.items():
        made(Attendance, manager, meeting=one, member=group.members.get(name=name), how=how)
    return one


@pytest.mark.parametrize(
    ("came", "state", "why"),
    [
        ({"Police": "present", "Council": "present"}, "quorate", "2 members came"),
        ({"Police": "substitute", "Schools": "present", "Council": "absent"}, "quorate", "2 members came"),
        ({"Police": "apologies", "Council": "present", "Schools": "present"}, "not quorate", "nobody came for Police"),
        ({"Police": "present", "Council": "absent", "Schools": "apologies"}, "not quorate", "1 member came"),
        ({"Police": "present", "Council": "absent", "Schools": "absent", "Observer": "present"}, "not quorate", "1 member"),
        ({}, "not recorded", "nobody said of 3 members whether they came"),
        ({"Council": "present", "Schools": "present"}, "not recorded", "nobody said of 1 member whether they came"),
        ({"Police": "absent"}, "not quorate", "nobody came for Police"),
    ],
)  # fmt: skip
def test_a_meeting_is_quorate_not_quorate_or_nobody_can_say(group, manager, came, state, why):
    room = quorum.of(held(group, manager, **came))
    assert (room.state, why in room.why) == (state, True), room


def test_who_came_without_a_vote_is_counted_apart(client, group, manager):
    one = held(group, manager, Police="present", Council="present", Schools="absent", Observer="present")
    said = "2 members came. 1 more came who does not count: to observe, or in attendance."
    assert said in quorum.of(one).why
    make.sign_in(client, manager)
    page = client.get(reverse("governance:meeting", args=[one.pk])).content.decode()
    assert page.count("does not count towards the quorum") == 1


def test_earlier_meetings_keep_the_quorum_of_their_day(group, manager):
    one = held(group, manager, Police="present", Council="present", Schools="absent")
    made(Quorum, manager, group=group, since=AFTER, members=3, recorded_by=manager)
    assert quorum.of(one).state == "quorate"
    moved = trail.change(one, 1, by=manager, why="For a test", on=AFTER)
    assert quorum.of(moved).state == "not quorate"


def test_without_terms_of_reference_it_is_said_that_nobody_can_tell(manager):
    one = held(board.group(name="Task group", kind="task_group"), manager)
    assert quorum.of(one).state == "no quorum is set"
    assert quorum.of(one).told == ""


def test_a_decision_taken_without_a_quorum_says_so_wherever_it_is_read(client, group, manager):
    one = held(group, manager, Police="apologies", Council="present", Schools="present")
    item = made(Item, manager, meeting=one, number=1, title="Levels of Need")
    decision = made(
        Decision, manager, meeting=one, item=item, slug="agreed", title="Agreed", words="The Board agreed the guidance."
    )  # fmt: skip
    after = made(Meeting, manager, group=group, slug="board-after", on=AFTER)
    make.sign_in(client, manager)
    for name, key in (("meeting", one.pk), ("decision", decision.pk)):
        page = client.get(reverse(f"governance:{name}", args=[key])).content.decode()
        assert "The meeting was not quorate" in page
    assert "not quorate" in client.get(reverse("governance:decisions")).content.decode()
    parts = {part["name"]: part["rows"] for part in packing.content(after, AFTER)["parts"]}
    assert ["To decide, it takes", "2 members, with somebody for Police"] in [
        row["cells"] for row in parts["meeting"]
    ]
    assert "nobody came for Police" in parts["decisions"][0]["cells"][1]
    assert register.ledger().record(Tag("meeting", one.slug, {})).fields["quorum"] == "not quorate"
    assert "not quorate" in register.ledger().record(Tag("record", "agreed", {})).fields["words"]


def test_the_office_is_asked_who_came_where_a_quorum_hangs_on_it(group, manager):
    one = held(group, manager)
    asks = [duty.what for duty in meeting.duties(manager, AFTER)]
    assert "Record who came" in asks
    meeting.record_attendance(one, {member.pk: "present" for member in group.members.all()}, by=manager)
    assert "Record who came" not in [duty.what for duty in meeting.duties(manager, AFTER)]


def test_the_quorum_is_set_on_the_groups_page(client, group, manager):
    make.sign_in(client, manager)
    page = reverse("governance:set-quorum", args=[group.pk])
    assert "Say how many must be there" in client.post(page, {"since": "2026-01-01"}).content.decode()
    said = {"since": "2026-01-01", "members": "3", "seats": ["Police", "Council"]}
    assert client.post(page, said).status_code == 302
    shown = client.get(reverse("governance:group", args=[group.pk])).content.decode()
    assert "3 members, with somebody for Police and Council, since 1 January 2026" in shown


def test_many_meetings_are_judged_in_as_many_queries_as_one(group, manager, django_assert_num_queries):
    many = [held(group, manager, Police="present") for _ in range(4)]
    with django_assert_num_queries(4):
        quorum.of_each(many)
    with django_assert_num_queries(4):
        quorum.of(many[0])
