"""Trustees' keys at the office: the first is final, it serves one election, and it proves itself after the sealing."""

from __future__ import annotations

import io
import json
import secrets
from dataclasses import replace

import pytest
from sqlalchemy import select, update

from app.models import Trustee
from app.services.acts.refusal import Refused
from app.services.election.rows import find
from app.services.voting import key_backup, key_test, poll, reserve_key, trustee
from ballots.backup import prove_share, split_key
from ballots.custody import check_setup
from ballots.custody_errors import KeyExchangedError
from ballots.group import BELENIOS_2048 as GROUP
from ballots.key_receipt import open_key_receipt, verify_key_receipt
from ballots.record.source import Record
from ballots.short import Kind, short
from ballots.trustees import answer_test, decode_trustee_key, generate_private_key, make_public_key
from tests.services.conftest import Hold
from tests.support.assemblies import Simulation, everything, refused

NAME = "هما راستین"


def invited(held: Simulation, name: str = NAME) -> tuple[str, str]:
    """A trustee who has not made a key yet: the public id, and the secret of the invitation."""
    with held.database.transaction() as db:
        found, secret = trustee.invite(db, held.act(), held.election, name=name)
    return found.public_id, secret


def fresh_key(held: Simulation, name: str | None = NAME) -> bytes:
    return make_public_key(generate_private_key(held.random), held.random, name).to_bytes()


def renamed(key: bytes, name: str | None) -> bytes:
    """The same key under another name, which its proof does not cover."""
    return replace(decode_trustee_key(key), name=name).to_bytes()


def give(held: Simulation, invitation: tuple[str, str], key: bytes) -> trustee.TrusteeValue:
    with held.database.transaction() as db:
        return trustee.give_key(db, held.act(), invitation[0], secret=invitation[1], public_key=key)


def value(held: Simulation, trustee_id: str) -> trustee.TrusteeValue:
    with held.database.reading() as db:
        return trustee.trustee(db, trustee_id)


# Giving


def test_the_first_key_is_final_and_the_same_again_changes_nothing(hold: Hold) -> None:
    held = hold("reviewing")
    invitation, key = invited(held), fresh_key(held)
    first = give(held, invitation, key)
    before = everything(held.database)
    assert give(held, invitation, key) == first
    with refused("key-final"):
        give(held, invitation, fresh_key(held))
    assert everything(held.database) == before
    assert first.key_print == short(Kind.KEY, str(decode_trustee_key(key).public_key))
    assert len(first.key_print or "") == 20


def test_an_office_with_the_invitation_that_comes_second_exchanges_nothing(hold: Hold) -> None:
    """P4: the secretary was shown the link; the trustee's key stays, and the refusal names the key that is there."""
    held = hold("reviewing")
    invitation, own = invited(held), fresh_key(held)
    print_of = give(held, invitation, own).key_print or ""
    with pytest.raises(Refused) as caught:
        give(held, invitation, fresh_key(held))
    assert str(caught.value.facts["print"]).replace(" ", "") == print_of


def test_a_key_of_another_name_or_a_damaged_one_is_refused(hold: Hold) -> None:
    held = hold("reviewing")
    invitation = invited(held)
    for wrong, code in (
        (fresh_key(held, "دیگری"), "key-name"), (fresh_key(held, None), "key-name"), (b"{}", "key-invalid"),
        (b"\xff", "key-invalid"),
    ):  # fmt: skip
        with refused(code):
            give(held, invitation, wrong)
    give(held, invitation, fresh_key(held))


def test_a_public_key_that_stood_on_an_earlier_board_is_refused(hold: Hold) -> None:
    """A `pok` names no election: a key copied from another board would pass, and would decrypt what is not its own."""
    earlier = hold("final")
    stood = next(iter(earlier.private_keys))
    held = hold("reviewing", database=earlier.database, address="sepehr")
    with held.database.reading() as db:
        copied = db.scalars(select(Trustee.public_key).where(Trustee.public_id == stood)).one()
    assert copied is not None
    key = decode_trustee_key(copied)
    renewed = make_public_key(earlier.private_keys[stood], held.random, NAME)
    invitation = invited(held)
    for again in (replace(key, name=NAME), renewed):
        with refused("key-known"):
            give(held, invitation, again.to_bytes())


