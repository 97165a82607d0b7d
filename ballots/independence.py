"""Numbers of a set-up that everybody knows, or that undo one another. SPEC: check 3.6.

A key or credential that is a small power of the generator has a secret that anybody finds; two trustees' keys that
multiply to 1 add nothing to the election key; a number that serves twice ties two secrets together.
"""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import combinations
from typing import Final

from ballots.group import BELENIOS_2048, Element, Group
from ballots.record.errors import CancellingKeysError, GuessableNumberError, RepeatedNumberError
from ballots.trustees import TrusteeKey

GREATEST_GUESS: Final = 1024
"""Any bound is one; this one costs no time, and an honest key is below it once in 2^245."""


def check_independent(
    keys: Sequence[TrusteeKey],
    election_key: Element,
    credentials: Iterable[str],
    group: Group = BELENIOS_2048,
) -> None:
    """Check trustees' keys, the election key and public credentials in base 10, in this order.

    Raises GuessableNumberError, CancellingKeysError or RepeatedNumberError.
    """
    guesses = guessable(group)
    taken = [group.encode_element(key.public_key) for key in keys]
    blamed = dependent(keys, group)
    if len(blamed) == 1:
        raise GuessableNumberError(f"the key of trustee {blamed[0]} is a small power of the generator")
    if blamed:
        raise CancellingKeysError(f"the keys of trustees {blamed[0]} and {blamed[1]} multiply to 1")
    whole = group.encode_element(election_key)
    if whole in guesses:
        raise GuessableNumberError("the election key is a small power of the generator")
    known = {*taken, whole}
    for text in credentials:
        if text in guesses:
            raise GuessableNumberError("a credential is a small power of the generator")
        if text in known:
            raise RepeatedNumberError("a credential is also a key")


def dependent(keys: Sequence[TrusteeKey], group: Group = BELENIOS_2048) -> tuple[int, ...]:
    """Return the number, from 1, of the first trustee whose key can be guessed; else of the first two whose keys
    multiply to 1; else none."""
    guesses = guessable(group)
    for number, key in enumerate(keys, start=1):
        if group.encode_element(key.public_key) in guesses:
            return (number,)
    for (one, key), (other, second) in combinations(enumerate(keys, start=1), 2):
        if group.multiply(key.public_key, second.public_key) == group.one:
            return one, other
    return ()


@lru_cache(maxsize=4)
def guessable(group: Group = BELENIOS_2048) -> frozenset[str]:
    """Return g^k and g^-k in base 10 for each k from 1 to 1024."""
    found: list[str] = []
    inverse = group.divide(group.one, group.generator)
    for base in (group.generator, inverse):
        power = group.one
        for _ in range(GREATEST_GUESS):
            power = group.multiply(power, base)
            found.append(group.encode_element(power))
    return frozenset(found)
