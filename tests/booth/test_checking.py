"""The other device: it scans, makes the ballot again, compares whole trackers, and refuses a ballot that was cast."""

from __future__ import annotations

import base64
import re
import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from app.language.text import digits
from app.web.kept_page import kept_page
from ballots.ballot import body_hash, encrypt_body, sign_body, tracker
from ballots.challenge import (
    SEED_SIZE,
    Opening,
    decode_opening,
    encode_opening,
    opening_code,
    read_opening_code,
    seeded_random,
    tracker_code,
    verdict_key,
    verdict_lock,
)
from ballots.credential import derive_secret, public_credential
from ballots.proofs import prove_logarithm
from ballots.record.container import record_bytes
from ballots.short import FIND, Kind, short
from tests.booth.conftest import tablet
from tests.booth.hall import PUBLIC_ID, Hall, create_hall, make_hall, name_of, opened
from tests.booth.scanning import film, picture_of
from tests.booth.visits import challenge, hurry, in_groups, lock, mark, review, scan
from tests.support.axe import violations
from tests.support.browser import another_browser
from tests.support.sources import exchange

LYING_CHOICE = ("**/js/booth/choose-step.js", "box.checked && !blank ? 1 : 0", "box === boxes[7] ? 1 : 0")
"""A tablet that shows the marks that were made and encrypts others."""
LYING_OPENING = (
    "**/js/booth/worker.js",
    "const opening = encodeOpening(sealed);",
    "const seed = fresh(SEED_SIZE); const other = encryptBallot(election, bases, secret, sealed.choices, seed);"
    " const opening = encodeOpening({ seed, choices: sealed.choices, credential: other.credential,"
    " proof: other.proof });",
)
"""A tablet that is bound to one ballot and, asked for a test, opens another that is all honest."""
Lying = tuple[Hall, str, str]
UP_TO = "تا آخرین ثبت امضاشدهٔ این اسناد، این رأی در صندوق نیست"


def digits_of(tracker: str) -> str:
    """The digits by which an officer finds a tracker, as the page writes them."""
    return digits(" ".join(re.findall(r".{4}", short(Kind.TRACKER, tracker, FIND))), "fa")


def both_codes(page: Page, hall: Hall, *places: int) -> tuple[str, str]:
    """What the two codes of the booth say, before the test and in it."""
    scan(page, hall)
    mark(page, *places)
    review(page)
    before = lock(page)
    return tracker_code(hall.small.election.uuid, before), challenge(page)


@pytest.fixture(scope="module")
def lying(browser: Browser) -> Iterator[Lying]:
    """A hall, and what the two codes of a tablet say that opens another ballot than the one it is bound to."""
    with opened(make_hall()) as hall, tablet(browser) as page:
        hurry(page)
        exchange(page, *LYING_OPENING)
        noted, code = both_codes(page, hall, 1, 3)
        yield hall, noted, code


def honest_codes(hall: Hall, *marked: int) -> tuple[str, str]:
    """What the two codes say where the booth is honest, without a tablet; the board noted the test."""
    ballot, code = made(hall, 0, *marked)
    note(hall, ballot, code)
    return tracker_code(hall.small.election.uuid, tracker(ballot)), code


def checking(page: Page, hall: Hall) -> None:
    """The checking page as the server serves it, on a device of its own."""
    page.goto("about:blank")
    page.goto(f"{hall.address}/hall/{PUBLIC_ID}/challenge")
    page.locator("#challenge").wait_for()
    page.locator("details.more").first.locator("summary").click()


def paste(page: Page, text: str) -> None:
    page.locator("#challenge-text").fill(text)
    page.locator("#challenge-form button").click()


def names(page: Page) -> list[str]:
    return [name.split(" (")[0] for name in page.locator("#challenge-names li").all_inner_texts()]


