"""Elections that are over and leave something to do: what is asked at once is what acts and duties say one by one."""

from __future__ import annotations

from sqlalchemy import delete

from app.models import Seat
from app.services.election import election
from app.services.voting import key_destruction
from app.services.whole import duty
from app.services.whole.steps import STEPS
from app.services.whole.unfinished import unfinished
from app.states.duty import NOTED
from app.states.phase import OVER, Phase, StepState
from tests.services.conftest import Hold
from tests.services.letters.test_letter import issue
from tests.services.seats.test_seat import vacate
from tests.support.annulments import annul
from tests.support.assemblies import Simulation
from tests.support.sealed import keep_minutes


def left(held: Simulation) -> tuple[bool, bool]:
    """Whether something is left, as it is asked for all elections at once, and as acts and duties say by themselves."""
    with held.database.reading() as db:
        at_once = bool(unfinished(db, [one for one in election.elections(db) if one.phase in OVER]))
        way = (one for one in STEPS if not one.side and Phase.FINAL in one.before)
        acts = held.phase == Phase.FINAL and any(not one.is_over(db, held.election) for one in way)
        duties = any(one.state == StepState.NOW for one in duty.duties(db, held.election))
    return at_once, acts or duties


def note_all(held: Simulation) -> None:
    for one in NOTED:
        with held.database.transaction() as db:
            if any(due.duty == one for due in duty.duties(db, held.election)):
                duty.note_duty(db, held.act(), held.election, one)


def test_a_final_election_is_unfinished_until_its_last_act_and_begins_again_when_a_seat_falls_free(hold: Hold) -> None:
    held = hold("final")
    first, second = held.draft()
    issue(held, first)
    for last in ("letter", "minutes", "keys", "duties"):
        assert left(held) == (True, True), last
        if last == "letter":
            issue(held, second)
        elif last == "minutes":
            keep_minutes(held)
        elif last == "keys":
            with held.database.transaction() as db:
                key_destruction.destroy_office_key(db, held.two(), held.election, stated=True)
        else:
            note_all(held)
    assert left(held) == (False, False)
    vacate(held, 1)
    assert left(held) == (True, True)  # who follows has no letter
    issue(held, held.draft()[-1])
    assert left(held) == (False, False)
    with held.database.transaction() as db:
        db.execute(delete(Seat))  # as an earlier version left it: the first two have their seats by the result
    assert left(held) == (True, True)  # and the letter of one was revoked


def test_each_duty_alone_keeps_an_annulled_election(hold: Hold) -> None:
    held = hold("tallied")
    annul(held)
    with held.database.reading() as db:
        due = [one.duty for one in duty.duties(db, held.election)]
    keep_minutes(held)
    for one in due:
        if one in NOTED:
            assert left(held) == (True, True), one
            with held.database.transaction() as db:
                duty.note_duty(db, held.act(), held.election, one)
    assert left(held) == (False, False)


def test_what_was_annulled_before_it_was_counted_leaves_nothing(hold: Hold) -> None:
    held = hold("frozen")
    annul(held)
    assert left(held) == (False, False)
