"""The end of an election without a result: annulled, its board signed to the last ballot."""

from __future__ import annotations

from sqlalchemy.orm import Session

from app.services.acts.act import Act, need_two
from app.services.election.election import ElectionValue, election_value, move
from app.services.election.rows import find
from app.services.voting import checkpoint
from app.states.phase import Phase


def annul(db: Session, act: Act, public_id: str) -> ElectionValue:
    """Annul an election that is not final; two officers. Refused: phase-wrong, two-officers-needed."""
    need_two(act)
    row = find(db, public_id, lock=True)
    move(db, act, row.id, Phase.ANNULLED)
    checkpoint.sign_rest(db, act, row.id)
    return election_value(db, row.id)
