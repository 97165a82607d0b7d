"""Slips of a credential officer who may wish ill: whatever the batch holds, it is refused by name or it is sound."""

from __future__ import annotations

import json
import random
import secrets
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import select

from app.models import Election, SlipBatch
from app.services.acts.refusal import Refused
from app.services.count import tally
from app.services.voting import slip, slip_batch, slip_shown, trustee
from ballots import token
from ballots.encoding import encode_json
from ballots.group import BELENIOS_2048 as GROUP
from ballots.record.keys import decode_keys
from ballots.record.source import open_record
from ballots.record.verify import verify_path
from ballots.slips import (
    Batch,
    PrintedSlip,
    SlipsOf,
    TokenSigner,
    decode_order,
    encode_batch,
    encode_papers,
    make_slips,
)
from ballots.trustees import election_key
from tests.services.conftest import Hold
from tests.support.assemblies import Simulation, everything, refused

KEY_ID = 4711


def order(held: Simulation, count: int = 7) -> Any:
    with held.database.transaction() as db:
        return decode_order(slip_batch.order_slips(db, held.act(), held.election, count, {"place": "تالار"}))


def made_elsewhere(held: Simulation, weights: tuple[int, ...] = (1,) * 7) -> tuple[tuple[PrintedSlip, ...], bytes]:
    """What a credential officer makes after the office's order: the papers, the batch."""
    asked = order(held, len(weights))
    signer = TokenSigner(key_id=KEY_ID, private=Ed25519PrivateKey.generate())
    bound = SlipsOf(uuid=asked.election.uuid, fingerprint=asked.election.fingerprint, expiry=asked.expiry)
    made = make_slips(bound, weights, signer, secrets.token_bytes)
    batch = Batch(
        uuid=bound.uuid, fingerprint=bound.fingerprint, key_id=signer.key_id, key=signer.private.public_key(),
        records=tuple(record for _, record in made),
    )  # fmt: skip
    return tuple(paper for paper, _ in made), encode_batch(batch)


def take(held: Simulation, data: bytes) -> slip.SlipCounts:
    with held.database.reading() as db:
        checked = slip_batch.check(db, held.election, data, own_keys=held.ring.public)
    with held.database.transaction() as db:
        return slip_batch.take_slips(db, held.act(), held.election, checked)


def changed(data: bytes, **fields: Any) -> bytes:
    return encode_json(json.loads(data) | fields)


def vote(held: Simulation, papers: tuple[PrintedSlip, ...]) -> None:
    """Go on to the open poll with these slips, and cast the votes of the simulation."""
    held.slips = papers
    held.seal()
    held.pass_tests()
    held.open_poll()
    for place, marks in enumerate(held.votes):
        held.vote(place, *marks)


def test_slips_made_elsewhere_vote_like_any_other(hold: Hold) -> None:
    held = hold("frozen")
    papers, data = made_elsewhere(held)
    counts = take(held, data)
    assert (counts.printed, counts.votes) == (7, 7)
    vote(held, papers)
    for secret in (papers[0].credential, papers[0].token):
        assert secret not in str(everything(held.database))


def test_the_batchs_key_is_published_for_this_election_alone(hold: Hold, tmp_path: Path) -> None:
    held = hold("frozen")
    papers, data = made_elsewhere(held)
    take(held, data)
    with held.database.reading() as db:
        (key,) = slip_batch.officer_keys(db)
    assert (key.election, key.key_id, key.since, key.until) == (held.election, KEY_ID, held.now, None)
    found = token.open_token(papers[0].token, {key.key_id: key.key})
    assert found.context == token.context_of(held.value.fingerprint or "")
    with pytest.raises(token.TokenForgedError):
        token.open_token(papers[0].token, {key.key_id: replace(key.key, of="another")})
    vote(held, papers)
    path = tmp_path / "election.record.zip"
    path.write_bytes(held.record())
    with open_record(path) as record:
        listed = decode_keys(record.files["keys.json"]).slips
    assert {number: one.public_bytes_raw() for number, one in listed.items()} == {
        KEY_ID: bytes.fromhex(json.loads(data)["key"])
    }
    assert verify_path(path).ok


