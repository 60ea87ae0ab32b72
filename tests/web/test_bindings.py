"""What a report's words may be tied to of the board's business: priorities above all, found on a page, and judged by it."""

import tomllib
from datetime import UTC, date, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from lineofsight.claims.check import check
from lineofsight.claims.language import read
from lineofsight.claims.ledger import read_ledger
from lineofsight.claims.tags import Tag
from lineofsight.web.accounts import trail
from lineofsight.web.accounts.permissions import Role
from lineofsight.web.governance.models import Decision, Item, Meeting
from lineofsight.web.improvement.models import Heard, Measure
from lineofsight.web.loads import worker
from lineofsight.web.records import actions as references
from lineofsight.web.records import register
from lineofsight.web.reports import bindings
from lineofsight.web.reports.models import Report
from tests.web import board, make, set_out
from tests.web.test_checks import OnlyRecords
from tests.web.test_loads import words

pytestmark = pytest.mark.django_db
SPRING, AUTUMN = date(2016, 5, 10), date(2016, 11, 8)


@pytest.fixture
def manager():
    return make.person(Role.BUSINESS_MANAGER, agency=make.agency(name="Board office"))


def add(model, by, **fields):
    return trail.create(model, by=by, why="For a test", **fields)


def refer(one, other, by):
    ends = [register.kind_of(row).ref(row) for row in (one, other)]
    return references.refer(ends[0], "about", ends[1], by=by)


def verdict(sentence: str) -> str:
    """Of the first claim of a sentence, on what is on record now."""
    return str(check(read(sentence), OnlyRecords(register.ledger()), area="799")[0].verdict)


def decided(by, slug: str, text: str, on: date) -> Decision:
    meeting = add(Meeting, by, group=board.group(), slug=f"board-{slug}", on=on)
    item = add(Item, by, meeting=meeting, number=1, title="Early help")
    return add(Decision, by, meeting=meeting, item=item, slug=slug, title=slug, words=text)


def test_what_the_board_says_of_a_priority_is_the_decision_that_is_linked_to_it(manager):
    priority = set_out.priority(slug="early-help")
    first = decided(manager, "first", "The Board cannot yet be assured about early help.", SPRING)
    later = decided(manager, "later", "The Board has some assurance about early help.", AUTUMN)
    for one in (first, later):
        refer(one, priority, manager)
    secret = decided(manager, "secret", "The Board is assured.", AUTUMN)
    refer(secret, priority, manager)
    trail.change(secret.item, 1, by=manager, why="For a test", closed=True)
    tag = "judgement=priority-early-help at"
    assert verdict(f"The Board [cannot yet be assured about early help]{{{tag}=2016-05-31}}.") == "verified"
    assert (
        verdict(f"The Board [cannot yet be assured about early help]{{{tag}=2016-12-31}}.") == "contradicted"
    )
    assert verdict(f"The Board [has some assurance about early help]{{{tag}=2016-12-31}}.") == "verified"
    assert verdict(f"The Board [is assured about early help]{{{tag}=2016-12-31}}.") == "unsupported"


def test_to_seek_assurance_is_no_judgement(manager):
    refer(
        decided(manager, "sought", "Assurance is sought of the council.", SPRING),
        set_out.priority(slug="early-help"),
        manager,
    )
    held = register.ledger().record(Tag("judgement", "priority-early-help", {}))
    assert held.level is None
    assert verdict("The Board [is assured]{judgement=priority-early-help}.") == "unsupported"


def test_what_was_heard_of_a_priority_binds_from_the_day_it_was_heard(manager):
    priority = set_out.priority(slug="early-help")
    said = {
        "who": "practitioners",
        "method": "a survey",
        "number": 41,
        "heard_on": AUTUMN,
        "recorded_by": manager,
    }
    add(Heard, manager, priority=priority, words="The pathway to early help confuses us.", **said)
    tag = "record=heard-early-help at"
    told = "[41 practitioners said the pathway to early help confuses them]"
    assert verdict(f"{told}{{{tag}=2016-12-31}}.") == "verified"
    assert verdict(f"{told}{{{tag}=2016-06-30}}.") == "unmeasured"
    assert (
        verdict(f"[60 practitioners said the pathway confuses them]{{{tag}=2016-12-31}}.") == "contradicted"
    )
    assert verdict(f"[Practitioners praise the training]{{{tag}=2016-12-31}}.") == "unsupported"


