"""The good elections that every broken record starts from, and whole records made of changed parts.

Nothing here checks what it is given: a record is told to the end from whatever its parts say, with right
hashes, counts, decryptions and results, so that a fault stands alone in it.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterable, Sequence
from copy import copy
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from ballots import board
from ballots.counting.lots import draw, order_seed
from ballots.election import Election, Question
from ballots.elgamal import Ciphertext, EncryptedTally, multiply_ciphertexts, raise_ciphertext
from ballots.encoding import hash_base64
from ballots.group import BELENIOS_2048, Element
from ballots.tally import encode_result
from tests.support.archives import (
    Link,
    Votes,
    archive,
    board_events,
    chain,
    decryption_link,
    links,
    setup_link,
    tally_link,
)
from tests.support.elections import SmallElection, question, small_election

GROUP = BELENIOS_2048
Q = GROUP.order
P = int(GROUP.divide(Element(1), Element(2))) * 2 - 1

SETUP, FIRST, SECOND, END, TALLY, DECRYPTION, DECRYPTION_2, RESULT = range(8)
"""Where the events of the plain record stand."""


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """A small election with its votes: voter (by index) and marks, in the order of the board."""

    small: SmallElection
    votes: Votes


LISTED = ("نامزد آ", "نامزد ب", "نامزد پ")
"""The candidates of the world "lots" by alphabet; their order on the ballot was drawn."""
ORDER_DIGITS = "0351649827"
TIE_DIGITS = "7700135924"


def _drawn_question() -> Question:
    places = draw(order_seed(ORDER_DIGITS, LISTED), len(LISTED), len(LISTED))
    answers = tuple(LISTED[place - 1] for place in places)
    return Question(text="نمایندگان", answers=answers, minimum=0, maximum=1)


WORLDS = {
    "plain": World(
        small=small_election(question(2, 0, 1), voters=3, seed=401),
        votes=((0, ((1, 0),)), (1, ((1, 0),))),
    ),
    "blank": World(
        small=small_election(question(2, 1, 1, blank=True), voters=3, seed=402),
        votes=((0, ((1, 0, 0),)), (1, ((0, 1, 0),))),
    ),
    "weights": World(
        small=small_election(question(2, 0, 1), voters=3, weights=(1, 4, 2), seed=403),
        votes=((0, ((1, 0),)), (1, ((0, 1),))),
    ),
    "again": World(
        small=small_election(question(2, 0, 1), voters=3, seed=404),
        votes=((0, ((0, 1),)), (1, ((1, 0),)), (0, ((1, 0),))),
    ),
    "two": World(
        small=small_election(question(2, 0, 1), question(2, 1, 2), voters=3, seed=405),
        votes=((0, ((1, 0), (1, 1))), (1, ((0, 0), (0, 1)))),
    ),
    "alike": World(
        small=small_election(question(2, 0, 1), question(2, 0, 1), voters=3, seed=406),
        votes=((0, ((1, 0), (0, 1))), (1, ((0, 0), (1, 0)))),
    ),
    "lots": World(
        small=small_election(_drawn_question(), voters=4, seed=407),
        votes=((0, ((1, 0, 0),)), (1, ((0, 1, 0),))),
    ),
    "marks": World(
        small=small_election(question(3, 1, 2, blank=True), voters=4, seed=408),
        votes=((0, ((0, 1, 1, 0),)), (1, ((0, 1, 0, 0),)), (2, ((1, 0, 0, 0),))),
    ),
}


@dataclass(frozen=True, slots=True)
class Draft:
    """What a good record says, to be changed, and its election with randomness of the draft's own."""

    small: SmallElection
    said: tuple[Link, ...]

    def ballot(self, number: int = 1) -> bytes:
        """Return the bytes of a ballot, counted from 1 in the order of the board."""
        return self.said[number].data[0]

    @property
    def parts(self) -> tuple[bytes, bytes, bytes]:
        """Election, trustees and public credentials as archived."""
        election, trustees, credentials, _ = self.said[0].data
        return election, trustees, credentials

    @property
    def ballots(self) -> list[bytes]:
        """Every ballot on the board."""
        return [link.data[0] for link in self.said if link.type == board.BALLOT]


@lru_cache
def _said(world: str) -> tuple[Link, ...]:
    return tuple(links(board_events(WORLDS[world].small, WORLDS[world].votes)))


def draft(world: str, name: str) -> Draft:
    """Return the good record of a world, its randomness repeatable and depending on nothing but `name`."""
    said = _said(world)
    source = random.Random(name).randbytes
    return Draft(replace(WORLDS[world].small, random=source), said)


def packed(said: Iterable[Link]) -> bytes:
    """Return the archive of a board that says this."""
    return archive(chain(said))


def fits(scalar: int) -> bool:
    """Tell whether a number has no more digits than a scalar may have."""
    return len(str(scalar)) <= len(str(Q))


def canonical(value: Any) -> bytes:
    """Return compact JSON, also of values that no message of the protocol holds."""
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False).encode()


# --- Records told to the end ------------------------------------------------------------------------------


def with_ballots(draft: Draft, ballots: Sequence[bytes], counted: Sequence[bytes] | None = None) -> bytes:
    """Return the whole record with these ballots on the board, summed from `counted` (else from the last)."""
    return packed([draft.said[SETUP], *ballot_links(ballots), *closing(draft.small, counted or ballots)])


