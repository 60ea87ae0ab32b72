"""The superintendent is posted away: what she led is listed, her successor is asked once, and a report can say so."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from lineofsight.claims.check import check
from lineofsight.claims.figures import Figures
from lineofsight.claims.language import read
from lineofsight.claims.resolving import FromWorkspace
from lineofsight.claims.verdict import Verdict
from lineofsight.engine.store import Workspace
from lineofsight.web.accounts import trail
from lineofsight.web.accounts.permissions import Role
from lineofsight.web.governance import asking, leading
from lineofsight.web.governance.models import Ask, Lead
from lineofsight.web.improvement.models import Action, Plan
from lineofsight.web.records import register
from tests.web import board, make

pytestmark = pytest.mark.django_db
NAME = "Det. Supt. Ann Marlow"


def made(model, by, **fields):
    return trail.create(model, by=by, why="For a test", **fields)


@pytest.fixture
def scene():
    """Three leads came before her; she assured the board of one thing, was asked for another, and had something to do."""
    police, office = make.agency(name="Police"), make.agency(name="Board office")
    manager = make.person(Role.BUSINESS_MANAGER, agency=office)
    her = make.person(Role.AGENCY_LEAD, agency=police, name=NAME)
    successor = make.person(Role.AGENCY_LEAD, agency=police, name="Det. Supt. Joe Carrick")
    group = board.group()
    for year, until in ((2015, 2016), (2016, 2017)):
        board.lead(agency=police, name="Somebody before", since=date(year, 4, 1), until=date(until, 4, 1))
    lead = board.lead(agency=police, name=NAME, person=her, since=date(2017, 4, 1))
    board.lead(
        agency=police, name=NAME, matter="Missing children protocol", slug="missing", since=date(2017, 4, 1)
    )
    say = {
        "of": police,
        "form": "report",
        "source": "Board",
        "asked_on": date(2017, 5, 2),
        "due": date(2017, 9, 1),
    }
    assured = made(Ask, manager, title="The tool is used", slug="tool", words="That it is used.", **say)
    asking.reply(assured, words="It is.", evidence="Audit", given_by=NAME, given_on=date(2017, 6, 1), by=her)
    asking.answer(
        assured, verdict="enough", words="Audited.", group=group, decided_on=date(2017, 7, 4), by=manager
    )
    made(
        Ask,
        manager,
        title="Interviews not offered",
        slug="interviews",
        topic="exploitation",
        words="A count.",
        **say,
    )
    made(Ask, manager, title="Something else", slug="else", words="Of another officer.", **say)
    made(Action, manager, title="Brief the teams", agency=police, owner=NAME, person=her, agreed_on=date(2017, 5, 2),
         due=date(2017, 10, 1))  # fmt: skip
    made(Plan, manager, title="Exploitation strategy", slug="exploitation-2017", kind="strategy", agency=police,
         since=date(2017, 4, 1))  # fmt: skip
    return manager, her, successor, lead, assured


def handed_over(scene) -> Lead:
    manager, _, successor, lead, _ = scene
    day = timezone.localdate() - timedelta(days=3)
    leading.hand_over(lead, 1, on=day, agency=lead.agency, name=successor.name, person=successor, by=manager)
    return Lead.objects.get(pk=lead.pk)


def test_what_she_led_assured_was_asked_and_was_to_do_is_listed(scene):
    manager = scene[0]
    behind = leading.left_behind(manager, handed_over(scene), timezone.localdate())
    assert [(one.heading, one.found.name) for one in behind] == [
        ("Leads", f"Missing children protocol: {NAME}"),
        ("Strategies", "Exploitation strategy"),
        ("Assurances given", "The tool is used"),
        ("Asked and still open", "Interviews not offered"),
        ("Actions", "Brief the teams"),
    ]


def test_her_successor_is_asked_once_with_all_of_it_in_sight_and_her_assurance_is_marked_until_then(
    client, scene
):
    _, _, successor, _, assured = scene
    lead, today = handed_over(scene), timezone.localdate()
    mine = [duty.what for duty in register.duties(successor, today) if duty.ref.kind == "governance.lead"]
    assert mine == ["Say whether it still holds"]
    make.sign_in(client, successor)
    page = reverse("governance:ask", args=[assured.pk])
    assert "to be renewed" in client.get(page).content.decode()
    address = reverse("governance:renew", args=[lead.pk])
    asked = client.get(address).content.decode()
    for words in ("You are asked once", "The tool is used", "Interviews not offered", "Brief the teams"):
        assert words in asked
    client.post(address, {"holds": "all", "words": "I stand for all of it."})
    assert not [duty for duty in register.duties(successor, today) if duty.ref.kind == "governance.lead"]
    assert client.get(address)["Location"] == reverse("governance:lead", args=[lead.pk])  # said already
    assert "to be renewed" not in client.get(page).content.decode()


def test_an_assurance_for_which_the_successor_does_not_stand_stays_marked(scene):
    _, _, successor, _, assured = scene
    one = leading.handover(handed_over(scene), timezone.localdate())
    leading.renew(one, holds="none", words="The audit was of another team.", by=successor)
    (still,) = leading.unrenewed(assured, timezone.localdate())
    assert still.renewal.holds == "none"


@pytest.mark.parametrize(
    ("many", "verdict"), [("three times", Verdict.VERIFIED), ("twice", Verdict.CONTRADICTED)]
)
def test_the_lead_changed_three_times_binds_in_the_report(scene, tmp_path, many, verdict):
    day = handed_over(scene) and timezone.localdate()
    words = f"The lead for exploitation [changed {many}]{{count=lead-changes-exploitation at={day}}}."
    asked = FromWorkspace(Figures(Workspace(tmp_path)), register.ledger())
    found = check(read(words), asked, area="799")
    assert [one.verdict for one in found if one.claim] == [verdict]
