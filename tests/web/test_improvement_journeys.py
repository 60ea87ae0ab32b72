"""Journeys through improvement's forms in a real browser: by role and label, by keyboard, narrow and without JavaScript."""

import re
import time
from datetime import date, timedelta

import pytest
from openpyxl import Workbook
from playwright import sync_api as playwright

from tests.web.test_journeys import (  # noqa: F401 - fixtures
    axe,
    browser,
    folder,
    in_the_way,
    page,
    said,
    served,
    sign_in_as,
)

pytestmark = pytest.mark.browser
TODAY = date.fromisoformat(time.strftime("%Y-%m-%d"))
NARROW = {"width": 320, "height": 800}


def day(days: int) -> str:
    return f"{TODAY + timedelta(days=days)}"


@pytest.fixture
def narrow(browser, served):  # noqa: F811
    """A narrow screen without JavaScript."""
    context = browser.new_context(
        base_url=served, java_script_enabled=False, viewport=NARROW, bypass_csp=True
    )
    yield context.new_page()
    context.close()


@pytest.fixture
def looked_at(browser, served, axe):  # noqa: F811
    """What axe-core finds of a page that somebody has open, on a narrow screen."""
    made = []

    def look(opened) -> list[str]:
        state = opened.context.storage_state()
        context = browser.new_context(base_url=served, viewport=NARROW, bypass_csp=True, storage_state=state)
        made.append(context)
        other = context.new_page()
        other.goto(opened.url)
        return in_the_way(other, axe)

    yield look
    for context in made:
        context.close()


def button(opened, name: str):
    return opened.get_by_role("button", name=name, exact=True)


def test_a_plan_is_filled_its_action_done_accepted_and_asked_what_came_of_it(narrow, looked_at):
    sign_in_as(narrow, "Business manager")
    narrow.goto("/improvement/")
    button(narrow, "Add a plan or strategy").click()
    assert looked_at(narrow) == []
    narrow.get_by_label("Title").fill("Plan for neglect")
    narrow.get_by_label("Short name").fill("neglect-plan")
    narrow.get_by_label("Type").select_option("Improvement plan")
    narrow.get_by_label("Whose plan it is").select_option("Severnshire County Council")
    narrow.get_by_label("From", exact=True).fill(day(-90))
    button(narrow, "Save").click()
    playwright.expect(narrow.get_by_text("Now add its workstreams.")).to_be_visible()
    button(narrow, "Add a workstream").click()
    assert looked_at(narrow) == []
    narrow.get_by_label("Title").fill("Seen at home")
    narrow.get_by_label("Critical friend", exact=False).first.fill("Clare Tennant")
    narrow.get_by_label("The critical friend's account").select_option("Clare Tennant")
    button(narrow, "Save").click()
    button(narrow, "Add a milestone").click()
    narrow.get_by_label("Title").fill("Tool in use")
    narrow.get_by_label("Due", exact=True).fill(day(-5))
    button(narrow, "Save").click()
    button(narrow, "Add a measure").click()
    narrow.get_by_label("Measure", exact=True).select_option("Re-referrals within 12 months (FD09)")
    narrow.get_by_label("Whether children are better off").check()
    narrow.get_by_label("One of the few that matter").check()
    button(narrow, "Save").click()
    button(narrow, "Add an action").click()
    assert looked_at(narrow) == []
    narrow.get_by_label("What is to be done").fill("Use the tool at each visit")
    narrow.get_by_label("Agency that does it").select_option("Severnshire County Council")
    narrow.get_by_label("Person who does it").fill("Head of service")
    narrow.get_by_label("Agreed on").fill(day(-80))
    narrow.get_by_label("By when").fill(day(-10))
    narrow.get_by_label("One of the few that matter").check()
    button(narrow, "Save").click()
    playwright.expect(narrow.get_by_role("alert")).to_contain_text("which measure or re-audit should move")
    narrow.get_by_label("Measure expected to move").select_option("Re-referrals within 12 months (FD09)")
    narrow.get_by_label("It is expected to").select_option("Fall")
    narrow.get_by_label("Impact expected by").fill(day(-1))
    button(narrow, "Save").click()
    action = narrow.url
    button(narrow, "It is done").click()
    narrow.get_by_label("What shows that it is done?").fill("Forty files")
    narrow.get_by_label("Done on").fill(day(-7))
    button(narrow, "Say that it is done").click()
    playwright.expect(narrow.get_by_text("nobody has accepted it yet")).to_be_visible()
    playwright.expect(button(narrow, "Accept that, or not")).to_have_count(0)
    button(narrow, "Sign out").click()

    sign_in_as(narrow, "Independent chair")
    narrow.goto(action)
    button(narrow, "Accept that, or not").click()
    assert looked_at(narrow) == []
    narrow.get_by_label("Accepted", exact=True).check()
    narrow.get_by_label("Why?").fill("The files were seen.")
    button(narrow, "Decide").click()
    playwright.expect(narrow.get_by_text("closed, no impact evidenced yet")).to_be_visible()
    button(narrow, "Record what the board said").click()
    playwright.expect(narrow.get_by_text("people judge")).to_be_visible()
    narrow.get_by_label("Wait, and look again").check()
    narrow.get_by_label("Why?").fill("No figures yet.")
    narrow.get_by_label("Look again, or due again, on").fill(day(60))
    button(narrow, "Save").click()
    playwright.expect(narrow.get_by_text("closed, impact not yet due")).to_be_visible()
    narrow.get_by_role("link", name="Plan for neglect").first.click()
    playwright.expect(narrow.get_by_text("0 of 1 milestones reached, 1 late")).to_be_visible()
    narrow.get_by_role("link", name="Show only the few that matter").click()
    playwright.expect(narrow.get_by_role("link", name="Use the tool at each visit")).to_be_visible()
    assert looked_at(narrow) == []


