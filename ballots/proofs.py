"""Zero-knowledge proofs: of a discrete logarithm, of two equal ones, and one-of-many. SPEC: proofs.

Fiat and Shamir (CRYPTO '86) with the statement in the hash's prefix; one-of-many after Cramer, Damgard and
Schoenmakers (CRYPTO '94): the sum of the branches' challenges is the hash. Responses are w - secret *
challenge mod q.
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ballots.elgamal import Ciphertext
from ballots.encoding import Json, read_list, read_object
from ballots.group import Element, Group, Random


@dataclass(frozen=True, slots=True)
class Proof:
    """A challenge and a response; each in 0..q-1."""

    challenge: int
    response: int


@dataclass(frozen=True, slots=True)
class BranchOpening:
    """What the prover knows of a branch "this ciphertext encrypts v": its randomness, its number minus v."""

    randomness: int
    offset: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Branch:
    """What the verifier needs of a branch: alpha and beta to the challenge, the value v, the proof."""

    alpha_power: Element
    beta_power: Element
    value: int
    proof: Proof


def hash_to_scalar(group: Group, prefix: str, elements: Iterable[Element]) -> int:
    """Return SHA-256 of the prefix and the elements in base 10 joined by commas, mod q."""
    text = prefix + ",".join(map(group.encode_element, elements))
    return int.from_bytes(hashlib.sha256(text.encode()).digest(), "big") % group.order


def ciphertext_text(group: Group, ciphertexts: Iterable[Ciphertext]) -> str:
    """Return alpha,beta of each ciphertext, all joined by commas, as prefixes contain them."""
    return ",".join(f"{group.encode_element(entry.alpha)},{group.encode_element(entry.beta)}" for entry in ciphertexts)


def prove_logarithm(group: Group, prefix: str, secret: int, random: Random) -> Proof:
    """Prove knowledge of the logarithm of g^secret (Schnorr); the prefix must name the statement."""
    nonce = group.random_scalar(random)
    challenge = hash_to_scalar(group, prefix, (group.generator_power(nonce),))
    return Proof(challenge, (nonce - secret * challenge) % group.order)


def verify_logarithm(group: Group, prefix: str, public: Element, proof: Proof) -> bool:
    """Tell whether the proof holds for `public`, a member of the group."""
    commitment = group.multiply(group.generator_power(proof.response), group.power(public, proof.challenge))
    return hash_to_scalar(group, prefix, (commitment,)) == proof.challenge


def prove_equality(group: Group, prefix: str, base: Element, secret: int, random: Random) -> Proof:
    """Prove that g^secret and base^secret have the same exponent (Chaum and Pedersen)."""
    nonce = group.random_scalar(random)
    challenge = hash_to_scalar(group, prefix, (group.generator_power(nonce), group.secret_power(base, nonce)))
    return Proof(challenge, (nonce - secret * challenge) % group.order)


def verify_equality(group: Group, prefix: str, statement: tuple[Element, Element, Element], proof: Proof) -> bool:
    """Tell whether log_g(public) = log_base(power) for the statement (public, base, power), all members."""
    public, base, power = statement
    first = group.multiply(group.generator_power(proof.response), group.power(public, proof.challenge))
    second = group.multiply(group.power(base, proof.response), group.power(power, proof.challenge))
    return hash_to_scalar(group, prefix, (first, second)) == proof.challenge


def prove_one_of(
    group: Group, key: Element, prefix: str, openings: Sequence[BranchOpening], true: int, random: Random
) -> tuple[Proof, ...]:
    """Prove that one of the openings has offset 0, without telling which; `true` is the index of such a one.

    Every power is on a fixed base, and there are as many, with exponents never 0, whichever index is true: a
    false branch has A = g^(response + r * challenge), B = y^(the same) * g^(offset * challenge).
    """
    order = group.order
    table = group.fixed_base(key)
    drawn = [Proof(group.random_scalar(random), group.random_scalar(random)) for _ in openings]
    nonces = [
        (proof.response + opening.randomness * proof.challenge) % order
        for opening, proof in zip(openings, drawn, strict=True)
    ]
    commitments: list[Element] = []
    for index, (opening, proof, nonce) in enumerate(zip(openings, drawn, nonces, strict=True)):
        shared = table.power(nonce)
        if index != true:
            # q instead of 0, so that an offset of 0 costs what every other costs.
            exponent = opening.offset * proof.challenge % order or order
            shared = group.multiply(shared, group.generator_power(exponent))
        commitments += (group.generator_power(nonce), shared)
    others = sum(proof.challenge for index, proof in enumerate(drawn) if index != true)
    challenge = (hash_to_scalar(group, prefix, commitments) - others) % order
    response = (nonces[true] - openings[true].randomness * challenge) % order
    return tuple(Proof(challenge, response) if index == true else proof for index, proof in enumerate(drawn))


def verify_one_of(group: Group, key: Element, prefix: str, branches: Sequence[Branch]) -> bool:
    """Tell whether the proof holds: A = g^response alpha^challenge, B = y^response (beta / g^v)^challenge."""
    table = group.fixed_base(key)
    commitments: list[Element] = []
    for branch in branches:
        proof = branch.proof
        commitments.append(group.multiply(group.generator_power(proof.response), branch.alpha_power))
        second = group.multiply(table.power(proof.response), branch.beta_power)
        if branch.value:
            exponent = -branch.value * proof.challenge % group.order
            second = group.multiply(second, group.generator_power(exponent))
        commitments.append(second)
    total = sum(branch.proof.challenge for branch in branches) % group.order
    return hash_to_scalar(group, prefix, commitments) == total


def encode_proof(proof: Proof) -> Json:
    """Return the JSON object of a proof."""
    return {"challenge": str(proof.challenge), "response": str(proof.response)}


def encode_proofs(proofs: Iterable[Proof]) -> Json:
    """Return the JSON list of proofs."""
    return [encode_proof(proof) for proof in proofs]


def decode_proof(value: Json, group: Group) -> Proof:
    """Return the proof of a JSON object; raise EncodingError or ScalarRangeError."""
    fields = read_object(value, ("challenge", "response"))
    return Proof(group.decode_scalar(fields["challenge"]), group.decode_scalar(fields["response"]))


def decode_proofs(value: Json, count: int, group: Group) -> tuple[Proof, ...]:
    """Return exactly `count` proofs of a JSON list; raise EncodingError or ScalarRangeError."""
    return tuple(decode_proof(entry, group) for entry in read_list(value, count, count))
