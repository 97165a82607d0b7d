"""Checkpoints: every event but a ballot is signed as it happens, and none tells when a ballot came."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from app.models import BoardEvent, Checkpoint, Election
from app.services.count import tally
from app.services.election.rows import find
from app.services.voting import board, checkpoint, poll
from app.services.voting.checkpoint import LEAST_BALLOTS, CheckpointValue
from app.services.voting.sealed_key import PASSPHRASE_WRONG
from ballots import board as chain
from ballots.checkpoint import ACCOUNTING, BINDINGS, open_checkpoint
from ballots.checkpoint import Checkpoint as Signed
from ballots.encoding import hash_base64
from ballots.note import decode_note
from ballots.witness import Kept, check_checkpoint, follow
from tests.services.conftest import Hold
from tests.support.annulments import annul
from tests.support.assemblies import Simulation, refused
from tests.support.records import verify_data


def look(held: Simulation) -> CheckpointValue | None:
    """What the board's page does."""
    with held.database.transaction() as db:
        return checkpoint.keep_up(db, held.election, held.signer, held.now)


def height(held: Simulation) -> int:
    found = look(held)
    assert found is not None
    return found.height


def signed(held: Simulation) -> list[Signed]:
    """Every head that was signed so far, by nobody's look."""
    key = held.signer.key(held.election)
    with held.database.reading() as db:
        mine = select(Checkpoint.note).order_by(Checkpoint.height)
        return [open_checkpoint(decode_note(note), key) for note in db.scalars(mine)]


def heights_of(held: Simulation, *types: str) -> list[int]:
    with held.database.reading() as db:
        rows = db.execute(select(BoardEvent.height, BoardEvent.type).order_by(BoardEvent.height))
        return [at for at, kind in rows if (kind in types if types else kind != chain.BALLOT)]


def test_an_empty_board_has_nothing_to_sign(hold: Hold) -> None:
    held = hold("frozen")
    assert look(held) is None
    with refused("archive-missing"), held.database.reading() as db:
        checkpoint.need_last(db, held.election)


def test_every_event_but_a_ballot_is_signed_though_nobody_looks(hold_on_both: Hold) -> None:
    held = hold_on_both("final", trustees=2)
    heads = {one.head.height: one for one in signed(held)}
    assert sorted(heads) == heights_of(held)
    assert len(heights_of(held, chain.PARTIAL_DECRYPTION)) == 2
    with held.database.reading() as db:
        rows = db.execute(select(BoardEvent.height, BoardEvent.hash))
        assert all(heads[at].head.hash == digest for at, digest in rows if at in heads)


def test_a_record_without_its_closing_head_signed_is_caught(hold: Hold, monkeypatch: pytest.MonkeyPatch) -> None:
    """As it was: signed by whoever looks next, which may be after the sums stand on the board."""
    held = hold("open")
    monkeypatch.setattr(checkpoint, "_sign", lambda *_: None)
    held.to("final")
    assert [one.head.height for one in signed(held)] != heights_of(held)


def test_an_act_that_changes_the_board_needs_the_board_s_key(hold: Hold) -> None:
    held = hold("open")
    before = held.archive()
    act = replace(held.two(), signer=None)
    with pytest.raises(ValueError, match="board's key"), held.database.transaction() as db:
        poll.close_poll(db, act, held.election, unused=held.unused())
    assert held.phase == "open"
    assert held.archive() == before


@pytest.mark.parametrize("votes", [0, 3])
def test_an_election_that_is_annulled_while_open_signs_its_last_ballot(hold: Hold, votes: int) -> None:
    """No event follows that would sign it, and the three stand below the number at which a look does."""
    held = hold("open")
    for place in range(votes):
        held.vote(place, 1)
    held.wait(minutes=60)
    assert height(held) == 0
    annul(held)
    assert signed(held)[-1].head.height == votes
    again = signed(held)
    held.wait(minutes=60)
    assert (height(held), signed(held)) == (votes, again)


