"""The bindings of an election's decryptions, in the order of the board."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import Trustee
from app.services.voting import board
from ballots import board as chain
from ballots.encoding import decode_json
from ballots.group import BELENIOS_2048
from ballots.proofs import decode_proof
from ballots.record.bindings import OwnedBinding

_MOST = 1000


def are_whole(db: Session, election_id: int) -> bool:
    """Whether there are decryptions and every one is bound: where one came before there were bindings, none counts."""
    mine = select(Trustee.binding).where(Trustee.election_id == election_id, Trustee.decryption.is_not(None))
    given = list(db.scalars(mine))
    return bool(given) and None not in given


def bindings(db: Session, election_id: int) -> tuple[OwnedBinding, ...]:
    """One for each decryption on the board; none where any was given before there were bindings."""
    if not are_whole(db, election_id):
        return ()
    rows = {row.owner: row.binding for row in db.scalars(select(Trustee).where(Trustee.election_id == election_id))}
    owners = (chain.check_owned(event)[0] for event in board.events_of(db, election_id, chain.PARTIAL_DECRYPTION))
    return tuple(
        OwnedBinding(owner, decode_proof(decode_json(rows[owner] or b"", _MOST), BELENIOS_2048)) for owner in owners
    )
