"""Assurance sought: given is not accepted, without evidence it is self-report, and withdrawn stays visible."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from lineofsight.claims.tags import Tag
from lineofsight.web.accounts import trail
from lineofsight.web.accounts.permissions import Role
from lineofsight.web.governance import asking
from lineofsight.web.governance.models import Ask
from lineofsight.web.records import register
from tests.web import board, make

pytestmark = pytest.mark.django_db
ASKED, GIVEN, MET = date(2017, 7, 11), date(2017, 8, 20), date(2017, 9, 13)


@pytest.fixture
def scene():
    trust, office = make.agency(name="Trust"), make.agency(name="Board office")
    manager, lead = (
        make.person(Role.BUSINESS_MANAGER, agency=office),
        make.person(Role.AGENCY_LEAD, agency=trust),
    )
    ask = trail.create(
        Ask, by=manager, why="For a test", title="Recovery plan", slug="health-plan", words="A recovery plan", of=trust,
        form="report", source="Board, 11 July 2017", asked_on=ASKED, due=date(2017, 8, 31),
    )  # fmt: skip
    return ask, manager, lead, board.group()


def given(ask, by, **fields):
    said = {"words": "We are on course.", "evidence": "", "given_by": by.name, "given_on": GIVEN}
    return asking.reply(ask, by=by, **said | fields)


def test_given_is_not_accepted_until_the_board_says_so(scene):
    ask, manager, lead, group = scene
    given(ask, lead)
    assert ask.state_on(MET) == "replied, not yet considered"
    said = {"verdict": "enough", "words": "Seen.", "group": group, "decided_on": MET}
    with pytest.raises(ValidationError, match="Your agency was asked"):
        asking.answer(ask, by=lead, **said)
    asking.answer(ask, by=manager, **said)
    assert Ask.objects.get().state_on(MET) == "enough"
    on = [register.ledger().record(Tag("ask", "health-plan", {"at": day})).fields.get("answer") for day in
          ("2017-08-31", "2017-09-30")]  # fmt: skip
    assert on == [None, "enough"]


def test_the_board_says_that_no_reply_came_and_the_ask_stays_open(client, scene):
    ask, manager, _, group = scene
    make.sign_in(client, manager)
    said = {"verdict": "no_reply", "words": "None came.", "group": group.pk, "decided_on": f"{MET}"}
    page = client.post(reverse("governance:answer", args=[ask.pk]), said, follow=True).content.decode()
    assert "None came." in page
    assert ask.state_on(MET) == "no reply"
    assert ask.open_on(MET)


def test_a_withdrawn_reply_opens_the_ask_again_and_stays_visible(scene, client):
    ask, manager, lead, group = scene
    reply = given(ask, lead)
    asking.answer(ask, by=manager, verdict="enough", words="Seen.", group=group, decided_on=MET)
    make.sign_in(client, lead)
    client.post(reverse("governance:withdraw-reply", args=[reply.pk]), {"why": "It was wrong", "version": 1})
    assert Ask.objects.get().state_on(timezone.localdate()) == "no reply"
    page = client.get(reverse("governance:ask", args=[ask.pk])).content.decode()
    assert "We are on course." in page
    assert "withdrawn" in page
    assert "It was wrong" in page
    assert "self-report" in page


def test_the_letter_asks_for_nothing_that_waits_for_the_board(scene, client):
    ask, _, lead, _ = scene
    make.sign_in(client, lead)
    letter = reverse("governance:letter", args=[ask.of_id])
    assert "Recovery plan" in client.get(letter).content.decode()
    given(ask, lead)
    assert "Recovery plan" not in client.get(letter).content.decode()


def test_the_successor_of_an_agency_that_merged_takes_over_what_is_open(scene, client):
    ask, manager, _, _ = scene
    after = make.agency(name="New Trust")
    trail.change(
        ask.of, 1, by=manager, why="Merged", until=timezone.localdate() - timedelta(days=1), successor=after
    )
    lead = make.sign_in(client, make.person(Role.AGENCY_LEAD, agency=after))
    assert [duty.what for duty in register.duties(lead, MET)] == ["Reply to the board"]
    assert "Recovery plan" in client.get(reverse("governance:letter", args=[after.pk])).content.decode()
    assert Ask.objects.get().of.name == "Trust"


def test_another_agency_sees_nothing_of_it_and_the_chair_sees_that_it_is_overdue(scene, client):
    ask, *_ = scene
    make.sign_in(client, make.person(Role.AGENCY_LEAD, agency=make.agency()))
    assert client.get(reverse("governance:ask", args=[ask.pk])).status_code == 404
    assert "Recovery plan" not in client.get(reverse("governance:asks")).content.decode()
    chair = make.sign_in(client, make.person(Role.INDEPENDENT_CHAIR, agency=make.agency()))
    assert [duty.what for duty in register.duties(chair, MET)] == ["Find a chair", "No assurance from Trust"][
        ::-1
    ]
    assert " overdue" in client.get(reverse("governance:asks")).content.decode()
