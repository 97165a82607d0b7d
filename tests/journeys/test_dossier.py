"""A dossier typed in a real browser: it is kept by itself, says so when it is not, and needs no pointer."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import BrowserContext, Page, Route, expect

from tests.support.browser import open_browser
from tests.support.institutions import Registrant, picture, registrant
from tests.support.server import answering, free_port
from tests.support.visitors import open_site

pytestmark = pytest.mark.prove

KEPT = "نگه داشته شد"


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Registrant, str]]:
    """An institution, and the address of the program."""
    port = free_port()
    address = f"http://localhost:{port}"
    site = open_site(tmp_path_factory.mktemp("dossier"), address=address)
    with answering(site.app, port):
        yield registrant(site), address


@pytest.fixture(scope="module")
def device(served: tuple[Registrant, str]) -> Iterator[BrowserContext]:
    """A browser that is signed in as the institution."""
    me, address = served
    cookie = me.visitor.client.get_cookie("majma")
    assert cookie is not None
    with open_browser() as browser:
        context = browser.new_context(viewport={"width": 1024, "height": 768}, locale="fa-IR")
        context.add_cookies([{"name": "majma", "value": cookie.value, "url": address}])
        context.set_default_timeout(15_000)
        yield context
        context.close()


@pytest.fixture
def page(device: BrowserContext) -> Iterator[Page]:
    """A page without a fault in its scripts."""
    page = device.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    yield page
    page.close()
    assert faults == []


def at(served: tuple[Registrant, str], part: str) -> str:
    """The address of a screen."""
    me, address = served
    return f"{address}{me.address}/{part}"


def test_what_is_typed_is_kept_and_an_interruption_is_told_and_mended(
    served: tuple[Registrant, str], page: Page
) -> None:
    page.goto(at(served, "presentation"))
    field, state, trouble = (page.locator(where) for where in ("#introduction_fa", "[data-state]", "[data-trouble]"))
    field.press_sequentially("ما از")
    expect(state).to_contain_text(KEPT)
    expect(page.locator("#introduction_fa-hint")).to_contain_text("۲۹۹۵ نویسه باقی است")

    def cut(route: Route) -> None:
        if route.request.method == "POST":
            route.abort()
        else:
            route.continue_()

    page.route("**/presentation", cut)
    field.press_sequentially(" شیراز")
    expect(trouble).to_contain_text("ارتباط برقرار نیست")
    page.unroute("**/presentation")
    expect(state).to_contain_text(KEPT)
    expect(trouble).to_be_empty()
    assert "ما از شیراز" in served[0].get("/presentation").text


def test_a_chosen_file_is_sent_at_once_and_shown(served: tuple[Registrant, str], page: Page) -> None:
    page.goto(at(served, "presentation"))
    page.set_input_files("#logo", {"name": "me.png", "mimeType": "image/png", "buffer": picture(kind="PNG")})
    expect(page.locator("#logo-kept img")).to_be_visible()
    page.set_input_files("#portrait", {"name": "me.png", "mimeType": "image/png", "buffer": b"<svg/>"})
    expect(page.locator("#portrait-error")).to_contain_text("پذیرفته نمی‌شود")


def test_a_page_left_open_is_told_that_another_device_was_later(served: tuple[Registrant, str], page: Page) -> None:
    page.goto(at(served, "programmes"))
    served[0].keep("programmes", {"participation-0-fa": "از دستگاه دیگر"})
    page.locator("#participation-0-fa").press_sequentially("از اینجا")
    told = page.locator("[data-changed]")
    expect(told).to_contain_text("در دستگاه دیگری تغییر کرده است")
    told.get_by_role("button").click()
    expect(page.locator("[data-changed]")).to_be_hidden()
    assert "از اینجا" in served[0].get("/programmes").text


def test_a_screen_needs_only_the_keyboard(served: tuple[Registrant, str], page: Page) -> None:
    page.goto(at(served, "programmes"))
    page.locator("#interaction-0-fa").focus()
    page.keyboard.type("گزارش فصلی")
    for _ in range(12):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.value") == "next":
            break
    page.keyboard.press("Enter")
    page.wait_for_url("**/achievements")
    assert "گزارش فصلی" in served[0].get("/programmes").text


def test_the_enter_key_keeps_the_screen_and_takes_nothing_away(served: tuple[Registrant, str], page: Page) -> None:
    served[0].keep("programmes", {"participation-0-fa": "یک", "participation-1-fa": "دو"})
    page.goto(at(served, "representative"))
    page.locator("#representative_fa").fill("مهتاب یاوری")
    page.locator("#representative_fa").press("Enter")
    expect(page.locator(".notice-success, .error-summary").first).to_be_visible()
    assert "مهتاب یاوری" in served[0].get("/representative").text
