"""What stands before the server refuses a post, in words of its own: a delegate is told, and does not wait for ever."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from app.serving.front import Front, configuration
from tests.booth.conftest import standing_hall, tablet
from tests.booth.hall import Hall, name_of
from tests.booth.visits import at, cast, mark, press_cast, review, scan
from tests.support.front import HOST, needs_haproxy, running_front
from tests.support.hall import free_ports
from tests.support.sources import exchange

SMALL = 4096
"""Bytes: a slip's question fits, a ballot does not."""
ASKED_AGAIN = (408, 425, 429, 500, 502, 503, 504)
REFUSED = (400, 403, 404, 405, 411, 413, 414, 417, 431)
POST = """async ([url, tries]) => {
  const { post } = await import('/static/js/page/post.js');
  const end = new AbortController();
  const heard = [];
  const uncertain = (attempt) => { heard.push(attempt); if (attempt === tries) end.abort(new Error('waits')); };
  try {
    const { ok, answer, sure } = await post(url, {}, { uncertain, signal: end.signal, nameless: true });
    return { ok, error: answer.error, status: answer.status, sure };
  } catch (error) { return error.message; }
}"""


@contextmanager
def behind(hall: Hall, folder: Path, largest: int) -> Iterator[None]:
    """The hall behind the booths' front, which takes bodies of so many bytes."""
    port, own = free_ports(1), hall.address
    place = Front(
        zone="booth", port=port, hosts=(HOST,), certificate=None, socket=Path("SERVER"), most=100, each=100,
        largest=largest, whole=True,
    )  # fmt: skip
    with running_front(folder, configuration(place).replace("unix@SERVER", own.removeprefix("http://")), port):
        hall.address = f"http://{HOST}:{port}"
        yield
        hall.address = own


@needs_haproxy
@pytest.mark.usefixtures("hurried")
def test_a_ballot_that_the_front_refuses_is_told_with_its_number_and_the_choice_stays(
    page: Page, open_hall: Any, tmp_path: Path
) -> None:
    hall = open_hall()
    with behind(hall, tmp_path, SMALL):
        scan(page, hall)
        mark(page, 1)
        review(page)
        press_cast(page)
        at(page, "review")
        said = page.locator("[data-step=review] [data-problem]")
        expect(said).to_contain_text("(شمارهٔ ۴۱۳)")
        expect(said).to_contain_text("چیزی به صندوق نرسیده است")
        expect(page.locator("#review-list bdi").first).to_have_text(name_of(1))
    assert not hall.ballots
    with behind(hall, tmp_path, 1 << 16):
        scan(page, hall)
        mark(page, 1)
        review(page)
        cast(page)
    assert len(hall.ballots) == 1


@needs_haproxy
@pytest.mark.usefixtures("hurried")
def test_a_booth_that_takes_it_for_a_lost_answer_is_caught(page: Page, open_hall: Any, tmp_path: Path) -> None:
    hall = open_hall()
    exchange(page, "**/js/page/post.js", "ANOTHER_TIME.has(response.status)", "!answer.error")
    with behind(hall, tmp_path, SMALL):
        scan(page, hall)
        mark(page, 1)
        review(page)
        press_cast(page)
        expect(page.locator("#cast-state")).to_have_text("نامعلوم است، دوباره می‌پرسیم")
        at(page, "cast")


@pytest.fixture(scope="module")
def module_page(browser: Browser) -> Iterator[Page]:
    """A page for the tests that use the module alone."""
    with tablet(browser) as page, standing_hall(page):
        yield page


def told(page: Page, *answers: Any, tries: int = 1) -> Any:
    """What `post` makes of these answers in turn, the last of them for ever; 'waits' where it asks once more."""
    left = list(answers)

    def answer(route: Route) -> None:
        one = left.pop(0) if len(left) > 1 else left[0]
        if isinstance(one, int):
            route.fulfill(status=one, body="<h1>no</h1>", content_type="text/html")
        else:
            route.fulfill(status=one[0], json={"error": one[1], "message": "…"})

    page.route("**/asked", answer)
    try:
        return page.evaluate(POST, ["/asked", tries])
    finally:
        page.unroute("**/asked")


def test_a_status_that_may_pass_is_asked_again_and_any_other_is_a_refusal(module_page: Page) -> None:
    assert [one for one in ASKED_AGAIN if told(module_page, one) != "waits"] == []
    for one in REFUSED:
        assert told(module_page, one) == {"ok": False, "error": "front-refused", "status": one, "sure": True}
    assert told(module_page, (413, "http-413"))["error"] == "front-refused"
    assert told(module_page, (409, "election-closed"))["error"] == "election-closed"


def test_a_page_of_somebody_elses_is_no_success(module_page: Page) -> None:
    assert told(module_page, 200) == "waits"


def test_after_a_try_without_an_answer_nobody_says_that_nothing_came_through(module_page: Page) -> None:
    assert told(module_page, 504, 413, tries=2) == {"ok": False, "error": "front-refused", "status": 413, "sure": False}
