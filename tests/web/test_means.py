"""Money and training: what a year adds up to, and who came without saying that this changed anything."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from lineofsight.claims.tags import Tag
from lineofsight.web.accounts import trail
from lineofsight.web.accounts.permissions import Role
from lineofsight.web.governance.models import Course, Money
from lineofsight.web.records import register
from tests.web import make
from tests.web.test_imports import brought, outcomes, taken
from tests.web.test_loads import words

pytestmark = pytest.mark.django_db
BUDGET = [
    ["Budget 2016/17"],
    ["Year", "Budget line", "Type", "Partner", "Budget", "Actual"],
    ["2016/17", "Contribution", "Income", "Police", "£20,000", "20,000"],
    ["2016/17", "Staff", "Expenditure", None, "12k", 11500.5],
    ["2016/17", "Reviews", "Expenditure", None, 3000, None],
    ["Total", None, None, None, 35000, 31500.5],
]
COURSES = [
    ["Course", "Date", "Agency", "Places", "Attended", "Impact on practice"],
    ["Early help", "12/5/16", "Police", 20, 14, "Referrals say more"],
    ["Early help", "12/5/16", "Police", 20, "about 10", None],
    ["Exploitation", "13/5/16", "Police", 20, 12, None],
]


@pytest.fixture
def manager():
    make.agency(name="West Mercia Police", kind="police")
    return make.person(Role.BUSINESS_MANAGER, agency=make.agency(name="Board office"))


def test_a_year_is_a_year_and_the_one_after(manager):
    with pytest.raises(ValidationError, match="2016-17"):
        Money(year="2016-99", side="in", what="Contribution").full_clean()


def test_a_budget_is_brought_in_adds_up_and_binds(client, manager, tmp_path):
    one = taken(BUDGET, manager, tmp_path, kind="money", name="Budget.xlsx")
    assert outcomes(one) == ["left", "new", "new", "new", "left"]
    paid = Money.objects.get(what="Contribution")
    assert (paid.side, paid.agency.name, paid.planned, paid.actual) == (
        "in",
        "West Mercia Police",
        20000,
        20000,
    )
    assert Money.objects.get(what="Staff").actual == Decimal("11500.50")
    make.sign_in(client, make.person(Role.AGENCY_LEAD))
    page = words(client.get("/board/money/"))
    assert "Paid in: £20,000, of £20,000 planned." in page
    assert "Spent: £11,500.50, of £15,000 planned; of 1 line the actual amount is not on record." in page
    assert "More was" not in page  # as long as an amount is not on record
    fields = register.ledger().record(Tag("record", "budget-2016-17", {"at": "2017-03-31"})).fields
    assert (fields["paid"], "spent" in fields) == ("£20,000", False)
    reviews = Money.objects.get(what="Reviews")
    trail.change(reviews, 1, by=manager, why="It came", actual=Decimal(2500))
    assert "More was paid in than spent, by £5,999.50." in words(client.get("/board/money/"))
    fields = register.ledger().record(Tag("record", "budget-2016-17", {"at": "2017-03-31"})).fields
    assert fields["spent"] == "£14,000.50"
    assert outcomes(brought(BUDGET, manager, tmp_path, kind="money", name="Budget.xlsx")) == [
        "left",
        "same",
        "same",
        "same",
        "left",
    ]


def test_who_came_is_counted_and_what_changed_is_asked_after(client, manager, tmp_path):
    one = taken(COURSES, manager, tmp_path, kind="training", name="Courses.xlsx")
    assert outcomes(one) == ["new", "left", "new"]
    assert "is no number of people or places" in one.rows[1]["why"]
    make.sign_in(client, manager)
    page = words(client.get("/board/training/"))
    assert "26 attendances on 2 records. What changed in practice is on record for 1 of them." in page
    assert "What changed in practice is not on record" in page


def test_a_line_is_typed_and_changed_by_whoever_keeps_the_record(client, manager):
    make.sign_in(client, manager)
    line = {"year": "2016-17", "side": "out", "what": "Chair", "planned": "9000"}
    at = client.post("/board/money/add", line)["Location"]
    assert "Not on record" in words(client.get(at))
    assert "Spent: no actual amount is on record, £9,000 planned." in words(client.get("/board/money/"))
    client.post(f"{at}/change", line | {"actual": "8000", "version": "1"})
    assert "£8,000.00" in words(client.get(at))
    assert "Write the year as 2016-17." in words(client.post("/board/money/add", line | {"year": "2016"}))
    course = {"title": "Early help", "on": "2016-05-12", "attended": "14"}
    at = client.post("/board/training/add", course)["Location"]
    client.post(f"{at}/change", course | {"attended": "15", "version": "1"})
    assert (Course.objects.get().attended, Course.objects.get().on) == (15, date(2016, 5, 12))
    make.sign_in(client, make.person(Role.AGENCY_LEAD))
    assert client.get(reverse("governance:add-money")).status_code == 403


def test_without_a_line_the_page_says_what_to_do(client, manager):
    make.sign_in(client, manager)
    assert "No money is on record yet." in words(client.get("/board/money/"))
    assert "No course is on record yet." in words(client.get("/board/training/"))
