"""Messages to people: one a week with everything, at once an immediate concern, numbers and days and never text."""

import re
from contextlib import suppress
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from smtplib import SMTPRecipientsRefused

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from lineofsight.web.accounts import mailing, trail, weekly
from lineofsight.web.accounts.models import Link, Person
from lineofsight.web.accounts.permissions import Permission, Role
from lineofsight.web.governance import meeting as moving
from lineofsight.web.governance.models import Ask, Meeting
from lineofsight.web.indicators import agreed, digest, questions
from lineofsight.web.information.models import Incident
from lineofsight.web.records import posting, register
from lineofsight.web.records.models import Posted
from lineofsight.web.returns import agreeing, chasing
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
MOVES, GOES_ASTRAY = date(2017, 9, 20), date(2017, 8, 24)


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


def test_nothing_but_what_its_kind_gives_a_reason_for_may_interrupt():
    """Another kind of record that may is a decision of its own: docs/decisions/0013."""
    assert {kind.prefix for kind in register.kinds() if kind.interrupts} == {"INC"}


@pytest.fixture
def moved():
    """A meeting in five days, moved by a day after its papers went out."""
    group = board.group(name="Secret group")
    with trail.acting_from(trail.TERMINAL):
        return trail.create(
            Meeting, by=None, why="For a test", group=group, slug="board", on=DAY + timedelta(5), papers_out_on=DAY,
            moved_from=DAY + timedelta(4),
        )  # fmt: skip


def test_a_meeting_that_was_moved_is_told_in_the_weeks_message_even_where_nothing_is_asked(moved, send):
    scrutiny = make.person(Role.SCRUTINY_MEMBER)
    assert [one.what for one in send(DAY)] == ["weekly"]
    (message,) = mail.outbox
    assert message.to == [scrutiny.email]
    assert message.subject == "A meeting was moved"
    assert f"- MTG-{moved.pk}, 6 August 2017, and not on 5 August 2017" in message.body
    assert "Secret" not in message.body
    assert send(DAY + timedelta(7)) == []  # it is over
    assert not [one for day in range(1, 7) for one in send(DAY + timedelta(day))]


def test_a_meeting_that_was_cancelled_is_told_once_to_those_who_were_told_its_day(moved, send):
    scrutiny = make.person(Role.SCRUTINY_MEMBER)
    with trail.acting_from(trail.TERMINAL):
        for one, papers in ((moved, DAY), (board.item().meeting, None)):
            now = {"cancelled_at": timezone.now(), "cancelled_by": scrutiny, "cancelled_because": "Snow"}
            later = {"on": DAY + timedelta(10), "papers_out_on": papers, "moved_from": None}
            trail.change(one, 1, by=None, why="For a test", **now, **later)
    assert [one.what for one in send(DAY)] == ["weekly"]
    (message,) = mail.outbox
    assert message.subject == "A meeting was cancelled"
    assert f"- MTG-{moved.pk}, 11 August 2017, is cancelled\n" in message.body
    assert send(DAY + timedelta(7)) == []


def test_a_meeting_moved_in_midst_of_a_week_interrupts_nobody_and_comes_with_the_next_message(send):
    chair = make.person(Role.INDEPENDENT_CHAIR)
    group = board.group()
    send(DAY)
    with trail.acting_from(trail.TERMINAL):
        made = trail.create(
            Meeting, by=None, why="For a test", group=group, slug="board", on=DAY + timedelta(20), papers_out_on=DAY,
            moved_from=DAY + timedelta(19),
        )  # fmt: skip
    assert [one for day in range(1, 7) for one in send(DAY + timedelta(day))] == []
    (posted,) = send(DAY + timedelta(7))
    assert (posted.person, posted.what) == (chair, "weekly")
    assert f"MTG-{made.pk} on {made.on}" in posted.told


def test_the_manager_has_the_moved_meeting_first_on_their_page_and_no_mail_of_it(moved, send):
    manager = make.person(Role.BUSINESS_MANAGER)
    first = register.duties(manager, DAY)[0]
    assert (first.what, first.urgent) == ("Tell members of the new day", True)
    assert not posting.interrupts(first)
    assert [one for one in send(DAY) if one.person == manager] == []


def test_one_incident_interrupts_once_whatever_it_asks_for(send):
    make.person(Role.BUSINESS_MANAGER)
    manager = Person.objects.get()
    one = incident(manager)
    assert [posted.what for posted in send(DAY)] == ["urgent"]
    assert mail.outbox[0].subject == f"At once: INC-{one.pk}"
    decide_on(one, manager)
    assert [posted for day in range(1, 7) for posted in send(DAY + timedelta(day))] == []


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


# --- one message a person a week -----------------------------------------------------------------------------