def test_two_trustees_do_not_share_a_key_nor_take_anothers_reserve(hold: Hold) -> None:
    held = hold("reviewing")
    other = "مانا شریفی‌پور"
    first, second = invited(held), invited(held, other)
    key, reserve = fresh_key(held), fresh_key(held)
    give(held, first, key)
    give_reserve(held, first, 1, reserve)
    for copied in (key, reserve):
        with refused("key-known"):
            give(held, second, renamed(copied, other))


def test_a_key_that_was_taken_off_is_not_given_again(hold: Hold) -> None:
    held = hold("reviewing")
    invitation, key = invited(held), fresh_key(held)
    give(held, invitation, key)
    take_off(held, invitation[0])
    with refused("key-known"):
        give(held, invited(held), key)


def test_an_office_that_takes_known_keys_is_caught(hold: Hold, monkeypatch: pytest.MonkeyPatch) -> None:
    held = hold("reviewing")
    key = fresh_key(held)
    give(held, invited(held), key)
    monkeypatch.setattr(trustee, "_number", lambda stored: str(id(stored)))
    other = "مانا شریفی‌پور"
    give(held, invited(held, other), renamed(key, other))


def test_the_board_signs_a_receipt_for_the_key(hold: Hold) -> None:
    held = hold("reviewing")
    key = decode_trustee_key(fresh_key(held))
    note = held.signer.key_receipt(held.election, NAME, key.public_key)
    read = open_key_receipt(note, held.signer.key(held.election))
    verify_key_receipt(read, key.public_key, NAME)
    assert (read.origin, read.name) == (f"vote.example/elections/{held.election}", NAME)


# Taking off


def take_off(held: Simulation, trustee_id: str, reason: str = "کلید در دستگاهی ساخته شد که گم شده است.") -> None:
    with held.database.transaction() as db:
        trustee.remove(db, held.two(), held.election, trustee_id, reason=reason)


def test_who_has_given_a_key_is_taken_off_by_two_officers_with_a_reason_that_the_trustee_reads(hold: Hold) -> None:
    held = hold("reviewing")
    invitation = invited(held)
    print_of = give(held, invitation, fresh_key(held)).key_print or ""
    before = everything(held.database)
    with refused("two-officers-needed"), held.database.transaction() as db:
        trustee.remove(db, held.act(), held.election, invitation[0], reason="a reason that is long enough")
    for short_reason in ("", "no", "         "):
        with refused("reason-missing"):
            take_off(held, invitation[0], short_reason)
    assert everything(held.database) == before
    take_off(held, invitation[0], "  دستگاه گم شد و کلید دیگر نیست. ")
    assert value(held, invitation[0]).removed_reason == "دستگاه گم شد و کلید دیگر نیست."
    assert print_of in str(everything(held.database)["journal"])
    with held.database.reading() as db:
        assert trustee.trustees(db, held.election) == ()
    with refused("invitation-invalid"):
        give(held, invitation, fresh_key(held))
    with refused("not-found"):
        take_off(held, invitation[0])


def test_who_has_given_no_key_is_taken_off_by_one_officer(hold: Hold) -> None:
    held = hold("reviewing")
    trustee_id, _ = invited(held)
    with held.database.transaction() as db:
        trustee.remove(db, held.act(), held.election, trustee_id)
    assert value(held, trustee_id).removed_reason == ""
    give(held, invited(held), fresh_key(held))  # the name is free again


def test_after_freezing_nobody_is_taken_off(hold: Hold) -> None:
    held = hold("frozen")
    with refused("phase-wrong"):
        take_off(held, next(iter(held.private_keys)))


# The test of a key


def test_a_test_begins_only_when_the_set_up_is_sealed(hold: Hold) -> None:
    held = hold("frozen")
    (trustee_id,) = held.private_keys
    held.print()
    with refused("setup-missing"), held.database.transaction() as db:
        key_test.begin_test(db, held.act(), trustee_id, secret=held.invitations[trustee_id])
    held.seal()
    held.pass_tests()
    assert value(held, trustee_id).checked


def test_voting_opens_only_when_every_key_was_found_in_the_sealed_set_up(hold: Hold) -> None:
    held = hold("frozen", trustees=2)
    held.print()
    held.seal()
    first, second = held.private_keys
    for trustee_id in (first, second):
        with refused("trustees-unchecked"):
            held.open_poll()
        with held.database.transaction() as db:
            held.pass_test(db, trustee_id, held.invitations[trustee_id], held.private_keys[trustee_id])
    held.open_poll()


