"""Minutes in a Word file: what is picked out of them, and that nothing is on record before a person ticks it."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from lineofsight.web.accounts.permissions import Role
from lineofsight.web.governance.models import Ask, Attendance, Decision, Meeting
from lineofsight.web.imports import picking, recording
from lineofsight.web.imports.models import Minutes
from lineofsight.web.improvement.models import Action
from lineofsight.web.records.models import Reference
from tests.web import board, make, mess
from tests.web.mess import paragraph, table
from tests.web.test_loads import words

pytestmark = pytest.mark.django_db
MET = date(2017, 9, 13)
MINUTES = (
    paragraph("Board meeting, 13 September 2017", bold=True),
    paragraph("Present:"),
    paragraph("Pat Lane (West Mercia Police)"),
    paragraph("Kim Gray for Sam Reed"),
    paragraph("Apologies: Jo Dale, Al Unknown"),
    paragraph("3. Levels of Need", bold=True),
    paragraph("The chair thanked everybody for the draft."),
    paragraph("RESOLVED: that the redrafted guidance be adopted."),
    paragraph("Action: Police to write to every school by 30 September 2017"),
    paragraph("The Board will seek assurance that Severn Health Trust sends the figures by 31 October 2017."),
    table([["Action", "Owner", "By when"], ["Count the visits", "Pat Lane", "end of Oct 2017"]]),
    paragraph("Confidential part", bold=True),
    paragraph("Action: say nothing of this"),
)


@pytest.fixture
def meeting():
    police = make.agency(name="West Mercia Police", kind="police")
    trust = make.agency(name="Severn Health Trust", kind="health_trust")
    group = board.group(name="The board")
    for name, agency in (("Pat Lane", police), ("Sam Reed", trust), ("Jo Dale", trust)):
        board.member(group, name=name, agency=agency)
    return board._made(Meeting, {"group": group, "slug": "board-sept", "on": MET}, {})


def word(folder, *blocks):
    return mess.word(folder, *(blocks or MINUTES))


def picked(folder, *blocks):
    return [(one.kind, one.words, one.owner, one.due) for one in picking.pick(word(folder, *blocks))]


def test_what_is_data_is_picked_out_with_its_paragraph(tmp_path):
    found = picking.pick(word(tmp_path))
    assert [(one.kind, one.where, one.how) for one in found if one.kind == "came"] == [
        ("came", "paragraph 3", "present"), ("came", "paragraph 4", "present"), ("came", "paragraph 5", "apologies"),
        ("came", "paragraph 5", "apologies"),
    ]  # fmt: skip
    assert [(one.kind, one.where, one.item, one.words, one.owner, one.due) for one in found if one.kind in (
        "decision", "action", "ask"
    )] == [
        ("decision", "paragraph 8", "Levels of Need", "The redrafted guidance be adopted.", "", ""),
        ("action", "paragraph 9", "Levels of Need", "Write to every school by 30 September 2017", "Police", "2017-09-30"),
        ("ask", "paragraph 10", "Levels of Need",
         "The Board will seek assurance that Severn Health Trust sends the figures by 31 October 2017.", "", "2017-10-31"),
        ("action", "table 1, row 2", "Levels of Need", "Count the visits", "Pat Lane", "2017-10-31"),
    ]  # fmt: skip


def test_of_a_closed_part_nothing_is_kept(tmp_path):
    left = [one for one in picking.pick(word(tmp_path)) if one.kind == "left"]
    assert [one.where for one in left] == ["paragraph 11"]
    assert "say nothing" not in f"{picking.pick(word(tmp_path))}"


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("ACTION 4 (PL): Chase the return", ("action", "Chase the return", "PL", "")),
        ("Action – audit the door [Sam Reed]", ("action", "Audit the door", "Sam Reed", "")),
        ("Decision 2: Adopt the protocol", ("decision", "Adopt the protocol", "", "")),
        (
            "The Board agreed that the plan is late.",
            ("decision", "The Board agreed that the plan is late.", "", ""),
        ),
        ("It was resolved to write again.", ("decision", "It was resolved to write again.", "", "")),
        ("Assurance was sought from health.", ("ask", "Assurance was sought from health.", "", "")),
    ],
)
def test_a_line_says_what_it_is(line, expected, tmp_path):
    assert picked(tmp_path, paragraph(line)) == [expected]


@pytest.mark.parametrize(
    "line", ["Actions speak louder than words.", "The agreed plan was noted.", "Members discussed it."]
)
def test_other_lines_are_nothing(line, tmp_path):
    assert picked(tmp_path, paragraph(line)) == []


def proposed(client, meeting, folder):
    return sent(client, meeting, word(folder).read_bytes())


def sent(client, meeting, content):
    file = SimpleUploadedFile("minutes.docx", content)
    return client.post(f"/imports/minutes/add/{meeting.pk}", {"file": file})["Location"]


def test_what_is_ticked_goes_on_record_and_knows_its_paragraph(client, meeting, tmp_path):
    manager = make.sign_in(client, make.person(Role.BUSINESS_MANAGER))
    at = proposed(client, meeting, tmp_path)
    assert "Nobody of that name sat in the group on that day" in words(client.get(at))
    assert not Action.objects.exists()
    assert not Attendance.objects.exists()
    said = {}
    for row in _page(at, manager).rows:
        for name, value in row.form.initial.items():
            if value not in (None, "") and name in row.form.fields:
                said[f"{row.form.prefix}-{name}"] = "on" if value is True else value
    came = _page(at, manager).came
    said |= {name: field.initial for name, field in came.fields.items()}
    client.post(at, said)
    assert Decision.objects.get().words == "The redrafted guidance be adopted."
    write, count = Action.objects.order_by("pk")
    assert (write.agency.name, write.owner, write.due, write.agreed_on) == (
        "West Mercia Police", "Police", date(2017, 9, 30), MET
    )  # fmt: skip
    assert count.due == date(2017, 10, 31)
    ask = Ask.objects.get()
    assert (ask.of.name, ask.due, ask.source) == (
        "Severn Health Trust", date(2017, 10, 31), "Minutes of The board, 13 September 2017, paragraph 10"
    )  # fmt: skip
    assert {(one.member.name, one.how) for one in Attendance.objects.all()} == {
        ("Pat Lane", "present"), ("Sam Reed", "substitute"), ("Jo Dale", "apologies")
    }  # fmt: skip
    notes = {reference.note for reference in Reference.objects.filter(source_kind="improvement.action")}
    assert notes == {"Minutes, paragraph 9", "Minutes, table 1, row 2"}
    assert f"ACT-{write.pk}" in words(client.get(at))


def _page(at, manager):
    return recording.Proposals(Minutes.objects.get(pk=at.rsplit("/", 1)[1]), manager, None)


def test_a_row_without_what_it_needs_is_asked_again_and_one_without_a_tick_is_not(client, meeting, tmp_path):
    make.sign_in(client, make.person(Role.BUSINESS_MANAGER))
    at = proposed(client, meeting, tmp_path)
    place = next(n for n, one in enumerate(Minutes.objects.get().picked) if one["kind"] == "action")
    page = words(client.post(at, {f"p{place}-take": "on", f"p{place}-title": "Write"}))
    assert "There is a problem" in page
    assert not Action.objects.exists()
    client.post(at, {})
    assert Minutes.objects.get().accepted_at
    assert not Action.objects.exists()


@pytest.mark.parametrize("kind", ["action", "ask"])
def test_a_day_before_the_meeting_is_asked_again(kind, client, meeting, tmp_path):
    make.sign_in(client, make.person(Role.BUSINESS_MANAGER))
    at = proposed(client, meeting, tmp_path)
    place = next(n for n, one in enumerate(Minutes.objects.get().picked) if one["kind"] == kind)
    trust = meeting.group.members.get(name="Sam Reed").agency_id
    typed = {
        "take": "on",
        "title": "Write",
        "words": "Write",
        "owner": "Sam Reed",
        "agency": trust,
        "of": trust,
    }
    said = {f"p{place}-{name}": value for name, value in typed.items()}
    page = words(client.post(at, said | {f"p{place}-due": "2017-09-12"}))
    assert "It is before the meeting of 13 September 2017. Give that day or a later one." in page
    assert Minutes.objects.get().accepted_at is None
    client.post(at, said | {f"p{place}-due": "2017-09-13"})
    assert {"action": Action, "ask": Ask}[kind].objects.get().due == MET


def test_who_was_not_taken_is_listed_apart_from_who_was(client, meeting, tmp_path):
    make.sign_in(client, manager := make.person(Role.BUSINESS_MANAGER))
    at = proposed(client, meeting, tmp_path)
    client.post(at, {name: field.initial for name, field in _page(at, manager).came.fields.items()})
    taken, left = recording.became(Minutes.objects.get(), manager)
    assert [(one.words, how) for one, how in taken] == [
        ("Pat Lane (West Mercia Police)", "Present"), ("Kim Gray for Sam Reed", "Sent a substitute"),
        ("Jo Dale", "Apologies"),
    ]  # fmt: skip
    assert [(one.words, why) for one, why in left if one.kind == "came"] == [("Al Unknown", recording.NOBODY)]
    page = words(client.get(at))
    assert page.index("Jo Dale") < page.index("Not taken, and why") < page.index("Al Unknown")


def test_an_action_in_words_and_again_in_the_table_is_ticked_once(client, meeting, tmp_path):
    make.sign_in(client, make.person(Role.BUSINESS_MANAGER))
    twice = (
        paragraph("Action: PL to write to GPs by 15 January."),
        table(
            [
                ["Action", "Who", "When"],
                ["Write to GPs", "PL", "15/1/18"],
                ["Write to schools", "PL", "1 May"],
            ]
        ),
    )
    at = sent(client, meeting, word(tmp_path, *twice).read_bytes())
    rows = _page(at, make.person(Role.BUSINESS_MANAGER)).rows
    assert [(row.alike, row.form.initial["take"], row.form.initial["due"]) for row in rows] == [
        ("", True, "2018-01-15"), ("Action 1", False, "2018-01-15"), ("", True, "2018-05-01"),
    ]  # fmt: skip
    page = words(client.get(at))
    assert "3 things may be decisions, actions or assurance sought." in page
    assert "Perhaps the same as Action 1. Tick it only if it is another." in page


def test_the_same_minutes_again_are_the_same(client, meeting, tmp_path):
    make.sign_in(client, make.person(Role.BUSINESS_MANAGER))
    content = word(tmp_path).read_bytes()  # saved once: a file says in itself when it was saved
    assert sent(client, meeting, content) == sent(client, meeting, content)
    assert Minutes.objects.count() == 1


def test_a_file_that_is_no_word_file_says_what_to_do(client, meeting):
    make.sign_in(client, make.person(Role.BUSINESS_MANAGER))
    for name, content in (("minutes.pdf", b"%PDF"), ("minutes.docx", b"PK\x03\x04")):
        page = words(
            client.post(f"/imports/minutes/add/{meeting.pk}", {"file": SimpleUploadedFile(name, content)})
        )
        assert "There is a problem" in page
        assert ".docx" in page


def test_a_meeting_to_come_has_no_minutes(client, meeting):
    make.sign_in(client, make.person(Role.BUSINESS_MANAGER))
    assert "Read the minutes" in words(client.get(f"/board/meetings/{meeting.pk}"))
    later = board._made(
        Meeting, {"group": meeting.group, "slug": "later", "on": timezone.localdate().replace(year=2099)}, {}
    )
    assert "Read the minutes" not in words(client.get(f"/board/meetings/{later.pk}"))


def test_what_names_a_child_is_not_kept_wherever_it_stands(client, meeting, tmp_path):
    make.sign_in(client, make.person(Role.BUSINESS_MANAGER))
    blocks = (
        paragraph("4. Child J, born 4 March 2009", bold=True),
        paragraph("Action: Police to write to the school by 30 September 2017"),
        paragraph("5. Front door", bold=True),
        paragraph("Action (dob 04/03/2009): write again"),
    )
    file = SimpleUploadedFile("minutes.docx", word(tmp_path, *blocks).read_bytes())
    client.post(f"/imports/minutes/add/{meeting.pk}", {"file": file})
    picked = Minutes.objects.get().picked
    assert [one["kind"] for one in picked] == ["left", "left"]
    assert "2009" not in f"{picked}"
