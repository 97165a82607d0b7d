"""An opening, read and made again in JavaScript: the ballot byte for byte, and every refusal of SPEC 10."""

from __future__ import annotations

import base64
import hashlib
import json
import subprocess
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from ballots.challenge import encode_opening
from tests.ballots.test_challenge import SMALL, challenged
from tests.support.elections import Marks, question, small_election
from tests.vectors.drafts import P, Q
from tests.verify.node import node
from tests.verify.twins import Twin, twin_of

OPEN = Path(__file__).with_name("open.js")


def ask(*questions: tuple[str, list[str] | None], election: bytes = b"", script: Path = OPEN) -> list[dict[str, Any]]:
    """What opening.js says of texts, each with the trackers of a board or None."""
    data = base64.b64encode(election or SMALL.election.to_bytes()).decode()
    lines = [json.dumps({"election": data, "text": text, "board": board}) for text, board in questions]
    done = subprocess.run([node(), str(script)], input="\n".join(lines), capture_output=True, text=True, check=True)
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_the_opening_makes_the_ballot_again_byte_for_byte() -> None:
    ballot, opening = challenged()
    (answer,) = ask((encode_opening(opening), None))
    assert answer["ballot"].encode() == ballot
    assert answer["marks"] == [list(row) for row in opening.choices]
    assert answer["tracker"] == base64.b64encode(hashlib.sha256(ballot).digest()).decode().rstrip("=")
    assert answer["looked"] is False


@pytest.mark.parametrize(
    "choices",
    [((0, 1, 0, 0, 1), (1, 0, 0, 0)), ((1, 0, 0, 0, 0), (0, 0, 0, 0)), ((0, 0, 0, 1, 0), (0, 1, 1, 1))],
    ids=["blank", "no mark", "all marks"],
)
def test_every_kind_of_choice_is_made_again(choices: Marks) -> None:
    ballot, opening = challenged(SMALL, choices)
    (answer,) = ask((encode_opening(opening), []))
    assert answer["ballot"].encode() == ballot
    assert answer["looked"] is True


def test_a_question_without_blank_whose_bounds_are_one_number_is_made_again() -> None:
    small = small_election(question(3, 2, 2), voters=2)
    ballot, opening = challenged(small, ((0, 1, 1),))
    (answer,) = ask((encode_opening(opening), None), election=small.election.to_bytes())
    assert answer["ballot"].encode() == ballot


def test_a_ballot_that_was_cast_is_not_opened() -> None:
    ballot, opening = challenged()
    cast, other = hashlib.sha256(ballot).hexdigest(), "0" * 64
    first, second = ask((encode_opening(opening), [other, cast]), (encode_opening(opening), [other]))
    assert first == {"code": "opening-cast"}
    assert second["looked"] is True


def test_what_is_no_opening_of_this_election_is_refused() -> None:
    text = encode_opening(challenged()[1])
    raw = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))

    def changed(at: int, data: bytes) -> str:
        return base64.urlsafe_b64encode(raw[:at] + data + raw[at + len(data) :]).decode().rstrip("=")

    wrong = {
        "empty": "",
        "cut": text[:-1],
        "longer": text + "AA",
        "padded": text + "=",
        "standard alphabet": text[:30] + "+" + text[31:],
        "space": " " + text,
        "version": changed(0, b"\2"),
        "filling": changed(18, bytes([raw[18] | 1])),
        "too many marks": changed(17, b"\xff"),
        "too few marks": changed(17, b"\0" + bytes([raw[18] & 0x7F])),
        "blank and marks": changed(17, bytes([raw[17] | 4])),
        "credential 0": changed(19, bytes(256)),
        "credential 1": changed(19, bytes(255) + b"\1"),
        "credential outside": changed(19, bytes(255) + b"\5"),
        "credential + p": changed(19, P.to_bytes(256, "big")),
        "challenge": changed(19 + 256, Q.to_bytes(32, "big")),
        "response": changed(19 + 256 + 32, Q.to_bytes(32, "big")),
    }
    answers = ask(*((one, None) for one in wrong.values()))
    assert dict(zip(wrong, answers, strict=True)) == {name: {"code": "opening-format"} for name in wrong}


def test_bits_behind_the_last_byte_are_another_spelling() -> None:
    small = small_election(question(3, 0, 2), voters=2)
    text = encode_opening(challenged(small, ((0, 1, 1),))[1])
    digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    spelled = [text[:-1] + digits[digits.index(text[-1]) + more] for more in range(4)]
    answers = ask(*((one, None) for one in spelled), election=small.election.to_bytes())
    assert [answer.get("code") for answer in answers] == [None, *["opening-format"] * 3]


def test_another_choice_gives_another_tracker() -> None:
    ballot, opening = challenged()
    claimed = replace(opening, choices=((1, 0, 0, 0, 1), opening.choices[1]))
    (answer,) = ask((encode_opening(claimed), None))
    assert answer["ballot"].encode() != ballot


@pytest.mark.parametrize(
    "twin",
    [
        Twin(module="opening.js", text="!isMember(credential)", instead="false", record=""),
        Twin(module="opening.js", text="bits.slice(at).includes('1')", instead="false", record=""),
        Twin(module="opening.js", text="board?.trackers.has(hexDigest(ballot))", instead="false", record=""),
    ],
    ids=["any credential", "any filling", "any ballot"],
)
def test_a_reader_that_leaves_a_rule_out_is_caught(twin: Twin, tmp_path: Path) -> None:
    twin_of(twin, tmp_path)
    script = tmp_path / "tests" / "verify" / OPEN.name
    ballot, opening = challenged()
    text = encode_opening(opening)
    raw = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    outside = raw[:19] + bytes(255) + b"\5" + raw[275:]
    filled = raw[:18] + bytes([raw[18] | 1]) + raw[19:]
    texts = [base64.urlsafe_b64encode(one).decode().rstrip("=") for one in (outside, filled)]
    board = [hashlib.sha256(ballot).hexdigest()]
    answers = ask((texts[0], None), (texts[1], None), (text, board), script=script)
    assert sum("code" in answer for answer in answers) == 2
