"""Officers: admitting and changing those who may sign in to an assembly's office, and what each must do first."""

from __future__ import annotations

from base64 import b32encode
from dataclasses import dataclass, replace
from datetime import datetime
from textwrap import wrap

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, joinedload

from app.language.message import N_
from app.language.names import Names
from app.language.text import sort_key
from app.models import Account, Assembly, Officer, Passkey
from app.services.accounts import account as accounts
from app.services.accounts import known_browser as known_browsers
from app.services.accounts import password as passwords
from app.services.accounts.account import USERNAME_TAKEN
from app.services.accounts.rows import GUARDED, by_name, is_guarded, officer_in, officers_of
from app.services.acts import journal
from app.services.acts.act import SET_UP, Act
from app.services.acts.refusal import NOT_FOUND, Refusal, Refused
from app.services.acts.two import SETTLED_AFTER, able, need_pair_of
from app.states.officer import Role

OFFICER_LAST = Refusal(
    code="officer-last",
    status=409,
    words=N_("Somebody must remain who can admit officers. First make another one an administrator."),
    field="role",
)

OFFICER_ELSEWHERE = Refusal(
    code="officer-elsewhere",
    status=403,
    words=N_("This person is an officer of another assembly too. Only an administrator of both gives a new password."),
    field="password",
)

OFFICER_UNKNOWN = Refusal(
    code="officer-unknown",
    status=404,
    words=N_("No officer of another assembly has this user name. A new person needs a first password."),
    field="username",
)

OFFICER_DISABLED = Refusal(
    code="officer-disabled", status=409, words=N_("This officer is shut out. An administrator lets officers in again.")
)

