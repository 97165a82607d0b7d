"""Faults of the trustees' list and of the election key (checks 3.3 and 3.4)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from ballots.group import Element
from ballots.proofs import Proof, prove_logarithm
from ballots.trustees import TrusteeKey
from tests.support.archives import setup_link
from tests.support.elections import SmallElection
from tests.vectors.cheating import MINUS_ONE, Vote, forged_ballot, trustee_key, trustees_bytes, with_trustees
from tests.vectors.drafts import (
    GROUP,
    WORLDS,
    Draft,
    P,
    Q,
    as_archived,
    ballot_links,
    closing,
    fits,
    only_setup,
    packed,
    vote_again,
    voted_setup,
)
from tests.vectors.faults.fault import Fault
from tests.vectors.faults.setup import edited, sets
from tests.vectors.threshold import ThresholdGroup, threshold_group

Make = Callable[[Draft], bytes]


def trustees(change: Callable[[Any], object]) -> Make:
    """Return what makes a record up to the first ballot with a changed list of trustees."""
    return lambda draft: voted_setup(draft, trustees=edited(draft.parts[1], change))


def spelled(old: bytes, new: bytes) -> Make:
    """Return what makes a record up to the first ballot with another spelling of the list of trustees."""
    return lambda draft: voted_setup(draft, trustees=draft.parts[1].replace(old, new, 1))


def first_key(entries: Any) -> dict[str, Any]:
    key: dict[str, Any] = entries[0][1]
    return key


def key_says(name: str, change: Callable[[str], object]) -> Callable[[Any], object]:
    """Return a change of a field of the first key."""
    return lambda entries: first_key(entries).update({name: change(first_key(entries)[name])})


def pok_says(name: str, change: Callable[[int], object]) -> Callable[[Any], object]:
    """Return a change of a number of the first key's proof."""

    def apply(entries: Any) -> None:
        pok = first_key(entries)["pok"]
        pok[name] = str(change(int(pok[name])))

    return apply


def elected(draft: Draft, privates: Sequence[int], keys: Sequence[TrusteeKey]) -> SmallElection:
    """Return the election with these trustees and the key that is their product."""
    product = int(GROUP.product(key.public_key for key in keys))
    raw = edited(draft.parts[0], sets(public_key=str(product)))
    return as_archived(with_trustees(draft.small, privates, keys), raw, product)


def told(draft: Draft, small: SmallElection, keys: Sequence[TrusteeKey], *, to_result: bool = True) -> bytes:
    """Return the record of an election with other trustees."""
    ballots = [forged_ballot(small, voter, Vote(numbers=(1, 0))) for voter in range(2)]
    setup = setup_link(small.election.raw, trustees_bytes(keys), draft.parts[2])
    return packed([setup, *ballot_links(ballots), *(closing(small, ballots) if to_result else ())])


def same_twice(draft: Draft) -> bytes:
    private = draft.small.private_keys[0]
    keys = [trustee_key(draft.small, private)] * 2
    return told(draft, elected(draft, (private, private), keys), keys)


def key_one(draft: Draft) -> bytes:
    """One trustee's private key is 0: a key of 1 that keeps nothing, with a proof that holds."""
    privates = (draft.small.private_keys[0], 0)
    keys = [trustee_key(draft.small, private) for private in privates]
    return told(draft, elected(draft, privates, keys), keys)


def both_outside(draft: Draft) -> bytes:
    """Both keys are times -1: their product is right, their proofs hold."""
    privates = draft.small.private_keys
    keys = [trustee_key(draft.small, private, int(MINUS_ONE)) for private in privates]
    small = elected(draft, privates, keys)
    return told(draft, small, keys, to_result=False)


def rogue(draft: Draft) -> bytes:
    """The second trustee takes a key of its own divided by the first's, and cannot prove to know its logarithm."""
    private = draft.small.private_keys[0]
    own = GROUP.random_scalar(draft.small.random)
    first, honest = trustee_key(draft.small, private), trustee_key(draft.small, own)
    public = GROUP.divide(honest.public_key, first.public_key)
    keys = [first, TrusteeKey(public_key=public, proof=honest.proof)]
    return told(draft, elected(draft, (private, (own - private) % Q), keys), keys)


