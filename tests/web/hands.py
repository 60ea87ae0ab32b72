"""Two ways to use a page without a mouse and without its comfort: the keyboard alone, and a telephone without JavaScript.

Both say what they want by label and name, so that one journey is made by either.
"""

from datetime import date
from pathlib import Path
from re import Pattern
from typing import Any, ClassVar

from playwright.sync_api import Locator, Page, expect

MOST = 250  # presses of Tab, after which something counts as not to be reached
Name = str | Pattern[str]


class Hand:
    context: ClassVar[dict[str, Any]] = {}

    def __init__(self, page: Page):
        self.page = page

    def sign_in(self, role: Name) -> None:
        self.page.goto("/sign-in")
        self.press(role)

    def sign_out(self) -> None:
        self.press("Sign out", exact=True)

    def press(self, name: Name, *, exact: bool = False) -> None:
        self._act(self.page.get_by_role("button", name=name, exact=exact).first)

    def follow(self, name: Name) -> None:
        self._act(self.page.get_by_role("link", name=name).first)

    def attach(self, label: str, file: Path) -> None:
        """Choose a file: in a window of the system's, which belongs to no page."""
        self._field(label).set_input_files(file)

    def _field(self, label: str) -> Locator:
        return self.page.get_by_label(label, exact=True)

    def _act(self, what: Locator) -> None:
        raise NotImplementedError


class Telephone(Hand):
    context: ClassVar = {"java_script_enabled": False, "viewport": {"width": 320, "height": 700}}

    def _act(self, what: Locator) -> None:
        what.click()

    def fill(self, label: str, text: str) -> None:
        self._field(label).fill(text)

    def day(self, label: str, on: date) -> None:
        self._field(label).fill(f"{on}")

    def choose(self, label: str, option: str) -> None:
        self._field(label).select_option(option)

    def check(self, label: str) -> None:
        self._field(label).check()


class Keyboard(Hand):
    context: ClassVar = {"viewport": {"width": 1280, "height": 800}}

    def _reach(self, what: Locator) -> Locator:
        expect(what).to_be_visible()
        wanted = what.element_handle()
        for _ in range(MOST):
            if self.page.evaluate("one => one === document.activeElement", wanted):
                return what
            self.page.keyboard.press("Tab")
        raise AssertionError(f"Tab does not lead to {what}")

    def _act(self, what: Locator) -> None:
        self._reach(what)
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")

    def attach(self, label: str, file: Path) -> None:
        self._reach(self._field(label))
        super().attach(label, file)

    def fill(self, label: str, text: str) -> None:
        self._reach(self._field(label))
        self.page.keyboard.press("Control+A")
        self.page.keyboard.type(text)

    def day(self, label: str, on: date) -> None:
        field = self._reach(self._field(label))
        self.page.keyboard.type(f"{on:%m%d%Y}")  # as a Chromium that speaks American takes it
        expect(field).to_have_value(f"{on}")

    def choose(self, label: str, option: str) -> None:
        field = self._reach(self._field(label))
        self.page.keyboard.press("Home")
        chosen = "one => one.selectedOptions[0].text.trim()"
        for _ in range(MOST):
            if field.evaluate(chosen) == option:
                return
            self.page.keyboard.press("ArrowDown")
        raise AssertionError(f"{label} offers no {option}")

    def check(self, label: str) -> None:
        """A box with a tick, or one of several circles: Tab leads to the circle that is chosen, or to the first."""
        wanted = self._field(label)
        if wanted.get_attribute("type") == "radio":
            name = wanted.get_attribute("name")
            circles = self.page.locator(f'input[type=radio][name="{name}"]')
            chosen = self.page.locator(f'input[type=radio][name="{name}"]:checked')
            self._reach(chosen if chosen.count() else circles.first)
            for _ in range(circles.count()):
                if not wanted.is_checked():
                    self.page.keyboard.press("ArrowDown")
        else:
            self._reach(wanted)
        if not wanted.is_checked():
            self.page.keyboard.press("Space")
        expect(wanted).to_be_checked()
