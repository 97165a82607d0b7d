"""Nothing is lost: what becomes of a visit when something happens to it, step by step; the findings' table as a test.

Each cell says what must be so afterwards: `asked` (the browser asks before it leaves, and all stays), `kept`,
`recorded` (the same slip leads to the tracker of its vote), `again` (the slip votes), `question` (the booth asks).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Dialog, Page, expect

from ballots.ballot import tracker
from tests.booth.hall import Hall
from tests.booth.visits import at, in_groups, lead, mark, press_cast, review, scan, shown_tracker
from tests.support.sources import exchange

pytestmark = pytest.mark.usefixtures("hurried")
SHOWN = {"choose": "choose", "review": "review", "locked": "sealed", "test": "challenge", "casting": "cast",
         "unclear": "sealed", "receipt": "receipt"}  # fmt: skip
TWO = "۲"


def reach(page: Page, hall: Hall, step: str) -> str:
    """Go as far as that step, with two marks; return what of the vote stands there."""
    lead(page, hall, "sealed" if step in ("casting", "unclear") else SHOWN[step])
    if step == "casting":
        hall.losses[:] = ["after"] * 40
    if step == "unclear":
        page.route(
            "**/ballot", lambda route: route.fulfill(json={"tracker": "another", "repeated": False, "receipt": ""})
        )
    if step in ("casting", "unclear"):
        page.locator("[data-act=cast]").tap()
    if step == "unclear":
        expect(page.locator("[data-step=sealed] [data-problem]")).to_be_visible()  # it came back from the step between
    return standing(page, step)


def standing(page: Page, step: str) -> str:
    """What of a vote is in the page at that step."""
    at(page, SHOWN[step])
    marked = str(page.locator("input[name=choice]:checked").count())
    names = page.locator("#review-list").inner_text() if step == "review" else ""
    place = {"locked": "sealed-tracker", "unclear": "sealed-tracker", "receipt": "tracker"}.get(step)
    opened = page.locator("#challenge-text").input_value() if step == "test" else ""
    return " ".join([marked if step != "receipt" else "", names, in_groups(page, place) if place else "", opened])


def leaving(how: str) -> Callable[[Page, Hall, str, str], str]:
    """Somebody reloads, or goes back; the browser's question is answered with «stay»."""

    def event(page: Page, _hall: Hall, _step: str, _before: str) -> str:
        asked: list[str] = []

        def stay(dialog: Dialog) -> None:
            asked.append(dialog.type)
            dialog.dismiss()

        page.on("dialog", stay)
        page.evaluate(f"() => {{ setTimeout(() => {{ {how} }}, 0); }}")
        for _ in range(50):  # five seconds, on a busy machine
            page.wait_for_timeout(100)
            if asked:
                break
        return "asked" if asked == ["beforeunload"] else "not asked"

    return event


def discarded(page: Page, hall: Hall, _step: str, before: str) -> str:
    """The tab is gone, as on a tablet short of memory; the delegate shows the same slip again."""
    context = page.context
    page.close(run_before_unload=False)
    hall.losses.clear()
    again = another_page(context)
    again.goto(hall.slip(0))
    again.wait_for_selector("body:is([data-at=choose], [data-at=receipt])")
    if again.locator("body").get_attribute("data-at") == "choose":
        return "again"
    expect(again.locator("#receipt-found")).to_be_visible()
    assert [shown_tracker(again)] == [tracker(data) for data in hall.ballots.values()]
    return "recorded"


def another_page(context: BrowserContext) -> Page:
    page = context.new_page()
    page.set_default_timeout(15_000)
    return page


def turned(page: Page, _hall: Hall, _step: str, _before: str) -> str:
    """The tablet is turned and turned back."""
    for width, height in ((768, 1024), (1024, 768)):
        page.set_viewport_size({"width": width, "height": height})
    return "kept"


def offline(page: Page, hall: Hall, step: str, _before: str) -> str:
    """No network for a while."""
    page.context.set_offline(True)
    page.wait_for_timeout(300)
    hall.losses.clear()
    page.context.set_offline(False)
    if step != "casting":
        return "kept"
    at(page, "receipt")
    return "receipt"


