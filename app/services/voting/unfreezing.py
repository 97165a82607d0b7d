"""The way back from freezing: the board ends with a signed last head, and the next freeze begins another one."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO, cast

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from app.language.message import N_
from app.models import (
    BallotOrder,
    BoardData,
    BoardEvent,
    Checkpoint,
    Corrigendum,
    Election,
    EndedBoard,
    HandedSlip,
    Nomination,
    Officer,
    Slip,
    SlipBatch,
    Trustee,
)
from app.services.acts import journal
from app.services.acts.act import Act
from app.services.acts.refusal import NOT_FOUND, Refusal, Refused
from app.services.acts.signer import BoardSigner
from app.services.acts.step import Step
from app.services.election.election import ElectionValue, election_value
from app.services.election.rows import board_name, find
from app.services.hall import electorate
from app.services.voting import board, checkpoint, record
from app.states.officer import Permission
from app.states.phase import Phase
from ballots.ed25519 import load_public_key
from ballots.election import generate_uuid
from ballots.record import container
from ballots.record.accounting import LEAST_REASON
from ballots.record.keys import RecordKeys
from ballots.token import Kind, TokenKey

SLIPS_HANDED = Refusal(
    code="slips-handed",
    status=409,
    words=N_("Slips of this election are handed out already. It can only be annulled and repeated."),
)
UNFREEZING_REASON = Refusal(
    code="unfreezing-reason",
    status=409,
    words=N_("Write why, in a whole sentence: it stands in public beside the board that ends."),
    field="reason",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class EndedBoardValue:
    """A board that ended: its number and name, what it was frozen to, when and why it ended and by whom."""

    number: int
    name: str
    fingerprint: str
    ended: datetime
    reason: str
    officers: tuple[str, ...]
    has_record: bool


def unfreeze(db: Session, act: Act, public_id: str, *, reason: str) -> ElectionValue:
    """Go back from "frozen" to "reviewing"; two officers, before any slip is handed out.

    The board ends with its last signed head, and its record is kept. The next freeze has another uuid, fingerprint and
    name of the board; slips that were printed are void, and candidates, roll and rule may change again.
    Refused: two-officers-needed, phase-wrong, slips-handed, unfreezing-reason.
    """
    row = find(db, public_id, lock=True)
    UNFREEZE.need(db, act, row.id)
    if len(reason.strip()) < LEAST_REASON:
        raise Refused(UNFREEZING_REASON)
    _keep(db, act, row, reason.strip())
    journal.record(
        db, act, journal.Kind.ELECTION_UNFROZEN, election_id=row.id, reason=reason.strip(), board=row.board,
        fingerprint=row.fingerprint,
    )  # fmt: skip
    _clear(db, row)
    row.board, row.uuid = row.board + 1, generate_uuid(act.random)
    row.definition = row.fingerprint = row.credentials = row.frozen = None
    row.phase = Phase.REVIEWING
    row.phase_times = {phase: at for phase, at in row.phase_times.items() if phase != Phase.FROZEN}
    db.flush()
    return election_value(db, row.id)


def ended(db: Session, public_id: str) -> tuple[EndedBoardValue, ...]:
    """The boards of an election that ended, the first first. Refused: not-found."""
    election = find(db, public_id)
    rows = db.scalars(select(EndedBoard).where(EndedBoard.election_id == election.id).order_by(EndedBoard.number))
    return tuple(
        EndedBoardValue(
            number=row.number, name=_name(public_id, row.number), fingerprint=row.fingerprint, ended=row.ended,
            reason=row.reason, officers=tuple(row.officers), has_record=row.archive is not None,
        )
        for row in rows
    )  # fmt: skip


def present_board(db: Session, public_id: str) -> tuple[int, str]:
    """Number and name of the present board of an election. Refused: not-found."""
    election = find(db, public_id)
    return election.board, board_name(election)


def write_ended(
    db: Session, public_id: str, number: int, signer: BoardSigner, slip_keys: Mapping[int, TokenKey], out: BinaryIO
) -> None:
    """Write the record of a board that ended, as it stood at its last signed head. Refused: not-found."""
    election = find(db, public_id)
    row = db.get(EndedBoard, (election.id, number))
    if row is None or row.archive is None:
        raise Refused(NOT_FOUND)
    own = {} if row.key is None or row.key_id is None else {row.key_id: load_public_key(row.key)}
    theirs = {one: key.public for one, key in slip_keys.items() if Kind.SLIP in key.kinds}
    keys = RecordKeys(board=signer.key(_name(public_id, number)), slips=own or theirs)
    files = {
        container.README: record.readme(), container.ARCHIVE: row.archive, container.KEYS: keys.to_bytes(),
        container.CHECKPOINTS: row.checkpoints, container.LOTS: row.lots,
    }  # fmt: skip
    there = {name: cast(BinaryIO, io.BytesIO(data)) for name, data in files.items() if data is not None}
    container.write_record(there, out)


def _name(public_id: str, number: int) -> str:
    return public_id if number == 1 else f"{public_id}/{number}"


def _keep(db: Session, act: Act, row: Election, reason: str) -> None:
    """Sign the last head and keep the record of the board, where there is one."""
    checkpoint.sign_rest(db, act, row.id)
    names = dict(iter(db.execute(select(Officer.username, Officer.name).where(Officer.username.in_(act.officers)))))
    kept = EndedBoard(
        election_id=row.id, number=row.board, uuid=row.uuid, fingerprint=row.fingerprint or "", ended=act.now,
        reason=reason, officers=[names.get(one) or one for one in dict.fromkeys(act.officers)],
        checkpoints=record.checkpoints(db, row.public_id), lots=record.lots(db, row.public_id),
    )  # fmt: skip
    batch = db.get(SlipBatch, row.id)
    if batch is not None:
        kept.key_id, kept.key = batch.key_id, batch.key
    if board.head(db, row.id) is not None:
        archive = io.BytesIO()
        board.write_archive(db, row.public_id, archive)
        kept.archive = archive.getvalue()
    db.add(kept)
    db.flush()


def _clear(db: Session, row: Election) -> None:
    """Take away what belonged to the frozen election: its order, roll, slips and board; tests of keys are anew."""
    electorate.release(db, row.id)
    for table in (Slip, SlipBatch, BallotOrder, Corrigendum, Checkpoint, BoardEvent, BoardData):
        db.execute(delete(table).where(table.election_id == row.id))
    mine = update(Nomination).where(Nomination.election_id == row.id)
    db.execute(mine.values(number=None, frozen=None))
    db.execute(update(Trustee).where(Trustee.election_id == row.id).values(owner=None, test=None))
    browser = update(Trustee).where(Trustee.election_id == row.id, Trustee.sealed_key.is_(None))
    db.execute(browser.values(checked=False))
    db.expire_all()


def _need_unhanded(db: Session, election_id: int, _now: datetime) -> None:
    """Refused: slips-handed."""
    handed = select(HandedSlip.delegate_id).where(HandedSlip.election_id == election_id)
    if db.scalar(handed.limit(1)) is not None:
        raise Refused(SLIPS_HANDED)


UNFREEZE = Step(
    code="unfreeze",
    permission=Permission.DECIDE,
    officers=2,
    before=(Phase.FROZEN,),
    rule=_need_unhanded,
    side=True,
    line=False,
    danger=True,
    do=unfreeze,
    more=("reason",),
    title=N_("Unfreeze the election"),
    sentence=N_(
        "Candidates, roll and rule can be changed again, as long as no slip is handed out. Two officers confirm."
    ),
    button=N_("Unfreeze this election"),
    lines=(
        N_("The election goes back to the review; whoever is on the roll at the next freezing votes."),
        N_("The present board ends with a signed last entry. Its record stays in public, with the reason."),
        N_("Slips that were printed are void: collect and destroy them. New ones are printed after the next freezing."),
        N_("The next freezing gives another fingerprint; the order on the ballot is drawn anew, keys are tested anew."),
    ),
    done=N_("The election is unfrozen and is being reviewed again."),
    entry=journal.Kind.ELECTION_UNFROZEN,
    noted=N_("Election unfrozen, its board ended"),
)
