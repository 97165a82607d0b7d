"""Orders, batches and papers of slips: one spelling each, and nothing in them that a slip could not bear."""

from __future__ import annotations

import json
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from ballots import credential, token
from ballots.custody_errors import SerialError, SlipCredentialError, SlipFileError
from ballots.encoding import encode_json
from ballots.group import BELENIOS_2048 as GROUP
from ballots.slips import (
    Batch,
    Order,
    SlipsOf,
    TokenSigner,
    check_batch,
    decode_batch,
    decode_papers,
    draw_slips,
    encode_batch,
    encode_papers,
    lay_out,
    make_slips,
    read_batch,
    read_serial,
)
from tests.support.elections import seeded, small_election

SMALL = small_election()
ELECTION = SMALL.election
SIGNER = TokenSigner(key_id=1000, private=Ed25519PrivateKey.from_private_bytes(bytes(range(32))))
BOUND = SlipsOf(uuid=ELECTION.uuid, fingerprint=ELECTION.fingerprint, expiry=0)
MADE = make_slips(BOUND, (1, 1, 2), SIGNER, seeded(9))
BATCH = encode_batch(
    Batch(
        uuid=ELECTION.uuid,
        fingerprint=ELECTION.fingerprint,
        key_id=1000,
        key=SIGNER.private.public_key(),
        records=tuple(record for _, record in MADE),
    )
)
PAPERS = encode_papers(Order(election=ELECTION, count=3, expiry=0, paper={}), [slip for slip, _ in MADE])


def changed(data: bytes, **fields: Any) -> bytes:
    return encode_json(json.loads(data) | fields)


def test_a_batch_and_papers_are_read_back_with_a_line_feed_or_without() -> None:
    for end in (b"", b"\n", b"\r\n"):
        assert encode_batch(decode_batch(BATCH + end)) == BATCH
        assert [slip.serial for slip in decode_papers(PAPERS + end)[2]] == [slip.serial for slip, _ in MADE]


def test_a_batch_that_is_not_sorted_is_refused() -> None:
    """The order in which slips were made would tell which of them a pile of paper begins with."""
    with pytest.raises(SlipFileError, match="sorted"):
        decode_batch(changed(BATCH, slips=json.loads(BATCH)["slips"][::-1]))


@pytest.mark.parametrize(
    ("data", "decode", "said"),
    [
        (changed(BATCH, slips=[json.loads(BATCH)["slips"][0]] * 2), read_batch, "twice"),
        (changed(BATCH, kind="another"), read_batch, "not of the kind"),
        (changed(BATCH, version=2), read_batch, "number"),
        (changed(PAPERS, kind="another"), decode_papers, "not of the kind"),
        (changed(PAPERS, paper=[]), decode_papers, "nothing of the paper"),
    ],
)
def test_what_is_no_batch_or_no_papers_is_refused_with_its_reason(data: bytes, decode: Any, said: str) -> None:
    with pytest.raises(SlipFileError, match=said):
        decode(data)


def test_no_two_slips_of_a_drawing_have_one_serial() -> None:
    drawn = seeded(9)
    first = drawn(5)
    serials = iter([first, first, first, drawn(5)])
    slips = draw_slips(ELECTION.uuid, 2, lambda size: next(serials) if size == 5 else drawn(size))
    assert len({slip.serial for slip in slips}) == len(slips) == 2
    assert next(serials, None) is None


@pytest.mark.parametrize(("per_page", "personal"), [(0, 0), (2, -1), (2, 4)])
def test_numbers_that_lay_out_no_page_are_refused(per_page: int, personal: int) -> None:
    serials = ("CC", "AA", "BB")
    assert lay_out(serials, 2, 1) == (("AA", "BB"), ("CC",))
    with pytest.raises(ValueError, match="do not fit"):
        lay_out(serials, per_page, personal)


@pytest.mark.parametrize("spell", [str.upper, lambda key: key[:62] + " " + key[62:], lambda key: key[:62] + "ff"])
def test_a_key_in_another_spelling_is_refused(spell: Any) -> None:
    key = json.loads(BATCH)["key"]
    with pytest.raises(SlipFileError):
        decode_batch(changed(BATCH, key=spell(key)))


@pytest.mark.parametrize(
    "serial", ["ÀÀÀÀ-ÀÀÀÀ", "0000-0000", "AAAA-AAA", "aaaa-aaaa", "AAAAAAAA", "AAAA-AAAA\n", "۲۲۲۲-۲۲۲۲", 7]
)
def test_a_serial_that_no_slip_bears_is_refused(serial: Any) -> None:
    for data, decode in ((BATCH, decode_batch), (PAPERS, decode_papers)):
        slips = json.loads(data)["slips"]
        slips[0][0] = serial
        with pytest.raises(SlipFileError):
            decode(changed(data, slips=slips))


@pytest.mark.parametrize("spell", [lambda text: text.replace("-", ""), lambda text: f" {text}", str.swapcase])
def test_a_credential_in_another_spelling_is_refused_for_printing(spell: Any) -> None:
    slips = json.loads(PAPERS)["slips"]
    slips[0][1] = spell(slips[0][1])
    with pytest.raises(SlipFileError):
        decode_papers(changed(PAPERS, slips=slips))


