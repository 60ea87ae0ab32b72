"""What goes between this board and those beside it: when it last did, when it is next due, and where that is seen."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from lineofsight.claims.tags import Tag
from lineofsight.web.accounts import trail
from lineofsight.web.accounts.permissions import Role
from lineofsight.web.governance import beside, handover
from lineofsight.web.governance.models import Interface
from lineofsight.web.records import register
from tests.web import make

pytestmark = pytest.mark.django_db
DUE, TODAY = date(2017, 10, 10), date(2017, 9, 20)


@pytest.fixture
def manager():
    return make.person(Role.BUSINESS_MANAGER)


def agreed(manager, **fields):
    given = {
        "board": "the Health and Wellbeing Board",
        "what": "The annual report",
        "slug": "to-health",
        "way": "give",
    }
    given |= {"due": DUE, "every": 12}
    return trail.create(Interface, by=manager, why="For a test", **given | fields)


def test_what_is_due_in_thirty_days_needs_the_office_and_stands_on_the_page_for_whoever_is_new(manager):
    agreed(manager)
    agreed(manager, slug="later", due=date(2017, 12, 1))
    (duty,) = beside.duties(manager, TODAY)
    said = (duty.what, duty.name, duty.due)
    assert said == ("Give it to the Health and Wellbeing Board", "The annual report", DUE)
    member = make.person(Role.BOARD_MEMBER)
    assert list(beside.duties(member, TODAY)) == []
    for reader in (manager, member):
        (due,) = handover.due_soon(reader, [], TODAY)
        assert (due.what, due.on) == ("Give it to the Health and Wellbeing Board: The annual report", DUE)


@pytest.mark.parametrize(
    ("every", "on", "due"),
    [
        (12, date(2017, 10, 12), date(2018, 10, 10)),  # a little late: next year on the agreed day
        (12, date(2017, 9, 26), date(2018, 10, 10)),  # a little early
        (3, date(2018, 2, 1), date(2018, 4, 10)),  # one was left out
        (None, DUE, None),  # it was to be done once
    ],
)
def test_once_it_is_done_the_next_day_is_worked_out_from_the_agreed_one(manager, every, on, due):
    one = beside.record(agreed(manager, every=every), 1, on=on, words="Noted.", by=manager)
    assert (one.due, one.last.words) == (due, "Noted.")


def test_a_month_without_that_day_takes_its_last(manager):
    one = agreed(manager, due=date(2017, 8, 31), every=6)
    assert beside.record(one, 1, on=date(2017, 8, 31), words="Noted.", by=manager).due == date(2018, 2, 28)


def test_nothing_is_recorded_before_it_was_done(manager):
    with pytest.raises(ValidationError, match="not before"):
        beside.record(agreed(manager), 1, on=date(2999, 1, 1), words="Noted.", by=manager)


def test_it_is_told_to_the_chair_and_a_report_binds_to_it(manager):
    beside.record(agreed(manager), 1, on=DUE, words="The board asked for figures by locality.", by=manager)
    told = register.happenings(manager, TODAY, DUE)["Other boards"]
    assert "asked for figures by locality" in told[0].what
    words = register.ledger().record(Tag("record", "to-health", {})).fields["words"]
    assert words.startswith(
        "The annual report was given to the Health and Wellbeing Board on 10 October 2017"
    )


def test_it_is_agreed_and_recorded_in_the_browser(client, manager):
    make.sign_in(client, manager)
    assert "nobody is reminded" in client.get(reverse("governance:beside")).content.decode()
    said = {
        "board": "the Adults Board",
        "what": "Our report",
        "slug": "ours",
        "way": "give",
        "due": DUE,
        "every": 12,
    }
    page = client.post(
        reverse("governance:add-interface"), said | {"version": 0}, follow=True
    ).content.decode()
    assert "No agreement is on record" in page
    one = Interface.objects.get()
    today = f"{timezone.localdate()}"
    form = reverse("governance:record-exchange", args=[one.pk])
    page = client.post(form, {"on": today, "words": "Noted.", "version": 1}, follow=True).content.decode()
    assert "It is on record." in page
    again = client.post(form, {"on": today, "words": "Noted again.", "version": 1}).content.decode()
    assert "Somebody else saved while you were writing" in again
    assert one.exchanges.count() == 1
    assert "Last on" in client.get(reverse("governance:beside")).content.decode()
