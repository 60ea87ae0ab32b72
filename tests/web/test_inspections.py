"""Findings from outside: each beside the earliest record in which the board had it, in somebody's word and on a day."""

from datetime import date, datetime

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from lineofsight.claims.tags import Tag
from lineofsight.web.accounts import demo as everybody
from lineofsight.web.accounts.permissions import Role
from lineofsight.web.governance import demo as governing
from lineofsight.web.improvement import demo, inspecting
from lineofsight.web.improvement.models import Inspection
from lineofsight.web.records import actions as references
from lineofsight.web.records import register
from tests.web import board as on_board
from tests.web import make, set_out

pytestmark = pytest.mark.django_db


@pytest.fixture
def board():
    office = make.agency(name="Board office")
    return make.person(Role.BUSINESS_MANAGER, agency=office), make.person(
        Role.INDEPENDENT_CHAIR, agency=office
    )


def test_a_finding_stands_beside_the_earliest_record_of_it(board):
    manager, _ = board
    found = set_out.finding(known="before", known_source="Minutes, item 5", known_on=date(2016, 9, 13))
    kind = register.kind_of(found)
    early = set_out.action(agreed_on=date(2016, 6, 7))
    references.refer(kind.ref(found), "known_in", register.kind_of(early).ref(early), by=manager)
    (one,) = inspecting.beside(manager, [found])
    assert (one.first.on, one.first.ahead) == (date(2016, 6, 7), "about 5 months before the inspection began")
    assert one.doubt == ""
    assert "no record from before the inspection" in inspecting.doubt(found, None)


def test_whoever_says_that_it_was_known_names_the_record_and_stands_beside_it(client, board):
    manager, _ = board
    found, minute = set_out.finding(), on_board.item(minute="Triage varies.")
    make.sign_in(client, manager)
    say = {
        "known": "before",
        "known_why": "",
        "record": f"ITM-{minute.pk}",
        "note": "Triage varies.",
        "version": 1,
    }
    known = reverse("improvement:known", args=[found.pk])
    assert "Say why" in client.post(known, say).content.decode()
    client.post(known, say | {"known_why": "The minutes have it."})
    page = client.get(reverse("improvement:inspection", args=[found.inspection_id])).content.decode()
    for words in (
        f"ITM-{minute.pk}",
        "before the inspection began",
        f"Said by {manager}",
        "“Triage varies.”",
    ):
        assert words in page


def test_a_report_counts_as_known_before_only_what_a_record_bears_out(board):
    of = set_out.inspection(slug="in-2016", published_on=date(2017, 1, 24))
    by, day = board[0], timezone.make_aware(datetime(2017, 2, 14, 12))
    said = {"inspection": of, "known_why": "So", "said_at": day, "said_by": by}
    set_out.finding(
        **said, words="Triage", known="before", known_source="Minutes", known_on=date(2016, 9, 13)
    )
    set_out.finding(**said, words="Agency staff", known="before")
    set_out.finding(**said, words="Interviews", known="missed")
    set_out.finding(inspection=of, words="Nobody looked yet")
    ledger = register.ledger()

    def listed(word, at):
        return ledger.record(Tag("list", f"in-2016-{word}", {"at": at})).items

    assert listed("known-before", "2017-02-14") == ("Triage",)
    assert listed("missed", "2017-02-14") == ("Interviews",)
    assert listed("known-before", "2017-02-13") == ()
    assert len(listed("findings", "2017-02-14")) == 4


def test_the_demonstration_has_findings_beside_minutes_and_a_risk(client, workspace):
    everybody.people()
    demo.fill(date(2026, 11, 29))
    governing.fill(date(2026, 11, 29))
    manager = make.sign_in(client, demo.person("manager"))
    one = Inspection.objects.get(slug="inspection-2016")
    kinds = {each.first.words[:3] for each in inspecting.beside(manager, one.findings.all()) if each.first}
    assert {"ITM", "RSK", "Pol"} <= kinds
    assert (
        "about 7 months before"
        in client.get(reverse("improvement:inspection", args=[one.pk])).content.decode()
    )


def test_a_record_that_is_not_here_has_a_day():
    with pytest.raises(ValidationError):
        set_out.finding(known_source="Minutes of some year")


def test_days_that_cannot_be_are_asked_back(client):
    make.sign_in(client, make.person(Role.BUSINESS_MANAGER))
    said = {"title": "Visit", "framework": "sif", "body": "Ofsted", "agency": make.agency().pk}
    days = {"began_on": "2016-11-20", "ended_on": "2016-11-01", "published_on": "2999-01-01"}
    page = client.post("/improvement/inspections/add", said | days).content.decode()
    assert "This is before 20 November 2016, the day above." in page
    assert "This day is yet to come." in page
    assert not Inspection.objects.exists()