def test_a_critical_friend_asks_and_is_answered(narrow, looked_at):
    sign_in_as(narrow, "Critical friend")
    narrow.goto("/improvement/")
    narrow.get_by_role("link", name="5. Decisions at the right time").click()
    button(narrow, "Ask a question").click()
    assert looked_at(narrow) == []
    narrow.get_by_label("What do you ask?").fill("How would a child notice?")
    button(narrow, "Ask").click()
    playwright.expect(narrow.get_by_text("it ages where everybody sees it")).to_be_visible()
    playwright.expect(
        narrow.get_by_role("link", name=re.compile("^Answer.*How would a child notice"))
    ).to_have_count(0)
    button(narrow, "Sign out").click()
    sign_in_as(narrow, "Business manager")
    narrow.goto("/improvement/workstreams/12")
    narrow.get_by_role("link", name=re.compile("^Answer.*How would a child notice")).click()
    assert looked_at(narrow) == []
    narrow.get_by_label("Answer").fill("By a call back within the day.")
    button(narrow, "Save").click()
    playwright.expect(narrow.get_by_text("By a call back within the day.")).to_be_visible()


def test_a_priority_is_set_measured_heard_of_and_carried_forward(narrow, looked_at):
    sign_in_as(narrow, "Business manager")
    narrow.goto("/improvement/")
    button(narrow, "Set a priority").click()
    narrow.get_by_label("Title").fill("Safer sleep")
    narrow.get_by_label("The question it asks").fill("Do babies sleep safely?")
    narrow.get_by_label("The outcome sought for children").fill("No baby dies because of how they slept.")
    narrow.get_by_label("Where it comes from").select_option("An audit")
    narrow.get_by_label("From", exact=True).fill(day(-30))
    button(narrow, "Save").click()
    priority = narrow.url
    for silence in ("No measure here tells whether", "Nobody has said yet what would have to be known"):
        playwright.expect(narrow.get_by_text(silence)).to_be_visible()
    button(narrow, "Add a measure").click()
    assert looked_at(narrow) == []
    narrow.get_by_label("Measure", exact=True).select_option("Re-referrals within 12 months (FD09)")
    narrow.get_by_label("Whether children are better off").check()
    button(narrow, "Save").click()
    playwright.expect(narrow.get_by_text("No measure here tells whether")).to_have_count(0)
    button(narrow, "Add what was heard").click()
    assert looked_at(narrow) == []
    narrow.get_by_label("Who said it").select_option("Families")
    narrow.get_by_label("What they said").fill("Nobody showed us.")
    narrow.get_by_label("How it was heard").fill("Parents' forum")
    narrow.get_by_label("When", exact=True).fill(day(-3))
    button(narrow, "Save").click()
    playwright.expect(narrow.get_by_text("Nobody showed us.")).to_be_visible()
    narrow.get_by_role("link", name=re.compile("^Do without")).click()
    assert looked_at(narrow) == []
    narrow.get_by_label("Why?").fill("It does not tell of sleep.")
    narrow.locator("main form button").last.click()
    playwright.expect(narrow.get_by_text("It goes by that measure no longer.")).to_be_visible()
    button(narrow, "Change the priority").click()
    narrow.get_by_label("What is not measured").fill("How babies sleep at home.")
    narrow.get_by_label("To", exact=False).filter(has_not_text="x").and_(narrow.locator("#id_until")).fill(
        day(-1)
    )
    narrow.get_by_label("Carried forward as").select_option("Neglect")
    button(narrow, "Save").click()
    assert narrow.url == priority
    playwright.expect(narrow.get_by_text("carried forward", exact=True)).to_be_visible()
    assert looked_at(narrow) == []


