"""The chief journeys, each made twice: by the keyboard alone, and on a telephone without JavaScript."""

import re
import time
from datetime import date
from pathlib import Path

import pypandoc
import pytest
from openpyxl import Workbook
from playwright import sync_api as playwright

from tests.engine.sources.test_cin_census import case, child, header, message
from tests.web import make
from tests.web import test_journeys as journeys
from tests.web.hands import Hand, Keyboard, Telephone

pytestmark = pytest.mark.browser
axe, browser, folder, said, served = (
    journeys.axe,
    journeys.browser,
    journeys.folder,
    journeys.said,
    journeys.served,
)
ANALYST, MANAGER, CHAIR, ADMINISTRATOR = (
    "Performance analyst",
    "Business manager",
    "Independent chair",
    "Administrator",
)
REPORT = "# Annual report 2016/17\n\nIn 2016-17 there were 5,497 referrals. Forty-four bicycles were sold.\n"
EITHER = (Keyboard, Telephone)


@pytest.fixture(params=EITHER, ids=lambda one: one.__name__.lower())
def hand(request, browser, served, said):
    """Nothing that the browser could complain of, such as a page that breaks its own policy, is left unsaid."""
    context = browser.new_context(base_url=served, **request.param.context)
    page = context.new_page()
    page.on("console", lambda one: said.append(one.text) if one.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    yield request.param(page)
    context.close()
    assert said == []


@pytest.fixture
def look(browser, served, axe, hand):
    """Look at the page where somebody is, at both widths, with a tool for what stands in anyone's way."""

    def looked() -> None:
        state = hand.page.context.storage_state()
        context = browser.new_context(base_url=served, bypass_csp=True, storage_state=state)
        page = context.new_page()
        for width in journeys.WIDTHS:
            page.set_viewport_size({"width": width, "height": 800})
            page.goto(hand.page.url)
            assert journeys.in_the_way(page, axe) == []
        context.close()

    return looked


@pytest.fixture
def outbox(tmp_path_factory):
    """The link in the message that went to an address."""

    def link(email: str) -> str:
        files = tmp_path_factory.getbasetemp().glob("served[0-9]*/site/outbox/*")
        (sent,) = [text for text in (one.read_text() for one in files) if f"To: {email}" in text]
        return re.search(r"https?://\S+", sent)[0]

    return link


def whose(hand: Hand) -> int:
    """A number for what one of the two leaves behind, so that the other does not meet it."""
    return EITHER.index(type(hand))


def see(hand: Hand, words: str | re.Pattern[str]) -> None:
    playwright.expect(hand.page.get_by_text(words).first).to_be_visible()


def wait_for(hand: Hand, words: str) -> None:
    """Without JavaScript a page looks again when it is asked to."""
    for _ in range(120):
        if hand.page.get_by_text(words).count():
            return
        time.sleep(0.5)
        hand.page.reload()
    raise AssertionError(f"{words} did not come")


def workbook(path: Path, *rows: list) -> Path:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    book.save(path)
    return path


def test_a_target_a_commentary_and_a_passport(hand):
    hand.sign_in(CHAIR)
    hand.page.goto("/indicators/FD09/")
    hand.press("Set a target")
    hand.fill("Target (optional)", f"{21 + whose(hand)}")
    hand.day("Applies from", date(2016, 4, 1))
    hand.fill("Why this target?", "Agreed at the board of 12 May")
    hand.press("Set target")
    see(hand, "The target is set.")
    hand.sign_out()
    hand.sign_in(ANALYST)
    hand.page.goto("/indicators/FD09/")
    hand.press(re.compile("(Write a|Edit the) commentary"))
    hand.fill("Commentary", f"Re-referrals fell, says {whose(hand)}.")
    hand.press("Save draft")
    see(hand, "the record has it otherwise")
    hand.fill("Commentary", f"More children came back, says {whose(hand)}.")
    hand.press("Save draft")
    see(hand, "The commentary is saved as a draft.")
    hand.follow("Where this figure comes from")
    see(hand, "FD09, edition 1")
    hand.sign_out()
    hand.sign_in(MANAGER)
    hand.page.goto("/indicators/FD09/")
    hand.press("Agree this commentary")
    see(hand, "The commentary is agreed.")


def test_of_two_who_write_a_commentary_the_second_is_told_and_loses_nothing(hand, browser, served):
    address = "/indicators/FD09/commentary/2015-16"
    hand.sign_in(ANALYST)
    hand.page.goto(address)
    hand.fill("Commentary", f"Mine, {whose(hand)}")
    context = browser.new_context(base_url=served)
    other = context.new_page()
    journeys.sign_in_as(other, MANAGER)
    other.goto(address)
    other.get_by_label("Commentary").fill(f"Theirs, {whose(hand)}")
    other.get_by_role("button", name="Save draft").click()
    context.close()
    hand.press("Save draft")
    playwright.expect(hand.page.get_by_role("alert")).to_contain_text(
        "Somebody else saved while you were writing"
    )
    see(hand, f"Theirs, {whose(hand)}")
    playwright.expect(hand.page.get_by_label("Commentary", exact=True)).to_have_value(f"Mine, {whose(hand)}")
    hand.press("Save draft")
    see(hand, "The commentary is saved as a draft.")


def test_a_session_that_ends_mid_form_keeps_what_was_typed(hand):
    hand.sign_in(ANALYST)
    hand.page.goto("/indicators/FD07/ask")
    hand.fill("Question", "Who refers more?")
    hand.page.context.clear_cookies(name="session")
    hand.press(re.compile("Ask|Save"))
    see(hand, "You were signed out before your form was sent.")
    hand.press(ANALYST)
    see(hand, "What you typed is here again.")
    playwright.expect(hand.page.get_by_label("Question", exact=True)).to_have_value("Who refers more?")


def test_the_first_questions_and_the_people_of_a_list(hand, look, tmp_path):
    name = ("Pat Lane", "Sam Reed")[whose(hand)]
    rows = [["Name", "Email", "Organisation"], [name, f"{name[:3].lower()}@fire.example", "Fire Service"]]
    hand.sign_in(ADMINISTRATOR)
    hand.follow("Setting up")
    hand.page.goto("/setup/questions")
    hand.fill("What is it called?", "Severnshire Safeguarding Children Board")
    hand.choose("Which council's area?", "799, made up")
    hand.press("Save", exact=True)
    see(hand, "Every page goes by it from now on.")
    hand.page.goto("/setup/people")
    hand.attach("File", workbook(tmp_path / "members.xlsx", *rows))
    hand.press("Read the list")
    see(hand, "1 of 1 rows can be used")
    hand.choose(f"Role of {name}", "Board member")
    hand.press("Add and invite them")
    see(hand, "and 1 person.")


def test_an_invitation_is_sent_and_taken_up(hand, outbox):
    email = f"new{whose(hand)}@police.example"
    hand.sign_in(ADMINISTRATOR)
    hand.page.goto("/people/invite")
    hand.fill("Email address", email)
    hand.fill("Name", "New Reader")
    hand.choose("Role", "Board member")
    hand.choose("Agency", "Severnshire Police")
    hand.press("Send invitation")
    see(hand, re.compile(email))
    hand.sign_out()
    hand.page.goto(outbox(email))
    hand.fill("New password", make.PASSWORD)
    hand.fill("The same once more", make.PASSWORD)
    hand.press("Save password")
    see(hand, re.compile("Sign in|What needs you"))


def test_last_years_report_is_checked(hand, look, tmp_path):
    report = tmp_path / f"report-{whose(hand)}.docx"
    pypandoc.convert_text(REPORT, "docx", format="markdown", outputfile=str(report))
    hand.sign_in(MANAGER)
    hand.page.goto("/reports/")
    hand.press("Check a report")
    hand.attach("File", report)
    hand.press("Check", exact=True)
    wait_for(hand, "to look at")
    hand.follow(report.name)
    wait_for(hand, "To look at")
    look()
    hand.check("Referrals, 2016/17: 5,497")
    hand.press("Save what is chosen")
    wait_for(hand, "Matches the record")
    look()


def test_on_paper_what_is_folded_stands_and_the_ways_elsewhere_do_not(browser, served):
    context = browser.new_context(base_url=served)
    page = context.new_page()
    journeys.sign_in_as(page, CHAIR)
    page.goto("/indicators/FD09/")
    table = page.get_by_role("table").first
    playwright.expect(table).to_be_hidden()
    page.emulate_media(media="print")
    playwright.expect(table).to_be_visible()
    playwright.expect(page.get_by_role("navigation", name="Rooms")).to_be_hidden()
    page.set_viewport_size({"width": 500, "height": 800})  # paper with wide margins
    playwright.expect(page.get_by_role("img").first).to_be_visible()
    page.goto("/changed")
    playwright.expect(page.get_by_label("What changed since")).to_be_hidden()
    context.close()


# From here on files are read, and figures are worked out that hold what is in them and nothing else.


def test_a_census_is_uploaded(hand, tmp_path):
    census = tmp_path / "census.xml"
    children = [child(case(), id=f"C{n}") for n in range(12 + whose(hand))]
    census.write_text(message(*children, head=header(LEA="799")))
    hand.sign_in(ANALYST)
    hand.follow("Files received")
    hand.press("Upload a file")
    hand.attach("File", census)
    hand.press("Upload", exact=True)
    wait_for(hand, "rows were read")
    see(hand, "accepted")


def test_a_scorecard_is_mapped_headings_and_periods(hand, look, tmp_path):
    thing = ("Early help assessments registered", "Referrals to early help")[whose(hand)]
    file = workbook(tmp_path / "scorecard.xlsx", ["Measure", "2015/16", "Year two"], [thing, 812, 640])
    hand.sign_in(MANAGER)
    hand.page.goto("/files/upload")
    hand.attach("File", file)
    hand.press("Upload", exact=True)
    wait_for(hand, "Say what they mean")
    hand.press("Say what they mean")
    look()
    hand.fill("Whose figures are these?", "Health and Care Trust")
    hand.fill("Area", "799")
    hand.day("Day on which they were true", date(2017, 5, 1))
    hand.choose(f"What “{thing}” is", "Early help begun (EH01)")
    hand.fill("The period of “Year two”", "2016-17")
    hand.press("Remember, and read the file")
    wait_for(hand, "rows were read")
    see(hand, "accepted")


def test_an_agency_sends_its_return_in_place(hand, tmp_path):
    sends = (
        ("Agency safeguarding lead", "Health scorecard, July to September", "Send a corrected file"),
        (MANAGER, "Police scorecard, July to September", "Send the file"),  # it came to the office by email
    )
    who, which, button = sends[whose(hand)]
    hand.sign_in(who)
    hand.follow("Returns")
    hand.follow(re.compile(which))
    hand.press(button)
    hand.attach("File", workbook(tmp_path / "scorecard.xlsx", ["Measure", "2016/17"], ["Kittens", 3]))
    hand.press("Send", exact=True)
    see(hand, "The file is here and is being read.")
