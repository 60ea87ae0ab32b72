"""Each kind of file, in and back out again: nothing of it is lost, and what comes back changes nothing."""

import shutil
from datetime import date
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from lineofsight.web.accounts import trail
from lineofsight.web.accounts.permissions import Role
from lineofsight.web.imports import judging, reading, taking
from lineofsight.web.imports.models import Import
from lineofsight.web.improvement.models import Action, Milestone
from tests.web import make, mess, set_out
from tests.web.test_imports import as_opened, brought, opened, outcomes, taken

pytestmark = pytest.mark.django_db
MAY, SEPTEMBER = date(2017, 5, 1), date(2017, 9, 30)
OLD = Path(__file__).parent / "samples/log.xls"
FILES: dict[str, list[list]] = {
    "actions": [
        ["Ref", "Action", "Agency", "Supported by", "Owner", "Date agreed", "By when", "Status", "Our own column"],
        [1, "Write to the trust", "Severn Trust", "Police; schools", "Pat Lane", MAY, SEPTEMBER, "Amber", "X"],
        [2, "Publish it", "Severn Trust", None, "Sam Reed", MAY, "30.9.17", "Complete", None],
    ],
    "milestones": [
        ["Milestone", "Workstream", "By when", "Reached on", "Barriers", "Our own column"],
        ["The new system is in use", "Front door", SEPTEMBER, date(2017, 10, 2), None, "X"],
        ["No agency staff", "Workforce", "Q4 2017/18", None, "Few apply", None],
    ],
    "risks": [
        ["Risk", "Cause", "Effect", "Agency", "Owner", "Inherent likelihood", "Inherent impact", "Likelihood", "Impact",
         "Target likelihood", "Target impact", "Controls", "Date raised", "Review date"],
        ["Children wait", "Few posts", "Harm goes unseen", "Severn Trust", "Pat Lane", 4, 5, "Likely", 4, "Low", 2,
         "A duty desk", "1/4/17", SEPTEMBER],
    ],
    "challenges": [
        ["Date", "Challenge", "To", "Raised by", "Evidence", "Response due", "Response", "Outcome", "Impact"],
        [MAY, "Interviews are late", "Severn Trust", "The chair", "Scorecard", "31/5/17", "More staff", "Resolved",
         "In time now"],
    ],
    "money": [
        ["What", "Year", "Income or expenditure", "Agency", "Planned", "Actual"],
        ["Contribution", "2016/17", "Income", "Severn Trust", "£12,000", 12000],
    ],
    "training": [
        ["Course", "Level", "Date", "Agency", "Places", "Attended"],
        ["Neglect", "Level 2", MAY, "Severn Trust", 20, 17],
    ],
    "priorities": [
        ["Priority", "Question", "Outcome", "Source", "Agency", "Lead", "From", "To"],
        ["Early help", "Does it come in time?", "Help in time", "Audit", "Severn Trust", "Pat Lane", MAY, None],
    ],
}  # fmt: skip


@pytest.fixture
def manager():
    make.agency(name="Severn Trust", kind="health_trust")
    return make.person(Role.BUSINESS_MANAGER, agency=make.agency(name="Board office"))


def given(kind: str) -> dict[str, str]:
    agency = make.agency(name="Council").pk
    plan = {"new_plan": "The plan", "plan_agency": agency, "plan_since": "2017-04-01"}
    return plan if kind == "milestones" else {}


@pytest.mark.parametrize("kind", FILES)
def test_a_file_comes_back_as_it_went_in_and_changes_nothing(kind, manager, tmp_path):
    rows = FILES[kind]
    one = taken(rows, manager, tmp_path, kind=kind, given=given(kind))
    assert outcomes(one) == ["new"] * (len(rows) - 1), [row["why"] for row in one.rows]
    back = opened(one)
    assert back == as_opened(rows)
    again = brought(back, manager, tmp_path, kind=kind)
    assert outcomes(again) == ["same"] * (len(rows) - 1), [row.changes for row in judging.judge(again).rows]


def test_what_stands_above_the_headings_comes_back_above_them(manager, tmp_path):
    rows = [["Action log", None, "Version 3"], *(row[:3] + row[4:] for row in FILES["actions"])]
    one = taken(rows, manager, tmp_path)
    assert [(row["outcome"], row["why"]) for row in one.rows[:1]] == [("left", "Above the headings")]
    back = [row[: len(rows[0])] if at == 0 else row for at, row in enumerate(opened(one))]
    assert back == as_opened(rows)
    assert outcomes(brought(opened(one), manager, tmp_path)) == ["left", "same", "same"]


def test_the_first_workstream_stands_above_the_headings_as_the_others_stand_below(manager, tmp_path):
    head = ["Action", "Agency", "Owner", "Date agreed", "By when"]
    first, second = (
        [words, "Severn Trust", "Pat Lane", MAY, SEPTEMBER] for words in ("Fill the posts", "Publish it")
    )
    plan = set_out.plan()
    taken([["Workforce"], head, first, ["Practice"], head, second], manager, tmp_path, plan=plan)
    assert [f"{one.workstream}" for one in Action.objects.order_by("pk")] == ["1. Workforce", "2. Practice"]


