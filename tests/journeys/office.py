"""The secretariat at work: what officers do in their browsers, by the one next act that the page shows them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.journeys.witness import Witness


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """An officer who can sign in."""

    username: str
    password: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """One officer's browser, in one election; `second` confirms what needs two."""

    page: Page
    witness: Witness
    address: str
    election: str
    second: Person

    @property
    def path(self) -> str:
        """The address of the election's page in the office."""
        return f"{self.address}/office/elections/{self.election}"

    def sign_in(self, person: Person) -> None:
        """Come to the election's page as that officer."""
        self.page.goto(self.path)
        self.witness.look(self.page, "sign in")
        self.page.fill("[name=username]", person.username)
        self.page.fill("[name=password]", person.password)
        self.page.click("main form button")
        self.page.wait_for_url(self.path)

    def follow(self, code: str, *, picture: str = "") -> None:
        """Press the button of the act `code` on the election's page: the large one, or that which ends a phase."""
        self.page.goto(self.path)
        self.witness.look(self.page, f"office before {code}", picture=picture)
        self.page.click(f":is(.next-act, .ending) a.button[href$='/{code}']")
        self.page.wait_for_url(f"{self.path}/{code}")

    def press(self, act: str, *, inside: str = "main") -> None:
        """Press the button of an act on the page and wait for the answer."""
        with self.page.expect_navigation():
            self.page.locator(f"{inside} button[name=act][value={act}]").first.click()

    def sign_beside(self) -> None:
        """Let the second officer type name and password."""
        self.page.fill("[name=second_name]", self.second.username)
        self.page.fill("[name=second_password]", self.second.password)

    def confirm(self, name: str, *, say: str) -> None:
        """Let the second officer sign beside, send the form, and hear that it was done."""
        self.witness.look(self.page, name)
        self.sign_beside()
        with self.page.expect_navigation():
            self.page.click("main form .button-large")
        told = self.page.locator("main > .notice-success").first.inner_text()
        assert say in told, f"{name}: {told!r} instead of {say!r}"

    def made(self) -> None:
        """Wait until the page shows that what is made in the background is made."""
        expect(self.page.locator("#job")).to_have_count(0, timeout=400_000)
        self.page.wait_for_load_state()
        assert self.page.locator("main .notice-danger").count() == 0, self.page.locator("main").inner_text()

    def act(self, code: str, *, say: str) -> None:
        """Do an act that changes the phase, with the second officer."""
        self.follow(f"acts/{code}")
        self.confirm(f"act {code}", say=say)

    def download(self, selector: str, folder: Path) -> Path:
        """Press what answers with a file, and keep the file."""
        with self.page.expect_download() as waiting:
            self.page.click(selector)
        path = folder / waiting.value.suggested_filename
        waiting.value.save_as(path)
        return path

    def read(self, selector: str) -> bytes:
        """The document behind a link of the page, which the browser would show beside it."""
        address = self.page.locator(selector).first.get_attribute("href") or ""
        answer = self.page.context.request.get(f"{self.address}{address}")
        assert answer.status == 200, f"{address}: {answer.status}"
        return answer.body()
