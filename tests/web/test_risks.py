"""Risks, reports owed and documents: words first, movement since a day, and what did not come says so."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from lineofsight.claims.tags import Tag
from lineofsight.web.accounts import trail
from lineofsight.web.accounts.permissions import Role
from lineofsight.web.governance.models import Control, Document, OwedReport, Risk, RiskLook
from lineofsight.web.governance.owed_by_law import KINDS
from lineofsight.web.records import register
from tests.web import make

pytestmark = pytest.mark.django_db
THEN, NOW = date(2016, 3, 31), date(2017, 3, 31)


@pytest.fixture
def manager():
    return make.person(Role.BUSINESS_MANAGER, agency=make.agency(name="Board office"))


def made(model, by, **fields):
    return trail.create(model, by=by, why="For a test", **fields)


def risk(by, **fields) -> Risk:
    given = {"title": "Early help", "slug": f"risk-{Risk.objects.count()}", "cause": "No offer", "effect": "Families wait.",
             "agency": make.agency(), "owner": "Head", "inherent_likelihood": 4, "inherent_impact": 4,
             "target_likelihood": 2, "target_impact": 3, "since": THEN, "review_by": date(2017, 9, 30)}  # fmt: skip
    return made(Risk, by, **given | fields)


def look(by, of, on, likelihood, impact):
    return made(
        RiskLook, by, risk=of, on=on, likelihood=likelihood, impact=impact, words="So", recorded_by=by
    )


def owed(by, of, **fields) -> OwedReport:
    given = {
        "kind": "private-fostering",
        "slug": "fostering",
        "of": of,
        "period": "2016/17",
        "due": date(2017, 6, 30),
    }
    return made(OwedReport, by, **given | fields)


def test_a_risk_is_told_in_words_and_says_how_it_moved(client, manager):
    one = risk(manager)
    look(manager, one, THEN, 3, 4)
    look(manager, one, NOW, 4, 4)
    assert (one.moved(THEN, NOW), one.moved(NOW, NOW)) == ("worse", "")
    told = register.happenings(manager, THEN, NOW)
    assert [said.what for said in told["Risks"]] == ["Early help: worse"]
    make.sign_in(client, manager)
    page = client.get(reverse("governance:risk", args=[one.pk])).content.decode()
    assert "Likely, and serious for children" in page
    assert "Nothing is on record that holds it" in page


def test_last_years_risks_are_the_ones_of_their_day_and_what_became_of_one_is_said(manager):
    risk(manager, title="Early help")
    risk(manager, title="Missing", until=date(2017, 1, 31), became="Interviews are in time.")
    items = {
        at: register.ledger().record(Tag("list", "risks", {"at": at})).items
        for at in ("2016-03-31", "2017-03-31")
    }
    assert items == {"2016-03-31": ("Early help", "Missing"), "2017-03-31": ("Early help",)}
    with pytest.raises(ValidationError):
        risk(manager, until=NOW)


def test_a_report_that_did_not_come_is_said_not_to_have_come(client, manager):
    council = make.agency(name="Council")
    one = owed(manager, council)
    lead = make.person(Role.AGENCY_LEAD, agency=council)
    assert [duty.what for duty in register.duties(lead, date(2017, 6, 15))] == ["Send the report"]
    assert "Not received from Council" in [duty.what for duty in register.duties(manager, date(2017, 7, 15))]
    trail.change(one, 1, by=manager, why="It came", received_on=date(2017, 8, 1))
    said = [
        register.ledger().record(Tag("record", "fostering", {"at": at})).said
        for at in ("2017-07-31", "2017-08-31")
    ]
    assert "not received by 30 June 2017" in said[0]
    assert "received on 1 August 2017, not discussed" in said[1]
    make.sign_in(client, make.person(Role.AGENCY_LEAD, agency=make.agency()))
    assert client.get(reverse("governance:report", args=[one.pk])).status_code == 404


def test_a_report_that_came_early_is_never_said_not_to_have_come(manager):
    one = owed(manager, make.agency(name="Council"))
    trail.change(one, 1, by=manager, why="It came", received_on=date(2017, 6, 1))
    said = register.ledger().record(Tag("record", "fostering", {"at": "2017-12-31"})).said
    assert "received on 1 June 2017" in said


def test_which_reports_a_board_is_owed_is_data_by_the_law_of_the_day():
    in_2017 = {code for code, one in KINDS.items() if one.on(date(2017, 3, 31))}
    assert {"child-deaths", "private-fostering"} <= in_2017
    assert "practice-reviews" not in in_2017


def test_a_document_that_was_replaced_says_by_which_edition(client, manager):
    new = made(
        Document, manager, title="Levels of Need", slug="new", kind="guidance", edition="2017", since=NOW
    )
    old = made(
        Document, manager, title="Levels of Need", slug="old", kind="guidance", edition="2016", since=THEN, replaced_by=new
    )  # fmt: skip
    assert (old.told(NOW)[0], new.told(NOW)[0]) == ("replaced", "no decision approves it")
    make.sign_in(client, manager)
    assert (
        "Levels of Need, 2017" in client.get(reverse("governance:document", args=[old.pk])).content.decode()
    )


def test_a_risk_shows_its_measures_and_how_it_moved_since_a_day_one_chooses(client, manager, workspace):
    one = risk(manager, title="Late help")
    look(manager, one, THEN, 3, 4)
    look(manager, one, NOW, 4, 4)
    risk(manager, title="New one", since=date(2017, 1, 1))
    risk(manager, title="Solved", since=THEN, until=date(2017, 1, 31), became="Nobody waits any more.")
    make.sign_in(client, manager)
    client.post(reverse("governance:measure-risk", args=[one.pk]), {"code": "FD09", "version": 0})
    page = client.get(reverse("governance:risk", args=[one.pk])).content.decode()
    for words in ("20.5%", "Re-referrals", "nobody can see here what is done"):
        assert words in page, words
    page = client.get(reverse("governance:risks"), {"since": "2016-12-31"}).content.decode()
    assert "worse" in page
    assert "it was possible, and serious for children" in page
    assert page.count("new since then") == 1
    assert page.index("Off the register since then") < page.index("Nobody waits any more.")
    page = client.get(reverse("governance:risks"), {"since": "2017-04-30"}).content.decode()
    assert "not looked at since" in page
    assert page.index("Off the register before") < page.index("Nobody waits any more.")
    measure = one.measures.get()
    client.post(
        reverse("governance:withdraw-risk-measure", args=[measure.pk]), {"why": "Not this", "version": 1}
    )
    assert not one.measures.standing().exists()


def test_a_control_that_nobody_apart_has_tested_says_so(client, manager):
    one = risk(manager)
    control = made(Control, manager, risk=one, words="A panel", line="first", tested_on=NOW)
    make.sign_in(client, manager)
    page = reverse("governance:risk", args=[one.pk])
    said = "Nobody but those who do the work, or their own agency, has tested what holds it."
    assert said in client.get(page).content.decode()
    trail.change(control, 1, by=manager, why="x", line="outside")
    assert said not in client.get(page).content.decode()
    assert "over a year ago" in client.get(page).content.decode()
