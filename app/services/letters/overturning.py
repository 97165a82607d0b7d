"""A final result that an outside decision annuls: two officers record the decision, and the letters end with it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from sqlalchemy.orm import Session

from app.language.dates import in_tehran
from app.language.message import N_
from app.services.acts import journal
from app.services.acts.act import Act
from app.services.acts.refusal import Refusal, Refused
from app.services.acts.step import Step
from app.services.election.election import ElectionValue, election_value
from app.services.election.rows import find
from app.services.letters.rows import letters_of, number_of
from app.services.voting import annulment
from app.states.letter import STANDING, LetterStatus
from app.states.officer import Permission
from app.states.phase import Phase

DECISION_UNNAMED = Refusal(
    code="decision-unnamed", status=409, words=N_("Name the authority that decided."), field="authority"
)
DECISION_DAY = Refusal(
    code="decision-day", status=409, words=N_("The decision cannot be older than the final result, or of tomorrow."),
    field="day",
)  # fmt: skip


def overturn(
    db: Session, act: Act, public_id: str, *, authority: str, number: str, day: date | None, reason: str
) -> ElectionValue:
    """Annul a final result by the decision of an outside authority, and revoke every letter; two officers.

    Refused: phase-wrong, two-officers-needed, decision-unnamed, decision-day, annulment-reason.
    """
    row = find(db, public_id, lock=True)
    OVERTURN.need(db, act, row.id)
    if not (authority.strip() and number.strip()):
        raise Refused(DECISION_UNNAMED)
    final = in_tehran(election_value(db, row.id).times.get(Phase.FINAL, act.now)).date()
    if day is None or not final <= day <= in_tehran(act.now).date():
        raise Refused(DECISION_DAY)
    said = replace(annulment.stated(db, act, reason), authority=authority.strip(), number=number.strip(), day=day)
    _end_letters(db, act, row.id, said.reason)
    return annulment.end(db, act, row.id, said)


def _end_letters(db: Session, act: Act, election_id: int, reason: str) -> None:
    """Each letter that counts is revoked and each draft put away, with its own entry; their numbers stay."""
    for one in letters_of(db, election_id):
        if one.status in STANDING:
            issued = one.status == LetterStatus.ISSUED
            one.status = LetterStatus.REVOKED if issued else LetterStatus.VOID
            kind = journal.Kind.LETTER_REVOKED if issued else journal.Kind.LETTER_VOIDED
            journal.record(db, act, kind, election_id=election_id, number=number_of(one), reason=reason)


OVERTURN = Step(
    code="overturn",
    permission=Permission.DECIDE,
    officers=2,
    before=(Phase.FINAL,),
    after=Phase.ANNULLED,
    side=True,
    line=False,
    danger=True,
    do=overturn,
    more=("authority", "number", "day", "reason"),
    title=N_("Annul by an outside decision"),
    sentence=N_("A court or another authority has annulled the final result. Two officers record its decision."),
    button=N_("Annul this election by that decision"),
    lines=(
        N_("The result counts for nothing any more, and no seat stands."),
        N_("Every issued letter of this election is revoked; whoever checks one learns why."),
        N_("Every page and every paper of this election says from now on that it is annulled, when, why and by whom."),
    ),
    done=N_("The election is annulled, and its letters are revoked."),
    entry=journal.Kind.ELECTION_ANNULLED,
    noted=N_("Election annulled"),
)
