"""Requests for information and incidents: their days, what is released and why, who is told."""

from datetime import UTC, date, datetime
from html import unescape
from io import BytesIO
from itertools import count
from zipfile import ZipFile
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings
from django.core.exceptions import ValidationError
from django.urls import reverse

from lineofsight.engine.holding import KEPT_MONTHS
from lineofsight.engine.opened import _asked
from lineofsight.engine.store import Workspace
from lineofsight.web.accounts import noticing, throttling, trail
from lineofsight.web.accounts.models import Entry
from lineofsight.web.accounts.permissions import Role
from lineofsight.web.governance.models import Ask, Reply
from lineofsight.web.imports.models import Import
from lineofsight.web.information import actions, clocks, finding, papers
from lineofsight.web.information.models import Incident, Item, Request
from lineofsight.web.records import register
from tests.web import make, set_out
from tests.web.board import _made as made

LONDON = ZoneInfo("Europe/London")
TODAY = date(2023, 11, 2)


@pytest.fixture
def manager(client, db, workspace):
    return make.sign_in(client, make.person(Role.BUSINESS_MANAGER))


_number = count(1)


def asked(by, **fields) -> Request:
    given = {
        "kind": "foi", "title": "Re-referrals", "words": "How many children came back?", "letter": "FOI 2023/117",
        "received_on": TODAY, "recorded_by": by,
    }  # fmt: skip
    return trail.create(Request, by=by, why="For a test", **given | fields)


def found(request, by, text="Nothing to see", **fields) -> Item:
    given = {
        "source_kind": "toy",
        "source_key": f"{next(_number)}",
        "title": "A record",
        "text": text,
        "found_by": by,
    }
    return trail.create(Item, by=by, why="For a test", request=request, **given | fields)


def decided(item, by, state="kept", **said):
    given = {"released": "", "exemption": "", "reason": ""}
    return actions.decide(item, item.version, state=state, by=by, **given | said)


def incident(by, aware=datetime(2023, 10, 27, 10, 0, tzinfo=LONDON), **fields) -> Incident:
    given = {
        "title": "A letter went astray",
        "words": "To the wrong school",
        "whose": "One family",
        "aware": aware,
    }
    return actions.report(by=by, **given | fields)


def on(incident, by, risk="likely", regulator="yes", persons="no"):
    why = {"regulator_because": "It shows an address", "persons_because": "It came back unopened"}
    return actions.decide_on(incident, by=by, risk=risk, regulator=regulator, persons=persons, **why)


# --- the clocks --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("received", "due"),
    [
        (date(2026, 9, 3), date(2026, 10, 5)),  # 3 October is a Saturday
        (date(2026, 1, 31), date(2026, 3, 2)),  # February ends on a Saturday
        (date(2026, 11, 25), date(2026, 12, 29)),  # Christmas, Boxing Day's Monday
        (date(2026, 12, 7), date(2027, 1, 7)),
    ],
)
def test_a_subject_is_answered_in_a_calendar_month_or_the_next_working_day(received, due):
    assert clocks.months_after(received, 1) == due


def test_freedom_of_information_takes_twenty_working_days():
    assert clocks.foi_due(date(2026, 12, 11)) == date(2027, 1, 13)  # three bank holidays between


@pytest.mark.parametrize(
    ("aware", "ends"),
    [
        (
            datetime(2026, 10, 23, 10, 0, tzinfo=LONDON),
            datetime(2026, 10, 26, 9, 0, tzinfo=LONDON),
        ),  # clocks go back
        (
            datetime(2026, 3, 27, 10, 0, tzinfo=LONDON),
            datetime(2026, 3, 30, 11, 0, tzinfo=LONDON),
        ),  # and forward
        (datetime(2026, 6, 1, 10, 0, tzinfo=LONDON), datetime(2026, 6, 4, 10, 0, tzinfo=LONDON)),
    ],
)
def test_seventy_two_hours_are_hours_that_pass(aware, ends):
    assert clocks.hours_end(aware) == ends.astimezone(UTC)


