"""A witness at work: a board that is shown step by step, forks of it, and the command with its answers."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from pathlib import Path

import pytest

from ballots import board
from ballots.__main__ import main
from ballots.board import BoardEvent
from ballots.commands.board_copy import BoardCopy
from ballots.record import container
from ballots.record.checkpoints import encode_checkpoints
from ballots.witness import Kept, decode_state
from tests.support.archives import chain, links
from tests.support.records import KEY, ORIGIN, Publisher, publish, put_folder

HELD = publish(((0, ((1, 0),)), (1, ((0, 0),))), voters=4, trustees=1)
EVENTS = HELD.events
NOTE = "checkpoint.txt"


def shown(height: int, held: Publisher = HELD, *, signed: int | None = None, **changes: object) -> dict[str, bytes]:
    """What a board shows up to a height: the record's files, and the head that is signed now."""
    at = height if signed is None else signed
    notes = [held.note(one) for one in held.signed_heights(at) if one < at] + [held.note(at, **changes)]
    files = held.files(height) | {container.CHECKPOINTS: encode_checkpoints(notes), NOTE: notes[-1].encode()}
    del files[container.README]
    return files


class Desk:
    """A folder to work in, the board that is shown there, and the command with its answers."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder = folder
        self.board = str(folder / "board")
        self.capsys = capsys

    @property
    def state(self) -> Path:
        return self.folder / "state.json"

    @property
    def kept(self) -> Kept:
        return decode_state(self.state.read_bytes())[ORIGIN]

    @property
    def copy(self) -> Path:
        return BoardCopy(self.state, ORIGIN).folder

    def proof(self, note: str) -> Path:
        """Where a refused head is kept."""
        return self.copy / "refused" / hashlib.sha256(note.encode()).hexdigest()[:12]

    def show(self, files: dict[str, bytes]) -> None:
        put_folder(files, self.folder / "board")

    def keep(self, *more: object, status: int = 0) -> str:
        """Look once; what was said, on the other stream for a refusal."""
        given = ["witness", "keep", self.board, "--board-key", str(KEY), "--state", str(self.state)]
        assert main([*given, *map(str, more)]) == status
        captured = self.capsys.readouterr()
        return captured.err if status else captured.out + captured.err

    def refuses(self, files: dict[str, bytes], code: str, *more: object) -> str:
        """Show this: it is refused, and what was kept stays as it was."""
        before = self.state.read_bytes() if self.state.exists() else None
        self.show(files)
        said = self.keep(*more, status=1)
        assert code in said.splitlines()[-1]
        assert (self.state.read_bytes() if self.state.exists() else None) == before
        return said


def fork(*kept: BoardEvent) -> Publisher:
    """The same election, with other ballots behind these events."""
    ballots = [board.ballot_event(EVENTS[0].head, HELD.small.ballot(voter, ((0, 1),))) for voter in (2, 3)]
    return replace(HELD, events=chain([*links(kept), *links(ballots)]))


def false_ballot() -> Publisher:
    """A board whose second ballot has a false proof, behind good hashes and under the board's own signature."""
    said = json.loads(EVENTS[2].data[0])
    said["signature"]["proof"]["challenge"] = "1"
    wrong = board.ballot_event(EVENTS[1].head, json.dumps(said, separators=(",", ":")).encode())
    return replace(HELD, events=(*EVENTS[:2], wrong))
