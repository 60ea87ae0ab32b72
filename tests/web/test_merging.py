"""An agency merges into another: what is open goes over in one go, what is over keeps its name; never by halves."""

from datetime import date, timedelta
from html import unescape

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.utils import timezone

from lineofsight.web.accounts import trail
from lineofsight.web.accounts.models import Agency, Entry, Person
from lineofsight.web.accounts.permissions import Role
from lineofsight.web.governance.models import (
    Ask,
    Attendance,
    Challenge,
    Course,
    Lead,
    Meeting,
    Membership,
    Money,
    OwedReport,
    Risk,
)
from lineofsight.web.improvement.models import Action, Inspection, Plan, Priority, Together
from lineofsight.web.records import merging, register
from lineofsight.web.returns import agreeing
from lineofsight.web.returns.models import Message, Return, Supply
from tests.web import make
from tests.web.two_agencies import planted

pytestmark = pytest.mark.django_db
ON = date(2017, 4, 1)
GOES_OVER = {Person, Supply, Plan, Priority, Action, Membership, Lead, Ask, Challenge, OwedReport, Risk}
STAYS = {
    Agency: "it is the agency that merges",
    Message: "it was written to the agency that was",
    Together: "the agency that comes after it reads what it did with others by its line",
    Inspection: "it was the old agency that was inspected",
    Money: "it was paid or spent by the agency that was",
    Course: "it was the old agency's people who came",
    apps.get_model("api", "Token"): "a system of the old agency: it ends with it",
}


def test_of_every_model_that_names_an_agency_it_is_said_whether_it_goes_over():
    name = {
        model
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if field.related_model is Agency
    }
    assert name == GOES_OVER | set(STAYS)


@pytest.fixture
def scene():
    """An agency with a row of every kind, the one that it becomes, and the manager who says so."""
    new = make.agency(name="Integrated Care Board", since=ON)
    rows = planted(make.agency(name="Our agency"))
    return rows, new, make.person(Role.BUSINESS_MANAGER, agency=make.agency(name="Office"))


def merged(scene, **said):
    rows, new, manager = scene
    given = {"into": new, "on": ON, "why": "The order of 2017", "by": manager}
    return merging.merge(rows["agency"], rows["agency"].version, **given | said)


def now(row):
    return type(row).objects.get(pk=row.pk)


def test_what_is_open_goes_over_with_its_people(scene):
    rows, new, manager = scene
    merged(scene)
    open_rows = [rows[name] for name in ("person", "action", "plan", "priority", "lead", "risk", "supply")]
    assert {now(row).agency for row in open_rows} == {new}
    assert {now(rows[name]).of for name in ("ask", "challenge", "owed")} == {new}
    old = now(rows["agency"])
    assert (old.until, old.successor) == (ON - timedelta(1), new)
    assert Entry.objects.filter(by=manager, why=merging.WHY).count() >= 10
    assert Entry.objects.first().why == "The order of 2017"


def test_every_kind_that_was_named_above_went_over(scene):
    rows, new, _ = scene
    going = {one.heading for one in merging.goings(rows["agency"], new, ON)}
    assert len(going) == len(GOES_OVER)


def test_what_is_over_keeps_its_old_name(scene):
    rows, _, manager = scene
    with trail.acting_from(trail.TERMINAL):
        done = trail.change(rows["action"], 1, by=None, why="Done", state="closed", closed_on=ON)
        settled = trail.change(
            rows["challenge"], 1, by=None, why="Settled", outcome="resolved", settled_on=ON
        )
    left = make.person(Role.AGENCY_LEAD, agency=rows["agency"])
    with trail.acting_from(trail.TERMINAL):
        trail.change(left, 1, by=None, why="Left", deactivated_at=timezone.now(), deactivated_by=manager)
    merged(scene)
    assert (now(done).agency, now(settled).of, now(left).agency) == (rows["agency"],) * 3
    assert now(rows["inspection"]).agency == rows["agency"]


def test_who_sat_where_stays_to_be_read_and_the_same_person_sits_on(scene):
    rows, new, _ = scene
    merged(scene)
    before, after = Membership.objects.filter(person=rows["person"]).order_by("since")
    assert (before.agency, before.until) == (rows["agency"], ON - timedelta(1))
    assert (after.agency, after.since, after.group, after.until) == (new, ON, before.group, None)


