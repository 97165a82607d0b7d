"""A number of a million digits is refused in under 10 ms, wherever it stands, and not because it is never looked at."""

from __future__ import annotations

import io
import json
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Any

import pytest

from ballots import board, token
from ballots.ballot import ballot_size_limit, check_ballot
from ballots.container import encode_data, encode_event, encode_start
from ballots.election import Election, Question, decode_election
from ballots.elgamal import Ciphertext, EncryptedTally
from ballots.errors import BallotsError
from ballots.group import BELENIOS_2048 as GROUP
from ballots.tally import decode_encrypted_tally, decode_result
from ballots.trustees import decode_partial_decryption
from tests.fuzz.mending import spelled
from tests.fuzz.seeds import TOKEN_KEYS, worlds
from tests.support.archives import TIMESTAMP, verify_bytes
from tests.support.elections import SmallElection, question, small_election

DIGITS = 10**6
NUMBER = "7" * DIGITS
LIMIT = 0.010
TIMES = 7


def refused(read: Callable[[], object]) -> tuple[str, float]:
    """Return the code of the refusal, and how long it takes on this core: the median of several times, in seconds."""
    codes, spent = set(), []
    for _ in range(TIMES):
        start = time.process_time()
        with pytest.raises(BallotsError) as error:
            read()
        spent.append(time.process_time() - start)
        codes.add(error.value.code)
    (code,) = codes
    return code, statistics.median(spent)


def assert_refused(read: Callable[[], object], code: str) -> None:
    found, spent = refused(read)
    assert found == code
    assert spent < LIMIT


# --- Ballots ----------------------------------------------------------------------------------------------


LARGE_TALLY = EncryptedTally(((Ciphertext(GROUP.one, GROUP.one),) * 2000,))


@lru_cache
def large() -> SmallElection:
    """Return an election whose ballots may be longer than the number."""
    small = small_election(question(800, 0, 2), voters=1)
    assert ballot_size_limit(small.election) > DIGITS + 200_000
    return small


def ballot(*path: str | int, value: object = NUMBER) -> bytes:
    """Return a ballot of the large election with the number at a path, its form right as far as that."""
    one = {"challenge": "1", "response": "1"}
    said: Any = {
        "election_uuid": large().election.uuid,
        "election_hash": large().election.fingerprint,
        "credential": "1",
        "answers": [
            {
                "choices": [{"alpha": "1", "beta": "1"} for _ in range(800)],
                "individual_proofs": [[dict(one), dict(one)] for _ in range(800)],
                "overall_proof": [dict(one) for _ in range(3)],
            }
        ],
        "signature": {"hash": "", "proof": dict(one)},
    }
    place = said
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    return spelled(said)


PLACES = (
    ("election_uuid",),
    ("credential",),
    ("answers", 0, "choices", 0, "alpha"),
    ("answers", 0, "choices", 799, "beta"),
    ("answers", 0, "individual_proofs", 0, 0, "challenge"),
    ("answers", 0, "overall_proof", 2, "response"),
    ("signature", "hash"),
    ("signature", "proof", "response"),
)


@pytest.mark.parametrize("path", PLACES, ids=str)
def test_a_ballot_with_a_million_digits_is_refused_at_once(path: tuple[str | int, ...]) -> None:
    data = ballot(*path)
    assert len(data) < ballot_size_limit(large().election)
    assert_refused(lambda: check_ballot(data, large().election, {"1": 1}), "encoding-too-large")


def test_a_ballot_with_a_million_digits_without_quotes_is_refused_at_once() -> None:
    data = ballot("answers", 0, "choices", 0, "alpha", value="@").replace(b'"@"', NUMBER.encode())
    assert_refused(lambda: check_ballot(data, large().election, {"1": 1}), "encoding-too-large")


def test_a_small_election_does_not_even_read_it() -> None:
    small = worlds()[0].small
    data = json.loads(worlds()[0].ballots[0])
    data["answers"][0]["choices"][0]["alpha"] = NUMBER
    text = spelled(data)
    assert_refused(lambda: check_ballot(text, small.election, small.public_credentials), "encoding-too-large")


# --- Other messages ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "value"), [("public_key", NUMBER), ("uuid", NUMBER), ("version", "@")], ids=lambda x: x[:9]
)
def test_an_election_with_a_million_digits_is_refused_at_once(name: str, value: str) -> None:
    said = json.loads(worlds()[1].small.election.raw)
    data = spelled(said | {name: value}).replace(b'"@"', NUMBER.encode())
    assert_refused(lambda: decode_election(data), "encoding-too-large")


