"""Journeys of people through the served application, in a real browser: by role and label, as a screen reader has them."""

import os
import re
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from openpyxl import Workbook
from playwright import sync_api as playwright

from scripts.browser import browser as browser_here
from tests.engine.sources.test_cin_census import case, child, header, message
from tests.web import make, small_workspace

pytestmark = pytest.mark.browser
READER = "reader@board.example"
WIDTHS = (1280, 320)


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    """Where the served installation keeps what is its own: its workspace, its site, the messages that it sent."""
    return tmp_path_factory.mktemp("served")


@pytest.fixture(scope="module")
def served(folder) -> Iterator[str]:
    """`lineofsight serve` over a small made-up workspace, as a demonstration."""
    small_workspace.make(folder / "workspace")
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith(("LINEOFSIGHT_", "DJANGO_"))
    }
    environment |= {
        "LINEOFSIGHT_DEMO": "1", "LINEOFSIGHT_DATA": str(folder / "site"),
        "LINEOFSIGHT_BOARD_NAME": "Severnshire Safeguarding Children Board",
        "LINEOFSIGHT_OIDC": "http://127.0.0.1:9/", "LINEOFSIGHT_OIDC_CLIENT": "x", "LINEOFSIGHT_OIDC_SECRET": "x",
    }  # fmt: skip
    command = [sys.executable, "-m", "lineofsight.cli", "-w", str(folder / "workspace")]
    home = Path(__file__).resolve().parents[2]
    subprocess.run([*command, "migrate"], env=environment, cwd=home, check=True, capture_output=True)
    subprocess.run(
        [*command, "createuser", READER, "--name", "Ann Reader", "--agency", "The Board", "--role", "board_member"],
        env=environment, cwd=home, check=True, capture_output=True, input=make.PASSWORD.encode(),
    )  # fmt: skip
    address = f"127.0.0.1:{free_port()}"
    server = subprocess.Popen(
        [*command, "serve", "--address", address, "--workers", "1"], env=environment, cwd=home
    )
    try:
        await_ready(f"http://{address}/ready", server)
        yield f"http://{address}"
    finally:
        server.terminate()
        server.wait(timeout=20)  # its workers end at once, and are not waited for until they are killed


def await_ready(address: str, server: subprocess.Popen) -> None:
    for _ in range(450):  # a minute and a half, where others keep the machine busy
        assert server.poll() is None, "the server ended"
        try:
            with urllib.request.urlopen(address, timeout=2):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    raise AssertionError("the server did not get ready")


@pytest.fixture(scope="module")
def browser() -> Iterator:
    found = browser_here() or pytest.fail("The journeys need a browser. Run: python -m scripts.browser")
    with playwright.sync_playwright() as driver:
        started = driver.chromium.launch(
            executable_path=found, args=["--no-sandbox", "--disable-background-networking"]
        )
        yield started
        started.close()


@pytest.fixture
def said() -> list[str]:
    """What the browser complained of, such as a page that breaks its own policy."""
    return []


@pytest.fixture
def page(browser, served, said):
    context = browser.new_context(base_url=served)
    opened = context.new_page()
    opened.on(
        "console", lambda message: said.append(message.text) if message.type in ("error", "warning") else None
    )
    opened.on("pageerror", lambda error: said.append(str(error)))
    yield opened
    context.close()
    assert said == []


def sign_in_as(page, role: str) -> None:
    page.goto("/sign-in")
    page.get_by_role("button", name=role).first.click()


