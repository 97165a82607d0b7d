"""Checkpoints: the right heads are signed at the right times, and none tells when a ballot came."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from app.services import board, checkpoint
from app.services.checkpoint import BoardSigner, CheckpointValue
from ballots.checkpoint import open_checkpoint
from ballots.note import decode_key, decode_note
from ballots.witness import check_continuation
from tests.services.conftest import Hold
from tests.support.assemblies import Simulation, refused

SIGNER = BoardSigner(host="vote.example:8000", private=Ed25519PrivateKey.from_private_bytes(bytes(range(32))))


def look(held: Simulation) -> CheckpointValue | None:
    with held.database.transaction() as db:
        return checkpoint.keep_up(db, held.election, SIGNER, held.now)


def height(held: Simulation) -> int:
    found = look(held)
    assert found is not None
    return found.height


def test_an_empty_board_has_nothing_to_sign(hold: Hold) -> None:
    held = hold("frozen")
    assert look(held) is None
    with refused("archive-missing"), held.database.reading() as db:
        checkpoint.need_last(db, held.election)


def test_heads_are_signed_at_opening_every_few_minutes_at_closing_and_at_the_result(hold: Hold) -> None:
    held = hold("open")
    assert height(held) == 0
    held.vote(0, 1)
    assert height(held) == 0
    held.wait(minutes=9)
    held.vote(1, 1)
    assert height(held) == 0
    held.wait(minutes=1)
    assert height(held) == 2
    held.wait(minutes=60)
    assert height(held) == 2
    for place in (2, 3):
        held.vote(place, 2)
    held.close()
    assert height(held) == 5
    held.add_up()
    assert height(held) == 6
    held.to("tallied")
    with held.database.reading() as db:
        top = board.look(db, held.election).height
    assert height(held) == top


def test_a_witness_follows_the_notes_to_the_result(hold: Hold) -> None:
    held = hold("open")
    key = decode_key(SIGNER.published(held.election))
    kept = None
    for step in ("open", "closed", "tallied", "final"):
        held.to(step)
        found = look(held)
        assert found is not None
        said = open_checkpoint(decode_note(found.note), key)
        assert said.origin == f"vote.example:8000/elections/{held.election}"
        assert said.fingerprint == held.value.fingerprint
        out = io.BytesIO()
        with held.database.reading() as db:
            board.write_archive(db, held.election, out)
        out.seek(0)
        check_continuation(out, said, kept)
        kept = said.head


def test_a_checkpoint_is_not_made_by_a_cast_and_tells_minutes_only(hold: Hold) -> None:
    held = hold("open")
    look(held)
    held.wait(minutes=30, seconds=17)
    held.vote(0, 1)
    with held.database.reading() as db:
        assert checkpoint.is_due(db, held.election, held.now)
        last = checkpoint.last(db, held.election)
    assert last is not None
    assert last.height == 0
    held.wait(minutes=1)
    found = look(held)
    assert found is not None
    assert (found.signed_at.second, found.signed_at.microsecond) == (0, 0)
    assert found.signed_at > held.now - timedelta(minutes=1)


@pytest.mark.parametrize("times", [1, 3])
def test_looking_again_signs_nothing_new(hold: Hold, times: int) -> None:
    held = hold("closed")
    first = look(held)
    for _ in range(times):
        assert look(held) == first
