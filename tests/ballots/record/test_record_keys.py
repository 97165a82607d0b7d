"""`keys.json`: one spelling; keys that are none, of another kind or twice are refused."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from ballots.errors import BallotsError
from ballots.note import COSIGNATURE
from ballots.record.keys import MAX_KEYS, RecordKeys, decode_keys
from tests.support.records import BOARD_KEY, KEY, SLIP_KEY

SLIPS = {7: BOARD_KEY.public_key(), 1: SLIP_KEY.public_key()}
GOOD = RecordKeys(board=KEY, slips=SLIPS).to_bytes()
HEX = SLIP_KEY.public_key().public_bytes_raw().hex()


def test_keys_are_read_back_in_the_order_of_their_ids() -> None:
    found = decode_keys(GOOD)
    assert str(found.board) == str(KEY)
    assert [(one, key.public_bytes_raw()) for one, key in found.slips.items()] == [
        (1, SLIP_KEY.public_key().public_bytes_raw()), (7, BOARD_KEY.public_key().public_bytes_raw()),
    ]  # fmt: skip
    assert found.to_bytes() == GOOD
    assert decode_keys(RecordKeys(board=KEY).to_bytes()).slips == {}


def spelt(**changes: object) -> bytes:
    said = {**json.loads(GOOD), **changes}
    return json.dumps(said, separators=(",", ":"), ensure_ascii=False).encode()


@pytest.mark.parametrize(
    "data",
    [
        b"", b"{}", GOOD + b"\n", GOOD[:-1], GOOD.replace(b'"majma keys"', b'"majma bindings"'),
        spelt(version=2), spelt(board="x"), spelt(board=str(KEY) + "A"), spelt(slips={}), spelt(more=1),
        spelt(board=str(replace(KEY, kind=COSIGNATURE))),
        spelt(slips=[{"id": 1, "key": HEX}, {"id": 1, "key": HEX}]),
        spelt(slips=[{"id": 2, "key": HEX}, {"id": 1, "key": HEX}]),
        spelt(slips=[{"id": 65536, "key": HEX}]), spelt(slips=[{"id": -1, "key": HEX}]),
        spelt(slips=[{"id": 1, "key": HEX.upper()}]), spelt(slips=[{"id": 1, "key": HEX[:-2]}]),
        spelt(slips=[{"id": 1, "key": "zz" * 32}]), spelt(slips=[{"id": 1, "key": "00" * 32}]),
        spelt(slips=[{"id": 1, "key": "ff" * 32}]), spelt(slips=[{"key": HEX, "id": 1}]),
        spelt(slips=[{"id": number, "key": HEX} for number in range(MAX_KEYS + 1)]),
    ],
)  # fmt: skip
def test_what_is_no_list_of_keys_is_refused(data: bytes) -> None:
    with pytest.raises(BallotsError):
        decode_keys(data)


def test_as_many_keys_as_are_allowed_are_read() -> None:
    assert len(decode_keys(spelt(slips=[{"id": one, "key": HEX} for one in range(MAX_KEYS)])).slips) == MAX_KEYS
