"""The public site: what is agreed and may be seen, and nothing else, in pages that anybody can use."""

import csv
import json
import os
import re
from collections import Counter
from datetime import date
from pathlib import Path

import pyarrow as pa
import pytest
from django.urls import reverse
from django.utils import timezone
from lxml import html
from playwright import sync_api as playwright
from typer.testing import CliRunner

from lineofsight.cli.commands import app
from lineofsight.engine.periods import parse
from lineofsight.engine.reading import SCHEMA
from lineofsight.engine.store import MADE_UP
from lineofsight.web.accounts import trail
from lineofsight.web.accounts.models import Entry
from lineofsight.web.accounts.permissions import Role
from lineofsight.web.publishing import actions, open_data
from lineofsight.web.publishing.models import Agreement, Contradiction
from lineofsight.web.publishing.site import NotPublishedError, publish
from scripts.browser import browser as browser_here
from tests.web import make, small_workspace
from tests.web.installation import REPORT

pytestmark = pytest.mark.django_db
TODAY = date(2018, 6, 4)  # a Monday
PICTURES = os.environ.get("LOS_PICTURES")  # a folder for pictures of what was looked at
WHY = "Agreed by the board"


def agree(*codes: str):
    chair = make.person(Role.INDEPENDENT_CHAIR)
    for code in codes:
        actions.agree(code, 0, by=chair, why=WHY)
    return chair


def words(path: Path) -> str:
    return " ".join(html.parse(str(path)).getroot().text_content().split())


# --- agreeing --------------------------------------------------------------------------------------------------


def test_a_chair_agrees_an_indicator_and_takes_it_off_again(client, workspace):
    chair = make.sign_in(client, make.person(Role.INDEPENDENT_CHAIR))
    there = reverse("publishing:decide", args=["FD09"])
    client.post(there, {"version": 0, "why": WHY})
    agreement = Agreement.objects.get(code="FD09")
    assert (agreement.agreed_by, agreement.stands) == (chair, True)
    assert "agreed" in client.get(reverse("publishing:list")).content.decode()
    client.post(there, {"version": 1, "why": "The definition is under review"})
    agreement.refresh_from_db()
    assert (agreement.withdrawn_by, agreement.stands) == (chair, False)
    assert Entry.objects.filter(kind="publishing.agreement").count() == 2


def test_of_two_who_agree_at_once_the_second_is_told(client, workspace):
    agree("FD09")
    make.sign_in(client, make.person(Role.BUSINESS_MANAGER))
    answer = client.post(reverse("publishing:decide", args=["FD09"]), {"version": 0, "why": WHY})
    assert "changed by someone else" in answer.content.decode()
    assert Agreement.objects.get().stands


# --- the site --------------------------------------------------------------------------------------------------


def test_only_what_is_agreed_is_published(workspace, tmp_path):
    agree("FD09")
    site = publish(tmp_path / "site", today=TODAY)
    assert site.published == ("FD09",)
    names = {path.name for path in (tmp_path / "site").iterdir()}
    assert "FD09.html" in names
    assert "FD07.html" not in names
    assert "Publish" in Entry.objects.first().why


def test_a_page_has_question_value_chart_table_source_and_caveats(workspace, tmp_path):
    agree("FD09")
    publish(tmp_path / "site", today=TODAY)
    page = tmp_path / "site" / "FD09.html"
    said = words(page)
    for one in (
        "20.5%",
        "1,128 of 5,497",
        "Before you use this",
        "Where this comes from",
        "By sex",
        "too few",
    ):
        assert one in said
    root = html.parse(str(page)).getroot()
    assert root.xpath("//figure//svg")
    assert len(root.xpath("//table")) == 2


def test_no_planted_count_leaves_the_house(workspace, tmp_path):
    agree("FD09", "CD03")
    publish(tmp_path / "site", today=TODAY)
    rows = list(csv.DictReader((tmp_path / "site" / "FD09-years.csv").read_text().splitlines()))
    hidden = [row for row in rows if row["group"] == "not known"]
    assert hidden
    assert {row[part] for row in hidden for part in ("numerator", "denominator", "value")} == {"c"}
    (deaths,) = csv.DictReader((tmp_path / "site" / "CD03-years.csv").read_text().splitlines())
    assert (deaths["numerator"], deaths["value"]) == ("c", "c")
    assert "8.3%" not in words(tmp_path / "site" / "CD03.html")


