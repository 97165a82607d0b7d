"""The numbered checks of an archive and the report of one audit (SPEC.md, section 7)."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from ballots import archive_errors
from ballots import errors as protocol
from ballots.board import Head
from ballots.errors import BallotsError

if TYPE_CHECKING:
    from ballots.record.keys import RecordKeys


class Verdict(StrEnum):
    """What became of one check."""

    OK = "ok"
    REFUSED = "refused"
    UNFINISHED = "unfinished"
    ABSENT = "absent"


class Step(StrEnum):
    """The number of each check, as SPEC.md numbers them."""

    START = "1.1"
    HEADERS = "1.2"
    FILLING = "1.3"
    DIGESTS = "1.4"
    EVENTS = "2.1"
    CHAIN = "2.2"
    DATA = "2.3"
    ORDER = "2.4"
    CONTINUATION = "2.5"
    SETUP_DATA = "3.1"
    ELECTION = "3.2"
    TRUSTEES = "3.3"
    ELECTION_KEY = "3.4"
    CREDENTIALS = "3.5"
    INDEPENDENT_NUMBERS = "3.6"
    BALLOT_FORM = "4.1"
    VOTER = "4.2"
    ONCE = "4.3"
    BALLOT_PROOFS = "4.4"
    SIGNATURE = "4.5"
    TALLY_DATA = "5.1"
    TALLY_FORM = "5.2"
    TALLY_PRODUCT = "5.3"
    TALLY_COUNTS = "5.4"
    OWNER = "6.1"
    DECRYPTION_PROOFS = "6.2"
    COMPLETE = "7.1"
    RESULT = "7.2"
    PLAUSIBLE = "7.3"
    RECORD_FILE = "8.1"
    BINDINGS = "8.2"
    ACCOUNTING = "8.3"
    CHECKPOINTS = "8.4"
    LOTS = "8.5"
    RECEIPT = "8.6"

    @property
    def label(self) -> str:
        """The check's name in SPEC.md."""
        return self.name.lower().replace("_", " ")


READING_STEPS: Final = (
    Step.HEADERS,
    Step.FILLING,
    Step.DIGESTS,
    Step.EVENTS,
    Step.CHAIN,
    Step.DATA,
    Step.ORDER,
)
"""Checks of every event, which pass only at the end of the archive."""

# Errors that belong to one check wherever they come up; every other error belongs to the check at hand.
_STEP_OF: Final[dict[type, Step]] = {
    archive_errors.ArchiveUnreadableError: Step.START,
    archive_errors.ArchiveEmptyError: Step.START,
    archive_errors.ArchiveStartError: Step.START,
    archive_errors.EntryHeaderError: Step.HEADERS,
    archive_errors.EntrySizeError: Step.HEADERS,
    archive_errors.EntryPaddingError: Step.FILLING,
    archive_errors.ArchiveTrailerError: Step.FILLING,
    archive_errors.ArchiveTruncatedError: Step.FILLING,
    archive_errors.EntryDigestError: Step.DIGESTS,
    archive_errors.EventFormatError: Step.EVENTS,
    archive_errors.EventHeightError: Step.CHAIN,
    archive_errors.EventParentError: Step.CHAIN,
    archive_errors.EventOrderError: Step.ORDER,
    protocol.UnknownCredentialError: Step.VOTER,
    archive_errors.BallotRepeatedError: Step.ONCE,
    protocol.IndividualProofError: Step.BALLOT_PROOFS,
    protocol.OverallProofError: Step.BALLOT_PROOFS,
    protocol.BlankProofError: Step.BALLOT_PROOFS,
    protocol.BallotHashError: Step.SIGNATURE,
    protocol.BallotSignatureError: Step.SIGNATURE,
    protocol.ResultImplausibleError: Step.PLAUSIBLE,
}


class Stage(StrEnum):
    """How far the board has come."""

    EMPTY = "empty"
    SETUP = "set-up"
    OPEN = "open"
    CLOSED = "closed"
    TALLIED = "tallied"
    DECRYPTING = "decrypting"
    DECRYPTED = "decrypted"
    RESULT = "result"


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One numbered check: what it looked at, or why it refused."""

    number: str
    name: str
    detail: str
    verdict: Verdict


class Source(StrEnum):
    """How a head came to be known that a check goes on from."""

    RECORD = "record"
    REPORT = "report"
    GIVEN = "given"


@dataclass(frozen=True, slots=True, kw_only=True)
class BaseHead:
    """A head that a check goes on from; `root` is the base that the earlier report itself went on from."""

    head: Head
    source: Source
    root: "BaseHead | None" = None

    @property
    def sentence(self) -> str:
        """What a reader is told of it."""
        known = {
            Source.RECORD: "an earlier record that was checked in full now",
            Source.REPORT: "an earlier report, which is believed",
            Source.GIVEN: "a head that somebody gave; nothing shows that it was ever checked",
        }[self.source]
        root = f" That one went on from height {self.root.head.height}: {self.root.sentence}" if self.root else ""
        return f"Ballots up to height {self.head.height} were not checked again: {known}.{root}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What an audit found. Fields that the archive did not reach in good order are None or 0.

    `code` and `detail` say why the record was refused; `head` is the last event that was accepted, `closing_head` the
    end of the ballots. A `foreign` record is good as far as Belenios goes and not accepted. `answers` name the entries
    of each question as `result` counts them, the blank one first. `ballots` counts Ballot events, `voters` the
    credentials that cast one, `weight` their total weight. `prints` are each trustee's name and the twenty digits of
    the key, `keys` those that the record was signed with, `base` where the check went on from, `not_checked` and
    `warnings` sentences that a reader must see.
    """

    checks: tuple[Check, ...]
    ok: bool
    stage: Stage
    foreign: bool = False
    closing_head: Head | None = None
    prints: tuple[tuple[str, str], ...] = ()
    keys: "RecordKeys | None" = None
    base: BaseHead | None = None
    not_checked: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    code: str | None = None
    detail: str = ""
    uuid: str | None = None
    name: str | None = None
    fingerprint: str | None = None
    head: Head | None = None
    credentials: int = 0
    trustees: int = 0
    ballots: int = 0
    voters: int = 0
    weight: int = 0
    decryptions: int = 0
    result: tuple[tuple[int, ...], ...] | None = None
    answers: tuple[tuple[str, ...], ...] = ()


def step_of(error: BallotsError | None, at_hand: Step) -> Step | None:
    """Return the check that an error, if any, belongs to when `at_hand` is the check being made."""
    if error is None:
        return None
    for kind in type(error).__mro__:
        if kind in _STEP_OF:
            return _STEP_OF[kind]
    return at_hand


def list_checks(passed: Mapping[Step, str], refused: Step | None, detail: str) -> tuple[Check, ...]:
    """Return every check in order: the one refused with `detail`, those passed with their own details.

    The others are unfinished when one was refused, otherwise absent: there was nothing to check.
    """
    rest = Verdict.ABSENT if refused is None else Verdict.UNFINISHED
    checks = []
    for step in Step:
        verdict, text = (Verdict.OK, passed[step]) if step in passed else (rest, "")
        if step is refused:
            verdict, text = Verdict.REFUSED, detail
        checks.append(Check(number=step.value, name=step.label, detail=text, verdict=verdict))
    return tuple(checks)
