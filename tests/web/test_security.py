"""What an attacker tries, each with a test. Others stand where the thing itself is tested: guessing of passwords and where
signing in leads (test_entering), files (test_loads), exports that run nothing (test_searching, test_indicators)."""

import io
import json
import logging
import re
from pathlib import Path

import pytest
from django.contrib.auth.hashers import MD5PasswordHasher
from django.core import mail
from django.db import connection
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django_otp.plugins.otp_totp.models import TOTPDevice

from lineofsight.web.accounts import actions, entering
from lineofsight.web.accounts.models import Link
from lineofsight.web.accounts.permissions import OF_SYSTEMS, Role
from lineofsight.web.config.logs import AsJson
from tests.web import make
from tests.web.test_access import MAY_OPEN, address_of, asked  # noqa: F401 - a fixture

pytestmark = pytest.mark.django_db
HOME = Path(__file__).resolve().parents[2] / "lineofsight"
ELSEWHERE = ("https://evil.test/", "//evil.test/", r"\\evil.test", "javascript:alert(1)", "https:evil.test")


def words(answer) -> str:
    return " ".join(answer.content.decode().split())


# --- who has an account ----------------------------------------------------------------------------------------


def test_a_wrong_password_costs_as_much_work_whoever_it_is_for(client, monkeypatch):
    """Of nobody, of somebody, of a closed account and of one that was never entered: one hash each."""
    closed, invited = make.person(), make.person(password=actions._none())
    actions.deactivate(closed, 1, by=make.person(Role.ADMINISTRATOR), why="Left")
    hashed = []
    encode = MD5PasswordHasher.encode
    monkeypatch.setattr(MD5PasswordHasher, "encode", lambda *given: hashed.append(1) or encode(*given))
    costs = {}
    for email in ("nobody@board.test", make.person().email, closed.email, invited.email):
        hashed.clear()
        client.post("/sign-in", {"email": email, "password": "wrong"})
        costs[email] = len(hashed)
    assert set(costs.values()) == {1}


def test_a_forgotten_password_is_looked_into_after_the_answer_has_gone_out(monkeypatch):
    """Until then the same is done for an address that somebody has and for one that nobody has."""
    done = {}
    for email in (make.person().email, "nobody@board.test"):
        request = RequestFactory().post(
            "/sign-in/forgotten", {"email": email}, headers={"host": "testserver"}
        )
        with CaptureQueriesContext(connection) as asked_for:
            answer = entering.forgotten(request)
        done[email] = [re.sub(r"'.*?'|\d+", "?", query["sql"]) for query in asked_for]
        assert not Link.objects.exists()
    known, unknown = done.values()
    assert known == unknown
    assert answer.status_code == 200


def test_the_link_goes_out_all_the_same(client, django_capture_on_commit_callbacks):
    person = make.person()
    with django_capture_on_commit_callbacks(execute=True):
        client.post("/sign-in/forgotten", {"email": person.email.upper()})
    assert [one.to for one in mail.outbox] == [[person.email]]
    assert Link.objects.get().person == person


def test_a_message_that_cannot_be_sent_tells_nobody_and_is_logged_without_the_address(
    client, monkeypatch, caplog
):
    person = make.person()

    def fails(*given, **more):
        raise OSError(person.email)

    monkeypatch.setattr(actions, "send_link", fails)
    assert client.post("/sign-in/forgotten", {"email": person.email}).status_code == 200
    (record,) = [one for one in caplog.records if one.name == "lineofsight.afterwards"]
    assert person.email not in AsJson().format(record)


# --- guessing ----------------------------------------------------------------------------------------------------


def test_guessing_codes_is_slowed_with_every_wrong_one(client):
    person = make.person(Role.ANALYST)
    TOTPDevice.objects.create(user=person, confirmed=True, name="Telephone")
    client.post("/sign-in", {"email": person.email, "password": make.PASSWORD})
    said = [words(client.post("/sign-in/code", {"code": f"{number:06}"})) for number in range(3)]
    assert "There were too many tries" in said[-1]


# --- requests from elsewhere ----------------------------------------------------------------------------------------


