"""A delegate's visit from the slip to the receipt, and everything that may go wrong on the way, in real Chromium."""

from __future__ import annotations

import json
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from ballots.ballot import tracker
from tests.booth.hall import name_of
from tests.booth.visits import (
    at,
    cast,
    in_groups,
    lock,
    mark,
    press_cast,
    review,
    scan,
    show_letters,
    type_letters,
)
from tests.support.sources import from_sources, source_at

pytestmark = pytest.mark.usefixtures("hurried")


def result(hall: Any) -> tuple[int, ...]:
    """The sums of the ballots that the hall took."""
    small = hall.small
    return tuple(small.result(small.tally(list(hall.ballots.values())))[0])


def test_a_scanned_slip_leads_to_a_counted_vote_and_its_tracker(page: Page, open_hall: Any) -> None:
    hall = open_hall(candidates=24)
    scan(page, hall)
    mark(page, 0, 2, 5)
    expect(page.locator("#count")).to_have_text("حداکثر ۶، تاکنون ۳")
    review(page)
    expect(page.locator("#review-list bdi").first).to_have_text(name_of(0))
    receipt = cast(page)
    (ballot,) = hall.ballots.values()
    assert receipt == tracker(ballot)
    assert [place for place, votes in enumerate(result(hall)) if votes] == [0, 2, 5]


def test_a_withdrawn_candidate_is_shown_but_cannot_be_marked(page: Page, open_hall: Any) -> None:
    hall = open_hall(withdrawn=frozenset({3}))
    scan(page, hall)
    card = page.locator(".pick").nth(3)
    expect(card).to_contain_text("انصراف")
    expect(card.locator("input")).to_be_disabled()
    card.locator("label").tap(force=True)
    expect(page.locator("#count")).to_have_text("حداکثر ۶، تاکنون ۰")


def test_a_typed_code_is_grouped_forgiven_and_checked(page: Page, open_hall: Any) -> None:
    hall = open_hall()
    credential = hall.small.credentials[0]
    page.goto(hall.booth)
    at(page, "slip")
    show_letters(page)
    field = page.locator("#slip-code")
    field.press_sequentially(credential.replace("-", "").translate(str.maketrans("123456789", "۱۲۳۴۵۶۷۸۹")))
    expect(field).to_have_value(credential)
    expect(page.locator("#slip-fit")).to_contain_text("درست")
    page.keyboard.press("Enter")
    at(page, "choose")
    assert field.input_value() == ""


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("{0}x", "۱۶ نویسه"), ("سلام بر همه", "لاتین"), ("swap", "گروه به گروه"),
        ("https://hall.example/B/OTHER234#A.{0}", "انتخابات دیگری"),
    ],
)  # fmt: skip
def test_a_wrongly_typed_code_is_explained_and_can_be_mended(page: Page, open_hall: Any, typed: str, said: str) -> None:
    hall = open_hall()
    credential = hall.small.credentials[0]
    wrong = credential[:-1] + ("x" if credential[-1] != "x" else "y") if typed == "swap" else typed.format(credential)
    type_letters(page, hall, wrong)
    problem = page.locator("[data-step=slip] [data-problem]")
    expect(problem).to_contain_text(said)
    expect(problem).to_be_focused()
    assert hall.heard == []
    page.locator("#slip-code").fill(credential)
    page.keyboard.press("Enter")
    at(page, "choose")


def test_the_keys_on_the_screen_write_and_erase(page: Page, open_hall: Any) -> None:
    hall = open_hall()
    page.goto(hall.booth)
    at(page, "slip")
    show_letters(page)
    if page.locator("#slip-keys").is_hidden():
        page.locator("#slip-keys-toggle").tap()
    for character in hall.small.credentials[0].replace("-", "") + "A":
        page.locator("#slip-keys").get_by_text(character, exact=True).tap()
    page.locator("#slip-keys [data-key=erase]").tap()
    assert page.locator("#slip-code").input_value() == hall.small.credentials[0]


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("slip-void", "باطل"), ("slip-used", "پیش‌تر رأی داده شده"), ("election-not-open", "هنوز آغاز نشده"),
        ("election-closed", "پایان یافته"),
    ],
)  # fmt: skip
def test_a_refused_slip_shows_the_servers_reason(page: Page, open_hall: Any, code: str, said: str) -> None:
    hall = open_hall(refusals={"slip": code})
    page.goto(hall.slip(0))
    expect(page.locator("[data-step=slip] [data-problem]")).to_contain_text(said)
    assert page.locator("body").get_attribute("data-at") == "slip"


