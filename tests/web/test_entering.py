"""Coming in: passwords, second factors, links, and those who guess."""

import re

import pytest
from django.contrib.sessions.models import Session
from django.core import mail
from django.utils import timezone
from django_otp.oath import TOTP
from django_otp.plugins.otp_totp.models import TOTPDevice

from lineofsight.web.accounts import actions, trail
from lineofsight.web.accounts.entering import SLOWED, WRONG
from lineofsight.web.accounts.models import Attempt, Entry, Link, Person
from lineofsight.web.accounts.permissions import Role
from tests.web import make

pytestmark = pytest.mark.django_db


def sign_in(client, email, password=make.PASSWORD, onward=""):
    return client.post("/sign-in", {"email": email, "password": password, "next": onward})


def words(answer) -> str:
    return " ".join(answer.content.decode().split())


def test_a_person_signs_in_with_address_and_password(client):
    reader = make.person(Role.BOARD_MEMBER)
    assert sign_in(client, reader.email.upper()).status_code == 302
    assert client.get("/account").status_code == 200
    assert Entry.objects.first().why == "Signed in"


def test_nobody_learns_who_has_an_account(client):
    closed = make.person()
    actions.deactivate(closed, 1, by=make.person(Role.ADMINISTRATOR), why="Left")
    answers = [
        sign_in(client, make.person().email, "wrong-password"),
        sign_in(client, "nobody@board.test", "wrong-password"),
        sign_in(client, closed.email),
    ]
    assert all(WRONG in words(answer) and answer.status_code == 200 for answer in answers)


def test_a_link_for_a_forgotten_password_is_answered_alike_for_everyone(client):
    known = client.post("/sign-in/forgotten", {"email": make.person().email})
    unknown = client.post("/sign-in/forgotten", {"email": "nobody@board.test"})
    assert known.content == unknown.content


def test_the_sixth_guess_is_not_heard_even_if_it_is_right(client):
    reader = make.person()
    for _ in range(5):
        sign_in(client, reader.email, "wrong-password")
    answer = sign_in(client, reader.email)
    assert answer.status_code == 429
    assert SLOWED in words(answer)


def test_guesses_at_an_address_that_nobody_has_are_slowed_alike(client):
    for _ in range(5):
        sign_in(client, "nobody@board.test", "wrong-password")
    assert sign_in(client, "nobody@board.test").status_code == 429


def test_guesses_from_one_place_at_many_addresses_are_slowed(client):
    for number in range(50):
        sign_in(client, f"somebody{number}@board.test", "wrong-password")
    assert sign_in(client, make.person().email).status_code == 429


def test_a_quarter_of_an_hour_later_they_are_heard_again(client):
    reader = make.person(Role.BOARD_MEMBER)
    for _ in range(5):
        sign_in(client, reader.email, "wrong-password")
    Attempt.objects.update(at=timezone.now() - timezone.timedelta(minutes=16))
    assert sign_in(client, reader.email).status_code == 302


def test_failed_tries_are_kept_without_anyones_name(client):
    sign_in(client, "nobody@board.test", "wrong-password")
    assert all(re.fullmatch(r"[0-9a-f]{64}", one.key) for one in Attempt.objects.all())


@pytest.mark.parametrize(
    "onward", ["//evil.test/", "https://evil.test", "javascript:alert(1)", "/\\evil.test"]
)
def test_signing_in_leads_to_no_other_site(client, onward):
    assert sign_in(client, make.person().email, onward=onward)["Location"] == "/"


def test_signing_in_leads_on_to_where_one_was_going(client):
    assert client.get("/people/")["Location"] == "/sign-in?next=%2Fpeople%2F"
    assert sign_in(client, make.person().email, onward="/people/")["Location"] == "/people/"


def test_a_new_session_begins_with_signing_in(client):
    client.get("/sign-in")
    client.session["x"] = 1
    before = client.session.session_key
    sign_in(client, make.person().email)
    assert client.session.session_key != before


