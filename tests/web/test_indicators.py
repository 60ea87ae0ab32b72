"""Figures on pages: who sees what, targets that are never overwritten, commentary that two may write."""

import csv
import io
import json
import os
from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from openpyxl import load_workbook

from lineofsight.engine.indicator import Better
from lineofsight.engine.indicators import CATALOGUE
from lineofsight.engine.opened import Audience
from lineofsight.engine.strength import Movement
from lineofsight.web.accounts import trail
from lineofsight.web.accounts.models import Entry
from lineofsight.web.accounts.permissions import GRANTS, Permission, Role
from lineofsight.web.accounts.trailed import OffTheRecordError
from lineofsight.web.indicators import actions, agreed, seen, showing
from lineofsight.web.indicators.models import Comment, Target
from tests.web import make, small_workspace

pytestmark = pytest.mark.django_db
READERS = [role for role in Role if Permission.FIGURES_VIEW in GRANTS[role]]


def words(answer) -> str:
    return " ".join(answer.content.decode().split())


def test_the_dashboard_shows_value_and_parts_and_says_what_was_not_returned(client, workspace):
    person = make.sign_in(client, make.person())
    page = words(client.get("/indicators/"))
    assert "20.5%" in page
    assert "1,128 of 5,497" in page
    assert "not on record" in page  # nobody agreed to send it
    agreed.choose(["FD09", "EH01"], by=person)
    page = words(client.get("/indicators/"))
    assert "not in our dataset" in page
    assert "not returned" in page


def test_an_indicators_page_is_calm(client, workspace):
    make.sign_in(client, make.person(Role.BOARD_MEMBER))
    page = words(client.get("/indicators/FD09/"))
    for said in (
        CATALOGUE["FD09"].question,
        "20.5%",
        "1,128 of 5,497",
        "Worse than in 2015-16 (18.2%)",
        "<svg",
    ):
        assert said in page
    assert "Set a target" not in page
    assert "Write a commentary" not in page


def test_where_nothing_was_returned_it_says_so_and_shows_no_nought(client, workspace):
    make.sign_in(client, make.person())
    page = (
        words(client.get("/indicators/MI06/"))
        if "MI06" in CATALOGUE
        else words(client.get("/indicators/EH01/"))
    )
    assert "Not returned." in page


def test_what_is_kept_of_a_run_goes_when_something_in_the_workspace_changes(workspace):
    first = seen.opened(Audience.BOARD)
    assert seen.opened(Audience.BOARD) is first
    os.utime(workspace.folder / "runs" / first.run, ns=(1, 1))
    assert seen.opened(Audience.BOARD) is not first


def test_an_indicator_that_there_is_not_is_not_found(client, workspace):
    make.sign_in(client, make.person())
    assert client.get("/indicators/XX99/").status_code == 404


# --- who sees a planted count of 3 -----------------------------------------------------------------------------

SEES_THE_PLANTED = seen.BOARD_ROLES | {Role.ANALYST}
PAGES = (
    "/indicators/CD03/",
    "/indicators/CD03/where-from/2016-17",
    "/indicators/",
    "/indicators/CD03/history",
)
PLANTED = ("3 of 36", "8.3%")


@pytest.mark.parametrize("role", READERS)
def test_a_count_of_three_is_shown_only_to_those_from_whom_nothing_is_suppressed(client, workspace, role):
    make.sign_in(client, make.person(role))
    shown = {page for page in PAGES if any(one in words(client.get(page)) for one in PLANTED)}
    assert bool(shown) == (role in SEES_THE_PLANTED)


@pytest.mark.parametrize("role", READERS)
def test_nor_does_a_file_or_a_breakdown_give_it_away(client, workspace, role):
    make.sign_in(client, make.person(role))
    whole = list(
        csv.DictReader(io.StringIO(client.get("/indicators/CD03/export.csv").content.decode("utf-8-sig")))
    )
    groups = list(
        csv.DictReader(io.StringIO(client.get("/indicators/FD09/export.csv").content.decode("utf-8-sig")))
    )
    told = any(row["numerator"] == "3" for row in [*whole, *groups])
    assert told == (role in SEES_THE_PLANTED)
    if not told:  # nor can it be worked out: another group is hidden with it
        known = [row for row in groups if row["by"] == "sex" and row["numerator"]]
        assert len(known) <= 1
        page = words(client.get("/indicators/FD09/groups"))
        assert "3 of 6" not in page


def test_every_role_has_an_audience_and_no_front_line_role_sees_the_boards():
    seen_by = {role: seen.audience_of(make.person(role)) for role in Role}
    assert seen_by[Role.ANALYST] is Audience.ANALYST
    assert (
        seen_by[Role.SCHOOL_LEAD] is seen_by[Role.SCREENER] is seen_by[Role.AGENCY_LEAD] is Audience.PARTNER
    )
    assert seen_by[Role.SCRUTINY_MEMBER] is Audience.PUBLIC


