"""While voting is open: six tablets, one without network for a while, slips spoiled and lost, votes on paper."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from ballots.digits import encode_digits
from tests.booth.scanning import scan_by_hand
from tests.booth.visits import at, lock, mark, review, shown_tracker
from tests.journeys.hall_day import HallDay
from tests.journeys.hall_door import LATE, OTHER, admit, find, record
from tests.journeys.hall_morning import LEAD, SECOND, SIGNATORY, TABLETS, show, touch
from tests.journeys.secretariat import fill, press
from tests.journeys.voting import PaperSlip

FIVE = (0, 1, 2, 3, 4)
ON_TABLETS = ((0, 5), (1, 6), (2, 5), (3, 6), (4, 5), (5, 6))
"""Places of slips, and the sixth mark beside the first five: as many for one candidate as for another."""
SPOILED, INSTEAD, LOST, FOUND_ANOTHER = 6, 7, 8, 9
PAPERS = ((10, 5), (11, 6))
UNUSED = (12, 13, 14, 15)
LEAVER = 7
"""The number on the roll of the delegate who votes and goes."""
PAPER_REASON = "دو تبلت از شش تبلت از کار افتاد."
NOTE, ANSWER = "یک در تالار هنگام رأی‌گیری باز بود.", "از آن پس بسته ماند."


def open_the_poll(day: HallDay) -> None:
    """The chair begins the item, two officers open the poll, the screen shows that nobody has voted."""
    touch(day, "item-start")
    page = day.at(LEAD, f"{day.election}/acts/open")
    day.together(LEAD, SIGNATORY, say="رأی‌گیری آغاز شد")
    show(day, "turnout")
    expect_on_screen(day, cast="۰", handed="۹")
    assert page.locator("main .notice-danger").count() == 0


def expect_on_screen(day: HallDay, *, cast: str, handed: str) -> None:
    """The figures come to the screen by themselves."""
    screen = day.pages["screen"]
    expect(screen.locator("[data-figure=cast]")).to_have_text(cast)
    expect(screen.locator("[data-figure=handed]")).to_have_text(handed)


def come_late(day: HallDay) -> None:
    """One more delegate comes while the others vote."""
    (one,) = (one for one in day.held.delegates if one.number == LATE)
    admit(day.pages[OTHER], f"MAJMA:D:{one.code}")
    expect_on_screen(day, cast="۰", handed="۱۰")


def to_the_booth(page: Page) -> None:
    """From the tablet's own page to the slip."""
    page.locator("#tablet-vote").tap()
    at(page, "slip")


def give_slip(page: Page, slip: PaperSlip) -> None:
    """Type the thirty digits of a slip."""
    page.locator("#slip-group-1").focus()
    page.keyboard.type(encode_digits(slip.credential).replace(" ", ""))
    page.keyboard.press("Enter")
    at(page, "choose")


def scan_slip(page: Page, slip: PaperSlip) -> None:
    """Let a hand scanner read a slip, the page's clock standing still."""
    page.clock.install()
    page.reload()
    at(page, "slip")
    page.clock.pause_at(page.evaluate("Date.now()") + 1000)
    scan_by_hand(page, page.context.new_cdp_session(page), slip.code, "persian")
    page.clock.resume()
    at(page, "choose")


def choose(page: Page, sixth: int) -> None:
    """Mark the first five and one more, and lock the vote."""
    mark(page, *FIVE, sixth)
    review(page)
    lock(page)


def take_receipt(page: Page) -> str:
    """The tracker of the receipt; the tablet is then free for the next delegate."""
    at(page, "receipt")
    tracker = shown_tracker(page)
    page.locator("#receipt-end").tap()
    page.locator("[data-act=next]").tap()
    at(page, "slip")
    return tracker


def vote_on_tablets(day: HallDay) -> None:
    """Six delegates at six tablets; the second has a hand scanner, the last loses the network between lock and cast."""
    tablets = [day.pages[f"tablet-{number}"] for number in range(1, TABLETS + 1)]
    trackers = set()
    for number, (page, (place, sixth)) in enumerate(zip(tablets, ON_TABLETS, strict=True), start=1):
        to_the_booth(page)
        (scan_slip if number == 2 else give_slip)(page, day.slips[place])
        choose(page, sixth)
        if number == TABLETS:
            cast_without_network(page)
        else:
            page.locator("[data-act=cast]").tap()
        trackers.add(take_receipt(page))
        day.tell(f"tablet {number} has cast")
    assert len(trackers) == day.held.value.cast == TABLETS
    expect_on_screen(day, cast="۶", handed="۱۰")


