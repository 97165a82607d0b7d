"""Good records to start from: the archive of a world and all that stands beside it, to be changed part by part."""

from __future__ import annotations

import hashlib
import io
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from ballots import board
from ballots.ballot import tracker
from ballots.binding import bind_decryption
from ballots.board import BoardEvent
from ballots.checkpoint import ACCOUNTING, BINDINGS, Checkpoint
from ballots.counting.lots import Method, draw, draw_order, order_seed
from ballots.note import SIGNATURE, NoteKey, sign_note
from ballots.record import container
from ballots.record.accounting import Accounting
from ballots.record.bindings import OwnedBinding, bindings_hash, encode_bindings
from ballots.record.checkpoints import encode_checkpoints
from ballots.record.keys import RecordKeys
from ballots.record.lots import Lots, OrderDraw, TieDraw
from ballots.record.receipt import sign_receipt
from ballots.tally import EncryptedTally, decode_encrypted_tally
from ballots.trustees import decode_partial_decryption
from tests.support.archives import TIMESTAMP, Link, archive, chain
from tests.vectors.drafts import LISTED, ORDER_DIGITS, TIE_DIGITS, Draft

ORIGIN = "vote.example/elections/TESTBRD2"
BOARD_KEY = Ed25519PrivateKey.from_private_bytes(hashlib.sha256(b"board").digest())
OTHER_KEY = Ed25519PrivateKey.from_private_bytes(hashlib.sha256(b"another board").digest())
SLIP_KEY = Ed25519PrivateKey.from_private_bytes(hashlib.sha256(b"slips").digest())

KEYS = RecordKeys(
    board=NoteKey(name=ORIGIN, kind=SIGNATURE, public=BOARD_KEY.public_key()), slips={1: SLIP_KEY.public_key()}
)
README_TEXT = b"A record made for tests.\n"

Files = dict[str, bytes]


@dataclass(frozen=True, slots=True, kw_only=True)
class Whole:
    """A board and what can be said beside it, before it is written down."""

    draft: Draft
    events: tuple[BoardEvent, ...]

    @property
    def fingerprint(self) -> str:
        """The election's fingerprint."""
        return self.draft.small.election.fingerprint

    def height(self, event_type: str) -> int | None:
        """The height of the last event of a type."""
        return next((event.height for event in reversed(self.events) if event.type == event_type), None)

    def at(self, event_type: str) -> BoardEvent:
        """The last event of a type, which is there."""
        return next(event for event in reversed(self.events) if event.type == event_type)

    def bindings(self, head: str | None = None, privates: Sequence[int] | None = None) -> tuple[OwnedBinding, ...]:
        """An honest binding of each decryption, of this head, or of another and by other keys."""
        small = self.draft.small
        if self.height(board.ENCRYPTED_TALLY) is None:
            return ()
        tally = self.tally()
        wanted = head or self.at(board.ENCRYPTED_TALLY).hash
        made = []
        for event in (event for event in self.events if event.type == board.PARTIAL_DECRYPTION):
            owner, data = board.check_owned(event)
            part = decode_partial_decryption(data, tally)
            private = (privates or small.private_keys)[owner - 1]
            source = random.Random(f"{self.fingerprint} {wanted} {private}").randbytes  # asked again, the same binding
            made.append(OwnedBinding(owner, bind_decryption(private, tally, part, small.election, wanted, source)))
        return tuple(made)

    def tally(self) -> EncryptedTally:
        """The encrypted tally on the board."""
        return decode_encrypted_tally(self.at(board.ENCRYPTED_TALLY).data[0], self.draft.small.election)

    def accounting(self) -> Accounting:
        """Every credential without a ballot is an unused slip."""
        listed = self.draft.small.public_credentials
        voted = {text for text in listed if any(f'"credential":"{text}"'.encode() in one for one in self.draft.ballots)}
        return Accounting(
            fingerprint=self.fingerprint, handed_out=len(voted),
            unused=tuple(text for text in listed if text not in voted),
        )  # fmt: skip

    def lots(self) -> Lots:
        """The order of the world "lots", and the tie of its first two."""
        drawn = draw(order_seed(ORDER_DIGITS, LISTED), len(LISTED), len(LISTED))
        order = OrderDraw(method=Method.BALLS, digits=ORDER_DIGITS, listed=LISTED, drawn=drawn)
        if self.height(board.RESULT) is None:
            return Lots(seats=1, alternates=1, order=order)
        places = draw_order((0, 1), TIE_DIGITS, self.at(board.ENCRYPTED_TALLY).hash, 1)
        tie = TieDraw(
            method=Method.BALLS, rank=1, tied=(1, 2), digits=TIE_DIGITS, drawn=tuple(place + 1 for place in places)
        )
        return Lots(seats=1, alternates=1, order=order, ties=(tie,))

    def checkpoint(
        self, height: int, bindings: Sequence[OwnedBinding], accounting: Accounting | None, **other: object
    ) -> Checkpoint:
        """The head of a height as it must be signed; `other` are fields that say something else."""
        lines = {}
        end = self.height(board.END_BALLOTS)
        if accounting is not None and end is not None and height >= end:
            lines[ACCOUNTING] = accounting.hash
        bound = sum(event.type == board.PARTIAL_DECRYPTION and event.height <= height for event in self.events)
        if bound and bindings:
            lines[BINDINGS] = bindings_hash(bindings[:bound])
        said = Checkpoint(
            origin=ORIGIN, head=self.events[height].head, fingerprint=self.fingerprint,
            time=TIMESTAMP + 60 * height, lines=lines,
        )  # fmt: skip
        return replace(said, **other)  # type: ignore[arg-type]

    def heights(self) -> list[int]:
        """Every event but ballots is signed at once."""
        return [event.height for event in self.events if event.type != board.BALLOT]

    def receipt(self, number: int = 1, key: Ed25519PrivateKey = BOARD_KEY) -> str:
        """The receipt of a ballot, counted from 1 in the order of the board."""
        return sign_receipt(self.fingerprint, tracker(self.draft.ballot(number)), key)


