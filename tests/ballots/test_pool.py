"""The pool: full is said at once, a lost worker costs nobody else anything, workers have nothing and outlive nobody."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from multiprocessing.connection import Connection, Pipe
from pathlib import Path
from pickle import PicklingError
from typing import Any

import pytest

from ballots.archive_errors import CheckStoppedError
from ballots.door import find_fault
from ballots.errors import OverallProofError
from ballots.ledger import ListedBallot, check_chunk
from ballots.pool import Pool, PoolFullError, _Worker, serve
from ballots.workers import ordered
from tests.support.forged_ballots import forgeries, plain_election

SECRET = "a secret of the server"


@pytest.fixture
def pool() -> Iterator[Pool]:
    made = Pool(1, places=2, patience=20)
    yield made
    made.shutdown(cancel_futures=True)


def is_alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def wait_until_gone(pid: int) -> bool:
    end = time.monotonic() + 10
    while is_alive(pid) and time.monotonic() < end:
        time.sleep(0.02)
    return not is_alive(pid)


def test_a_worker_finds_what_the_check_here_finds(pool: Pool) -> None:
    definition = plain_election().election.to_bytes()
    mine = [one for one in forgeries() if not one.blank and one.code in ("", OverallProofError.code)]
    assert len(mine) > 1
    for one in mine:
        fault = pool.ask(find_fault, definition, one.data)
        assert (fault.code if fault else "") == one.code


def test_it_is_an_executor_like_any_other(pool: Pool) -> None:
    small = plain_election()
    data = small.ballot(0, ((0, 1),))
    listed = ListedBallot(height=1, data=data, credential=next(iter(small.public_credentials)), weight=1)
    found = list(ordered(check_chunk, [(small.election.to_bytes(), (listed,))] * 3, pool, 2))
    assert [one.product for one in found] == [found[0].product] * 3
    with pytest.raises(ZeroDivisionError):
        pool.submit(divmod, 1, 0).result()
    with pytest.raises(TypeError):
        pool.submit(int, "1", base=2)


def test_a_full_pool_says_so_at_once_and_long_work_stands_behind(pool: Pool) -> None:
    bulk = [pool.submit(time.sleep, 0.2) for _ in range(3)]
    with ThreadPoolExecutor(2) as callers:
        asked = [callers.submit(pool.ask, time.sleep, 0.2) for _ in range(2)]
        while pool._urgent < 2:
            time.sleep(0.01)
        begun = time.monotonic()
        with pytest.raises(PoolFullError):
            pool.ask(os.getpid)
        assert time.monotonic() - begun < 0.1
        for one in asked:
            one.result()
        assert not bulk[2].done()
    assert pool.ask(os.getpid) != os.getpid()


def test_a_worker_that_is_killed_is_replaced_and_its_task_tried_once_more(pool: Pool, tmp_path: Path) -> None:
    first = pool.ask(os.getpid)
    os.kill(first, signal.SIGKILL)
    assert wait_until_gone(first)
    second = pool.ask(os.getpid)
    assert second != first
    with ThreadPoolExecutor(1) as callers:
        under_way = callers.submit(pool.ask, time.sleep, 0.5)
        time.sleep(0.1)
        os.kill(second, signal.SIGKILL)
        assert under_way.result() is None
    assert is_alive(pool.ask(os.getpid))


def test_a_task_that_costs_two_workers_is_given_up_and_the_pool_goes_on(pool: Pool) -> None:
    with pytest.raises(CheckStoppedError, match="two workers"):
        pool.ask(os._exit, 1)
    assert is_alive(pool.ask(os.getpid))


def test_a_task_that_takes_too_long_is_given_up() -> None:
    pool = Pool(1, patience=0.3)
    pool.ask(os.getpid)
    with pytest.raises(CheckStoppedError):
        pool.ask(time.sleep, 60)
    pool.shutdown()
    with pytest.raises(CheckStoppedError, match="has ended"):
        pool.ask(os.getpid)


@pytest.fixture
def near(monkeypatch: pytest.MonkeyPatch) -> list[Connection]:
    """Workers that are threads here; the ends of the lines to them are listed."""
    lines: list[Connection] = []

    def begin(worker: Any) -> Connection:
        worker._line, theirs = Pipe()
        lines.append(theirs)
        threading.Thread(target=serve, args=(theirs,), daemon=True).start()
        return worker._line  # type: ignore[no-any-return]

    monkeypatch.setattr(_Worker, "begin", begin)
    return lines


def test_what_was_given_up_before_its_turn_is_not_done(near: list[Connection], monkeypatch: pytest.MonkeyPatch) -> None:
    pool = Pool(1)
    done: list[int] = []
    with monkeypatch.context() as patch:
        patch.setattr(Pool, "_start", lambda _: None)
        dropped, kept = pool.submit(done.append, 1), pool.submit(len, "two")
    assert dropped.cancel()
    pool.start()
    assert (kept.result(), done) == (3, [])
    pool.shutdown()
    with pytest.raises(CheckStoppedError, match="has ended"):
        pool.start()


def test_a_worker_answers_with_a_result_or_an_error_and_one_that_is_silent_is_lost(near: list[Connection]) -> None:
    pool = Pool(1, patience=0.05)
    assert pool.ask(divmod, 7, 2) == (3, 1)
    with pytest.raises(ZeroDivisionError):
        pool.ask(divmod, 1, 0)
    with pytest.raises((AttributeError, TypeError, PicklingError)):  # of this one the line can carry nothing
        pool.ask(lambda: None)
    assert len(near) == 1
    with pytest.raises(CheckStoppedError, match="two workers"):
        pool.ask(time.sleep, 0.2)
    assert pool.ask(len, "one") == 3
    assert len(near) == 3
    pool.shutdown()


def test_a_worker_ends_when_nobody_reads_its_answer() -> None:
    ours, theirs = Pipe()
    ours.send((len, ("one",)))
    ours.close()
    serve(theirs)
    with pytest.raises(OSError, match="pipe"):
        theirs.send(3)


def test_a_worker_is_prepared_before_anybody_waits_for_it(tmp_path: Path) -> None:
    made = tmp_path / "prepared"
    pool = Pool(1, first=made.touch)
    pool.start()
    end = time.monotonic() + 20
    while not made.exists() and time.monotonic() < end:
        time.sleep(0.02)
    assert made.exists()
    pool.shutdown()


def test_a_worker_that_cannot_be_prepared_works_all_the_same() -> None:
    pool = Pool(1, first=partial(int, "no number"))
    assert is_alive(pool.ask(os.getpid))
    pool.shutdown()


def test_a_worker_inherits_nothing(pool: Pool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MAJMA_MAIL", SECRET)
    with Path(__file__).open("rb") as opened:
        os.set_inheritable(opened.fileno(), True)
        pid = pool.ask(os.getpid)
        names = [os.readlink(one) for one in Path(f"/proc/{pid}/fd").iterdir()]
    said = Path(f"/proc/{pid}/environ").read_bytes().split(b"\0")
    assert {one.partition(b"=")[0] for one in said if one} == {b"PYTHONPATH"}
    assert not [name for name in names if name == __file__]
    assert os.getsid(pid) == pid
    assert os.getpriority(os.PRIO_PROCESS, pid) == os.getpriority(os.PRIO_PROCESS, 0)


@pytest.mark.parametrize("end", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_no_worker_outlives_its_server(end: signal.Signals) -> None:
    server = subprocess.Popen(
        [sys.executable, "-P", "-c", _SERVER], stdout=subprocess.PIPE, text=True, process_group=0,
        env={"PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
    )  # fmt: skip
    assert server.stdout is not None
    pid = int(server.stdout.readline())
    assert is_alive(pid)
    os.killpg(server.pid, end)
    server.wait(timeout=10)
    assert wait_until_gone(pid)
    server.stdout.close()


_SERVER = """
import os, signal, time
from ballots.pool import Pool
signal.signal(signal.SIGINT, signal.SIG_DFL)
print(Pool(1).ask(os.getpid), flush=True)
time.sleep(60)
"""
