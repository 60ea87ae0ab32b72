"""The second sheet of the table of addresses and roles: on which pages, exports and answers of the API a planted count of 3,
a figure that one agency sent, and any word of a row that another agency owns, may be found by whom.

The count is found by asking twice, of two workspaces that are alike but for counts too small to show: a page that answers
alike tells nothing of them, in no figure, chart, rank or sentence. Whoever asks is of an agency that owns none of the rows.
"""

import io
import re
import zipfile
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from lineofsight.web.accounts.permissions import OF_SYSTEMS, Role
from lineofsight.web.api import actions as tokens
from lineofsight.web.api.models import Scope
from lineofsight.web.indicators import seen
from tests.web import make, small_workspace
from tests.web.small_workspace import PLANTED, reading
from tests.web.test_access import (
    CHAIRS,
    KEEPS_RETURNS,
    MANAGERS,
    MAY_OPEN,
    NOBODY_SIGNED_IN,
    RECORDS,
    SEES_PEOPLE,
    SEES_TRAIL,
    STEERS,
    WATCHES,
)
from tests.web.two_agencies import ASKED, CLOSED, MARK, addresses_of, planted

pytestmark = pytest.mark.django_db
RECORDED = 7_654_321  # what an agency sent as a figure of its own
TOKEN, NOBODY = "a token of an agency", "nobody signed in"
SEES_ALL = STEERS | {Role.BOARD_MEMBER}
MANAGER = {Role.BUSINESS_MANAGER}
SEES_SMALL = WATCHES  # the board's own people, and the analyst


def pages(room: str, names: str, whom: set[Role]) -> dict[str, set[Role]]:
    return {f"{room}:{name}": whom for name in names.split()}


FIND_THE_COUNT = pages(
    "indicators", "dashboard indicator breakdowns history export passport", SEES_SMALL
)  # an empty set of roles would be a page that nobody may learn it from: such pages are not named
FIND_THE_FIGURE = pages("indicators", "dashboard indicator history export passport", SEES_SMALL)
FIND_THE_ROWS = {
    **pages("accounts", "people person", SEES_PEOPLE),
    **pages("accounts", "trail export-trail who-looked opening", SEES_TRAIL),
    **pages("accounts", "role close open lost-telephone", MANAGERS),
    **pages("api", "tokens revoke-token", MANAGERS),
    **pages("records", "today agency refer withdraw", STEERS),
    **pages("records", "changed", WATCHES),
    **pages("records", "search", WATCHES | MANAGERS),
    **pages("indicators", "question watched", WATCHES),
    **pages("indicators", "ask", STEERS | {Role.ANALYST}),  # people are named, to be given the question
    **pages(
        "governance",
        "group asks ask challenges challenge challenge-letter meeting pack download-pack owed report risks risk handover",
        SEES_ALL,
    ),
    **pages("reports", "records records-file", STEERS),
    **pages("governance", "letter", STEERS),
    **pages("governance", "add-lead add-member hand-over", RECORDS),  # people are named, to be chosen
    **pages(
        "governance",
        "answer reply withdraw-reply respond settle-challenge change-group change-meeting",
        RECORDS,
    ),
    **pages(
        "governance",
        "change-report send-report change-risk look-at-risk add-control change-control measure-risk withdraw-risk-measure",
        RECORDS,
    ),
    **pages("improvement", "home actions action plan workstream milestone", SEES_ALL),
    **pages("improvement", "add-action change-action claim add-plan change-plan add-workstream", RECORDS),
    **pages("improvement", "change-workstream measure-workstream withdraw-measure add-milestone", RECORDS),
    **pages("improvement", "change-milestone ask-workstream visit answer-friend", RECORDS),
    **pages(
        "information", "home request change-request search add-figure release close item export", MANAGER
    ),
    **pages("information", "incident decide told close-incident", MANAGER),
    **pages("publishing", "list seen", MANAGER | CHAIRS),
    **pages("returns", "calendar supplies return", WATCHES),
    **pages("returns", "add-supply people stop move send came query answer", KEEPS_RETURNS),
    **pages("imports", "list import not-taken export minutes", RECORDS),
    **pages("loads", "list task", KEEPS_RETURNS),
}
FIND_WHAT_IS_CLOSED: dict[str, set[Role]] = {}  # nobody who does not sit in the group
SHEET = {
    "closed": FIND_WHAT_IS_CLOSED,
    "count": FIND_THE_COUNT,
    "figure": FIND_THE_FIGURE,
    "rows": FIND_THE_ROWS,
}


