"""Errors of a record beyond its archive (SPEC, checks 8.1 to 8.6) and of numbers that must not stand in a set-up (3.6).

They belong to the tree of `ballots.errors`; `code` is stable in the same way.
"""

from ballots.errors import BallotsError


class DependentNumberError(BallotsError):
    """A number of the set-up is not independent of what everybody knows or of another number."""

    code = "number-dependent"


class GuessableNumberError(DependentNumberError):
    """A key or a credential is a small power of the generator: anybody finds its secret."""

    code = "number-guessable"


class CancellingKeysError(DependentNumberError):
    """Two trustees' keys multiply to 1: together they add nothing to the election's key."""

    code = "keys-cancel"


class RepeatedNumberError(DependentNumberError):
    """One number serves twice: as a credential and as a key."""

    code = "number-repeated"


class RecordError(BallotsError):
    """A record is wrong beyond its archive."""

    code = "record-error"


# The one file (record/container.py)


class RecordHeaderError(RecordError):
    """A header, the directory or the end of a record file is not in its one spelling, or bytes stand behind it."""

    code = "record-header"


class RecordNameError(RecordError):
    """A record file holds another name than those of a record, not in their order, or no archive."""

    code = "record-name"


class RecordTruncatedError(RecordError):
    """A record file ends too early."""

    code = "record-truncated"


class RecordChecksumError(RecordError):
    """The bytes of a file are not those of the checksum beside it."""

    code = "record-checksum"


class RecordSizeError(RecordError):
    """A file of a record is longer than its limit, or a record is longer than one file can hold."""

    code = "record-too-large"


# Bindings


class BindingsMissingError(RecordError):
    """The record holds a partial decryption and no bindings: a trustee and the last voter could choose the result."""

    code = "bindings-missing"


class BindingsCountError(RecordError):
    """There is not exactly one binding for each partial decryption, in their order."""

    code = "bindings-count"


# Accounting


class AccountingError(RecordError):
    """The accounting of slips is wrong."""

    code = "accounting-error"


class AccountingEarlyError(AccountingError):
    """There is an accounting while the ballots have not ended."""

    code = "accounting-early"


class AccountingForeignError(AccountingError):
    """The accounting is of another election."""

    code = "accounting-foreign"


class AccountingListError(AccountingError):
    """A listed credential is unknown, stands twice, or is not in its place."""

    code = "accounting-list"


class AccountingCastError(AccountingError):
    """A slip that was not handed out has a ballot."""

    code = "accounting-cast"


class AccountingSumError(AccountingError):
    """Listed and handed out slips are not as many as the credentials, and no reason was accepted."""

    code = "accounting-sum"


# Checkpoints


class RecordCheckpointError(RecordError):
    """The signed heads of a record are wrong."""

    code = "checkpoints-error"


class CheckpointKeyError(RecordCheckpointError):
    """There are signed heads and no key of the board to check them with, or another key than was expected."""

    code = "checkpoints-key"


class CheckpointOrderError(RecordCheckpointError):
    """Signed heads do not grow, or their times go back."""

    code = "checkpoints-order"


class CheckpointHeadError(RecordCheckpointError):
    """A signed head is not an event of the archive."""

    code = "checkpoints-head"


class CheckpointElectionError(RecordCheckpointError):
    """A signed head names another election."""

    code = "checkpoints-election"


class CheckpointLineError(RecordCheckpointError):
    """A signed head names no accounting or no bindings where it must, or others than the record holds."""

    code = "checkpoints-line"


# Lots


class LotsError(RecordError):
    """The drawings of lots of a record are wrong."""

    code = "lots-error"


class LotsElectionError(LotsError):
    """There are lots where nothing is drawn: no result, or not exactly one question."""

    code = "lots-election"


class LotsOrderError(LotsError):
    """The order on the ballot is not the one that was drawn."""

    code = "lots-order"


class LotsTieError(LotsError):
    """A drawing is not of the tie that was open, or its order does not follow from the digits."""

    code = "lots-tie"


# Receipts


class ReceiptError(RecordError):
    """A receipt is wrong, or convicts the record."""

    code = "receipt-error"


class ReceiptFormatError(ReceiptError):
    """The text is not a receipt in its one spelling."""

    code = "receipt-format"


class ReceiptForeignError(ReceiptError):
    """The receipt is of another election."""

    code = "receipt-foreign"


class ReceiptSignatureError(ReceiptError):
    """The receipt is not signed by the board's key."""

    code = "receipt-signature"


class ReceiptMissingError(ReceiptError):
    """The board signed that it holds a ballot which is not in the record: it was taken out."""

    code = "receipt-missing"


# What a reader asked for


class StageMissingError(RecordError):
    """The record is good as far as it goes, and does not go as far as was asked."""

    code = "stage-missing"


class BindingsNamedError(RecordError):
    """The record itself names bindings, so that it cannot be checked as a foreign one without them."""

    code = "bindings-named"
