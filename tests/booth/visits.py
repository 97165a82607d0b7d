"""What a delegate does at the booth, as short verbs for the tests."""

from __future__ import annotations

from playwright.sync_api import Page

from tests.booth.hall import Hall


def at(page: Page, step: str) -> None:
    """Wait until the booth shows that step."""
    page.wait_for_selector(f"body[data-at={step}]")


def scan(page: Page, hall: Hall, voter: int = 0) -> None:
    """Open the address of a slip, as a camera does, and reach the candidates."""
    page.goto(hall.slip(voter))
    at(page, "choose")


def mark(page: Page, *places: int) -> None:
    """Touch the cards of these candidates."""
    for place in places:
        page.locator(".pick label").nth(place).tap()


def review(page: Page) -> None:
    """Go on to the review."""
    page.locator("button[value=review]").tap()
    at(page, "review")


def cast(page: Page) -> str:
    """Put the vote in the box and return the tracker on the receipt."""
    page.locator("[data-act=cast]").tap()
    at(page, "receipt")
    return shown_tracker(page)


def shown_tracker(page: Page) -> str:
    """The tracker on the screen, without its gaps."""
    return "".join(page.locator("#tracker span").all_inner_texts())