def made(hall: Hall, voter: int, *marked: int) -> tuple[bytes, str]:
    """A ballot that somebody makes with an own program, and its opening, which the seed keeps for later."""
    small, seed = hall.small, secrets.token_bytes(SEED_SIZE)
    choices = (tuple(int(place in marked) for place in range(len(small.election.questions[0].answers))),)
    public = public_credential(small.credentials[voter], small.election.uuid)
    body = encrypt_body(small.election, public, choices, seeded_random(seed))
    secret = derive_secret(small.credentials[voter], small.election.uuid)
    proof = prove_logarithm(small.election.group, f"sig|{body_hash(body)}|", secret, secrets.token_bytes)
    opening = Opening(seed=seed, choices=choices, credential=public, signature=proof)
    return sign_body(body, proof), opening_code(small.election.uuid, encode_opening(opening))


@pytest.mark.usefixtures("hurried")
def test_both_codes_agree_and_the_board_counts_the_answer(page: Page, open_hall: Any) -> None:
    hall = open_hall()
    noted, code = both_codes(page, hall, 1, 3)
    checking(page, hall)
    paste(page, noted)
    expect(page.locator("#challenge-noted")).to_contain_text("یادداشت شد")
    expect(page.locator("#challenge-result")).to_be_hidden()
    paste(page, code)
    expect(page.locator("#challenge-compared")).to_contain_text("همان است که پیش‌تر خوانده شد")
    assert in_groups(page, "challenge-tracker") == noted.split()[-1]
    assert names(page) == [name_of(1), name_of(3)]
    expect(page.locator("#challenge-looked")).to_contain_text("به‌عنوان آزمون ثبت کرده است")
    expect(page.locator("#challenge-looked")).to_contain_text(UP_TO)
    page.locator("[data-found=agrees]").click()
    expect(page.locator("#verdict-said")).to_contain_text("ثبت شد")
    assert hall.verdicts == [(noted.split()[-1], "agrees")]
    expect(page.locator("[data-found=differs]")).to_be_disabled()


@pytest.mark.usefixtures("hurried")
def test_a_booth_that_encrypts_another_choice_is_seen_in_the_names(page: Page, open_hall: Any) -> None:
    hall = open_hall()
    exchange(page, *LYING_CHOICE)
    noted, code = both_codes(page, hall, 1, 3)
    checking(page, hall)
    paste(page, noted)
    paste(page, code)
    expect(page.locator("#challenge-compared")).to_contain_text("همان است")
    assert names(page) == [name_of(7)]
    page.locator("[data-found=differs]").click()
    expect(page.locator("#verdict-said")).to_contain_text("ثبت شد")
    assert hall.verdicts == [(noted.split()[-1], "differs")]


def test_a_booth_that_opens_another_ballot_than_the_locked_one_is_seen_by_the_device_itself(
    page: Page, lying: Lying
) -> None:
    hall, noted, code = lying
    checking(page, hall)
    paste(page, noted)
    paste(page, code)
    expect(page.locator("#challenge-problem")).to_contain_text("آن نیست که پیش‌تر خوانده شد")
    expect(page.locator("#challenge-problem")).to_contain_text(digits_of(noted.split()[-1]))
    assert names(page) == []


def test_such_a_booth_is_seen_by_the_board_too_and_by_who_noted_nothing(page: Page, lying: Lying) -> None:
    hall, _, code = lying
    checking(page, hall)
    paste(page, code)
    expect(page.locator("#challenge-problem")).to_contain_text("ثبت نکرده است")
    assert names(page) == []


def in_league(page: Page) -> None:
    """A server that calls everything noted."""
    page.route("**/hall/noted", lambda route: route.fulfill(json={"noted": True}))