def test_the_record_of_slips_of_the_office_names_its_keys_for_slips_and_no_others(hold: Hold, tmp_path: Path) -> None:
    held = hold("open")
    path = tmp_path / "election.record.zip"
    path.write_bytes(held.record())
    with open_record(path) as record:
        assert set(decode_keys(record.files["keys.json"]).slips) == {held.ring.signing[token.Kind.SLIP].key_id}


def test_the_register_decides_also_where_a_token_is_the_offices(hold: Hold) -> None:
    """A token by the office on the officer's paper is a forgery, but paper alone takes nobody's vote away."""
    held = hold("frozen")
    office = held.print()
    papers, data = made_elsewhere(held)
    take(held, data)
    vote(held, papers)
    with refused("slip-forged"), held.database.reading() as db:
        shown = slip_shown.ShownSlip(text=office[0].token, public="5", proof=None)
        slip_shown.check_slip(db, held.election, shown, keys=held.ring.public, now=held.now)


@pytest.mark.parametrize("damage", [b"", b"{}", b"[]", b"\xff", b"[" * 10**5])
def test_a_damaged_batch_is_refused_and_changes_nothing(hold: Hold, damage: bytes) -> None:
    held = hold("frozen")
    before = everything(held.database)
    with refused("slips-invalid"):
        take(held, damage)
    assert everything(held.database) == before


def test_papers_given_in_the_place_of_a_batch_are_known_and_kept_nowhere(hold: Hold) -> None:
    held = hold("frozen")
    asked = order(held)
    papers, _ = made_elsewhere(held)
    before = everything(held.database)
    with refused("slips-secret"):
        take(held, encode_papers(asked, papers))
    assert everything(held.database) == before


def test_a_batch_that_waits_until_the_setup_is_sealed_changes_nothing(hold: Hold) -> None:
    """Checked before, taken too late: the look without a lock must not be believed."""
    held = hold("frozen")
    _, data = made_elsewhere(held)
    with held.database.reading() as db:
        checked = slip_batch.check(db, held.election, data, own_keys=held.ring.public)
    held.print()
    held.seal()
    before = everything(held.database)
    with refused("slips-sealed"), held.database.transaction() as db:
        slip_batch.take_slips(db, held.act(), held.election, checked)
    assert everything(held.database) == before


# Lists of a hostile officer


def with_number(number: int | str) -> Callable[[Simulation, bytes], bytes]:
    def change(_held: Simulation, data: bytes) -> bytes:
        slips = json.loads(data)["slips"]
        slips[3][1] = str(number)
        return changed(data, slips=slips)

    return change


def with_slips(change: Callable[[list[list[Any]]], object]) -> Callable[[Simulation, bytes], bytes]:
    def apply(_held: Simulation, data: bytes) -> bytes:
        slips = json.loads(data)["slips"]
        change(slips)
        return changed(data, slips=slips)

    return apply


def key_of(held: Simulation, data: bytes, *, whole: bool) -> bytes:
    with held.database.reading() as db:
        keys = trustee.keys(db, trustee.find(db, held.election).id)
    number = election_key(keys) if whole else keys[0].public_key
    return with_number(str(number))(held, data)


