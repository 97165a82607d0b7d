"""What a witness does: remember a board, go on only to a board that continues it, cosign. SPEC: witnesses.

Three heads are kept apart: the last one *checked* in full, the highest one *seen*, signed or not, and the last one that
the board *signed*. A witness that kept them cannot be shown a board without them: a shorter or a forked board is
refused, and the refused checkpoint, signed by the board's own key, is the proof.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, BinaryIO, Final

from ballots import board as chain
from ballots.archive_errors import SetupMissingError
from ballots.board import BoardEvent, Head
from ballots.checkpoint import ACCOUNTING, BINDINGS, KNOWN, Checkpoint, decode_checkpoint
from ballots.custody_errors import (
    BoardForkedError,
    BoardShortenedError,
    CheckpointChangedError,
    CheckpointMismatchError,
    CheckpointTimeError,
    NoteError,
    WitnessStateError,
)
from ballots.encoding import hash_base64
from ballots.note import decode_note
from ballots.record.errors import BindingsMissingError, CheckpointElectionError

MAX_STATE: Final = 10_000_000
AHEAD: Final = 600
"""Seconds that a board's clock may be ahead of the witness's own."""

_VERSION: Final = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What a witness keeps for one board.

    `seen` is the highest event of any archive it was shown, `checked` the last head whose record passed every check,
    None before the first; `note` is the last signed head, and `size` how many bytes of the archive the own copy holds.
    """

    seen: Head
    note: str
    checked: Head | None = None
    size: int = 0

    @property
    def signed(self) -> Checkpoint:
        """The last signed head. Raises NoteError."""
        return decode_checkpoint(decode_note(self.note).text)


def check_checkpoint(said: Checkpoint, last: Checkpoint | None, now: int) -> None:
    """Return when a checkpoint may follow the last one; `now` in seconds of the witness's own clock.

    Raises CheckpointTimeError, BoardShortenedError, BoardForkedError, CheckpointElectionError or
    CheckpointChangedError.
    """
    if said.time > now + AHEAD:
        raise CheckpointTimeError(f"the head was signed {said.time - now} seconds in the future")
    if last is None:
        return
    if said.head.height < last.head.height:
        raise BoardShortenedError(f"height {said.head.height} where height {last.head.height} was signed before")
    if said.head.height == last.head.height and said.head.hash != last.head.hash:
        raise BoardForkedError(f"another event was signed at height {last.head.height} before")
    if said.fingerprint != last.fingerprint:
        raise CheckpointElectionError("the head is signed for another election than before")
    if said.time < last.time:
        raise CheckpointTimeError(f"the head was signed {last.time - said.time} seconds before the last one")
    if said.head.height == last.head.height:
        _check_same(KNOWN, said, last)
    elif ACCOUNTING in last.lines:
        _check_same((ACCOUNTING,), said, last)


def _check_same(names: Iterable[str], said: Checkpoint, last: Checkpoint) -> None:
    """Compare what two heads name besides the board in lines that cannot have changed between them."""
    for name in names:
        if said.lines.get(name) != last.lines.get(name):
            raise CheckpointChangedError(f"height {last.head.height} was signed with another line `{name}`, or none")


def follow(archive: BinaryIO, said: Checkpoint, kept: Kept | None) -> Head:
    """Return the last event of an archive that holds the checkpoint's head and, before it, whatever was kept.

    Only the chain is read, and what ties it to the checkpoint; what events mean is for `ballots.record.verify`. Raises
    BoardShortenedError, BoardForkedError, CheckpointMismatchError, CheckpointElectionError, CheckpointChangedError,
    BindingsMissingError, or what `board.read_events` raises.
    """
    signed = None if kept is None else kept.signed
    fixed = {} if signed is None else {ACCOUNTING: chain.END_BALLOTS, BINDINGS: chain.PARTIAL_DECRYPTION}
    known = [] if kept is None else [one for one in (kept.checked, kept.seen) if one is not None]
    last: Head | None = None
    for event in chain.read_events(chain.read_archive(archive)):
        for one in known:
            if event.height == one.height and event.hash != one.hash:
                raise BoardForkedError(f"another event stands at height {one.height} than was seen before")
        _check_said(event, said)
        if signed is not None and signed.head.height < event.height <= said.head.height:
            fixed = {name: kind for name, kind in fixed.items() if kind != event.type}
        last = event.head
    if last is None:
        raise SetupMissingError("the board has no event")
    for one in known:
        if last.height < one.height:
            raise BoardShortenedError(f"the board ends at height {last.height}, {one.height} was seen before")
    if last.height < said.head.height:
        raise CheckpointMismatchError("the archive ends before the head that the checkpoint names")
    if signed is not None:
        _check_same(fixed, said, signed)
    return last


