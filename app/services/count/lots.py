"""Lots: the order of candidates of equal votes, by numbered balls drawn in the room, so that anyone can repeat it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.language.message import N_
from app.models import Election, Lot
from app.services.acts import journal
from app.services.acts.act import Act
from app.services.acts.refusal import Refusal, Refused
from app.services.acts.step import Step
from app.services.acts.two import need_pair
from app.services.election.election import need_phase
from app.services.election.rows import find
from app.services.hall.session import need_presidium
from app.services.nomination.withdrawal import withdrawn_numbers
from app.services.voting import board
from app.services.voting.ballot_order import LOTS_NOT_NEEDED, need_balls
from app.states.election import Following
from app.states.officer import Permission
from app.states.phase import COUNTED, Phase
from ballots import board as chain
from ballots.counting import lots
from ballots.counting.plurality import Outcome, Tie, rank

LOTS_DRAWN = Refusal(
    code="lots-drawn",
    status=409,
    words=N_("This tie has been drawn with the digits %(digits)s. The first draw counts."),
)
LOTS_UNANNOUNCED = Refusal(
    code="lots-unannounced",
    status=409,
    words=N_("The tie must first be put before the hall. Balls that were drawn before that do not count."),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Draw:
    """One drawing of lots, so that anyone can repeat it; `tied` and `drawn` are ballot numbers, first drawn first.

    `method` is "balls", or "dice" in earlier elections; `announced` is when tie, number of balls and encrypted tally
    were put before the hall (earlier elections: None), `drawn_at` when the digits were entered.
    """

    tied: tuple[int, ...]
    rank: int
    method: str
    digits: str
    seed: str
    drawn: tuple[int, ...]
    announced: datetime | None
    drawn_at: datetime


def announce(db: Session, act: Act, public_id: str, *, tied: tuple[int, ...]) -> None:
    """Put the tie of the ballot numbers `tied` before the hall, with its balls and the encrypted tally; journalled.

    Before the first ball; again changes nothing. Refused: not-found, phase-wrong, lots-not-needed.
    """
    row = find(db, public_id, lock=True)
    need_phase(row.phase, Phase.TALLIED)
    tie = _open_tie(db, row, tied)
    if announced(db, row.id, tie) is None:
        journal.record(
            db, act, journal.Kind.LOTS_ANNOUNCED, election_id=row.id, rank=tie.rank, tied=list(tie.candidates),
            balls=lots.balls_needed(len(tie.candidates)), head=tally_hash(db, row.id),
        )  # fmt: skip


def draw_lots(db: Session, act: Act, public_id: str, *, tied: tuple[int, ...], digits: str) -> Draw:
    """Order the first open tie, of the ballot numbers `tied`, by balls drawn in the room; two officers.

    The first draw counts: the same digits again for a tie that they have ordered change nothing, least of all the next
    tie, and others are refused.
    Refused: as `need_pair`, not-found, phase-wrong, lots-drawn, lots-not-needed, lots-unannounced, balls-count,
    presidium-missing.
    """
    row = find(db, public_id, lock=True)
    need_pair(db, act, row.id)
    need_phase(row.phase, Phase.TALLIED)
    for draw in draws(db, row.id):
        if draw.tied == tied:
            if draw.digits != digits:
                raise Refused(LOTS_DRAWN, digits=draw.digits)
            return draw
    tie = _open_tie(db, row, tied)
    if announced(db, row.id, tie) is None:
        raise Refused(LOTS_UNANNOUNCED)
    need_presidium(db, row.session_id)
    need_balls(digits, lots.balls_needed(len(tie.candidates)))
    return _draw(db, act, row, tie, digits)


def ranking(db: Session, election_id: int) -> Outcome:
    """Seats, alternates and open ties by the counts and by what was drawn so far.

    Ties that were left to a second round wait for no lots: their seats are vacant here.
    """
    found = _ranked(db, election_id)
    if found.ties and is_left(db, election_id):
        seats = db.get_one(Election, election_id).seats
        return replace(found, ties=(), vacant=seats - len(found.seated))
    return found


def left(db: Session, election_id: int) -> tuple[int, ...]:
    """The ballot numbers of the tied whose seats were left to a second round; none where no round was called."""
    ties = _ranked(db, election_id).ties
    return _numbers(ties[0].candidates) if ties and is_left(db, election_id) else ()


def is_left(db: Session, election_id: int) -> bool:
    """Whether a second round was called for the seats that an election left, whatever became of that round."""
    followed = select(Election.id).where(
        Election.follows_id == election_id, Election.follows_as == Following.SECOND_ROUND
    )
    return db.scalar(followed.limit(1)) is not None


def draws(db: Session, election_id: int) -> tuple[Draw, ...]:
    """Every tie that was drawn, in the order drawn."""
    row = db.get_one(Election, election_id)
    said = _announcements(db, row)
    return tuple(_value(lot, _time(said, lot.tied)) for lot in _rows(db, row))


def announced(db: Session, election_id: int, tie: Tie) -> datetime | None:
    """When this very tie was put before the hall, with the tally that is on the board; None if it was not."""
    row = db.get_one(Election, election_id)
    return _time(_announcements(db, row), list(tie.candidates))


def tally_hash(db: Session, election_id: int) -> str:
    """The hash of the EncryptedTally event, which ties the digits to this count. Refused: archive-missing."""
    return board.last_of(db, election_id, chain.ENCRYPTED_TALLY).hash


def _ranked(db: Session, election_id: int) -> Outcome:
    row = db.get_one(Election, election_id)
    return rank(
        tuple(row.counts or ()),
        row.seats,
        row.alternates,
        [number - 1 for number in withdrawn_numbers(db, row.id)],
        tuple(tuple(lot.drawn) for lot in _rows(db, row)),
    )


def _open_tie(db: Session, row: Election, tied: tuple[int, ...]) -> Tie:
    for tie in ranking(db, row.id).ties[:1]:
        if tied == _numbers(tie.candidates):
            return tie
    raise Refused(LOTS_NOT_NEEDED)


def _draw(db: Session, act: Act, row: Election, tie: Tie, digits: str) -> Draw:
    anchor, said = tally_hash(db, row.id), announced(db, row.id, tie)
    seed = lots.seed_text(digits, anchor, tie.rank)
    lot = Lot(
        election_id=row.id, tied=list(tie.candidates), rank=tie.rank, method=lots.Method.BALLS.value, digits=digits,
        seed=seed, drawn=list(lots.draw_order(tie.candidates, digits, anchor, tie.rank)), drawn_at=act.now,
    )  # fmt: skip
    db.add(lot)
    db.flush()
    journal.record(
        db, act, journal.Kind.LOTS_DRAWN, election_id=row.id, purpose="tie", tied=list(tie.candidates), digits=digits,
        seed=seed,
    )  # fmt: skip
    return _value(lot, said)


def _announcements(db: Session, row: Election) -> tuple[journal.Entry, ...]:
    said = journal.of_kind(db, row.id, journal.Kind.LOTS_ANNOUNCED)
    return tuple(entry for entry in said if entry.detail["head"] == tally_hash(db, row.id))


def _time(said: tuple[journal.Entry, ...], tied: list[int]) -> datetime | None:
    return next((entry.at for entry in said if entry.detail["tied"] == tied), None)


def _rows(db: Session, row: Election) -> list[Lot]:
    return list(db.scalars(select(Lot).where(Lot.election_id == row.id).order_by(Lot.id)))


def _value(lot: Lot, said: datetime | None) -> Draw:
    return Draw(
        tied=_numbers(lot.tied), rank=lot.rank, method=lot.method, digits=lot.digits, seed=lot.seed,
        drawn=_numbers(lot.drawn), announced=said, drawn_at=lot.drawn_at,
    )  # fmt: skip


def _numbers(places: list[int] | tuple[int, ...]) -> tuple[int, ...]:
    """Ballot numbers, from 1, of places in the counts, from 0."""
    return tuple(place + 1 for place in places)


def _need_tie(db: Session, election_id: int, _now: datetime) -> None:
    """Refused: lots-not-needed."""
    if ranking(db, election_id).resolved:
        raise Refused(LOTS_NOT_NEEDED)


LOTS = Step(
    code="lots",
    permission=Permission.DECIDE,
    officers=2,
    before=(Phase.TALLIED,),
    rule=_need_tie,
    is_done=lambda db, one: ranking(db, one).resolved,
    line=False,
    page="office.lots",
    open_in=COUNTED,
    title=N_("Draw lots"),
    sentence=N_("Some candidates have equal votes. The lot decides before the observers, and anyone can repeat it."),
    button=N_("Go to the lot"),
)
