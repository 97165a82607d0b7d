"""Names that eye or ear take for one another, and keys that are no secret: no election is made with them."""

from __future__ import annotations

import secrets

import pytest
from sqlalchemy import select

from app.models import Institution, Nomination
from app.services.acts.refusal import Refused
from app.services.election.rule import Rule
from app.services.nomination import likeness
from app.services.voting import ballot_order, freeze, trustee
from ballots.group import BELENIOS_2048 as GROUP
from ballots.trustees import make_public_key
from tests.services.conftest import Hold
from tests.support.assemblies import Simulation, everything
from tests.support.refusals import refusals

ALPHABET = Rule(seats=2, minimum=1, maximum=2, alternates=1, order="alphabet")
TWINS = ("انجمن mehr ۰", "انجمن  mehr 0", "انجمن mehr\u200c 0", "أنجمن mehr 0", "انجمن MEHR 0")


def rename(held: Simulation, name: str) -> tuple[str, str]:
    """Give the second candidate a name; both names as they stand on the ballot."""
    with held.database.transaction() as db:
        first, second = db.scalars(
            select(Institution).join(Nomination, Nomination.institution_id == Institution.id).order_by(Institution.id)
        ).all()[:2]
        second.name_fa, second.province = name, first.province
    with held.database.reading() as db:
        listed = ballot_order.order(db, held.election).listed
    return next(one for one in listed if one.startswith("انجمن mehr 0")), next(one for one in listed if name in one)


def freezing(held: Simulation) -> None:
    with held.database.transaction() as db:
        freeze.freeze(db, held.two(), held.election)


@pytest.mark.parametrize("name", TWINS)
def test_twins_are_refused_with_their_names_and_nothing_is_frozen(hold: Hold, name: str) -> None:
    held = hold("reviewing", rule=ALPHABET)
    held.invite("امین ۱")
    both = rename(held, name)
    before = everything(held.database)
    with pytest.raises(Refused) as refusal:
        freezing(held)
    assert refusal.value.code == "answers-alike"
    names = refusal.value.facts["names"]
    assert isinstance(names, tuple) and set(names) == set(both)
    assert everything(held.database) == before
    rename(held, "انجمن دیگر")
    freezing(held)
    assert held.phase == "frozen"


def test_a_name_that_turns_the_line_is_refused_and_shown_without_what_turns_it(hold: Hold) -> None:
    held = hold("reviewing", rule=ALPHABET)
    held.invite("امین ۱")
    rename(held, "انجمن \u202eدیگر")
    with pytest.raises(Refused) as refusal:
        freezing(held)
    assert "\u202e" not in str(refusal.value.facts)


def test_a_freezing_that_does_not_compare_is_caught(hold: Hold, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(likeness, "find_alike", lambda _answers: ())
    with pytest.raises(pytest.fail.Exception):
        test_twins_are_refused_with_their_names_and_nothing_is_frozen(hold, TWINS[0])


def give(held: Simulation, name: str, private: int) -> None:
    """Let a trustee hand in the public half of a chosen key."""
    with held.database.transaction() as db:
        found, secret = trustee.invite(db, held.act(), held.election, name=name)
        key = make_public_key(private % GROUP.order, secrets.token_bytes, name).to_bytes()
        trustee.give_key(db, held.act(), found.public_id, secret=secret, public_key=key)


@pytest.mark.parametrize(
    ("privates", "blamed"),
    [((2,), ("امین ۱",)), ((1 << 200, 1024), ("امین ۲",)), ((1 << 200, 1 << 201, -(1 << 200)), ("امین ۱", "امین ۳"))],
)
def test_keys_that_are_no_secret_or_undo_each_other_are_refused_by_name(
    hold: Hold, privates: tuple[int, ...], blamed: tuple[str, ...]
) -> None:
    held = hold("reviewing", rule=ALPHABET)
    for number, private in enumerate(privates):
        give(held, f"امین {'۱۲۳'[number]}", private)
    before = everything(held.database)
    with pytest.raises(Refused) as refusal:
        freezing(held)
    assert (refusal.value.code, refusal.value.facts) == ("keys-dependent", {"names": blamed})
    assert everything(held.database) == before


def test_a_freezing_that_believes_every_key_is_caught(hold: Hold, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(freeze, "dependent", lambda _keys: ())
    with pytest.raises(pytest.fail.Exception):
        test_keys_that_are_no_secret_or_undo_each_other_are_refused_by_name(hold, (2,), ("امین ۱",))


def test_both_refusals_have_words() -> None:
    assert {"answers-alike", "keys-dependent"} <= refusals().keys()
