"""Twins of the readers of custody and whole records, each with a check or the name of a refusal forgotten.

Where the target knows what is genuine, its twin believes what the reader refuses; elsewhere the twin fails without a
named error where the reader refuses. The search must come upon it: else its inputs never reach that check of ours.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace

from ballots.encoding import parse_json
from ballots.errors import BallotsError
from ballots.record.lots import decode_lots
from tests.fuzz.custody import CUSTODY
from tests.fuzz.record_commands import RECORD_COMMANDS
from tests.fuzz.target import OddError, Target, anything
from tests.fuzz.targets import find
from tests.fuzz.whole import WHOLE

NEW: tuple[Target, ...] = (*CUSTODY, *WHOLE, *RECORD_COMMANDS, find("opening's code"), find("key test's answer"))

DEEP = (
    ("hand-in", "hand-in"), ("hand-in, verified", "binding-proof"), ("key file, used", "key-used"),
    ("key receipt", "key-receipt"), ("thirty digits", "digits-group"), ("thirty digits", "digits-order"),
    ("closing head, own", "closing-head-other"), ("key receipt, own", "note-signature"),
    ("record with bindings.json", "bindings-count"), ("record with accounting.json", "accounting-list"),
    ("record with checkpoints.txt", "note-signature"), ("record with keys.json", "note-format"),
    ("record with lots.json", "lots-tie"), ("record with lots.json", "lots-order"),
    ("record with a receipt", "receipt-missing"), ("record, whole", "record-checksum"),
    ("record, whole and repacked", "encoding-malformed"),
)  # fmt: skip
"""Refusals that stand behind others, by the target's name and the code: the inputs must reach them too."""


def believing(target: Target) -> Target:
    """Return the reader that accepts what is refused."""

    def read(data: bytes) -> bytes:
        try:
            return target.read(data)
        except BallotsError:
            return target.form(data)

    return replace(target, name=f"believes: {target.name}", read=read)


def unnamed(target: Target, code: str | None = None) -> Target:
    """Return the reader that has no named error for a refusal, for one code or for any."""

    def read(data: bytes) -> bytes:
        try:
            return target.read(data)
        except BallotsError as error:
            if code is None or error.code == code:
                raise OddError(f"nobody named {error.code}") from error
            raise

    return replace(target, name=f"forgets {code or 'names'}: {target.name}", read=read)


def _no_text(read: Callable[[bytes], bytes]) -> Callable[[bytes], bytes]:
    """Fail for drawings whose method is no text, as a search in a set does for a list."""

    def strictly(data: bytes) -> bytes:
        try:
            said = parse_json(data, 10**6)
        except BallotsError:
            return read(data)
        if '"method": [' in json.dumps(said) or '"method": {' in json.dumps(said):
            raise OddError("a method is no text")
        return read(data)

    return strictly


TWINS: tuple[Target, ...] = (
    *(unnamed(one) if one.genuine is anything else believing(one) for one in NEW),
    *(unnamed(find(name), code) for name, code in DEEP),
    replace(find("lots"), name="method: lots", read=_no_text(lambda data: decode_lots(data).to_bytes())),
)
