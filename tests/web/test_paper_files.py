"""Papers as files: each version kept as it came, and given only to whoever may read the item."""

from datetime import date
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from lineofsight.claims.tags import Tag
from lineofsight.web.accounts import trail
from lineofsight.web.accounts.permissions import Role
from lineofsight.web.accounts.plain import NOT_OF_A_CHILD
from lineofsight.web.governance import packing, sending
from lineofsight.web.governance.models import Ask, Challenge, Item, Meeting, OwedReport, Pack, Paper
from lineofsight.web.records import register
from tests.web import board, make, mess
from tests.web.test_loads import words

pytestmark = pytest.mark.django_db
FIRST, SECOND = b"%PDF-1.7 first", b"%PDF-1.7 second"


@pytest.fixture
def item(settings, tmp_path):
    settings.DATA = tmp_path / "site"
    office = make.agency(name="Board office")
    meeting = board._made(Meeting, {"group": board.group(), "slug": "met", "on": date(2017, 9, 13)}, {})
    board.member(
        meeting.group,
        agency=office,
        person=make.person(Role.BUSINESS_MANAGER, agency=office),
        name="Ann Hall",
    )
    return board._made(Item, {"meeting": meeting, "number": 1, "title": "Levels of Need"}, {})


def manager_of(item):
    return item.meeting.group.members.get().person


def added(client, item, content, name="Redraft.pdf"):
    said = {"title": "Redraft", "author": "The manager", "came_on": "2017-09-01"}
    file = SimpleUploadedFile(name, content)
    return client.post(reverse("governance:add-paper", args=[item.pk]), said | {"attached": file})


def file_of(client, paper):
    return client.get(reverse("governance:paper-file", args=[paper.pk]))


def test_each_version_is_given_as_it_came(client, item, settings):
    make.sign_in(client, manager_of(item))
    added(client, item, FIRST)
    added(client, item, SECOND)
    second, first = Paper.objects.all()
    assert (second.number, file_of(client, second).content, file_of(client, first).content) == (
        2,
        SECOND,
        FIRST,
    )
    answer = file_of(client, first)
    assert answer["Content-Disposition"] == 'attachment; filename="Redraft.pdf"'
    assert answer["Content-Type"] == "application/octet-stream"
    kept = list((Path(settings.DATA) / "papers").iterdir())
    assert {one.name for one in kept} == {first.sha256, second.sha256}
    assert {one.stat().st_mode & 0o777 for one in kept} == {0o600}
    assert "Redraft.pdf" in words(client.get(reverse("governance:item", args=[item.pk])))


def test_a_paper_of_the_closed_part_is_for_members_of_the_group(client, item):
    make.sign_in(client, manager_of(item))
    added(client, item, FIRST)
    closed = board._made(Item, {"meeting": item.meeting, "number": 2, "title": "A post", "closed": True}, {})
    added(client, closed, SECOND)
    openly, hidden = Paper.objects.order_by("pk")
    assert file_of(client, hidden).content == SECOND
    make.sign_in(client, make.person(Role.INDEPENDENT_CHAIR))
    assert file_of(client, openly).status_code == 200
    assert file_of(client, hidden).status_code == 404


def test_a_paper_is_open_to_readers_of_the_papers_once_they_are_issued(client, item):
    manager = manager_of(item)
    make.sign_in(client, manager)
    added(client, item, FIRST)
    paper, office = Paper.objects.get(), manager.agency
    people = {
        role: make.person(role, agency=make.agency(name=role), name=f"A {role}")
        for role in (
            Role.AGENCY_LEAD,
            Role.SCHOOL_LEAD,
            Role.SCRUTINEER,
            Role.ANALYST,
            Role.INDEPENDENT_CHAIR,
        )
    }
    board.member(item.meeting.group, person=people[Role.AGENCY_LEAD])
    writer = make.person(Role.AGENCY_LEAD, agency=office, name=paper.author)

    def readers():
        found = set()
        for role, person in people.items():
            make.sign_in(client, person)
            page = words(client.get(reverse("governance:item", args=[item.pk])))
            there = file_of(client, paper).status_code == 200
            assert ("Redraft, version 1" in page) == there
            assert there or "not issued yet" in page or "None that you may read" in page
            found |= {role} if there else set()
        return found

    assert readers() == {Role.INDEPENDENT_CHAIR}
    make.sign_in(client, writer)
    assert file_of(client, paper).status_code == 404  # who is no member may bear any name
    board.member(item.meeting.group, person=writer)
    assert file_of(client, paper).status_code == 200
    packing.issue(item.meeting, by=manager)
    assert readers() == {Role.INDEPENDENT_CHAIR, Role.AGENCY_LEAD, Role.SCRUTINEER}


