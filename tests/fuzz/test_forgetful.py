"""The twins that forget a check are found out, and so is a command that says what none may."""

from __future__ import annotations

import pytest

from tests.fuzz.forgetful import NEW, TWINS
from tests.fuzz.search import search
from tests.fuzz.tally import Tally
from tests.fuzz.target import Fault, OddError, Target
from tests.fuzz.terminal import named_code
from tests.support.sampling import every_third

INPUTS = 1500


@pytest.mark.parametrize("twin", every_third(TWINS))  # together they take a minute
def test_what_was_forgotten_is_found(twin: Target) -> None:
    with pytest.raises(Fault) as found:
        search(twin, INPUTS, 1, Tally(), is_shrinking=False)
    assert "OddError" in found.value.reason or found.value.reason == "accepted, and it is not genuine"


def test_every_new_target_has_a_twin() -> None:
    assert {one.name for one in NEW} == {twin.name.partition(": ")[2] for twin in TWINS[: len(NEW)]}


@pytest.mark.parametrize(
    ("status", "out", "errors"),
    [
        (0, "name\x1b[2J\n", ""), (0, "a\rb", ""), (0, "\u202e", ""), (1, "", "file: \x9b1m\n"), (1, "", ""),
        (1, "", "Traceback (most recent call last):\nKeyError: 'x'\n"), (1, "", "nowhere-defined: words\n"),
        (1, "", "encoding-wrong-shape: one\nencoding-wrong-shape: two\n"), (1, "Refused at check 8.5 (lots): x: y", ""),
        (1, "some words", ""), (2, "", ""), (2, "", "usage: x"), (3, "", ""), (3, "Accepted", ""), (4, "", "file: x"),
        (-9, "", ""),
        (1, "", "encoding-wrong-shape: \n"), (1, '{\n "code": null,\n}', ""),
    ],
)  # fmt: skip
def test_words_that_no_command_may_say_are_caught(status: int, out: str, errors: str) -> None:
    with pytest.raises(OddError):
        named_code(status, out, errors)


def test_a_named_sentence_is_a_refusal() -> None:
    assert named_code(0, "whatever\n", "") is None
    assert named_code(1, "lines before\n", "encoding-wrong-shape: a list was expected\n") == "encoding-wrong-shape"
    assert named_code(1, "", "proof    lies here\nboard-forked: two heads\n") == "board-forked"
    assert named_code(1, "x\nRefused at check 8.5 (lots): lots-tie: drawing 1\n", "") == "lots-tie"
    assert named_code(1, '{\n "accepted": false,\n "code": "lots-tie",\n "detail": "x"\n}\n', "") == "lots-tie"
    assert named_code(2, "", "usage: x\nx: error: y\n") == "usage"
    assert named_code(3, "Foreign, not accepted: good as far as\n", "") == "foreign"
