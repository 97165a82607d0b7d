"""Trustees' keys in people's hands: the test, the backup, the rebuilt key; and slips that were made elsewhere."""

from __future__ import annotations

import json
import secrets
from dataclasses import replace
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import update

from app.models import Trustee
from app.services import slip, tally, trustee
from app.services.act import Refused
from ballots.backup import Share, decode_commitments, rebuild_key, split_key
from ballots.election import decode_election
from ballots.group import BELENIOS_2048 as GROUP
from ballots.keyfile import public_key_print
from ballots.slips import Batch, PrintedSlip, TokenSigner, decode_order, encode_batch, encode_papers, make_slips
from ballots.tally import decode_encrypted_tally
from ballots.trustees import answer_test, partial_decryption
from tests.services.conftest import Hold
from tests.support.assemblies import Simulation, everything, refused


def only_trustee(held: Simulation) -> tuple[str, str, int]:
    trustee_id = next(iter(held.private_keys))
    return trustee_id, held.invitations[trustee_id], held.private_keys[trustee_id]


def back_up(held: Simulation, threshold: int = 2, count: int = 3) -> tuple[Share, ...]:
    trustee_id, secret, private = only_trustee(held)
    commitments, shares = split_key(private, threshold, count, secrets.token_bytes)
    with held.database.transaction() as db:
        found = trustee.give_backup(
            db, held.act(), trustee_id, secret=secret, commitments=commitments.to_bytes(), shares=count
        )
    assert (found.threshold, found.shares) == (threshold, count)
    return shares


# The test of a key


def test_the_office_reads_the_same_print_of_a_key_as_the_trustee_sees(hold: Hold) -> None:
    held = hold("reviewing")
    trustee_id = held.invite("امین کلید")
    with held.database.reading() as db:
        found = trustee.trustee(db, trustee_id)
    _, _, private = only_trustee(held)
    assert found.key_print == public_key_print(str(GROUP.generator_power(private)))


def test_voting_opens_only_when_every_key_proved_itself(hold: Hold) -> None:
    held = hold("reviewing")
    trustee_id = held.invite("امین کلید")
    with held.database.transaction() as db:
        db.execute(update(Trustee).values(checked=False))
    held.to("frozen")
    held.print()
    held.seal()
    with refused("trustees-unchecked"):
        held.open_poll()
    _, secret, private = only_trustee(held)
    with held.database.transaction() as db:
        held.pass_test(db, trustee_id, secret, private)
    held.open_poll()


def test_an_answer_serves_once_for_its_own_nonce_and_its_own_key(hold: Hold) -> None:
    held = hold("frozen")
    trustee_id, secret, private = only_trustee(held)

    def ask() -> str:
        with held.database.transaction() as db:
            return trustee.begin_test(db, held.act(), trustee_id, secret=secret)

    def answer(data: bytes) -> None:
        with held.database.transaction() as db:
            trustee.pass_test(db, held.act(), trustee_id, secret=secret, answer=data)

    earlier, last = ask(), ask()
    assert len(last) == 32
    assert last != earlier
    good = answer_test(private, last, secrets.token_bytes)
    fields = json.loads(good)
    large = json.dumps(fields | {"response": str(int(fields["response"]) + GROUP.order)}, separators=(",", ":"))
    for wrong in (
        answer_test(private, earlier, secrets.token_bytes), answer_test(private + 1, last, secrets.token_bytes),
        large.encode(), b" " + good, b"4711", b"[" * 200, b"\xff", b"",
    ):  # fmt: skip
        with refused("test-wrong"):
            answer(wrong)
    answer(good)
    with refused("test-wrong"):
        answer(good)
    ask()
    with refused("test-wrong"):
        answer(good)
    with refused("invitation-invalid"), held.database.transaction() as db:
        trustee.begin_test(db, held.act(), trustee_id, secret="guessed")


# Backups


