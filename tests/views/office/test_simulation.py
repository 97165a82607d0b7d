"""Simulated delegates vote by themselves in a rehearsal, through every check, and nowhere else."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.jobs import running
from app.jobs.worker import Worker
from app.models import AssemblySession, BallotIndex, SimulatedSlip
from app.services.acts.act import Act
from app.services.election import election as elections
from app.services.hall import electorate
from app.services.voting import balance, ballot, simulation, slip_printing
from app.services.whole import job as jobs
from app.services.whole import rehearsal
from app.states.election import Devices
from app.states.job import JobKind, JobState
from tests.services.voting.test_tablet import admit, enrol
from tests.support.assemblies import Simulation
from tests.support.visitors import Site, Visitor, open_site

SLIPS = {"number": "9", "per_page": "8", "language": "fa", "simulated": "3"}


def rehearsed(folder: Path, *, real: bool = False) -> tuple[Site, Visitor, str]:
    """A site whose session is a rehearsal, frozen; who prepares it; and the address of its election."""
    site = open_site(folder)
    held = site.held.to("reviewing")
    with held.database.transaction() as db:
        db.get_one(AssemblySession, held.session_id).rehearsal = not real
    held.shelf = None
    with held.database.transaction() as db:
        found = elections.election(db, held.election)
        elections.change_rule(
            db, held.act(), held.election, title=found.title, rule=replace(found.rule, devices=Devices.ENROLLED)
        )
    held.freeze()
    officer = site.visitor("secretary")
    officer.post("/language", {"language": "en"})
    return site, officer, f"/office/elections/{held.election}"


def secrets_kept(held: Simulation) -> int:
    with held.database.reading() as db:
        return db.scalar(select(func.count()).select_from(SimulatedSlip)) or 0


def test_they_come_in_are_handed_slips_and_cast_and_go_with_the_rehearsal(tmp_path: Path) -> None:
    site, officer, own = rehearsed(tmp_path)
    held = site.held
    assert officer.post(f"{own}/slips.pdf", SLIPS).status_code == 200
    assert secrets_kept(held) == 3
    held.seal()
    admit(held)
    enrol(held)
    held.pass_tests()
    page = f"{own}/simulated"
    assert officer.post(page, {"count": "1", "seconds": "0"}).status_code == 409  # before voting is open
    held.open_poll()
    assert "3 simulated delegates can still vote" in officer.post(page, {"count": "4", "seconds": "0"}).text
    assert officer.post(page, {"count": "2", "seconds": "0"}).status_code == 302
    assert officer.post(page, {"count": "1", "seconds": "0"}).status_code == 302
    with held.database.reading() as db:
        counted, stands = electorate.attendance(db, held.value.id), balance.balance(db, held.election)
        voted, simulated = db.scalars(select(BallotIndex.credential)).all(), simulation.simulation(db, held.election)
    assert (counted.present, counted.handed, len(voted)) == (3, 3, 3)
    assert stands.broken == ()
    assert (simulated.voted, simulated.most) == (3, 0)
    settings = site.app.extensions["installation"].settings
    for upto, state in (("3", JobState.DONE), ("4", JobState.FAILED)):  # begun again, nobody votes; nobody is left
        with held.database.transaction() as db:
            said = {"election": held.election, "seconds": "0", "upto": upto}
            asked = jobs.ask(db, held.act("secretary"), JobKind.SIMULATED, said, assembly_id=1)
        running.run_here(settings, held.database, asked.id, held.now)
        with held.database.reading() as db:
            assert jobs.job(db, asked.id).state is state
    assert "0 simulated delegates can still vote" in officer.post(page, {"count": "1", "seconds": "0"}).text
    assert "keeps the secrets of slips" in officer.get(f"/elections/{held.election}/secrecy").text
    with held.database.transaction() as db:
        rehearsal.discard_rehearsal(db, held.two(), held.session_id)
    assert secrets_kept(held) == 0


def ready_to_vote(folder: Path) -> tuple[Site, Visitor, str]:
    """The same, voting open; three slips are for simulated delegates."""
    site, officer, own = rehearsed(folder)
    held = site.held
    officer.post(f"{own}/slips.pdf", SLIPS)
    held.seal()
    admit(held)
    enrol(held)
    held.pass_tests()
    held.open_poll()
    return site, officer, f"{own}/simulated"


def stands(held: Simulation) -> tuple[int, int, int]:
    """How many are present, were handed a slip, and voted."""
    with held.database.reading() as db:
        counted = electorate.attendance(db, held.value.id)
        return counted.present, counted.handed, db.scalar(select(func.count()).select_from(BallotIndex)) or 0


def state_of_work(held: Simulation) -> JobState:
    with held.database.reading() as db:
        return jobs.of_election(db, JobKind.SIMULATED, held.election)[0].state


def until(met: Callable[[], bool]) -> None:
    end = time.monotonic() + 60
    while not met():
        assert time.monotonic() < end
        time.sleep(0.05)


def test_once_stopped_nobody_comes_or_votes_any_more(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Worker and child are the real ones; the first delegate has voted, the second waits a quarter of a minute."""
    site, officer, page = ready_to_vote(tmp_path)
    held, installation = site.held, site.app.extensions["installation"]
    settings = replace(installation.settings, works_here=False)
    site.app.extensions["installation"] = replace(installation, settings=settings)
    monkeypatch.setattr("app.jobs.worker.wake", lambda _settings: None)
    goes_on = [True]
    thread = threading.Thread(target=Worker(settings).work, args=(lambda: goes_on[0],))
    thread.start()
    try:
        assert officer.post(page, {"count": "3", "seconds": "15"}).status_code == 302
        until(lambda: stands(held) == (1, 1, 1))
        shown = officer.get(page).text
        assert 'name="count"' not in shown, "while they vote no others begin"
        assert f'action="{page}/cancel"' in shown
        assert officer.post(f"{page}/cancel").status_code == 302
        until(lambda: state_of_work(held) is JobState.CANCELLED)
        assert stands(held) == (1, 1, 1)
        assert officer.post(page, {"count": "2", "seconds": "0"}).status_code == 302
        until(lambda: state_of_work(held) is JobState.DONE)
    finally:
        goes_on[0] = False
        thread.join()
    assert stands(held) == (3, 3, 3)


