"""Journeys through the board's business in a real browser, as a screen reader has them."""

import re
import time

import pytest
from playwright import sync_api as playwright

from tests.web import test_journeys as journeys

pytestmark = pytest.mark.browser
browser, page, said, served = journeys.browser, journeys.page, journeys.said, journeys.served
sign_in_as = journeys.sign_in_as
THE_BOARD = re.compile(
    "Severnshire Safeguarding Children Board, "
)  # a meeting of it, in a list or above a page


def test_the_data_is_late_on_the_day_of_the_board(page):
    """The manager sees what is not in, issues the papers, adds to them, and has the chair's letter one press away."""
    sign_in_as(page, "Business manager")
    page.goto("/board/meetings/")
    page.get_by_role("link", name=THE_BOARD).first.click()
    playwright.expect(page.get_by_text("asked for on").first).to_be_visible()
    page.get_by_role("button", name="See and issue the papers").click()
    playwright.expect(page.get_by_role("cell", name="not returned").first).to_be_visible()
    page.get_by_role("button", name="Issue the papers").click()
    playwright.expect(page.get_by_text("The papers are issued.")).to_be_visible()
    with page.expect_download() as file:
        page.get_by_role("link", name="a web page").click()
    assert "Where every figure comes from" in file.value.path().read_text()
    page.get_by_role("link", name=THE_BOARD).first.click()
    page.get_by_role("button", name="Add to the papers").click()
    page.get_by_label("What members should know").fill("The police return is still not in.")
    page.get_by_role("button", name="Issue the addendum").click()
    playwright.expect(page.get_by_role("heading", level=1)).to_have_text("Addendum 1")
    page.get_by_role("link", name=THE_BOARD).first.click()
    page.get_by_role("link", name="The chair's letter").first.click()
    playwright.expect(page.get_by_role("heading", level=1)).to_have_text("Severnshire Police")
    playwright.expect(page.get_by_text("It was asked for on").first).to_be_visible()


def test_the_lead_leaves_and_the_successor_is_asked_once(page):
    sign_in_as(page, "Business manager")
    page.goto("/board/groups/")
    page.get_by_role("link", name="Exploitation strategy").last.click()
    page.get_by_role("button", name="Hand over to somebody else").click()
    page.get_by_label("Agency").select_option("Severnshire Health and Care Trust")
    page.get_by_label("Who leads it").fill("Nadia Rahman")
    page.get_by_label("Their account").select_option("Nadia Rahman")
    page.get_by_label("From", exact=True).fill(time.strftime("%Y-%m-%d"))
    page.get_by_role("button", name="Save").click()
    playwright.expect(page.get_by_role("heading", name="What they left behind")).to_be_visible()
    page.get_by_role("button", name="Sign out", exact=True).click()
    sign_in_as(page, "Agency safeguarding lead")
    page.get_by_role("link", name=re.compile("Say whether it still holds")).first.click()
    page.get_by_role("button", name="Say whether it still holds").click()
    playwright.expect(page.get_by_text("You are asked once")).to_be_visible()
    page.get_by_label("Does it still hold?").select_option("All of it holds")
    page.get_by_label("In your words").fill("I have read it all.")
    page.get_by_role("button", name="Save").click()
    playwright.expect(page.get_by_text("Your answer is on record.")).to_be_visible()
    page.goto("/today")
    playwright.expect(page.get_by_role("link", name=re.compile("Say whether it still holds"))).to_have_count(
        0
    )