def test_what_came_after_the_papers_waits_for_the_addendum(client, item):
    manager = manager_of(item)
    make.sign_in(client, manager)
    packing.issue(item.meeting, by=manager)
    added(client, item, FIRST)
    added(client, item, SECOND)
    assert "not issued" in words(client.get(reverse("governance:item", args=[item.pk])))
    assert not Paper.objects.issued()
    packing.issue(item.meeting, words="A paper came.", by=manager)
    assert [one.number for one in Paper.objects.issued()] == [2]


def withdrawn(client, paper, why="It belongs to another item"):
    page = reverse("governance:withdraw-paper", args=[paper.pk])
    return client.post(page, {"why": why, "version": paper.version}, follow=True)


def test_a_paper_is_withdrawn_with_a_reason_and_stays_on_record(client, item):
    manager, member = manager_of(item), make.person(Role.BOARD_MEMBER)
    make.sign_in(client, manager)
    added(client, item, FIRST)
    added(client, item, SECOND)
    packing.issue(item.meeting, by=manager)
    second, first = Paper.objects.all()
    page = words(withdrawn(client, second))
    assert "Members have it: tell them in an addendum" in page
    assert "It belongs to another item" in page
    assert file_of(client, second).content == SECOND  # whoever keeps the record may look at what it was
    packing.issue(item.meeting, words="Use the first one.", by=manager)
    told = f"{packing.parts_of(Pack.objects.get(number=1))}"
    assert "Redraft, version 1" in told
    make.sign_in(client, member)
    page = words(client.get(reverse("governance:item", args=[item.pk])))
    assert "It belongs to another item" in page
    assert file_of(client, second).status_code == 404
    assert file_of(client, first).content == FIRST
    assert withdrawn(client, first).status_code == 403
    make.sign_in(client, manager)
    assert withdrawn(client, second).status_code == 404  # once is enough
    added(client, item, FIRST)
    assert Paper.objects.latest("number").number == 3


def test_what_was_withdrawn_before_the_papers_goes_out_with_none(client, item):
    manager = manager_of(item)
    make.sign_in(client, manager)
    added(client, item, FIRST)
    withdrawn(client, Paper.objects.get())
    assert "Redraft" not in f"{packing.parts_of(packing.issue(item.meeting, by=manager))}"
    make.sign_in(client, make.person(Role.BOARD_MEMBER))
    assert "Redraft" not in words(client.get(reverse("governance:item", args=[item.pk])))


def test_papers_that_went_out_on_paper_are_issued(item):
    paper = board._made(
        Paper, {"item": item, "title": "Redraft", "author": "X", "came_on": date(2017, 9, 1)}, {}
    )
    assert not Paper.objects.issued()
    with trail.acting_from(trail.TERMINAL):
        trail.change(item.meeting, 1, by=None, why="For a test", papers_out_on=date(2017, 9, 6))
    assert [*Paper.objects.issued()] == [paper]


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("run.exe", b"MZ", "of no kind that is kept here"),
        ("page.html", b"<script>", "of no kind that is kept here"),
        ("paper.pdf", b"PK\x03\x04", "is not what its name says"),
    ],
)
def test_what_is_no_paper_is_refused(name, content, said, client, item):
    make.sign_in(client, manager_of(item))
    assert said in words(added(client, item, content, name))
    assert not Paper.objects.exists()


@pytest.mark.parametrize(
    ("inside", "said"),
    [
        ("EncryptedPackage".encode("utf-16le"), "paper.docx has a password, and cannot be opened here. Open it, press"),
        (b"", "paper.docx is of an older kind than its name says. Open it, press File, then Save As"),
    ],
)  # fmt: skip
def test_a_file_with_a_password_is_told_how_to_be_saved_without(inside, said, client, item):
    make.sign_in(client, manager_of(item))
    locked = b"\xd0\xcf\x11\xe0" + b"\0" * 5000 + inside
    assert said in words(added(client, item, locked, "paper.docx"))
    log = SimpleUploadedFile("paper.docx", locked)
    assert said in words(client.post("/imports/add", {"kind": "actions", "file": log}))


