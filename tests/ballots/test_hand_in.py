"""What a trustee hands in: one spelling, one tally, a part with its binding."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ballots.errors import BallotsError
from ballots.group import BELENIOS_2048 as GROUP
from ballots.hand_in import HeadSource, decode_hand_in, make_hand_in, verify_hand_in
from ballots.proofs import Proof
from tests.support.corrupt import spoiled_decryption
from tests.support.elections import question, seeded, small_election

HEAD = "0f" * 32
SMALL = small_election(question(3, 0, 1), voters=6, trustees=2)
SUMS = SMALL.tally([SMALL.ballot(voter, ((1, 0, 0),)) for voter in range(3)])
PRIVATE, KEY = SMALL.private_keys[0], SMALL.keys[0]


def test_a_hand_in_is_read_back_and_checked_at_the_door() -> None:
    made = make_hand_in(PRIVATE, SUMS, SMALL.election, HEAD, HeadSource.TYPED, seeded(7))
    read = decode_hand_in(made.to_bytes())
    assert read == made
    verify_hand_in(read, KEY, SUMS, SMALL.election, HEAD)
    false = spoiled_decryption(SMALL.election, SUMS, PRIVATE, seeded(5)).to_bytes()
    for wrong, code in (
        (replace(made, decryption=false), "binding-proof"), (replace(made, head="00" * 32), "hand-in"),
        (replace(made, decryption=b"{}"), "encoding-wrong-shape"),
    ):  # fmt: skip
        with pytest.raises(BallotsError) as refused:
            verify_hand_in(wrong, KEY, SUMS, SMALL.election, HEAD)
        assert refused.value.code == code


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b'"source":"typed"', b'"source":"minister"'), (b'"version":1', b'"version":2'),
        (b'"kind":"majma decryption"', b'"kind":"majma"'), (b'"binding":{', b'"binding":{"x":1,'),
        (b'"head"', b'"heads"'), (b'{"kind"', b' {"kind"'),
    ],
)  # fmt: skip
def test_another_spelling_is_no_hand_in(old: bytes, new: bytes) -> None:
    made = make_hand_in(PRIVATE, SUMS, SMALL.election, HEAD, HeadSource.TYPED, seeded(7)).to_bytes()
    assert old in made
    with pytest.raises(BallotsError):
        decode_hand_in(made.replace(old, new, 1))


def test_numbers_of_a_binding_are_scalars() -> None:
    made = make_hand_in(PRIVATE, SUMS, SMALL.election, HEAD, HeadSource.TYPED, seeded(7))
    large = replace(made, binding=Proof(made.binding.challenge, GROUP.order))
    with pytest.raises(BallotsError) as refused:
        decode_hand_in(large.to_bytes())
    assert refused.value.code == "scalar-out-of-range"