def test_whoever_lets_others_in_sets_up_a_second_factor_first(client):
    administrator = make.person(Role.ADMINISTRATOR)
    sign_in(client, administrator.email)
    assert client.get("/people/")["Location"] == "/account/code"
    assert "<svg" in client.get("/account/code").content.decode()

    device = TOTPDevice.objects.get(user=administrator)
    client.post("/account/code", {"code": code(device)})
    assert client.get("/people/").status_code == 200
    assert "second factor" in Entry.objects.first().why


def code(device: TOTPDevice) -> str:
    return f"{TOTP(device.bin_key, device.step, device.t0, device.digits, device.drift).token():06d}"


def test_with_a_second_factor_the_password_alone_opens_nothing(client):
    reader = make.person(Role.BOARD_MEMBER)
    device = TOTPDevice.objects.create(user=reader, confirmed=True, name="Telephone")
    sign_in(client, reader.email)
    assert client.get("/account")["Location"] == "/sign-in/code?next=%2Faccount"
    assert client.get("/account/code")["Location"] == "/sign-in/code"  # nor may it set up another telephone

    wrong = client.post("/sign-in/code", {"code": f"{(int(code(device)) + 1) % 1000000:06d}"})
    assert "not the code of this moment" in words(wrong)
    device.refresh_from_db()
    device.throttling_failure_count = 0
    device.save()
    assert client.post("/sign-in/code", {"code": code(device)}).status_code == 302
    assert client.get("/account").status_code == 200


def test_a_code_works_once(client):
    reader = make.person(Role.BOARD_MEMBER)
    device = TOTPDevice.objects.create(user=reader, confirmed=True, name="Telephone")
    sign_in(client, reader.email)
    now = code(device)
    client.post("/sign-in/code", {"code": now})
    client.post("/sign-out")
    sign_in(client, reader.email)
    client.post("/sign-in/code", {"code": now})
    assert client.get("/account")["Location"] == "/sign-in/code?next=%2Faccount"


def test_an_invited_person_chooses_a_password_with_a_link_that_works_once(
    client, django_capture_on_commit_callbacks
):
    make.sign_in(client, make.person(Role.ADMINISTRATOR))
    said = {"name": "Lee Hart", "email": "lee@board.test", "role": "board_member", "agency": make.agency().pk}
    with django_capture_on_commit_callbacks(execute=True):
        client.post("/people/invite", said)
    client.logout()
    assert not Person.objects.get(email="lee@board.test").has_usable_password()

    (message,) = mail.outbox
    address = re.search(r"http://testserver(/link/\S+)", message.body).group(1)
    chosen = {"password": make.PASSWORD, "again": make.PASSWORD}
    assert "Choose a password, Lee Hart" in words(client.get(address))
    assert "Your password is saved" in words(client.post(address, chosen))
    assert client.post(address, chosen).status_code == 404
    assert sign_in(client, "lee@board.test").status_code == 302


