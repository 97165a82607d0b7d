"""Twenty mutated inputs for readers in every run of the tests, for each in `prove`; `./majma fuzz` tries a million."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest

from tests.fuzz.search import search
from tests.fuzz.tally import Tally
from tests.fuzz.target import Target, judge, same
from tests.fuzz.targets import TARGETS
from tests.rules.tree import ROOT, written_files
from tests.support.sampling import every_third

INPUTS = 20
DECODER = re.compile(
    r"^def ((?:decode|open|read)_\w+|normalise\w*|draw|ballot_credential)\(\w+: (?:str|bytes|BinaryIO)", re.M
)

# Readers that stand behind another one, which is a target.
BEHIND = {
    "read_public_credentials",  # behind decode_public_credentials and index_credentials
    "read_list", "read_object", "read_text", "read_integer",  # of values that are parsed
    "read_file",  # behind every command
    "open_cluster",  # an address, of computers one trusts
}  # fmt: skip


@cache
def code_of(target: Target, data: bytes) -> str | None:
    """What comes of a good input, looked at once: some readers check a whole record."""
    return judge(target, data)


@pytest.mark.parametrize("target", every_third(TARGETS))
def test_mutated_inputs_are_refused_or_are_what_they_say(target: Target) -> None:
    tally = Tally()
    count = max(2, min(INPUTS, INPUTS * target.share // 100))
    search(target, count, 1, tally)
    assert tally.inputs >= count


@pytest.mark.parametrize("target", TARGETS, ids=lambda target: target.name)
def test_good_inputs_are_good(target: Target) -> None:
    codes = [code_of(target, data) for data in target.seeds()]
    assert None in codes


@pytest.mark.parametrize("target", TARGETS, ids=lambda target: target.name)
def test_mending_leaves_good_inputs_good_and_raises_nothing(target: Target) -> None:
    for data in target.seeds():
        if code_of(target, data) is None:
            assert code_of(target, target.mend(data)) is None
    for data in (b"", b"\xff", b"\n\n", b"[" * 10**5, b"1" * 5000, b'"\\ud800"', bytes(2048)):
        target.mend(data)


def test_every_reader_that_forgives_something_says_what() -> None:
    assert [target.name for target in TARGETS if (target.form is same) and target.forgives] == ["passphrase"]
    assert [target.name for target in TARGETS if (target.form is not same) and not target.forgives] == []


def test_names_of_targets_differ() -> None:
    assert len({target.name for target in TARGETS}) == len(TARGETS)


def readers(files: list[Path]) -> set[str]:
    """Return the names of functions that take bytes or a text and read it."""
    return {found[1] for path in files for found in DECODER.finditer(path.read_text("utf-8"))}


def test_every_reader_of_bytes_or_text_is_a_target() -> None:
    used = "".join(path.read_text("utf-8") for path in written_files(ROOT, "tests/fuzz", ".py"))
    found = readers(written_files(ROOT, "ballots", ".py")) - BEHIND
    assert len(found) >= 30
    assert {name for name in found if not re.search(rf"\b{name}\(", used)} == set()


def test_a_reader_without_a_target_is_caught(tmp_path: Path) -> None:
    (tmp_path / "m.py").write_text(
        "def decode_new(data: bytes) -> int:\n    ...\n\n\ndef encode_new(value: int): ...\n"
    )
    assert readers([tmp_path / "m.py"]) == {"decode_new"}
