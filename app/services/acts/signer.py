"""The board's key: it signs heads and receipts of every election of an installation."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from ballots.group import Element
from ballots.key_receipt import KeyReceipt, sign_key_receipt
from ballots.note import SIGNATURE, NoteKey
from ballots.record.receipt import sign_receipt


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardSigner:
    """The key that signs heads; `host` stands before the board's path in its name, such as `vote.example:8000`.

    `bundles` gives what a head says of the published pages, as they are when it is asked; "" says nothing.
    """

    host: str
    private: Ed25519PrivateKey
    bundles: Callable[[], str] = field(default=str, compare=False)

    def origin(self, public_id: str) -> str:
        """The name of an election's board."""
        return f"{self.host}/elections/{public_id}"

    def published(self, public_id: str) -> str:
        """The public key of an election's board, as a witness is given it."""
        return str(self.key(public_id))

    def key(self, public_id: str) -> NoteKey:
        """The public key of an election's board."""
        return NoteKey(name=self.origin(public_id), kind=SIGNATURE, public=self.private.public_key())

    def receipt(self, fingerprint: str, tracker: str) -> str:
        """The receipt of a ballot on a board of this installation: the same ballot gets the same."""
        return sign_receipt(fingerprint, tracker, self.private)

    def key_receipt(self, public_id: str, name: str, public_key: Element) -> str:
        """The note that the public key of a trustee was taken, which the trustee keeps: it is final."""
        said = KeyReceipt(origin=self.origin(public_id), name=name, public_key=public_key)
        return sign_key_receipt(said, self.private).to_text()
