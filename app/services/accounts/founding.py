"""Founding: the first start's link, the first administrator and assembly, and the second person who ends it.

An assembly is founded when a second officer has come in by an own way and chosen an own password. Until then nothing
of it is open but this.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.language.message import N_
from app.language.names import Names
from app.models import Account, Assembly, FoundingLink, Officer
from app.services.accounts import account as accounts
from app.services.accounts import officer as officers
from app.services.accounts import password as passwords
from app.services.accounts.account import USERNAME_TAKEN
from app.services.accounts.officer import OFFICER_UNKNOWN, OfficerValue, officer_value
from app.services.accounts.rows import officer_in
from app.services.acts import journal
from app.services.acts.act import Act
from app.services.acts.refusal import NOT_FOUND, Refusal, Refused
from app.services.register import assembly as assemblies
from app.services.register import body as bodies
from app.services.register.body import BodyDraft
from app.states.officer import SECOND_ROLES, Role

FOUNDING_OVER = Refusal(
    code="founding-over",
    status=409,
    words=N_("This assembly has its two officers already. Further ones are admitted on the page of officers."),
)
LINK_OVER = Refusal(
    code="link-over",
    status=404,
    words=N_("This link is not valid: it was used already, or a newer one was made. Please ask for a new link."),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Founder:
    """The first administrator, who has chosen the password."""

    username: str
    name: str
    password: str
    post: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AssemblyDraft:
    """An assembly with its first body."""

    address: str
    name: Names
    body: BodyDraft
    province: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Second:
    """The second officer of an assembly that is being founded."""

    username: str
    name: str
    post: str
    role: Role


def first_link(db: Session, act: Act) -> str:
    """Make the link of the first start; earlier ones are over. Refused: founding-over where an officer is already."""
    if db.scalar(select(Officer.id).limit(1)) is not None:
        raise Refused(FOUNDING_OVER)
    db.execute(delete(FoundingLink).where(FoundingLink.officer_id.is_(None)))
    return _link(db, act, None)


def is_begun(db: Session) -> bool:
    """Whether the link of a first start was made and is not used yet."""
    return db.scalar(select(FoundingLink.made).where(FoundingLink.officer_id.is_(None)).limit(1)) is not None


def need_first(db: Session, secret: str) -> None:
    """Refuse (link-over) what is not the link of the first start."""
    _first(db, secret)


def found(db: Session, act: Act, secret: str, founder: Founder, draft: AssemblyDraft) -> OfficerValue:
    """Make the first assembly with its administrator; the link is used.

    Refused: link-over; as `set_up`: address-taken, body-code-taken; two-officers-needed; username-wrong,
    username-taken; passphrase-weak, password-common, password-name.
    """
    db.delete(_first(db, secret))
    return set_up(db, act, founder, draft)


def set_up(db: Session, act: Act, founder: Founder, draft: AssemblyDraft) -> OfficerValue:
    """Make an assembly with its first administrator; the second person is still to come.

    Refused: address-taken, body-code-taken; two-officers-needed (somebody is there already); username-wrong,
    username-taken; passphrase-weak, password-common, password-name.
    """
    by = act if act.officers else replace(act, officers=(accounts.spelled(founder.username),))
    return officers.add_officer(
        db, by, assembly=_make(db, by, draft), username=founder.username, name=founder.name, post=founder.post,
        role=Role.ADMINISTRATOR, password=founder.password, is_own=True,
    )  # fmt: skip


def found_further(db: Session, act: Act, draft: AssemblyDraft) -> OfficerValue:
    """Make a further assembly, whose administrator is who acts.

    Refused: address-taken, body-code-taken; officer-unknown, username-taken, two-officers-needed (as `add_known`).
    """
    home = _make(db, act, draft)
    return officers.add_known(db, act, assembly=home, username=act.officers[0], post="", role=Role.ADMINISTRATOR)


def second(db: Session, assembly_id: int) -> OfficerValue | None:
    """Who was named as the second person and has not come in yet, or None."""
    row = _waiting(db, assembly_id)
    return None if row is None or row.officer is None else _value(db, row.officer)


def name_second(db: Session, act: Act, assembly_id: int, named: Second) -> str:
    """Name the second person, in the place of one who was named before; return the secret of an own link.

    Empty where that person is an officer of another assembly, with a password of the own choice: nothing more is
    needed then. Refused: founding-over, officer-unknown (still without an own password), two-officers-needed,
    username-wrong, username-taken.
    """
    home = _open(db, assembly_id)
    _forget(db, act, home.id)
    if named.role not in SECOND_ROLES:
        raise ValueError("the second person is a signatory or a secretary")
    spelled = accounts.spelled(named.username)
    if officer_in(db, home.id, spelled) is not None:
        raise Refused(USERNAME_TAKEN, username=spelled)
    if not accounts.is_free(db, spelled):
        known = officers.add_known(db, act, assembly=home.address, username=spelled, post=named.post, role=named.role)
        if known.must_choose or _waits(db, known.account_id):
            raise Refused(OFFICER_UNKNOWN)
        _end(db, act, home)
        return ""
    accounts.need_spelled(spelled)
    opens = Account(username=spelled, password_given=False, failures=0, made=act.now)
    officer = Officer(
        assembly_id=home.id, account=opens, name=named.name, post=named.post, role=named.role, since=act.now
    )
    db.add(officer)
    db.flush()
    journal.record(db, act, journal.Kind.OFFICER_ADDED, assembly_id=home.id, username=spelled, role=named.role)
    return _link(db, act, officer)


def renew_link(db: Session, act: Act, assembly_id: int) -> str:
    """A new link for the second person; the one before is over. Refused: founding-over, not-found."""
    _open(db, assembly_id)
    row = _waiting(db, assembly_id)
    if row is None or row.officer is None:
        raise Refused(NOT_FOUND)
    officer = row.officer
    db.delete(row)
    db.flush()
    return _link(db, act, officer)


def invited(db: Session, secret: str) -> OfficerValue:
    """Whom a link lets in. Refused: link-over."""
    return _value(db, _of_second(db, secret))


def join(db: Session, act: Act, secret: str, password: str) -> OfficerValue:
    """The second person comes in and chooses a password: the link is used, the assembly is founded.

    Refused: link-over; passphrase-weak, password-common, password-name.
    """
    officer = _of_second(db, secret)
    passwords.need_strong(password, *accounts.names_of(db, officer.account_id))
    officer.account.password_hash = passwords.seal(password)
    db.execute(delete(FoundingLink).where(FoundingLink.officer_id == officer.id))
    by = replace(act, officers=(officer.username,))
    accounts.tell_change(db, by, officer.account_id, "password")
    _end(db, by, officer.assembly)
    return _value(db, officer)


def _value(db: Session, officer: Officer) -> OfficerValue:
    value = officer_value(db, officer.account_id, officer.assembly_id)
    if value is None:
        raise Refused(NOT_FOUND)
    return value


def _make(db: Session, act: Act, draft: AssemblyDraft) -> str:
    home = assemblies.create_assembly(
        db, act, address=draft.address, name=draft.name, province=draft.province, demonstration=False, founded=False
    )
    bodies.create_body(db, act, home.id, draft.body)
    return home.address


def _open(db: Session, assembly_id: int) -> Assembly:
    home = db.get_one(Assembly, assembly_id, with_for_update=True)
    if home.founded is not None:
        raise Refused(FOUNDING_OVER)
    return home


def _end(db: Session, act: Act, home: Assembly) -> None:
    home.founded = act.now
    journal.record(db, act, journal.Kind.ASSEMBLY_FOUNDED, assembly_id=home.id)


def _forget(db: Session, act: Act, assembly_id: int) -> None:
    """Take back the name of a second person who has not come in: the link ends, the user name is free again."""
    row = _waiting(db, assembly_id)
    if row is None or row.officer is None:
        return
    officer = row.officer
    journal.record(
        db, act, journal.Kind.OFFICER_CHANGED, assembly_id=assembly_id, username=officer.username, role=officer.role,
        disabled=True, password=False,
    )  # fmt: skip
    db.delete(row)
    db.flush()
    opens = officer.account
    db.delete(officer)
    db.flush()
    db.delete(opens)
    db.flush()


def _waits(db: Session, account_id: int) -> bool:
    """Whether somebody has a link that was not used yet."""
    mine = select(FoundingLink.made).join(Officer, Officer.id == FoundingLink.officer_id)
    return db.scalar(mine.where(Officer.account_id == account_id).limit(1)) is not None


def _waiting(db: Session, assembly_id: int) -> FoundingLink | None:
    mine = select(FoundingLink).join(Officer, Officer.id == FoundingLink.officer_id)
    return db.scalars(mine.where(Officer.assembly_id == assembly_id)).first()


def _first(db: Session, secret: str) -> FoundingLink:
    row = db.get(FoundingLink, accounts.digest(secret), with_for_update=True)
    if row is None or row.officer_id is not None:
        raise Refused(LINK_OVER)
    return row


def _of_second(db: Session, secret: str) -> Officer:
    row = db.get(FoundingLink, accounts.digest(secret), with_for_update=True)
    if row is None or row.officer is None:
        raise Refused(LINK_OVER)
    return row.officer


def _link(db: Session, act: Act, officer: Officer | None) -> str:
    secret = act.random(20).hex()
    db.add(
        FoundingLink(digest=accounts.digest(secret), officer_id=None if officer is None else officer.id, made=act.now)
    )
    db.flush()
    return secret