def test_who_came_since_came_for_the_new_agency(scene):
    rows, _, _ = scene
    seat = Membership.objects.get(person=rows["person"])
    with trail.acting_from(trail.TERMINAL):
        for on in (ON - timedelta(30), ON + timedelta(30)):
            held = trail.create(Meeting, by=None, why="For a test", group=seat.group, slug=f"of-{on}", on=on)
            trail.create(Attendance, by=None, why="For a test", meeting=held, member=seat, how="present")
    merged(scene)
    before, after = Membership.objects.filter(person=rows["person"]).order_by("since")
    assert [one.meeting.on for one in before.attendances.all()] == [ON - timedelta(30)]
    assert [one.meeting.on for one in after.attendances.all()] == [ON + timedelta(30)]


def test_returns_that_were_used_stay_and_those_to_come_are_the_new_agencys(scene):
    rows, new, manager = scene
    supply = agreeing.agree(
        by=manager, title="Quarterly", agency=rows["agency"], form="scorecard", every="quarter", days=15,
        person=rows["person"], since=date(2016, 7, 1), until=date(2017, 6, 30), codes=["FD07"],
    )  # fmt: skip
    first, *rest = supply.returns.order_by("due")
    with trail.acting_from(trail.TERMINAL):
        trail.change(first, 1, by=None, why="Used", state=Return.State.USED)
    merged(scene)
    assert now(first).supply.agency == rows["agency"]
    assert {now(one).supply.agency for one in rest} == {new}
    assert now(supply).until == ON - timedelta(1)


def test_the_successor_sees_what_was_before(scene):
    rows, new, _ = scene
    merged(scene)
    lead = now(rows["person"])
    assert Ask.objects.visible_to(lead).filter(pk=rows["ask"].pk).exists()
    assert {one.what for one in register.asked_of(lead, new, timezone.localdate())}


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"on": timezone.localdate() + timedelta(1)}, "Come back on that day"),
        ({"on": date(2000, 1, 1)}, "choose a later day"),
        ({"on": ON - timedelta(1)}, "is not there on 31 March 2017"),
    ],
)
def test_what_cannot_merge_is_told_why(scene, said, why):
    with pytest.raises(ValidationError, match=why):
        merged(scene, **said)
    assert now(scene[0]["agency"]).successor is None


def test_an_agency_does_not_merge_into_itself_or_twice(scene):
    rows, new, manager = scene
    with pytest.raises(ValidationError, match="does not merge into itself"):
        merged(scene, into=rows["agency"])
    merged(scene)
    with pytest.raises(ValidationError, match="merged already"):
        merging.merge(now(rows["agency"]), 2, into=new, on=ON, why="Again", by=manager)


def test_one_row_that_has_no_place_there_stops_it_all(scene):
    rows, new, manager = scene
    with trail.acting_from(trail.TERMINAL):
        trail.create(
            Supply, by=None, why="Theirs already", agency=new, title=rows["supply"].title, form="scorecard", every="year",
            days=30, person=manager, since=rows["supply"].since, until=rows["supply"].until,
            codes=["FD07"],
        )  # fmt: skip
    with pytest.raises(ValidationError, match=r"Returns: .* cannot go over"):
        merged(scene)
    assert now(rows["action"]).agency == rows["agency"]
    assert now(rows["agency"]).until is None


def words(answer) -> str:
    return unescape(" ".join(answer.content.decode().split()))


def test_the_page_shows_what_goes_over_before_it_does_anything(client, workspace, scene):
    rows, new, manager = scene
    make.sign_in(client, manager)
    address = f"/agency/{rows['agency'].pk}/merge"
    form = {"into": new.pk, "on": f"{ON}", "why": "The order", "version": rows["agency"].version}
    page = client.post(address, form)
    assert rows["action"].title in words(page)
    assert "Members of groups (1)" in words(page)
    assert now(rows["agency"]).successor is None
    seen = page.content.decode().split('name="seen" value="')[1].split('"')[0]
    make.person(Role.SCHOOL_LEAD, agency=rows["agency"], name="Somebody New")
    again = client.post(address, form | {"seen": seen})
    assert "Somebody New" in words(again)  # something came meanwhile: it is shown first
    assert now(rows["agency"]).successor is None
    seen = again.content.decode().split('name="seen" value="')[1].split('"')[0]
    assert client.post(address, form | {"seen": seen}).status_code == 302
    assert now(rows["agency"]).successor == new
    assert client.get(address).status_code == 404


def test_an_administrator_is_told_how_many_of_what_they_may_not_read(client, workspace, scene):
    rows, new, _ = scene
    make.sign_in(client, make.person(Role.ADMINISTRATOR))
    form = {"into": new.pk, "on": f"{ON}", "why": "The order", "version": rows["agency"].version}
    page = words(client.post(f"/agency/{rows['agency'].pk}/merge", form))
    assert rows["person"].name in page
    assert rows["action"].title not in page
    assert "1, which you may not read" in page