def test_a_coroner_sets_the_day_and_a_subject_waits_three_months_at_most(manager):
    with pytest.raises(ValidationError, match="the day that the coroner set"):
        asked(manager, kind="coroner")
    with pytest.raises(ValidationError, match="no later than 2 February 2024"):
        asked(manager, kind="subject", until=date(2024, 2, 3), until_because="Many files")
    with pytest.raises(ValidationError, match="Say why it takes longer"):
        asked(manager, kind="subject", until=date(2024, 1, 4))
    assert asked(manager, kind="coroner", until=date(2023, 11, 9)).due == date(2023, 11, 9)


# --- what points at a person -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("as Maria Novak said", "a name"),
        ("in SV1 4QT since", "a postcode"),
        ("943 476 5919", "an NHS number"),
        ("UPN A123456789012", "a pupil's number"),
        ("ring 01905 123456", "a telephone number"),
        ("write to m@school.example", "an email address"),
        ("born on 3 May 2009", "a date of birth"),
        ("a 14-year-old", "an age"),
        ("three children were moved", "a small number of children"),
    ],
)
def test_what_seems_to_point_at_a_person_is_noticed(text, what):
    assert what in [one.what for one in noticing.notices(text)]


def test_plain_words_and_names_of_agencies_are_not():
    said = "Severnshire Police were asked on 3 May 2016. There were 1,128 of 5,497 referrals, 20.5%."
    assert noticing.notices(said, frozenset({"Severnshire Police"})) == []


# --- from search to release --------------------------------------------------------------------------------


def test_a_search_finds_records_and_the_trail_and_adds_what_is_ticked(client, manager):
    asked_for = asked(manager)
    agency = make.agency(name="Longmeadow High School")
    address = reverse("information:search", args=[asked_for.pk])
    page = client.get(address, {"q": "Longmeadow"}).content.decode()
    assert f"accounts.agency/{agency.pk}" in page
    entry = Entry.objects.filter(kind="information.request").get()
    ticked = [f"accounts.agency/{agency.pk}", f"trail/{entry.number}", "accounts.agency/99999", "nonsense"]
    assert client.post(address, {"held": ticked}).status_code == 302
    assert {(one.source_kind, one.found_by) for one in asked_for.items.all()} == {
        ("accounts.agency", manager), ("trail", manager),
    }  # fmt: skip
    assert "Longmeadow High School" in asked_for.items.get(source_kind="accounts.agency").text
    assert actions.add(asked_for, finding.held(manager, []), by=manager) == 0


def test_a_search_for_a_request_leaves_out_no_field_and_no_kind(manager):
    """A reply has no page of its own, an owner is in no search of every day, and there may be more than a page shows."""
    said = {
        "title": "Front door",
        "slug": "a",
        "words": "?",
        "source": "x",
        "form": "report",
        "of": make.agency(),
    }
    ask = made(Ask, said, {"asked_on": TODAY, "due": date(2024, 1, 31)})
    said = {"ask": ask, "words": "Ask Dana Whitford", "given_by": "The lead", "given_on": TODAY}
    reply = made(Reply, said, {"recorded_by": manager})
    many = [set_out.action(owner="Dana Whitford", title=f"Action {n}") for n in range(12)]
    tables = [{"name": "Dana Whitford, O’Neil"}]
    said = {"kind": "actions", "name": "log.csv", "sha256": "0" * 64, "tables": tables}
    kept = made(Import, said, {"read_by": manager})
    held = finding.search(manager, "dana whitford")
    assert {one.ref.kind for one in held} == {"governance.reply", "improvement.action", "imports.import"}
    assert sum(one.ref.kind == "improvement.action" for one in held) == len(many)
    assert [one.ref.key for one in finding.search(manager, "Whitford O’Neil")] == [f"{kept.pk}"]
    assert finding.search(manager, "0000000000") == []  # nobody asks for a digest
    request = asked(manager)
    assert actions.add(request, finding.held(manager, [one.ref for one in held]), by=manager) == len(held)
    item = request.items.get(source_kind="governance.reply")
    assert (item.source_key, "Ask Dana Whitford" in item.text) == (f"{reply.pk}", True)


