"""Checking on a real Dask cluster of two worker processes: the same verdicts, nothing secret, no result twice."""

from __future__ import annotations

import json
import pickle
import secrets
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future
from pathlib import Path
from typing import Any

import pytest
from distributed import Client, LocalCluster

from ballots import cluster
from ballots.__main__ import main
from ballots.archive_errors import CheckStoppedError
from ballots.cluster import open_cluster
from ballots.verify import verify_archive
from tests.support.archives import archive
from tests.support.records import publish

BROKEN = Path(__file__).resolve().parents[1] / "vectors" / "broken"
HELD = publish([(voter, ((1, 0),)) for voter in range(6)], voters=6)
SMALL = HELD.small
GOOD = archive(HELD.events)


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


def test_a_cluster_accepts_what_is_sound_and_the_report_names_it(
    scheduler: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "election.record.zip"
    path.write_bytes(HELD.record())
    assert main(["verify", str(path), "--cluster", scheduler]) == 0
    said = capsys.readouterr().out
    assert said.splitlines()[-1].startswith("Accepted")
    assert "workers of a cluster checked ballots" in said


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


def test_a_cluster_without_a_worker_is_given_up_in_time_with_a_word(
    good: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster, "WORKERS_PATIENCE", 2)
    with LocalCluster(n_workers=0, dashboard_address="127.0.0.1:0", silence_logs=50) as local:
        assert main(["verify", str(good), "--cluster", local.scheduler_address]) == 1
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err == "check-stopped: no worker of the cluster is left\n"


class Never(Executor):
    """A cluster whose workers are gone: what is submitted stays where it is."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Take a task, for nothing."""
        return Future()


def test_workers_that_come_back_in_time_are_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "_LOOK", 0.01)
    monkeypatch.setattr(cluster, "WORKERS_PATIENCE", 0.025)
    looks = iter([False, False, True, False, False, False])
    with pytest.raises(CheckStoppedError, match="no worker"):
        cluster.Patient(Never(), lambda: next(looks)).submit(len, "").result()
    assert list(looks) == []


def test_a_worker_that_never_answers_is_given_up_and_the_work_is_done_here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "_LOOK", 0.01)
    monkeypatch.setattr(cluster, "ANSWER_PATIENCE", 0.05)
    asked: list[str] = []

    class Counts(Never):
        def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
            asked.extend(args)
            return super().submit(fn, *args, **kwargs)

    patient = cluster.Patient(Counts(), lambda: True)
    under_way = [patient.submit(len, text) for text in ("one", "three")]
    under_way[1]._under_way.set_result(-5)  # type: ignore[attr-defined]
    begun = time.monotonic()
    assert [one.result() for one in under_way] == [3, -5], "what was answered counts"
    assert patient.submit(len, "seven").result() == 5, "it is not asked any more"
    assert asked == ["one", "three"]
    assert time.monotonic() - begun < 5


def test_a_task_s_own_error_is_not_taken_for_waiting() -> None:
    class Fails(Never):
        def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
            future: Future[Any] = Future()
            future.set_exception(TimeoutError("of the task"))
            return future

    with pytest.raises(TimeoutError, match="of the task"):
        cluster.Patient(Fails(), lambda: True).submit(len, "").result()


KILLED = """
import re, subprocess, sys, time
from pathlib import Path
command = [sys.executable, "-m", "distributed.cli.dask_scheduler", "--no-dashboard"]
scheduler = subprocess.Popen([*command, "--host", "127.0.0.1", "--port", "0"], stderr=subprocess.PIPE, text=True)
address = next(found[1] for line in scheduler.stderr if (found := re.search(r"Scheduler at: *(tcp://\\S+)", line)))
from ballots import cluster
from ballots.__main__ import main
cluster._LOOK, looked = 0.1, cluster._Awaited.result
def die(self, timeout=None):
    scheduler.kill()
    scheduler.wait()
    return looked(self, timeout)
cluster._Awaited.result = die
sys.exit(main(["verify", sys.argv[1], "--cluster", address]))
"""


def test_a_scheduler_that_is_killed_leaves_a_word_and_no_traceback(good: Path, checkout: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", KILLED, str(good)],
        cwd=checkout,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert done.stderr.splitlines()[-1].startswith("check-stopped: ")
