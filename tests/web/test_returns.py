"""Returns: each agreed once, asked for on its days and never twice on one, and followed from its file to the figures."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from lineofsight.web.accounts import demo, trail
from lineofsight.web.accounts.permissions import Role
from lineofsight.web.accounts.trailed import writing
from lineofsight.web.config.pages import dates
from lineofsight.web.indicators import agreed as dataset
from lineofsight.web.loads import worker
from lineofsight.web.records import actions as rooms
from lineofsight.web.records import register
from lineofsight.web.returns import agreeing, asked, chasing, receiving
from lineofsight.web.returns import demo as returning
from lineofsight.web.returns.forms import PeopleForm
from lineofsight.web.returns.models import Message, Return, Step, Supply, reached
from tests.web import make
from tests.web.test_loads import census, left_behind, words, work_all

pytestmark = pytest.mark.django_db
YEAR = {"since": date(2016, 4, 1), "until": date(2017, 3, 31)}
DUE = date(2016, 7, 15)  # of April to June, 15 days after its end


@pytest.fixture
def scene():
    police, office = make.agency(name="Police"), make.agency(name="Board office")
    lead = make.person(Role.AGENCY_LEAD, agency=police, email="lead@police.test")
    deputy = make.person(Role.AGENCY_LEAD, agency=police, email="deputy@police.test")
    manager = make.person(Role.BUSINESS_MANAGER, agency=office)
    dataset.choose(["FD09", "FD07"], by=manager)
    return police, lead, deputy, manager


def agree(scene, **fields):
    police, lead, deputy, manager = scene
    said = {"title": "Police scorecard", "agency": police, "form": "national", "every": "quarter", "days": 15,
            "person": lead, "deputy": deputy, "codes": ["FD07"], **YEAR}  # fmt: skip
    return agreeing.agree(by=manager, **said | fields)


def first(scene, **fields) -> Return:
    return agree(scene, **fields).returns.order_by("due")[0]


def at(one: Return) -> Return:
    return Return.objects.get(pk=one.pk)


def chase(day: date) -> list[Message]:
    with trail.acting_from(trail.WORKER):
        return chasing.chase(day)


@pytest.fixture
def days(monkeypatch, django_capture_on_commit_callbacks):
    """Let some days pass, with the worker's chase on each; the days on which a message went."""

    def pass_(begins: date, many: int) -> list[date]:
        sent = []
        for day in (begins + timedelta(n) for n in range(many)):
            monkeypatch.setattr(timezone, "now", lambda day=day: datetime.combine(day, time(9), tzinfo=UTC))
            with django_capture_on_commit_callbacks(execute=True):
                sent += [one.on for one in chase(day)]
        return sent

    return pass_


def test_each_whole_period_of_the_year_becomes_a_return_with_its_day(scene):
    rows = list(agree(scene).returns.order_by("due"))
    assert [(one.of_when, one.due) for one in rows] == [
        ("April to June 2016", DUE), ("July to September 2016", date(2016, 10, 15)),
        ("October to December 2016", date(2017, 1, 15)), ("January to March 2017", date(2017, 4, 15)),
    ]  # fmt: skip
    with pytest.raises(ValidationError, match="No whole period"):
        agree(scene, title="Another", every="year", until=date(2016, 12, 31))


def test_an_agency_is_asked_on_the_days_that_the_board_set_in_one_message_of_all_that_it_owes(scene, days):
    agree(scene)
    agree(scene, title="Custody return")
    assert days(date(2016, 6, 1), 80) == [DUE + timedelta(n) for n in (-7, 1, 8, 15)]
    assert len(mail.outbox) == 8
    message, other = mail.outbox[2:4]
    assert sorted([*message.to, *other.to]) == ["deputy@police.test", "lead@police.test"]
    assert "Police scorecard, April to June 2016: it was due on 15 July" in message.body
    assert "Custody return" in message.body


def test_nobody_is_asked_twice_on_a_day_by_the_worker_or_by_hand(scene, django_capture_on_commit_callbacks):
    police, _, _, manager = scene
    first(scene)
    today = timezone.localdate()
    chasing.ask(police, today, by=manager)
    assert chase(today) == []
    with pytest.raises(ValidationError, match="asked today already"):
        chasing.ask(police, today, by=manager)
    token = writing.set(True)  # past the checks of the model, as a script might
    try:
        with pytest.raises(IntegrityError), transaction.atomic():
            Message(agency=police, on=today, people=1).save(force_insert=True)
    finally:
        writing.reset(token)


