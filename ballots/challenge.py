"""Opening a ballot that is never cast, so that a voter can test the booth (Benaloh, EVT '06). SPEC: challenge.

All randomness of a ballot but that of its signature comes from a seed. The opening tells seed and choices; whoever
holds it makes the ballot again, byte for byte, and compares its tracker with the one the booth showed before it knew
that it would be tested. The signature's own randomness stays secret: it would give the credential away.
"""

import base64
import binascii
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Final

from ballots.ballot import check_choices, encrypt_body, sign_body
from ballots.election import Election
from ballots.encoding import hash_hex
from ballots.errors import BallotsError, ChoiceError, OpeningFormatError
from ballots.group import Random
from ballots.proofs import Proof

SEED_SIZE: Final = 16

_VERSION: Final = 1
_SCALAR_SIZE: Final = 32
_ELEMENT_SIZE: Final = 256
_MAX_TEXT: Final = 20_000
_CODE = re.compile(r"majma opening ([0-9A-Za-z]{14,64}) (\S+)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """What opens a ballot: `choices` as for `encrypt_ballot`, `credential` the public one in base 10."""

    seed: bytes = field(repr=False)
    choices: tuple[tuple[int, ...], ...] = field(repr=False)
    credential: str
    signature: Proof


def seeded_random(seed: bytes) -> Random:
    """Return a source of bytes that the seed decides: SHA-256("ballot|" seed counter), counter in 4 bytes from 0."""
    blocks = 0
    rest = b""

    def random(count: int) -> bytes:
        nonlocal blocks, rest
        while len(rest) < count:
            rest += sha256(b"ballot|" + seed + blocks.to_bytes(4, "big")).digest()
            blocks += 1
        taken, rest = rest[:count], rest[count:]
        return taken

    return random


def verdict_key(seed: bytes) -> str:
    """Return what whoever opened a ballot shows to give a verdict: SHA-256("majma|verdict|" seed) in hex."""
    return hash_hex(b"majma|verdict|" + seed)


def verdict_lock(key: str) -> str:
    """Return what the booth leaves with the board when a ballot is challenged: SHA-256 of the verdict key, in hex."""
    return hash_hex(bytes.fromhex(key))


def tracker_code(uuid: str, tracker: str) -> str:
    """Return the text of the code beside a locked vote, which a second device scans before the test."""
    return f"majma tracker {uuid} {tracker}"


def opening_code(uuid: str, opening: str) -> str:
    """Return the text of the code that opens a challenged ballot."""
    return f"majma opening {uuid} {opening}"


def read_opening_code(text: str, uuid: str) -> str:
    """Return the opening in what was scanned or typed: a code, an address that ends with it, or the opening alone.

    Raises OpeningFormatError for the code of another election.
    """
    found = _CODE.fullmatch(" ".join(text[: 2 * _MAX_TEXT].split()))
    if found is None:
        return text.rpartition("#")[2].strip()
    if found[1] != uuid:
        raise OpeningFormatError("the code opens a ballot of another election")
    return found[2]


def reopen(election: Election, opening: Opening) -> bytes:
    """Return the bytes of the ballot that the opening opens. Raises ChoiceError for choices out of bounds."""
    body = encrypt_body(election, opening.credential, opening.choices, seeded_random(opening.seed))
    return sign_body(body, opening.signature)


def encode_opening(opening: Opening) -> str:
    """Return the text of a link or a QR code: base64url, without padding.

    Version, seed, the marks of all questions as bits (most significant first, filled with zeros to whole bytes), the
    public credential in 256 bytes, challenge and response of the signature in 32 bytes each.
    """
    marks = [mark for answer in opening.choices for mark in answer]
    size = -(-len(marks) // 8)
    bits = sum(mark << (8 * size - 1 - place) for place, mark in enumerate(marks))
    numbers = (
        (int(opening.credential), _ELEMENT_SIZE),
        *((scalar, _SCALAR_SIZE) for scalar in (opening.signature.challenge, opening.signature.response)),
    )
    raw = bytes([_VERSION]) + opening.seed + bits.to_bytes(size, "big")
    raw += b"".join(number.to_bytes(length, "big") for number, length in numbers)
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def decode_opening(text: str, election: Election) -> Opening:
    """Return the opening of a text for this election; raise OpeningFormatError when it is none."""
    entries = [question.entries for question in election.questions]
    size = -(-sum(entries) // 8)
    raw = _decode_text(text)
    if len(raw) != 1 + SEED_SIZE + size + _ELEMENT_SIZE + 2 * _SCALAR_SIZE or raw[0] != _VERSION:
        raise OpeningFormatError("the opening has a wrong length or version")
    numbers = raw[1 + SEED_SIZE + size :]
    opening = Opening(
        seed=raw[1 : 1 + SEED_SIZE],
        choices=_marks(raw[1 + SEED_SIZE :][:size], entries),
        credential=str(int.from_bytes(numbers[:_ELEMENT_SIZE], "big")),
        signature=Proof(
            int.from_bytes(numbers[_ELEMENT_SIZE:-_SCALAR_SIZE], "big"),
            int.from_bytes(numbers[-_SCALAR_SIZE:], "big"),
        ),
    )
    _check_opening(opening, text, election)
    return opening


def _decode_text(text: str) -> bytes:
    try:
        if not text.isascii() or len(text) > _MAX_TEXT:
            raise OpeningFormatError("the opening is too long or not ASCII")
        return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError) as error:
        raise OpeningFormatError("the opening is not base64url") from error


def _marks(data: bytes, entries: Sequence[int]) -> tuple[tuple[int, ...], ...]:
    bits = iter([byte >> shift & 1 for byte in data for shift in range(7, -1, -1)])
    return tuple(tuple(next(bits) for _ in range(count)) for count in entries)


def _check_opening(opening: Opening, text: str, election: Election) -> None:
    """Refuse what has a second spelling, and choices that no ballot of the election holds."""
    try:
        if encode_opening(opening) != text:
            raise OpeningFormatError("the opening is not in its one spelling")
        if election.group.decode_element(opening.credential) == election.group.one:
            raise OpeningFormatError("the opening names the credential 1, whose secret everybody knows")
        for scalar in (opening.signature.challenge, opening.signature.response):
            election.group.decode_scalar(str(scalar))
        check_choices(election, opening.choices)
    except ChoiceError as error:
        raise OpeningFormatError("the opening holds choices that the election does not allow") from error
    except BallotsError as error:
        raise OpeningFormatError(str(error)) from error