def test_an_annulment_that_signs_nothing_is_made_good_at_the_next_look(
    hold: Hold, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As it was before annulments signed: the last ballots of such an election stood on no page."""
    held = hold("open")
    held.vote(0, 1)
    with monkeypatch.context() as careless:
        careless.setattr(checkpoint, "sign_rest", lambda *_: None)
        annul(held)
    assert signed(held)[-1].head.height == 0
    assert height(held) == 1


def test_an_election_without_a_board_is_annulled_without_a_signature(hold: Hold) -> None:
    held = hold("reviewing")
    annul(held)
    assert signed(held) == []


def test_an_act_that_is_refused_signs_nothing(hold: Hold) -> None:
    held = hold("closed")
    before = signed(held)
    with held.database.reading() as db:
        summed = tally.sum_ballots(db, held.act(), held.election)
    with refused("passphrase-wrong"), held.database.transaction() as db:
        tally.encrypt_tally(db, held.act(), held.election, summed)
        db.get_one(Election, find(db, held.election).id)
        raise tally.Refused(PASSPHRASE_WRONG)
    assert signed(held) == before


def test_while_voting_is_open_heads_are_signed_after_some_ballots_and_some_minutes(hold: Hold) -> None:
    held = hold("open", delegates=12)
    assert height(held) == 0
    for place in range(LEAST_BALLOTS - 1):
        held.vote(place, 1)
        held.wait(minutes=30)
        assert height(held) == 0
    held.vote(LEAST_BALLOTS - 1, 1)
    assert height(held) == LEAST_BALLOTS
    for place in range(LEAST_BALLOTS, 2 * LEAST_BALLOTS):
        held.vote(place, 1)
        held.wait(minutes=1)
        assert height(held) == LEAST_BALLOTS
    held.wait(minutes=4)
    assert height(held) == LEAST_BALLOTS
    held.wait(minutes=1)
    assert height(held) == 2 * LEAST_BALLOTS
    held.vote(2 * LEAST_BALLOTS, 1)
    held.close()
    assert height(held) == 2 * LEAST_BALLOTS + 2


def test_a_head_signed_after_each_ballot_is_caught(hold: Hold, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checkpoint, "LEAST_BALLOTS", 1)
    held = hold("open")
    look(held)
    held.vote(0, 1)
    held.wait(minutes=10)
    assert height(held) == 1


def test_a_checkpoint_is_not_made_by_a_cast_and_tells_minutes_only(hold: Hold) -> None:
    held = hold("open")
    held.wait(minutes=30, seconds=17)
    for place in range(LEAST_BALLOTS):
        held.vote(place, 1)
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


def test_a_head_says_what_else_it_stands_for(hold: Hold) -> None:
    held = hold("final", trustees=2)
    by_height = {one.head.height: one.lines for one in signed(held)}
    (end,) = heights_of(held, chain.END_BALLOTS)
    decryptions = heights_of(held, chain.PARTIAL_DECRYPTION)
    with held.database.reading() as db:
        row = find(db, held.election)
        accounting = hash_base64(row.accounting_file or b"")
    for at, lines in by_height.items():
        assert (lines.get(ACCOUNTING) == accounting) == (at >= end), at
        assert (BINDINGS in lines) == (at >= decryptions[0]), at
    first, second = (by_height[at][BINDINGS] for at in decryptions)
    assert first != second == by_height[heights_of(held, chain.RESULT)[0]][BINDINGS]


@pytest.fixture
def set_back(hold: Hold) -> Simulation:
    """An election during which somebody set the server's clock back by an hour."""
    held = hold("open")
    held.wait(minutes=90)
    held.vote_and_close()
    held.wait(hours=-1)
    held.add_up()
    return held


def test_times_never_go_back_even_where_the_clock_does(set_back: Simulation, tmp_path: Path) -> None:
    times = [one.time for one in signed(set_back)]
    assert times == sorted(times)
    assert verify_data(set_back.record(), tmp_path).ok


def test_a_signer_that_believes_the_clock_is_caught(set_back: Simulation, tmp_path: Path) -> None:
    with set_back.database.transaction() as db:
        top = db.scalars(select(Checkpoint).order_by(Checkpoint.height.desc())).first()
        assert top is not None
        said = open_checkpoint(decode_note(top.note), set_back.signer.key(set_back.election))
        now = int(set_back.now.timestamp())
        top.note = checkpoint.sign_note(
            replace(said, time=now).to_text(), said.origin, set_back.signer.private
        ).to_text()
    assert verify_data(set_back.record(), tmp_path).code == "checkpoints-order"


def test_a_witness_follows_the_notes_to_the_result(hold: Hold) -> None:
    held = hold("open")
    kept: Kept | None = None
    for step in ("open", "closed", "tallied", "final"):
        held.to(step)
        found = look(held)
        assert found is not None
        said = open_checkpoint(decode_note(found.note), held.signer.key(held.election))
        assert said.origin == f"vote.example/elections/{held.election}"
        assert said.fingerprint == held.value.fingerprint
        check_checkpoint(said, kept.signed if kept else None, int(held.now.timestamp()))
        last = follow(io.BytesIO(held.archive()), said, kept)
        kept = Kept(seen=last, checked=last, note=found.note)
        assert last == said.head


def test_a_board_from_before_this_is_signed_at_the_next_look(hold: Hold) -> None:
    """Where an older version appended events and nobody looked, the head is signed when somebody does."""
    held = hold("closed")
    with held.database.transaction() as db:
        row = find(db, held.election)
        db.delete(db.get_one(Checkpoint, (row.id, board.need_head(db, row.id).height)))
    assert height(held) == heights_of(held, chain.END_BALLOTS)[0]
