"""Errors of keys in people's hands: sealed key files, backup shares, checkpoints and what a witness keeps.

They belong to the tree of `ballots.errors`; `code` is stable in the same way.
"""

from ballots.errors import BallotsError, TrusteeError

# A private key in a file (keyfile.py)


class KeyFileError(TrusteeError):
    """The bytes are not a sealed key file in its one spelling, or a part of it is out of range."""

    code = "key-file"


class PassphraseError(KeyFileError):
    """The passphrase does not open the key file, or the file was changed."""

    code = "key-file-passphrase"


class WeakPassphraseError(KeyFileError):
    """The passphrase is shorter than the least length."""

    code = "key-file-passphrase-weak"


class KeyTestError(TrusteeError):
    """An answer does not prove the trustee's key for the nonce of the test."""

    code = "key-test"


# Backup shares (backup.py)


class BackupError(TrusteeError):
    """A backup of a trustee's key is wrong."""

    code = "backup-error"


class BackupSizeError(BackupError):
    """The threshold or the number of shares is out of range."""

    code = "backup-size"


class CommitmentsError(BackupError):
    """The commitments are not those of the trustee's key, or not members of the group."""

    code = "backup-commitments"


class ShareTextError(BackupError):
    """The text of a share has a mistake; `row` is the row that does not fit its check, 0 when that is not known."""

    code = "share-text"

    def __init__(self, detail: str = "", row: int = 0) -> None:
        """Keep the row, so that only that row is typed again."""
        super().__init__(detail)
        self.row = row


class ShareForeignError(BackupError):
    """The share belongs to another trustee's key."""

    code = "share-foreign"


class ShareError(BackupError):
    """A share does not fit the commitments; `number` says which."""

    code = "share-wrong"

    def __init__(self, detail: str = "", number: int = 0) -> None:
        """Keep the number of the share, which a message to its holder names."""
        super().__init__(detail)
        self.number = number


class RebuiltKeyError(BackupError):
    """What was rebuilt is not the private key of the public key."""

    code = "backup-rebuilt-key"


class ShareCountError(BackupError):
    """There are fewer different shares than the threshold."""

    code = "share-count"


# Signed checkpoints (note.py, checkpoint.py) and witnesses (witness.py)


class NoteError(BallotsError):
    """A signed note is malformed, or no signature on it is by a known key."""

    code = "note-error"


class NoteFormatError(NoteError):
    """The text is not a signed note in its one form."""

    code = "note-format"


class NoteSignatureError(NoteError):
    """No signature on the note is by the key that must have signed it, or one by that key is wrong."""

    code = "note-signature"


class CheckpointFormatError(NoteError):
    """A signed text is not a checkpoint of a board."""

    code = "checkpoint-format"


class CheckpointMismatchError(NoteError):
    """The checkpoint's head is not an event of the archive."""

    code = "checkpoint-mismatch"


class WitnessError(BallotsError):
    """A witness refuses to go on from what it kept."""

    code = "witness-error"


class BoardShortenedError(WitnessError):
    """The board is shorter than the head that was kept."""

    code = "board-shortened"


class BoardForkedError(WitnessError):
    """The board has another event at the height of the head that was kept."""

    code = "board-forked"


class WitnessStateError(WitnessError):
    """The file in which a witness keeps its head cannot be read or written."""

    code = "witness-state"


# Slips made elsewhere (slips.py), and files of the commands (files.py)


class SlipFileError(BallotsError):
    """A file of an order, a batch or papers of slips is damaged or of another kind."""

    code = "slip-file"


class FileError(BallotsError):
    """A file of a command cannot be read, or would be written over."""

    code = "file-error"
