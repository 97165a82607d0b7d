"""Orders, batches and papers of slips: one spelling each, and nothing in them that a slip could not bear."""

from __future__ import annotations

import json
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from ballots.custody_errors import SlipFileError
from ballots.encoding import encode_json
from ballots.slips import (
    Batch,
    Order,
    TokenSigner,
    decode_batch,
    decode_papers,
    encode_batch,
    encode_papers,
    make_slips,
)
from tests.support.elections import seeded, small_election

ELECTION = small_election().election
SIGNER = TokenSigner(key_id=1000, private=Ed25519PrivateKey.from_private_bytes(bytes(range(32))))
MADE = make_slips(ELECTION.uuid, (1, 1, 2), SIGNER, 0, seeded(9))
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
