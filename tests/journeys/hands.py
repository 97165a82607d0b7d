"""Two ways to use a page: with a pointer or a finger, or with the keyboard alone."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Page

MOST_TABS = 200


def tab_to(page: Page, selector: str) -> None:
    """Press Tab until the focus is on `selector`, as someone without a pointer does."""
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        if page.evaluate("(wanted) => document.activeElement.matches(wanted)", selector):
            return
    raise AssertionError(f"{selector} cannot be reached with Tab")


class Fingers:
    """By touch."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def write(self, selector: str, text: str) -> None:
        """Put a text into a field."""
        self.page.fill(selector, text)

    def tick(self, selector: str) -> None:
        """Tick a box or choose a round button."""
        self.page.tap(f"label[for='{self.page.locator(selector).first.get_attribute('id')}']")

    def press(self, selector: str) -> None:
        """Follow a link or press a button, and wait for the next page."""
        with self.page.expect_navigation():
            self.page.locator(selector).first.tap()

    def give(self, selector: str, path: Path) -> None:
        """Choose a file: the window for it is the system's own."""
        self.page.set_input_files(selector, path)


class Keyboard(Fingers):
    """With Tab, Space, Enter and letters alone."""

    def write(self, selector: str, text: str) -> None:
        """Put a text into a field."""
        tab_to(self.page, selector)
        self.page.keyboard.press("Control+a")
        self.page.keyboard.insert_text(text)

    def tick(self, selector: str) -> None:
        """Tick a box or choose a round button."""
        tab_to(self.page, selector)
        self.page.keyboard.press("Space")

    def press(self, selector: str) -> None:
        """Follow a link or press a button, and wait for the next page."""
        tab_to(self.page, selector)
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")
