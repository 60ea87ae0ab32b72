"""Papers of a meeting: as they went out, with what changed since beside them; and what is not in on the day."""

import zipfile
from datetime import UTC, date, datetime, timedelta
from io import BytesIO

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from lineofsight.web.accounts import trail
from lineofsight.web.accounts.permissions import Role
from lineofsight.web.accounts.trailed import OffTheRecordError
from lineofsight.web.governance import meeting as meetings
from lineofsight.web.governance import packing
from lineofsight.web.governance.models import Item, Meeting, Pack, Paper
from lineofsight.web.indicators import agreed
from lineofsight.web.records import register
from lineofsight.web.returns import agreeing, asked, chasing
from lineofsight.web.returns.models import Return, Supply
from tests.web import board, make, small_workspace

pytestmark = pytest.mark.django_db
TODAY = date(2017, 7, 20)  # the board meets; the return for April to June was due on 15 July


@pytest.fixture(autouse=True)
def half_past_eight(monkeypatch):
    """08:30 on the day of the board."""
    now = datetime(TODAY.year, TODAY.month, TODAY.day, 7, 30, tzinfo=UTC)
    monkeypatch.setattr(timezone, "now", lambda: now)
    return now


@pytest.fixture(scope="module")
def held(tmp_path_factory):
    return small_workspace.make(tmp_path_factory.mktemp("papers") / "workspace").folder


@pytest.fixture
def scene(settings, held):
    """A board with its office and a member of the police, who agreed to send referrals every quarter."""
    settings.WORKSPACE = held
    office, police = make.agency(name="Board office"), make.agency(name="Police")
    manager = make.person(Role.BUSINESS_MANAGER, agency=office)
    member = make.person(Role.AGENCY_LEAD, agency=police)
    group = board.group(name="The Board")
    board.member(group, agency=police, name=member.name, person=member)
    agreed.choose(["FD07", "FD09", "CD03"], by=manager)
    agreeing.agree(
        title="Police scorecard", agency=police, form="national", every="quarter", days=15, person=member, deputy=None,
        codes=["FD07"], since=date(2017, 4, 1), until=date(2018, 3, 31), by=manager,
    )  # fmt: skip
    one = made(Meeting, manager, group=group, slug="board-july-2017", on=TODAY, place="County Hall")
    for number, title, closed in ((1, "Early help", False), (2, "A complaint", True)):
        made(Item, manager, meeting=one, number=number, title=title, closed=closed)
    return one, manager, member, police


def made(model, by, **fields):
    return trail.create(model, by=by, why="For a test", **fields)


def rows(parts, name: str) -> dict[str, list[str]]:
    return {row["key"]: row["cells"] for part in parts if part["name"] == name for row in part["rows"]}


def came(number: int = 1) -> None:
    """A return comes in and is used."""
    one = Return.objects.order_by("due")[number - 1]
    with trail.acting_from(trail.WORKER):
        trail.change(one, one.version, by=None, why="It came", state=Return.State.USED)


# --- the data is late ----------------------------------------------------------------------------------------


def test_on_the_day_of_the_board_a_return_that_is_not_in_is_said_to_be_so_with_the_days_it_was_asked_for(
    client, scene, monkeypatch, half_past_eight
):
    one, manager, _, police = scene
    for day in (8, 16):
        monkeypatch.setattr(timezone, "now", lambda day=day: half_past_eight.replace(day=day))
        chasing.ask(police, date(2017, 7, day), by=manager)
    monkeypatch.setattr(timezone, "now", lambda: half_past_eight)
    make.sign_in(client, manager)
    page = client.get(reverse("governance:meeting", args=[one.pk])).content.decode()
    assert "Police scorecard, April to June 2017" in page
    assert "due 15 July 2017, asked for on 8 and 16 July 2017" in page
    assert "no value for April to June 2017. Last: 5,497 (2016-17)" in page
    letter = reverse("governance:letter", args=[police.pk])
    assert letter in page  # one press away
    words = client.get(letter).content.decode()
    assert "due 15 July 2017, 5 days ago" in words
    assert "It was asked for on 8 and 16 July 2017." in words


def test_nobody_is_charged_with_what_the_dataset_no_longer_asks_for(client, scene):
    one, manager, *_ = scene
    supply = Supply.objects.get()
    trail.change(supply, supply.version, by=manager, why="For a test", codes=["FD07", "FD09"])
    address = reverse("governance:meeting", args=[one.pk])
    make.sign_in(client, manager)
    asked_for = "Re-referrals within 12 months: no value"
    assert asked_for in client.get(address).content.decode()
    agreed.choose(["FD07", "CD03"], by=manager)
    page = client.get(address).content.decode()
    assert asked_for not in page
    assert "no value for April to June 2017" in page


