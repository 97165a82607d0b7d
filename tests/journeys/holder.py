"""A trustee at the own device: makes a key, keeps it in a file, opens the sums with it later."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Page

from tests.journeys.witness import Witness, leave


@dataclass(frozen=True, slots=True, kw_only=True)
class Holder:
    """A trustee with the link of the invitation and a folder for the key file."""

    witness: Witness
    invitation: str
    folder: Path

    @property
    def key_file(self) -> Path:
        """Where the key is kept."""
        return self.folder / "key.json"

    def make_key(self) -> None:
        """Make the key, save it, show that the file is there."""
        page = self._come("trustee: invitation")
        page.click("#make-key")
        page.locator("[data-part=save] h2").wait_for()
        self.witness.look(page, "trustee: save", picture="trustee")
        with page.expect_download() as waiting:
            page.click("#save-key")
        waiting.value.save_as(self.key_file)
        self.witness.look(page, "trustee: load back")
        page.set_input_files("#load-back", self.key_file)
        self._finish(page, "کلید عمومی شما رسید")

    def open_sums(self) -> None:
        """Give this trustee's share of the decryption."""
        page = self._come("trustee: decrypt")
        page.set_input_files("#decrypt", self.key_file)
        self._finish(page, "رمزگشایی")

    def _come(self, name: str) -> Page:
        page = self.witness.visitor()
        page.goto(self.invitation)
        page.locator("#trustee").wait_for()
        assert "#" not in page.url, "the invitation stayed in the address bar"
        self.witness.look(page, name)
        return page

    def _finish(self, page: Page, said: str) -> None:
        page.locator("#finished-title").wait_for()
        told = page.locator("#finished-title").inner_text()
        assert said in told, told
        self.witness.look(page, f"trustee: {told}")
        leave(page)
