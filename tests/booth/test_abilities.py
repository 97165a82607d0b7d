"""B15: what a browser lacks is said, by its name, before anybody is asked for a slip."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.booth.test_lost_request import SCRIPT

GONE = "Object.defineProperty(%s, '%s', { value: undefined, configurable: true, writable: true });"
ABILITIES = {
    "BigInt": GONE % ("window", "BigInt"),
    "Worker": GONE % ("window", "Worker"),
    "crypto.getRandomValues": GONE % ("Crypto.prototype", "getRandomValues"),
    "dialog.showModal": GONE % ("HTMLDialogElement.prototype", "showModal"),
    "fetch": GONE % ("window", "fetch"),
    "AbortController": GONE % ("window", "AbortController"),
    "AbortSignal.timeout": GONE % ("AbortSignal", "timeout"),
    "AbortSignal.throwIfAborted": GONE % ("AbortSignal.prototype", "throwIfAborted"),
    "TextEncoder": GONE % ("window", "TextEncoder"),
    "DOMParser": GONE % ("window", "DOMParser"),
    "history.replaceState": "window.takeFragment = () => '';" + GONE % ("History.prototype", "replaceState"),
    "SubmitEvent.submitter": "delete SubmitEvent.prototype.submitter;",
    "Element.replaceChildren": GONE % ("Element.prototype", "replaceChildren"),
    "Element.toggleAttribute": GONE % ("Element.prototype", "toggleAttribute"),
    "String.normalize": GONE % ("String.prototype", "normalize"),
    "String.replaceAll": GONE % ("String.prototype", "replaceAll"),
    "Array.at": GONE % ("Array.prototype", "at"),
    "Object.hasOwn": GONE % ("Object", "hasOwn"),
}
"""The same names as in early.js, each with what takes it away."""
UNREADABLE = "() => window.dispatchEvent(new ErrorEvent('error', { error: new SyntaxError('Unexpected token') }))"
LEAN = {"BigInt", "dialog.showModal", "Object.hasOwn"}


@pytest.fixture
def old(browser: Browser) -> Iterator[Page]:
    """A page in whose browser the booth's script may throw: the early one says why."""
    context = browser.new_context(locale="fa-IR")
    yield context.new_page()
    context.close()


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=() if name in LEAN else pytest.mark.prove) for name in ABILITIES]
)
def test_what_a_browser_lacks_is_said_before_a_slip_is_asked_for(old: Page, open_hall: Any, name: str) -> None:
    page = old
    hall = open_hall(candidates=2, maximum=2)
    page.add_init_script(ABILITIES[name])
    page.goto(hall.slip(0))
    said = page.locator("[data-stopped=browser]")
    expect(said).to_be_visible()
    expect(said.locator("[data-names]")).to_have_text(name)
    expect(page.locator("[data-step]:visible")).to_have_count(0)
    assert hall.heard == []


def test_the_list_is_that_of_the_page(old: Page, open_hall: Any) -> None:
    """Nothing is tried here that the page does not ask for, nor the other way round."""
    page = old
    hall = open_hall(candidates=2, maximum=2)
    page.add_init_script("".join(ABILITIES.values()))
    page.goto(hall.booth)
    expect(page.locator("[data-names]")).to_have_text(", ".join(ABILITIES))


def test_a_browser_that_cannot_read_the_script_is_called_too_old(page: Page, open_hall: Any) -> None:
    hall = open_hall(candidates=2, maximum=2)
    page.route(SCRIPT, lambda route: route.abort())
    page.goto(hall.booth)
    page.evaluate(UNREADABLE)
    expect(page.locator("[data-stopped=browser] [data-names]")).to_have_text("JavaScript (ES2022)")


def test_without_module_workers_the_booth_says_so(page: Page, open_hall: Any) -> None:
    hall = open_hall(candidates=2, maximum=2)
    page.clock.install()
    page.add_init_script("window.Worker = function () { throw new TypeError('no module workers'); };")
    page.goto(hall.booth)
    page.clock.run_for(20_000)
    expect(page.locator("[data-step=slip] [data-problem]")).to_contain_text("کار پس‌زمینه")
    assert hall.heard == []
