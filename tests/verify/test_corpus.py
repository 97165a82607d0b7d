"""The whole corpus of broken records, in JavaScript: the same check and the same code as `python -m ballots verify`."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.verify.node import ROOT, Verifier
from tests.verify.python import said
from tests.verify.twins import TWINS, twin_of

BROKEN = ROOT / "tests" / "vectors" / "broken"
INDEX: dict[str, list[dict[str, Any]]] = json.loads((BROKEN / "index.json").read_text("utf-8"))
PLACE = {entry["file"]: entry for entry in INDEX["broken"]}


@pytest.fixture(scope="module")
def verifier() -> Iterator[Verifier]:
    with Verifier() as running:
        yield running


def record(entry: dict[str, Any]) -> bytes:
    return (BROKEN / entry["file"]).read_bytes()


def test_every_broken_record_is_refused_by_its_check_with_its_code(verifier: Verifier) -> None:
    """All in one test: the process remembers what records share. What others add to the index comes in by itself."""
    answers = {entry["file"]: said(verifier.verify(record(entry), remember=True)) for entry in INDEX["broken"]}
    expected = {entry["file"]: ("refused", entry["check"], entry["code"]) for entry in INDEX["broken"]}
    assert len(expected) >= 432
    assert {name: answer for name, answer in answers.items() if answer != expected[name]} == {}


@pytest.mark.parametrize("entry", INDEX["good"], ids=lambda entry: Path(entry["file"]).stem)
def test_a_good_record_is_right_as_far_as_belenios_looks(verifier: Verifier, entry: dict[str, Any]) -> None:
    report = verifier.verify(record(entry), foreign=True, remember=True)
    decrypted = report["decryptions"] > 0 and not entry["file"].endswith(".zip")
    assert (report["verdict"], report["code"]) == ("foreign" if decrypted else "accepted", None)
    assert (report["stage"], report["result"]) == (entry["stage"], entry["result"])


def test_nothing_of_a_record_makes_the_verifier_break_down(verifier: Verifier) -> None:
    good = record(INDEX["good"][5])
    for cut in range(0, len(good), 997):
        assert said(verifier.verify(good[:cut], remember=True))[0] == "refused" or cut % 512 == 0


@pytest.mark.parametrize("name", TWINS)
def test_a_verifier_without_a_check_is_caught_by_the_corpus(name: str, tmp_path: Path) -> None:
    """The broken twin lets through what the right verifier refuses."""
    twin = TWINS[name]
    with Verifier(twin_of(twin, tmp_path)) as broken:
        answer = broken.verify(record(PLACE[twin.record]), foreign=True)
    assert said(answer) != ("refused", PLACE[twin.record]["check"], PLACE[twin.record]["code"])
