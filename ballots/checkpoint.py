"""Checkpoints: the head of a board as a signed note that fits on paper. SPEC: checkpoints.

The text has the lines of a C2SP checkpoint: origin, number of events, hash of the last event in base64; then
`fingerprint` and `time`. The hash is that of the chain, not of a Merkle tree.
"""

import base64
import re
from dataclasses import dataclass

from ballots.board import Head
from ballots.custody_errors import CheckpointFormatError
from ballots.note import Note, NoteKey, verify_note

_TEXT = re.compile(
    r"([^\s+]{1,200})\n([1-9][0-9]{0,9})\n([A-Za-z0-9+/]{43}=)\n"
    r"fingerprint ([A-Za-z0-9+/]{43})\ntime ([1-9][0-9]{0,11})\n"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkpoint:
    """`origin` names the board (`<host>/elections/<id>`); `time` in seconds of the Unix clock."""

    origin: str
    head: Head
    fingerprint: str
    time: int

    def to_text(self) -> str:
        """Return the text that is signed."""
        root = base64.b64encode(bytes.fromhex(self.head.hash)).decode()
        return f"{self.origin}\n{self.head.height + 1}\n{root}\nfingerprint {self.fingerprint}\ntime {self.time}\n"


def decode_checkpoint(text: str) -> Checkpoint:
    """Return the checkpoint of a note's text. Raises CheckpointFormatError."""
    found = _TEXT.fullmatch(text)
    if found is None:
        raise CheckpointFormatError("the text is not a checkpoint of a board")
    root = base64.b64decode(found[3])
    checkpoint = Checkpoint(
        origin=found[1], head=Head(int(found[2]) - 1, root.hex()), fingerprint=found[4], time=int(found[5])
    )
    if checkpoint.to_text() != text:
        raise CheckpointFormatError("the checkpoint is not in its one spelling")
    return checkpoint


def open_checkpoint(note: Note, key: NoteKey) -> Checkpoint:
    """Return the checkpoint that a note holds, signed by the board's own key under the origin's name.

    Raises NoteSignatureError or CheckpointFormatError.
    """
    verify_note(note, key)
    checkpoint = decode_checkpoint(note.text)
    if checkpoint.origin != key.name:
        raise CheckpointFormatError("the checkpoint is of another board than its key")
    return checkpoint
