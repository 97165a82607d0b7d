"""The procedure without a server, from the election as it is frozen and the presidium of its session."""

from __future__ import annotations

from sqlalchemy.orm import Session

from app.documents.without_server import WithoutServer, render_without_server
from app.papers.issuer import Issuer
from app.services.election import election as elections
from app.services.nomination import nomination as nominations
from app.states.phase import POLLING


def print_without_server(issuer: Issuer, db: Session, public_id: str) -> bytes:
    """The procedure and the table for counting as PDF. Refused: not-found, phase-wrong."""
    found = elections.election(db, public_id)
    elections.need_phase(found.phase, *POLLING)
    paper = WithoutServer(
        head=issuer.head_of(found),
        election=issuer.say(found.title),
        session=found.session.number,
        held_on=found.session.held_on,
        maximum=found.rule.maximum,
        candidates=tuple(issuer.candidate(one) for one in nominations.candidates(db, public_id)),
        signing=issuer.presidium(found.session),
    )
    return render_without_server(paper, issuer.wording)
