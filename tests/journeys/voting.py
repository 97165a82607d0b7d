"""Delegates at a tablet, each in a browser that has never been used: by touch or by the keyboard alone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import Path

import zxingcpp
from PIL import Image
from playwright.sync_api import Locator, Page, expect

from ballots.digits import encode_digits
from ballots.slip_code import read_slip_code
from tests.booth.visits import enlarge
from tests.documents.pictures import codes_in
from tests.journeys.hands import tab_to
from tests.journeys.witness import PHONE, Witness, leave
from tests.support.tools import run_tool

TESTED = (1, 4, 8, 12, 16, 21)
"""The marks of the vote that is opened to test a tablet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperSlip:
    """What stands on one slip: the text of its QR code, and its parts; `address` leads to the booth with both."""

    code: str
    address: str
    token: str
    credential: str


def read_slips(pdf: Path, folder: Path, booth: str) -> list[PaperSlip]:
    """Print the slips at 200 dots per inch and read their codes, as a camera would; `booth` is the booth's address."""
    run_tool("pdftoppm", "-r", "200", "-gray", pdf, folder / "slips")
    slips = []
    for picture in sorted(folder.glob("slips-*.pgm")):
        with Image.open(picture) as image:
            texts = [code.text for code in zxingcpp.read_barcodes(image)]
        for text in texts:
            token, credential = read_slip_code(text)
            slips.append(
                PaperSlip(code=text, address=f"{booth}#{token}.{credential}", token=token, credential=credential)
            )
    return slips