def test_a_vote_that_comes_after_closing_ends_the_visit_and_says_so(page: Page, open_hall: Any) -> None:
    hall = open_hall(refusals={"ballot": "election-closed"}, timing={"done": 30})
    scan(page, hall)
    mark(page, 1)
    review(page)
    press_cast(page)
    at(page, "done")
    expect(page.locator(".lead[data-how=closed]")).to_be_visible()
    expect(page.locator(".lead[data-how=ended]")).to_be_hidden()
    expect(page.locator("[data-act=cast]")).to_be_hidden()
    assert page.locator("input[name=choice]:checked").count() == 0


def test_a_half_made_choice_survives_a_dropped_network(page: Page, open_hall: Any) -> None:
    hall = open_hall()
    scan(page, hall)
    mark(page, 1, 4)
    page.context.set_offline(True)
    mark(page, 6)
    review(page)
    press_cast(page)
    expect(page.locator("#cast-state")).to_have_text("نامعلوم است، دوباره می‌پرسیم")
    assert page.locator("body").get_attribute("data-at") == "cast"
    page.context.set_offline(False)
    at(page, "receipt")
    assert [place for place, votes in enumerate(result(hall)) if votes] == [1, 4, 6]


def test_a_lost_answer_is_asked_for_again_with_the_identical_bytes(page: Page, open_hall: Any) -> None:
    hall = open_hall()
    scan(page, hall)
    mark(page, 1)
    review(page)
    hall.losses[:] = ["after", "before"]
    receipt = cast(page)
    bodies = [body for act, body in hall.heard if act == "ballot"]
    assert len(bodies) == 3
    assert len(set(bodies)) == 1
    assert receipt == tracker(json.loads(bodies[0])["ballot"].encode())
    expect(page.locator("#receipt-repeated")).to_be_visible()


def test_done_is_never_shown_before_the_server_said_so(page: Page, open_hall: Any) -> None:
    hall = open_hall()
    scan(page, hall)
    mark(page, 1)
    review(page)
    held: list[Route] = []
    page.route("**/ballot", lambda route: held.append(route))
    press_cast(page)
    at(page, "cast")
    page.wait_for_timeout(1500)
    assert held
    assert page.locator("body").get_attribute("data-at") == "cast"
    assert "ثبت شد" not in page.locator("main").inner_text()
    held[0].continue_()
    at(page, "receipt")


def test_a_confirmation_of_another_vote_keeps_the_tracker_and_lets_nothing_be_pressed(
    page: Page, open_hall: Any
) -> None:
    hall = open_hall(timing={"done": 30})
    scan(page, hall)
    mark(page, 1)
    review(page)
    page.route("**/ballot", lambda route: route.fulfill(json={"tracker": "A" * 43, "repeated": False}))
    tracker = lock(page)
    page.locator("[data-act=cast]").tap()
    expect(page.locator("[data-step=sealed] [data-problem]")).to_contain_text("رأی دیگری جز رأی شما")
    assert in_groups(page, "sealed-tracker") == tracker
    expect(page.locator("#sealed-acts")).to_be_hidden()
    expect(page.locator("#sealed-more")).to_be_hidden()
    page.locator("#leave").tap()
    at(page, "done")
    expect(page.locator(".lead[data-how=disputed]")).to_be_visible()
    expect(page.locator(".lead[data-how=left]")).to_be_hidden()


def test_a_refused_ballot_says_why_and_keeps_the_choice(page: Page, open_hall: Any) -> None:
    hall = open_hall(refusals={"ballot": "ballot-invalid"})
    scan(page, hall)
    mark(page, 1, 2)
    review(page)
    press_cast(page)
    expect(page.locator("[data-step=review] [data-problem]")).to_be_focused()
    assert page.locator("#review-list li").count() == 2
    assert hall.ballots == {}
    hall.refusals.clear()
    cast(page)
    assert [place for place, votes in enumerate(result(hall)) if votes] == [1, 2]


def test_an_outlived_mark_against_forged_posts_is_renewed(page: Page, open_hall: Any) -> None:
    hall = open_hall()
    page.goto(hall.booth)
    at(page, "slip")
    page.context.clear_cookies()
    show_letters(page)
    page.locator("#slip-code").fill(hall.small.credentials[0])
    page.keyboard.press("Enter")
    at(page, "choose")


