"""Small files that people carry between machines: each damage is refused by its own error."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from ballots.backup import encode_share, split_key
from ballots.board import Head
from ballots.checkpoint import BUNDLES, Checkpoint, decode_checkpoint
from ballots.commands import trustee_use
from ballots.custody_errors import CheckpointFormatError, KeyFileError, KeyReceiptOtherError
from ballots.errors import BallotsError
from ballots.group import BELENIOS_2048 as GROUP
from ballots.key_receipt import KeyReceipt, verify_key_receipt
from ballots.keyfile import decode_key_file, open_key
from ballots.slips import Order, decode_order, encode_order
from ballots.trustees import NONCE_SIZE, decode_test, make_public_key
from tests.support.desk import PASSPHRASE, Desk
from tests.support.elections import question, seeded, small_election

ELECTION = small_election(question(2, 0, 1), voters=1, trustees=1).election
KEY = GROUP.generator_power(7)
RECEIPT = KeyReceipt(origin="vote.example/elections/AAAAAAAA", name="سوسن", public_key=KEY)
HASH = "A" * 43


@pytest.mark.parametrize(
    ("factor", "name", "said"),
    [(1, "سوسن", None), (1, None, None), (2, "سوسن", "another key"), (1, "مانا", "the key of سوسن")],
)
def test_a_receipt_is_for_this_key_under_this_name(factor: int, name: str | None, said: str | None) -> None:
    key = GROUP.power(KEY, factor)
    if said is None:
        verify_key_receipt(RECEIPT, key, name)
        return
    with pytest.raises(KeyReceiptOtherError, match=said):
        verify_key_receipt(RECEIPT, key, name)


@pytest.mark.parametrize("nonce", ["0" * (2 * NONCE_SIZE - 1), "G" * 2 * NONCE_SIZE, "A" * 2 * NONCE_SIZE, ""])
def test_the_nonce_of_a_test_is_of_small_hexadecimal_digits(nonce: str) -> None:
    good = "0a" * NONCE_SIZE
    assert decode_test(json.dumps({"nonce": good}, separators=(",", ":")).encode()) == good
    with pytest.raises(BallotsError) as caught:
        decode_test(json.dumps({"nonce": nonce}, separators=(",", ":")).encode())
    assert "hexadecimal" in str(caught.value)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"paper": "A4"}, "says nothing of the paper"), ({"count": 0}, "damaged"), ({"expiry": 2**32}, "damaged"),
        ({"election": "{}"}, "damaged"), ({"election": 7}, "damaged"),
    ],
)  # fmt: skip
def test_a_damaged_order_of_slips_is_refused(change: dict[str, object], said: str) -> None:
    whole = encode_order(Order(election=ELECTION, count=3, expiry=0, paper={"place": "تالار"}))
    assert decode_order(whole).count == 3
    changed = json.dumps(json.loads(whole) | change, separators=(",", ":"), ensure_ascii=False).encode()
    with pytest.raises(BallotsError, match=said) as caught:
        decode_order(changed)
    assert caught.value.code == "slip-file"


def head(**lines: str) -> str:
    return Checkpoint(
        origin="vote.example/elections/AAAAAAAA", head=Head(3, "0" * 64), fingerprint=HASH, time=1, lines=lines
    ).to_text()


SPOILT: tuple[tuple[Callable[[], str], str], ...] = (
    (lambda: head(**{BUNDLES: ":".join([HASH] * 3)}), "four hashes"),
    (lambda: head(**{BUNDLES: "none"}), "four hashes"),
    (lambda: head(bindings=HASH, accounting=HASH), "one spelling"),
    (lambda: head() + f"accounting {HASH}\naccounting {HASH}\n", "one spelling"),
    (lambda: head().replace("AAA=", "AAB="), "one spelling"),
    (lambda: head() + "\n", "not a checkpoint"),
)


@pytest.mark.parametrize(("text", "said"), SPOILT)
def test_a_head_with_a_spoilt_line_is_refused(text: Callable[[], str], said: str) -> None:
    good = head(accounting=HASH, later="1", **{BUNDLES: ":".join([HASH] * 4)})
    assert decode_checkpoint(good).to_text() == good
    with pytest.raises(CheckpointFormatError, match=said):
        decode_checkpoint(text())


def test_a_key_must_stand_under_a_name_that_was_said() -> None:
    with pytest.raises(BallotsError, match="under which name") as caught:
        trustee_use._need_name(trustee_use._own_name(argparse.Namespace(name=None, public=None), KEY))
    assert caught.value.code == "file-error"
    assert trustee_use._need_name("") is None
    assert trustee_use._need_name("سوسن") == "سوسن"


def test_the_name_of_a_key_is_that_of_the_public_half_which_must_be_its_own(tmp_path: Path) -> None:
    public = tmp_path / "public.json"
    public.write_bytes(make_public_key(7, seeded(1), "سوسن").to_bytes() + b"\n")
    for said, name in ((None, "سوسن"), ("مانا", "مانا")):
        assert trustee_use._own_name(argparse.Namespace(name=said, public=public), KEY) == name
    with pytest.raises(KeyFileError) as caught:
        trustee_use._own_name(argparse.Namespace(name=None, public=public), GROUP.power(KEY, 2))
    for key in (KEY, GROUP.power(KEY, 2)):
        assert trustee_use.print_of(key) in str(caught.value)


def test_two_sheets_rebuild_a_key_into_a_file_and_one_sheet_twice_makes_none(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    commitments, shares = split_key(7, 2, 3, seeded(1))
    desk, sheets = Desk(tmp_path, capsys), [encode_share(one) for one in shares]
    desk.path("commitments.json").write_bytes(commitments.to_bytes())
    more = ("--commitments", desk.path("commitments.json"), "--out", desk.path("key"))
    said = desk.run("trustee", "rebuild", sheets[0], sheets[0], *more, status=1, passphrase=True)
    assert said.startswith("share-count") and not desk.path("key").exists()
    assert "from shares 3, 1" in desk.run("trustee", "rebuild", sheets[2], sheets[0], *more, passphrase=True)
    assert open_key(decode_key_file(desk.path("key").read_bytes()), PASSPHRASE) == 7
