"""Journeys of files that are brought in, in a real browser: by role and label, and without JavaScript."""

import pytest
from openpyxl import Workbook, load_workbook
from playwright import sync_api as playwright

from tests.web import mess
from tests.web.test_journeys import (  # noqa: F401 - fixtures
    WIDTHS,
    axe,
    browser,
    folder,
    in_the_way,
    served,
    sign_in_as,
)

pytestmark = pytest.mark.browser
LOG = (
    ["Action log"],
    ["Ref", "Action", "Who", "Organisation", "Raised", "Deadline", "RAG", "Cost code"],
    [1, "Count the visits each week", "Pat Lane", "Acme", "1/9/17", "end of Oct 2017", "Amber", "X1"],
    [2, "Write to the trust", "Sam Reed", "Severnshire County Council", "1/9/17", "TBC", "Red", "X2"],
)


def test_an_action_log_is_brought_in_and_written_back(browser, served, axe, tmp_path):  # noqa: F811
    """Without JavaScript: read, mapped, seen, taken in; and what Excel gets back has every column."""
    context = browser.new_context(base_url=served, bypass_csp=True, java_script_enabled=False)
    page = context.new_page()
    sign_in_as(page, "Business manager")
    page.goto("/improvement/actions/")
    page.get_by_role("button", name="Bring in an action log").click()
    playwright.expect(page.get_by_label("Actions: a log or a plan")).to_be_checked()
    book = Workbook()
    for row in LOG:
        book.active.append(row)
    book.save(tmp_path / "log.xlsx")
    page.get_by_label("File", exact=True).set_input_files(tmp_path / "log.xlsx")
    page.get_by_role("button", name="Read the file").click()
    playwright.expect(page.get_by_label("Deadline", exact=True)).to_have_value("due")
    playwright.expect(page.get_by_label("Cost code")).to_have_value("")
    mapping = page.url
    page.get_by_label("Who is “Acme”?").select_option("Longmeadow High School")
    page.get_by_role("button", name="Show what would happen").click()
    playwright.expect(page.get_by_text("Nothing became a record yet.")).to_be_visible()
    playwright.expect(page.get_by_text("“TBC” is no day")).to_be_visible()
    seen = page.url
    looks = browser.new_context(
        base_url=served, bypass_csp=True, storage_state=context.storage_state()
    ).new_page()
    for width in WIDTHS:
        looks.set_viewport_size({"width": width, "height": 800})
        for address in (mapping, seen):
            looks.goto(address)
            assert in_the_way(looks, axe) == []
    looks.context.close()
    page.get_by_role("button", name="Take in 1 row").click()
    playwright.expect(page.get_by_text("The file is taken in.")).to_be_visible()
    with page.expect_download() as given:
        page.get_by_role("button", name="Write it back to Excel").click()
    given.value.save_as(tmp_path / "back.xlsx")
    rows = [[cell.value for cell in row] for row in load_workbook(tmp_path / "back.xlsx").active]
    assert [row[-1] for row in rows] == [None, "Cost code", "X1", "X2"]
    page.get_by_role("link", name="Count the visits each week").click()
    playwright.expect(page.get_by_text("Longmeadow High School").first).to_be_visible()
    context.close()


def test_minutes_in_a_word_file_become_records(browser, served, axe, tmp_path):  # noqa: F811
    """Without JavaScript: picked out, looked at, put right, ticked, on record."""
    context = browser.new_context(base_url=served, bypass_csp=True, java_script_enabled=False)
    page = context.new_page()
    sign_in_as(page, "Independent chair")
    page.goto("/board/meetings/1")
    page.get_by_role("button", name="Read the minutes of a Word file").click()
    mess.word(
        tmp_path,
        mess.paragraph("4. Early help", bold=True),
        mess.paragraph("RESOLVED: that the early help offer be looked at again."),
        mess.paragraph("Action: Severnshire County Council to bring the numbers by 31 March 2030"),
    )
    page.get_by_label("File", exact=True).set_input_files(tmp_path / "log.docx")
    page.get_by_role("button", name="Read the minutes").click()
    playwright.expect(page.get_by_text("Nothing is on record yet.")).to_be_visible()
    playwright.expect(page.get_by_label("Person who does it")).to_have_value("Severnshire County Council")
    looks = browser.new_context(
        base_url=served, bypass_csp=True, storage_state=context.storage_state()
    ).new_page()
    for width in WIDTHS:
        looks.set_viewport_size({"width": width, "height": 800})
        looks.goto(page.url)
        assert in_the_way(looks, axe) == []
    looks.context.close()
    page.get_by_role("group", name="Decision 1").get_by_label("Take it").uncheck()
    page.get_by_role("button", name="Put on record what is ticked").click()
    playwright.expect(page.get_by_text("What you ticked is on record.")).to_be_visible()
    page.get_by_role("link", name="Bring the numbers by 31 March 2030").click()
    playwright.expect(page.get_by_text("Minutes, paragraph 3").first).to_be_visible()
    context.close()
