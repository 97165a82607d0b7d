"""Officers: adding and changing, signing in and out, and the second signature of a two-person act."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.db import Database
from app.language.message import N_
from app.models import Assembly, Officer, SignIn
from app.services.accounts import throttle
from app.services.accounts.password import PASSPHRASE_WEAK, PASSWORD_WRONG, SIGN_IN_FAILED, matches, seal
from app.services.accounts.throttle import SIGN_IN_PAUSED
from app.services.accounts.username import USERNAME_TAKEN, is_taken
from app.services.acts import journal
from app.services.acts.act import Act
from app.services.acts.refusal import NOT_FOUND, Refusal, Refused
from app.states.officer import Role

COUNTERSIGN_ROLE = Refusal(
    code="countersign-role",
    status=403,
    words=N_("The role of the second officer does not include this act."),
    field="second_name",
)
COUNTERSIGN_SAME = Refusal(
    code="countersign-same",
    status=403,
    words=N_("The second officer must be another person than you."),
    field="second_name",
)
OFFICER_LAST = Refusal(
    code="officer-last",
    status=409,
    words=N_("Somebody must remain who can admit officers. First make another one an administrator."),
)


IDLE = timedelta(minutes=30)
ABSOLUTE = timedelta(hours=12)
LEAST_PASSWORD = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficerValue:
    """An officer as pages and other services see one."""

    id: int
    assembly: str
    assembly_id: int
    username: str
    name: str
    post: str
    role: Role
    disabled: bool = False


def add_officer(
    db: Session, act: Act, *, assembly: str, username: str, name: str, post: str, role: Role, password: str
) -> OfficerValue:
    """Add an officer to an assembly. Refused: username-taken, passphrase-weak."""
    if len(password) < LEAST_PASSWORD:
        raise Refused(PASSPHRASE_WEAK, least=LEAST_PASSWORD)
    if not is_free(db, username):
        raise Refused(USERNAME_TAKEN, username=username)
    home = db.scalars(select(Assembly).where(Assembly.address == assembly)).one()
    officer = Officer(
        assembly_id=home.id, username=username, name=name, post=post, role=role, password_hash=seal(password)
    )
    db.add(officer)
    db.flush()
    journal.record(db, act, journal.Kind.OFFICER_ADDED, assembly_id=home.id, username=username, role=role)
    return _value(db, officer)


def change_officer(
    db: Session, act: Act, assembly_id: int, officer_id: int, *, name: str, post: str, role: Role, disabled: bool,
    password: str = "",
) -> OfficerValue:  # fmt: skip
    """Change an officer; a password, where one is given, replaces the old one and ends every sign-in.

    Refused: not-found, officer-last (no administrator would be left who can sign in), passphrase-weak.
    """
    every = db.scalars(select(Officer).where(Officer.assembly_id == assembly_id).with_for_update()).all()
    officer = next((one for one in every if one.id == officer_id), None)
    if officer is None:
        raise Refused(NOT_FOUND)
    if password and len(password) < LEAST_PASSWORD:
        raise Refused(PASSPHRASE_WEAK, least=LEAST_PASSWORD)
    before = (officer.name, officer.post, officer.role, officer.disabled)
    if before == (name, post, role, disabled) and not password:
        return _value(db, officer)
    officer.name, officer.post, officer.role, officer.disabled = name, post, role, disabled
    if _leads(before[2], before[3]) and not any(_leads(one.role, one.disabled) for one in every):
        raise Refused(OFFICER_LAST)
    if password:
        officer.password_hash = seal(password)
    if password or disabled:
        db.execute(delete(SignIn).where(SignIn.officer_id == officer.id))
    journal.record(
        db, act, journal.Kind.OFFICER_CHANGED, assembly_id=assembly_id, username=officer.username, role=role,
        disabled=disabled, password=bool(password),
    )  # fmt: skip
    return _value(db, officer)


def change_password(database: Database, act: Act, me: OfficerValue, old: str, new: str, *, secret: str) -> None:
    """Let an officer choose another password; every other browser is signed out.

    `secret` is that of the sign-in that stays. Refused: password-wrong, sign-in-paused, passphrase-weak.
    """
    if len(new) < LEAST_PASSWORD:
        raise Refused(PASSPHRASE_WEAK, least=LEAST_PASSWORD)
    try:
        authenticate(database, me.username, old, act.now)
    except Refused as refused:
        raise Refused(PASSWORD_WRONG) if refused.why is SIGN_IN_FAILED else refused from None
    with database.transaction() as db:
        officer = db.get_one(Officer, me.id)
        officer.password_hash = seal(new)
        db.execute(delete(SignIn).where(SignIn.officer_id == me.id, SignIn.digest != _digest(secret)))
        journal.record(
            db, act, journal.Kind.OFFICER_CHANGED, assembly_id=me.assembly_id, username=me.username, role=me.role,
            disabled=False, password=True,
        )  # fmt: skip


def is_free(db: Session, username: str) -> bool:
    """Whether a user name is not empty and nobody has it, no institution either: the journal names who acts."""
    return bool(username) and not is_taken(db, username)


def authenticate(database: Database, username: str, password: str, now: datetime, *, address: str = "") -> OfficerValue:
    """The officer whose password this is. Refused: sign-in-failed, sign-in-paused.

    A try is counted in the database before the password is looked at, and forgotten when that was right: no number of
    server processes, and no number of tries at once, gives more than `throttle.TRIES` until the pause is over.
    An unknown name costs the same time as a wrong password, and pauses as one. `address` is that of the network.
    """
    with database.transaction() as db:
        officer = _by_name(db, username)
        known = officer.password_hash if officer else None
        may = throttle.may_try(db, officer, f"officer|{username}", address, now)
    if not may:
        raise Refused(SIGN_IN_PAUSED, minutes=throttle.PAUSE_MINUTES)
    right = matches(known, password)
    with database.transaction() as db:
        officer = _by_name(db, username)
        if officer is None or not right or officer.disabled:
            raise Refused(SIGN_IN_FAILED)
        throttle.forgive(db, officer, address)
        return _value(db, officer)


def countersign(database: Database, first: OfficerValue, username: str, password: str, now: datetime) -> OfficerValue:
    """The second officer of a two-person act. Refused: countersign-same, sign-in-failed, sign-in-paused."""
    if username == first.username:
        raise Refused(COUNTERSIGN_SAME)
    second = authenticate(database, username, password, now)
    if second.assembly_id != first.assembly_id:
        raise Refused(SIGN_IN_FAILED)
    return second


def open_sign_in(db: Session, act: Act, officer: OfficerValue) -> str:
    """Record a sign-in and return its secret, 64 hexadecimal digits; only the digest is stored."""
    secret = act.random(32).hex()
    db.execute(delete(SignIn).where(SignIn.created < act.now - ABSOLUTE))
    db.add(SignIn(digest=_digest(secret), officer_id=officer.id, created=act.now, seen=act.now))
    journal.record(db, act, journal.Kind.OFFICER_SIGNED_IN, assembly_id=officer.assembly_id)
    return secret


def signed_in(database: Database, secret: str, now: datetime) -> OfficerValue | None:
    """The officer behind a sign-in secret, or None when it is unknown, ended or too old."""
    with database.reading() as db:
        row = db.get(SignIn, _digest(secret))
        if row is None or row.seen < now - IDLE or row.created < now - ABSOLUTE or row.officer.disabled:
            return None
        stale = row.seen < now - timedelta(minutes=1)
        value = _value(db, row.officer)
    if stale:
        with database.transaction() as db:
            row = db.get(SignIn, _digest(secret))
            if row is not None:
                row.seen = now
    return value


def close_sign_in(db: Session, secret: str) -> None:
    """End a sign-in; its cookie is worth nothing afterwards."""
    db.execute(delete(SignIn).where(SignIn.digest == _digest(secret)))


def officers(db: Session, assembly_id: int) -> tuple[OfficerValue, ...]:
    """The officers of an assembly, by name."""
    rows = db.scalars(select(Officer).where(Officer.assembly_id == assembly_id).order_by(Officer.username))
    return tuple(_value(db, row) for row in rows)


def _leads(role: Role, disabled: bool) -> bool:
    """Whether who has this role may admit and shut out officers."""
    return role == Role.ADMINISTRATOR and not disabled


def _by_name(db: Session, username: str) -> Officer | None:
    return db.scalars(select(Officer).where(Officer.username == username).with_for_update()).first()


def _digest(secret: str) -> bytes:
    return hashlib.sha256(secret.encode()).digest()


def _value(db: Session, officer: Officer) -> OfficerValue:
    assembly = db.get_one(Assembly, officer.assembly_id)
    return OfficerValue(
        id=officer.id, assembly=assembly.address, assembly_id=officer.assembly_id, username=officer.username,
        name=officer.name, post=officer.post, role=officer.role, disabled=officer.disabled,
    )  # fmt: skip
