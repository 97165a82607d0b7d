"""The front of the booth lets a ballot of 100 candidates through, the most that an election may have."""

from __future__ import annotations

import json
import secrets

from app.serving.front import BUFFER, ROOM_FOR_HEAD
from app.serving.hall import BOOTH_BODY
from ballots.ballot import encrypt_ballot
from tests.booth.hall import make_hall

MOST = 100
BESIDE = 2048
"""Bytes that go along: the proof of the holder, the code of the tablet."""


def posted(candidates: int) -> int:
    """The bytes of a blank ballot as it is posted, without what goes along."""
    hall = make_hall(candidates=candidates, maximum=2, blank=True)
    small = hall.small
    data = encrypt_ballot(small.election, small.credentials[0], ((1, *(0,) * candidates),), secrets.token_bytes)
    return len(json.dumps({"ballot": data.decode()}))


def test_a_ballot_of_a_hundred_candidates_fits_the_front_of_the_booth() -> None:
    few, more = posted(2), posted(6)
    largest = few + (MOST - 2) * (more - few) / 4
    assert 1.1 * largest + BESIDE < BOOTH_BODY
    assert BOOTH_BODY + ROOM_FOR_HEAD <= BUFFER


def test_the_limit_that_refused_it_is_caught() -> None:
    """The broken twin: 120 KB, in which the ballots of 70 candidates fit."""
    few, more = posted(2), posted(6)
    assert few + (MOST - 2) * (more - few) / 4 > 120 * 1024
