"""Improvement: closing is not improving, nobody accepts their own work, and a plan is as far as its evidence."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from lineofsight.claims.tags import Tag
from lineofsight.engine.indicators import CATALOGUE
from lineofsight.web.accounts import demo as everybody
from lineofsight.web.accounts import trail
from lineofsight.web.accounts.permissions import Role
from lineofsight.web.improvement import acting, demo, moving, planning
from lineofsight.web.improvement.models import (
    Action,
    Closure,
    Finding,
    FriendQuestion,
    Measure,
    Plan,
    Priority,
)
from lineofsight.web.improvement.views.actions import ActionForm
from lineofsight.web.indicators import actions as targets
from lineofsight.web.records import actions as references
from lineofsight.web.records import register
from tests.web import make, set_out

pytestmark = pytest.mark.django_db
DONE, MET, LATER = date(2017, 9, 20), date(2017, 10, 17), date(2018, 3, 31)


@pytest.fixture
def board():
    office = make.agency(name="Board office")
    return make.person(Role.BUSINESS_MANAGER, agency=office), make.person(
        Role.INDEPENDENT_CHAIR, agency=office
    )


def closed(action, by, chair, *, on=MET):
    action = acting.claim(action, action.version, evidence="List of posts", on=DONE, by=by)
    return acting.decide(acting.waiting(action), 1, verdict="accepted", words="Seen", on=on, by=chair)


# --- actions -------------------------------------------------------------------------------------------------


def test_who_says_that_it_is_done_does_not_accept_that(board):
    manager, chair = board
    action = acting.claim(set_out.action(), 1, evidence="List of posts", on=DONE, by=manager)
    assert action.told(MET) == ("said to be done, not yet accepted", "yellow")
    closure = acting.waiting(action)
    with pytest.raises(ValidationError, match="Somebody else accepts this"):
        acting.decide(closure, 1, verdict="accepted", words="Fine", on=MET, by=manager)
    assert acting.decide(closure, 1, verdict="accepted", words="Seen", on=MET, by=chair).closed_on == MET


def test_a_closure_that_is_refused_opens_the_action_and_stays_visible(board, client):
    manager, chair = board
    action = acting.claim(set_out.action(), 1, evidence="Somebody said so", on=DONE, by=manager)
    acting.decide(acting.waiting(action), 1, verdict="refused", words="No list", on=MET, by=chair)
    action = Action.objects.get()
    assert action.overdue(MET)
    make.sign_in(client, manager)
    page = client.get(reverse("improvement:action", args=[action.pk])).content.decode()
    assert "Somebody said so" in page
    assert "No list" in page
    again = acting.claim(action, action.version, evidence="The list", on=DONE, by=manager)
    assert again.closures.count() == 2


def test_when_the_day_for_impact_comes_it_is_said_that_none_is_evidenced(board, client):
    manager, chair = board
    expected = {"few": True, "impact_code": "FD09", "impact_way": "fall", "impact_due": LATER}
    action = closed(set_out.action(**expected), manager, chair)
    assert action.told(LATER - timedelta(days=1))[0] == "closed, impact not yet due"
    assert action.told(LATER)[0] == "closed, no impact evidenced yet"
    duties = [duty.what for duty in register.duties(chair, LATER)]
    assert "1 action closed without impact evidenced yet" in duties
    told = register.happenings(chair, LATER - timedelta(days=1), LATER)
    assert [one.what for one in told["Closed, no impact evidenced yet"]] == ["Fill the posts"]


def test_the_board_accepts_waits_or_opens_it_again(board):
    manager, chair = board
    action = closed(set_out.action(impact_words="fewer vacancies", impact_due=LATER), manager, chair)
    say = {"words": "So", "moved": "", "by": chair}
    with pytest.raises(ValidationError, match="on which later day"):
        acting.look(action, action.version, said="wait", on=LATER, until=None, **say)
    action = acting.look(action, action.version, said="wait", on=LATER, until=date(2018, 9, 30), **say)
    assert action.impact_due == date(2018, 9, 30)
    action = acting.look(
        action, action.version, said="reopen", on=date(2018, 10, 9), until=date(2019, 1, 31), **say
    )
    assert (action.state, action.due, action.closed_on) == ("open", date(2019, 1, 31), None)
    assert action.impact_due > action.due
    assert [one.said for one in action.looks.all()] == ["wait", "reopen"]


def test_what_matters_says_what_should_move_and_by_when():
    with pytest.raises(ValidationError, match="which measure or re-audit should move"):
        set_out.action(few=True)


@pytest.mark.parametrize(
    ("code", "way", "words"),
    [
        ("FD09", "fall", "rose by more than chance gives, from 18.2% (2015-16) to 20.5% (2016-17). It was expected"),
        ("CA01", "fall", "no figure from before the action was agreed is on record yet"),
        ("", "", ""),
    ],
)  # fmt: skip
def test_a_page_says_whether_the_measure_moved_and_never_that_the_action_moved_it(
    workspace, board, code, way, words
):
    action = set_out.action(
        agreed_on=date(2016, 4, 5), due=date(2016, 6, 1), impact_code=code, impact_way=way, state="closed",
        closed_on=date(2016, 6, 1),
    )  # fmt: skip
    said = moving.moved(board[0], action)
    assert words in said
    assert ("does not say that this action moved it" in said) == (code == "FD09")


def test_an_agency_sees_its_own_actions_and_says_that_they_are_done(client, board):
    trust, other = make.agency(name="Trust"), make.agency(name="Other")
    own, theirs = set_out.action(agency=trust), set_out.action(agency=other)
    make.sign_in(client, make.person(Role.AGENCY_LEAD, agency=trust))
    assert client.get(reverse("improvement:action", args=[theirs.pk])).status_code == 404
    say = {"evidence": "The list", "on": "2017-09-20", "version": 1}
    client.post(reverse("improvement:claim", args=[own.pk]), say)
    assert Closure.objects.get().claimed_by.agency == trust
    assert [duty.name for duty in register.asked_of(board[0], trust, MET)] == ["Fill the posts"]


def test_what_a_merged_agency_was_to_do_its_successor_does_and_a_leaver_is_replaced(board):
    manager, _ = board
    trust, after = make.agency(name="Trust"), make.agency(name="New Trust")
    leaver = make.person(Role.AGENCY_LEAD, agency=trust)
    set_out.action(agency=trust, person=leaver)
    trail.change(trust, 1, by=manager, why="Merged", until=date(2017, 3, 31), successor=after)
    lead = make.person(Role.AGENCY_LEAD, agency=after)
    assert Action.objects.visible_to(lead).count() == 1
    trail.change(leaver, 1, by=manager, why="Left", deactivated_at=timezone.now(), deactivated_by=manager)
    assert "Find somebody else to do this" in [duty.what for duty in register.duties(manager, MET)]


def test_an_action_is_given_to_nobody_who_could_not_open_it(board):
    manager, _ = board
    screener = make.person(Role.SCREENER, agency=make.agency())
    assert screener not in ActionForm().fields["person"].queryset
    given = set_out.action(agency=screener.agency, person=screener)  # who changed to that role since
    assert screener in ActionForm(instance=given).fields["person"].queryset
    assert "Find somebody else to do this" in [duty.what for duty in register.duties(manager, MET)]


def test_an_action_begun_from_a_finding_refers_to_it_from_both_ends(client, board):
    manager, _ = board
    found = set_out.finding()
    make.sign_in(client, manager)
    page = client.get(reverse("improvement:finding", args=[found.pk])).content.decode()
    assert f"/improvement/actions/add?from=FND-{found.pk}" in page
    say = {"title": "Log it in one place", "agency": make.agency().pk, "owner": "Inspector",
           "agreed_on": "2017-02-14", "due": "2017-09-30", "version": 0}  # fmt: skip
    client.post(reverse("improvement:add-action") + f"?from=FND-{found.pk}", say)
    kind = register.kind_of(found)
    assert [end.meaning for end in references.ends(manager, kind.ref(found))] == ["Led to"]


# --- plans ---------------------------------------------------------------------------------------------------


def test_fully_implemented_is_all_three_or_says_which(board):
    manager, chair = board
    plan = set_out.plan(slug="exploitation")
    first = set_out.action(plan=plan, impact_words="screenings", impact_due=LATER)
    set_out.action(plan=plan)
    first = closed(first, manager, chair)
    acting.look(first, first.version, said="accept", words="Seen", on=LATER, until=None, moved="", by=chair)
    so = planning.standing(plan.actions.all(), LATER)
    assert so.words == (
        "Not fully implemented: 1 of 2 actions closed, 1 with accepted evidence. Impact is evidenced for 1 of the 1 of "
        "which it is expected."
    )
    fields = {
        at: register.ledger().record(Tag("plan", "exploitation", {"at": at})).fields
        for at in ("2017-03-31", "2017-09-30", "2017-12-31", "2018-03-31")
    }
    counts = {
        at: (row["actions"], row["closed"], row["evidenced"], row["impact"]) for at, row in fields.items()
    }
    assert counts == {
        "2017-03-31": (2, 0, 0, False), "2017-09-30": (2, 1, 0, False), "2017-12-31": (2, 1, 1, False),
        "2018-03-31": (2, 1, 1, True),
    }  # fmt: skip


def test_a_plan_stands_today_as_its_history_says(board):
    manager, chair = board
    plan = set_out.plan()
    stream = set_out.workstream(plan)
    expected = {"impact_words": "screenings", "impact_due": LATER}
    done = closed(set_out.action(plan=plan, workstream=stream, **expected), manager, chair)
    acting.look(done, done.version, said="accept", words="Seen", on=LATER, until=None, moved="", by=chair)
    again = closed(set_out.action(plan=plan, workstream=stream, **expected), manager, chair)
    acting.look(
        again, again.version, said="reopen", words="No", on=LATER, until=date(2018, 9, 1), moved="", by=chair
    )
    acting.claim(set_out.action(plan=plan), 1, evidence="So", on=DONE, by=manager)
    refused = acting.claim(
        set_out.action(plan=plan, workstream=stream), 1, evidence="So", on=DONE, by=manager
    )
    acting.decide(acting.waiting(refused), 1, verdict="refused", words="No", on=MET, by=chair)
    today = date(2018, 10, 1)
    now = planning.standings_now(plan, today)
    for key in (stream.pk, None):
        so, late = now[key]
        rows = plan.actions.filter(workstream=key)
        assert so == planning.standing(rows, today)
        assert late == sum(one.overdue(today) for one in rows)
    assert now[stream.pk][0] + now[None][0] == planning.standing(plan.actions.all(), today)


def test_of_many_things_to_do_some_are_named_and_one_line_leads_to_the_rest(board):
    trust = make.agency(name="Trust")
    lead = make.person(Role.AGENCY_LEAD, agency=trust)
    for _ in range(acting.ONE_BY_ONE + 3):
        set_out.action(agency=trust)
    duties = [one for one in register.duties(lead, MET) if "/improvement/" in one.href]
    assert len(duties) == acting.ONE_BY_ONE + 1
    assert [one.href for one in duties if one.what == "3 more actions to do"] == [
        "/improvement/actions/?show=mine"
    ]


def test_fully_implemented_needs_all_three(board):
    manager, chair = board
    plan = set_out.plan()
    only = closed(set_out.action(plan=plan, impact_words="screenings", impact_due=LATER), manager, chair)
    assert planning.standing(plan.actions.all(), MET).words.startswith(
        "Not fully implemented: 1 of 1 action closed"
    )
    acting.look(only, only.version, said="accept", words="Seen", on=LATER, until=None, moved="", by=chair)
    assert planning.standing(plan.actions.all(), LATER).words.startswith(
        "Fully implemented: 1 of 1 action closed"
    )


def test_a_plan_stands_on_a_page_against_targets_and_the_few_that_matter_alone(client, workspace, board):
    manager, chair = board
    plan = set_out.plan()
    stream = set_out.workstream(plan, title="The front door")
    set_out.workstream(plan, title="Permanence")
    set_out.milestone(stream, due=date(2017, 9, 30))
    for code, few in (("FD09", True), ("CP01a", False)):
        set_out.measure(workstream=stream, code=code, few=few, bound_by=manager)
    targets.set_target("FD09", 0, value=Decimal(15), applies_from=date(2016, 4, 1), why="Agreed", by=chair)
    set_out.action(
        plan=plan, workstream=stream, title="Matters", few=True, impact_words="x", impact_due=LATER
    )
    make.sign_in(client, manager)
    page = client.get(reverse("improvement:plan", args=[plan.pk])).content.decode()
    for words in ("20.5%", "15.0%", "not met", "worse", "0 of 1 milestones reached, 1 late", "1 overdue",
                  "No measure is bound to it", CATALOGUE["CP01a"].title):  # fmt: skip
        assert words in page, words
    page = client.get(reverse("improvement:plan", args=[plan.pk]), {"few": "1"}).content.decode()
    assert "20.5%" in page
    assert "Matters" in page
    assert "Of none of these is a measure named that matters: Permanence" in page
    assert CATALOGUE["CP01a"].title not in page


def test_the_critical_friend_asks_and_what_is_not_answered_ages(client, board):
    _, chair = board
    friend = make.person(Role.CRITICAL_FRIEND, agency=make.agency())
    council = make.agency(name="Council")
    stream = set_out.workstream(
        set_out.plan(agency=council, shared=False), friend=friend.name, friend_person=friend
    )
    make.sign_in(client, friend)
    client.post(reverse("improvement:ask-workstream", args=[stream.pk]), {"words": "How do you know?"})
    asked = FriendQuestion.objects.get()
    later = timezone.localdate() + planning.LONG
    assert "How do you know?" in [duty.name for duty in register.duties(chair, later)]
    lead = make.sign_in(client, make.person(Role.AGENCY_LEAD, agency=council))
    client.post(reverse("improvement:answer-friend", args=[asked.pk]), {"words": "By the log.", "version": 1})
    assert FriendQuestion.objects.get().answered_by == lead
    make.sign_in(client, make.person(Role.AGENCY_LEAD, agency=make.agency()))
    assert client.get(reverse("improvement:workstream", args=[stream.pk])).status_code == 404


def test_a_measure_whose_definition_changed_says_so(workspace, client, board):
    manager, _ = board
    make.sign_in(client, manager)
    stream = set_out.workstream()
    client.post(
        reverse("improvement:measure-workstream", args=[stream.pk]),
        {"code": "FD09", "of": "impact", "few": "on"},
    )
    measure = Measure.objects.get()
    plan = reverse("improvement:plan", args=[stream.plan_id])
    assert "its definition changed" not in client.get(plan).content.decode()
    trail.change(measure, 1, by=manager, why="As if", edition="0")
    page = client.get(plan).content.decode()
    assert "20.5%" in page
    assert "its definition changed" in page


# --- priorities ----------------------------------------------------------------------------------------------


def test_the_list_of_priorities_is_the_one_of_its_day_and_a_longer_one_is_told_by_its_parts():
    longer = set_out.priority(title="Three years", since=date(2015, 4, 1))
    for title in ("Early help", "The front door"):
        set_out.priority(title=title, within=longer, until=date(2017, 3, 31))
    set_out.priority(title="Neglect", within=longer, since=date(2017, 4, 1))
    items = {
        at: register.ledger().record(Tag("list", "priorities", {"at": at})).items
        for at in ("2015-06-01", "2017-03-31", "2017-04-01")
    }
    assert items == {
        "2015-06-01": ("Three years",), "2017-03-31": ("Early help", "The front door"), "2017-04-01": ("Neglect",)
    }  # fmt: skip


def test_a_priority_without_a_measure_of_impact_says_so(client, workspace, board):
    manager, _ = board
    one = set_out.priority()
    make.sign_in(client, manager)
    page = reverse("improvement:priority", args=[one.pk])
    assert "No measure here tells whether children are better off" in client.get(page).content.decode()
    client.post(reverse("improvement:add-measure", args=[one.pk]), {"code": "EH07", "of": "impact"})
    assert "No measure here tells" not in client.get(page).content.decode()


# --- the demonstration ---------------------------------------------------------------------------------------


def test_the_demonstration_is_filled_once_and_each_of_its_pages_opens(client, workspace):
    everybody.people()
    for _ in range(2):
        demo.fill(date(2026, 11, 29))
    assert len(register.ledger().record(Tag("list", "priorities", {"at": "2017-03-31"})).items) == 7
    assert (
        len(register.ledger().record(Tag("list", "improvement-workstreams", {"at": "2017-12-31"})).items) == 8
    )
    make.sign_in(client, demo.person("manager"))
    for model in (Action, Plan, Priority, Finding):
        for row in model.objects.all()[:6]:
            assert client.get(register.kind_of(row).href(row)).status_code == 200
    assert "Actions closed" in client.get("/changed?since=2016-01-01").content.decode()