def test_what_seems_to_point_at_somebody_goes_out_only_with_a_reason(manager):
    item = found(asked(manager), manager, text="Maria Novak wrote. The plan was changed.")
    with pytest.raises(ValidationError, match="Maria Novak"):
        decided(item, manager)
    with pytest.raises(ValidationError, match="on what ground"):
        decided(item, manager, "part", released="[withheld] wrote. The plan was changed.", reason="A parent")
    with pytest.raises(ValidationError, match="none put in"):
        decided(item, manager, "part", released="A friend wrote.", exemption="others", reason="A parent")
    done = decided(
        item,
        manager,
        "part",
        released="[withheld] wrote. The plan was changed.",
        exemption="others",
        reason="A parent",
    )
    assert (done.released, done.decided_by) == ("[withheld] wrote. The plan was changed.", manager)


def test_nothing_is_released_before_everything_is_decided_on(client, manager):
    asked_for = asked(manager)
    with pytest.raises(ValidationError, match="Nothing was found yet"):
        actions.release(asked_for, asked_for.version, because="Sent", by=manager)
    plain, secret = (
        found(asked_for, manager, text="The plan was changed."),
        found(asked_for, manager, text="Maria Novak"),
    )
    decided(plain, manager)
    with pytest.raises(ValidationError, match="1 of 2 are not decided on"):
        actions.release(asked_for, asked_for.version, because="Sent", by=manager)
    decided(secret, manager, "withheld", exemption="others", reason="A parent's name")
    made = actions.release(asked_for, asked_for.version, because="Sent", by=manager)
    assert "The plan was changed." in made.text
    assert "Novak" not in made.text
    assert "Withheld as a whole: 1" in made.text
    answer = client.get(reverse("information:export", args=[made.pk]))
    assert (answer.content.decode(), answer["Content-Disposition"]) == (
        made.text, f'attachment; filename="release-{made.pk}.txt"',
    )  # fmt: skip
    asked_for.refresh_from_db()
    assert (asked_for.outcome, asked_for.closed_by) == ("released", manager)
    with pytest.raises(ValidationError, match="is answered"):
        decided(Item.objects.get(pk=secret.pk), manager)


def test_a_figure_that_is_released_counts_as_published(manager, workspace):
    asked_for = asked(manager)
    figure = finding.figure("FD09", "2016-17")
    actions.add(asked_for, [figure], by=manager)
    assert "20.5% (1,128 of 5,497)" in figure.text
    decided(asked_for.items.get(), manager)
    run = Workspace(workspace.folder).newest_run()
    assert _asked(workspace, run).num_rows == 0
    actions.release(asked_for, asked_for.version, because="Sent", by=manager)
    (published,) = _asked(workspace, run).to_pylist()
    assert (published["code"], published["period"], published["numerator"]) == ("FD09", "2016-17", 1128)


def test_a_small_figure_is_withheld_from_an_answer_as_from_the_public(manager):
    small = finding.figure("CD03", "2016-17")
    assert "3 of 36" not in small.text
    assert finding.figure("FD09", "1999-00") is None


# --- incidents ----------------------------------------------------------------------------------------------


def test_an_incident_asks_for_a_decision_at_once_and_then_for_what_was_decided(manager):
    one = incident(manager)
    kind = register.kind_of(one)

    def asks():
        return [(duty.what, duty.due, duty.urgent) for duty in kind.duties(manager, TODAY)]

    assert asks() == [("Decide whether to tell the regulator", date(2023, 10, 30), True)]
    with pytest.raises(ValidationError, match="First decide"):
        actions.finish(one, one.version, learnt="Check the address", by=manager)
    on(one, manager)
    assert asks() == [("Tell the regulator", date(2023, 10, 30), True)]
    with pytest.raises(ValidationError, match="not told yet"):
        actions.finish(one, one.version, learnt="Check the address", by=manager)
    told = datetime(2023, 10, 30, 8, 59, tzinfo=LONDON)
    one = actions.told(
        one, one.version, by=manager, told=told, reference="IC-1", late_because="", people_told=None
    )
    actions.finish(one, one.version, learnt="Check the address", by=manager)
    assert asks() == []


