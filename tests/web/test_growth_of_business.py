"""No page of the board's business asks the database more because there are more rows to list."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from lineofsight.web.accounts import trail
from lineofsight.web.accounts.models import Agency
from lineofsight.web.accounts.permissions import Role
from lineofsight.web.governance.models import (
    Answer,
    Ask,
    Attendance,
    Challenge,
    Control,
    Decision,
    Document,
    Group,
    Item,
    Meeting,
    OwedReport,
    Paper,
    Reply,
    Risk,
    RiskLook,
    Seat,
)
from lineofsight.web.improvement.models import (
    Action,
    Closure,
    Finding,
    FriendQuestion,
    FriendVisit,
    Grade,
    Heard,
    Inspection,
    Look,
    Measure,
    Milestone,
    Plan,
    Priority,
    Workstream,
)
from lineofsight.web.records import actions as references
from lineofsight.web.records import register
from tests.web import board, make
from tests.web.test_growth import asked

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
AGO, AHEAD = TODAY - timedelta(days=60), TODAY + timedelta(days=10)


class Business:
    """A board to which one more of everything is added, each of an agency and people of its own."""

    def __init__(self) -> None:
        self.agency = make.agency(name="The police")
        self.manager = make.person(Role.BUSINESS_MANAGER, agency=self.agency)
        self.group = board.group(name="The Board")
        self.plan = self._plan(0)
        self.stream = self._stream(0)
        self.meeting = self.add(Meeting, group=self.group, slug="the-last", on=AGO)
        self.next = self.add(Meeting, group=self.group, slug="the-next", on=AHEAD)
        self.priority = self._priority(0)
        self.inspection = self.add(
            Inspection, title="2016", slug="i", framework="sif", body="Ofsted", agency=self.agency, began_on=AGO
        )  # fmt: skip
        self.risk = self._risk(0)
        self.action = self._action(0)

    def add(self, model: Any, **fields: Any) -> Any:
        return trail.create(model, by=self.manager, why="x", **fields)

    def _plan(self, n: int) -> Plan:
        return self.add(
            Plan, title=f"Plan {n}", slug=f"p{n}", kind="improvement", agency=self.agency, since=AGO
        )

    def _stream(self, n: int) -> Workstream:
        return self.add(Workstream, plan=self.plan, number=n + 1, title=f"Stream {n}", friend="Pat")

    def _priority(self, n: int) -> Priority:
        said = {"question": "Is it better?", "outcome": "Better", "origin": "data"}
        return self.add(Priority, title=f"P{n}", slug=f"pr{n}", since=AGO, agency=make.agency(), **said)

    def _risk(self, n: int) -> Risk:
        scores = dict.fromkeys(
            ("inherent_likelihood", "inherent_impact", "target_likelihood", "target_impact"), 3
        )
        return self.add(Risk, title=f"R{n}", slug=f"r{n}", cause="x", effect="x", agency=make.agency(), owner="x",
                        since=AGO, review_by=AHEAD, **scores)  # fmt: skip

    def _action(self, n: int, **fields: Any) -> Action:
        given = {"agency": make.agency(), "owner": "Pat", "agreed_on": AGO, "due": AGO, "plan": self.plan}
        return self.add(Action, title=f"A{n}", **given | {"workstream": self.stream} | fields)

    def more(self, n: int) -> None:
        whose, somebody = make.agency(), make.person(Role.BOARD_MEMBER, agency=make.agency())
        group = self.add(Group, name=f"Group {n}", slug=f"g{n}", kind=Group.Kind.SUB_GROUP, since=AGO)
        self.add(Seat, group=group, name="probation", statutory=True, since=AGO)
        self._stream(n)
        self._plan(n)
        priority = self._priority(n)
        self.add(
            Heard,
            priority=self.priority,
            who="children",
            words="x",
            method="x",
            heard_on=AGO,
            recorded_by=somebody,
        )
        code = ("FD09", "LH10", "MI06b", "EH01", "CP09", "CA02", "FD02", "CP01", "CP05")[n]
        for of in ({"priority": self.priority}, {"priority": priority}, {"workstream": self.stream}):
            self.add(Measure, code=code, edition="1", of="impact", few=True, bound_by=somebody, **of)
        self._action(n)
        closed = self._action(
            n + 100, state="closed", closed_on=AGO, few=True, impact_due=AGO, impact_words="x"
        )
        self.add(Closure, action=closed, evidence="x", claimed_on=AGO, claimed_by=somebody)
        self.add(Look, action=self.action, said="wait", words="x", on=AGO, until=AHEAD, recorded_by=somebody)
        told = {
            "evidence": "x",
            "claimed_on": AGO,
            "claimed_by": somebody,
            "verdict": "refused",
            "decided_on": AGO,
        }
        self.add(Closure, action=self.action, decided_at=timezone.now(), decided_by=self.manager, **told)
        self.add(FriendQuestion, workstream=self.stream, words=f"How {n}?", asked_on=AGO, asked_by=somebody)
        self.add(FriendVisit, workstream=self.stream, on=AGO, where="x", seen="x", recorded_by=somebody)
        self.add(Milestone, workstream=self.stream, title=f"M{n}", due=AGO)
        finding = self.add(Finding, inspection=self.inspection, slug=f"f{n}", words=f"Found {n}")
        self.add(Grade, inspection=self.inspection, judged=f"J{n}", grade="Good", recorded_by=somebody)
        self.add(
            Inspection, title=f"I{n}", slug=f"i{n}", framework="sif", body="x", agency=whose, began_on=AGO
        )
        board.member(self.group, agency=whose, name=f"Member {n}")
        self._meeting(n)
        asked_of = self.add(Ask, title=f"Q{n}", slug=f"q{n}", words="x", of=whose, form="data", source="x", asked_on=AGO,
                            due=AGO)  # fmt: skip
        reply = self.add(Reply, ask=asked_of, words="x", given_by="x", given_on=AGO, recorded_by=somebody)
        self.add(
            Answer,
            ask=asked_of,
            reply=reply,
            verdict="in_part",
            words="x",
            decided_on=AGO,
            group=self.group,
            recorded_by=somebody,
        )
        challenge = self.add(Challenge, title=f"C{n}", slug=f"c{n}", of=whose, raised_by="x", raised_on=AGO, issue="x",
                             evidence="x", due=AGO)  # fmt: skip
        risk = self._risk(n)
        for of in (risk, self.risk):
            self.add(RiskLook, risk=of, on=AGO, likelihood=3, impact=3, words="x", recorded_by=somebody)
            self.add(Control, risk=of, words="x", line="first", tested_on=AGO)
        self.add(OwedReport, kind="private-fostering", slug=f"o{n}", of=whose, period="x", due=AGO)
        self.add(
            Document,
            title=f"D{n}",
            slug=f"d{n}",
            kind="protocol",
            edition="1",
            since=AGO,
            about="x",
            review_by=AGO,
        )
        for row in (self.action, self.risk, self.priority, self.stream, self.plan, self.meeting):
            for other in (closed, finding, challenge, asked_of):
                refs = (register.kind_of(one).ref(one) for one in (row, other))
                references.refer(next(refs), "about", next(refs), by=self.manager)

    def _meeting(self, n: int) -> None:
        for on, slug in ((AGO - timedelta(days=n), f"m{n}"), (AHEAD + timedelta(days=n), f"n{n}")):
            self.add(Meeting, group=self.group, slug=slug, on=on)
        for of in (self.meeting, self.next):
            item = self.add(Item, meeting=of, number=n + 1, title=f"Item {n}", topic="early-help")
            self.add(Paper, item=item, title=f"Paper {n}", author="x", came_on=AGO)
            self.add(Decision, meeting=of, item=item, slug=f"d{of.pk}-{n}", title=f"Agreed {n}", words="x")
        member = self.group.members.last()
        self.add(Attendance, meeting=self.meeting, member=member, how="present")

    def pages(self) -> list[str]:
        rows = (
            self.plan,
            self.stream,
            self.priority,
            self.inspection,
            self.meeting,
            self.next,
            self.risk,
            self.action,
        )
        return [
            "/improvement/", "/improvement/actions/", "/improvement/actions/?show=no-impact", "/improvement/actions/add",
            "/board/", "/board/meetings/", "/board/decisions/", "/board/asks/", "/board/challenges/", "/board/risks/",
            "/board/reports/", "/board/documents/", "/board/groups/", "/today", "/changed", "/search?q=x",
            *(register.kind_of(row).href(row) for row in (*rows, self.group, self.agency)),
        ]  # fmt: skip


def test_no_page_of_the_board_s_business_asks_more_because_there_are_more_rows(client, workspace):
    business = Business()
    business.more(1)
    make.sign_in(client, business.manager)
    pages = business.pages()
    few = {page: asked(client, page) for page in pages}
    for n in range(2, 7):
        business.more(n)
    assert Agency.objects.count() > 20
    many = {page: asked(client, page) for page in pages}
    assert {page: (few[page], many[page]) for page in pages if many[page] > few[page]} == {}


def test_no_page_takes_more_queries_than_a_page_should(client, workspace):
    """A page that asks a hundred times is slow however few rows there are."""
    business = Business()
    business.more(1)
    make.sign_in(client, business.manager)
    assert {page: n for page in business.pages() if (n := asked(client, page)) > 75} == {}
