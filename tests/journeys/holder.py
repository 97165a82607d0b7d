"""A trustee at the own device: makes a key, keeps it in a sealed file and in envelopes, tests it, decrypts with it."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Page

from ballots.keyfile import decode_key_file, open_key
from tests.journeys.witness import Witness, leave


@dataclass(slots=True, kw_only=True)
class Holder:
    """A trustee with the link of the invitation and a folder for the key file; `sheets`: texts of the backup."""

    name: str
    witness: Witness
    invitation: str
    folder: Path
    passphrase: str = field(default_factory=lambda: "سه واژهٔ مهتابی " + secrets.token_hex(8))
    sheets: list[str] = field(default_factory=list)

    @property
    def key_file(self) -> Path:
        """Where the key is kept."""
        return self.folder / f"key-{self.name}.json"

    @property
    def receipt(self) -> Path:
        """Where the board's receipt for the key is kept."""
        return self.folder / f"receipt-{self.name}.txt"

    def private_key(self) -> int:
        """What the file holds."""
        return open_key(decode_key_file(self.key_file.read_bytes()), self.passphrase)

    def make_key(self, *, backup: bool = True) -> None:
        """Make the key, save it, show that the file works; with a backup, write three sheets, any two of which rebuild
        it.
        """
        page = self._come("trustee: invitation")
        page.fill("#passphrase", self.passphrase)
        page.fill("#passphrase-again", self.passphrase)
        page.click("#make-form button")
        page.locator("[data-part=save] h2").wait_for()
        self.witness.look(page, "trustee: save", picture="trustee")
        with page.expect_download() as waiting:
            page.click("#key-files button")
        waiting.value.save_as(self.key_file)
        self.witness.look(page, "trustee: load back")
        self._use_file(page, "load-back")
        self._hear(page, "کلید عمومی شما رسید")
        with page.expect_download() as waiting:
            page.click("#save-receipt")
        waiting.value.save_as(self.receipt)
        if backup:
            self._write_sheets(page)
        leave(page)

    def test_key(self) -> None:
        """Find the own key in the sealed election, after the slips are confirmed."""
        page = self._come("trustee: test")
        self._use_file(page, "test")
        self._hear(page, "کلید شما در انتخابات است")
        leave(page)

    def open_sums(self, head: str) -> None:
        """Let the page check the record against the head that an observer reads, and give this trustee's share."""
        page = self._come("trustee: decrypt")
        page.check("#decrypt-typed")
        page.fill("#decrypt-typed-head", head)
        self.witness.look(page, "trustee: how the ballots ended")
        self._use_file(page, "decrypt")
        self._hear(page, "سهم شما از رمزگشایی رسید")
        leave(page)

    def check_sheet(self, number: int) -> None:
        """Let the keeper of a sheet check it before it is sealed."""
        page = self.witness.visitor()
        page.goto(self.invitation.partition("#")[0] + "/share#" + self.sheets[number - 1])
        page.locator("#share-good").wait_for()
        self.witness.look(page, "trustee: a sheet is checked")
        leave(page)

    def _write_sheets(self, page: Page) -> None:
        page.fill("#holders", "مانا\nبردیا\nسپیده")
        page.fill("#threshold", "2")
        page.click("#backup-form button")
        sheets = page.locator(".share-sheet")
        sheets.first.wait_for()
        rows = (sheet.locator("code").all_inner_texts() for sheet in sheets.all())
        self.sheets = ["".join(texts).replace(" ", "") for texts in rows]
        self.witness.look(page, "trustee: sheets")
        page.click("#sheets-done")
        self._hear(page, "نسخهٔ پشتیبان ساخته شد")

    def _use_file(self, page: Page, form: str) -> None:
        page.set_input_files(f"#{form}", self.key_file)
        page.fill(f"#{form}-passphrase", self.passphrase)
        page.click(f"#{form}-form button.button-large")

    def _come(self, name: str) -> Page:
        page = self.witness.visitor()
        page.goto(self.invitation)
        page.locator("#trustee").wait_for()
        assert "#" not in page.url, "the invitation stayed in the address bar"
        self.witness.look(page, name)
        return page

    def _hear(self, page: Page, said: str) -> None:
        page.locator("#finished-title").get_by_text(said).wait_for()
        self.witness.look(page, f"trustee: {said}")
