"""Slips: making credentials and tokens for paper, sealing the setup, telling good slips from others.

The private half of a credential exists only in what `print_slips` returns, or on a credential officer's laptop.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from app.models import BallotIndex, Delegate, Election, Slip, SlipBatch
from app.services import board, journal, trustee
from app.services.act import Act, Refused, need_two
from app.services.election import find, need_phase
from ballots import credential, token
from ballots.board import setup_event
from ballots.ed25519 import load_public_key
from ballots.election import decode_election
from ballots.errors import BallotsError, TokenExpiredError, TokenForeignError, TokenKindError
from ballots.slips import (
    MAX_SLIPS,
    Order,
    PrintedSlip,
    SlipRecord,
    TokenSigner,
    decode_batch,
    decode_papers,
    encode_order,
    make_slips,
    normalise_serial,
)
from ballots.trustees import encode_trustees

LIFETIME = timedelta(days=30)
MOST = MAX_SLIPS
_REFUSALS: dict[type[BallotsError], str] = {
    TokenExpiredError: "slip-expired",
    TokenForeignError: "slip-foreign",
    TokenKindError: "slip-foreign",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class SlipCounts:
    """Slips of an election: printed, void, spoiled; whether the setup is sealed; which printing it is."""

    printed: int
    void: int
    spoiled: int
    sealed: bool
    printing: int


def print_slips(
    db: Session, act: Act, public_id: str, count: int, *, key_id: int, key: Ed25519PrivateKey, anew: bool = True
) -> tuple[PrintedSlip, ...]:
    """Make `count` slips in random order; an earlier printing becomes waste paper, which `anew` says is meant.

    Refused: phase-wrong, slips-sealed, slips-printed, slips-too-few (fewer than the delegates on the roll),
    slips-too-many (over three for each delegate and fifty more).
    """
    election = _printable(db, public_id, count)
    if not anew and db.get(SlipBatch, election.id) is not None:
        raise Refused("slips-printed")
    made = make_slips(election.uuid, [1] * count, TokenSigner(key_id=key_id, private=key), _expiry(act), act.random)
    batch = _store(db, election, [record for _, record in made])
    batch.key_id = batch.key = None
    journal.record(db, act, journal.Kind.SLIPS_PRINTED, election=election, count=count, printing=batch.printing)
    return tuple(slip for slip, _ in made)


def order_slips(db: Session, act: Act, public_id: str, count: int, paper: dict[str, Any]) -> bytes:
    """The order for a credential officer who makes the slips on another laptop; `paper` is what printing needs.

    Refused: phase-wrong, slips-sealed, slips-too-few, slips-too-many.
    """
    election = _printable(db, public_id, count)
    definition = decode_election(election.definition or b"")
    journal.record(db, act, journal.Kind.SLIPS_ORDERED, election=election, count=count)
    return encode_order(Order(election=definition, count=count, expiry=_expiry(act), paper=paper))


def take_slips(db: Session, act: Act, public_id: str, data: bytes, *, own_keys: Collection[int]) -> SlipCounts:
    """Take the public halves that a credential officer made; an earlier printing becomes waste paper.

    `own_keys` are the ids of the installation's token keys, which a batch may not name.
    Refused: slips-invalid, slips-secret, slips-foreign, phase-wrong, slips-sealed, slips-too-few, slips-too-many.
    """
    try:
        found = decode_batch(data)
    except BallotsError as error:
        raise Refused("slips-secret" if _holds_secrets(data) else "slips-invalid", reason=error.code) from error
    election = _printable(db, public_id, len(found.records))
    if (found.uuid, found.fingerprint) != (election.uuid, election.fingerprint):
        raise Refused("slips-foreign")
    if found.key_id in own_keys:
        raise Refused("slips-invalid")
    batch = _store(db, election, found.records)
    batch.key_id, batch.key = found.key_id, found.key.public_bytes_raw()
    digest = hashlib.sha256(data).hexdigest()
    journal.record(
        db, act, journal.Kind.SLIPS_TAKEN, election=election, count=len(found.records), printing=batch.printing,
        sha256=digest,
    )  # fmt: skip
    return counts(db, public_id)


def _holds_secrets(data: bytes) -> bool:
    """Whether these are the papers, which were to stay with the credential officer."""
    try:
        decode_papers(data)
    except BallotsError:
        return False
    return True


def _printable(db: Session, public_id: str, count: int) -> Election:
    election = find(db, public_id, lock=True)
    need_phase(election, "frozen")
    batch = db.get(SlipBatch, election.id)
    if batch is not None and batch.sealed:
        raise Refused("slips-sealed")
    enrolled = db.scalar(select(func.count()).where(Delegate.session_id == election.session_id)) or 0
    if count < max(1, enrolled):
        raise Refused("slips-too-few", least=max(1, enrolled))
    if count > min(MOST, most_slips(enrolled)):
        raise Refused("slips-too-many", most=min(MOST, most_slips(enrolled)))
    return election


def _store(db: Session, election: Election, records: Sequence[SlipRecord]) -> SlipBatch:
    """Put the public halves in the place of those of an earlier printing."""
    db.execute(delete(Slip).where(Slip.election_id == election.id))
    db.add_all(
        Slip(serial=one.serial, election_id=election.id, credential=credential_digest(one.credential), state="good")
        for one in records
    )
    election.credentials = credential.encode_public_credentials((one.credential, one.weight) for one in records)
    batch = db.get(SlipBatch, election.id)
    if batch is None:
        batch = SlipBatch(election_id=election.id, printing=0, sealed=False)
        db.add(batch)
    batch.printed, batch.printing = len(records), batch.printing + 1
    db.flush()
    return batch


def _expiry(act: Act) -> int:
    return int((act.now + LIFETIME).timestamp())


def most_slips(enrolled: int) -> int:
    """How many slips may be printed for a roll: a slipped digit must not keep the printer busy for hours."""
    return 3 * enrolled + 50


def seal_setup(db: Session, act: Act, public_id: str) -> SlipCounts:
    """The printed slips are good: put the setup on the board. After this nothing can be printed again.

    Refused: phase-wrong, slips-missing, slips-sealed.
    """
    election = find(db, public_id, lock=True)
    need_phase(election, "frozen")
    batch = db.get(SlipBatch, election.id)
    if batch is None or election.credentials is None or election.definition is None:
        raise Refused("slips-missing")
    if batch.sealed:
        raise Refused("slips-sealed")
    batch.sealed = True
    keys = encode_trustees(trustee.keys(db, election))
    board.append(db, election, setup_event(election.definition, keys, election.credentials))
    journal.record(db, act, journal.Kind.SLIPS_SEALED, election=election, count=batch.printed)
    return counts(db, public_id)


def void_slip(db: Session, act: Act, public_id: str, serial: str, *, spoiled: bool) -> SlipCounts:
    """Declare a slip void (lost, wrong) or spoiled (torn, its holder gets another); two officers.

    Refused: two-officers-needed, phase-wrong, not-found, serial-unknown, slip-void, slip-used.
    """
    need_two(act)
    election = find(db, public_id, lock=True)
    need_phase(election, "frozen", "open")
    row = db.get(Slip, normalise_serial(serial))
    if row is None or row.election_id != election.id:
        raise Refused("serial-unknown")
    if row.state != "good":
        raise Refused("slip-void")
    if db.get(BallotIndex, (election.id, row.credential)):
        raise Refused("slip-used")
    row.state = "spoiled" if spoiled else "void"
    journal.record(db, act, journal.Kind.SLIP_VOIDED, election=election, serial=row.serial, state=row.state)
    return counts(db, public_id)


def counts(db: Session, public_id: str) -> SlipCounts:
    """The numbers of an election's slips."""
    election = find(db, public_id)
    batch = db.get(SlipBatch, election.id)
    states: dict[str, int] = {}
    for state, number in db.execute(
        select(Slip.state, func.count()).where(Slip.election_id == election.id).group_by(Slip.state)
    ):
        states[state] = number
    return SlipCounts(
        printed=batch.printed if batch else 0, void=states.get("void", 0), spoiled=states.get("spoiled", 0),
        sealed=bool(batch and batch.sealed), printing=batch.printing if batch else 0,
    )  # fmt: skip