def test_a_return_is_late_from_the_day_after_it_was_due(client, scene, monkeypatch, half_past_eight):
    """The one rule: on the day itself it is listed as due today, and figure and dashboard stand as they are."""
    one, manager, _, _ = scene
    due = date(2017, 7, 15)
    one = meetings.move(one, one.version, on=due, why="For a test", by=manager)
    for day, tag, value, dashboard in (
        (15, "due today", "5,497", False),
        (16, "not returned", "not returned", True),
    ):
        monkeypatch.setattr(timezone, "now", lambda day=day: half_past_eight.replace(day=day))
        make.sign_in(client, manager)
        today = due.replace(day=day)
        one = meetings.move(one, one.version, on=today, why="For a test", by=manager)
        page = client.get(reverse("governance:meeting", args=[one.pk])).content.decode()
        assert tag in page.split("Police scorecard, April to June 2017")[1].split("From Police")[0]
        parts = packing.content(one, today)["parts"]
        assert len(rows(parts, "late")) == 1
        assert rows(parts, "figures-board")["FD07"][2] == value
        assert ("FD07" in asked.gaps(today, {"FD07"})) is dashboard


def test_no_nought_and_no_old_value_stands_where_the_new_one_would(scene):
    one, manager, _, _ = scene
    parts = packing.parts_for(manager, one, packing.content(one, TODAY)["parts"])
    _, period, value, parts_, beside = rows(parts, "figures-board")["FD07"]
    assert (period, value, parts_) == ("April to June 2017", "not returned", "")
    assert beside.endswith("Last value: 5,497 (2016-17)")
    assert rows(parts, "figures-board")["FD09"][1:3] == ["2016-17", "20.5%"]
    came()
    parts = packing.parts_for(manager, one, packing.content(one, TODAY)["parts"])
    assert rows(parts, "figures-board")["FD07"][1:3] == ["2016-17", "5,497"]
    assert rows(parts, "late") == {}


def test_what_comes_after_the_papers_went_out_is_told_in_a_dated_addendum(client, scene):
    one, manager, _, _ = scene
    first = packing.issue(one, by=manager)
    came()
    duty = next(duty for duty in register.duties(manager, TODAY) if duty.ref.kind == "governance.pack")
    assert (duty.what, duty.urgent) == ("Add to the papers: 1 return changed since", True)
    make.sign_in(client, manager)
    address = reverse("governance:papers", args=[one.pk])
    assert "Police scorecard" in client.get(address).content.decode()
    client.post(address, {"words": "The police return came this morning."})
    second = Pack.objects.get(number=1)
    late = rows(packing.parts_of(second), "late")
    assert [cells[-1] for cells in late.values()] == ["no longer so"]
    changed = rows(packing.parts_of(second), "figures-board")
    assert list(changed) == ["FD07"]
    assert changed["FD07"][2] == "5,497"
    assert "not returned" in changed["FD07"][-1]
    assert packing.parts_of(first) == first.content["parts"]
    assert "Addendum 1" in client.get(reverse("governance:meeting", args=[one.pk])).content.decode()
    assert not [one for one in register.duties(manager, TODAY) if one.ref.kind == "governance.pack"]
    page = packing.page(second, manager)
    assert (page.title, page.day) == ("Addendum 1 to the papers", "20 July 2017")


def test_an_addendum_says_why_and_papers_are_issued_once(scene):
    one, manager, _, _ = scene
    packing.issue(one, by=manager)
    with pytest.raises(ValidationError, match="say what members should know"):
        packing.issue(one, by=manager)


# --- frozen --------------------------------------------------------------------------------------------------


def test_papers_stay_as_they_went_out_whatever_happens_to_the_records(scene):
    one, manager, _, _ = scene
    first = packing.issue(one, by=manager)
    as_issued = packing.file(first, manager, "html")
    assert Meeting.objects.get().papers_out_on == TODAY
    item = Item.objects.get(number=1)
    trail.change(item, 1, by=manager, why="Worded anew", title="Something else")
    came()
    first = Pack.objects.get()
    assert packing.file(first, manager, "html") == as_issued
    first.content["on"] = "2017-07-21"
    with pytest.raises(OffTheRecordError):
        first.save()


def test_papers_that_somebody_changed_in_the_database_are_not_given_out(client, scene):
    one, manager, _, _ = scene
    first = packing.issue(one, by=manager)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE governance_pack SET content = replace(content, 'County Hall', 'Town Hall')")
    make.sign_in(client, manager)
    page = client.get(reverse("governance:pack", args=[first.pk]))
    assert "changed after they were issued" in page.content.decode()
    assert "Town Hall" not in page.content.decode()
    assert client.get(reverse("governance:download-pack", args=[first.pk, "html"])).status_code == 302


def test_every_figure_has_its_source_and_every_record_its_number(scene):
    one, manager, _, _ = scene
    page = packing.page(packing.issue(one, by=manager), manager)
    assert len(page.annex) == 3
    assert [one.verdict for one in page.annex if "not returned" in one.statement] == ["unmeasured"]
    source = next(one for one in page.annex if one.statement.startswith("Re-referrals"))
    assert source.record == "20.5% (1,128 of 5,497)"
    assert "FD09, edition 1, 2016-17; worked out from files received" in source.source
    assert f"ITM-{Item.objects.get(number=1).pk}" in page.body


