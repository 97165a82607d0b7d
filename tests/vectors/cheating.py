"""Cheats that know the protocol: ballots, keys and decryptions outside the rules whose every equation holds.

A number outside the group is a member times a twist of small order, -1 or a third root of 1. Equations hold
again where exponents are multiples of that order, so proofs are drawn until they do: a verifier that leaves
the membership test out is fooled.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from ballots.credential import derive_secret
from ballots.election import Question
from ballots.elgamal import Ciphertext, EncryptedTally, encode_ciphertext, multiply_ciphertexts
from ballots.encoding import Json, encode_json, hash_base64
from ballots.group import Element
from ballots.proofs import (
    Branch,
    BranchOpening,
    Proof,
    ciphertext_text,
    encode_proof,
    encode_proofs,
    prove_equality,
    prove_logarithm,
    prove_one_of,
    verify_equality,
    verify_logarithm,
    verify_one_of,
)
from ballots.trustees import TrusteeKey
from tests.support.elections import SmallElection
from tests.vectors.drafts import GROUP, P, Q

MINUS_ONE = Element(P - 1)
THIRD_ROOT = next(root for root in (GROUP.power(Element(base), (P - 1) // 3) for base in range(2, 99)) if root != 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Vote:
    """What a forger puts into one answer: a number and a randomness per entry, none of them checked.

    `twists` multiply alpha and beta of the first entry. `values` are those the overall proof is made for.
    """

    numbers: tuple[int, ...]
    randomness: tuple[int, ...] = ()
    twists: tuple[Element, Element] = (Element(1), Element(1))
    values: tuple[int, ...] | None = None


def credential_of(small: SmallElection, voter: int, twist: int = 1) -> tuple[str, int]:
    """Return a voter's public credential, times a twist, and the secret of the untwisted one."""
    secret = derive_secret(small.credentials[voter], small.election.uuid)
    return str(GROUP.generator_power(secret) * twist % P), secret


def forged_ballot(small: SmallElection, voter: int, *votes: Vote, twist: int = 1, context: str | None = None) -> bytes:
    """Return a ballot with these answers, signed by the voter; in proofs `context` replaces the right one."""
    public, secret = credential_of(small, voter, twist)
    context = f"{small.election.fingerprint}|{public}" if context is None else context
    body: dict[str, Json] = {
        "election_uuid": small.election.uuid,
        "election_hash": small.election.fingerprint,
        "credential": public,
        "answers": [
            forged_answer(small, asked, vote, context)
            for asked, vote in zip(small.election.questions, votes, strict=True)
        ],
    }
    return signed(small, body, Element(int(public)), secret)


def signed(small: SmallElection, body: dict[str, Json], public: Element, secret: int) -> bytes:
    """Return the ballot with a signature that holds for `public`, a twist of g^secret."""
    digest = hash_base64(encode_json(body))
    proof = prove_logarithm(GROUP, f"sig|{digest}|", secret, small.random)
    while not verify_logarithm(GROUP, f"sig|{digest}|", public, proof) and public != 1:
        proof = prove_logarithm(GROUP, f"sig|{digest}|", secret, small.random)
    return encode_json({**body, "signature": {"hash": digest, "proof": encode_proof(proof)}})


def forged_answer(small: SmallElection, asked: Question, vote: Vote, context: str) -> dict[str, Json]:
    """Return an answer without blank; proofs of false statements are made as well as they can be."""
    randomness = vote.randomness or tuple(GROUP.random_scalar(small.random) for _ in vote.numbers)
    choices = [
        encrypted(small, number, r, vote.twists if index == 0 else (Element(1), Element(1)))
        for index, (number, r) in enumerate(zip(vote.numbers, randomness, strict=True))
    ]
    proofs = [
        interval_proof(small, f"prove|{context}|", choice, (number, r), (0, 1))
        for choice, number, r in zip(choices, vote.numbers, randomness, strict=True)
    ]
    prefix = f"prove|{context}|{ciphertext_text(GROUP, choices)}|"
    values = vote.values or tuple(range(asked.minimum, asked.maximum + 1))
    opened = (sum(vote.numbers), sum(randomness) % Q)
    overall = interval_proof(small, prefix, multiply_ciphertexts(GROUP, choices), opened, values)
    return {
        "choices": [encode_ciphertext(choice, GROUP) for choice in choices],
        "individual_proofs": [encode_proofs(rows) for rows in proofs],
        "overall_proof": encode_proofs(overall),
    }


