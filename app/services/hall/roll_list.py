"""A list of delegates brought as a table: kept apart, looked at row by row against roll and register, then confirmed.

Nobody enters the roll before somebody confirms; who is on it already is never changed by a list.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.language import text
from app.language.message import N_
from app.language.names import Names
from app.models import AssemblySession, RollList
from app.received import delegates, spreadsheet
from app.received.delegates import DelegateTable as DelegateTable
from app.received.introductions import HeadingsError
from app.received.sheet import read_book
from app.services.acts import journal
from app.services.acts.act import Act
from app.services.acts.reader import told_to_wait
from app.services.acts.refusal import NOT_FOUND, Refusal, Refused
from app.services.hall.roll import ROLL_FROZEN, may_add
from app.services.hall.roll_instant import need_early
from app.services.hall.roll_row import RollLine, Sender, lines, senders
from app.services.hall.rows import enrol
from app.services.register.introduction_list import SHEET_EMPTY, SHEET_SEVERAL, SHEET_TWICE, unread
from app.states.roll import RowState

ROLL_SHEET_HEAD = Refusal(
    code="roll-sheet-head",
    status=400,
    words=N_(
        "No columns for institution and delegate are found. The first row must hold the headings of the template."
    ),
)
_ASKED = {one.code: one for one in (SHEET_SEVERAL, SHEET_TWICE)}

KEPT = timedelta(days=30)


@dataclass(frozen=True, slots=True, kw_only=True)
class RollPreview:
    """A list that waits, with the state of each row as roll and register are now."""

    id: int
    file: str
    made: datetime
    lines: tuple[RollLine, ...]

    def of(self, state: str) -> tuple[RollLine, ...]:
        """The rows in one state."""
        return tuple(line for line in self.lines if line.state == state)


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingList:
    """A list that waits: its file, who brought it when, how many rows are left."""

    id: int
    file: str
    officer: str
    made: datetime
    rows: int


@dataclass(frozen=True, slots=True, kw_only=True)
class EnteredList:
    """What came of a confirmation: put on the roll, still left in the list."""

    added: int
    left: int


def read(data: bytes, sheet: str = "", *, room: Path | None = None) -> DelegateTable:
    """The table in a file, in the sheet of a name or in the only one that has a table.

    Refused: sheet-large, sheet-empty, sheet-type, sheet-damaged, sheet-rows, sheet-columns, sheet-cell;
    roll-sheet-head; sheet-several, sheet-twice where it must be asked what is meant; files-many.
    """
    try:
        with told_to_wait():
            found = delegates.choose(read_book(data, room), sheet)
    except spreadsheet.SheetError as error:
        raise unread(error) from error
    except HeadingsError as error:
        raise Refused(_ASKED[error.code], first=error.first, second=error.second) from error
    if found is None:
        raise Refused(ROLL_SHEET_HEAD)
    if not found.rows:
        raise Refused(SHEET_EMPTY)
    return found


def take(db: Session, act: Act, session_id: int, file: str, table: DelegateTable) -> int:
    """Keep a list until it is confirmed or put away; its number. What was left lying for long is thrown away.

    Refused: roll-frozen, roll-late.
    """
    if not may_add(db, session_id):
        raise Refused(ROLL_FROZEN)
    need_early(db, session_id, act.now)
    mine = RollList.session_id == session_id
    db.execute(delete(RollList).where(mine, RollList.made < act.now - KEPT))
    row = RollList(
        session_id=session_id, officer=act.officers[0], made=act.now, file=text.normalise(file)[-120:],
        rows=[
            {"number": number, "cells": {code: cell.replace("\0", "") for code, cell in cells.items()}}
            for number, cells in table.rows
        ],
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
    taken, left = dict[int, Names](), []
    for line in lines(db, session_id, row.rows):
        meant = _meant(line, (choices or {}).get(line.number, ""))
        if meant is not None and meant.id not in taken:
            taken[meant.id] = line.name
        elif line.state is not RowState.KNOWN:
            left.append({"number": line.number, "cells": dict(line.cells)})
    row.rows = left
    if taken:
        enrol(db, act, session_id, list(taken.items()))
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
