"""A reserve key serves a second election of the same session: once, under its owner's name, with its tested sheets."""

from __future__ import annotations

import secrets
from pathlib import Path

import pytest
from sqlalchemy import update

from app.models import ReserveKey
from app.services.acts import journal
from app.services.election.rows import find
from app.services.voting import key_backup, reserve_key, trustee
from app.services.voting.rows import find_trustee
from ballots.backup import Commitments, Share, prove_share, split_key
from ballots.group import BELENIOS_2048 as GROUP
from ballots.trustees import generate_private_key, make_public_key
from tests.services.conftest import Hold
from tests.support.assemblies import Simulation, everything, refused
from tests.support.records import verify_data
from tests.support.second_round import next_election

NAME = "هما راستین"


def key_of(held: Simulation, private: int, name: str = NAME) -> bytes:
    return make_public_key(private, held.random, name).to_bytes()


def with_reserves(held: Simulation, name: str = NAME) -> tuple[str, list[int]]:
    """A trustee who made two reserve keys in the visit; returns the public id and the private reserve keys."""
    trustee_id = held.invite(name)
    privates = [generate_private_key(held.random) for _ in range(reserve_key.MOST)]
    with held.database.transaction() as db:
        for number, private in enumerate(privates, start=1):
            reserve_key.give_reserve(
                db, held.act(), trustee_id, secret=held.invitations[trustee_id], number=number,
                public_key=key_of(held, private, name),
            )  # fmt: skip
    return trustee_id, privates


def take_up(held: Simulation, private: int, name: str = NAME) -> trustee.TrusteeValue:
    """Invite a trustee of this name, who hands in the public half of this key."""
    with held.database.transaction() as db:
        found, secret = trustee.invite(db, held.act(), held.election, name=name)
        given = trustee.give_key(db, held.act(), found.public_id, secret=secret, public_key=key_of(held, private, name))
    held.private_keys[found.public_id], held.invitations[found.public_id] = private, secret
    return given


def back_up(held: Simulation, trustee_id: str, private: int, reserve: int | None) -> tuple[Commitments, list[Share]]:
    """Make three sheets of a key, any two of which rebuild it."""
    commitments, shares = split_key(private, 2, 3, secrets.token_bytes)
    with held.database.transaction() as db:
        key_backup.give_backup(
            db, held.act(), trustee_id, secret=held.invitations[trustee_id], commitments=commitments.to_bytes(),
            shares=3, reserve=reserve,
        )  # fmt: skip
    return commitments, list(shares)


def see(held: Simulation, trustee_id: str, share: Share, commitments: Commitments) -> None:
    with held.database.transaction() as db:
        key_backup.see_sheet(db, held.act(), trustee_id, proof=prove_share(share, commitments, secrets.token_bytes))


def value(held: Simulation, trustee_id: str) -> trustee.TrusteeValue:
    with held.database.reading() as db:
        return trustee.trustee(db, trustee_id)


def at_hand(held: Simulation, trustee_id: str) -> list[int]:
    with held.database.reading() as db:
        return [one.number for one in trustee.reserves_at_hand(db, trustee_id)]


def test_a_second_round_is_counted_with_reserve_keys_and_their_tested_sheets(hold: Hold, tmp_path: Path) -> None:
    first = hold("reviewing", trustees=2)
    names = (NAME, "مانا شریفی‌پور")
    owners = [with_reserves(first, name) for name in names]
    for trustee_id, privates in owners:
        commitments, shares = back_up(first, trustee_id, privates[0], 1)
        for share in shares:
            see(first, trustee_id, share, commitments)
    first.to("final")
    second = next_election(first).to("reviewing")
    for (_, privates), name in zip(owners, names, strict=True):
        given = take_up(second, privates[0], name)
        assert (given.threshold, given.shares, given.shares_seen) == (2, 3, (1, 2, 3))
    second.freeze()
    second.print(7)
    second.seal()
    second.pass_tests()
    second.hand_slips()
    second.open_poll(waiver="")  # every sheet was tested: no waiver
    second.to("final")
    report = verify_data(second.record(), tmp_path)
    assert report.ok, report.detail
    assert [line.votes for line in second.result().lines] == [line.votes for line in first.result().lines]
    for trustee_id, _ in owners:
        assert [one.used for one in value(first, trustee_id).reserves] == [True, False]


def test_a_reserve_key_is_taken_up_in_one_act_that_the_journal_names(hold: Hold) -> None:
    first = hold("reviewing")
    trustee_id, (private, _) = with_reserves(first)
    second = next_election(first)
    with first.database.transaction() as db:
        waiting, _ = trustee.invite(db, second.act(), second.election, name=NAME)
        other, _ = trustee.invite(db, second.act(), second.election, name="مانا شریفی‌پور")
    assert (at_hand(second, waiting.public_id), at_hand(second, other.public_id)) == ([1, 2], [])
    with first.database.transaction() as db:
        trustee.remove(db, second.act(), second.election, waiting.public_id)
    given = take_up(second, private)
    assert at_hand(second, given.public_id) == [2]
    assert given.key_print == value(first, trustee_id).reserves[0].key_print
    with first.database.reading() as db:
        said = journal.of_kind(db, find(db, second.election).id, journal.Kind.TRUSTEE_KEY_GIVEN)
    assert said[-1].detail == {"trustee": NAME, "kept": "trustee", "taken_up": 1, "made_for": first.election}
    before = everything(first.database)
    with first.database.transaction() as db:
        again = trustee.give_key(
            db, second.act(), given.public_id, secret=second.invitations[given.public_id],
            public_key=_stored(second, given.public_id),
        )  # fmt: skip
    assert again == given
    assert everything(first.database) == before


