"""What stays of a visit: nothing, in the address, history, fields, storage, requests, or on an abandoned tablet."""

from __future__ import annotations

import json
from typing import Any

import pytest
from playwright.sync_api import Dialog, Page, expect

from ballots.digits import encode_digits
from tests.booth.hall import Hall
from tests.booth.visits import at, cast, challenge, enlarge, lock, mark, review, scan, show_letters, shown_tracker

pytestmark = pytest.mark.usefixtures("hurried")
EVERYTHING = """async () => {
  const fields = [...document.querySelectorAll('input, textarea')].map((field) => field.value + (field.checked ?? ''));
  const stored = JSON.stringify([{...localStorage}, {...sessionStorage}, document.cookie,
    await caches.keys(), (await indexedDB.databases()).map((one) => one.name)]);
  const page = document.documentElement.outerHTML;
  return [location.href, page, JSON.stringify(history.state), ...fields, stored].join('\\n');
}"""
SHORT = {"idle": 2, "warning": 2, "receipt": 3, "done": 2}


def remains(page: Page, hall: Hall, voter: int = 0) -> list[str]:
    """Which of a visit's secrets can still be found in the page."""
    credential = hall.small.credentials[voter]
    digits = encode_digits(credential)
    text = page.evaluate(EVERYTHING)
    spelled = (credential, credential.replace("-", ""), "A" * 160, digits, digits.replace(" ", ""))
    return [secret for secret in spelled if secret in text]


def test_the_secret_leaves_the_address_before_anything_else(page: Page, open_hall: Any) -> None:
    hall = open_hall()
    page.route("**/*.js", lambda route: route.continue_() if "/fragment-" in route.request.url else route.abort())
    page.goto(hall.slip(0), wait_until="domcontentloaded")
    assert page.url == hall.booth
    assert page.evaluate("() => history.length") <= 2


def test_the_fragment_is_handed_over_once(page: Page, open_hall: Any) -> None:
    hall = open_hall()
    scan(page, hall)
    assert page.evaluate("() => window.takeFragment()") == ""


def test_a_visit_leaves_no_secret_in_the_page_at_any_step(page: Page, open_hall: Any) -> None:
    hall = open_hall()
    scan(page, hall)
    assert remains(page, hall) == []
    mark(page, 1, 2)
    review(page)
    assert remains(page, hall) == []
    lock(page)
    assert remains(page, hall) == []
    page.locator("[data-act=cast]").tap()
    at(page, "receipt")
    assert remains(page, hall) == []
    assert page.locator("input[name=choice]:checked").count() == 0
    assert page.locator("#review-list li").count() == 0


def test_such_a_remainder_would_be_found(page: Page, open_hall: Any) -> None:
    hall = open_hall()
    scan(page, hall)
    page.evaluate("(secret) => sessionStorage.setItem('slip', secret)", hall.small.credentials[0])
    assert remains(page, hall) == [hall.small.credentials[0]]


def test_neither_secret_nor_choice_is_ever_sent(page: Page, open_hall: Any) -> None:
    hall = open_hall()
    sent: list[str] = []
    page.on("request", lambda request: sent.append(f"{request.url} {request.all_headers()} {request.post_data}"))
    scan(page, hall)
    mark(page, 1, 2)
    review(page)
    cast(page)
    credential = hall.small.credentials[0]
    assert len(hall.heard) == 2
    assert any(hall.small.election.fingerprint in text for text in sent)
    assert not [text for text in sent if credential in text or credential.replace("-", "") in text]
    asked, cast_ = (json.loads(body) for _act, body in hall.heard)
    assert [set(asked), set(cast_)] == [{"token", "credential", "proof"}, {"ballot", "proof", "device"}]
    assert cast_["device"] == "", "a browser that is no tablet has no key"


def test_the_end_clears_the_screen(page: Page, open_hall: Any) -> None:
    hall = open_hall(timing={"done": 30})
    scan(page, hall)
    mark(page, 1)
    review(page)
    tracker = cast(page)
    page.locator("#receipt-end").tap()
    at(page, "done")
    assert tracker not in page.content()
    assert shown_tracker(page) == ""
    for place in ("tracker-digits", "tracker-forty", "receipt-code", "sealed-digits", "sealed-tracker", "sealed-code"):
        assert page.locator(f"#{place}").inner_html() == "", place
    page.locator("[data-act=next]").tap()
    at(page, "slip")
    assert remains(page, hall) == []


def test_nothing_is_put_on_a_clipboard(page: Page, open_hall: Any) -> None:
    """B28: what a shared tablet copies, the next person pastes."""
    hall = open_hall()
    scan(page, hall)
    mark(page, 1)
    review(page)
    cast(page)
    assert page.get_by_role("button").filter(has_text="رونوشت").count() == 0
    assert "clipboard" not in page.evaluate(
        "async () => (await fetch(document.querySelector('script[defer]').src)).text()"
    )


