"""The readers of what stands beside an archive: the record file, bindings, accounting, signed heads, keys, lots."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from ballots.encoding import hash_base64
from ballots.errors import BallotsError
from ballots.note import sign_note
from ballots.record.accounting import decode_accounting
from ballots.record.bindings import decode_bindings, encode_bindings
from ballots.record.checkpoints import decode_checkpoints, encode_checkpoints
from ballots.record.container import Section, read_record, record_bytes
from ballots.record.keys import decode_keys
from ballots.record.lots import decode_lots
from ballots.record.receipt import decode_receipt, sign_receipt
from tests.fuzz.mending import canonical, json_changes
from tests.fuzz.seeds import source
from tests.fuzz.target import Target, bytes_of, text_of
from tests.support.records import BOARD_KEY, KEY, ORIGIN, Publisher, publish

LOTS = (
    b'{"kind":"majma lots","version":1,"seats":1,"alternates":1,"withdrawn":[2],"order":{"method":"balls",'
    b'"digits":"0061384415","listed":["a","b"],"drawn":[2,1]},"ties":[{"method":"dice","rank":1,"tied":[1,2],'
    b'"digits":"35246","drawn":[1,2]}]}'
)


@lru_cache
def _held() -> Publisher:
    return publish(voters=4)


def _files(name: str) -> Sequence[bytes]:
    return (_held().files()[name],)


def _record(data: bytes) -> bytes:
    held = source(data)
    return record_bytes({one.name: Section(held, one.position, one.size).read() for one in read_record(held)})


def _records() -> Sequence[bytes]:
    small = {name: data for name, data in _held().files().items() if name != "election.bel"}
    return record_bytes({**small, "election.bel": bytes(512)}), record_bytes({"election.bel": b""})


def _checkpoints(data: bytes) -> bytes:
    """What was signed, each text with the signatures that stand under it: the reader gives texts alone."""
    notes = [said.to_text() for said in decode_checkpoints(data, KEY)]
    parts = data.decode().split("\n\n")
    return encode_checkpoints(f"{text}\n{below}\n" for text, below in zip(notes, parts[1::2], strict=True))


def _signed(data: bytes) -> bytes:
    """The file with a good signature under every text, where each can be one of a note."""
    texts = data.decode("utf-8", "replace").split("\n\n")[0:-1:2]
    try:
        return encode_checkpoints(sign_note(f"{text}\n", ORIGIN, BOARD_KEY).to_text() for text in texts)
    except BallotsError:
        return data


def _receipts() -> Sequence[bytes]:
    return (sign_receipt(_held().small.election.fingerprint, hash_base64(b"a ballot"), BOARD_KEY).encode(),)


def _receipt(data: bytes) -> bytes:
    found = decode_receipt(text_of(data))
    return bytes_of(sign_receipt(found.fingerprint, found.tracker, BOARD_KEY)[:100])


def _receipt_form(data: bytes) -> bytes:
    plain = re.sub("[\\s\\-\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]", "", text_of(data))
    return bytes_of(plain.upper()[:100])


BESIDE: tuple[Target, ...] = (
    Target(name="record file", seeds=_records, read=_record),
    Target(
        name="bindings", seeds=lambda: _files("bindings.json"),
        read=lambda data: encode_bindings(decode_bindings(data)), changes=json_changes, mend=canonical,
    ),
    Target(
        name="accounting", seeds=lambda: _files("accounting.json"),
        read=lambda data: decode_accounting(data).to_bytes(), changes=json_changes, mend=canonical,
    ),
    Target(name="signed heads", seeds=lambda: _files("checkpoints.txt"), read=_checkpoints, mend=_signed),
    Target(
        name="keys of a record", seeds=lambda: _files("keys.json"), read=lambda data: decode_keys(data).to_bytes(),
        changes=json_changes, mend=canonical,
    ),
    Target(
        name="lots", seeds=lambda: (LOTS,), read=lambda data: decode_lots(data).to_bytes(),
        changes=json_changes, mend=canonical,
    ),
    Target(
        name="receipt", seeds=_receipts, read=_receipt, form=_receipt_form,
        forgives="blanks, dashes, invisible marks, lower case",
    ),
)  # fmt: skip
