"""Which ballot a person means, and what the saved report says, without a page."""

from __future__ import annotations

import base64
import hashlib
import json
import subprocess
from pathlib import Path
from typing import Any

from ballots.short import WHOLE, Kind, grouped, short
from tests.vectors.spellings import ARABIC, PERSIAN
from tests.verify.node import node

SCRIPT = Path(__file__).with_name("find.js")
TRACKERS = [hashlib.sha256(bytes([number])).hexdigest() for number in range(50)]


def digits(hexadecimal: str) -> str:
    """The forty digits of a tracker."""
    text = base64.b64encode(bytes.fromhex(hexadecimal)).decode().rstrip("=")
    return short(Kind.TRACKER, text, WHOLE)


def ask(*typed: str) -> dict[str, Any]:
    given = json.dumps({"trackers": TRACKERS, "typed": typed})
    done = subprocess.run([node(), str(SCRIPT)], input=given, capture_output=True, text=True, check=True)
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def test_twelve_to_forty_digits_find_in_every_script_and_grouping() -> None:
    whole = digits(TRACKERS[7])
    typed = [
        change(whole[:count])
        for count in range(12, 41)
        for change in (
            str, grouped, lambda text: grouped(text).translate(PERSIAN), lambda text: text.translate(ARABIC),
            lambda text: grouped(text).replace(" ", "-"), lambda text: f"\u2066{grouped(text)}\u2069\n",
        )
    ]  # fmt: skip
    assert ask(*typed)["meant"] == [[TRACKERS[7]]] * len(typed)


def test_fewer_digits_more_than_forty_and_a_wrong_one_find_nothing() -> None:
    whole = digits(TRACKERS[7])
    wrong = whole[:-1] + str((int(whole[-1]) + 1) % 10)
    assert ask(whole[:11], whole + "0", wrong, whole[1:])["meant"] == [[], [], [], []]
    assert ask("123")["meant"] == [None]


def test_the_saved_report_says_which_program_checked() -> None:
    report = json.loads(ask()["report"])
    assert report == {"checked_by": "majma check.html, SPEC 7", "verdict": "accepted", "warnings": []}
