"""Voting credentials: made, typed, turned into keys; the published list of them. SPEC: credentials.

A credential is 14 random characters of Base58 and a check character, written XXX-XXX-XXX-XXX-XXX. Its owner's
secret key comes from the text **with** dashes, so whatever was typed is normalised first.
"""

import hashlib
import re
from collections.abc import Iterable, Iterator
from typing import Final

from ballots.encoding import decode_json, encode_json, read_list, read_text
from ballots.errors import CredentialChecksumError, CredentialFormatError, CredentialListError
from ballots.group import BELENIOS_2048, Group, Random

BASE58: Final = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
MAX_CREDENTIALS: Final = 1_000_000
MAX_TOTAL_WEIGHT: Final = 2**30 - 1
"""Above this the format writes numbers as texts; an assembly never gets there."""

_LENGTH: Final = 15
_GROUP_OF: Final = 3
_CHECK_MODULUS: Final = 53
_ITERATIONS: Final = 1000
_LIST_ENTRY_BYTES: Final = 640
_MAX_TYPED: Final = 100
_ENTRY = re.compile(rb'"([1-9][0-9]{0,700})(?:,([1-9][0-9]{0,9}))?"(?:,(?=")|\](?!.))', re.DOTALL)
"""One entry of a list, with the comma before the next or the bracket that ends the list."""

# What may stand between typed characters: blanks, dashes, and the invisible marks of mixed-direction text.
_SEPARATORS: Final = (
    " \t\r\n\u00a0\u202f-_\u2010\u2011\u2012\u2013\u2014\u2015\u2212"
    "\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u2066\u2067\u2068\u2069\ufeff"
)
_TYPED = str.maketrans("۰۱۲۳۴۵۶۷۸۹٠١٢٣٤٥٦٧٨٩", "0123456789" * 2, _SEPARATORS)


def generate(random: Random) -> str:
    """Return a new credential, XXX-XXX-XXX-XXX-XXX, with about 82 bits of entropy."""
    return from_body(random_base58(_LENGTH - 1, random))


def from_body(body: str) -> str:
    """Return the credential of 14 characters of Base58: with its check character, in its one form."""
    return _dashed(body + _check_character(body))


def random_base58(length: int, random: Random) -> str:
    """Return that many characters of Base58, each equally likely."""
    characters: list[str] = []
    while len(characters) < length:
        value = random(1)[0] & 63
        if value < len(BASE58):
            characters.append(BASE58[value])
    return "".join(characters)


def normalise(text: str) -> str:
    """Return a typed credential in its one form; blanks, dashes and Persian digits are forgiven.

    Raises CredentialFormatError (length, alphabet) or CredentialChecksumError (a typing slip).
    """
    plain = without_separators(text) if len(text) <= _MAX_TYPED else ""
    if len(plain) != _LENGTH or any(character not in BASE58 for character in plain):
        raise CredentialFormatError("a credential has 15 characters of Base58")
    if _check_character(plain[:-1]) != plain[-1]:
        raise CredentialChecksumError("the check character does not fit")
    return _dashed(plain)


def without_separators(text: str) -> str:
    """Return what was typed without blanks, dashes and invisible marks, its Persian and Arabic digits as Latin ones."""
    return text.translate(_TYPED)


def derive_secret(credential: str, uuid: str, group: Group = BELENIOS_2048) -> int:
    """Return the signing key of a credential in one election: PBKDF2-HMAC-SHA256 salted with the uuid, mod q.

    Raises CredentialFormatError or CredentialChecksumError.
    """
    text = normalise(credential).encode()
    key = hashlib.pbkdf2_hmac("sha256", text, uuid.encode(), _ITERATIONS)
    return int.from_bytes(key, "big") % group.order


def public_credential(credential: str, uuid: str, group: Group = BELENIOS_2048) -> str:
    """Return the public half, g^secret, in base 10."""
    return group.encode_element(group.generator_power(derive_secret(credential, uuid, group)))


def encode_public_credentials(credentials: Iterable[tuple[str, int]], group: Group = BELENIOS_2048) -> bytes:
    """Return the published list for (public credential, weight) pairs: sorted as numbers, weight 1 omitted.

    Raises CredentialListError or an error of the group; membership is not tested.
    """
    entries = sorted((group.read_element(key), weight) for key, weight in credentials)
    _check_weights([weight for _, weight in entries])
    if len({group.one, *(key for key, _ in entries)}) != 1 + len(entries):
        raise CredentialListError("a public credential stands twice in the list, or is 1")
    return encode_json([f"{key},{weight}" if weight != 1 else str(key) for key, weight in entries])


def decode_public_credentials(data: bytes, group: Group = BELENIOS_2048) -> dict[str, int]:
    """Return the weights by public credential, in the order of the list.

    Membership of each key is tested, about 0.3 ms each. Raises what `read_public_credentials` raises, and
    ElementMembershipError.
    """
    weights = dict(read_public_credentials(data, group))
    for text in weights:
        group.check_member(group.read_element(text))
    return weights


def read_public_credentials(data: bytes, group: Group = BELENIOS_2048) -> Iterator[tuple[str, int]]:
    """Read a published list entry by entry: public credential in base 10, weight; membership **not** tested.

    A written weight of 1 is allowed: belenios-tool writes it where other weights differ. The list is never held a
    second time, so that a long one costs no more memory than its bytes. Raises EncodingError, CredentialListError,
    ElementRangeError.
    """
    position, total, last = 1, 0, int(group.one)
    while (found := _ENTRY.match(data, position)) and data[:1] == b"[":
        key = group.read_element(found[1].decode())
        if key <= last:
            raise CredentialListError("the list is not sorted, repeats a credential, or holds 1, whose secret is 0")
        weight = _weight(found[2].decode()) if found[2] else 1
        position, total, last = found.end(), total + weight, key
        _check_total(total)
        yield found[1].decode(), weight
    if position != len(data) or data[-1:] != b"]":
        _explain(data, group)


def _explain(data: bytes, group: Group) -> None:
    """Raise the error of a list that is not in its one spelling."""
    for entry in read_list(decode_json(data, MAX_CREDENTIALS * _LIST_ENTRY_BYTES), 0, MAX_CREDENTIALS):
        text, comma, weight = read_text(entry, _LIST_ENTRY_BYTES).partition(",")
        group.read_element(text)
        if comma:
            _weight(weight)
    raise CredentialListError("the list of credentials is empty")


def _weight(text: str) -> int:
    if not (text.isascii() and text.isdecimal()) or len(text) > len(str(MAX_TOTAL_WEIGHT)):
        raise CredentialListError("a weight is not a number in base 10")
    if text.startswith("0"):
        raise CredentialListError("a weight is 0 or has leading zeros")
    return int(text)


def _check_weights(weights: list[int]) -> None:
    if not weights or min(weights) < 1:
        raise CredentialListError("the list of credentials is empty, or a weight is below 1")
    _check_total(sum(weights))


def _check_total(total: int) -> None:
    if total > MAX_TOTAL_WEIGHT:
        raise CredentialListError(f"the weights are more than {MAX_TOTAL_WEIGHT} in total")


def _check_character(body: str) -> str:
    value = 0
    for character in body:
        value = value * len(BASE58) + BASE58.index(character)
    return BASE58[_CHECK_MODULUS - value % _CHECK_MODULUS]


def _dashed(plain: str) -> str:
    return "-".join(plain[start : start + _GROUP_OF] for start in range(0, _LENGTH, _GROUP_OF))