def test_the_receipt_clears_itself_and_the_next_voter_may_begin(page: Page, open_hall: Any) -> None:
    hall = open_hall(timing=SHORT | {"idle": 60})
    scan(page, hall, voter=0)
    mark(page, 1)
    review(page)
    tracker = cast(page)
    at(page, "done")
    assert tracker not in page.content()
    at(page, "slip")
    scan(page, hall, voter=1)
    expect(page.locator("#count")).to_have_text("حداکثر ۶، تاکنون ۰")


def test_back_shows_nothing_of_the_visit(page: Page, open_hall: Any) -> None:
    hall = open_hall()
    page.goto(f"{hall.address}/static/img/favicon.svg")
    scan(page, hall)
    mark(page, 1)
    review(page)
    tracker = cast(page)
    page.locator("#receipt-end").tap()
    at(page, "done")
    page.locator("[data-act=next]").tap()
    at(page, "slip")
    page.go_back()
    assert page.url.endswith("favicon.svg")
    page.go_forward()
    at(page, "slip")
    assert page.url == hall.booth
    assert tracker not in page.content()
    assert remains(page, hall) == []


@pytest.mark.parametrize("step", ["choose", "review", "sealed", "challenge"])
def test_an_abandoned_tablet_warns_then_clears_and_casts_nothing(page: Page, open_hall: Any, step: str) -> None:
    hall = open_hall(timing=SHORT | {"idle": 3, "done": 30})
    scan(page, hall)
    mark(page, 1, 2)
    if step != "choose":
        review(page)
    tracker = lock(page) if step in ("sealed", "challenge") else "no tracker"
    opening = challenge(page).split()[-1] if step == "challenge" else "no opening"
    expect(page.locator("#idle-warning")).to_be_visible()
    at(page, "done")
    expect(page.locator("p.lead[data-how=abandoned]")).to_be_visible()
    assert [act for act, _ in hall.heard if act != "challenge"] == ["slip"]
    left = page.evaluate(EVERYTHING)
    assert [one for one in (tracker, opening) if one[:30] in left] == []
    assert page.locator("#sealed-tracker span, #sealed-digits span, #challenge-code svg, #sealed-code svg").count() == 0
    assert hall.ballots == {}
    assert page.locator("input[name=choice]:checked").count() == 0


def test_a_touch_after_the_warning_keeps_the_choice(page: Page, open_hall: Any) -> None:
    hall = open_hall(timing={"idle": 3, "warning": 20})
    scan(page, hall)
    mark(page, 1, 2)
    page.locator("#idle-warning").get_by_role("button").tap()
    expect(page.locator("#idle-warning")).to_be_hidden()
    expect(page.locator("#count")).to_have_text("حداکثر ۶، تاکنون ۲")


def test_a_code_left_half_typed_is_cleared(page: Page, open_hall: Any) -> None:
    hall = open_hall(timing=SHORT | {"done": 30})
    page.goto(hall.booth)
    at(page, "slip")
    show_letters(page)
    page.locator("#slip-code").press_sequentially(hall.small.credentials[0][:8])
    at(page, "done")
    assert page.locator("#slip-code").input_value() == ""


def test_leaving_is_asked_for_then_clears_and_casts_nothing(page: Page, open_hall: Any) -> None:
    hall = open_hall(timing={"done": 30})
    scan(page, hall)
    mark(page, 1, 2)
    page.locator("#leave").tap()
    page.locator("#leave-question button[value=stay]").tap()
    expect(page.locator("#count")).to_have_text("حداکثر ۶، تاکنون ۲")
    page.locator("#leave").tap()
    page.locator("#leave-question button[value=leave]").tap()
    at(page, "done")
    expect(page.locator("p.lead[data-how=left]")).to_be_visible()
    assert hall.ballots == {}
    assert page.locator("input[name=choice]:checked").count() == 0


def test_an_accidental_back_is_asked_about_before_the_choice_is_lost(page: Page, open_hall: Any) -> None:
    hall = open_hall()
    asked: list[str] = []
    scan(page, hall)
    mark(page, 1)

    def dismiss(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    page.on("dialog", dismiss)
    page.evaluate("() => { location.assign('/static/img/favicon.svg'); }")
    page.wait_for_timeout(500)
    assert asked == ["beforeunload"]
    expect(page.locator("#count")).to_have_text("حداکثر ۶، تاکنون ۱")


def test_the_size_of_the_text_is_the_next_voters_own(page: Page, open_hall: Any) -> None:
    hall = open_hall(timing={"done": 30})
    scan(page, hall)
    size = "() => getComputedStyle(document.documentElement).fontSize"
    sizes = [page.evaluate(size)]
    for _ in range(2):
        enlarge(page, 1)
        sizes.append(page.evaluate(size))
    assert sizes == ["22px", "27px", "32px"]
    page.locator("#leave").tap()
    page.locator("#leave-question button[value=leave]").tap()
    at(page, "done")
    assert page.evaluate(size) == "22px"
