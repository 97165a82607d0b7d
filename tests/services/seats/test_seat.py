"""Seats: offered at the final result, taken, declined or given up; the next by the result follows, with a letter."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import delete

from app.language.dates import in_tehran
from app.models import Seat
from app.services.count import seating
from app.services.election import election
from app.services.letters import letter, replacement
from app.services.nomination import nomination, withdrawal
from app.services.seats import seat
from app.states.election import Succession
from tests.services.conftest import Hold
from tests.services.letters.test_letter import issue, state
from tests.support.assemblies import SMALL_RULE, TERMS, Simulation, everything, refused


def told(held: Simulation) -> list[tuple[int, int | None, str]]:
    """Of each holding: its place, the candidate's number, its state."""
    with held.database.reading() as db:
        return [
            (one.place, one.line.candidate.number if one.line else None, one.state)
            for one in seating.seats(db, held.election)
        ]


def today(held: Simulation) -> date:
    return in_tehran(held.now).date()


def vacate(held: Simulation, place: int, *roles: str, reason: str = "منحل شد", day: date | None = None) -> None:
    both = held.act(*(roles or ("secretary", "returning-officer")))
    with held.database.transaction() as db:
        seat.vacate(db, both, held.election, place, day=day or today(held), reason=reason)


def accept(held: Simulation, place: int, day: date | None = None) -> None:
    with held.database.transaction() as db:
        seat.accept(db, held.act(), held.election, place, day=day or today(held))


def test_each_elected_institution_has_a_seat_at_the_final_result(hold: Hold) -> None:
    held = hold("provisional")
    assert told(held) == []
    held.to("final")
    assert told(held) == [(1, 1, "offered"), (2, 2, "offered")]
    with held.database.reading() as db:
        one = seating.seats(db, held.election)[0]
    assert (one.since, one.until) == (today(held), date(2027, 11, 8))


def test_an_election_that_an_earlier_version_made_final_has_the_seats_of_its_result(hold: Hold) -> None:
    held = hold("final")
    with held.database.transaction() as db:
        db.execute(delete(Seat))
    assert told(held) == [(1, 1, "offered"), (2, 2, "offered")]
    vacate(held, 1)
    assert told(held) == [(1, 1, "declined"), (1, 3, "offered"), (2, 2, "offered")]


def test_a_winner_declines_and_the_alternate_gets_the_seat_and_a_letter(hold: Hold) -> None:
    held = hold("final")
    first, second = held.draft()
    issue(held, first)
    before = held.result()
    vacate(held, 1)
    assert told(held) == [(1, 1, "declined"), (1, 3, "offered"), (2, 2, "offered")]
    assert held.result() == before  # what was stays
    assert state(held, first.code) == "revoked"
    with refused("letter-seatless"), held.database.transaction() as db:
        replacement.draft_in_place(
            db, held.act(), held.election, first.id, TERMS, representative=first.representative, reason="گم شد"
        )
    third = held.draft()[2]
    assert (third.alternate, third.rank, third.until, third.replaces) == (True, 1, date(2027, 11, 8), "")
    assert third.institution == before.alternates[0].candidate.institution
    issue(held, third)
    assert (state(held, third.code), second.alternate) == ("valid", False)


def test_a_draft_of_who_declines_is_put_away(hold: Hold) -> None:
    held = hold("final")
    held.draft()
    vacate(held, 2)
    with held.database.reading() as db:
        assert [one.status for one in letter.letters(db, held.election)] == ["draft", "void"]


def test_who_took_the_seat_gives_it_up_and_when_nobody_follows_it_is_vacant(hold: Hold) -> None:
    held = hold("final")
    accept(held, 2)
    with refused("seat-taken"):
        accept(held, 2)
    vacate(held, 2)
    accept(held, 2)
    vacate(held, 2)
    assert told(held) == [(1, 1, "offered"), (2, 2, "ended"), (2, 3, "ended"), (2, None, "vacant")]
    for act in (accept, vacate):
        with refused("seat-empty"):
            act(held, 2)


def test_one_alone_or_without_reason_or_on_an_impossible_day_changes_nothing(hold: Hold) -> None:
    held = hold("final")
    before = everything(held.database)
    with refused("two-officers-needed"):
        vacate(held, 1, "secretary", "secretary")
    with refused("seat-reason"):
        vacate(held, 1, reason=" ")
    for days in (-1, 1):
        with refused("seat-day"):
            vacate(held, 1, day=today(held) + timedelta(days=days))
    with refused("seat-empty"):
        vacate(held, 3)
    assert everything(held.database) == before


@pytest.mark.parametrize(
    ("rule", "then"), [(Succession.NEXT, (1, 3, "offered")), (Succession.VACANT, (1, None, "vacant"))]
)
def test_the_rule_of_the_election_says_who_follows_a_winner_that_withdrew_after_closing(
    rule: Succession, then: tuple[int, int | None, str], hold: Hold
) -> None:
    held = hold("nominating")
    with held.database.transaction() as db:
        title = election.election(db, held.election).title
        election.change_rule(db, held.act(), held.election, title=title, rule=replace(SMALL_RULE, succession=rule))
    held.to("closed")
    with held.database.transaction() as db:
        winner = nomination.candidates(db, held.election)[0]
        withdrawal.withdraw(db, held.two(), held.election, winner.id, "سفر")
    held.to("final")
    assert [line.candidate.number for line in held.result().seated] == [1, 2]
    assert told(held) == [(1, 1, "declined"), then, (2, 2, "offered")]
    with held.database.reading() as db:
        assert seating.seats(db, held.election)[0].reason == "سفر"