# Tokens


def test_a_slips_token_is_of_this_election_names_the_serial_and_binds_the_credential() -> None:
    keys = {1000: decode_batch(BATCH).token_key}
    for slip, record in MADE:
        found = token.read_token(slip.token, keys, token.Kind.SLIP, token.context_of(ELECTION.fingerprint), 0)
        assert found.subject.to_bytes(8, "big")[:3] == bytes(3)
        assert found.digest == token.slip_digest(ELECTION.uuid, record.credential)
        assert slip.token[24:32] == slip.serial.replace("-", ""), "the closing page reads the serial there"


# Serials


@pytest.mark.parametrize(
    ("typed", "serial"),
    [
        ("ABCD-EFG2", "ABCD-EFG2"), ("abcdefg2", "ABCD-EFG2"), (" ab cd\u2013ef g2\n", "ABCD-EFG2"),
        ("\u2066ABCD-EFG2\u2069", "ABCD-EFG2"), ("0181-018A", "OIBI-OIBA"), ("۲۳۴۵-۶۷٢٣", "2345-6723"),
    ],
)  # fmt: skip
def test_a_serial_is_read_as_people_type_it(typed: str, serial: str) -> None:
    assert read_serial(typed) == serial


@pytest.mark.parametrize(
    "typed",
    [
        "", "-", "ABCD-EFG", "ABCD-EFG23", "ABCD-EFG9", "ABCD/EFG2", "ıBCD-EFG2", "ﬁCD-EFG2", "ABCD-EFGé",
        " " * 50 + "ABCDEFG2",
    ],
)  # fmt: skip
def test_what_is_no_serial_is_refused(typed: str) -> None:
    with pytest.raises(SerialError):
        read_serial(typed)


def test_no_secret_of_a_slip_passes_for_a_serial() -> None:
    for slip, _ in MADE:
        for secret in (slip.credential, slip.token, f"HTTP://H/B/X#{slip.token}.{slip.credential}"):
            with pytest.raises(SerialError) as refusal:
                read_serial(secret)
            assert secret not in str(refusal.value)


# A credential officer who wishes ill


def hostile(number: int | str, place: int = 1) -> bytes:
    """The batch with another number in the place of one credential."""
    slips = json.loads(BATCH)["slips"]
    slips[place][1] = str(number)
    return changed(BATCH, slips=slips)


FIRST = json.loads(BATCH)["slips"][0][1]
NUMBERS = {
    "twice": FIRST, "one": 1, "generator": int(GROUP.generator), "a small power": int(GROUP.generator_power(1024)),
    "a small inverse": int(GROUP.divide(GROUP.one, GROUP.generator)), "minus one": int(GROUP._modulus) - 1,
    "no member": 2, "zero": 0, "the modulus": int(GROUP._modulus), "leading zero": "0" + FIRST, "no number": "x",
    "empty": "", "negative": "-" + FIRST, "Persian": "۱۲",
}  # fmt: skip


@pytest.mark.parametrize("name", NUMBERS)
def test_a_number_that_no_voter_may_hold_is_refused_and_names_the_slip(name: str) -> None:
    data = hostile(NUMBERS[name])
    with pytest.raises(SlipCredentialError) as refusal:
        check_batch(read_batch(data))
    assert refusal.value.serial == json.loads(data)["slips"][1][0]
    with pytest.raises(SlipFileError):
        decode_batch(data)


@pytest.mark.parametrize("place", range(3))
def test_a_trustees_key_is_no_credential(place: int) -> None:
    key = str(SMALL.keys[0].public_key)
    batch = read_batch(hostile(key, place))
    check_batch(batch)
    with pytest.raises(SlipCredentialError, match="stands in another place"):
        check_batch(batch, (key,))


def test_a_check_that_knows_no_powers_of_the_generator_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    """The broken twin: with it, everybody votes with the slip of the credential g."""
    monkeypatch.setattr("ballots.slips.guessable", frozenset)
    for name in ("generator", "a small power", "a small inverse"):
        check_batch(read_batch(hostile(NUMBERS[name])))


def test_weights_that_are_too_heavy_together_are_refused() -> None:
    slips = json.loads(BATCH)["slips"]
    for one in slips:
        one[2] = credential.MAX_TOTAL_WEIGHT // 2
    with pytest.raises(SlipFileError, match="heavy"):
        check_batch(read_batch(changed(BATCH, slips=slips)))


@pytest.mark.parametrize("key_id", [0, 1, 999, 2**16])
def test_the_numbers_of_the_offices_own_keys_are_not_an_officers(key_id: int) -> None:
    with pytest.raises(SlipFileError):
        read_batch(changed(BATCH, key_id=key_id))


def test_a_list_of_a_million_entries_is_refused_before_any_is_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ballots.slips.check_batch", lambda _batch: pytest.fail("it is far too long"))
    with pytest.raises(SlipFileError):
        decode_batch(changed(BATCH, slips=[["AAAA-AAAA", "5", 1]] * 10**6))
