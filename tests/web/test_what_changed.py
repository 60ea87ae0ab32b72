"""The chair's "what changed since the last board" holds every part of its list: the issue's, in its order."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from lineofsight.web.accounts import trail
from lineofsight.web.accounts.permissions import Role
from lineofsight.web.governance.models import Answer, Ask, Challenge, Decision, Item, Meeting
from lineofsight.web.improvement.models import Action
from lineofsight.web.indicators.models import Question
from lineofsight.web.records import register
from tests.web import board, make

pytestmark = pytest.mark.django_db
TODAY = date(2017, 9, 20)
LAST, SINCE = date(2017, 7, 11), date(2017, 8, 15)


@pytest.fixture
def chair():
    """A board that met in July; since then something of every kind."""
    office, trust = make.agency(name="Board office"), make.agency(name="Trust")
    chair = make.person(Role.INDEPENDENT_CHAIR, agency=office)
    group, quality = board.group(name="The Board"), board.group(name="Quality group", kind="sub_group")
    with trail.acting_from(trail.TERMINAL):
        _made(Meeting, group=group, slug="board-july", on=LAST)
        met = _made(Meeting, group=quality, slug="quality-august", on=SINCE)
        item = _made(Item, meeting=met, number=1, title="Audits")
        _made(
            Decision,
            meeting=met,
            item=item,
            slug="two-a-year",
            title="Two audits a year",
            words="Two a year.",
        )
        asked = {
            "words": "A plan",
            "of": trust,
            "form": "report",
            "source": "Board",
            "asked_on": date(2017, 3, 1),
        }
        answered = _made(Ask, title="Answered", slug="answered", due=date(2017, 6, 1), **asked)
        _made(
            Answer, ask=answered, verdict="no_reply", words="None came.", group=quality, decided_on=SINCE, recorded_by=chair
        )  # fmt: skip
        _made(Ask, title="Overdue", slug="overdue", due=LAST, **asked)
        _made(Ask, title="Long overdue", slug="long-overdue", due=LAST - timedelta(1), **asked)
        _made(Ask, title="Due today", slug="due-today", due=TODAY, **asked)
        challenge = {"of": trust, "raised_by": "Chair", "issue": "It is late.", "evidence": "Dashboard"}
        _made(Challenge, title="New", slug="new", raised_on=SINCE, due=date(2017, 12, 1), **challenge)
        _made(Challenge, title="Silent", slug="silent", raised_on=date(2017, 6, 1), due=SINCE, **challenge)
        _made(
            Action, title="Train managers", agency=trust, owner="Head", agreed_on=date(2017, 3, 1), due=date(2017, 5, 1),
            state="closed", closed_on=date(2017, 5, 1), few=True, impact_words="Fewer late", impact_due=SINCE,
        )  # fmt: skip
        _made(
            Question,
            code="FD07",
            sign="shift",
            title="Referrals: above the average",
            raised_at=timezone.now(),
        )
    board.lead(name="Ann Marlow", until=SINCE)
    return chair


def _made(model, **fields):
    return trail.create(model, by=None, why="For a test", **fields)


def test_every_part_of_the_list_is_told_and_nothing_from_before(chair):
    told = {
        heading: [one.what for one in rows]
        for heading, rows in register.happenings(chair, LAST, TODAY).items()
    }
    assert told["Decisions"] == ["Two audits a year"]
    assert told["Asks answered"] == ["Answered: No reply"]
    assert told["Assurance that became overdue"] == ["Overdue, from Trust: no reply"]
    assert sorted(told["Challenges"]) == ["New, to Trust", "Silent, to Trust: no response, overdue"]
    assert told["Closed, no impact evidenced yet"] == ["Train managers"]
    assert told["Measures that signalled"] == ["Referrals: above the average"]
    assert told["Leads who left"] == ["Exploitation strategy: Ann Marlow; nobody follows yet"]


def test_that_no_reply_came_is_told_and_leaves_it_overdue(chair):
    overdue = Ask.objects.get(slug="overdue")
    with trail.acting_from(trail.TERMINAL):
        _made(
            Answer, ask=overdue, verdict="no_reply", words="None came.", group=board.group(), decided_on=TODAY,
            recorded_by=chair,
        )  # fmt: skip
    told = register.happenings(chair, LAST, TODAY)
    assert "Overdue: No reply" in [one.what for one in told["Asks answered"]]
    assert "Assurance that became overdue" in told  # it is still open