HOSTILE: dict[str, tuple[str, Callable[[Simulation, bytes], bytes]]] = {
    "1": ("slips-credential", with_number(1)),
    "g": ("slips-credential", with_number(int(GROUP.generator))),
    "g^1000": ("slips-credential", with_number(int(GROUP.generator_power(1000)))),
    "g^-3": ("slips-credential", with_number(int(GROUP.generator_power(GROUP.order - 3)))),
    "no member": ("slips-credential", with_number(2)),
    "beyond the modulus": ("slips-credential", with_number("9" * 617)),
    "no number": ("slips-credential", with_number("Robert'); DROP TABLE slip;--")),
    "a credential twice": ("slips-credential", with_slips(lambda slips: slips[3].__setitem__(1, slips[2][1]))),
    "a trustee's key": ("slips-credential", lambda held, data: key_of(held, data, whole=False)),
    "the election key": ("slips-credential", lambda held, data: key_of(held, data, whole=True)),
    "a serial twice": ("slips-invalid", with_slips(lambda slips: slips[3].__setitem__(0, slips[2][0]))),
    "a serial that is none": ("slips-invalid", with_slips(lambda slips: slips[3].__setitem__(0, "<b>AAAA"))),
    "another order": ("slips-invalid", with_slips(lambda slips: slips.reverse())),
    "a weight of 3": ("slips-weight", with_slips(lambda slips: slips[3].__setitem__(2, 3))),
    "the greatest weight": ("slips-weight", with_slips(lambda slips: slips[0].__setitem__(2, 2**30 - 1))),
    "a weight of 0": ("slips-invalid", with_slips(lambda slips: slips[3].__setitem__(2, 0))),
    "too few": ("slips-too-few", with_slips(lambda slips: slips.__delitem__(slice(4, None)))),
    "far too many": (
        "slips-too-many",
        with_slips(lambda slips: slips.__setitem__(slice(None), [[one, "5", 1] for one in serials(66)])),
    ),
    "a million": ("slips-invalid", lambda held, data: changed(data, slips=[["AAAA-AAAA", "5", 1]] * 10**6)),
    "another election": ("slips-foreign", lambda held, data: changed(data, uuid="2" * 14)),
    "another fingerprint": ("slips-foreign", lambda held, data: changed(data, fingerprint="A" * 43)),
    "a number of the office's keys": ("slips-invalid", lambda held, data: changed(data, key_id=1)),
    "a weak key": ("slips-invalid", lambda held, data: changed(data, key="01" + "00" * 31)),
}


def serials(number: int) -> list[str]:
    """So many serials, sorted."""
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    return [f"AAAA-AA{first}{second}" for first in letters for second in letters][:number]


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_list_is_refused_by_name_and_changes_nothing(hold: Hold, name: str) -> None:
    held = hold("frozen")
    _, data = made_elsewhere(held)
    code, change = HOSTILE[name]
    wrong = change(held, data)
    before = everything(held.database)
    with pytest.raises(Refused) as refusal:
        take(held, wrong)
    assert refusal.value.code == code
    if code in ("slips-credential", "slips-weight"):
        assert refusal.value.facts["serial"] in {one[0] for one in json.loads(wrong)["slips"]}
    assert everything(held.database) == before
    take(held, data)


def test_an_intake_that_does_not_look_at_the_numbers_is_caught(hold: Hold, monkeypatch: pytest.MonkeyPatch) -> None:
    """The broken twin: the board's own verifier then refuses the whole election from its first event on."""
    held = hold("frozen")
    _, data = made_elsewhere(held)
    monkeypatch.setattr(slip_batch, "check_batch", lambda *_: None)
    take(held, HOSTILE["g"][1](held, data))
    held.seal()
    held.sign()
    path = Path(held.database.engine.url.database or "").parent / "election.record.zip"
    path.write_bytes(held.record())
    assert verify_path(path).code == "number-guessable"


def test_an_intake_that_takes_any_weight_is_caught(hold: Hold, monkeypatch: pytest.MonkeyPatch) -> None:
    held = hold("frozen")
    _, data = made_elsewhere(held)
    monkeypatch.setattr(slip_batch, "WEIGHT", 3)
    with refused("slips-weight"):
        take(held, data)
    assert take(held, with_slips(lambda slips: [one.__setitem__(2, 3) for one in slips])(held, data)).votes == 21


def test_a_list_that_is_far_too_long_costs_no_arithmetic(hold: Hold, monkeypatch: pytest.MonkeyPatch) -> None:
    held = hold("frozen")
    _, data = made_elsewhere(held)
    monkeypatch.setattr(slip_batch, "check_batch", lambda *_: pytest.fail("it is far too long"))
    started = time.process_time()
    with refused("slips-too-many"):
        take(held, HOSTILE["far too many"][1](held, data))
    assert time.process_time() - started < 2