def test_signing_in_with_a_password_and_out_again(page):
    page.goto("/indicators/FD09/")
    page.get_by_label("Email address").fill(READER)
    page.get_by_label("Password").fill("not the password")
    page.get_by_role("button", name="Sign in", exact=True).click()
    playwright.expect(page.get_by_role("alert")).to_contain_text("do not go together")
    page.get_by_label("Password").fill(make.PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    playwright.expect(page.get_by_role("heading", level=1)).to_have_text("Re-referrals within 12 months")
    page.get_by_role("button", name="Sign out").click()
    playwright.expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")


def test_reading_an_indicator_down_to_where_it_comes_from(page):
    sign_in_as(page, "Independent chair")
    playwright.expect(page.get_by_role("heading", name="What needs you")).to_be_visible()
    page.get_by_role("navigation", name="Rooms").get_by_role("link", name="Indicators").click()
    page.get_by_role("link", name="Re-referrals within 12 months").click()
    playwright.expect(page.get_by_text("1,128 of 5,497").first).to_be_visible()
    playwright.expect(page.get_by_role("img").first).to_have_attribute(
        "aria-label", re.compile("rose from 18.2%")
    )
    page.get_by_role("link", name="Where this figure comes from").first.click()
    playwright.expect(page.get_by_role("heading", level=1)).to_have_text("Where this figure comes from")
    playwright.expect(page.get_by_text("FD09, edition 1")).to_be_visible()


def test_setting_a_target(page):
    sign_in_as(page, "Independent chair")
    page.goto("/indicators/FD09/")
    page.get_by_role("button", name="Set a target").click()
    page.get_by_role("button", name="Set target").click()
    playwright.expect(page.get_by_role("alert")).to_contain_text("There is a problem")
    page.get_by_label("Target (optional)").fill("22")
    page.get_by_label("Applies from").fill("2016-04-01")
    page.get_by_label("Why this target?").fill("Agreed at the board of 12 May")
    page.get_by_role("button", name="Set target").click()
    playwright.expect(page.get_by_text("The target is set.")).to_be_visible()
    playwright.expect(page.get_by_text("meets the target")).to_be_visible()


def test_with_the_keyboard_alone(page):
    page.goto("/sign-in")
    page.keyboard.press("Tab")
    playwright.expect(page.get_by_role("link", name="Skip to main content")).to_be_focused()
    for _ in range(40):
        if page.evaluate("document.activeElement.innerText || ''").startswith("Performance analyst"):
            break
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    playwright.expect(page.get_by_role("heading", name="What needs you")).to_be_visible()
    for text in ("Indicators", "Re-referrals within 12 months"):
        for _ in range(60):
            if page.evaluate("document.activeElement.innerText || ''") == text:
                break
            page.keyboard.press("Tab")
        with page.expect_navigation():
            page.keyboard.press("Enter")
    playwright.expect(page.get_by_role("heading", level=1)).to_have_text("Re-referrals within 12 months")


def test_without_javascript(browser, served):
    context = browser.new_context(
        base_url=served, java_script_enabled=False, viewport={"width": 320, "height": 700}
    )
    page = context.new_page()
    sign_in_as(page, "Performance analyst")
    page.get_by_role("navigation", name="Rooms").get_by_role("link", name="Files received").click()
    playwright.expect(page.get_by_role("heading", level=1)).to_have_text("Files received")
    page.get_by_role("button", name="Upload a file").click()
    playwright.expect(page.get_by_label("File", exact=True)).to_be_visible()
    context.close()


def test_a_school_sees_no_small_number(page):
    sign_in_as(page, "School safeguarding lead")
    page.goto("/indicators/CD03/")
    assert "3 of 36" not in page.inner_text("body")
    playwright.expect(page.get_by_role("link", name="Files received")).to_have_count(0)


def test_a_passkey_is_set_up_and_signs_in(page, served):
    site = served.replace("127.0.0.1", "localhost")  # a browser gives no passkey to a number
    devices = page.context.new_cdp_session(page)
    devices.send("WebAuthn.enable")
    ours = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
            "isUserVerified": True, "automaticPresenceSimulation": True}  # fmt: skip
    devices.send("WebAuthn.addVirtualAuthenticator", {"options": ours})
    page.goto(f"{site}/sign-in")
    page.get_by_role("button", name="Administrator").click()
    page.goto(f"{site}/account")
    page.get_by_role("link", name="Set up a passkey").click()
    page.get_by_label("A name by which you know it").fill("Work laptop")
    page.get_by_role("button", name="Set up passkey").click()
    playwright.expect(page.get_by_text("The passkey “Work laptop” is set up.")).to_be_visible()
    page.goto(f"{site}/account")
    playwright.expect(page.get_by_role("link", name="Work laptop")).to_be_visible()
    page.get_by_role("button", name="Sign out", exact=True).click()
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.get_by_role("button", name="Use my passkey").click()
    playwright.expect(page.get_by_role("link", name="Jo Fletcher")).to_be_visible()


def test_answering_a_request_for_information(page):
    sign_in_as(page, "Business manager")
    page.get_by_role("navigation", name="Rooms").get_by_role("link", name="More").click()
    page.get_by_role("link", name="Information").click()
    page.get_by_role("button", name="Record a request").click()
    page.get_by_label("Type").select_option("Freedom of information")
    page.get_by_label("In a few words").fill("What the board says of re-referrals")
    page.get_by_label("What is asked for").fill("All that is held on re-referrals")
    page.get_by_label("Where the letter is kept").fill("FOI 117")
    page.get_by_label("Received on").fill("2024-01-02")
    page.get_by_role("button", name="Save").click()
    playwright.expect(page.get_by_text("30 January 2024")).to_be_visible()
    page.get_by_role("button", name="Search what is held").click()
    page.get_by_label("Words").fill("The Board")
    page.get_by_role("button", name="Search", exact=True).click()
    page.get_by_role("checkbox", name="AGY-1").check()
    page.get_by_role("button", name="Put beside the request").click()
    page.get_by_role("link", name="AGY-1").click()
    page.get_by_label("Keep it whole").check()
    page.get_by_role("button", name="Save").click()
    page.get_by_role("button", name="Release what is kept").click()
    page.get_by_label("What do you say to whoever asked?").fill("How to complain")
    page.get_by_role("button", name="Release").click()
    playwright.expect(page.get_by_text("1 kept, 0 withheld")).to_be_visible()


