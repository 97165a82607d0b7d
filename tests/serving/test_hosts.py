"""Two groups of processes behind one address on one PostgreSQL, and one of them killed amid votes."""

from __future__ import annotations

import shutil
import signal
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from app.services.hall.turnout import turnouts
from app.serving.front import program
from tests.support.balancer import FRONT, balanced
from tests.support.hall import free_ports, opened_hall, start, stop, vote, wait_for

SLIPS = 40


@pytest.mark.prove
@pytest.mark.skipif(program() is None, reason="HAProxy is not installed")
def test_one_of_two_groups_is_killed_amid_votes_and_no_vote_is_lost_or_doubled(
    tmp_path: Path, postgres_url: str
) -> None:
    port, first, second = free_ports(3), free_ports(3), free_ports(3)
    hall = opened_hall(tmp_path, port, slips=SLIPS, url=postgres_url)
    for place in range(SLIPS):
        hall.slip(place)
    other = tmp_path / "other" / "instance"
    with (tmp_path / "log").open("wb") as log, balanced(tmp_path, port, (first, second)):
        one = start(hall.instance, hall.held.database, port, log.fileno(), ("--port", str(first), "--front", FRONT))
        try:
            wait_for(replace(hall, process=one))
            shutil.copytree(hall.instance / "keys", other / "keys")
            two = start(other, hall.held.database, port, log.fileno(), ("--port", str(second), "--front", FRONT))
            try:
                wait_for(replace(hall, process=two, port=second))
                time.sleep(3)  # the front believes a computer after two looks, a second apart
                with ThreadPoolExecutor(8) as pool:
                    votes = [pool.submit(vote, hall, place) for place in range(SLIPS)]
                    time.sleep(0.5)
                    one.send_signal(signal.SIGKILL)
                    found = [each.result() for each in votes]
                again = [vote(hall, place) for place in range(SLIPS)]
            finally:
                stop(two)
        finally:
            stop(one)
    assert [each for each in again if not each.tracker] == [], (tmp_path / "log").read_text()[-3000:]
    assert len({each.tracker for each in again}) == SLIPS
    assert {each.tracker for each in found if each.tracker} <= {each.tracker for each in again}
    with hall.held.database.reading() as db:
        assert turnouts(db, [hall.held.election])[hall.held.election].cast == SLIPS
