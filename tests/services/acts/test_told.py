"""What acts are told and write down: heads of the journal, differences, whose turn it is, and the hour of a start."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from app.language.names import Names
from app.models import Account, JournalEntry, JournalHead, WaitingAct
from app.services.acts import clock, clock_release, journal, journal_head, waiting
from app.services.acts.act import Act
from app.services.acts.clock_watch import ClockWatch
from app.services.count import lots
from app.states.clock import Doubt
from app.states.officer import Permission
from ballots.note import sign_note
from tests.services.conftest import Hold
from tests.support.assemblies import Simulation, everything, refused, user_name

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def program(held: Simulation) -> Callable[[datetime], Act]:
    return lambda now: replace(held.act(), officers=(), now=now)


# The journal


def test_the_head_of_a_journal_is_signed_once_and_none_of_an_empty_one(hold: Hold) -> None:
    held = hold()
    with held.database.transaction() as db:
        db.execute(delete(JournalHead))
        for _ in range(2):
            journal_head.sign_head(db, held.signer, held.now)
        (signed,) = journal_head.signed_heads(db)
        key = replace(held.signer.key("X"), name=f"{held.signer.host}/journal")
        assert journal_head.open_head(signed.note, key) == journal_head.head(db) == signed.head
        db.execute(delete(JournalHead))
        db.execute(delete(JournalEntry))
        journal_head.sign_head(db, held.signer, held.now)
        assert journal_head.signed_heads(db) == ()


def test_a_note_of_something_else_is_no_head_of_a_journal(hold: Hold) -> None:
    signer = hold().signer
    name = f"{signer.host}/journal"
    note = sign_note(f"{name}\n0\nnothing\n", name, signer.private).to_text()
    with pytest.raises(ValueError, match="not of a journal"):
        journal_head.open_head(note, replace(signer.key("X"), name=name))


@pytest.mark.parametrize("line", ["", "0:", "12", "-1:" + "A" * 43 + "=", "1:" + "A" * 42 + "="])
def test_a_line_of_something_else_is_no_head_of_a_journal(line: str) -> None:
    with pytest.raises(ValueError, match="not of a journal"):
        journal_head.read_line(line)


def test_the_line_of_a_head_is_read_as_it_was_written() -> None:
    head = journal_head.HeadValue(entries=12, hash="0f" * 32)
    assert journal_head.read_line(head.line) == head


def test_differences_are_plain_values_by_the_name_of_the_field() -> None:
    before = {"name": Names("یک"), "seats": 3, "kept": {1: Names("الف")}, "same": [1]}
    after = {"name": Names("دو"), "seats": 4, "kept": {1: date(2026, 1, 2)}, "same": [1], "new": ({"a"}, (1, 2))}
    found = journal.differences(before, after)
    assert found == {
        "name": [{"fa": "یک", "en": "", "ar": ""}, {"fa": "دو", "en": "", "ar": ""}],
        "seats": [3, 4],
        "kept": [{"1": {"fa": "الف", "en": "", "ar": ""}}, {"1": "2026-01-02"}],
        "new": [None, [["a"], [1, 2]]],
    }
    assert json.loads(json.dumps(found)) == found


# Acts


def test_an_act_of_an_election_that_is_not_there_is_not_asked_for(hold: Hold) -> None:
    held = hold()
    asked: tuple[Callable[[Session], object], ...] = (
        lambda db: lots.LOTS.why_not(db, "ELSEWHERE", held.now),
        lambda db: lots.LOTS.is_over(db, "ELSEWHERE"),
    )
    for ask in asked:
        with held.database.reading() as db, refused("not-found"):
            ask(db)


@pytest.fixture
def asked(hold: Hold) -> tuple[Simulation, int, str]:
    """Something that the secretary asks a colleague to confirm."""
    held = hold()
    home = held.value.session.assembly.id
    said = waiting.Asked(
        code="freeze", permission=Permission.DECIDE, election=held.election, address="/x", typed=(), told={}
    )
    with held.database.transaction() as db:
        key = waiting.ask(db, held.act("secretary"), home, said).key
    return held, home, key


@pytest.mark.parametrize(
    ("role", "given", "code"),
    [
        ("returning-officer", True, "officer-unsettled"), ("desk", False, "officer-role"),
        ("secretary", False, "waiting-own"),
    ],
)  # fmt: skip
def test_who_may_not_be_the_second_confirms_nothing(
    asked: tuple[Simulation, int, str], role: str, given: bool, code: str
) -> None:
    held, home, key = asked
    with held.database.transaction() as db:
        name = user_name(held.address, role)
        db.execute(update(Account).where(Account.username == name).values(password_given=given))
    before = everything(held.database)
    with refused(code), held.database.transaction() as db:
        waiting.confirm(db, held.act(role), home, key)
    assert everything(held.database) == before


def test_a_stranger_neither_asks_nor_confirms_nor_declines(asked: tuple[Simulation, int, str]) -> None:
    held, home, key = asked
    stranger = replace(held.act(), officers=("nobody",))
    said = waiting.Asked(
        code="freeze", permission=Permission.DECIDE, election=held.election, address="/x", typed=(), told={}
    )
    before = everything(held.database)
    with refused("not-found"), held.database.transaction() as db:
        waiting.ask(db, stranger, home, said)
    with refused("not-found"), held.database.transaction() as db:
        waiting.confirm(db, stranger, home, key)
    with refused("not-found"), held.database.transaction() as db:
        waiting.decline(db, stranger, home, key, reason="چرا")
    assert everything(held.database) == before


def test_what_was_asked_before_is_taken_back_by_the_next_of_the_same_address(
    asked: tuple[Simulation, int, str],
) -> None:
    held, home, _ = asked
    with held.database.transaction() as db:
        again = waiting.Asked(
            code="freeze", permission=Permission.DECIDE, election=None, address="/x", typed=(("a", "b"),), told={}
        )
        waiting.ask(db, held.act("secretary"), home, again)
        states = db.execute(select(WaitingAct.state, WaitingAct.election_id).order_by(WaitingAct.id)).all()
    assert [str(state) for state, _ in states] == ["taken-back", "waiting"]
    assert states[1][1] is None


# The clock


def test_after_a_release_the_last_record_is_that_of_the_last_entry_and_of_the_heads_that_it_did_not_pass_over(
    hold: Hold,
) -> None:
    held = hold("open")
    with held.database.transaction() as db:
        clock_release.begin_doubt(db, program(held)(held.now), Doubt.JUMPED_BACK, held.now - DAY)
        clock_release.release(db, held.two(), 1, held.now)
        assert clock.last_record(db) == held.now
        back = replace(held.two(), now=held.now - DAY)
        clock_release.begin_doubt(db, program(held)(held.now), Doubt.JUMPED_AHEAD, held.now)
        clock_release.release(db, back, 1, back.now)
        assert clock.last_record(db) == back.now


class Machine:
    """A clock that shows what it is told, one after another, the last one on."""

    def __init__(self, *shown: datetime) -> None:
        self.steady = 0.0
        self._shown: Iterator[datetime] = iter(shown)
        self._last = shown[0]

    def __call__(self) -> datetime:
        self._last = next(self._shown, self._last)
        return self._last


def doubted(held: Simulation) -> clock.ClockDoubt | None:
    with held.database.reading() as db:
        return clock.doubt(db)


def test_a_start_before_the_last_record_goes_on_from_that_record_and_is_doubted(hold: Hold) -> None:
    held = hold()
    machine = Machine(held.now - DAY)
    watch = ClockWatch(held.database, lambda: None, machine, lambda: machine.steady)
    watch.look(program(held))
    assert watch.now() == held.now
    machine.steady += 60
    assert watch.now() == held.now + timedelta(seconds=60)
    found = doubted(held)
    assert found is not None
    assert (found.why, found.said, found.record) == (Doubt.BEHIND, held.now - DAY, held.now)


def test_a_start_outside_the_certificate_is_doubted_but_the_clock_is_shown(hold: Hold) -> None:
    held = hold()
    machine = Machine(held.now + DAY)
    good = (held.now - DAY, held.now + HOUR)
    watch = ClockWatch(held.database, lambda: good, machine, lambda: machine.steady)
    watch.look(program(held))
    assert watch.now() == held.now + DAY
    found = doubted(held)
    assert found is not None
    assert found.why is Doubt.OUTSIDE_CERTIFICATES


def test_a_clock_that_is_right_again_when_its_turn_comes_is_not_doubted(hold: Hold) -> None:
    held = hold()
    machine = Machine(held.now, held.now, held.now + DAY, held.now)
    watch = ClockWatch(held.database, lambda: None, machine, lambda: machine.steady)
    watch.look(program(held))
    before = everything(held.database)
    watch.look(program(held))
    assert doubted(held) is None
    assert everything(held.database) == before


def test_a_clock_that_jumps_is_doubted_and_not_believed(hold: Hold) -> None:
    held = hold()
    machine = Machine(held.now, held.now, held.now + DAY)
    watch = ClockWatch(held.database, lambda: None, machine, lambda: machine.steady)
    for _ in range(3):
        watch.look(program(held))
    assert watch.now() == held.now
    found = doubted(held)
    assert found is not None
    assert (found.why, found.said) == (Doubt.JUMPED_AHEAD, (held.now + DAY).astimezone(UTC))
