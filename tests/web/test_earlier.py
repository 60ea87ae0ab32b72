"""Figures as they were reported and as they are known now, and what changed since a day."""

import json
from datetime import date, timedelta
from fractions import Fraction

import pyarrow as pa
import pytest
from django.utils import timezone

from lineofsight.claims import frozen
from lineofsight.claims.evidence import Evidence
from lineofsight.engine.opened import Audience, open_run
from lineofsight.engine.reading import SCHEMA
from lineofsight.web.accounts.permissions import Role
from lineofsight.web.indicators import actions, agreed, earlier, seen, sheets
from lineofsight.web.records import register
from tests.web import make, small_workspace

pytestmark = pytest.mark.django_db
FIRST, LATER = date(2018, 6, 1), date(2018, 9, 1)


def words(answer) -> str:
    return " ".join(answer.content.decode().split())


@pytest.fixture
def refreshed(workspace):
    """A second run three months later: late entries in one year, another file in the other, one figure new."""
    rows = small_workspace.readings()
    for row in rows:
        if row["code"] == "FD09" and row["period"] == "2016-17" and row["by"] is None:
            row |= {"numerator": 1150, "value": 100 * 1150 / 5497, "load": "ssd-799-bbbb"}
        if row["code"] == "FD07" and row["period"] == "2016-17":
            row |= {"numerator": 5500, "value": 5500, "edition": "2"}
    rows.append(small_workspace.reading("EH01", "2016-17", 1300, None))
    return refresh(workspace, rows)


def refresh(workspace, rows):
    old = dict(workspace.newest_run())
    manifest = {name: old[name] for name in old if name not in ("id", "sha256", "version")}
    with workspace.new_run(
        "2018-09-01T090000-bbbb", manifest | {"at": "2018-09-01T09:00:00+01:00"}
    ) as writer:
        writer.write_table(pa.Table.from_pylist(rows, schema=SCHEMA))
    open_run(workspace, workspace.newest_run(), Audience.PUBLIC)
    return workspace


def test_a_figure_shows_what_was_told_of_it_and_why_it_is_another_now(client, refreshed):
    make.sign_in(client, make.person(Role.INDEPENDENT_CHAIR))
    page = words(client.get("/indicators/FD09/history"))
    assert '20.5% (1,128 of 5,497)</td><td class="govuk-table__cell">Refresh, 1 June 2018' in page
    assert '20.9% (1,150 of 5,497)</td><td class="govuk-table__cell">Refresh, 1 September 2018' in page
    assert "other files speak now" in page
    assert page.count("18.2%") == 1  # what did not change is told once


def test_figures_that_changed_since_a_day_are_listed_with_why(client, refreshed):
    make.sign_in(client, make.person(Role.INDEPENDENT_CHAIR))
    page = words(client.get("/indicators/changed?since=2018-07-01"))
    assert "Beside the refresh of 1 June 2018" in page
    assert "2016-17: it was 20.5% (1,128 of 5,497); other files speak now" in page
    assert "2016-17: it was 5,497; the definition changed" in page
    assert "2016-17: a new figure" in page
    assert "every figure is as it was" in words(client.get("/indicators/changed?since=2018-09-02"))
    before_all = words(client.get("/indicators/changed?since=2018-01-01"))
    assert "Beside the refresh of 1 June 2018, the first that there is" in before_all
    assert "2016-17: it was 20.5%" in before_all


def test_the_first_figures_there_are_have_changed_from_none(client, workspace):
    make.sign_in(client, make.person(Role.INDEPENDENT_CHAIR))
    assert "not yet worked out then" in words(client.get("/indicators/changed?since=2018-01-01"))


def test_a_partner_is_told_of_no_number_that_is_hidden_from_them(client, refreshed):
    make.sign_in(client, make.person(Role.SCHOOL_LEAD))
    for address in ("/indicators/CD03/history", "/indicators/changed?since=2018-07-01"):
        page = words(client.get(address))
        assert "3 of 36" not in page
        assert "8.3%" not in page


def edition(workspace, audience: str, value: str) -> None:
    folder = workspace.folder / "editions" / f"799-2016-17-{audience}"
    folder.mkdir(parents=True)
    manifest = {"id": folder.name, "at": "2018-07-20T10:00:00+01:00", "audience": audience, "area": "799"}
    (folder / "manifest.json").write_text(json.dumps(manifest))
    told = Evidence(
        code="FD09",
        title="Re-referrals",
        period="2016-17",
        value=Fraction(value),
        basis="computed",
        area="799",
    )
    frozen.write(folder / "evidence.json", {("figure=FD09 period=2016-17", "799", None): told}, {})


