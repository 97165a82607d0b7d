"""Who came among the officers that decide since an election was frozen: all are shown it while it does not count."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.language.dates import in_tehran
from app.models import AssemblySession, Election, Officer
from app.services.acts import journal
from app.services.acts.two import SETTLED_AFTER
from app.states.officer import ROLES, Permission, Role
from app.states.phase import EARLY, Phase

_KINDS = (journal.Kind.OFFICER_ADDED, journal.Kind.OFFICER_CHANGED, journal.Kind.OFFICER_RESET)


@dataclass(frozen=True, slots=True, kw_only=True)
class Newcomer:
    """An officer since an instant, and by whom; from a day on also one of two in elections that were over by then."""

    name: str
    role: Role
    at: datetime
    by: tuple[str, ...]
    counts: date


def newcomers(db: Session, assembly_id: int, now: datetime) -> tuple[Newcomer, ...]:
    """Who was admitted, got a role that decides or was let in anew lately, after an election was frozen; last first."""
    mine = (Officer.assembly_id == assembly_id, Officer.disabled.is_(False), Officer.since > now - SETTLED_AFTER)
    rows = db.scalars(select(Officer).where(*mine).order_by(Officer.since.desc()))
    lately = [one for one in rows if Permission.DECIDE in ROLES[one.role] and one.since is not None]
    first = _first_frozen(db, assembly_id) if lately else None
    if first is None:
        return ()
    known = dict(iter(db.execute(select(Officer.username, Officer.name).where(Officer.assembly_id == assembly_id))))
    said = {
        (one.detail["username"], one.at): one.actors
        for kind in _KINDS
        for one in journal.of_assembly(db, assembly_id, kind, now - SETTLED_AFTER)
    }
    return tuple(
        Newcomer(
            name=one.name, role=one.role, at=one.since, counts=in_tehran(one.since + SETTLED_AFTER).date(),
            by=tuple(str(known.get(actor, actor)) for actor in said.get((one.username, one.since), ())),
        )
        for one in lately if one.since is not None and one.since > first
    )  # fmt: skip


def _first_frozen(db: Session, assembly_id: int) -> datetime | None:
    """When the first election of the assembly that is still frozen, or went on from there, was frozen."""
    asked = select(Election.phase_times).join(AssemblySession, AssemblySession.id == Election.session_id)
    mine = asked.where(AssemblySession.assembly_id == assembly_id, Election.phase.not_in(EARLY))
    found = [datetime.fromisoformat(one[Phase.FROZEN]) for one in db.scalars(mine) if Phase.FROZEN in one]
    return min(found, default=None)
