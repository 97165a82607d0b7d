"""Answers that are alike: JavaScript folds as Python does, character by character, and finds the same (SPEC 4.2)."""

from __future__ import annotations

import json
import subprocess
import unicodedata
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from ballots.alike import find_alike, folded
from tests.support.archives import archive, board_events
from tests.support.elections import question, small_election
from tests.verify.node import ROOT, Verifier, node
from tests.verify.twins import Twin, twin_of

FOLDING = Path(__file__).with_name("folding.js")
TABLE = json.loads((ROOT / "tests" / "vectors" / "alike.json").read_text("utf-8"))


def ask(script: Path = FOLDING, **question: object) -> dict[str, Any]:
    done = subprocess.run([node(), str(script)], input=json.dumps(question), capture_output=True, text=True, check=True)
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def test_the_table_is_what_javascript_says() -> None:
    said = ask(cases=[row["answers"] for row in TABLE])["cases"]
    assert said == [{"folded": row["folded"], "found": row["found"]} for row in TABLE]
    assert {found["fault"] for row in TABLE for found in row["found"]} == {"steering", "silent", "alike", "blank"}


def test_every_character_that_both_know_is_folded_alike_and_once_is_enough() -> None:
    javascript = dict(ask(characters=True)["characters"])
    python = {number: folded(chr(number)) for number in javascript if unicodedata.category(chr(number)) != "Cn"}
    assert len(python) > 140_000
    assert {hex(number) for number, text in python.items() if javascript[number] != text} == set()
    assert {hex(number) for number, text in python.items() if folded(text) != text} == set()


@pytest.mark.parametrize(
    ("text", "instead"),
    [(".normalize('NFKC')", ""), (".replace(LETTERS, (letter) => SAME[letter])", ""), (".replace(UNSPOKEN, '')", "")],
)
def test_a_reader_that_folds_less_is_caught(text: str, instead: str, tmp_path: Path) -> None:
    twin_of(Twin(module="alike.js", text=text, instead=instead, record=""), tmp_path)
    said = ask(tmp_path / FOLDING.relative_to(ROOT), cases=[row["answers"] for row in TABLE])["cases"]
    assert [row["folded"] for row in said] != [row["folded"] for row in TABLE]


def test_a_record_with_answers_that_are_alike_is_accepted_with_a_warning() -> None:
    answers = ("بنیاد کوشا", "کانون مهر", "بنياد كوشا")
    small = small_election(question(2, 0, 1), replace(question(3, 0, 1), answers=answers))
    with Verifier() as verifier:
        report = verifier.verify(archive(board_events(small, [])), foreign=True)
    assert [(one.answer, one.other) for one in find_alike(answers)] == [(3, 1)]
    assert report["verdict"] != "refused"
    assert report["warnings"] == [{"question": 2, "answer": 3, "fault": "alike", "other": 1}]
