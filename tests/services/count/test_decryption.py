"""Decryptions at the office's door: proved and bound. What is refused changes nothing and may come again."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import update

from app.models import Trustee
from app.services.count import tally
from app.services.election.rows import find
from app.services.voting import bindings, board, checkpoint, proved, record, trustee
from app.services.voting.rows import trustees_of
from ballots import board as chain
from ballots.binding import bind_decryption
from ballots.election import decode_election
from ballots.hand_in import HandIn, HeadSource, decode_hand_in
from ballots.record.bindings import decode_bindings
from ballots.record.source import open_record
from ballots.record.verify import verify_path
from ballots.tally import accumulate
from ballots.trustees import decode_partial_decryption, generate_private_key, verify_partial_decryption
from tests.services.conftest import Hold
from tests.support.assemblies import PASSPHRASE, Simulation, everything, refused
from tests.support.corrupt import false_decryption, last_ballot, plan, shifted, spoiled_decryption


def counts(held: Simulation) -> dict[int | None, int]:
    return {line.candidate.number: line.votes for line in held.result().lines}


def board_of(held: Simulation) -> list[str]:
    """The hashes of the events on the board."""
    with held.database.reading() as db:
        return [event.hash for event in board.events(db, find(db, held.election).id)]


def counting(hold: Hold, trustees: int = 2, **more: object) -> Simulation:
    held = hold("closed", trustees=trustees, **more)
    held.add_up()
    return held


# The way through


def test_nothing_is_decrypted_before_the_sums_are_on_the_board(hold: Hold) -> None:
    held = hold("closed")
    (trustee_id,) = held.private_keys
    with refused("archive-missing"):
        held.decrypt(trustee_id, b"{}")


def test_the_result_needs_every_trustee_and_comes_with_the_last(hold: Hold) -> None:
    held = counting(hold, trustees=3)
    first, second, third = held.private_keys
    for trustee_id in (third, first):
        held.decrypt(trustee_id)
        assert held.phase == "closed"
        with refused("phase-wrong"):
            held.result()
    held.decrypt(second)
    assert held.phase == "tallied"
    assert counts(held) == {1: 4, 2: 3, 3: 1, 4: 0}
    assert held.result().bound


def test_a_wrong_decryption_is_refused_and_the_right_one_taken_after(hold: Hold) -> None:
    held = counting(hold)
    first, second = held.private_keys
    right = held.decryption(first)
    before = everything(held.database)
    for wrong in (
        held.decryption(first, generate_private_key(held.random)), held.decryption(second), b"", b"{}", right[:-1],
        right.replace(b'"', b"'", 1), b"[" * 100_000, right.replace(b'"source":"observer"', b'"source":"chair"'),
        elsewhere(right), without_binding(right), swapped(right, held.decryption(second)),
    ):  # fmt: skip
        with refused("decryption-invalid"):
            held.decrypt(first, wrong)
    with refused("invitation-invalid"), held.database.transaction() as db:
        tally.give_decryption(db, held.act(), first, secret=held.invitations[second], hand_in=right)
    assert everything(held.database) == before
    held.decrypt(first, right)
    after = everything(held.database)
    held.decrypt(first)
    assert everything(held.database) == after
    held.decrypt(second)
    assert held.phase == "tallied"


def elsewhere(data: bytes) -> bytes:
    """Said to be of another EncryptedTally event."""
    return replace(decode_hand_in(data), head="0" * 64).to_bytes()


def without_binding(data: bytes) -> bytes:
    fields = json.loads(data)
    del fields["binding"]
    return json.dumps(fields, separators=(",", ":")).encode()


def swapped(data: bytes, other: bytes) -> bytes:
    """With the binding of another trustee."""
    return replace(decode_hand_in(data), binding=decode_hand_in(other).binding).to_bytes()


def test_every_decryption_and_its_binding_stand_in_the_record(hold: Hold, tmp_path: Path) -> None:
    held = counting(hold)
    for trustee_id in reversed(held.private_keys):
        held.decrypt(trustee_id)
    path = tmp_path / "election.record.zip"
    path.write_bytes(held.record())
    with open_record(path) as record:
        bound = decode_bindings(record.files["bindings.json"])
    assert [one.owner for one in bound] == [2, 1]
    assert verify_path(path).ok


def test_where_one_decryption_came_before_there_were_bindings_the_count_ends_without(
    hold: Hold, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As the tables of an earlier version leave it: one trustee has decrypted, the next hands in now."""
    held = counting(hold)
    first, second = held.private_keys
    with monkeypatch.context() as earlier:
        earlier.setattr(bindings, "bindings", lambda *_: ())
        held.decrypt(first)
    with held.database.transaction() as db:
        db.execute(update(Trustee).where(Trustee.public_id == first).values(binding=None))
    held.decrypt(second)
    assert held.phase == "tallied"
    assert not held.result().bound
    with held.database.reading() as db:
        assert "bindings.json" not in record.names(db, held.election)
        assert record.anchors(db, held.election, held.signer, held.ring.public).bindings is None
        note = checkpoint.need_last(db, held.election).note
    assert "bindings" not in note
    path = tmp_path / "election.record.zip"
    path.write_bytes(held.record())
    assert verify_path(path).code == "bindings-missing"