def test_telling_after_seventy_two_hours_needs_a_reason(manager):
    one = incident(manager)
    late = datetime(2023, 10, 30, 9, 1, tzinfo=LONDON)
    with pytest.raises(ValidationError, match="More than 72 hours"):
        actions.told(one, one.version, by=manager, told=late, reference="", late_because="", people_told=None)


def test_a_likely_risk_is_never_kept_from_the_regulator(manager):
    one = incident(manager)
    with pytest.raises(ValidationError, match="the regulator is told"):
        on(one, manager, risk="high", regulator="no")
    on(one, manager, risk="unlikely", regulator="no")
    newest = on(one, manager, risk="high", persons="yes")
    assert Incident.objects.get().decision == newest
    assert one.decisions.count() == 2  # what was decided before stays to be seen


def test_pages_say_where_things_stand(client, manager, django_assert_max_num_queries):
    one, asked_for = incident(manager), asked(manager)
    found(asked_for, manager, text="Maria Novak")
    assert "to decide on" in client.get(f"/information/requests/{asked_for.pk}").content.decode()
    assert "72 hours" in client.get(f"/information/incidents/{one.pk}").content.decode()
    on(one, manager, risk="unlikely", regulator="no")
    assert "It shows an address" in client.get(f"/information/incidents/{one.pk}").content.decode()
    for _ in range(5):
        asked(manager)
        on(incident(manager), manager)
    with django_assert_max_num_queries(12):
        page = client.get("/information/").content.decode()
    assert "A letter went astray" in page


def test_an_hour_that_the_clock_skips_is_refused_kindly(client, manager):
    said = {"title": "x", "words": "y", "whose": "z", "aware": "2024-03-31T01:30"}
    page = client.post("/information/incidents/add", said).content.decode()
    assert "There is a problem" in page
    assert Incident.objects.count() == 0


# --- the papers that it ships with -------------------------------------------------------------------------------


@pytest.mark.parametrize("slug", papers.ORDER)
def test_each_paper_has_a_title_and_marks_what_only_the_board_can_say(client, slug, manager):
    title, body = papers.read(slug)
    page = client.get(f"/information/papers/{slug}").content.decode()
    assert f'<h1 class="govuk-heading-l">{title}</h1>' in unescape(page)
    assert "**[" in body
    assert page.count("<table") == page.count('<div class="los-scrolls"')


def test_every_paper_is_listed():
    assert {path.stem for path in papers.HOME.glob("*.md")} == set(papers.ORDER)


def test_what_the_papers_say_of_the_software_is_so():
    """The numbers in them, against those that the code goes by."""
    retention, board = papers.read("retention")[1], papers.read("dpia-board")[1]
    kept = {kind.title: kind.kept.years for kind in register.kinds()}
    assert KEPT_MONTHS == 7 * 12
    assert "Seven years after the day they were true" in retention
    assert (kept["Request for information"], kept["Incident"]) == (3, 6)
    assert throttling.KEPT.days == 1
    assert settings.SESSION_COOKIE_AGE == 8 * 60 * 60
    assert "sessions end after eight hours" in board
    assert "Counts of one to five children are withheld" in board


def test_a_paper_is_taken_as_a_word_file(client, manager):
    answer = client.get("/information/papers/retention/word")
    assert answer["Content-Type"] == papers.WORD
    with ZipFile(BytesIO(answer.content)) as inside:
        assert "cannot be shortened" in inside.read("word/document.xml").decode()
