"""Elections before they begin: what is proposed, titles told apart, a draft that is discarded."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from app.language.names import Names
from app.services.acts import journal
from app.services.election import drafting, election
from app.services.hall import roll
from tests.support.assemblies import SMALL_RULE, Simulation, refused, simulate_at


def make(held: Simulation, title: str) -> election.ElectionValue:
    with held.database.transaction() as db:
        return election.create_election(
            db, held.act(), held.session_id, body_id=held.value.body.id, title=Names(title), rule=SMALL_RULE
        )


def test_seats_and_term_are_the_bodys_or_the_settings_those_of_an_earlier_election(tmp_path: Path) -> None:
    held = simulate_at(tmp_path, "draft")
    found = held.value
    with held.database.reading() as db:
        plain = drafting.propose(db, found.session.assembly.id)
        copied = drafting.propose(db, found.session.assembly.id, like=held.election)
    assert (plain.rule.seats, plain.rule.maximum) == (found.body.seats, found.body.seats)
    assert copied.rule == replace(SMALL_RULE, revote=False)


def test_two_elections_of_a_session_have_two_titles_however_spelt(tmp_path: Path) -> None:
    held = simulate_at(tmp_path, "draft")
    with refused("title-taken"):
        make(held, "انتخاب  اعضا")
    other = make(held, "انتخاب بازرس")
    with refused("title-taken"), held.database.transaction() as db:
        election.change_rule(db, held.act(), other.public_id, title=Names("انتخاب اعضا"), rule=SMALL_RULE)


def test_a_discarded_draft_is_nowhere_and_the_journal_says_why(tmp_path: Path) -> None:
    held = simulate_at(tmp_path, "frozen")
    draft = make(held, "اشتباه")
    with held.database.reading() as db:
        assert roll.may_add(db, held.session_id)
    with refused("discard-reason"), held.database.transaction() as db:
        drafting.discard(db, held.act(), draft.public_id, reason=" ")
    with held.database.transaction() as db:
        drafting.discard(db, held.act(), draft.public_id, reason="دو بار ایجاد شد")
    with refused("not-found"), held.database.reading() as db:
        election.election(db, draft.public_id)
    with held.database.reading() as db:
        assert [one.public_id for one in election.elections(db)] == [held.election]
        assert not roll.may_add(db, held.session_id)
        (said,) = journal.of_kind(db, draft.id, journal.Kind.ELECTION_DISCARDED)
    assert said.detail["reason"] == "دو بار ایجاد شد"
    assert held.value.session.elections == (held.election,)
    make(held, "اشتباه")
    with refused("phase-wrong"), held.database.transaction() as db:
        drafting.discard(db, held.act(), held.election, reason="دیر است")