def workbook(tmp_path, *rows):
    return mess.book(tmp_path, [*rows]).read_bytes()


def test_a_file_is_looked_into_before_it_is_kept(client, item, settings, tmp_path):
    make.sign_in(client, manager_of(item))
    held = mess.word(tmp_path, mess.paragraph("Seen at home. NHS 943 476 5919.")).read_bytes()
    assert "an NHS number (“943 476 5919”)" in words(added(client, item, held, "Case.docx"))
    born = workbook(tmp_path, ["Ref", "DOB"], [1, date(2009, 3, 4)])
    assert "a date of birth (“4 March 2009”)" in words(added(client, item, born, "Cases.xlsx"))
    assert not Paper.objects.exists()
    assert not (Path(settings.DATA) / "papers").exists()


def test_a_name_in_a_file_is_asked_about(client, item, tmp_path):
    make.sign_in(client, manager_of(item))
    named = mess.word(tmp_path, mess.table([["Child", "Owner"], ["Joe Bloggs", "Pat Lane"]])).read_bytes()
    page = words(added(client, item, named, "Case.docx"))
    assert "In Case.docx, “Joe Bloggs” stands where" in page
    assert "No child is named here" in page
    assert not Paper.objects.exists()
    said = {"title": "Redraft", "author": "The manager", "came_on": "2017-09-01", NOT_OF_A_CHILD: "on"}
    at = reverse("governance:add-paper", args=[item.pk])
    kept = client.post(at, said | {"attached": SimpleUploadedFile("Case.docx", named)}, follow=True)
    assert "The names that were found are, as you say, no child’s" in words(kept)
    assert file_of(client, Paper.objects.get()).content == named


def test_whether_a_file_was_looked_into_is_said(client, item, tmp_path):
    make.sign_in(client, manager_of(item))

    def said_of(content, name):
        return words(client.get(added(client, item, content, name)["Location"]))

    letter = mess.word(tmp_path, mess.paragraph("County Hall, WR5 2NP, 3 April 2017")).read_bytes()
    assert "Letter.docx was looked through for children’s names" in said_of(letter, "Letter.docx")
    assert "Paper.pdf was not looked through: files of its kind are not" in said_of(FIRST, "Paper.pdf")
    assert "was not looked through: it could not be opened" in said_of(b"PK\x03\x04 cut", "Cut.xlsx")


def test_a_form_that_comes_back_asks_for_its_file_again(client, item):
    make.sign_in(client, manager_of(item))
    said = {"title": "Redraft", "author": "", "came_on": "2017-09-01"}
    address = reverse("governance:add-paper", args=[item.pk])
    page = words(client.post(address, said | {"attached": SimpleUploadedFile("Redraft.pdf", FIRST)}))
    assert "Choose Redraft.pdf again: it could not stay here while something else was put right." in page
    assert not Paper.objects.exists()


def test_a_file_that_is_not_as_it_came_is_not_given(client, item, settings):
    make.sign_in(client, manager_of(item))
    added(client, item, FIRST)
    paper = Paper.objects.get()
    kept = Path(settings.DATA) / "papers" / paper.sha256
    kept.write_bytes(b"%PDF-1.7 changed")
    assert "is not as it came" in words(client.get(file_of(client, paper)["Location"]))
    kept.unlink()
    assert "Take it from a backup" in words(client.get(file_of(client, paper)["Location"]))


def test_a_paper_may_still_be_a_reference(client, item):
    make.sign_in(client, manager_of(item))
    said = {"title": "Redraft", "author": "The manager", "came_on": "2017-09-01", "where": "Shelf 3"}
    client.post(reverse("governance:add-paper", args=[item.pk]), said)
    paper = Paper.objects.get()
    assert (paper.where, paper.file) == ("Shelf 3", "")
    assert file_of(client, paper).status_code == 404


# --- what comes with a reply, and with a response ------------------------------------------------------------


@pytest.fixture
def asked(settings, tmp_path):
    """The police are asked for something and challenged about something; both wait for them."""
    settings.DATA = tmp_path / "site"
    police = make.agency(name="Police")
    lead = make.person(Role.AGENCY_LEAD, agency=police)
    said = {"title": "Plan", "slug": "plan", "of": police, "due": date(2017, 9, 1)}
    ask = {"words": "A plan", "form": "report", "source": "Board", "asked_on": date(2017, 7, 1)}
    raised = {"raised_by": "Chair", "raised_on": date(2017, 7, 1), "issue": "Late.", "evidence": "Dashboard"}
    return lead, board._made(Ask, said, ask), board._made(Challenge, said, raised)


