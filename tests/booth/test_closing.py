"""The closing page at work: a hand scanner types whole slips, and nothing but serials leaves the field."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Page, Request, Route, expect

from app.services.hall import electorate, presence
from app.services.voting import slip
from ballots.custody_errors import SerialError
from ballots.slip_code import slip_code
from ballots.slips import read_serial
from tests.booth.canvas import CANVAS_CAMERA, shown
from tests.booth.conftest import sealed_site
from tests.booth.scanning import paper
from tests.support.assemblies import PASSWORD, user_name
from tests.support.server import answering
from tests.support.sources import from_sources
from tests.support.visitors import Site

READ = """async ([text, id]) => (await import('/static/js/office/serial.js')).readSerial(text, id)"""


@contextmanager
def opened(folder: Path) -> Iterator[Site]:
    """Nine slips, four handed out, two of them voted with, the fifth spoiled, four on the table; served."""
    site, port = sealed_site(folder)
    held = site.held
    held.hand_slips(4)
    held.open_poll()
    held.vote(0, 1)
    held.vote(1, 2)
    with held.database.transaction() as db:
        slip.void_slip(db, held.two(), held.election, held.slips[4].serial, spoiled=True)
    with answering(site.app, port):
        yield site


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """For all who change nothing of it."""
    with opened(tmp_path_factory.mktemp("hall")) as site:
        yield site


@pytest.fixture
def own_site(tmp_path: Path) -> Iterator[Site]:
    """For who closes the poll, or hands or voids a slip."""
    with opened(tmp_path) as site:
        yield site


def address(site: Site, place: int) -> str:
    one = site.held.slips[place]
    installation = site.app.extensions["installation"]
    return f"{installation.settings.address.upper()}/B/{site.held.election}#{one.token}.{one.credential}"


def come(page: Page, site: Site, role: str = "secretary") -> None:
    base = site.app.extensions["installation"].settings.address
    page.goto(f"{base}/office/elections/{site.held.election}/close")
    page.fill("[name=username]", user_name(site.held.address, role))
    page.fill("[name=password]", PASSWORD)
    page.click("main form button")
    page.goto(f"{base}/office/elections/{site.held.election}/close")
    expect(page.locator("#scan")).to_be_visible()
    expect(page.locator("#typed")).to_be_hidden()


def scan(page: Page, text: str, end: str = "Enter") -> None:
    """The text of a code, or a serial, comes into the field, then Enter (or Tab).

    A hand scanner's keys: test_scanned_elsewhere.py.
    """
    page.locator("#scan").fill(text)
    page.keyboard.press(end)
    expect(page.locator("#scan")).to_have_value("")


def serials(page: Page) -> list[str]:
    return page.locator("#scan-list code").all_inner_texts()


def test_every_slip_on_the_table_is_scanned_and_the_poll_closes(page: Page, own_site: Site) -> None:
    come(page, own_site)
    expect(page.locator("#balance-said")).to_have_text("باید ۴ تعرفه روی میز باشد. یکایک آن‌ها را اسکن کنید.")
    scan(page, address(own_site, 5))
    expect(page.locator("#scan-count")).to_have_text("۱")
    expect(page.locator("#balance")).to_have_class("balance balance-wrong")
    expect(page.locator(".balance-term-wrong")).to_have_attribute("data-term", "unused")
    scan(page, address(own_site, 6), "Tab")
    scan(page, own_site.held.slips[7].serial.lower())
    scan(page, own_site.held.slips[8].serial)
    expect(page.locator("#balance")).to_have_class("balance balance-right")
    expect(page.locator(".balance-term-wrong")).to_have_count(0)
    expect(page.locator("#reason-part")).to_be_hidden()
    assert serials(page) == [own_site.held.slips[place].serial for place in (8, 7, 6, 5)]
    page.fill("[name=second_name]", user_name(own_site.held.address, "returning-officer"))
    page.fill("[name=second_password]", PASSWORD)
    with page.expect_navigation():
        page.click("#close-form .button-large")
    assert own_site.held.phase == "closed"


def test_a_slip_scanned_twice_is_counted_once_and_one_taken_off_is_not(page: Page, site: Site) -> None:
    come(page, site)
    check = str(page.locator("#scan-form").get_attribute("data-check"))
    asked: list[Route] = []
    page.route(f"**{check}", lambda route: asked.append(route))
    for _ in range(2):  # the second before the first is answered
        scan(page, address(site, 5))
    while not asked:
        page.wait_for_timeout(20)
    asked[0].continue_()
    page.unroute(f"**{check}")
    expect(page.locator("#scan-count")).to_have_text("۱")
    serial = site.held.slips[5].serial
    expect(page.locator("#scan-said")).to_have_text(f"\u2068{serial}\u2069 پیش از این اسکن شده است.")
    assert serials(page) == [serial]
    page.click("#scan-list button")
    expect(page.locator("#scan-count")).to_have_text("۰")
    expect(page.locator("#scan")).to_be_focused()


def test_wrong_slips_are_named_at_once_and_stay_named(page: Page, site: Site) -> None:
    come(page, site)
    wrong = page.locator("#scan-wrong p")
    foreign = address(site, 5).replace(site.held.election, "ABCDEFGH")
    broken = address(site, 5).replace("#A", "#B")  # no version 1
    for number, (text, words) in enumerate(
        (
            (address(site, 0), f"با تعرفهٔ \u2068{site.held.slips[0].serial}\u2069 رأی داده شده است."),
            ("AAAA-AAAA", "\u2068AAAA-AAAA\u2069"), (foreign, "انتخابات دیگری"), (broken, "دوباره اسکن کنید"),
            (site.held.slips[5].credential, "این شمارهٔ تعرفه نیست و فرستاده نشد"),
        ),
        start=1,
    ):  # fmt: skip
        scan(page, text)
        expect(wrong).to_have_count(number)
        expect(wrong.first).to_contain_text(words)
    expect(page.locator("#scan-count")).to_have_text("۰")


def test_a_slip_with_a_vote_asks_for_a_reason_at_once_also_where_the_numbers_agree(page: Page, site: Site) -> None:
    come(page, site)
    scan(page, address(site, 0))
    expect(page.locator("#scan-wrong p")).to_have_count(1)
    for place in (5, 6, 7, 8):
        scan(page, address(site, place))
    expect(page.locator("#balance.balance-right")).to_be_visible()
    expect(page.locator("[name=reason]")).to_be_visible()


def test_the_camera_takes_a_slip_and_lets_go_of_all_but_its_serial(page: Page, site: Site) -> None:
    page.add_init_script(CANVAS_CAMERA)
    come(page, site)
    sent = everything_sent(page)
    page.evaluate(shown(Image.new("L", (1280, 720), 200)))
    page.click("#code-camera-button")
    seen = Image.new("L", (1280, 720), 200)
    seen.paste(paper(slip_code(site.held.slips[5].token, site.held.slips[5].credential)), (400, 100))
    page.evaluate(shown(seen))
    expect(page.locator("#scan-count")).to_have_text("۱", timeout=20_000)
    assert serials(page) == [site.held.slips[5].serial]
    page.click("#code-camera-button")
    expect(page.locator("#code-camera")).to_be_hidden()
    for secret in (site.held.slips[5].credential, site.held.slips[5].token):
        assert secret not in "\n".join((*sent, page.content()))


def everything_sent(page: Page) -> list[str]:
    """What the browser sends from now on: addresses and bodies."""
    sent: list[str] = []

    def note(request: Request) -> None:
        sent.append(f"{request.url} {request.post_data or ''}")

    page.on("request", note)
    return sent


def test_no_secret_of_a_slip_is_sent_or_kept_or_shown(page: Page, site: Site) -> None:
    come(page, site)
    sent = everything_sent(page)
    for place in (5, 6, 0, 4):
        scan(page, address(site, place))
    expect(page.locator("#scan-wrong p")).to_have_count(1)
    for secret in (site.held.slips[5].credential, site.held.slips[5].token):
        scan(page, secret)
    page.fill("[name=reason]", "دو تعرفه پیدا نشد و در تالار نیست.")
    with page.expect_navigation():
        page.click("#close-form .button-large")
    expect(page.locator("[data-apart=spoiled]")).to_have_text("۱")  # the page asks again what a refused form put apart
    kept = page.evaluate(
        "() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie, location.href])"
    )
    fields = page.evaluate("() => [...document.querySelectorAll('input, textarea')].map((one) => one.value).join(' ')")
    everything = "\n".join((*sent, kept, fields, page.content()))
    asked = [json.loads(one.partition(" ")[2]) for one in sent if "/close/slip " in one]
    assert asked == [{"serial": site.held.slips[place].serial} for place in (5, 6, 0, 4, 4)], "the last is asked anew"
    for one in site.held.slips:
        for secret in (one.credential, one.credential.replace("-", ""), one.token, one.token.lower()):
            assert secret not in everything


def test_what_was_scanned_comes_back_with_a_refused_form(page: Page, site: Site) -> None:
    come(page, site)
    scan(page, address(site, 5))
    scan(page, address(site, 6))
    scan(page, address(site, 4))
    expect(page.locator("#scan-said")).to_contain_text("مخدوش اعلام شده است")
    expect(page.locator("[data-apart=spoiled]")).to_have_text("۱")
    page.fill("[name=second_name]", user_name(site.held.address, "returning-officer"))
    page.fill("[name=second_password]", "wrong")
    with page.expect_navigation():
        page.click("#close-form .button-large")
    expect(page.locator("#scan-count")).to_have_text("۲")
    assert set(serials(page)) == {site.held.slips[place].serial for place in (5, 6)}
    expect(page.locator("[data-apart=spoiled]")).to_have_text("۱")
    scan(page, address(site, 4))
    expect(page.locator("#scan-said")).to_contain_text("پیش از این اسکن شده است")


def test_the_figures_of_the_hall_change_the_balance_while_people_scan(page: Page, own_site: Site) -> None:
    come(page, own_site)
    scan(page, address(own_site, 5))
    held = own_site.held
    with held.database.transaction() as db:
        fifth = held.delegates[4]
        presence.check_in(db, held.act(), held.session_id, fifth.id)
        electorate.hand_slip(db, held.act(), held.value.id, fifth.id)
    expect(page.locator("[data-term=handed] .balance-number").first).to_have_text("۵", timeout=15_000)
    expect(page.locator("#scan-count")).to_have_text("۱")
    expect(page.locator("#balance-said")).to_contain_text("۲ تعرفه نه تحویل شده و نه اسکن شده است")


TYPED = (
    "ABCD-EFG2", "abcdefg2", " ab cd\u2013ef g2 ", "\u2066ABCD-EFG2\u2069", "0181-018A", "۲۳۴۵-۶۷٢٣", "", "-",
    "ABCD-EFG", "ＡＢＣＤＥＦＧ２", "ﬁCD-EFG2", "ſBCD-EFG2",
    "ABCD-EFG23", "ABCD-EFG9", "ABCD/EFG2", "ıBCD-EFG2", "ABCD-EFGé", "aB3-xYz-123-mNp-9Qw", "12345678", "ABCD_EFG2",
)  # fmt: skip


def test_the_page_and_the_server_read_a_typed_serial_alike(page: Page, site: Site) -> None:
    come(page, site)
    from_sources(page)
    page.reload()
    for text in TYPED:
        try:
            expected: str | None = read_serial(text)
        except SerialError:
            expected = None
        assert page.evaluate(READ, [text, "K7QM2XPA"]).get("serial") == expected, text
    for one in site.held.slips:
        found = page.evaluate(READ, [f"HTTP://X/B/k7qm2xpa#{one.token}.{one.credential}", "K7QM2XPA"])
        assert found == {"serial": one.serial}


def test_the_page_for_void_slips_takes_a_scanned_slip(page: Page, own_site: Site) -> None:
    come(page, own_site)
    sent = everything_sent(page)
    page.goto(page.url.replace("/close", "/slips/void"))
    page.locator("[name=serial]").fill(address(own_site, 6))
    page.keyboard.press("Enter")
    expect(page.locator("[name=serial]")).to_have_value(own_site.held.slips[6].serial)
    told = page.locator("#serial-said")
    expect(told).to_have_text(f"\u2068{own_site.held.slips[6].serial}\u2069 سالم است و با آن رأیی داده نشده است.")
    for place, words in ((4, "مخدوش اعلام شده است"), (0, "رأی داده شده است")):
        page.fill("[name=serial]", own_site.held.slips[place].serial.lower())
        expect(told).to_contain_text(words)
    page.fill("[name=serial]", "ABCD")
    expect(told).to_be_empty()
    page.fill("[name=serial]", own_site.held.slips[6].serial)
    expect(told).to_have_class("scan-said")
    page.check("[name=what][value=refused]")
    page.fill("[name=second_name]", user_name(own_site.held.address, "returning-officer"))
    page.fill("[name=second_password]", PASSWORD)
    with page.expect_navigation():
        page.click("main form .button-large, main form .actions .button")
    with own_site.held.database.reading() as db:
        assert slip.counts(db, own_site.held.election).void == 1
    assert not any(own_site.held.slips[6].credential in one or own_site.held.slips[6].token in one for one in sent)


def test_a_script_that_sends_what_was_scanned_is_caught(page: Page, site: Site) -> None:
    """The broken twin: the server refuses it, but then the secret has been on its way."""
    careless = "export const readSerial = (text) => ({ serial: text });"
    come(page, site)
    from_sources(page)
    page.route("**/js/office/serial.js", lambda route: route.fulfill(body=careless, content_type="text/javascript"))
    page.reload()
    sent = everything_sent(page)
    scan(page, address(site, 5))
    expect(page.locator("#scan-wrong p")).to_have_count(1)
    assert any(site.held.slips[5].credential in one for one in sent)
