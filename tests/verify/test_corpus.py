"""The whole corpus of broken records, in JavaScript: the same check and the same code as `python -m ballots verify`."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.verify.node import ROOT, Verifier
from tests.verify.python import said, verify
from tests.verify.twins import TWINS, twin_of

BROKEN = ROOT / "tests" / "vectors" / "broken"
INDEX: dict[str, list[dict[str, Any]]] = json.loads((BROKEN / "index.json").read_text("utf-8"))
EVERY = 6
PLACE = {entry["file"]: entry for entry in INDEX["broken"]}


@pytest.fixture(scope="module")
def verifier() -> Iterator[Verifier]:
    with Verifier() as running:
        yield running


def record(entry: dict[str, Any]) -> bytes:
    return (BROKEN / entry["file"]).read_bytes()


def brought(entry: dict[str, Any]) -> dict[str, str]:
    """What the reader of a record brings, as the options of `verifyRecord` are named."""
    names = {"receipt": "receipt", "key": "boardKey"}
    return {names[name]: value for name, value in entry.get("options", {}).items()}


@pytest.mark.parametrize("step", [EVERY, pytest.param(1, marks=pytest.mark.prove)])
def test_every_broken_record_is_refused_by_its_check_with_its_code(verifier: Verifier, step: int) -> None:
    """All in one test: the process remembers what records share. What others add to the index comes in by itself.

    Each run looks at every sixth, `prove` at each.

    Only check 2.5 is Python's alone: a page goes on from no earlier check.
    """
    entries = [entry for entry in INDEX["broken"] if "from" not in entry.get("options", {})]
    assert {entry["check"] for entry in INDEX["broken"] if entry not in entries} == {"2.5"}
    assert len(entries) >= 600
    looked_at = entries[::step]
    answers = {
        entry["file"]: said(verifier.verify(record(entry), remember=True, **brought(entry))) for entry in looked_at
    }
    expected = {entry["file"]: ("refused", entry["check"], entry["code"]) for entry in looked_at}
    assert {name: answer for name, answer in answers.items() if answer != expected[name]} == {}


@pytest.mark.parametrize("entry", INDEX["good"], ids=lambda entry: Path(entry["file"]).stem)
def test_a_good_record_is_right_as_far_as_belenios_looks(verifier: Verifier, entry: dict[str, Any]) -> None:
    report = verifier.verify(record(entry), foreign=True, remember=True, **brought(entry))
    assert (report["verdict"], report["code"]) == ("foreign" if entry["alone"] else "accepted", None)
    assert (report["stage"], report["result"]) == (entry["stage"], entry["result"])
    assert verifier.verify(record(entry), remember=True, **brought(entry))["code"] == entry["alone"]


def test_a_record_of_an_earlier_program_says_what_it_lacks(verifier: Verifier) -> None:
    lacks = {
        "closed": ["no-accounting", "own-keys"],
        "result": ["not-bound", "no-accounting", "own-keys"],
        "counted-after": ["no-accounting", "own-keys"],
    }
    for name, wanted in lacks.items():
        entry = {"file": f"good/record-legacy-{name}.record.zip"}
        assert verifier.verify(record(entry), foreign=True, remember=True)["notChecked"] == wanted


def test_a_slip_that_was_cast_is_named_as_python_names_it(verifier: Verifier, tmp_path: Path) -> None:
    for name in ("unused-slip-was-cast", "void-slip-was-cast"):
        data = (BROKEN / f"{name}.record.zip").read_bytes()
        detail = verifier.verify(data, remember=True)["detail"]
        assert re.search(r"public credential [0-9]{20}…$", detail)
        assert detail == verify(data, tmp_path)["detail"]


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
