"""The dashboard by the board's priorities."""

from datetime import date

import pytest

from lineofsight.web.accounts import trail
from lineofsight.web.accounts.models import Person
from lineofsight.web.accounts.permissions import Role
from lineofsight.web.improvement.models import Measure
from tests.web import make, set_out


@pytest.fixture
def page(client, db, workspace):
    make.sign_in(client, make.person(Role.BUSINESS_MANAGER))
    return lambda address: client.get(address).content.decode()


def goes_by(priority, code):
    by = Person.objects.get()
    said = {"priority": priority, "code": code, "edition": "1", "of": "impact", "bound_by": by}
    trail.create(Measure, by=by, why="For a test", **said)


def test_each_priority_stands_with_the_measures_by_which_it_goes(page):
    goes_by(set_out.priority(title="Children come back less"), "FD09")
    set_out.priority(title="Nobody measures this")
    set_out.priority(title="Long over", since=date(2012, 4, 1), until=date(2014, 3, 31))
    assert "By priority" in page("/indicators/")
    shown = page("/indicators/?by=priority")
    assert "Children come back less" in shown
    assert "Re-referrals within 12 months" in shown
    assert "No measure goes with it yet" in shown
    assert "Long over" not in shown
    assert "Contacts received" not in shown


def test_without_priorities_there_is_one_way_to_read_it(page):
    assert "By priority" not in page("/indicators/")
    assert "Re-referrals within 12 months" in page("/indicators/?by=priority")