def test_a_word_plan_has_each_workstream_above_its_table_and_says_what_is_not_read(manager, tmp_path):
    def workstream(title, action):
        rows = [
            ["Action", "Agency", "Owner", "Date agreed", "By when"],
            [action, "Severn Trust", "Pat", MAY, SEPTEMBER],
        ]
        return mess.paragraph(title, bold=True), mess.table(rows)

    blocks = (*workstream("Workforce", "Fill the posts"), *workstream("Practice", "Publish it"))
    path = mess.word(tmp_path, mess.paragraph("This plan was agreed in May."), *blocks)
    one = reading.receive(path, "plan.docx", "actions", by=manager)
    assert one.without == [
        ["Words outside its tables", "Only tables are read, and 1 paragraph stands outside them."]
    ]
    one = trail.change(one, 1, by=manager, why="Said", plan=set_out.plan())
    taking.accept(one, one.version, by=manager)
    assert [f"{one.workstream}" for one in Action.objects.order_by("pk")] == ["1. Workforce", "2. Practice"]


def test_what_several_agencies_do_keeps_them_all(manager, tmp_path):
    rows = [
        ["Action", "Agency", "Owner", "Date agreed", "By when"],
        ["Publish it", "Severn Trust / Board office", "Sam Reed", MAY, SEPTEMBER],
    ]
    one = taken(rows, manager, tmp_path)
    made = Action.objects.get()
    assert (f"{made.agency}", made.others) == ("Severn Trust", "Severn Trust / Board office")
    assert "several are named" in one.rows[0]["notes"][0]
    assert "Done together with: Board office" in one.rows[0]["notes"]
    assert [f"{each}" for each in made.together.standing()] == ["Board office"]
    assert opened(one) == as_opened(rows)
    taken(FILES["actions"], manager, tmp_path)
    assert Action.objects.get(title="Write to the trust").others == "Police; schools"


def test_milestones_and_actions_of_one_plan_each_come_as_what_they_are(manager, tmp_path):
    head = ["Type", "Action", "Workstream", "Agency", "Owner", "Date agreed", "By when", "Status"]
    rows = [
        head,
        ["Action", "Fill the posts", "Workforce", "Severn Trust", "Pat Lane", MAY, SEPTEMBER, "Open"],
        ["Milestone", "No agency staff", "Workforce", "Severn Trust", "Pat Lane", MAY, SEPTEMBER, "Complete"],
    ]
    plan = set_out.plan()
    one = taken(rows, manager, tmp_path, plan=plan)
    assert outcomes(one) == ["new", "left"]
    assert "It is a milestone" in one.rows[1]["why"]
    one = taken(rows, manager, tmp_path, kind="milestones", plan=plan)
    assert outcomes(one) == ["left", "new"]
    assert "say on which day" in one.rows[1]["notes"][0]
    made = Milestone.objects.get()
    assert (made.title, made.due, f"{made.workstream}") == ("No agency staff", SEPTEMBER, "1. Workforce")
    assert Action.objects.get().workstream == made.workstream


def test_a_milestone_without_a_plan_or_a_workstream_says_what_is_lacking(manager, tmp_path):
    rows = [["Milestone", "By when", "Reached on"], ["No agency staff", SEPTEMBER, None]]
    no_plan = judging.judge(brought(rows, manager, tmp_path, kind="milestones")).rows[0]
    assert no_plan.why == "It belongs to no plan: choose it."
    no_stream = judging.judge(brought(rows, manager, tmp_path, kind="milestones", plan=set_out.plan())).rows[
        0
    ]
    assert "no workstream" in no_stream.why


def test_a_workbook_of_old_is_read_and_a_letter_of_old_is_told_what_to_do(client, manager, tmp_path):
    make.agency(name="West Mercia Police")
    make.agency(name="Severnshire County Council")
    one = reading.receive(Path(shutil.copy(OLD, tmp_path)), "log.xls", "actions", by=manager)
    assert outcomes(one) == ["new", "new"]
    make.sign_in(client, manager)
    upload = SimpleUploadedFile("log.xls", OLD.read_bytes())
    client.post(reverse("imports:add"), {"kind": "actions", "file": upload})
    assert Import.objects.count() == 2
    for name, what, said in (
        ("log.doc", b"\xd0\xcf\x11\xe0", "Save As, choose “Word Document (*.docx)”"),
        ("log.xls", b"<html>", "Open it and save it again"),
        ("log.xlsx", b"x" * (10 * 2**20 + 1), "larger than 10 MB. Remove pictures"),
    ):
        page = client.post(
            reverse("imports:add"), {"kind": "actions", "file": SimpleUploadedFile(name, what)}
        )
        assert said in page.content.decode(), said


def test_a_milestone_has_a_page_from_which_others_are_begun(client, manager):
    one = set_out.milestone(set_out.workstream())
    make.sign_in(client, manager)
    page = client.get(reverse("improvement:milestone", args=[one.pk])).content.decode()
    assert f"/improvement/actions/add?from=MIL-{one.pk}" in page
    trail.change(one, 1, by=manager, why="Reached", reached_on=date(2017, 10, 2))
    assert "2 October 2017" in client.get(reverse("improvement:milestone", args=[one.pk])).content.decode()
