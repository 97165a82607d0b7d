"""Who may be one of the two officers of an act: an officer of the assembly whose role includes the act, with an own
password, and known to the election since before it was frozen."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.language.dates import in_tehran
from app.language.message import N_
from app.models import AssemblySession, Election, Officer
from app.services.acts.act import TWO_OFFICERS_NEEDED, Act, need_two
from app.services.acts.refusal import Refusal, Refused
from app.states.officer import ROLES, Permission, Role
from app.states.phase import EARLY, OVER, Phase

OFFICER_LATE = Refusal(
    code="officer-late",
    status=403,
    words=N_(
        "%(name)s was admitted, was given this role or was let in anew after this election was frozen, and cannot be "
        "one of its two officers. Another officer must act."
    ),
)
OFFICER_NEW = Refusal(
    code="officer-new",
    status=403,
    words=N_(
        "%(name)s was admitted, was given this role or was let in anew after this election was frozen. In this "
        "election, which is over, %(name)s can be one of the two officers from %(day)s on; until then another officer "
        "must act."
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


SETTLED_AFTER = timedelta(days=30)
"""An assembly lives longer than its officers stay: in an election that is over, whose letters may have to be revoked or
replaced years later, who came since counts once so much time has passed. For so long every officer is told on the own
first page who came and who let in (`accounts.newcomers`): a month, in which each signs in at least once. Who admits
two accomplices with the help of a third is seen by all others before the two can do anything, and shut out."""


def need_pair(db: Session, act: Act, election_id: int, permission: Permission = Permission.DECIDE) -> None:
    """Refuse unless two different officers act who may be the two of this election.

    Refused: two-officers-needed (also a name that is no officer's here), officer-role, officer-unsettled, officer-late,
    officer-new.
    """
    need_two(act)
    need_each(db, act, election_id, permission)


def need_each(db: Session, act: Act, election_id: int, permission: Permission = Permission.DECIDE) -> None:
    """Refuse unless each who acts may be one of the two officers of this election.

    Refused: as `need_pair`, also where one acts alone, who does so as the first of two.
    """
    row = db.get_one(Election, election_id)
    assembly_id = db.get_one(AssemblySession, row.session_id).assembly_id
    for name in act.officers:
        found = _able(db, assembly_id, name, permission)
        need_known(found.name, found.since, row.phase, row.phase_times, act.now)


def need_able(name: str, role: Role, permission: Permission, *, password_given: bool) -> None:
    """Refuse one of two whose role does not include the act, or who has no own password yet.

    Refused: officer-role, officer-unsettled.
    """
    if permission not in ROLES[role]:
        raise Refused(OFFICER_ROLE, name=name)
    if password_given:
        raise Refused(OFFICER_UNSETTLED, name=name)


def need_known(name: str, since: datetime | None, phase: Phase, times: Mapping[str, str], now: datetime) -> None:
    """Refuse who was admitted, re-roled or let in anew `since` the election of this phase was frozen; in one that is
    over, only until `SETTLED_AFTER` has passed.

    Refused: officer-late, officer-new.
    """
    at = times.get(Phase.FROZEN)
    if phase in EARLY or at is None or since is None or since <= datetime.fromisoformat(at):
        return
    if phase not in OVER:
        raise Refused(OFFICER_LATE, name=name)
    if now < since + SETTLED_AFTER:
        raise Refused(OFFICER_NEW, name=name, day=in_tehran(since + SETTLED_AFTER).date())


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
    need_able(row.name, row.role, permission, password_given=row.account.password_given)
    return row
