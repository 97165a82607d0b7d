"""The order on the ballot: the list is announced before the first ball, and the digits count for that list alone."""

from __future__ import annotations

import hashlib
import io
from dataclasses import replace

import pytest
from sqlalchemy import update

from app.models import BallotOrder
from app.services.acts import journal
from app.services.election.rows import find, find_nomination
from app.services.nomination import nomination, review, withdrawal
from app.services.voting import ballot_order, freeze, trustee
from ballots.counting.lots import Method, balls_needed, draw, order_seed
from ballots.election import decode_election
from ballots.record import container
from ballots.record.errors import LotsOrderError
from ballots.record.lots import Lots, decode_lots, verify_lots
from tests.services.conftest import Hold
from tests.support.assemblies import SMALL_RULE, Simulation, everything, refused
from tests.support.elections import seeded


@pytest.fixture
def held(hold: Hold) -> Simulation:
    """Six accepted candidates and a trustee with a key: only the order is missing."""
    held = hold("reviewing", candidates=6)
    held.invite("امین")
    return held


def announce(held: Simulation) -> ballot_order.OrderValue:
    with held.database.transaction() as db:
        return freeze.announce_order(db, held.act(), held.election)


def said(held: Simulation) -> ballot_order.OrderValue:
    with held.database.reading() as db:
        return ballot_order.order(db, held.election)


def freeze_with(held: Simulation, digits: str, listed: str | None = None) -> None:
    with held.database.transaction() as db:
        freeze.freeze(db, held.two(), held.election, digits=digits, listed=listed)


def withdraw_one(held: Simulation) -> None:
    with held.database.transaction() as db:
        withdrawal.withdraw(db, held.two(), held.election, nomination.nominations(db, held.election)[0].id, "سفر")


def answers(held: Simulation) -> tuple[str, ...]:
    return decode_election(held.definition()).questions[0].answers


def test_the_list_is_announced_with_its_hash_and_the_number_of_balls(held: Simulation) -> None:
    assert said(held).announced is None
    told = announce(held)
    listed = "".join(f"{name}\n" for name in told.listed).encode()
    assert told.hash == hashlib.sha256(listed).hexdigest().upper()
    assert told.balls_needed == balls_needed(6) == 10
    with held.database.reading() as db:
        assert ballot_order.list_file(db, held.election) == listed
        (entry,) = journal.of_kind(db, find(db, held.election).id, journal.Kind.ORDER_ANNOUNCED)
    assert (entry.detail, len(entry.actors)) == ({"hash": told.hash, "balls": 10}, 1)
    assert said(held) == told == replace(told, announced=held.now)
    before = everything(held.database)
    held.wait(minutes=5)
    assert announce(held) == told
    assert everything(held.database) == before


def test_the_order_follows_from_the_digits_and_the_announced_list(held: Simulation) -> None:
    told = announce(held)
    freeze_with(held, "0061384415", told.hash)
    after = said(held)
    assert after.seed == f"0061384415./{told.hash}./"
    assert after.drawn == draw(after.seed, 6, 6)
    assert (after.listed, after.announced, after.drawn_with) == (told.listed, told.announced, "balls")
    assert answers(held) == tuple(after.listed[place - 1] for place in after.drawn)
    with held.database.reading() as db:
        drawn = journal.of_kind(db, find(db, held.election).id, journal.Kind.LOTS_DRAWN)[-1]
    assert (drawn.detail["digits"], drawn.detail["purpose"]) == ("0061384415", "order on the ballot")


def frozen_unannounced(held: Simulation) -> list[str]:
    """Whether balls that were drawn before the announcement, or for another list than that, froze an election."""
    before = everything(held.database)
    for listed in (None, said(held).hash):
        with refused("order-unannounced"):
            freeze_with(held, "0061384415", listed)
    with refused("list-changed"):
        freeze_with(held, "0061384415", "0" * 64)
    return [] if everything(held.database) == before else ["a trace"]


def test_without_an_announcement_nothing_freezes(held: Simulation) -> None:
    assert frozen_unannounced(held) == []


def test_a_freeze_that_does_not_ask_for_the_announcement_is_caught(
    held: Simulation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ballot_order, "_announced", lambda *_: held.now)
    with pytest.raises(pytest.fail.Exception):
        frozen_unannounced(held)


def test_a_list_that_changed_after_the_announcement_is_announced_and_drawn_anew(held: Simulation) -> None:
    told = announce(held)
    withdraw_one(held)
    changed = said(held)
    assert (changed.hash == told.hash, changed.announced) == (False, None)
    with refused("list-changed"):
        freeze_with(held, "0061384415", told.hash)
    for listed in (changed.hash, None):
        with refused("order-unannounced"):
            freeze_with(held, "0061384415", listed)
    assert announce(held).hash == changed.hash
    with refused("list-changed"):
        freeze_with(held, "0061384415", told.hash)
    assert held.phase == "reviewing"
    freeze_with(held, "0061384415", changed.hash)
    assert len(answers(held)) == 5