def test_until_the_public_edition_is_made_a_partner_is_asked_to_wait(client, settings, tmp_path):
    settings.WORKSPACE = tmp_path / "workspace"
    small_workspace.make(settings.WORKSPACE, public=False)
    make.sign_in(client, make.person(Role.SCHOOL_LEAD))
    assert "Look again in a little while" in words(client.get("/indicators/"))
    assert not list(settings.WORKSPACE.glob("runs/*/public.parquet"))


def test_what_an_agency_sent_as_a_figure_is_not_shown_to_partners(client, settings, tmp_path):
    settings.WORKSPACE = tmp_path / "workspace"
    rows = [small_workspace.reading("FD09", "2016-17", 1128, 5497, basis="recorded")]
    small_workspace.make(settings.WORKSPACE, rows)
    opened = seen.open_for(make.person(Role.SCHOOL_LEAD))
    assert opened.readings("FD09") == []
    assert len(seen.open_for(make.person(Role.BOARD_MEMBER)).readings("FD09")) == 1


def test_rows_are_shown_for_a_reason_that_goes_on_the_trail(client, workspace):
    analyst = make.sign_in(client, make.person())
    address = "/indicators/FD09/where-from/2016-17/rows"
    assert "goes on the trail" in words(client.get(address))
    client.post(address, {"why": ""})
    assert not Entry.objects.filter(what="viewed").exists()
    client.post(address, {"why": "The chair asked"})
    entry = Entry.objects.get(what="viewed")
    assert (entry.by, entry.why, entry.subject) == (analyst, "The chair asked", "FD09 2016-17")


def test_a_file_runs_nothing_in_a_spreadsheet(client, settings, tmp_path):
    settings.WORKSPACE = tmp_path / "workspace"
    small_workspace.make(
        settings.WORKSPACE, [small_workspace.reading("FD09", "2016-17", 1128, 5497, note="=1+1")]
    )
    make.sign_in(client, make.person())
    (row,) = csv.DictReader(
        io.StringIO(client.get("/indicators/FD09/export.csv").content.decode("utf-8-sig"))
    )
    assert row["note"] == "'=1+1"
    assert row["made_up"]


def test_a_workbook_and_json_hold_what_the_csv_holds_and_say_that_it_is_made_up(client, workspace):
    make.sign_in(client, make.person(Role.SCHOOL_LEAD))
    held = list(
        csv.reader(io.StringIO(client.get("/indicators/FD09/export.csv").content.decode("utf-8-sig")))
    )
    book = load_workbook(io.BytesIO(client.get("/indicators/FD09/export.xlsx").content))
    kept = [
        at for at, name in enumerate(held[0]) if name not in ("value", "known_on")
    ]  # said otherwise there
    cells = [["" if cell is None else str(cell) for cell in row] for row in book.active.values]
    assert [[row[at] for at in kept] for row in cells] == [[row[at] for at in kept] for row in held]
    found = json.loads(client.get("/indicators/FD09/export.json").content)
    assert [list(row) for row in found[:1]] == held[:1]
    assert len(found) == len(held) - 1
    assert all(row["made_up"] for row in found)
    assert client.get("/indicators/FD09/export.exe").status_code == 404


def test_a_workbook_holds_no_formula(client, settings, tmp_path):
    settings.WORKSPACE = tmp_path / "workspace"
    rows = [small_workspace.reading("FD09", "2016-17", 1128, 5497, note='=HYPERLINK("x")')]
    small_workspace.make(settings.WORKSPACE, rows)
    make.sign_in(client, make.person())
    book = load_workbook(io.BytesIO(client.get("/indicators/FD09/export.xlsx").content))
    assert {cell.data_type for row in book.active for cell in row} <= {"s", "n", "d"}


# --- targets ---------------------------------------------------------------------------------------------------

WANTED = {"value": "20", "applies_from": "2016-04-01", "why": "Agreed by the board in May", "number": 0}


def test_a_target_says_by_whom_from_when_and_why_and_is_never_overwritten(client, workspace):
    chair = make.sign_in(client, make.person(Role.INDEPENDENT_CHAIR, name="Elin Hughes"))
    client.post("/indicators/FD09/target", WANTED)
    client.post("/indicators/FD09/target", {**WANTED, "value": "22", "number": 1, "why": "Too hard"})
    assert [int(one.value) for one in Target.objects.all()] == [22, 20]
    page = words(client.get("/indicators/FD09/history"))
    assert all(
        said in page for said in ("20.0%", "22.0%", "Elin Hughes", "Agreed by the board in May", "Too hard")
    )
    assert "meets the target" in words(client.get("/indicators/FD09/"))
    assert Entry.objects.filter(by=chair, kind="indicators.target").count() == 2


