"""Meetings, decisions and challenges: what is closed stays closed, and who is challenged does not settle it."""

import html
import re
from datetime import date, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from lineofsight.claims.tags import Tag
from lineofsight.web.accounts import demo as everybody
from lineofsight.web.accounts import trail
from lineofsight.web.accounts.permissions import Role
from lineofsight.web.governance import challenging, demo, meeting
from lineofsight.web.governance.models import Attendance, Challenge, Decision, Item, Meeting
from lineofsight.web.improvement import demo as improving
from lineofsight.web.records import register
from tests.web import board, make

pytestmark = pytest.mark.django_db
HELD = date(2017, 9, 13)


@pytest.fixture
def office():
    agency = make.agency(name="Board office")
    manager = make.person(Role.BUSINESS_MANAGER, agency=agency)
    group = board.group(name="The Board")
    board.member(group, agency=agency, name=manager.name, person=manager)
    return manager, group


def made(model, by, **fields):
    return trail.create(model, by=by, why="For a test", **fields)


def held(office, *, on=HELD, **item):
    manager, group = office
    one = made(Meeting, manager, group=group, slug=f"board-{on}", on=on)
    return one, made(Item, manager, meeting=one, number=1, **{"title": "Levels of Need"} | item)


def decided(office, item, slug="levels-of-need", **fields):
    say = {"title": "Agreed", "words": "The Board agreed the redrafted guidance."}
    return made(Decision, office[0], meeting=item.meeting, item=item, slug=slug, **say | fields)


def test_the_closed_part_is_for_members_and_its_decision_too(client, office):
    one, item = held(office, title="A complaint", closed=True)
    decision = decided(office, item, title="A letter is sent")
    make.sign_in(client, office[0])
    assert "A complaint" in client.get(reverse("governance:meeting", args=[one.pk])).content.decode()
    make.sign_in(client, make.person(Role.INDEPENDENT_CHAIR, agency=make.agency()))
    page = client.get(reverse("governance:meeting", args=[one.pk])).content.decode()
    assert "A complaint" not in page
    assert "A letter is sent" not in page
    assert "closed part, for members" in page
    for name, row in (("item", item), ("decision", decision)):
        assert client.get(reverse(f"governance:{name}", args=[row.pk])).status_code == 404
    assert "outcome" not in register.ledger().record(Tag("meeting", one.slug, {})).fields


def test_a_meeting_that_moves_after_its_papers_went_out_says_so_and_members_are_to_be_told(client, office):
    manager, _ = office
    soon = timezone.localdate() + timedelta(days=5)
    one, _ = held(office, on=soon)
    later = meeting.move(one, 1, on=soon + timedelta(days=1), why="Room taken", by=manager)
    assert later.moved_from is None  # nobody had been told a day yet
    later = trail.change(later, later.version, by=manager, why="Out", papers_out_on=timezone.localdate())
    later = meeting.move(later, later.version, on=soon + timedelta(days=3), why="Snow", by=manager)
    assert later.moved_from == soon + timedelta(days=1)
    urgent = [duty.what for duty in register.duties(manager, timezone.localdate()) if duty.urgent]
    assert urgent == ["Tell members of the new day"]
    make.sign_in(client, manager)
    assert (
        "they name the old day" in client.get(reverse("governance:meeting", args=[one.pk])).content.decode()
    )
    back = meeting.move(later, later.version, on=later.moved_from, why="Thaw", by=manager)
    assert back.moved_from is None


def test_the_office_writes_to_members_from_its_own_mail_program(client, office):
    manager, _ = office
    soon = timezone.localdate() + timedelta(days=5)
    one, _ = held(office, on=soon)
    with_account, left = make.person(Role.BOARD_MEMBER), make.person(Role.BOARD_MEMBER)
    trail.change(left, 1, by=manager, why="Left", deactivated_at=timezone.now(), deactivated_by=manager)
    for person, name in ((with_account, "A"), (left, "B"), (None, "C")):
        board.member(one.group, name=name, person=person)
    moved = {"papers_out_on": soon, "moved_from": soon - timedelta(days=1)}
    trail.change(one, one.version, by=manager, why="For a test", **moved)
    make.sign_in(client, manager)
    page = client.get(reverse("governance:meeting", args=[one.pk])).content.decode()
    address = html.unescape(re.search(r'href="(mailto:[^"]+)"', page)[1])
    said = parse_qs(urlsplit(address).query)
    assert set(said["bcc"][0].split(",")) == {manager.email, with_account.email}
    assert said["subject"][0].startswith(f"MTG-{one.pk}, ")
    assert f"and not on {(soon - timedelta(days=1)):%-d %B %Y}" in said["body"][0]
    assert "have no account here" in page
    make.sign_in(client, with_account)
    assert "mailto:" not in client.get(reverse("governance:meeting", args=[one.pk])).content.decode()


