"""A slip that somebody shows a booth: may it vote now? Whether it has voted is told to who holds its secret alone."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import BallotIndex, Election, EndedBoard
from app.services.acts.refusal import Refusal, Refused
from app.services.election.rows import find
from app.services.voting.slip import (
    CREDENTIAL_UNKNOWN,
    SLIP_ENDED,
    SLIP_EXPIRED,
    SLIP_FOREIGN,
    SLIP_FORGED,
    SLIP_USED,
    batch_keys,
    need_good,
    need_open,
    officer_key,
)
from ballots import token
from ballots.election import Election as Definition
from ballots.election import decode_election
from ballots.errors import BallotsError, TokenExpiredError, TokenForeignError, TokenKindError
from ballots.holder import is_holder
from ballots.token import TokenKey

_REFUSALS: dict[type[BallotsError], Refusal] = {
    TokenExpiredError: SLIP_EXPIRED,
    TokenForeignError: SLIP_FOREIGN,
    TokenKindError: SLIP_FOREIGN,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownSlip:
    """What a booth says of a slip: its token where it was scanned, the public half of its credential (base 10), and the
    proof that its secret is held."""

    text: str | None
    public: str
    proof: object


def check_slip(db: Session, public_id: str, shown: ShownSlip, *, keys: Mapping[int, TokenKey], now: datetime) -> None:
    """Refuse a slip that may not vote now, however it was shown: the register decides, by batch, state and election.

    A scanned slip's token only explains why a credential is unknown: forged, foreign or old paper. Whether a slip has
    voted is told to who holds its secret alone: credentials are on a public list. Without the proof it is forged.
    Refused: election-not-open, election-closed, slip-ended, slip-forged, slip-foreign, slip-expired,
    credential-unknown, slip-void, slip-ruled, slip-used.
    """
    election = find(db, public_id)
    need_open(election.phase)
    try:
        digest = need_good(db, election.id, shown.public)
    except Refused as refused:
        if refused.why is CREDENTIAL_UNKNOWN and shown.text is not None:
            _explain(db, election, shown.text, keys, now)
        raise
    if not is_holder(decoded(election.definition or b""), shown.public, shown.proof):
        raise Refused(SLIP_FORGED)
    if db.get(BallotIndex, (election.id, digest)) is not None and not election.revote:
        raise Refused(SLIP_USED)


@lru_cache(maxsize=8)
def decoded(definition: bytes) -> Definition:
    """An election from the bytes that it was frozen to."""
    return decode_election(definition)


def _explain(db: Session, election: Election, text: str, keys: Mapping[int, TokenKey], now: datetime) -> None:
    """Refuse with what a token says of a slip that is on no list: slip-ended (of a board that was ended),
    slip-forged, slip-foreign, slip-expired."""
    seconds, written = int(now.timestamp()), token.normalise(text)
    for board in db.scalars(select(EndedBoard).where(EndedBoard.election_id == election.id)):
        with suppress(BallotsError):
            known = officer_key(board.key_id, board.key, board.fingerprint) or keys
            token.read_token(written, known, token.Kind.SLIP, token.context_of(board.fingerprint), seconds)
            raise Refused(SLIP_ENDED)
    own, here = batch_keys(db, election.id), token.context_of(election.fingerprint or "")
    try:
        token.read_token(written, own or keys, token.Kind.SLIP, here, seconds)
    except BallotsError as error:
        raise Refused(_REFUSALS.get(type(error), SLIP_FORGED)) from error