def test_a_target_lies_within_a_share_and_within_the_time_of_its_figures(client, workspace):
    make.sign_in(client, make.person(Role.INDEPENDENT_CHAIR))
    assert "Enter a target from 0 to 100" in words(
        client.post("/indicators/FD09/target", {**WANTED, "value": "999"})
    )
    assert "Enter 0 or more" in words(client.post("/indicators/FD09/target", {**WANTED, "value": "-5"}))
    early = words(client.post("/indicators/FD09/target", {**WANTED, "applies_from": "1800-01-01"}))
    assert "Its figures begin on 1 April 2015. Enter that day or a later one" in early
    assert Target.objects.count() == 0


def test_of_two_who_set_a_target_the_second_is_told_and_loses_nothing(client, workspace):
    make.sign_in(client, make.person(Role.INDEPENDENT_CHAIR))
    client.post("/indicators/FD09/target", WANTED)
    second = client.post("/indicators/FD09/target", {**WANTED, "value": "18", "why": "My own long reason"})
    page = words(second)
    assert "Somebody else saved while you were writing" in page
    assert "My own long reason" in page
    assert "Agreed by the board in May" in page  # theirs, to read
    assert 'name="number" value="1"' in page
    assert Target.objects.count() == 1


def test_a_value_is_held_against_the_target_of_its_own_time(workspace):
    by = make.person()
    actions.set_target("FD09", 0, value=30, applies_from=date(2015, 4, 1), why="First", by=by)
    actions.set_target("FD09", 1, value=10, applies_from=date(2018, 4, 1), why="Later", by=by)
    assert actions.target_on("FD09", date(2017, 3, 31)).value == 30
    assert actions.target_on("FD09", date(2018, 4, 1)).value == 10


def test_a_measure_without_a_good_direction_takes_no_target(client, workspace):
    make.sign_in(client, make.person())
    assert CATALOGUE["FD07"].better is Better.NEITHER
    assert client.get("/indicators/FD07/target").status_code == 404
    with pytest.raises(ValidationError, match="takes no target"):
        actions.set_target("FD07", 0, value=1, applies_from=date(2018, 4, 1), why="x", by=make.person())


def test_the_page_of_a_measure_of_context_says_why_it_takes_no_target(client, workspace):
    make.sign_in(client, make.person(Role.INDEPENDENT_CHAIR))
    why = "This measure takes no target: it is context"
    assert why in words(client.get("/indicators/FD07/"))
    assert why not in words(client.get("/indicators/FD09/"))
    make.sign_in(client, make.person(Role.SCHOOL_LEAD))  # who sets none anyway
    assert why not in words(client.get("/indicators/FD07/"))


def test_a_target_cannot_be_changed_or_removed(workspace):
    by = make.person()
    target = actions.set_target("FD09", 0, value=20, applies_from=date(2016, 4, 1), why="x", by=by)
    with pytest.raises(OffTheRecordError, match="written once"):
        trail.change(target, 1, by=by, why="Secretly", value=50)
    with pytest.raises(OffTheRecordError, match="never removed"):
        trail.delete(target, by=by, why="Secretly")


def test_a_target_met_is_said_in_the_measures_direction():
    row = small_workspace.reading("FD09", "2016-17", 1128, 5497)
    assert CATALOGUE["FD09"].better is Better.LOWER
    assert showing.against(CATALOGUE["FD09"], row, 21)[0] == "meets the target"
    assert showing.against(CATALOGUE["FD09"], row, 20)[0] == "does not meet the target"
    assert showing.against(CATALOGUE["FD09"], {**row, "status": "incomplete"}, 20) == ("", "")


def test_a_value_says_what_it_is_made_of_and_a_state_the_day_on_which_it_was_so():
    rate = small_workspace.reading("CP07", "2016-17", 424, 116697, value=36.3)
    assert showing.parts(CATALOGUE["CP07"], rate) == "424 among 116,697 children"
    assert showing.period(CATALOGUE["CP07"], "2016-17") == "31 March 2017"
    assert showing.period(CATALOGUE["FD09"], "2016-17") == "2016-17"


# --- commentary ------------------------------------------------------------------------------------------------

COMMENTARY = "/indicators/FD09/commentary/2016-17"


def test_a_commentary_is_drafted_by_one_and_agreed_by_another(client, workspace):
    make.sign_in(client, make.person(Role.ANALYST, name="Priya Marsh"))
    client.post(COMMENTARY, {"text": "Threshold audits explain part of it.", "version": 0})
    make.sign_in(client, make.person(Role.BOARD_MEMBER))
    assert "Threshold audits" not in words(client.get("/indicators/FD09/"))  # a draft is nobody else's

    make.sign_in(client, make.person(Role.INDEPENDENT_CHAIR, name="Elin Hughes"))
    client.post(f"{COMMENTARY}/agree", {"version": 1})
    make.sign_in(client, make.person(Role.BOARD_MEMBER))
    page = words(client.get("/indicators/FD09/"))
    assert "Threshold audits explain part of it." in page
    assert "agreed by Elin Hughes" in page


