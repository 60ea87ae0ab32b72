"""Bringing in a log, a register or a plan: mapped once, taken in twice without doubling, written back without loss."""

import io
import re
from datetime import date, datetime, time

import openpyxl
import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile

from lineofsight.web.accounts import trail
from lineofsight.web.accounts.models import Agency
from lineofsight.web.accounts.permissions import Role
from lineofsight.web.accounts.plain import NOT_OF_A_CHILD
from lineofsight.web.governance.models import Challenge, Risk
from lineofsight.web.imports import exporting, judging, reading, taking
from lineofsight.web.imports.forms import ColumnsForm
from lineofsight.web.imports.models import Import
from lineofsight.web.improvement.models import Action, Plan, Priority
from lineofsight.web.loads import worker
from tests.web import make, mess
from tests.web.test_loads import words

pytestmark = pytest.mark.django_db
MAY, SEPTEMBER = date(2017, 5, 1), date(2017, 9, 30)
HEAD = ["No", "What we will do", "Org", "Lead", "Agreed", "By when", "RAG", "Progress", "Budget code"]
LOG = [
    HEAD,
    [1, "Write to the trust", "Trust", "Pat Lane", MAY, SEPTEMBER, "Amber", "Chased", "X1"],
    [
        2,
        "Publish the guidance",
        "Our lot",
        "Sam Reed",
        "May 2017",
        "30.9.17",
        "Blue",
        "It is on the site",
        "X2",
    ],
    [3, "Audit the front door", "Trust", "DI Brown", MAY, "TBC", "Red", None, "X3"],
]


@pytest.fixture
def office():
    make.agency(name="Severn Health and Care Trust", kind="health_trust")
    return make.agency(name="Board office")


@pytest.fixture
def manager(office):
    return make.person(Role.BUSINESS_MANAGER, agency=office)


def brought(rows, by, folder, *, kind="actions", name="Action log.xlsx", given=None, **more):
    """A file read, with what somebody confirmed of its columns and its silent rows."""
    one = reading.receive(mess.book(folder, rows), name, kind, by=by)
    return mess.answered(one, given=one.given | (given or {}), **more)


def taken(rows, by, folder, **more):
    one = brought(rows, by, folder, **more)
    return taking.accept(one, one.version, by=by)


def outcomes(one):
    rows = one.rows if one.accepted_at else [row.plain() for row in judging.judge(one).rows]
    return [row["outcome"] for row in rows]


def with_cell(rows, row, column, value):
    return [
        [*each[:column], value, *each[column + 1 :]] if at == row else each for at, each in enumerate(rows)
    ]


def as_opened(rows):
    """As openpyxl gives them back: a day as the moment with which it begins."""
    return [
        [datetime.combine(cell, time()) if isinstance(cell, date) else cell for cell in row] for row in rows
    ]


def opened(one):
    return [
        [cell.value for cell in row]
        for row in openpyxl.load_workbook(io.BytesIO(exporting.workbook(one))).active
    ]


def test_a_log_is_read_mapped_seen_and_taken_in(client, manager, office, tmp_path):
    make.sign_in(client, manager)
    file = SimpleUploadedFile("Action log.xlsx", mess.book(tmp_path, LOG).read_bytes())
    at = client.post("/imports/add", {"kind": "actions", "file": file})["Location"]
    page = client.get(at)
    assert "Who is “Our lot”?" in words(page)
    asked = ColumnsForm(Import.objects.get())
    form = {name: field.initial for name, field in asked.fields.items()}
    said = {name: value for name, value in form.items() if value not in (None, "")} | {
        "version": 1,
        next(name for name, key in asked.of_names.items() if key == "our lot"): office.pk,
    }
    shown = client.post(at, said)["Location"]
    page = words(client.get(shown))
    assert "Take in 2 rows" in page
    assert "By when: “TBC” is no day." in page
    assert not Action.objects.exists()
    seal = re.search(r'name="seal" value="(\w+)"', client.get(shown).content.decode())
    client.post(f"{shown}/accept", {"seal": "another page"})
    assert not Action.objects.exists()
    client.post(f"{shown}/accept", {"seal": seal and seal[1]})
    first, second = Action.objects.order_by("pk")
    assert (first.title, f"{first.agency}", first.owner, first.due) == (
        "Write to the trust", "Severn Health and Care Trust", "Pat Lane", SEPTEMBER
    )  # fmt: skip
    assert (second.agency, second.state, second.due) == (office, "claimed", SEPTEMBER)
    assert second.closures.get().evidence == "It is on the site"
    assert "Action log.xlsx" in words(client.get(f"/improvement/actions/{first.pk}"))
    listed = client.get(f"{shown}/not-taken").content.decode()
    assert "Audit the front door" in listed
    assert "“TBC” is no day" in listed
    trail.verify()