def test_an_absent_trustees_key_is_rebuilt_and_named_in_the_record(hold: Hold) -> None:
    held = hold("frozen")
    shares = back_up(held)
    held.to("closed")
    held.add_up()
    trustee_id, _, _ = only_trustee(held)
    with held.database.reading() as db:
        data = tally.encrypted_tally(db, held.election)
        commitments = trustee.commitments(db, trustee_id)
    definition = decode_election(held.box().definition)
    key = rebuild_key(shares[1:], decode_commitments(commitments, definition.public_key))
    part = partial_decryption(key, decode_encrypted_tally(data, definition), definition, secrets.token_bytes)
    with refused("backup-invalid"), held.database.transaction() as db:
        tally.give_rebuilt_decryption(db, held.two(), held.election, trustee_id, decryption=part, shares=(2, 2))
    with refused("two-officers-needed"), held.database.transaction() as db:
        tally.give_rebuilt_decryption(db, held.act(), held.election, trustee_id, decryption=part, shares=(2, 3))
    with held.database.transaction() as db:
        tally.give_rebuilt_decryption(db, held.two(), held.election, trustee_id, decryption=part, shares=(3, 2))
    assert held.phase == "tallied"
    with held.database.reading() as db:
        assert trustee.trustee(db, trustee_id).rebuilt_from == (2, 3)
    assert str(everything(held.database)["journal"]).count("trustee-key-rebuilt") == 1


def test_a_rebuilt_decryption_is_checked_like_any_other(hold: Hold) -> None:
    held = hold("frozen")
    back_up(held)
    held.to("closed")
    held.add_up()
    trustee_id, _, _ = only_trustee(held)
    before = everything(held.database)
    with refused("decryption-invalid"), held.database.transaction() as db:
        tally.give_rebuilt_decryption(db, held.two(), held.election, trustee_id, decryption=b"{}", shares=(1, 2))
    with refused("backup-invalid"), held.database.transaction() as db:
        tally.give_rebuilt_decryption(db, held.two(), held.election, trustee_id, decryption=b"{}", shares=(1, 9))
    assert everything(held.database) == before


def test_commitments_of_another_key_and_impossible_numbers_are_refused(hold: Hold) -> None:
    held = hold("frozen")
    trustee_id, secret, private = only_trustee(held)
    good, _ = split_key(private, 2, 3, secrets.token_bytes)
    other, _ = split_key(private + 1, 2, 3, secrets.token_bytes)
    for data, shares in ((other.to_bytes(), 3), (b"{}", 3), (good.to_bytes(), 1), (good.to_bytes(), 31)):
        with refused("backup-invalid"), held.database.transaction() as db:
            trustee.give_backup(db, held.act(), trustee_id, secret=secret, commitments=data, shares=shares)
    with refused("not-found"), held.database.reading() as db:
        trustee.commitments(db, trustee_id)


def test_a_new_backup_replaces_the_last_and_the_same_again_changes_nothing(hold: Hold) -> None:
    held = hold("frozen")
    trustee_id, secret, private = only_trustee(held)
    back_up(held)
    back_up(held, 3, 5)
    commitments, _ = split_key(private, 2, 4, secrets.token_bytes)
    for _ in range(2):
        with held.database.transaction() as db:
            trustee.give_backup(db, held.act(), trustee_id, secret=secret, commitments=commitments.to_bytes(), shares=4)
    assert str(everything(held.database)["journal"]).count("trustee-backup-made") == 3


def test_after_voting_no_backup_is_made(hold: Hold) -> None:
    held = hold("closed")
    trustee_id, secret, private = only_trustee(held)
    commitments, _ = split_key(private, 2, 3, secrets.token_bytes)
    with refused("phase-wrong"), held.database.transaction() as db:
        trustee.give_backup(db, held.act(), trustee_id, secret=secret, commitments=commitments.to_bytes(), shares=3)


# Slips made elsewhere