def proof_of_another_kind(draft: Draft) -> bytes:
    """The proof is right for the key but was made with the prefix of a ballot's signature."""
    privates = draft.small.private_keys
    keys = [trustee_key(draft.small, private) for private in privates]
    proof = prove_logarithm(GROUP, f"sig|{keys[0].public_key}|", privates[0], draft.small.random)
    keys[0] = TrusteeKey(public_key=keys[0].public_key, proof=proof)
    return told(draft, elected(draft, privates, keys), keys, to_result=False)


def proofs_exchanged(entries: Any) -> None:
    entries[0][1]["pok"], entries[1][1]["pok"] = entries[1][1]["pok"], entries[0][1]["pok"]


def simulated(draft: Draft) -> bytes:
    """Challenge and response of a proof are both 0."""
    keys = [draft.small.keys[0], draft.small.keys[1]]
    keys[1] = TrusteeKey(public_key=keys[1].public_key, proof=Proof(0, 0))
    return voted_setup(draft, trustees=trustees_bytes(keys))


def challenge_plus_order(draft: Draft) -> bytes:
    """A small challenge, so that the number keeps to the length that scalars may have."""
    privates = draft.small.private_keys
    keys = [trustee_key(draft.small, private) for private in privates]
    while not fits(keys[0].proof.challenge + Q):
        keys[0] = trustee_key(draft.small, privates[0])
    proof = Proof(keys[0].proof.challenge + Q, keys[0].proof.response)
    keys[0] = TrusteeKey(public_key=keys[0].public_key, proof=proof)
    return voted_setup(draft, trustees=trustees_bytes(keys))


def key_first(entries: Any) -> None:
    key = first_key(entries)
    key["pok"] = key.pop("pok")


# --- Threshold groups -------------------------------------------------------------------------------------


def with_threshold(make: Callable[[Draft], ThresholdGroup]) -> Make:
    """Return what makes a record, up to its ballots, of an election with a threshold group of trustees."""

    def record(draft: Draft) -> bytes:
        made = make(draft)
        raw = edited(draft.parts[0], sets(public_key=str(made.election_key)))
        small = as_archived(draft.small, raw, made.election_key)
        ballots = vote_again(draft, small)
        return packed([setup_link(raw, made.trustees, draft.parts[2]), *ballot_links(ballots)])

    return record


def commitments_outside(draft: Draft) -> ThresholdGroup:
    minus = int(MINUS_ONE)
    return threshold_group(draft.small.random, 3, 2, [[1, minus], [1, minus]])