def test_messages_to_one_agency_are_as_far_apart_as_the_board_set(scene, days):
    agree(scene)
    agree(scene, title="Custody return", days=18)
    assert days(date(2016, 6, 1), 60) == [date(2016, 7, day) for day in (8, 15, 22, 29)]
    _, _, _, manager = scene
    agreeing.set_schedule(0, days="2", apart=1, by=manager)
    assert reached(agreeing.schedule(), DUE, DUE + timedelta(1)) is None


def test_what_is_in_no_agreed_dataset_chases_nobody(scene):
    first(scene, codes=["CD03"])
    assert chase(date(2016, 7, 16)) == []


def test_a_board_that_closed_the_room_chases_nobody(scene):
    _, _, _, manager = scene
    first(scene)
    rooms.close_room("returns", closed=True, by=manager)
    assert chase(date(2016, 7, 16)) == []


def test_whoever_was_named_and_left_is_not_written_to_and_the_office_is_told(scene):
    police, lead, deputy, manager = scene
    one = first(scene)
    for person in (lead, deputy):
        trail.change(person, 1, by=manager, why="Left", deactivated_at=timezone.now(), deactivated_by=manager)
    with pytest.raises(ValidationError, match="Nobody of Police is left"):
        chasing.ask(police, date(2016, 7, 16), by=manager)
    (duty, *_) = [each for each in register.duties(manager, date(2016, 7, 16)) if each.ref.key == str(one.pk)]
    assert duty.what == "Not returned by Police, and nobody is left to ask"


def test_an_agency_answers_in_place_and_its_return_goes_all_the_way_to_the_figures(client, scene, empty):
    _, lead, _, manager = scene
    one = first(scene)
    make.sign_in(client, lead)
    page = reverse("returns:return", args=[one.pk])
    assert "Send the file" in words(client.get(page))
    sent = {"file": SimpleUploadedFile("census.xml", census()), "known_on": "2017-05-31", "version": 1}
    assert client.post(reverse("returns:send", args=[one.pk]), sent)["Location"] == page
    assert "being read" in words(client.get(page))
    work_all()
    assert at(one).state == "received"
    assert "26 accepted" not in words(client.get(page))
    assert "<strong>26</strong> accepted" in words(client.get(page))
    assert b"PersonBirthDate" in client.get(reverse("returns:rows", args=[one.pk])).content

    receiving.query(at(one), at(one).version, words="Why so few?", by=manager)
    assert "Why so few?" in words(client.get(page))
    client.post(
        reverse("returns:answer", args=[one.pk]), {"words": "Two stations closed", "version": at(one).version}
    )
    receiving.check(at(one), at(one).version, by=manager)
    assert "These are our figures" in words(client.get(page))
    client.post(reverse("returns:agree", args=[one.pk]), {"version": at(one).version})
    assert [step.what for step in at(one).steps.all()] == [
        "received", "queried", "answered", "checked", "agreed", "used"
    ]  # fmt: skip
    assert left_behind() == []
    trail.verify()


def test_a_file_that_cannot_be_read_leaves_the_return_where_it_was_and_says_why(client, scene, empty):
    _, lead, _, _ = scene
    one = first(scene)
    make.sign_in(client, lead)
    sent = {
        "file": SimpleUploadedFile("shopping.csv", b"milk,eggs\n1,2\n"),
        "known_on": "2017-05-31",
        "version": 1,
    }
    client.post(reverse("returns:send", args=[one.pk]), sent)
    work_all()
    assert at(one).state == "expected"
    page = words(client.get(reverse("returns:return", args=[one.pk])))
    assert "The file could not be read." in page
    assert "shopping.csv" in page


def test_a_file_left_half_read_by_a_worker_that_died_is_told_to_its_sender(scene, workspace):
    _, lead, _, _ = scene
    one = first(scene)
    receiving.send(one, 1, file=SimpleUploadedFile("a.csv", b"a\n1\n"), known_on=DUE, by=lead)
    at(one).task.__class__.objects.update(state="running")
    worker.take_over()
    assert at(one).unread.words == worker.STOPPED


def test_nobody_agrees_what_they_checked_and_only_those_who_are_named_agree(scene):
    _, lead, _, manager = scene
    one = first(scene, person=manager, deputy=None)
    with trail.acting_from(trail.WORKER):
        agreeing.take(one, Step.What.RECEIVED, by=None, state="received")
    receiving.check(at(one), 2, by=manager)
    with pytest.raises(ValidationError, match="checked this yourself"):
        receiving.agree(at(one), 3, by=manager)
    with pytest.raises(ValidationError, match="Only those whom the agency named"):
        receiving.agree(at(one), 3, by=lead)


