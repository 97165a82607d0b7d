"""Everybody can vote: by touch, by keyboard alone, with a screen reader, with large type, and told what is missing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import islice
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from ballots.digits import encode_digits
from tests.booth.hall import Hall
from tests.booth.visits import (
    at,
    cast,
    enlarge,
    lock,
    mark,
    review,
    scan,
    show_letters,
    type_letters,
)
from tests.support.axe import violations

LEAST_TARGET = 56
SMALL_TARGETS = """least => [...document.querySelectorAll(
        'button:not(.skip-link), a:not(.skip-link), .pick label, input:not([type=hidden], [type=checkbox])')]
    .filter((one) => {
        const box = one.getBoundingClientRect();
        return one.checkVisibility() && Math.min(box.width, box.height) < least - 0.5;
    })
    .map((one) => one.outerHTML.slice(0, 100))"""
TOO_WIDE = "() => document.documentElement.scrollWidth > window.innerWidth"


def faults(page: Page) -> list[str]:
    """What axe finds, which targets are small, whether the page is wider than the screen."""
    page.evaluate("() => document.fonts.ready.then(() => true)")
    found = violations(page)
    found += page.evaluate(SMALL_TARGETS, LEAST_TARGET)
    return found + (["wider than the screen"] if page.evaluate(TOO_WIDE) else [])


def reviewed(page: Page, hall: Hall, voter: int = 0) -> None:
    scan(page, hall, voter)
    mark(page, 0, 1)
    review(page)


def arriving(page: Page, hall: Hall) -> Iterator[str]:
    """The slip, by its digits and by its letters."""
    page.goto(hall.booth)
    at(page, "slip")
    yield "slip"
    page.locator("#slip-group-1").focus()
    page.keyboard.type("123456")
    page.keyboard.press("Enter")
    page.locator(".digit-keys").evaluate("keys => keys.scrollIntoView({block: 'center'})")
    yield "wrong group"
    page.reload()
    at(page, "slip")
    show_letters(page)
    if page.locator("#slip-keys").is_hidden():
        page.locator("#slip-keys-toggle").tap()
    yield "keys"
    type_letters(page, hall, "abc")
    yield "mistyped"


def choosing(page: Page, hall: Hall) -> Iterator[str]:
    """The candidates, and what opens over them."""
    scan(page, hall)
    yield "choose"
    page.locator(".dossier-button").nth(4).tap()
    page.wait_for_selector("#dossier[open]")
    yield "dossier"
    page.locator("#dossier [data-close]").tap()
    page.locator("#leave").tap()
    page.wait_for_selector("#leave-question[open]")
    yield "leaving"
    page.locator("#leave-question [value=stay]").tap()
    mark(page, *range(7))
    page.wait_for_selector("#full-question[open]")
    yield "full"


def trying_out(page: Page, hall: Hall) -> Iterator[str]:
    """The review, the locked vote and the screens of its test."""
    reviewed(page, hall)
    yield "review"
    lock(page)
    page.locator("#sealed-more summary").tap()
    yield "locked"
    page.locator("[data-act=challenge]").tap()
    page.wait_for_selector("#challenge-question[open]")
    yield "test asked"
    page.locator("#challenge-question button[value=test]").tap()
    at(page, "challenge")
    yield "tested"
    page.locator("[data-act=on]").tap()
    page.wait_for_selector("#after-test-question[open]")
    yield "test ended"


def casting(page: Page, hall: Hall) -> Iterator[str]:
    """The receipt, the end, and a vote that is on its way."""
    reviewed(page, hall)
    cast(page)
    yield "receipt"
    page.locator("#receipt-end").tap()
    at(page, "done")
    yield "done"
    reviewed(page, hall, 1)
    lock(page)
    hall.losses[:] = ["before"] * 9
    page.locator("[data-act=cast]").tap()
    at(page, "cast")
    yield "waiting"


def unsigned(page: Page, hall: Hall) -> Iterator[str]:
    """A receipt that nobody signed."""
    shown = dict[str, str]()
    page.route("**/ballot", lambda route: route.fulfill(
        json={"tracker": shown["tracker"], "repeated": True}, content_type="application/json"
    ))  # fmt: skip
    reviewed(page, hall)
    shown["tracker"] = lock(page)
    page.locator("[data-act=cast]").tap()
    at(page, "receipt")
    yield "unsigned"


Way = Callable[[Page, Hall], Iterator[str]]


def barriers(page: Page, hall: Hall, way: Way, sizes: tuple[tuple[int, int], ...]) -> dict[str, list[str]]:
    """What is wrong on the screens of a way that is gone at the first of these sizes, at each of them."""
    resize(page, sizes[0])
    found = {}
    for screen in way(page, hall):
        for size in sizes:
            resize(page, size)
            if wrong := faults(page):
                found[f"{screen} {size}"] = wrong
        resize(page, sizes[0])
    return found


def resize(page: Page, size: tuple[int, int]) -> None:
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.wait_for_function("([width, height]) => innerWidth === width && innerHeight === height", arg=size)


TABLET, PHONE = (1024, 768), (390, 844)
PATIENT = {"idle": 600, "receipt": 600, "done": 600}


def test_the_first_screen_has_no_barrier(page: Page, open_hall: Any) -> None:
    hall = open_hall(blank=True, timing=PATIENT)
    assert barriers(page, hall, lambda *given: islice(arriving(*given), 1), (TABLET,)) == {}


WAYS = (
    (arriving, (TABLET,)),  # the letters' keys look at the size only while the page is loaded
    (arriving, (PHONE,)),
    (choosing, (PHONE, TABLET)),
    (trying_out, (TABLET, PHONE)),
    (casting, (PHONE, TABLET)),
    (unsigned, (TABLET, PHONE)),
)


def _named(one: Any) -> str:
    """A way by its name, sizes by how wide they are."""
    return str(one.__name__) if callable(one) else " and ".join(str(width) for width, _ in one)


@pytest.mark.prove
@pytest.mark.parametrize(("way", "sizes"), WAYS, ids=_named)
def test_no_screen_on_a_way_has_a_barrier(
    page: Page, open_hall: Any, way: Way, sizes: tuple[tuple[int, int], ...]
) -> None:
    hall = open_hall(blank=True, withdrawn=frozenset({7}), timing=PATIENT)
    assert barriers(page, hall, way, sizes) == {}


def enlarged(page: Page, hall: Hall) -> Iterator[str]:
    """The largest text, from the candidates to the receipt."""
    scan(page, hall)
    enlarge(page, 2)
    yield "choose"
    mark(page, 0, 1)
    review(page)
    yield "review"
    lock(page)
    yield "locked"
    page.locator("[data-act=cast]").tap()
    at(page, "receipt")
    yield "receipt"


def test_the_largest_text_still_fits(page: Page, open_hall: Any) -> None:
    hall = open_hall(blank=True, withdrawn=frozenset({7}), timing=PATIENT)
    assert barriers(page, hall, enlarged, (PHONE, TABLET)) == {}


def test_no_size_of_text_breaks_a_group_of_the_tracker(page: Page, open_hall: Any) -> None:
    hall = open_hall(timing={"receipt": 600})
    page.set_viewport_size({"width": 390, "height": 844})
    scan(page, hall)
    mark(page, 0)
    enlarge(page, 2)
    review(page)
    lock(page)
    heights = "(place) => [...document.querySelectorAll(`#${place} span`)].map((one) => one.offsetHeight)"
    for place, count in (("sealed-tracker", 11), ("sealed-digits", 10)):
        found = page.evaluate(heights, place)
        assert len(found) == count
        assert max(found) - min(found) <= 4, place  # those that find are underlined
    page.locator("[data-act=cast]").tap()
    at(page, "receipt")
    page.locator("[data-step=receipt] summary").tap()
    for place, count in (("tracker", 11), ("tracker-digits", 3), ("tracker-forty", 10)):
        found = page.evaluate(heights, place)
        assert len(found) == count
        assert max(found) - min(found) <= 4, place
    assert not page.evaluate(TOO_WIDE)


def test_such_barriers_are_found(page: Page, open_hall: Any) -> None:
    hall = open_hall()
    scan(page, hall)
    page.evaluate("""() => {
      const button = document.querySelector('.dossier-button');
      button.removeAttribute('aria-label'); button.textContent = ''; button.style.blockSize = '20px';
      document.querySelector('.picks').style.inlineSize = '3000px'; }""")
    found = "\n".join(faults(page))
    assert "button-name" in found
    assert "dossier-button" in found
    assert "wider than the screen" in found


def test_the_keyboard_alone_is_enough(page: Page, open_hall: Any) -> None:
    hall = open_hall(candidates=14)
    page.goto(hall.booth)
    at(page, "slip")
    expect(page.locator("#slip-title")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.locator("#slip-group-1")).to_be_focused()
    page.keyboard.type(encode_digits(hall.small.credentials[0]).replace(" ", ""))
    page.keyboard.press("Enter")
    at(page, "choose")
    expect(page.locator("#choose-title")).to_be_focused()
    for _ in range(3):  # past the way to the counter and the search
        page.keyboard.press("Tab")
    page.keyboard.press("Space")
    expect(page.locator("#count")).to_have_text("حداکثر ۶، تاکنون ۱")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("dialog[open]")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator(".dossier-button").first).to_be_focused()
    page.locator("input[name=choice]").last.focus()
    page.keyboard.press("Enter")
    at(page, "review")
    expect(page.locator("#review-title")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")  # past the names
    expect(page.locator("[data-act=lock]")).to_be_focused()
    page.keyboard.press("Enter")
    at(page, "sealed")
    expect(page.locator("#sealed-title")).to_be_focused()
    expect(page.locator("[data-act=cast]")).to_be_enabled()
    page.keyboard.press("Tab")
    expect(page.locator("[data-act=cast]")).to_be_focused()
    page.keyboard.press("Enter")
    at(page, "receipt")
    expect(page.locator("#receipt-title")).to_be_focused()


@pytest.mark.parametrize("candidates", [24, 100])
def test_three_keys_lead_from_the_heading_to_the_counter_and_arrows_through_the_list(
    page: Page, open_hall: Any, candidates: int
) -> None:
    hall = open_hall(candidates=candidates)
    scan(page, hall)
    expect(page.locator("#choose-title")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("button[value=review]")).to_be_focused()
    page.locator("input[name=choice]").first.focus()
    for key in ("ArrowDown", "PageDown", "ArrowLeft", "End", "ArrowUp", "Space"):
        page.keyboard.press(key)
    expect(page.locator("input[name=choice]:checked")).to_have_value(str(candidates - 1))
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    expect(page.locator("button[value=review]")).to_be_focused()
    assert page.get_by_role("heading", level=2, include_hidden=False).count() >= candidates // 10


def test_the_counter_stays_in_sight_and_is_announced(page: Page, open_hall: Any) -> None:
    hall = open_hall(candidates=100)
    scan(page, hall)
    for place in (0, 50, 99):
        page.locator(".pick label").nth(place).scroll_into_view_if_needed()
        expect(page.locator("#count")).to_be_in_viewport()
    mark(page, 99)
    expect(page.locator("#announcement")).to_have_text("حداکثر ۶، تاکنون ۱")


def test_a_marked_card_reached_by_keyboard_is_not_hidden_by_the_counter(page: Page, open_hall: Any) -> None:
    hall = open_hall(candidates=30)
    scan(page, hall)
    bar = page.locator("#count-bar").bounding_box()
    assert bar is not None
    for _ in range(30):
        page.keyboard.press("Tab")
    box = page.evaluate("() => document.activeElement.getBoundingClientRect().bottom")
    assert box <= bar["y"] + 1


def test_without_scripts_the_page_says_what_it_needs(browser: Browser, open_hall: Any) -> None:
    hall = open_hall()
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(hall.booth)
    assert "جاوااسکریپت" in page.locator("main").inner_text()
    assert page.locator("[data-step]:visible").count() == 0
    context.close()


def test_the_page_has_no_wish_of_its_own_against_its_policy(page: Page, open_hall: Any) -> None:
    """The console faults that the page fixture collects include every refusal by the content security policy."""
    hall = open_hall()
    answer = page.goto(hall.booth)
    assert answer is not None
    assert "script-src 'self'" in answer.headers["content-security-policy"]
    at(page, "slip")
    assert "<style" not in page.content()
    assert "style=" not in page.content()
