"""Freezing: the order by lot that anyone can repeat, the fingerprint, and what must be there first."""

from __future__ import annotations

import threading
from dataclasses import replace

from sqlalchemy import select

from app.models import JournalEntry
from app.services.acts import journal
from app.services.acts.refusal import Refused
from app.services.nomination import nomination, review, withdrawal
from app.services.voting import ballot_order, freeze, trustee
from ballots.counting.lots import draw
from ballots.election import decode_election
from ballots.trustees import decode_trustee_key, generate_private_key, make_public_key
from tests.services.conftest import Hold
from tests.support.assemblies import PASSPHRASE, SMALL_RULE, Simulation, everything, refused
from tests.support.elections import seeded


def names_by_number(held: Simulation) -> list[str]:
    with held.database.reading() as db:
        return [one.institution.name.fa for one in nomination.candidates(db, held.election)]


def journalled_seed(held: Simulation) -> str:
    with held.database.reading() as db:
        query = select(JournalEntry.detail).where(JournalEntry.kind == journal.Kind.LOTS_DRAWN.value)
        (detail,) = db.scalars(query)
    return str(detail["seed"])


def test_the_order_on_the_ballot_repeats_from_the_seed_in_the_journal(hold: Hold) -> None:
    held = hold(candidates=6)
    held.random = seeded(7)
    held.to("reviewing")
    persian = names_by_number(held)
    held.to("frozen")
    drawn = draw(journalled_seed(held), len(persian), len(persian))
    assert names_by_number(held) == [persian[place - 1] for place in drawn]
    assert names_by_number(held) != persian


def test_another_seed_would_have_given_another_order(hold: Hold) -> None:
    seed = journalled_seed(hold("frozen", candidates=6))
    orders = {tuple(draw(f"{seed}{extra}", 6, 6)) for extra in ("", "1./", "2./", "3./")}
    assert len(orders) > 1


def test_the_alphabet_orders_where_the_rule_says_so(hold: Hold) -> None:
    held = hold("reviewing", candidates=6, rule=replace(SMALL_RULE, order="alphabet"))
    persian = names_by_number(held)
    assert names_by_number(held.to("frozen")) == persian
    with held.database.reading() as db:
        said = ballot_order.order(db, held.election)
    assert (said.method, said.balls_needed, said.seed, len(said.listed)) == ("alphabet", 0, "", 6)


def test_the_fingerprint_is_that_of_the_bytes_and_the_answers_stand_in_the_order_of_the_ballot(hold: Hold) -> None:
    held = hold("frozen")
    definition = decode_election(held.definition())
    assert held.value.fingerprint == definition.fingerprint
    answers = definition.questions[0].answers
    assert [answer.split(" (")[0] for answer in answers] == names_by_number(held)


def test_only_the_accepted_stand_on_the_ballot(hold: Hold) -> None:
    held = hold(candidates=5)
    with held.database.transaction() as db:
        first, second, *_ = nomination.nominations(db, held.election)
        withdrawal.withdraw(db, held.two(), held.election, first.id, "سفر")
    held.advance()
    with held.database.transaction() as db:
        review.decide(db, held.two(), held.election, second.id, decision="reject", reason="R9", text="نه")
    held.to("frozen")
    assert len(names_by_number(held)) == 3
    assert not {first.institution.name.fa, second.institution.name.fa} & set(names_by_number(held))


def test_with_fewer_candidates_than_needed_nothing_freezes(hold: Hold) -> None:
    for candidates, rule in ((1, SMALL_RULE), (0, SMALL_RULE), (2, replace(SMALL_RULE, minimum=3, maximum=3))):
        held = hold("reviewing", candidates=candidates, rule=rule)
        held.invite("امین")
        before = everything(held.database)
        with refused("candidates-missing"), held.database.transaction() as db:
            freeze.freeze(db, held.two(), held.election)
        assert everything(held.database) == before


def test_the_most_marks_are_never_more_than_the_candidates(hold: Hold) -> None:
    held = hold("frozen", candidates=3, rule=replace(SMALL_RULE, maximum=6))
    assert held.value.rule.maximum == 3


def test_without_trustees_or_with_one_that_has_no_key_nothing_freezes(hold: Hold) -> None:
    held = hold("reviewing")
    with refused("trustees-missing"), held.database.transaction() as db:
        freeze.freeze(db, held.two(), held.election)
    held.invite("امین یکم")
    with held.database.transaction() as db:
        trustee.invite(db, held.act(), held.election, name="امین دوم")
    with refused("trustees-missing"), held.database.transaction() as db:
        freeze.freeze(db, held.two(), held.election)
    assert held.phase == "reviewing"


def test_there_is_one_office_key_whatever_it_is_called(hold: Hold) -> None:
    held = hold()
    with held.database.transaction() as db:
        trustee.make_office_key(db, held.act(), held.election, name="کلید دبیرخانه", passphrase=PASSPHRASE)
    with refused("trustee-duplicate"), held.database.transaction() as db:
        trustee.make_office_key(db, held.act(), held.election, name="Office key", passphrase=PASSPHRASE)


def test_a_trustee_who_changes_the_key_while_the_election_freezes_never_splits_it(hold_on_both: Hold) -> None:
    """Whoever is first wins; the key in the frozen election is the one that the trustee's row holds."""
    held = hold_on_both("reviewing")
    trustee_id = held.invite("امین")
    other = make_public_key(generate_private_key(held.random), held.random, "امین").to_bytes()
    start = threading.Barrier(2)

    def change() -> None:
        start.wait()
        try:
            with held.database.transaction() as db:
                trustee.give_key(db, held.act(), trustee_id, secret=held.invitations[trustee_id], public_key=other)
        except Refused as refusal:
            assert refusal.code in ("phase-wrong", "key-final")

    changing = threading.Thread(target=change)
    changing.start()
    start.wait()
    with held.database.transaction() as db:
        freeze.freeze(db, held.two(), held.election, digits=held.balls(db))
    changing.join()
    with held.database.reading() as db:
        stored = trustee.public_number(db, trustee_id)
    definition = decode_election(held.definition())
    assert str(definition.public_key) == stored
    assert decode_trustee_key(other)


def test_a_trustee_key_that_is_damaged_or_comes_with_a_wrong_secret_is_refused(hold: Hold) -> None:
    held = hold()
    with held.database.transaction() as db:
        found, secret = trustee.invite(db, held.act(), held.election, name="امین")
    key, other = (
        make_public_key(generate_private_key(held.random), held.random, name).to_bytes() for name in ("امین", "دیگری")
    )
    for code, given, bytes_ in (
        ("invitation-invalid", "0" * 32, key), ("invitation-invalid", "", key), ("key-invalid", secret, key[:-1]),
        ("key-invalid", secret, key.replace(b'"', b" ")), ("key-invalid", secret, b""),
        ("key-name", secret, other),
    ):  # fmt: skip
        with refused(code), held.database.transaction() as db:
            trustee.give_key(db, held.act(), found.public_id, secret=given, public_key=bytes_)
    with held.database.transaction() as db:
        assert trustee.give_key(db, held.act(), found.public_id, secret=secret, public_key=key).has_key