def test_a_booth_in_league_with_the_server_is_seen_by_who_noted_the_tracker(page: Page, lying: Lying) -> None:
    hall, noted, code = lying
    in_league(page)
    checking(page, hall)
    paste(page, noted)
    paste(page, code)
    expect(page.locator("#challenge-compared")).to_contain_text("آن نیست که پیش‌تر خوانده شد")
    assert names(page) == [name_of(1), name_of(3)]
    expect(page.locator("[data-found=agrees]")).to_be_hidden()
    page.locator("[data-found=differs]").click()
    expect(page.locator("#verdict-said")).to_contain_text("چنین آزمونی را نمی‌شناسد")
    assert hall.verdicts == []


def test_by_who_noted_nothing_it_is_not_seen_and_the_page_says_so(page: Page, lying: Lying) -> None:
    """The broken twin of a test: without the tracker from before, all looks well."""
    hall, _, code = lying
    in_league(page)
    checking(page, hall)
    paste(page, code)
    expect(page.locator("#challenge-compared")).to_contain_text("آزمون چیزی نشان نمی‌دهد")
    assert names(page) == [name_of(1), name_of(3)]


def test_a_tracker_scanned_from_a_photo_afterwards_is_compared_too(page: Page, open_hall: Any) -> None:
    hall = open_hall()
    noted, code = honest_codes(hall, 1)
    checking(page, hall)
    paste(page, code)
    expect(page.locator("#challenge-compared")).to_contain_text("مقایسه کنید")
    paste(page, tracker_code(hall.small.election.uuid, "A" * 43))
    expect(page.locator("#challenge-compared")).to_contain_text("آن نیست")
    paste(page, noted)
    expect(page.locator("#challenge-compared")).to_contain_text("همان است")


@pytest.mark.usefixtures("hurried")
def test_the_address_of_the_screen_opens_the_vote_and_leaves_no_opening_in_it(page: Page, open_hall: Any) -> None:
    hall = open_hall()
    both_codes(page, hall, 1, 3)
    address = page.locator("#challenge-link").input_value()
    page.goto("about:blank")
    page.goto(address)
    expect(page.locator("#challenge-result")).to_be_visible()
    assert names(page) == [name_of(1), name_of(3)]
    assert "#" not in page.url


def test_an_opening_whose_ballot_was_just_cast_is_not_shown(page: Page, open_hall: Any) -> None:
    """P17: our own page proves nobody's vote, not even while it waits for a signed head, which no record shows."""
    hall = open_hall(signed=0)
    ballot, code = made(hall, 0, 2, 4)
    hall.ballots["somebody"] = ballot
    checking(page, hall)
    paste(page, code)
    expect(page.locator("#challenge-problem")).to_contain_text("به‌عنوان آزمون ثبت نکرده است")
    expect(page.locator("#challenge-problem")).to_contain_text(digits_of(tracker(ballot)))
    expect(page.locator("#challenge-result")).to_be_hidden()
    assert (names(page), hall.verdicts) == ([], [])


def test_a_page_that_does_not_ask_the_board_is_caught(page: Page, open_hall: Any) -> None:
    hall = open_hall(signed=0)
    exchange(page, "**/js/challenge/page.js", "if (!settings.noted) return;", "return;")
    ballot, code = made(hall, 0, 2, 4)
    hall.ballots["somebody"] = ballot
    checking(page, hall)
    paste(page, code)
    expect(page.locator("#challenge-result")).to_be_visible()
    assert names(page) == [name_of(2), name_of(4)]


@pytest.mark.parametrize("loss", ["no network", "no answer", "another answer"])
def test_nothing_is_shown_where_the_board_does_not_answer(page: Page, open_hall: Any, loss: str) -> None:
    hall = open_hall()
    _, code = honest_codes(hall, 1)
    lost = {"no network": None, "no answer": {"status": 502}, "another answer": {"json": {"noted": "perhaps"}}}[loss]
    page.route("**/hall/noted", lambda route: route.fulfill(**lost) if lost else route.abort())
    page.clock.install()
    checking(page, hall)
    paste(page, code)
    problem = page.locator("#challenge-problem")
    for _ in range(60):  # a minute, and more on a busy machine
        if problem.is_visible():
            break
        page.clock.run_for(1000)
        page.wait_for_timeout(50)
    expect(problem).to_contain_text("نمی‌توان از تابلو پرسید")
    assert names(page) == []


