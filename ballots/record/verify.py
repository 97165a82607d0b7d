"""The check of a whole record: its file, its archive, and all that stands beside it.

SPEC: section 7, checks 8.1 to 8.6.
"""

from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, TypeVar

from ballots import board as chain
from ballots.archive_errors import DecryptionOrderError
from ballots.binding import verify_binding
from ballots.board import Head
from ballots.bundles import changes
from ballots.checkpoint import ACCOUNTING, BINDINGS, Checkpoint
from ballots.checks import BaseHead, Report, Stage, Step, Verdict, list_checks
from ballots.elgamal import EncryptedTally
from ballots.errors import BallotsError
from ballots.note import NoteKey
from ballots.record import container
from ballots.record.accounting import Accounting, check_place, decode_accounting, verify_accounting
from ballots.record.bindings import OwnedBinding, bindings_hash, decode_bindings
from ballots.record.checkpoints import decode_checkpoints, verify_checkpoints
from ballots.record.errors import (
    BindingsCountError,
    BindingsMissingError,
    BindingsNamedError,
    CheckpointKeyError,
    ReceiptForeignError,
    ReceiptMissingError,
    RecordError,
    StageMissingError,
)
from ballots.record.keys import RecordKeys, decode_keys
from ballots.record.lots import anchors_of, decode_lots, verify_lots
from ballots.record.receipt import Receipt, decode_receipt, verify_receipt
from ballots.record.source import Record, open_record
from ballots.trustees import decode_partial_decryption
from ballots.verify import DEFAULT_IN_FLIGHT, Audit, Setup, Watch, unreadable

Data = TypeVar("Data")
Found = TypeVar("Found")

