"""What must not be forgotten comes back: to the page of a priority, to the next meeting, to the chair and to the report."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from lineofsight.claims.tags import Tag
from lineofsight.web.accounts import trail
from lineofsight.web.accounts.permissions import Role
from lineofsight.web.governance.models import Decision, Meeting
from lineofsight.web.improvement import planning
from lineofsight.web.improvement.models import FriendQuestion, Measure
from lineofsight.web.records import actions as references
from lineofsight.web.records import register
from lineofsight.web.records.models import Reference
from tests.web import board, make, set_out

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
AGO, SOON = TODAY - timedelta(days=90), TODAY + timedelta(days=5)
ABOUT, COMES_FROM, EVIDENCED_BY = (
    Reference.Meaning.ABOUT,
    Reference.Meaning.COMES_FROM,
    Reference.Meaning.EVIDENCE,
)


@pytest.fixture
def manager():
    return make.person(Role.BUSINESS_MANAGER, agency=make.agency(name="Board office"))


def add(model, by, **fields):
    return trail.create(model, by=by, why="For a test", **fields)


def refer(one, meaning, other, by):
    ref = [register.kind_of(row).ref(row) for row in (one, other)]
    return references.refer(ref[0], meaning, ref[1], by=by)


def shown(client, row) -> str:
    return " ".join(client.get(register.kind_of(row).href(row)).content.decode().split())


def meeting(on: date, by) -> Meeting:
    return add(Meeting, by, group=board.group(), slug=f"board-{on}", on=on)


def decision(by) -> Decision:
    said = {"slug": "not-assured", "title": "Not assured on early help", "words": "The Board is not assured."}
    return add(Decision, by, meeting=meeting(AGO, by), **said)


def test_a_priority_says_what_is_lacking_of_what_is_done_seen_and_judged(client, workspace, manager):
    priority = set_out.priority()
    make.sign_in(client, manager)
    page = shown(client, priority)
    for silence in (
        "No measure here tells whether children are better off",
        "Nobody has said yet what would have to be known and is not",
        "No plan, action or ask is linked to it",
        "No audit, inspection or visit is linked to it",
        "The Board has not said on record how well it goes",
    ):
        assert silence in page
    for row in (set_out.plan(), set_out.finding(), decision(manager)):
        refer(row, ABOUT, priority, manager)
    page = shown(client, priority)
    assert "What is done about it" in page
    assert "Not assured on early help" in page
    for silence in ("is linked to it", "The Board has not said on record"):
        assert silence not in page


def test_in_a_report_a_priority_says_that_no_measure_tells_its_impact(manager):
    priority = set_out.priority(slug="early-help", unmeasured="Whether families come back after a year.")
    fields = register.ledger().record(Tag("record", "priority-early-help", {})).fields
    assert fields["impact"] == "No measure tells whether children are better off by it."
    assert fields["unmeasured"] == "Whether families come back after a year."
    add(Measure, manager, priority=priority, code="EH04", edition="1", of="impact", bound_by=manager)
    assert "impact" not in register.ledger().record(Tag("record", "priority-early-help", {})).fields


def test_the_next_meeting_is_brought_what_closed_without_impact_and_no_earlier_one_is(
    client, workspace, manager
):
    told = {"few": True, "impact_words": "Fewer children wait", "agreed_on": AGO - timedelta(9), "due": AGO}
    set_out.action(title="Fill the posts", state="closed", closed_on=AGO, impact_due=SOON, **told)
    set_out.action(
        title="Not due by then", state="closed", closed_on=AGO, impact_due=SOON + timedelta(1), **told
    )
    make.sign_in(client, manager)
    page = shown(client, meeting(SOON, manager))
    assert "Closed, no impact evidenced yet" in page
    assert "Fill the posts" in page
    assert "Expected: Fewer children wait" in page
    assert "Not due by then" not in page
    assert "Closed, no impact evidenced yet" not in shown(client, meeting(AGO, manager))


def test_a_question_nobody_answered_reaches_the_chair_and_the_report(client, workspace, manager):
    stream = set_out.workstream()
    asked = {"asked_on": TODAY - timedelta(days=45), "asked_by": manager}
    question = add(FriendQuestion, manager, workstream=stream, words="How do you know?", **asked)
    chair = make.person(Role.INDEPENDENT_CHAIR)
    told = register.happenings(chair, TODAY - timedelta(days=7), TODAY)
    assert [one.what for one in told["Critical friends still wait for an answer"]] == [
        f"{stream}: How do you know?"
    ]
    assert register.ledger().record(Tag("list", "unanswered-questions", {})).items == ("How do you know?",)
    planning.answer(question, 1, words="By the re-audit.", by=manager)
    assert "Critical friends still wait for an answer" not in register.happenings(chair, AGO, TODAY)
    assert register.ledger().record(Tag("list", "unanswered-questions", {})).value == 0


def test_a_critical_friend_finds_their_workstreams_on_the_first_page(client, workspace, manager):
    friend = make.person(Role.CRITICAL_FRIEND)
    mine = set_out.workstream(title="Decisions", friend="Clare", friend_person=friend)
    set_out.workstream(title="Somebody else's")
    make.sign_in(client, friend)
    page = client.get(reverse("improvement:home")).content.decode()
    assert "You are the critical friend of" in page
    assert register.kind_of(mine).href(mine) in page
    assert "Somebody else" not in page


def test_any_record_is_the_source_or_the_evidence_of_an_action_and_both_ends_show_it(
    client, workspace, manager
):
    action = set_out.action(title="Write the guidance")
    rows = (
        set_out.priority(), set_out.plan(), set_out.workstream(), set_out.finding(), set_out.inspection(), decision(manager),
        meeting(SOON, manager), set_out.action(title="An earlier one"), action.agency,
    )  # fmt: skip
    make.sign_in(client, manager)
    for row in rows:
        for meaning in (COMES_FROM, EVIDENCED_BY):
            refer(action, meaning, row, manager)
        assert "Write the guidance" in shown(client, row), row
    page = shown(client, action)
    for row in rows:
        kind = register.kind_of(row)
        assert page.count(f'href="{kind.href(row)}"') >= 2, row