def replied(client, ask, content, name="plan.pdf", **more):
    said = {"words": "Here it is.", "evidence": "", "given_by": "Pat Lane", "given_on": "2017-08-01"} | more
    page = reverse("governance:reply", args=[ask.pk])
    return client.post(page, said | {"attached": SimpleUploadedFile(name, content)}, follow=True)


def test_a_reply_with_a_file_is_no_self_report_and_the_file_is_given_as_it_came(client, asked):
    lead, ask, _ = asked
    make.sign_in(client, lead)
    page = words(replied(client, ask, FIRST))
    assert "plan.pdf" in page
    assert "self-report" not in page
    answer = client.get(reverse("governance:reply-file", args=[ask.replies.get().pk]))
    assert (answer.content, answer["Content-Type"]) == (FIRST, "application/octet-stream")
    assert register.ledger().record(Tag("ask", "plan", {})).fields["evidence"] == "plan.pdf"


def test_what_is_not_what_its_name_says_comes_with_no_reply(client, asked):
    lead, ask, _ = asked
    make.sign_in(client, lead)
    assert "is not what its name says" in words(replied(client, ask, b"MZ a program"))
    assert not ask.replies.exists()


def test_a_response_comes_with_a_file_that_another_agency_does_not_get(client, asked):
    lead, _, challenge = asked
    make.sign_in(client, lead)
    page = reverse("governance:respond", args=[challenge.pk])
    said = {"response": "A log is kept.", "on": "2017-08-01", "version": 1}
    told = client.post(page, said | {"attached": SimpleUploadedFile("log.pdf", FIRST)}, follow=True)
    file = reverse("governance:response-file", args=[challenge.pk])
    assert file in words(told)
    assert client.get(file).content == FIRST
    client.post(page, said | {"response": "A log is kept since March.", "version": 2})
    assert Challenge.objects.get().file == "log.pdf"  # worded anew: what came with it stays
    make.sign_in(client, make.person(Role.AGENCY_LEAD, agency=make.agency(name="Trust")))
    assert client.get(file).status_code == 404


# --- a report that the board is owed -------------------------------------------------------------------------


@pytest.fixture
def owed(settings, tmp_path):
    """The police owe the board a report."""
    settings.DATA = tmp_path / "site"
    police = make.agency(name="Police")
    said = {"kind": "own", "slug": "police-2016", "of": police, "period": "2016/17", "due": date(2017, 6, 30)}
    return board._made(OwedReport, said, {})


@pytest.mark.parametrize("role", [Role.BOARD_MEMBER, Role.AGENCY_LEAD])
def test_whoever_is_told_to_send_a_report_sends_it(client, owed, role):
    member = make.person(role, agency=owed.of)
    make.sign_in(client, member)
    (duty,) = register.duties(member, date(2017, 7, 1))
    assert "Send the report" in words(client.get(duty.href))
    at = reverse("governance:send-report", args=[owed.pk])
    assert "Choose a file" in words(client.post(at, {"version": owed.version}))
    said = {"version": owed.version, "attached": SimpleUploadedFile("Our year.pdf", FIRST)}
    page = words(client.post(at, said, follow=True))
    assert "Our year.pdf was not looked through" in page
    owed.refresh_from_db()
    assert owed.received_on == timezone.localdate()
    assert register.duties(member, date(2017, 7, 1)) == []
    assert client.get(reverse("governance:report-file", args=[owed.pk])).content == FIRST
    back = words(client.get(at, follow=True))  # by the browser's key
    assert "This report came already." in back


def test_the_office_reads_of_a_report_that_came_and_another_agency_sends_none(client, owed):
    office = make.person(Role.BUSINESS_MANAGER, agency=make.agency(name="Board office"))
    make.sign_in(client, make.person(Role.AGENCY_LEAD, agency=make.agency()))
    for name in ("report", "send-report", "report-file"):
        assert client.get(reverse(f"governance:{name}", args=[owed.pk])).status_code == 404
    sending.send(owed, 1, by=office, file="Our year.pdf", sha256="a" * 64)
    told = [duty.what for duty in register.duties(office, timezone.localdate())]
    assert told == ["It came: say at which meeting it is discussed"]
