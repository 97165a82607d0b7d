"""Reserve keys: in one visit a trustee makes the key and two more, for a second round in the same sitting."""

from __future__ import annotations

from sqlalchemy.orm import Session

from app.models import ReserveKey
from app.services.acts import journal
from app.services.acts.act import Act
from app.services.acts.refusal import Refused
from app.services.election.election import need_phase
from app.services.voting import trustee
from app.services.voting.rows import invited
from app.services.voting.trustee import KEY_FINAL, KEY_INVALID, TRUSTEES_MISSING
from app.states.phase import UNTIL_CLOSED

MOST = 2
"""A second round and one repetition: more are not held in one sitting."""


def give_reserve(
    db: Session, act: Act, trustee_id: str, *, secret: str, number: int, public_key: bytes
) -> trustee.TrusteeValue:
    """Take the reserve key of a number from 1; giving the same again changes nothing, and the first is final.

    Refused: invitation-invalid, phase-wrong after voting, trustees-missing before there is the key itself, key-final,
    key-invalid, key-name, key-known.
    """
    row, election = invited(db, trustee_id, secret)
    need_phase(election.phase, *UNTIL_CLOSED)
    if row.public_key is None:
        raise Refused(TRUSTEES_MISSING)
    if not 1 <= number <= MOST:
        raise Refused(KEY_INVALID)
    given = db.get(ReserveKey, (row.id, number))
    if given is not None and given.public_key != public_key:
        raise Refused(KEY_FINAL, print=trustee.print_of(given.public_key))
    if given is None:
        trustee.need_new_key(db, row.id, public_key)
        db.add(ReserveKey(trustee_id=row.id, number=number, public_key=public_key))
        db.flush()
        db.refresh(row)
        journal.record(
            db, act, journal.Kind.TRUSTEE_KEY_GIVEN, election_id=election.id, trustee=row.name, kept="trustee",
            reserve=number,
        )  # fmt: skip
    return trustee.trustee_value(db, row.id)