def test_fewer_marks_than_allowed_are_pointed_out(page: Page, open_hall: Any) -> None:
    hall = open_hall()
    scan(page, hall)
    mark(page, 1, 2)
    review(page)
    expect(page.locator("#review-fewer")).to_contain_text("شما ۲ نامزد برگزیده‌اید و می‌توانید ۴ نامزد دیگر")
    page.locator("[data-step=review] [data-act=back]").tap()
    mark(page, 3, 4, 5, 6)
    review(page)
    expect(page.locator("#review-fewer")).to_be_hidden()


def test_too_few_marks_are_refused_and_a_blank_vote_is_explicit(page: Page, open_hall: Any) -> None:
    hall = open_hall(candidates=6, maximum=2, blank=True)
    scan(page, hall)
    page.locator("button[value=review]").tap()
    expect(page.locator("[data-step=choose] [data-problem]")).to_contain_text("رأی سفید")
    mark(page, 1)
    expect(page.locator("button[value=blank]")).to_be_hidden()
    mark(page, 1)
    page.locator("button[value=blank]").tap()
    at(page, "review")
    expect(page.locator("#review-blank")).to_be_visible()
    expect(page.locator("[data-act=lock]")).to_have_text("رأی سفید را قفل کنید")
    lock(page)
    expect(page.locator("[data-act=cast]")).to_have_text("رأی سفید را به صندوق بیندازید")
    page.locator("[data-act=cast]").tap()
    at(page, "receipt")
    assert result(hall) == (1, 0, 0, 0, 0, 0, 0)


def test_candidates_in_another_order_than_the_hashed_election_stop_the_booth(page: Page, open_hall: Any) -> None:
    hall = open_hall(swap_names=True)
    with page.expect_response(lambda answer: answer.url.endswith("/stopped")):
        page.goto(hall.slip(0))
    expect(page.locator("[data-step=slip] [data-problem]")).to_contain_text("با انتخابات اعلام‌شده یکی نیستند")
    assert hall.heard == [("stopped", '{"fault":"election-mismatch"}')], "the office hears of it, of no slip"


def test_a_program_that_comes_in_two_versions_stops_the_booth_and_the_office_hears(page: Page, open_hall: Any) -> None:
    hall = open_hall()

    def second(route: Route) -> None:
        if route.request.resource_type == "fetch":
            route.fulfill(body="0", content_type="text/javascript")
        else:
            route.continue_()

    page.route("**/*.js", second)
    with page.expect_response(lambda answer: answer.url.endswith("/stopped")):
        page.goto(hall.slip(0))
    expect(page.locator("[data-step=slip] [data-problem]")).to_contain_text("به دو گونه رسیده")
    assert hall.heard == [("stopped", '{"fault":"script-mismatch"}')]


def test_in_english_each_card_also_shows_the_elections_own_text(page: Page, open_hall: Any) -> None:
    hall = open_hall(english=True)
    page.goto(hall.slip(0).replace("#", "?language=en#"))
    at(page, "choose")
    card = page.locator(".pick").nth(2)
    expect(card).to_contain_text("Institution 3")
    expect(card.locator(".pick-official")).to_contain_text(name_of(2))
    expect(page.locator("#count")).to_have_text("At most 6; so far 0")


def test_the_language_of_one_visit_is_not_that_of_the_next(page: Page, open_hall: Any) -> None:
    hall = open_hall()
    page.goto(hall.booth)
    at(page, "slip")
    page.locator(".booth-language button[value=en]").tap()
    page.wait_for_selector("html[lang=en]")
    expect(page.locator("[data-step=slip] .step-number")).to_have_text("Step 1 of 4")
    show_letters(page)
    page.locator("#slip-code").fill(hall.small.credentials[0])
    page.keyboard.press("Enter")
    at(page, "choose")
    page.locator("#leave").tap()
    page.locator("#leave-question button[value=leave]").tap()
    at(page, "done")
    page.locator("[data-act=next]").tap()
    page.wait_for_url(hall.booth)
    expect(page.locator("html")).to_have_attribute("lang", "fa")


