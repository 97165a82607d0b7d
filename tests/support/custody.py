"""A trustee's tool in memory: a key that remembers, records to show it, and what an office that cheats would show.

`Tool` makes the checks and writes of the command in its order, so that an attempt to get a vote out of it is one call.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from ballots import board
from ballots.board import BoardEvent, Head
from ballots.closing_head import ClosingHead, closing_head_text, read_closing_head
from ballots.custody import WitnessedHead, check_setup, check_tally
from ballots.group import Random
from ballots.hand_in import HandIn, HeadSource, make_hand_in
from ballots.keyfile import KeyFile, seal_key, use_key
from ballots.record.source import Record
from ballots.trustees import make_public_key
from tests.support.archives import archive
from tests.support.elections import Marks, SmallElection, question, seeded, small_election

OWN, OTHER = "هما راستین", "مانا شریفی‌پور"
PASSPHRASE = "a passphrase for tests"
VOTES: tuple[tuple[int, Marks], ...] = ((0, ((1, 0),)), (1, ((0, 1),)), (2, ((1, 0),)), (3, ((1, 0),)))


def two_trustees(*, seed: int = 1, voters: int = 8) -> SmallElection:
    """An election of two named trustees; the first is whose tool is tried."""
    small = small_election(question(2, 0, 1), voters=voters, trustees=2, seed=seed)
    return with_keys(small, small.private_keys)


def with_keys(small: SmallElection, private_keys: Sequence[int], names: Sequence[str] = (OWN, OTHER)) -> SmallElection:
    """The same election under these keys, whose proofs and names are made anew."""
    keys = tuple(make_public_key(one, small.random, name) for one, name in zip(private_keys, names, strict=True))
    group = small.election.group
    election = replace(small.election, public_key=group.product(key.public_key for key in keys))
    return replace(small, election=election, private_keys=tuple(private_keys), keys=keys)


@dataclass(slots=True, kw_only=True)
class Board:
    """An election's set-up and the bytes of each voter's ballot: what whoever writes the events can make of them."""

    small: SmallElection
    ballots: dict[int, bytes]

    def events(self, voters: Iterable[int]) -> tuple[BoardEvent, ...]:
        """A board without fault up to the sums, with the ballots of these voters in this order."""
        small = self.small
        made = [board.setup_event(small.election.to_bytes(), small.trustees_bytes, small.credentials_bytes)]
        data = [self.ballots[voter] for voter in voters]
        for one in data:
            made.append(board.ballot_event(made[-1].head, one))
        made.append(board.end_ballots_event(made[-1].head))
        sums = small.tally(data).to_bytes(small.election.group)
        return (*made, board.encrypted_tally_event(made[-1].head, sums, len(data), len(data)))


def cast(small: SmallElection, votes: Iterable[tuple[int, Marks]] = VOTES) -> Board:
    """Let these voters vote."""
    return Board(small=small, ballots={voter: small.ballot(voter, marks) for voter, marks in votes})


def record_of(events: Iterable[BoardEvent]) -> Record:
    """The archive of these events as a record that a tool reads."""
    return Record(archive=io.BytesIO(archive(events)), files={})


def closing(events: Sequence[BoardEvent]) -> Head:
    """The closing head of a board."""
    return next(event.head for event in events if event.type == board.END_BALLOTS)


def seen(small: SmallElection, events: Sequence[BoardEvent]) -> ClosingHead:
    """What an observer's device shows of the board that everybody saw."""
    return read_closing_head(closing_head_text(small.election.uuid, closing(events)))


def version_1(private: int, passphrase: str) -> KeyFile:
    """A key file as it was made before files remembered: the print alone is sealed over."""
    old = replace(seal_key(private, passphrase, seeded(2)), version=1)
    key = Scrypt(salt=old.salt, length=32, n=2**15, r=8, p=1).derive(passphrase.encode())
    return replace(old, sealed=AESGCM(key).encrypt(old.nonce, private.to_bytes(32, "big"), old.key_print.encode()))


@dataclass(slots=True, kw_only=True)
class Tool:
    """A trustee's own program and key file, as the command uses them."""

    private: int
    file: KeyFile
    name: str | None = OWN
    random: Random = field(default_factory=lambda: seeded(9))

    @classmethod
    def with_key(cls, private: int) -> Tool:
        """A tool with a key file that has never been used, such as a rebuilt one."""
        return cls(private=private, file=seal_key(private, PASSPHRASE, seeded(7)))

    @property
    def public_key(self) -> int:
        """The public half."""
        return make_public_key(self.private, seeded(8)).public_key

    def test(self, events: Iterable[BoardEvent]) -> None:
        """Find the own key in the sealed set-up, and remember the election."""
        election, _ = check_setup(record_of(events), self.public_key, self.name)
        self._use(election.fingerprint)

    def decrypt(self, events: Iterable[BoardEvent], given: ClosingHead | WitnessedHead | None) -> HandIn:
        """Check the record, remember the tally, then decrypt it; `given` None is the office's word."""
        checked = check_tally(record_of(events), self.public_key, given, self.name)
        self._use(checked.election.fingerprint, checked.head)
        source = HeadSource.OFFICE if given is None else HeadSource.OBSERVER
        return make_hand_in(self.private, checked.tally, checked.election, checked.head, source, self.random)

    def _use(self, election: str, head: str | None = None) -> None:
        election, head = use_key(self.file, election, head)
        self.file = seal_key(self.private, PASSPHRASE, seeded(7), election=election, head=head)
