"""Lock, then cast or test: the booth is bound to a tracker on the screen before anybody can say which it will be."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from ballots.short import WHOLE, Kind, short
from tests.booth.hall import PEOPLE, Hall, name_of
from tests.booth.visits import at, codes_on_screen, enlarge, in_groups, lead, lock, mark, review, scan, slow_down
from tests.support.sources import from_sources, source_at

pytestmark = pytest.mark.usefixtures("hurried")

SLOW = """
const quick = self.postMessage.bind(self);
let slowly = Promise.resolve();
self.postMessage = (data) => {
  const wait = data.value && data.value.ballot ? 2500 : 0;
  slowly = slowly.then(() => new Promise((go) => setTimeout(() => { quick(data); go(); }, wait)));
};
"""
"""Put before the worker's own words: a tablet on which locking takes long."""

SIZES = {"tablet": (1024, 768), "upright": (768, 1024), "phone": (390, 844)}


def slow_worker(page: Page) -> None:
    """Let locking take two and a half seconds."""

    def slower(route: Any) -> None:
        route.fulfill(body=source_at(route.request.url) + SLOW, content_type="text/javascript")

    from_sources(page)
    page.route("**/js/booth/worker.js", slower)


def changed(what: dict[str, str]) -> Any:
    """What answers a request for a module with other text where the honest one stands."""

    def answer(route: Any) -> None:
        source = source_at(route.request.url)
        for honest, other in what.items():
            assert honest in source
            source = source.replace(honest, other)
        route.fulfill(body=source, content_type="text/javascript")

    return answer


def press_everything(page: Page) -> None:
    """Press cast and test wherever they are, as a script that does not wait for anything would."""
    page.evaluate("""() => { for (const act of ['cast', 'challenge']) {
      const button = document.querySelector(`[data-act=${act}]`);
      button.dispatchEvent(new PointerEvent('pointerdown', { bubbles: true }));
      button.click();
      button.dispatchEvent(new MouseEvent('click', { bubbles: true, detail: 1 }));
    } }""")


def reviewed(page: Page, hall: Hall, *places: int) -> None:
    scan(page, hall)
    mark(page, *(places or (1, 3)))
    review(page)


def posted(hall: Hall) -> list[str]:
    return [act for act, _ in hall.heard if act != "slip"]


def test_neither_cast_nor_test_works_before_the_tracker_is_on_the_screen(page: Page, open_hall: Any) -> None:
    """P12: with a slow worker, a delegate who presses early presses nothing."""
    hall = open_hall()
    slow_worker(page)
    reviewed(page, hall)
    slow_down(page)
    press_everything(page)
    page.locator("[data-act=lock]").tap()
    for _ in range(4):
        press_everything(page)
        expect(page.locator("[data-act=cast]")).to_be_hidden()
        assert in_groups(page, "sealed-tracker") == ""
        page.wait_for_timeout(300)
    at(page, "sealed")
    press_everything(page)
    assert len(in_groups(page, "sealed-tracker")) == 43
    expect(page.locator("[data-act=cast]")).to_be_enabled()
    assert posted(hall) == []
    assert page.locator("dialog[open]").count() == 0


def early_posts(page: Page, hall: Hall) -> list[str]:
    """What reaches the board when somebody presses from the review on, until the tracker has stood there a while."""
    reviewed(page, hall)
    slow_down(page)
    page.locator("[data-act=lock]").tap()
    for _ in range(6):
        press_everything(page)
        page.wait_for_timeout(50)
    for _ in range(40):
        page.wait_for_timeout(100)
        if posted(hall):
            break
    return posted(hall)


def test_a_booth_that_takes_an_early_press_is_caught(page: Page, open_hall: Any) -> None:
    """The broken twin: its buttons are never dead, and what was pressed early is done as soon as the vote is sealed."""
    hall = open_hall()
    slow_worker(page)
    page.route("**/js/booth/press.js", changed({"this.#awake &&": "true ||", "disabled = true": "disabled = false"}))
    page.route("**/js/booth/visit.js", changed({"locking: {": "locking: { cast: 'casting',"}))
    assert early_posts(page, hall) != []


def test_the_honest_booth_does_not_take_it(page: Page, open_hall: Any) -> None:
    hall = open_hall()
    slow_worker(page)
    assert early_posts(page, hall) == []


