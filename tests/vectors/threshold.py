"""Threshold trustees as belenios-tool 2.0 knows them (`Pedersen`): groups that this protocol refuses.

Only what is published is made: certificates, commitments to the polynomials, and the resulting keys.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ballots.encoding import Json, encode_json
from ballots.group import Element, Random
from ballots.proofs import encode_proof, prove_logarithm
from tests.vectors.drafts import GROUP, P, Q


@dataclass(frozen=True, slots=True)
class ThresholdGroup:
    """The list of trustees with this one group in it, as archived, and the election key that follows."""

    trustees: bytes
    election_key: int


def threshold_group(
    random: Random, trustees: int, threshold: int, twists: Sequence[Sequence[int]] = ()
) -> ThresholdGroup:
    """Return a group of trustees of whom `threshold` decrypt.

    `twists` multiply the commitments: for each trustee one number per coefficient, missing ones are 1. They
    must cancel in every trustee's key.
    """
    signing = [GROUP.random_scalar(random) for _ in range(trustees)]
    polynomials = [[GROUP.random_scalar(random) for _ in range(threshold)] for _ in range(trustees)]
    committed = [
        [str(GROUP.generator_power(value) * _twist(twists, index, place) % P) for place, value in enumerate(row)]
        for index, row in enumerate(polynomials)
    ]
    shares = [
        sum(value * owner**place for row in polynomials for place, value in enumerate(row)) % Q
        for owner in range(1, trustees + 1)
    ]
    group: dict[str, Json] = {
        "threshold": threshold,
        "certs": [_certificate(random, secret) for secret in signing],
        "coefexps": [
            _signed(random, secret, {"coefexps": list(row)}) for secret, row in zip(signing, committed, strict=True)
        ],
        "verification_keys": [_key(random, share) for share in shares],
    }
    key = GROUP.product(Element(int(row[0])) for row in committed)
    return ThresholdGroup(encode_json([["Pedersen", group]]), int(key))


def _twist(twists: Sequence[Sequence[int]], index: int, place: int) -> int:
    row = twists[index] if index < len(twists) else ()
    return row[place] if place < len(row) else 1


def _certificate(random: Random, secret: int) -> Json:
    keys = (GROUP.generator_power(secret), GROUP.generator_power(GROUP.random_scalar(random)))
    return _signed(random, secret, {"verification": str(keys[0]), "encryption": str(keys[1])})


def _signed(random: Random, secret: int, value: dict[str, Json]) -> Json:
    message = encode_json(value).decode()
    proof = prove_logarithm(GROUP, f"sigmsg|{message}|", secret, random)
    return {"message": message, "signature": encode_proof(proof)}


def _key(random: Random, share: int) -> Json:
    public = str(GROUP.generator_power(share))
    proof = prove_logarithm(GROUP, f"pok|{GROUP.name}|{public}|", share, random)
    return {"pok": encode_proof(proof), "public_key": public}
