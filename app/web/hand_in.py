"""Taking what a trustee or officer hands in: proved before the writer is taken, so that nobody waits for a proof."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from app.db import Session
from app.services.acts.act import Act
from app.services.acts.refusal import Refused
from app.services.count import proving, tally
from app.services.voting import proved
from app.web.installation import database

Taken = TypeVar("Taken")
TRIES = 10
"""So often another's hand-in may come between the proof and the writer: no election has so many trustees at once."""


def take(prove: Callable[[Session], object], give: Callable[[Session], Taken]) -> Taken:
    """Let `prove` look at what was handed in, without the writer; then let `give` take it, which proves nothing more.

    Refused: what both refuse.
    """
    for _ in range(TRIES):
        with database().reading() as db:
            prove(db)
        try:
            with proved.known_alone(), database().transaction() as db:
                return give(db)
        except proved.UnprovedError:
            continue
    raise proved.UnprovedError


def take_part(who: Act, trustee_id: str, prove: Callable[[Session], object], give: Callable[[Session], object]) -> None:
    """Take a decryption; where it is refused as wrong nothing is changed but the journal, which keeps who handed it in.

    `prove` first refuses who may not hand in.
    """
    try:
        take(prove, give)
    except Refused as refused:
        if refused.why in proving.WRONG:
            with database().transaction() as db:
                tally.note_refused(db, who, trustee_id, refused)
        raise
