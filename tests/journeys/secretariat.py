"""A secretariat whose people sit each at an own browser: founding, admitting colleagues, acts of two on two screens."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Page

from tests.journeys.office import Office, Person
from tests.journeys.witness import Witness

ASSEMBLY, OTHER = "مجمع نهادهای همیار", "مجمع نهادهای استان البرز"
FOUNDER, SIGNATORY = ("yalda", "یلدا سپهری"), ("laleh", "لاله دشتی")
ADMITTED = {"secretary": ("mehrnoush", "مهرنوش آبان‌زاد", "دبیر"), "returning-officer": ("saman", "سامان دریابیگ", "")}


def _password() -> str:
    return f"سه رود آرام {secrets.token_hex(8)}"


@dataclass(slots=True, kw_only=True)
class Secretariat:
    """Its people and their browsers, by role; `address` is where the program answers."""

    witness: Witness
    address: str
    folder: Path
    people: dict[str, Person] = field(default_factory=dict)
    pages: dict[str, Page] = field(default_factory=dict)

    def office(self, role: str, election: str) -> Office:
        """The browser of a role, at an election."""
        return Office(
            page=self.pages[role], witness=self.witness, address=self.address, election=election,
            second=self.people["signatory"],
        )  # fmt: skip

    def home(self, role: str) -> Page:
        """The start page in the browser of a role."""
        page = self.pages[role]
        page.goto(f"{self.address}/office/")
        self.witness.look(page, f"start page of the {role}")
        return page

    def together(self, first: Office, other: str, *, say: str) -> None:
        """Ask a colleague, who finds it on the start page and confirms it there; the first then goes on."""
        press(first.page, "button[name=ask]")
        self.witness.look(first.page, f"waits: {say}")
        page = self.home(other)
        press(page, "a[href*='/office/waiting/']")
        self.witness.look(page, f"to be confirmed: {say}")
        page.fill("[name=password]", self.people[other].password)
        press(page, "form[action$='/confirm'] button")
        told = page.locator("main > .notice-success").first.inner_text()
        assert say in told, f"{told!r} instead of {say!r}"
        first.page.locator("#waiting-done").wait_for()  # by itself
        press(first.page, "main p.actions a.button")


def press(page: Page, selector: str, *, patience: float = 60_000) -> None:
    """Follow the first such link or press the first such button, and wait for the next page."""
    with page.expect_navigation(timeout=patience):
        page.locator(selector).first.click()


def press_last(page: Page, within: str = "main form") -> None:
    """Press the button at the end of a form."""
    with page.expect_navigation():
        page.locator(f"{within} button:visible").last.click()


def fill(page: Page, **typed: str) -> None:
    """Type into the fields of these names."""
    for name, text in typed.items():
        page.locator(f"main [name={name}]").first.fill(text)


def found(team: Secretariat, link: str) -> None:
    """From the link of the first start to two assemblies and four officers who have passwords of their own."""
    founder = team.pages["administrator"] = team.witness.visitor()
    begin(team, founder, link)
    second = name_second(team, founder)
    join = founder.locator(".tracker code").inner_text()
    team.pages["signatory"] = page = team.witness.visitor()
    page.goto(join)
    team.witness.look(page, "the second person comes in")
    fill(page, password=second.password, again=second.password)
    press_last(page)
    press(founder, "main .actions a.button")  # has the person come in? look again
    found_other(team, founder)
    for role, (username, name, post) in ADMITTED.items():
        admit(team, role, username, name, post)


def begin(team: Secretariat, page: Page, link: str) -> None:
    """The language, the first administrator, the first assembly."""
    own = team.people["administrator"] = Person(username=FOUNDER[0], password=_password())
    page.goto(link)
    team.witness.look(page, "the link of the first start")
    press(page, "main [name=language][value=fa]")
    fill(
        page, person=FOUNDER[1], username=own.username, password=own.password, again=own.password, name_fa=ASSEMBLY,
        address="hamyar",
    )  # fmt: skip
    team.witness.look(page, "the first assembly")
    press(page, "main form .button-large")


def name_second(team: Secretariat, page: Page) -> Person:
    """Name the signatory as the second person of an assembly."""
    username, name = SIGNATORY
    fill(page, person=name, post="رئیس دبیرخانه", username=username)
    page.check("[name=role][value=signatory]")
    press(page, "form[action$='/founding'] button")
    team.witness.look(page, "the second person is named")
    return team.people.setdefault("signatory", Person(username=username, password=_password()))


def found_other(team: Secretariat, page: Page) -> None:
    """A second assembly of the same two people; then back to the first."""
    press(page, "main a[href='/office/assemblies']")
    press(page, "main a[href='/office/assemblies/new']")
    fill(page, name_fa=OTHER, address="alborz")
    page.check("[name=composition][value=provincial]")
    press_last(page)
    name_second(team, page)
    press(page, "main a[href='/office/assemblies']")
    team.witness.look(page, "two assemblies")
    press(page, "form[action$='/1/enter'] button")


def admit(team: Secretariat, role: str, username: str, name: str, post: str) -> None:
    """The administrator and the signatory admit an officer, who then chooses an own password."""
    page, given = team.pages["administrator"], _password()
    own = team.people[role] = Person(username=username, password=_password())
    second = team.people["signatory"]
    page.goto(f"{team.address}/office/")
    press(page, "main a[href='/office/officers']")
    press(page, "main a[href='/office/officers/new']")
    page.check(f"[name=role][value={role}]")
    fill(
        page, name=name, post=post, username=username, password=given, second_name=second.username,
        second_password=second.password,
    )  # fmt: skip
    press_last(page)
    team.pages[role] = page = team.witness.visitor()
    page.goto(f"{team.address}/office/")
    fill(page, username=username, password=given)
    press_last(page)
    fill(page, password=own.password, again=own.password)
    press_last(page)
    assert page.url == f"{team.address}/office/", "who has chosen a password does not come to the work"
    team.witness.look(page, f"the first page of the {role}")