def test_a_link_is_over_after_seven_days(client, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        client.post("/sign-in/forgotten", {"email": make.person().email})
    link = Link.objects.get()
    with trail.acting_from(trail.TERMINAL):
        trail.change(link, 1, by=None, why="Time passes", expires_at=timezone.now())
    address = re.search(r"http://testserver(/link/\S+)", mail.outbox[0].body).group(1)
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("password", ["short", "password1234", "number7-and-more"])
def test_a_password_that_is_easily_guessed_is_refused(client, password):
    reader = make.person(Role.BOARD_MEMBER, name="Ann Number7")
    client.force_login(reader)
    said = client.post("/account/password", {"password": password, "again": password})
    assert "There is a problem" in words(said)


def test_a_new_password_signs_every_browser_out(client):
    from django.test import Client

    reader, other = make.person(Role.BOARD_MEMBER), Client()
    sign_in(other, reader.email)
    sign_in(client, reader.email)
    new = "quite-another-set-of-words"
    client.post("/account/password", {"password": new, "again": new})
    assert other.get("/account").status_code == client.get("/account").status_code == 302
    assert sign_in(client, reader.email, new).status_code == 302


def test_one_sees_where_one_is_signed_in_and_signs_out_everywhere_else(client):
    from django.test import Client

    reader = make.person(Role.BOARD_MEMBER)
    other = Client(headers={"user-agent": "Mozilla/5.0 (Windows NT 10.0) Firefox/140.0"})
    sign_in(other, reader.email)
    sign_in(client, reader.email)
    assert "Firefox on Windows" in words(client.get("/account"))
    client.post("/account/sign-out-elsewhere")
    assert other.get("/account").status_code == 302
    assert "Firefox on Windows" not in words(client.get("/account"))
    assert client.get("/account").status_code == 200


def test_signing_out_ends_the_session(client):
    sign_in(client, make.person(Role.BOARD_MEMBER).email)
    key = client.session.session_key
    client.post("/sign-out")
    assert not Session.objects.filter(session_key=key).exists()


def test_a_closed_account_is_signed_out_at_once_and_keeps_its_name(client):
    from django.test import Client

    leaver, browser = make.person(Role.BOARD_MEMBER, name="Lee Hart"), Client()
    sign_in(browser, leaver.email)
    make.sign_in(client, make.person(Role.ADMINISTRATOR))
    client.post(f"/people/{leaver.pk}/close", {"why": "Left the board", "version": 1})
    assert browser.get("/account").status_code == 302
    assert "WRONG" not in words(sign_in(browser, leaver.email))
    assert browser.get("/account").status_code == 302
    assert "Lee Hart" in words(client.get("/trail/"))


def test_the_last_administrator_cannot_be_let_go(client):
    first, second = make.person(Role.ADMINISTRATOR), make.person(Role.ADMINISTRATOR)
    make.sign_in(client, first)
    client.post(f"/people/{second.pk}/close", {"why": "Left", "version": 1})
    make.sign_in(client, first)
    answer = client.post(f"/people/{first.pk}/close", {"why": "Left", "version": 1})
    assert "cannot close your own" in words(answer)


def test_of_two_administrators_who_change_a_role_the_second_is_told_and_keeps_what_was_typed(client):
    make.sign_in(client, make.person(Role.ADMINISTRATOR))
    reader = make.person(Role.BOARD_MEMBER)
    said = {"role": "analyst", "agency": reader.agency_id, "why": "New post in May", "version": 1}
    assert client.post(f"/people/{reader.pk}/role", said).status_code == 302
    again = client.post(f"/people/{reader.pk}/role", {**said, "role": "screener", "why": "Another post"})
    assert "changed by someone else" in words(again)
    assert "Another post" in words(again)


def test_made_up_people_stand_on_the_sign_in_page_only_in_a_demonstration_over_made_up_data(
    client, settings, tmp_path
):
    from lineofsight.web.accounts import demo

    demo.people()
    analyst = Person.objects.get(email="analyst@severnshire.example")
    for is_demo, made_up, may in [(False, True, False), (True, False, False), (True, True, True)]:
        settings.DEMO, settings.WORKSPACE, settings.TWO_FACTORS = is_demo, tmp_path, not is_demo
        (tmp_path / "workspace.json").write_text(f'{{"made_up": {str(made_up).lower()}, "format": 1}}')
        assert ("Look around as" in words(client.get("/sign-in"))) is may
        client.post("/sign-in/as", {"person": analyst.pk})
        assert (client.get("/account").status_code == 200) is may


def test_the_demonstration_has_somebody_of_every_role(db):
    from lineofsight.web.accounts import demo

    demo.people()
    many = Person.objects.count()
    demo.people()  # a second start adds nobody
    assert Person.objects.count() == many
    assert set(Person.objects.values_list("role", flat=True)) == set(Role)


def test_whoever_signs_in_once_more_in_the_same_browser_is_signed_in(client):
    """As somebody does who left the page open in a second tab."""
    person = make.person(Role.BOARD_MEMBER)
    for _ in range(2):
        assert client.post("/sign-in", {"email": person.email, "password": make.PASSWORD}).status_code == 302
    assert person.visits.filter(ended_at=None).count() == 1
    assert client.get("/account").status_code == 200