def next_slip(page: Page, hall: Hall, _step: str, _before: str) -> str:
    """The next delegate's slip is read in this very page, and the answer is to stay."""
    page.evaluate("(hash) => { location.hash = hash; }", hall.slip(1).split("#")[1])
    question = page.locator("#slip-question")
    if page.locator("body").get_attribute("data-at") == "cast":
        expect(page.locator("[data-step=cast] [data-problem]")).to_contain_text("در راه صندوق")
        return "said"
    expect(question).to_be_visible()
    assert (
        page.evaluate("() => getComputedStyle(document.getElementById('slip-question'), '::backdrop').opacity") == "1"
    )
    question.locator("button[value=stay]").tap()
    expect(question).to_be_hidden()
    return "question"


EVENTS: dict[str, Callable[[Page, Hall, str, str], str]] = {
    "reload": leaving("location.reload()"), "back": leaving("history.back()"), "discarded": discarded,
    "turned": turned, "offline": offline, "next slip": next_slip,
}  # fmt: skip
STEPS = ("choose", "review", "locked", "test", "casting", "unclear", "receipt")
EXCEPTIONS = {
    ("discarded", "casting"): "recorded", ("discarded", "receipt"): "recorded", ("offline", "casting"): "receipt",
    ("next slip", "casting"): "said",
}  # fmt: skip
USUAL = {
    "reload": "asked",
    "back": "asked",
    "discarded": "again",
    "turned": "kept",
    "offline": "kept",
    "next slip": "question",
}
LEAN = {("reload", "receipt"), ("discarded", "casting"), ("next slip", "choose"), ("next slip", "casting")}


def cells() -> list[Any]:
    """Every event at every step; those that walk a branch of their own are tried every day."""
    return [
        pytest.param(event, step, id=f"{event} at {step}", marks=() if (event, step) in LEAN else pytest.mark.prove)
        for event in EVENTS
        for step in STEPS
        if (event, step) != ("discarded", "unclear")  # as «casting»: the page that went knew nothing more
    ]


@pytest.mark.parametrize(("event", "step"), cells())
def test_nothing_is_lost(page: Page, open_hall: Any, event: str, step: str) -> None:
    hall = open_hall()
    page.goto(f"{hall.address}/B/K7QM2XPA/election.json")
    before = reach(page, hall, step)
    outcome = EVENTS[event](page, hall, step, before)
    assert outcome == EXCEPTIONS.get((event, step), USUAL[event])
    if outcome in ("asked", "kept", "question"):
        assert standing(page, step) == before


def test_the_next_slip_begins_when_somebody_says_so(page: Page, open_hall: Any) -> None:
    hall = open_hall()
    reach(page, hall, "review")
    page.evaluate("(hash) => { location.hash = hash; }", hall.slip(1).split("#")[1])
    page.locator("#slip-question button[value=new]").tap()
    at(page, "choose")
    assert page.locator("input[name=choice]:checked").count() == 0
    assert hall.ballots == {}


def test_a_second_tablet_that_voted_is_found_by_the_first(page: Page, open_hall: Any) -> None:
    hall = open_hall()
    reach(page, hall, "review")
    other = another_page(page.context)
    scan(other, hall)
    mark(other, 3)
    review(other)
    press_cast(other)
    at(other, "receipt")
    press_cast(page)
    at(page, "receipt")
    expect(page.locator("#receipt-title")).to_contain_text("با این تعرفه رأیی ثبت شده است")
    assert shown_tracker(page) == shown_tracker(other)


def test_who_waits_too_long_may_go_and_is_told_what_the_slip_tells(page: Page, open_hall: Any) -> None:
    """B13: after the first post nothing is claimed that only the server knows."""
    hall = open_hall(timing={"done": 30})
    reach(page, hall, "casting")
    page.clock.install()
    for _ in range(6):
        page.clock.run_for(9_000)
        page.wait_for_timeout(100)
    page.locator("#cast-away button").tap()
    page.locator("#away-question button[value=leave]").tap()
    at(page, "done")
    expect(page.locator("p.lead[data-how=disputed]")).to_be_visible()
    expect(page.locator("p.lead[data-how=left]")).to_be_hidden()
    assert "رأیی به صندوق انداخته نشد" not in page.locator("[data-step=done]").inner_text()


def test_a_booth_that_lets_the_next_slip_in_is_caught(page: Page, open_hall: Any) -> None:
    """The broken twin of B12: what another voter does resets the present one's choice."""
    hall = open_hall()
    exchange(page, "**/js/booth/entry.js", "(await mayClear(holding))", "true")
    reach(page, hall, "choose")
    page.evaluate("(hash) => { location.hash = hash; }", hall.slip(1).split("#")[1])
    expect(page.locator("input[name=choice]:checked")).to_have_count(0)