def test_a_key_that_was_exchanged_in_the_database_is_found_out_by_the_trustees_own_tool(hold: Hold) -> None:
    """P4: between the visit and the freeze the office puts a key of its own there, which passes its own test."""
    held = hold("reviewing")
    trustee_id = held.invite(NAME)
    own = GROUP.generator_power(held.private_keys[trustee_id])
    office = generate_private_key(held.random)
    with held.database.transaction() as db:
        db.execute(update(Trustee).values(public_key=make_public_key(office, held.random, NAME).to_bytes()))
    held.to("frozen").print()
    held.seal()
    with refused("test-wrong"):
        held.pass_tests()
    record = Record(archive=io.BytesIO(held.archive()), files={})
    with pytest.raises(KeyExchangedError):
        check_setup(record, own, NAME)
    with held.database.transaction() as db:
        held.pass_test(db, trustee_id, held.invitations[trustee_id], office)
    held.open_poll()


def test_an_answer_serves_once_for_its_own_nonce_election_and_key(hold: Hold) -> None:
    held = hold("frozen")
    ((trustee_id, private),) = held.private_keys.items()
    secret, election = held.invitations[trustee_id], held.value.fingerprint or ""
    held.print()
    held.seal()

    def ask() -> str:
        with held.database.transaction() as db:
            return key_test.begin_test(db, held.act(), trustee_id, secret=secret)

    def answer(data: bytes) -> None:
        with held.database.transaction() as db:
            key_test.pass_test(db, held.act(), trustee_id, secret=secret, answer=data)

    earlier, last = ask(), ask()
    assert len(last) == 32
    assert last != earlier
    good = answer_test(private, last, election, secrets.token_bytes)
    fields = json.loads(good)
    large = json.dumps(fields | {"response": str(int(fields["response"]) + GROUP.order)}, separators=(",", ":"))
    for wrong in (
        answer_test(private, earlier, election, secrets.token_bytes),
        answer_test(private + 1, last, election, secrets.token_bytes),
        answer_test(private, last, "A" * 43, secrets.token_bytes),
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
        key_test.begin_test(db, held.act(), trustee_id, secret="guessed")


# The opening: a backup that was tested, or two officers do without


def ready(hold: Hold) -> Simulation:
    """An election that lacks nothing but backups."""
    held = hold("frozen", trustees=2)
    held.print()
    held.seal()
    held.pass_tests()
    return held


def back_up(held: Simulation, trustee_id: str) -> list[bytes]:
    """Make three sheets of a trustee's key; returns the proof that each keeper would hand in."""
    commitments, shares = split_key(held.private_keys[trustee_id], 2, 3, secrets.token_bytes)
    with held.database.transaction() as db:
        key_backup.give_backup(
            db, held.act(), trustee_id, secret=held.invitations[trustee_id], commitments=commitments.to_bytes(),
            shares=3,
        )  # fmt: skip
    return [prove_share(share, commitments, secrets.token_bytes) for share in shares]


def see(held: Simulation, trustee_id: str, proof: bytes) -> None:
    with held.database.transaction() as db:
        key_backup.see_sheet(db, held.act(), trustee_id, proof=proof)


def test_without_tested_sheets_of_every_key_opening_needs_a_written_reason(hold: Hold) -> None:
    held = ready(hold)
    first, second = held.private_keys
    for proof in back_up(held, first):
        see(held, first, proof)
    proofs = back_up(held, second)
    see(held, second, proofs[0])
    before = everything(held.database)
    for waiver in ("", "          ", "no"):
        with pytest.raises(Refused) as caught:
            held.open_poll(waiver)
        assert (caught.value.code, caught.value.facts["names"]) == ("backup-missing", ("امین 2",))
    assert everything(held.database) == before
    held.open_poll("  همهٔ امینان کلید در تالار حاضرند. ")
    with held.database.reading() as db:
        assert find(db, held.election).backup_waived == "همهٔ امینان کلید در تالار حاضرند."
    assert str(everything(held.database)["journal"]).count("trustee-backup-waived") == 1


def test_with_every_sheet_tested_no_reason_is_asked_for_or_kept(hold: Hold) -> None:
    held = ready(hold)
    for trustee_id in held.private_keys:
        for proof in back_up(held, trustee_id):
            see(held, trustee_id, proof)
    held.open_poll("a reason that nobody asked for")
    with held.database.reading() as db:
        assert find(db, held.election).backup_waived is None


def test_one_officer_alone_waives_nothing(hold: Hold) -> None:
    held = ready(hold)
    with refused("two-officers-needed"), held.database.transaction() as db:
        poll.open_poll(db, held.act(), held.election, waiver="a reason that is long enough")


# Reserve keys


def give_reserve(held: Simulation, invitation: tuple[str, str], number: int, key: bytes) -> trustee.TrusteeValue:
    with held.database.transaction() as db:
        return reserve_key.give_reserve(
            db, held.act(), invitation[0], secret=invitation[1], number=number, public_key=key
        )


def test_two_reserve_keys_are_given_in_the_same_visit_each_final(hold: Hold) -> None:
    held = hold("reviewing")
    invitation = invited(held)
    with refused("trustees-missing"):
        give_reserve(held, invitation, 1, fresh_key(held))
    give(held, invitation, fresh_key(held))
    keys = [fresh_key(held), fresh_key(held)]
    for number, key in enumerate(keys, start=1):
        found = give_reserve(held, invitation, number, key)
    assert [(one.number, one.key_print) for one in found.reserves] == [
        (number, trustee.print_of(key)) for number, key in enumerate(keys, start=1)
    ]
    before = everything(held.database)
    assert give_reserve(held, invitation, 2, keys[1]) == found
    for number, key, code in (
        (1, fresh_key(held), "key-final"), (0, fresh_key(held), "key-invalid"), (3, fresh_key(held), "key-invalid"),
        (-1, fresh_key(held), "key-invalid"), (2, b"{}", "key-final"),
        (2, fresh_key(held, None), "key-final"),
    ):  # fmt: skip
        with refused(code):
            give_reserve(held, invitation, number, key)
    assert everything(held.database) == before


@pytest.mark.parametrize("name", [None, "", "مانا شریفی‌پور"])
def test_a_reserve_key_carries_the_trustees_name(hold: Hold, name: str | None) -> None:
    held = hold("reviewing")
    invitation = invited(held)
    give(held, invitation, fresh_key(held))
    with refused("key-name"):
        give_reserve(held, invitation, 1, fresh_key(held, name))
    give_reserve(held, invitation, 1, fresh_key(held))


def test_a_reserve_key_is_not_the_key_nor_the_other_reserve(hold: Hold) -> None:
    held = hold("reviewing")
    invitation, key, reserve = invited(held), fresh_key(held), fresh_key(held)
    give(held, invitation, key)
    give_reserve(held, invitation, 1, reserve)
    for copied in (key, reserve):
        with refused("key-known"):
            give_reserve(held, invitation, 2, copied)


def test_a_reserve_key_has_sheets_of_its_own(hold: Hold) -> None:
    held = hold("reviewing")
    invitation, private = invited(held), generate_private_key(held.random)
    give(held, invitation, fresh_key(held))
    give_reserve(held, invitation, 1, make_public_key(private, held.random, NAME).to_bytes())
    commitments, shares = split_key(private, 2, 3, secrets.token_bytes)
    data = commitments.to_bytes()

    def backup(reserve: int) -> None:
        with held.database.transaction() as db:
            key_backup.give_backup(
                db, held.act(), invitation[0], secret=invitation[1], commitments=data, shares=3, reserve=reserve
            )

    for reserve, code in ((0, "backup-invalid"), (2, "trustees-missing")):
        with refused(code):
            backup(reserve)
    backup(1)
    see(held, invitation[0], prove_share(shares[1], commitments, secrets.token_bytes))
    found = value(held, invitation[0])
    assert (found.threshold, found.shares_seen) == (None, ())
    assert (found.reserves[0].threshold, found.reserves[0].shares, found.reserves[0].shares_seen) == (2, 3, (2,))
    with held.database.reading() as db:
        assert key_backup.commitments(db, invitation[0], reserve=1) == data


def test_after_voting_no_reserve_key_is_taken(hold: Hold) -> None:
    held = hold("closed")
    ((trustee_id, secret),) = held.invitations.items()
    with refused("phase-wrong"):
        give_reserve(held, (trustee_id, secret), 1, fresh_key(held))
