"""The weekly message: what stands on the trail, and its head, against which a trail without its end is found."""

import re
from datetime import date, timedelta

import pytest
from django.core import mail
from django.utils import timezone

from lineofsight.web.accounts import actions, trail, weekly
from lineofsight.web.accounts.models import Entry, Head, WeeklyDigest
from lineofsight.web.accounts.permissions import Role
from lineofsight.web.loads import work
from tests.web import make
from tests.web.test_trail import behind_its_back

pytestmark = pytest.mark.django_db


def send(day: date, capture) -> WeeklyDigest | None:
    with capture(execute=True), trail.acting_from(trail.WORKER):
        return weekly.send_if_due(day)


def next_monday() -> date:
    today = timezone.localdate()
    return today + timedelta(days=7 - today.weekday())


@pytest.fixture
def people():
    return {
        role: make.person(role)
        for role in (Role.ADMINISTRATOR, Role.BUSINESS_MANAGER, Role.SCRUTINEER, Role.ANALYST)
    }


def test_whoever_reads_the_trail_gets_one_message_a_week(people, django_capture_on_commit_callbacks):
    monday = next_monday()
    for day in range(10):
        send(monday + timedelta(day), django_capture_on_commit_callbacks)
    to = [one.to[0] for one in mail.outbox]
    readers = sorted(
        people[role].email for role in (Role.ADMINISTRATOR, Role.BUSINESS_MANAGER, Role.SCRUTINEER)
    )
    assert sorted(to) == sorted(readers * 2)
    assert len({(one.to[0], one.subject) for one in mail.outbox}) == 6


def test_a_worker_that_was_down_on_monday_sends_it_on_tuesday(people, django_capture_on_commit_callbacks):
    assert send(next_monday() + timedelta(1), django_capture_on_commit_callbacks).monday == next_monday()


def test_a_board_that_began_this_week_is_told_nothing_yet(people, django_capture_on_commit_callbacks):
    assert send(timezone.localdate(), django_capture_on_commit_callbacks) is None
    assert not mail.outbox


def test_it_says_what_was_done_and_names_nobody(people, django_capture_on_commit_callbacks):
    actions.break_glass(
        opens="figures_trace",
        reason="A child is at risk now, ring the duty team",
        by=people[Role.SCRUTINEER],
        origin="x",
    )
    mail.outbox.clear()
    made = send(next_monday(), django_capture_on_commit_callbacks)
    text = mail.outbox[0].body
    added = Entry.objects.filter(what="created").count()
    assert f"- {added} added" in text
    assert "- 1 opened in an emergency, 1 not looked at yet" in text
    assert f"The trail is whole: {Head.objects.get().number} entries." in text
    assert f"{made.number}:{made.digest}" in text
    assert not [one for one in people.values() if one.name in text or one.email in text]


def test_a_trail_whose_end_was_cut_off_and_sealed_again_is_found_by_the_message(
    people, django_capture_on_commit_callbacks
):
    send(next_monday(), django_capture_on_commit_callbacks)
    (told,) = set(re.findall(r"--against (\d+:[0-9a-f]{64})", mail.outbox[0].body))
    trail.hold_against(told)
    last = Head.objects.get().number
    before = Entry.objects.get(number=last - 1)
    behind_its_back(
        f"DELETE FROM accounts_entry WHERE number = {last}",
        f"UPDATE accounts_head SET number = {before.number}, digest = '{before.digest}'",
    )
    assert trail.verify() == last - 1  # by itself it looks whole
    with pytest.raises(trail.BrokenTrailError, match="its end was taken away"):
        trail.hold_against(told)
    make.agency()  # another entry in its place
    with pytest.raises(trail.BrokenTrailError, match="put in its place"):
        trail.hold_against(told)


@pytest.mark.parametrize("said", ["12", "abc:def", ":", ""])
def test_what_is_no_head_is_told_how_to_be_written(said):
    with pytest.raises(trail.BrokenTrailError, match="is no head of a trail"):
        trail.hold_against(said)


def test_a_broken_trail_is_told_in_capitals(people, django_capture_on_commit_callbacks):
    behind_its_back("UPDATE accounts_entry SET why = 'x' WHERE number = 1")
    send(next_monday(), django_capture_on_commit_callbacks)
    assert "THE TRAIL IS BROKEN. Entry 1 was altered" in mail.outbox[0].body


def test_the_worker_sends_it():
    assert weekly.send_if_due in work.EACH_DAY