def check_token(
    db: Session, election: Election, text: str, public: str, keys: Mapping[int, Ed25519PublicKey], now: datetime
) -> None:
    """Refuse a token that is not this election's genuine one for this credential.

    `keys` are the installation's; a credential officer's own key counts for that election's slips only.
    Refused: slip-forged, slip-foreign, slip-expired.
    """
    batch = db.get(SlipBatch, election.id)
    if batch is not None and batch.key is not None and batch.key_id is not None:
        keys = {batch.key_id: load_public_key(batch.key)}
    try:
        found = token.read_token(
            token.normalise(text), keys, token.Kind.SLIP, token.context_of(election.uuid), int(now.timestamp())
        )
        right = found.digest == token.slip_digest(election.uuid, public)
    except BallotsError as error:
        raise Refused(_REFUSALS.get(type(error), "slip-forged")) from error
    if not right:
        raise Refused("slip-forged")


def check_slip(
    db: Session, public_id: str, *, text: str | None, public: str, keys: Mapping[int, Ed25519PublicKey], now: datetime
) -> None:
    """Refuse a slip that may not vote now; a typed slip has no token and counts by its credential.

    Refused: election-not-open, election-closed, slip-forged, slip-foreign, slip-expired, credential-unknown, slip-void,
    slip-used.
    """
    election = find(db, public_id)
    if text is not None:
        check_token(db, election, text, public, keys, now)
    need_open(election)
    need_good(db, election, public)
    cast = db.get(BallotIndex, (election.id, credential_digest(public)))
    if cast is not None and not election.revote:
        raise Refused("slip-used")


def need_open(election: Election) -> None:
    """Refuse (election-not-open, election-closed) unless ballots may be cast."""
    if election.phase in ("draft", "nominating", "reviewing", "frozen"):
        raise Refused("election-not-open")
    if election.phase != "open":
        raise Refused("election-closed")


def need_good(db: Session, election: Election, public: str) -> bytes:
    """The digest of a credential whose slip is good. Refused: credential-unknown, slip-void."""
    digest = credential_digest(public)
    state = db.scalar(select(Slip.state).where(Slip.election_id == election.id, Slip.credential == digest))
    if state is None:
        raise Refused("credential-unknown")
    if state != "good":
        raise Refused("slip-void")
    return digest


def credential_digest(public: str) -> bytes:
    """What is stored instead of a public credential: its SHA-256."""
    return hashlib.sha256(public.encode()).digest()
