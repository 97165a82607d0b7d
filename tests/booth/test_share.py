"""Backup shares in the browser: checked before they are sealed, and opened when a trustee is absent."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from ballots.backup import Share, encode_share, split_key
from tests.booth.office import Office
from tests.support.elections import seeded


@pytest.fixture
def shares(office: Office) -> tuple[Share, ...]:
    """A backup that the office knows the commitments of."""
    commitments, shares = split_key(777, 2, 3, seeded(8))
    office.heard.append(("backup", {"commitments": commitments.to_bytes().decode()}))
    return shares


def check_share(page: Page, office: Office, text: str) -> None:
    page.goto("about:blank")
    page.goto(f"{office.address.rpartition('/')[0]}/share-page#{text}")


def test_a_share_is_checked_before_it_is_sealed(page: Page, office: Office, shares: tuple[Share, ...]) -> None:
    check_share(page, office, encode_share(shares[1]))
    expect(page.locator("#share-good")).to_contain_text("سهم شمارهٔ ۲ درست است")
    assert "#" not in page.url


def test_the_office_names_a_spoiled_and_a_swapped_sheet_by_its_number(
    page: Page, office: Office, shares: tuple[Share, ...]
) -> None:
    page.goto(office.address.replace("key-page", "rebuild-page"))
    _, foreign = split_key(778, 2, 3, seeded(8))
    wrong = replace(shares[0], value=shares[0].value + 1)
    for given, said in ((foreign[2], "سهم شمارهٔ ۳ از آنِ کلیدی دیگر"), (wrong, "سهم شمارهٔ ۱ نادرست است")):
        page.locator("#share-text").fill(encode_share(given))
        page.locator("#share-form button").click()
        expect(page.locator("#rebuild-problem")).to_contain_text(said)
    expect(page.locator("#finish")).to_be_hidden()


def test_a_decryption_by_a_key_rebuilt_elsewhere_is_handed_in_with_the_numbers_of_its_sheets(
    page: Page, office: Office, tmp_path: Path
) -> None:
    text = '{"decryption_factors":[],"decryption_proofs":[]}'
    (tmp_path / "decryption.json").write_text(text)
    page.goto(office.address.replace("key-page", "rebuild-page"))
    page.locator("#rebuild details summary").click()
    page.locator("#decryption").set_input_files(tmp_path / "decryption.json")
    page.locator("#numbers").fill("۳، ۱")
    page.locator("#hand_name").fill("secretary")
    page.locator("#hand_password").fill("a password")
    page.locator("#hand-form button").click()
    page.wait_for_url("**/key-page")
    assert office.posted("rebuilt", "decryption") == text
    assert office.posted("rebuilt", "shares") == "3 1"


def test_a_slip_of_the_pen_a_foreign_and_a_wrong_share_are_told_apart(
    page: Page, office: Office, shares: tuple[Share, ...]
) -> None:
    text = encode_share(shares[0])
    _, foreign = split_key(778, 2, 3, seeded(8))
    wrong = replace(shares[0], value=shares[0].value + 1)
    mistyped = text[:20] + ("A" if text[20] != "A" else "B") + text[21:]
    for given, said in (
        (mistyped, "سطر ۲"), (encode_share(foreign[0]), "کلیدی دیگر"), (encode_share(wrong), "نادرست"),
        ("سلام", "پنج سطر"),
    ):  # fmt: skip
        check_share(page, office, given)
        expect(page.locator("#share-problem")).to_contain_text(said)