def test_an_agency_sees_its_own_returns_and_no_others(client, scene):
    one = first(scene)
    other = make.sign_in(client, make.person(Role.AGENCY_LEAD, agency=make.agency()))
    assert client.get(reverse("returns:return", args=[one.pk])).status_code == 404
    assert client.get(reverse("returns:send", args=[one.pk])).status_code == 404
    assert "Police scorecard" not in words(client.get(reverse("returns:calendar")))
    assert not register.duties(other, date(2016, 7, 16))


def test_what_needs_whom(scene):
    _, lead, _, manager = scene
    one = first(scene)
    late = date(2016, 7, 16)
    assert [(each.what, each.due) for each in register.duties(lead, late)] == [("Send the return", DUE)]
    assert "Not returned by Police" in [each.what for each in register.duties(manager, late)]
    with trail.acting_from(trail.WORKER):
        agreeing.take(one, Step.What.RECEIVED, by=None, state="received")
    assert "Check the return" in [each.what for each in register.duties(manager, late)]
    assert register.duties(lead, late) == []


def test_what_is_stopped_is_not_asked_for_and_what_came_stays(scene):
    _, _, _, manager = scene
    supply = agree(scene)
    agreeing.stop(supply, 1, on=date(2016, 10, 1), why="The form changed", by=manager)
    assert [one.state for one in supply.returns.order_by("due")] == [
        "expected",
        "stopped",
        "stopped",
        "stopped",
    ]


def test_the_next_year_is_agreed_once(scene):
    _, _, _, manager = scene
    supply = agree(scene)
    (made,) = agreeing.renew([supply], by=manager)
    assert (made.since, made.until, made.returns.count()) == (date(2017, 4, 1), date(2018, 3, 31), 4)
    assert agreeing.renew([supply], by=manager) == []


def test_the_calendar_and_the_agreement_say_who_and_by_when(client, scene):
    _, lead, deputy, manager = scene
    first(scene)
    make.sign_in(client, manager)
    page = words(client.get(reverse("returns:calendar")))
    assert "Not returned" in page
    assert f"Police: {lead}, or {deputy}" in page
    assert "Re-referrals within 12 months" in page  # in the dataset, and nobody sends it
    form = {"title": "Health scorecard", "agency": scene[0].pk, "form": "scorecard", "every": "month", "days": 20,
            "person": lead.pk, "deputy": "", "since": "2016-04-01", "until": "2017-03-31", "codes": ["FD09"]}  # fmt: skip
    client.post(reverse("returns:add-supply"), form)
    assert Return.objects.filter(supply__title="Health scorecard").count() == 12
    past = words(client.get(reverse("returns:supplies")))
    assert "Health scorecard, 1 April 2016" in past


def test_two_who_set_the_schedule_at_once_are_told(scene):
    _, _, _, manager = scene
    agreeing.set_schedule(0, days="1", apart=7, by=manager)
    agreeing.set_schedule(1, days="1, 9", apart=7, by=manager)
    with pytest.raises(trail.ChangedMeanwhileError):
        agreeing.set_schedule(1, days="2", apart=7, by=manager)
    with pytest.raises(ValidationError, match="commas between them"):
        agreeing.set_schedule(2, days="soon", apart=7, by=manager)


# --- where the figure would be ------------------------------------------------------------------------------


def asked_on(one: Return, *days: date) -> Return:
    for day in days:
        moment = datetime.combine(day, time(9), tzinfo=UTC)
        with trail.acting_from(trail.WORKER):
            trail.create(Step, by=None, why="Asked", of=one, what=Step.What.ASKED, taken_at=moment)
    return one


def test_a_late_return_stands_where_the_figure_would_be_with_what_was_last_known(client, scene, workspace):
    one = first(scene, codes=["FD09"], since=date(2017, 10, 1), until=date(2017, 12, 31))
    asked_on(one, date(2018, 1, 4), date(2018, 1, 11), date(2018, 1, 18))
    make.sign_in(client, scene[3])
    page = words(client.get("/indicators/FD09/"))
    assert '<span class="los-silence">not returned</span>' in page
    assert "October to December 2017: due on 15 January 2018, asked for 4, 11 and 18 January 2018." in page
    assert "Last value: " in page
    assert '<p class="los-value"><a' not in page  # the old value does not stand as the new one
    board = words(client.get("/indicators/"))
    assert "October to December 2017: asked 4, 11 and 18 January 2018; last value 20.5%, 2016-17" in board
    assert "<strong>1</strong> not returned" in board