def test_an_inspection_is_put_on_record_with_what_it_judged(narrow, looked_at):
    sign_in_as(narrow, "Business manager")
    narrow.goto("/improvement/")
    button(narrow, "Add an inspection").click()
    assert looked_at(narrow) == []
    narrow.get_by_label("Title").fill("Monitoring visit")
    narrow.get_by_label("Short name").fill("visit-one")
    narrow.get_by_label("Framework").select_option(index=1)
    narrow.get_by_label("By whom").fill("The inspectorate")
    narrow.get_by_label("Who was inspected").select_option("Severnshire County Council")
    narrow.get_by_label("Began on").fill(day(-40))
    button(narrow, "Save").click()
    button(narrow, "Add a judgement").click()
    assert looked_at(narrow) == []
    narrow.go_back()
    button(narrow, "Change the inspection").click()
    narrow.locator("#id_published_on").fill(day(-2))
    button(narrow, "Save").click()
    playwright.expect(narrow.get_by_role("heading", level=1)).to_have_text("Monitoring visit")
    assert looked_at(narrow) == []


def test_a_critical_friend_visits_and_a_milestone_is_reached(narrow, looked_at):
    sign_in_as(narrow, "Critical friend")
    narrow.goto("/improvement/")
    playwright.expect(narrow.get_by_text("1 question not answered").first).to_be_visible()
    narrow.get_by_role("link", name="6. Children in care").click()
    button(narrow, "Record a visit").click()
    assert looked_at(narrow) == []
    narrow.get_by_label("When", exact=True).fill(day(-1))
    narrow.get_by_label("Where", exact=True).fill("The clinic")
    narrow.get_by_label("What was seen").fill("Two nurses, and a list that is kept by hand.")
    button(narrow, "Save").click()
    playwright.expect(narrow.get_by_text("a list that is kept by hand")).to_be_visible()
    stream = narrow.url
    button(narrow, "Sign out").click()

    sign_in_as(narrow, "Business manager")
    narrow.goto(stream)
    button(narrow, "Add a milestone").click()
    narrow.get_by_label("Title").fill("The list is on the system")
    narrow.get_by_label("Due", exact=True).fill(day(-5))
    button(narrow, "Save").click()
    narrow.get_by_role("link", name="Change the milestone The list is on the system").click()
    narrow.get_by_label("Reached on").fill(day(-1))
    button(narrow, "Save").click()
    playwright.expect(narrow.get_by_text("reached", exact=True)).to_be_visible()
    button(narrow, "Change the workstream").click()
    assert looked_at(narrow) == []
    narrow.get_by_label("What stands in the way").fill("No reader for the cards")
    button(narrow, "Save").click()
    playwright.expect(narrow.get_by_text("In the way: No reader for the cards")).to_be_visible()
    assert looked_at(narrow) == []