def test_a_press_that_began_before_does_not_cast(page: Page, open_hall: Any) -> None:
    hall = open_hall()
    reviewed(page, hall)
    slow_down(page)
    page.locator("[data-act=lock]").tap()
    at(page, "sealed")
    box = page.locator("[data-act=cast]").bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 20, box["y"] + 20)
    page.mouse.down()
    expect(page.locator("[data-act=cast]")).to_be_enabled()
    page.mouse.up()
    page.wait_for_timeout(300)
    assert posted(hall) == []
    page.locator("[data-act=cast]").tap()
    at(page, "receipt")


def test_two_presses_cast_once(page: Page, open_hall: Any) -> None:
    hall = open_hall()
    reviewed(page, hall)
    lock(page)
    press_everything(page)
    press_everything(page)
    at(page, "receipt")
    assert posted(hall) == ["ballot"]


@pytest.mark.parametrize("pause", [0, 60, 150, 400])
def test_a_double_tap_on_lock_casts_nothing(page: Page, open_hall: Any, pause: int) -> None:
    """B1: the act that cannot be undone does not lie where the one before lay, and it sleeps for a second."""
    hall = open_hall()
    reviewed(page, hall)
    slow_down(page)
    expect(page.locator("[data-act=lock]")).not_to_have_attribute("aria-disabled", "true")
    box = page.locator("[data-act=lock]").bounding_box()
    assert box is not None
    for _ in range(3):
        page.touchscreen.tap(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        page.wait_for_timeout(pause)
    expect(page.locator("[data-act=cast]")).to_be_enabled()
    assert posted(hall) == []


OVERLAPS = """([step, acts]) => [...document.querySelectorAll(`[data-step=${step}] [data-act]`)]
  .filter((one) => one.checkVisibility() && !one.matches('.skip-link'))
  .map((one) => { const box = one.getBoundingClientRect();
    return [one.dataset.act, box.left, box.top, box.right, box.bottom]; })"""


CELLS = [(size, larger, (i + larger) % 2 == 1) for i, size in enumerate(SIZES) for larger in (0, 1, 2)]
"""Every size of the screen with every size of the text; a blank vote meets each of them, as does one with marks."""


@pytest.mark.parametrize(("size", "larger", "blank"), CELLS)
def test_cast_does_not_lie_where_a_button_of_the_review_lay(
    page: Page, open_hall: Any, size: str, larger: int, blank: bool
) -> None:
    hall = open_hall(blank=True)
    width, height = SIZES[size]
    page.set_viewport_size({"width": width, "height": height})
    scan(page, hall)
    enlarge(page, larger)
    if blank:
        page.locator("button[value=blank]").tap()
        at(page, "review")
    else:
        mark(page, 0, 1, 2, 3, 4, 5)
        review(page)
    before = page.evaluate(OVERLAPS, ["review", 0])
    lock(page)
    after = [box for box in page.evaluate(OVERLAPS, ["sealed", 0]) if box[0] == "cast"]
    assert {box[0] for box in before} == {"lock", "back"}
    assert after
    assert after[0][4] <= height, "the button is below the edge"
    assert [one for one in before for two in after if _meet(one[1:], two[1:])] == []


def _meet(one: list[float], two: list[float]) -> bool:
    return one[0] < two[2] and two[0] < one[2] and one[1] < two[3] and two[1] < one[3]


@pytest.mark.parametrize("size", SIZES)
def test_the_whole_tracker_stands_there_before_anybody_asks_for_a_test(page: Page, open_hall: Any, size: str) -> None:
    """Letters, forty digits and a code, all without opening «more»: else the booth would learn who tests."""
    hall = open_hall()
    page.set_viewport_size({"width": SIZES[size][0], "height": SIZES[size][1]})
    reviewed(page, hall)
    tracker = lock(page)
    digits = in_groups(page, "sealed-digits").translate(str.maketrans("۰۱۲۳۴۵۶۷۸۹", "0123456789"))
    assert digits == short(Kind.TRACKER, tracker, WHOLE)
    assert page.locator("#sealed-digits .finds").count() == 3
    expect(page.locator("#sealed-tracker")).to_be_in_viewport(ratio=1)
    expect(page.locator("#sealed-digits")).to_be_in_viewport(ratio=1)
    assert page.locator("#sealed-more").get_attribute("open") is None
    assert codes_on_screen(page) == [f"majma tracker {hall.small.election.uuid} {tracker}"]


@pytest.mark.parametrize("step", ["review", "sealed", "challenge", "receipt"])
def test_names_and_tracker_never_stand_on_one_screen(page: Page, open_hall: Any, step: str) -> None:
    hall = open_hall()
    reviewed(page, hall)
    tracker = ""
    if step != "review":
        tracker = lock(page)
    if step == "challenge":
        page.locator("#sealed-more summary").tap()
        page.locator("[data-act=challenge]").tap()
        page.locator("#challenge-question button[value=test]").tap()
    if step == "receipt":
        page.locator("[data-act=cast]").tap()
    at(page, step)
    text = page.locator("body").inner_text()
    names = [name for name in (name_of(1), name_of(3), PEOPLE[1], PEOPLE[3]) if name in text]
    assert bool(names) == (step == "review")
    trackers = [span for span in page.locator("code span").all() if span.is_visible()]
    assert bool(trackers) == (step in ("sealed", "receipt"))
    assert not tracker or (tracker[:12] in "".join(text.split())) == (step == "sealed")


def test_back_from_the_tracker_throws_the_locked_vote_away(page: Page, open_hall: Any) -> None:
    hall = open_hall()
    reviewed(page, hall)
    first = lock(page)
    page.locator("[data-step=sealed] [data-act=back]").tap()
    at(page, "review")
    assert page.locator("#review-list li").count() == 2
    assert first[:20] not in page.content()
    assert in_groups(page, "sealed-tracker") == ""
    second = lock(page)
    assert second != first
    page.locator("[data-act=cast]").tap()
    at(page, "receipt")
    assert in_groups(page, "tracker") == second


def test_back_while_the_vote_is_being_locked_leaves_no_tracker(page: Page, open_hall: Any) -> None:
    hall = open_hall()
    slow_worker(page)
    reviewed(page, hall)
    page.locator("[data-act=lock]").tap()
    expect(page.locator("#review-locking")).to_contain_text("قفل شدن")
    page.locator("[data-step=review] [data-act=back]").tap()
    at(page, "choose")
    page.wait_for_timeout(3000)
    assert page.locator("body").get_attribute("data-at") == "choose"
    assert in_groups(page, "sealed-tracker") == ""
    mark(page, 5)
    review(page)
    expect(page.locator("[data-act=lock]")).to_be_enabled()
    lock(page)


def test_leaving_while_the_vote_is_being_locked_ends_the_visit(page: Page, open_hall: Any) -> None:
    hall = open_hall(timing={"done": 30})
    slow_worker(page)
    reviewed(page, hall)
    page.locator("[data-act=lock]").tap()
    page.locator("#leave").tap()
    page.locator("#leave-question button[value=leave]").tap()
    at(page, "done")
    page.wait_for_timeout(3000)
    assert page.locator("body").get_attribute("data-at") == "done"
    assert in_groups(page, "sealed-tracker") == ""


IN_ONE_MOMENT = """(acts) => {
  const question = document.getElementById('challenge-question');
  new MutationObserver(() => { window.asked ||= question.open; }).observe(question, { attributes: true });
  for (const act of acts) document.querySelector(`[data-step=sealed] [data-act=${act}]`).click();
}"""


def test_of_two_buttons_pressed_in_one_moment_the_first_acts_alone(page: Page, open_hall: Any) -> None:
    hall = open_hall()
    lead(page, hall, "sealed")
    page.evaluate(IN_ONE_MOMENT, ["cast", "challenge"])
    at(page, "receipt")
    assert page.evaluate("window.asked") is None, "whether to test a vote that is being cast"
    assert [act for act, _ in hall.heard if act in ("ballot", "challenge")] == ["ballot"]


def test_a_cast_that_is_taken_back_in_the_moment_of_its_press_is_none(page: Page, open_hall: Any) -> None:
    hall = open_hall()
    lead(page, hall, "sealed")
    slow_down(page)
    page.evaluate(IN_ONE_MOMENT, ["cast", "back"])
    at(page, "review")
    lock(page)  # longer than what was pressed would wait
    assert [act for act, _ in hall.heard if act in ("ballot", "challenge")] == []
    page.locator("[data-act=cast]").tap()
    at(page, "receipt")