def _stored(held: Simulation, trustee_id: str) -> bytes:
    with held.database.reading() as db:
        return find_trustee(db, trustee_id).public_key or b""


def test_a_sheet_that_is_tested_after_the_key_was_taken_up_counts_in_the_second_round(hold: Hold) -> None:
    """Its code leads to the page of the first trusteeship, which goes on to say what is known of it."""
    first = hold("reviewing")
    trustee_id, (private, _) = with_reserves(first)
    commitments, shares = back_up(first, trustee_id, private, 1)
    see(first, trustee_id, shares[0], commitments)
    given = take_up(next_election(first), private)
    see(first, trustee_id, shares[2], commitments)
    assert value(first, given.public_id).shares_seen == (1, 3)
    assert value(first, trustee_id).reserves[0].shares_seen == (1, 3)
    with first.database.reading() as db:
        assert key_backup.commitments(db, trustee_id, 1) == commitments.to_bytes()
    before = everything(first.database)
    with refused("reserve-used"):
        back_up(first, trustee_id, private, 1)
    assert everything(first.database) == before


def test_check_values_that_name_no_key_go_to_the_one_they_are_of(hold: Hold) -> None:
    first = hold("reviewing")
    trustee_id, (one, other) = with_reserves(first)
    for private in (other, first.private_keys[trustee_id]):
        back_up(first, trustee_id, private, None)
    found = value(first, trustee_id)
    assert (found.threshold, [reserve.threshold for reserve in found.reserves]) == (2, [None, 2])
    with refused("backup-invalid"):
        back_up(first, trustee_id, one + 1, None)


def test_a_reserve_key_without_sheets_is_taken_up_without_and_gets_them_then(hold: Hold) -> None:
    first = hold("reviewing")
    _, (private, _) = with_reserves(first)
    second = next_election(first)
    given = take_up(second, private)
    assert (given.threshold, given.shares) == (None, None)
    back_up(second, given.public_id, private, 0)
    assert value(second, given.public_id).threshold == 2


@pytest.mark.parametrize("private", ["reserve", "key"])
def test_another_persons_key_is_refused(hold: Hold, private: str) -> None:
    first = hold("reviewing")
    trustee_id, reserves = with_reserves(first)
    wanted = {"reserve": reserves[0], "key": first.private_keys[trustee_id]}[private]
    before = everything(first.database)["reserve_key"]
    with refused("key-known"):
        take_up(next_election(first), wanted, "مانا شریفی‌پور")
    assert everything(first.database)["reserve_key"] == before


def test_the_key_of_the_first_round_itself_is_refused(hold: Hold) -> None:
    first = hold("reviewing")
    trustee_id, _ = with_reserves(first)
    with refused("key-known"):
        take_up(next_election(first), first.private_keys[trustee_id])


def test_in_another_session_it_is_refused(hold: Hold) -> None:
    first = hold("reviewing")
    _, (private, _) = with_reserves(first)
    with refused("key-known"):
        take_up(next_election(first, session=2), private)


def test_it_serves_once_even_when_the_trusteeship_that_took_it_up_ended(hold: Hold) -> None:
    first = hold("reviewing")
    _, (private, other) = with_reserves(first)
    second = next_election(first)
    given = take_up(second, private)
    with refused("key-known"):
        take_up(next_election(first), private)
    with first.database.transaction() as db:
        trustee.remove(db, second.two(), second.election, given.public_id, reason="دستگاه گم شده است.")
    for held in (second, next_election(first)):
        with refused("key-known"):
            take_up(held, private)
    take_up(next_election(first), other)


def test_a_reserve_of_who_was_taken_off_is_refused(hold: Hold) -> None:
    first = hold("reviewing")
    trustee_id, (private, _) = with_reserves(first)
    with first.database.transaction() as db:
        trustee.remove(db, first.two(), first.election, trustee_id, reason="کلید در دستگاه دیگری ساخته شد.")
    with refused("key-known"):
        take_up(next_election(first), private)


def test_it_is_not_the_key_of_the_election_for_which_it_was_made(hold: Hold) -> None:
    first = hold("reviewing")
    _, (private, _) = with_reserves(first)
    with refused("trustee-duplicate"):
        take_up(first, private)
    with refused("key-known"):
        take_up(first, private, "مانا شریفی‌پور")


def test_where_the_mark_is_lost_the_list_of_keys_still_refuses_it(hold: Hold) -> None:
    first = hold("reviewing")
    _, (private, _) = with_reserves(first)
    take_up(next_election(first), private)
    with first.database.transaction() as db:
        db.execute(update(ReserveKey).values(used_by=None))
    with refused("key-known"):
        take_up(next_election(first), private)


def test_the_public_half_is_the_same_whoever_states_it_anew(hold: Hold) -> None:
    """A proof of knowledge made again has other bytes; what counts is the key."""
    first = hold("reviewing")
    _, (private, _) = with_reserves(first)
    second = next_election(first)
    given = take_up(second, private)
    with second.database.reading() as db:
        assert int(trustee.public_number(db, given.public_id) or 0) == GROUP.generator_power(private)
    before = everything(second.database)
    secret = second.invitations[given.public_id]
    with second.database.transaction() as db:
        anew = key_of(second, private)
        assert trustee.give_key(db, second.act(), given.public_id, secret=secret, public_key=anew) == given
    assert everything(second.database) == before
