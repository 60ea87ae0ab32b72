"""Lists of many years: a page at a time, what is open first, found by words, with no more queries than for few."""

from datetime import timedelta

import pytest
from django.db import connection
from django.db.models import QuerySet
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from lineofsight.web.accounts.permissions import Role
from lineofsight.web.governance.models import Ask, Challenge, Decision, Document, Meeting, OwedReport, Risk
from tests.web import board, make

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
AGO = TODAY - timedelta(days=400)
MANY = 120
LISTS = ("decisions", "asks", "challenges", "meetings", "risks", "reports", "documents")


@pytest.fixture
def manager(client, workspace):
    return make.sign_in(client, make.person(Role.BUSINESS_MANAGER, agency=make.agency(name="Board office")))


def at_one_go(rows: list) -> None:
    """Past the trail, which has no say here."""
    QuerySet(type(rows[0])).bulk_create(rows)


def grow(of, group, first: int, many: int) -> None:
    """So many more of each kind, as years of imports and meetings leave them."""
    days = {n: AGO - timedelta(days=n) for n in range(first, first + many)}
    at_one_go([Meeting(group=group, slug=f"m{n}", on=day) for n, day in days.items()])
    met = {one.slug: one for one in Meeting.objects.all()}
    at_one_go(
        [Decision(meeting=met[f"m{n}"], slug=f"d{n}", title=f"Decided {n:03}", words="x") for n in days]
    )
    asked = {"words": "x", "of": of, "form": "data", "source": "x", "asked_on": AGO - timedelta(days=900)}
    at_one_go([Ask(title=f"Ask {n:03}", slug=f"a{n}", due=day, **asked) for n, day in days.items()])
    raised = {"of": of, "raised_by": "x", "raised_on": AGO - timedelta(days=900), "issue": "x", "evidence": "x",
              "outcome": "resolved", "settled_on": AGO}  # fmt: skip
    at_one_go(
        [Challenge(title=f"Challenge {n:03}", slug=f"c{n}", due=day, **raised) for n, day in days.items()]
    )
    scores = dict.fromkeys(
        ("inherent_likelihood", "inherent_impact", "target_likelihood", "target_impact"), 1
    )
    gone = {"agency": of, "cause": "x", "effect": "x", "owner": "x", "review_by": AGO, "became": "It went.",
            "since": AGO - timedelta(days=900), **scores}  # fmt: skip
    at_one_go([Risk(title=f"Risk {n:03}", slug=f"r{n}", until=day, **gone) for n, day in days.items()])
    at_one_go(
        [
            OwedReport(kind="private-fostering", slug=f"o{n}", of=of, period=f"Year {n:03}", due=day)
            for n, day in days.items()
        ]
    )
    at_one_go(
        [
            Document(
                title=f"Document {n:03}", slug=f"k{n}", kind="protocol", edition="1", since=AGO, about="x"
            )
            for n in days
        ]
    )


def asked(client, page: str) -> int:
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert client.get(page).status_code == 200
    return len(queries)


def test_a_long_list_is_read_a_page_at_a_time_and_asks_no_more_than_a_short_one(client, manager):
    of, group = make.agency(name="Police"), board.group()
    grow(of, group, 0, 1)
    few = {name: asked(client, f"/board/{name}/") for name in LISTS}
    grow(of, group, 1, MANY - 1)
    many = {name: asked(client, f"/board/{name}/") for name in LISTS}
    assert {name: (few[name], many[name]) for name in LISTS if many[name] > few[name]} == {}
    for name in LISTS:
        pages = [client.get(f"/board/{name}/?page={n}").content.decode() for n in (1, 2, 3)]
        rows = [page.count('class="los-row"') for page in pages]
        assert rows == [50, 50, 20], name
        assert "Page 2 of 3" in pages[1], name


def test_a_long_list_is_looked_through_by_words_and_a_short_one_does_not_ask(client, manager):
    of, group = make.agency(name="Police"), board.group()
    grow(of, group, 0, 3)
    assert "With these words" not in client.get("/board/decisions/").content.decode()
    grow(of, group, 3, 60)
    page = client.get("/board/decisions/?q=decided+007").content.decode()
    assert "Decided 007" in page
    assert "Decided 008" not in page
    assert "Nothing here holds these words" in client.get("/board/challenges/?q=walrus").content.decode()


def test_what_is_open_stands_first_and_the_longest_overdue_on_top(client, manager):
    of, group = make.agency(name="Police"), board.group()
    grow(of, group, 0, 55)
    said = {"of": of, "raised_by": "x", "raised_on": AGO, "issue": "x", "evidence": "x"}
    at_one_go(
        [Challenge(title=title, slug=title.lower(), due=due, **said)
         for title, due in (("Later", TODAY), ("Sooner", AGO))]
    )  # fmt: skip
    page = client.get("/board/challenges/").content.decode()
    assert page.index("Sooner") < page.index("Later") < page.index("Challenge 0")