@pytest.mark.parametrize("source", list(HeadSource))
def test_where_the_closing_head_came_from_is_kept_for_the_minutes(hold: Hold, source: HeadSource) -> None:
    held = counting(hold)
    first = next(iter(held.private_keys))
    given = replace(decode_hand_in(held.decryption(first)), source=source)
    held.decrypt(first, given.to_bytes())
    with held.database.reading() as db:
        assert trustee.trustee(db, first).head_source == source.value
    assert f"'head': '{source.value}'" in str(everything(held.database)["journal"])


# A trustee who cheats


def spoiled(held: Simulation, trustee_id: str) -> HandIn:
    """What one trustee alone can make: Belenios' proofs hold, and there is no result; bound as well as it goes (P2)."""
    definition = decode_election(held.definition())
    private, sums = held.private_keys[trustee_id], held.sums()
    part = spoiled_decryption(definition, sums, private, held.random)
    binding = bind_decryption(private, sums, part, definition, held.tally_head(), held.random)
    return HandIn(head=held.tally_head(), source=HeadSource.OBSERVER, decryption=part.to_bytes(), binding=binding)


def test_one_trustee_alone_cannot_spoil_the_count(hold: Hold) -> None:
    held = counting(hold)
    cheat, honest = held.private_keys
    made = spoiled(held, cheat)
    definition = decode_election(held.definition())
    with held.database.reading() as db:
        key = trustee.keys(db, find(db, held.election).id)[0]
    verify_partial_decryption(made.decryption, key, held.sums(), definition)  # Belenios would take it
    before = everything(held.database)
    for _ in range(2):
        with refused("decryption-invalid"):
            held.decrypt(cheat, made.to_bytes())
    assert everything(held.database) == before
    held.decrypt(honest)  # the honest one goes on
    with refused("decryption-invalid"):
        held.decrypt(cheat, made.to_bytes())
    assert len(board_of(held)) == 1 + 5 + 1 + 1 + 1
    held.decrypt(cheat)  # and who was refused may hand in again
    assert counts(held) == {1: 4, 2: 3, 3: 1, 4: 0}


