"""Receipts: the board's signature that it holds a ballot; they convict a record that lacks it. SPEC: receipts."""

import base64
import re
from dataclasses import dataclass
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from ballots.ed25519 import verify_signature
from ballots.errors import TokenError
from ballots.record.errors import ReceiptFormatError, ReceiptSignatureError

LENGTH: Final = 208

_VERSION, _KIND = 1, 82
_DIGEST: Final = 32
_TEXT = re.compile(f"[A-Z2-7]{{{LENGTH}}}")
_SPACING = re.compile("[\\s\\-\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """What the board signed: the fingerprint of an election and the tracker of a ballot, both b64."""

    fingerprint: str
    tracker: str
    signature: bytes

    @property
    def message(self) -> bytes:
        """The bytes that are signed."""
        return _message(self.fingerprint, self.tracker)


def sign_receipt(fingerprint: str, tracker: str, board_key: Ed25519PrivateKey) -> str:
    """Return the 208 characters of a receipt; the same ballot always gets the same."""
    signature = board_key.sign(_message(fingerprint, tracker))
    raw = bytes((_VERSION, _KIND)) + _digest(fingerprint) + _digest(tracker) + signature
    return base64.b32encode(raw).decode()


def decode_receipt(text: str) -> Receipt:
    """Return what a receipt says, its signature **not yet** checked; gaps and lower case are forgiven.

    Raises ReceiptFormatError.
    """
    compact = _SPACING.sub("", text) if len(text) <= 4 * LENGTH else ""
    plain = compact.upper() if compact.isascii() else ""
    if not _TEXT.fullmatch(plain):
        raise ReceiptFormatError(f"a receipt has {LENGTH} characters A to Z and 2 to 7")
    raw = base64.b32decode(plain)
    if raw[:2] != bytes((_VERSION, _KIND)):
        raise ReceiptFormatError("the code is no receipt, or one of an unknown version")
    fingerprint, tracker = raw[2 : 2 + _DIGEST], raw[2 + _DIGEST : 2 + 2 * _DIGEST]
    return Receipt(fingerprint=_text(fingerprint), tracker=_text(tracker), signature=raw[2 + 2 * _DIGEST :])


def verify_receipt(receipt: Receipt, board_key: Ed25519PublicKey) -> None:
    """Raise ReceiptSignatureError unless the board's key signed it."""
    try:
        verify_signature(board_key, receipt.signature, receipt.message)
    except TokenError as error:
        raise ReceiptSignatureError("the receipt is not signed by the board's key") from error


def _message(fingerprint: str, tracker: str) -> bytes:
    return f"majma|receipt|1|{fingerprint}|{tracker}".encode()


def _digest(text: str) -> bytes:
    return base64.b64decode(text + "=")


def _text(digest: bytes) -> str:
    return base64.b64encode(digest).decode().rstrip("=")
