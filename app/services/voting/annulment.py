"""The end of an election that counts for nothing: annulled with a reason, its board signed to the last ballot."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.language.message import N_
from app.models import Officer
from app.services.acts import journal
from app.services.acts.act import Act
from app.services.acts.refusal import Refusal, Refused
from app.services.acts.step import Step
from app.services.election import annulled
from app.services.election.annulled import Annulment
from app.services.election.election import ElectionValue, election_value, move
from app.services.election.rows import find
from app.services.hall import electorate
from app.services.voting import checkpoint
from app.states.officer import Permission
from app.states.phase import OVER, Phase
from ballots.record.accounting import LEAST_REASON

ANNULMENT_REASON = Refusal(
    code="annulment-reason",
    status=409,
    words=N_("Write why, in a whole sentence: it stands on every page and paper of this election from now on."),
    field="reason",
)


def annul(db: Session, act: Act, public_id: str, *, reason: str) -> ElectionValue:
    """Annul an election that is not final; two officers.

    Refused: phase-wrong, two-officers-needed, annulment-reason.
    """
    row = find(db, public_id, lock=True)
    ANNUL.need(db, act, row.id)
    return end(db, act, row.id, stated(db, act, reason))


def stated(db: Session, act: Act, reason: str) -> Annulment:
    """What both officers state now. Refused: annulment-reason."""
    if len(reason.strip()) < LEAST_REASON:
        raise Refused(ANNULMENT_REASON)
    known = dict(iter(db.execute(select(Officer.username, Officer.name).where(Officer.username.in_(act.officers)))))
    return Annulment(
        at=act.now, reason=reason.strip(), officers=tuple(known.get(one) or one for one in dict.fromkeys(act.officers))
    )


def end(db: Session, act: Act, election_id: int, said: Annulment) -> ElectionValue:
    """Go to the phase "annulled", also from "final" where an outside decision is named, and keep what was said.

    Refused: phase-wrong.
    """
    move(db, act, election_id, Phase.ANNULLED, decided_outside=bool(said.authority))
    electorate.note_handed(db, act, election_id)
    annulled.keep(db, election_id, said)
    journal.record(
        db, act, journal.Kind.ELECTION_ANNULLED, election_id=election_id, reason=said.reason, authority=said.authority,
        number=said.number, day=said.day.isoformat() if said.day else "",
    )  # fmt: skip
    checkpoint.sign_rest(db, act, election_id)
    return election_value(db, election_id)


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
    more=("reason",),
    title=N_("Annul the election"),
    sentence=N_("The election ends without a result. Its public record stays. Two officers confirm."),
    button=N_("Annul this election"),
    lines=(
        N_("The election ends without a result."),
        N_("What is on the public board stays there."),
        N_("Every page and every paper of this election says from now on that it is annulled, when, why and by whom."),
    ),
    done=N_("The election is annulled."),
    entry=journal.Kind.ELECTION_ANNULLED,
    noted=N_("Election annulled"),
)
