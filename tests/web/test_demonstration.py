"""The demonstration has something on every first page, and a second start changes nothing."""

from datetime import date

import pytest

from lineofsight.web.accounts.models import Entry, Person
from lineofsight.web.config import demonstration
from lineofsight.web.publishing import actions as publishing
from lineofsight.web.records import register
from tests.web import make

TODAY = date(2026, 11, 29)


@pytest.fixture
def told(db, workspace):
    demonstration.begin(TODAY)
    return {one.role: one for one in Person.objects.all()}


def test_the_business_manager_and_the_agencies_have_something_to_do(told):
    for role in ("business_manager", "board_member", "school_lead"):
        assert register.duties(told[role], TODAY), role


def test_the_chair_reads_what_changed(client, told):
    make.sign_in(client, told["independent_chair"])
    page = client.get("/today").content.decode()
    assert "What changed since" in page
    assert "set by Sam Okafor" in page
    assert "a target set by" not in page  # but which, and from when


def test_what_the_public_may_read_is_agreed(told):
    assert set(publishing.decided(TODAY)[0]) == set(demonstration.PUBLISHED)


def test_a_second_start_adds_nothing(told):
    before = Entry.objects.count()
    demonstration.begin(TODAY)
    assert Entry.objects.count() == before
