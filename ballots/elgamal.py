"""Exponential ElGamal: the product of ciphertexts is the encryption of the sum. SPEC: encryption."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from ballots.encoding import Json, encode_json, read_object
from ballots.group import Element, Group


@dataclass(frozen=True, slots=True)
class Ciphertext:
    """alpha = g^r and beta = y^r g^m, for the election key y, a random scalar r and the number m."""

    alpha: Element
    beta: Element


@dataclass(frozen=True, slots=True)
class EncryptedTally:
    """For each question and each of its entries (blank first, if there is one) the encryption of its sum."""

    questions: tuple[tuple[Ciphertext, ...], ...]

    def to_bytes(self, group: Group) -> bytes:
        """Return the canonical JSON."""
        return encode_json([[encode_ciphertext(entry, group) for entry in question] for question in self.questions])


def encrypt(group: Group, key: Element, message: int, randomness: int) -> Ciphertext:
    """Return the encryption of 0 or 1 under `key`; the same work whichever it is."""
    shared = group.fixed_base(key).power(randomness)
    betas = (shared, group.multiply(shared, group.generator))
    return Ciphertext(group.generator_power(randomness), betas[message])


def multiply_ciphertexts(group: Group, ciphertexts: Iterable[Ciphertext]) -> Ciphertext:
    """Return the encryption of the sum; (1, 1) when there are none."""
    product = Ciphertext(group.one, group.one)
    for entry in ciphertexts:
        product = Ciphertext(group.multiply(product.alpha, entry.alpha), group.multiply(product.beta, entry.beta))
    return product


def multiply_tallies(group: Group, first: EncryptedTally, second: EncryptedTally) -> EncryptedTally:
    """Return, entry by entry, the encryption of both sums together."""
    return _combine(first, second, group.multiply)


def divide_tallies(group: Group, first: EncryptedTally, second: EncryptedTally) -> EncryptedTally:
    """Return, entry by entry, the encryption of the first sum without the second."""
    return _combine(first, second, group.divide)


def _combine(
    first: EncryptedTally, second: EncryptedTally, operation: Callable[[Element, Element], Element]
) -> EncryptedTally:
    return EncryptedTally(
        tuple(
            tuple(
                Ciphertext(operation(one.alpha, other.alpha), operation(one.beta, other.beta))
                for one, other in zip(row, other_row, strict=True)
            )
            for row, other_row in zip(first.questions, second.questions, strict=True)
        )
    )


def raise_ciphertext(group: Group, ciphertext: Ciphertext, weight: int) -> Ciphertext:
    """Return the encryption of weight times the number."""
    if weight == 1:
        return ciphertext
    return Ciphertext(group.power(ciphertext.alpha, weight), group.power(ciphertext.beta, weight))


def encode_ciphertext(ciphertext: Ciphertext, group: Group) -> Json:
    """Return the JSON object of a ciphertext."""
    return {"alpha": group.encode_element(ciphertext.alpha), "beta": group.encode_element(ciphertext.beta)}


def read_ciphertext(value: Json, group: Group) -> Ciphertext:
    """Return the ciphertext of a JSON object, membership **not yet** tested.

    Raises EncodingError or ElementRangeError.
    """
    fields = read_object(value, ("alpha", "beta"))
    return Ciphertext(group.read_element(fields["alpha"]), group.read_element(fields["beta"]))
