"""No page asks the database more because there are more rows to list."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from lineofsight.engine.indicators import CATALOGUE
from lineofsight.web.accounts import trail
from lineofsight.web.accounts.permissions import Role
from lineofsight.web.indicators import actions, agreed, questions
from lineofsight.web.indicators.models import Note
from lineofsight.web.loads.models import Task
from lineofsight.web.records import actions as references
from lineofsight.web.records import register
from lineofsight.web.returns import agreeing
from lineofsight.web.returns.models import Return, Step
from tests.web import make

pytestmark = pytest.mark.django_db
PAGES = {
    Role.BUSINESS_MANAGER: (
        "/today", "/changed", "/search?q=who", "/indicators/", "/indicators/FD09/", "/indicators/FD09/history",
        "/indicators/watched", "/indicators/agreed", "/indicators/changed", "/indicators/questions/{question}",
        "/files/", "/people/", "/agencies/", "/trail/", "/returns/", "/returns/agreed", "/returns/{of}/",
    ),
    Role.ADMINISTRATOR: ("/people/", "/agencies/", "/trail/", "/account"),
}  # fmt: skip
DIRECTED = [code for code, one in CATALOGUE.items() if one.better != "neither"]


def more(number: int, manager, first) -> None:
    """One more of everything that some page lists, each with people of its own."""
    asker, owner = make.person(Role.ANALYST, agency=make.agency()), make.person(Role.BOARD_MEMBER)
    say = {"title": f"Who {number}?", "why": "Asked"}
    asked = questions.raise_question("FD09", **say, owner=owner, by=asker)
    mine = questions.raise_question("FD09", **say, owner=manager, by=asker)
    settled = questions.raise_question("FD09", **say, owner=owner, by=asker)
    questions.settle(settled, 1, state="answered", because="So", by=owner)
    kind = register.kind_of(asked)
    references.refer(kind.ref(first or mine), "about", kind.ref(asked), by=manager)
    actions.set_target(DIRECTED[number], 0, value=5, applies_from=date(2016, 4, 1), why="x", by=asker)
    actions.set_target("FD09", number, value=5, applies_from=date(2016, 4, 1), why="x", by=asker)
    comment = actions.write_comment("FD09", f"{2000 + number}-{number + 1:02}", 0, text="So", by=asker)
    actions.agree_comment(comment, 1, by=manager)
    trail.create(
        Note, by=asker, why="x", code="FD09", on=date(2016, 5, 1), what="event", text="x", written_by=asker
    )
    _a_return(number, manager)
    Task.objects.create(kind="compute", asked_by=asker, asked_at=timezone.now())


def _a_return(number: int, manager) -> Return:
    """One that was asked for and is late, of an agency and people of its own."""
    agency = make.agency()
    lead, deputy = (make.person(Role.AGENCY_LEAD, agency=agency) for _ in range(2))
    supply = agreeing.agree(
        by=manager, title="Scorecard", agency=agency, form="scorecard", every="year", days=9, person=lead, deputy=deputy,
        since=date(2016, 4, 1), until=date(2017, 3, 31), codes=["FD09", DIRECTED[number]],
    )  # fmt: skip
    with trail.acting_from(trail.WORKER):
        return agreeing.take(supply.returns.get(), Step.What.ASKED, by=None)


@pytest.mark.parametrize("role", PAGES)
def test_no_page_asks_more_because_there_are_more_rows(client, workspace, role):
    manager = make.person(Role.BUSINESS_MANAGER)
    first = questions.raise_question("FD09", title="Who?", why="Asked", owner=manager, by=manager)
    DIRECTED[:] = [code for code in DIRECTED if code != "FD09"]
    more(0, manager, first)
    make.sign_in(client, manager if role == Role.BUSINESS_MANAGER else make.person(role))
    pages = [page.format(question=first.pk, of=Return.objects.all()[0].pk) for page in PAGES[role]]
    few = {page: asked(client, page) for page in pages}
    for number in range(1, 8):
        more(number, manager, first)
    agreed.choose(DIRECTED[:7], by=manager)
    many = {page: asked(client, page) for page in pages}
    assert {page: (few[page], many[page]) for page in pages if many[page] > few[page]} == {}


def asked(client, page: str) -> int:
    client.get(page)  # what is read once is read
    with CaptureQueriesContext(
        connection,
    ) as found:
        assert client.get(page).status_code == 200
    return len(found)