def encrypted(small: SmallElection, number: int, randomness: int, twists: tuple[Element, Element]) -> Ciphertext:
    """Return the encryption of any number, alpha and beta twisted."""
    shared = GROUP.power(small.election.public_key, randomness)
    beta = GROUP.multiply(shared, GROUP.power(GROUP.generator, number % Q))
    alpha = GROUP.generator_power(randomness)
    return Ciphertext(GROUP.multiply(alpha, twists[0]), GROUP.multiply(beta, twists[1]))


def interval_proof(
    small: SmallElection, prefix: str, entry: Ciphertext, opened: tuple[int, int], values: Sequence[int]
) -> tuple[Proof, ...]:
    """Return a proof that a ciphertext, opened to a number and its randomness, holds one of `values`.

    It is drawn until its equations hold; if the number is none of them, the first one drawn is returned.
    """
    number, randomness = opened
    key = small.election.public_key
    prefix = f"{prefix}{ciphertext_text(GROUP, (entry,))}|"
    openings = tuple(BranchOpening(randomness, number - value) for value in values)
    true = values.index(number) if number in values else 0
    while True:
        proofs = prove_one_of(GROUP, key, prefix, openings, true, small.random)
        if number not in values or verify_one_of(GROUP, key, prefix, branches(entry, values, proofs)):
            return proofs


def branches(entry: Ciphertext, values: Sequence[int], proofs: Sequence[Proof]) -> list[Branch]:
    """Return what a verifier makes of a proof."""
    return [
        Branch(
            alpha_power=GROUP.power(entry.alpha, proof.challenge),
            beta_power=GROUP.power(entry.beta, proof.challenge),
            value=value,
            proof=proof,
        )
        for value, proof in zip(values, proofs, strict=True)
    ]


# --- Keys and decryptions ---------------------------------------------------------------------------------


def trustee_key(small: SmallElection, private: int, twist: int = 1) -> TrusteeKey:
    """Return the key of a private one, times a twist, with a proof whose equation holds."""
    public = Element(GROUP.generator_power(private) * twist % P)
    prefix = f"pok|{GROUP.name}|{public}|"
    while True:
        proof = prove_logarithm(GROUP, prefix, private, small.random)
        if verify_logarithm(GROUP, prefix, public, proof):
            return TrusteeKey(public_key=public, proof=proof)


def with_trustees(small: SmallElection, privates: Sequence[int], keys: Sequence[TrusteeKey]) -> SmallElection:
    """Return the election with other trustees; its description still names the old key."""
    return replace(small, private_keys=tuple(privates), keys=tuple(keys))


def trustees_bytes(keys: Sequence[TrusteeKey]) -> bytes:
    """Return a list of trustees that no rule was applied to."""
    entries: list[Json] = []
    for key in keys:
        value: dict[str, Any] = {"pok": encode_proof(key.proof), "public_key": str(key.public_key)}
        entries.append(["Single", value])
    return encode_json(entries)


def forged_decryption(
    small: SmallElection,
    tally: EncryptedTally,
    owner: int,
    *,
    twist: int = 1,
    factor: Callable[[Element, Element], Element] | None = None,
) -> bytes:
    """Return a decryption by the key of that owner, its factors twisted; proofs hold if a twist lets them.

    `factor` gives another factor for (alpha, the right one); then the proofs are honest ones of the right one.
    """
    key, private = small.keys[owner - 1].public_key, small.private_keys[owner - 1]
    prefix = f"decrypt|{small.election.fingerprint}|{key}|"
    factors: list[Json] = []
    proofs: list[Json] = []
    for row in tally.questions:
        right = [GROUP.power(entry.alpha, private) for entry in row]
        said = [Element(value * twist % P) for value in right]
        proved = [
            equality_proof(small, prefix, (key, entry.alpha, value), private)
            for entry, value in zip(row, said, strict=True)
        ]
        if factor is not None:
            said = [factor(entry.alpha, value) for entry, value in zip(row, right, strict=True)]
        factors.append([str(value) for value in said])
        proofs.append(encode_proofs(proved))
    return encode_json({"decryption_factors": factors, "decryption_proofs": proofs})


def equality_proof(
    small: SmallElection, prefix: str, statement: tuple[Element, Element, Element], private: int
) -> Proof:
    """Return a proof drawn until it holds for the statement (key, alpha, factor), twisted or not."""
    while True:
        proof = prove_equality(GROUP, prefix, statement[1], private, small.random)
        if verify_equality(GROUP, prefix, statement, proof):
            return proof