def ballot_links(ballots: Iterable[bytes]) -> list[Link]:
    """Return the Ballot events of these ballots."""
    return [Link(board.BALLOT, (data,)) for data in ballots]


def with_setup(
    draft: Draft,
    election: bytes | None = None,
    trustees: bytes | None = None,
    credentials: bytes | None = None,
) -> bytes:
    """Return the whole record with other bytes in the set-up; for another election the voters vote anew."""
    old = draft.parts
    parts = (election or old[0], trustees or old[1], credentials or old[2])
    small = as_archived(draft.small, election) if election else draft.small
    ballots = vote_again(draft, small) if election else draft.ballots
    return packed([setup_link(*parts), *ballot_links(ballots), *closing(small, ballots)])


def voted_setup(
    draft: Draft,
    election: bytes | None = None,
    trustees: bytes | None = None,
    credentials: bytes | None = None,
) -> bytes:
    """Return the record up to the first ballot with other bytes in the set-up, the ballot made for them."""
    old = draft.parts
    parts = (election or old[0], trustees or old[1], credentials or old[2])
    small = as_archived(draft.small, election) if election else draft.small
    ballot = vote_again(draft, small)[0] if election else draft.ballot()
    return packed([setup_link(*parts), *ballot_links([ballot])])


def only_setup(
    draft: Draft,
    election: bytes | None = None,
    trustees: bytes | None = None,
    credentials: bytes | None = None,
) -> bytes:
    """Return a record that ends with its set-up, other bytes in it."""
    old = draft.parts
    return packed([setup_link(election or old[0], trustees or old[1], credentials or old[2])])


def vote_again(draft: Draft, small: SmallElection) -> list[bytes]:
    """Return ballots with the marks of the draft's world, made for `small`."""
    votes = next(world.votes for world in WORLDS.values() if world.small.credentials == small.credentials)
    return [small.ballot(voter, marks) for voter, marks in votes]


def as_archived(small: SmallElection, raw: bytes, key: int | None = None) -> SmallElection:
    """Return the election with other bytes, so another fingerprint, and perhaps another key; not checked."""
    election: Election = copy(small.election)
    object.__setattr__(election, "raw", raw)
    object.__setattr__(election, "fingerprint", hash_base64(raw))
    if key is not None:
        object.__setattr__(election, "public_key", Element(key))
    return replace(small, election=election)


def closing(small: SmallElection, counted: Sequence[bytes]) -> list[Link]:
    """Return EndBallots to Result over the last of these ballots of each credential, by its weight."""
    last = {json.loads(data)["credential"]: data for data in counted}
    weights = {key: weight_of(small, key) for key in last}
    tally = product(small, [(last[key], weights[key]) for key in last])
    return [Link(board.END_BALLOTS), *tallied(small, tally, len(last), sum(weights.values()))]


def weight_of(small: SmallElection, credential: str) -> int:
    """Return the weight of a public credential, 1 if it is not on the list."""
    return small.public_credentials.get(credential, 1)


def product(small: SmallElection, counted: Iterable[tuple[bytes, int]]) -> EncryptedTally:
    """Return the product of these ballots, each to the power of its weight, none of them checked."""
    rows = [[Ciphertext(GROUP.one, GROUP.one)] * asked.entries for asked in small.election.questions]
    for data, weight in counted:
        for row, answer in zip(rows, json.loads(data)["answers"], strict=True):
            for index, entry in enumerate(row):
                choice = read_loosely(answer["choices"][index])
                row[index] = multiply_ciphertexts(GROUP, (entry, raise_ciphertext(GROUP, choice, weight)))
    return EncryptedTally(tuple(map(tuple, rows)))


def read_loosely(choice: dict[str, str]) -> Ciphertext:
    """Return a ciphertext however its numbers are spelled."""
    alpha, beta = (int(choice[name], 16 if "x" in choice[name] else 10) % P for name in ("alpha", "beta"))
    return Ciphertext(Element(alpha), Element(beta))


def tallied(small: SmallElection, tally: EncryptedTally, count: int, weight: int) -> list[Link]:
    """Return EncryptedTally to Result of this tally, the decryptions honest."""
    decryptions = small.decryptions(tally)
    said = [tally_link(tally.to_bytes(GROUP), count, weight)]
    said += [decryption_link(owner, data) for owner, data in enumerate(decryptions, start=1)]
    return [*said, result_link(decrypted(small, tally))]


def decrypted(small: SmallElection, tally: EncryptedTally) -> list[list[int]]:
    """Return what the tally holds, as the trustees' private keys tell; small numbers only."""
    known = {GROUP.power(GROUP.generator, number): number for number in range(20)}
    secret = sum(small.private_keys) % Q
    return [
        [known.get(GROUP.divide(entry.beta, GROUP.power(entry.alpha, secret)), 0) for entry in row]
        for row in tally.questions
    ]


def result_link(result: Sequence[Sequence[int]] | bytes) -> Link:
    """Return the Result of these counts, or of these bytes."""
    data = result if isinstance(result, bytes) else encode_result(tuple(map(tuple, result)))
    return Link(board.RESULT, (data,))