def test_a_meeting_is_cancelled_with_a_reason_and_counts_nowhere(client, office):
    manager, group = office
    today = timezone.localdate()
    one, item = held(office, on=today + timedelta(days=5), topic="early-help")
    make.sign_in(client, manager)
    page = reverse("governance:cancel-meeting", args=[one.pk])
    said = client.post(page, {"why": "Planned twice", "version": 1}, follow=True).content.decode()
    assert "Planned twice" in said
    assert "Move it to another day" not in said
    plan = client.get(reverse("governance:meetings")).content.decode()
    assert "No meeting is planned that you may see" in plan
    assert "Planned twice" in plan
    assert "none planned" in client.get(reverse("governance:home")).content.decode()
    assert meeting.gathers() == []
    assert [one.what for one in register.duties(manager, today) if "MTG" in one.ref.kind] == []
    assert not {"meeting", "papers-early-help"} & {one.id for one in meeting.bound()}
    assert client.get(page).status_code == 404
    for name, row in (("move-meeting", one), ("attendance", one), ("papers", one), ("add-paper", item)):
        assert client.get(reverse(f"governance:{name}", args=[row.pk])).status_code == 404, name
    again = {"group": group.pk, "on": one.on, "version": 0}
    assert client.post(reverse("governance:add-meeting"), again).status_code == 302  # its day is free


def test_what_was_held_is_neither_moved_nor_cancelled(client, office):
    one, item = held(office)
    decided(office, item)
    for act, more in ((meeting.move, {"on": HELD + timedelta(days=1)}), (meeting.cancel, {})):
        with pytest.raises(ValidationError, match="It was held"):
            act(one, 1, why="A slip", by=office[0], **more)
    make.sign_in(client, office[0])
    page = client.get(reverse("governance:meeting", args=[one.pk])).content.decode()
    assert "Move it to another day" not in page
    assert "Record who came" in page


def test_a_group_meets_once_a_day(client, office):
    manager, group = office
    one, _ = held(office)
    make.sign_in(client, manager)
    answer = client.post(reverse("governance:add-meeting"), {"group": group.pk, "on": HELD, "version": 0})
    link = f'<a class="govuk-link" href="/board/meetings/{one.pk}">MTG-{one.pk}</a>'
    assert f"meets on that day already: {link}" in answer.content.decode()
    other = made(Meeting, manager, group=group, slug="other", on=HELD + timedelta(days=1))
    with pytest.raises(ValidationError, match="meets on that day already"):
        meeting.move(other, 1, on=HELD, why="A slip", by=manager)
    assert meeting.plan(group=board.group(), on=HELD, slug="elsewhere", by=manager).on == HELD


@pytest.mark.parametrize("years", [-150, 4])
def test_a_meeting_is_on_a_day_that_can_be(office, years):
    manager, group = office
    today = timezone.localdate()
    with pytest.raises(ValidationError, match="Enter a day from 1 January 2000 to"):
        meeting.plan(group=group, on=today.replace(year=today.year + years, day=1), slug="one", by=manager)


def test_what_is_to_come_has_not_happened_yet(office):
    manager, group = office
    today = timezone.localdate()
    tomorrow = today + timedelta(days=1)
    coming, item = held(office, on=tomorrow)
    past, _ = held(office)
    for one, wrong in (
        (coming, {"papers_out_on": tomorrow}),
        (coming, {"minutes_agreed_on": today}),
        (past, {"papers_out_on": HELD + timedelta(days=1)}),
        (past, {"minutes_agreed_on": HELD - timedelta(days=1)}),
        (past, {"minutes_agreed_on": tomorrow}),
    ):
        with pytest.raises(ValidationError) as refused:
            meeting.change(one, 1, by=manager, **wrong)
        assert set(refused.value.error_dict) == set(wrong)
    with pytest.raises(ValidationError, match="once that day has come"):
        meeting.record_attendance(coming, {group.members.get().pk: "present"}, by=manager)
    with pytest.raises(ValidationError, match="Enter the day on which it came"):
        meeting.add_paper(item, title="Audit", author="X", came_on=tomorrow, by=manager)
    first = meeting.add_paper(item, title="Audit", author="X", came_on=today, by=manager)
    again = meeting.add_paper(item, title="audit", author="X", came_on=today, by=manager)
    assert (first.number, again.number, again.title) == (1, 2, "Audit")