def test_a_board_that_answers_late_is_asked_again(page: Page, open_hall: Any) -> None:
    hall = open_hall()
    _, code = honest_codes(hall, 1)
    hall.losses[:] = ["before"]
    checking(page, hall)
    paste(page, code)
    expect(page.locator("#challenge-result")).to_be_visible()
    assert [act for act, _ in hall.heard].count("noted") == 2


def note(hall: Hall, ballot: bytes, code: str) -> None:
    """A board that breaks its rule: it notes as a test what was cast."""
    election = hall.small.election
    opening = decode_opening(read_opening_code(code, election.uuid), election)
    hall.locks[tracker(ballot)] = verdict_lock(verdict_key(opening.seed))


@pytest.mark.parametrize("looks", [True, False], ids=["the page", "a twin that does not look"])
def test_the_record_is_looked_into_even_where_the_board_calls_it_a_test(
    page: Page, open_hall: Any, looks: bool
) -> None:
    hall = open_hall()
    if not looks:
        exchange(page, "**/js/challenge/record.js", "seen.ballot = true", "seen.ballot = false")
    ballot, code = made(hall, 0, 2, 4)
    hall.ballots["somebody"] = ballot
    note(hall, ballot, code)
    checking(page, hall)
    paste(page, code)
    if looks:
        expect(page.locator("#challenge-problem")).to_contain_text("به صندوق انداخته شده است")
    expect(page.locator("#challenge-result")).to_be_visible(visible=not looks)
    assert (names(page) == []) == looks


def test_without_a_record_the_page_says_what_the_board_noted_and_no_more(page: Page, open_hall: Any) -> None:
    hall = open_hall()
    _, code = honest_codes(hall, 1)
    page.route("**/election.bel", lambda route: route.abort())
    checking(page, hall)
    paste(page, code)
    expect(page.locator("#challenge-looked")).to_contain_text("به‌عنوان آزمون ثبت کرده است")
    expect(page.locator("#challenge-looked")).not_to_contain_text("در صندوق نیست")


def kept_file(hall: Hall, folder: Path) -> Path:
    """The checking page as one file, with the election in it."""
    app = create_hall(hall)
    with app.test_request_context("/"):
        raw = base64.b64encode(hall.small.election.to_bytes()).decode()
        urls = {
            "election": f"data:application/json;base64,{raw}", "record": "", "noted": "",
            "verdict": f"{hall.address}/elections/{PUBLIC_ID}/hall/verdict",
        }  # fmt: skip
        context = {**hall.challenge_context(), "urls": urls}
        del context["kept"]
        answer = kept_page("public/challenge.html", "check.html", "http://127.0.0.1:9", **context)
    path = folder / "check.html"
    path.write_bytes(answer.get_data())
    return path


def test_the_page_works_from_a_file_without_a_network(page: Page, open_hall: Any, tmp_path: Path) -> None:
    hall = open_hall()
    path = kept_file(hall, tmp_path)
    noted, code = honest_codes(hall, 2, 4, 6)
    page.context.set_offline(True)
    page.goto("about:blank")
    page.goto(path.as_uri())
    page.locator("details.more").first.locator("summary").click()
    paste(page, noted)
    paste(page, code)
    expect(page.locator("#challenge-compared")).to_contain_text("همان است")
    assert len(names(page)) == 3
    expect(page.locator("#challenge-looked")).to_contain_text("جست‌وجو نشد")
    expect(page.locator("#scan")).to_be_visible()
    assert "از همان سامانه‌ای می‌آید" not in page.locator("main").inner_text()
    assert page.evaluate("() => document.fonts.check('16px Vazirmatn')")
    page.locator("[data-found=agrees]").click()
    expect(page.locator("#verdict-said")).to_contain_text("به یکی از مسئولان بگویید")
    page.context.set_offline(False)


