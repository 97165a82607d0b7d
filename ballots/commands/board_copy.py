"""A witness's own copy of a board: a folder that is a record itself, to which only what is new is added."""

import hashlib
import re
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import BinaryIO, Final

from ballots import board as chain
from ballots.board import Head
from ballots.commands.board_source import FolderBoard, Holds, WebBoard
from ballots.custody_errors import FileError, WitnessStateError
from ballots.errors import BallotsError
from ballots.files import ByteSource, make_folder, read_file, replace_file
from ballots.note import MAX_NOTE
from ballots.record.container import ACCOUNTING, ARCHIVE, BINDINGS, CHECKPOINTS, KEYS, LOTS
from ballots.witness import Kept

CHECKPOINT: Final = "checkpoint.txt"
BESIDE: Final = (BINDINGS, ACCOUNTING, CHECKPOINTS, KEYS, LOTS)
"""What a board may publish beside its archive."""
MAX_ARCHIVE: Final = 8_000_000_000

_PIECE: Final = 1 << 20
_REFUSED: Final = "refused"
_INCOMING: Final = ".incoming.bel"
_UNSAFE = re.compile(r"[^A-Za-z0-9.-]+")


class BoardCopy:
    """The copy of one board beside the witness's file.

    What is fetched is added to the copy, or lies apart as a whole, until it is accepted or refused; `shown` is where it
    lies, and `is_whole` says that it came whole.
    """

    def __init__(self, state: Path, origin: str) -> None:
        """Take the witness's file and the board's name."""
        digest = hashlib.sha256(origin.encode()).hexdigest()[:8]
        self.folder = state.with_name(f"{state.name}.boards") / f"{_UNSAFE.sub('_', origin)}-{digest}"
        self._archive = self.folder / ARCHIVE
        self._incoming = self.folder / _INCOMING
        self._has_news = False
        self.shown = self._archive

    @property
    def is_whole(self) -> bool:
        """Whether the archive that is shown was fetched from its beginning."""
        return self.shown == self._incoming

    def lost(self) -> Kept | None:
        """Return what the copy says was kept, where the witness's file does not know the board; None without a copy.

        What an unfinished look added does not count. Raises WitnessStateError when the copy is damaged, too.
        """
        if not self._archive.exists():
            return None
        try:
            with self._archive.open("rb") as file:
                last, size = _whole_events(file)
            note = read_file(self.folder / CHECKPOINT, MAX_NOTE).decode("utf-8", "replace")
            kept = Kept(seen=last, note=note, size=size)
            if kept.signed.head.height > last.height:
                raise WitnessStateError("a signed head is behind the end of the copy")
        except (BallotsError, OSError) as error:
            raise WitnessStateError(f"what was kept of the board is lost, and so is {self.folder}") from error
        return kept

    def fetch(self, source: WebBoard | FolderBoard, kept: Kept | None, *, whole: bool = False) -> Path:
        """Fetch what is new behind what was kept, or the whole archive; return where it lies. Raises FileError."""
        make_folder(self.folder)
        at = self._cut_back(kept) if kept is not None and not whole else 0
        with source.archive(at, kept.seen.hash if kept else "") as answer:
            is_less = answer.holds is Holds.LESS
            if not is_less:
                self._has_news = answer.stream is not None and answer.holds is not Holds.NOTHING_NEW
                self.shown = self._incoming if answer.holds is Holds.WHOLE else self._archive
                if self._has_news and answer.stream is not None:
                    _write(self.shown, answer.stream, 0 if self.is_whole else at)
        return self.fetch(source, kept, whole=True) if is_less else self.shown

    def accept(self, files: Mapping[str, bytes] | None, note: str) -> int:
        """Make what was shown the copy, with the files beside it where they were read; return the archive's size.

        Raises FileError.
        """
        for name in BESIDE if files is not None else ():
            if files is not None and name in files:
                replace_file(self.folder / name, files[name])
            else:
                (self.folder / name).unlink(missing_ok=True)
        replace_file(self.folder / CHECKPOINT, note.encode())
        if self.is_whole:
            self._incoming.replace(self._archive)
        self._has_news, self.shown = False, self._archive
        return self._archive.stat().st_size

    def refuse(self, kept: Kept | None, note: str) -> Path:
        """Keep what was signed and shown as a proof, apart from the copy; return its folder. Raises FileError.

        Each signed head that is refused has a folder of its own: no later one takes its place.
        """
        proof = make_folder(self.folder / _REFUSED / hashlib.sha256(note.encode()).hexdigest()[:12])
        replace_file(proof / CHECKPOINT, note.encode())
        try:
            if self.is_whole and self._incoming.exists():
                self._incoming.replace(proof / ARCHIVE)
            elif self._has_news:
                shutil.copyfile(self._archive, proof / ARCHIVE)
        except OSError as error:
            raise FileError(f"{proof}: {error.strerror or 'cannot be written'}") from error
        if kept is not None:
            self._cut_back(kept)
        return proof

    def _cut_back(self, kept: Kept) -> int:
        """Forget what was added behind what was kept; return where to go on: 0 when less is there than was kept."""
        try:
            if not self._archive.exists() or self._archive.stat().st_size < kept.size:
                return 0
            with self._archive.open("r+b") as file:
                file.truncate(kept.size)
        except OSError as error:
            raise FileError(f"{self._archive}: {error.strerror or 'cannot be written'}") from error
        return kept.size


def _whole_events(archive: BinaryIO) -> tuple[Head, int]:
    """Return the last event before any damage, and where it ends. Raises BallotsError where there is none."""
    last, size = None, 0
    try:
        for event in chain.read_events(chain.read_archive(archive)):
            last, size = event.head, archive.tell()
    except BallotsError:
        if last is None:
            raise
    if last is None:
        raise WitnessStateError("the copy holds no event")
    return last, size


def _write(path: Path, stream: ByteSource, at: int) -> None:
    """Write a stream to a file from byte `at` on."""
    size = at
    try:
        with path.open("ab" if at else "wb") as file:
            while piece := stream.read(_PIECE):
                size += len(piece)
                if size > MAX_ARCHIVE:
                    raise FileError(f"the archive is longer than {MAX_ARCHIVE} bytes")
                file.write(piece)
    except OSError as error:
        raise FileError(f"{path}: {error.strerror or 'cannot be written'}") from error
