"""The election's own copy of what its papers and pages say, taken at freezing: the register moves on, the record not.

Institutions are copied when the election is frozen, as the roll is (`hall.electorate`). What may lawfully change until
the poll is closed (day, place, quorum) is copied at closing; who presides, when the result is announced, or at an
annulment.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from app.language.names import Names
from app.models import Election, Nomination
from app.services.acts.kept_value import packed
from app.services.hall.session import SessionValue, session_values
from app.services.register.body import body_values
from app.services.register.institution import kept_institution
from app.states.phase import Phase

AT_FREEZING = frozenset({"number", "assembly"})
UNTIL_ANNOUNCED = frozenset({"presidium", "agenda"})
WAYS = ("id", "address", "assembly_id", "code")
"""How an assembly or a body is found, which no paper says."""


def keep(db: Session, election_id: int, phase: Phase) -> None:
    """Copy what is fixed with this phase; what was copied before stays. Without a fingerprint nothing is fixed."""
    row = db.get_one(Election, election_id)
    if row.fingerprint is None:
        return
    if phase == Phase.FROZEN:
        row.frozen, row.corrected = None, None
        _keep_institutions(db, row)
    before: dict[str, Any] = row.frozen or {}
    session = session_values(db, [row.session_id])[row.session_id]
    title = Names(row.title_fa, row.title_en, row.title_ar)
    body = body_values(db, [row.body_id])[row.body_id]
    fixed = {"title": packed(title), "body": packed(body, but=WAYS), **before}
    fixed["session"] = {**_said(session, phase), **before.get("session", {})}
    row.frozen = fixed


_LASTING = ("id", "elections", "assembly", "rehearsal")
"""What never changes, and what is kept in another way."""


def _said(session: SessionValue, phase: Phase) -> dict[str, object]:
    """What of a session is fixed with a phase."""
    said = {**packed(session, but=_LASTING), "assembly": packed(session.assembly, but=WAYS)}
    if phase == Phase.FROZEN:
        return {name: value for name, value in said.items() if name in AT_FREEZING}
    if phase == Phase.CLOSED:
        return {name: value for name, value in said.items() if name not in UNTIL_ANNOUNCED}
    return said


def _keep_institutions(db: Session, row: Election) -> None:
    """Of all nominations, also of those that are on no ballot."""
    nominations = db.scalars(
        select(Nomination).where(Nomination.election_id == row.id).options(joinedload(Nomination.institution))
    )
    for one in nominations.all():
        one.frozen, one.corrected = kept_institution(db, one.institution_id), None
