"""`bindings.json`: the binding of each partial decryption, in the order of the board. SPEC: the record as one file."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from ballots.encoding import Json, decode_message, encode_message, hash_base64, read_integer, read_list, read_object
from ballots.group import BELENIOS_2048, Group
from ballots.proofs import Proof
from ballots.trustees import MAX_TRUSTEES

MAX_BYTES: Final = 65_536

_KIND: Final = "majma bindings"
_VERSION: Final = 1


@dataclass(frozen=True, slots=True)
class OwnedBinding:
    """The binding of the partial decryption of the trustee with this number."""

    owner: int
    binding: Proof


def encode_bindings(bindings: Sequence[OwnedBinding]) -> bytes:
    """Return the canonical JSON, the bindings in the order of the board's PartialDecryption events."""
    return encode_message(_KIND, _VERSION, {"bindings": list(map(_encode, bindings))})


def bindings_hash(bindings: Sequence[OwnedBinding]) -> str:
    """Return what a checkpoint says of them: the b64 hash of the file."""
    return hash_base64(encode_bindings(bindings))


def decode_bindings(data: bytes, group: Group = BELENIOS_2048) -> tuple[OwnedBinding, ...]:
    """Return the bindings of canonical JSON. Raises EncodingError or ScalarRangeError."""
    fields = decode_message(data, _KIND, _VERSION, ("bindings",), MAX_BYTES)
    return tuple(_decode(entry, group) for entry in read_list(fields["bindings"], 1, MAX_TRUSTEES))


def _encode(one: OwnedBinding) -> Json:
    return {
        "owner": one.owner,
        "challenge": str(one.binding.challenge),
        "response": str(one.binding.response),
    }


def _decode(value: Json, group: Group) -> OwnedBinding:
    fields = read_object(value, ("owner", "challenge", "response"))
    return OwnedBinding(
        owner=read_integer(fields["owner"], 1, MAX_TRUSTEES),
        binding=Proof(group.decode_scalar(fields["challenge"]), group.decode_scalar(fields["response"])),
    )