PAGES = {
    "-": ("/sign-in", "/sign-in/forgotten", "/sign-in/passkey", "/sign-in/organisation", "/no-such-page", "/api/v1/docs"),
    "Performance analyst": (
        "/indicators/", "/indicators/FD09/", "/indicators/FD09/groups", "/indicators/FD09/neighbours",
        "/indicators/FD09/where-from/2016-17", "/indicators/FD09/where-from/2016-17/rows", "/indicators/FD09/history",
        "/indicators/FD09/target", "/indicators/FD09/note", "/indicators/FD09/ask", "/indicators/watched",
        "/indicators/agreed", "/indicators/changed", "/indicators/FD09/commentary/2016-17",
        "/files/", "/files/upload", "/account",
        "/account/code", "/account/passkeys/add", "/components", "/today", "/changed", "/search", "/search?q=police",
    ),
    "Business manager": (
        "/today", "/agency/1", "/agency/1/merge", "/search?q=police", "/refer/accounts.agency/1", "/files/", "/publishing/",
        "/returns/", "/returns/agreed", "/returns/agreed/add", "/returns/schedule", "/setup/",
        "/setup/questions", "/setup/rooms", "/setup/looks", "/setup/statistics", "/more", "/reports/", "/reports/add",
        "/reports/records", "/imports/", "/imports/add?what=risks",
        "/publishing/FD09/", "/break-glass/", "/break-glass/open", "/indicators/agreed", "/trail/",
        "/information/", "/information/papers/", "/information/papers/dpia-board",
        "/information/requests/add", "/information/incidents/add",
        "/trail/of/accounts.person/1", "/board/", "/board/groups/", "/board/groups/add", "/board/groups/1/quorum",
        "/board/leads/add", "/board/asks/", "/board/asks/add", "/board/letters/1",
    ),
    "Administrator": (
        "/people/", "/people/1", "/people/1/role", "/people/1/close", "/people/1/lost-telephone", "/people/invite",
        "/agencies/", "/agencies/1", "/agencies/add", "/trail/", "/account/password", "/api/tokens", "/api/tokens/add",
    ),
    "Independent chair": (
        "/improvement/", "/improvement/priorities/6", "/improvement/priorities/add", "/improvement/priorities/6/measure",
        "/improvement/actions/", "/improvement/actions/12", "/improvement/actions/12/impact", "/improvement/actions/add",
        "/improvement/actions/10/change", "/improvement/plans/3", "/improvement/workstreams/12",
        "/improvement/workstreams/12/ask", "/improvement/milestones/1", "/improvement/inspections/1",
        "/improvement/findings/2", "/improvement/findings/2/known", "/board/risks/1/measure",
        "/board/", "/board/meetings/", "/board/meetings/6", "/board/meetings/6/attendance", "/board/meetings/9/cancel",
        "/board/meetings/add", "/board/items/1", "/board/items/1/decision", "/board/items/1/paper",
        "/board/decisions/", "/board/decisions/1", "/board/papers/1/withdraw", "/board/meetings/9/papers",
        "/board/challenges/", "/board/challenges/1", "/board/challenges/3/letter", "/board/challenges/add",
        "/board/risks/", "/board/risks/1", "/board/risks/1/look", "/board/risks/add", "/board/reports/", "/board/reports/1",
        "/board/documents/", "/board/documents/2", "/board/documents/add", "/board/handover", "/board/reports/2/send",
        "/calendar/", "/board/money/", "/board/money/add", "/board/training/", "/board/training/add",
        "/board/leads/4", "/board/beside/", "/board/beside/1", "/board/beside/add", "/board/beside/1/record",
    ),
}  # fmt: skip


@pytest.fixture(scope="module")
def axe() -> str:
    from scripts.fetch_axe import fetch

    return fetch().read_text()


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("who", PAGES)
def test_nothing_stands_in_anyones_way(browser, served, axe, who, width):
    """axe-core finds nothing, and no page is wider than the screen."""
    context = browser.new_context(base_url=served, viewport={"width": width, "height": 800}, bypass_csp=True)
    page = context.new_page()
    if who != "-":
        sign_in_as(page, who)
    wrong = {}
    for address in PAGES[who]:
        page.goto(address)
        if found := in_the_way(page, axe):
            wrong[address] = found
    context.close()
    assert wrong == {}