def test_a_vote_is_cast_in_arabic(page: Page, open_hall: Any) -> None:
    hall = open_hall()
    page.goto(hall.booth)
    at(page, "slip")
    page.locator(".booth-language button[value=ar]").tap()
    page.wait_for_selector("html[lang=ar]")
    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    expect(page.locator("[data-step=slip] .step-number")).to_have_text("الخطوة ١ من ٤")
    show_letters(page)
    page.locator("#slip-code").fill(hall.small.credentials[0])
    page.keyboard.press("Enter")
    at(page, "choose")
    mark(page, 0, 2)
    expect(page.locator("#count")).to_have_text("الحد الأعلى ٦؛ المختار حتى الآن ٢")
    review(page)
    receipt = cast(page)
    assert [tracker(ballot) for ballot in hall.ballots.values()] == [receipt]


def test_another_slip_scanned_into_the_open_page_is_asked_about_and_starts_its_own_visit(
    page: Page, open_hall: Any
) -> None:
    hall = open_hall()
    scan(page, hall, voter=0)
    mark(page, 1, 2)
    page.evaluate("(address) => { location.href = address; }", hall.slip(0))
    page.wait_for_timeout(300)
    expect(page.locator("#count")).to_have_text("حداکثر ۶، تاکنون ۲")
    page.evaluate("(address) => { location.href = address; }", hall.slip(1))
    page.locator("#slip-question button[value=stay]").tap()
    expect(page.locator("#count")).to_have_text("حداکثر ۶، تاکنون ۲")
    page.evaluate("(address) => { location.href = address; }", hall.slip(1))
    page.locator("#slip-question button[value=new]").tap()
    expect(page.locator("#count")).to_have_text("حداکثر ۶، تاکنون ۰")
    at(page, "choose")
    mark(page, 3)
    review(page)
    cast(page)
    assert len(hall.ballots) == 1
    assert result(hall)[3] == 1


@pytest.mark.parametrize("code", ["ballots-many", "posts-many"])
def test_a_busy_server_is_asked_again_when_it_said_with_the_identical_bytes(
    page: Page, open_hall: Any, code: str
) -> None:
    hall = open_hall()
    scan(page, hall)
    mark(page, 1)
    review(page)
    hall.refusals["ballot"] = code
    press_cast(page)
    expect(page.locator("#cast-state")).to_have_text("لطفاً اندکی صبر کنید")
    expect(page.locator("#cast-detail")).to_contain_text("۱ ثانیهٔ دیگر")
    del hall.refusals["ballot"]
    at(page, "receipt")
    bodies = [body for act, body in hall.heard if act == "ballot"]
    assert len(bodies) > 1
    assert len(set(bodies)) == 1


def test_a_server_without_room_calls_the_officers_and_gets_the_identical_bytes_when_there_is_some(
    page: Page, open_hall: Any
) -> None:
    page.clock.install()
    hall = open_hall()
    scan(page, hall)
    mark(page, 1)
    review(page)
    hall.refusals["ballot"] = "disk-full"
    press_cast(page)
    expect(page.locator("#cast-state")).to_have_text("لطفاً مسئولان جلسه را صدا بزنید")
    expect(page.locator("#cast-detail")).to_contain_text("رأی شما هنوز به صندوق نیفتاده است")
    del hall.refusals["ballot"]
    page.clock.fast_forward(10_000)
    at(page, "receipt")
    bodies = [body for act, body in hall.heard if act == "ballot"]
    assert len(bodies) > 1
    assert len(set(bodies)) == 1


def test_a_busy_server_at_the_slip_is_asked_again_too(page: Page, open_hall: Any) -> None:
    hall = open_hall(refusals={"slip": "posts-many"})
    page.goto(hall.slip(0))
    expect(page.locator("[data-step=slip] [data-problem]")).to_contain_text("خودبه‌خود دوباره می‌پرسیم")
    hall.refusals.clear()
    at(page, "choose")


def test_a_booth_that_does_not_hear_when_to_ask_again_is_caught(page: Page, open_hall: Any) -> None:
    hall = open_hall()
    from_sources(page)
    page.route("**/js/page/post.js", lambda route: route.fulfill(
        body=source_at(route.request.url).replace("if (seconds) return { seconds };", ""),
        content_type="text/javascript",
    ))  # fmt: skip
    scan(page, hall)
    mark(page, 1)
    review(page)
    hall.refusals["ballot"] = "posts-many"
    press_cast(page)
    at(page, "review")
