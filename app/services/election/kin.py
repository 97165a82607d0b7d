"""Which election follows which: a second round, a repeat, a by-election, and the one that it refers to."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.language.names import Names
from app.models import Election
from app.states.election import Following
from app.states.phase import Phase


@dataclass(frozen=True, slots=True, kw_only=True)
class Kin:
    """An election that another one follows, or that follows it, and how; its phase."""

    public_id: str
    title: Names
    kind: Following
    phase: Phase


@dataclass(frozen=True, slots=True, kw_only=True)
class Family:
    """Whom an election follows, and who follow it."""

    follows: Kin | None
    followers: tuple[Kin, ...]


def families(db: Session, election_ids: Collection[int]) -> dict[int, Family]:
    """The kin of elections by id; as many queries for many as for one."""
    asked = set(election_ids)
    earlier = select(Election.follows_id).where(Election.id.in_(asked), Election.follows_id.is_not(None))
    mine = or_(Election.id.in_(asked), Election.follows_id.in_(asked), Election.id.in_(earlier))
    chosen = select(
        Election.id, Election.public_id, Election.title_fa, Election.title_en, Election.title_ar, Election.phase,
        Election.follows_id, Election.follows_as,
    )  # fmt: skip
    rows = {row.id: row for row in db.execute(chosen.where(mine, Election.discarded.is_(None)).order_by(Election.id))}

    def kin(one: int, kind: Following) -> Kin:
        row = rows[one]
        title = Names(row.title_fa, row.title_en, row.title_ar)
        return Kin(public_id=row.public_id, title=title, kind=kind, phase=row.phase)

    before = {row.id: kin(row.follows_id, row.follows_as) for row in rows.values() if row.follows_id in rows}
    after = {one: [kin(row.id, row.follows_as) for row in rows.values() if row.follows_id == one] for one in asked}
    return {one: Family(follows=before.get(one), followers=tuple(after[one])) for one in asked}
