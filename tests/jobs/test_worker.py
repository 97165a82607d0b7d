"""The worker: takes what waits, begins again what was killed, ends what nobody wants, and is alone."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from app.config import Settings
from app.jobs import running, work, worker
from app.jobs.work import MadeFile, Workshop
from app.language.catalogue import compile_catalogues
from app.services.acts.refusal import Refused
from app.services.election.election import PHASE_WRONG
from app.services.whole import job as jobs
from app.services.whole.job import JobValue
from app.states.job import JobKind, JobState
from tests.support.assemblies import NOW, Simulation, simulate
from tests.support.visitors import settings_in

Maker = Callable[[Workshop, JobValue], MadeFile | None]


@pytest.fixture
def held(tmp_path: Path) -> Simulation:
    return simulate(tmp_path)


@pytest.fixture
def settings(tmp_path: Path, held: Simulation) -> Settings:
    compile_catalogues()
    return settings_in(tmp_path, url=str(held.database.engine.url))


def made_by(monkeypatch: pytest.MonkeyPatch, maker: Maker) -> None:
    """Let every kind of work be made so."""
    monkeypatch.setattr(work, "_MAKERS", dict.fromkeys(JobKind, maker))


def ask(held: Simulation, name: str = "one") -> JobValue:
    with held.database.transaction() as db:
        return jobs.ask(db, held.act("secretary"), JobKind.EXPORT, {"assembly": "1", "officer": name}, assembly_id=1)


def now(held: Simulation, asked: JobValue) -> JobValue:
    with held.database.reading() as db:
        return jobs.job(db, asked.id)


@contextmanager
def working(settings: Settings) -> Iterator[None]:
    """A worker in a thread of the tests; its children are processes."""
    goes_on = [True]
    thread = threading.Thread(target=worker.Worker(settings).work, args=(lambda: goes_on[0],))
    thread.start()
    try:
        yield
    finally:
        goes_on[0] = False
        thread.join()


def until(held: Simulation, asked: JobValue, *states: JobState) -> JobValue:
    end = time.monotonic() + 60
    while (found := now(held, asked)).state not in states:
        assert time.monotonic() < end, found
        time.sleep(0.05)
    return found


def write(shop: Workshop, job: JobValue) -> MadeFile:
    shop.tell(3, 7)
    shop.path.write_bytes(b"all of it")
    return MadeFile(name="all.zip", media_type="application/zip")


def forever(shop: Workshop, job: JobValue) -> None:
    shop.path.write_bytes(b"half")
    time.sleep(60)


def half_made(settings: Settings, asked: JobValue) -> None:
    """Wait until the child of some work has written something: before, there is nothing that could be left."""
    end = time.monotonic() + 60
    while not list(running.folder(settings).glob(f"{asked.id}.*")):
        assert time.monotonic() < end
        time.sleep(0.05)


def test_what_waits_is_made_in_turn_and_its_file_is_there(
    held: Simulation, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    made_by(monkeypatch, write)
    first, second = ask(held), ask(held, "two")
    with working(settings):
        done = until(held, second, JobState.DONE)
    assert (done.name, done.steps, done.total) == ("all.zip", 3, 7)
    assert now(held, first).state == JobState.DONE
    path = running.file_of(settings, first.id)
    assert path.read_bytes() == b"all of it"
    assert path.stat().st_mode & 0o777 == 0o600
    assert len(list(running.folder(settings).iterdir())) == 2


def test_the_same_is_asked_for_once_until_it_has_ended(held: Simulation) -> None:
    first = ask(held)
    assert ask(held).id == first.id
    assert ask(held, "two").id != first.id
    with held.database.transaction() as db:
        assert jobs.cancel(db, first.id, NOW).state == JobState.CANCELLED
    assert ask(held).id != first.id


def test_what_nobody_wants_is_ended_and_leaves_nothing(
    held: Simulation, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    made_by(monkeypatch, forever)
    asked = ask(held)
    with working(settings):
        half_made(settings, asked)
        with held.database.transaction() as db:
            jobs.cancel(db, asked.id, NOW)
        until(held, asked, JobState.CANCELLED)
    assert list(running.folder(settings).iterdir()) == []


def test_work_whose_process_dies_is_begun_again_once_and_then_said_to_have_failed(
    held: Simulation, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    made_by(monkeypatch, lambda shop, job: os.kill(os.getpid(), signal.SIGKILL))
    asked = ask(held)
    with working(settings):
        failed = until(held, asked, JobState.FAILED)
    assert failed.problem is not None
    assert "دو بار" in failed.problem["fa"]
    assert set(failed.problem) == {"fa", "ar", "en"}


def test_what_a_killed_worker_left_is_begun_again(
    held: Simulation, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    made_by(monkeypatch, write)
    asked = ask(held)
    with held.database.transaction() as db:
        taken = jobs.take(db, NOW)
    assert taken is not None
    assert taken.state == JobState.RUNNING
    with working(settings):
        assert until(held, asked, JobState.DONE).name == "all.zip"


def test_a_worker_that_ends_leaves_its_work_to_the_next_one(
    held: Simulation, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    made_by(monkeypatch, forever)
    asked = ask(held)
    with working(settings):
        until(held, asked, JobState.RUNNING)
    assert now(held, asked).state == JobState.RUNNING
    made_by(monkeypatch, write)
    with working(settings):
        until(held, asked, JobState.DONE)


def test_a_refusal_and_a_fault_are_said_in_every_language(
    held: Simulation, settings: Settings, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def refuse(shop: Workshop, job: JobValue) -> None:
        if job.arguments["officer"] == "fault":
            raise ZeroDivisionError
        raise Refused(PHASE_WRONG, number=12, at=NOW, names=("x", "y"))

    made_by(monkeypatch, refuse)
    asked, other = ask(held), ask(held, "fault")
    running.run_here(settings, held.database, other.id, NOW)
    refused, fault = now(held, asked), now(held, other)
    assert refused.problem is not None
    assert fault.problem is not None
    assert (refused.state, fault.state) == (JobState.FAILED, JobState.FAILED)
    assert refused.problem["en"] == PHASE_WRONG.words
    assert str(other.id) in fault.problem["en"]
    assert "ZeroDivisionError" in caplog.text


def test_so_much_waits_and_no_more(held: Simulation) -> None:
    for number in range(jobs.MOST):
        ask(held, str(number))
    with pytest.raises(Refused, match="jobs-many"):
        ask(held, "more")
    assert ask(held, "0").state == JobState.WAITING


def test_files_are_kept_for_a_day(held: Simulation, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    made_by(monkeypatch, write)
    asked = ask(held)
    running.run_here(settings, held.database, asked.id, NOW)
    ended = now(held, asked).ended
    assert ended is not None
    with held.database.transaction() as db:
        assert jobs.sweep(db, ended + jobs.KEPT) == ()
        assert jobs.sweep(db, ended + jobs.KEPT * 2) == (asked.id,)


def test_one_worker_runs_in_an_installation(settings: Settings) -> None:
    assert not worker.is_running(settings)
    with worker._door(settings) as file:
        assert worker._locked(file)
        assert worker.is_running(settings)
        before = os.nice(0), signal.getsignal(signal.SIGTERM)
        worker.work(settings, lambda: True, waits=False)  # ends at once
        assert before == (os.nice(0), signal.getsignal(signal.SIGTERM)), "only a process of its own makes room"


def test_a_worker_of_its_own_process_works_and_ends_with_who_began_it(held: Simulation, settings: Settings) -> None:
    asked = ask(held)
    code = """
import sys, time
from dataclasses import replace
from pathlib import Path
from app.config import load_settings
from app.jobs import worker
worker.wake(load_settings())
time.sleep(60)
"""
    environment = {
        **os.environ, "MAJMA_INSTANCE": str(settings.instance), "MAJMA_DATABASE": settings.database,
        "PYTHONPATH": os.getcwd(),
    }  # fmt: skip
    parent = subprocess.Popen([sys.executable, "-c", code], env=environment)
    try:
        until(held, asked, JobState.DONE)
        assert worker.is_running(settings)
    finally:
        parent.kill()
        parent.wait()
    end = time.monotonic() + 10
    while worker.is_running(settings):
        assert time.monotonic() < end
        time.sleep(0.05)
