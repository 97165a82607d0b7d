"""Backup shares of a trustee's key, for sealed envelopes: k of n rebuild it. SPEC: backup shares.

Feldman's verifiable secret sharing (FOCS '87): the key x is f(0) of a random polynomial of degree k-1, share i is
f(i), and the published commitments g^(coefficient) let anyone check a share. The first commitment is the public key.
"""

import base64
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Final

from ballots.custody_errors import (
    BackupSizeError,
    CommitmentsError,
    RebuiltKeyError,
    ShareCountError,
    ShareError,
    ShareForeignError,
    ShareTextError,
)
from ballots.encoding import decode_json, encode_json, read_integer, read_list, read_object
from ballots.group import BELENIOS_2048, Element, Group, Random
from ballots.proofs import Proof, prove_logarithm, verify_logarithm

MAX_SHARES: Final = 30
LEAST_THRESHOLD: Final = 2
"""With a threshold of 1 each sheet would be the key itself."""
ROWS: Final = 5
ROW_LENGTH: Final = 16
"""A share's text is 5 rows of 16 characters; the last byte of each row checks it, so a slip is found in its row."""

_VERSION: Final = 1
_PRINT_SIZE: Final = 10
_SCALAR_SIZE: Final = 32
_ROW_SIZE: Final = 9
_ELEMENT_BYTES: Final = 640
_MAX_TYPED: Final = 1000
_PROOF_BYTES: Final = 300
_SHARE_TEXT = re.compile(f"[A-Z2-7]{{{ROWS * ROW_LENGTH}}}")
_INVISIBLE = re.compile(r"[\u200c-\u200f\u2066-\u2069]")
_SPACING = re.compile(r"[\s\-]")
_LABEL = re.compile(r"(?:^|[ \t\r\n\u00a0])[1-5\u0661-\u0665\u06f1-\u06f5](?:[ \t\u00a0]?[.):-]|(?=[ \t\r\n\u00a0]))")
"""A row's number, as it stands before the row on the sheet. A 2 to 5 may be of the text: see `_plain`."""


@dataclass(frozen=True, slots=True)
class Commitments:
    """g^(coefficient) for the coefficients of the polynomial, the constant first: as many as the threshold."""

    elements: tuple[Element, ...]

    @property
    def threshold(self) -> int:
        """How many shares rebuild the key."""
        return len(self.elements)

    @property
    def public_key(self) -> Element:
        """The public key whose private key is shared."""
        return self.elements[0]

    def to_bytes(self, group: Group = BELENIOS_2048) -> bytes:
        """Return the canonical JSON, as a trustee's browser posts it."""
        return encode_json({"commitments": [group.encode_element(element) for element in self.elements]})


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """One sheet: its number from 1, the threshold, the print of the public key, and the secret value."""

    number: int
    threshold: int
    key_print: bytes
    value: int = field(repr=False)


def split_key(
    private: int, threshold: int, count: int, random: Random, group: Group = BELENIOS_2048
) -> tuple[Commitments, tuple[Share, ...]]:
    """Return commitments and `count` shares of a private key, any `threshold` of which rebuild it.

    Raises BackupSizeError unless 2 <= threshold <= count <= 30.
    """
    if not LEAST_THRESHOLD <= threshold <= count <= MAX_SHARES:
        raise BackupSizeError(f"a backup needs {LEAST_THRESHOLD} <= threshold <= count <= {MAX_SHARES}")
    coefficients = [private, *(group.random_scalar(random) or 1 for _ in range(threshold - 1))]
    commitments = Commitments(tuple(group.generator_power(coefficient) for coefficient in coefficients))
    mark = key_print(commitments.public_key, group)
    shares = tuple(
        Share(number=number, threshold=threshold, key_print=mark, value=_evaluate(coefficients, number, group.order))
        for number in range(1, count + 1)
    )
    return commitments, shares


def key_print(public_key: Element, group: Group = BELENIOS_2048) -> bytes:
    """Return the 10 bytes that tie a share to a public key: SHA-256 of "share|group|key", cut."""
    text = f"share|{group.name}|{group.encode_element(public_key)}"
    return sha256(text.encode()).digest()[:_PRINT_SIZE]


def decode_commitments(data: bytes, public_key: Element, group: Group = BELENIOS_2048) -> Commitments:
    """Return commitments from canonical JSON, each a member of the group, the first `public_key`.

    Raises EncodingError, an error of the group, or CommitmentsError.
    """
    fields = read_object(decode_json(data, 100 + MAX_SHARES * _ELEMENT_BYTES), ("commitments",))
    entries = read_list(fields["commitments"], LEAST_THRESHOLD, MAX_SHARES)
    commitments = Commitments(tuple(group.decode_element(entry) for entry in entries))
    _check_each(commitments, group)
    if commitments.public_key != public_key:
        raise CommitmentsError("the first commitment is not the trustee's public key")
    return commitments


def _check_each(commitments: Commitments, group: Group) -> None:
    if group.one in commitments.elements:
        raise CommitmentsError("a commitment is 1, so that fewer sheets than said would rebuild the key")


def verify_share(share: Share, commitments: Commitments, group: Group = BELENIOS_2048) -> None:
    """Raise ShareForeignError or ShareError unless g^value is the product of commitment_j^(number^j)."""
    if share.key_print != key_print(commitments.public_key, group) or share.threshold != commitments.threshold:
        raise ShareForeignError("the share belongs to another trustee's key")
    expected = _public(share.number, commitments, group)
    if not 1 <= share.number <= MAX_SHARES or group.generator_power(share.value) != expected:
        raise ShareError(f"share {share.number} is wrong", number=share.number)