@pytest.mark.parametrize("broken", [False, True])
def test_who_is_stopped_before_the_vote_holds_no_slip(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, broken: bool
) -> None:
    """The broken twin hands the slip out first, by itself: it stays with somebody who never votes."""
    site, officer, page = ready_to_vote(tmp_path)
    come = simulation.come

    def come_first(db: Session, act: Act, public_id: str) -> None:
        come(db, act, public_id)
        db.commit()

    def end(*_: object, **__: object) -> None:
        raise RuntimeError("killed here")

    monkeypatch.setattr(ballot, "cast", end)
    if broken:
        monkeypatch.setattr(simulation, "come", come_first)
    officer.post(page, {"count": "1", "seconds": "0"})
    assert state_of_work(site.held) is JobState.FAILED
    assert stands(site.held) == ((1, 1, 0) if broken else (0, 0, 0))


@pytest.mark.parametrize("broken", [False, True])
def test_in_a_session_that_counts_no_secret_is_kept_and_nobody_simulated(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, broken: bool
) -> None:
    """The broken twin lacks the rule, and the secrets of a real election's slips are kept."""
    site, officer, own = rehearsed(tmp_path, real=True)
    if broken:
        for module in (simulation, slip_printing):
            monkeypatch.setattr(module, "need_rehearsal", lambda db, election_id: None)
    answer = officer.post(f"{own}/slips.pdf", SLIPS)
    assert (answer.status_code, secrets_kept(site.held)) == ((200, 3) if broken else (409, 0))
    if not broken:
        assert "Delegates are simulated in a rehearsal alone" in answer.text
        assert officer.get(f"{own}/simulated").status_code == 409
        assert officer.post(f"{own}/simulated", {"count": "1", "seconds": "0"}).status_code == 409
        assert 'name="simulated"' not in officer.get(f"{own}/slips").text