def test_a_file_that_may_name_a_child_is_asked_about_and_taken_with_a_tick(client, manager, tmp_path):
    make.sign_in(client, manager)
    content = mess.book(tmp_path, with_cell(LOG, 1, 1, "Write about the child Joe Bloggs")).read_bytes()
    said = {"kind": "actions", "file": SimpleUploadedFile("Log.xlsx", content)}
    page = words(client.post("/imports/add", said))
    assert "“Joe Bloggs” (Log, row 2) stands where" in page
    assert "No child is named here" in page
    assert not Import.objects.exists()
    forgot = client.post("/imports/add", {"kind": "actions", NOT_OF_A_CHILD: "on"})
    assert re.search(rf'name="{NOT_OF_A_CHILD}"[^>]* checked', forgot.content.decode())
    said |= {"file": SimpleUploadedFile("Log.xlsx", content), NOT_OF_A_CHILD: "on"}
    assert client.post("/imports/add", said).status_code == 302
    assert "the child Joe Bloggs" in f"{Import.objects.get().tables}"


def test_the_same_file_again_doubles_nothing_and_is_mapped_already(client, manager, office, tmp_path):
    taken(LOG, manager, tmp_path, names={"our lot": office.pk})
    make.sign_in(client, manager)
    file = SimpleUploadedFile("Action log v2.xlsx", mess.book(tmp_path, LOG).read_bytes())
    at = client.post("/imports/add", {"kind": "actions", "file": file})["Location"]
    assert not at.endswith("/columns")
    again = Import.objects.first()
    assert outcomes(again) == ["same", "same", "left"]
    assert "Take in" not in words(client.get(at))


def test_rows_that_changed_are_shown_as_changes(manager, office, tmp_path):
    first = taken(LOG, manager, tmp_path, names={"our lot": office.pk})
    newer = with_cell(with_cell(LOG, 1, 5, date(2017, 12, 31)), 2, 1, "Publish the new guidance")
    newer = [newer[0], *newer[2:], newer[1]]  # in another order
    two = brought(newer, manager, tmp_path, name="Action log December.xlsx")
    assert two.follows == first
    rows = judging.judge(two).rows
    assert [(row.outcome, row.changes) for row in rows] == [
        ("changed", [("What is to be done", "Publish the guidance", "Publish the new guidance")]),
        ("left", []),
        ("changed", [("By when", "30 September 2017", "31 December 2017")]),
    ]
    taking.accept(two, two.version, by=manager)
    assert Action.objects.count() == 2
    assert {action.title for action in Action.objects.all()} == {
        "Write to the trust",
        "Publish the new guidance",
    }


def test_an_old_word_of_the_file_does_not_undo_what_was_changed_here(manager, office, tmp_path):
    taken(LOG, manager, tmp_path, names={"our lot": office.pk})
    action = Action.objects.get(title="Write to the trust")
    trail.change(action, action.version, by=manager, why="More time", due=date(2018, 1, 31))
    two = brought(LOG, manager, tmp_path)
    row = judging.judge(two).rows[0]
    assert (row.outcome, row.notes) == ("same", ["By when: changed here since, and kept"])


def test_what_was_refused_is_taken_once_its_cause_is_put_right(manager, office, tmp_path):
    taken(LOG, manager, tmp_path, names={"our lot": office.pk})
    trust = Agency.objects.get(name="Severn Health and Care Trust")
    trust = trail.change(trust, trust.version, by=manager, why="It ended", until=date(2018, 1, 1))
    newer = with_cell(LOG, 1, 5, date(2017, 12, 31))
    refused = taken(newer, manager, tmp_path)
    assert outcomes(refused) == ["left", "same", "left"]
    trail.change(trust, trust.version, by=manager, why="It did not", until=None)
    judged = judging.judge(brought(newer, manager, tmp_path))
    assert [row.outcome for row in judged.rows] == ["changed", "same", "left"]
    assert judged.rows[0].changes == [("By when", "30 September 2017", "31 December 2017")]
    assert not judged.gone


def test_what_is_no_longer_in_the_file_is_named_and_left_alone(manager, office, tmp_path):
    taken(LOG, manager, tmp_path, names={"our lot": office.pk})
    two = brought([HEAD, LOG[2]], manager, tmp_path)
    assert [one.title for one in judging.judge(two).gone] == ["Write to the trust"]