@pytest.mark.parametrize("kind", ["archive", "record"])
def test_the_kept_file_looks_into_a_record_that_it_is_given(
    page: Page, open_hall: Any, tmp_path: Path, kind: str
) -> None:
    hall = open_hall()
    sold, code = made(hall, 0, 2, 4)
    _, other = made(hall, 1, 3)
    hall.ballots["somebody"] = sold
    data = hall.archive()
    if kind == "record":
        data = record_bytes({"README.txt": b"words", "election.bel": data, "keys.json": b"{}"})
    file = tmp_path / "given.zip"
    file.write_bytes(data)
    page.goto(kept_file(hall, tmp_path).as_uri())
    for details in page.locator("details.more summary").all():
        details.click()
    paste(page, code)
    expect(page.locator("#challenge-result")).to_be_visible()
    page.set_input_files("#record", file)
    expect(page.locator("#challenge-problem")).to_contain_text("به صندوق انداخته شده است")
    expect(page.locator("#challenge-result")).to_be_hidden()
    paste(page, code)
    expect(page.locator("#challenge-problem")).to_contain_text("به صندوق انداخته شده است")
    paste(page, other)
    expect(page.locator("#challenge-looked")).to_contain_text(UP_TO)


def wrong_records(hall: Hall) -> dict[str, tuple[bytes, str]]:
    """Files that are no record of this election, and what the page says of them."""
    good = hall.archive()
    foreign = make_hall(candidates=3, maximum=2).archive()
    renamed = bytearray(good)
    renamed[512 * 2] ^= 1  # a letter of the first entry's name, or its header's
    return {
        "empty": (b"", "اسناد عمومی نیست"), "text": (b"a text of somebody" * 100, "اسناد عمومی نیست"),
        "cut": (good[:-512], "اسناد عمومی نیست"), "more": (good + b"\0", "اسناد عمومی نیست"),
        "changed": (good.replace(b'"version":1', b'"version":2', 2), "اسناد عمومی نیست"),
        "renamed": (bytes(renamed), "اسناد عمومی نیست"), "zip": (b"PK\3\4" + bytes(40), "اسناد عمومی نیست"),
        "foreign": (foreign, "انتخابات دیگری"),
    }  # fmt: skip


@pytest.mark.parametrize("kind", ["empty", "text", "cut", "more", "changed", "renamed", "zip", "foreign"])
def test_a_file_that_is_no_record_of_the_election_is_not_looked_into(
    page: Page, open_hall: Any, tmp_path: Path, kind: str
) -> None:
    hall = open_hall()
    data, said = wrong_records(hall)[kind]
    file = tmp_path / "given.bel"
    file.write_bytes(data)
    page.goto(kept_file(hall, tmp_path).as_uri())
    for details in page.locator("details.more summary").all():
        details.click()
    page.set_input_files("#record", file)
    expect(page.locator("#challenge-problem")).to_contain_text(said)
    paste(page, made(hall, 0, 2)[1])
    expect(page.locator("#challenge-looked")).to_contain_text("جست‌وجو نشد")


@pytest.mark.usefixtures("hurried")
def test_a_code_is_read_from_a_photo_where_there_is_no_camera(page: Page, open_hall: Any, tmp_path: Path) -> None:
    hall = open_hall()
    page.add_init_script("Object.defineProperty(navigator, 'mediaDevices', { value: undefined });")
    scan(page, hall)
    mark(page, 1, 3)
    review(page)
    lock(page)
    noted = picture_of(page, tmp_path / "noted.png", "sealed-code")
    challenge(page)
    opened = picture_of(page, tmp_path / "opened.png", "challenge-code")
    checking(page, hall)
    expect(page.locator("#scan")).to_be_hidden()
    expect(page.locator("#no-camera")).to_be_visible()
    page.set_input_files("#photo", noted)
    expect(page.locator("#challenge-noted")).to_be_visible()
    page.set_input_files("#photo", opened)
    expect(page.locator("#challenge-compared")).to_contain_text("همان است")
    assert names(page) == [name_of(1), name_of(3)]
    Image.new("L", (300, 300), 255).save(tmp_path / "white.png")
    page.set_input_files("#photo", tmp_path / "white.png")
    expect(page.locator("#challenge-problem")).to_contain_text("خوانده نمی‌شود")