def test_a_newer_figure_from_elsewhere_closes_the_gap(client, scene, workspace):
    first(scene, codes=["FD09"])  # April to June 2016, and the year to March 2017 is known
    make.sign_in(client, scene[3])
    supply = Return.objects.first().supply
    agreeing.stop(supply, 1, on=date(2016, 8, 1), why="For a test", by=scene[3])
    assert "20.5%" in words(client.get("/indicators/"))
    assert "October to December" not in words(client.get("/indicators/FD09/"))


def test_one_return_is_one_gap_and_only_of_the_agreed_dataset(scene):
    first(scene, codes=["FD09", "FD07", "CD03"], since=date(2017, 10, 1), until=date(2017, 12, 31))
    found = asked.gaps(date(2018, 2, 1), dataset.codes())
    assert set(found) == {"FD09", "FD07"}
    assert found["FD09"] is found["FD07"]
    assert asked.gaps(date(2018, 1, 15), dataset.codes()) == {}  # on the day it is due it is not late


def test_what_nobody_agreed_to_send_reads_as_not_in_our_dataset(client, scene, workspace):
    make.sign_in(client, scene[3])
    assert "not in our dataset" in words(client.get("/indicators/"))
    assert "Nobody is asked for it." in words(client.get("/indicators/EH01/"))


def test_a_school_is_shown_the_gap_and_not_the_way_to_anothers_return(client, scene, workspace):
    one = first(scene, codes=["FD09"], since=date(2017, 10, 1), until=date(2017, 12, 31))
    make.sign_in(client, make.person(Role.SCHOOL_LEAD, agency=make.agency()))
    page = words(client.get("/indicators/FD09/"))
    assert "due on 15 January 2018" in page
    assert f"/returns/{one.pk}/" not in page


def test_days_are_said_together():
    days = [date(2017, 12, 28), date(2018, 1, 4), date(2018, 1, 11), date(2018, 2, 1)]
    assert dates(days[1:3]) == "4 and 11 January 2018"
    assert dates(days) == "28 December 2017, 4, 11 January and 1 February 2018"


def test_one_returns_day_is_moved_with_a_reason(client, scene):
    one = first(scene, codes=["FD09"], since=date(2017, 10, 1), until=date(2017, 12, 31))
    make.sign_in(client, make.person(Role.BUSINESS_MANAGER))
    address = f"/returns/{one.pk}/due"
    said = {"on": "2017-12-31", "why": "Their system is being replaced", "version": one.version}
    assert "Choose a day after 31 December 2017" in words(client.post(address, said))
    client.post(address, said | {"on": "2018-02-01"})
    assert at(one).due == date(2018, 2, 1)
    assert "15 January 2018 became 1 February 2018. Their system is being replaced" in words(
        client.get(f"/returns/{one.pk}/")
    )
    assert "not yet" not in words(client.post(address, said | {"on": "2018-03-01"}))
    assert at(one).due == date(2018, 2, 1)  # the version that was seen is an old one


def test_a_gap_stands_in_what_leaves_the_house(client, scene, workspace, tmp_path, settings):
    first(scene, codes=["FD09"], since=date(2017, 10, 1), until=date(2017, 12, 31))
    make.sign_in(client, make.person(Role.BUSINESS_MANAGER))
    last = client.get("/indicators/FD09/export.csv").content.decode().splitlines()[-1]
    assert "2017-18-Q3" in last
    assert "not returned" in last
    assert "October to December 2017 was not returned by the day it was due, 15 January 2018." in last


def test_the_made_up_police_are_late_and_were_asked(workspace):
    demo.people()
    returning.fill(date(2018, 2, 15))
    returning.fill(date(2018, 2, 15))
    (late,) = [one for one in Return.objects.whole() if one.is_late(date(2018, 2, 15))]
    assert (late.supply.agency.name, late.period) == ("Severnshire Police", "2017-18-Q3")
    assert dates(late.asked_on) == "22, 29 January and 5 February 2018"
    assert set(Return.objects.values_list("state", flat=True)) >= {"used", "queried", "expected"}


def test_a_return_is_asked_of_nobody_who_may_not_send_it(scene, client):
    """A member of the board cannot send: they are not told to, and are not offered as the one who sees to it."""
    one = first(scene)
    member = make.person(Role.BOARD_MEMBER, agency=one.supply.agency, email="member@police.test")
    supply = one.supply
    trail.change(supply, supply.version, by=supply.person, why="For a test", deputy=member)
    assert register.duties(member, DUE) == []
    other = make.person(Role.MISSING_COORDINATOR, agency=supply.agency, email="missing@police.test")
    offered = set(PeopleForm(instance=Supply.objects.get(pk=supply.pk)).fields["deputy"].queryset)
    assert member in offered  # who is named already
    assert other not in offered
    assert supply.person in offered
