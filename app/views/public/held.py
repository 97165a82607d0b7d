"""The session of a page that is about no one election, in the words that were kept for it."""

from __future__ import annotations

from app.services.election import election as elections
from app.services.hall import session as sessions
from app.services.hall.session import SessionValue
from app.web.installation import Session


def held_session(db: Session, session_id: int) -> SessionValue:
    """A session in the words of its elections, or in its own where it has none yet."""
    mine = elections.elections(db, session_ids=[session_id])
    return mine[0].session if mine else sessions.session_values(db, [session_id])[session_id]
