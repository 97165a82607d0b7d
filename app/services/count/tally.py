"""The tally: the encrypted sums, the trustees' decryptions, the result, publishing."""

from __future__ import annotations

from concurrent.futures import Executor
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy.orm import Session

from app.language.message import N_
from app.models import Election, Trustee
from app.services.acts import journal
from app.services.acts.act import Act
from app.services.acts.phases import facts_of_phase
from app.services.acts.refusal import PHASE_WRONG, Refusal, Refused
from app.services.acts.step import Step
from app.services.count import lots
from app.services.count.ballot_box import BOARD_ALTERED, Sums, add_up
from app.services.count.lots import Draw
from app.services.count.proving import need_rebuilt, part, tallied_of
from app.services.election.election import ElectionValue, election_value, move, need_phase
from app.services.election.rows import find
from app.services.nomination.nomination import NominationValue, candidates
from app.services.voting import bindings, board, checkpoint, trustee
from app.services.voting.rows import find_trustee, invited, trustees_of
from app.services.voting.sealed_key import open_sealed
from app.states.election import Seating
from app.states.officer import Permission
from app.states.phase import COUNTED, VOTED, Phase
from ballots import board as chain
from ballots import tally
from ballots.counting.lots import balls_needed
from ballots.counting.plurality import Outcome
from ballots.election import Election as Definition
from ballots.election import decode_election
from ballots.encoding import encode_json
from ballots.hand_in import HeadSource, make_hand_in
from ballots.proofs import encode_proof