def test_open_data_is_laid_out_as_the_departments_with_its_columns_beside_it(workspace, tmp_path):
    agree("FD09")
    publish(tmp_path / "site", today=TODAY)
    rows = list(csv.DictReader((tmp_path / "site" / "FD09-years.csv").read_text().splitlines()))
    whole = [row for row in rows if row["breakdown"] == "Total"]
    assert [(row["time_period"], row["time_identifier"], row["numerator"]) for row in whole] == [
        ("201516", "Financial year", "903"),
        ("201617", "Financial year", "1128"),
    ]
    assert {(row["geographic_level"], row["old_la_code"], row["made_up"]) for row in rows} == {
        ("Local authority", "799", MADE_UP)
    }
    said = json.loads((tmp_path / "site" / "FD09-years.csv-metadata.json").read_text())
    assert (said["@context"][0], said["url"]) == ("http://www.w3.org/ns/csvw", "FD09-years.csv")
    columns = {one["name"]: one for one in said["tableSchema"]["columns"]}
    assert list(columns) == list(rows[0])
    assert {row["value"] for row in whole} == {"18.2", "20.5"}  # as the department rounds its own
    for row in rows:
        for part in ("numerator", "denominator", "value"):
            assert row[part] in columns[part]["null"] or float(row[part]) >= 0
    keys = [tuple(row[name] for name in said["tableSchema"]["primaryKey"]) for row in rows]
    assert len(keys) == len(set(keys))


def test_years_quarters_and_months_are_files_of_their_own(workspace, tmp_path, settings):
    held = [*small_workspace.readings(), *small_workspace.quarters("FD09", [(20, 100), (22, 100)])]
    settings.WORKSPACE = tmp_path / "of-quarters"
    small_workspace.make(settings.WORKSPACE, held)
    agree("FD09")
    publish(tmp_path / "site", today=TODAY)
    kinds = {
        path.name: {row["time_identifier"] for row in csv.DictReader(path.read_text().splitlines())}
        for path in (tmp_path / "site").glob("*.csv")
    }
    assert kinds["FD09-years.csv"] == {"Financial year"}
    assert {kind[:-1] for kind in kinds["FD09-quarters.csv"]} == {"Financial year Q"}
    linked = html.parse(str(tmp_path / "site" / "data.html")).getroot().xpath("//a/@href")
    assert set(kinds) <= set(linked)


@pytest.mark.parametrize(
    ("label", "said"),
    [
        ("2016-17", ("201617", "Financial year")),
        ("2016-17-Q4", ("201617", "Financial year Q4")),
        ("2016-M12", ("2016", "December")),
        ("AY2016-17", ("201617", "Academic year")),
        ("2017", ("2017", "Calendar year")),
        ("R12-2016-M12", None),
    ],
)
def test_periods_are_written_as_the_department_writes_them(label, said):
    assert open_data.time_of(parse(label)) == said


def test_pages_stand_alone_and_say_that_they_are_made_up(workspace, tmp_path):
    agree("FD09", "FD07")
    publish(tmp_path / "site", today=TODAY)
    pages = sorted((tmp_path / "site").glob("*.html"))
    assert len(pages) == 5
    for page in pages:
        root = html.parse(str(page)).getroot()
        links = [*root.xpath("//@href"), *root.xpath("//@src")]
        for link in links:
            assert not re.match(r"[a-z]+:|/", link), f"{page.name}: {link} is no relative address"
            where, _, part = link.partition("#")
            assert (page.parent / where if where else page).is_file(), f"{page.name}: {link} leads nowhere"
            assert not part or root.xpath(f"//*[@id='{part}']") or where
        ids = Counter(root.xpath("//@id"))
        assert [name for name, times in ids.items() if times > 1] == []
        assert not root.xpath("//script")
        assert not root.xpath("//@style")
        assert len(root.xpath("//h1")) == 1
        assert MADE_UP in words(page)
    css = "".join(path.read_text() for path in (tmp_path / "site" / "assets").glob("*.css"))
    for address in re.findall(r"url\([\"']?([^\"')]+)", css):
        assert (tmp_path / "site" / "assets" / address).is_file(), address


def test_what_stood_there_is_replaced_whole_and_nothing_else_ever(workspace, tmp_path):
    chair = agree("FD09", "FD07")
    publish(tmp_path / "site", today=TODAY)
    actions.withdraw(Agreement.objects.get(code="FD07"), 1, by=chair, why="Under review")
    publish(tmp_path / "site", today=TODAY)
    assert not (tmp_path / "site" / "FD07.html").exists()
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letter.txt").write_text("x")
    with pytest.raises(NotPublishedError, match="something else"):
        publish(tmp_path / "mine", today=TODAY)
    assert (tmp_path / "mine" / "letter.txt").read_text() == "x"


