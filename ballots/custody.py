"""What a trustee's tool checks before the key is used: for the test, and for the count. SPEC: custody of keys.

The office writes the events and could ask for a single ballot in the guise of a tally, for a board without one ballot,
or for the same sums of another board; the tool believes nothing but the record and a closing head from elsewhere.
"""

from collections.abc import Iterator
from concurrent.futures import Executor
from dataclasses import dataclass
from typing import Final

from ballots import board as chain
from ballots.board import Head
from ballots.checkpoint import decode_checkpoint
from ballots.checks import Stage
from ballots.closing_head import ClosingHead, verify_closing_head
from ballots.custody_errors import (
    ClosingHeadError,
    ClosingHeadOtherError,
    KeyExchangedError,
    RecordRefusedError,
    RecordStageError,
    TallySmallError,
)
from ballots.election import Election
from ballots.elgamal import EncryptedTally
from ballots.group import Element
from ballots.note import Note, NoteKey, verify_note
from ballots.record.source import Record
from ballots.short import Kind, grouped, short
from ballots.trustees import TrusteeKey
from ballots.verify import DEFAULT_IN_FLIGHT, Audit, Watch

LEAST_BALLOTS: Final = 3
"""The tool's own floor, whatever the election's: with fewer the sums are nearly the votes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WitnessedHead:
    """A signed head that a witness, known beforehand, has cosigned. Raises ClosingHeadError for a board's own key."""

    note: Note
    key: NoteKey

    def __post_init__(self) -> None:
        """A board signs its heads plainly, a witness with the time of its look: the office is no witness."""
        if self.key.is_plain:
            raise ClosingHeadError("this key signs boards; a witness's key makes cosignatures")


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedTally:
    """A tally whose record passed every check: what the key may now be used for.

    `head` is the hex hash of the EncryptedTally event, `owner` the trustee's number from 1.
    """

    election: Election
    tally: EncryptedTally
    head: str
    closing_head: Head
    owner: int
    ballots: int


def check_setup(record: Record, public_key: Element, name: str | None) -> tuple[Election, int]:
    """Check a record's Setup and find the trustee's own key in it; return the election and the trustee's number.

    `name` is the trustee's own, None of a key that was handed in without one. Raises RecordRefusedError or
    KeyExchangedError.
    """
    setup = _accepted(Audit(record.archive)).begun
    return setup.election, _owner(setup.keys, public_key, name)


def check_tally(
    record: Record,
    public_key: Element,
    given: ClosingHead | WitnessedHead | None,
    name: str | None,
    executor: Executor | None = None,
    in_flight: int = DEFAULT_IN_FLIGHT,
) -> CheckedTally:
    """Make the checks that stand before the use of a key, in the order of SPEC 11.4; `given` None is the office's word.

    `name` is the trustee's own, None of a key that was handed in without one. Raises RecordRefusedError,
    RecordStageError, KeyExchangedError, ClosingHeadOtherError, TallySmallError, or what `note.verify_note` raises.
    """
    watch = Watch(heights=_heights(given))
    audit = _accepted(Audit(record.archive, executor, in_flight, watch=watch))
    setup = audit.begun
    if audit.tally is None or audit.stage is Stage.RESULT:
        raise RecordStageError(f"the record has reached {audit.stage}; it must hold the encrypted tally and no result")
    owner = _owner(setup.keys, public_key, name)
    closing = audit.heads[chain.END_BALLOTS]
    election = setup.election
    if isinstance(given, ClosingHead):
        verify_closing_head(given, election.uuid, closing)
    elif given is not None:
        _check_witnessed(given, election, closing, watch)
    if setup.ledger.voters < LEAST_BALLOTS:
        raise TallySmallError(f"{setup.ledger.voters} ballots; this tool decrypts {LEAST_BALLOTS} or more")
    return CheckedTally(
        election=election,
        tally=audit.tally,
        head=audit.heads[chain.ENCRYPTED_TALLY].hash,
        closing_head=closing,
        owner=owner,
        ballots=setup.ledger.voters,
    )


def _accepted(audit: Audit) -> Audit:
    """Return the audit when it has accepted."""
    report = audit.run()
    if not report.ok:
        raise RecordRefusedError(f"the record is refused: {report.code}: {report.detail}")
    return audit


def _owner(keys: tuple[TrusteeKey, ...], public_key: Element, name: str | None) -> int:
    """Return the number of the trustee's own key; the error of another in its place says both prints."""
    for owner, key in enumerate(keys, start=1):
        if key.public_key == public_key and key.name == name:
            return owner
    listed = "; ".join(f"{key.name or number}: {_print(key.public_key)}" for number, key in enumerate(keys, start=1))
    raise KeyExchangedError(
        f"your key {_print(public_key)} does not stand under your name, {name or 'none'}; the record lists {listed}"
    )


def _print(public_key: Element) -> str:
    return grouped(short(Kind.KEY, str(public_key)))


def _heights(given: ClosingHead | WitnessedHead | None) -> Iterator[int]:
    if isinstance(given, WitnessedHead):
        yield decode_checkpoint(given.note.text).head.height


def _check_witnessed(given: WitnessedHead, election: Election, closing: Head, watch: Watch) -> None:
    verify_note(given.note, given.key)
    said = decode_checkpoint(given.note.text)
    if said.fingerprint != election.fingerprint or said.head.height < closing.height:
        raise ClosingHeadOtherError("the witness's note is of another election, or from before the end of the ballots")
    if watch.hashes.get(said.head.height) != said.head.hash:
        raise ClosingHeadOtherError("the record is not the board whose head the witness cosigned")
