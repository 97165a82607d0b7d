"""`python -m ballots challenge`: open a challenged ballot and say what it holds and what its tracker is."""

import argparse
from pathlib import Path
from typing import Any, Final

from ballots.ballot import tracker
from ballots.challenge import decode_opening, reopen
from ballots.election import Election, decode_election
from ballots.files import read_file

_MOST: Final = 20_000_000


def add(parsers: Any) -> None:
    """Add `challenge TEXT --election FILE`."""
    parser = parsers.add_parser("challenge", help="open a challenged ballot: its choices and its tracker")
    parser.add_argument("text", metavar="TEXT", help="the opening, or the address that ends with it")
    parser.add_argument("--election", type=Path, required=True, metavar="FILE", help="election.json, as published")
    parser.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> int:
    election = decode_election(read_file(arguments.election, _MOST).rstrip(b"\r\n"))
    opening = decode_opening(arguments.text.rpartition("#")[2].strip(), election)
    ballot = reopen(election, opening)
    for question, marks in zip(election.questions, opening.choices, strict=True):
        print(*_lines(election, question.text, _marked(question.answers, marks, question.blank)), sep="\n")
    print(f"tracker  {_grouped(tracker(ballot))}")
    print("The booth was honest if it showed this tracker before it was challenged, and these are your choices.")
    return 0


def _marked(answers: tuple[str, ...], marks: tuple[int, ...], blank: bool) -> list[str]:
    names = ("(blank)", *answers) if blank else answers
    return [name for name, mark in zip(names, marks, strict=True) if mark]


def _lines(election: Election, question: str, marked: list[str]) -> list[str]:
    title = question or election.name
    return [f"question {title}", *(f"marked   {name}" for name in marked or ["(nothing)"])]


def _grouped(text: str) -> str:
    """Return a tracker as the screens show it."""
    return " ".join(text[start : start + 4] for start in range(0, len(text), 4))
