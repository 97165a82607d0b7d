"""Keys, boards and ballots where something is missing, comes twice or is another's: refused by name, or nothing."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import replace

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from app.models import (
    AssemblySession,
    BallotOrder,
    BoardData,
    ChallengeCount,
    Checkpoint,
    Election,
    JournalEntry,
    Nomination,
    Trustee,
)
from app.services.acts import journal
from app.services.count import announcement, lots, proving, tally
from app.services.voting import (
    ballot,
    ballot_order,
    challenge,
    checkpoint,
    key_backup,
    key_test,
    opening,
    proved,
    record,
    sealed_key,
    simulation,
    slip_shown,
    summons,
    trustee,
    unfreezing,
)
from app.services.voting.rows import find_trustee
from app.states.election import Seating
from ballots.ballot import Ballot
from ballots.credential import public_credential
from ballots.trustees import encode_private_key, generate_private_key, make_public_key
from tests.services.conftest import Hold
from tests.services.voting.test_reserve_key import with_reserves
from tests.support.assemblies import Simulation, everything, refused
from tests.support.holders import proof
from tests.support.second_round import next_election

NAME = "هما راستین"


def invited(db: Session, held: Simulation, name: str = NAME) -> tuple[str, str]:
    """A trustee who has made no key yet, and the secret of the invitation."""
    found, secret = trustee.invite(db, held.act(), held.election, name=name)
    return found.public_id, secret


# Keys


def test_before_there_is_a_key_neither_a_backup_nor_an_answer_is_proved_and_nothing_is_refused(hold: Hold) -> None:
    held = hold("reviewing")
    with held.database.transaction() as db:
        trustee_id, secret = invited(db, held)
    before = everything(held.database)
    with held.database.transaction() as db:
        key_backup.prove_backup(db, trustee_id, secret=secret, commitments=b"{}")
        key_test.prove_answer(db, trustee_id, secret=secret, answer=b"{}")
        with refused("invitation-invalid"):
            key_backup.prove_backup(db, trustee_id, secret="0" * 32, commitments=b"{}")
    assert everything(held.database) == before


def test_what_was_not_proved_before_is_not_proved_while_the_writer_waits() -> None:
    key = make_public_key(generate_private_key(secrets.token_bytes), secrets.token_bytes, NAME).to_bytes()
    with proved.known_alone(), pytest.raises(proved.UnprovedError):
        proved.trustee_key(key)
    known = proved.trustee_key(key)
    with proved.known_alone():
        assert proved.trustee_key(key) is known


def test_a_trustee_who_was_taken_off_shows_no_sheet_and_gets_no_link(hold: Hold) -> None:
    held = hold("reviewing")
    with held.database.transaction() as db:
        trustee_id, _ = invited(db, held)
        row = find_trustee(db, trustee_id)
        row.removed, row.removed_reason = held.now, "بیمار است"
    acts: tuple[Callable[[Session], object], ...] = (
        lambda db: key_backup.see_sheet(db, held.act(), trustee_id, proof=b"{}"),
        lambda db: summons.make_link(db, held.act(), held.election, trustee_id),
    )
    before = everything(held.database)
    for act in acts:
        with refused("not-found"), held.database.transaction() as db:
            act(db)
    assert everything(held.database) == before


def test_the_trustees_of_an_earlier_election_are_asked_again_but_not_the_office(hold: Hold) -> None:
    held = hold("reviewing")
    with_reserves(held)
    held.invite("مانا شریفی")
    with held.database.transaction() as db:
        trustee.make_office_key(db, held.act(), held.election, name="دبیرخانه", passphrase="five calm words of ours")
    later = next_election(held)
    with held.database.transaction() as db:
        assert summons.summon(db, held.act(), held.election, later.election) == 1
        asked = trustee.trustees(db, later.election)
        assert {(one.name, one.has_key) for one in asked} == {(NAME, True), ("مانا شریفی", False)}
        assert summons.without_link(db, later.election) == {one.public_id for one in asked}
        (first,) = trustee.trustees(db, held.election)[:1]
        assert [one.used for one in first.reserves] == [True, False]


def test_an_invited_trustee_brings_a_reserve_key_once(hold: Hold) -> None:
    held = hold("reviewing")
    with_reserves(held)
    later = next_election(held)
    with held.database.transaction() as db:
        mine, _ = invited(db, later)
        assert trustee.bring_reserve(db, held.act(), mine)
        key = find_trustee(db, mine).public_key
        assert not trustee.bring_reserve(db, held.act(), mine)
        assert find_trustee(db, mine).public_key == key
        other, _ = invited(db, later, "مانا شریفی")
        assert not trustee.bring_reserve(db, held.act(), other)
        assert len(journal.of_kind(db, later.value.id, journal.Kind.TRUSTEE_KEY_GIVEN)) == 1


def test_an_office_key_whose_file_seals_another_is_not_kept(hold: Hold) -> None:
    held = hold("reviewing")
    mine, other = (generate_private_key(held.random) for _ in range(2))
    before = everything(held.database)
    with refused("key-invalid"), held.database.transaction() as db:
        trustee.keep_office_key(
            db, held.act(), held.election, name="دبیرخانه",
            public_key=make_public_key(mine, held.random, "دبیرخانه").to_bytes(),
            sealed=sealed_key.seal(other, "five calm words of ours", held.random),
        )  # fmt: skip
    assert everything(held.database) == before


def test_a_key_that_was_sealed_before_there_were_key_files_is_opened_by_its_passphrase() -> None:
    private, salt, nonce = generate_private_key(secrets.token_bytes), b"s" * 16, b"n" * 12
    derived = Scrypt(salt=salt, length=32, n=2**15, r=8, p=1).derive(b"five calm words")
    sealed = salt + nonce + AESGCM(derived).encrypt(nonce, encode_private_key(private), None)
    assert sealed_key.open_sealed(sealed, "five calm words") == private
    with refused("passphrase-wrong"):
        sealed_key.open_sealed(sealed, "five other words")


# Boards


def test_a_board_of_which_a_part_is_lost_says_so(hold: Hold) -> None:
    held = hold("closed")
    held.add_up()
    with held.database.transaction() as db:
        db.execute(delete(BoardData))
    with held.database.reading() as db, refused("archive-missing"):
        tally.encrypted_tally(db, held.election)


def test_the_last_head_of_a_board_is_signed_with_its_key_alone_and_once(hold: Hold) -> None:
    held = hold("open")
    election = held.value.id
    with held.database.transaction() as db:
        db.execute(delete(Checkpoint))
    with held.database.transaction() as db, pytest.raises(ValueError, match="brings the board's key"):
        checkpoint.sign_rest(db, replace(held.act(), signer=None), election)
    with held.database.transaction() as db:
        checkpoint.sign_rest(db, held.act(), election)
    before = everything(held.database)
    with held.database.transaction() as db:
        checkpoint.sign_rest(db, replace(held.act(), signer=None), election)
    assert everything(held.database) == before


def test_a_head_that_is_signed_beside_an_empty_journal_names_none(hold: Hold) -> None:
    held = hold("open")
    with held.database.transaction() as db:
        assert "\njournal " in checkpoint.need_last(db, held.election).note
        db.execute(delete(Checkpoint))
        db.execute(delete(JournalEntry))
        checkpoint.keep_up(db, held.election, held.signer, held.now)
        assert "\njournal " not in checkpoint.need_last(db, held.election).note


def test_where_nothing_was_drawn_there_is_no_file_of_lots(hold: Hold) -> None:
    held = hold("frozen")
    with held.database.transaction() as db:
        drawn = record.lots(db, held.election)
        db.execute(delete(BallotOrder))
        assert record.lots(db, held.election) is None
    assert drawn is not None


def test_the_order_on_the_ballot_is_announced_once(hold: Hold) -> None:
    held = hold("reviewing")
    with held.database.transaction() as db:
        first = ballot_order.announce(db, held.act(), held.value.id)
        assert first.announced == held.now
    before = everything(held.database)
    held.wait(minutes=3)
    with held.database.transaction() as db:
        assert ballot_order.announce(db, held.act(), held.value.id) == first
    assert everything(held.database) == before


def test_of_an_opening_that_nothing_was_kept_of_what_stands_is_told_until_the_first_ballot(hold: Hold) -> None:
    held = hold("open")
    with held.database.transaction() as db:
        kept = opening.opening(db, held.election)
        db.execute(update(Election).values(opening={}))
        found = opening.opening(db, held.election)
    assert (found.printed, found.checked_in, found.cast) == (kept.printed, kept.checked_in, 0)
    held.vote(0, 1)
    with held.database.reading() as db, refused("phase-wrong"):
        opening.opening(db, held.election)


# Ballots


def test_who_holds_a_slip_is_told_of_its_vote_and_of_none_before_it(hold: Hold) -> None:
    held = hold("open")
    uuid = held.value.uuid

    def told(place: int) -> ballot.Receipt | None:
        with held.database.reading() as db:
            return ballot.recorded(
                db,
                held.election,
                public_credential(held.slips[0].credential, uuid),
                proof(held, place),
                signer=held.signer,
            )

    assert told(0) is None
    receipt = held.vote(0, 1)
    found = told(0)
    assert found is not None
    assert found.tracker == receipt.tracker
    assert told(1) is None


def test_a_slip_opens_so_many_ballots_for_tests_and_no_more(hold: Hold) -> None:
    held = hold("open")
    checked: list[Ballot] = [held.check(held.ballot(0, 1)) for _ in range(3)]
    with held.database.transaction() as db:
        for one in checked[:2]:
            challenge.record(db, held.election, one, lock="0" * 64)
        assert db.scalars(select(ChallengeCount.made)).all() == [2]
        db.execute(update(ChallengeCount).values(made=challenge.MOST_EACH))
    before = everything(held.database)
    with refused("challenges-many"), held.database.transaction() as db:
        challenge.record(db, held.election, checked[2], lock="0" * 64)
    assert everything(held.database) == before


def test_in_a_rehearsal_nobody_comes_once_everybody_has_a_slip(hold: Hold) -> None:
    held = hold("open")
    with refused("rehearsal-only"), held.database.transaction() as db:
        simulation.come(db, held.act("desk"), held.election)
    with held.database.transaction() as db:
        db.execute(update(AssemblySession).values(rehearsal=True))
    before = everything(held.database)
    with refused("simulated-many"), held.database.transaction() as db:
        simulation.come(db, held.act("desk"), held.election)
    assert everything(held.database) == before


# The count

TIE = ((1, 2), (1, 3), (1, 4), (2, 3), (4,))
"""Candidate 1 is seated; 2, 3 and 4 are tied for the second seat."""


def test_a_tie_keeps_the_result_back_and_only_a_tie_is_drawn(hold: Hold) -> None:
    held = hold("tallied", votes=TIE)
    with held.database.reading() as db:
        assert lots.LOTS.why_not(db, held.election, held.now) is None
    before = everything(held.database)
    with refused("lots-pending"), held.database.transaction() as db:
        announcement.publish(db, held.two(), held.election)
    assert everything(held.database) == before
    held.draw()
    with held.database.reading() as db:
        blocked = lots.LOTS.why_not(db, held.election, held.now)
    assert blocked is not None
    assert blocked.code == "lots-not-needed"


def test_what_was_handed_in_is_not_proved_again_and_no_key_of_it_is_rebuilt(hold: Hold) -> None:
    held = hold("closed", trustees=2)
    held.add_up()
    mine, other = held.private_keys
    held.decrypt(mine)
    with held.database.reading() as db:
        proving.prove_decryption(db, mine, secret=held.invitations[mine], hand_in=b"no hand-in at all")
    for one, code in ((mine, "not-found"), ("NOBODY", "not-found"), (other, "backup-invalid")):
        with held.database.reading() as db, refused(code):
            proving.need_rebuilt(db, held.two(), held.election, one, (1, 2))


def test_who_withdrew_after_the_count_keeps_the_votes_and_takes_no_seat(hold: Hold) -> None:
    held = hold("tallied")
    with held.database.transaction() as db:
        before = {one.candidate.number: one for one in tally.outcome(db, held.election).lines}
        db.execute(update(Nomination).where(Nomination.number == 1).values(status="withdrawn"))
        after = {one.candidate.number: one for one in tally.outcome(db, held.election).lines}
    assert (before[1].outcome, after[1].outcome) == (Seating.SEATED, Seating.WITHDRAWN)
    assert after[1].votes == before[1].votes
    assert [number for number, one in after.items() if one.outcome is Seating.SEATED] == [2, 3]


def test_the_part_of_the_office_is_put_on_the_board_once(hold: Hold) -> None:
    held = hold("closed", trustees=2)
    held.add_up()
    with held.database.transaction() as db:
        db.execute(update(Trustee).where(Trustee.owner == 1).values(kind="office", sealed_key=b"x"))
        mine = db.scalars(select(Trustee.public_id).where(Trustee.owner == 1)).one()
    part = held.decryption(mine)
    with held.database.transaction() as db:
        assert tally.give_office_decryption(db, held.act(), held.election, hand_in=part).phase == "closed"
    before = everything(held.database)
    with held.database.transaction() as db:
        tally.give_office_decryption(db, held.act(), held.election, hand_in=b"no hand-in at all")
    assert everything(held.database) == before


def test_a_slip_of_a_board_that_was_ended_is_told_as_such(hold: Hold) -> None:
    held = hold("frozen")
    old, uuid = held.print()[0], held.value.uuid
    with held.database.transaction() as db:
        unfreezing.unfreeze(db, held.two(), held.election, reason="نام یک نامزد نادرست چاپ شده بود")
    held.wait(minutes=1)
    held.freeze()
    shown = slip_shown.ShownSlip(text=old.token, public=public_credential(old.credential, uuid), proof=None)
    forged = replace(shown, text="A" * len(old.token))
    with held.database.transaction() as db:
        db.execute(update(Election).values(phase="open"))
        for one, code in ((shown, "slip-ended"), (forged, "slip-forged"), (replace(shown, text=None), None)):
            with refused(code or "credential-unknown"):
                slip_shown.check_slip(db, held.election, one, keys=held.ring.public, now=held.now)