def _public(number: int, commitments: Commitments, group: Group) -> Element:
    """Return g^f(number), from the commitments alone."""
    points = (pow(number, power, group.order) for power in range(commitments.threshold))
    return group.product(map(group.power, commitments.elements, points))


def _share_prefix(number: int, commitments: Commitments, group: Group) -> str:
    return f"majma|share-check|{group.name}|{group.encode_element(commitments.public_key)}|{number}|"


def prove_share(share: Share, commitments: Commitments, random: Random, group: Group = BELENIOS_2048) -> bytes:
    """Return the proof, as canonical JSON, that its maker holds this sheet whole. Raises as `verify_share`."""
    verify_share(share, commitments, group)
    prefix = _share_prefix(share.number, commitments, group)
    proof = prove_logarithm(group, prefix, share.value, random)
    return encode_json({"number": share.number, "challenge": str(proof.challenge), "response": str(proof.response)})


def verify_share_proof(data: bytes, commitments: Commitments, group: Group = BELENIOS_2048) -> int:
    """Return the number of the sheet that a proof shows. Raises EncodingError, ScalarRangeError or ShareError."""
    fields = read_object(decode_json(data, _PROOF_BYTES), ("number", "challenge", "response"))
    number = read_integer(fields["number"], 1, MAX_SHARES)
    proof = Proof(group.decode_scalar(fields["challenge"]), group.decode_scalar(fields["response"]))
    prefix = _share_prefix(number, commitments, group)
    if not verify_logarithm(group, prefix, _public(number, commitments, group), proof):
        raise ShareError(f"the proof of sheet {number} fails", number=number)
    return number


def rebuild_key(shares: Sequence[Share], commitments: Commitments, group: Group = BELENIOS_2048) -> int:
    """Return the private key from at least `threshold` different shares, each checked first.

    Lagrange interpolation at 0. Raises ShareForeignError, ShareError, ShareCountError, RebuiltKeyError.
    """
    for share in shares:
        verify_share(share, commitments, group)
    different = {share.number: share.value for share in shares}
    if len(different) < commitments.threshold:
        raise ShareCountError(f"{len(different)} different shares where {commitments.threshold} are needed")
    chosen = dict(sorted(different.items())[: commitments.threshold])
    private = sum(value * _lagrange(number, chosen, group.order) for number, value in chosen.items()) % group.order
    if group.generator_power(private) != commitments.public_key:
        raise RebuiltKeyError("the rebuilt key is not that of the public key")
    return private


def encode_share(share: Share) -> str:
    """Return the text of a sheet in upper-case base32: version, threshold, number, print, value, row by row."""
    body = bytes((_VERSION, share.threshold, share.number)) + share.key_print
    body += share.value.to_bytes(_SCALAR_SIZE, "big")
    rows = [body[start : start + _ROW_SIZE] for start in range(0, len(body), _ROW_SIZE)]
    return base64.b32encode(b"".join(row + _check(place, row) for place, row in enumerate(rows, start=1))).decode()


def decode_share(text: str, group: Group = BELENIOS_2048) -> Share:
    """Return the share that a sheet's text holds; spaces, dashes, lower case and the rows' numbers are forgiven.

    Raises ShareTextError, which names the first row with a mistake.
    """
    plain = _plain(text) if len(text) <= _MAX_TYPED else ""
    if not _SHARE_TEXT.fullmatch(plain):
        raise ShareTextError(f"a share has {ROWS} rows of {ROW_LENGTH} characters A to Z and 2 to 7")
    body = b"".join(_row(place, plain[(place - 1) * ROW_LENGTH :][:ROW_LENGTH]) for place in range(1, ROWS + 1))
    version, threshold, number = body[:3]
    value = int.from_bytes(body[-_SCALAR_SIZE:], "big")
    if version != _VERSION or value >= group.order or not 1 <= number <= MAX_SHARES or threshold < LEAST_THRESHOLD:
        raise ShareTextError("the share is of an unknown version, or out of range", row=1)
    return Share(number=number, threshold=threshold, key_print=body[3:-_SCALAR_SIZE], value=value)


def _plain(text: str) -> str:
    """The characters of a typed text. Numbers of rows are taken out only where it is no sheet with them."""
    visible = _INVISIBLE.sub("", text)
    whole, bare = (_upper(_SPACING.sub("", one)) for one in (visible, _LABEL.sub("", visible)))
    return whole if _SHARE_TEXT.fullmatch(whole) else bare


def _upper(text: str) -> str:
    return text.upper() if text.isascii() else text


def _row(place: int, text: str) -> bytes:
    raw = base64.b32decode(text)
    if raw[_ROW_SIZE:] != _check(place, raw[:_ROW_SIZE]):
        raise ShareTextError(f"row {place} of the share has a mistake", row=place)
    return raw[:_ROW_SIZE]


def _check(place: int, row: bytes) -> bytes:
    return sha256(b"share|%d|" % place + row).digest()[:1]


def _evaluate(coefficients: Sequence[int], point: int, order: int) -> int:
    value = 0
    for coefficient in reversed(coefficients):
        value = (value * point + coefficient) % order
    return value


def _lagrange(number: int, numbers: Iterable[int], order: int) -> int:
    """Return the weight of f(number) in f(0) from the values at `numbers`."""
    numerator = denominator = 1
    for other in numbers:
        if other != number:
            numerator = numerator * other % order
            denominator = denominator * (other - number) % order
    return numerator * pow(denominator, -1, order) % order
