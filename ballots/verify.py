"""The independent check of an archive: a state machine over its events, numbered as in SPEC.md, section 7.

Nothing is taken from anywhere but the archive's bytes. Ballots are checked on an executor while reading goes
on; damage found later never hides an earlier ballot that is refused.
"""

from collections.abc import Iterable
from concurrent.futures import Executor
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final

from ballots import archive_errors
from ballots import board as chain
from ballots.alike import alike
from ballots.board import BoardEvent, Head
from ballots.checks import READING_STEPS, Report, Stage, Step, list_checks, step_of
from ballots.container import read_entries, read_start
from ballots.credential import read_public_credentials
from ballots.credential_index import CredentialIndex, index_credentials
from ballots.custody_errors import BoardForkedError, BoardShortenedError
from ballots.election import Election, decode_election
from ballots.elgamal import EncryptedTally
from ballots.encoding import hash_base64
from ballots.errors import BallotsError, ElectionKeyError, ResultRangeError
from ballots.independence import check_independent
from ballots.ledger import Ledger
from ballots.short import Kind, short
from ballots.tally import Result, check_plausible, decode_encrypted_tally, decode_result, decrypt
from ballots.trustees import TrusteeKey, decode_trustees, election_key, verify_partial_decryption

DEFAULT_IN_FLIGHT: Final = 8

# Where an event of each type may stand, and the refusal when it stands elsewhere.
_PLACES: Final = {
    chain.SETUP: ((Stage.EMPTY,), archive_errors.SetupRepeatedError),
    chain.BALLOT: ((Stage.SETUP, Stage.OPEN), archive_errors.LateBallotError),
    chain.END_BALLOTS: ((Stage.SETUP, Stage.OPEN), archive_errors.EndRepeatedError),
    chain.SHUFFLE: ((), archive_errors.UnsupportedEventError),
    chain.END_SHUFFLES: ((), archive_errors.UnsupportedEventError),
    chain.ENCRYPTED_TALLY: ((Stage.CLOSED,), archive_errors.TallyOrderError),
    chain.PARTIAL_DECRYPTION: (
        (Stage.TALLIED, Stage.DECRYPTING, Stage.DECRYPTED),
        archive_errors.DecryptionOrderError,
    ),
    chain.RESULT: ((Stage.TALLIED, Stage.DECRYPTING, Stage.DECRYPTED), archive_errors.ResultOrderError),
}


def verify_archive(
    source: BinaryIO | Path,
    executor: Executor | None = None,
    in_flight: int = DEFAULT_IN_FLIGHT,
    known: Head | None = None,
) -> Report:
    """Make checks 1 to 7 of a whole archive, open for reading at its start and able to seek, or a file.

    Ballots are checked on `executor`, any of concurrent.futures, with at most `in_flight` chunks submitted
    and not yet done; without one, here and now. `known` is the head of an earlier check that accepted: the archive must
    continue it, and the proofs of ballots up to it are not checked again. Damage never raises: the report names the
    check that refused. Only CheckStoppedError is raised, when a worker is lost.

    A record needs more than its archive: `ballots.record.verify` makes all checks.
    """
    if not isinstance(source, Path):
        return Audit(source, executor, in_flight, known).run()
    try:
        with source.open("rb") as file:
            return Audit(file, executor, in_flight, known).run()
    except OSError as error:
        return unreadable(error.strerror or "the file cannot be opened")


def unreadable(detail: str) -> Report:
    """Return the report on an archive that cannot be read at all."""
    return Report(
        checks=list_checks({}, Step.START, detail),
        ok=False,
        stage=Stage.EMPTY,
        code=archive_errors.ArchiveUnreadableError.code,
        detail=detail,
    )


class Watch:
    """What a reader wants to know of events as they pass: `hashes` by height, which of some trackers were `seen`."""

    def __init__(self, heights: Iterable[int] = (), trackers: Iterable[str] = ()) -> None:
        """Watch for the events at these heights, and for these trackers."""
        self.hashes: dict[int, str] = {}
        self.seen: set[str] = set()
        self._heights = frozenset(heights)
        self._trackers = frozenset(trackers)

    def see(self, event: BoardEvent) -> None:
        """Look at one event that was accepted."""
        if event.height in self._heights:
            self.hashes[event.height] = event.hash
        if self._trackers and event.type == chain.BALLOT:
            self.seen |= self._trackers & {hash_base64(event.data[0])}


