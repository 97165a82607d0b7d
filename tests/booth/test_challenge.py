"""Testing the booth: tracker first, then cast or challenge; what was opened is checked elsewhere and never cast."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any

import flask
import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from app.single_file import single_file
from ballots.ballot import tracker
from ballots.challenge import decode_opening, reopen
from tests.booth.hall import ROOT, Hall, create_hall, name_of
from tests.booth.visits import at, cast, mark, review, scan
from tests.documents.pictures import codes_in
from tests.support.axe import violations


def groups(page: Page, place: str) -> str:
    return "".join(page.locator(f"#{place} span").all_inner_texts())


def sealed_tracker(page: Page) -> str:
    """The tracker on the review, shown before anybody chose between casting and testing."""
    expect(page.locator("#review-sealed")).to_be_visible()
    return groups(page, "review-tracker")


def challenge(page: Page) -> str:
    """Ask for the test; return the address in the code."""
    page.locator("[data-act=challenge]").tap()
    page.locator("#challenge-question button[value=test]").tap()
    at(page, "challenge")
    return page.locator("#challenge-link").input_value()


def test_the_tracker_is_shown_first_and_the_cast_ballot_has_it(page: Page, open_hall: Any) -> None:
    hall = open_hall()
    scan(page, hall)
    mark(page, 1, 3)
    review(page)
    before = sealed_tracker(page)
    assert hall.ballots == {}
    assert cast(page) == before


def test_a_challenged_ballot_opens_on_another_device_and_the_delegate_starts_again(page: Page, open_hall: Any) -> None:
    hall = open_hall()
    scan(page, hall)
    mark(page, 1, 3)
    review(page)
    before = sealed_tracker(page)
    address = challenge(page)
    assert groups(page, "challenge-tracker") == before
    (noted,) = hall.challenged
    assert tracker(noted) == before
    opening = decode_opening(address.partition("#")[2], hall.small.election)
    assert reopen(hall.small.election, opening) == noted
    page.locator("[data-act=agrees]").tap()
    at(page, "choose")
    assert page.locator("input[name=choice]:checked").count() == 0
    page.wait_for_function("() => true")
    mark(page, 2)
    review(page)
    after = cast(page)
    assert after != before
    assert json.loads(next(said for act, said in hall.heard if act == "verdict"))["agrees"] is True
    assert list(map(tracker, hall.ballots.values())) == [after]


def test_the_opening_is_told_only_after_the_server_noted_the_ballot(page: Page, open_hall: Any) -> None:
    hall = open_hall(refusals={"challenge": "slip-used"})
    scan(page, hall)
    mark(page, 1)
    review(page)
    sealed_tracker(page)
    page.locator("[data-act=challenge]").tap()
    page.locator("#challenge-question button[value=test]").tap()
    expect(page.locator("[data-step=review] [data-problem]")).to_contain_text("پیش‌تر به کار رفته")
    assert page.locator("#challenge-link").input_value() == ""
    assert page.locator("body").get_attribute("data-at") == "review"


def test_the_opening_is_never_sent_and_leaves_no_trace_after_the_test(page: Page, open_hall: Any) -> None:
    hall = open_hall()
    sent: list[str] = []
    page.on("request", lambda request: sent.append(f"{request.url} {request.post_data}"))
    scan(page, hall)
    mark(page, 1, 3)
    review(page)
    sealed_tracker(page)
    opening = challenge(page).partition("#")[2]
    page.locator("[data-act=skip]").tap()
    at(page, "choose")
    assert not [text for text in sent if opening[:40] in text]
    assert opening[:40] not in page.content()
    assert page.locator("#challenge-link").input_value() == ""


def test_to_decline_the_test_changes_nothing(page: Page, open_hall: Any) -> None:
    hall = open_hall()
    scan(page, hall)
    mark(page, 1)
    review(page)
    before = sealed_tracker(page)
    page.locator("[data-act=challenge]").tap()
    page.locator("#challenge-question button[value=back]").tap()
    assert cast(page) == before
    assert hall.challenged == []


def test_a_changed_mind_gets_another_ballot_and_another_tracker(page: Page, open_hall: Any) -> None:
    hall = open_hall()
    scan(page, hall)
    mark(page, 1)
    review(page)
    first = sealed_tracker(page)
    page.locator("[data-step=review] [data-act=back]").tap()
    review(page)
    assert sealed_tracker(page) != first


def test_a_difference_is_taken_seriously(page: Page, open_hall: Any) -> None:
    hall = open_hall()
    scan(page, hall)
    mark(page, 1)
    review(page)
    challenge(page)
    page.locator("[data-act=differs]").tap()
    expect(page.locator("[data-step=choose] [data-problem]")).to_contain_text("ناظران را خبر کنید")


def test_the_code_on_the_tablet_is_read_by_a_camera(page: Page, open_hall: Any, tmp_path: Path) -> None:
    hall = open_hall()
    scan(page, hall)
    mark(page, 0, 5)
    review(page)
    address = challenge(page)
    page.screenshot(path=tmp_path / "tablet.png")
    assert address in codes_in(Image.open(tmp_path / "tablet.png").convert("L"))


def open_elsewhere(page: Page, address: str) -> None:
    page.goto("about:blank")
    page.goto(address)
    expect(page.locator("#challenge-result")).to_be_visible()


def test_the_page_of_the_other_device_shows_the_tracker_and_the_names(page: Page, open_hall: Any) -> None:
    hall = open_hall()
    scan(page, hall)
    mark(page, 1, 3)
    review(page)
    before = sealed_tracker(page)
    open_elsewhere(page, challenge(page))
    assert groups(page, "challenge-tracker") == before
    names = page.locator("#challenge-names li").all_inner_texts()
    assert [name.split(" (")[0] for name in names] == [name_of(1), name_of(3)]
    assert "#" not in page.url


def test_a_booth_that_encrypts_another_choice_is_seen_on_the_other_device(page: Page, open_hall: Any) -> None:
    """A lying tablet: it shows the marks that were made and encrypts others. The names on the phone give it away."""
    hall = open_hall()
    page.route("**/js/booth/choose-step.js", lambda route: route.fulfill(
        body=route.fetch().text().replace("box.checked && !blank ? 1 : 0", "box === boxes[7] ? 1 : 0"),
        content_type="text/javascript",
    ))  # fmt: skip
    scan(page, hall)
    mark(page, 1, 3)
    review(page)
    sealed_tracker(page)
    open_elsewhere(page, challenge(page))
    (name,) = page.locator("#challenge-names li").all_inner_texts()
    assert name.startswith(name_of(7))


def kept_file(hall: Hall, folder: Path) -> Path:
    """The check page as one file, with the election in it."""
    app = create_hall(hall)
    with app.test_request_context("/"):
        raw = base64.b64encode(hall.small.election.to_bytes()).decode()
        context = hall.challenge_context() | {"address": f"data:application/json;base64,{raw}", "kept": True}
        html = flask.render_template("public/challenge.html", **context)
    path = folder / "check.html"
    path.write_text(single_file(html, ROOT / "static", "http://127.0.0.1:9"), encoding="utf-8")
    return path


def test_the_page_works_from_a_file_without_a_network(page: Page, open_hall: Any, tmp_path: Path) -> None:
    hall = open_hall()
    path = kept_file(hall, tmp_path)
    scan(page, hall)
    mark(page, 2, 4, 6)
    review(page)
    before = sealed_tracker(page)
    opening = challenge(page).partition("#")[2]
    page.context.set_offline(True)
    page.goto("about:blank")
    page.goto(f"{path.as_uri()}#{opening}")
    expect(page.locator("#challenge-result")).to_be_visible()
    assert groups(page, "challenge-tracker") == before
    assert page.locator("#challenge-names li").count() == 3
    assert page.evaluate("() => document.fonts.check('16px Vazirmatn')")


@pytest.mark.parametrize("typed", ["", "سلام", "https://vote.example/elections/X/challenge#AAAA", "A" * 462])
def test_what_is_no_opening_is_explained(page: Page, open_hall: Any, typed: str) -> None:
    hall = open_hall()
    page.goto(f"{hall.address}/hall/K7QM2XPA/challenge")
    page.locator("#challenge-text").fill(typed)
    page.locator("#challenge-form button").click()
    expect(page.locator("#challenge-problem")).to_contain_text("رأی گشوده‌ای از این انتخابات نیست")


@pytest.mark.parametrize("size", [(1024, 768), (390, 844)], ids=["tablet", "phone"])
def test_the_test_and_its_page_have_no_barrier(page: Page, open_hall: Any, size: tuple[int, int]) -> None:
    page.set_viewport_size({"width": size[0], "height": size[1]})
    hall = open_hall()
    scan(page, hall)
    mark(page, 1, 3)
    review(page)
    sealed_tracker(page)
    address = challenge(page)
    for open_page in (lambda: None, lambda: open_elsewhere(page, address)):
        open_page()
        assert violations(page) == []
        assert not page.evaluate("() => document.documentElement.scrollWidth > window.innerWidth")
