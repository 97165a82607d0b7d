"""The test in the booth: tracker first, then the opening for another device; what was opened is never cast."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from ballots.ballot import tracker
from ballots.challenge import decode_opening, read_opening_code, reopen, verdict_key, verdict_lock
from ballots.short import WHOLE, Kind, short
from tests.booth.hall import Hall
from tests.booth.visits import at, cast, challenge, codes_on_screen, in_groups, lock, mark, review, scan
from tests.support.axe import violations
from tests.support.sources import from_sources, source_at

pytestmark = pytest.mark.usefixtures("hurried")


def sealed(page: Page, hall: Hall, *places: int) -> str:
    """Scan, mark, review and lock; return the tracker."""
    scan(page, hall)
    mark(page, *places)
    review(page)
    return lock(page)


def ask_for_test(page: Page) -> None:
    page.locator("#sealed-more summary").tap()
    page.locator("[data-act=challenge]").tap()
    page.locator("#challenge-question button[value=test]").tap()


def opening_of(hall: Hall, code: str) -> Any:
    election = hall.small.election
    return decode_opening(read_opening_code(code, election.uuid), election)


def test_the_tracker_is_shown_first_and_the_cast_ballot_has_it(page: Page, open_hall: Any) -> None:
    hall = open_hall()
    before = sealed(page, hall, 1, 3)
    assert hall.ballots == {}
    page.locator("[data-act=cast]").tap()
    at(page, "receipt")
    assert in_groups(page, "tracker") == before
    assert [tracker(ballot) for ballot in hall.ballots.values()] == [before]


def test_a_challenged_ballot_opens_to_the_tracker_that_stood_there_before(page: Page, open_hall: Any) -> None:
    hall = open_hall()
    before = sealed(page, hall, 1, 3)
    opening = opening_of(hall, challenge(page))
    (noted,) = hall.challenged
    assert tracker(noted) == before
    assert reopen(hall.small.election, opening) == noted
    assert hall.locks == {before: verdict_lock(verdict_key(opening.seed))}
    asked = next(json.loads(body) for act, body in hall.heard if act == "challenge")
    assert asked.keys() == {"ballot", "lock", "device"}


def test_after_the_test_the_delegate_chooses_anew(page: Page, open_hall: Any) -> None:
    hall = open_hall()
    before = sealed(page, hall, 1, 3)
    challenge(page)
    page.locator("[data-act=on]").tap()
    expect(page.locator("#after-test-question")).to_contain_text("می‌داند چه کسانی را انتخاب کرده بودید")
    page.locator("#after-test-question button[value=anew]").tap()
    at(page, "choose")
    assert page.locator("input[name=choice]:checked").count() == 0
    mark(page, 2)
    review(page)
    after = cast(page)
    assert after != before
    assert list(map(tracker, hall.ballots.values())) == [after]


def test_marks_are_kept_only_after_the_sentence_that_says_what_that_means(page: Page, open_hall: Any) -> None:
    hall = open_hall()
    before = sealed(page, hall, 1, 3)
    challenge(page)
    page.locator("[data-act=on]").tap()
    page.locator("#after-test-question button[value=keep]").tap()
    at(page, "choose")
    assert page.locator("input[name=choice]:checked").count() == 2
    review(page)
    assert cast(page) != before


def test_who_hesitates_stays_on_the_screen_of_the_test(page: Page, open_hall: Any) -> None:
    hall = open_hall()
    sealed(page, hall, 1)
    code = challenge(page)
    page.locator("[data-act=on]").tap()
    page.keyboard.press("Escape")
    assert page.locator("body").get_attribute("data-at") == "challenge"
    assert page.locator("#challenge-text").input_value() == code


def test_the_screen_of_the_test_does_not_repeat_the_tracker(page: Page, open_hall: Any) -> None:
    """P13: two screens of one tablet, compared with each other, show nothing."""
    hall = open_hall()
    before = sealed(page, hall, 1)
    digits = short(Kind.TRACKER, before, WHOLE)
    challenge(page)
    page.locator("[data-step=challenge] summary").tap()
    text = page.locator("body").inner_text() + page.content()
    squeezed = "".join(text.split()).translate(str.maketrans("۰۱۲۳۴۵۶۷۸۹", "0123456789"))
    for told in (before, before[:8], digits[:12], digits[12:24]):
        assert told not in squeezed
    assert in_groups(page, "sealed-tracker") == in_groups(page, "sealed-digits") == ""
    (code,) = codes_on_screen(page)
    assert code.startswith("majma opening ")


def test_a_screen_that_repeats_it_is_caught(page: Page, open_hall: Any) -> None:
    hall = open_hall()
    from_sources(page)
    honest, other = "openForTest(opening) {\n  sealedStep.wipe();", "openForTest(opening) {"
    page.route("**/js/booth/acts.js", lambda route: route.fulfill(
        body=source_at(route.request.url).replace(honest, other), content_type="text/javascript",
    ))  # fmt: skip
    before = sealed(page, hall, 1)
    challenge(page)
    assert in_groups(page, "sealed-tracker") == before


def test_the_booth_says_where_the_other_device_comes_from_and_asks_for_no_verdict(page: Page, open_hall: Any) -> None:
    """P14, P15: the device did not come from this office, and it alone says what it found."""
    hall = open_hall()
    sealed(page, hall, 1)
    challenge(page)
    step = page.locator("[data-step=challenge]")
    expect(step).to_contain_text("از این دبیرخانه نیامده باشد")
    assert [button.get_attribute("data-act") for button in step.locator("button").all()] == ["on"]
    assert "verdict" not in page.content()


def test_the_opening_is_told_only_after_the_server_noted_the_ballot(page: Page, open_hall: Any) -> None:
    hall = open_hall(refusals={"challenge": "slip-used"})
    before = sealed(page, hall, 1)
    ask_for_test(page)
    expect(page.locator("[data-step=sealed] [data-problem]")).to_contain_text("پیش‌تر رأی داده شده")
    assert page.locator("#challenge-text").input_value() == ""
    assert page.locator("body").get_attribute("data-at") == "sealed"
    assert in_groups(page, "sealed-tracker") == before


def refused_after(page: Page, hall: Hall) -> float:
    """The seconds until the booth shows that no more tests are taken, at most eight."""
    ask_for_test(page)
    began = time.monotonic()
    words = page.locator("[data-step=sealed] [data-problem-text]")
    while time.monotonic() - began < 8 and "۱۰ رأی" not in (words.text_content() or ""):
        page.wait_for_timeout(100)
    return time.monotonic() - began


def test_too_many_tests_are_said_at_once_and_the_vote_can_still_be_cast(page: Page, open_hall: Any) -> None:
    """P15: 429 is an answer, not silence."""
    hall = open_hall(refusals={"challenge": "challenges-many"})
    before = sealed(page, hall, 1)
    assert refused_after(page, hall) < 4
    assert [act for act, _ in hall.heard].count("challenge") == 1
    page.locator("[data-act=cast]").tap()
    at(page, "receipt")
    assert in_groups(page, "tracker") == before


def test_a_booth_that_asks_again_for_ever_is_caught(page: Page, open_hall: Any) -> None:
    hall = open_hall(refusals={"challenge": "challenges-many"})
    from_sources(page)
    page.route("**/js/page/post.js", lambda route: route.fulfill(
        body=source_at(route.request.url).replace("status >= 500", "status >= 500 || response.status === 429"),
        content_type="text/javascript",
    ))  # fmt: skip
    sealed(page, hall, 1)
    ask_for_test(page)
    for _ in range(80):  # eight seconds
        if [act for act, _ in hall.heard].count("challenge") > 1:
            return
        page.wait_for_timeout(100)
    raise AssertionError(hall.heard)


def test_a_server_that_does_not_answer_is_asked_again(page: Page, open_hall: Any) -> None:
    hall = open_hall()
    sealed(page, hall, 1)
    hall.losses[:] = ["before", "after"]
    ask_for_test(page)
    expect(page.locator("[data-step=sealed] [data-problem]")).to_contain_text("دوباره می‌پرسیم")
    expect(page.locator("[data-act=cast]")).to_be_disabled()
    at(page, "challenge")
    bodies = [body for act, body in hall.heard if act == "challenge"]
    assert (len(bodies), len(set(bodies))) == (3, 1)


def test_back_while_the_test_is_asked_for_opens_nothing(page: Page, open_hall: Any) -> None:
    hall = open_hall()
    sealed(page, hall, 1)
    hall.losses[:] = ["before"]
    ask_for_test(page)
    expect(page.locator("[data-step=sealed] [data-problem]")).to_be_visible()
    page.locator("[data-step=sealed] [data-act=back]").tap()
    page.wait_for_timeout(2500)
    assert page.locator("body").get_attribute("data-at") == "review"
    assert page.locator("#challenge-text").input_value() == ""
    cast(page)


def test_back_while_the_opening_is_on_its_way_shows_none(page: Page, open_hall: Any) -> None:
    hall = open_hall()
    slower = """
      const quick = self.postMessage.bind(self);
      self.postMessage = (data) => setTimeout(() => quick(data), typeof data.value === 'string' ? 4000 : 0);
    """
    from_sources(page)
    page.route("**/js/booth/worker.js", lambda route: route.fulfill(
        body=source_at(route.request.url) + slower, content_type="text/javascript",
    ))  # fmt: skip
    sealed(page, hall, 1)
    with page.expect_response(lambda answer: answer.url.endswith("/challenge")):
        ask_for_test(page)
    page.wait_for_timeout(300)
    page.locator("[data-step=sealed] [data-act=back]").tap()
    page.wait_for_timeout(5000)
    assert len(hall.challenged) == 1
    assert page.locator("body").get_attribute("data-at") == "review"
    assert page.locator("#challenge-text").input_value() == ""
    assert page.locator("#challenge-code").inner_html() == ""


def test_the_opening_is_never_sent_and_leaves_no_trace_after_the_test(page: Page, open_hall: Any) -> None:
    hall = open_hall()
    sent: list[str] = []
    page.on("request", lambda request: sent.append(f"{request.url} {request.post_data}"))
    sealed(page, hall, 1, 3)
    code = challenge(page)
    opening, seed = code.split()[-1], opening_of(hall, code).seed
    page.locator("[data-act=on]").tap()
    page.locator("#after-test-question button[value=anew]").tap()
    at(page, "choose")
    assert not [text for text in sent if opening[:40] in text or verdict_key(seed) in text]
    assert opening[:40] not in page.content()
    for field in ("#challenge-text", "#challenge-link"):
        assert page.locator(field).input_value() == ""


def test_to_decline_the_test_changes_nothing(page: Page, open_hall: Any) -> None:
    hall = open_hall()
    before = sealed(page, hall, 1)
    page.locator("#sealed-more summary").tap()
    for way in ("back", "Escape"):
        page.locator("[data-act=challenge]").tap()
        expect(page.locator("#challenge-question")).to_be_visible()
        if way == "back":
            page.locator("#challenge-question button[value=back]").tap()
        else:
            page.keyboard.press("Escape")
        expect(page.locator("[data-act=cast]")).to_be_enabled()
    page.locator("[data-act=cast]").tap()
    at(page, "receipt")
    assert in_groups(page, "tracker") == before
    assert hall.challenged == []


def test_the_code_on_the_tablet_is_read_by_a_camera(page: Page, open_hall: Any) -> None:
    hall = open_hall()
    sealed(page, hall, 0, 5)
    code = challenge(page)
    assert codes_on_screen(page) == [code]
    assert code.split()[:3] == ["majma", "opening", hall.small.election.uuid]


@pytest.mark.parametrize("size", [(1024, 768), (390, 844)], ids=["tablet", "phone"])
def test_the_screens_of_the_test_have_no_barrier(page: Page, open_hall: Any, size: tuple[int, int]) -> None:
    page.set_viewport_size({"width": size[0], "height": size[1]})
    hall = open_hall()
    sealed(page, hall, 1, 3)
    page.locator("#sealed-more summary").tap()
    steps = ("[data-act=challenge]", "#challenge-question button[value=test]", "[data-act=on]")
    for press in (*steps, ""):
        assert violations(page) == []
        assert not page.evaluate("() => document.documentElement.scrollWidth > window.innerWidth")
        if press:
            page.locator(press).tap()
            page.wait_for_timeout(300)
