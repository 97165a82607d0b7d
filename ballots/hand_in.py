"""What a trustee hands in: one decryption, its binding, and where the closing head came from. SPEC: decrypting."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from ballots.binding import bind_decryption, verify_binding
from ballots.custody_errors import HandInError
from ballots.election import Election
from ballots.elgamal import EncryptedTally
from ballots.encoding import Json, decode_message, encode_message, read_object, read_text
from ballots.group import BELENIOS_2048, Group, Random
from ballots.proofs import Proof
from ballots.trustees import (
    TrusteeKey,
    decode_partial_decryption,
    partial_decryption,
    verify_partial_decryption,
)

MAX_BYTES: Final = 20_000_000

_KIND: Final = "majma decryption"
_VERSION: Final = 1
_FIELDS: Final = ("head", "source", "decryption", "binding")
_HASH: Final = 64


class HeadSource(StrEnum):
    """Where a trustee's closing head came from; the office's own word shows nothing against the office."""

    OBSERVER = "observer"
    WITNESS = "witness"
    TYPED = "typed"
    OFFICE = "office"


@dataclass(frozen=True, slots=True, kw_only=True)
class HandIn:
    """A partial decryption's own bytes and its binding; `head` is the hex hash of the EncryptedTally event."""

    head: str
    source: HeadSource
    decryption: bytes
    binding: Proof

    def to_bytes(self) -> bytes:
        """Return the canonical JSON."""
        binding: Json = {"challenge": str(self.binding.challenge), "response": str(self.binding.response)}
        fields = {"head": self.head, "source": self.source.value, "decryption": self.decryption.decode()}
        return encode_message(_KIND, _VERSION, {**fields, "binding": binding})


def decode_hand_in(data: bytes, group: Group = BELENIOS_2048) -> HandIn:
    """Return a hand-in from canonical JSON; nothing that costs arithmetic is checked.

    Raises EncodingError, ScalarRangeError, or HandInError for a source that is none.
    """
    fields = decode_message(data, _KIND, _VERSION, _FIELDS, MAX_BYTES)
    binding = read_object(fields["binding"], ("challenge", "response"))
    source = read_text(fields["source"], _HASH)
    if source not in set(HeadSource):
        raise HandInError("the closing head came from nowhere that is known")
    return HandIn(
        head=read_text(fields["head"], _HASH),
        source=HeadSource(source),
        decryption=read_text(fields["decryption"], MAX_BYTES).encode(),
        binding=Proof(group.decode_scalar(binding["challenge"]), group.decode_scalar(binding["response"])),
    )


def make_hand_in(
    private: int, encrypted_tally: EncryptedTally, election: Election, head: str, source: HeadSource, random: Random
) -> HandIn:
    """Decrypt and bind a tally whose record the caller has checked; `head` is the EncryptedTally event's hash."""
    raw = partial_decryption(private, encrypted_tally, election, random)
    decryption = decode_partial_decryption(raw, encrypted_tally, election.group)
    binding = bind_decryption(private, encrypted_tally, decryption, election, head, random)
    return HandIn(head=head, source=source, decryption=raw, binding=binding)


def verify_hand_in(
    hand_in: HandIn, key: TrusteeKey, encrypted_tally: EncryptedTally, election: Election, head: str
) -> None:
    """Check a hand-in at the door: of this tally, proved, bound.

    Raises HandInError for another head, PartialDecryptionError, BindingError, EncodingError or an error of the group.
    """
    if hand_in.head != head:
        raise HandInError("the decryption is of another tally")
    verify_partial_decryption(hand_in.decryption, key, encrypted_tally, election)
    decryption = decode_partial_decryption(hand_in.decryption, encrypted_tally, election.group)
    verify_binding(hand_in.binding, key.public_key, encrypted_tally, decryption, election, head)
