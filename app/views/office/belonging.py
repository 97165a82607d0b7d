"""What every office page begins with: the election, if it belongs to the officer's assembly."""

from __future__ import annotations

from flask import url_for

from app.services.acts.refusal import NOT_FOUND, Refused
from app.services.election import election as elections
from app.services.hall import session as sessions
from app.services.hall.session import SessionValue
from app.web.access import current_officer, may_open
from app.web.installation import Session


def own_election(db: Session, public_id: str) -> elections.ElectionValue:
    """The election. Refused: not-found, also for another assembly's."""
    found = elections.election(db, public_id)
    if found.session.assembly.id != current_officer().assembly_id:
        raise Refused(NOT_FOUND)
    return found


def own_session(db: Session, session_id: int) -> SessionValue:
    """The session. Refused: not-found, also for another assembly's."""
    for found in sessions.sessions(db, current_officer().assembly_id):
        if found.id == session_id:
            return found
    raise Refused(NOT_FOUND)


def way_back(endpoint: str, public_id: str, **more: object) -> str:
    """The address of this page of the election, or the election's own for who may not open it."""
    if may_open(endpoint):
        return url_for(endpoint, public_id=public_id, **more)  # type: ignore[arg-type]
    return url_for("office.election", public_id=public_id)


def way_back_to_session(endpoint: str, session_id: int) -> str:
    """The address of this page of the session, or the list of sessions for who may not open it."""
    return url_for(endpoint, session_id=session_id) if may_open(endpoint) else url_for("office.session_list")