@dataclass(frozen=True, slots=True, kw_only=True)
class Vote:
    """A cast vote: the numbers marked, what was typed or scanned, the tracker that the tablet showed, and the receipt
    as a camera read it.

    `tested` are the marks of another ballot that was opened to test the tablet, `opening` is what opens it.
    """

    marked: tuple[int, ...]
    slip: PaperSlip
    tracker: str
    receipt: str
    tested: tuple[int, ...] = ()
    opening: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Booth:
    """The tablets of the hall."""

    witness: Witness
    address: str
    election: str

    def by_address(self, slip: PaperSlip, marked: tuple[int, ...]) -> Vote:
        """Follow the slip's address and vote by touch, past one mark too many and a test of the tablet."""
        page = self.witness.visitor(touch=True)
        page.goto(slip.address)
        page.locator("#choose-title").wait_for()
        assert "#" not in page.url, "the slip stayed in the address bar"
        tested = TESTED
        for number in tested:
            self._box(page, number).tap()
        expect(page.locator("#count")).to_have_text("حداکثر ۶، تاکنون ۶")
        self.witness.look(page, "booth: full choice", picture="booth")
        spare = next(number for number in range(1, 25) if number not in tested)
        self._box(page, spare).tap()
        expect(page.locator("#full-question")).to_be_visible()
        self.witness.look(page, "booth: one mark too many")
        page.tap("#full-question [data-close]")
        page.locator("button[data-dossier]").first.tap()
        page.locator("#dossier[open]").wait_for()
        self.witness.look(page, "booth: dossier")
        page.locator("dialog[open] [data-close]").tap()
        page.tap("[name=act][value=review]")
        page.wait_for_selector("body[data-at=review]")
        assert page.locator("#review-list li").count() == len(tested)
        self.witness.look(page, "booth: review")
        opening = self._test(page, tested)
        for number in marked:
            self._box(page, number).tap()
        page.tap("[name=act][value=review]")
        page.wait_for_selector("body[data-at=review]")
        locked = self._lock(page)
        page.tap("[data-act=cast]")
        vote = self._receipt(page, slip, marked)
        assert vote.tracker == locked, "another vote was cast than the locked one"
        leave(page)
        return replace(vote, tested=tested, opening=opening)

    def cast_all(self, votes: Iterable[tuple[PaperSlip, tuple[int, ...]]]) -> list[Vote]:
        """One delegate after another at the same tablet."""
        page = self.witness.visitor(touch=True)
        done = [self._cast(page, slip, marked) for slip, marked in votes]
        leave(page)
        return done

    def _cast(self, page: Page, slip: PaperSlip, marked: tuple[int, ...]) -> Vote:
        """Follow the slip's address and vote by touch, with nothing beside."""
        page.goto("about:blank")  # who was here before has gone from the page
        page.goto(slip.address)
        page.locator("#choose-title").wait_for()
        for number in marked:
            self._box(page, number).tap()
        page.tap("[name=act][value=review]")
        page.wait_for_selector("body[data-at=review]")
        self._lock(page)
        page.tap("[data-act=cast]")
        return self._receipt(page, slip, marked)

    def _lock(self, page: Page) -> str:
        """Lock the vote; nothing can be pressed before its tracker stands there."""
        page.tap("[data-act=lock]")
        page.locator("#sealed-title").wait_for()
        expect(page.locator("[data-act=cast]")).to_be_enabled()
        assert page.locator("#review-list li:visible").count() == 0, "a name stands beside the tracker"
        return page.locator("#sealed-tracker").text_content() or ""

    def _test(self, page: Page, marked: tuple[int, ...]) -> str:
        """Have the locked vote opened on another device, which compares both codes by itself and names as many; return
        the opening.
        """
        locked = self._lock(page)
        self.witness.look(page, "booth: locked", picture="locked")
        before = _code(page)
        assert before.split()[-1] == locked
        page.tap("#sealed-more summary")
        page.tap("[data-act=challenge]")
        self.witness.look(page, "booth: whether to test")
        page.tap("#challenge-question button[value=test]")
        page.locator("#challenge-title").wait_for()
        self.witness.look(page, "booth: test", picture="test")
        code = _code(page)
        self._check(before, code, len(marked))
        page.tap("[data-act=on]")
        self.witness.look(page, "booth: after the test")
        page.tap("#after-test-question button[value=anew]")
        page.locator("#choose-title").wait_for()
        return code.split()[-1]

    def _check(self, before: str, opening: str, count: int) -> None:
        """What a delegate's own device finds, which scanned one code before the test and one in it."""
        phone = self.witness.visitor(touch=True, viewport=PHONE)
        phone.goto(f"{self.address}/elections/{self.election}/challenge")
        phone.locator("#challenge").wait_for()
        self.witness.look(phone, "checking page")
        phone.locator("details.more summary").first.tap()
        for text in (before, opening):
            phone.fill("#challenge-text", text)
            phone.tap("#challenge-form button")
        phone.locator("#challenge-result h2").wait_for()
        expect(phone.locator("#challenge-compared")).to_contain_text("همان است")
        assert phone.locator("#challenge-tracker").text_content() == before.split()[-1]
        assert phone.locator("#challenge-names li").count() == count
        phone.tap("[data-found=agrees]")
        expect(phone.locator("#verdict-said")).to_contain_text("در تابلو ثبت شد")
        self.witness.look(phone, "what a test shows", picture="opened")
        leave(phone)

    def by_keyboard(self, slip: PaperSlip, marked: tuple[int, ...]) -> Vote:
        """Type the slip's thirty digits and vote with Tab, Space and Enter alone."""
        page = self.witness.visitor(touch=True)
        page.goto(f"{self.address}/B/{self.election}")
        page.locator("#slip-title").wait_for()
        self.witness.look(page, "booth: slip")
        tab_to(page, "#slip-group-1")
        page.keyboard.type(encode_digits(slip.credential).replace(" ", ""))
        assert page.locator("#slip-digits [data-state=right]").count() == 5
        page.keyboard.press("Enter")
        page.locator("#choose-title").wait_for()
        tab_to(page, "input[name=choice]")
        for number in sorted(marked):
            wanted = page.locator(f"input[name=choice][value='{number}']")
            while not wanted.evaluate("one => one === document.activeElement"):
                page.keyboard.press("ArrowDown")
            page.keyboard.press("Space")
        tab_to(page, "[name=act][value=review]")
        page.keyboard.press("Enter")
        page.locator("#review-title").wait_for()
        tab_to(page, "[data-act=lock]")
        page.keyboard.press("Enter")
        page.locator("#sealed-title").wait_for()
        expect(page.locator("[data-act=cast]")).to_be_enabled()
        tab_to(page, "[data-act=cast]")
        page.keyboard.press("Enter")
        vote = self._receipt(page, slip, marked)
        leave(page)
        return vote

    def blank(self, slip: PaperSlip) -> Vote:
        """Type the slip's fifteen characters and vote for nobody, with larger text."""
        page = self.witness.visitor(touch=True)
        page.goto(f"{self.address}/B/{self.election}")
        page.locator("#slip-title").wait_for()
        page.tap("#slip-other")
        page.fill("#slip-code", slip.credential.replace("-", " "))
        page.press("#slip-code", "Enter")
        page.locator("#choose-title").wait_for()
        enlarge(page, 2)
        self.witness.look(page, "booth: largest text")
        page.tap("[name=act][value=blank]")
        expect(page.locator("#review-blank")).to_be_visible()
        self.witness.look(page, "booth: blank review")
        self._lock(page)
        self.witness.look(page, "booth: locked, largest text")
        page.tap("[data-act=cast]")
        vote = self._receipt(page, slip, ())
        leave(page)
        return vote

    def _box(self, page: Page, number: int) -> Locator:
        return page.locator(f"label:has(input[name=choice][value='{number}'])")

    def _receipt(self, page: Page, slip: PaperSlip, marked: tuple[int, ...]) -> Vote:
        page.locator("#receipt-title").wait_for()
        tracker, receipt = page.locator("#tracker").text_content() or "", _code(page)
        self.witness.look(page, "booth: receipt", picture="receipt" if len(marked) == 6 else "")
        page.locator("#receipt-end").press("Enter")
        page.locator("#done-title").wait_for()
        assert tracker not in page.content()
        assert receipt not in page.content()
        assert page.evaluate("() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }])") == "[{},{}]"
        self.witness.look(page, "booth: cleared")
        return Vote(marked=marked, slip=slip, tracker=tracker, receipt=receipt)


def _code(page: Page) -> str:
    """The one code that a camera reads on the screen."""
    (text,) = codes_in(Image.open(BytesIO(page.screenshot(full_page=True))).convert("L"))
    return text
