"""Taking a hand-in: what is refused changes nothing but the journal, which keeps who handed it in."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from app.db import Session
from app.services.acts.act import Act
from app.services.acts.refusal import Refused
from app.services.count import tally
from app.web.installation import database


@contextmanager
def taking(who: Act, trustee_id: str) -> Iterator[Session]:
    """A transaction that takes a trustee's part; where it is refused as wrong, another one says so in the journal."""
    try:
        with database().transaction() as db:
            yield db
    except Refused as refused:
        if refused.why in tally.WRONG:
            with database().transaction() as db:
                tally.note_refused(db, who, trustee_id, refused)
        raise
