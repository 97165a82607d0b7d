"""The tally: the encrypted sums, the trustees' decryptions, the result, lots, publishing."""

from __future__ import annotations

from concurrent.futures import Executor
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.dates import in_tehran
from app.models import Election, Lot, Nomination, Trustee
from app.services import board, journal, trustee
from app.services.act import Act, Refused, need_two
from app.services.box import add_up
from app.services.election import ElectionValue, election_value, find, move, need_phase
from app.services.nomination import NominationValue, candidates
from ballots import board as chain
from ballots import tally
from ballots.counting import lots
from ballots.counting.plurality import Outcome, rank
from ballots.election import Election as Definition
from ballots.election import decode_election
from ballots.errors import BallotsError
from ballots.trustees import partial_decryption, verify_partial_decryption


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of the result. `outcome` is "seated", "alternate", "withdrawn", "tied" or ""."""

    candidate: NominationValue
    votes: int
    rank: int | None
    place: int | None
    outcome: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Draw:
    """One drawing of lots, so that anyone can repeat it."""

    tied: tuple[int, ...]
    dice: str
    seed: str
    drawn: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultValue:
    """The result as pages and papers show it; `ties` are groups of ballot numbers that wait for lots."""

    lines: tuple[Line, ...]
    seated: tuple[Line, ...]
    alternates: tuple[Line, ...]
    ties: tuple[tuple[int, ...], ...]
    dice_needed: int
    draws: tuple[Draw, ...]
    blank: int
    cast: int
    vacant: int
    office_key: bool
    result_hash: str


def encrypt_tally(db: Session, act: Act, public_id: str, executor: Executor | None = None) -> ElectionValue:
    """Sum the ballots without opening one and put the sums on the board; again changes nothing.

    Every ballot is checked once more, on `executor` where one is given.
    Refused: phase-wrong, small-group, board-altered.
    """
    row = find(db, public_id, lock=True)
    need_phase(row, "closed")
    number = board.count(db, row)
    if number < row.small_group:
        raise Refused("small-group", least=row.small_group)
    if not is_added(db, public_id):
        definition = _definition(row)
        sums = add_up(db, row, definition, executor)
        head = board.need_head(db, row)
        data = sums.tally.to_bytes(definition.group)
        board.append(db, row, chain.encrypted_tally_event(head, data, sums.ballots, sums.weight))
        journal.record(db, act, journal.Kind.TALLY_ENCRYPTED, election=row, ballots=number)
    return election_value(db, row)


def decrypt_with_office_key(db: Session, act: Act, public_id: str, *, passphrase: str) -> ElectionValue:
    """Decrypt the sums with the key that the office keeps. Refused: phase-wrong, passphrase-wrong, not-found."""
    row = find(db, public_id, lock=True)
    need_phase(row, "closed")
    holder = next((one for one in trustee.rows(db, row) if one.kind == "office"), None)
    if holder is None:
        raise Refused("not-found")
    private = trustee.office_private_key(holder, passphrase)
    definition = _definition(row)
    part = partial_decryption(private, _sums(db, row, definition), definition, act.random)
    _take(db, act, row, holder, part)
    return election_value(db, row)


def give_decryption(db: Session, act: Act, trustee_id: str, *, secret: str, decryption: bytes) -> ElectionValue:
    """Take the decryption that a trustee's browser made; again changes nothing.

    Refused: invitation-invalid, phase-wrong, decryption-invalid.
    """
    holder, row = trustee.invited(db, trustee_id, secret)
    row = find(db, row.public_id, lock=True)
    if holder.decryption is None:
        need_phase(row, "closed")
        _take(db, act, row, holder, decryption)
    return election_value(db, row)


def give_rebuilt_decryption(
    db: Session, act: Act, public_id: str, trustee_id: str, *, decryption: bytes, shares: tuple[int, ...]
) -> ElectionValue:
    """Take the decryption by an absent trustee's key, rebuilt from backup shares of these numbers; two officers.

    Refused: two-officers-needed, not-found, phase-wrong, backup-invalid (no backup, or too few shares),
    decryption-invalid.
    """
    need_two(act)
    row = find(db, public_id, lock=True)
    need_phase(row, "closed")
    holder = next((one for one in trustee.rows(db, row) if one.public_id == trustee_id), None)
    if holder is None or holder.decryption is not None:
        raise Refused("not-found")
    threshold = trustee.trustee_value(holder, row).threshold
    numbers = sorted(set(shares))
    if threshold is None or len(numbers) < threshold or not set(numbers) <= set(range(1, (holder.shares or 0) + 1)):
        raise Refused("backup-invalid")
    holder.rebuilt_from = numbers
    journal.record(db, act, journal.Kind.TRUSTEE_KEY_REBUILT, election=row, trustee=holder.name, shares=numbers)
    _take(db, act, row, holder, decryption)
    return election_value(db, row)


def is_added(db: Session, public_id: str) -> bool:
    """Whether the encrypted sums stand on the board."""
    try:
        encrypted_tally(db, public_id)
    except Refused:
        return False
    return True


def encrypted_tally(db: Session, public_id: str) -> bytes:
    """The encrypted sums as they stand on the board. Refused: archive-missing."""
    return board.content(db, find(db, public_id), chain.ENCRYPTED_TALLY)


def outcome(db: Session, public_id: str) -> ResultValue:
    """The result with ranks, seats, alternates and open ties. Refused: phase-wrong before the tally."""
    row = find(db, public_id)
    if row.counts is None:
        raise Refused("phase-wrong", phase=row.phase)
    return _result(db, row)


def draw_lots(db: Session, act: Act, public_id: str, *, tied: tuple[int, ...], dice: tuple[int, ...]) -> ResultValue:
    """Order the first open tie, of the ballot numbers `tied`, by dice thrown in the room; two officers.

    The same dice again for a tie that they have ordered change nothing, least of all the next tie.
    Refused: two-officers-needed, phase-wrong, lots-not-needed, dice-too-few.
    """
    need_two(act)
    row = find(db, public_id, lock=True)
    need_phase(row, "tallied")
    thrown = "".join(map(str, dice))
    before = _result(db, row)
    if any((draw.tied, draw.dice) == (tied, thrown) for draw in before.draws):
        return before
    if tied not in before.ties[:1]:
        raise Refused("lots-not-needed")
    tie = _outcome(db, row).ties[0]
    needed = lots.dice_needed(len(tie.candidates))
    if len(dice) < needed or any(face not in range(1, 7) for face in dice):
        raise Refused("dice-too-few", least=needed)
    result_hash = _result_hash(db, row)
    drawn = lots.draw_order(tie.candidates, dice, result_hash, tie.rank)
    seed = lots.seed_text(dice, result_hash, tie.rank)
    db.add(
        Lot(election_id=row.id, tied=list(tie.candidates), dice=thrown, seed=seed, drawn=list(drawn), drawn_at=act.now)
    )
    db.flush()
    journal.record(
        db, act, journal.Kind.LOTS_DRAWN, election=row, purpose="tie", tied=list(tie.candidates), dice=thrown, seed=seed
    )
    return _result(db, row)


def publish(db: Session, act: Act, public_id: str) -> ElectionValue:
    """Publish the provisional result; two officers. Refused: two-officers-needed, phase-wrong, lots-pending."""
    need_two(act)
    row = find(db, public_id, lock=True)
    need_phase(row, "tallied")
    if not _outcome(db, row).resolved:
        raise Refused("lots-pending")
    move(db, act, row, "provisional")
    return election_value(db, row)


def certify(db: Session, act: Act, public_id: str, *, waived: bool = False) -> ElectionValue:
    """Make the result final, when the objection period is over or was `waived`, which is journalled; two officers.

    Refused: two-officers-needed, phase-wrong, objections-open.
    """
    need_two(act)
    row = find(db, public_id, lock=True)
    need_phase(row, "provisional")
    until = election_value(db, row).objections_until
    if until is not None and in_tehran(act.now).date() <= until:
        if not waived:
            raise Refused("objections-open", until=until)
        journal.record(db, act, journal.Kind.OBJECTIONS_WAIVED, election=row, until=until.isoformat())
    move(db, act, row, "final")
    return election_value(db, row)


def _take(db: Session, act: Act, row: Election, holder: Trustee, part: bytes) -> None:
    if holder.decryption is not None:
        return
    definition = _definition(row)
    sums = _sums(db, row, definition)
    key = trustee.keys(db, row)[(holder.owner or 1) - 1]
    try:
        verify_partial_decryption(part, key, sums, definition)
    except BallotsError as error:
        raise Refused("decryption-invalid", reason=error.code) from error
    holder.decryption = part
    board.append(db, row, chain.partial_decryption_event(board.need_head(db, row), holder.owner or 1, part))
    journal.record(db, act, journal.Kind.DECRYPTION_GIVEN, election=row, trustee=holder.name)
    parts = [one.decryption for one in trustee.rows(db, row)]
    if None not in parts:
        _finish(db, act, row, sums, [one for one in parts if one is not None])


def _finish(db: Session, act: Act, row: Election, sums: tally.EncryptedTally, parts: list[bytes]) -> None:
    result = tally.decrypt(sums, parts, trustee.keys(db, row), board.count(db, row))
    board.append(db, row, chain.result_event(board.need_head(db, row), tally.encode_result(result)))
    marks = list(result[0])
    row.blank_count = marks.pop(0) if row.blank else 0
    row.counts = marks
    move(db, act, row, "tallied")
    journal.record(db, act, journal.Kind.RESULT_RECORDED, election=row, hash=_result_hash(db, row))


def _outcome(db: Session, row: Election) -> Outcome:
    counts = tuple(row.counts or ())
    withdrawn = db.scalars(
        select(Nomination.number).where(
            Nomination.election_id == row.id, Nomination.number.is_not(None), Nomination.status == "withdrawn"
        )
    )
    drawn = db.scalars(select(Lot).where(Lot.election_id == row.id).order_by(Lot.id))
    return rank(
        counts,
        row.seats,
        row.alternates,
        [number - 1 for number in withdrawn if number is not None],
        tuple(tuple(one.drawn) for one in drawn),
    )


def _result(db: Session, row: Election) -> ResultValue:
    found = _outcome(db, row)
    people = candidates(db, row.public_id)
    tied = {index for tie in found.ties for index in tie.candidates}
    places = {index: place for place, index in enumerate((*found.seated, *found.alternates), start=1)}
    lines = {
        standing.candidate: Line(
            candidate=people[standing.candidate], votes=standing.votes, rank=standing.rank,
            place=places.get(standing.candidate),
            outcome=_word(standing.candidate, found, tied, people[standing.candidate].withdrawn),
        )
        for standing in found.standings
    }  # fmt: skip
    drawn = db.scalars(select(Lot).where(Lot.election_id == row.id).order_by(Lot.id))
    return ResultValue(
        lines=tuple(lines.values()), seated=tuple(lines[index] for index in found.seated),
        alternates=tuple(lines[index] for index in found.alternates),
        ties=tuple(tuple(index + 1 for index in tie.candidates) for tie in found.ties),
        dice_needed=lots.dice_needed(len(found.ties[0].candidates)) if found.ties else 0,
        draws=tuple(
            Draw(tied=tuple(n + 1 for n in lot.tied), dice=lot.dice, seed=lot.seed,
                 drawn=tuple(n + 1 for n in lot.drawn))
            for lot in drawn
        ),
        blank=row.blank_count or 0, cast=board.count(db, row), vacant=found.vacant,
        office_key=any(one.kind == "office" for one in trustee.rows(db, row)) and len(trustee.rows(db, row)) == 1,
        result_hash=_result_hash(db, row),
    )  # fmt: skip


def _word(index: int, found: Outcome, tied: set[int], withdrawn: bool) -> str:
    if withdrawn:
        return "withdrawn"
    if index in found.seated:
        return "seated"
    if index in found.alternates:
        return "alternate"
    return "tied" if index in tied else ""


def _sums(db: Session, row: Election, definition: Definition) -> tally.EncryptedTally:
    return tally.decode_encrypted_tally(board.content(db, row, chain.ENCRYPTED_TALLY), definition)


def _definition(row: Election) -> Definition:
    if row.definition is None:
        raise Refused("phase-wrong", phase=row.phase)
    return decode_election(row.definition)


def _result_hash(db: Session, row: Election) -> str:
    for event in board.look(db, row.public_id, size=1).events:
        if event.type == chain.RESULT:
            return event.hash
    raise Refused("archive-missing")
