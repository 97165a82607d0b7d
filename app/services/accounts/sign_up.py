"""Making an institution's account from an invitation, or a new way into the one it has."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.models import Account, Passkey
from app.services.accounts import account as accounts
from app.services.accounts import passkey as passkeys
from app.services.accounts import password as passwords
from app.services.accounts.account import USERNAME_TAKEN, AccountValue
from app.services.acts import journal
from app.services.acts.act import Act
from app.services.acts.refusal import Refused
from app.services.register import invitation as invitations
from ballots.token import TokenKey


@dataclass(frozen=True, slots=True, kw_only=True)
class Ticket:
    """An invitation as it came: the token's text, and the installation's public keys to check it with."""

    text: str
    keys: Mapping[int, TokenKey]


def with_password(db: Session, act: Act, ticket: Ticket, username: str, word: str) -> AccountValue:
    """Make the account, or renew it, with a password; the invitation is used.

    Refused: as `invitation.use`; username-wrong, username-taken; passphrase-weak, password-common, password-name.
    """
    row = _account(db, act, ticket, username)
    passwords.need_strong(word, *accounts.names_of(db, row.id))
    row.password_hash, row.password_given = passwords.seal(word), False
    return accounts.account_value(db, row.id)


def with_passkey(
    db: Session, act: Act, ticket: Ticket, username: str, answer: passkeys.Answer, device: str
) -> AccountValue:
    """The same with a passkey. Refused: as `invitation.use`; username-wrong, username-taken; passkey-failed."""
    row = _account(db, act, ticket, username)
    passkeys.add(db, act, row.id, answer, device)
    return accounts.account_value(db, row.id)


def existing(db: Session, institution_id: int) -> AccountValue | None:
    """The account that an institution has already, or None."""
    row = db.scalars(select(Account).where(Account.institution_id == institution_id)).first()
    return None if row is None else accounts.account_value(db, row.id)


def _account(db: Session, act: Act, ticket: Ticket, username: str) -> Account:
    """The row, new or renewed: a renewed account keeps its user name and loses every way in that it had."""
    invited = invitations.use(db, act, ticket.keys, ticket.text)
    found = select(Account).where(Account.institution_id == invited.institution.id).with_for_update()
    row = db.scalars(found).first()
    if row is None:
        return _new(db, act, invited.institution.id, accounts.spelled(username))
    accounts.close_all(db, row.id)
    db.execute(delete(Passkey).where(Passkey.account_id == row.id))
    row.password_hash = row.totp_secret = row.totp_step = None
    row.password_given = False
    row.failures, row.failed_at = 0, None
    db.flush()
    accounts.tell(db, replace(act, officers=(row.username,)), journal.Kind.ACCOUNT_RENEWED, row.id)
    return row


def _new(db: Session, act: Act, institution_id: int, username: str) -> Account:
    accounts.need_spelled(username)
    accounts.need_free(db, username)
    row = Account(institution_id=institution_id, username=username, failures=0, made=act.now)
    try:
        with db.begin_nested():
            db.add(row)
    except IntegrityError:  # somebody took the name meanwhile
        raise Refused(USERNAME_TAKEN, username=username) from None
    accounts.tell(db, replace(act, officers=(username,)), journal.Kind.ACCOUNT_MADE, row.id)
    return row
