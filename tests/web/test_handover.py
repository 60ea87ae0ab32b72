"""Monday, a new manager: what is due in thirty days, who owes what, and where what was promised stands, on one page."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from lineofsight.web.accounts import trail
from lineofsight.web.accounts.permissions import Role
from lineofsight.web.governance import asking, handover
from lineofsight.web.governance.models import Ask, Meeting
from lineofsight.web.improvement.models import Action
from tests.web import board, make

pytestmark = pytest.mark.django_db


def made(model, **fields):
    with trail.acting_from(trail.TERMINAL):
        return trail.create(model, by=None, why="For a test", **fields)


@pytest.fixture
def scene():
    """The police owe one thing that is late and one that is soon, and settled one; the trust owes one in two months."""
    today = timezone.localdate()
    police, trust, office = (make.agency(name=name) for name in ("Police", "Trust", "Board office"))
    deputy = make.person(Role.BUSINESS_MANAGER, agency=office)
    group = board.group(name="The Board")
    made(Meeting, group=group, slug="next", on=today + timedelta(days=9))
    for title, of, days in (
        ("Late", police, -40),
        ("Soon", police, 12),
        ("Far", trust, 60),
        ("Given", police, -90),
    ):
        made(Ask, title=title, slug=title.lower(), words="Numbers", of=of, form="data", source="Board",
             asked_on=date(2017, 5, 2), due=today + timedelta(days=days))  # fmt: skip
    given, before = Ask.objects.get(title="Given"), today - timedelta(days=100)
    asking.reply(given, words="Here.", evidence="Audit", given_by="Lead", given_on=before, by=deputy)
    asking.answer(given, verdict="enough", words="Good.", group=group, decided_on=before, by=deputy)
    made(Action, title="Train screeners", agency=trust, owner="Head", agreed_on=date(2017, 5, 2), due=before, few=True,
         impact_words="A re-audit", impact_due=before, state="closed", closed_on=before)  # fmt: skip
    return deputy, today


def test_what_is_due_in_thirty_days_stands_there_with_who_is_to_do_it(scene):
    deputy, today = scene
    owed = handover.owing(deputy, today)
    due = [(one.what, one.who) for one in handover.due_soon(deputy, owed, today)]
    assert ("The Board", "") in due
    assert ("No reply: Soon", "Police") in due
    assert not [what for what, _ in due if "Far" in what or "Late" in what]


def test_a_meeting_hides_not_that_its_papers_are_due(scene):
    deputy, today = scene
    said = {(one.on - today).days: one.what for one in handover.due_soon(deputy, [], today)}
    assert said[9] == "The Board"
    assert said[2].startswith("Send out the papers")


def test_who_owes_what_begins_with_whoever_is_furthest_behind(scene):
    deputy, today = scene
    rows = [(one.agency.name, one.overdue, len(one.asked)) for one in handover.owing(deputy, today)]
    assert rows == [("Police", 1, 2), ("Trust", 0, 1)]


def test_a_promise_that_was_kept_on_paper_alone_is_not_settled(scene):
    deputy, today = scene
    stands = {one.found.name: (one.settled, one.stands) for one in handover.promises(deputy, today)}
    assert stands["Given"][0]
    assert not stands["Late"][0]
    assert stands["Train screeners"] == (False, stands["Train screeners"][1])
    assert stands["Train screeners"][1].endswith("closed, no impact evidenced yet")
    assert "Soon" not in stands


def test_a_deputy_who_never_signed_in_finds_it_on_the_first_page(client, scene):
    deputy, _ = scene
    make.sign_in(client, deputy)
    address = reverse("governance:handover")
    assert address in client.get("/today").content.decode()
    page = client.get(address).content.decode()
    for words in ("Due in the next 30 days", "Who owes what", "1 overdue", "not settled", "The letter"):
        assert words in page
