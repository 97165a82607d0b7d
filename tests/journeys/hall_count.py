"""After the voting: slips scanned back, sums opened, a tie drawn with balls, the result on the screen, the minutes."""

from __future__ import annotations

import secrets

from playwright.sync_api import expect

from tests.journeys.hall_day import HOUSES, HallDay
from tests.journeys.hall_morning import LEAD, PASSPHRASE, SECOND, SIGNATORY, show, touch
from tests.journeys.hall_voting import SPOILED, UNUSED
from tests.journeys.secretariat import fill, press

PERSIAN = str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")


def close_the_poll(day: HallDay) -> None:
    """What was not handed out, and the spoiled slip, are scanned; the numbers balance; two officers close."""
    page = day.at(LEAD, f"{day.election}/close")
    for number, place in enumerate((*UNUSED, SPOILED), start=1):
        page.locator("#scan").focus()
        page.keyboard.insert_text(day.slips[place].code)
        page.keyboard.press("Enter")
        expect(page.locator("#scan-list li")).to_have_count(min(number, len(UNUSED)))
    expect(page.locator("#balance.balance-right")).to_be_visible()
    day.together(LEAD, SECOND, say="رأی‌گیری پایان یافت")
    show(day, "closing")
    expect(day.pages["screen"].locator("[data-figure=cast]")).to_have_text("۱۰")


def count(day: HallDay) -> None:
    """The locked votes are added up, the office opens the sums, and a tie for the last seat is there."""
    touch(day, "item-start")
    page = day.at(LEAD, f"{day.election}/tally")
    press(page, "main button[name=act][value=add]")
    page.locator("#passphrase").wait_for(timeout=120_000)
    page.fill("#passphrase", PASSPHRASE)
    page.click("#office-use button")
    page.locator("main .notice-success").first.wait_for(timeout=120_000)
    assert page.locator("main .next-act a[href$='/lots']").count() == 1
    day.tell("the sums are opened")


def draw_lots(day: HallDay) -> None:
    """The tie is put before the hall; each ball drawn stands on the screen; two officers record the digits."""
    page = day.at(LEAD, f"{day.election}/lots")
    press(page, "main form .button-large")
    needed = int(page.locator("[name=balls]").get_attribute("data-balls") or 0)
    balls = "".join(str(secrets.randbelow(10)) for _ in range(needed))
    show(day, "lots")
    console, screen = day.pages[SECOND], day.pages["screen"]
    for place, ball in enumerate(balls):
        press(console, f"button[name=act][value='ball:{place}:{ball}']")
    expect(screen.locator(".screen-digits b")).to_have_text(list(balls.translate(PERSIAN)))
    fill(page, balls=balls)
    day.together(LEAD, SECOND, say="")
    expect(screen.locator("#screen .screen-list li")).to_have_count(2)


def announce(day: HallDay) -> None:
    """Two officers announce; the screen shows one seat after another, then everything; nobody objects."""
    day.at(LEAD, f"{day.election}/acts/publish")
    day.together(LEAD, SIGNATORY, say="نتیجهٔ مقدماتی اعلام شد")
    show(day, "seats")
    screen = day.pages["screen"]
    for number in range(1, 7):
        press(day.pages[SECOND], "button[name=act][value^='next:']")
        expect(screen.locator(".screen-seats li.is-now")).to_have_count(1)
        expect(screen.locator(".screen-seats li:not(.is-hidden)")).to_have_count(number)
    show(day, "result")
    expect(screen.locator(".screen-bars li")).to_have_count(len(HOUSES))
    touch(day, "item-end")
    day.tell("the result is on the screen")


def make_final(day: HallDay) -> None:
    """All candidates say that they do not object; two officers state that the result is final."""
    page = day.at(SECOND, f"{day.election}/objections/waivers")
    for box in page.locator("[name$=-waived]").all():
        box.check()
    press(page, "main form .button")
    day.at(LEAD, f"{day.election}/acts/finalise")
    day.together(LEAD, SIGNATORY, say="نتیجه قطعی است")


def make_minutes(day: HallDay) -> bytes:
    """The secretary makes the minutes and takes them along."""
    page = day.at(SECOND, f"{day.election}/papers/make")
    press(page, "main form .button-large")
    expect(page.locator("#job")).to_have_count(0, timeout=400_000)
    with page.expect_download() as waiting:
        page.locator("main a[href$='-fa.pdf']").last.click()  # the first is the zero report
    path = day.folder / "minutes.pdf"
    waiting.value.save_as(path)
    day.tell("the minutes are made")
    return path.read_bytes()


def take_record(day: HallDay) -> bytes:
    """The public record, as anybody downloads it."""
    page = day.enter("anybody")
    page.goto(f"{day.public}/elections/{day.held.election}")
    with page.expect_download() as waiting:
        page.locator("main a[href$='.record.zip']").first.click()
    path = day.folder / "election.record.zip"
    waiting.value.save_as(path)
    return path.read_bytes()


def public_result(day: HallDay) -> str:
    """What the public page of the result says."""
    page = day.pages["anybody"]
    page.goto(f"{day.public}/elections/{day.held.election}/result")
    return page.locator("main").inner_text()
