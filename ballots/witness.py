"""What a witness does: keep the last head of a board, go on only to a board that continues it, cosign. SPEC: witnesses.

A witness that kept a head cannot be shown a board without it: a shorter or a forked board is refused, and the refused
checkpoint, signed by the board's own key, is the proof.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import BinaryIO

from ballots import board
from ballots.board import Head
from ballots.checkpoint import Checkpoint
from ballots.custody_errors import (
    BoardForkedError,
    BoardShortenedError,
    CheckpointMismatchError,
    WitnessStateError,
)

MAX_STATE = 10_000_000


@dataclass(frozen=True, slots=True)
class Kept:
    """What a witness keeps for one board: the head and the signed note that it saw last."""

    head: Head
    note: str


def check_continuation(archive: BinaryIO, checkpoint: Checkpoint, kept: Head | None) -> None:
    """Return when the archive holds the checkpoint's head and, before it, the head that was kept.

    Only the chain is read; what events mean is for `ballots.verify`. Raises BoardShortenedError, BoardForkedError,
    CheckpointMismatchError, or what `board.read_events` raises.
    """
    if kept is not None and checkpoint.head.height < kept.height:
        raise BoardShortenedError(f"height {checkpoint.head.height} where height {kept.height} was seen before")
    found = None
    for event in board.read_events(board.read_archive(archive)):
        if kept is not None and event.height == kept.height and event.hash != kept.hash:
            raise BoardForkedError(f"another event stands at height {kept.height} than was seen before")
        if event.height == checkpoint.head.height:
            found = event.hash
            break
    if found != checkpoint.head.hash:
        raise CheckpointMismatchError("the archive does not hold the head that the checkpoint names")


def encode_state(kept: Mapping[str, Kept]) -> bytes:
    """Return what a witness writes to its file: heads and notes by origin."""
    said = {
        origin: {"height": one.head.height, "hash": one.head.hash, "note": one.note} for origin, one in kept.items()
    }
    return json.dumps(said, ensure_ascii=False, indent=1, sort_keys=True).encode() + b"\n"


def decode_state(data: bytes) -> dict[str, Kept]:
    """Return what a witness kept. Raises WitnessStateError: a damaged file must never pass for an empty one."""
    try:
        if len(data) > MAX_STATE:
            raise ValueError("too long")
        said = json.loads(data)
        kept = {
            str(origin): Kept(Head(int(one["height"]), str(one["hash"])), str(one["note"]))
            for origin, one in said.items()
        }
        if encode_state(kept) != data:
            raise ValueError("another spelling")
    except (ValueError, TypeError, KeyError, AttributeError, OverflowError, RecursionError) as error:
        raise WitnessStateError("the witness's file is damaged") from error
    return kept