def test_what_is_written_back_has_every_column_and_changes_nothing(manager, office, tmp_path):
    one = taken(LOG, manager, tmp_path, names={"our lot": office.pk})
    assert opened(one) == as_opened(LOG)
    action = Action.objects.get(title="Write to the trust")
    trail.change(action, action.version, by=manager, why="More time", due=date(2018, 1, 31))
    back = opened(one)
    assert back[1][5].date() == date(2018, 1, 31)
    assert [row[8] for row in back] == ["Budget code", "X1", "X2", "X3"]
    two = brought(back, manager, tmp_path)
    assert outcomes(two) == ["same", "same", "left"]


def test_a_plan_comes_with_its_workstreams(manager, office, tmp_path):
    rows = [HEAD, ["Workforce"], LOG[1], ["Front door"], with_cell(LOG, 2, 2, "Trust")[2]]
    plan = {"new_plan": "Service improvement plan", "plan_agency": office.pk, "plan_since": "2017-04-01"}
    taken(rows, manager, tmp_path, given=plan)
    made = Plan.objects.get()
    assert [f"{stream}" for stream in made.workstreams.all()] == ["1. Workforce", "2. Front door"]
    assert [f"{action.workstream}" for action in made.actions.order_by("pk")] == [
        "1. Workforce",
        "2. Front door",
    ]
    again = brought(rows, manager, tmp_path)
    assert (again.plan, outcomes(again)) == (made, ["left", "same", "left", "same"])


def test_a_risk_register_comes_with_how_each_stands_and_what_holds_it(manager, tmp_path):
    rows = [
        ["Risk", "Risk owner", "Agency", "Inherent", None, "Current", None, "Target", None, "Controls", "Date raised",
         "Review date"],
        [None, None, None, "L", "I", "L", "I", "L", "I", None, None, None],
        ["Children wait because of few posts, leading to harm unseen", "Pat Lane", "Trust", 4, 5, "Likely", "4", "Low", 2,
         "1. Weekly count\n2. A duty desk", "1/4/17", "Q4 2017/18"],
        ["Only a score", "Pat Lane", "Trust", 20, None, None, None, 2, 2, None, "1/4/17", "1/4/18"],
    ]  # fmt: skip
    one = taken(
        rows,
        manager,
        tmp_path,
        kind="risks",
        name="Risks.xlsx",
        given={"effect": "Not said", "cause": "Not said"},
    )
    risk = Risk.objects.get()
    assert (risk.cause, risk.effect) == ("Few posts", "Harm unseen")
    assert (risk.inherent, risk.target) == (
        "likely, and grave for children",
        "unlikely, and minor for children",
    )
    assert f"{risk.looks.get()}" == "likely, and serious for children"
    assert [held.words for held in risk.controls.all()] == ["Weekly count", "A duty desk"]
    assert risk.review_by == date(2018, 3, 31)
    assert outcomes(one) == ["new", "left"]
    assert "no level from 1 to 5" in one.rows[1]["why"]
    assert outcomes(brought(rows, manager, tmp_path, kind="risks", name="Risks.xlsx")) == ["same", "left"]


def test_a_challenge_log_comes_with_what_was_answered(manager, tmp_path):
    rows = [
        ["Date", "Challenge", "To", "Raised by", "Evidence", "Response due", "Response", "Outcome", "Impact"],
        [
            MAY,
            "Interviews are late",
            "Trust",
            "The chair",
            "Scorecard",
            "31/5/17",
            "More staff",
            "Resolved",
            "In time now",
        ],
        [MAY, "Nobody comes", "Trust", "The chair", "Minutes", "31/5/17", "We will", "Resolved", None],
    ]
    one = taken(rows, manager, tmp_path, kind="challenges", name="Challenges.xlsx")
    first, second = Challenge.objects.order_by("pk")
    assert (first.outcome, first.changed, first.response) == ("resolved", "In time now", "More staff")
    assert second.outcome == ""
    later = brought([*rows, [MAY, "More", "Trust", "Al", "None", "31/5/17", "Yes", "Rate now 60%", None]], manager,
                    tmp_path, kind="challenges", name="Challenges.xlsx")  # fmt: skip
    said = "“Rate now 60%” is none of these: Resolved, Resolved in part, Not resolved, Escalated"
    assert said in f"{judging.judge(later).rows[2].notes}"
    assert one.rows[1]["notes"] == ["Resolved: then say what changed because of it."]


def test_a_list_of_priorities_out_of_a_word_file(manager, tmp_path):
    rows = [
        ["Priority", "Outcome", "Lead", "Source", "From"],
        ["Early help", "Help in time", "Pat Lane", "Audit", "April 2017"],
    ]
    path = mess.word(tmp_path, mess.paragraph("Our priorities"), mess.table(rows))
    one = reading.receive(path, "Priorities.docx", "priorities", by=manager)
    one = trail.change(one, 1, by=manager, why="Said", given={"question": "Does it come in time?"})
    taking.accept(one, one.version, by=manager)
    made = Priority.objects.get()
    assert (made.slug, made.origin, made.since) == ("early-help", "audit", date(2017, 4, 1))