RESET_SHOWN = SETTLED_AFTER
"""How long all officers of an assembly are shown that an account was opened anew at the machine: each looks in once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficerValue:
    """An officer as pages and other services see one.

    `must_choose`: the password is, or was, another's choice, and nothing else is done before an own one is chosen.
    `must_secure`: needs a second step at each sign-in and has none yet. `home`: the assembly's name;
    `assemblies`: in how many the same person may sign in; `founding`: this one has no second officer yet, and nothing
    but its set-up is open.
    """

    id: int
    account_id: int
    assembly: str
    assembly_id: int
    home: Names
    username: str
    name: str
    post: str
    role: Role
    disabled: bool = False
    must_choose: bool = False
    must_secure: bool = False
    assemblies: int = 1
    founding: bool = False


def faults(username: str, password: str, *names: str) -> tuple[Refused, ...]:
    """What is wrong with the user name and with the password of somebody new, both at once; an empty one is passed."""
    told = []
    try:
        if username:
            accounts.need_spelled(accounts.spelled(username))
    except Refused as refused:
        told.append(refused)
    try:
        if password:
            passwords.need_strong(password, username, *names)
    except Refused as refused:
        told.append(refused)
    return tuple(told)


def add_officer(
    db: Session, act: Act, *, assembly: str, username: str, name: str, post: str, role: Role, password: str,
    is_own: bool = False,
) -> OfficerValue:  # fmt: skip
    """Add an officer to an assembly; the password is good for one sign-in, which leads to choosing an own one.

    `is_own`: the officer is there and has chosen it. In a demonstration such a password is printed for everybody, so
    that one alone is not judged. Refused: two-officers-needed where somebody is there to second it; username-wrong,
    username-taken; passphrase-weak, password-common, password-name.
    """
    home = db.scalars(select(Assembly).where(Assembly.address == assembly)).one()
    _need_seconded(db, act, home.id)
    spelled = accounts.spelled(username)
    accounts.need_spelled(spelled)
    accounts.need_free(db, spelled)
    if not (is_own and home.demonstration):
        passwords.need_strong(password, spelled, name, home.name_fa, home.name_en, home.name_ar)
    opens = Account(
        username=spelled, password_hash=passwords.seal(password), password_given=not is_own, failures=0, made=act.now
    )
    try:
        with db.begin_nested():
            db.add(opens)
    except IntegrityError:  # somebody took the name meanwhile
        raise Refused(USERNAME_TAKEN, username=spelled) from None
    officer = Officer(assembly_id=home.id, account_id=opens.id, name=name, post=post, role=role, since=act.now)
    db.add(officer)
    db.flush()
    journal.record(db, act, journal.Kind.OFFICER_ADDED, assembly_id=home.id, username=spelled, role=role)
    return _value(db, officer)


def add_known(db: Session, act: Act, *, assembly: str, username: str, post: str, role: Role) -> OfficerValue:
    """Admit a person who is an officer of another assembly: with the same name, account and ways in.

    Refused: two-officers-needed, as for a new one; officer-unknown, username-taken (an officer of this one already).
    """
    home = db.scalars(select(Assembly).where(Assembly.address == assembly)).one()
    _need_seconded(db, act, home.id)
    opens = by_name(db, username.strip(), accounts.spelled(username))
    mine = [] if opens is None else officers_of(db, opens.id)
    if opens is None or not mine or mine[0].disabled:
        raise Refused(OFFICER_UNKNOWN)
    if any(one.assembly_id == home.id for one in mine):
        raise Refused(USERNAME_TAKEN, username=opens.username)
    officer = Officer(assembly_id=home.id, account_id=opens.id, name=mine[0].name, post=post, role=role, since=act.now)
    db.add(officer)
    db.flush()
    if role == GUARDED and not any(one.role == GUARDED for one in mine):
        accounts.close_all(db, opens.id)
    journal.record(db, act, journal.Kind.OFFICER_ADDED, assembly_id=home.id, username=opens.username, role=role)
    return _value(db, officer)


def change_officer(
    db: Session, act: Act, assembly_id: int, officer_id: int, *, name: str, post: str, role: Role, disabled: bool,
    password: str = "",
) -> OfficerValue:  # fmt: skip
    """Change an officer. A password, where one is given, is good for one sign-in; every other way in has ended, so
    that this also helps who lost the own password, telephone or device. Who becomes administrator signs in anew.
    All but a change of name or post is seconded by another officer.

    Refused: not-found, two-officers-needed, officer-last (no administrator would be left who can sign in),
    officer-elsewhere; passphrase-weak, password-common, password-name.
    """
    every = db.scalars(select(Officer).where(Officer.assembly_id == assembly_id).with_for_update()).all()
    officer = next((one for one in every if one.id == officer_id), None)
    if officer is None:
        raise Refused(NOT_FOUND)
    if password:
        _need_reach(db, act, officer)
        passwords.need_strong(password, *accounts.names_of(db, officer.account_id), name)
    before = (officer.name, officer.post, officer.role, officer.disabled)
    if before == (name, post, role, disabled) and not password:
        return _value(db, officer)
    if password or (role, disabled) != before[2:]:
        _need_seconded(db, act, assembly_id)
    officer.name, officer.post, officer.role, officer.disabled = name, post, role, disabled
    if password or role != before[2] or (before[3] and not disabled):
        officer.since = act.now
    if _leads(before[2], before[3]) and not any(_leads(one.role, one.disabled) for one in every):
        raise Refused(OFFICER_LAST)
    if password:
        _renew(db, officer.account, password)
    if password or disabled or (role == GUARDED and before[2] != GUARDED):
        accounts.close_all(db, officer.account_id)
    journal.record(
        db, act, journal.Kind.OFFICER_CHANGED, assembly_id=assembly_id, username=officer.username, role=role,
        disabled=disabled, password=bool(password),
    )  # fmt: skip
    return _value(db, officer)


def needs_second(db: Session, assembly_id: int, username: str) -> bool:
    """Whether an act of this officer about officers is seconded: always where another one is there who can."""
    return bool(able(db, assembly_id) - {username})


def reset_officer(db: Session, act: Act, username: str, *, reason: str) -> str:
    """Open an account anew at the machine itself, where nobody is left who can: return a password for one sign-in.

    Every other way in has ended, as have all sign-ins. All officers of the assembly are shown it (`resets`).
    Refused: not-found, officer-disabled.
    """
    opens = by_name(db, username.strip(), accounts.spelled(username))
    mine = [] if opens is None else officers_of(db, opens.id)
    if opens is None or not mine:
        raise Refused(NOT_FOUND)
    if all(one.disabled for one in mine):
        raise Refused(OFFICER_DISABLED)
    password = "-".join(wrap(b32encode(act.random(10)).decode().lower(), 4))
    _renew(db, opens, password)
    accounts.close_all(db, opens.id)
    for one in mine:
        one.since = act.now
        journal.record(
            db, act, journal.Kind.OFFICER_RESET, assembly_id=one.assembly_id, username=one.username, reason=reason
        )
    return password


@dataclass(frozen=True, slots=True, kw_only=True)
class Reset:
    """An account that was opened anew at the machine: whose, when, by whom and why."""

    name: str
    at: datetime
    by: str
    reason: str


def resets(db: Session, assembly_id: int, now: datetime) -> tuple[Reset, ...]:
    """The accounts that were opened anew at the machine during the last `RESET_SHOWN`, the newest first."""
    names = {one.username: one.name for one in officers(db, assembly_id)}
    entries = journal.of_assembly(db, assembly_id, journal.Kind.OFFICER_RESET, now - RESET_SHOWN)
    return tuple(
        Reset(
            name=names.get(str(one.detail["username"]), str(one.detail["username"])),
            at=one.at,
            by=one.actors[0],
            reason=str(one.detail["reason"]),
        )
        for one in entries
    )


def officers(db: Session, assembly_id: int) -> tuple[OfficerValue, ...]:
    """The officers of an assembly, by name."""
    mine = select(Officer).where(Officer.assembly_id == assembly_id).order_by(Officer.username)
    rows = db.scalars(mine.options(joinedload(Officer.account), joinedload(Officer.assembly)))
    return tuple(_value(db, row) for row in rows)


def officer_value(db: Session, account_id: int, assembly_id: int | None = None) -> OfficerValue | None:
    """The officer whose account this is, in that assembly or else in the first; None where it is an institution's."""
    mine = officers_of(db, account_id)
    if not mine:
        return None
    here = next((one for one in mine if one.assembly_id == assembly_id and not one.disabled), mine[0])
    return replace(_value(db, here), assemblies=sum(not one.disabled for one in mine))


