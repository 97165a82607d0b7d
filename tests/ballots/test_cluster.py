"""Checking on a real Dask cluster of two worker processes: the same verdicts, nothing secret, no result twice."""

from __future__ import annotations

import json
import pickle
import secrets
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future
from pathlib import Path
from typing import Any

import pytest
from distributed import Client, LocalCluster

from ballots import cluster
from ballots.__main__ import main
from ballots.cluster import open_cluster
from ballots.record_errors import CheckStoppedError
from ballots.verify import verify_archive
from tests.support.archives import archive, board_events
from tests.support.elections import question, small_election

BROKEN = Path(__file__).resolve().parents[1] / "vectors" / "broken"
SMALL = small_election(question(4, 0, 2), voters=6, trustees=2)
GOOD = archive(board_events(SMALL, [(voter, ((1, 0, 0, 1),)) for voter in range(6)]))


@pytest.fixture(scope="module")
def scheduler() -> Iterator[str]:
    """The address of a cluster of two processes on this machine."""
    with LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address="127.0.0.1:0", silence_logs=40) as local:
        yield local.scheduler_address


@pytest.fixture
def good(tmp_path: Path) -> Path:
    """A sound archive in a file."""
    path = tmp_path / "election.bel"
    path.write_bytes(GOOD)
    return path


class Recorder(Executor):
    """Passes tasks on and keeps what was sent."""

    def __init__(self, behind: Executor) -> None:
        """Take the executor that works."""
        self.behind = behind
        self.sent: list[bytes] = []

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Keep the task's bytes, and pass it on."""
        self.sent.append(pickle.dumps((fn, args, kwargs)))
        return self.behind.submit(fn, *args, **kwargs)


def test_a_cluster_accepts_what_is_sound(scheduler: str, good: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["verify", str(good), "--cluster", scheduler]) == 0
    assert "accepted" in capsys.readouterr().out.lower()


def test_a_cluster_names_the_check_that_refuses_as_one_process_does(scheduler: str) -> None:
    listed = json.loads((BROKEN / "index.json").read_text())["broken"]
    paths = [BROKEN / one["file"] for one in listed if one["check"] in ("3.5", "4.4", "4.5")]
    assert len(paths) > 50
    with open_cluster(scheduler) as executor:
        for path in paths[::5]:
            assert verify_archive(path, executor) == verify_archive(path), path.name


def test_workers_are_sent_tasks_and_no_secret(scheduler: str, good: Path) -> None:
    with open_cluster(scheduler) as executor:
        recorder = Recorder(executor)
        assert verify_archive(good, recorder).ok
    assert recorder.sent
    secret = [*map(str, SMALL.private_keys), *SMALL.credentials]
    assert not [text for text in secret for sent in recorder.sent if text.encode() in sent]


def test_an_equal_task_is_done_again(scheduler: str) -> None:
    with open_cluster(scheduler) as executor:
        assert executor.submit(secrets.token_hex, 8).result() != executor.submit(secrets.token_hex, 8).result()


def test_a_cluster_that_answers_equal_tasks_from_memory_is_caught(scheduler: str) -> None:
    with Client(scheduler) as client:
        executor = client.get_executor(pure=True)
        first = executor.submit(secrets.token_hex, 8)
        assert first.result() == executor.submit(secrets.token_hex, 8).result()


def test_a_cluster_that_is_gone_stops_the_check_with_a_word(
    good: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with LocalCluster(n_workers=1, threads_per_worker=1, dashboard_address="127.0.0.1:0", silence_logs=50) as local:
        address = local.scheduler_address
        with open_cluster(address) as executor:
            pass
        with pytest.raises(CheckStoppedError):
            verify_archive(good, executor)
    monkeypatch.setattr(cluster, "PATIENCE", 1)
    assert main(["verify", str(good), "--cluster", address]) != 0
    assert "does not answer" in capsys.readouterr().err
