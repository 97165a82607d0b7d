"""Checkpoints: the head of a board as a signed note that fits on paper. SPEC: checkpoints.

The text has the lines of a C2SP checkpoint: origin, number of events, hash of the last event in base64; then
`fingerprint` and `time`, and lines `name value` that say what else the head stands for. The hash is that of the chain,
not of a Merkle tree.
"""

import base64
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from ballots.board import Head
from ballots.custody_errors import CheckpointFormatError
from ballots.note import Note, NoteKey, verify_note

ACCOUNTING: Final = "accounting"
BINDINGS: Final = "bindings"
BUNDLES: Final = "bundles"
CLOCK: Final = "clock"
RELEASED: Final = "released"
"""What `clock` says in the first head after two officers looked at a clock that was in doubt, and released it."""
KNOWN: Final = (ACCOUNTING, BINDINGS, "journal", BUNDLES, CLOCK)
"""The names of lines that this version knows, in the order in which they stand; others may stand among them."""

_TEXT = re.compile(
    r"([^\s+]{1,200})\n([1-9][0-9]{0,9})\n([A-Za-z0-9+/]{43}=)\n"
    r"fingerprint ([A-Za-z0-9+/]{43})\ntime ([1-9][0-9]{0,11})\n"
    r"((?:[a-z][a-z0-9-]{0,31} [!-~]{1,200}\n){0,30})"
)
_BUNDLES = re.compile(r"[A-Za-z0-9+/]{43}(?::[A-Za-z0-9+/]{43}){3}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkpoint:
    """`origin` names the board (`<host>/elections/<id>`); `time` in seconds of the Unix clock; `lines` by name."""

    origin: str
    head: Head
    fingerprint: str
    time: int
    lines: Mapping[str, str] = field(default_factory=dict)

    def to_text(self) -> str:
        """Return the text that is signed; lines stand in the order in which `lines` has them."""
        root = base64.b64encode(bytes.fromhex(self.head.hash)).decode()
        said = f"{self.origin}\n{self.head.height + 1}\n{root}\nfingerprint {self.fingerprint}\ntime {self.time}\n"
        return said + "".join(f"{name} {value}\n" for name, value in self.lines.items())


def decode_checkpoint(text: str) -> Checkpoint:
    """Return the checkpoint of a note's text. Raises CheckpointFormatError."""
    found = _TEXT.fullmatch(text)
    if found is None:
        raise CheckpointFormatError("the text is not a checkpoint of a board")
    lines = dict(line.split(" ") for line in found[6].splitlines())
    known = [KNOWN.index(name) for name in lines if name in KNOWN]
    checkpoint = Checkpoint(
        origin=found[1],
        head=Head(int(found[2]) - 1, base64.b64decode(found[3]).hex()),
        fingerprint=found[4],
        time=int(found[5]),
        lines=lines,
    )
    if known != sorted(known) or checkpoint.to_text() != text:
        raise CheckpointFormatError("the checkpoint is not in its one spelling")
    if BUNDLES in lines and not _BUNDLES.fullmatch(lines[BUNDLES]):
        raise CheckpointFormatError("the line `bundles` has not the four hashes of the published pages")
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