def test_what_is_wrong_with_a_topic_is_said_by_a_topic(client, office):
    one, _ = held(office)
    make.sign_in(client, office[0])
    said = {"title": "Early help", "purpose": "note", "topic": "early help!", "version": 0}
    page = client.post(reverse("governance:add-item", args=[one.pk]), said).content.decode()
    assert "Enter letters, numbers and hyphens only, such as early-help" in page


def test_where_no_seat_is_set_up_none_is_filled(client, office):
    make.sign_in(client, office[0])
    assert "No seat is set up yet" in client.get(reverse("governance:home")).content.decode()
    board.member(office[1], seat=board.seat(office[1]))
    assert "Every seat is filled" in client.get(reverse("governance:home")).content.decode()


def test_whoever_issues_moves_or_cancels_reads_who_is_told(client, office):
    today = timezone.localdate()
    one, _ = held(office, on=today)
    trail.change(one, one.version, by=office[0], why="For a test", papers_out_on=today)
    make.sign_in(client, office[0])
    for name in ("papers", "move-meeting", "cancel-meeting"):
        page = client.get(reverse(f"governance:{name}", args=[one.pk])).content.decode()
        assert "Nobody is written to" in page, name


def test_a_decision_stands_until_a_later_one_takes_its_place(office):
    manager, _ = office
    _, item = held(office)
    _, later = held(office, on=date(2018, 3, 13))
    old, new = decided(office, item), decided(office, later, slug="again", words="The Board withdrew it.")
    with pytest.raises(ValidationError, match="Only a later decision"):
        meeting.supersede(new, 1, new=old, by=manager)
    old = meeting.supersede(old, 1, new=new, by=manager)
    assert (old.in_force_on(date(2018, 3, 12)), old.in_force_on(date(2018, 3, 13))) == (True, False)
    words = [
        register.ledger().record(Tag("record", "levels-of-need", {"at": at})).said
        for at in ("2017-12-31", "2018-03-31")
    ]
    assert words == ["The Board agreed the redrafted guidance.", "Superseded: The Board withdrew it."]


def test_two_chairs_who_word_one_decision_lose_nothing(client, office):
    _, item = held(office)
    one = decided(office, item)
    make.sign_in(client, office[0])
    page = reverse("governance:change-decision", args=[one.pk])
    say = {"title": "Agreed", "slug": one.slug, "words": "Mine", "version": 1}
    client.post(page, say | {"words": "Theirs"})
    answer = client.post(page, say).content.decode()
    assert "Somebody else saved" in answer
    assert "Mine" in answer
    assert "Theirs" in answer
    assert Decision.objects.get().words == "Theirs"


def test_who_was_in_the_room_is_on_record_and_is_counted(client, office):
    one, _ = held(office)
    member = one.group.members.get()
    make.sign_in(client, office[0])
    client.post(reverse("governance:attendance", args=[one.pk]), {f"member-{member.pk}": "present"})
    client.post(reverse("governance:attendance", args=[one.pk]), {f"member-{member.pk}": "substitute"})
    assert Attendance.objects.get().how == "substitute"
    assert register.ledger().record(Tag("meeting", one.slug, {})).fields["present"] == 1


def test_a_paper_under_the_same_title_is_its_next_version(client, office):
    _, item = held(office)
    make.sign_in(client, office[0])
    for _ in range(2):
        say = {"title": "Redraft", "author": "Policy group", "came_on": "2017-09-06", "version": 0}
        client.post(reverse("governance:add-paper", args=[item.pk]), say)
    assert [f"{one}" for one in item.papers.all()] == ["Redraft, version 2", "Redraft, version 1"]


