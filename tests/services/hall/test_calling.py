"""Calling a session: what is proposed for the next one, a first call that too few followed, the second call."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from app.language.dates import in_tehran, is_working_day
from app.services.acts import journal
from app.services.election.rows import find
from app.services.hall import calling, presence
from app.states.election import Call, Quorum
from tests.support.assemblies import Simulation, everything, refused, simulate_at


def home(held: Simulation) -> int:
    return held.value.session.assembly.id


def proposal(held: Simulation) -> calling.SessionDraft:
    with held.database.reading() as db:
        return calling.proposal(db, home(held), held.now)


def again(held: Simulation) -> calling.SessionDraft:
    with held.database.reading() as db:
        return calling.second_call_proposal(db, held.session_id, held.now)


def test_the_next_session_is_proposed_from_the_last_and_called(tmp_path: Path) -> None:
    held = simulate_at(tmp_path, "draft")
    proposed = proposal(held)
    assert (proposed.number, proposed.place, proposed.quorum) == (2, held.value.session.place, Quorum.INTRODUCED)
    assert is_working_day(proposed.held_on)
    with held.database.transaction() as db:
        made = calling.call_session(db, held.act(), home(held), replace(proposed, begins="09:00", ends="11:30"))
    assert (made.number, made.begins, made.ends, made.call) == (2, "09:00", "11:30", Call.FIRST)
    with refused("number-taken"), held.database.transaction() as db:
        calling.call_session(db, held.act(), home(held), proposed)
    assert proposal(held).number == 3
    past = replace(proposal(held), held_on=in_tehran(held.now).date() - timedelta(days=1))
    with refused("session-past"), held.database.transaction() as db:
        calling.call_session(db, held.act(), home(held), past)


def test_a_first_call_that_too_few_followed_is_on_record_before_the_second(tmp_path: Path) -> None:
    held = simulate_at(tmp_path, "frozen", quorum="introduced")
    with held.database.transaction() as db:
        presence.check_in(db, held.act("desk"), held.session_id, held.delegates[0].id)
    with refused("first-call-stands"), held.database.transaction() as db:
        calling.call_again(db, held.two(), held.session_id, again(held))
    with refused("two-officers-needed"), held.database.transaction() as db:
        calling.note_failed_call(db, held.act(), held.session_id)
    with held.database.transaction() as db:
        calling.note_failed_call(db, held.two(), held.session_id)
    failed = held.value.session.first_call
    assert failed is not None
    assert (failed.at, failed.present, failed.quorum) == (held.now, 1, 3)
    early = replace(again(held), held_on=held.value.session.held_on - timedelta(days=1))
    with refused("second-call-earlier"), held.database.transaction() as db:
        calling.call_again(db, held.two(), held.session_id, early)
    with held.database.transaction() as db:
        calling.call_again(db, held.two(), held.session_id, again(held))
    session = held.value.session
    assert (session.call, session.quorum, session.first_call) == (Call.SECOND, Quorum.SECOND_CALL, failed)
    assert not any(one.checked_in for one in held.delegates)
    with held.database.reading() as db:
        kinds = [entry.kind for entry in journal.entries(db, find(db, held.election).id, size=2)]
    assert kinds == ["second-call-made", "first-call-failed"]
    with refused("called-twice"), held.database.transaction() as db:
        calling.call_again(db, held.two(), held.session_id, again(held))


@pytest.mark.parametrize("phase", ["frozen", "open"])
def test_a_call_that_enough_followed_has_not_failed(phase: str, tmp_path: Path) -> None:
    held = simulate_at(tmp_path, phase, quorum="introduced")
    if phase == "frozen":
        with held.database.transaction() as db:
            for one in held.delegates[:3]:
                presence.check_in(db, held.act("desk"), held.session_id, one.id)
    before = everything(held.database)
    with refused("quorum-reached" if phase == "frozen" else "phase-wrong"), held.database.transaction() as db:
        calling.note_failed_call(db, held.two(), held.session_id)
    assert everything(held.database) == before


def test_the_number_of_a_session_stands_once_an_election_of_it_is_frozen(tmp_path: Path) -> None:
    held = simulate_at(tmp_path, "frozen")
    wanted = replace(calling.draft_of(held.value.session), number=7)
    with refused("number-stands"), held.database.transaction() as db:
        calling.recall_session(db, held.two(), held.session_id, wanted)
    with held.database.transaction() as db:
        changed = calling.recall_session(db, held.two(), held.session_id, replace(wanted, number=1, begins="10:00"))
    assert (changed.number, changed.begins) == (1, "10:00")
