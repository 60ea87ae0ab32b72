"""One agency's addresses, tried by another: whoever leads it finds nothing there, and nothing comes of asking."""

import pytest
from django.test import Client
from django.urls import reverse

from lineofsight.web.accounts.models import Head
from lineofsight.web.accounts.permissions import Role
from tests.web import make
from tests.web.two_agencies import NAMED, OF_ANY_KIND, addresses_of, planted

pytestmark = pytest.mark.django_db
NOT_THERE, REFUSED, NOT_THAT_WAY = 404, 403, 405
FORM = {
    "version": 1,
    "why": "x",
    "on": "2016-06-02",
    "words": "x",
    "evidence": "x",
    "response": "x",
    "code": "1",
}


@pytest.mark.parametrize("role", [Role.AGENCY_LEAD, Role.SCHOOL_LEAD])
def test_nothing_of_another_agency_is_there_for_its_leads(workspace, role):
    ours = make.agency(name="Our agency")
    rows, client = planted(ours), Client()
    make.sign_in(client, make.person(role, agency=ours))
    before = Head.objects.get().number
    wrong = {}
    for name in [*NAMED, *OF_ANY_KIND]:
        address = reverse(name, args=addresses_of(name, rows)[0])
        statuses = [client.get(address).status_code, client.post(address, FORM).status_code]
        if not (set(statuses) & {NOT_THERE, REFUSED} and set(statuses) <= {NOT_THERE, REFUSED, NOT_THAT_WAY}):
            wrong[name] = statuses
    assert wrong == {}
    assert Head.objects.get().number == before  # nothing was done, and nothing of theirs was looked at


def test_its_own_lead_finds_them(workspace):
    """Else the addresses above might be of nothing."""
    rows, client = planted(make.agency(name="Our agency")), Client()
    make.sign_in(client, rows["person"])
    here = [
        "accounts:person", "records:agency", "indicators:question", "governance:group", "governance:ask",
        "governance:meeting", "governance:item", "governance:decision", "governance:challenge", "governance:report",
        "improvement:action", "improvement:plan", "improvement:workstream", "returns:return", "api:revoke-token",
    ]  # fmt: skip
    statuses = {
        name: client.get(reverse(name, args=addresses_of(name, rows)[0])).status_code for name in here
    }
    assert {name: status for name, status in statuses.items() if status != 200} == {}


def test_a_person_reaches_no_browser_and_no_passkey_of_another(workspace):
    rows, client = planted(make.agency(name="Our agency")), Client()
    make.sign_in(client, make.person(Role.ADMINISTRATOR))
    for name in ("accounts:change-passkey", "accounts:sign-out-one"):
        address = reverse(name, args=[rows[NAMED[name]].pk])
        assert client.post(address, {"remove": "1"}).status_code == 404, name
