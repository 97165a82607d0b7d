"""The journal: one chain whoever writes at once, every change noticed, no secret in it."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from sqlalchemy import delete, select, update

from app.models import JournalEntry
from app.services.acts import journal
from app.services.election.rows import find
from tests.services.conftest import Hold
from tests.support.assemblies import PASSPHRASE, PASSWORD, Simulation, everything

WRITERS, LINES = 4, 5


def broken(held: Simulation) -> int | None:
    with held.database.reading() as db:
        return journal.first_broken(db)


def test_a_whole_election_leaves_an_unbroken_journal_of_its_acts(hold: Hold) -> None:
    held = hold("final")
    held.draft()
    assert broken(held) is None
    with held.database.reading() as db:
        said = [(entry.kind, entry.actors) for entry in journal.entries(db, find(db, held.election).id)]
    kinds = [kind for kind, _ in said]
    assert kinds.count("phase-changed") == 8
    for kind in (
        "slips-printed",
        "slips-sealed",
        "accounting-stated",
        "tally-encrypted",
        "decryption-given",
        "order-announced",
        "lots-drawn",
    ):
        assert kind in kinds
    for kind, actors in said:
        if kind in ("accounting-stated", "lots-drawn"):
            assert set(actors) == {"negar.mehr", "bahram.mehr"}


@pytest.mark.parametrize("column", ["kind", "actors", "at", "detail", "assembly_id", "election_id", "hash"])
def test_a_changed_line_is_found(hold: Hold, column: str) -> None:
    held = hold("frozen")
    with held.database.transaction() as db:
        row = db.scalars(select(JournalEntry).order_by(JournalEntry.id).offset(6)).first()
        assert row is not None
        changed = {
            "kind": "slips-sealed", "actors": ["somebody"], "at": row.at + timedelta(seconds=1), "detail": {"x": 1},
            "assembly_id": None, "election_id": None if row.election_id else held.value.id, "hash": "0" * 64,
        }  # fmt: skip
        number = row.id
        db.execute(update(JournalEntry).where(JournalEntry.id == number).values({column: changed[column]}))
    assert broken(held) == number


def test_a_line_that_was_taken_out_or_put_in_is_found(hold: Hold) -> None:
    held = hold("frozen")
    with held.database.transaction() as db:
        db.execute(delete(JournalEntry).where(JournalEntry.id == 5))
    assert broken(held) == 6
    other = hold()
    with other.database.transaction() as db:
        db.add(
            JournalEntry(
                assembly_id=1, election_id=None, at=other.now, actors=["x"], kind="slip-voided", detail={}, hash="ff"
            )
        )
    assert broken(other) is not None


def write_at_once(held: Simulation) -> None:
    start = threading.Barrier(WRITERS)

    def write() -> None:
        start.wait()
        for _ in range(LINES):
            with held.database.transaction() as db:
                journal.record(db, held.act(), journal.Kind.SESSION_CHANGED, assembly_id=1)

    threads = [threading.Thread(target=write) for _ in range(WRITERS)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()


def test_many_who_write_at_once_make_one_chain(hold_on_both: Hold) -> None:
    held = hold_on_both()
    before = len(everything(held.database)["journal"])
    write_at_once(held)
    assert len(everything(held.database)["journal"]) == before + WRITERS * LINES
    assert broken(held) is None


def test_a_journal_that_does_not_wait_for_the_writer_before_is_caught(
    hold: Hold, postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without the lock two transactions follow the same line; here the second begins while the first is open."""
    held = hold(url=postgres_url)
    monkeypatch.setattr(journal, "text", lambda statement: select(1))
    with held.database.transaction() as first:
        journal.record(first, held.act(), journal.Kind.SESSION_CHANGED, assembly_id=1)
        with held.database.transaction() as second:
            journal.record(second, held.act(), journal.Kind.SESSION_CHANGED, assembly_id=1)
    assert broken(held) is not None


def test_neither_journal_nor_database_holds_a_secret_or_a_choice(hold: Hold) -> None:
    """A canary search over every column of every table after a whole election."""
    held = hold("final")
    stored = repr(everything(held.database))
    secrets = [PASSWORD, PASSPHRASE, *held.invitations.values(), *map(str, held.private_keys.values())]
    for one in held.slips:
        secrets += [one.credential, one.credential.replace("-", ""), one.token]
    for secret in secrets:
        assert secret not in stored
    said = repr(everything(held.database)["journal"])
    for ballot in held.sent:
        assert ballot.decode() not in said
