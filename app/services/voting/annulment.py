"""The end of an election without a result: annulled, its board signed to the last ballot."""

from __future__ import annotations

from sqlalchemy.orm import Session

from app.language.message import N_
from app.services.acts.act import Act
from app.services.acts.step import Step
from app.services.election.election import ElectionValue, election_value, move
from app.services.election.rows import find
from app.services.voting import checkpoint
from app.states.officer import Permission
from app.states.phase import OVER, Phase


def annul(db: Session, act: Act, public_id: str) -> ElectionValue:
    """Annul an election that is not final; two officers. Refused: phase-wrong, two-officers-needed."""
    row = find(db, public_id, lock=True)
    ANNUL.need(db, act, row.id)
    move(db, act, row.id, Phase.ANNULLED)
    checkpoint.sign_rest(db, act, row.id)
    return election_value(db, row.id)


ANNUL = Step(
    code="annul",
    permission=Permission.DECIDE,
    officers=2,
    before=tuple(phase for phase in Phase if phase not in OVER),
    after=Phase.ANNULLED,
    side=True,
    line=False,
    danger=True,
    do=annul,
    title=N_("Annul the election"),
    sentence=N_("The election ends without a result. Its public record stays. Two officers confirm."),
    button=N_("Annul this election"),
    lines=(N_("The election ends without a result."), N_("What is on the public board stays there.")),
    done=N_("The election is annulled."),
)
