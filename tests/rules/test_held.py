"""No request holds two connections, or the writer during long work: tests/support/held watches every one of the tests.

Here are the broken twins: requests that do it are caught.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy.pool import QueuePool

from app.db import CALLERS, Database
from app.services.accounts import password as passwords
from app.services.voting.ballot import Arrived
from app.serving.zone import THREADS
from app.web.installation import database
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


def one_after_another() -> None:
    with database().reading():
        pass
    ready = passwords.ReadyPassword("a password")
    with database().transaction():
        passwords.seal(ready)


@pytest.mark.parametrize("twin", [two_sessions, a_write_amid_looking, a_password_under_the_writer])
def test_a_request_that_holds_too_much_is_caught(site: Site, twin: Callable[[], None]) -> None:
    with site.app.test_request_context(), pytest.raises(HeldError):
        twin()


def test_a_ballot_that_is_checked_under_the_writer_is_caught(site: Site) -> None:
    held = site.held.to("open")
    box, data = held.box(), held.ballot(0, 1)
    with site.app.test_request_context(), database().transaction(), pytest.raises(HeldError):
        site.app.extensions["installation"].door.check(Arrived(box=box, data=data, slip=b"one"))


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
    start = threading.Barrier(CALLERS)

    def look(number: int) -> None:
        start.wait()
        try:
            with found.reading() as db:
                db.connection()
                holding.append(number)
                time.sleep(0.4)
        except Exception:
            pass

    threads = [threading.Thread(target=look, args=(number,)) for number in range(CALLERS)]
    for one in threads:
        one.start()
    time.sleep(0.3)
    most = len(holding)
    for one in threads:
        one.join()
    found.close()
    return most
