"""No request holds two connections, or the writer during long work: tests/support/held watches every one of the tests.

Here are the broken twins: requests that do it are caught.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import QueuePool

from app.db import CALLERS, Database, Session
from app.documents import pdf
from app.services.accounts import password as passwords
from app.services.count import proving, tally
from app.services.voting import proved
from app.services.voting.ballot import Arrived
from app.serving.zone import THREADS
from app.web.hand_in import TRIES, take
from app.web.installation import database
from ballots.trustees import make_public_key
from tests.support.assemblies import CHEAP, fresh_sqlite
from tests.support.held import HeldError
from tests.support.visitors import Site, open_site


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return open_site(tmp_path)


def two_sessions() -> None:
    with database().reading(), database().reading():
        pass


def a_write_amid_looking() -> None:
    with database().reading(), database().transaction():
        pass


def a_password_under_the_writer() -> None:
    with database().transaction():
        CHEAP.hash("a password")


def a_password_judged_under_the_writer() -> None:
    with database().transaction():
        passwords.need_strong("four calm words tonight")


def one_after_another() -> None:
    with database().reading():
        pass
    ready = passwords.ReadyPassword("four calm words tonight")
    with database().transaction():
        passwords.seal(ready)
    passwords.write(database(), ready, lambda _db: passwords.need_strong(ready, "two", "names"))


@pytest.mark.parametrize(
    "twin",
    [two_sessions, a_write_amid_looking, a_password_under_the_writer, a_password_judged_under_the_writer],
)
def test_a_request_that_holds_too_much_is_caught(site: Site, twin: Callable[[], None]) -> None:
    with site.app.test_request_context(), pytest.raises(HeldError):
        twin()


def test_a_ballot_that_is_checked_under_the_writer_is_caught(site: Site) -> None:
    held = site.held.to("open")
    box, data = held.box(), held.ballot(0, 1)
    with site.app.test_request_context(), database().transaction(), pytest.raises(HeldError):
        site.app.extensions["installation"].door.check(Arrived(box=box, data=data, slip=b"one", used=False))


def test_a_hand_in_that_is_proved_under_the_writer_is_caught(site: Site) -> None:
    held = site.held.to("closed")
    held.add_up()
    trustee_id = next(iter(held.private_keys))
    part, secret = held.decryption(trustee_id), held.invitations[trustee_id]
    who = held.act()

    def give(db: Session) -> None:
        tally.give_decryption(db, who, trustee_id, secret=secret, hand_in=part)

    with site.app.test_request_context(), pytest.raises(HeldError), database().transaction() as db:
        give(db)
    with site.app.test_request_context():
        take(lambda db: proving.prove_decryption(db, trustee_id, secret=secret, hand_in=part), give)


def test_a_paper_that_is_printed_under_the_writer_is_caught(site: Site) -> None:
    with site.app.test_request_context(), pytest.raises(HeldError), database().transaction():
        pdf.write_pdf("<p>paper</p>")


def test_what_nobody_proved_before_begins_again_and_never_under_the_writer(site: Site) -> None:
    key = make_public_key(5, bytes, "name").to_bytes()
    tries: list[int] = []

    def give(_db: Session) -> bytes:
        tries.append(1)
        return proved.trustee_key(key).to_bytes()

    with site.app.test_request_context():
        with pytest.raises(proved.UnprovedError):
            take(lambda _db: None, give)
        assert len(tries) == TRIES
        assert take(lambda _db: proved.trustee_key(key) if len(tries) > TRIES else None, give) == key


def test_who_lets_go_before_asking_again_is_not(site: Site) -> None:
    with site.app.test_request_context():
        one_after_another()


def test_there_are_more_connections_than_threads_that_serve() -> None:
    assert THREADS < CALLERS


def test_all_callers_have_a_connection_at_once(tmp_path: Path) -> None:
    """S8: 16 threads shared 15 connections, and stood still for 30 seconds."""
    assert together(Database(fresh_sqlite(tmp_path))) == CALLERS


def test_a_pool_smaller_than_its_callers_is_caught(tmp_path: Path) -> None:
    found = Database(fresh_sqlite(tmp_path))
    found.engine.pool = QueuePool(found.engine.pool._creator, pool_size=2, max_overflow=0, timeout=0.2)
    assert together(found) < CALLERS


def together(found: Database) -> int:
    """How many of all callers hold a connection at the same time."""
    holding: list[int] = []
    settled = threading.Barrier(CALLERS + 1)

    def look(number: int) -> None:
        try:
            with found.reading() as db:
                db.connection()
                holding.append(number)
                settled.wait(30)
        except SQLAlchemyError:
            settled.wait(30)

    threads = [threading.Thread(target=look, args=(number,)) for number in range(CALLERS)]
    for one in threads:
        one.start()
    settled.wait(30)
    most = len(holding)
    for one in threads:
        one.join()
    found.close()
    return most
