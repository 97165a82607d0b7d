"""Tablets of a session: which there are and how they are, the key that they share, and revoking one.

A tablet's own key speaks for its state alone. It casts by the key that all tablets of its session share: so nothing
that comes with a ballot tells one tablet from another, and nothing is written here because somebody votes.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.language.limits import TABLET_NAME
from app.language.message import N_
from app.models import AssemblySession, BoothTablet, CastingKey, Election
from app.services.acts import journal
from app.services.acts.act import Act
from app.services.acts.refusal import NOT_FOUND, Refusal, Refused
from app.services.acts.two import need_pair_in_session
from app.states.election import Devices
from app.states.phase import OVER, Phase
from app.states.tablet import Ready, TabletState
from ballots.device import KEY_BYTES, is_device_code

CALL_OFFICERS = N_("Please call the officers of the session.")
TABLET_NOT_ENROLLED = Refusal(
    code="tablet-not-enrolled",
    status=403,
    words=N_("This device is not enrolled as a booth, so it cannot take a vote. Your slip is still good."),
    advice=CALL_OFFICERS,
)
TABLET_REVOKED = Refusal(
    code="tablet-revoked",
    status=409,
    words=N_("This tablet was revoked already."),
)

ALIVE = timedelta(minutes=3)
"""A tablet that was not heard of for so long is shown as silent. Each says twice a minute that it is there, whatever is
done on it, and only whole minutes are kept: what is written is the same for one that somebody votes on and for an idle
one."""
CODE_DIGITS = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class TabletValue:
    """A tablet as pages see it; `report` is what it said when it was tested, by the parts of the test."""

    id: int
    session_id: int
    number: int
    name: str
    state: TabletState
    enrolled: datetime
    revoked: datetime | None
    reason: str
    seen: datetime | None
    battery: int | None
    charging: bool | None
    bundle: str
    report: dict[str, object] | None

    def is_alive(self, now: datetime) -> bool:
        """Whether it was heard of lately; a minute to come was told by a clock that has been set back since."""
        return self.seen is not None and now - self.seen < ALIVE

    @property
    def troubles(self) -> tuple[Ready, ...]:
        """The parts of its test that did not go well."""
        found = self.report or {}
        return tuple(part for part in Ready if found.get(part) is False)


def tablets(db: Session, session_id: int) -> tuple[TabletValue, ...]:
    """The tablets of a session by number, revoked ones too."""
    rows = db.scalars(select(BoothTablet).where(BoothTablet.session_id == session_id).order_by(BoothTablet.number))
    return tuple(map(_value, rows))


def tablet(db: Session, session_id: int, number: int) -> TabletValue:
    """One tablet of a session. Refused: not-found."""
    return _value(_find(db, session_id, number))


def is_any_enrolled(db: Session, session_id: int) -> bool:
    """Whether the session has a tablet that may cast."""
    mine = select(BoothTablet.id).where(BoothTablet.session_id == session_id, BoothTablet.state == TabletState.ENROLLED)
    return db.scalar(mine.limit(1)) is not None


def by_key(db: Session, key: str) -> TabletValue:
    """The enrolled tablet whose own key this is. Refused: tablet-not-enrolled."""
    return _value(_of_key(db, key))


def shared_key(db: Session, session_id: int) -> bytes:
    """The key under which all tablets of a session cast now. Refused: tablet-not-enrolled where there is none."""
    row = db.get(CastingKey, session_id)
    if row is None:
        raise Refused(TABLET_NOT_ENROLLED)
    return row.key


def leaving_code(db: Session, session_id: int) -> str:
    """The six digits that officers type on a tablet to leave the booth, "" while no tablet is enrolled."""
    row = db.get(CastingKey, session_id)
    return "" if row is None else row.code


def current_election(db: Session, session_id: int) -> str:
    """The public id of the election that a booth of this session shows: the open one, else the next; "" for none."""
    rows = db.scalars(
        select(Election).where(
            Election.session_id == session_id, Election.discarded.is_(None), Election.phase.not_in(OVER)
        )
    ).all()
    order = {Phase.OPEN: 0, Phase.FROZEN: 1}
    found = sorted(rows, key=lambda row: (order.get(row.phase, 2), row.id))
    return found[0].public_id if found else ""


def need_enrolled(db: Session, election_id: int, data: bytes, code: str) -> None:
    """Refuse (tablet-not-enrolled) a ballot that no enrolled tablet sends, where the election asks for one.

    `code` is over these very bytes, under the key that the tablets of the session share now. Nothing is written.
    """
    election = db.get_one(Election, election_id)
    if election.devices is Devices.ANY:
        return
    row = db.get(CastingKey, election.session_id)
    if row is None or not is_device_code(row.key, data, code):
        raise Refused(TABLET_NOT_ENROLLED)


def is_news(db: Session, key: str, *, bundle: str, now: datetime) -> bool:
    """Whether a sign of life now would be written; asked in a session for looking. Refused: tablet-not-enrolled."""
    row = _of_key(db, key)
    return row.seen != _minute(now) or row.bundle != bundle


def note_alive(
    db: Session, key: str, *, battery: int | None, charging: bool | None, bundle: str, now: datetime
) -> None:
    """Note that a tablet is there, in which minute, and how it is. Refused: tablet-not-enrolled."""
    row = _of_key(db, key)
    row.seen, row.battery, row.charging, row.bundle = _minute(now), battery, charging, bundle


def note_report(db: Session, key: str, report: Mapping[str, object]) -> None:
    """Note what a tablet found when it was tested. Refused: tablet-not-enrolled."""
    _of_key(db, key).report = dict(report)


def rename(db: Session, act: Act, session_id: int, number: int, name: str) -> None:
    """Give a tablet a name beside its number, such as where it stands. Refused: not-found, tablet-revoked."""
    row = _find(db, session_id, number)
    if row.state is TabletState.REVOKED:
        raise Refused(TABLET_REVOKED)
    row.name = name[:TABLET_NAME]
    _note(db, act, journal.Kind.TABLET_RENAMED, row)


def revoke(db: Session, act: Act, session_id: int, number: int, *, reason: str) -> None:
    """Take a tablet out; two officers. The others get a new key to cast with at their next sign of life, and what this
    one knows is worth nothing from the next request on.

    Refused: what `need_pair` refuses, not-found, tablet-revoked.
    """
    need_pair_in_session(db, act, session_id)
    row = _find(db, session_id, number)
    if row.state is TabletState.REVOKED:
        raise Refused(TABLET_REVOKED)
    row.state, row.revoked, row.reason = TabletState.REVOKED, act.now, reason
    renew(db, act, session_id)
    _note(db, act, journal.Kind.TABLET_REVOKED, row, reason=reason)


def renew(db: Session, act: Act, session_id: int) -> None:
    """Make the shared key of a session, and the code for leaving, anew."""
    key, code = act.random(KEY_BYTES), act.digits(CODE_DIGITS)
    row = db.get(CastingKey, session_id, with_for_update=True)
    if row is None:
        db.add(CastingKey(session_id=session_id, key=key, code=code, failures=0))
    else:
        row.key, row.code, row.failures, row.failed_at = key, code, 0, None
    db.flush()


def key_digest(key: str) -> bytes:
    """What is kept of a tablet's own key."""
    return hashlib.sha256(key.encode()).digest()


def _value(row: BoothTablet) -> TabletValue:
    """The value of a row."""
    return TabletValue(**{name: getattr(row, name) for name in TabletValue.__dataclass_fields__})


def _of_key(db: Session, key: str) -> BoothTablet:
    row = db.scalars(select(BoothTablet).where(BoothTablet.key == key_digest(key))).first()
    if row is None or row.state is TabletState.REVOKED:
        raise Refused(TABLET_NOT_ENROLLED)
    return row


def _find(db: Session, session_id: int, number: int) -> BoothTablet:
    mine = select(BoothTablet).where(BoothTablet.session_id == session_id, BoothTablet.number == number)
    row = db.scalars(mine.with_for_update()).first()
    if row is None:
        raise Refused(NOT_FOUND)
    return row


def _note(db: Session, act: Act, kind: journal.Kind, row: BoothTablet, reason: str | None = None) -> None:
    held = db.get_one(AssemblySession, row.session_id)
    said: dict[str, Any] = {"session": held.number, "tablet": row.number, "name": row.name}
    if reason is not None:
        said["reason"] = reason
    journal.record(db, act, kind, assembly_id=held.assembly_id, **said)


def _minute(now: datetime) -> datetime:
    return now.replace(second=0, microsecond=0)
