"""Key receipts: the board's signed word that it took a trustee's public key. SPEC: test of a kept key.

The first key is final; whoever finds another in its place later has the proof that the office took this one.
"""

import re
from dataclasses import dataclass
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from ballots.custody_errors import KeyReceiptError, KeyReceiptOtherError
from ballots.group import BELENIOS_2048, Element, Group
from ballots.note import Note, NoteKey, decode_note, sign_note, verify_note

_SAYS: Final = "trustee key"
_TEXT = re.compile(rf"([^\s+]{{1,200}})\n{_SAYS}\n([^\n]{{0,1000}})\n([0-9]{{1,617}})\n")


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyReceipt:
    """`origin` names the board (`<host>/elections/<id>`); `public_key` was taken for the trustee of this name."""

    origin: str
    name: str
    public_key: Element

    def to_text(self) -> str:
        """Return the text that is signed."""
        return f"{self.origin}\n{_SAYS}\n{self.name}\n{BELENIOS_2048.encode_element(self.public_key)}\n"


def sign_key_receipt(receipt: KeyReceipt, private: Ed25519PrivateKey) -> Note:
    """Return the receipt, signed by the board's key under the origin's name. Raises NoteFormatError."""
    return sign_note(receipt.to_text(), receipt.origin, private)


def open_key_receipt(text: str, board: NoteKey, group: Group = BELENIOS_2048) -> KeyReceipt:
    """Return what a receipt says, signed by the board's own key.

    Raises NoteFormatError, NoteSignatureError, KeyReceiptError for what is no receipt, or another board's; or an error
    of the group.
    """
    note = decode_note(text)
    verify_note(note, board)
    found = _TEXT.fullmatch(note.text)
    if found is None or found[1] != board.name:
        raise KeyReceiptError("the note is not a key receipt of this board")
    return KeyReceipt(origin=found[1], name=found[2], public_key=group.decode_element(found[3]))


def verify_key_receipt(receipt: KeyReceipt, public_key: Element, name: str | None) -> None:
    """Raise KeyReceiptOtherError unless the receipt is for this key, under this name where one is given."""
    if receipt.public_key != public_key:
        raise KeyReceiptOtherError("the receipt is for another key than the one in the file")
    if name is not None and receipt.name != name:
        raise KeyReceiptOtherError(f"the receipt is for the key of {receipt.name}")