@pytest.mark.usefixtures("hurried")
def test_a_camera_reads_the_code(browser: Browser, page: Page, open_hall: Any, tmp_path: Path) -> None:
    hall = open_hall()
    both_codes(page, hall, 1, 3)
    shown = picture_of(page, tmp_path / "opened.png", "challenge-code")
    flags = (
        "--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream",
        f"--use-file-for-fake-video-capture={film(shown, tmp_path / 'film.y4m')}",
    )  # fmt: skip
    other = another_browser(browser, *flags)
    phone = other.new_page(locale="fa-IR")
    phone.goto(f"{hall.address}/hall/{PUBLIC_ID}/challenge")
    phone.locator("#scan").click()
    expect(phone.locator("#challenge-result")).to_be_visible(timeout=20_000)
    assert names(phone) == [name_of(1), name_of(3)]
    assert phone.evaluate("() => document.querySelector('video').srcObject") is None
    expect(phone.locator("#scanner")).to_be_hidden()
    other.close()


def test_a_camera_that_is_not_given_is_said(browser: Browser, open_hall: Any) -> None:
    hall = open_hall()
    context = browser.new_context(locale="fa-IR", permissions=[])
    page = context.new_page()
    page.goto(f"{hall.address}/hall/{PUBLIC_ID}/challenge")
    page.locator("#scan").click()
    expect(page.locator("#challenge-problem")).to_contain_text("دوربین در دسترس نیست")
    expect(page.locator("#scanner")).to_be_hidden()
    context.close()


@pytest.mark.parametrize("typed", ["", "سلام", "https://vote.example/elections/X/challenge#AAAA", "A" * 462])
def test_what_is_no_opening_is_explained(page: Page, open_hall: Any, typed: str) -> None:
    hall = open_hall()
    checking(page, hall)
    paste(page, typed)
    expect(page.locator("#challenge-problem")).to_contain_text("رأی بازشدهٔ این انتخابات نیست")


def test_the_tracker_of_another_election_is_not_noted(page: Page, open_hall: Any) -> None:
    hall = open_hall()
    checking(page, hall)
    paste(page, tracker_code("9" * 14, "A" * 43))
    expect(page.locator("#challenge-problem")).to_be_visible()
    expect(page.locator("#challenge-noted")).to_be_hidden()


@pytest.mark.parametrize("size", [(1024, 768), (390, 844)], ids=["tablet", "phone"])
def test_the_page_has_no_barrier(page: Page, open_hall: Any, size: tuple[int, int]) -> None:
    page.set_viewport_size({"width": size[0], "height": size[1]})
    hall = open_hall()
    noted, code = honest_codes(hall, 1, 3)
    checking(page, hall)
    for text, told in (("", ""), (noted, "#challenge-noted"), (code, "#challenge-looked:not(:empty)")):
        if text:
            paste(page, text)
            page.locator(told).wait_for()
            page.wait_for_timeout(300)  # what fades in stands
        assert violations(page) == []
        assert not page.evaluate("() => document.documentElement.scrollWidth > window.innerWidth")
    assert noted.split()[-1] == in_groups(page, "challenge-tracker")
    at_foot = page.evaluate("() => document.querySelector('[data-found=agrees]').getBoundingClientRect().height")
    assert at_foot >= 44