def test_a_finding_is_set_beside_what_the_board_had_by_keyboard_alone(page):  # noqa: F811
    sign_in_as(page, "Business manager")
    page.goto("/improvement/inspections/1")
    go(page, "Add a finding")
    fill(page, "Short name (optional)", "finding-visits")
    fill(page, "What was found", "Visits were late.")
    go(page, "Save")
    go(page, "Say whether it was known")
    reach(page, lambda: page.evaluate("document.activeElement.type") == "radio")
    for _ in range(4):
        if page.get_by_label("Known before").is_checked():
            break
        page.keyboard.press("ArrowDown")
    fill(page, "Why do you say so? (optional)", "The minutes have it.")
    fill(page, "The earliest record of it that is here (optional)", "ITM-1")
    fill(page, "Its sentence, or where in it (optional)", "Visits are late.")
    go(page, "Save")
    playwright.expect(page.get_by_text("before the inspection began")).to_be_visible()
    page.goto("/improvement/inspections/1")
    playwright.expect(page.get_by_text("“Visits are late.”")).to_be_visible()


def reach(opened, there) -> None:
    """Press Tab until it is there."""
    for _ in range(60):
        opened.keyboard.press("Tab")
        if there():
            return
    raise AssertionError("it is not reached by keyboard")


def go(opened, name: str) -> None:
    reach(opened, lambda: opened.evaluate("document.activeElement.innerText || ''").strip() == name)
    with opened.expect_navigation():
        opened.keyboard.press("Enter")


def fill(opened, label: str, text: str) -> None:
    reach(
        opened,
        lambda: opened.evaluate("document.activeElement.labels?.[0]?.innerText || ''").strip() == label,
    )
    opened.keyboard.type(text)


@pytest.mark.parametrize(
    ("what", "rows", "becomes"),
    [
        ("risks", (["Risk", "Cause", "Effect", "Agency", "Owner", "Inherent likelihood", "Inherent impact",
                    "Target likelihood", "Target impact", "Date raised", "Review date"],
                   ["Nobody answers at night", "No rota", "Children wait", "Severnshire Police", "Pat Lane", 4, 4, 2, 2,
                    "1/9/17", "1/9/18"]), "Nobody answers at night"),
        ("challenges", (["Date", "Challenge", "To", "Raised by", "Evidence", "Response due"],
                        ["1/9/17", "Nobody came", "Severnshire Police", "The chair", "Minutes", "1/10/17"]), "Nobody came"),
        ("priorities", (["Priority", "Question", "Outcome", "Source", "From"],
                        ["Safe sleep", "Do babies sleep safely?", "No baby dies", "Audit", "April 2018"]), "Safe sleep"),
        ("money", (["What", "Year", "Income or expenditure", "Agency", "Planned", "Actual"],
                   ["Rent of a hall", "2015/16", "Expenditure", None, "£1,200", 1150]), "Rent of a hall"),
        ("training", (["Course", "Date", "Agency", "Places", "Attended"],
                      ["Safer sleep", "1/9/17", "Severnshire Police", 20, 12]), "Safer sleep"),
    ],
    ids=("risks", "challenges", "priorities", "money", "training"),
)  # fmt: skip
def test_a_list_of_each_kind_is_brought_in(narrow, looked_at, tmp_path, what, rows, becomes):
    book = Workbook()
    for row in rows:
        book.active.append(row)
    book.save(tmp_path / "list.xlsx")
    sign_in_as(narrow, "Business manager")
    narrow.goto(f"/imports/add?what={what}")
    assert looked_at(narrow) == []
    narrow.get_by_label("File", exact=True).set_input_files(tmp_path / "list.xlsx")
    button(narrow, "Read the file").click()
    assert looked_at(narrow) == []
    button(narrow, "Show what would happen").click()
    assert looked_at(narrow) == []
    button(narrow, "Take in 1 row").click()
    playwright.expect(narrow.get_by_text("The file is taken in.")).to_be_visible()
    narrow.get_by_role("link", name=becomes).click()
    playwright.expect(narrow.get_by_role("heading", level=1)).to_contain_text(becomes)