def test_a_site_that_cannot_be_made_leaves_the_old_one(workspace, tmp_path, monkeypatch):
    agree("FD09")
    publish(tmp_path / "site", today=TODAY)
    monkeypatch.setattr("lineofsight.web.publishing.open_data.metadata", lambda *a, **k: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        publish(tmp_path / "site", today=TODAY)
    assert (tmp_path / "site" / "FD09-years.csv-metadata.json").is_file()
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


# --- held back ----------------------------------------------------------------------------------------------


@pytest.fixture
def contradicted(workspace, tmp_path):
    """A signed public report says 5,497 referrals; a newer run says 6,000."""
    (tmp_path / "report.md").write_text(REPORT)
    folder = str(workspace.folder)
    words = ["-w", folder, "report", str(tmp_path / "report.md"), "--out", str(tmp_path / "out"), "--final"]
    assert CliRunner().invoke(app, words).exit_code == 0
    rows = [row for row in small_workspace.readings() if (row["code"], row["period"]) != ("FD07", "2016-17")]
    rows.append(small_workspace.reading("FD07", "2016-17", 6000, None, known_on=date(2018, 6, 2)))
    manifest = {**workspace.newest_run(), "at": "2018-06-03T09:00:00+01:00"}
    with workspace.new_run("2018-06-03T090000-bbbb", manifest) as writer:
        writer.write_table(pa.Table.from_pylist(rows, schema=SCHEMA))
    return workspace


def test_what_contradicts_a_report_in_print_is_held_back_and_the_site_says_so(contradicted, tmp_path):
    agree("FD07", "FD09")
    site = publish(tmp_path / "site", today=TODAY)
    assert (site.published, list(site.held)) == (("FD09",), ["FD07"])
    for page in ("index", "data", "about"):
        said = words(tmp_path / "site" / f"{page}.html")
        assert (
            "Referrals (FD07): a sentence of the report 799-2016-17-report-1; to the end of 11 June 2018"
            in said
        )
        assert "6,000" not in said
    assert not (tmp_path / "site" / "FD07-years.csv").exists()


def test_it_is_held_back_as_soon_as_the_figures_are_worked_out(contradicted):
    agree("FD07", "FD09")
    today = timezone.localdate()
    assert actions.decided(today)[0] == ["FD07", "FD09"]
    with trail.acting_from(trail.WORKER):
        actions.look_again()
        actions.look_again()
    published, held = actions.decided(today)
    assert published == ["FD09"]
    assert [len(found) for found in held.values()] == [1]


def test_after_five_working_days_it_is_published(contradicted, tmp_path):
    agree("FD07")
    publish(tmp_path / "site", today=TODAY)
    assert publish(tmp_path / "site", today=date(2018, 6, 11)).published == ()
    assert publish(tmp_path / "site", today=date(2018, 6, 12)).published == ("FD07",)
    assert Contradiction.objects.count() == 1


def test_once_a_person_has_seen_it_it_is_published(client, contradicted, tmp_path):
    agree("FD07")
    publish(tmp_path / "site", today=TODAY)
    found = Contradiction.objects.get()
    by = make.sign_in(client, make.person(Role.BUSINESS_MANAGER))
    page = client.get(reverse("publishing:seen", args=[found.pk])).content.decode()
    assert "5,497" in page
    assert "6,000" in page
    client.post(reverse("publishing:seen", args=[found.pk]), {"version": 1, "why": "Corrected next year"})
    found.refresh_from_db()
    assert found.seen_by == by
    assert publish(tmp_path / "site", today=TODAY).published == ("FD07",)
    assert trail.verify()


# --- looked at ----------------------------------------------------------------------------------------------


@pytest.mark.browser
@pytest.mark.parametrize("width", [1280, 320])
def test_nothing_on_the_site_stands_in_anyones_way(contradicted, tmp_path, width):
    """axe-core finds nothing, and no page is wider than the screen."""
    from scripts.fetch_axe import fetch

    axe = fetch().read_text()
    agree("FD07", "FD09", "CD03")
    publish(tmp_path / "site", today=TODAY)
    found = browser_here() or pytest.fail("Needs a browser. Run: python -m scripts.browser")
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(
            executable_path=found, args=["--no-sandbox", "--disable-background-networking"]
        )
        page = browser.new_page(viewport={"width": width, "height": 900})
        for path in sorted((tmp_path / "site").glob("*.html")):
            page.goto(path.as_uri())
            page.evaluate(axe)
            violations = page.evaluate(
                "axe.run().then(done => done.violations.map(one => one.id + ' ' + one.nodes[0].target))"
            )
            assert violations == [], path.name
            assert page.evaluate("document.documentElement.scrollWidth") <= width, path.name
            if PICTURES:
                page.screenshot(path=f"{PICTURES}/{path.stem}-{width}.png", full_page=True)
        browser.close()
