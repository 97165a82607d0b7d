"""The life of work in the background: asked for once, taken in turn, begun again once, ended, forgotten after a day."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from app.services.acts.act import Act
from app.services.acts.refusal import Refused
from app.services.whole import job
from app.states.job import JobKind, JobState
from tests.support.assemblies import Simulation, simulate_at

ARGUMENTS = {"election": "K7QM2XPA", "language": "fa"}


@pytest.fixture
def held(tmp_path: Path) -> Simulation:
    return simulate_at(tmp_path, "draft")


def test_the_same_is_asked_for_once_and_taken_in_its_turn(held: Simulation) -> None:
    home = held.value.session.assembly.id
    with held.database.transaction() as db:
        assert job.take(db, held.now) is None and not job.is_waiting(db)
        assert job.last(db, JobKind.BOOKLET, ARGUMENTS) is None
        assert job.of_election(db, JobKind.BOOKLET, "K7QM2XPA") == ()
        first = job.ask(db, held.act(), JobKind.BOOKLET, ARGUMENTS, assembly_id=home)
        assert job.ask(db, held.act(), JobKind.BOOKLET, ARGUMENTS) == first
        other = job.ask(db, held.act(), JobKind.BOOKLET, {**ARGUMENTS, "language": "ar"})
        assert [one.id for one in job.of_election(db, JobKind.BOOKLET, "K7QM2XPA")] == [first.id, other.id]
        assert job.job(db, first.id, assembly_id=home).is_active
        with pytest.raises(Refused, match="not-found"):
            job.job(db, other.id, assembly_id=home)
        taken = job.take(db, held.now)
        assert taken is not None and (taken.id, taken.state) == (first.id, JobState.RUNNING)
        job.tell(db, first.id, 2, 7)
        assert (job.job(db, first.id).steps, job.job(db, first.id).total) == (2, 7)
        assert (job.running(db), job.is_waiting(db)) == ((first.id,), True)
        job.done(db, first.id, held.now, name="booklet.pdf", media_type="application/pdf")
        job.cancel(db, other.id, held.now)
        (shown,) = job.of_election(db, JobKind.BOOKLET, "K7QM2XPA")
        assert (shown.id, shown.state) == (other.id, JobState.CANCELLED)
        last = job.last(db, JobKind.BOOKLET, ARGUMENTS)
        assert last is not None and (last.name, last.is_active) == ("booklet.pdf", False)


def test_what_its_worker_left_is_begun_again_once(held: Simulation) -> None:
    with held.database.transaction() as db:
        one = job.ask(db, held.act(), JobKind.EXPORT, {}).id
        assert job.let_go(db, one, held.now, {}) is None, "it does not run"
        for state in (JobState.WAITING, JobState.FAILED):
            job.take(db, held.now)
            left = job.let_go(db, one, held.now, {"fa": "چرا"})
            assert left is not None and left.state == state
        assert job.job(db, one).problem == {"fa": "چرا"}
        assert job.let_go(db, one + 1, held.now, {}) is None
        again = job.ask(db, held.act(), JobKind.EXPORT, {}).id
        assert again != one
        job.take(db, held.now)
        assert job.cancel(db, again, held.now).unwanted
        left = job.let_go(db, again, held.now, {})
        assert left is not None and left.state == JobState.CANCELLED
        assert job.cancel(db, again, held.now) == left, "what has ended stays as it is"


def test_what_failed_says_why_and_everything_is_forgotten_after_a_day(held: Simulation) -> None:
    with held.database.transaction() as db:
        one, waits = (job.ask(db, held.act(), JobKind.EXPORT, {"a": name}).id for name in "xy")
        job.take(db, held.now)
        job.fail(db, one, held.now, {"en": "why"})
        assert job.job(db, one).problem == {"en": "why"}
        assert job.sweep(db, held.now + job.KEPT) == ()
        assert job.sweep(db, held.now + job.KEPT + timedelta(seconds=1)) == (one,)
        assert job.job(db, waits).state == JobState.WAITING


def test_so_much_waits_and_no_more(held: Simulation, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(job, "MOST", 1)
    with held.database.transaction() as db:
        job.ask(db, held.act(), JobKind.EXPORT, {})
        assert job.ask(db, held.act(), JobKind.EXPORT, {}).is_active
        with pytest.raises(Refused, match="jobs-many"):
            job.ask(db, held.act(), JobKind.LETTERS, {})


def test_booklets_that_anybody_may_ask_for_take_neither_turn_nor_place_from_the_count(
    held: Simulation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(job, "MOST", 2)
    monkeypatch.setattr(job, "BOOKLETS", 3)
    stranger = Act(officers=(), now=held.now, random=held.random)
    with held.database.transaction() as db:
        for language in ("fa", "ar", "en"):
            job.ask(db, stranger, JobKind.BOOKLET, {**ARGUMENTS, "language": language})
        with pytest.raises(Refused, match="jobs-many"):
            job.ask(db, stranger, JobKind.BOOKLET, {**ARGUMENTS, "election": "ANOTHER2"})
        job.ask(db, held.act(), JobKind.ADDING_UP, ARGUMENTS)
        job.ask(db, held.act(), JobKind.EXPORT, {})
        with pytest.raises(Refused, match="jobs-many"):
            job.ask(db, held.act(), JobKind.LETTERS, {})
        turns = [taken.kind for _ in range(5) if (taken := job.take(db, held.now)) is not None]
    assert turns == [JobKind.ADDING_UP, JobKind.EXPORT, *[JobKind.BOOKLET] * 3]
