"""Trustees' backups: the sheets, who has seen them, the rebuilt key; and slips that were made elsewhere."""

from __future__ import annotations

import secrets
import threading

import pytest

from app.services.count import tally
from app.services.voting import key_backup, trustee
from ballots.backup import Share, decode_commitments, prove_share, rebuild_key, split_key
from ballots.election import decode_election
from ballots.group import BELENIOS_2048 as GROUP
from tests.services.conftest import Hold
from tests.support.assemblies import Simulation, everything, refused


def only_trustee(held: Simulation) -> tuple[str, str, int]:
    trustee_id = next(iter(held.private_keys))
    return trustee_id, held.invitations[trustee_id], held.private_keys[trustee_id]


def back_up(held: Simulation, threshold: int = 2, count: int = 3) -> tuple[Share, ...]:
    trustee_id, secret, private = only_trustee(held)
    commitments, shares = split_key(private, threshold, count, secrets.token_bytes)
    with held.database.transaction() as db:
        found = key_backup.give_backup(
            db, held.act(), trustee_id, secret=secret, commitments=commitments.to_bytes(), shares=count
        )
    assert (found.threshold, found.shares) == (threshold, count)
    return shares


# Backups


def test_an_absent_trustees_key_is_rebuilt_and_named_in_the_record(hold: Hold) -> None:
    held = hold("frozen")
    shares = back_up(held)
    held.to("closed")
    held.add_up()
    trustee_id, _, _ = only_trustee(held)
    with held.database.reading() as db:
        commitments = key_backup.commitments(db, trustee_id)
    definition = decode_election(held.box().definition)
    key = rebuild_key(shares[1:], decode_commitments(commitments, definition.public_key))
    part = held.decryption(trustee_id, key)
    for chosen in ((2, 2), (2,), (1, 4), (0, 1), ()):
        with refused("backup-invalid"):
            give_rebuilt(held, part, chosen)
    with refused("two-officers-needed"), held.database.transaction() as db:
        tally.give_rebuilt_decryption(db, held.act(), held.election, trustee_id, hand_in=part, shares=(2, 3))
    give_rebuilt(held, part, (3, 2))
    assert held.phase == "tallied"
    with held.database.reading() as db:
        found = trustee.trustee(db, trustee_id)
    assert (found.rebuilt_from, found.head_source) == ((2, 3), "observer")
    assert str(everything(held.database)["journal"]).count("trustee-key-rebuilt") == 1


def give_rebuilt(held: Simulation, part: bytes, shares: tuple[int, ...]) -> None:
    trustee_id, _, _ = only_trustee(held)
    with held.database.transaction() as db:
        tally.give_rebuilt_decryption(db, held.two(), held.election, trustee_id, hand_in=part, shares=shares)


def test_a_rebuilt_decryption_is_checked_like_any_other(hold: Hold) -> None:
    held = hold("frozen")
    back_up(held)
    held.to("closed")
    held.add_up()
    trustee_id, _, private = only_trustee(held)
    before = everything(held.database)
    for wrong in (b"{}", held.decryption(trustee_id, private + 1)):
        with refused("decryption-invalid"):
            give_rebuilt(held, wrong, (1, 2))
    assert everything(held.database) == before
    give_rebuilt(held, held.decryption(trustee_id), (1, 2))


def test_no_key_is_rebuilt_beside_the_trustee_who_has_decrypted(hold: Hold) -> None:
    """The own key, then the rebuilt one for another board: the office takes one part of each trustee."""
    held = hold("frozen", trustees=2)
    back_up(held)
    held.to("closed")
    held.add_up()
    trustee_id, _, _ = only_trustee(held)
    held.decrypt(trustee_id)
    before = everything(held.database)
    with refused("not-found"):
        give_rebuilt(held, held.decryption(trustee_id), (1, 2))
    assert everything(held.database) == before


def test_commitments_of_another_key_and_impossible_numbers_are_refused(hold: Hold) -> None:
    held = hold("frozen")
    trustee_id, secret, private = only_trustee(held)
    good, _ = split_key(private, 2, 3, secrets.token_bytes)
    other, _ = split_key(private + 1, 2, 3, secrets.token_bytes)
    constant = b'{"commitments":["%d","1"]}' % good.public_key
    alone = b'{"commitments":["%d"]}' % good.public_key
    for data, shares in (
        (other.to_bytes(), 3), (b"{}", 3), (constant, 3), (alone, 3), (good.to_bytes(), 1), (good.to_bytes(), 31),
    ):  # fmt: skip
        with refused("backup-invalid"), held.database.transaction() as db:
            key_backup.give_backup(db, held.act(), trustee_id, secret=secret, commitments=data, shares=shares)
    with refused("not-found"), held.database.reading() as db:
        key_backup.commitments(db, trustee_id)


def test_a_new_backup_replaces_the_last_and_the_same_again_changes_nothing(hold: Hold) -> None:
    held = hold("frozen")
    trustee_id, secret, private = only_trustee(held)
    back_up(held)
    back_up(held, 3, 5)
    commitments, _ = split_key(private, 2, 4, secrets.token_bytes)
    data = commitments.to_bytes()
    for _ in range(2):
        with held.database.transaction() as db:
            key_backup.give_backup(db, held.act(), trustee_id, secret=secret, commitments=data, shares=4)
    assert str(everything(held.database)["journal"]).count("trustee-backup-made") == 3


