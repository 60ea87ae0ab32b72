"""Journeys through the board's business in a real browser, as a screen reader has them."""

import re
import time

import pytest
from playwright import sync_api as playwright

from tests.web import make
from tests.web import test_journeys as journeys

pytestmark = pytest.mark.browser
axe, browser, folder, page, said, served = (
    journeys.axe, journeys.browser, journeys.folder, journeys.page, journeys.said, journeys.served,
)  # fmt: skip
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
    playwright.expect(page.get_by_text(re.compile("no value for .* Last: ")).first).to_be_visible()
    page.get_by_role("button", name="See and issue the papers").click()
    late = page.get_by_role("row").filter(has_text="asked for on")
    row = late.filter(has=page.get_by_role("cell", name="not returned", exact=True)).first
    playwright.expect(
        row.get_by_role("cell", name=re.compile("asked for on .*(Last value: |No value was held before)"))
    ).to_be_visible()
    assert "0" not in row.get_by_role("cell").nth(1).inner_text()
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
    playwright.expect(page.get_by_text(time.strftime("%-d %B %Y")).first).to_be_visible()
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
    for what in ("Strategies", "Assurances given", "Asked and still open"):
        playwright.expect(page.get_by_role("heading", name=what)).to_be_visible()
    playwright.expect(page.get_by_text("{count=lead-changes-exploitation}")).to_be_visible()
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


# --- without JavaScript, on a telephone ----------------------------------------------------------------------


@pytest.fixture
def phone(browser, served, axe):
    """Somebody's telephone, 320 px wide and without JavaScript. Every page that was opened is held to axe afterwards."""
    small = {"width": 320, "height": 700}
    context = browser.new_context(base_url=served, java_script_enabled=False, viewport=small)
    opened, seen = context.new_page(), []
    opened.on("framenavigated", lambda frame: seen.append(frame.url))
    yield opened
    context.close()
    again = browser.new_context(base_url=served, viewport=small, bypass_csp=True).new_page()
    sign_in_as(again, "Business manager")
    wrong = {}
    for address in dict.fromkeys(seen):
        if "/board/" in address or address.endswith("/today"):
            again.goto(address)
            if found := journeys.in_the_way(again, axe):
                wrong[address] = found
    again.context.close()
    assert wrong == {}


def test_a_risk_leads_to_a_challenge_and_an_ask_each_with_its_letter_and_the_agency_answers(phone, tmp_path):
    sign_in_as(phone, "Business manager")
    phone.goto("/board/risks/")
    phone.get_by_role("main").get_by_role("listitem").get_by_role("link").first.click()
    risk = phone.url
    phone.get_by_role("link", name="Challenge an agency about this").click()
    phone.get_by_label("Title").fill("Nobody tests it")
    phone.get_by_label("Short name").fill("nobody-tests")
    phone.get_by_label("To which agency").select_option("Severnshire Health and Care Trust")
    phone.get_by_label("What is not right").fill("Nobody has tried whether it holds.")
    phone.get_by_label("On what evidence").fill("The risk register")
    phone.get_by_label("Response due by").fill("2030-01-31")
    phone.get_by_role("button", name="Save").click()
    challenge = phone.url
    phone.get_by_role("button", name="The chair's letter").click()
    playwright.expect(phone.get_by_text("Please respond by 31 January 2030")).to_be_visible()
    phone.goto(risk)
    phone.get_by_role("link", name="Seek assurance about this").click()
    phone.get_by_label("Title").fill("A test of it")
    phone.get_by_label("Short name").fill("a-test-of-it")
    phone.get_by_label("What assurance is sought").fill("A test of what holds the risk")
    phone.get_by_label("Of which agency").select_option("Severnshire Health and Care Trust")
    phone.get_by_label("In what form").select_option("An audit")
    phone.get_by_label("By when").fill("2030-02-28")
    phone.get_by_role("button", name="Save").click()
    playwright.expect(phone.get_by_text("It comes from: RSK-")).to_be_visible()
    ask = phone.url
    phone.get_by_role("button", name="Letter to the agency").click()
    for words in (
        "Nobody has tried whether it holds.",
        "A test of what holds the risk",
    ):  # one letter holds both
        playwright.expect(phone.get_by_text(words)).to_be_visible()
    phone.get_by_role("button", name="Sign out", exact=True).click()

    sign_in_as(phone, "Agency safeguarding lead")
    phone.get_by_role("link", name=re.compile("Respond to the challenge: Nobody tests it")).click()
    phone.get_by_role("button", name="Respond").click()
    phone.get_by_label("In the agency's words").fill("We tried it this week.")
    file = tmp_path / "test.pdf"
    file.write_bytes(b"%PDF-1.7 a test")
    phone.get_by_label("What shows it, as a file").set_input_files(file)
    phone.get_by_role("button", name="Save").click()
    playwright.expect(phone.get_by_role("link", name="test.pdf")).to_be_visible()
    phone.goto(ask)
    phone.get_by_role("button", name="Reply", exact=True).click()
    phone.get_by_label("In the agency's words").fill("It holds.")
    phone.get_by_role("button", name="Save").click()
    playwright.expect(phone.get_by_text("self-report: no evidence given")).to_be_visible()
    playwright.expect(phone.get_by_text("replied, not yet considered")).to_be_visible()
    phone.get_by_role("button", name="Sign out", exact=True).click()

    sign_in_as(phone, "Business manager")
    phone.goto(challenge)
    phone.get_by_role("button", name="Say what came of it").click()
    phone.get_by_label("Resolved", exact=True).check()
    phone.get_by_label("What changed because of it").fill("It is tested every quarter.")
    phone.get_by_label("On which day").fill(time.strftime("%Y-%m-%d"))
    phone.get_by_role("button", name="Save").click()
    playwright.expect(phone.get_by_text("What changed: It is tested every quarter.")).to_be_visible()
    phone.goto(risk)
    playwright.expect(
        phone.get_by_role("link", name="Nobody tests it", exact=True)
    ).to_be_visible()  # seen from both ends


