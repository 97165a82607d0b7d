"""`python -m ballots challenge`: open a challenged ballot and say what it holds and what its tracker is."""

import argparse
from pathlib import Path
from typing import Any, Final

from ballots import board as chain
from ballots.ballot import tracker
from ballots.challenge import decode_opening, read_opening_code, reopen
from ballots.custody_errors import FileError
from ballots.election import Election, decode_election
from ballots.errors import OpeningCastError
from ballots.files import read_file
from ballots.record.source import open_record
from ballots.short import WHOLE, Kind, grouped, short
from ballots.terminal import say

_MOST: Final = 20_000_000
_LOOKED: Final = (
    "Up to the last signed entry of this record the ballot is not in the box; a ballot cast after it is not seen here."
)
_UNASKED: Final = (
    "Not looked at: whether this ballot was cast. With --record it is, up to the last signed entry of that record."
)


def add(parsers: Any) -> None:
    """Add `challenge TEXT (--election FILE | --record RECORD)`."""
    parser = parsers.add_parser("challenge", help="open a challenged ballot: its choices and its tracker")
    said = "what the code says: the opening, alone, in a code or at the end of an address"
    parser.add_argument("text", metavar="TEXT", help=said)
    known = parser.add_mutually_exclusive_group(required=True)
    known.add_argument("--election", type=Path, metavar="FILE", help="election.json, as published")
    known.add_argument("--record", type=Path, metavar="RECORD", help="the record: a ballot that it holds is not opened")
    parser.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> int:
    election, trackers = _known(arguments)
    opening = decode_opening(read_opening_code(arguments.text, election.uuid), election)
    ballot = reopen(election, opening)
    if tracker(ballot) in trackers:
        raise OpeningCastError("this ballot was cast; opening it would show how somebody voted")
    for question, marks in zip(election.questions, opening.choices, strict=True):
        say(*_lines(election, question.text, _marked(question.answers, marks, question.blank)))
    say(f"tracker  {grouped(tracker(ballot))}")
    say(f"short    {grouped(short(Kind.TRACKER, tracker(ballot), WHOLE))}")
    say("The booth was honest if it showed this tracker before it was challenged, and these are your choices.")
    say(_UNASKED if arguments.record is None else _LOOKED)
    return 0


def _known(arguments: argparse.Namespace) -> tuple[Election, frozenset[str]]:
    """Return the election, and the trackers of the ballots that its record holds. Raises BallotsError."""
    if arguments.record is None:
        return decode_election(read_file(arguments.election, _MOST).rstrip(b"\r\n")), frozenset()
    election, trackers = None, set()
    try:
        with open_record(arguments.record) as record:
            for event in chain.read_events(chain.read_archive(record.archive)):
                if event.type == chain.SETUP:
                    election = decode_election(chain.check_setup_data(event)[0])
                elif event.type == chain.BALLOT:
                    trackers.add(tracker(event.data[0]))
    except OSError as error:
        raise FileError(f"{arguments.record}: {error.strerror or 'cannot be read'}") from error
    if election is None:
        raise FileError(f"{arguments.record}: holds no election")
    return election, frozenset(trackers)


def _marked(answers: tuple[str, ...], marks: tuple[int, ...], blank: bool) -> list[str]:
    names = ("(blank)", *answers) if blank else answers
    return [name for name, mark in zip(names, marks, strict=True) if mark]


def _lines(election: Election, question: str, marked: list[str]) -> list[str]:
    title = question or election.name
    return [f"question {title}", *(f"marked   {name}" for name in marked or ["(nothing)"])]
