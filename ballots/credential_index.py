"""The published credentials as an audit needs them: found by text, in 36 bytes each. SPEC: credentials."""

from array import array
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from concurrent.futures import Executor
from hashlib import sha256
from itertools import islice
from typing import Final

from ballots.credential import read_public_credentials
from ballots.errors import BallotsError
from ballots.group import BELENIOS_2048, Group
from ballots.workers import ordered

CHUNK: Final = 1500
"""Credentials per task: about half a second of membership tests."""

_DIGEST = 32


class CredentialIndex:
    """Who is on the list and with which weight; a place is a number below `len`."""

    def __init__(self, digests: bytes, weights: Sequence[int]) -> None:
        """Take the sorted SHA-256 digests of the credentials, one after another, and the weights in that order."""
        self._digests = digests
        self._weights = weights
        self.total_weight = sum(weights)

    def __len__(self) -> int:
        """Return the number of credentials."""
        return len(self._weights)

    def find(self, credential: str) -> int | None:
        """Return the place of a public credential in base 10, or None when it is not on the list."""
        digest = sha256(credential.encode()).digest()
        place = bisect_left(range(len(self)), digest, key=self._digest)
        return place if place < len(self) and self._digest(place) == digest else None

    def weight(self, place: int) -> int:
        """Return the weight of the credential at a place."""
        return self._weights[place]

    def _digest(self, place: int) -> bytes:
        return self._digests[place * _DIGEST : (place + 1) * _DIGEST]


def index_credentials(
    data: bytes,
    group: Group = BELENIOS_2048,
    executor: Executor | None = None,
    in_flight: int = 2,
    *,
    known: bool = False,
) -> CredentialIndex:
    """Return the index of a published list, each credential tested for membership unless they are `known` ones.

    Raises what `credential.decode_public_credentials` raises, and CheckStoppedError when a worker is lost.
    """
    if not known:
        for error in ordered(check_members, _chunks(data, group), executor, in_flight):
            if error is not None:
                raise error
    records = sorted((sha256(text.encode()).digest(), weight) for text, weight in read_public_credentials(data, group))
    return CredentialIndex(b"".join(digest for digest, _ in records), array("L", (weight for _, weight in records)))


def check_members(group: Group, credentials: tuple[str, ...]) -> BallotsError | None:
    """Return the error of the first that is not a member: what a worker runs."""
    try:
        for text in credentials:
            group.check_member(group.read_element(text))
    except BallotsError as error:
        return error
    return None


def _chunks(data: bytes, group: Group) -> Iterator[tuple[Group, tuple[str, ...]]]:
    texts = (text for text, _ in read_public_credentials(data, group))
    while chunk := tuple(islice(texts, CHUNK)):
        yield group, chunk