FOREIGN: Final = (
    "The decryptions are not bound to this tally: a trustee together with whoever voted last could have published any "
    "result, and nothing in the record would show it."
)
_NO_ACCOUNTING: Final = "No accounting of the slips: whether ballots were cast with slips that were not handed out."
_NO_CHECKPOINTS: Final = "No signed heads: whether this is the board that others saw. Compare the head with theirs."
_GIVEN_KEYS: Final = (
    "The keys are the record's own claims: compare them, the prints and the fingerprint with slips and minutes."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What the reader brings: an earlier base, bindings for a record that has none, the board's key, a receipt's text,
    the stage it must have reached.

    `foreign` lets a record without bindings be checked as far as Belenios goes; `cluster` says that others' computers
    check.
    """

    base: BaseHead | None = None
    bindings: bytes | None = None
    board_key: NoteKey | None = None
    receipt: str | None = None
    stage: Stage | None = None
    foreign: bool = False
    cluster: bool = False


def verify_path(
    path: Path, executor: Executor | None = None, in_flight: int = DEFAULT_IN_FLIGHT, wish: Wish | None = None
) -> Report:
    """Make all checks of the record at a path: a record file, a folder, an archive alone.

    Damage never raises: the report names the check that refused. Only CheckStoppedError is raised.
    """
    try:
        with open_record(path) as record:
            return verify_record(record, executor, in_flight, wish)
    except OSError as error:
        return unreadable(error.strerror or "the file cannot be opened")
    except RecordError as error:
        return Report(
            checks=list_checks({}, Step.RECORD_FILE, str(error)), ok=False, stage=Stage.EMPTY, code=error.code,
            detail=str(error),
        )  # fmt: skip


def verify_record(
    record: Record, executor: Executor | None = None, in_flight: int = DEFAULT_IN_FLIGHT, wish: Wish | None = None
) -> Report:
    """Make all checks of an open record; see `verify_path`."""
    return _RecordAudit(record, wish or Wish()).run(executor, in_flight)


class _RecordAudit:
    """The checks beyond the archive, each in a method; `run` puts them in order."""

    def __init__(self, record: Record, wish: Wish) -> None:
        self._record = record
        self._wish = wish
        self._passed: dict[Step, str] = {}
        self._keys = _attempt(decode_keys, record.files.get(container.KEYS))
        self._checkpoints = self._read_checkpoints()
        self._receipt = None if wish.receipt is None else _attempt(decode_receipt, wish.receipt)
        self._bindings: tuple[OwnedBinding, ...] = ()
        self._accounting: Accounting | None = None
        self._watch = Watch(self._heights(), self._trackers())

    def run(self, executor: Executor | None, in_flight: int) -> Report:
        base = self._wish.base
        self._audit = Audit(self._record.archive, executor, in_flight, base.head if base else None, self._watch)
        report = self._audit.run()
        if self._record.members:
            self._passed[Step.RECORD_FILE] = f"{self._record.members} files"
        report = replace(report, base=base)
        if not report.ok:
            return self._finished(report)
        checks: tuple[tuple[Step, Callable[[], str | None]], ...] = (
            (Step.BINDINGS, self._check_bindings),
            (Step.ACCOUNTING, self._check_accounting),
            (Step.CHECKPOINTS, self._check_checkpoints),
            (Step.LOTS, self._check_lots),
            (Step.RECEIPT, self._check_receipt),
            (Step.BINDINGS, self._need_bindings),
            (Step.ORDER, self._need_stage),
        )
        for step, check in checks:
            try:
                said = check()
            except BallotsError as error:
                return self._finished(report, step, error)
            if said is not None:
                self._passed[step] = said
        return self._finished(report)

    # Before the archive is read

    def _read_checkpoints(self) -> "tuple[Checkpoint, ...] | BallotsError | None":
        data = self._record.files.get(container.CHECKPOINTS)
        if data is None:
            return None
        if not isinstance(self._keys, RecordKeys):
            return CheckpointKeyError("there are signed heads and no key of the board")
        key = self._keys.board
        return _attempt(lambda notes: decode_checkpoints(notes, key), data)

    def _heights(self) -> Iterator[int]:
        if isinstance(self._checkpoints, tuple):
            yield from (one.head.height for one in self._checkpoints)

    def _trackers(self) -> Iterator[str]:
        if isinstance(self._receipt, Receipt):
            yield self._receipt.tracker

    # What `Heads` and `Voters` ask

    @property
    def fingerprint(self) -> str:
        return self._setup.election.fingerprint

    @property
    def head(self) -> Head:
        return max(self._audit.heads.values(), key=lambda head: head.height)

    def hash_at(self, height: int) -> str | None:
        return self._watch.hashes.get(height)

    def lines_at(self, height: int) -> Mapping[str, str]:
        lines = {}
        end = self._audit.heads.get(chain.END_BALLOTS)
        if self._accounting is not None and end is not None and height >= end.height:
            lines[ACCOUNTING] = self._accounting.hash
        bound = sum(one <= height for one in self._audit.decryption_heights)
        if self._bindings and bound:
            lines[BINDINGS] = bindings_hash(self._bindings[:bound])
        return lines

    @property
    def _setup(self) -> Setup:
        return self._audit.begun

    @property
    def _summed(self) -> EncryptedTally:
        if self._audit.tally is None:
            raise DecryptionOrderError("there is no encrypted tally to decrypt")
        return self._audit.tally

    # The checks, in their order

    def _check_bindings(self) -> str | None:
        own, given = self._record.files.get(container.BINDINGS), self._wish.bindings
        if own is not None and given is not None and own != given:
            raise BindingsNamedError("the record has bindings of its own, and they are not those that were given")
        data = given if own is None else own
        if data is None:
            return None
        election = self._setup.election
        self._bindings = decode_bindings(data, election.group)
        if [one.owner for one in self._bindings] != list(self._audit.decryptions):
            raise BindingsCountError("there is not one binding for each partial decryption, in their order")
        tally, head = self._audit.summed, self._audit.heads[chain.ENCRYPTED_TALLY].hash
        for one in self._bindings:
            decryption = decode_partial_decryption(self._audit.decryptions[one.owner], tally, election.group)
            public = self._setup.keys[one.owner - 1].public_key
            verify_binding(one.binding, public, tally, decryption, election, head)
        return f"{len(self._bindings)} decryptions are of this tally and no other"

    def _check_accounting(self) -> str | None:
        data = self._record.files.get(container.ACCOUNTING)
        if data is None:
            return None
        accounting = decode_accounting(data, self._setup.election.group)
        check_place(accounting, self.fingerprint, has_ended=chain.END_BALLOTS in self._audit.heads)
        said = verify_accounting(accounting, self._setup.ledger)
        self._accounting = accounting
        return said

    def _check_checkpoints(self) -> str | None:
        if isinstance(self._keys, BallotsError):
            raise self._keys
        wanted = self._wish.board_key
        if wanted is not None and (self._keys is None or str(self._keys.board) != str(wanted)):
            raise CheckpointKeyError("the record names another key of the board than the one that was given")
        if isinstance(self._checkpoints, BallotsError):
            raise self._checkpoints
        return None if self._checkpoints is None else verify_checkpoints(self._checkpoints, self)

    def _check_lots(self) -> str | None:
        data = self._record.files.get(container.LOTS)
        if data is None:
            return None
        return verify_lots(decode_lots(data), self._setup.election, self._audit.result, anchors_of(self._audit))

    def _check_receipt(self) -> str | None:
        if self._receipt is None:
            return None
        if isinstance(self._receipt, BallotsError):
            raise self._receipt
        key = self._wish.board_key or (self._keys.board if isinstance(self._keys, RecordKeys) else None)
        if key is None:
            raise CheckpointKeyError("a receipt is checked with the board's key: give it, or the whole record")
        verify_receipt(self._receipt, key.public)
        if self._receipt.fingerprint != self.fingerprint:
            raise ReceiptForeignError("the receipt is of another election")
        if self._receipt.tracker in self._watch.seen:
            return "its ballot is on the board"
        if chain.END_BALLOTS in self._audit.heads:
            raise ReceiptMissingError("the board signed that it holds this ballot, and it does not")
        return "voting is still open: its ballot may wait for the next signed head"

    def _need_bindings(self) -> str | None:
        if not self._audit.decryptions or self._bindings:
            return None
        if not self._wish.foreign:
            raise BindingsMissingError("the record holds a decryption and no binding of it")
        if self._record.bindings_beside:
            raise BindingsNamedError("bindings.json lies beside the archive: give the folder, or --bindings")
        if isinstance(self._checkpoints, tuple) and any(BINDINGS in one.lines for one in self._checkpoints):
            raise BindingsNamedError("a signed head of the record names bindings that are not there")
        return None

    def _need_stage(self) -> str | None:
        wanted = self._wish.stage
        stages = list(Stage)
        if wanted is not None and stages.index(self._audit.stage) < stages.index(wanted):
            raise StageMissingError(f"the board has reached {self._audit.stage}, {wanted} was asked for")
        return None

    # The report

    def _finished(self, report: Report, step: Step | None = None, error: BallotsError | None = None) -> Report:
        by_verdict = {check.verdict: Step(check.number) for check in report.checks}
        passed = {Step(check.number): check.detail for check in report.checks if check.verdict is Verdict.OK}
        passed |= self._passed
        refused = step or by_verdict.get(Verdict.REFUSED)
        detail = str(error or report.detail)
        unbound = bool(self._audit.decryptions) and not self._bindings
        foreign = report.ok and error is None and unbound
        return replace(
            report,
            checks=list_checks(passed, refused, detail),
            ok=report.ok and error is None and not foreign,
            foreign=foreign,
            code=error.code if error else report.code,
            detail=detail,
            head=None if error else report.head,
            keys=self._keys if isinstance(self._keys, RecordKeys) else None,
            not_checked=tuple(self._not_checked(unbound)) if report.ok and error is None else (),
            warnings=(*report.warnings, *self._changed_pages()) if report.ok and error is None else report.warnings,
        )

    def _changed_pages(self) -> Iterator[str]:
        end = self._audit.heads.get(chain.END_BALLOTS)
        said = self._checkpoints if isinstance(self._checkpoints, tuple) else ()
        for change in changes(said, None if end is None else end.height):
            named = ", ".join(change.names)
            when = "while voting went on" if change.in_voting else "after the ballots had ended"
            yield f"Signed head of height {change.height}: the published pages changed {when} ({named})."

    def _not_checked(self, unbound: bool) -> Iterator[str]:
        if unbound:
            yield FOREIGN
        if chain.END_BALLOTS in self._audit.heads and self._accounting is None:
            yield _NO_ACCOUNTING
        if self._checkpoints is None:
            yield _NO_CHECKPOINTS
        if self._wish.board_key is None:
            yield _GIVEN_KEYS
        if self._wish.base is not None:
            yield self._wish.base.sentence
        if self._wish.cluster:
            yield "The workers of a cluster checked ballots: their verdict is worth what the cluster's owner is worth."


def _attempt(read: Callable[[Data], Found], data: Data | None) -> Found | BallotsError | None:
    """Return what `read` makes of the data, None of none, or the error, which is raised when its check comes."""
    if data is None:
        return None
    try:
        return read(data)
    except BallotsError as error:
        return error
