"""Backup sheets in the browser: tested before they are sealed, and opened when a trustee is absent."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from ballots.backup import Share, encode_share, split_key, verify_share_proof
from ballots.board import BoardEvent
from ballots.hand_in import decode_hand_in, verify_hand_in
from ballots.keyfile import public_key_print
from ballots.short import WHOLE, Kind, short
from ballots.tally import decode_encrypted_tally
from tests.booth.office import Office, type_head
from tests.support.custody import Board, cast, closing, two_trustees
from tests.support.elections import seeded

PRIVATE = two_trustees().private_keys[0]
COMMITMENTS, SHARES = split_key(PRIVATE, 2, 3, seeded(8))


@pytest.fixture
def shares(office: Office) -> tuple[Share, ...]:
    """A backup that the office knows the commitments of."""
    office.heard.append(("backup", {"commitments": COMMITMENTS.to_bytes().decode()}))
    return SHARES


def check_share(page: Page, office: Office, text: str) -> None:
    page.goto("about:blank")
    page.goto(f"{office.address.rpartition('/')[0]}/share-page#{text}")


def test_a_share_is_checked_before_it_is_sealed(page: Page, office: Office, shares: tuple[Share, ...]) -> None:
    check_share(page, office, encode_share(shares[1]))
    expect(page.locator("#share-good")).to_contain_text("برگهٔ شمارهٔ ۲ سالم است")
    assert "#" not in page.url
    assert verify_share_proof(office.posted("sheet", "proof").encode(), COMMITMENTS) == 2
    assert str(shares[1].value) not in str(office.heard)
    seen = [page.locator(f"#seen-0-{number}").is_visible() for number in (1, 2, 3)]
    assert seen == [False, True, True]  # the third was tested before


def test_the_office_names_a_spoiled_and_a_swapped_sheet_by_its_number(
    page: Page, office: Office, shares: tuple[Share, ...]
) -> None:
    page.goto(office.address.replace("key-page", "rebuild-page"))
    _, foreign = split_key(778, 2, 3, seeded(8))
    wrong = replace(shares[0], value=shares[0].value + 1)
    for given, said in ((foreign[2], "برگهٔ شمارهٔ ۳ مربوط به کلید دیگری"), (wrong, "برگهٔ شمارهٔ ۱ نادرست است")):
        page.locator("#share-text").fill(encode_share(given))
        page.locator("#share-form button").click()
        expect(page.locator("#trustee-problem")).to_contain_text(said)
    expect(page.locator("#finish")).to_be_hidden()


def test_a_decryption_by_a_key_rebuilt_elsewhere_is_handed_in_with_the_numbers_of_its_sheets(
    page: Page, office: Office, tmp_path: Path
) -> None:
    text = '{"kind":"majma decryption","binding":{}}'
    (tmp_path / "decryption.json").write_text(text)
    page.goto(office.address.replace("key-page", "rebuild-page"))
    page.locator("#trustee details summary").click()
    page.locator("#decryption").set_input_files(tmp_path / "decryption.json")
    page.locator("#numbers").fill("۳، ۱")
    page.locator("#hand_name").fill("secretary")
    page.locator("#hand_password").fill("a password")
    page.locator("#hand-form button").click()
    page.wait_for_url("**/key-page")
    assert office.posted("rebuilt", "hand_in") == text
    assert office.posted("rebuilt", "shares") == "3 1"


# The rebuilt key decrypts under the rules of every key

SMALL = two_trustees()
BOX: Board = cast(SMALL)
TRUE, WITHOUT = BOX.events(range(4)), BOX.events((0, 2, 3))


def rebuild(page: Page, office: Office, events: tuple[BoardEvent, ...], head: str) -> None:
    """Open two envelopes before a record, and say how the ballots ended."""
    office.show(events)
    page.goto(office.address.replace("key-page", "rebuild-page"))
    for share in (SHARES[0], SHARES[2]):
        page.locator("#share-text").fill(encode_share(share))
        page.locator("#share-form button").click()
    page.locator("#finish").wait_for()
    type_head(page, head, "rebuilt")
    page.locator("#second_name").fill("secretary")
    page.locator("#second_password").fill("a password")
    page.locator("#finish-form button.button-large").click()


def head_of(events: tuple[BoardEvent, ...]) -> str:
    return short(Kind.HEAD, closing(events).hash, WHOLE)


def test_a_rebuilt_key_decrypts_the_checked_sums_and_names_its_sheets(
    page: Page, office: Office, shares: tuple[Share, ...]
) -> None:
    rebuild(page, office, TRUE, head_of(TRUE))
    page.wait_for_url("**/key-page")
    made = decode_hand_in(office.posted("rebuilt", "hand_in").encode())
    sums = decode_encrypted_tally(TRUE[-1].data[0], SMALL.election)
    verify_hand_in(made, SMALL.keys[0], sums, SMALL.election, TRUE[-1].hash)
    assert office.posted("rebuilt", "shares") == "1 3"
    name = f"majma-key-{public_key_print(str(SMALL.keys[0].public_key))}"
    assert TRUE[-1].hash in page.evaluate("(name) => localStorage.getItem(name)", name)


def test_a_rebuilt_key_decrypts_no_board_that_the_others_did_not_see(
    page: Page, office: Office, shares: tuple[Share, ...]
) -> None:
    rebuild(page, office, WITHOUT, head_of(TRUE))
    expect(page.locator("#trustee-problem")).to_contain_text("یکی نیست")
    rebuild(page, office, TRUE, head_of(TRUE))
    page.wait_for_url("**/key-page")
    rebuild(page, office, WITHOUT, head_of(WITHOUT))
    expect(page.locator("#trustee-problem")).to_contain_text("جمع دومی را رمزگشایی نمی‌کند")
    assert office.acts.count("rebuilt") == 1


def test_commitments_that_would_give_the_key_away_are_refused(page: Page, office: Office) -> None:
    """P11: "2 of 3" whose polynomial is constant; each envelope would hold the key itself."""
    public = SMALL.keys[0].public_key
    constant = replace(SHARES[0], value=PRIVATE)
    for data in (f'{{"commitments":["{public}","1"]}}', f'{{"commitments":["{public}"]}}'):
        office.heard.append(("backup", {"commitments": data}))
        check_share(page, office, encode_share(constant))
        expect(page.locator("#trustee-problem")).to_be_visible()
    assert "sheet" not in office.acts


def test_a_slip_of_the_pen_a_foreign_and_a_wrong_share_are_told_apart(
    page: Page, office: Office, shares: tuple[Share, ...]
) -> None:
    text = encode_share(shares[0])
    _, foreign = split_key(778, 2, 3, seeded(8))
    wrong = replace(shares[0], value=shares[0].value + 1)
    mistyped = text[:20] + ("A" if text[20] != "A" else "B") + text[21:]
    for given, said in (
        (mistyped, "سطر ۲"), (encode_share(foreign[0]), "کلید دیگری"), (encode_share(wrong), "نادرست"),
        ("سلام", "پنج سطر"),
    ):  # fmt: skip
        check_share(page, office, given)
        expect(page.locator("#trustee-problem")).to_contain_text(said)
