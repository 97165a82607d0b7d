"""Errors of keys in people's hands: sealed key files, backup shares, checkpoints and what a witness keeps.

They belong to the tree of `ballots.errors`; `code` is stable in the same way.
"""

from ballots.errors import BallotsError, CredentialError, TokenError, TrusteeError

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


# Using a key (custody.py, closing_head.py, hand_in.py)


class CustodyError(TrusteeError):
    """A trustee's tool does not use the key for what it was given."""

    code = "custody-error"


class KeyExchangedError(CustodyError):
    """Another key than the trustee's own stands in the record under the trustee's name, or none."""

    code = "key-exchanged"


class KeyUsedError(CustodyError):
    """The key belongs to another election, or has been used for another tally."""

    code = "key-used"


class RecordRefusedError(CustodyError):
    """The record does not pass the checks that stand before the key."""

    code = "record-refused"


class RecordStageError(CustodyError):
    """The record does not end where it must: with the Setup for a test, with the EncryptedTally for the count."""

    code = "record-stage"


class TallySmallError(CustodyError):
    """The tally sums so few ballots that it would give votes away."""

    code = "tally-small"


class ClosingHeadError(CustodyError):
    """What was given is no closing head."""

    code = "closing-head"


class ClosingHeadOtherError(CustodyError):
    """The record's ballots end with another head than the one that was given: it is not the board that others saw."""

    code = "closing-head-other"


class KeyReceiptError(CustodyError):
    """A signed note is no receipt for a trustee's key, or one of another board."""

    code = "key-receipt"


class KeyReceiptOtherError(CustodyError):
    """The board's receipt is for another key, or for another trustee's."""

    code = "key-receipt-other"


class HandInError(CustodyError):
    """A hand-in is of another tally, or malformed."""

    code = "hand-in"


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


class BundlesFormatError(NoteError):
    """A text is no list of the published pages."""

    code = "bundles-format"


class CheckpointMismatchError(NoteError):
    """The archive ends before the head that the checkpoint names."""

    code = "checkpoint-mismatch"


class CheckpointTimeError(NoteError):
    """A board signed a head at a time before the last one's, or more than ten minutes ahead."""

    code = "checkpoint-time"


class CheckpointChangedError(NoteError):
    """A board signed another accounting than before, or other bindings for the same decryptions."""

    code = "checkpoint-changed"


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


# Thirty digits on a slip (digits.py)


class DigitsError(CredentialError):
    """What was typed is not thirty digits."""

    code = "digits-count"


class DigitsGroupError(DigitsError):
    """A group of six digits has a mistake; `group` says which, from 1."""

    code = "digits-group"

    def __init__(self, detail: str = "", group: int = 0) -> None:
        """Keep the group, so that only that one is typed again."""
        super().__init__(detail)
        self.group = group


class DigitsOrderError(DigitsError):
    """Each group is right and stands in another's place; `order` is the one order that fits, numbers from 1."""

    code = "digits-order"

    def __init__(self, detail: str = "", order: tuple[int, ...] = ()) -> None:
        """Keep the order, so that it can be put right."""
        super().__init__(detail)
        self.order = order


# Slips made elsewhere (slips.py), and files of the commands (files.py)


class TokenDigestError(TokenError):
    """A genuine token was signed for another text than the one beside it."""

    code = "token-digest"


class SerialError(BallotsError):
    """What was typed in the place of a slip's serial is none."""

    code = "serial-format"


class SlipFileError(BallotsError):
    """A file of an order, a batch or papers of slips is damaged or of another kind."""

    code = "slip-file"


class SlipCredentialError(SlipFileError):
    """A credential of a batch of slips is not one that a voter may hold; `serial` names the slip."""

    code = "slip-credential"

    def __init__(self, serial: str, detail: str) -> None:
        super().__init__(f"slip {serial}: {detail}")
        self.serial = serial


class FileError(BallotsError):
    """A file of a command cannot be read, or would be written over."""

    code = "file-error"
