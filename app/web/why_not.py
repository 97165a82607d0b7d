"""What keeps an act from being done now: its own rule, or this server; list and page ask."""

from __future__ import annotations

from app.services.acts.disk import why_no_room
from app.services.acts.refusal import Refused
from app.services.acts.step import Step
from app.services.voting.poll import OPEN
from app.web import disk
from app.web.installation import Session, now


def why_not_now(db: Session, step: Step, public_id: str) -> Refused | None:
    """The act's rule, or before the voting opens a disk without room for what follows; None where it may be done."""
    refused = step.why_not(db, public_id, now())
    return refused if refused is not None or step is not OPEN else why_no_room(disk.free())
