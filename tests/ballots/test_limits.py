"""The limits of SPEC, section 3.5: the same numbers in the text and in the code, and readers that hold them."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from ballots import ballot, board, container, credential, election, encoding, trustees
from ballots.archive_errors import BoardError, EventHeightError
from ballots.credential import encode_public_credentials
from ballots.election import Election, decode_election
from ballots.encoding import decode_json
from ballots.errors import BallotsError
from ballots.group import BELENIOS_2048 as GROUP
from ballots.record import accounting, bindings, checkpoints, keys, lots
from ballots.record import container as record
from tests.support.elections import question, small_election

SPEC = (Path(board.__file__).parent / "SPEC.md").read_text("utf-8")
IN_CODE = {
    "nesting of JSON": encoding.MAX_DEPTH,
    "digits of a JSON number": encoding.MAX_JSON_DIGITS,
    "an election in bytes": election.MAX_ELECTION_BYTES,
    "questions": election.MAX_QUESTIONS,
    "answers of a question": election.MAX_ANSWERS,
    "entries of all questions": election.MAX_ENTRIES,
    "a text of an election in characters": election.MAX_TEXT,
    "a uuid in characters": election._MAX_UUID_LENGTH,
    "trustees": trustees.MAX_TRUSTEES,
    "a trustee's name in characters": trustees.MAX_NAME,
    "credentials": credential.MAX_CREDENTIALS,
    "total weight": credential.MAX_TOTAL_WEIGHT,
    "a ballot in bytes": ballot.MAX_BALLOT_BYTES,
    "an entry of the Setup event in bytes": container.MAX_SETUP_ENTRY,
    "a later entry in bytes": container.MAX_ENTRY,
    "digits of a height": board.MAX_HEIGHT_DIGITS,
    "bindings.json in bytes": bindings.MAX_BYTES,
    "accounting.json in bytes": accounting.MAX_BYTES,
    "checkpoints.txt in bytes": checkpoints.MAX_BYTES,
    "keys.json in bytes": keys.MAX_BYTES,
    "lots.json in bytes": lots.MAX_BYTES,
    "README.txt in bytes": record.MAX_README,
    "a record file in bytes": record.MAX_RECORD,
}


def limits_of(spec: str) -> dict[str, int]:
    """The table of section 3.5."""
    section = spec.split("### 3.5")[1].split("\n## ")[0]
    rows = re.findall(r"^\| ([^|]+) \| ([0-9,]+) \|$", section, re.MULTILINE)
    return {name: int(most.replace(",", "")) for name, most in rows}


def test_the_limits_of_the_specification_are_those_of_the_code() -> None:
    assert limits_of(SPEC) == IN_CODE


CHANGES = [("| 12 |", "| 13 |"), ("| trustees | 100 |\n", ""), ("| 8,388,608 |", "| 8,388,609 |")]


@pytest.mark.parametrize("change", CHANGES)
def test_a_specification_that_says_another_number_is_caught(change: tuple[str, str]) -> None:
    assert limits_of(SPEC.replace(*change)) != IN_CODE


def test_the_text_repeats_no_other_number() -> None:
    """Sections 4.2 and 4.3 say the limits of an election in words again."""
    said = " ".join(SPEC.split())
    assert "There are 1 to 100 questions with 1 to 1000 answers each, and at most 4000 entries in all" in said
    assert "There are 1 to 100 trustees; a name has at most 1000 characters." in said
    assert "entries longer than 2^30 bytes (2^24 after the Setup event)" in said


def nested(depth: int) -> object:
    return decode_json(b"[" * depth + b"]" * depth, 1000)


def numbered(digits: int) -> object:
    return decode_json(b"9" * digits, 1000)


def event_of(digits: int) -> object:
    content = b'{"parent":"%s","height":%s,"type":"EndBallots"}' % (b"a" * 64, b"9" * digits)
    with pytest.raises(BoardError) as refusal:
        list(board.read_events([container.ArchiveEntry(is_event=True, digest="", content=content, position=0)]))
    if isinstance(refusal.value, EventHeightError):
        return None  # it was read, and follows nothing
    raise refusal.value


def read_again(made: Election) -> object:
    return decode_election(made.to_bytes())


def asked(number: int) -> object:
    return read_again(replace(SMALL.election, questions=(question(1, 0, 1),) * number))


def entries(number: int) -> object:
    """So many answers over questions of 1000 at most, blank entries counting too."""
    whole, rest = divmod(number - 1, 1000)
    last = (question(rest, 0, 1, blank=True),) if rest else ()
    extra = () if rest else (question(1, 0, 1),)
    return read_again(replace(SMALL.election, questions=(question(1000, 0, 1),) * whole + last + extra))


def worded(length: int) -> object:
    return read_again(replace(SMALL.election, name="ا" * length))


def identified(length: int) -> object:
    return decode_election(SMALL.election.to_bytes().replace(SMALL.election.uuid.encode(), b"a" * length))


def called(length: int) -> object:
    made = trustees.make_public_key(1 << 200, SMALL.random, "ا" * length)
    return trustees.decode_trustee_key(made.to_bytes())


def weighing(total: int) -> object:
    publics = list(SMALL.public_credentials)
    return encode_public_credentials([(publics[0], total - 1), (publics[1], 1)])


SMALL = small_election()
EDGES: dict[str, Callable[[int], object]] = {
    "nesting of JSON": nested, "digits of a JSON number": numbered, "digits of a height": event_of, "questions": asked,
    "answers of a question": lambda number: question(number, 0, 1), "entries of all questions": entries,
    "a text of an election in characters": worded, "a uuid in characters": identified,
    "a trustee's name in characters": called, "total weight": weighing,
}  # fmt: skip


@pytest.mark.parametrize("name", EDGES)
def test_a_reader_takes_what_is_at_the_limit_and_nothing_beyond(name: str) -> None:
    most = limits_of(SPEC)[name]
    EDGES[name](most)
    with pytest.raises(BallotsError):
        EDGES[name](most + 1)


SIZED: dict[str, Callable[[bytes], Any]] = {
    "an election in bytes": decode_election,
    "bindings.json in bytes": bindings.decode_bindings, "keys.json in bytes": keys.decode_keys,
    "lots.json in bytes": lots.decode_lots,
}  # fmt: skip


@pytest.mark.parametrize("name", SIZED)
def test_a_message_that_is_too_long_is_refused_before_it_is_parsed(name: str) -> None:
    most = limits_of(SPEC)[name]
    for size, code in ((most, "encoding-malformed"), (most + 1, "encoding-too-large")):
        with pytest.raises(BallotsError) as refusal:
            SIZED[name](b'""' * (size // 2) + b" " * (size % 2))
        assert refusal.value.code == code


def test_no_election_that_is_made_has_ballots_that_are_too_long() -> None:
    """The longest ballot: each number with as many digits as it may have, and the most branches of proofs."""
    scalar, element = 77, 617
    ciphertext = len(b'{"alpha":"","beta":""},') + 2 * element
    proof = len(b'{"challenge":"","response":""},') + 2 * scalar
    entry = ciphertext + len(b"[],") + 2 * proof
    longest = 0
    for answers in (1, 39, 40, 999, 1000):
        per_question = (answers + 1) * entry + (answers + 2) * proof + 2 * proof + 100
        number = min(100, 4000 // (answers + 1))
        longest = max(longest, number * per_question)
    around = 64 + 43 + element + 1000
    assert longest + around <= limits_of(SPEC)["a ballot in bytes"]
    greatest = replace(SMALL.election, questions=(question(999, 0, 999, blank=True),) * 4)
    assert longest < ballot.ballot_size_limit(greatest) < ballot.MAX_BALLOT_BYTES
    assert (len(str(GROUP.order)), len(str(2**2048))) == (scalar, element)
