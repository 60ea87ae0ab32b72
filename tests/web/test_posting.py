"""Messages to people: one a week with everything, at once what cannot wait, numbers and days and never text."""

import re
from datetime import date, timedelta
from smtplib import SMTPRecipientsRefused

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from lineofsight.web.accounts import mailing, trail, weekly
from lineofsight.web.accounts.models import Link, Person
from lineofsight.web.accounts.permissions import Role
from lineofsight.web.governance.models import Ask, Meeting
from lineofsight.web.records import posting
from lineofsight.web.records.models import Posted
from tests.web import board, make
from tests.web.test_information import incident
from tests.web.test_information import on as decide_on

pytestmark = pytest.mark.django_db


@pytest.fixture
def lead():
    """Somebody of an agency of whom something is asked."""
    agency = make.agency(name="Police")
    person = make.person(Role.AGENCY_LEAD, agency=agency)
    ask(person, "A secret title", date(2017, 9, 1))
    return person


def ask(person, title: str, due: date) -> Ask:
    said = {"title": title, "slug": title.lower().replace(" ", "-"), "words": "Secret words.", "of": person.agency,
            "form": "data", "source": "Board", "asked_on": date(2017, 5, 2), "due": due}  # fmt: skip
    with trail.acting_from(trail.TERMINAL):
        return trail.create(Ask, by=None, why="For a test", **said)


@pytest.fixture
def send(django_capture_on_commit_callbacks):
    def _send(day: date) -> list[Posted]:
        with trail.acting_from(trail.WORKER), django_capture_on_commit_callbacks(execute=True):
            return posting.send(day)

    return _send


DAY = date(2017, 8, 1)


def test_one_message_a_week_holds_everything_by_number_and_day_and_no_text(lead, send):
    second = ask(lead, "Another", date(2017, 7, 1))
    send(DAY)
    (message,) = mail.outbox
    first = Ask.objects.get(title="A secret title")
    assert (
        f"- ASK-{second.pk}, due 1 July 2017 (overdue)\n- ASK-{first.pk}, due 1 September 2017"
        in message.body
    )
    assert message.subject == "2 records wait for you"
    assert "ecret" not in message.body + message.subject
    for later in range(1, 7):
        assert send(DAY + timedelta(later)) == []
    assert [one.what for one in send(DAY + timedelta(7))] == ["weekly"]


def test_who_is_asked_for_nothing_or_has_left_gets_nothing(lead, send):
    make.person(Role.SCREENER)
    administrator = make.person(Role.ADMINISTRATOR)
    trail.change(
        lead, 1, by=administrator, why="Left", deactivated_at=timezone.now(), deactivated_by=administrator
    )
    send(DAY)
    assert mail.outbox == []


def test_only_what_cannot_wait_interrupts_the_week_and_only_once(send):
    chair = make.person(Role.INDEPENDENT_CHAIR)
    group = board.group()
    send(DAY)
    with trail.acting_from(trail.TERMINAL):
        trail.create(
            Meeting, by=None, why="For a test", group=group, slug="board", on=DAY + timedelta(5), papers_out_on=DAY,
            moved_from=DAY + timedelta(4),
        )  # fmt: skip
    assert [one.what for one in send(DAY + timedelta(1))] == ["urgent"]
    assert send(DAY + timedelta(2)) == []
    assert [one.to for one in mail.outbox] == [[chair.email]] * 2
    assert mail.outbox[1].subject.startswith("At once: ")
    assert "Groups" not in mail.outbox[1].body


def test_one_incident_interrupts_for_each_thing_it_asks_for(send):
    make.person(Role.BUSINESS_MANAGER)
    manager = Person.objects.get()
    one = incident(manager)
    assert [posted.what for posted in send(DAY)] == ["urgent"]
    assert send(DAY + timedelta(1)) == []
    decide_on(one, manager)
    assert [posted.what for posted in send(DAY + timedelta(2))] == ["urgent"]


def test_one_address_that_is_refused_keeps_nobody_else_from_theirs(lead, send, monkeypatch):
    other = make.person(Role.AGENCY_LEAD, agency=make.agency(name="Trust"))
    ask(other, "Another", date(2017, 9, 1))

    def refuse(subject, text, sender, to):
        if to == [lead.email]:
            raise SMTPRecipientsRefused({})
        mail.outbox.append(to)

    monkeypatch.setattr(mailing, "send_mail", refuse)
    send(DAY)
    assert mail.outbox == [[other.email]]


def test_whoever_reads_the_trail_is_asked_in_the_message_that_tells_them_where_it_ends(
    send, django_capture_on_commit_callbacks
):
    make.person(Role.BUSINESS_MANAGER)
    board.group()
    next_week = timezone.localdate() + timedelta(7)  # of a week before there was a trail nothing is sent
    assert send(next_week) == []
    with trail.acting_from(trail.WORKER), django_capture_on_commit_callbacks(execute=True):
        weekly.send_if_due(next_week)
    (message,) = mail.outbox
    assert "The trail ends here:" in message.body
    assert "ask you for:\n\n- GRP-" in message.body
    assert [one.what for one in Posted.objects.all()] == ["weekly"]


def secret_of(message) -> str:
    return re.search(r"/reminder/(\S+)", message.body).group(1)


def test_the_link_signs_in_once_and_looking_at_it_uses_nothing_up(client, lead, send):
    send(DAY)
    address = reverse("accounts:reminder", args=[secret_of(mail.outbox[0])])
    assert mail.outbox[0].body.count("http://") + mail.outbox[0].body.count("https://") == 1
    for _ in range(2):  # a program that reads mail looks at every link
        assert client.get(address).status_code == 200
    assert "_auth_user_id" not in client.session
    answer = client.post(address)
    assert answer["Location"] == "/today"
    assert client.session["_auth_user_id"] == str(lead.pk)
    client.post(reverse("accounts:sign-out"))
    over = client.post(address)
    assert over.status_code == 404
    assert "This link is over" in over.content.decode()
    assert "_auth_user_id" not in client.session


def test_the_link_takes_the_place_of_a_password_and_not_of_the_second_factor(client, lead, send):
    send(DAY)
    client.post(reverse("accounts:reminder", args=[secret_of(mail.outbox[0])]))
    assert client.get(reverse("records:today"))["Location"].startswith(reverse("accounts:set-up-code"))


def test_a_link_that_signs_in_chooses_no_password_and_one_that_is_old_does_nothing(client, lead, send):
    send(DAY)
    secret = secret_of(mail.outbox[0])
    assert client.get(reverse("accounts:link", args=[secret])).status_code == 404
    link = Link.objects.get()
    with trail.acting_from(trail.TERMINAL):
        trail.change(link, link.version, by=None, why="For a test", expires_at=timezone.now() - timedelta(1))
    assert client.post(reverse("accounts:reminder", args=[secret])).status_code == 404