def test_a_later_decision_takes_the_place_of_an_earlier_one_that_stays_to_be_read(phone):
    sign_in_as(phone, "Independent chair")
    phone.goto("/board/decisions/")
    phone.get_by_role("link", name="Critical friends").click()
    playwright.expect(phone.get_by_text("in force", exact=True)).to_be_visible()
    phone.get_by_role("button", name="A later one supersedes it").click()
    phone.get_by_label("Which later decision takes its place?").select_option(
        "Levels of Need guidance agreed"
    )
    phone.get_by_role("button", name="Save").click()
    playwright.expect(phone.get_by_text("superseded", exact=True)).to_be_visible()
    playwright.expect(
        phone.get_by_text("Each workstream of the improvement plan has a member")
    ).to_be_visible()
    phone.get_by_role("link", name="Levels of Need guidance agreed").click()
    playwright.expect(phone.get_by_text("It stands in the place of:")).to_be_visible()


def test_a_calendar_reads_by_its_address_until_that_is_revoked(phone, served):
    sign_in_as(phone, "Independent chair")
    phone.goto("/calendar/")
    phone.get_by_role("button", name="Make an address").click()
    shown = phone.get_by_role("strong").inner_text()
    feed = served + "/" + shown.split("/", 3)[3]
    assert "BEGIN:VEVENT" in phone.request.get(feed).text()
    phone.goto("/calendar/")
    assert shown not in phone.inner_text("body")  # it was shown once
    phone.get_by_role("button", name="Revoke the address").click()
    assert phone.request.get(feed).status == 404


def message_to(folder, address: str, holds: str) -> str:
    """The text of a message that the installation sent; the worker may still be about to."""
    for _ in range(150):
        for kept in (folder / "site" / "outbox").glob("*"):
            text = kept.read_text().replace("=\n", "")
            if f"To: {address}" in text and holds in text:
                return text
        time.sleep(0.2)
    raise AssertionError(f"nothing was sent to {address}")


def test_a_reminder_link_signs_in_once(browser, served, folder):
    secret = re.search(r"/reminder/(\S+)", message_to(folder, "chair@severnshire.example", "/reminder/"))[1]
    for name, heading in (("Sign in", "What needs you"), (None, "This link is over")):
        page = browser.new_context(base_url=served).new_page()
        page.goto(f"/reminder/{secret}")
        if name:
            page.get_by_role("button", name=name, exact=True).click()
        playwright.expect(page.get_by_role("heading", name=heading)).to_be_visible()
        page.context.close()


def test_monday_a_new_manager(browser, served, folder, phone):
    """A deputy who has never signed in: invited, and three presses later all three answers."""
    office = browser.new_context(base_url=served).new_page()
    sign_in_as(office, "Administrator")
    office.goto("/people/invite")
    office.get_by_label("Name").fill("Dee Puty")
    office.get_by_label("Email address").fill("deputy@board.example")
    office.get_by_label("Agency").select_option("Severnshire Safeguarding Children Board")
    office.get_by_label("Role").select_option("Business manager")
    office.locator("form").get_by_role("button").last.click()
    office.context.close()
    link = re.search(r"/link/(\S+)", message_to(folder, "deputy@board.example", "/link/"))[1]
    phone.goto(f"/link/{link}")
    playwright.expect(phone.get_by_role("heading", level=1)).to_have_text("Choose a password, Dee Puty")
    phone.get_by_label("New password").fill(make.PASSWORD)
    phone.get_by_label("The same once more").fill(make.PASSWORD)
    phone.get_by_role("button", name="Save password").click()
    phone.goto("/today")
    phone.get_by_label("Email address").fill("deputy@board.example")
    phone.get_by_label("Password").fill(make.PASSWORD)
    phone.get_by_role("button", name="Sign in", exact=True).click()
    phone.get_by_role("link", name="Where everything stands, for whoever is new").click()
    for what in ("Due in the next 30 days", "Who owes what", "Where the promises of the last year stand"):
        heading = phone.get_by_role("heading", name=what)
        playwright.expect(heading).to_be_visible()
        playwright.expect(
            heading.locator("xpath=following-sibling::ul[1]").get_by_role("link").first
        ).to_be_visible()
    playwright.expect(phone.get_by_text("the Community Safety Partnership")).to_be_visible()
    phone.get_by_role("link", name="Severnshire Police", exact=True).click()
    playwright.expect(phone.get_by_role("heading", level=1)).to_contain_text("Severnshire Police")
