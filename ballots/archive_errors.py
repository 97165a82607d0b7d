"""Errors of the archive: its container, the board's chain, and what its events say together.

They belong to the tree of `ballots.errors`; `code` is stable in the same way.
"""

from ballots.errors import BallotError, BallotsError, TallyError, TrusteeError

# The archive's container (container.py)


class ArchiveError(BallotsError):
    """The bytes of an archive break a rule of its container."""

    code = "archive-error"


class ArchiveUnreadableError(ArchiveError):
    """The archive cannot be opened or read: missing, a directory, not permitted, or a failing disk."""

    code = "archive-unreadable"


class ArchiveEmptyError(ArchiveError):
    """The archive has no byte at all."""

    code = "archive-empty"


class ArchiveTruncatedError(ArchiveError):
    """The archive ends inside a block, an entry or the entries of one event."""

    code = "archive-truncated"


class ArchiveStartError(ArchiveError):
    """The first entry is not the `BELENIOS` entry of archive version 1 in its one allowed spelling."""

    code = "archive-start"


class EntryHeaderError(ArchiveError):
    """A header block is not, byte for byte, the one that the entry's name, size and time require."""

    code = "archive-entry-header"


class EntrySizeError(ArchiveError):
    """An entry claims to be longer than any entry may be."""

    code = "archive-entry-too-large"


class EntryPaddingError(ArchiveError):
    """The bytes that fill an entry's last block are not all zero."""

    code = "archive-padding"


class EntryDigestError(ArchiveError):
    """An entry's name is not the SHA-256 of its content."""

    code = "archive-entry-digest"


class ArchiveTrailerError(ArchiveError):
    """The archive has a block of zeros: an end mark, which this format does not have."""

    code = "archive-trailer"


# The board (board.py)


class BoardError(BallotsError):
    """The chain of events breaks a rule of the board."""

    code = "board-error"


class EventFormatError(BoardError):
    """An event is not in the one allowed spelling, or is of an unknown type."""

    code = "event-format"


class EventParentError(BoardError):
    """An event does not name the hash of the event before it."""

    code = "event-parent"


class EventHeightError(BoardError):
    """An event's height is not one more than that of the event before it."""

    code = "event-height"


class EventDataError(BoardError):
    """An event comes with another number of data entries than its type has."""

    code = "event-data"


class EventPayloadError(BoardError):
    """An event's payload is not its last data entry, or a data entry does not name those before it."""

    code = "event-payload"


class OrphanDataError(BoardError):
    """The archive ends with a data entry that belongs to no event."""

    code = "data-orphan"


# The order of events and their meaning (verify.py)


class EventOrderError(BoardError):
    """An event of this type may not stand at this place of the board."""

    code = "event-order"


class SetupMissingError(EventOrderError):
    """The board does not begin with a Setup event."""

    code = "setup-missing"


class SetupRepeatedError(EventOrderError):
    """A second Setup event follows the first."""

    code = "setup-repeated"


class LateBallotError(EventOrderError):
    """A ballot follows the end of the ballots."""

    code = "ballot-late"


class EndRepeatedError(EventOrderError):
    """The ballots are ended twice."""

    code = "end-repeated"


class TallyOrderError(EventOrderError):
    """An encrypted tally stands before the end of the ballots or follows another one."""

    code = "tally-order"


class DecryptionOrderError(EventOrderError):
    """A partial decryption stands before the encrypted tally or after the result."""

    code = "decryption-order"


class ResultOrderError(EventOrderError):
    """A result stands before the encrypted tally or follows another result."""

    code = "result-order"


class UnsupportedEventError(EventOrderError):
    """The event belongs to a shuffle, which elections of this protocol do not have."""

    code = "event-unsupported"


class BallotRepeatedError(BallotError):
    """The same ballot, byte for byte, is on the board twice."""

    code = "ballot-repeated"


class TallyMismatchError(TallyError):
    """The published encrypted tally is not the product of the last ballot of each credential."""

    code = "tally-mismatch"


class TallyCountError(TallyError):
    """The published number of tallied ballots or their total weight is wrong."""

    code = "tally-count"


class DecryptionOwnerError(TrusteeError):
    """A partial decryption names an owner that is not a trustee of this election."""

    code = "decryption-owner"


class DecryptionRepeatedError(TrusteeError):
    """A second partial decryption by the same owner."""

    code = "decryption-repeated"


class DecryptionMissingError(TrusteeError):
    """A result stands before the last trustee's partial decryption."""

    code = "decryption-missing"


class ResultMismatchError(TallyError):
    """The published result is not what the partial decryptions give."""

    code = "result-mismatch"


class KnownHeadError(BallotsError):
    """What was given as the head of an earlier check is none."""

    code = "known-head"


class CheckStoppedError(BallotsError):
    """The check did not finish (a worker process was killed, say); that tells nothing about the archive."""

    code = "check-stopped"
