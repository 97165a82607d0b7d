"""An institution makes its account and comes back: in a real browser with a passkey device, or without scripts."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pytest
from playwright.sync_api import Browser, CDPSession, Page, expect

from tests.support.accounts import WORD, cheap_passwords, invite
from tests.support.browser import open_browser
from tests.support.server import answering, free_port
from tests.support.visitors import Site, open_site

DEVICE = {
    "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
    "isUserVerified": True, "automaticPresenceSimulation": True,
}  # fmt: skip
PASSKEY = "form[data-passkey] button"


@dataclass(frozen=True, slots=True)
class Served:
    """An application that a browser reaches at `address`."""

    site: Site
    address: str


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with open_browser() as running:
        yield running


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The application at a name, as passkeys need one; each test invites an institution of its own."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    port = free_port()
    address = f"http://localhost:{port}"
    with cheap_passwords():
        site = open_site(tmp_path_factory.mktemp("accounts"), address=address)
        with answering(site.app, port):
            yield Served(site, address)


@contextmanager
def at_home(browser: Browser, **options: Any) -> Iterator[Page]:
    """A page in a browser of one's own that must not complain."""
    context = browser.new_context(**options)
    page = context.new_page()
    page.set_default_timeout(10_000)
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    yield page
    context.close()
    assert faults == []


def plug(page: Page, **lies: object) -> tuple[CDPSession, str]:
    """A device that answers by itself; the session that governs it, and its id."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    found = session.send("WebAuthn.addVirtualAuthenticator", {"options": {**DEVICE, **lies}})
    return session, found["authenticatorId"]


def test_a_passkey_makes_the_account_opens_it_again_and_a_copy_of_it_does_not(browser: Browser, served: Served) -> None:
    with at_home(browser) as page:
        session, device = plug(page)
        page.goto(served.address + invite(served.site))
        page.fill("#username", "نیکان")
        page.click(PASSKEY)
        expect(page.locator("form[data-passkey] [data-problem]")).to_contain_text("لاتین")
        page.fill("#username", "nikan")
        page.click(PASSKEY)
        page.wait_for_url(served.address + "/own")
        page.click(".sign-out button")
        page.goto(served.address + "/own/account")
        assert page.url == served.address + "/own/sign-in"
        copied = session.send("WebAuthn.getCredentials", {"authenticatorId": device})["credentials"][0]
        page.click(PASSKEY)
        page.wait_for_url(served.address + "/own/account")
        session.send("WebAuthn.clearCredentials", {"authenticatorId": device})
        session.send("WebAuthn.addCredential", {"authenticatorId": device, "credential": copied})
        page.click(".sign-out button")
        page.goto(served.address + "/own/sign-in")
        page.click(PASSKEY)
        expect(page.locator(".error-summary")).to_be_visible()


def test_who_cancels_is_told_and_can_use_a_password(browser: Browser, served: Served) -> None:
    with at_home(browser) as page:
        plug(page, hasUserVerification=False, hasResidentKey=False, isUserVerified=False)
        page.goto(served.address + invite(served.site, 1))
        page.click(PASSKEY)
        expect(page.locator("form[data-passkey] [data-problem]")).not_to_be_empty()
        page.fill("#password", WORD)
        page.fill("#again", WORD)
        page.click("#by-password button")
        page.wait_for_url(served.address + "/own")


def test_at_another_address_of_the_same_server_no_passkey_is_offered(browser: Browser, served: Served) -> None:
    with at_home(browser) as page:
        page.goto(served.address.replace("localhost", "127.0.0.1") + "/own/sign-in")
        expect(page.locator("[data-passkey-way]")).to_be_hidden()


def test_without_scripts_the_password_does_all(browser: Browser, served: Served) -> None:
    with at_home(browser, java_script_enabled=False) as page:
        page.goto(served.address + invite(served.site, 2))
        expect(page.locator("[data-passkey-way]")).to_be_hidden()
        page.fill("#password", WORD)
        page.fill("#again", WORD)
        name = page.input_value("#username")
        page.click("#by-password button")
        assert page.url == served.address + "/own"
        page.click(".sign-out button")
        page.goto(served.address)
        page.click("a[href='/own/sign-in']")
        page.fill("#username", name)
        page.fill("#password", WORD)
        page.click("main form:not([data-passkey]) button")
        assert page.url == served.address + "/own"