def test_the_board_knows_when_it_last_met_and_what_it_decided_since(office):
    manager, _ = office
    _, item = held(office)
    decided(office, item)
    assert register.last_board(date(2017, 10, 1)) == HELD
    told = register.happenings(manager, date(2017, 9, 1), date(2017, 10, 1))
    assert [one.what for one in told["Decisions"]] == ["Agreed"]


def test_what_the_board_was_informed_of_is_counted_by_meeting(office):
    for on in (date(2016, 7, 12), date(2016, 12, 13), date(2017, 3, 14)):
        held(office, on=on, title="Early help report", topic="early-help")
    fields = register.ledger().record(Tag("record", "papers-early-help", {"at": "2017-03-31"})).fields
    assert fields["meetings"] == 3
    assert "13 December 2016, item 1: Early help report" in fields["words"]


# --- challenges ----------------------------------------------------------------------------------------------


def challenged(by, of, **fields) -> Challenge:
    given = {"title": "Late interviews", "slug": "late", "of": of, "raised_by": "Chair", "raised_on": date(2017, 2, 2),
             "issue": "They come late.", "evidence": "Dashboard", "due": date(2017, 3, 2)}  # fmt: skip
    return made(Challenge, by, **given | fields)


def test_who_is_challenged_responds_and_somebody_else_says_what_came_of_it(client, office):
    manager, _ = office
    police = make.agency(name="Police")
    lead = make.person(Role.AGENCY_LEAD, agency=police)
    one = challenged(manager, police)
    assert [duty.what for duty in register.duties(lead, HELD)] == ["Respond to the challenge"]
    one = challenging.respond(one, 1, response="A log is kept.", on=date(2017, 2, 27), by=lead)
    with pytest.raises(ValidationError, match="Your agency was challenged"):
        challenging.settle(one, one.version, outcome="resolved", changed="All", on=HELD, by=lead)
    with pytest.raises(ValidationError, match="say what changed"):
        challenging.settle(one, one.version, outcome="resolved", changed=" ", on=HELD, by=manager)
    challenging.settle(one, one.version, outcome="resolved", changed="A log", on=HELD, by=manager)
    assert (
        register.ledger().record(Tag("record", "challenge-late", {"at": "2017-09-30"})).fields["outcome"]
        == "Resolved"
    )
    said = register.ledger().record(Tag("record", "challenge-late", {"at": "2017-03-31"}))
    assert said.said == "They come late. Police responded: A log is kept."
    assert (said.fields["responded"], "outcome" in said.fields) == (date(2017, 2, 27), False)
    make.sign_in(client, make.person(Role.AGENCY_LEAD, agency=make.agency()))
    assert client.get(reverse("governance:challenge", args=[one.pk])).status_code == 404


def test_the_chairs_letter_is_one_press_away_and_has_its_dates(client, office):
    manager, _ = office
    one = challenged(manager, make.agency(name="Police"))
    make.sign_in(client, manager)
    link = reverse("governance:challenge-letter", args=[one.pk])
    assert link in client.get(reverse("governance:challenge", args=[one.pk])).content.decode()
    letter = client.get(link).content.decode()
    assert "We asked for a response by 2 March 2017" in letter
    assert f"CHA-{one.pk}" in letter


def test_the_demonstration_has_a_year_of_meetings_and_the_guidance_of_september(client, workspace):
    everybody.people()
    for _ in range(2):
        improving.fill(date(2026, 11, 29))
        demo.fill(date(2026, 11, 29))
    made_up = register.ledger().record(Tag("meeting", "board-september-2017", {}))
    assert "agreed the redrafted Levels of Need guidance" in made_up.fields["outcome"]
    assert register.ledger().record(Tag("list", "lead-changes-exploitation", {})).value == 3
    without = register.ledger().record(Tag("meeting", "exploitation-last", {}))
    assert without.fields["quorum"] == "not quorate"
    make.sign_in(client, improving.person("manager"))
    addresses = [
        register.kind_of(row).href(row)
        for model in (Meeting, Decision, Challenge)
        for row in model.objects.all()[:3]
    ]
    for address in (
        *addresses,
        "/board/",
        "/board/meetings/",
        "/board/decisions/",
        "/board/challenges/",
        "/today",
    ):
        assert client.get(address).status_code == 200
