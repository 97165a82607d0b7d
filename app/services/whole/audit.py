"""The audit of the journal: whether its chain holds, and whether it says what it said when its heads were signed.

Hashes alone show a slip of the hand: who may write the database can change an entry and every hash after it. So the
chain is held against heads that the board's key signed, in each checkpoint and in a table of their own, and against
those that stand outside, on paper or with a witness.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import Checkpoint
from app.services.acts import journal, journal_head
from app.services.acts.journal_head import HeadValue
from ballots.checkpoint import decode_checkpoint
from ballots.errors import BallotsError
from ballots.note import NoteKey, decode_note, verify_note


@dataclass(frozen=True, slots=True, kw_only=True)
class Break:
    """Where the journal is not what it was: in the entries `first` to `last`, counted from 1.

    `kind` is "chain" where an entry does not follow from the one before, "changed" where a signed head knew other
    entries, "short" where entries are missing at the end, "unsigned" where a head is not signed by the board's key.
    """

    kind: str
    first: int
    last: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditValue:
    """The journal's head and the instant of its last entry; how many of its entries signed heads vouch for, since when
    the last of them was signed; and the first break, or None.
    """

    head: HeadValue
    last_at: datetime | None
    vouched: int
    heads: int
    broken: Break | None


def audit(db: Session, key: NoteKey, outside: Iterable[HeadValue] = ()) -> AuditValue:
    """Walk the whole journal once. `key` is the board's public key under any name; `outside` are heads from paper."""
    known, unsigned = _known(db, key)
    every = sorted({*known, *outside}, key=lambda one: one.entries)
    asked = {one.entries for one in every}
    said: dict[int, str] = {}
    place, last_at, last, chain = 0, None, "", None
    for place, one in enumerate(journal.links(db), start=1):
        if chain is None and not one.follows:
            chain = Break(kind="chain", first=place, last=place)
        last, last_at = one.hash, one.at
        if place in asked:
            said[place] = one.hash
    breaks = [one for one in (chain, unsigned, _differs(every, said, place)) if one is not None]
    return AuditValue(
        head=HeadValue(entries=place, hash=last), last_at=last_at, heads=len(every),
        vouched=max((one.entries for one in every if said.get(one.entries) == one.hash), default=0),
        broken=min(breaks, key=lambda one: (one.last, one.first), default=None),
    )  # fmt: skip


def _differs(every: list[HeadValue], said: dict[int, str], entries: int) -> Break | None:
    """The first head that knew other entries: what it vouched for was changed behind the last head that still fits."""
    fits = 0
    for one in every:
        if one.entries > entries:
            return Break(kind="short", first=entries + 1, last=one.entries)
        if said[one.entries] != one.hash:
            return Break(kind="changed", first=fits + 1, last=one.entries)
        fits = one.entries
    return None


def _known(db: Session, key: NoteKey) -> tuple[set[HeadValue], Break | None]:
    """The heads that the board's key signed, and the first row that says it was, and was not."""
    found, unsigned = set(), None
    for entries, note in _notes(db):
        try:
            found.add(_open(note, key))
        except (BallotsError, ValueError):
            unsigned = unsigned or Break(kind="unsigned", first=entries, last=entries)
    found.discard(NOTHING)
    return found, unsigned


NOTHING = HeadValue(entries=0, hash="")
"""What a checkpoint says that was signed before checkpoints named the journal."""


def _notes(db: Session) -> Iterator[tuple[int, str]]:
    yield from ((one.head.entries, one.note) for one in journal_head.signed_heads(db))
    yield from ((0, note) for note in db.scalars(select(Checkpoint.note).order_by(Checkpoint.signed_at)))


def _open(note: str, key: NoteKey) -> HeadValue:
    text = decode_note(note).text
    own = replace(key, name=text.partition("\n")[0])
    if own.name.endswith("/journal"):
        return journal_head.open_head(note, own)
    verify_note(decode_note(note), own)
    line = decode_checkpoint(text).lines.get(journal_head.LINE)
    return NOTHING if line is None else journal_head.read_line(line)
