"""Who checks the ballots of a count: a cluster that is not there, is lost, or lies changes nothing but who checks."""

from __future__ import annotations

import logging
import os
import signal
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from app.config import Settings
from app.jobs import checkers
from app.jobs.checkers import SAMPLE, Doubted, checked
from app.services.count import tally
from app.services.count.ballot_box import Sums
from ballots.archive_errors import CheckStoppedError
from ballots.elgamal import EncryptedTally
from ballots.errors import BallotsError
from ballots.ledger import ChunkVerdict
from tests.support.assemblies import Simulation, refused, simulate_at
from tests.support.visitors import settings_in

Task = Callable[..., Any]


@pytest.fixture
def held(tmp_path: Path) -> Simulation:
    return simulate_at(tmp_path, "closed")


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return replace(settings_in(tmp_path / "x"), cluster="tcp://127.0.0.1:1")


class Far(Executor):
    """A cluster that answers what `say` makes of a task and its true result."""

    def __init__(self, say: Callable[[Task, Any], Any]) -> None:
        """Take what is said."""
        self.say, self.tasks = say, 0

    def submit(self, fn: Task, /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Do it, and say something."""
        self.tasks += 1
        future: Future[Any] = Future()
        try:
            future.set_result(self.say(fn, fn(*args)))
        except CheckStoppedError as error:
            future.set_exception(error)
        return future


def use(monkeypatch: pytest.MonkeyPatch, far: Executor) -> None:
    @contextmanager
    def opened(address: str) -> Iterator[Executor]:
        yield far

    monkeypatch.setattr(checkers, "open_cluster", opened)


def sums(held: Simulation, settings: Settings) -> Sums | None:
    with held.database.reading() as db:
        return checked(settings, lambda executor: tally.sum_ballots(db, held.act(), held.election, executor))


def honest(work: Task, said: Any) -> Any:
    return said


def other_sums(work: Task, said: Any) -> Any:
    """As if the votes of two candidates were changed for one another."""
    if not isinstance(said, ChunkVerdict) or said.product is None:
        return said
    return ChunkVerdict(product=EncryptedTally(tuple(tuple(reversed(one)) for one in said.product.questions)))


def refuses(work: Task, said: Any) -> Any:
    return ChunkVerdict(error=BallotsError("height 3: no")) if isinstance(said, ChunkVerdict) else said


def of_members(work: Task, said: Any) -> Any:
    return said if isinstance(said, ChunkVerdict) else BallotsError("no member")


def nonsense(work: Task, said: Any) -> Any:
    return "sound"


def test_an_honest_cluster_gives_the_sums_of_one_process(
    held: Simulation, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    alone = sums(held, replace(settings, cluster=""))
    far = Far(honest)
    use(monkeypatch, far)
    assert sums(held, settings) == alone
    assert far.tasks


@pytest.mark.parametrize("say", [other_sums, refuses, of_members, nonsense])
def test_a_worker_that_lies_is_caught_and_all_is_checked_here(
    held: Simulation,
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    say: Callable[[Task, Any], Any],
) -> None:
    alone = sums(held, replace(settings, cluster=""))
    use(monkeypatch, Far(say))
    with caplog.at_level(logging.ERROR):
        assert sums(held, settings) == alone
    assert "lied" in caplog.text


@pytest.mark.parametrize("say", [other_sums, refuses])
def test_a_lie_that_is_believed_changes_the_count(
    held: Simulation, settings: Settings, monkeypatch: pytest.MonkeyPatch, say: Callable[[Task, Any], Any]
) -> None:
    monkeypatch.setattr(Doubted, "_need_true", lambda *given: None)
    use(monkeypatch, Far(say))
    alone = sums(held, replace(settings, cluster=""))
    try:
        assert sums(held, settings) != alone
    except Exception as error:
        assert "board-altered" in str(error)


def test_what_is_called_sound_is_checked_again_by_lot() -> None:
    def bad(number: int) -> BallotsError | None:
        return BallotsError("bad")

    far = Far(lambda work, said: None)
    assert Doubted(far, lambda: False).submit(bad, 1).result() is None
    doubted = Doubted(far, lambda: True)
    with pytest.raises(checkers.WorkerLiedError):
        doubted.submit(bad, 1).result()
    assert doubted.lied
    caught, by_lot = 0, Doubted(far)
    for _ in range(40 * SAMPLE):
        try:
            by_lot.submit(bad, 1).result()
        except checkers.WorkerLiedError:
            caught += 1
    assert 5 < caught < 120


def test_a_cluster_that_is_not_there_or_is_lost_is_a_named_refusal_and_nothing_is_added(
    held: Simulation, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def lost(work: Task, said: Any) -> Any:
        raise CheckStoppedError("no worker of the cluster is left")

    use(monkeypatch, Far(lost))
    with refused("cluster-lost"):
        sums(held, settings)
    monkeypatch.undo()
    monkeypatch.setattr("ballots.cluster.PATIENCE", 0.2)
    with refused("cluster-lost"):
        sums(held, settings)
    with held.database.reading() as db:
        assert not tally.is_added(db, held.election)


def lies() -> None:
    """Run on a worker of the cluster: from now on it says other sums."""
    from ballots import ledger
    from tests.jobs.test_checkers import other_sums

    true = ledger.check_chunk
    ledger.check_chunk = lambda *given: other_sums(true, true(*given))


@pytest.mark.prove
def test_a_real_cluster_counts_lies_and_loses_its_workers_in_bounded_time(
    held: Simulation, settings: Settings, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    from distributed import Client, LocalCluster

    monkeypatch.setattr("ballots.cluster.WORKERS_PATIENCE", 3)
    alone = sums(held, replace(settings, cluster=""))
    options = {"threads_per_worker": 1, "dashboard_address": "127.0.0.1:0", "silence_logs": 50}
    with LocalCluster(n_workers=1, **options) as cluster:
        there = replace(settings, cluster=cluster.scheduler_address)
        assert sums(held, there) == alone
        assert [one for one in caplog.records if one.levelno >= logging.WARNING] == []
        with Client(cluster) as client:
            client.run(lies)
        assert sums(held, there) == alone
        assert "lied" in caplog.text
        cluster.scale(0)
        began = time.monotonic()
        with refused("cluster-lost"):
            sums(held, there)
        assert time.monotonic() - began < 30
    with LocalCluster(n_workers=1, **options) as cluster:
        there = replace(settings, cluster=cluster.scheduler_address)
        pids = [worker.process.pid for worker in cluster.workers.values()]
        true = Doubted.submit

        def and_die(self: Doubted, fn: Task, /, *args: Any, **kwargs: Any) -> Future[Any]:
            for one in pids:
                os.kill(one, signal.SIGKILL)
            pids.clear()
            return true(self, fn, *args, **kwargs)

        monkeypatch.setattr(Doubted, "submit", and_die)
        assert sums(held, there) == alone  # its nanny begins another one in time
