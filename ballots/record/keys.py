"""`keys.json`: the public keys that a record was signed with; claims, until somebody compares them.

SPEC: the record.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from ballots.custody_errors import NoteFormatError
from ballots.ed25519 import load_public_key
from ballots.encoding import Json, decode_message, encode_message, read_integer, read_list, read_object, read_text
from ballots.errors import PublicKeyError, ShapeError
from ballots.note import NoteKey, decode_key

MAX_BYTES: Final = 65_536
MAX_KEYS: Final = 100

_KIND: Final = "majma keys"
_VERSION: Final = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordKeys:
    """The board's key, and the token keys of the slips by their id."""

    board: NoteKey
    slips: Mapping[int, Ed25519PublicKey] = field(default_factory=dict)

    def to_bytes(self) -> bytes:
        """Return the canonical JSON, the slips' keys by id."""
        slips: list[Json] = [
            {"id": key_id, "key": self.slips[key_id].public_bytes_raw().hex()} for key_id in sorted(self.slips)
        ]
        return encode_message(_KIND, _VERSION, {"board": str(self.board), "slips": slips})


def decode_keys(data: bytes) -> RecordKeys:
    """Return keys from canonical JSON. Raises EncodingError, NoteFormatError or PublicKeyError."""
    fields = decode_message(data, _KIND, _VERSION, ("board", "slips"), MAX_BYTES)
    slips: dict[int, Ed25519PublicKey] = {}
    for entry in read_list(fields["slips"], 0, MAX_KEYS):
        one = read_object(entry, ("id", "key"))
        key_id = read_integer(one["id"], 0, 2**16 - 1)
        if slips and key_id <= max(slips):
            raise ShapeError("the slips' keys are not in the order of their ids")
        slips[key_id] = _key(read_text(one["key"], 64))
    board = decode_key(read_text(fields["board"], 400))
    if not board.is_plain:
        raise NoteFormatError("the board's key is of another kind")
    return RecordKeys(board=board, slips=slips)


def _key(text: str) -> Ed25519PublicKey:
    try:
        key = load_public_key(bytes.fromhex(text))
    except ValueError as error:
        raise PublicKeyError("a key is not 64 hexadecimal digits") from error
    if key.public_bytes_raw().hex() != text:
        raise PublicKeyError("a key is not in its one spelling")
    return key
