"""The closed box: reading the ballots back for the tally, with everything on the board checked again.

What was changed in the database after it was cast is not counted: it stops the count.
"""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Executor
from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.language.message import N_
from app.models import Election
from app.services.acts.refusal import Refusal, Refused
from app.services.voting import board, trustee
from app.services.voting.slip import credential_digest
from ballots import board as chain
from ballots.archive_errors import CheckStoppedError
from ballots.ballot import ballot_credential, tracker
from ballots.credential_index import index_credentials
from ballots.election import Election as Definition
from ballots.elgamal import EncryptedTally
from ballots.errors import BallotsError
from ballots.ledger import Ledger
from ballots.trustees import encode_trustees

BOARD_ALTERED = Refusal(
    code="board-altered",
    status=409,
    words=N_("What is on the board is not what was cast. The count is stopped. Call the observers."),
)
COUNT_UNFINISHED = Refusal(
    code="count-unfinished",
    status=503,
    words=N_(
        "The votes could not all be checked just now. Nothing was changed. Please try again in %(seconds)s seconds."
    ),
)


IN_FLIGHT = 4
AGAIN = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Sums:
    """The encrypted sums, how many ballots they hold, their total weight, and the head of the board they are of."""

    head: chain.Head
    tally: EncryptedTally
    ballots: int
    weight: int


def add_up(db: Session, election_id: int, definition: Definition, executor: Executor | None = None) -> Sums:
    """Sum the last ballot of each credential; each is checked, and is one for which a receipt was given.

    Refused: board-altered when a ballot, the setup or the order of events was changed, added or taken away;
    count-unfinished when the executor lost its workers, which tells nothing of the ballots.
    """
    row = db.get_one(Election, election_id)
    contents: list[bytes] = []
    head = board.need_head(db, row.id)
    last: dict[bytes, str] = {}
    try:
        credentials = index_credentials(row.credentials or b"", definition.group, executor)
        ledger = Ledger(
            election=definition, credentials=credentials, read_back=lambda place, _size: contents[place],
            executor=executor, in_flight=IN_FLIGHT,
        )  # fmt: skip
        for event in _chained(db, row):
            head = event.head
            if event.type == chain.BALLOT:
                data = event.data[0]
                contents.append(data if row.revote else b"")
                ledger.add(data, height=event.height, position=len(contents) - 1)
                last[credential_digest(ballot_credential(data))] = tracker(data)
        ledger.finish()
    except CheckStoppedError as error:
        raise Refused(COUNT_UNFINISHED, seconds=AGAIN) from error
    except BallotsError as error:
        raise Refused(BOARD_ALTERED, reason=error.code) from error
    if last != board.trackers(db, row.id):
        raise Refused(BOARD_ALTERED)
    return Sums(head=head, tally=ledger.encrypted_tally(), ballots=ledger.voters, weight=ledger.total_weight)


def _chained(db: Session, row: Election) -> Iterator[chain.BoardEvent]:
    """The events of the board, each made again from the one before. Refused: board-altered when they differ."""
    keys = encode_trustees(trustee.keys(db, row.id))
    made = chain.setup_event(row.definition or b"", keys, row.credentials or b"")
    for event in board.events(db, row.id):
        if event.type == chain.BALLOT and event.data:
            made = chain.ballot_event(made.head, event.data[0])
        elif event.type == chain.END_BALLOTS:
            made = chain.end_ballots_event(made.head)
        if (event.raw, event.data) != (made.raw, made.data):
            raise Refused(BOARD_ALTERED)
        yield event
