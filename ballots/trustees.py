"""Trustees: their keys with proofs, the election key, and partial decryptions with proofs. SPEC: trustees.

Every trustee is of the kind `Single`: all of them are needed to decrypt.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from ballots.custody_errors import KeyTestError
from ballots.election import Election
from ballots.elgamal import EncryptedTally
from ballots.encoding import Json, decode_json, encode_json, read_list, read_object, read_text
from ballots.errors import (
    PartialDecryptionError,
    ShapeError,
    TrusteeKindError,
    TrusteeListError,
    TrusteeNameError,
    TrusteeProofError,
)
from ballots.group import BELENIOS_2048, Element, Group, Random
from ballots.proofs import (
    Proof,
    decode_proof,
    decode_proofs,
    encode_proof,
    encode_proofs,
    prove_equality,
    prove_logarithm,
    verify_equality,
    verify_logarithm,
)

MAX_TRUSTEES: Final = 100
MAX_NAME: Final = 1000
NONCE_SIZE: Final = 16

_KIND: Final = "Single"
_KEY_BYTES: Final = 2048 + 6 * MAX_NAME
_ENTRY_BYTES: Final = 900
_NUMBER_BYTES: Final = 700
_SMALL_BYTES: Final = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class TrusteeKey:
    """A trustee's public key g^x and the proof that its maker knew x."""

    public_key: Element
    proof: Proof
    name: str | None = None

    def __post_init__(self) -> None:
        """Raise TrusteeNameError for a name beyond the limit."""
        if self.name is not None and len(self.name) > MAX_NAME:
            raise TrusteeNameError(f"a trustee's name has at most {MAX_NAME} characters")

    def to_bytes(self, group: Group = BELENIOS_2048) -> bytes:
        """Return the canonical JSON, as a trustee's browser posts it."""
        return encode_json(_encode_key(self, group))


@dataclass(frozen=True, slots=True)
class PartialDecryption:
    """For each question and entry the factor alpha^x, and the proof that it is that for the trustee's key."""

    factors: tuple[tuple[Element, ...], ...]
    proofs: tuple[tuple[Proof, ...], ...]

    def to_bytes(self, group: Group = BELENIOS_2048) -> bytes:
        """Return the canonical JSON."""
        factors: list[Json] = [[group.encode_element(factor) for factor in row] for row in self.factors]
        proofs: list[Json] = [encode_proofs(row) for row in self.proofs]
        return encode_json({"decryption_factors": factors, "decryption_proofs": proofs})


def generate_private_key(random: Random, group: Group = BELENIOS_2048) -> int:
    """Return a new private key, a scalar that is not 0."""
    return group.random_scalar(random) or 1


def encode_private_key(private: int) -> bytes:
    """Return the private key file: the number in base 10 as a JSON text, no line feed."""
    return encode_json(str(private))


def decode_private_key(data: bytes, group: Group = BELENIOS_2048) -> int:
    """Return the number of a private key file; a line feed at the end is allowed. Raises EncodingError."""
    return group.decode_scalar(decode_json(data.rstrip(b"\r\n"), _KEY_BYTES))


def make_public_key(private: int, random: Random, name: str | None = None, group: Group = BELENIOS_2048) -> TrusteeKey:
    """Return the public key of a private one, with its proof of knowledge."""
    public = group.generator_power(private)
    return TrusteeKey(
        public_key=public,
        proof=prove_logarithm(group, _key_prefix(public, group), private, random),
        name=name,
    )


def verify_public_key(key: TrusteeKey, group: Group = BELENIOS_2048) -> None:
    """Raise TrusteeProofError unless the proof holds and the key is not 1; also ElementMembershipError."""
    group.check_member(key.public_key)
    if key.public_key == 1 or not verify_logarithm(
        group, _key_prefix(key.public_key, group), key.public_key, key.proof
    ):
        raise TrusteeProofError("the proof of knowledge of a trustee's key fails")


def decode_test(data: bytes) -> str:
    """Return the nonce in a test of a kept key, from canonical JSON. Raises EncodingError."""
    nonce = read_text(read_object(decode_json(data, _SMALL_BYTES), ("nonce",))["nonce"], 2 * NONCE_SIZE)
    if not re.fullmatch(f"[0-9a-f]{{{2 * NONCE_SIZE}}}", nonce):
        raise ShapeError(f"a nonce is {2 * NONCE_SIZE} hexadecimal digits")
    return nonce


def answer_test(private: int, nonce: str, fingerprint: str, random: Random, group: Group = BELENIOS_2048) -> bytes:
    """Return the proof, as canonical JSON, that its maker knows the private key while this nonce is asked.

    `fingerprint` is that of the election in whose Setup the trustee has found the key.
    """
    prefix = _test_prefix(group.generator_power(private), nonce, fingerprint, group)
    return encode_json(encode_proof(prove_logarithm(group, prefix, private, random)))


def verify_answer(answer: bytes, key: TrusteeKey, nonce: str, fingerprint: str, group: Group = BELENIOS_2048) -> None:
    """Raise KeyTestError unless the answer proves this key for this nonce and election.

    Also raises EncodingError or ScalarRangeError.
    """
    proof = decode_proof(decode_json(answer, _SMALL_BYTES), group)
    prefix = _test_prefix(key.public_key, nonce, fingerprint, group)
    if not verify_logarithm(group, prefix, key.public_key, proof):
        raise KeyTestError("the answer does not prove this key for this test and election")