@dataclass(frozen=True, slots=True, kw_only=True)
class Setup:
    """What a board begins with, decoded and checked."""

    election: Election
    keys: tuple[TrusteeKey, ...]
    credentials: CredentialIndex
    ledger: Ledger


class Audit:
    """One pass over an archive: what is known so far, and the checks passed.

    After `run` has accepted, `setup`, `tally`, `decryptions` (bytes by owner, in the board's order),
    `decryption_heights`, `result` and `heads` (of the last event of each type) say what the archive holds.
    """

    def __init__(
        self,
        source: BinaryIO,
        executor: Executor | None = None,
        in_flight: int = DEFAULT_IN_FLIGHT,
        known: Head | None = None,
        watch: Watch | None = None,
    ) -> None:
        """Take an archive, open for reading at its start, and where its ballots are checked; see `verify_archive`."""
        self._source = source
        self._watch = watch or Watch()
        self._executor = executor
        self._in_flight = in_flight
        self._known_head = known
        self.stage = Stage.EMPTY
        self._step = Step.START
        self._passed: dict[Step, str] = {}
        self._head: Head | None = None
        self._known_ballots = 0
        self.setup: Setup | None = None
        self.tally: EncryptedTally | None = None
        self.decryptions: dict[int, bytes] = {}
        self.decryption_heights: list[int] = []
        self.heads: dict[str, Head] = {}
        self.result: Result | None = None

    def run(self) -> Report:
        """Read to the end or to the first damage."""
        try:
            self._read()
            self._finish()
        except BallotsError as error:
            return self._report(self._earliest(error))
        return self._report(None)

    def _read(self) -> None:
        timestamp = read_start(self._source)
        self._passed[Step.START] = f"timestamp {timestamp}"
        self._step = Step.DATA
        for event in chain.read_events(read_entries(self._source, timestamp)):
            self._step = Step.ORDER
            self._check_place(event)
            self._take(event)
            self._head = self.heads[event.type] = event.head
            self._watch.see(event)
            self._check_continuation(event.head)
            self._step = Step.DATA
        self._step = Step.ORDER
        if self._head is None:
            raise archive_errors.SetupMissingError("the board has no event")
        self._step = Step.CONTINUATION
        if self._known_head is not None and self._head.height < self._known_head.height:
            raise BoardShortenedError(
                f"the board ends at height {self._head.height}, {self._known_head.height} was seen before"
            )

    def _check_continuation(self, head: Head) -> None:
        if self._known_head is not None and head.height == self._known_head.height:
            self._step = Step.CONTINUATION
            if head.hash != self._known_head.hash:
                raise BoardForkedError(f"another event stands at height {head.height} than was seen before")
            self._pass(Step.CONTINUATION, f"holds the known head at height {head.height}")

    def _is_known(self, height: int) -> bool:
        return self._known_head is not None and height <= self._known_head.height

    def _check_place(self, event: BoardEvent) -> None:
        places, refusal = _PLACES[event.type]
        if self.stage is Stage.EMPTY and event.type != chain.SETUP:
            refusal = archive_errors.SetupMissingError
        if self.stage not in places:
            raise refusal(f"{event.type} at height {event.height} while the board is {self.stage}")

    def _take(self, event: BoardEvent) -> None:
        match event.type:
            case chain.SETUP:
                self._take_setup(event)
            case chain.BALLOT:
                self._step = Step.BALLOT_FORM
                known = self._is_known(event.height)
                self.begun.ledger.add(event.data[0], height=event.height, position=event.position, known=known)
                self._known_ballots += known
                self.stage = Stage.OPEN
            case chain.END_BALLOTS:
                self._finish_ballots()
                self.stage = Stage.CLOSED
            case chain.ENCRYPTED_TALLY:
                self._take_tally(event)
            case chain.PARTIAL_DECRYPTION:
                self._take_decryption(event)
            case chain.RESULT:
                self._take_result(event)

    @property
    def begun(self) -> Setup:
        """What the board begins with. Raises SetupMissingError."""
        if self.setup is None:
            raise archive_errors.SetupMissingError("the board does not begin with a Setup event")
        return self.setup

    def _take_setup(self, event: BoardEvent) -> None:
        self._step = Step.SETUP_DATA
        election_bytes, trustees_bytes, credentials_bytes = chain.check_setup_data(event)
        self._pass(Step.SETUP_DATA, "names its three parts")
        self._step = Step.ELECTION
        election = decode_election(election_bytes)
        self._pass(Step.ELECTION, f"{len(election.questions)} questions")
        self._step = Step.TRUSTEES
        keys = decode_trustees(trustees_bytes, election.group)
        self._pass(Step.TRUSTEES, f"{len(keys)} trustees")
        self._step = Step.ELECTION_KEY
        if election_key(keys, election.group) != election.public_key:
            raise ElectionKeyError("the election key is not the product of the trustees' keys")
        self._pass(Step.ELECTION_KEY, "product of the trustees' keys")
        self._step = Step.CREDENTIALS
        credentials = index_credentials(
            credentials_bytes, election.group, self._executor, self._in_flight, known=self._is_known(0)
        )
        self._pass(Step.CREDENTIALS, f"{len(credentials)} credentials, weight {credentials.total_weight}")
        self._step = Step.INDEPENDENT_NUMBERS
        listed = (text for text, _ in read_public_credentials(credentials_bytes, election.group))
        check_independent(keys, election.public_key, listed, election.group)
        self._pass(Step.INDEPENDENT_NUMBERS, "none guessable, none twice")
        ledger = Ledger(
            election=election,
            credentials=credentials,
            read_back=self._read_back,
            executor=self._executor,
            in_flight=self._in_flight,
        )
        self.setup = Setup(election=election, keys=keys, credentials=credentials, ledger=ledger)
        self.stage = Stage.SETUP

    def _finish_ballots(self) -> None:
        self._step = Step.BALLOT_FORM
        ledger = self.begun.ledger
        ledger.finish()
        for step in (Step.BALLOT_FORM, Step.VOTER, Step.ONCE):
            self._pass(step, f"{ledger.ballots} ballots")
        before = f", {self._known_ballots} of them up to the known head" if self._known_ballots else ""
        for step in (Step.BALLOT_PROOFS, Step.SIGNATURE):
            self._pass(step, f"{ledger.ballots} ballots{before}")

    def _take_tally(self, event: BoardEvent) -> None:
        setup = self.begun
        self._step = Step.TALLY_DATA
        data, sizes = chain.check_sized_tally(event)
        self._pass(Step.TALLY_DATA, "names the encrypted tally")
        self._step = Step.TALLY_FORM
        tally = decode_encrypted_tally(data, setup.election)
        self._pass(Step.TALLY_FORM, f"{sum(map(len, tally.questions))} ciphertexts")
        self._step = Step.TALLY_PRODUCT
        if tally != setup.ledger.encrypted_tally():
            raise archive_errors.TallyMismatchError("the published tally is not the product of the ballots")
        self._pass(Step.TALLY_PRODUCT, "recomputed and equal")
        self._step = Step.TALLY_COUNTS
        if sizes != chain.SizedTally(setup.ledger.voters, setup.ledger.total_weight):
            raise archive_errors.TallyCountError("the published number of ballots or weight is wrong")
        self._pass(Step.TALLY_COUNTS, f"{sizes.num_tallied} ballots, weight {sizes.total_weight}")
        self.tally = tally
        self.stage = Stage.TALLIED

    def _take_decryption(self, event: BoardEvent) -> None:
        setup = self.begun
        self._step = Step.OWNER
        owner, data = chain.check_owned(event)
        if owner > len(setup.keys):
            raise archive_errors.DecryptionOwnerError(f"there is no trustee {owner}")
        if owner in self.decryptions:
            raise archive_errors.DecryptionRepeatedError(f"trustee {owner} decrypts twice")
        self._step = Step.DECRYPTION_PROOFS
        verify_partial_decryption(data, setup.keys[owner - 1], self.summed, setup.election)
        self.decryptions[owner] = data
        self.decryption_heights.append(event.height)
        for step in (Step.OWNER, Step.DECRYPTION_PROOFS):
            self._pass(step, f"{len(self.decryptions)} of {len(setup.keys)} trustees")
        complete = len(self.decryptions) == len(setup.keys)
        self.stage = Stage.DECRYPTED if complete else Stage.DECRYPTING

    @property
    def summed(self) -> EncryptedTally:
        """The encrypted tally on the board. Raises DecryptionOrderError."""
        if self.tally is None:
            raise archive_errors.DecryptionOrderError("there is no encrypted tally to decrypt")
        return self.tally

    def _take_result(self, event: BoardEvent) -> None:
        setup = self.begun
        self._step = Step.COMPLETE
        missing = sorted(set(range(1, len(setup.keys) + 1)) - set(self.decryptions))
        if missing:
            raise archive_errors.DecryptionMissingError(f"trustees {missing} have not decrypted")
        self._pass(Step.COMPLETE, f"{len(setup.keys)} trustees")
        self._step = Step.RESULT
        result = decode_result(event.data[0], setup.election)
        weight = setup.ledger.total_weight
        if any(count > weight for counts in result for count in counts):
            raise ResultRangeError(f"a count is above the total weight {weight}")
        decryptions = [data for _, data in sorted(self.decryptions.items())]
        if result != decrypt(self.summed, decryptions, setup.keys, weight, setup.election.group):
            raise archive_errors.ResultMismatchError("the result is not what the decryptions give")
        self._pass(Step.RESULT, "recomputed and equal")
        self._step = Step.PLAUSIBLE
        check_plausible(result, setup.election.questions, weight)
        self._pass(Step.PLAUSIBLE, "within the bounds of every question")
        self.result = result
        self.stage = Stage.RESULT

    def _finish(self) -> None:
        """Pass the checks that only the end of the archive settles."""
        if self.stage is Stage.OPEN:
            self._finish_ballots()
        events = self._head.height + 1 if self._head else 0
        for step in READING_STEPS:
            self._pass(step, f"{events} events")

    def _earliest(self, error: BallotsError) -> BallotsError:
        """Return the refusal of a ballot before the damage, if one is still being checked, else `error`."""
        if self.setup is not None:
            try:
                self.setup.ledger.finish()
            except BallotsError as earlier:
                self._step = Step.BALLOT_FORM
                return earlier
        return error

    def _pass(self, step: Step, detail: str) -> None:
        self._passed[step] = detail

    def _read_back(self, position: int, size: int) -> bytes:
        try:
            here = self._source.tell()
            self._source.seek(position)
            data = self._source.read(size)
            self._source.seek(here)
        except OSError as error:
            raise archive_errors.ArchiveUnreadableError("an earlier ballot cannot be read again") from error
        return data

    def _report(self, refusal: BallotsError | None) -> Report:
        if isinstance(refusal, archive_errors.CheckStoppedError):
            raise refusal
        setup = self.setup
        election = setup.election if setup else None
        return Report(
            checks=list_checks(self._passed, step_of(refusal, self._step), str(refusal or "")),
            ok=refusal is None,
            stage=self.stage,
            code=refusal.code if refusal else None,
            detail=str(refusal or ""),
            uuid=election.uuid if election else None,
            name=election.name if election else None,
            fingerprint=election.fingerprint if election else None,
            answers=_answers(election) if election else (),
            prints=_prints(setup) if setup else (),
            warnings=tuple(alike(election)) if election else (),
            closing_head=self.heads.get(chain.END_BALLOTS) if refusal is None else None,
            head=self._head if refusal is None else None,
            credentials=len(setup.credentials) if setup else 0,
            trustees=len(setup.keys) if setup else 0,
            ballots=setup.ledger.ballots if setup else 0,
            voters=setup.ledger.voters if setup else 0,
            weight=setup.ledger.total_weight if setup else 0,
            decryptions=len(self.decryptions),
            result=self.result,
        )


def _answers(election: Election) -> tuple[tuple[str, ...], ...]:
    return tuple(("(blank)", *one.answers) if one.blank else one.answers for one in election.questions)


def _prints(setup: Setup) -> tuple[tuple[str, str], ...]:
    encode = setup.election.group.encode_element
    return tuple((key.name or "", short(Kind.KEY, encode(key.public_key))) for key in setup.keys)