def test_a_file_is_taken_in_once_and_may_be_set_aside(client, manager, tmp_path):
    one = taken(LOG, manager, tmp_path)
    make.sign_in(client, manager)
    back = client.get(f"/imports/{one.pk}/columns", follow=True)  # by the browser's key
    assert "This file was taken in, or set aside, already" in words(back)
    with pytest.raises(ValidationError, match="already"):
        taking.accept(one, one.version, by=manager)
    other = brought(LOG, manager, tmp_path)
    assert taking.set_aside(other, other.version, by=manager).told()[0] == "set aside"


def test_the_columns_are_asked_for_until_they_can_be_so(manager, tmp_path):
    one = reading.receive(mess.book(tmp_path, LOG), "Action log.xlsx", "actions", by=manager)
    names = ColumnsForm(one).of_layouts[0][1]
    form = ColumnsForm(one, {"version": 1, names[0]: "owner", names[1]: "owner", "new_plan": "A plan"})
    assert not form.is_valid()
    said = f"{form.errors}"
    assert "Two columns are this." in said
    assert "is “What is to be done”. Choose which one is." in said
    assert "A new plan needs this." in said


# --- a long file --------------------------------------------------------------------------------------------


@pytest.fixture
def long_log(client, manager, office, tmp_path, monkeypatch):
    """A log of more rows than a page waits for, read and shown to its manager."""
    monkeypatch.setattr(taking, "AT_ONCE", 2)
    monkeypatch.setattr(taking, "A_STEP", 2)
    rows = [HEAD[:6], *([n, f"Action {n}", "Trust", "Pat Lane", MAY, SEPTEMBER] for n in range(1, 6))]
    make.sign_in(client, manager)
    return brought(rows, manager, tmp_path)


def press(client, one):
    page = client.get(f"/imports/{one.pk}").content.decode()
    found = re.search(r'name="seal" value="([^"]+)"', page)
    return words(client.post(f"/imports/{one.pk}/accept", {"seal": found[1] if found else ""}, follow=True))


def test_the_worker_takes_a_long_file_in(client, long_log):
    assert "being taken in" in press(client, long_log)
    assert not Action.objects.exists()
    assert press(client, long_log).count("looks again by itself") == 1  # asked twice, done once
    assert worker.run_next()
    assert not worker.run_next()
    assert Action.objects.count() == 5
    assert "taken in on" in words(client.get(f"/imports/{long_log.pk}"))
    assert outcomes(Import.objects.get()) == ["new"] * 5


def test_what_was_stopped_on_the_way_goes_on_and_doubles_nothing(client, long_log, monkeypatch):
    press(client, long_log)
    keep = taking._keep

    def stops(one, row, *, by):
        if row.name == "Action 4":
            raise RuntimeError("The power failed")
        keep(one, row, by=by)

    monkeypatch.setattr(taking, "_keep", stops)
    worker.run_next()
    assert Action.objects.count() == 2  # of the step in which it stopped nothing stays
    assert "Go on with the rows that wait" in words(client.get(f"/imports/{long_log.pk}"))
    monkeypatch.setattr(taking, "_keep", keep)
    press(client, long_log)
    worker.run_next()
    assert sorted(Action.objects.values_list("title", flat=True)) == [f"Action {n}" for n in range(1, 6)]
    assert outcomes(Import.objects.get()) == ["new"] * 5


def test_a_long_file_of_which_something_changed_is_shown_again_first(client, manager, long_log):
    press(client, long_log)
    trail.change(long_log, long_log.version, by=manager, why="Said", given={"owner": "Sam Reed"})
    worker.run_next()
    assert "Something changed after this page was shown" in words(client.get(f"/imports/{long_log.pk}"))
    assert not Action.objects.exists()


def test_many_rows_are_judged_with_few_questions(manager, office, tmp_path, django_assert_max_num_queries):
    """What many rows name is looked for once; what is asked of each are the rules of its own table, each in a savepoint."""
    rows = [HEAD[:6], *([n, f"Action {n}", "Trust", "Pat Lane", MAY, SEPTEMBER] for n in range(1, 41))]
    one = brought(rows, manager, tmp_path)
    with django_assert_max_num_queries(20 + 7 * 40):
        judging.judge(one)
    one = taking.accept(one, one.version, by=manager)
    again = brought(rows, manager, tmp_path)
    with django_assert_max_num_queries(20):
        judging.judge(again)