def _check_said(event: BoardEvent, said: Checkpoint) -> None:
    """Compare an event with what the checkpoint says of it."""
    if event.height == 0:
        if event.type != chain.SETUP:
            raise SetupMissingError("the board does not begin with a Setup event")
        if hash_base64(chain.check_setup_data(event)[0]) != said.fingerprint:
            raise CheckpointElectionError("the head is signed for another election than the board's")
    if event.height == said.head.height and event.hash != said.head.hash:
        raise BoardForkedError(f"another event stands at height {event.height} than the board signed")
    is_counted = event.type == chain.PARTIAL_DECRYPTION and event.height <= said.head.height
    if is_counted and BINDINGS not in said.lines:
        raise BindingsMissingError("the signed head stands behind a decryption and names no bindings")


def encode_state(kept: Mapping[str, Kept]) -> bytes:
    """Return what a witness writes to its file: what it keeps by the board's name."""
    boards = {
        origin: {
            "checked": _encode_head(one.checked), "note": one.note, "seen": _encode_head(one.seen), "size": one.size,
        }
        for origin, one in kept.items()
    }  # fmt: skip
    return _encode({"version": _VERSION, "boards": boards})


def decode_state(data: bytes) -> dict[str, Kept]:
    """Return what a witness kept. Raises WitnessStateError: a damaged file must never pass for an empty one.

    A file of the first version holds one head for each board: it was seen and signed; nothing says that it was checked.
    """
    try:
        if len(data) > MAX_STATE:
            raise ValueError("too long")
        said = json.loads(data)
        if "version" in said:
            kept = {str(origin): _decode(one) for origin, one in said["boards"].items()}
            written = encode_state(kept)
        else:
            kept = {str(origin): _decode_first(one) for origin, one in said.items()}
            written = _encode(said) if kept else b""
        if written != data:
            raise ValueError("another spelling")
    except (ValueError, TypeError, KeyError, AttributeError, OverflowError, RecursionError, NoteError) as error:
        raise WitnessStateError("the witness's file is damaged") from error
    return kept


def _encode(said: object) -> bytes:
    return json.dumps(said, ensure_ascii=False, indent=1, sort_keys=True).encode() + b"\n"


def _encode_head(head: Head | None) -> dict[str, object] | None:
    return None if head is None else {"hash": head.hash, "height": head.height}


def _decode(one: Any) -> Kept:
    checked = None if one["checked"] is None else _decode_head(one["checked"])
    kept = Kept(checked=checked, seen=_decode_head(one["seen"]), note=str(one["note"]), size=_number(one["size"]))
    highest = max(kept.signed.head.height, checked.height if checked else 0)
    if kept.seen.height < highest:
        raise ValueError("more is signed or checked than was seen")
    return kept


def _decode_first(one: Any) -> Kept:
    if one.keys() != {"hash", "height", "note"}:
        raise ValueError("other fields")
    kept = Kept(seen=_decode_head(one), note=str(one["note"]))
    if kept.signed.head != kept.seen:
        raise ValueError("the note is of another head")
    return kept


def _decode_head(one: Any) -> Head:
    return Head(_number(one["height"]), str(one["hash"]))


def _number(value: Any) -> int:
    if type(value) is not int or value < 0:
        raise ValueError("not a whole number")
    return value
