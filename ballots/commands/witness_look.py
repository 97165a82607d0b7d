"""One look of a witness at a board: fetch what is new, follow the chain, check the record, keep it durably."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from ballots.archive_errors import ArchiveError
from ballots.board import Head
from ballots.bundles import changes
from ballots.checkpoint import Checkpoint, open_checkpoint
from ballots.checks import BaseHead, Source
from ballots.commands.board_copy import BESIDE, CHECKPOINT, BoardCopy
from ballots.commands.board_source import FolderBoard, WebBoard
from ballots.custody_errors import FileError, WitnessStateError
from ballots.errors import BallotsError
from ballots.files import read_file, replace_file
from ballots.note import MAX_NOTE, Note, NoteKey, decode_note
from ballots.record.checkpoints import encode_checkpoints
from ballots.record.container import CHECKPOINTS, KEYS, LIMITS
from ballots.record.errors import CheckpointOrderError
from ballots.record.keys import RecordKeys
from ballots.record.source import Record
from ballots.record.verify import Wish, verify_record
from ballots.terminal import complain
from ballots.witness import MAX_STATE, Kept, check_checkpoint, decode_state, encode_state, follow

_TRIES: Final = 3
"""A board may go on between two files of one look: then the look begins again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """What is kept after a look, the note as the board signed it, and whether nothing was known of the board before.

    `pages` are the published pages that the board names otherwise than in the head that was kept before.
    """

    kept: Kept
    note: Note
    is_first: bool
    pages: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Seen:
    """A board at one time: signed head, last event, and the files beside the archive where they are to be checked."""

    note: Note
    said: Checkpoint
    last: Head
    files: dict[str, bytes] | None


class Witness:
    """One witness of one board, whose key is known; `state` is the file of what is kept, with copies beside it."""

    def __init__(self, *, source: WebBoard | FolderBoard, key: NoteKey, state: Path, is_checking: bool) -> None:
        """Take where the board is read and kept, and whether its record is checked or its chain alone."""
        self._source = source
        self._key = key
        self._state = state
        self._is_checking = is_checking
        self._copy = BoardCopy(state, key.name)
        self._has_looked = False

    def look(self, now: int) -> Looked:
        """Look once, at `now` of the own clock in seconds; what is returned is kept durably.

        Raises FileError for what cannot be read, and the error of the first thing that is wrong: then what was kept
        stays as it was, and what the board showed is kept beside it as a proof.
        """
        boards = self._boards()
        kept = boards.get(self._key.name) or self._recovered()
        seen, checked = self._see(kept, now)
        size = self._copy.accept(seen.files, seen.note.to_text())
        mine = Kept(seen=seen.last, checked=checked, note=seen.note.to_text(), size=size)
        replace_file(self._state, encode_state({**boards, self._key.name: mine}))
        self._has_looked = True
        pages = [one.names for one in changes((kept.signed, seen.said), None)] if kept else []
        return Looked(kept=mine, note=seen.note, is_first=kept is None, pages=pages[0] if pages else ())

    def _boards(self) -> dict[str, Kept]:
        if self._state.exists():
            return decode_state(read_file(self._state, MAX_STATE))
        if self._has_looked:
            raise WitnessStateError(f"{self._state} is gone since the last look")
        return {}

    def _recovered(self) -> Kept | None:
        """Return what the copy holds of a board that the witness's file does not know."""
        kept = self._copy.lost()
        if kept is not None:
            lost = f"{self._state} does not know this board, which was followed before: it was lost or replaced"
            complain(f"state    {lost}. Going on from {self._copy.folder}")
        return kept

    def _see(self, kept: Kept | None, now: int) -> tuple[_Seen, Head | None]:
        """Return the board as it is now, and the head up to which it is checked."""
        checked = kept.checked if kept else None
        for _ in range(_TRIES):
            note = self._signed_head()
            said = open_checkpoint(note, self._key)
            try:
                check_checkpoint(said, kept.signed if kept else None, now)
                last = self._follow(said, kept)
                is_due = self._is_checking and self._is_due(last, said, kept)
                seen = _Seen(note=note, said=said, last=last, files=self._beside() if is_due else None)
                if self._signed_head().text == note.text:
                    return seen, self._check(seen, kept) if is_due else checked
            except FileError:
                raise
            except BallotsError:
                proof = self._copy.refuse(kept, note.to_text())
                complain(f"proof    what the board signed and showed is kept in {proof}")
                raise
        raise FileError("the board goes on faster than it can be read")

    def _signed_head(self) -> Note:
        data = self._source.read(CHECKPOINT, MAX_NOTE)
        if data is None:
            raise FileError(f"there is no {CHECKPOINT}: the address ends with the election's code")
        return decode_note(data.decode("utf-8", "replace"))

    def _follow(self, said: Checkpoint, kept: Kept | None) -> Head:
        """Follow the chain; where what was added to the copy does not fit, the whole archive tells why."""
        shown = self._copy.fetch(self._source, kept)
        try:
            with shown.open("rb") as archive:
                return follow(archive, said, kept)
        except BallotsError:
            if self._copy.is_whole:
                raise
        with self._copy.fetch(self._source, kept, whole=True).open("rb") as archive:
            return follow(archive, said, kept)

    def _is_due(self, last: Head, said: Checkpoint, kept: Kept | None) -> bool:
        """Whether there is anything that no check has seen."""
        return kept is None or kept.checked != last or said.lines != kept.signed.lines

    def _beside(self) -> dict[str, bytes]:
        found = {name: self._source.read(name, LIMITS[name]) for name in BESIDE}
        return {name: data for name, data in found.items() if data is not None}

    def _check(self, seen: _Seen, kept: Kept | None) -> Head:
        """Make every check of the record as it is shown; return its head. Raises the refusal as an ArchiveError."""
        files = {
            KEYS: RecordKeys(board=self._key).to_bytes(),
            CHECKPOINTS: encode_checkpoints([seen.note.to_text()]),
            **(seen.files or {}),
        }
        if not files[CHECKPOINTS].endswith(encode_checkpoints([seen.note.to_text()])):
            raise CheckpointOrderError(f"{CHECKPOINTS} does not end with the head that is signed now")
        base = BaseHead(head=kept.checked, source=Source.RECORD) if kept and kept.checked else None
        with self._copy.shown.open("rb") as archive:
            report = verify_record(Record(archive=archive, files=files), wish=Wish(base=base, board_key=self._key))
        if not report.ok:
            raise ArchiveError(f"the record is refused: {report.code}: {report.detail}")
        return seen.last
