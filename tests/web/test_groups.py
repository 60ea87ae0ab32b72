"""Groups, their seats and members, and what happens when a lead leaves."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from lineofsight.claims.tags import Tag
from lineofsight.web.accounts import actions as accounts
from lineofsight.web.accounts.permissions import Role
from lineofsight.web.governance import leading
from lineofsight.web.governance.models import Group, Lead, Membership, Renewal
from lineofsight.web.governance.seats import coverage, without_a_chair
from lineofsight.web.records import register
from tests.web import board, make

pytestmark = pytest.mark.django_db
TODAY = date(2017, 3, 1)


# --- seats -----------------------------------------------------------------------------------------------------


def test_a_seat_that_nobody_fills_is_a_vacancy_and_the_manager_is_told(client):
    one = board.group()
    police, probation = board.seat(one), board.seat(one, name="Probation")
    board.member(one, seat=police, part="chair")
    assert {each.seat.name: each.vacant for each in coverage(one, TODAY)} == {
        "Police": False,
        "Probation": True,
    }
    manager = make.sign_in(client, make.person(Role.BUSINESS_MANAGER))
    assert [duty.what for duty in register.duties(manager, TODAY)] == ["Fill 1 empty seat"]
    page = client.get(reverse("governance:groups")).content.decode()
    assert "Empty: Probation (required by law)" in page
    assert probation.name in client.get(reverse("governance:group", args=[one.pk])).content.decode()


def test_who_left_fills_no_seat_and_neither_does_an_agency_that_ended():
    one = board.group()
    police, trust = board.seat(one), board.seat(one, name="Trust")
    board.member(one, seat=police, until=date(2017, 1, 1))
    gone = make.agency(until=date(2017, 1, 31))
    board.member(one, seat=trust, agency=gone)
    assert all(each.vacant for each in coverage(one, TODAY))
    assert not any(each.vacant for each in coverage(one, date(2016, 6, 1)))


def test_a_group_without_a_chair_says_so():
    one = board.group()
    board.member(one, part="chair", until=date(2016, 12, 31))
    assert without_a_chair([one], TODAY) == {one.pk}
    assert without_a_chair([one], date(2016, 12, 31)) == set()


def test_a_sub_group_is_seen_by_its_members_and_by_those_who_see_all():
    hidden = board.group(kind="sub_group")
    lead, member = make.person(Role.AGENCY_LEAD), make.person(Role.AGENCY_LEAD)
    board.member(hidden, person=member)
    seen = {who.pk: hidden in Group.objects.visible_to(who) for who in (lead, member)}
    assert seen == {lead.pk: False, member.pk: True}
    assert hidden in Group.objects.visible_to(make.person(Role.SCRUTINEER))


def test_a_manager_sets_up_a_group_with_a_seat_and_a_member(client):
    make.sign_in(client, make.person(Role.BUSINESS_MANAGER))
    agency = make.agency(name="Police")
    client.post(
        reverse("governance:add-group"),
        {"name": "Board", "slug": "board", "kind": "board", "since": "2014-04-01"},
    )
    one = Group.objects.get()
    client.post(reverse("governance:add-seat", args=[one.pk]), {"name": "Police", "since": "2014-04-01"})
    answer = client.post(
        reverse("governance:add-member", args=[one.pk]),
        {
            "name": "Ann Hill",
            "agency": agency.pk,
            "seat": one.seats.get().pk,
            "part": "chair",
            "since": "2016-04-01",
        },
        follow=True,
    )
    page = answer.content.decode()
    assert "The member is added." in page
    assert "Ann Hill, Police (chair)" in page


def test_of_two_who_change_a_group_the_second_is_told_and_loses_nothing(client):
    one = board.group(name="Board", slug="board")
    make.sign_in(client, make.person(Role.BUSINESS_MANAGER))
    said = {"slug": "board", "kind": "board", "since": "2014-04-01", "version": one.version}
    address = reverse("governance:change-group", args=[one.pk])
    client.post(address, said | {"name": "The Board", "terms": "Theirs"})
    page = client.post(address, said | {"name": "Our Board", "terms": "Mine"}).content.decode()
    assert "Somebody else saved" in page
    assert "Theirs" in page
    assert "Mine" in page
    assert Group.objects.get().terms == "Theirs"


# --- leads -----------------------------------------------------------------------------------------------------


def test_when_a_lead_leaves_the_successor_is_asked_once(client):
    old, new = make.person(Role.AGENCY_LEAD), make.person(Role.AGENCY_LEAD)
    first = board.lead(person=old)
    manager = make.person(Role.BUSINESS_MANAGER)
    leading.hand_over(
        first, 1, on=date(2017, 1, 9), agency=new.agency, name="New Lead", person=new, by=manager
    )

    assert [duty.what for duty in register.duties(new, TODAY)] == ["Say whether it still holds"]
    make.sign_in(client, new)
    address = reverse("governance:renew", args=[first.pk])
    client.post(address, {"holds": "part", "words": "The tool is used; the training is not finished."})
    assert register.duties(new, TODAY) == []
    assert client.get(address)["Location"] == reverse("governance:lead", args=[first.pk])  # said already
    page = client.get(reverse("governance:lead", args=[first.pk])).content.decode()
    assert "Part of it holds" in page
    assert Renewal.objects.get().answered_by == new


def test_nobody_but_the_successor_answers_for_what_was_assured():
    first = board.lead(until=date(2017, 1, 9))
    board.lead(since=date(2017, 1, 9), person=make.person(Role.AGENCY_LEAD))
    one = leading.handover(first, TODAY)
    with pytest.raises(ValidationError, match="Only the successor"):
        leading.renew(one, holds="all", words="It holds.", by=make.person(Role.BUSINESS_MANAGER))


def test_a_lead_whose_account_is_closed_has_left_and_the_manager_is_asked_who_leads_now():
    manager, administrator = make.person(Role.BUSINESS_MANAGER), make.person(Role.ADMINISTRATOR)
    make.person(Role.ADMINISTRATOR)
    gone = make.person(Role.AGENCY_LEAD)
    board.lead(person=gone)
    accounts.deactivate(gone, gone.version, by=administrator, why="Posted away")
    today = timezone.localdate()
    assert [duty.what for duty in register.duties(manager, today)] == ["Name who leads now"]
    told = register.happenings(manager, date(2017, 1, 1), today)
    assert "nobody follows yet" in told["Leads who left"][0].what


def test_who_leaves_a_group_leads_nothing_for_it_any_more():
    one = board.group()
    member = board.member(one, name="Pat Lane")
    board.lead(group=one, name="Pat Lane")
    manager = make.person(Role.BUSINESS_MANAGER)
    leading.end_membership(member, member.version, on=date(2017, 1, 9), why="Posted away", by=manager)
    assert Lead.objects.get().until == Membership.objects.get().until == date(2017, 1, 9)


def test_how_often_the_lead_changed_can_be_counted_in_a_report():
    for year, month in ((2015, 4), (2015, 11), (2016, 5), (2016, 10)):
        board.lead(since=date(year, month, 1))
    ledger = register.ledger()
    tags = [Tag("count", "lead-changes-exploitation", {"at": day}) for day in ("2016-03-31", "2017-03-31")]
    assert [ledger.record(tag).value for tag in tags] == [1, 3]
