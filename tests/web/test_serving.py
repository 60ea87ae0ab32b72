"""What every answer says, whoever asks."""

import json
import logging
import re
from pathlib import Path

import pytest
from django.db import OperationalError
from django.test import Client

from lineofsight import web
from lineofsight.web.accounts.permissions import Role
from lineofsight.web.config.logs import AsJson
from lineofsight.web.loads.models import Found
from tests.web import make

pytestmark = pytest.mark.django_db
TEMPLATES = Path(web.__path__[0]) / "templates"


def test_it_says_that_it_is_alive_and_ready(client):
    assert client.get("/health").json() == {"status": "ok"}
    assert client.get("/ready").json() == {"status": "ok", "wrong": []}


def test_it_is_not_ready_without_its_workspace(client, settings, tmp_path):
    settings.WORKSPACE = tmp_path / "gone"
    assert client.get("/ready").status_code == 200  # nothing was loaded: the first file makes it
    Found.objects.create(load="cin-885", findings=[])
    answer = client.get("/ready")
    assert answer.status_code == 503
    assert "the workspace is gone" in answer.json()["wrong"][0]


def test_it_is_not_ready_where_no_workspace_can_be_made(client, settings, tmp_path):
    (tmp_path / "file").write_text("in the way")
    settings.WORKSPACE = tmp_path / "file" / "workspace"
    assert client.get("/ready").json()["wrong"] == ["the workspace cannot be written"]


def test_no_page_may_run_what_is_written_into_it(client):
    policy = client.get("/sign-in")["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy


def test_pages_have_nothing_inline(client):
    make.sign_in(client, make.person())
    for address in ("/sign-in", "/account", "/components"):
        page = client.get(address).content.decode()
        assert " style=" not in page
        assert "<style" not in page
        assert " onclick" not in page
        assert "<script>" not in page


# What a page of no use but its own is made of, and what stands round every page.
CLASS = re.compile(r"\b(?:govuk|los)-[a-z0-9]+(?:-[a-z0-9]+)*")


def test_every_component_of_two_pages_stands_on_the_page_of_components(client):
    """So that whoever changes one sees it in each of its states."""
    used: dict[str, set[str]] = {}
    for path in TEMPLATES.rglob("*.html"):
        if (
            "site" not in path.parts and path.name != "components.html"
        ):  # the public site has a frame of its own
            for name in CLASS.findall(path.read_text()):
                used.setdefault(name, set()).add(path.name)
    make.sign_in(client, make.person())
    shown = set(CLASS.findall(client.get("/components").content.decode()))
    missing = {name for name, where in used.items() if len(where) > 1} - shown
    assert missing == set()


def test_a_page_is_not_kept_by_the_browser(client):
    assert "no-store" in client.get("/sign-in")["Cache-Control"]


def test_another_host_name_is_refused(client):
    assert client.get("/sign-in", headers={"host": "evil.test"}).status_code == 400


def test_a_form_from_elsewhere_is_refused_kindly():
    answer = Client(enforce_csrf_checks=True).post("/sign-in", {"email": "a@b.test", "password": "x"})
    assert answer.status_code == 403
    assert "This form is too old" in answer.content.decode()


def test_a_database_that_is_busy_is_said_to_be(monkeypatch):
    def busy(*_: object) -> None:
        raise OperationalError("database is locked")

    monkeypatch.setattr("lineofsight.web.records.register.duties", busy)
    client = Client(raise_request_exception=False)
    make.sign_in(client, make.person(Role.BOARD_MEMBER))
    answer = client.get("/today")
    assert (answer.status_code, answer["Retry-After"]) == (503, "30")
    assert "Busy just now" in answer.content.decode()


def test_a_log_line_holds_no_address_no_name_and_no_message_of_a_library():
    record = logging.LogRecord(
        "django.request", logging.ERROR, "x.py", 1, "Bad: %s", ("jo@board.test",), None
    )
    record.route, record.status = "people/<int:pk>", 404
    line = json.loads(AsJson().format(record))
    assert (line["route"], line["status"], line["from"]) == ("people/<int:pk>", 404, "django.request")
    assert "jo@" not in json.dumps(line)


def test_an_error_is_logged_with_its_place_and_not_its_values():
    try:
        raise ValueError("jo@board.test")
    except ValueError as error:
        record = logging.LogRecord(
            "x", logging.ERROR, "x.py", 1, "m", (), (type(error), error, error.__traceback__)
        )
    line = AsJson().format(record)
    assert "ValueError" in line
    assert "test_serving.py" in line
    assert "jo@" not in line