def test_the_measures_of_a_priority_are_a_list_until_one_is_withdrawn(manager):
    priority = set_out.priority(slug="early-help", since=date(2016, 4, 1))
    said = {"priority": priority, "edition": "1", "bound_by": manager}
    add(Measure, manager, code="FD09", of="impact", **said)
    gone = {"withdrawn_at": datetime(2017, 2, 1, 12, tzinfo=UTC), "withdrawn_by": manager}
    add(Measure, manager, code="EH01", of="doing", **said, **gone)
    tag = "count=priority-early-help-measures at"
    assert verdict(f"It goes by [two]{{{tag}=2016-12-31}} measures.") == "verified"
    assert verdict(f"It goes by [two]{{{tag}=2017-03-31}} measures.") == "contradicted"


def test_what_is_done_about_a_priority_is_counted_as_a_plan_is(manager):
    priority = set_out.priority(slug="early-help")
    plan = set_out.plan()
    set_out.action(plan=plan, title="Of the plan")
    refer(plan, priority, manager)
    alone = set_out.action(title="By itself")
    refer(alone, priority, manager)
    set_out.action(title="Of something else")
    held = register.ledger().record(Tag("plan", "priority-early-help", {}))
    assert (held.fields["actions"], held.fields["closed"]) == (2, 0)
    assert verdict("The work is [fully implemented]{plan=priority-early-help}.") == "contradicted"


# --- in the browser -----------------------------------------------------------------------------------------


def test_a_report_in_the_browser_is_held_against_the_boards_business(client, workspace, manager):
    for title in ("Early help", "Neglect", "Exploitation"):
        set_out.priority(title=title)
    make.sign_in(client, manager)
    text = (
        b"# Annual report 2016/17\n\nThe Board has [three]{count=priorities at=2017-03-31} priorities.\n\n"
        b"The Board has [five]{count=priorities at=2017-03-31} priorities.\n"
    )
    client.post("/reports/add", {"file": SimpleUploadedFile("report.md", text)})
    while worker.run_next():
        pass
    one = Report.objects.get()
    assert [each["verdict"] for each in one.held.stated if each["binding"]] == ["verified", "contradicted"]
    page = words(client.get(f"/reports/{one.pk}/"))
    assert "the list has 3" in page or "the record has 3" in page
    assert 'href="/indicators/priorities/"' not in page


def test_a_page_says_what_a_report_may_state_and_by_which_tag(client, workspace, manager):
    set_out.priority(title="Early help", slug="early-help")
    decided(manager, "levels-of-need", "The guidance is agreed.", AUTUMN)
    make.sign_in(client, manager)
    page = words(client.get("/reports/records"))
    assert "{list=priorities}" in page
    assert "{record=levels-of-need}" in page
    page = words(client.get("/reports/records?kind=record&q=guidance+agreed"))
    assert "{record=levels-of-need}" in page
    assert "{list=priorities}" not in page


def plain(rows):
    """A file leaves out what is not said."""
    return [{key: value for key, value in row.items() if value is not None} for row in rows]


def test_records_toml_says_to_a_terminal_what_the_application_holds(client, workspace, manager, tmp_path):
    priority = set_out.priority(
        title='The "front door"', slug="front-door", because="Line one\nline two \x7f é 😀"
    )
    refer(decided(manager, "judged", "The Board is not assured.", AUTUMN), priority, manager)
    item = add(Item, manager, meeting=Meeting.objects.get(), number=2, title="Early help", topic="early-help")
    assert item.topic
    set_out.plan(slug="improvement")
    make.sign_in(client, manager)
    path = tmp_path / "records.toml"
    path.write_bytes(client.get("/reports/records.toml").content)
    assert tomllib.loads(path.read_text(encoding="utf-8"))
    there, here = read_ledger(tmp_path).records, register.ledger().records
    assert {key: plain(rows) for key, rows in there.items()} == {
        key: plain(rows) for key, rows in here.items()
    }


def test_everything_that_is_bound_has_a_place_on_the_page(manager):
    assert {one.kind for one in bindings.bindings(register.ledger())} <= set(bindings.WORDS)