def give_sheets(held: Simulation, commitments: bytes, shares: int) -> None:
    trustee_id, secret, _ = only_trustee(held)
    with held.database.transaction() as db:
        key_backup.give_backup(db, held.act(), trustee_id, secret=secret, commitments=commitments, shares=shares)


def test_while_voting_is_open_nobody_replaces_a_backup(hold: Hold) -> None:
    """Whoever has the link could: commitments need the public key alone, and fit no sheet that anybody holds."""
    held = hold("frozen")
    _, _, private = only_trustee(held)
    sheets = back_up(held)
    for share in sheets:
        see(held, proof_of(held, share))
    mine = stored(held)
    held.to("open")
    before = everything(held.database)
    others, _ = split_key(private, 2, 3, secrets.token_bytes)
    for data, shares in ((others.to_bytes(), 3), (mine, 4)):
        with refused("backup-final"):
            give_sheets(held, data, shares)
    give_sheets(held, mine, 3)
    assert everything(held.database) == before
    assert seen(held) == ((1, 2, 3), True)


def test_an_office_that_takes_any_backup_while_voting_is_open_is_caught(
    hold: Hold, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The broken twin: the sheets that their keepers tested rebuild nothing any more."""
    held = hold("frozen")
    for share in back_up(held):
        see(held, proof_of(held, share))
    mine = stored(held)
    held.to("open")
    monkeypatch.setattr(key_backup, "_need_changeable", lambda *_: None)
    back_up(held)
    assert stored(held) != mine
    assert seen(held) == ((), False)


def stored(held: Simulation) -> bytes:
    with held.database.reading() as db:
        return key_backup.commitments(db, only_trustee(held)[0])


def test_a_first_backup_may_still_be_made_while_voting_is_open(hold: Hold) -> None:
    held = hold("open")
    back_up(held)
    assert seen(held) == ((), False)
    with refused("backup-final"):
        back_up(held)


def test_after_voting_no_backup_is_made(hold: Hold) -> None:
    held = hold("closed")
    trustee_id, secret, private = only_trustee(held)
    data = split_key(private, 2, 3, secrets.token_bytes)[0].to_bytes()
    with refused("phase-wrong"), held.database.transaction() as db:
        key_backup.give_backup(db, held.act(), trustee_id, secret=secret, commitments=data, shares=3)


# Sheets that their keepers have seen


def see(held: Simulation, proof: bytes) -> int:
    trustee_id, _, _ = only_trustee(held)
    with held.database.transaction() as db:
        return key_backup.see_sheet(db, held.act(), trustee_id, proof=proof)


def proof_of(held: Simulation, share: Share) -> bytes:
    trustee_id, _, private = only_trustee(held)
    with held.database.reading() as db:
        data = key_backup.commitments(db, trustee_id)
    return prove_share(share, decode_commitments(data, GROUP.generator_power(private)), secrets.token_bytes)


def seen(held: Simulation) -> tuple[tuple[int, ...], bool]:
    trustee_id, _, _ = only_trustee(held)
    with held.database.reading() as db:
        found = trustee.trustee(db, trustee_id)
    return found.shares_seen, found.has_backup


def test_each_keeper_who_tests_a_sheet_is_noted_once(hold: Hold) -> None:
    held = hold("frozen")
    shares = back_up(held)
    assert seen(held) == ((), False)
    for share in (shares[2], shares[0], shares[2]):
        assert see(held, proof_of(held, share)) == share.number
    assert seen(held) == ((1, 3), False)
    see(held, proof_of(held, shares[1]))
    assert seen(held) == ((1, 2, 3), True)
    assert str(everything(held.database)["journal"]).count("trustee-sheet-seen") == 3


def test_a_sheet_of_another_backup_is_not_noted(hold: Hold) -> None:
    held = hold("frozen")
    with refused("not-found"):
        see(held, b"{}")
    old = proof_of(held, back_up(held)[0])
    new = back_up(held)
    before = everything(held.database)
    with refused("backup-invalid"):
        see(held, old)
    for damaged in (b"", b"{}", proof_of(held, new[0]).replace(b'"number":1', b'"number":2')):
        with refused("backup-invalid"):
            see(held, damaged)
    assert everything(held.database) == before


def test_a_sheet_beyond_those_that_were_said_is_not_noted(hold: Hold) -> None:
    """The trustee says three; a fourth of the same polynomial is one that nobody was told of."""
    held = hold("frozen")
    trustee_id, secret, private = only_trustee(held)
    commitments, shares = split_key(private, 2, 4, secrets.token_bytes)
    with held.database.transaction() as db:
        key_backup.give_backup(db, held.act(), trustee_id, secret=secret, commitments=commitments.to_bytes(), shares=3)
    with refused("backup-invalid"):
        see(held, proof_of(held, shares[3]))


def test_keepers_who_test_their_sheets_at_one_moment_are_all_noted(hold_on_both: Hold) -> None:
    held = hold_on_both("frozen")
    proofs = [proof_of(held, share) for share in back_up(held, 2, 6)]
    start = threading.Barrier(len(proofs))

    def test(proof: bytes) -> None:
        start.wait()
        see(held, proof)

    keepers = [threading.Thread(target=test, args=(proof,)) for proof in proofs]
    for keeper in keepers:
        keeper.start()
    for keeper in keepers:
        keeper.join()
    assert seen(held) == ((1, 2, 3, 4, 5, 6), True)


def test_a_new_backup_must_be_seen_anew(hold: Hold) -> None:
    held = hold("frozen")
    for share in back_up(held):
        see(held, proof_of(held, share))
    back_up(held)
    assert seen(held) == ((), False)
