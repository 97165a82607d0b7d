"""Who may be one of the two officers of an act: an officer of the assembly whose role includes the act, with an own
password, and known to the election since before it was frozen."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.language.message import N_
from app.models import AssemblySession, Election, Officer
from app.services.acts.act import TWO_OFFICERS_NEEDED, Act, need_two
from app.services.acts.refusal import Refusal, Refused
from app.states.officer import ROLES, Permission
from app.states.phase import EARLY, Phase

OFFICER_LATE = Refusal(
    code="officer-late",
    status=403,
    words=N_(
        "%(name)s was admitted, was given this role or was let in anew after this election was frozen, and cannot be "
        "one of its two officers. Another officer must act."
    ),
)
OFFICER_ROLE = Refusal(
    code="officer-role",
    status=403,
    words=N_("The role of %(name)s does not include this act. Another officer must act."),
)
OFFICER_UNSETTLED = Refusal(
    code="officer-unsettled",
    status=403,
    words=N_("%(name)s must first sign in and choose an own password."),
)


def need_pair(db: Session, act: Act, election_id: int, permission: Permission = Permission.DECIDE) -> None:
    """Refuse unless two different officers act who may be the two of this election.

    Refused: two-officers-needed (also a name that is no officer's here), officer-role, officer-unsettled, officer-late.
    """
    need_two(act)
    row = db.get_one(Election, election_id)
    assembly_id = db.get_one(AssemblySession, row.session_id).assembly_id
    for name in act.officers:
        found = _able(db, assembly_id, name, permission)
        frozen = _frozen(row)
        if frozen is not None and found.since is not None and found.since > frozen:
            raise Refused(OFFICER_LATE, name=found.name)


def need_pair_in_session(db: Session, act: Act, session_id: int) -> None:
    """The same for an act that is about a session, with all its elections. Refused: two-officers-needed."""
    need_pair_of(db, act, db.get_one(AssemblySession, session_id).assembly_id, Permission.DECIDE)
    for election_id in db.scalars(select(Election.id).where(Election.session_id == session_id)):
        need_pair(db, act, election_id)


def need_pair_of(db: Session, act: Act, assembly_id: int, permission: Permission = Permission.LOOK) -> None:
    """The same for an act of an assembly that belongs to no one election. Refused: two-officers-needed."""
    need_two(act)
    for name in act.officers:
        _able(db, assembly_id, name, permission)


def able(db: Session, assembly_id: int, permission: Permission = Permission.LOOK) -> frozenset[str]:
    """The user names of the officers who may be one of two for such acts at all."""
    rows = db.scalars(select(Officer).where(Officer.assembly_id == assembly_id, Officer.disabled.is_(False)))
    return frozenset(one.username for one in rows if permission in ROLES[one.role] and not one.account.password_given)


def _able(db: Session, assembly_id: int, name: str, permission: Permission) -> Officer:
    row = db.scalars(select(Officer).where(Officer.username == name, Officer.assembly_id == assembly_id)).first()
    if row is None or row.disabled:
        raise Refused(TWO_OFFICERS_NEEDED)
    if permission not in ROLES[row.role]:
        raise Refused(OFFICER_ROLE, name=row.name)
    if row.account.password_given:
        raise Refused(OFFICER_UNSETTLED, name=row.name)
    return row


def _frozen(row: Election) -> datetime | None:
    """When the election was frozen, if it is."""
    at = row.phase_times.get(Phase.FROZEN)
    return None if row.phase in EARLY or at is None else datetime.fromisoformat(at)
