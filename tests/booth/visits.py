"""What a delegate does at the booth, as short verbs for the tests."""

from __future__ import annotations

from io import BytesIO

from PIL import Image
from playwright.sync_api import Page, expect

from tests.booth.hall import Hall
from tests.documents.pictures import codes_in

HURRIED = """(() => {
  const wait = window.setTimeout;
  let hurried = true;
  window.setTimeout = (act, time, ...more) => wait(act, hurried && time === 1000 ? 0 : time, ...more);
  window.slowDown = () => { hurried = false; };
})()"""


def hurry(page: Page) -> None:
    """Let no screen rest for its second, until `slow_down`: for ways on which nobody taps twice.

    How long what rests is shown by test_double_taps, test_layout, test_sealing and test_uncovered. Where a test moves
    the clock, it is installed before.
    """
    page.add_init_script(HURRIED)


def slow_down(page: Page) -> None:
    """From here on everything rests as long as it does."""
    page.evaluate("() => window.slowDown()")


def at(page: Page, step: str) -> None:
    """Wait until the booth shows that step."""
    page.wait_for_selector(f"body[data-at={step}]")


def scan(page: Page, hall: Hall, voter: int = 0) -> None:
    """Open the address of a slip, as a camera does, and reach the candidates."""
    page.goto(hall.slip(voter))
    at(page, "choose")


def type_letters(page: Page, hall: Hall, text: str) -> None:
    """Open the booth and type a code of letters; Enter."""
    page.goto(hall.booth)
    at(page, "slip")
    show_letters(page)
    page.locator("#slip-code").fill(text)
    page.keyboard.press("Enter")


def show_letters(page: Page) -> None:
    """Ask for the field of the fifteen characters."""
    page.locator("#slip-other").tap()
    page.locator("#slip-letters").wait_for()


def mark(page: Page, *places: int) -> None:
    """Touch the cards of these candidates."""
    for place in places:
        page.locator(".pick label").nth(place).tap()


def enlarge(page: Page, times: int) -> None:
    """Make the text larger, so many times of two."""
    page.locator("#seeing-open").tap()
    for _ in range(times):
        page.locator("[data-size='1']").tap()
    page.locator("#seeing [data-close]").tap()


def speak(page: Page, language: str) -> None:
    """Ask for another language, at any step after the slip."""
    page.locator("#seeing-open").tap()
    page.locator(f"[data-language={language}]").tap()
    page.wait_for_selector(f"html[lang={language}]")
    page.locator("#seeing [data-close]").tap()


def review(page: Page) -> None:
    """Go on to the review."""
    page.locator("button[value=review]").tap()
    at(page, "review")


def lock(page: Page) -> str:
    """Lock the vote and wait until it can be cast; return the tracker that stands there before it is cast or tested."""
    page.locator("[data-act=lock]").tap()
    at(page, "sealed")
    expect(page.locator("[data-act=cast]")).to_be_enabled()
    return in_groups(page, "sealed-tracker")


def press_cast(page: Page) -> None:
    """Lock the vote and put it in the box, whatever comes of it."""
    lock(page)
    page.locator("[data-act=cast]").tap()


def cast(page: Page) -> str:
    """Lock the vote, put it in the box and return the tracker of the receipt."""
    press_cast(page)
    at(page, "receipt")
    return shown_tracker(page)


def challenge(page: Page) -> str:
    """Have the locked vote opened; return the text in the code."""
    page.locator("#sealed-more summary").tap()
    page.locator("[data-act=challenge]").tap()
    page.locator("#challenge-question button[value=test]").tap()
    at(page, "challenge")
    return page.locator("#challenge-text").input_value()


def lead(page: Page, hall: Hall, step: str) -> None:
    """Go as far as that step, as the page calls it (`data-at`), with two marks from the candidates on."""
    if step == "slip":
        page.goto(hall.booth)
    else:
        scan(page, hall)
        mark(page, 1, 2)
    if step not in ("slip", "choose"):
        review(page)
    if step not in ("slip", "choose", "review"):
        lock(page)
    if step == "challenge":
        challenge(page)
    if step in ("cast", "receipt"):
        page.locator("[data-act=cast]").tap()
    at(page, step)


def codes_on_screen(page: Page) -> list[str]:
    """What a camera reads on the whole page."""
    return codes_in(Image.open(BytesIO(page.screenshot(full_page=True))).convert("L"))


def shown_tracker(page: Page) -> str:
    """The whole tracker of the receipt, without its gaps."""
    return in_groups(page, "tracker")


def in_groups(page: Page, place: str) -> str:
    """What stands in groups at a place, also where it is folded away."""
    return "".join(page.locator(f"#{place} span").all_text_contents())
