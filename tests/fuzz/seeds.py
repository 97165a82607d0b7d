"""The good inputs that mutations start from, made at run time, and what is known to be true of them."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from ballots import board
from ballots.backup import Commitments, Share, split_key
from ballots.ballot import body_hash, encrypt_body, sign_body
from ballots.board import BoardEvent
from ballots.challenge import SEED_SIZE, Opening, seeded_random
from ballots.checkpoint import Checkpoint
from ballots.container import encode_start
from ballots.credential import derive_secret, public_credential
from ballots.elgamal import EncryptedTally
from ballots.note import COSIGNATURE, SIGNATURE, Note, NoteKey, cosign, sign_note
from ballots.proofs import prove_logarithm
from ballots.slips import Batch, Order, PrintedSlip, SlipsOf, TokenSigner, make_slips
from ballots.tally import decode_encrypted_tally
from ballots.token import Kind, Token, TokenKey, context_of, letter_digest, sign_token
from tests.support.archives import TIMESTAMP, Votes, archive, board_events
from tests.support.elections import Marks, SmallElection, question, seeded, small_election

NOW = TIMESTAMP
ADDRESS = "majma.example"
ORIGIN = f"{ADDRESS}/elections/K7QM2XPA"
TOKEN_KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
BOARD_KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(1, 33)))
WITNESS_KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(2, 34)))
NOTE_KEY = NoteKey(name=ORIGIN, kind=SIGNATURE, public=BOARD_KEY.public_key())
WITNESS = NoteKey(name="observer.example", kind=COSIGNATURE, public=WITNESS_KEY.public_key())
TOKEN_KEYS = {
    7: TokenKey(public=TOKEN_KEY.public_key()), 1000: TokenKey(public=WITNESS_KEY.public_key()),
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """An election, its board, its encrypted tally, and the marks in each ballot on the board."""

    small: SmallElection
    events: tuple[BoardEvent, ...]
    marks: Mapping[bytes, Marks]
    tally: EncryptedTally

    @property
    def ballots(self) -> tuple[bytes, ...]:
        """The ballots on the board."""
        return tuple(self.marks)

    @property
    def credentials(self) -> tuple[str, ...]:
        """The public credentials, in the voters' order."""
        return tuple(public_credential(text, self.small.election.uuid) for text in self.small.credentials)

    def data_of(self, event_type: str) -> bytes:
        """The first data entry of the first event of a type."""
        return data_of(self.events, event_type)

    def prefixes(self) -> tuple[bytes, ...]:
        """The archive after every event, and before the first."""
        return tuple(archive(self.events[:count]) for count in range(len(self.events) + 1))


def data_of(events: Iterable[BoardEvent], event_type: str) -> bytes:
    """Return the first data entry of the first event of a type."""
    return next(event.data[0] for event in events if event.type == event_type)


def world(small: SmallElection, votes: Votes) -> World:
    """Return the world in which these votes are cast."""
    events = board_events(small, votes)
    cast = [event.data[0] for event in events if event.type == board.BALLOT]
    return World(
        small=small,
        events=events,
        marks=dict(zip(cast, (marks for _, marks in votes), strict=True)),
        tally=decode_encrypted_tally(data_of(events, board.ENCRYPTED_TALLY), small.election),
    )


@lru_cache
def worlds() -> tuple[World, ...]:
    """Return the worlds: as small as may be; with blank, weights and two questions; with a vote that is cast again."""
    least = small_election(question(1, 0, 1), voters=1, trustees=1, seed=501)
    rich = small_election(
        question(2, 1, 1, blank=True), question(2, 0, 2), voters=3, trustees=2, weights=(3, 1, 1), seed=502
    )
    again = small_election(question(2, 0, 1), voters=2, trustees=1, seed=503)
    return (
        world(least, [(0, ((1,),))]),
        world(rich, [(0, ((0, 1, 0), (1, 1))), (1, ((1, 0, 0), (0, 1)))]),
        world(again, [(0, ((1, 0),)), (1, ((0, 0),)), (0, ((0, 1),))]),
    )