@pytest.mark.parametrize(
    "read",
    [decode_encrypted_tally, lambda data, election: decode_partial_decryption(data, LARGE_TALLY)],
    ids=["encrypted tally", "partial decryption"],
)
def test_a_tally_with_a_million_digits_is_refused_at_once(read: Callable[[bytes, Election], object]) -> None:
    data = b'[[{"alpha":"' + NUMBER.encode() + b'"}]]'
    assert_refused(lambda: read(data, large().election), "encoding-too-large")


def test_a_result_with_a_million_digits_is_refused_at_once() -> None:
    asked = Question(text="?", answers=("a",) * 1000, minimum=0, maximum=1)
    election = small_election(*[asked] * 4, voters=1).election  # the largest that there may be
    data = b'{"result":[[' + NUMBER.encode() + b"]]}"
    assert_refused(lambda: decode_result(data, election), "encoding-too-large")
    assert_refused(lambda: decode_result(data, worlds()[0].small.election), "encoding-too-large")


@pytest.mark.parametrize("text", [NUMBER, "A" * DIGITS], ids=["digits", "letters"])
def test_a_token_of_a_million_characters_is_refused_at_once(text: str) -> None:
    assert_refused(lambda: token.open_token(text, TOKEN_KEYS), "token-format")


def entry(content: bytes, encode: Callable[[bytes, int], bytes]) -> bytes:
    return encode_start(TIMESTAMP) + encode(content, TIMESTAMP)


@pytest.mark.parametrize(
    "content",
    [b'{"height":' + NUMBER.encode() + b',"type":"EndBallots"}', NUMBER.encode()],
    ids=["height", "no event"],
)
def test_an_event_with_a_million_digits_is_refused_at_once(content: bytes) -> None:
    data = entry(content, encode_event)
    assert_refused(lambda: list(board.read_events(board.read_archive(io.BytesIO(data)))), "event-format")


def test_a_size_of_eleven_digits_that_is_not_there_is_refused_at_once() -> None:
    data = entry(b"x", encode_data)
    header = data[1024:1536]
    claimed = header[:124] + b"07777777777" + header[135:]
    swollen = claimed[:148] + b"%06o\0 " % (sum(claimed) - sum(claimed[148:156]) + 8 * 32) + claimed[156:]
    read = lambda: list(board.read_archive(io.BytesIO(data[:1024] + swollen + data[1536:])))  # noqa: E731
    assert_refused(read, "archive-truncated")


def test_a_record_with_such_a_ballot_is_refused_at_once() -> None:
    """The time is what the check takes more than for the record without the ballot."""
    least = worlds()[0].prefixes()[1]
    data = least + encode_data(NUMBER.encode(), TIMESTAMP)
    event = board.ballot_event(worlds()[0].events[0].head, NUMBER.encode())
    data += encode_event(event.raw, TIMESTAMP)
    assert verify_bytes(data).code == "encoding-too-large"
    assert _median(lambda: verify_bytes(data)) - _median(lambda: verify_bytes(least)) < LIMIT


def _median(work: Callable[[], object]) -> float:
    spent = []
    for _ in range(TIMES):
        start = time.process_time()
        work()
        spent.append(time.process_time() - start)
    return statistics.median(spent)


# --- What takes long --------------------------------------------------------------------------------------


@pytest.fixture
def any_number_of_digits() -> Iterator[None]:
    before = sys.get_int_max_str_digits()
    sys.set_int_max_str_digits(0)
    yield
    sys.set_int_max_str_digits(before)


@pytest.mark.parametrize("read", [json.loads, int], ids=["json", "int"])
def test_a_plain_parser_takes_longer(read: Callable[[str], object], any_number_of_digits: None) -> None:
    """Python 3.11 needs the square of the length and passes the limit at a tenth of it; newer ones need more digits."""
    for digits in (DIGITS // 10, DIGITS // 3, DIGITS):
        start = time.process_time()
        read("7" * digits)
        if time.process_time() - start > LIMIT:
            return
    pytest.fail(f"{DIGITS} digits are read within the limit: it catches no plain parser")


def test_a_reader_without_limits_of_length_takes_longer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ballots.group._number", lambda text, digits: text)
    monkeypatch.setattr("ballots.encoding._check_pieces", lambda data, longest: None)
    data = ballot("answers", 0, "choices", 0, "alpha")
    code, spent = refused(lambda: check_ballot(data, large().election, {"1": 1}))
    assert code == "element-out-of-range"
    assert spent > LIMIT
