"""The closed box: reading the ballots back for the tally, with everything on the board checked again.

What was changed in the database after it was cast is not counted: it stops the count.
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy.orm import Session

from app.models import Election
from app.services import board, trustee
from app.services.act import Refused
from app.services.slip import credential_digest
from ballots import board as chain
from ballots.ballot import Ballot, check_ballot, tracker
from ballots.credential import decode_public_credentials
from ballots.election import Election as Definition
from ballots.errors import BallotsError
from ballots.trustees import encode_trustees


def cast_ballots(db: Session, row: Election, definition: Definition) -> Iterator[Ballot]:
    """Every ballot on the board, for which a receipt was given and which still is what it was.

    Refused: board-altered when a ballot, the setup or the order of events was changed, added or taken away.
    """
    credentials = decode_public_credentials(row.credentials or b"")
    receipts = board.trackers(db, row)
    for event in _chained(db, row):
        if event.type != chain.BALLOT:
            continue
        try:
            ballot = check_ballot(event.data[0], definition, credentials)
        except BallotsError as error:
            raise Refused("board-altered", reason=error.code) from error
        if receipts.pop(credential_digest(ballot.credential), None) != tracker(ballot.raw):
            raise Refused("board-altered")
        yield ballot
    if receipts:
        raise Refused("board-altered")


def _chained(db: Session, row: Election) -> Iterator[chain.BoardEvent]:
    """The events of the board, each made again from the one before. Refused: board-altered when they differ."""
    keys = encode_trustees(trustee.keys(db, row))
    made = chain.setup_event(row.definition or b"", keys, row.credentials or b"")
    for event in board.events(db, row):
        if event.type == chain.BALLOT and event.data:
            made = chain.ballot_event(made.head, event.data[0])
        elif event.type == chain.END_BALLOTS:
            made = chain.end_ballots_event(made.head)
        if (event.raw, event.data) != (made.raw, made.data):
            raise Refused("board-altered")
        yield event
