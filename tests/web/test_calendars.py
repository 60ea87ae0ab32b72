"""A person's calendar: meetings and due days they may see, at an address that is revoked when they say so."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from lineofsight.web.accounts import trail
from lineofsight.web.accounts.permissions import Role
from lineofsight.web.governance import meeting
from lineofsight.web.governance.models import Ask, Group, Meeting
from lineofsight.web.records import calendars
from tests.web import board, make

pytestmark = pytest.mark.django_db


def made(model, **fields):
    with trail.acting_from(trail.TERMINAL):
        return trail.create(model, by=None, why="For a test", **fields)


@pytest.fixture
def scene():
    """A lead of the police, with an ask; the board meets, and so does a group that is not theirs."""
    police = make.agency(name="Police")
    lead = make.person(Role.AGENCY_LEAD, agency=police)
    soon = timezone.localdate() + timedelta(days=9)
    for group in (
        board.group(name="The Board; and more, of it"),
        board.group(name="Hidden group", kind="sub_group"),
    ):
        made(Meeting, group=group, slug=group.slug, on=soon, place="County Hall, room 2")
    ask = made(Ask, title="A secret title", slug="one", words="Secret words", of=police, form="data", source="Board",
               asked_on=date(2017, 5, 2), due=soon + timedelta(days=1))  # fmt: skip
    return lead, soon, ask


def address(client, person) -> str:
    make.sign_in(client, person)
    page = client.post(reverse("records:calendar")).content.decode()
    secret = page.partition("/calendar/")[2].partition(".ics")[0]
    client.logout()
    return reverse("records:calendar-feed", args=[secret])


def test_a_calendar_holds_the_meetings_and_due_days_that_its_person_may_see(client, scene):
    lead, soon, ask = scene
    answer = client.get(address(client, lead))
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    said = answer.content.decode()
    assert "SUMMARY:The Board\\; and more\\, of it\r\n" in said
    assert f"DTSTART;VALUE=DATE:{soon:%Y%m%d}\r\n" in said
    assert "LOCATION:County Hall\\, room 2" in said
    assert f"SUMMARY:Due: ASK-{ask.pk}\r\n" in said
    assert "Hidden group" not in said
    assert "ecret" not in said.replace("secret_key", "")
    assert said.startswith("BEGIN:VCALENDAR\r\n")
    assert said.endswith("END:VCALENDAR\r\n")
    assert said.count("BEGIN:VEVENT") == said.count("END:VEVENT") == 2


def test_a_meeting_that_moves_keeps_its_name_and_a_member_of_a_group_finds_its_meetings(client, scene):
    lead, _, _ = scene
    board.member(Group.objects.get(name="Hidden group"), person=lead)
    feed = address(client, lead)
    before = client.get(feed).content.decode()
    assert "Hidden group" in before
    one = Meeting.objects.get(group__name="Hidden group")
    trail.change(one, 1, by=make.person(Role.BUSINESS_MANAGER), why="Moved", on=one.on + timedelta(days=7))
    after = client.get(feed).content.decode()
    names = [{line for line in said.split("\r\n") if line.startswith("UID")} for said in (before, after)]
    assert names[0] == names[1]
    assert after != before


def test_a_meeting_that_is_cancelled_is_taken_out_of_the_calendars_that_have_it(client, scene):
    lead, soon, _ = scene
    one = Meeting.objects.get(group__kind="board")
    meeting.cancel(one, 1, why="Snow", by=make.person(Role.BUSINESS_MANAGER))
    said = client.get(address(client, lead)).content.decode()
    assert f"DTSTART;VALUE=DATE:{soon:%Y%m%d}\r\n" in said
    assert said.count("STATUS:CANCELLED\r\nEND:VEVENT") == 1


def test_an_address_is_good_until_it_is_revoked_or_another_is_made_or_its_person_leaves(client, scene):
    lead, _, _ = scene
    first = address(client, lead)
    second = address(client, lead)
    assert [client.get(one).status_code for one in (first, second)] == [404, 200]
    make.sign_in(client, lead)
    client.post(reverse("records:stop-calendar"))
    assert client.get(second).status_code == 404
    third = address(client, lead)
    assert client.get(third).status_code == 200
    administrator = make.person(Role.ADMINISTRATOR)
    trail.change(
        lead, 1, by=administrator, why="Left", deactivated_at=timezone.now(), deactivated_by=administrator
    )
    assert client.get(third).status_code == 404


def test_long_lines_are_folded_between_letters():
    (first, second) = calendars._folded(["SUMMARY:" + "é" * 40])
    assert len(first.encode()) <= 75
    assert second.startswith(" ")
    assert first + second[1:] == "SUMMARY:" + "é" * 40
