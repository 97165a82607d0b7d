"""Which election follows which: a second round, a repeat, a by-election, and the one that it refers to."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from app.language.names import Names
from app.models import Election
from app.states.election import Following
from app.states.phase import Phase


@dataclass(frozen=True, slots=True, kw_only=True)
class Kin:
    """An election that another one follows, or that follows it, and how; its phase; what repeats it, if anything."""

    public_id: str
    title: Names
    kind: Following
    phase: Phase
    repeat: Kin | None = None

    @property
    def last(self) -> Kin:
        """The last of its repeats, or itself."""
        return self if self.repeat is None else self.repeat.last

    @property
    def chain(self) -> tuple[Kin, ...]:
        """Itself and its repeats, each of the one before."""
        return (self, *(self.repeat.chain if self.repeat else ()))

    @property
    def stands(self) -> bool:
        """Whether it counts: it is not annulled, or what repeats it counts."""
        return self.last.phase != Phase.ANNULLED


@dataclass(frozen=True, slots=True, kw_only=True)
class Family:
    """Whom an election follows, and who follow it."""

    follows: Kin | None
    followers: tuple[Kin, ...]


def families(db: Session, election_ids: Collection[int]) -> dict[int, Family]:
    """The kin of elections by id; as many queries for many as for one, and one more for each repeat of a repeat."""
    asked = set(election_ids)
    earlier = select(Election.follows_id).where(Election.id.in_(asked), Election.follows_id.is_not(None))
    rows = _rows(db, or_(Election.id.in_(asked), Election.follows_id.in_(asked), Election.id.in_(earlier)))
    seen = set(asked)
    while annulled := {one for one, row in rows.items() if row.phase == Phase.ANNULLED} - seen:
        seen |= annulled
        rows |= _rows(db, Election.follows_id.in_(annulled) & (Election.follows_as == Following.REPEAT))

    def after(one: int) -> list[Any]:
        return [rows[each] for each in sorted(rows) if rows[each].follows_id == one]

    def kin(one: int, kind: Following) -> Kin:
        row = rows[one]
        again = [each.id for each in after(one) if each.follows_as == Following.REPEAT]
        return Kin(
            public_id=row.public_id, title=Names(row.title_fa, row.title_en, row.title_ar), kind=kind, phase=row.phase,
            repeat=kin(again[-1], Following.REPEAT) if again else None,
        )  # fmt: skip

    def family(one: int) -> Family:
        row = rows.get(one)
        follows = kin(row.follows_id, row.follows_as) if row is not None and row.follows_id in rows else None
        return Family(follows=follows, followers=tuple(kin(each.id, each.follows_as) for each in after(one)))

    return {one: family(one) for one in asked}


def _rows(db: Session, wanted: ColumnElement[bool]) -> dict[int, Any]:
    chosen = select(
        Election.id, Election.public_id, Election.title_fa, Election.title_en, Election.title_ar, Election.phase,
        Election.follows_id, Election.follows_as,
    )  # fmt: skip
    return {row.id: row for row in db.execute(chosen.where(wanted, Election.discarded.is_(None)))}
