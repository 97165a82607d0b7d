"""Bindings: the proof that ties all factors of one partial decryption to this tally of this board. SPEC: binding.

Belenios' own proof hashes neither alpha nor the factor (weak Fiat-Shamir: Bernhard, Pereira and Warinschi, ASIACRYPT
2012), so that a trustee and the last voter together could publish any result. A binding hashes the whole statement.
"""

from collections.abc import Iterator, Sequence

from ballots.election import Election
from ballots.elgamal import EncryptedTally
from ballots.errors import BindingError
from ballots.group import Element, Group, Random
from ballots.proofs import Proof, hash_to_scalar
from ballots.trustees import PartialDecryption


def bind_decryption(
    private: int,
    encrypted_tally: EncryptedTally,
    decryption: PartialDecryption,
    election: Election,
    head: str,
    random: Random,
) -> Proof:
    """Return the binding of a decryption made with `private`; `head` is the hex hash of the EncryptedTally event."""
    group = election.group
    pairs = tuple(_pairs(encrypted_tally, decryption))
    nonce = group.random_scalar(random)
    commitments = (group.generator_power(nonce), *(group.secret_power(alpha, nonce) for alpha, _ in pairs))
    prefix = _prefix(group.generator_power(private), pairs, election, head)
    challenge = hash_to_scalar(group, prefix, commitments)
    return Proof(challenge, (nonce - challenge * private) % group.order)


def verify_binding(
    binding: Proof,
    public_key: Element,
    encrypted_tally: EncryptedTally,
    decryption: PartialDecryption,
    election: Election,
    head: str,
) -> None:
    """Raise BindingError unless every factor is the alpha of this tally to the key's logarithm.

    `encrypted_tally` is the reader's own product of the ballots, the factors are members of the group.
    """
    group = election.group
    pairs = tuple(_pairs(encrypted_tally, decryption))
    prefix = _prefix(public_key, pairs, election, head)
    if hash_to_scalar(group, prefix, _commitments(group, binding, public_key, pairs)) != binding.challenge:
        raise BindingError("a decryption is not bound to this tally, key and board")


def _commitments(
    group: Group, binding: Proof, public_key: Element, pairs: Sequence[tuple[Element, Element]]
) -> Iterator[Element]:
    """g^r X^c, then alpha^r F^c of each entry."""
    challenge, response = binding.challenge, binding.response
    yield group.multiply(group.generator_power(response), group.power(public_key, challenge))
    for alpha, factor in pairs:
        yield group.multiply(group.power(alpha, response), group.power(factor, challenge))


def _pairs(encrypted_tally: EncryptedTally, decryption: PartialDecryption) -> Iterator[tuple[Element, Element]]:
    for entries, factors in zip(encrypted_tally.questions, decryption.factors, strict=True):
        for entry, factor in zip(entries, factors, strict=True):
            yield entry.alpha, factor


def _prefix(public_key: Element, pairs: Sequence[tuple[Element, Element]], election: Election, head: str) -> str:
    encode = election.group.encode_element
    statement = ",".join(f"{encode(alpha)},{encode(factor)}" for alpha, factor in pairs)
    return f"majma|decryption|1|{election.fingerprint}|{encode(public_key)}|{head}|{statement}|"