def cast_without_network(page: Page) -> None:
    """The vote is sent while there is no network: nothing says that it arrived, and it is sent again by itself."""
    page.context.set_offline(True)
    page.locator("[data-act=cast]").tap()
    expect(page.locator("#cast-box.notice-attention")).to_be_visible()
    page.context.set_offline(False)


def spoil_one(day: HallDay) -> None:
    """A delegate brings a torn slip: two officers declare it spoiled, and another is handed out and votes."""
    page = day.at(LEAD, f"{day.election}/slips/mishap")
    press(page, "main a[href$='/slips/void?what=torn']")
    page.locator("[name=serial]").focus()
    page.keyboard.insert_text(day.slips[SPOILED].code)
    page.keyboard.press("Enter")
    day.serials["spoiled"] = page.input_value("[name=serial]")
    day.together(LEAD, SECOND, say="به دارندهٔ آن تعرفهٔ دیگری بدهید")
    refuse(day, SPOILED)
    vote_with(day, 1, INSTEAD, 5)


def refuse(day: HallDay, place: int) -> None:
    """A slip that no longer counts is refused at a tablet, in words."""
    page = day.pages["tablet-1"]
    page.locator("#slip-group-1").focus()
    page.keyboard.type(encode_digits(day.slips[place].credential).replace(" ", ""))
    page.keyboard.press("Enter")
    expect(page.locator("[data-step=slip] [data-problem]")).to_be_visible()
    page.reload()
    at(page, "slip")


def lose_one(day: HallDay) -> None:
    """A delegate has lost a slip: two officers record it, and another is handed out and votes."""
    page = day.at(LEAD, f"{day.election}/slips/mishap")
    press(page, "main a[href$='/slips/lost']")
    day.together(LEAD, SECOND, say="به رأی‌دهنده تعرفهٔ دیگری بدهید")
    vote_with(day, 3, FOUND_ANOTHER, 6)
    expect_on_screen(day, cast="۸", handed="۱۰")


def vote_with(day: HallDay, tablet: int, place: int, sixth: int) -> None:
    """One more delegate votes at this tablet."""
    page = day.pages[f"tablet-{tablet}"]
    give_slip(page, day.slips[place])
    choose(page, sixth)
    page.locator("[data-act=cast]").tap()
    take_receipt(page)


def leave_early(day: HallDay) -> None:
    """One delegate has voted and goes."""
    page = day.pages[OTHER]
    find(page, str(LEAVER))
    record(page, "out-voted")
    (one,) = (one for one in day.held.delegates if one.number == LEAVER)
    assert one.checked_in is None


def observe(day: HallDay) -> None:
    """The observer sees the figures, writes a note, and reads the office's answer."""
    page = day.pages["observer"]
    expect(page.locator("#observed")).to_contain_text("۸")
    fill(page, text=NOTE)
    press(page, "main form:has([name=text]) button:visible")
    office = day.at(SECOND, f"{day.session}/observers")
    press(office, "#observer-notes a")
    office.locator("main form textarea").fill(ANSWER)
    press(office, "main form .actions button")
    expect(page.locator("#own-notes")).to_contain_text(ANSWER, timeout=30_000)
    day.tell("the observer's note is answered")


def vote_on_paper(day: HallDay) -> None:
    """Two officers allow votes on paper; each enters both papers on an own tablet, the first of which casts them."""
    page = day.at(LEAD, f"{day.election}/acts/paper")
    fill(page, reason=PAPER_REASON)
    day.together(LEAD, SECOND, say="رأی کاغذی می‌پذیرد")
    entering = [begin_to_enter(day, role, f"tablet-{number}") for number, role in ((4, LEAD), (5, SECOND))]
    for place, sixth in PAPERS:
        for tablet in entering:
            give_slip(tablet, day.slips[place])
            mark(tablet, *FIVE, sixth)
            review(tablet)
            tablet.locator("[data-step=review] [data-act=lock]").tap()
            at(tablet, "paper")
        for tablet in entering:
            onward = tablet.locator("[data-step=paper] [data-act=next]")
            expect(onward).to_be_visible()
            onward.tap()
            at(tablet, "slip")
    assert day.held.value.cast == 10
    expect_on_screen(day, cast="۱۰", handed="۱۰")
    day.tell("two papers are entered")


def begin_to_enter(day: HallDay, role: str, name: str) -> Page:
    """An officer begins on an enrolled tablet, with the own code."""
    page = day.at(role, f"{day.election}/paper")
    press(page, "form[action$='/paper/code'] button")
    code = page.locator(".notice-success .tracker code").first.inner_text()
    tablet = day.pages[name]
    tablet.goto(f"{day.booth}/paper")
    at(tablet, "desk")
    tablet.locator("#desk-code").fill(code)
    tablet.locator("#desk-form button").tap()
    at(tablet, "slip")
    return tablet