def test_until_the_newest_figure_has_a_commentary_the_last_one_stands_there(client, workspace):
    analyst = make.sign_in(client, make.person())
    actions.write_comment("FD09", "2015-16", 0, text="More families came back.", by=analyst)
    page = words(client.get("/indicators/FD09/"))
    assert "Commentary on 2015-16" in page
    assert "More families came back." in page
    assert "Write a commentary" in page
    actions.write_comment("FD09", "2016-17", 0, text="It went on.", by=analyst)
    page = words(client.get("/indicators/FD09/"))
    assert "It went on." in page
    assert "More families came back." not in page
    assert "Edit the commentary" in page
    make.sign_in(client, make.person(Role.BUSINESS_MANAGER))
    assert "/indicators/FD09/commentary/2016-17/agree" in words(client.get("/indicators/FD09/"))


def test_nobody_agrees_what_they_drafted(client, workspace):
    manager = make.sign_in(client, make.person(Role.BUSINESS_MANAGER))
    client.post(COMMENTARY, {"text": "All is well.", "version": 0})
    client.post(f"{COMMENTARY}/agree", {"version": 1})
    assert Comment.objects.get().state == "draft"
    past_the_code = (
        "UPDATE indicators_comment SET state = 'agreed', agreed_at = drafted_at, agreed_by_id = %s"
    )
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(past_the_code, [manager.pk])


def test_of_two_who_write_a_commentary_the_second_is_told_and_loses_nothing(client, workspace):
    make.sign_in(client, make.person(Role.ANALYST))
    client.post(COMMENTARY, {"text": "First.", "version": 0})
    second = client.post(COMMENTARY, {"text": "Second, and long.", "version": 0})
    page = words(second)
    assert "Second, and long." in page
    assert "First." in page
    assert 'name="version" value="1"' in page
    client.post(COMMENTARY, {"text": "Both together.", "version": 1})
    comment = Comment.objects.get()
    assert comment.text == "Both together."
    assert [one.text for one in comment.wordings.all()] == ["Both together.", "First."]


def test_what_was_worded_anew_meanwhile_is_not_agreed_unread(client, workspace):
    make.sign_in(client, make.person(Role.ANALYST))
    client.post(COMMENTARY, {"text": "First.", "version": 0})
    client.post(COMMENTARY, {"text": "Quite another thing.", "version": 1})
    make.sign_in(client, make.person(Role.INDEPENDENT_CHAIR))
    client.post(f"{COMMENTARY}/agree", {"version": 1})
    assert Comment.objects.get().state == "draft"


def test_an_agreed_commentary_worded_anew_is_a_draft_again(workspace):
    analyst, chair = make.person(), make.person(Role.INDEPENDENT_CHAIR)
    comment = actions.write_comment("FD09", "2016-17", 0, text="First.", by=analyst)
    comment = actions.agree_comment(comment, 1, by=chair)
    comment = actions.write_comment("FD09", "2016-17", comment.version, text="Second.", by=analyst)
    assert (comment.state, comment.agreed_by) == ("draft", None)


def test_commentary_may_repeat_a_small_number_so_partners_are_not_shown_it(client, workspace):
    comment = actions.write_comment("CD03", "2016-17", 0, text="Three of the 36 deaths.", by=make.person())
    actions.agree_comment(comment, 1, by=make.person(Role.INDEPENDENT_CHAIR))
    make.sign_in(client, make.person(Role.SCHOOL_LEAD))
    for page in ("/indicators/CD03/", "/indicators/CD03/history"):
        assert "Three of the 36" not in words(client.get(page))


def test_a_share_is_better_or_worse_on_a_day_and_in_a_year():
    assert showing.told(
        Movement.BETTER, CATALOGUE["LH10"], small_workspace.reading("LH10", "2015-16", 60, 100)
    ) == ("Better than on 31 March 2016 (60.0%), by more than chance gives.")


def test_the_dashboard_asks_the_database_the_same_however_many_targets_there_are(
    client, workspace, django_assert_max_num_queries
):
    by = make.sign_in(client, make.person())
    for number in range(10):
        actions.set_target("FD09", number, value=20, applies_from=date(2016, 4, 1), why="x", by=by)
    client.get("/indicators/")
    # Four of them: what is late, which rooms are closed, the last refresh, what the priorities are measured by.
    with django_assert_max_num_queries(12):
        client.get("/indicators/")