def test_a_serial_of_another_election_is_this_elections_own_too(hold: Hold) -> None:
    """Two officers may draw the same serial: it names a slip within its election only."""
    held = hold("frozen")
    other = hold("open", database=held.database, address="sepehr")
    _, data = made_elsewhere(held)
    slips = json.loads(data)["slips"]
    for one, theirs in zip(slips, sorted(paper.serial for paper in other.slips), strict=True):
        one[0] = theirs
    assert take(held, changed(data, slips=slips)).printed == 7
    with held.database.transaction() as db:
        slip.void_slip(db, other.two(), other.election, other.slips[0].serial, spoiled=False)
    with held.database.reading() as db:
        assert (slip.counts(db, held.election).void, slip.counts(db, other.election).void) == (0, 1)


def copy_of(row: Election, **changes: object) -> dict[str, Any]:
    return {one.name: getattr(row, one.name) for one in row.__table__.columns if one.name != "id"} | changes


@pytest.mark.parametrize("same", ["number", "key"])
def test_a_key_that_another_election_has_is_refused(hold: Hold, same: str) -> None:
    """The published list names each key once; a key is one officer's for one election."""
    held = hold("frozen")
    _, data = made_elsewhere(held)
    theirs = Ed25519PrivateKey.generate().public_key().public_bytes_raw()
    with held.database.transaction() as db:
        db.add(other := Election(**copy_of(db.scalars(select(Election)).one(), public_id="other", uuid="other")))
        db.flush()
        db.add(SlipBatch(election_id=other.id, printed=7, printing=1, key_id=KEY_ID, key=theirs))
    wrong = data if same == "number" else changed(data, key_id=KEY_ID + 1, key=theirs.hex())
    before = everything(held.database)
    with refused("slips-key"):
        take(held, wrong)
    assert everything(held.database) == before
    for _ in range(2):  # its own key is no other's
        assert take(held, changed(data, key_id=KEY_ID + 1)).printed == 7


def test_random_changes_of_a_batch_are_refused_or_make_a_sound_election(hold: Hold) -> None:
    """A bit of fuzz: a byte, a number or an entry changed; nothing but a refusal comes of it, or slips that vote."""
    held = hold("frozen")
    _, data = made_elsewhere(held)
    chance = random.Random(2025)
    outcomes = {"refused": 0, "taken": 0}
    for _ in range(300):
        mutated = bytearray(data)
        for _ in range(chance.randrange(1, 4)):
            place = chance.randrange(len(mutated))
            match chance.randrange(3):
                case 0:
                    mutated[place] = chance.randrange(256)
                case 1:
                    del mutated[place : place + chance.randrange(1, 700)]
                case _:
                    mutated[place:place] = mutated[place : place + chance.randrange(1, 700)]
        try:
            assert take(held, bytes(mutated)).printed == 7
            outcomes["taken"] += 1
        except Refused as refusal:
            outcomes["refused"] += 1
            assert refusal.code.startswith("slips-")
    assert outcomes["refused"] > 250


# The sums reach as far as the weights


def weighty(hold: Hold, monkeypatch: pytest.MonkeyPatch) -> Simulation:
    """A roll on which each delegate has a hundred votes; all vote."""
    held = hold("frozen")
    monkeypatch.setattr(slip_batch, "WEIGHT", 100)
    papers, data = made_elsewhere(held, (100,) * 7)
    assert take(held, data).votes == 700
    vote(held, papers)
    held.close(unused=[one.serial for one in held.slips[5:]], reason="nobody was handed a slip in this test")
    return held


def test_the_search_for_the_sums_goes_as_far_as_the_weight_on_the_board(
    hold: Hold, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    held = weighty(hold, monkeypatch)
    held.count()
    assert sum(line.votes for line in held.result().lines) == 100 * sum(len(marks) for marks in held.votes)
    path = tmp_path / "election.record.zip"
    path.write_bytes(held.record())
    report = verify_path(path)
    assert (report.ok, report.weight, report.voters) == (True, 500, 5)


def test_a_search_that_ends_with_the_number_of_ballots_is_caught(hold: Hold, monkeypatch: pytest.MonkeyPatch) -> None:
    """The broken twin, as it once was: with weights there was never a result."""
    held = weighty(hold, monkeypatch)
    real = tally.tally.decrypt
    monkeypatch.setattr(
        tally.tally, "decrypt", lambda sums, parts, keys, weight: real(sums, parts, keys, weight // 100)
    )
    with refused("decryption-wrong"):
        held.count()
