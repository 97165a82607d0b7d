"""The numbered checks of an archive and the report of one audit (SPEC.md, section 7)."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from ballots import errors as protocol
from ballots import record_errors as record
from ballots.board import Head
from ballots.errors import BallotsError


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
    record.ArchiveUnreadableError: Step.START,
    record.ArchiveEmptyError: Step.START,
    record.ArchiveStartError: Step.START,
    record.EntryHeaderError: Step.HEADERS,
    record.EntrySizeError: Step.HEADERS,
    record.EntryPaddingError: Step.FILLING,
    record.ArchiveTrailerError: Step.FILLING,
    record.ArchiveTruncatedError: Step.FILLING,
    record.EntryDigestError: Step.DIGESTS,
    record.EventFormatError: Step.EVENTS,
    record.EventHeightError: Step.CHAIN,
    record.EventParentError: Step.CHAIN,
    record.EventOrderError: Step.ORDER,
    protocol.UnknownCredentialError: Step.VOTER,
    record.BallotRepeatedError: Step.ONCE,
    protocol.IndividualProofError: Step.BALLOT_PROOFS,
    protocol.OverallProofError: Step.BALLOT_PROOFS,
    protocol.BlankProofError: Step.BALLOT_PROOFS,
    protocol.BallotHashError: Step.SIGNATURE,
    protocol.BallotSignatureError: Step.SIGNATURE,
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What an audit found. Fields that the archive did not reach in good order are None or 0.

    `code` and `detail` say why the archive was refused; `head` is the last event that was accepted.
    `answers` name the entries of each question as `result` counts them, the blank one first.
    `ballots` counts Ballot events, `voters` the credentials that cast one, `weight` their total weight.
    """

    checks: tuple[Check, ...]
    ok: bool
    stage: Stage
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
