"""Before the voting: the election is frozen, slips are printed, tablets let in, everybody comes, candidates present."""

from __future__ import annotations

import secrets

from playwright.sync_api import Page, expect

from tests.journeys.hall_day import HOUSES, PROJECTOR, HallDay
from tests.journeys.secretariat import fill, press
from tests.journeys.voting import read_slips
from tests.journeys.witness import PHONE

LEAD, SECOND, SIGNATORY = "returning-officer", "secretary", "signatory"
PASSPHRASE = "چهار واژهٔ شب‌تاب " + secrets.token_hex(8)
SLIPS, TABLETS = 16, 6
CHAIR, OBSERVER, SUBSTITUTE = "کاوه دماوندی", "سهراب تفتانی", "نازنین آریا"
REPLACED = 4
"""The number on the roll of the delegate in whose place another came."""


def officers_come(day: HallDay) -> None:
    """Three officers before their consoles, two helpers at two desks of the door."""
    for role in (LEAD, SECOND, SIGNATORY):
        day.sign_in(role, role)
    for number in (1, 2):
        day.sign_in(f"desk-{number}", "desk")
    day.tell("the officers are signed in")


def freeze(day: HallDay) -> None:
    """The office makes its key, the list is announced, balls give the order, two officers freeze."""
    page = day.at(LEAD, f"{day.election}/trustees")
    page.click("details.more summary")
    fill(page, passphrase=PASSPHRASE, again=PASSPHRASE)
    press(page, "#office-make button[name=act][value=office-key]")
    day.at(LEAD, f"{day.election}/acts/announce")
    press(page, "main form .button-large")
    fill(page, balls=drawn(page))
    day.together(LEAD, SECOND, say="انتخابات تثبیت شد")


def drawn(page: Page) -> str:
    """As many digits as balls are drawn on this page."""
    needed = int(page.locator("[name=balls]").get_attribute("data-balls") or 0)
    return "".join(str(secrets.randbelow(10)) for _ in range(needed))


def print_slips(day: HallDay) -> None:
    """Print the slips, read them back as a camera does, count, confirm."""
    page = day.at(LEAD, f"{day.election}/slips")
    fill(page, number=str(SLIPS))
    with page.expect_download() as waiting:
        page.click("form[data-again] button")
    pdf = day.folder / "slips.pdf"
    waiting.value.save_as(pdf)
    day.slips = read_slips(pdf, day.folder, day.booth)
    assert len({one.credential for one in day.slips}) == SLIPS
    page.locator("[name=anew]").wait_for()
    fill(page, counted=str(SLIPS))
    day.together(LEAD, SECOND, say="تعرفه‌ها تأیید")


def let_tablets_in(day: HallDay) -> None:
    """Two officers let tablets in; each reads the code on the office's page and becomes a booth."""
    day.at(SECOND, f"{day.session}/tablets/admit")
    day.together(SECOND, SIGNATORY, say="پذیرش تبلت‌ها باز است")
    page = day.at(SECOND, f"{day.session}/tablets")
    for number in range(1, TABLETS + 1):
        link = page.locator("#tablets-next .tracker code").inner_text()
        tablet = day.enter(f"tablet-{number}", touch=True)
        tablet.goto(link)
        expect(tablet.locator("#tablet-title")).to_be_visible()
        page.reload()
    expect(page.locator("#tablets-list tbody tr")).to_have_count(TABLETS)
    day.tell(f"{TABLETS} tablets are enrolled")


def codes_of_the_day(day: HallDay) -> None:
    """The chair's phone and an observer come in by a code; the projector opens the screen."""
    for name, door, whose in (("phone", "chairs", CHAIR), ("observer", "observers", OBSERVER)):
        page = day.at(SECOND, f"{day.session}/{door}")
        fill(page, name=whose)
        if name == "observer":
            fill(page, house="خانهٔ ناظران")
        press(page, "main form:has([name=name]) button:visible >> nth=-1")
        code = page.locator(".observer-code").inner_text()
        address = page.locator(".booth-address bdi[dir=ltr]:not(.digits)").inner_text()
        other = day.enter(name, viewport=PHONE, touch=True)
        other.goto(address)
        fill(other, code=code)
        press(other, "main form button")
    page = day.at(SECOND, f"{day.session}/screens")
    screen = day.enter("screen", viewport=PROJECTOR)
    screen.goto(page.locator("a[target=_blank] bdi").inner_text())
    screen.click("#screen-begin")
    screen.evaluate("window.mark = 'here'")
    show(day, "agenda")
    expect(screen.locator(".screen-list li")).to_have_count(4)
    day.tell("chair, observer and screen are there")


def show(day: HallDay, what: str) -> None:
    """Let the screen show something, from the secretary's console."""
    page = day.pages[SECOND]
    if not page.url.endswith("/screens"):
        page.goto(f"{day.session}/screens")
    press(page, f"button[name=act][value='show:{what}']")
    expect(day.pages["screen"].locator(f"#screen.screen-{what}")).to_be_visible()


def touch(day: HallDay, act: str) -> None:
    """Touch the first button of this act on the chair's phone."""
    page = day.pages["phone"]
    with page.expect_navigation():
        page.locator(f"#course button[value^='{act}:']").first.tap()


def present(day: HallDay) -> None:
    """The order of the ballot is taken; the chair begins and ends each presentation, which the screen shows."""
    page = day.at(SECOND, f"{day.session}/presentations/order")
    press(page, "button[name=act][value=ballot]")
    touch(day, "item-start")
    touch(day, "item-start")
    show(day, "presenter")
    names = set()
    for _ in HOUSES:
        touch(day, "turn-start")
        heading = day.pages["screen"].locator("#screen .screen-candidate h1")
        expect(heading).to_be_visible()
        expect(heading).to_have_text(day.pages["phone"].locator("#now-name").inner_text())
        names.add(heading.inner_text())
        touch(day, "turn-finish")
    assert names == set(HOUSES), names
    touch(day, "item-end")
    day.tell("all candidates have presented")