@lru_cache
def prefixes() -> frozenset[bytes]:
    """Return every archive that a mutation may turn a seed into and that may be accepted."""
    return frozenset(data for one in worlds() for data in one.prefixes()) | {encode_start(TIMESTAMP)}


# --- What people hold -------------------------------------------------------------------------------------


@lru_cache
def tokens() -> tuple[str, ...]:
    """Return genuine tokens: a slip's that counts, an expired one, a letter's, one by another key."""
    here = context_of(worlds()[0].small.election.fingerprint)
    slips = [
        Token(kind=Kind.SLIP, key_id=7, context=here, subject=22, expiry=expiry, digest=letter_digest(b"x"))
        for expiry in (0, NOW + 3600, NOW - 3600)
    ]
    letter = Token(
        kind=Kind.LETTER, key_id=7, context=context_of(ADDRESS), subject=2**64 - 1, expiry=0, digest=letter_digest(b"y")
    )
    other = Token(
        kind=Kind.INVITATION, key_id=1000, context=context_of(ADDRESS), subject=0, expiry=0, digest=letter_digest(b"z")
    )
    return (*(sign_token(one, TOKEN_KEY) for one in (*slips, letter)), sign_token(other, WITNESS_KEY))


@lru_cache
def opening() -> Opening:
    """Return the opening of a ballot of the second world."""
    small = worlds()[1].small
    public = public_credential(small.credentials[0], small.election.uuid)
    choices: Marks = ((0, 0, 1), (0, 1))
    body = encrypt_body(small.election, public, choices, seeded_random(bytes(SEED_SIZE)))
    secret = derive_secret(small.credentials[0], small.election.uuid)
    proof = prove_logarithm(small.election.group, f"sig|{body_hash(body)}|", secret, seeded(504))
    sign_body(body, proof)
    return Opening(seed=bytes(SEED_SIZE), choices=choices, credential=public, signature=proof)


@lru_cache
def notes() -> tuple[Note, ...]:
    """Return a board's checkpoint, and the same with a witness's line under it."""
    events = worlds()[1].events
    checkpoint = Checkpoint(
        origin=ORIGIN, head=events[2].head, fingerprint=worlds()[1].small.election.fingerprint, time=NOW
    )
    plain = sign_note(checkpoint.to_text(), ORIGIN, BOARD_KEY)
    return plain, cosign(plain, WITNESS.name, WITNESS_KEY, NOW + 60)


@lru_cache
def order() -> Order:
    """Return an office's order of slips."""
    paper = {"assembly": "مجمع آزمایشی", "lines": [1, None, True], "address": f"https://{ADDRESS}/"}
    return Order(election=worlds()[1].small.election, count=2, expiry=NOW + 3600, paper=dict(paper))


@lru_cache
def slips() -> tuple[Batch, tuple[PrintedSlip, ...]]:
    """Return what a credential officer makes for that order: the batch, and the printed slips."""
    election = order().election
    signer = TokenSigner(key_id=1000, private=WITNESS_KEY)
    bound = SlipsOf(uuid=election.uuid, fingerprint=election.fingerprint, expiry=order().expiry)
    made = make_slips(bound, (1, 2), signer, seeded(505))
    batch = Batch(
        uuid=election.uuid, fingerprint=election.fingerprint, key_id=1000, key=WITNESS_KEY.public_key(),
        records=tuple(record for _, record in made),
    )  # fmt: skip
    return batch, tuple(slip for slip, _ in made)


@lru_cache
def backup() -> tuple[Commitments, tuple[Share, ...]]:
    """Return commitments and shares of a trustee's key, two of three."""
    return split_key(worlds()[0].small.private_keys[0], 2, 3, seeded(506))


def source(data: bytes) -> io.BytesIO:
    """Return bytes as an open file."""
    return io.BytesIO(data)
