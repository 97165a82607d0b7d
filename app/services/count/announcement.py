"""The result before everybody: announced as provisional, then final, when objections can no longer be made."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from app.language.message import N_
from app.services.acts import journal
from app.services.acts.act import Act
from app.services.acts.refusal import Refusal, Refused
from app.services.acts.step import Step
from app.services.count import lots
from app.services.count import objection as objections
from app.services.count.seating import seat_elected
from app.services.election.election import ElectionValue, election_value, move
from app.services.election.rehearsal import need_meant
from app.services.election.rows import find
from app.states.officer import Permission
from app.states.phase import Phase

LOTS_PENDING = Refusal(code="lots-pending", status=409, words=N_("A tie must first be decided by lot."))


def publish(db: Session, act: Act, public_id: str) -> ElectionValue:
    """Publish the provisional result; two officers. Refused: two-officers-needed, phase-wrong, lots-pending."""
    row = find(db, public_id, lock=True)
    PUBLISH.need(db, act, row.id)
    move(db, act, row.id, Phase.PROVISIONAL)
    return election_value(db, row.id)


def certify(db: Session, act: Act, public_id: str) -> ElectionValue:
    """Make the result final, when each objection is ruled and the days for them are over, or every candidate has said
    not to object, which is journalled; two officers.

    Refused: two-officers-needed, phase-wrong, objection-unruled, objection-upheld, objections-open, rehearsal-stays.
    """
    row = find(db, public_id, lock=True)
    FINALISE.need(db, act, row.id)
    until = election_value(db, row.id).objections_until
    if until is not None and objections.is_running(db, row.id, act.now):
        journal.record(db, act, journal.Kind.OBJECTIONS_WAIVED, election_id=row.id, until=until.isoformat())
    move(db, act, row.id, Phase.FINAL)
    seat_elected(db, act, row.id)
    return election_value(db, row.id)


def _need_resolved(db: Session, election_id: int, _now: datetime) -> None:
    """Refused: lots-pending."""
    if not lots.ranking(db, election_id).resolved:
        raise Refused(LOTS_PENDING)


def _need_settled(db: Session, election_id: int, now: datetime) -> None:
    """Refused: rehearsal-stays; what `need_settled` refuses."""
    need_meant(db, election_id)
    objections.need_settled(db, election_id, now)


PUBLISH = Step(
    code="publish",
    permission=Permission.DECIDE,
    officers=2,
    before=(Phase.TALLIED,),
    after=Phase.PROVISIONAL,
    rule=_need_resolved,
    do=publish,
    title=N_("Announce the provisional result"),
    sentence=N_("The result appears on the public page, and the time for objections begins."),
    button=N_("Announce the result"),
    lines=(N_("The result appears on the public page."), N_("The time for objections begins.")),
    done=N_("The provisional result is announced."),
)
FINALISE = Step(
    code="finalise",
    permission=Permission.DECIDE,
    officers=2,
    before=(Phase.PROVISIONAL,),
    after=Phase.FINAL,
    rule=_need_settled,
    do=certify,
    title=N_("Declare the result final"),
    sentence=N_("Seats are given to the elected institutions, and letters can be issued."),
    button=N_("Declare it final"),
    lines=(N_("The result can no longer be objected to."), N_("Letters of introduction can be drafted.")),
    done=N_("The result is final."),
)
