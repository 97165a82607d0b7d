"""Receipts: one spelling, signed by the board alone, the same for the same ballot, and no word of when."""

import base64

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from ballots.encoding import hash_base64
from ballots.record import receipt
from ballots.record.errors import ReceiptFormatError, ReceiptSignatureError
from ballots.record.receipt import LENGTH, decode_receipt, sign_receipt, verify_receipt

BOARD = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
ELECTION, TRACKER = hash_base64(b"an election"), hash_base64(b"a ballot")
TEXT = sign_receipt(ELECTION, TRACKER, BOARD)

digests = st.binary(min_size=32, max_size=32).map(hash_base64)


@given(digests, digests)
def test_what_was_signed_comes_back(fingerprint: str, tracker: str) -> None:
    text = sign_receipt(fingerprint, tracker, BOARD)
    found = decode_receipt(text)
    verify_receipt(found, BOARD.public_key())
    assert (found.fingerprint, found.tracker, len(text)) == (fingerprint, tracker, LENGTH)
    assert text == sign_receipt(fingerprint, tracker, BOARD)


def test_the_bytes_are_those_of_the_specification() -> None:
    raw = base64.b32decode(TEXT)
    assert len(raw) == 130
    assert raw[:2] == bytes((1, 82))
    assert raw[2:66] == base64.b64decode(ELECTION + "=") + base64.b64decode(TRACKER + "=")
    BOARD.public_key().verify(raw[66:], f"majma|receipt|1|{ELECTION}|{TRACKER}".encode())


@pytest.mark.parametrize("shown", [TEXT.lower(), " ".join(TEXT), f"\u2066{TEXT}\u2069", TEXT[:100] + "\n" + TEXT[100:]])
def test_gaps_and_small_letters_are_forgiven(shown: str) -> None:
    assert decode_receipt(shown) == decode_receipt(TEXT)


@pytest.mark.parametrize(
    "text",
    [
        "", TEXT[:-1], TEXT + "A", TEXT[:-1] + "=", TEXT[:-1] + "1", TEXT[:-1] + "\u0661", "A" * LENGTH,
        base64.b32encode(bytes((2, 82)) + bytes(128)).decode(), base64.b32encode(bytes((1, 1)) + bytes(128)).decode(),
        "A" * 10**6,
    ],
)  # fmt: skip
def test_what_is_no_receipt_is_refused(text: str) -> None:
    with pytest.raises(ReceiptFormatError):
        decode_receipt(text)


@given(st.integers(2 * 8, LENGTH * 5 - 1))
def test_a_receipt_with_any_bit_changed_convicts_nobody(bit: int) -> None:
    raw = bytearray(base64.b32decode(TEXT))
    raw[bit // 8] ^= 1 << bit % 8
    with pytest.raises(ReceiptSignatureError):
        verify_receipt(decode_receipt(base64.b32encode(raw).decode()), BOARD.public_key())


def test_another_boards_receipt_is_refused() -> None:
    other = Ed25519PrivateKey.from_private_bytes(bytes(32))
    with pytest.raises(ReceiptSignatureError):
        verify_receipt(decode_receipt(sign_receipt(ELECTION, TRACKER, other)), BOARD.public_key())


def test_a_signature_over_the_tracker_alone_would_serve_in_another_election(monkeypatch: pytest.MonkeyPatch) -> None:
    """The broken twin: were the election not signed, a receipt could be carried over."""
    monkeypatch.setattr(receipt, "_message", lambda _fingerprint, tracker: tracker.encode())
    raw = base64.b32decode(sign_receipt(ELECTION, TRACKER, BOARD))
    other = base64.b64decode(hash_base64(b"another election") + "=")
    carried = decode_receipt(base64.b32encode(raw[:2] + other + raw[34:]).decode())
    verify_receipt(carried, BOARD.public_key())
    assert carried.fingerprint == hash_base64(b"another election")


@given(st.text(max_size=300))
def test_whatever_is_given_is_a_receipt_or_refused(text: str) -> None:
    try:
        decode_receipt(text)
    except ReceiptFormatError:
        return
