"""A letter in the place of another: every declared state has its act, and each act no transition but its own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from app.language.names import Names
from app.models import Letter
from app.services.acts.refusal import Refused
from app.services.letters import letter, letter_check, replacement
from app.states.letter import LetterStatus
from tests.services.conftest import Hold
from tests.services.letters.test_letter import issue, state
from tests.support.assemblies import TERMS, Simulation, everything, refused

SOMEBODY = Names("سهراب دیلمان")


def in_place(held: Simulation, one: letter.LetterValue) -> letter.LetterValue:
    with held.database.transaction() as db:
        return replacement.draft_in_place(
            db, held.act(), held.election, one.id, TERMS, representative=SOMEBODY, reason="گم شده است"
        )


def change(held: Simulation, one: letter.LetterValue) -> None:
    with held.database.transaction() as db:
        replacement.change_draft(
            db, held.act(), held.election, one.id, TERMS, representative=SOMEBODY, seen=one.version
        )


def void(held: Simulation, one: letter.LetterValue) -> None:
    with held.database.transaction() as db:
        replacement.void_draft(db, held.act(), held.election, one.id, reason="نیاز نیست")


def revoke(held: Simulation, one: letter.LetterValue) -> None:
    with held.database.transaction() as db:
        letter.revoke_letter(db, held.two(), one.id, reason="به اشتباه")


def replaced(held: Simulation, one: letter.LetterValue) -> None:
    issue(held, in_place(held, one))


def now(held: Simulation, number: str) -> letter.LetterValue:
    with held.database.reading() as db:
        return next(one for one in letter.letters(db, held.election) if one.number == number)


DRAFT, ISSUED, REVOKED, REPLACED, VOID = LetterStatus
ACTS: dict[str, tuple[Callable[[Simulation, letter.LetterValue], object], dict[LetterStatus, LetterStatus]]] = {
    "change": (change, {DRAFT: DRAFT}),
    "issue": (issue, {DRAFT: ISSUED}),
    "void": (void, {DRAFT: VOID}),
    "revoke": (revoke, {ISSUED: REVOKED}),
    "replace": (replaced, {ISSUED: REPLACED, REVOKED: REPLACED}),
}
"""Each act on a letter, and what it makes of which state; in every other it is refused and changes nothing."""
WAYS: dict[LetterStatus, tuple[str, ...]] = {
    DRAFT: (), ISSUED: ("issue",), REVOKED: ("issue", "revoke"), REPLACED: ("issue", "replace"), VOID: ("void",),
}  # fmt: skip
"""The acts that lead to each state."""


def test_every_declared_state_has_acts_that_lead_there() -> None:
    assert set(WAYS) == set(LetterStatus)
    assert {after for _, steps in ACTS.values() for after in steps.values()} == set(LetterStatus)


@pytest.mark.parametrize("status", LetterStatus)
def test_each_act_makes_of_each_state_what_it_names_and_is_refused_in_the_others(
    status: LetterStatus, hold: Hold
) -> None:
    held, one = brought(hold("final"), status)
    before = everything(held.database)
    for name, (act, steps) in ACTS.items():
        if status not in steps:
            with pytest.raises(Refused) as caught:
                act(held, one)
            assert caught.value.code == "letter-not-ready", name
    assert everything(held.database) == before
    for name, (act, steps) in ACTS.items():
        if status in steps:
            held, one = brought(hold("final"), status)
            act(held, one)
            assert now(held, one.number).status is steps[status], name


def brought(held: Simulation, status: LetterStatus) -> tuple[Simulation, letter.LetterValue]:
    """A letter in this state."""
    one = held.draft()[0]
    for way in WAYS[status]:
        ACTS[way][0](held, now(held, one.number))
    found = now(held, one.number)
    assert found.status is status
    return held, found


def test_revoked_then_replaced_the_check_names_the_new_one(hold: Hold) -> None:
    held = hold("final")
    first, _ = held.draft()
    issue(held, first)
    revoke(held, first)
    assert state(held, first.code) == "revoked"
    assert held.draft()[2].replaces == first.number  # who was revoked is due again, and nobody else
    third = now(held, "1404/ص/00003")
    assert (third.institution, third.rank, third.status) == (first.institution, first.rank, "draft")
    assert state(held, first.code) == "revoked"
    issue(held, third)
    assert (state(held, first.code), now(held, first.number).replaced_by) == ("replaced", third.number)
    fourth = in_place(held, third)
    issue(held, fourth)
    with held.database.reading() as db:
        verdict = letter_check.check_letter(db, first.code, held.ring.public, held.now)
    assert verdict.letter is not None
    assert (verdict.state, verdict.letter.replaced_by) == ("replaced", fourth.number)  # the newest, not the next
    assert (state(held, third.code), state(held, fourth.code)) == ("replaced", "valid")


def test_a_valid_letter_counts_until_the_new_one_is_issued_by_another(hold: Hold) -> None:
    held = hold("final")
    first, _ = held.draft()
    issue(held, first)
    drafted = in_place(held, first)
    assert (drafted.representative, drafted.until, drafted.replaces) == (SOMEBODY, first.until, first.number)
    assert state(held, first.code) == "valid"
    with refused("letter-drafted"):
        in_place(held, first)
    void(held, drafted)
    assert (state(held, first.code), state(held, drafted.code)) == ("valid", "unknown")
    again = in_place(held, first)
    assert again.number == "1404/ص/00004"  # the void number stays used
    with held.database.transaction() as db:
        row = db.get_one(Letter, again.id)
        row.drafter_id = row.drafter_id + 3  # the signatory wrote it
    with refused("letter-drafter"):
        issue(held, again)


def test_who_wrote_meanwhile_is_not_written_over_unseen(hold: Hold) -> None:
    held = hold("final")
    first, _ = held.draft()
    change(held, first)
    with refused("letter-changed"):
        change(held, first)
    with held.database.reading() as db:
        seen = letter.edition(db, held.election)
    change(held, now(held, first.number))
    terms = replace(TERMS, purpose="دیگر")
    with refused("letter-changed"), held.database.transaction() as db:
        letter.change_terms(db, held.act(), held.election, terms, seen=seen)
    with held.database.transaction() as db:
        letter.change_terms(db, held.act(), held.election, terms, seen=letter.edition(db, held.election))