def test_a_sign_that_no_font_has_is_named_in_the_pdf_and_said_when_the_papers_are_issued(client, scene):
    one, manager, _, _ = scene
    make.sign_in(client, manager)
    item = Item.objects.get(number=1)
    trail.change(item, 1, by=manager, why="Worded anew", title="Re-referrals 😀")
    answer = client.post(reverse("governance:papers", args=[one.pk]), {"sent": "1"}, follow=True)
    assert "It prints [grinning face] for 😀." in answer.content.decode()
    pack = Pack.objects.get()
    assert packing.file(pack, manager, "pdf").startswith(b"%PDF")


@pytest.mark.parametrize("ending", ["html", "docx", "pdf"])
def test_the_papers_are_one_document(client, scene, ending):
    one, manager, _, _ = scene
    first = packing.issue(one, by=manager)
    make.sign_in(client, manager)
    answer = client.get(reverse("governance:download-pack", args=[first.pk, ending]))
    assert answer["Content-Disposition"] == f'attachment; filename="board-july-2017-papers.{ending}"'
    if ending == "docx":
        words = zipfile.ZipFile(BytesIO(answer.content)).read("word/document.xml").decode()
        assert "Where every figure comes from" in words
        assert packing.spaced(first.digest) in words
    else:
        assert answer.content.startswith(b"%PDF" if ending == "pdf" else b"<!DOCTYPE html>")
    assert client.get(reverse("governance:download-pack", args=[first.pk, "exe"])).status_code == 404


# --- who reads what ------------------------------------------------------------------------------------------


def test_the_closed_part_is_for_members_and_small_numbers_for_those_who_see_them(client, scene):
    one, manager, member, _ = scene
    first = packing.issue(one, by=manager)
    for_office, for_member = (packing.page(first, person).body for person in (manager, member))
    assert ("A complaint" in for_office, "A complaint" in for_member) == (False, True)
    shown = {
        person: rows(packing.parts_for(person, one, packing.parts_of(first)), f"figures-{of}")["CD03"]
        for person, of in ((manager, "board"), (member, "partners"))
    }
    assert shown[manager][2] == "8.3%"
    assert shown[member][2] == "too few to show"
    stranger = make.person(Role.AGENCY_LEAD, agency=make.agency())
    make.sign_in(client, stranger)
    for name, more in (("pack", []), ("download-pack", ["html"])):
        assert client.get(reverse(f"governance:{name}", args=[first.pk, *more])).status_code == 404


def test_whoever_issues_papers_is_told_who_reads_them(client, scene):
    one, manager, member, _ = scene
    board.member(one.group, agency=member.agency, name="Ann Low")
    make.person(Role.SCRUTINEER)
    make.sign_in(client, manager)
    page = client.get(reverse("governance:papers", args=[one.pk])).content.decode()
    assert "Agency safeguarding lead (1)" in page
    assert "1 more member has no account that opens papers" in page
    assert "papers of all groups: Business manager, independent scrutineer." in page
    assert "An agency that is no member finds none of another's here" in page


def test_a_meeting_that_moves_after_its_papers_went_out_is_told_in_an_addendum(client, scene):
    one, manager, _, _ = scene
    packing.issue(one, by=manager)
    one = Meeting.objects.get()
    later = TODAY + timedelta(days=7)
    one = meetings.move(one, one.version, on=later, why="Snow", by=manager)
    urgent = [duty.what for duty in register.duties(manager, TODAY) if duty.urgent]
    assert "Tell members of the new day" in urgent
    packing.issue(one, words="We meet a week later.", by=manager)
    told = rows(packing.parts_of(Pack.objects.get(number=1)), "meeting")
    assert told == {"When": ["When", "27 July 2017", "20 July 2017"]}
    make.sign_in(client, manager)
    before, after = (
        client.get(reverse("governance:pack", args=[pack.pk])).content.decode() for pack in Pack.objects.all()
    )
    said = "The meeting is held on 27 July 2017. These papers went out before it was moved, and name 20 July 2017."
    assert (said in before, said in after) == (True, False)
    assert "Tell members of the new day" not in [duty.what for duty in register.duties(manager, TODAY)]


def test_a_new_version_of_a_paper_is_told_in_an_addendum_and_the_old_one_stays_in_the_papers(scene):
    one, manager, _, _ = scene
    item = Item.objects.get(number=1)
    given = {"item": item, "title": "Report", "author": "Head of early help", "came_on": TODAY}
    made(Paper, manager, **given)
    first = packing.issue(one, by=manager)
    made(Paper, manager, **given, number=2)
    packing.issue(one, words="The report was redrafted.", by=manager)
    (cells,) = rows(packing.parts_of(Pack.objects.get(number=1)), "agenda").values()
    assert "Report, version 2" in cells[2]
    assert "Report, version 1" in cells[-1]
    assert "version 2" not in f"{packing.parts_of(first)}"
