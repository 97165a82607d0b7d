"""Acts that wait for their second officer: asked for by one, confirmed or declined by another on an own screen.

What the first officer sent is kept as it was sent. Confirmed, it is sent once more with both names, so that form, phase
and rule are asked again and no act has a second way in.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.language.message import N_
from app.models import Election, Officer, WaitingAct
from app.services.acts import journal
from app.services.acts.act import Act
from app.services.acts.refusal import NOT_FOUND, Refusal, Refused
from app.services.acts.rows import election_row
from app.services.acts.two import OFFICER_ROLE, OFFICER_UNSETTLED, able
from app.states.officer import ROLES, Permission
from app.states.waiting import WaitingState

WAITING_LATE = Refusal(
    code="waiting-late", status=409, words=N_("The time to confirm this act is over. It can be asked for again.")
)
WAITING_OVER = Refusal(
    code="waiting-over", status=409, words=N_("This act does not wait any more: somebody was faster.")
)
WAITING_OWN = Refusal(
    code="waiting-own", status=403, words=N_("You asked for this act yourself. Another officer must confirm it.")
)

LIFETIME = timedelta(minutes=15)
"""How long an act waits; then the first officer asks again, so that nothing old is confirmed by habit."""

SHOWN = timedelta(hours=12)
"""How long the first officer sees what became of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What one officer asks another to confirm: an act of the table, and what was sent to which address.

    `typed` are its fields, without what is secret; `told` the same as people read them, by language.
    """

    code: str
    permission: Permission
    election: str | None
    address: str
    typed: tuple[tuple[str, str], ...]
    told: dict[str, tuple[tuple[str, str], ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingValue:
    """A waiting act as pages see it; `digest` names what was typed, so that a passkey signs for nothing else."""

    key: str
    assembly_id: int
    election: str | None
    code: str
    permission: Permission
    address: str
    typed: tuple[tuple[str, str], ...]
    told: dict[str, tuple[tuple[str, str], ...]]
    asker: str
    asker_name: str
    second_name: str
    at: datetime
    until: datetime
    ended: datetime | None
    state: WaitingState
    said: dict[str, str]
    digest: str


def ask(db: Session, act: Act, assembly_id: int, asked: Asked) -> WaitingValue:
    """Keep what one officer asks for; what the same officer asked for of the same address before is taken back."""
    asker = _officer(db, assembly_id, act.officers[0])
    mine = select(WaitingAct).where(WaitingAct.asker_id == asker.id, WaitingAct.address == asked.address)
    for before in db.scalars(mine.where(WaitingAct.state == WaitingState.WAITING).with_for_update()):
        before.state, before.ended = WaitingState.TAKEN_BACK, act.now
    election = None
    if asked.election is not None:
        election = election_row(db, asked.election)
    row = WaitingAct(
        key=act.random(8).hex(), assembly_id=assembly_id, election_id=None if election is None else election.id,
        code=asked.code,
        permission=asked.permission, address=asked.address, typed=[list(pair) for pair in asked.typed],
        told={code: [list(pair) for pair in pairs] for code, pairs in asked.told.items()}, asker_id=asker.id,
        at=act.now, until=act.now + LIFETIME, state=WaitingState.WAITING, said={},
    )  # fmt: skip
    db.add(row)
    db.flush()
    _note(db, act, journal.Kind.ACT_ASKED, row)
    return _value(db, row, act.now)


def waiting_act(db: Session, assembly_id: int, key: str, now: datetime) -> WaitingValue:
    """One act of this assembly, whatever became of it. Refused: not-found."""
    return _value(db, _find(db, assembly_id, key), now)


def waiting_for(db: Session, assembly_id: int, username: str, now: datetime) -> tuple[WaitingValue, ...]:
    """The acts that this officer may confirm now, the oldest first."""
    asked = select(WaitingAct).join(Officer, Officer.id == WaitingAct.asker_id)
    rows = db.scalars(
        asked.where(
            WaitingAct.assembly_id == assembly_id,
            WaitingAct.state == WaitingState.WAITING,
            WaitingAct.until > now,
            Officer.username != username,
        ).order_by(WaitingAct.at, WaitingAct.id)
    )
    return tuple(_value(db, row, now) for row in rows if username in able(db, assembly_id, row.permission))


def asked_by(db: Session, assembly_id: int, username: str, now: datetime) -> tuple[WaitingValue, ...]:
    """What this officer asked for lately, the newest first."""
    mine = (
        select(WaitingAct)
        .join(Officer, Officer.id == WaitingAct.asker_id)
        .where(WaitingAct.assembly_id == assembly_id, Officer.username == username, WaitingAct.at > now - SHOWN)
    )
    return tuple(_value(db, row, now) for row in db.scalars(mine.order_by(WaitingAct.id.desc()).limit(10)))


def confirm(db: Session, act: Act, assembly_id: int, key: str) -> WaitingValue:
    """Take an act to be carried out, once: whoever comes second is refused. Who confirms has proved who it is.

    Refused: not-found, waiting-own, waiting-over, waiting-late, officer-role, officer-unsettled.
    """
    row = _open(db, act, assembly_id, key)
    second = _officer(db, assembly_id, act.officers[0])
    if row.permission not in ROLES[second.role]:
        raise Refused(OFFICER_ROLE, name=second.name)
    if second.username not in able(db, assembly_id, row.permission):
        raise Refused(OFFICER_UNSETTLED, name=second.name)
    row.state, row.second_id, row.ended = WaitingState.CONFIRMED, second.id, act.now
    db.flush()
    return _value(db, row, act.now)


def settle(db: Session, key: str, *, refused: dict[str, str] | None = None) -> None:
    """Note that a confirmed act was carried out, or in words by language why a rule refused it."""
    row = db.scalars(select(WaitingAct).where(WaitingAct.key == key).with_for_update()).one()
    row.state, row.said = (WaitingState.DONE, {}) if refused is None else (WaitingState.REFUSED, refused)


def decline(db: Session, act: Act, assembly_id: int, key: str, *, reason: str) -> None:
    """Refuse to confirm, with a reason that the first officer reads.

    Refused: not-found, waiting-own, waiting-over, waiting-late.
    """
    row = _open(db, act, assembly_id, key)
    row.second_id = _officer(db, assembly_id, act.officers[0]).id
    row.state, row.ended, row.said = WaitingState.DECLINED, act.now, {"": reason}
    _note(db, act, journal.Kind.ACT_DECLINED, row, reason=reason)


def take_back(db: Session, act: Act, assembly_id: int, key: str) -> None:
    """Ask no longer. Refused: not-found (also an act of another officer), waiting-over."""
    row = _find(db, assembly_id, key, lock=True)
    if row.asker.username != act.officers[0]:
        raise Refused(NOT_FOUND)
    if row.state != WaitingState.WAITING:
        raise Refused(WAITING_OVER)
    row.state, row.ended = WaitingState.TAKEN_BACK, act.now
    _note(db, act, journal.Kind.ACT_TAKEN_BACK, row)


def _open(db: Session, act: Act, assembly_id: int, key: str) -> WaitingAct:
    """The locked row of an act that this officer may still answer."""
    row = _find(db, assembly_id, key, lock=True)
    if row.asker.username == act.officers[0]:
        raise Refused(WAITING_OWN)
    if row.state != WaitingState.WAITING:
        raise Refused(WAITING_OVER)
    if not row.at <= act.now < row.until:
        raise Refused(WAITING_LATE)
    return row


def _find(db: Session, assembly_id: int, key: str, *, lock: bool = False) -> WaitingAct:
    query = select(WaitingAct).where(WaitingAct.key == key, WaitingAct.assembly_id == assembly_id)
    row = db.scalars(query.with_for_update() if lock else query).first()
    if row is None:
        raise Refused(NOT_FOUND)
    return row


def _officer(db: Session, assembly_id: int, username: str) -> Officer:
    mine = select(Officer).where(Officer.assembly_id == assembly_id, Officer.username == username)
    row = db.scalars(mine).first()
    if row is None:
        raise Refused(NOT_FOUND)
    return row


def _note(db: Session, act: Act, kind: journal.Kind, row: WaitingAct, **more: object) -> None:
    journal.record(
        db, act, kind, assembly_id=row.assembly_id, election_id=row.election_id, code=row.code,
        asked_by=row.asker.username, **more,
    )  # fmt: skip


def _value(db: Session, row: WaitingAct, now: datetime) -> WaitingValue:
    late = row.state == WaitingState.WAITING and now >= row.until
    sent = json.dumps([row.address, row.typed], ensure_ascii=False)
    election = None if row.election_id is None else db.get_one(Election, row.election_id).public_id
    return WaitingValue(
        key=row.key, assembly_id=row.assembly_id, election=election, code=row.code, permission=row.permission,
        address=row.address, typed=tuple((name, value) for name, value in row.typed),
        told={code: tuple((label, value) for label, value in pairs) for code, pairs in row.told.items()},
        asker=row.asker.username, asker_name=row.asker.name, second_name=row.second.name if row.second else "",
        at=row.at, until=row.until, ended=row.ended, state=WaitingState.LATE if late else row.state,
        said=dict(row.said), digest=hashlib.sha256(sent.encode()).hexdigest(),
    )  # fmt: skip
