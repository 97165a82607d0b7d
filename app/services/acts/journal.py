"""The journal: typed entries, each bound to the one before by its hash."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import date, datetime, time

from sqlalchemy import ColumnElement, Text, and_, cast, func, or_, select, text
from sqlalchemy.orm import Session

from app.models import Election, JournalEntry
from app.services.acts import clock, journal_head
from app.services.acts.act import Act
from app.services.acts.journal_kind import GOES_ON, OBSERVED_IN_ELECTION, OBSERVED_IN_SESSION
from app.services.acts.journal_kind import Kind as Kind

_CLOCK = (Kind.CLOCK_DOUBTED.value, Kind.CLOCK_RELEASED.value)
_SHARED = (*_CLOCK, Kind.RESTORED.value)
"""Entries about the whole installation, which every assembly reads in its journal."""

VOUCHED = frozenset({
    Kind.PHASE_CHANGED, Kind.ACCOUNTING_STATED, Kind.RESULT_RECORDED, Kind.LETTER_ISSUED, Kind.LETTER_REVOKED,
    Kind.OFFICER_ADDED, Kind.OFFICER_CHANGED, Kind.OFFICE_KEY_DESTROYED, Kind.EXPORTED,
})  # fmt: skip
"""After an entry of these kinds the head of the journal is signed, if the act brings the key; and with each entry of a
public board, whose checkpoints name it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One line of the journal as it is shown."""

    at: datetime
    actors: tuple[str, ...]
    kind: str
    detail: dict[str, object]
    hash: str
    election_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What an entry says, as its hash takes it."""

    assembly_id: int | None
    election_id: int | None
    at: datetime
    actors: list[str]
    kind: str
    detail: dict[str, object]

    def hash(self, last: str) -> str:
        """The entry's hash, which binds it to the hash of the entry before; `last` is "" for the first."""
        said = [last, self.assembly_id, self.election_id, self.at.isoformat(), self.actors, self.kind, self.detail]
        plain = json.dumps(said, separators=(",", ":"), ensure_ascii=False, sort_keys=True)
        return hashlib.sha256(plain.encode()).hexdigest()


def record(
    db: Session,
    act: Act,
    kind: Kind,
    *,
    election_id: int | None = None,
    assembly_id: int | None = None,
    **detail: object,
) -> None:
    """Append one entry; others who would append wait for this transaction, so that the chain never forks.

    `detail` holds plain JSON values, never a secret. Refused: clock-doubtful, unless the kind `GOES_ON`.
    """
    lasting = kind not in GOES_ON
    if lasting:
        clock.need_sound(db)
    if election_id is not None and assembly_id is None:
        assembly_id = db.get_one(Election, election_id).session.assembly_id
    if db.get_bind().dialect.name != "sqlite":  # SQLite has one writer at a time anyway
        db.execute(text("LOCK TABLE journal IN SHARE ROW EXCLUSIVE MODE"))
    last = db.scalars(select(JournalEntry).order_by(JournalEntry.id.desc()).limit(1)).first()
    before = None if last is None else last.at
    entry = JournalEntry(
        assembly_id=assembly_id,
        election_id=election_id,
        at=act.now if kind is Kind.CLOCK_RELEASED else clock.believed(before, act.now, lasting=lasting),
        actors=list(act.officers),
        kind=kind.value,
        detail=detail,
    )
    entry.hash = _hash(last.hash if last else "", entry)
    db.add(entry)
    db.flush()
    if kind in VOUCHED and act.signer is not None:
        journal_head.sign_head(db, act.signer, act.now)


def differences(before: Mapping[str, object], after: Mapping[str, object]) -> dict[str, list[object]]:
    """Old and new of what differs, as an entry holds it: plain values by the name of the field."""
    return {
        name: [_plain(before.get(name)), _plain(value)] for name, value in after.items() if before.get(name) != value
    }


