"""The end of a visit: thanks, the digits that find the vote, and the board's signed receipt to photograph."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from ballots.encoding import hash_base64
from ballots.record.receipt import decode_receipt, verify_receipt
from ballots.short import FIND, WHOLE, Kind, short
from tests.booth.hall import Hall
from tests.booth.visits import at, cast, codes_on_screen, in_groups, lock, mark, press_cast, review, scan
from tests.support.sources import from_sources

pytestmark = pytest.mark.usefixtures("hurried")
LATIN = str.maketrans("۰۱۲۳۴۵۶۷۸۹", "0123456789")


def reviewed(page: Page, hall: Hall) -> None:
    scan(page, hall)
    mark(page, 1, 3)
    review(page)


def answer(page: Page, **said: object) -> None:
    """Let the server's answer to a cast vote be another."""

    def change(route: Any) -> None:
        given = route.fetch().json()
        route.fulfill(json={**given, **said} if said else {key: given[key] for key in ("tracker", "repeated")})

    page.route("**/ballot", change)


def test_the_end_shows_twelve_digits_and_a_receipt_that_convicts(page: Page, open_hall: Any) -> None:
    hall = open_hall()
    reviewed(page, hall)
    tracker = cast(page)
    assert in_groups(page, "tracker-digits").translate(LATIN) == short(Kind.TRACKER, tracker, FIND)
    assert in_groups(page, "tracker-forty").translate(LATIN) == short(Kind.TRACKER, tracker, WHOLE)
    expect(page.locator("#receipt-title")).to_contain_text("سپاسگزاریم")
    expect(page.locator("#receipt-signed")).to_contain_text("اگر روزی رأی شما در تابلو نباشد")
    expect(page.locator("#receipt-unsigned")).to_be_hidden()
    (code,) = codes_on_screen(page)
    said = decode_receipt(code)
    verify_receipt(said, hall.signer.private.public_key())
    assert (said.fingerprint, said.tracker) == (hall.small.election.fingerprint, tracker)


@pytest.mark.parametrize("size", [(1024, 768), (768, 1024), (390, 844)], ids=["tablet", "upright", "phone"])
def test_the_way_out_is_in_sight(page: Page, open_hall: Any, size: tuple[int, int]) -> None:
    hall = open_hall()
    page.set_viewport_size({"width": size[0], "height": size[1]})
    reviewed(page, hall)
    cast(page)
    for place in ("#receipt-end", ".receipt-clock"):
        expect(page.locator(place)).to_be_in_viewport(ratio=1)
    expect(page.locator("#tracker-digits")).to_be_in_viewport()


def test_a_lost_answer_ends_with_the_very_receipt(page: Page, open_hall: Any) -> None:
    hall = open_hall()
    reviewed(page, hall)
    lock(page)
    hall.losses[:] = ["after"]
    page.locator("[data-act=cast]").tap()
    at(page, "receipt")
    tracker = in_groups(page, "tracker")
    assert codes_on_screen(page) == [hall.signer.receipt(hall.small.election.fingerprint, tracker)]
    expect(page.locator("#receipt-repeated")).to_be_visible()


OTHER = hash_base64(b"another")


@pytest.mark.parametrize("kind", ["missing", "empty", "of another vote", "of another election", "a number"])
def test_an_answer_without_a_receipt_of_this_vote_is_said(page: Page, open_hall: Any, kind: str) -> None:
    hall = open_hall()
    election = hall.small.election.fingerprint
    said: dict[str, dict[str, object]] = {
        "missing": {}, "empty": {"receipt": ""}, "a number": {"receipt": 7},
        "of another vote": {"receipt": hall.signer.receipt(election, OTHER)},
        "of another election": {"receipt": "unknown until the vote is locked"},
    }  # fmt: skip
    reviewed(page, hall)
    tracker = lock(page)
    if kind == "of another election":
        said[kind] = {"receipt": hall.signer.receipt(OTHER, tracker)}
    answer(page, **said[kind])
    page.locator("[data-act=cast]").tap()
    at(page, "receipt")
    expect(page.locator("#receipt-unsigned")).to_contain_text("ناظران را خبر کنید")
    expect(page.locator("#receipt-signed")).to_be_hidden()
    assert codes_on_screen(page) == []
    assert in_groups(page, "tracker") == tracker


def test_a_booth_that_takes_any_receipt_is_caught(page: Page, open_hall: Any) -> None:
    hall = open_hall()
    from_sources(page)
    page.route("**/js/protocol/receipt.js", lambda route: route.fulfill(
        body="export function isReceiptOf(text) { return Boolean(text); }", content_type="text/javascript",
    ))  # fmt: skip
    answer(page, receipt=hall.signer.receipt(hall.small.election.fingerprint, OTHER))
    reviewed(page, hall)
    press_cast(page)
    at(page, "receipt")
    expect(page.locator("#receipt-unsigned")).to_be_hidden()


def test_the_receipt_of_one_voter_is_not_the_next_ones(page: Page, open_hall: Any) -> None:
    hall = open_hall(timing={"done": 30})
    reviewed(page, hall)
    cast(page)
    (code,) = codes_on_screen(page)
    page.locator("#receipt-end").tap()
    at(page, "done")
    assert codes_on_screen(page) == []
    assert page.locator("#receipt-code").inner_html() == ""
    assert code not in page.content()
