"""What every office page begins with: the election, if it belongs to the officer's assembly."""

from __future__ import annotations

from app.services.acts.refusal import Refused
from app.services.election import election as elections
from app.services.hall import session as sessions
from app.services.hall.session import SessionValue
from app.web.access import current_officer
from app.web.installation import Session


def own_election(db: Session, public_id: str) -> elections.ElectionValue:
    """The election. Refused: not-found, also for another assembly's."""
    found = elections.election(db, public_id)
    if found.session.assembly.id != current_officer().assembly_id:
        raise Refused("not-found")
    return found


def own_session(db: Session, session_id: int) -> SessionValue:
    """The session. Refused: not-found, also for another assembly's."""
    for found in sessions.sessions(db, current_officer().assembly_id):
        if found.id == session_id:
            return found
    raise Refused("not-found")


def blame(refused: Refused) -> str | None:
    """The field of a two-person act that a refusal is about."""
    return {
        "countersign-same": "second_name", "countersign-role": "second_name",
        "sign-in-failed": "second_password", "sign-in-paused": "second_password",
        "accounting-unbalanced": "reason", "slip-used-reason": "reason", "balls-count": "balls",
        "passphrase-wrong": "passphrase", "passphrase-weak": "passphrase",
        "trustee-duplicate": "name", "slips-too-few": "number",
        "slips-too-many": "number", "slips-printed": "anew", "serial-unknown": "serial",
        "objections-open": "waived", "slip-void": "serial", "slip-used": "serial", "serial-wrong": "serial",
        "reason-missing": "reason", "backup-missing": "waiver", "keys-kept": "stated",
    }.get(refused.code)  # fmt: skip