def whole(draft: Draft, said: Sequence[Link] | None = None) -> Whole:
    """Return the board of a draft, or of other events told by it."""
    return Whole(draft=draft, events=chain(draft.said if said is None else said))


def files(of: Whole, *, lots: bool = False, bound: bool = True, counted: bool = True) -> Files:
    """Return every file of a good record, as far as the board has come."""
    bindings = of.bindings() if bound else ()
    accounting = of.accounting() if counted and of.height(board.END_BALLOTS) is not None else None
    made = {
        container.README: README_TEXT,
        container.ARCHIVE: archive(of.events),
        container.BINDINGS: encode_bindings(bindings) if bindings else None,
        container.ACCOUNTING: accounting.to_bytes() if accounting else None,
        container.CHECKPOINTS: heads_of(of, accounting, bindings),
        container.KEYS: KEYS.to_bytes(),
        container.LOTS: of.lots().to_bytes() if lots else None,
    }
    return {name: data for name, data in made.items() if data is not None}


def heads_of(of: Whole, accounting: Accounting | None, bindings: Sequence[OwnedBinding]) -> bytes:
    """Return checkpoints.txt of a board with this accounting and these bindings."""
    return encode_checkpoints([signed(of.checkpoint(height, bindings, accounting)) for height in of.heights()])


def signed(said: Checkpoint, key: Ed25519PrivateKey = BOARD_KEY) -> str:
    """Return the note of a checkpoint."""
    return sign_note(said.to_text(), said.origin, key).to_text()


def signed_text(text: str, key: Ed25519PrivateKey = BOARD_KEY, name: str = ORIGIN) -> str:
    """Return the note of any text."""
    return sign_note(text, name, key).to_text()


def packed_record(parts: Files) -> bytes:
    """Return the record file of these files, in the order that a record has."""
    out = io.BytesIO()
    container.write_record({name: io.BytesIO(data) for name, data in parts.items()}, out)
    return out.getvalue()


def record(change: Callable[[Whole, Files], Files | None], *, lots: bool = False) -> Callable[[Draft], bytes]:
    """Return what makes the record file of a draft, its files changed."""

    def make(draft: Draft) -> bytes:
        of = whole(draft)
        parts = files(of, lots=lots)
        changed = change(of, parts)
        return packed_record(parts if changed is None else changed)

    return make