def _plain(value: object) -> object:
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, dict):
        return {str(key): _plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_plain(one) for one in value]
    if isinstance(value, date | time):
        return value.isoformat()
    return value if value is None or isinstance(value, str | int | bool) else str(value)


@dataclass(frozen=True, slots=True, kw_only=True)
class JournalSearch:
    """Which entries are asked for: of one election, kind, officer (user name), from an instant until another."""

    election_id: int | None = None
    kind: str = ""
    person: str = ""
    since: datetime | None = None
    until: datetime | None = None


EVERYTHING = JournalSearch()


def entries(
    db: Session, election_id: int, page: int = 1, size: int = 100, asked: JournalSearch = EVERYTHING, *, home: int = 0
) -> tuple[Entry, ...]:
    """The newest entries first of an election's assembly, or of the assembly `home`, of those that are asked for."""
    rows = db.scalars(
        select(JournalEntry)
        .where(*_matching(home or _home(db, election_id), asked))
        .order_by(JournalEntry.id.desc())
        .offset((page - 1) * size)
        .limit(size)
    )
    return tuple(map(_entry, rows))


def kinds(db: Session, election_id: int, *, home: int = 0) -> tuple[str, ...]:
    """The kinds of entries that an election's assembly has, or the assembly `home`."""
    query = select(JournalEntry.kind).where(_read_in(home or _home(db, election_id))).distinct()
    return tuple(db.scalars(query.order_by(JournalEntry.kind)))


def _matching(assembly_id: int, asked: JournalSearch) -> list[ColumnElement[bool]]:
    laws = [_read_in(assembly_id)]
    if asked.election_id is not None:
        laws.append(JournalEntry.election_id == asked.election_id)
    if asked.kind:
        laws.append(JournalEntry.kind == asked.kind)
    if asked.person:
        laws.append(cast(JournalEntry.actors, Text).contains(json.dumps(asked.person), autoescape=True))
    if asked.since is not None:
        laws.append(JournalEntry.at >= asked.since)
    if asked.until is not None:
        laws.append(JournalEntry.at < asked.until)
    return laws


def observed(db: Session, session_id: int, page: int = 1, size: int = 50) -> tuple[Entry, ...]:
    """What an observer of a session reads, the newest first: the entries of some kinds about it and its elections."""
    rows = select(JournalEntry).where(_observed(session_id)).order_by(JournalEntry.id.desc())
    return tuple(map(_entry, db.scalars(rows.offset((page - 1) * size).limit(size))))


def count_observed(db: Session, session_id: int) -> int:
    """How many entries `observed` goes through."""
    return db.scalar(select(func.count()).select_from(JournalEntry).where(_observed(session_id))) or 0


def _observed(session_id: int) -> ColumnElement[bool]:
    mine = select(Election.id).where(Election.session_id == session_id, Election.discarded.is_(None))
    in_session = (JournalEntry.kind.in_(OBSERVED_IN_SESSION), JournalEntry.detail["session"].as_integer() == session_id)
    in_election = (JournalEntry.kind.in_(OBSERVED_IN_ELECTION), JournalEntry.election_id.in_(mine))
    return or_(and_(*in_session), and_(*in_election))


def of_kind(db: Session, election_id: int, kind: Kind) -> tuple[Entry, ...]:
    """The entries of one kind about an election, the oldest first."""
    mine = (JournalEntry.election_id == election_id, JournalEntry.kind == kind.value)
    return tuple(map(_entry, db.scalars(select(JournalEntry).where(*mine).order_by(JournalEntry.id))))


def of_assembly(db: Session, assembly_id: int, kind: Kind, since: datetime) -> tuple[Entry, ...]:
    """The entries of one kind about an assembly from an instant on, the newest first."""
    mine = (JournalEntry.assembly_id == assembly_id, JournalEntry.kind == kind.value, JournalEntry.at >= since)
    return tuple(map(_entry, db.scalars(select(JournalEntry).where(*mine).order_by(JournalEntry.id.desc()))))


