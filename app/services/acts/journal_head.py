"""Signed heads of the journal: whoever changes an entry afterwards, and every hash after it, cannot sign them anew.

A head is a note (SPEC 13) of four lines: ``<host>/journal``, the number of entries, the hash of the last, and
``time <Unix seconds>``. The same number and hash stand in each checkpoint of a board, in the line `journal`, and on
zero report and minutes.
"""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.models import JournalEntry, JournalHead
from app.services.acts.signer import BoardSigner
from ballots.note import NoteKey, decode_note, sign_note, verify_note

LINE = "journal"
_TEXT = re.compile(r"[^\s+]{1,200}\n([1-9][0-9]{0,9})\n([0-9a-f]{64})\ntime [1-9][0-9]{0,11}\n")
_VALUE = re.compile(r"([1-9][0-9]{0,9}):([A-Za-z0-9+/]{43}=)")


@dataclass(frozen=True, slots=True, kw_only=True)
class HeadValue:
    """How many entries the journal has, and the hash of the last; "" for none."""

    entries: int
    hash: str

    @property
    def line(self) -> str:
        """As it stands in a checkpoint, short enough for its square code."""
        return f"{self.entries}:{base64.b64encode(bytes.fromhex(self.hash)).decode()}"


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedHead:
    """A head that was signed, as its exact note."""

    head: HeadValue
    note: str
    signed_at: datetime


def head(db: Session) -> HeadValue:
    """The head of the journal as it is now."""
    last = select(JournalEntry.hash).order_by(JournalEntry.id.desc()).limit(1).scalar_subquery()
    count, found = db.execute(select(func.count(JournalEntry.id), last)).one()  # at once: others may write meanwhile
    return HeadValue(entries=count, hash=found or "")


def sign_head(db: Session, signer: BoardSigner, now: datetime) -> None:
    """Sign the head as it is now; again changes nothing. The caller has written an entry, so that nobody else can."""
    found = head(db)
    if not found.entries or db.get(JournalHead, found.entries) is not None:
        return
    name = f"{signer.host}/journal"
    text = f"{name}\n{found.entries}\n{found.hash}\ntime {int(now.timestamp())}\n"
    note = sign_note(text, name, signer.private).to_text()
    db.add(JournalHead(entries=found.entries, hash=found.hash, note=note, signed_at=now))
    db.flush()


def signed_heads(db: Session) -> tuple[SignedHead, ...]:
    """Every head that was signed, the oldest first."""
    return tuple(map(_value, db.scalars(select(JournalHead).order_by(JournalHead.entries))))


def last_signed(db: Session) -> SignedHead | None:
    """The last head that was signed, or None."""
    row = db.scalars(select(JournalHead).order_by(JournalHead.entries.desc()).limit(1)).first()
    return None if row is None else _value(row)


def open_head(note: str, key: NoteKey) -> HeadValue:
    """The head that a note holds, signed by this key. Raises BallotsError, or ValueError for another text."""
    found = decode_note(note)
    verify_note(found, key)
    said = _TEXT.fullmatch(found.text)
    if said is None:
        raise ValueError("the note is not of a journal")
    return HeadValue(entries=int(said[1]), hash=said[2])


def read_line(value: str) -> HeadValue:
    """The head that a checkpoint's line says. Raises ValueError."""
    said = _VALUE.fullmatch(value)
    if said is None:
        raise ValueError("the line is not of a journal")
    return HeadValue(entries=int(said[1]), hash=base64.b64decode(said[2]).hex())


def _value(row: JournalHead) -> SignedHead:
    return SignedHead(head=HeadValue(entries=row.entries, hash=row.hash), note=row.note, signed_at=row.signed_at)