@pytest.fixture
def everything(lead):
    """A board with a return to be chased, a question, an ask, and meetings: whoever may be written to is."""
    office = make.agency(name="Board office")
    people = {
        role: make.person(role, agency=office) for role in (Role.BUSINESS_MANAGER, Role.INDEPENDENT_CHAIR)
    }
    manager = people[Role.BUSINESS_MANAGER]
    agreed.choose(["FD07"], by=manager)
    agreeing.agree(
        title="Police scorecard", agency=lead.agency, form="national", every="quarter", days=15, person=lead, deputy=None,
        codes=["FD07"], since=date(2017, 4, 1), until=date(2018, 3, 31), by=manager,
    )  # fmt: skip
    with trail.acting_from(trail.TERMINAL):
        group = board.group(name="The Board")
        for on in (date(2017, 9, 12), date(2017, 10, 10)):
            trail.create(
                Meeting, by=None, why="For a test", group=group, slug=f"board-{on}", on=on, papers_out_on=on
            )
    questions.raise_question(
        "FD07", title="Why?", why="For a test", owner=people[Role.INDEPENDENT_CHAIR], by=manager
    )
    return lead, manager


def test_nobody_gets_two_messages_a_week_whatever_is_asked_of_them_and_by_whom(
    everything, monkeypatch, django_capture_on_commit_callbacks
):
    """Ten weeks of the worker's days, with an eager manager who chases by hand on each of them.

    A meeting moves after its papers went out, and is told within a week. One incident interrupts each who deals with it
    once; that message is the week's.
    """
    lead, manager = everything
    got: dict[str, list[date]] = {}
    hears: dict[str, date] = {}
    at_once: list[tuple[str, str, date]] = []
    for day in (date(2017, 8, 1) + timedelta(n) for n in range(70)):
        now = datetime.combine(day, time(8), tzinfo=UTC)
        monkeypatch.setattr(timezone, "now", lambda now=now: now)
        mail.outbox.clear()
        if day == MOVES:
            one = Meeting.objects.get(on=date(2017, 10, 10))
            moving.move(one, one.version, on=date(2017, 10, 17), why="For a test", by=manager)
        if day == GOES_ASTRAY:
            incident(manager, aware=now)
        with trail.acting_from(trail.WORKER), django_capture_on_commit_callbacks(execute=True):
            for each in (weekly.send_if_due, digest.send_if_due, chasing.chase, posting.send):
                each(day)
            with suppress(ValidationError):
                chasing.ask(lead.agency, day, by=manager)
        for message in mail.outbox:
            (address,) = message.to
            if message.subject.startswith("At once: "):
                at_once.append((address, message.subject, day))
            else:
                got.setdefault(address, []).append(day)
                if "17 October 2017, and not on 10 October 2017" in message.body:
                    hears.setdefault(address, day)
    assert len(got) == 3
    for days in got.values():
        assert len(days) >= 8
        assert min(after - before for before, after in pairwise(days)) >= timedelta(7)
    assert set(hears) == set(got)
    assert max(hears.values()) <= MOVES + timedelta(7)
    deal = [one.email for one in Person.objects.all() if one.may(Permission.INFORMATION_HANDLE)]
    number = f"At once: INC-{Incident.objects.get().pk}"
    assert sorted(at_once) == sorted((address, number, GOES_ASTRAY) for address in deal)
    kinds = set(Posted.objects.values_list("what", flat=True))
    assert kinds == {"weekly", "returns", "questions", "urgent"}


def test_a_return_is_not_chased_by_hand_in_a_week_that_had_its_message(everything, send):
    lead, manager = everything
    send(DAY)
    with pytest.raises(ValidationError, match="ring them, or send the chair's letter"):
        chasing.ask(lead.agency, DAY + timedelta(3), by=manager)
    assert chasing.ask(lead.agency, DAY + timedelta(7), by=manager).people == 1


def test_the_message_about_returns_holds_all_that_is_asked_of_its_reader(
    everything, django_capture_on_commit_callbacks
):
    lead, manager = everything
    with django_capture_on_commit_callbacks(execute=True):
        chasing.ask(lead.agency, DAY, by=manager)
    (message,) = mail.outbox
    assert message.to == [lead.email]
    assert "Police scorecard, April to June 2017" in message.body
    assert (
        f"Besides, you are asked for:\n\n- ASK-{Ask.objects.get().pk}, due 1 September 2017" in message.body
    )


def test_whoever_reads_the_trail_reads_of_the_questions_before_a_meeting_there(everything):
    _, manager = everything
    assert digest.with_the_trail(manager, date(2017, 9, 4)) == ""
    assert "1 question is open" in digest.with_the_trail(manager, date(2017, 9, 5))