def test_a_list_that_came_back_is_announced_once_more(held: Simulation) -> None:
    """Whoever could choose between two announced lists could choose between two orders."""
    told = announce(held)
    withdraw_one(held)
    announce(held)
    with held.database.transaction() as db:
        row = find_nomination(db, held.election, nomination.nominations(db, held.election)[0].id)[1]
        row.status = "accepted"
    assert (said(held).hash, said(held).announced) == (told.hash, None)
    with refused("order-unannounced"):
        freeze_with(held, "0061384415", told.hash)


@pytest.mark.parametrize("digits", ["", "006138441", "00061384415", "006138441a", "۰۰۶۱۳۸۴۴۱۵", "006138441 5"])
def test_there_are_exactly_as_many_digits_as_were_announced(held: Simulation, digits: str) -> None:
    announce(held)
    before = everything(held.database)
    with refused("balls-count"):
        freeze_with(held, digits)
    assert everything(held.database) == before


def test_nothing_is_announced_that_could_not_be_frozen_after_the_draw(hold: Hold) -> None:
    """A draw for nothing would be made again, and the better of two chosen."""
    held = hold("nominating", candidates=3)
    with refused("phase-wrong"):
        announce(held)
    held.accept()
    with refused("trustees-missing"):
        announce(held)
    with held.database.transaction() as db:
        trustee.invite(db, held.act(), held.election, name="امین دوم")
    with refused("trustees-missing"):
        announce(held)
    assert said(held).announced is None


def test_nothing_is_announced_while_somebody_waits_for_a_decision_or_too_few_stand(hold: Hold) -> None:
    waiting = hold("nominating", candidates=3)
    with waiting.database.transaction() as db:
        first, second, _ = nomination.nominations(db, waiting.election)
        for one in (first, second):
            review.decide(db, waiting.two(), waiting.election, one.id, decision="accept")
    waiting.advance()
    waiting.invite("امین")
    with refused("nominations-waiting"):
        announce(waiting)
    few = hold("reviewing", candidates=1)
    few.invite("امین")
    with refused("candidates-missing"):
        announce(few)


def test_the_alphabet_needs_neither_announcement_nor_balls(hold: Hold) -> None:
    held = hold("reviewing", candidates=6, rule=replace(SMALL_RULE, order="alphabet"))
    held.invite("امین")
    with refused("lots-not-needed"):
        announce(held)
    freeze_with(held, "")
    assert said(held).balls_needed == 0


def test_an_order_by_dice_of_an_earlier_election_still_shows_and_repeats(hold: Hold) -> None:
    held = hold("frozen", candidates=6)
    held.print()
    held.seal()
    with_dice(held, "4166235142")
    old = said(held)
    assert (old.drawn_with, old.digits, old.announced is not None) == ("dice", "4166235142", True)
    assert (old.seed, old.drawn) == (order_seed("4166235142", old.listed, Method.DICE), draw(old.seed, 6, 6))
    drawn = record_lots(held).order
    assert drawn is not None
    assert (drawn.method, drawn.digits, drawn.drawn) == (Method.DICE, old.digits, old.drawn)


def with_dice(held: Simulation, faces: str) -> None:
    """Leave the draw in the tables as an earlier version of the program did."""
    old = said(held)
    seed = order_seed(faces, old.listed, Method.DICE)
    with held.database.transaction() as db:
        db.execute(update(BallotOrder).values(method="dice", digits=faces, seed=seed, drawn=list(draw(seed, 6, 6))))


def record_lots(held: Simulation) -> Lots:
    """The drawings in the record."""
    record = held.record()
    file = {one.name: one for one in container.read_record(io.BytesIO(record))}[container.LOTS]
    return decode_lots(record[file.position : file.position + file.size])


def test_the_order_stands_in_the_record_and_repeats_to_the_ballot(hold: Hold) -> None:
    held = hold(candidates=6)
    held.random = seeded(7)
    held.to("frozen").print()
    held.seal()
    definition, lots = decode_election(held.definition()), record_lots(held)
    assert lots.order is not None
    assert lots.order.digits == said(held).digits
    assert verify_lots(lots, definition, None, {}) == "the order on the ballot and 0 ties, repeated"
    for wrong in (
        replace(lots.order, drawn=lots.order.drawn[::-1]), replace(lots.order, listed=lots.order.listed[::-1]),
        replace(lots.order, digits=lots.order.digits[::-1]), replace(lots.order, digits="1"),
    ):  # fmt: skip
        with pytest.raises(LotsOrderError):
            verify_lots(replace(lots, order=wrong), definition, None, {})
