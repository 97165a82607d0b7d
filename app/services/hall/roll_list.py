"""A list of delegates brought as a table: kept apart, looked at row by row against roll and register, then confirmed.

Nobody enters the roll before somebody confirms; who is on it already is never changed by a list.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.language.message import N_
from app.models import AssemblySession, RollList
from app.received import delegates
from app.services.acts import journal
from app.services.acts.act import Act
from app.services.acts.refusal import NOT_FOUND, Refusal, Refused
from app.services.hall.roll import ROLL_FROZEN, may_add
from app.services.hall.roll_instant import need_early
from app.services.hall.roll_row import RollLine, Sender, lines, senders
from app.services.hall.rows import enrol
from app.services.register.brought_list import (
    KEPT,
    BroughtTable,
    WaitingList,
    file_name,
    kept_row,
    kept_rows,
    read_table,
)
from app.states.roll import RowState

ROLL_SHEET_HEAD = Refusal(
    code="roll-sheet-head",
    status=400,
    words=N_(
        "No columns for institution and delegate are found. The first row must hold the headings of the template."
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class RollPreview:
    """A list that waits, with the state of each row as roll and register are now."""

    id: int
    file: str
    made: datetime
    lines: tuple[RollLine, ...]

    def of(self, state: RowState) -> tuple[RollLine, ...]:
        """The rows in one state."""
        return tuple(line for line in self.lines if line.state == state)


@dataclass(frozen=True, slots=True, kw_only=True)
class EnteredList:
    """What came of a confirmation: put on the roll, still left in the list."""

    added: int
    left: int


def read(data: bytes, sheet: str = "", *, room: Path | None = None) -> BroughtTable:
    """The table in a file. Refused: roll-sheet-head, and what `read_table` refuses."""
    found = read_table(data, delegates.choose, sheet, room=room)
    if found is None:
        raise Refused(ROLL_SHEET_HEAD)
    return found


def take(db: Session, act: Act, session_id: int, file: str, table: BroughtTable) -> int:
    """Keep a list until it is confirmed or put away; its number. What was left lying for long is thrown away.

    Refused: roll-frozen, roll-late.
    """
    if not may_add(db, session_id):
        raise Refused(ROLL_FROZEN)
    need_early(db, session_id, act.now)
    mine = RollList.session_id == session_id
    db.execute(delete(RollList).where(mine, RollList.made < act.now - KEPT))
    row = RollList(
        session_id=session_id, officer=act.officers[0], made=act.now, file=file_name(file),
        rows=kept_rows(table),
    )  # fmt: skip
    db.add(row)
    db.flush()
    return row.id


def waiting(db: Session, session_id: int) -> tuple[WaitingList, ...]:
    """The lists of a session that have rows left, the newest first."""
    rows = db.scalars(select(RollList).where(RollList.session_id == session_id).order_by(RollList.id.desc()))
    return tuple(
        WaitingList(id=row.id, file=row.file, officer=row.officer, made=row.made, rows=len(row.rows))
        for row in rows
        if row.rows
    )


def preview(db: Session, session_id: int, list_id: int) -> RollPreview:
    """A list as it would be taken now. Refused: not-found, also for another session's."""
    row = _find(db, session_id, list_id)
    return RollPreview(id=row.id, file=row.file, made=row.made, lines=lines(db, session_id, row.rows))


def confirm(
    db: Session, act: Act, session_id: int, list_id: int, *, choices: Mapping[int, str] | None = None
) -> EnteredList:
    """Put the good rows on the roll; bad ones and undecided ones stay in the list. Again, nothing is left to do.

    `choices` say by row number which institution, by its id, is meant where several may be.
    Refused: not-found, roll-frozen, roll-late.
    """
    session = db.get_one(AssemblySession, session_id, with_for_update=True)
    if not may_add(db, session_id):
        raise Refused(ROLL_FROZEN)
    need_early(db, session_id, act.now)
    row = _find(db, session_id, list_id, lock=True)
    taken, left = dict[int, RollLine](), []
    for line in lines(db, session_id, row.rows):
        meant = _meant(line, (choices or {}).get(line.number, ""))
        if meant is not None and meant.id not in taken:
            taken[meant.id] = line
        elif line.state is not RowState.KNOWN:
            left.append(kept_row(line.number, line.cells))
    row.rows = left
    if taken:
        rows = enrol(db, act, session_id, [(one, line.name) for one, line in taken.items()])
        for new, line in zip(rows, taken.values(), strict=True):
            new.by_video = line.by_video
        journal.record(
            db, act, journal.Kind.ROLL_IMPORTED, assembly_id=session.assembly_id, session=session_id, file=row.file,
            count=len(taken), left=len(left),
        )  # fmt: skip
    return EnteredList(added=len(taken), left=len(left))


def put_away(db: Session, session_id: int, list_id: int) -> None:
    """Throw a list away; who was put on the roll by it stays there. Refused: not-found."""
    db.delete(_find(db, session_id, list_id, lock=True))


def awaited(db: Session, session_id: int) -> tuple[Sender, ...]:
    """The institutions that were introduced and have nobody on the roll, in Persian order."""
    return tuple(one for one in senders(db, session_id) if one.introduced and not one.delegate)


def _find(db: Session, session_id: int, list_id: int, *, lock: bool = False) -> RollList:
    row = db.get(RollList, list_id, with_for_update=lock)
    if row is None or row.session_id != session_id:
        raise Refused(NOT_FOUND)
    return row


def _meant(line: RollLine, choice: str) -> Sender | None:
    """The institution for which a row puts somebody on the roll."""
    if line.state is RowState.READY:
        return line.senders[0]
    return next((one for one in line.senders if line.state is RowState.TWIN and str(one.id) == choice), None)