# fmt: off
TRUSTEES = (
    Fault("trustees-none", "3.3", "trustee-list", "The list of trustees is empty.",
          lambda draft: only_setup(draft, trustees=b"[]")),
    Fault("trustee-twice", "3.3", "trustee-list",
          "One trustee stands twice in the list; the election key is its key squared.", same_twice),
    Fault("trustee-kind-unknown", "3.3", "trustee-kind", "A trustee is of the kind single, in small letters.",
          spelled(b"Single", b"single")),
    Fault("trustees-threshold", "3.3", "trustee-kind", "The trustees are a right threshold group, two of three.",
          with_threshold(lambda draft: threshold_group(draft.small.random, 3, 2))),
    Fault("trustees-threshold-outside", "3.3", "trustee-kind",
          "The trustees are a threshold group with commitments times -1, which cancel in every key.",
          with_threshold(commitments_outside)),
    Fault("trustees-threshold-too-high", "3.3", "trustee-kind",
          "The trustees are a threshold group that asks for three of its two members.",
          with_threshold(lambda draft: threshold_group(draft.small.random, 2, 3))),
    Fault("trustee-proof-changed", "3.3", "trustee-proof", "The response of a trustee's proof is one too high.",
          trustees(pok_says("response", lambda number: (number + 1) % Q))),
    Fault("trustee-proofs-exchanged", "3.3", "trustee-proof", "Two trustees' proofs changed places.",
          trustees(proofs_exchanged)),
    Fault("trustee-proof-simulated", "3.3", "trustee-proof", "Challenge and response of a trustee's proof are 0.",
          simulated),
    Fault("trustee-proof-of-a-signature", "3.3", "trustee-proof",
          "A trustee's proof is a right one of the key, but of the kind that signs ballots.", proof_of_another_kind),
    Fault("trustee-rogue-key", "3.3", "trustee-proof",
          "A trustee's key is its own divided by the other's, so that it alone can decrypt; its proof cannot hold.",
          rogue),
    Fault("trustee-key-one", "3.3", "trustee-proof", "A trustee's private key is 0 and its public key 1.", key_one),
    Fault("trustee-keys-outside", "3.3", "element-not-in-group",
          "Both trustees' keys are times -1; their product is right and their proofs hold.", both_outside),
    Fault("trustee-key-plus-modulus", "3.3", "element-out-of-range", "A trustee's key is the right one plus p.",
          trustees(key_says("public_key", lambda text: str(int(text) + P)))),
    Fault("trustee-key-leading-zero", "3.3", "encoding-number-format", "A trustee's key has a leading zero.",
          trustees(key_says("public_key", lambda text: "0" + text))),
    Fault("trustee-challenge-plus-order", "3.3", "scalar-out-of-range",
          "The challenge of a trustee's proof is the right one plus q.", challenge_plus_order),
    Fault("trustees-line-feed", "3.3", "encoding-not-canonical", "The list of trustees ends with a line feed.",
          lambda draft: voted_setup(draft, trustees=draft.parts[1] + b"\n")),
    Fault("trustee-fields-exchanged", "3.3", "encoding-wrong-shape", "A trustee's key stands before its proof.",
          trustees(key_first)),
    Fault("trustee-field-extra", "3.3", "encoding-wrong-shape",
          "A trustee has a field that the protocol does not know.",
          trustees(lambda entries: first_key(entries).update(note=""))),
    Fault("trustee-name-null", "3.3", "encoding-wrong-shape", "A trustee's name is null instead of left out.",
          trustees(lambda entries: first_key(entries).update(name=None))),
    Fault("trustee-name-long", "3.3", "encoding-wrong-shape", "A trustee's name has 1001 characters.",
          trustees(lambda entries: first_key(entries).update(name="a" * 1001))),
    Fault("trustee-without-kind", "3.3", "encoding-wrong-shape", "A trustee's kind is left out.",
          trustees(lambda entries: entries[0].pop(0))),
)
# fmt: on


# --- The election key -------------------------------------------------------------------------------------


def key_of(draft: Draft, key: int) -> bytes:
    """Return the record up to the ballots of an election with another key, everything else made for it."""
    raw = edited(draft.parts[0], sets(public_key=str(key)))
    small = as_archived(draft.small, raw, key)
    ballots = vote_again(draft, small)
    return packed([setup_link(raw, *draft.parts[1:]), *ballot_links(ballots)])


def key_of_one(draft: Draft) -> bytes:
    return key_of(draft, int(draft.small.keys[0].public_key))


def key_of_another(draft: Draft) -> bytes:
    return key_of(draft, int(WORLDS["weights"].small.election.public_key))


def key_of_nobody(draft: Draft) -> bytes:
    own = GROUP.generator_power(GROUP.random_scalar(draft.small.random))
    return key_of(draft, int(GROUP.multiply(Element(own), draft.small.election.public_key)))


# fmt: off
ELECTION_KEY = (
    Fault("key-of-one-trustee", "3.4", "election-key",
          "The election key is that of the first trustee, who can decrypt alone.", key_of_one),
    Fault("key-of-another-election", "3.4", "election-key", "The election key is that of other trustees.",
          key_of_another),
    Fault("key-times-a-secret", "3.4", "election-key",
          "The election key is the product and another key that nobody answers for.", key_of_nobody),
    Fault("trustee-removed", "3.4", "election-key", "The second trustee was taken off the list.",
          lambda draft: only_setup(draft, trustees=edited(draft.parts[1], lambda entries: entries.pop()))),
    Fault("trustees-of-another-election", "3.4", "election-key", "The list of trustees is that of another election.",
          lambda draft: only_setup(draft, trustees=WORLDS["weights"].small.trustees_bytes)),
)
# fmt: on

FAULTS = (*TRUSTEES, *ELECTION_KEY)