def in_the_way(page, axe: str) -> list[str]:
    page.evaluate(axe)
    found = page.evaluate(
        "axe.run().then(done => done.violations.map(one => one.id + ' ' + one.nodes[0].target))"
    )
    wide = page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
    return [*found, "wider than the screen"] if wide else found


def test_an_agency_sends_its_return_in_place_and_agrees_it(browser, served, axe, tmp_path):
    """Without JavaScript on the sender's side, at the width of a telephone."""
    office = browser.new_context(base_url=served, bypass_csp=True).new_page()
    sign_in_as(office, "Business manager")
    office.get_by_role("navigation", name="Rooms").get_by_role("link", name="Returns").click()
    office.get_by_role("link", name="Who sends what").click()
    office.get_by_role("button", name="Agree a return").click()
    office.get_by_label("What is sent").fill("Children in need census")
    office.get_by_label("Agency", exact=True).select_option("Longmeadow High School")
    office.get_by_label("In what form").select_option("National return, as it was made")
    office.get_by_label("How often").select_option("Every year (April to March)")
    office.get_by_label("How many days").fill("30")
    office.get_by_label("Who sees to it").select_option("Martin Dale")
    office.get_by_label("First day").fill("2016-04-01")
    office.get_by_label("Last day").fill("2017-03-31")
    office.get_by_label("Re-referrals within 12 months").check()
    office.get_by_role("button", name="Save").click()
    playwright.expect(office.get_by_text("It is agreed, and stands in the calendar.")).to_be_visible()

    phone = browser.new_context(
        base_url=served, java_script_enabled=False, viewport={"width": 320, "height": 700}
    ).new_page()
    sign_in_as(phone, "School safeguarding lead")
    phone.get_by_role("link", name="Send the return: Children in need census, 2016-17").click()
    phone.get_by_role("button", name="Send the file").click()
    file = tmp_path / "census.xml"
    file.write_text(message(*(child(case(), id=f"C{n}") for n in range(12)), head=header(LEA="799")))
    phone.get_by_label("File", exact=True).set_input_files(file)
    phone.get_by_role("button", name="Send", exact=True).click()
    playwright.expect(phone.get_by_text("The file is here and is being read.")).to_be_visible()
    for _ in range(60):
        phone.reload()
        if phone.get_by_text("rows read").count():
            break
        time.sleep(0.5)
    playwright.expect(phone.get_by_text("accepted").first).to_be_visible()

    office.get_by_role("navigation", name="Rooms").get_by_role("link", name="Returns").click()
    office.get_by_role("link", name="Children in need census, 2016-17").click()
    assert in_the_way(office, axe) == []
    office.get_by_role("button", name="It is checked").click()
    phone.reload()
    phone.get_by_role("button", name="These are our figures").click()
    playwright.expect(phone.get_by_text("Thank you. The figures are agreed.")).to_be_visible()
    office.set_viewport_size({"width": 320, "height": 800})
    office.reload()
    assert in_the_way(office, axe) == []
    office.context.close()
    phone.context.close()


def test_a_first_afternoon(browser, served, axe, tmp_path):
    """An administrator answers the questions, leaves out a room, and brings in the people of a list."""
    page = browser.new_context(base_url=served, bypass_csp=True).new_page()
    sign_in_as(page, "Administrator")
    page.get_by_role("navigation", name="Rooms").get_by_role("link", name="Setting up").click()
    assert in_the_way(page, axe) == []
    page.get_by_role("link", name="Say who you are").click()
    page.get_by_label("Which council's area?").select_option("799")
    page.get_by_label("Which groups work for it?").fill("Learning group")
    page.get_by_role("button", name="Save").click()
    playwright.expect(page.get_by_text("Every page goes by it from now on.")).to_be_visible()
    page.get_by_role("link", name="Bring in agencies and people").click()
    file = tmp_path / "members.xlsx"
    book = Workbook()
    for row in (
        ["Members"],
        ["Name", "Email", "Organisation"],
        ["Pat Lane", "pat@fire.example", "Fire Service"],
    ):
        book.active.append(row)
    book.save(file)
    page.get_by_label("File").set_input_files(file)
    page.get_by_role("button", name="Read the list").click()
    playwright.expect(page.get_by_text("1 of 1 rows can be used")).to_be_visible()
    page.set_viewport_size({"width": 320, "height": 700})
    assert in_the_way(page, axe) == []
    page.get_by_role("button", name="Add and invite them").click()
    playwright.expect(page.get_by_text("Added: 1 agency and 1 person.")).to_be_visible()
    page.context.close()
