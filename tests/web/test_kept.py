"""A session that ends mid-form: what was typed comes back, to the one who typed it, and is never sent by itself."""

import html
import re

import pytest
from django.contrib.sessions.models import Session
from django.test import Client

from lineofsight.web.accounts.kept import UNSENT
from lineofsight.web.accounts.models import Agency, Person
from lineofsight.web.accounts.permissions import Role
from tests.web import make

pytestmark = pytest.mark.django_db


def words(answer) -> str:
    return html.unescape(" ".join(answer.content.decode().split()))


def hidden(answer, name: str) -> str:
    return html.unescape(re.search(rf'name="{name}" value="([^"]*)"', answer.content.decode()).group(1))


@pytest.fixture
def typed():
    """A browser in which an administrator typed an invitation while the session ended, and what it was answered."""
    browser, administrator = Client(), make.person(Role.ADMINISTRATOR)
    browser.post("/sign-in", {"email": administrator.email, "password": make.PASSWORD})
    make_verified(browser, administrator)
    Session.objects.all().delete()
    said = {
        "name": "Lee Hart",
        "email": "lee@board.test",
        "role": "analyst",
        "agency": Agency.objects.get().pk,
    }
    answer = browser.post("/people/invite", said, headers={"referer": "http://testserver/people/invite"})
    return browser, administrator, answer


def make_verified(browser, person) -> None:
    from django_otp.plugins.otp_totp.models import TOTPDevice

    device, _ = TOTPDevice.objects.get_or_create(
        user=person, defaults={"confirmed": True, "name": "Telephone"}
    )
    session = browser.session
    session["otp_device_id"] = device.persistent_id
    session.save()


def sign_in_again(browser, person, answer):
    said = {name: hidden(answer, name) for name in ("next", "kept")}
    return browser.post("/sign-in", {**said, "email": person.email, "password": make.PASSWORD})


def test_what_was_typed_stands_in_the_form_again_and_nothing_was_sent(typed):
    browser, administrator, answer = typed
    assert "what you typed is there again" in words(answer)
    assert sign_in_again(browser, administrator, answer)["Location"] == "/people/invite"
    make_verified(browser, administrator)
    page = browser.get("/people/invite")
    assert UNSENT in words(page)
    assert 'value="Lee Hart"' in page.content.decode()
    assert re.search(r'<option value="analyst" selected>', page.content.decode())
    assert not Person.objects.filter(name="Lee Hart").exists()
    assert "Lee Hart" not in words(browser.get("/people/invite"))  # once


def test_it_waits_for_the_second_factor(typed):
    browser, administrator, answer = typed
    sign_in_again(browser, administrator, answer)
    assert browser.get("/people/invite")["Location"] == "/sign-in/code?next=%2Fpeople%2Finvite"
    make_verified(browser, administrator)
    assert 'value="Lee Hart"' in browser.get("/people/invite").content.decode()


def test_a_mistyped_password_loses_nothing(typed):
    browser, administrator, answer = typed
    said = {name: hidden(answer, name) for name in ("next", "kept")}
    again = browser.post("/sign-in", {**said, "email": administrator.email, "password": "wrong"})
    assert hidden(again, "kept") == said["kept"]


def test_somebody_else_who_signs_in_there_does_not_get_it(typed):
    browser, _, answer = typed
    other = make.person(Role.ADMINISTRATOR)
    sign_in_again(browser, other, answer)
    make_verified(browser, other)
    assert "Lee Hart" not in words(browser.get("/people/invite"))


def test_a_changed_seal_gives_nothing(typed):
    browser, administrator, answer = typed
    said = {"next": "/people/invite", "kept": hidden(answer, "kept")[:-3] + "xyz"}
    browser.post("/sign-in", {**said, "email": administrator.email, "password": make.PASSWORD})
    make_verified(browser, administrator)
    assert "Lee Hart" not in words(browser.get("/people/invite"))


def test_the_version_that_was_seen_comes_back_with_it_so_that_nobody_is_overwritten():
    browser, administrator, reader = Client(), make.person(Role.ADMINISTRATOR), make.person(Role.BOARD_MEMBER)
    said = {"role": "analyst", "agency": reader.agency_id, "why": "New post", "version": 7}
    answer = browser.post(
        f"/people/{reader.pk}/role", said, headers={"referer": f"http://testserver/people/{reader.pk}/role"}
    )
    sign_in_again(browser, administrator, answer)
    make_verified(browser, administrator)
    assert hidden(browser.get(f"/people/{reader.pk}/role"), "version") == "7"


@pytest.mark.parametrize("secret", ["password", "again", "code", "answer"])
def test_no_secret_is_kept(secret):
    answer = Client().post("/account/password", {secret: "quite-a-secret", "name": "x"})
    assert answer.status_code == 302


def test_a_button_pressed_after_the_session_ended_leads_back_to_its_page():
    answer = Client().post("/people/1/sign-out", {}, headers={"referer": "http://testserver/people/1"})
    assert answer["Location"] == "/sign-in?next=%2Fpeople%2F1"


def test_a_form_from_before_signing_in_anew_in_another_window_is_kept():
    browser, administrator = Client(enforce_csrf_checks=True), make.person(Role.ADMINISTRATOR)
    make.sign_in(browser, administrator)
    said = {"name": "Lee Hart", "csrfmiddlewaretoken": "o" * 64}
    here = {"origin": "http://testserver", "referer": "http://testserver/people/invite"}
    assert browser.post("/people/invite", said, headers=here)["Location"] == "/people/invite"
    assert 'value="Lee Hart"' in browser.get("/people/invite").content.decode()


def test_words_of_another_site_are_put_into_no_form():
    browser, administrator = Client(enforce_csrf_checks=True), make.person(Role.ADMINISTRATOR)
    make.sign_in(browser, administrator)
    for there in ({"origin": "https://evil.test"}, {}):
        assert browser.post("/people/invite", {"name": "Mal"}, headers=there).status_code == 403
    assert "Mal" not in browser.get("/people/invite").content.decode()
