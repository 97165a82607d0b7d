"""Accounts: who has which user name, an institution or an officer; what is changed of one is told in the journal.

An institution's is made in `sign_up`, an officer's in `officer`; `sign_in` and `passkey` let both in, `ways_in` says
and changes what does.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from app.language.message import N_
from app.language.names import Names
from app.language.text import ascii_digits, normalise
from app.models import Account, Introduction, SignIn
from app.services.accounts.rows import officers_of
from app.services.acts import journal
from app.services.acts.act import SET_UP, Act
from app.services.acts.refusal import Refusal, Refused
from app.services.register.institution import InstitutionValue, institution_value

USERNAME_TAKEN = Refusal(code="username-taken", status=409, words=N_("This user name is taken."), field="username")
USERNAME_WRONG = Refusal(
    code="username-wrong",
    status=400,
    words=N_("Please use %(least)s to %(most)s Latin letters, digits, dots or hyphens, without spaces."),
    field="username",
)

LEAST, MOST = 3, 40
"""Characters of a user name."""

_USERNAME = re.compile(rf"[a-z0-9][a-z0-9._-]{{{LEAST - 1},{MOST - 1}}}")

RESERVED = (SET_UP, "rehearsal")
"""User names that the journal gives to the program."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountValue:
    """An institution's account as pages and other services see it."""

    id: int
    username: str
    institution_id: int
    institution: Names


def tell(db: Session, act: Act, kind: journal.Kind, account_id: int, change: str = "") -> None:
    """Write into the journal of every assembly that introduced the institution; `change` says what was changed."""
    row = db.get_one(Account, account_id)
    homes = select(Introduction.assembly_id).where(Introduction.institution_id == row.institution_id)
    for assembly_id in db.scalars(homes.order_by(Introduction.assembly_id)):
        journal.record(db, act, kind, assembly_id=assembly_id, institution=row.institution_id, change=change)


def tell_change(db: Session, act: Act, account_id: int, change: str) -> None:
    """Write down that somebody changed the own ways in: in an officer's assemblies, or as `tell`."""
    officers = officers_of(db, account_id)
    if not officers:
        tell(db, act, journal.Kind.ACCOUNT_CHANGED, account_id, change=change)
    kind = journal.Kind.OFFICER_ACCOUNT_CHANGED
    for one in officers:
        journal.record(db, act, kind, assembly_id=one.assembly_id, username=one.username, change=change)


def close_all(db: Session, account_id: int, *, but: str = "") -> None:
    """End every sign-in of an account, but the one with this secret."""
    db.execute(delete(SignIn).where(SignIn.account_id == account_id, SignIn.digest != digest(but)))


def digest(secret: str) -> bytes:
    """What is stored of a sign-in's secret."""
    return hashlib.sha256(secret.encode()).digest()


def spelled(username: str) -> str:
    """The one spelling of a user name: lower case, Latin digits, no spaces round it."""
    return ascii_digits(normalise(username)).casefold()


def need_spelled(username: str) -> None:
    """Refuse (username-wrong) what is no user name."""
    if not _USERNAME.fullmatch(username):
        raise Refused(USERNAME_WRONG, least=LEAST, most=MOST)


def suggest(db: Session, institution: InstitutionValue) -> str:
    """A free user name: from the first words of the English name, else a plain one with the institution's number."""
    words = re.findall("[a-z0-9]+", re.sub("['’]", "", institution.name.en.casefold()))
    base = "-".join(words[:3])[:30].strip("-")
    for name in (base, f"{base}-{institution.id}", f"nahad-{institution.id}"):
        if _USERNAME.fullmatch(name) and is_free(db, name):
            return name
    return f"nahad-{institution.id}-{1 + (db.scalar(select(func.max(Account.id))) or 0)}"


def is_free(db: Session, username: str) -> bool:
    """Whether a user name is not empty and nobody has it, officer or institution: the journal names who acts."""
    taken = select(Account.id).where(Account.username == username)
    return bool(username) and username not in RESERVED and db.scalar(taken) is None


def need_free(db: Session, username: str) -> None:
    """Refuse (username-taken) a user name that somebody has."""
    if not is_free(db, username):
        raise Refused(USERNAME_TAKEN, username=username)


def institutions_behind(db: Session, usernames: Collection[str]) -> dict[str, int]:
    """Whose accounts these user names are: the ids of institutions; officers' are left out."""
    mine = select(Account.username, Account.institution_id).where(Account.username.in_(set(usernames)))
    return {username: who for username, who in db.execute(mine) if who is not None}


def names_of(db: Session, account_id: int) -> tuple[str, ...]:
    """The names that a guesser tries first: the user name, and the institution's, or the officer's and assembly's."""
    row = db.get_one(Account, account_id)
    if row.institution is not None:
        return (row.username, row.institution.name_fa, row.institution.name_en, row.institution.name_ar)
    known = [row.username]
    for one in officers_of(db, row.id):
        known += [one.name, one.assembly.name_fa, one.assembly.name_en, one.assembly.name_ar]
    return tuple(dict.fromkeys(known))


def account_value(db: Session, account_id: int) -> AccountValue:
    """The value of an institution's account."""
    row = db.get_one(Account, account_id)
    if row.institution_id is None:
        raise ValueError("this account is an officer's")
    return AccountValue(
        id=row.id, username=row.username, institution_id=row.institution_id,
        institution=institution_value(db, row.institution_id).name,
    )  # fmt: skip