def test_a_signed_edition_stands_in_the_history_of_what_it_told(client, workspace):
    edition(workspace, "public", "20.5")
    edition(workspace, "board", "20.7")
    make.sign_in(client, make.person(Role.BOARD_MEMBER))
    page = words(client.get("/indicators/FD09/history"))
    assert '20.5%</td><td class="govuk-table__cell">Edition 799-2016-17-public, 20 July 2018' in page
    assert "Edition 799-2016-17-board" in page
    make.sign_in(client, make.person(Role.SCHOOL_LEAD))
    page = words(client.get("/indicators/FD09/history"))
    assert "Edition 799-2016-17-public" in page
    assert "Edition 799-2016-17-board" not in page


READING = small_workspace.reading("FD09", "2016-17", 1128, 5497, load="ssd-799-aaaa")


@pytest.mark.parametrize(("now", "why"), [
    ({"load": "ssd-799-bbbb"}, "late entries: a newer file of the same return"),
    ({"load": "cin_census-799-bbbb"}, "other files speak now"),
    ({"edition": "2"}, "the definition changed"),
    ({"basis": "published", "release": "CIN 2018"}, "now published, CIN 2018"),
    ({"status": "incomplete"}, "what it rested on is no longer there, or is no longer enough"),
    ({"numerator": 1129}, "population estimates or what is covered changed"),
])  # fmt: skip
def test_it_says_why_a_figure_is_another(now, why):
    assert earlier.because(READING, READING | now) == why


def test_a_newer_release_is_named():
    then, now = ({"basis": "published", "release": f"CIN {year}"} for year in (2017, 2018))
    assert earlier.because(READING | then, READING | now) == "a newer release: CIN 2018"


def test_what_was_handed_over_later_was_not_known_then(refreshed):
    opened = seen.opened(Audience.BOARD)
    first = opened.workspace.runs()[0]
    rows = {(row["code"], row["period"]): row for row in seen.at_run(opened, first, ["FD09", "EH01"])}
    assert rows["FD09", "2016-17"]["numerator"] == 1128
    assert ("EH01", "2016-17") not in rows


def test_the_chair_is_told_of_a_new_figure_that_is_better_and_of_no_period_without_one(client, workspace):
    nothing = small_workspace.reading("EH01", "2017-18", 0, None, value=None, status="not measured")
    better = small_workspace.reading("FD09", "2017-18", 808, 4929)
    refresh(workspace, [*small_workspace.readings(), nothing, better])
    chair = make.sign_in(client, make.person(Role.INDEPENDENT_CHAIR))
    agreed.choose(["FD09", "EH01"], by=chair)
    one, every = register.happenings(chair, date(2018, 7, 1), timezone.localdate())["Figures"]
    assert one.what.startswith(
        "Re-referrals within 12 months, 2017-18: 16.4% (808 of 4,929). Better than in 2016-17"
    )
    assert every.what == "1 measure has new figures"
    page = words(client.get("/indicators/changed?since=2018-07-01"))
    assert "2017-18: a new figure. Better than in 2016-17 (20.5%)" in page
    assert "Early help" not in page


def test_the_chair_is_told_of_figures_targets_and_commentary(refreshed):
    chair, manager = make.person(Role.INDEPENDENT_CHAIR), make.person(Role.BUSINESS_MANAGER)
    actions.set_target("FD09", 0, value=20, applies_from=date(2016, 4, 1), why="Agreed", by=manager)
    comment = actions.write_comment("FD09", "2016-17", 0, text="Threshold audits explain it.", by=manager)
    actions.agree_comment(comment, 1, by=chair)
    today = timezone.localdate()
    told = register.happenings(chair, today - timedelta(days=1), today)
    assert {"Targets", "Commentary"} <= set(told)
    assert "Figures" not in told  # no refresh since yesterday
    (figures,) = register.happenings(chair, date(2018, 7, 1), today)["Figures"]
    assert figures.what == "1 measure has new figures; 2 measures have figures that are not what they were"
    assert figures.on == LATER
    assert figures.href == "/indicators/changed?since=2018-07-01"
    assert sheets.by_code(seen.opened(Audience.BOARD))["FD09"].row["numerator"] == 1150
