"""The table of openings: Python says of each what the table says; tests/booth/test_tables.py asks the browser."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from ballots import challenge
from ballots.__main__ import main
from ballots.challenge import decode_opening, opening_code, read_opening_code, reopen, tracker_code
from ballots.election import decode_election
from ballots.encoding import hash_base64
from ballots.errors import BallotsError, OpeningFormatError
from ballots.group import Group
from tests.vectors.openings import FOLDER, files

ELECTION = decode_election((FOLDER / "election.json").read_bytes())
CASES = sorted(path for path in FOLDER.glob("*.json") if path.name != "election.json")


def said_of(text: str) -> tuple[str, str]:
    """The code of the refusal, or "", and the tracker."""
    try:
        opening = decode_opening(read_opening_code(text, ELECTION.uuid), ELECTION)
    except BallotsError as error:
        return error.code, ""
    return "", hash_base64(reopen(ELECTION, opening))


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_python_says_what_the_table_says(path: Path) -> None:
    case: dict[str, Any] = json.loads(path.read_text("utf-8"))
    code, tracker = said_of(case["text"])
    if case["code"] == "opening-cast":  # well-formed: only the record tells, as below
        assert (code, len(tracker)) == ("", 43)
    else:
        assert (code, tracker) == (case["code"], case["tracker"])


def command(capsys: pytest.CaptureFixture[str], name: str, *known: object) -> tuple[int, str]:
    """What the command says of a case of the table."""
    text = json.loads((FOLDER / f"{name}.json").read_text("utf-8"))["text"]
    status = main(["challenge", text, *map(str, known)])
    said = capsys.readouterr()
    return status, said.out + said.err


def test_a_ballot_that_was_cast_is_not_opened_where_the_record_is_there(capsys: pytest.CaptureFixture[str]) -> None:
    record = ("--record", FOLDER / "record.bel")
    status, said = command(capsys, "cast", *record)
    assert (status, said.partition(":")[0]) == (1, "opening-cast")
    assert "marked" not in said
    status, said = command(capsys, "in-a-code", *record)
    assert status == 0
    assert "Not looked at" not in said
    assert "Up to the last signed entry of this record the ballot is not in the box" in said


def test_without_the_record_the_command_says_that_it_could_not_look(capsys: pytest.CaptureFixture[str]) -> None:
    status, said = command(capsys, "cast", "--election", FOLDER / "election.json")
    assert status == 0
    assert "Not looked at: whether this ballot was cast." in said
    assert "not in the box" not in said


def test_a_command_that_forgets_the_record_is_caught(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ballots.commands.challenge._known", lambda _arguments: (ELECTION, frozenset()))
    assert command(capsys, "cast", "--record", FOLDER / "record.bel")[0] == 0


def test_the_table_is_the_one_that_is_made_again() -> None:
    made = files()
    assert {path.name for path in FOLDER.iterdir()} == made.keys()
    assert all((FOLDER / name).read_bytes() == data for name, data in made.items())


def wrongly_taken() -> list[str]:
    """Cases of the table that are to be refused and are not."""
    refused = [path for path in CASES if json.loads(path.read_text("utf-8"))["code"] == "opening-format"]
    return [path.stem for path in refused if said_of(json.loads(path.read_text("utf-8"))["text"])[0] == ""]


def test_the_table_refuses_something_for_every_look_of_the_reader(monkeypatch: pytest.MonkeyPatch) -> None:
    """The broken twins: a reader that leaves one look out takes a case of the table."""
    assert wrongly_taken() == []
    with monkeypatch.context() as twin:
        twin.setattr(challenge, "check_choices", lambda *_: None)
        text = json.loads((FOLDER / "marks-too-many.json").read_text("utf-8"))["text"]
        assert decode_opening(text, ELECTION).choices[0][:3] == (1, 1, 1)
    with monkeypatch.context() as twin:
        twin.setattr(Group, "decode_scalar", lambda _self, text: int(text))
        assert {"challenge-order", "response-order"} <= set(wrongly_taken())
    with monkeypatch.context() as twin:
        twin.setattr(Group, "decode_element", lambda _self, text: int(text))
        assert "credential-2" in wrongly_taken()


def test_codes_name_their_election_and_come_back() -> None:
    uuid, text = ELECTION.uuid, "AbC-_9"
    assert tracker_code(uuid, "T" * 43) == f"majma tracker {uuid} {'T' * 43}"
    for typed in (opening_code(uuid, text), f" {opening_code(uuid, text)}\n".replace(" ", "  "), text, f"x#{text} "):
        assert read_opening_code(typed, uuid) == text
    with pytest.raises(OpeningFormatError):
        read_opening_code(opening_code("9" * 14, text), uuid)
