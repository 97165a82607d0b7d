"""Whole records of small elections, as a board publishes them after each event; an attack is a change of a file."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from ballots import board
from ballots.binding import bind_decryption
from ballots.board import BoardEvent, Head
from ballots.checkpoint import ACCOUNTING, BINDINGS, Checkpoint
from ballots.checks import Report
from ballots.credential import public_credential
from ballots.elgamal import EncryptedTally
from ballots.note import SIGNATURE, NoteKey, sign_note
from ballots.record import container
from ballots.record.accounting import Accounting
from ballots.record.bindings import OwnedBinding, bindings_hash, encode_bindings
from ballots.record.checkpoints import encode_checkpoints
from ballots.record.keys import RecordKeys
from ballots.record.verify import Wish, verify_path
from ballots.tally import decode_encrypted_tally
from ballots.trustees import decode_partial_decryption
from tests.support.archives import TIMESTAMP, archive, board_events
from tests.support.elections import Marks, SmallElection, question, small_election

BOARD_KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
SLIP_KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(1, 33)))
ORIGIN = "majma.example/elections/K7QM2XPA"
KEY = NoteKey(name=ORIGIN, kind=SIGNATURE, public=BOARD_KEY.public_key())
VOTES: tuple[tuple[int, Marks], ...] = ((0, ((1, 0),)), (1, ((0, 1),)), (2, ((1, 0),)))


@dataclass(frozen=True)
class Publisher:
    """A board and all that is published beside it; `slips` not handed out are those of the last voters."""

    small: SmallElection
    events: tuple[BoardEvent, ...]
    key: Ed25519PrivateKey = BOARD_KEY
    handed_out: int | None = None
    more: Mapping[str, bytes] = field(default_factory=dict)

    def height(self, kind: str) -> int:
        """The height of the last event of a type."""
        return max(event.height for event in self.events if event.type == kind)

    @property
    def last(self) -> int:
        """The height of the last event."""
        return self.events[-1].height

    @cached_property
    def bindings(self) -> tuple[tuple[int, OwnedBinding], ...]:
        """The binding of each decryption, with the height of its event."""
        made = []
        for event in self.events:
            if event.type == board.PARTIAL_DECRYPTION:
                owner, data = board.check_owned(event)
                binding = bind_decryption(
                    self.small.private_keys[owner - 1], self.sums,
                    decode_partial_decryption(data, self.sums, self.small.election.group), self.small.election,
                    self.events[self.height(board.ENCRYPTED_TALLY)].hash, self.small.random,
                )  # fmt: skip
                made.append((event.height, OwnedBinding(owner, binding)))
        return tuple(made)

    @property
    def sums(self) -> EncryptedTally:
        """The encrypted sums."""
        data, _ = board.check_sized_tally(self.events[self.height(board.ENCRYPTED_TALLY)])
        return decode_encrypted_tally(data, self.small.election)

    def bound(self, height: int) -> tuple[OwnedBinding, ...]:
        """The bindings of the decryptions up to a height."""
        return tuple(one for at, one in self.bindings if at <= height)

    @cached_property
    def accounting(self) -> Accounting:
        """Every slip without a ballot is unused, unless `handed_out` says that more were handed out."""
        publics = [public_credential(text, self.small.election.uuid) for text in self.small.credentials]
        voted = {event.data[0] for event in self.events if event.type == board.BALLOT}
        spare = [public for public in publics if not any(f'"{public}"'.encode() in data for data in voted)]
        handed = self.handed_out if self.handed_out is not None else len(publics) - len(spare)
        unused = spare[: len(publics) - handed]
        return Accounting(fingerprint=self.small.election.fingerprint, handed_out=handed, unused=tuple(unused))

    def lines(self, height: int) -> dict[str, str]:
        """What a checkpoint of that height says besides the head."""
        lines = {}
        if any(event.type == board.END_BALLOTS and event.height <= height for event in self.events):
            lines[ACCOUNTING] = self.accounting.hash
        if self.bound(height):
            lines[BINDINGS] = bindings_hash(self.bound(height))
        return lines

    def checkpoint(self, height: int, **changes: object) -> Checkpoint:
        """The checkpoint of a height, a minute later than the one before."""
        said = Checkpoint(
            origin=ORIGIN, head=self.events[height].head, fingerprint=self.small.election.fingerprint,
            time=TIMESTAMP + 60 * height, lines=self.lines(height),
        )  # fmt: skip
        return replace(said, **changes)  # type: ignore[arg-type]

    def note(self, height: int, **changes: object) -> str:
        """The checkpoint of a height, signed."""
        return self.sign(self.checkpoint(height, **changes))

    def sign(self, said: Checkpoint) -> str:
        """Sign a checkpoint."""
        return sign_note(said.to_text(), ORIGIN, self.key).to_text()

    def signed_heights(self, height: int) -> list[int]:
        """The heads that are signed up to a height: those of every event but ballots."""
        return [event.height for event in self.events[: height + 1] if event.type != board.BALLOT]

    def files(self, height: int | None = None) -> dict[str, bytes]:
        """The files of the record up to a height, by name."""
        top = self.last if height is None else height
        notes = [self.note(at) for at in self.signed_heights(top)]
        found = {
            container.README: b"read me\n",
            container.ARCHIVE: archive(self.events[: top + 1]),
            container.BINDINGS: encode_bindings(self.bound(top)) if self.bound(top) else None,
            container.ACCOUNTING: self.accounting.to_bytes() if ACCOUNTING in self.lines(top) else None,
            container.CHECKPOINTS: encode_checkpoints(notes) if notes else None,
            container.KEYS: RecordKeys(board=KEY, slips={1: SLIP_KEY.public_key()}).to_bytes(),
        }
        return {name: data for name, data in found.items() if data is not None} | dict(self.more)

    def record(self, height: int | None = None) -> bytes:
        """The record file up to a height."""
        return container.record_bytes(self.files(height))


def publish(
    votes: Sequence[tuple[int, Marks]] = VOTES, *, voters: int = 5, trustees: int = 2, seed: int = 1
) -> Publisher:
    """A board on which these voters voted, up to the result."""
    small = small_election(question(2, 0, 1), voters=voters, trustees=trustees, seed=seed)
    return Publisher(small, board_events(small, votes))


def put_folder(files: Mapping[str, bytes], folder: Path) -> Path:
    """Write files into a folder, each under its name; nothing else is in it then."""
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.iterdir():
        old.unlink()
    for name, data in files.items():
        (folder / name).write_bytes(data)
    return folder


def changed(files: Mapping[str, bytes], name: str, change: Callable[[bytes], bytes]) -> dict[str, bytes]:
    """The same files, one of them changed."""
    return {**files, name: change(files[name])}


def head_of(publisher: Publisher, kind: str) -> Head:
    """The head after the last event of a type."""
    return publisher.events[publisher.height(kind)].head


def verify_data(data: bytes, folder: Path, wish: Wish | None = None) -> Report:
    """The report on a record file."""
    path = folder / "verified.record.zip"
    path.write_bytes(data)
    return verify_path(path, wish=wish)