def posts(db: Session, account_id: int) -> tuple[OfficerValue, ...]:
    """What somebody is in each assembly whose office is open to that person, by name of the assembly."""
    mine = [one for one in officers_of(db, account_id) if not one.disabled]
    has_second = bool(mine) and _has_second(db, mine[0].account)
    return tuple(_value(db, one, has_second) for one in sorted(mine, key=lambda one: sort_key(one.assembly.name_fa)))


def _need_reach(db: Session, act: Act, officer: Officer) -> None:
    """Refuse (officer-elsewhere) that an administrator opens other assemblies through one who is an officer there."""
    for one in officers_of(db, officer.account_id):
        if one.assembly_id == officer.assembly_id or one.disabled:
            continue
        leading = officer_in(db, one.assembly_id, act.officers[0]) if act.officers else None
        if leading is None or not _leads(leading.role, leading.disabled):
            raise Refused(OFFICER_ELSEWHERE)


def _need_seconded(db: Session, act: Act, assembly_id: int) -> None:
    """Refuse one officer alone, but not while an assembly is set up: then there is nobody yet who could second."""
    if act.officers != (SET_UP,) and needs_second(db, assembly_id, act.officers[0]):
        need_pair_of(db, act, assembly_id)


def _renew(db: Session, row: Account, password: str) -> None:
    """One way in and no other."""
    db.execute(delete(Passkey).where(Passkey.account_id == row.id))
    known_browsers.forget(db, row.id)
    row.password_hash, row.password_given = passwords.seal(password), True
    row.totp_secret = row.totp_step = None
    row.failures, row.failed_at = 0, None


def _leads(role: Role, disabled: bool) -> bool:
    """Whether who has this role may admit and shut out officers."""
    return role == GUARDED and not disabled


def _value(db: Session, row: Officer, has_second: bool | None = None) -> OfficerValue:
    """`has_second`: of the account, where it was looked up already."""
    home, opens = row.assembly, row.account
    secured = not is_guarded(row) or (_has_second(db, opens) if has_second is None else has_second)
    return OfficerValue(
        id=row.id, account_id=row.account_id, assembly=home.address, assembly_id=home.id, username=opens.username,
        name=row.name, post=row.post, role=row.role, disabled=row.disabled, must_choose=opens.password_given,
        must_secure=not secured, founding=home.founded is None,
        home=Names(home.name_fa, home.name_en, home.name_ar),
    )  # fmt: skip


def _has_second(db: Session, row: Account) -> bool:
    """Whether something beside the password opens this account, or is asked for with it."""
    passkey = select(Passkey.id).where(Passkey.account_id == row.id).limit(1)
    return row.totp_secret is not None or db.scalar(passkey) is not None
