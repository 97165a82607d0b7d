"""Nothing that is stored ties a delegate to a ballot or a slip: not a row, nor where it lies, nor a backup.

The delegates of these days are all there when the poll opens. Who comes later or leaves earlier keeps an hour of coming
and going, and signed heads keep minutes; a copy that is taken amid the poll shows who has a slip by then. Both are said
in SECURITY.md (B2).
"""

from __future__ import annotations

import secrets
import shutil
from base64 import b64decode
from collections.abc import Callable
from pathlib import Path
from random import Random
from unittest import mock

import pytest
from sqlalchemy import delete, literal_column, select, update
from sqlalchemy.orm import Session

from app.db import Database
from app.models import Base, Delegate, HandedSlip, Voter
from app.services.acts import journal
from app.services.hall import electorate, presence
from ballots.door import decode_signed
from ballots.election import decode_election
from tests.services.conftest import Hold
from tests.support.assemblies import Simulation, simulate
from tests.support.guessers import PLAIN, Day, best_guess, in_backup, read
from tests.support.linkage import Hall, Hand, hand
from tests.support.postgres import PostgresServer

SPARE = 1


class Days:
    """Days that all begin with the same roll and the same sealed slips; `begun`: everybody is in the hall, and the poll
    is open."""

    def __init__(self, folder: Path, delegates: int, *, begun: bool = False, url: str | None = None) -> None:
        self.chance = Random(1404)  # every byte of a day hangs on it, so that what is found once is found always
        with mock.patch.object(secrets, "token_bytes", self.chance.randbytes):
            self.base = simulate(folder, delegates=delegates, url=url)
        self.base.random = self.chance.randbytes
        self.base.to("frozen")
        self.base.print(delegates + SPARE)
        self.base.seal()
        self.base.pass_tests()
        if begun:
            self.base.hand_slips()
            with self.base.database.transaction() as db:
                db.execute(delete(HandedSlip))
            self.base.open_poll()
        election = decode_election(self.base.definition())
        self.made = [decode_signed(self.base.ballot(place, 1), election) for place in range(delegates + SPARE)]
        self.base.database.close()
        self.file, self.database = folder / "day.sqlite3", Database(f"sqlite:///{folder / 'day.sqlite3'}")

    def again(self) -> Database:
        """The database as it was when the days began."""
        self.database.close()
        shutil.copy(str(self.base.database.engine.url.database), self.file)
        return self.database  # the same for all: what it has compiled stays

    def live(
        self, count: int, *, called: bool, hand: Hand = hand, shuffled: bool = True,
        again: Callable[[], Database] | None = None,
    ) -> list[Day]:  # fmt: skip
        """So many days."""
        lived = []
        for _ in range(count):
            held = self.base.copied((again or self.again)())
            hall = Hall(held=held, made=self.made, chance=self.chance, hand=hand, shuffled=shuffled)
            lived.append(hall.live(called=called))
            held.database.close()
        return lived


def noting_each(db: Session, held: Simulation, election_id: int, delegate_id: int) -> None:
    """A desk whose journal notes each hand-out."""
    hand(db, held, election_id, delegate_id)
    journal.record(db, held.act(), journal.Kind.SLIP_HANDED, election_id=election_id, delegates=[delegate_id])


def noting_fives(db: Session, held: Simulation, election_id: int, delegate_id: int) -> None:
    """A desk whose journal names five at a time, as it once did."""
    hand(db, held, election_id, delegate_id)
    waiting = select(HandedSlip.delegate_id).where(HandedSlip.noted.is_(False)).order_by(HandedSlip.delegate_id)
    five = list(db.scalars(waiting))
    if len(five) == 5:
        db.execute(update(HandedSlip).values(noted=True))
        journal.record(db, held.act(), journal.Kind.SLIP_HANDED, election_id=election_id, delegates=five)


def test_who_has_all_that_is_stored_of_a_few_days_links_nobody_but_by_a_talkative_journal(tmp_path: Path) -> None:
    lived = Days(tmp_path, 5, begun=True).live(15, called=True, hand=noting_each)
    caught = best_guess(lived)
    assert caught.beats_chance, caught
    found = best_guess(lived, but="journal slip-handed, first")
    assert not found.beats_chance, found


@pytest.mark.prove
@pytest.mark.parametrize("called", [False, True])
def test_who_has_all_that_is_stored_of_three_hundred_days_links_nobody(tmp_path: Path, called: bool) -> None:
    # Judged on a hundred of them: what ties one delegate more in every four days is found (1.25, ± 0.2).
    found = best_guess(Days(tmp_path, 8).live(300, called=called))
    assert not found.beats_chance, found


@pytest.mark.prove
def test_transaction_numbers_link_nobody(tmp_path: Path, postgres_server: PostgresServer) -> None:
    days = Days(tmp_path, 6, url=postgres_server.create_database(template=postgres_server.migrated))
    kept = str(days.base.database.engine.url.database)
    found = best_guess(
        days.live(45, called=True, again=lambda: Database(postgres_server.create_database(template=kept)))
    )
    assert not found.beats_chance, found


@pytest.mark.prove
def test_a_journal_that_names_five_at_a_time_is_caught(tmp_path: Path) -> None:
    found = best_guess(Days(tmp_path, 8).live(60, called=True, hand=noting_fives))
    assert found.beats_chance, found


@pytest.mark.prove
def test_a_stack_that_was_not_shuffled_is_caught(tmp_path: Path) -> None:
    found = best_guess(Days(tmp_path, 8).live(30, called=False, shuffled=False))
    assert found.beats_chance, found


def tells_an_order(held: Simulation) -> bool:
    """Whether where the rows of handed slips lie, or what wrote or locked rows of the roll, differs among delegates."""
    if held.database.is_sqlite:
        lie = [row["(offset)"] for row in read(held)["file, handed_slip"]]
        return lie != sorted(lie, reverse=True)  # a page is filled from its end
    with held.database.reading() as db:
        wrote = {*db.scalars(select(literal_column("xmin::text")).select_from(HandedSlip))}
        locked = ({*db.scalars(select(literal_column("xmax::text")).select_from(one))} for one in (Delegate, Voter))
        lie = list(db.scalars(select(HandedSlip.delegate_id)))
        return lie != sorted(lie) or any(len(one) > 1 for one in (wrote, *locked))


def test_once_the_poll_is_closed_no_mark_of_the_database_tells_in_which_order_slips_were_handed(
    hold_on_both: Hold,
) -> None:
    held = hold_on_both("frozen", delegates=6)
    held.print(7)
    held.seal()
    ids = [one.id for one in held.delegates]
    for one in ids:
        with held.database.transaction() as db:
            presence.check_in(db, held.act(), held.session_id, one)
    for place in (4, 1, 5, 0, 3, 2):
        with held.database.transaction() as db:
            hand(db, held, held.value.id, ids[place])
    assert tells_an_order(held)
    with held.database.transaction() as db:
        electorate.note_handed(db, held.act(), held.value.id)
    assert not tells_an_order(held)


def test_a_backup_has_the_rows_in_the_order_of_their_keys(hold: Hold) -> None:
    held = hold("open")
    for place in (3, 0, 2):
        held.vote(place, 1)
    rows = in_backup(held)
    for name in PLAIN:
        keys = [column.name for column in Base.metadata.tables[name].primary_key.columns]
        found = [[said(row[key]) for key in keys] for row in rows[name]]
        assert found == sorted(found)
        assert found


def said(key: int | str) -> bytes:
    """A key of a backup as what it stands for, which sorts as it does."""
    return b"%012d" % key if isinstance(key, int) else b64decode(key) if key.endswith("=") else key.encode()
