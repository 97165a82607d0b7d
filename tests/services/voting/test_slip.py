"""Slips: how many, printing again, sealing, voiding, and every token that is not this election's good one."""

from __future__ import annotations

import base64
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from app.models import Election, Slip
from app.services.acts.refusal import Refused
from app.services.election.rows import find
from app.services.voting import ballot, setup, slip, slip_shown
from ballots import token
from ballots.credential import decode_public_credentials, public_credential
from ballots.token import Kind
from tests.services.conftest import Hold
from tests.support.assemblies import Simulation, everything, fresh_ring, refused
from tests.support.holders import proof


def void(held: Simulation, serial: str, *, spoiled: bool = False) -> slip.SlipCounts:
    with held.database.transaction() as db:
        return slip.void_slip(db, held.two(), held.election, serial, spoiled=spoiled)


def ask(held: Simulation, place: int) -> None:
    """What the booth asks when a slip is shown."""
    ask_with(held, place, held.slips[place].token)


def ask_with(held: Simulation, place: int, text: str | None) -> None:
    public = public_credential(held.slips[place].credential, held.value.uuid)
    _check(held, slip_shown.ShownSlip(text=text, public=public, proof=proof(held, place)))


def _check(held: Simulation, shown: slip.Shown) -> None:
    with held.database.reading() as db:
        slip_shown.check_slip(db, held.election, shown, keys=held.ring.public, now=held.now)


def test_there_are_at_least_as_many_slips_as_delegates(hold: Hold) -> None:
    held = hold("frozen")
    for count in (0, -1, 4):
        with refused("slips-too-few"):
            held.print(count)
    assert len(held.print(5)) == 5


def test_there_are_no_more_slips_than_a_roll_can_need(hold: Hold) -> None:
    held = hold("frozen")
    before = everything(held.database)
    for count in (3 * 5 + 51, 99_999, slip.MOST + 1):
        with refused("slips-too-many"):
            held.print(count)
    assert everything(held.database) == before
    assert len(held.print(3 * 5 + 50)) == 65
    assert slip.most_slips(40_000) > slip.MOST


def test_each_slip_has_its_own_serial_credential_and_token(hold: Hold) -> None:
    held = hold("frozen")
    printed = held.print(40)
    for part in ("serial", "credential", "token"):
        assert len({getattr(one, part) for one in printed}) == 40


def test_printing_again_makes_the_first_slips_waste_paper(hold: Hold) -> None:
    held = hold("frozen")
    first = held.print()
    held.print()
    held.seal()
    with held.database.reading() as db:
        counts = slip.counts(db, held.election)
        stored = set(db.scalars(select(Slip.serial)))
    assert (counts.printed, counts.votes, counts.printing, counts.sealed) == (7, 7, 2, True)
    assert stored == {one.serial for one in held.slips}
    held.pass_tests()
    held.open_poll()
    for old in first:
        with refused("credential-unknown"), held.database.reading() as db:
            ballot.meet(db, held.election, held.ballot_of(old.credential, 1), signer=held.signer)


def test_after_sealing_nothing_is_printed_or_sealed_again(hold: Hold) -> None:
    held = hold("frozen")
    with refused("slips-missing"):
        held.seal()
    held.print()
    held.seal()
    before = everything(held.database)
    for again in (held.print, held.seal):
        with refused("slips-sealed"):
            again()
    assert everything(held.database) == before


@pytest.mark.parametrize("wrong", [0, 6, 8, 70])
def test_slips_are_sealed_with_the_number_that_was_counted_alone(hold: Hold, wrong: int) -> None:
    held = hold("frozen")
    held.print(7)
    before = everything(held.database)
    with refused("slips-miscounted"), held.database.transaction() as db:
        setup.seal_setup(db, held.two(), held.election, counted=wrong)
    assert everything(held.database) == before
    with held.database.transaction() as db:
        assert setup.seal_setup(db, held.two(), held.election, counted=7).sealed


def test_the_poll_does_not_open_before_the_slips_are_sealed(hold: Hold) -> None:
    held = hold("frozen")
    for step in (lambda: None, held.print):
        step()
        with refused("slips-missing"):
            held.open_poll()


def test_a_slip_votes_once_the_poll_is_open_and_not_before_or_after(hold: Hold) -> None:
    held = hold("frozen")
    held.print()
    held.seal()
    with refused("election-not-open"):
        ask(held, 0)
    held.pass_tests()
    held.open_poll()
    ask(held, 0)
    ask_with(held, 0, None)
    held.vote(0, 1)
    with refused("slip-used"):
        ask(held, 0)
    held.close(unused=[], reason="The slips were not looked at in this test.")
    with refused("election-closed"):
        ask(held, 1)


