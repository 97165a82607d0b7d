"""The end of a rehearsal: two officers discard it, and everything of it goes but what the journal says.

What hangs on its session or on one of its elections is found by the tables' own foreign keys, so that a table that
comes later is emptied too. Of session and elections one row each is left, without content: the journal names it.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import Column, ColumnElement, Table, delete, or_, select, update
from sqlalchemy.orm import Session

from app.language.message import N_
from app.models import AssemblySession, Base, Election, JournalEntry, PrintedPaper, Upload, UploadContent
from app.services.acts import journal
from app.services.acts.act import Act
from app.services.acts.refusal import NOT_FOUND, Refusal, Refused
from app.services.acts.two import need_pair_in_session

NO_REHEARSAL = Refusal(
    code="no-rehearsal", status=409, words=N_("This session is no rehearsal. Nothing of it can be removed.")
)

_STAY = frozenset({AssemblySession.__tablename__, Election.__tablename__, JournalEntry.__tablename__})


def discard_rehearsal(db: Session, act: Act, session_id: int) -> None:
    """Remove a rehearsal whole: roll, slips, ballots, papers, notes. The journal keeps that it was held.

    Refused: not-found where it is removed already, two-officers-needed, no-rehearsal.
    """
    need_pair_in_session(db, act, session_id)
    row = db.get(AssemblySession, session_id, with_for_update=True, populate_existing=True)
    if row is None or row.discarded is not None:
        raise Refused(NOT_FOUND)
    if not row.rehearsal:
        raise Refused(NO_REHEARSAL)
    held = dict(iter(db.execute(select(Election.id, Election.public_id).where(Election.session_id == session_id))))
    journal.record(
        db, act, journal.Kind.REHEARSAL_DISCARDED, assembly_id=row.assembly_id, session=session_id, number=row.number,
        elections=len(held),
    )  # fmt: skip
    _remove(db, {AssemblySession.__tablename__: {session_id}, Election.__tablename__: set(held)})
    _remove_loose(db, held.values())
    left = {one.name: None for one in Election.__table__.columns if one.nullable and not one.foreign_keys}
    db.execute(
        update(Election).where(Election.session_id == session_id).values({**left, Election.discarded.key: act.now})
    )
    row.discarded, row.first_call, row.agenda = act.now, None, ""
    row.chair = row.secretary = row.first_observer = row.second_observer = ""
    db.flush()
    db.expire_all()


def _remove(db: Session, doomed: dict[str, set[int]]) -> None:
    """Delete what refers to `doomed`, ids by table, and what refers to that, the outermost rows first."""
    found: list[tuple[Table, ColumnElement[bool]]] = []
    for table in Base.metadata.sorted_tables:
        refers = _refers(table, doomed)
        if table.name in _STAY or not refers:
            continue
        found.append((table, or_(*refers)))
        (key, *more) = table.primary_key.columns
        if not more:
            doomed[table.name] = set(db.scalars(select(key).where(or_(*refers))))
    for table, mine in reversed(found):
        db.execute(delete(table).where(mine))


def _refers(table: Table, doomed: dict[str, set[int]]) -> list[ColumnElement[bool]]:
    """That a row of a table refers to one that goes, itself or through another (a slip handed, through its voter)."""
    ends = ((key.parent, _end(key.column)) for key in sorted(table.foreign_keys, key=str))
    mine = ((column, doomed.get(end.table.name)) for column, end in ends if end.primary_key)
    return [column.in_(ids) for column, ids in mine if ids]


def _end(column: Column[Any]) -> Column[Any]:
    """The column that a foreign key refers to at last."""
    return next((_end(key.column) for key in column.foreign_keys), column)


def _remove_loose(db: Session, public_ids: Collection[str]) -> None:
    """Papers that were kept under an election's address, and contents of files that no dossier has any more."""
    for public_id in public_ids:
        named = PrintedPaper.name.contains(f"/{public_id}", autoescape=True)
        db.execute(delete(PrintedPaper).where(named))
    used = select(Upload.sha256).union(select(Upload.small_sha256).where(Upload.small_sha256.is_not(None)))
    db.execute(delete(UploadContent).where(UploadContent.sha256.not_in(used)))
