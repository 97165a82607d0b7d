"""The office's key in an officer's browser: made, opened and used there; nothing of it is sent."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt
from playwright.sync_api import Page, expect
from sqlalchemy import select

from app.models import Trustee
from app.services.count import tally
from app.services.voting.sealed_key import open_sealed
from ballots.trustees import encode_private_key
from tests.support.assemblies import PASSWORD, user_name
from tests.support.server import answering, free_port
from tests.support.visitors import Site, open_site

PASSPHRASE = "سه واژهٔ تازه و بلند"


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    """An election before the freeze, without trustees; served."""
    port = free_port()
    site = open_site(tmp_path, address=f"http://127.0.0.1:{port}")
    site.held.to("reviewing").trustees = 0
    with answering(site.app, port):
        yield site


def come(page: Page, site: Site, name: str, role: str) -> list[str]:
    """Sign in and open a page of the election; what is sent from then on."""
    base = site.app.extensions["installation"].settings.address
    page.goto(f"{base}/office/elections/{site.held.election}")
    page.fill("[name=username]", user_name(site.held.address, role))
    page.fill("[name=password]", PASSWORD)
    page.click("main form button")
    page.goto(f"{base}/office/elections/{site.held.election}/{name}")
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.post_data or ""))
    return sent


def make(page: Page, again: str = PASSPHRASE) -> None:
    page.locator("details.more summary").last.click()
    page.fill("#passphrase", PASSPHRASE)
    page.fill("#again", again)
    page.click("button[value=office-key]")


def sealed(site: Site) -> bytes:
    with site.held.database.reading() as db:
        found = db.scalars(select(Trustee.sealed_key).where(Trustee.sealed_key.is_not(None))).one()
    assert found is not None
    return found


def count(page: Page, site: Site) -> None:
    base = site.app.extensions["installation"].settings.address
    page.goto(f"{base}/office/elections/{site.held.election}/tally")


def open_sums(page: Page, passphrase: str = PASSPHRASE) -> None:
    page.fill("#passphrase", passphrase)
    page.click("button[value=office-key]")


def counted(site: Site) -> bool:
    with site.held.database.reading() as db:
        return tally.stage(db, site.held.election) == "done"


def test_the_key_is_made_and_used_in_the_browser_and_nothing_of_it_is_sent(page: Page, site: Site) -> None:
    sent = come(page, site, "trustees", "secretary")
    make(page, "another one")
    expect(page.locator("#trustee-problem")).to_contain_text("یکسان نیست")
    page.fill("#again", PASSPHRASE)
    page.click("button[value=office-key]")
    expect(page.get_by_text("کلید دبیرخانه ساخته شد")).to_be_visible()
    site.held.to("closed").add_up()
    count(page, site)
    open_sums(page, "not the passphrase")
    expect(page.locator("#trustee-problem")).to_contain_text("عبارت عبور")
    open_sums(page)
    expect(page.get_by_text("سهم خود")).to_be_visible()
    assert counted(site)
    private = open_sealed(sealed(site), PASSPHRASE)
    said = "\n".join(sent)
    assert "decryption" in said
    assert PASSPHRASE not in said
    assert str(private) not in said
    assert f"{private:x}" not in said


def test_a_key_from_before_there_were_key_files_still_opens(page: Page, site: Site) -> None:
    come(page, site, "trustees", "secretary")
    make(page)
    expect(page.locator("#trustee")).to_have_count(0)
    private = open_sealed(sealed(site), PASSPHRASE)
    salt, nonce = bytes(range(16)), bytes(range(12))
    derived = Scrypt(salt=salt, length=32, n=2**15, r=8, p=1).derive(PASSPHRASE.encode())
    earlier = salt + nonce + AESGCM(derived).encrypt(nonce, encode_private_key(private), None)
    with site.held.database.transaction() as db:
        db.scalars(select(Trustee).where(Trustee.sealed_key.is_not(None))).one().sealed_key = earlier
    assert open_sealed(earlier, PASSPHRASE) == private
    site.held.to("closed").add_up()
    count(page, site)
    open_sums(page)
    expect(page.locator("#trustee")).to_have_count(0)
    assert counted(site)
