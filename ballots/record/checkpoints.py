"""`checkpoints.txt`: every signed head of a board, and whether they are heads of this archive. SPEC: checkpoints."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final, Protocol

from ballots.board import Head
from ballots.checkpoint import ACCOUNTING, BINDINGS, Checkpoint, open_checkpoint
from ballots.custody_errors import NoteFormatError
from ballots.note import NoteKey, decode_note
from ballots.record.errors import (
    CheckpointElectionError,
    CheckpointHeadError,
    CheckpointLineError,
    CheckpointOrderError,
)

MAX_BYTES: Final = 268_435_456


class Heads(Protocol):
    """What an archive says of its heads."""

    @property
    def fingerprint(self) -> str:
        """The election's fingerprint."""

    @property
    def head(self) -> Head:
        """The last event."""

    def hash_at(self, height: int) -> str | None:
        """The hash of the event at a height that was asked for before the archive was read."""

    def lines_at(self, height: int) -> Mapping[str, str]:
        """The lines `accounting` and `bindings` that a checkpoint of that height must have, and no others of these.

        Of a file that the record does not hold none is due: earlier programs published neither.
        """


def encode_checkpoints(notes: Iterable[str]) -> bytes:
    """Return the file: each note as it was signed, and an empty line behind each."""
    return "".join(f"{note}\n" for note in notes).encode()


def decode_checkpoints(data: bytes, key: NoteKey) -> tuple[Checkpoint, ...]:
    """Return the checkpoints of a file, each signed by the board's key, heights growing, times never going back.

    Raises NoteFormatError, NoteSignatureError, CheckpointFormatError or CheckpointOrderError.
    """
    found: list[Checkpoint] = []
    for text in _split(data):
        checkpoint = open_checkpoint(decode_note(text), key)
        if found and (checkpoint.head.height <= found[-1].head.height or checkpoint.time < found[-1].time):
            raise CheckpointOrderError("signed heads do not grow, or their times go back")
        found.append(checkpoint)
    return tuple(found)


def _split(data: bytes) -> Iterator[str]:
    """Give each note: a text, an empty line, its signatures; an empty line ends it."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise NoteFormatError("the signed heads are not UTF-8") from error
    parts = text.split("\n\n")
    if len(parts) % 2 != 1 or len(parts) < 3 or parts[-1]:
        raise NoteFormatError("the signed heads are not notes with an empty line behind each")
    for said, below in zip(parts[0:-1:2], parts[1::2], strict=True):
        yield f"{said}\n\n{below}\n"


def verify_checkpoints(checkpoints: Sequence[Checkpoint], heads: Heads) -> str:
    """Check signed heads against the archive; return what there is to say of them.

    Raises CheckpointHeadError, CheckpointElectionError or CheckpointLineError, in this order, for the first that is
    wrong.
    """
    for checkpoint in checkpoints:
        height = checkpoint.head.height
        if heads.hash_at(height) != checkpoint.head.hash:
            raise CheckpointHeadError(f"the signed head of height {height} is not in the archive")
        if checkpoint.fingerprint != heads.fingerprint:
            raise CheckpointElectionError(f"the signed head of height {height} is of another election")
        said = {name: value for name, value in checkpoint.lines.items() if name in (ACCOUNTING, BINDINGS)}
        if said != heads.lines_at(height):
            raise CheckpointLineError(f"the signed head of height {height} names other files than the record holds")
    behind = heads.head.height - checkpoints[-1].head.height
    return f"{len(checkpoints)} signed heads" + (f", {behind} events behind the last" if behind else "")