def of_clock(db: Session, election_id: int) -> tuple[Entry, ...]:
    """That the clock was doubted or released, since the first entry about an election; the oldest first."""
    first = select(func.min(JournalEntry.id)).where(JournalEntry.election_id == election_id).scalar_subquery()
    mine = (JournalEntry.kind.in_(_CLOCK), JournalEntry.id > first)
    return tuple(map(_entry, db.scalars(select(JournalEntry).where(*mine).order_by(JournalEntry.id))))


def last_of(db: Session, election_id: int) -> int:
    """The number of the newest entry about an election, 0 where there is none."""
    return db.scalar(select(func.max(JournalEntry.id)).where(JournalEntry.election_id == election_id)) or 0


def between(db: Session, election_id: int, after: int, until: int) -> tuple[Entry, ...]:
    """The entries about an election with numbers above `after`, up to `until`, the oldest first."""
    mine = (JournalEntry.election_id == election_id, JournalEntry.id > after, JournalEntry.id <= until)
    return tuple(map(_entry, db.scalars(select(JournalEntry).where(*mine).order_by(JournalEntry.id))))


def withdrawals(db: Session, election_id: int) -> dict[int, Entry]:
    """The entry of each institution that withdrew from an election."""
    said = of_kind(db, election_id, Kind.NOMINATION_WITHDRAWN)
    return {int(str(entry.detail["institution"])): entry for entry in said}


def has(db: Session, election_id: int, kind: Kind) -> bool:
    """Whether an entry of this kind was written about an election."""
    mine = select(JournalEntry.id).where(JournalEntry.election_id == election_id, JournalEntry.kind == kind.value)
    return db.scalar(mine.limit(1)) is not None


def count(db: Session, election_id: int, asked: JournalSearch = EVERYTHING, *, home: int = 0) -> int:
    """How many entries `entries` goes through."""
    return db.scalar(select(func.count()).where(*_matching(home or _home(db, election_id), asked))) or 0


def _home(db: Session, election_id: int) -> int:
    return db.get_one(Election, election_id).session.assembly_id


def _read_in(assembly_id: int) -> ColumnElement[bool]:
    """What an assembly reads in its journal: what is about it, and about what all share."""
    shared = (JournalEntry.assembly_id.is_(None), JournalEntry.kind.in_(_SHARED))
    return or_(JournalEntry.assembly_id == assembly_id, and_(*shared))


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """An entry as a link of the chain: its number in the table, and whether it follows from the one before."""

    id: int
    at: datetime
    hash: str
    follows: bool


def links(db: Session) -> Iterator[Link]:
    """Every entry of the installation, the oldest first."""
    last = ""
    for row in db.scalars(select(JournalEntry).order_by(JournalEntry.id)).yield_per(500):
        yield Link(id=row.id, at=row.at, hash=row.hash, follows=row.hash == _hash(last, row))
        last = row.hash


def entry_at(db: Session, place: int) -> Entry | None:
    """The entry at a place, counted from 1, or None behind the end."""
    row = db.scalars(select(JournalEntry).order_by(JournalEntry.id).offset(place - 1).limit(1)).first()
    return None if row is None else _entry(row)


def first_broken(db: Session) -> int | None:
    """The number of the first entry that does not follow from the one before, or None; `audit` asks for more."""
    return next((one.id for one in links(db) if not one.follows), None)


def _entry(row: JournalEntry) -> Entry:
    return Entry(
        at=row.at,
        actors=tuple(row.actors),
        kind=row.kind,
        detail=row.detail,
        hash=row.hash,
        election_id=row.election_id,
    )


def _hash(last: str, row: JournalEntry) -> str:
    return Said(
        assembly_id=row.assembly_id, election_id=row.election_id, at=row.at, actors=row.actors, kind=row.kind,
        detail=row.detail,
    ).hash(last)  # fmt: skip
