"""The order on the ballot: by Persian alphabet, or drawn by lot with numbered balls before observers."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, contains_eager, defer

from app.language.message import N_
from app.language.reference import province
from app.models import BallotOrder, Election, Institution, Nomination
from app.services.acts import journal
from app.services.acts.act import Act
from app.services.acts.refusal import Refusal, Refused
from app.services.election.rows import find
from app.services.hall.session import observers_of
from app.services.nomination.listed import listed
from app.states.election import Ordering
from app.states.nomination import NominationStatus
from ballots.counting import lots

BALLS_COUNT = Refusal(
    code="balls-count",
    status=400,
    words=N_("Please enter exactly %(number)s digits, one for each ball. Their number was announced."),
    field="balls",
)
LIST_CHANGED = Refusal(
    code="list-changed",
    status=409,
    words=N_("The list of candidates has changed since it was announced. Announce it anew, then draw the balls anew."),
)
LOTS_NOT_NEEDED = Refusal(
    code="lots-not-needed", status=409, words=N_("There is no tie that decides a seat. No lot is needed.")
)
ORDER_UNANNOUNCED = Refusal(
    code="order-unannounced",
    status=409,
    words=N_("The list of candidates must first be announced. Balls that were drawn before that do not count."),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderValue:
    """How the order comes about. `listed` are the candidates in Persian order, as they stand on the ballot.

    `hash` is that of the list, `balls_needed` how many balls a draw takes (0 where nothing is drawn); `announced` is
    when this very list was put into the journal, before the first ball. `drawn` are places in the list, first whoever
    is number 1; an order that has not been drawn yet has no seed. `drawn_with` is "balls", or "dice" in earlier
    elections, whose lists were not announced.
    """

    method: Ordering
    listed: tuple[str, ...]
    hash: str
    balls_needed: int
    announced: datetime | None = None
    drawn_with: str = ""
    digits: str = ""
    seed: str = ""
    drawn: tuple[int, ...] = ()
    drawn_at: datetime | None = None

    @property
    def ballot(self) -> tuple[str, ...]:
        """The candidates in the order drawn, as they stand on the ballot; empty before the draw."""
        return tuple(self.listed[place - 1] for place in self.drawn)


def order(db: Session, public_id: str) -> OrderValue:
    """The order of an election's candidates: as it was drawn, or the list that a draw would be made of.

    Refused: not-found.
    """
    election = find(db, public_id)
    row = db.get(BallotOrder, election.id)
    if row is None:
        return _undrawn(db, election, _listed(db, election))
    digest = lots.list_hash(row.listed)
    return OrderValue(
        method=Ordering.LOT, listed=tuple(row.listed), hash=digest, digits=row.digits, seed=row.seed,
        balls_needed=len(row.digits), announced=_announced(db, election, digest), drawn_with=row.method,
        drawn=tuple(row.drawn), drawn_at=row.drawn_at,
    )  # fmt: skip


def announce(db: Session, act: Act, election_id: int) -> OrderValue:
    """Write the list's hash and the number of balls into the journal, before the first ball; again changes nothing.

    Refused: lots-not-needed.
    """
    election = db.get_one(Election, election_id)
    said = _undrawn(db, election, _listed(db, election))
    if not said.balls_needed:
        raise Refused(LOTS_NOT_NEEDED)
    if said.announced is None:
        journal.record(
            db, act, journal.Kind.ORDER_ANNOUNCED, election_id=election.id, hash=said.hash, balls=said.balls_needed
        )
    return replace(said, announced=said.announced or act.now)


def list_file(db: Session, public_id: str) -> bytes:
    """The list of candidates, byte for byte as its hash takes it. Refused: not-found."""
    return lots.list_bytes(order(db, public_id).listed)


def put_in_order(db: Session, act: Act, election_id: int, *, digits: str, listed: str | None) -> tuple[str, ...]:
    """What stands on the ballot, in its order, which is drawn where the rule says so; each candidate gets its number.

    `listed` is the hash of the list that the balls were drawn for. Refused: list-changed, order-unannounced,
    balls-count.
    """
    election = db.get_one(Election, election_id)
    rows = _accepted(db, election)
    said = _undrawn(db, election, tuple(map(_stands_as, rows)))
    if said.balls_needed:
        drawn = _draw(db, act, election, said, digits, listed)
        rows = [rows[place - 1] for place in drawn]
    for number, row in enumerate(rows, start=1):
        row.number = number
    return tuple(map(_stands_as, rows))


def _stands_as(row: Nomination) -> str:
    return _answer(row.institution.name_fa, row.institution.province)


def _draw(
    db: Session, act: Act, election: Election, said: OrderValue, digits: str, listed: str | None
) -> tuple[int, ...]:
    if listed is not None and listed != said.hash:
        raise Refused(LIST_CHANGED, hash=said.hash)
    if said.announced is None:
        raise Refused(ORDER_UNANNOUNCED)
    need_balls(digits, said.balls_needed)
    seed = lots.order_seed(digits, said.listed)
    drawn = lots.draw(seed, len(said.listed), len(said.listed))
    db.add(
        BallotOrder(
            election_id=election.id,
            listed=list(said.listed),
            method=lots.Method.BALLS.value,
            digits=digits,
            seed=seed,
            drawn=list(drawn),
            drawn_at=act.now,
        )
    )
    journal.record(
        db,
        act,
        journal.Kind.LOTS_DRAWN,
        election_id=election.id,
        purpose="order on the ballot",
        digits=digits,
        seed=seed,
        observers=list(observers_of(db, election.session_id)),
    )
    return drawn


def _undrawn(db: Session, election: Election, listed: tuple[str, ...]) -> OrderValue:
    lot = election.order == Ordering.LOT and len(listed) > 1
    digest = lots.list_hash(listed)
    return OrderValue(
        method=election.order, listed=listed, hash=digest, announced=_announced(db, election, digest),
        balls_needed=lots.balls_needed(len(listed)) if lot else 0,
    )  # fmt: skip


def _announced(db: Session, election: Election, digest: str) -> datetime | None:
    """When the list of this hash was announced, if no other was after it, and the election was not unfrozen since."""
    last = journal.of_kind(db, election.id, journal.Kind.ORDER_ANNOUNCED)[-1:]
    undone = max((one.at for one in journal.of_kind(db, election.id, journal.Kind.ELECTION_UNFROZEN)), default=None)
    fresh = (entry.at for entry in last if entry.detail["hash"] == digest and (undone is None or entry.at > undone))
    return next(fresh, None)


def _accepted(db: Session, election: Election) -> list[Nomination]:
    """The rows of the accepted, in Persian order, without what no list shows."""
    query = (
        select(Nomination)
        .join(Nomination.institution)
        .options(contains_eager(Nomination.institution), defer(Nomination.dossier), defer(Nomination.draft))
    )
    mine = query.where(Nomination.election_id == election.id, Nomination.status == NominationStatus.ACCEPTED)
    return list(db.scalars(mine.order_by(Institution.sort_key, Institution.id)))


def _listed(db: Session, election: Election) -> tuple[str, ...]:
    """The candidates in Persian order, also after the freeze."""
    standing = (
        Nomination.number.is_not(None) if election.fingerprint else Nomination.status == NominationStatus.ACCEPTED
    )
    words = listed(frozen=election.fingerprint is not None)
    query = select(words.fa, words.province).select_from(Nomination).join(Nomination.institution)
    mine = query.where(Nomination.election_id == election.id, standing)
    rows = db.execute(mine.order_by(words.sort_key, Institution.id))
    return tuple(_answer(name, code) for name, code in rows)


def _answer(name: str, code: str) -> str:
    return f"{name} ({province(code).fa})"


def need_balls(digits: str, number: int) -> None:
    """Refuse (balls-count) unless exactly so many digits were drawn: their number was fixed before the first."""
    if len(digits) != number or not (digits.isascii() and digits.isdecimal()):
        raise Refused(BALLS_COUNT, number=number)