def test_a_door_that_looks_at_no_binding_stops_at_the_sums_and_leaves_the_board(
    hold: Hold, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The broken twin: then the last part finds no result, which is refused before it stands on the board."""
    held = counting(hold)
    cheat, honest = held.private_keys
    monkeypatch.setattr("ballots.hand_in.verify_binding", lambda *_: None)
    held.decrypt(cheat, spoiled(held, cheat).to_bytes())  # blind: nothing is worked out yet
    before = everything(held.database)
    with refused("decryption-wrong"):
        held.decrypt(honest)
    assert everything(held.database) == before
    assert held.phase == "closed"


def test_the_last_part_is_refused_when_it_gives_no_result_and_may_come_again(
    hold: Hold, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = counting(hold)
    honest, cheat = held.private_keys
    held.decrypt(honest)
    before = everything(held.database)
    with monkeypatch.context() as careless:
        careless.setattr("ballots.hand_in.verify_binding", lambda *_: None)
        with refused("decryption-wrong"):
            held.decrypt(cheat, spoiled(held, cheat).to_bytes())
    assert everything(held.database) == before
    held.decrypt(cheat)
    assert held.phase == "tallied"


def test_counts_that_no_ballots_can_give_are_refused(hold: Hold, monkeypatch: pytest.MonkeyPatch) -> None:
    held = counting(hold, trustees=1)
    (trustee_id,) = held.private_keys
    right = decode_hand_in(held.decryption(trustee_id))
    part = decode_partial_decryption(right.decryption, held.sums())
    wrong = shifted(part, (0, 0, -1, -3, -4))  # counts that were 4, 3, 1, 0 become 4, 4, 4, 4 of five ballots
    given = replace(right, decryption=wrong.to_bytes()).to_bytes()
    monkeypatch.setattr(proved, "verify_hand_in", lambda *_: None)
    before = everything(held.database)
    with refused("decryption-wrong"):
        held.decrypt(trustee_id, given)
    assert everything(held.database) == before
    monkeypatch.setattr("ballots.tally.check_plausible", lambda *_: None)
    monkeypatch.setattr(proved, "counts", proved.counts.__wrapped__)  # it remembers a refusal
    held.decrypt(trustee_id, given)  # the broken twin publishes it
    assert counts(held) == {1: 4, 2: 4, 3: 4, 4: 4}


def forge(held: Simulation, changes: tuple[int, ...]) -> tuple[str, Callable[[], bytes]]:
    """Let a trustee and the last of five voters plan a result; vote, close, add up; what the trustee then hands in."""
    trustee_id = list(held.private_keys)[-1]
    private, definition = held.private_keys[trustee_id], decode_election(held.definition())
    for place, marks in enumerate(((1,), (1,), (1,), (2,))):
        held.vote(place, *marks)
    others = accumulate(definition, [(held.check(data), 1) for data in held.sent])
    (agreed,) = plan(definition, others, (changes,), [private], held.random)
    last = last_ballot(definition, held.slips[4].credential, ((0, 0, 1, 0, 0),), agreed, held.random)
    held.cast(last)
    held.close()
    held.add_up()

    def hand_in() -> bytes:
        part = false_decryption(definition, held.sums(), agreed, private)
        binding = bind_decryption(private, held.sums(), part, definition, held.tally_head(), held.random)
        return HandIn(
            head=held.tally_head(), source=HeadSource.TYPED, decryption=part.to_bytes(), binding=binding
        ).to_bytes()

    return trustee_id, hand_in


def test_a_trustee_and_the_last_voter_publish_no_result_of_their_own(hold: Hold) -> None:
    """P1, through every service: three votes were to go from the first to the second."""
    held = hold("open", trustees=2)
    cheat, hand_in = forge(held, (0, -3, 3, 0, 0))
    honest = next(iter(held.private_keys))
    held.decrypt(honest)
    before = everything(held.database)
    with refused("decryption-invalid"):
        held.decrypt(cheat, hand_in())
    assert everything(held.database) == before
    held.decrypt(cheat)
    assert counts(held) == {1: 3, 2: 2, 3: 0, 4: 0}


def test_a_door_that_looks_at_no_binding_publishes_what_they_planned(
    hold: Hold, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The broken twin: the result is plausible, and every check of Belenios holds."""
    held = hold("open", trustees=2)
    cheat, hand_in = forge(held, (0, -3, 3, 0, 0))
    monkeypatch.setattr("ballots.hand_in.verify_binding", lambda *_: None)
    held.decrypt(next(iter(held.private_keys)))
    held.decrypt(cheat, hand_in())
    assert counts(held) == {1: 0, 2: 5, 3: 0, 4: 0}


# The office's own key


def with_office_key(hold: Hold, trustees: int) -> Simulation:
    held = hold("reviewing", trustees=trustees)
    with refused("passphrase-weak"), held.database.transaction() as db:
        trustee.make_office_key(db, held.act(), held.election, name="کلید دفتر", passphrase="short")
    with held.database.transaction() as db:
        trustee.make_office_key(db, held.act(), held.election, name="کلید دفتر", passphrase=PASSPHRASE)
    held.to("closed")
    held.add_up()
    return held


def open_office_key(held: Simulation, passphrase: str = PASSPHRASE) -> None:
    with held.database.transaction() as db:
        tally.decrypt_with_office_key(db, held.act(), held.election, passphrase=passphrase)


def test_the_office_key_opens_with_its_passphrase_only(hold: Hold) -> None:
    held = with_office_key(hold, 0)
    with refused("passphrase-wrong"):
        open_office_key(held, PASSPHRASE + "x")
    assert PASSPHRASE not in repr(everything(held.database))
    open_office_key(held)
    assert held.result().office_key
    assert counts(held) == {1: 4, 2: 3, 3: 1, 4: 0}


def test_beside_trustees_the_office_hands_in_first(hold: Hold) -> None:
    """Else it could wait for theirs, and decrypt with its own what it likes."""
    held = with_office_key(hold, 1)
    (trustee_id,) = held.private_keys
    before = everything(held.database)
    with refused("office-first"):
        held.decrypt(trustee_id)
    assert everything(held.database) == before
    open_office_key(held)
    after = board_of(held)
    open_office_key(held)
    assert board_of(held) == after
    held.decrypt(trustee_id)
    assert held.phase == "tallied"
    with held.database.reading() as db:
        row = find(db, held.election)
        events = list(board.events_of(db, row.id, chain.PARTIAL_DECRYPTION))
        assert trustees_of(db, row.id)[chain.check_owned(events[0])[0] - 1].kind == "office"
