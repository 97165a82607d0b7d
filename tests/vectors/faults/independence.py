"""Faults of numbers that everybody knows or that undo one another (check 3.6). All else in the set-up is right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ballots.credential import encode_public_credentials
from ballots.trustees import election_key, encode_trustees, make_public_key
from tests.support.archives import setup_link
from tests.vectors.drafts import GROUP, Draft, Q, canonical, only_setup, packed, voted_setup
from tests.vectors.faults.fault import Fault


def keyed(draft: Draft, privates: Sequence[int]) -> bytes:
    """Return a record of nothing but a set-up with these trustees' keys."""
    keys = tuple(make_public_key(private % Q, draft.small.random) for private in privates)
    election = replace(draft.small.election, public_key=election_key(keys))
    return packed([setup_link(election.to_bytes(), encode_trustees(keys), draft.parts[2])])


def listed(draft: Draft, *credentials: str) -> bytes:
    """Return the record up to the first ballot, with these credentials on the list besides the voters'."""
    known = {**draft.small.public_credentials, **dict.fromkeys(credentials, 1)}
    return voted_setup(draft, credentials=encode_public_credentials(known.items()))


def power(exponent: int) -> str:
    """Return g^exponent in base 10."""
    return GROUP.encode_element(GROUP.generator_power(exponent % Q))


def secret(draft: Draft) -> int:
    return GROUP.random_scalar(draft.small.random)


def cancelling(draft: Draft) -> bytes:
    own = secret(draft)
    return keyed(draft, [own, Q - own, secret(draft)])


def election_guessable(draft: Draft) -> bytes:
    own = secret(draft)
    return keyed(draft, [own, 7 - own])


FAULTS = (
    Fault("key-of-two", "3.6", "number-guessable",
          "A sole trustee's private key is 2.", lambda draft: keyed(draft, [2])),
    Fault("key-of-the-last-guess", "3.6", "number-guessable",
          "A trustee's private key is 1024, the last that is tried.",
          lambda draft: keyed(draft, [secret(draft), 1024])),
    Fault("key-of-minus-one", "3.6", "number-guessable",
          "A trustee's private key is q - 1, so that the public key is the inverse of the generator.",
          lambda draft: keyed(draft, [secret(draft), -1])),
    Fault("keys-that-cancel", "3.6", "keys-cancel",
          "The keys of two of three trustees multiply to 1: the third alone decrypts.", cancelling),
    Fault("election-key-guessable", "3.6", "number-guessable",
          "Two trustees' keys multiply to g^7.", election_guessable),
    Fault("credential-of-five", "3.6", "number-guessable",
          "A credential on the list is g^5.", lambda draft: listed(draft, power(5))),
    Fault("credential-is-the-generator", "3.6", "number-guessable",
          "A credential on the list is the generator itself.", lambda draft: listed(draft, power(1))),
    Fault("credential-of-minus-three", "3.6", "number-guessable",
          "A credential on the list is g^-3.", lambda draft: listed(draft, power(-3))),
    Fault("credential-is-a-trustees-key", "3.6", "number-repeated",
          "A credential on the list is the first trustee's key.",
          lambda draft: listed(draft, GROUP.encode_element(draft.small.keys[0].public_key))),
    Fault("credential-is-the-election-key", "3.6", "number-repeated",
          "A credential on the list is the election key.",
          lambda draft: listed(draft, GROUP.encode_element(draft.small.election.public_key))),
    Fault("only-credential-guessable", "3.6", "number-guessable",
          "The list of credentials is g^2 alone.",
          lambda draft: only_setup(draft, credentials=canonical([power(2)]))),
)  # fmt: skip
