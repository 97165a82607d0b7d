"""The balance of paper and votes, rule by rule, from the first minute of the voting until it is closed."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.models import BallotIndex, Slip
from app.services.election.rows import find
from app.services.voting import poll
from app.services.voting.poll import Accounting
from app.states.slip import OUT_OF_HAND, BalanceRule


@dataclass(frozen=True, slots=True, kw_only=True)
class Broken:
    """A rule that does not hold: the number `found`, and the `most` that it may be."""

    rule: BalanceRule
    found: int
    most: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Balance:
    """The figures as they are now, with no slip counted on the table yet, and what is wrong with them."""

    stated: Accounting
    broken: tuple[Broken, ...]

    @property
    def waiting(self) -> int:
        """How many delegates hold a slip and have not voted."""
        return max(0, self.stated.handed - self.stated.cast - self.stated.invalid)


def balance(db: Session, public_id: str) -> Balance:
    """How paper and votes stand now. Refused: not-found."""
    stated, row = poll.account(db, public_id), find(db, public_id)
    given = stated.handed + stated.spoiled + stated.void + stated.lost
    rules = (
        (BalanceRule.CAST, stated.cast + stated.invalid, stated.handed),
        (BalanceRule.PAPER, given, stated.printed),
        (BalanceRule.APART, _from_apart(db, row.id), 0),
        (BalanceRule.TABLE, len(poll.used_slips(db, public_id)), 0),
    )
    broken = tuple(Broken(rule=rule, found=found, most=most) for rule, found, most in rules if found > most)
    return Balance(stated=stated, broken=broken)


def _from_apart(db: Session, election_id: int) -> int:
    """How many votes came from slips that are void, spoiled or unused."""
    both = (BallotIndex.election_id == Slip.election_id) & (BallotIndex.credential == Slip.credential)
    apart = select(func.count()).select_from(Slip).join(BallotIndex, both)
    return db.scalar(apart.where(Slip.election_id == election_id, Slip.state.in_(OUT_OF_HAND))) or 0
