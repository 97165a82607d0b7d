"""Two groups of processes behind one address on one PostgreSQL, and one of them killed amid votes."""

from __future__ import annotations

import re
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from app.services.hall.turnout import turnouts
from app.serving.front import program
from tests.support.hall import HOST, free_ports, opened_hall, start, stop, vote, wait_for
from tests.support.server import ROOT

SLIPS = 40


@contextmanager
def balanced(folder: Path, port: int, behind: tuple[int, int]) -> Iterator[None]:
    """The front that docs/hosts.md shows, for the booths' port."""
    text = (ROOT / "docs" / "hosts.md").read_text()
    block = re.findall(r"```haproxy\n(.*?)```", text, re.DOTALL)[0].rstrip() + "\n"
    block = block.replace("bind :8443", f"bind {HOST}:{port}")
    for name, place in zip("ab", behind, strict=True):
        block = block.replace(f"{name}.example.org:9443", f"{HOST}:{place}")
    path = folder / "balancer.cfg"
    path.write_text(block)
    subprocess.run([str(program()), "-c", "-q", "-f", str(path)], check=True)
    process = subprocess.Popen([str(program()), "-db", "-f", str(path)], stderr=subprocess.DEVNULL)
    try:
        yield
    finally:
        process.terminate()
        process.wait()


@pytest.mark.prove
@pytest.mark.skipif(program() is None, reason="HAProxy is not installed")
def test_one_of_two_groups_is_killed_amid_votes_and_no_vote_is_lost_or_doubled(
    tmp_path: Path, postgres_url: str
) -> None:
    port, first, second = free_ports(3), free_ports(3), free_ports(3)
    hall = opened_hall(tmp_path, port, slips=SLIPS, url=postgres_url)
    for place in range(SLIPS):
        hall.ballot(place)
    other = tmp_path / "other" / "instance"
    with (tmp_path / "log").open("wb") as log, balanced(tmp_path, port, (first, second)):
        one = start(hall.instance, hall.held.database, port, log.fileno(), ("--port", str(first)))
        try:
            wait_for(replace(hall, process=one))
            shutil.copytree(hall.instance / "keys", other / "keys")
            two = start(other, hall.held.database, port, log.fileno(), ("--port", str(second)))
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