def told_without_secret(held: Simulation) -> set[str]:
    """What all slips are told to who has but the list of public credentials, and with it the secret of another slip."""
    told = set()
    for one in held.slips[:2]:
        public = public_credential(one.credential, held.value.uuid)
        for shown in (None, {}, proof(held, 3), "x"):
            with pytest.raises(Refused) as refusal:
                _check(held, slip_shown.ShownSlip(text=one.token, public=public, proof=shown))
            told.add(refusal.value.code)
    return told


def test_the_list_of_credentials_does_not_tell_who_voted(hold: Hold) -> None:
    held = hold("open")
    held.vote(0, 1)
    assert told_without_secret(held) == {"slip-forged"}


def test_a_door_that_believes_whoever_shows_a_public_half_is_caught(
    hold: Hold, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = hold("open")
    held.vote(0, 1)
    monkeypatch.setattr(slip_shown, "is_holder", lambda *_: True)
    with pytest.raises(pytest.fail.Exception):  # the unused slip is ready, the used one is told to be used
        told_without_secret(held)


@pytest.mark.parametrize("spoiled", [False, True])
def test_a_void_slip_never_votes_and_is_counted(hold: Hold, spoiled: bool) -> None:
    held = hold("open")
    counts = void(held, held.slips[0].serial.lower().replace("-", " "), spoiled=spoiled)
    assert (counts.void, counts.spoiled) == (0, 1) if spoiled else (1, 0)
    with refused("slip-void"):
        ask(held, 0)
    with refused("slip-void"):
        held.vote(0, 1)
    with refused("slip-void"):
        void(held, held.slips[0].serial)


def test_a_used_unknown_or_foreign_slip_is_not_voided(hold: Hold) -> None:
    held = hold("open")
    other = hold("open", database=held.database, address="sepehr")
    held.vote(0, 1)
    for code, serial in (
        ("slip-used", held.slips[0].serial), ("serial-unknown", "AAAA-AAAA"), ("serial-unknown", other.slips[0].serial),
        ("serial-wrong", ""), ("serial-wrong", held.slips[1].credential), ("serial-wrong", held.slips[1].token),
    ):  # fmt: skip
        with refused(code):
            void(held, serial)


def forged(held: Simulation, place: int, **changes: object) -> str:
    """A slip's token with fields changed and signed with the right key, unless `key` is another."""
    ring = held.ring
    fields = token.open_token(held.slips[place].token, ring.public)
    key = changes.pop("key", ring.signing[Kind.SLIP].private)
    return token.sign_token(replace(fields, **changes), key)  # type: ignore[type-var,arg-type]


def wrong_tokens(held: Simulation, other: Simulation) -> dict[str, list[str]]:
    """Tokens that do not belong to a slip, by what they are."""
    stranger, now = fresh_ring().signing[Kind.SLIP].private, int(held.now.timestamp())
    letters = held.ring.signing[Kind.LETTER]
    return {
        "slip-forged": [
            forged(held, 0, key=stranger), forged(held, 0, key_id=9), "A" * 160, "", "x", "\u0661" * 160,
            held.slips[0].token[:-1], forged(held, 0, key_id=letters.key_id, key=letters.private),
            forged(held, 0, kind=Kind.LETTER), forged(held, 0, kind=Kind.INVITATION),
        ],
        "slip-foreign": [
            forged(held, 0, context=token.context_of(other.value.fingerprint or "")),
            forged(held, 0, kind=Kind.LETTER, key_id=letters.key_id, key=letters.private),
        ],
        "slip-expired": [forged(held, 0, expiry=now), forged(held, 0, expiry=1)],
    }  # fmt: skip


def ways(held: Simulation, place: int) -> list[str | None]:
    """A slip scanned, typed, typed anew beside another slip's token, and beside tokens of every wrong kind."""
    other = held.slips[place - 1].token
    return [
        held.slips[place].token, None, other, "A" * 160, "", "x",
        forged(held, place, expiry=1), forged(held, place, kind=Kind.LETTER),
        forged(held, place, digest=b"\0" * 12),
    ]  # fmt: skip


def test_a_slip_votes_or_not_by_the_register_however_it_is_shown(hold: Hold) -> None:
    """P7, B3: each answer is the same scanned, typed and retyped, also with a token that is not the slip's own."""
    held = hold("frozen")
    held.print()
    held.seal()
    held.pass_tests()

    def all_say(place: int, code: str) -> None:
        before = everything(held.database)
        for text in ways(held, place):
            if code:
                with refused(code):
                    ask_with(held, place, text)
            else:
                ask_with(held, place, text)
        assert everything(held.database) == before

    all_say(1, "election-not-open")
    held.open_poll()
    all_say(1, "")
    held.vote(1, 1)
    all_say(1, "slip-used")
    void(held, held.slips[2].serial)
    all_say(2, "slip-void")
    void(held, held.slips[3].serial, spoiled=True)
    all_say(3, "slip-void")
    held.wait(days=300)
    all_say(4, "")
    held.close(unused=[], reason="The slips were not looked at in this test.")
    all_say(4, "election-closed")


@pytest.mark.parametrize("span", [timedelta(days=-9500), timedelta(days=-30), timedelta(days=31)])
def test_no_hour_of_a_clock_ends_a_slip(hold: Hold, span: timedelta) -> None:
    """Printed by a right clock and shown to a wrong one, or the other way round: the election alone ends it."""
    held = hold("open")
    held.now += span
    for text in (held.slips[0].token, None):
        ask_with(held, 0, text)
    held.vote(0, 1)
    held.now -= span
    held.close(unused=[], reason="The slips were not looked at in this test.")
    with refused("election-closed"):
        ask_with(held, 1, held.slips[1].token)


def test_a_slip_that_ends_at_an_hour_is_caught(hold: Hold, monkeypatch: pytest.MonkeyPatch) -> None:
    """The broken twin: the token is believed before the register, as a month of one clock once was."""
    held = hold("frozen")
    monkeypatch.setattr(slip, "TOKEN_LIFETIME", timedelta(days=30))
    held.open()
    held.wait(days=31)
    with refused("slip-expired"), held.database.reading() as db:
        slip_shown._explain(db, find(db, held.election), held.slips[0].token, held.ring.public, held.now)


def test_a_slip_that_is_on_no_list_is_explained_by_its_token(hold: Hold) -> None:
    held = hold("open")
    other = hold("open", database=held.database, address="sepehr")
    public = public_credential(other.slips[0].credential, held.value.uuid)
    before = everything(held.database)
    for code, texts in {**wrong_tokens(held, other), "credential-unknown": [None, held.slips[0].token]}.items():
        for text in texts:
            with refused(code):
                _check(held, slip_shown.ShownSlip(text=text, public=public, proof=None))
    assert everything(held.database) == before


def test_any_changed_character_of_a_token_is_noticed(hold: Hold) -> None:
    held = hold("open")
    good = held.slips[0].token
    public = public_credential("111-111-111-111-12u", held.value.uuid)
    for place in range(0, 160, 3):
        letter = "A" if good[place] != "A" else "B"
        with refused("slip-forged"):
            text = good[:place] + letter + good[place + 1 :]
            _check(held, slip_shown.ShownSlip(text=text, public=public, proof=None))
    assert len(base64.b32decode(good)) == 100


def test_a_slip_of_another_assembly_is_told_apart(hold: Hold) -> None:
    held = hold("open")
    other = hold("open", database=held.database, address="sepehr")
    other.ring = held.ring
    foreign = other.ballot(0, 1)
    with refused("slip-foreign"):
        held.check(foreign)
    with refused("credential-unknown"):
        held.cast(held.ballot_of(other.slips[0].credential, 1))
    with held.database.reading() as db:
        for code, data in (("slip-foreign", foreign), ("credential-unknown", held.sent[-1])):
            with refused(code):
                ballot.meet(db, held.election, data, signer=held.signer)


def test_no_slip_row_leads_to_a_delegate_and_the_order_is_not_that_of_printing(hold: Hold) -> None:
    held = hold("frozen")
    printed = held.print(40)
    with held.database.reading() as db:
        stored = list(db.scalars(select(Slip.serial)))
    assert set(stored) == {one.serial for one in printed}
    assert stored != [one.serial for one in printed]
    columns = {column.name for column in Slip.__table__.columns}
    assert columns == {"serial", "election_id", "credential", "weight", "state"}


def test_the_list_of_credentials_is_sorted_so_that_it_tells_no_order(hold: Hold) -> None:
    held = hold("frozen")
    held.print(20)
    with held.database.reading() as db:
        stored = db.scalars(select(Election.credentials).where(Election.public_id == held.election)).one()
    assert stored is not None
    listed = [int(public) for public in decode_public_credentials(stored)]
    assert len(listed) == 20
    assert listed == sorted(listed)


def test_the_secret_half_is_neither_stored_nor_shown_by_repr(hold: Hold) -> None:
    held = hold("open")
    stored = repr(everything(held.database))
    for one in held.slips:
        assert one.credential not in stored
        assert one.credential.replace("-", "") not in stored
        assert one.token not in stored
        assert one.credential not in repr(one)
        assert one.token not in repr(one)
