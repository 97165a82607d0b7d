"""Elections before they begin: proposed from body, session and an earlier election; a draft that is discarded."""

from __future__ import annotations

from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from app.language.message import N_
from app.services.acts import journal
from app.services.acts.act import Act
from app.services.acts.refusal import Refusal, Refused
from app.services.election.election import ElectionValue, elections, need_phase
from app.services.election.rows import find
from app.services.election.rule import Rule
from app.services.register.body import BodyValue, bodies
from app.states.phase import Phase

BODY_MISSING = Refusal(
    code="body-missing",
    status=409,
    words=N_("An election fills seats of a body, and this assembly has none yet. Make the body first."),
)
DISCARD_REASON = Refusal(
    code="discard-reason", status=400, words=N_("Please say why; the reason stays in the journal."), field="reason"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ElectionProposal:
    """What a new election may be: the body whose seats it fills and its rule, copied where an earlier one is named."""

    body: BodyValue
    rule: Rule
    bodies: tuple[BodyValue, ...]
    earlier: tuple[ElectionValue, ...]


def propose(db: Session, assembly_id: int, *, body_id: int | None = None, like: str = "") -> ElectionProposal:
    """An election of the body of this id, or the newest, with the settings of the election `like` where there is one.

    Refused: body-missing.
    """
    offered = bodies(db, assembly_id)
    if not offered:
        raise Refused(BODY_MISSING)
    earlier = elections(db, assembly_id)
    copied = next((one for one in earlier if one.public_id == like), None)
    wanted = body_id if body_id is not None or copied is None else copied.body.id
    chosen = next((one for one in offered if one.id == wanted), offered[0])
    seats = min(chosen.seats, 100)
    rule = Rule(seats=seats, maximum=seats, term_months=chosen.term_months)
    if copied is not None:
        rule = replace(copied.rule, revote=False)
    return ElectionProposal(body=chosen, rule=rule, bodies=offered, earlier=earlier)


def discard(db: Session, act: Act, public_id: str, *, reason: str) -> None:
    """Discard an election that is still a draft: it is shown nowhere any more, and the journal says why.

    Refused: not-found, phase-wrong, discard-reason.
    """
    row = find(db, public_id, lock=True)
    need_phase(row.phase, Phase.DRAFT)
    if not reason.strip():
        raise Refused(DISCARD_REASON)
    row.discarded = act.now
    journal.record(
        db, act, journal.Kind.ELECTION_DISCARDED, election_id=row.id, title=row.title_fa, reason=reason.strip()
    )
