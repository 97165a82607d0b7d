"""The audit of the journal: what whoever may write the database changes, and cannot sign anew, is named."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import delete, func, select, update

from app.db import Session
from app.models import Checkpoint, JournalEntry, JournalHead
from app.services.acts import journal, journal_head
from app.services.acts.journal_head import HeadValue
from app.services.whole import audit as auditing
from app.services.whole.audit import AuditValue, Break
from tests.services.conftest import Hold
from tests.support.assemblies import Simulation, fresh_signer


def audited(held: Simulation, *outside: HeadValue) -> AuditValue:
    with held.database.reading() as db:
        return auditing.audit(db, held.signer.key(""), outside)


def place_of(held: Simulation, kind: str, phase: str = "") -> int:
    """The place of the first entry of a kind, counted from 1."""
    with held.database.reading() as db:
        found = db.execute(select(JournalEntry.kind, JournalEntry.detail).order_by(JournalEntry.id)).all()
    return next(place for place, one in enumerate(found, 1) if one[0] == kind and one[1].get("phase", "") == phase)


ENTRY = ("id", "assembly_id", "election_id", "at", "actors", "kind", "detail")


def forge(db: Session, place: int) -> None:
    """Ten lines: another person opened the poll, and every hash after it fits again."""
    last = ""
    rows = db.execute(select(*(getattr(JournalEntry, name) for name in ENTRY)).order_by(JournalEntry.id)).all()
    for number, row in enumerate(rows, 1):
        actors = ["omid.mehr", "laleh.mehr"] if number == place else row.actors
        said = [last, row.assembly_id, row.election_id, row.at.isoformat(), actors, row.kind, row.detail]
        plain = json.dumps(said, separators=(",", ":"), ensure_ascii=False, sort_keys=True)
        last = hashlib.sha256(plain.encode()).hexdigest()
        db.execute(update(JournalEntry).where(JournalEntry.id == row.id).values(actors=actors, hash=last))


@contextmanager
def forged(held: Simulation, kind: str, phase: str = "") -> Iterator[int]:
    place = place_of(held, kind, phase)
    with held.database.transaction() as db:
        forge(db, place)
    with held.database.reading() as db:
        assert journal.first_broken(db) is None, "the chain alone finds nothing"
    yield place


def test_a_journal_as_it_was_written_holds(hold: Hold) -> None:
    held = hold("closed")
    found = audited(held)
    with held.database.reading() as db:
        assert found.head == journal_head.head(db)
        assert found.head.entries == db.scalar(select(func.count()).select_from(JournalEntry))
    assert found.broken is None
    assert found.vouched == found.head.entries, "the last act was signed"
    assert found.heads > 4


def test_who_opened_the_poll_cannot_be_changed_unseen(hold: Hold) -> None:
    held = hold("closed")
    with forged(held, "phase-changed", "open") as place:
        broken = audited(held).broken
    assert broken is not None
    assert broken.kind == "changed"
    assert broken.first <= place <= broken.last


@pytest.mark.parametrize("kept", ["checkpoints", "heads", "paper"])
def test_whichever_anchor_is_left_finds_it(hold: Hold, kept: str) -> None:
    held = hold("closed")
    with held.database.reading() as db:
        paper = journal_head.head(db)
    with forged(held, "phase-changed", "open") as place, held.database.transaction() as db:
        if kept != "heads":
            db.execute(delete(JournalHead))
        if kept != "checkpoints":
            db.execute(delete(Checkpoint))
    broken = audited(held, *([paper] if kept == "paper" else [])).broken
    assert broken is not None
    assert broken.first <= place <= broken.last


def test_without_any_anchor_it_is_not_found(hold: Hold) -> None:
    """The twin: hashes that nobody signed protect nothing."""
    held = hold("closed")
    with forged(held, "phase-changed", "open"), held.database.transaction() as db:
        db.execute(delete(JournalHead))
        db.execute(delete(Checkpoint))
    assert audited(held).broken is None


def test_entries_that_are_cut_off_are_missed(hold: Hold) -> None:
    held = hold("open")
    whole = audited(held).head.entries
    with held.database.transaction() as db:
        last = db.scalars(select(JournalEntry.id).order_by(JournalEntry.id.desc()).limit(3)).all()
        db.execute(delete(JournalEntry).where(JournalEntry.id.in_(last)))
    broken = audited(held).broken
    assert broken is not None
    assert (broken.kind, broken.first) == ("short", whole - 2)


def test_one_changed_line_is_named_exactly(hold: Hold) -> None:
    held = hold("frozen")
    place = place_of(held, "session-created")
    with held.database.transaction() as db:
        number = db.scalar(select(JournalEntry.id).order_by(JournalEntry.id).offset(place - 1).limit(1))
        db.execute(update(JournalEntry).where(JournalEntry.id == number).values(actors=["nobody"]))
    assert audited(held).broken == Break(kind="chain", first=place, last=place)


def test_heads_signed_by_another_key_count_for_nothing(hold: Hold) -> None:
    """Who rehashes the journal and signs new heads with a key of the own is found by the board's key."""
    held = hold("open")
    with forged(held, "phase-changed", "open"), held.database.transaction() as db:
        db.execute(delete(JournalHead))
        db.execute(delete(Checkpoint))
        journal_head.sign_head(db, fresh_signer(), held.now)
    broken = audited(held).broken
    assert broken is not None
    assert broken.kind == "unsigned"