SMALL_GROUP = Refusal(
    code="small-group",
    status=409,
    words=N_("With fewer than %(least)s ballots the sums could reveal votes. They are not counted."),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultLine:
    """One line of the result. `rank` and `place` are None of who has none."""

    candidate: NominationValue
    votes: int
    rank: int | None
    place: int | None
    outcome: Seating


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultValue:
    """The result as pages and papers show it; `ties` are groups of ballot numbers that wait for lots.

    The first of them is drawn next, with `balls_needed` balls, once it is `announced`. `left` are the numbers of the
    tied whose seats were left to a second round instead. `tally_hash` is the hash of the
    EncryptedTally event, which every lot hangs on; `bound` says that each decryption was bound to that tally.
    """

    lines: tuple[ResultLine, ...]
    seated: tuple[ResultLine, ...]
    alternates: tuple[ResultLine, ...]
    ties: tuple[tuple[int, ...], ...]
    left: tuple[int, ...]
    balls_needed: int
    announced: datetime | None
    draws: tuple[Draw, ...]
    blank: int
    cast: int
    vacant: int
    office_key: bool
    bound: bool
    tally_hash: str
    result_hash: str


def sum_ballots(db: Session, act: Act, public_id: str, executor: Executor | None = None) -> Sums | None:
    """Sum the ballots without opening one; None where the sums stand on the board already.

    Every ballot is checked once more, on `executor` where one is given. That takes long, so no lock is taken and
    everything else goes on. Refused: phase-wrong, small-group, board-altered, count-unfinished.
    """
    row = find(db, public_id)
    TALLY.need(db, act, row.id)
    if is_added(db, public_id):
        return None
    return add_up(db, row.id, _definition(row), executor)


def encrypt_tally(db: Session, act: Act, public_id: str, sums: Sums | None) -> ElectionValue:
    """Put the encrypted sums on the board that they were made of; again changes nothing.

    Refused: phase-wrong, small-group, board-altered (the board is not as it was when they were made).
    """
    row = find(db, public_id, lock=True)
    TALLY.need(db, act, row.id)
    if not is_added(db, public_id):
        head = board.need_head(db, row.id)
        if sums is None or sums.head != head:
            raise Refused(BOARD_ALTERED)
        data = sums.tally.to_bytes(_definition(row).group)
        checkpoint.append(db, act, row.id, chain.encrypted_tally_event(head, data, sums.ballots, sums.weight))
        journal.record(db, act, journal.Kind.TALLY_ENCRYPTED, election_id=row.id, ballots=sums.ballots)
    return election_value(db, row.id)


def decrypt_with_office_key(db: Session, act: Act, public_id: str, *, passphrase: str) -> ElectionValue:
    """Decrypt the sums with the key that the office keeps, in a demonstration; an officer does it in a browser.

    Refused: phase-wrong, passphrase-wrong, not-found, decryption-wrong.
    """
    row = find(db, public_id, lock=True)
    need_phase(row.phase, Phase.CLOSED)
    private = open_sealed(trustee.office_key(db, public_id)[1], passphrase)
    tallied = tallied_of(db, row.id)
    made = make_hand_in(private, tallied.sums, tallied.definition, tallied.event.hash, HeadSource.OFFICE, act.random)
    return give_office_decryption(db, act, public_id, hand_in=made.to_bytes())


def give_office_decryption(db: Session, act: Act, public_id: str, *, hand_in: bytes) -> ElectionValue:
    """Take the hand-in that an officer's browser made with the office's key; again changes nothing.

    Refused: phase-wrong, not-found, decryption-invalid, decryption-wrong.
    """
    row = find(db, public_id, lock=True)
    need_phase(row.phase, Phase.CLOSED)
    holder = find_trustee(db, trustee.office_key(db, public_id)[0].public_id)
    _take(db, act, row, holder, hand_in)
    return election_value(db, row.id)


def give_decryption(db: Session, act: Act, trustee_id: str, *, secret: str, hand_in: bytes) -> ElectionValue:
    """Take what a trustee's page or command hands in; again changes nothing.

    What is refused leaves the board as it was, and the trustee may hand in again.
    Refused: invitation-invalid, phase-wrong, office-first, decryption-invalid, decryption-wrong.
    """
    holder, row = invited(db, trustee_id, secret)
    row = find(db, row.public_id, lock=True)
    if holder.decryption is None:
        need_phase(row.phase, Phase.CLOSED)
        _take(db, act, row, holder, hand_in)
    return election_value(db, row.id)


def give_rebuilt_decryption(
    db: Session, act: Act, public_id: str, trustee_id: str, *, hand_in: bytes, shares: tuple[int, ...]
) -> ElectionValue:
    """Take the hand-in by an absent trustee's key, rebuilt from backup shares of these numbers; two officers.

    Refused: as `need_pair`, not-found, phase-wrong, backup-invalid (no backup, or too few shares), office-first,
    decryption-invalid, decryption-wrong.
    """
    row = find(db, public_id, lock=True)
    need_rebuilt(db, act, public_id, trustee_id, shares)
    holder = find_trustee(db, trustee_id)
    holder.rebuilt_from = numbers = sorted(set(shares))
    journal.record(db, act, journal.Kind.TRUSTEE_KEY_REBUILT, election_id=row.id, trustee=holder.name, shares=numbers)
    _take(db, act, row, holder, hand_in)
    return election_value(db, row.id)


def note_refused(db: Session, act: Act, trustee_id: str, refused: Refused) -> None:
    """Record who handed in a false part and what was wrong with it, each once; the board stays as it was.

    The caller has proved the invitation or is an officer: the refusal came after that. Refused: not-found.
    """
    holder = find_trustee(db, trustee_id)
    row = find(db, db.get_one(Election, holder.election_id).public_id, lock=True)
    reason = str(refused.facts.get("reason", ""))
    said: dict[str, Any] = {"trustee": holder.name, "code": refused.code, "reason": reason}
    known = journal.of_kind(db, row.id, journal.Kind.DECRYPTION_REFUSED)
    if not any(one.detail == said and one.actors == act.officers for one in known):
        journal.record(db, act, journal.Kind.DECRYPTION_REFUSED, election_id=row.id, **said)


def stage(db: Session, public_id: str) -> Literal["add", "decrypt", "done"]:
    """How far the count has come: nothing is added up yet, a key is waited for, or done. Refused: phase-wrong."""
    row = find(db, public_id)
    need_phase(row.phase, *VOTED)
    if row.phase in COUNTED:
        return "done"
    return "decrypt" if is_added(db, public_id) else "add"


def is_added(db: Session, public_id: str) -> bool:
    """Whether the encrypted sums stand on the board."""
    try:
        encrypted_tally(db, public_id)
    except Refused:
        return False
    return True


def encrypted_tally(db: Session, public_id: str) -> bytes:
    """The encrypted sums as they stand on the board. Refused: archive-missing."""
    return board.content(db, find(db, public_id).id, chain.ENCRYPTED_TALLY)


def outcome(db: Session, public_id: str) -> ResultValue:
    """The result with ranks, seats, alternates and open ties. Refused: phase-wrong before the tally."""
    row = find(db, public_id)
    if row.counts is None:
        raise Refused(PHASE_WRONG, **facts_of_phase(row.phase, Phase.TALLIED))
    return _result(db, row)


def _take(db: Session, act: Act, row: Election, holder: Trustee, hand_in: bytes) -> None:
    """Put a decryption on the board: proved, bound, and, where it is the last, only if it gives a result.

    Refused: office-first, decryption-invalid, decryption-wrong.
    """
    if holder.decryption is not None:
        return
    given, result = part(db, holder.id, hand_in=hand_in)
    holder.decryption, holder.binding = given.decryption, encode_json(encode_proof(given.binding))
    holder.head_source = given.source.value
    checkpoint.append(
        db, act, row.id,
        chain.partial_decryption_event(board.need_head(db, row.id), holder.owner or 1, given.decryption),
    )  # fmt: skip
    journal.record(
        db, act, journal.Kind.DECRYPTION_GIVEN, election_id=row.id, trustee=holder.name, head=given.source.value
    )
    if result is not None:
        _finish(db, act, row, result)


def _finish(db: Session, act: Act, row: Election, result: tally.Result) -> None:
    checkpoint.append(db, act, row.id, chain.result_event(board.need_head(db, row.id), tally.encode_result(result)))
    marks = list(result[0])
    row.blank_count = marks.pop(0) if row.blank else 0
    row.counts = marks
    move(db, act, row.id, Phase.TALLIED)
    journal.record(
        db, act, journal.Kind.RESULT_RECORDED, election_id=row.id, hash=board.last_of(db, row.id, chain.RESULT).hash
    )


def _result(db: Session, row: Election) -> ResultValue:
    found, left = lots.ranking(db, row.id), lots.left(db, row.id)
    lines = _lines(db, row, found, left)
    holders = trustees_of(db, row.id)
    open_tie = found.ties[0] if found.ties else None
    return ResultValue(
        lines=tuple(lines.values()), seated=tuple(lines[index] for index in found.seated),
        alternates=tuple(lines[index] for index in found.alternates),
        ties=tuple(tuple(index + 1 for index in tie.candidates) for tie in found.ties), left=left,
        balls_needed=balls_needed(len(open_tie.candidates)) if open_tie else 0,
        announced=lots.announced(db, row.id, open_tie) if open_tie else None,
        draws=lots.draws(db, row.id), blank=row.blank_count or 0, cast=board.count(db, row.id), vacant=found.vacant,
        office_key=trustee.office_alone(one.kind for one in holders),
        bound=bindings.are_whole(db, row.id),
        tally_hash=lots.tally_hash(db, row.id), result_hash=board.last_of(db, row.id, chain.RESULT).hash,
    )  # fmt: skip


def _lines(db: Session, row: Election, found: Outcome, left: tuple[int, ...]) -> dict[int, ResultLine]:
    """The lines by place on the ballot, in the order of the table."""
    people = candidates(db, row.public_id)
    tied = {index for tie in found.ties for index in tie.candidates}
    places = {index: place for place, index in enumerate((*found.seated, *found.alternates), start=1)}
    return {
        standing.candidate: ResultLine(
            candidate=people[standing.candidate], votes=standing.votes, rank=standing.rank,
            place=places.get(standing.candidate),
            outcome=_word(people[standing.candidate], standing.candidate, found, tied, left),
        )
        for standing in found.standings
    }  # fmt: skip


def _word(one: NominationValue, index: int, found: Outcome, tied: set[int], left: tuple[int, ...]) -> Seating:
    if one.withdrawn:
        return Seating.WITHDRAWN
    if index in found.seated:
        return Seating.SEATED
    if index in found.alternates:
        return Seating.ALTERNATE
    if one.number in left:
        return Seating.LEFT
    return Seating.TIED if index in tied else Seating.NONE


def _definition(row: Election) -> Definition:
    if row.definition is None:
        raise Refused(PHASE_WRONG, phase=row.phase)
    return decode_election(row.definition)


def _need_enough(db: Session, election_id: int, _now: datetime) -> None:
    """Refused: small-group."""
    least = db.get_one(Election, election_id).small_group
    if board.count(db, election_id) < least:
        raise Refused(SMALL_GROUP, least=least)


TALLY = Step(
    code="tally",
    permission=Permission.DECIDE,
    before=(Phase.CLOSED,),
    after=Phase.TALLIED,
    rule=_need_enough,
    page="office.tally_page",
    open_in=COUNTED,
    title=N_("Count the votes"),
    sentence=N_(
        "The locked votes are added up. The trustees’ programs open only the sums, and prove that they are those of "
        "these votes."
    ),
    button=N_("Go to the count"),
)
