"""Letting people in and letting them go: invitations, an agency's own lead, browsers signed out from afar."""

import re

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.test import Client

from lineofsight.web.accounts import actions
from lineofsight.web.accounts.models import Entry, Person
from lineofsight.web.accounts.permissions import Role
from tests.web import make

pytestmark = pytest.mark.django_db


def words(answer) -> str:
    return " ".join(answer.content.decode().split())


@pytest.fixture
def lead(client):
    """An agency's lead, signed in, with an administrator and another agency elsewhere."""
    make.person(Role.ADMINISTRATOR, agency=make.agency())
    make.person(Role.AGENCY_LEAD, agency=make.agency(name="Ours"), name="Deputy Lead")
    return make.sign_in(
        client, make.person(Role.AGENCY_LEAD, agency=Person.objects.get(name="Deputy Lead").agency)
    )


def invitation(agency, role="agency_lead", **more) -> dict:
    return {"name": "Lee Hart", "email": "lee@board.test", "role": role, "agency": agency.pk} | more


def test_an_agencys_lead_invites_a_colleague_as_a_lead(client, lead):
    assert client.post("/people/invite", invitation(lead.agency)).status_code == 302
    assert Person.objects.get(email="lee@board.test").agency == lead.agency


@pytest.mark.parametrize("role", [str(role) for role in Role if role not in ("agency_lead", "school_lead")])
def test_an_agencys_lead_gives_no_role_that_sees_more(client, lead, role):
    assert client.post("/people/invite", invitation(lead.agency, role)).status_code == 200
    with pytest.raises(ValidationError, match="your own agency"):
        actions.invite(
            email="x@board.test", name="X", role=role, agency=lead.agency, by=lead, origin="http://x"
        )
    assert not Person.objects.filter(name__in=("Lee Hart", "X")).exists()


def test_an_agencys_lead_invites_into_no_other_agency(client, lead):
    other = make.agency()
    assert client.post("/people/invite", invitation(other)).status_code == 200
    with pytest.raises(ValidationError, match="your own agency"):
        actions.invite(
            email="x@board.test", name="X", role="agency_lead", agency=other, by=lead, origin="http://x"
        )
    assert not Person.objects.filter(name__in=("Lee Hart", "X")).exists()


@pytest.mark.parametrize("page", ["", "/close", "/invite-again"])
def test_people_of_another_agency_are_not_there_for_a_lead(client, lead, page):
    stranger = make.person(Role.AGENCY_LEAD, agency=make.agency(), name="Quite A Stranger")
    address = f"/people/{stranger.pk}{page}"
    answer = client.post(address, {"why": "x", "version": 1}) if page else client.get(address)
    assert answer.status_code == 404
    assert "Stranger" not in words(client.get("/people/"))
    stranger.refresh_from_db()
    assert stranger.is_active


def test_an_agencys_lead_closes_a_lead_of_the_agency_and_opens_nobody(client, lead):
    deputy = Person.objects.get(name="Deputy Lead")
    assert client.post(f"/people/{deputy.pk}/close", {"why": "Left", "version": 1}).status_code == 302
    deputy.refresh_from_db()
    assert not deputy.is_active
    assert client.post(f"/people/{deputy.pk}/open", {"why": "x", "version": 2}).status_code == 403


def test_an_agencys_lead_closes_no_colleague_with_another_role(client, lead):
    analyst = make.person(Role.ANALYST, agency=lead.agency, name="Anna Lyst")
    assert "Anna Lyst" in words(client.get("/people/"))
    assert client.post(f"/people/{analyst.pk}/close", {"why": "x", "version": 1}).status_code == 404
    with pytest.raises(ValidationError, match="your own agency"):
        actions.deactivate(analyst, 1, by=lead, why="x")


@pytest.mark.parametrize("page", ["role", "lost-telephone", "sign-out"])
def test_an_agencys_lead_changes_nothing_else_of_a_colleague(client, lead, page):
    deputy = Person.objects.get(name="Deputy Lead")
    assert client.post(f"/people/{deputy.pk}/{page}").status_code == 403


def test_whoever_has_not_signed_in_is_shown_so_and_invited_again(client, django_capture_on_commit_callbacks):
    make.sign_in(client, make.person(Role.ADMINISTRATOR))
    with django_capture_on_commit_callbacks(execute=True):
        client.post("/people/invite", invitation(make.agency()))
        lee = Person.objects.get(email="lee@board.test")
        assert "not yet signed in" in words(client.get("/people/"))
        assert "the link works until" in words(client.get(f"/people/{lee.pk}"))
        client.post(f"/people/{lee.pk}/invite-again")
    assert [message.to for message in mail.outbox] == [["lee@board.test"]] * 2

    address = re.search(r"http://testserver(/link/\S+)", mail.outbox[1].body).group(1)
    client.logout()
    client.post(address, {"password": make.PASSWORD, "again": make.PASSWORD})
    client.post("/sign-in", {"email": lee.email, "password": make.PASSWORD})
    make.sign_in(client, Person.objects.get(role="administrator"))
    with django_capture_on_commit_callbacks(execute=True):
        assert "have signed in already" in words(client.post(f"/people/{lee.pk}/invite-again", follow=True))
    assert len(mail.outbox) == 2


def test_one_browser_of_ones_own_is_signed_out_and_no_one_elses(client):
    reader, other = make.person(Role.BOARD_MEMBER), Client()
    for browser in (client, other):
        browser.post("/sign-in", {"email": reader.email, "password": make.PASSWORD})
    left = reader.visits.get(session=other.session.session_key)
    stranger = Client()
    make.sign_in(stranger, make.person(Role.BOARD_MEMBER))
    assert stranger.post(f"/account/visits/{left.pk}/sign-out").status_code == 404
    assert client.post(f"/account/visits/{left.pk}/sign-out").status_code == 302
    assert other.get("/account").status_code == 302
    assert client.get("/account").status_code == 200


def test_an_administrator_signs_somebody_out_everywhere(client):
    reader, browser = make.person(Role.BOARD_MEMBER), Client()
    browser.post("/sign-in", {"email": reader.email, "password": make.PASSWORD})
    make.sign_in(client, make.person(Role.ADMINISTRATOR))
    client.post(f"/people/{reader.pk}/sign-out")
    assert browser.get("/account").status_code == 302
    assert Entry.objects.first().why == "Signed out everywhere by an administrator"


def test_no_role_is_chosen_before_somebody_chooses_it(client):
    make.sign_in(client, make.person(Role.ADMINISTRATOR))
    said = {"name": "Pat Lane", "email": "pat@hill.example", "agency": make.agency().pk, "role": ""}
    page = client.post("/people/invite", said).content.decode()
    assert "Choose a role" in page
    assert not Person.objects.filter(email="pat@hill.example").exists()
