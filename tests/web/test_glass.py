"""Break-glass: an hour, a reason, people who are told, and somebody who looks at it afterwards."""

import pytest
from django.core import mail
from django.utils import timezone

from lineofsight.web.accounts import trail
from lineofsight.web.accounts.models import Entry, Opening
from lineofsight.web.accounts.permissions import Permission, Role
from tests.web import make

pytestmark = pytest.mark.django_db
ROWS = "/indicators/FD09/where-from/2016-17/rows"
SAID = {"opens": "figures_trace", "reason": "Ofsted asks on which children the figure rests, today."}


def words(answer) -> str:
    return " ".join(answer.content.decode().split())


@pytest.fixture
def chair(client):
    return make.sign_in(client, make.person(Role.INDEPENDENT_CHAIR))


def test_the_rows_behind_a_figure_open_for_an_hour_and_close_by_themselves(client, chair, workspace):
    assert client.get(ROWS).status_code == 403
    client.post("/break-glass/open", SAID)
    assert client.get(ROWS).status_code == 200
    opening = Opening.objects.get()
    with trail.acting_from(trail.TERMINAL):
        past = timezone.now() - timezone.timedelta(hours=2)
        over = {"opened_at": past, "until": past + timezone.timedelta(hours=1)}
        trail.change(opening, 1, by=None, why="Time passes", **over)
    assert client.get(ROWS).status_code == 403


def test_administrators_and_the_business_manager_are_told_at_once(
    client, chair, django_capture_on_commit_callbacks
):
    told = [make.person(role).email for role in (Role.ADMINISTRATOR, Role.BUSINESS_MANAGER)]
    make.person(Role.ANALYST)
    with django_capture_on_commit_callbacks(execute=True):
        client.post("/break-glass/open", SAID)
    assert sorted(message.to[0] for message in mail.outbox) == sorted(told)
    assert SAID["reason"] not in mail.outbox[0].body  # it stands on the page, not in a mailbox
    assert f"http://testserver/break-glass/{Opening.objects.get().pk}" in mail.outbox[0].body


def test_somebody_else_sees_why_and_what_was_looked_at(client, chair, workspace):
    client.post("/break-glass/open", SAID)
    client.post(ROWS, {"why": "To name the files to Ofsted"})
    address = f"/break-glass/{Opening.objects.get().pk}"
    client.post(f"{address}/seen")
    assert Opening.objects.get().seen_at is None  # not one's own

    administrator = make.sign_in(client, make.person(Role.ADMINISTRATOR))
    assert "Look at what was opened in an emergency" in words(client.get("/today"))
    assert "To name the files to Ofsted" in words(client.get(address))
    client.post(f"{address}/seen")
    assert Opening.objects.get().seen_by == administrator
    assert "Look at what was opened" not in words(client.get("/today"))


def test_it_is_closed_before_its_time(client, chair, workspace):
    client.post("/break-glass/open", SAID)
    client.post(f"/break-glass/{Opening.objects.get().pk}/end")
    assert client.get(ROWS).status_code == 403
    assert Entry.objects.filter(kind="accounts.opening").count() == 2


@pytest.mark.parametrize("reason", ["", "urgent", "   "])
def test_a_reason_that_nobody_could_judge_opens_nothing(client, chair, reason):
    assert "There is a problem" in words(client.post("/break-glass/open", {**SAID, "reason": reason}))
    assert not Opening.objects.exists()


def test_nothing_but_the_rows_is_behind_the_glass(client, chair):
    answer = client.post("/break-glass/open", {**SAID, "opens": "people_manage"})
    assert "There is a problem" in words(answer)
    assert not chair.may(Permission.PEOPLE_MANAGE)


def test_a_chair_sees_no_opening_but_their_own(client, chair):
    client.post("/break-glass/open", SAID)
    make.sign_in(client, make.person(Role.PARTNERSHIP_CHAIR))
    assert client.get(f"/break-glass/{Opening.objects.get().pk}").status_code == 404
    assert "Nobody has opened" in words(client.get("/break-glass/"))