def decode_trustee_key(data: bytes, group: Group = BELENIOS_2048) -> TrusteeKey:
    """Return one key, its membership and proof tested, from canonical JSON; raise BallotsError."""
    return _decode_key(decode_json(data, _KEY_BYTES), group)


def encode_trustees(keys: Iterable[TrusteeKey], group: Group = BELENIOS_2048) -> bytes:
    """Return the list of trustees; owner numbers run from 1 in its order. Raises TrusteeListError."""
    keys = tuple(keys)
    _check_list(keys)
    return encode_json([[_KIND, _encode_key(key, group)] for key in keys])


def decode_trustees(data: bytes, group: Group = BELENIOS_2048) -> tuple[TrusteeKey, ...]:
    """Return the keys of a list of trustees, each with its membership and proof tested.

    Raises EncodingError, TrusteeKindError, TrusteeProofError, TrusteeListError or an error of the group.
    """
    entries = read_list(decode_json(data, MAX_TRUSTEES * _KEY_BYTES), 0, MAX_TRUSTEES)
    keys = []
    for entry in entries:
        kind, value = read_list(entry, 2, 2)
        if kind != _KIND:
            raise TrusteeKindError("a trustee is not of the kind Single")
        keys.append(_decode_key(value, group))
    _check_list(tuple(keys))
    return tuple(keys)


def election_key(keys: Iterable[TrusteeKey], group: Group = BELENIOS_2048) -> Element:
    """Return the key that ballots are encrypted with: the product of the trustees' keys."""
    return group.product(key.public_key for key in keys)


def partial_decryption(private: int, encrypted_tally: EncryptedTally, election: Election, random: Random) -> bytes:
    """Return one trustee's factors and proofs for every entry of the tally, as canonical JSON."""
    group = election.group
    prefix = _decryption_prefix(group.generator_power(private), election)
    alphas = [[entry.alpha for entry in question] for question in encrypted_tally.questions]
    return PartialDecryption(
        factors=tuple(tuple(group.secret_power(alpha, private) for alpha in row) for row in alphas),
        proofs=tuple(tuple(prove_equality(group, prefix, alpha, private, random) for alpha in row) for row in alphas),
    ).to_bytes(group)


def decode_partial_decryption(
    data: bytes, encrypted_tally: EncryptedTally, group: Group = BELENIOS_2048
) -> PartialDecryption:
    """Return a partial decryption of the tally's shape, its factors members of the group.

    Its proofs are **not** checked. Raises EncodingError, or an error of the group.
    """
    widths = [len(question) for question in encrypted_tally.questions]
    value = decode_json(data, 100 + sum(widths) * _ENTRY_BYTES, _NUMBER_BYTES)
    fields = read_object(value, ("decryption_factors", "decryption_proofs"))
    factors = read_list(fields["decryption_factors"], len(widths), len(widths))
    proofs = read_list(fields["decryption_proofs"], len(widths), len(widths))
    return PartialDecryption(
        factors=tuple(
            tuple(group.decode_element(factor) for factor in read_list(row, width, width))
            for row, width in zip(factors, widths, strict=True)
        ),
        proofs=tuple(decode_proofs(row, width, group) for row, width in zip(proofs, widths, strict=True)),
    )


def verify_partial_decryption(
    data: bytes, key: TrusteeKey, encrypted_tally: EncryptedTally, election: Election
) -> None:
    """Raise PartialDecryptionError unless every factor is proved.

    Also raises what `decode_partial_decryption` raises.
    """
    group = election.group
    decryption = decode_partial_decryption(data, encrypted_tally, group)
    prefix = _decryption_prefix(key.public_key, election)
    rows = zip(encrypted_tally.questions, decryption.factors, decryption.proofs, strict=True)
    for question, (entries, factors, proofs) in enumerate(rows, start=1):
        for entry, factor, proof in zip(entries, factors, proofs, strict=True):
            if not verify_equality(group, prefix, (key.public_key, entry.alpha, factor), proof):
                raise PartialDecryptionError(f"a decryption proof of question {question} fails")


def _encode_key(key: TrusteeKey, group: Group) -> Json:
    value: dict[str, Json] = {
        "pok": encode_proof(key.proof),
        "public_key": group.encode_element(key.public_key),
    }
    if key.name is not None:
        value["name"] = key.name
    return value


def _decode_key(value: Json, group: Group) -> TrusteeKey:
    fields = read_object(value, ("pok", "public_key", "name"), ("name",))
    key = TrusteeKey(
        public_key=group.read_element(fields["public_key"]),
        proof=decode_proof(fields["pok"], group),
        name=read_text(fields["name"], MAX_NAME) if "name" in fields else None,
    )
    verify_public_key(key, group)
    return key


def _check_list(keys: Sequence[TrusteeKey]) -> None:
    if not 1 <= len(keys) <= MAX_TRUSTEES:
        raise TrusteeListError(f"there are 1 to {MAX_TRUSTEES} trustees")
    if len({key.public_key for key in keys}) != len(keys):
        raise TrusteeListError("a trustee's key stands twice in the list")


def _key_prefix(public: Element, group: Group) -> str:
    return f"pok|{group.name}|{group.encode_element(public)}|"


def _test_prefix(public: Element, nonce: str, fingerprint: str, group: Group) -> str:
    return f"majma|key-check|{group.name}|{group.encode_element(public)}|{nonce}|{fingerprint}|"


def _decryption_prefix(public: Element, election: Election) -> str:
    return f"decrypt|{election.fingerprint}|{election.group.encode_element(public)}|"
