"""The order on the ballot: by Persian alphabet, or drawn by lot from dice thrown before witnesses."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, contains_eager, defer

from app.models import BallotOrder, Election, Institution, Nomination
from app.reference import province
from app.services import journal
from app.services.act import Act, Refused
from app.services.election import find
from ballots.counting import lots


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderValue:
    """How the order comes about. `listed` are the candidates in Persian order, as they stand on the ballot.

    `hash` is that of the list, `dice_needed` how many throws a draw takes (0 where nothing is drawn); `drawn` are
    places in the list, first whoever is number 1. An order that has not been drawn yet has no seed.
    """

    method: str
    listed: tuple[str, ...]
    hash: str
    dice_needed: int
    dice: str = ""
    seed: str = ""
    drawn: tuple[int, ...] = ()
    drawn_at: datetime | None = None


def order(db: Session, public_id: str) -> OrderValue:
    """The order of an election's candidates: as it was drawn, or the list that a draw would be made of.

    Refused: not-found.
    """
    election = find(db, public_id)
    row = db.get(BallotOrder, election.id)
    if row is None:
        return _undrawn(election, _listed(db, election))
    return OrderValue(
        method="lot", listed=tuple(row.listed), hash=lots.list_hash(row.listed), dice=row.dice, seed=row.seed,
        dice_needed=lots.order_dice_needed(len(row.listed)), drawn=tuple(row.drawn), drawn_at=row.drawn_at,
    )  # fmt: skip


def list_file(db: Session, public_id: str) -> bytes:
    """The list of candidates, byte for byte as its hash takes it. Refused: not-found."""
    return lots.list_bytes(order(db, public_id).listed)


def put_in_order(
    db: Session, act: Act, election: Election, *, dice: tuple[int, ...], listed: str | None
) -> list[Nomination]:
    """The accepted in the order of the ballot, which is drawn where the rule says so; each gets its number.

    `listed` is the hash of the list that the dice were thrown for. Refused: list-changed, dice-too-few.
    """
    rows = _accepted(db, election)
    said = _undrawn(election, tuple(map(answer, rows)))
    if said.dice_needed:
        drawn = _draw(db, act, election, said, dice, listed)
        rows = [rows[place - 1] for place in drawn]
    for number, row in enumerate(rows, start=1):
        row.number = number
    return rows


def answer(row: Nomination) -> str:
    """What stands on the ballot for a nomination."""
    return _answer(row.institution.name_fa, row.institution.province)


def _draw(
    db: Session, act: Act, election: Election, said: OrderValue, dice: tuple[int, ...], listed: str | None
) -> tuple[int, ...]:
    if listed is not None and listed != said.hash:
        raise Refused("list-changed", hash=said.hash)
    if len(dice) < said.dice_needed or any(face not in range(1, 7) for face in dice):
        raise Refused("dice-too-few", least=said.dice_needed)
    thrown, seed = "".join(map(str, dice)), lots.order_seed(dice, said.listed)
    drawn = lots.draw(seed, len(said.listed), len(said.listed))
    db.add(
        BallotOrder(
            election_id=election.id,
            listed=list(said.listed),
            dice=thrown,
            seed=seed,
            drawn=list(drawn),
            drawn_at=act.now,
        )
    )
    journal.record(
        db, act, journal.Kind.LOTS_DRAWN, election=election, purpose="order on the ballot", dice=thrown, seed=seed
    )
    return drawn


def _undrawn(election: Election, listed: tuple[str, ...]) -> OrderValue:
    lot = election.order == "lot" and len(listed) > 1
    return OrderValue(
        method=election.order, listed=listed, hash=lots.list_hash(listed),
        dice_needed=lots.order_dice_needed(len(listed)) if lot else 0,
    )  # fmt: skip


def _accepted(db: Session, election: Election) -> list[Nomination]:
    """The rows of the accepted, in Persian order, without what no list shows."""
    query = (
        select(Nomination)
        .join(Nomination.institution)
        .options(contains_eager(Nomination.institution), defer(Nomination.dossier), defer(Nomination.draft))
    )
    mine = query.where(Nomination.election_id == election.id, Nomination.status == "accepted")
    return list(db.scalars(mine.order_by(Institution.sort_key, Institution.id)))


def _listed(db: Session, election: Election) -> tuple[str, ...]:
    """The candidates in Persian order, also after the freeze."""
    standing = Nomination.number.is_not(None) if election.fingerprint else Nomination.status == "accepted"
    query = select(Institution.name_fa, Institution.province).join(
        Nomination, Nomination.institution_id == Institution.id
    )
    mine = query.where(Nomination.election_id == election.id, standing)
    rows = db.execute(mine.order_by(Institution.sort_key, Institution.id))
    return tuple(_answer(name, code) for name, code in rows)


def _answer(name: str, code: str) -> str:
    return f"{name} ({province(code).fa})"
