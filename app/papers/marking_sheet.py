"""The list for marking of an election, from the candidates and the rule that it was frozen with."""

from __future__ import annotations

from sqlalchemy.orm import Session

from app.documents.marking_sheet import MarkedCandidate, MarkingSheet, render_marking_sheet
from app.papers.issuer import Issuer
from app.services.election import election as elections
from app.services.nomination import nomination as nominations
from app.states.phase import POLLING


def print_marking_sheet(issuer: Issuer, db: Session, public_id: str) -> bytes:
    """One sheet as PDF, to be printed once for each delegate. Refused: not-found, phase-wrong."""
    found = elections.election(db, public_id)
    elections.need_phase(found.phase, *POLLING)
    rule = found.rule
    sheet = MarkingSheet(
        head=issuer.head_of(found), election=issuer.say(found.title), session=found.session.number,
        held_on=found.session.held_on, fingerprint=found.fingerprint or "", seats=rule.seats, minimum=rule.minimum,
        maximum=rule.maximum, blank=rule.blank,
        candidates=tuple(
            MarkedCandidate(
                number=place, name=issuer.candidate(one), province=issuer.province(one.institution.province),
                withdrawn=one.withdrawn,
            )
            for place, one in enumerate(nominations.candidates(db, public_id), start=1)
        ),
    )  # fmt: skip
    return render_marking_sheet(sheet, issuer.wording)