@pytest.fixture(scope="module")
def alike(tmp_path_factory) -> list:
    """Two workspaces whose totals are the same, and whose counts are too small in both."""
    return [
        small_workspace.make(tmp_path_factory.mktemp("alike") / "workspace", readings(more)).folder
        for more in (0, 1)
    ]


def readings(more: int) -> list[dict]:
    """The count that is hidden so that the small one cannot be worked out differs the other way."""
    rows = [
        one for one in small_workspace.readings() if one["numerator"] != PLANTED and one["group"] != "male"
    ]
    return [
        *rows,
        reading("CD03", "2016-17", PLANTED + more, 36),
        reading("FD09", "2016-17", PLANTED + more, 6, by="sex", group="not known"),
        reading("FD09", "2016-17", 560 - more, 2741, by="sex", group="male"),
        reading("FD01", "2016-17", RECORDED, None, basis="recorded"),
    ]


@pytest.fixture
def opened(monkeypatch) -> list:
    """Each time that a page opened the figures."""
    times: list[int] = []
    state = seen._state
    monkeypatch.setattr(seen, "_state", lambda folder: times.append(1) or state(folder))
    return times


def may_ask(who: str, name: str) -> bool:
    """What is refused is on the first sheet, and tells nothing."""
    may = MAY_OPEN[name]
    if may in (NOBODY_SIGNED_IN, OF_SYSTEMS):
        return who == (TOKEN if may == OF_SYSTEMS else NOBODY)
    return who in may


def words(answer) -> str:
    """All that an answer says, unpacked, without what differs each time that it is given."""
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            inside = [one for one in packed.namelist() if not one.startswith("docProps")]
            content = b"".join(map(packed.read, inside))
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"', "", content.decode())


def signed_in(who: str, ours) -> Client:
    if who == TOKEN:
        until, lead = timezone.localdate() + timedelta(days=30), make.person(Role.AGENCY_LEAD, agency=ours)
        _, secret = tokens.give(
            agency=ours, name="System", scopes=list(Scope), until=until, why="A test", by=lead
        )
        return Client(headers={"authorization": f"Bearer {secret}"})
    client = Client()
    if who != NOBODY:
        make.sign_in(client, make.person(who, agency=ours))
    return client


@pytest.mark.parametrize("who", [*Role, TOKEN, NOBODY])
def test_what_was_planted_is_found_where_the_sheet_says_and_nowhere_else(who, settings, alike, opened):
    ours = make.agency(name="Our agency")
    rows, client = planted(ours), signed_in(who, ours)

    def ask(address: str, name: str, which: int) -> str:
        settings.WORKSPACE = alike[which]
        answer = client.get(address, ASKED.get(name, {}))
        assert answer.status_code < 500, address
        return words(answer) if answer.status_code == 200 else ""

    def found() -> Iterator[tuple[str, str]]:
        for name in filter(lambda one: may_ask(who, one), MAY_OPEN):
            for given in addresses_of(name, rows):
                address = reverse(name, args=given)
                opened.clear()
                said = ask(address, name, 0)
                if opened and ask(address, name, 1) != said:
                    yield "count", name
                if re.search("7,?654,?321", said):
                    yield "figure", name
                for what, mark in (("rows", MARK), ("closed", CLOSED)):
                    if mark.lower() in said.lower():
                        yield what, name

    expected = {(what, name) for what, sheet in SHEET.items() for name, whom in sheet.items() if who in whom}
    assert set(found()) == expected