def test_nothing_is_done_for_a_form_that_did_not_come_from_here(address_of):  # noqa: F811
    """Every address, asked to do something by a page that has no token, by somebody who might do it."""
    browser = Client(enforce_csrf_checks=True)
    for role in (Role.ADMINISTRATOR, Role.BUSINESS_MANAGER, Role.ANALYST):
        make.sign_in(browser, make.person(role))
        statuses = {
            name: browser.post(
                address_of(name), {"why": "x"}, headers={"origin": "https://evil.test"}
            ).status_code
            for name, may in MAY_OPEN.items()
            if may != OF_SYSTEMS
        }
        assert {name: status for name, status in statuses.items() if status != 403} == {}


def test_no_answer_may_be_put_into_a_frame(client, address_of):  # noqa: F811
    make.sign_in(client, make.person(Role.BUSINESS_MANAGER))
    addresses = [address_of(name) for name in MAY_OPEN]
    for address in [*addresses, "/no-such-page", "/static/icon.svg"]:
        answer = client.get(address)
        assert answer["X-Frame-Options"] == "DENY", address
        assert "frame-ancestors 'none'" in answer["Content-Security-Policy"], address
        assert answer["X-Content-Type-Options"] == "nosniff", address
        answer.close()


@pytest.mark.parametrize("header", ["host", "x-forwarded-host"])
def test_a_message_leads_to_no_host_that_the_sender_made_up(
    client, header, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        client.post("/sign-in/forgotten", {"email": make.person().email}, headers={header: "evil.test"})
    assert "evil.test" not in "".join(one.body for one in mail.outbox)


# --- being sent elsewhere ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("onward", ELSEWHERE)
def test_no_second_factor_leads_to_another_site(client, onward):
    make.sign_in(client, make.person())
    page = client.get("/sign-in/code", {"next": onward})
    assert "evil.test" not in words(page)
    assert "javascript:" not in words(page)


@pytest.mark.parametrize("onward", ELSEWHERE)
def test_no_form_of_another_site_is_where_one_lands_after_signing_in_again(client, onward):
    person = make.person(Role.BOARD_MEMBER)
    page = client.post("/account/password", {"name": "x"}, headers={"referer": onward})
    (led,) = set(re.findall(r'name="next" value="([^"]*)"', words(page)))
    answer = client.post("/sign-in", {"email": person.email, "password": make.PASSWORD, "next": led})
    assert answer["Location"] == "/account/password"


# --- what leaves ------------------------------------------------------------------------------------------------------


def test_every_file_that_writes_rows_for_a_spreadsheet_guards_them():
    writers = {
        path.relative_to(HOME).as_posix(): path.read_text()
        for path in (HOME / "web").rglob("*.py")
        if re.search(r"csv\.(writer|DictWriter)\(|Workbook\(\)", path.read_text())
    }
    assert writers
    assert [name for name, code in writers.items() if "safe(" not in code] == []


def test_no_log_line_of_any_view_says_who_it_was_or_what_they_wrote(client, address_of):  # noqa: F811
    """Looks and forms of every address, refused ones too; the log is read at its wordiest."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(AsJson())
    root, level = logging.getLogger(), logging.getLogger().level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    client.raise_request_exception = False
    try:
        for role in (Role.ADMINISTRATOR, Role.BUSINESS_MANAGER, Role.ANALYST):
            one = make.person(role, name=f"Quentin Zebedee{role}", email=f"zebedee-{role}@secret.test")
            make.sign_in(client, one)
            for name in MAY_OPEN:
                client.get(address_of(name), {"q": "Zebedee", "who": "zebedee@secret.test"})
                client.post(address_of(name), {"name": "Zebedee", "email": "not-zebedee", "why": "Zebedee"})
        client.get("/people/Zebedee/no-such-page")
    finally:
        root.removeHandler(handler)
        root.setLevel(level)
    lines = stream.getvalue().splitlines()
    assert len(lines) > len(MAY_OPEN)
    assert all(json.loads(line) for line in lines)
    assert [line for line in lines if "zebedee" in line.lower()] == []