def made_elsewhere(held: Simulation, count: int = 7) -> tuple[tuple[PrintedSlip, ...], bytes, int]:
    """What a credential officer makes after the office's order: the papers, the batch, the key's id."""
    with held.database.transaction() as db:
        order = decode_order(slip.order_slips(db, held.act(), held.election, count, {"place": "تالار"}))
    assert order.election.fingerprint == held.value.fingerprint
    signer = TokenSigner(key_id=4711, private=Ed25519PrivateKey.generate())
    made = make_slips(order.election.uuid, [1] * order.count, signer, order.expiry, secrets.token_bytes)
    batch = Batch(
        uuid=order.election.uuid, fingerprint=order.election.fingerprint, key_id=signer.key_id,
        key=signer.private.public_key(), records=tuple(record for _, record in made),
    )  # fmt: skip
    return tuple(paper for paper, _ in made), encode_batch(batch), signer.key_id


def take(held: Simulation, data: bytes) -> slip.SlipCounts:
    with held.database.transaction() as db:
        return slip.take_slips(db, held.act(), held.election, data, own_keys=held.ring.public)


def test_slips_made_elsewhere_vote_like_any_other(hold: Hold) -> None:
    held = hold("frozen")
    papers, data, _ = made_elsewhere(held)
    assert take(held, data).printed == 7
    held.slips = papers
    held.seal()
    held.open_poll()
    assert not held.vote(0, 1).repeated
    for secret in (papers[0].credential, papers[0].token):
        assert secret not in str(everything(held.database))


def test_a_token_of_the_office_does_not_pass_for_one_of_the_officer(hold: Hold) -> None:
    """The batch's own key counts for this election, and no other: a forged token by the office is a forgery."""
    held = hold("frozen")
    office = held.print()
    papers, data, _ = made_elsewhere(held)
    take(held, data)
    held.slips = tuple(replace(paper, token=printed.token) for paper, printed in zip(papers, office, strict=True))
    held.seal()
    held.open_poll()
    with refused("slip-forged"):
        held.vote(0, 1)


@pytest.mark.parametrize("damage", [b"", b"{}", b"[]", b"\xff", b"[" * 10**5])
def test_a_damaged_batch_is_refused_and_changes_nothing(hold: Hold, damage: bytes) -> None:
    held = hold("frozen")
    before = everything(held.database)
    with refused("slips-invalid"):
        take(held, damage)
    assert everything(held.database) == before


def test_papers_given_in_the_place_of_a_batch_are_known_and_kept_nowhere(hold: Hold) -> None:
    held = hold("frozen")
    with held.database.transaction() as db:
        order = decode_order(slip.order_slips(db, held.act(), held.election, 7, {"title": "تعرفه"}))
    papers, _, _ = made_elsewhere(held)
    before = everything(held.database)
    with refused("slips-secret"):
        take(held, encode_papers(order, papers))
    assert everything(held.database) == before


def test_a_batch_of_another_election_or_too_small_is_refused(hold: Hold) -> None:
    held = hold("frozen")
    _, data, _ = made_elsewhere(held)
    foreign = data.replace(held.value.uuid.encode(), b"2" * len(held.value.uuid))
    with refused("slips-foreign"):
        take(held, foreign)
    with refused("slips-invalid"):
        take(held, data.replace(b'"key_id":4711', b'"key_id":%d' % held.ring.signing.key_id))
    _, data, _ = made_elsewhere(held)
    fields = json.loads(data)
    for records in ([], fields["slips"][:1], [*fields["slips"], fields["slips"][0]], [["ABCD-EFGH", "5", 1]] * 7):
        with pytest.raises(Refused):
            take(held, json.dumps(fields | {"slips": records}, separators=(",", ":")).encode())


def test_once_confirmed_no_batch_is_taken(hold: Hold, tmp_path: Path) -> None:
    held = hold("frozen")
    _, data, _ = made_elsewhere(held)
    take(held, data)
    held.seal()
    with refused("slips-sealed"):
        take(held, data)
