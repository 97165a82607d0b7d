"""The door of the board on the pages: hostile posts are told to wait, and a vote from the same address is cast."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from werkzeug.test import TestResponse

from app.services.voting import ballot
from app.web import ballot_door
from app.web.ballot_door import FAILURES, PROOFS
from app.web.failures import MOST_KEYS, Failures, place
from app.web.installation import Installation
from ballots.pool import Pool
from tests.services.voting.test_door import changed
from tests.support.visitors import Site, Visitor, open_site

FRONT, TABLETS = "127.0.0.1", 22


@pytest.fixture
def site(tmp_path: Path) -> Site:
    found = open_site(tmp_path)
    found.held.to("open")
    return found


@pytest.fixture
def one_place(site: Site) -> Iterator[Pool]:
    """The same with one worker, and one place for who cannot wait."""
    door = installed(site).door
    door.pool = Pool(1, places=1)
    yield door.pool
    door.pool.shutdown(cancel_futures=True)


def installed(site: Site) -> Installation:
    found: Installation = site.app.extensions["installation"]
    return found


def post(site: Site, visitor: Visitor, data: bytes, sender: str = "192.0.2.9", said: str = "") -> TestResponse:
    """Cast these bytes from an address; `said` is what the sender says of whom it asks for."""
    headers = {"X-CSRFToken": visitor.csrf(), **({"X-Forwarded-For": said} if said else {})}
    return visitor.client.post(
        f"/B/{site.held.election}/ballot", json={"ballot": data.decode()}, headers=headers,
        environ_base={"REMOTE_ADDR": sender},
    )  # fmt: skip


def error(answer: TestResponse) -> str:
    assert answer.json is not None
    return str(answer.json["error"])


def use_up(site: Site, address: str) -> None:
    """As if so many posts of this address had failed."""
    for _ in range(FAILURES):
        installed(site).door._failures.count(place(address))


def test_hostile_posts_are_told_to_wait_and_a_vote_from_the_same_address_is_cast(site: Site) -> None:
    visitor, data = site.visitor(), site.held.ballot(0, 1)
    bad = changed(data)
    assert error(post(site, visitor, bad)) == "ballot-invalid"
    use_up(site, "192.0.2.9")
    for body in (bad, b"", of_nobody(data)):
        answer = post(site, visitor, body)
        assert (answer.status_code, error(answer)) == (429, "posts-many")
        assert int(answer.headers["Retry-After"]) > 0
    assert error(post(site, visitor, bad, "192.0.2.10")) == "ballot-invalid"
    assert post(site, visitor, data).status_code == 200


def of_nobody(data: bytes) -> bytes:
    """The same ballot under a credential that no slip has."""
    head, _, rest = data.partition(b'"credential":"')
    return head + b'"credential":"12"' + rest[rest.index(b'"') + 1 :]


def test_a_limit_that_forgets_whom_it_counts_is_caught(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    visitor, bad = site.visitor(), changed(site.held.ballot(0, 1))
    use_up(site, "192.0.2.9")
    monkeypatch.setattr(ballot_door, "place", lambda _address: os.urandom(8).hex())
    assert error(post(site, visitor, bad)) == "ballot-invalid"


def test_tablets_behind_one_address_never_meet_the_limit(site: Site) -> None:
    """Each of them has a wrong slip, then one that is used, then a good one: nobody is told to wait."""
    visitor, wrong = site.visitor(), of_nobody(site.held.ballot(0, 1))
    used = site.held.ballot(1, 2)
    site.held.vote(1, 1)
    told = {error(post(site, visitor, data)) for _ in range(TABLETS) for data in (wrong, used)}
    assert told == {"credential-unknown", "slip-used"}


def test_behind_the_own_front_the_true_address_is_counted(site: Site) -> None:
    visitor, bad = site.visitor(), changed(site.held.ballot(0, 1))
    use_up(site, "198.51.100.7")
    told = [error(post(site, visitor, bad, FRONT, said)) for said in ("198.51.100.7", "198.51.100.8")]
    assert told == ["ballot-invalid"] * 2  # nobody is believed who is not the front
    found = installed(site)
    site.app.extensions["installation"] = replace(found, settings=replace(found.settings, front=frozenset({FRONT})))
    told = [error(post(site, visitor, bad, FRONT, said)) for said in ("198.51.100.7", "198.51.100.8")]
    assert told == ["posts-many", "ballot-invalid"]


def test_who_comes_too_early_or_too_late_is_never_counted(site: Site) -> None:
    visitor, data = site.visitor(), site.held.ballot(0, 1)
    site.held.close()
    use_up(site, "192.0.2.9")
    assert error(post(site, visitor, data)) == "election-closed"


def test_a_full_pool_says_when_to_ask_again_and_the_same_bytes_are_cast_then(site: Site, one_place: Pool) -> None:
    visitor, data = site.visitor(), site.held.ballot(0, 1)
    busy = threading.Thread(target=one_place.ask, args=(time.sleep, 0.5))
    busy.start()
    while not one_place._urgent:
        time.sleep(0.01)
    full = post(site, visitor, data)
    assert (full.status_code, error(full), full.headers["Retry-After"]) == (503, "ballots-many", "1")
    busy.join()
    cast = post(site, visitor, data)
    assert cast.status_code == 200
    assert cast.json is not None
    assert not cast.json["repeated"]


def test_a_slip_has_one_ballot_checked_at_a_time_and_not_all_day(site: Site, one_place: Pool) -> None:
    """Who holds a slip may not take the pool from the others with ballots of it, good ones or not."""
    held, visitor = site.held, site.visitor()
    door = installed(site).door
    slip = slip_of(site, held.ballot(0, 1))
    door._under_way.add(slip)
    answer = post(site, visitor, held.ballot(0, 1))
    assert (answer.status_code, error(answer)) == (429, "ballot-under-way")
    door._under_way.clear()
    said = {"ballot": held.ballot(0, 1).decode(), "lock": "0" * 64}
    assert visitor.send(f"/B/{held.election}/challenge", said).status_code == 200
    for _ in range(PROOFS):
        door._proofs.count(slip)
    answer = post(site, visitor, held.ballot(0, 2))
    assert (answer.status_code, error(answer)) == (429, "ballot-under-way")
    assert post(site, visitor, held.ballot(1, 1)).status_code == 200
    assert one_place.ask(os.getpid)


def slip_of(site: Site, data: bytes) -> bytes:
    with site.held.database.reading() as db:
        found = ballot.meet(db, site.held.election, data, signer=site.held.signer)
    assert isinstance(found, ballot.Arrived)
    return found.slip


def test_failures_are_forgiven_one_by_one_and_do_not_fill_the_memory() -> None:
    now = [1000.0]
    counted = Failures(3, 10, lambda: now[0])
    for _ in range(2):
        counted.count("a")
        assert counted.wait("a") == 0
    for _ in range(5):
        counted.count("a")
    assert (counted.wait("a"), counted.wait("b")) == (10, 0)
    now[0] += 10
    assert counted.wait("a") == 0
    counted.count("a")
    assert counted.wait("a") == 10
    for number in range(MOST_KEYS + 5):
        counted.count(number)
    assert len(counted._until) == MOST_KEYS
    assert counted.wait("a") == 0  # the oldest was forgotten


def test_a_subscriber_of_ipv6_is_one_place() -> None:
    assert place("2001:db8::1") == place("2001:db8::ffff") != place("2001:db8:0:1::1")
    assert place("192.0.2.1") != place("192.0.2.2")
    assert place("") == ""
