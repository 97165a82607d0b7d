"""Passkeys (WebAuthn level 2): asking a browser for one, adding it, checking what it answers, renaming, removing."""

from __future__ import annotations

import hashlib
import ipaddress
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar
from urllib.parse import urlsplit

import webauthn
from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from webauthn.authentication.verify_authentication_response import VerifiedAuthentication
from webauthn.helpers import base64url_to_bytes, options_to_json
from webauthn.helpers.structs import (
    AttestationConveyancePreference,
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from app.language.message import N_
from app.models import Account, Passkey, SpentChallenge
from app.services.accounts import account as accounts
from app.services.accounts import sign_in as sign_ins
from app.services.acts.act import Act
from app.services.acts.refusal import NOT_FOUND, Refusal, Refused

LAST_WAY_IN = Refusal(
    code="last-way-in", status=409, words=N_("This is the only way into your account. Please add another one first.")
)
PASSKEY_FAILED = Refusal(
    code="passkey-failed",
    status=403,
    words=N_("The passkey was not taken. Please try again, or sign in with your password."),
)
PASSKEY_UNKNOWN = Refusal(
    code="passkey-unknown", status=403, words=N_("This passkey opens no account here. It may have been removed.")
)

LIFETIME = timedelta(minutes=5)
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Party:
    """Whom a passkey is for: the host name, and the origin that its browser must be at."""

    id: str
    origin: str


@dataclass(frozen=True, slots=True)
class Challenge:
    """32 random bytes that a passkey must sign within `LIFETIME`, once."""

    value: bytes
    made: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a browser answered (`response`: JSON), and what it was asked."""

    party: Party
    challenge: Challenge
    response: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Owner:
    """For whom a passkey is made; the key is what the device calls the account, and tells nobody anything."""

    key: str
    username: str
    display: str

    @classmethod
    def of_institution(cls, institution_id: int, *, username: str, display: str) -> Owner:
        """An institution, which may have no account yet."""
        return cls(key=f"institution|{institution_id}", username=username, display=display)

    @classmethod
    def of_officer(cls, account_id: int, *, username: str, display: str) -> Owner:
        """An officer."""
        return cls(key=f"officer|{account_id}", username=username, display=display)

    @property
    def is_officer(self) -> bool:
        return self.key.startswith("officer|")


@dataclass(frozen=True, slots=True, kw_only=True)
class PasskeyValue:
    """A passkey as its account sees it; `key` names it in addresses."""

    key: str
    name: str
    made: datetime


def party_of(address: str) -> Party | None:
    """The party of an installation, or None where browsers make no passkeys: at an address of numbers, and without
    encryption on any host but this machine's own name."""
    parts = urlsplit(address)
    host = parts.hostname or ""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        safe = parts.scheme == "https" or host == "localhost"
        return Party(host, f"{parts.scheme}://{parts.netloc}") if safe and host else None
    return None


def creation_options(party: Party, challenge: Challenge, owner: Owner, *, known: tuple[str, ...] = ()) -> str:
    """What `navigator.credentials.create` takes, as JSON. `known`: keys of passkeys that the account has already.

    A passkey must be found without a user name, so it has to be kept in the device. An officer's device must see its
    owner, since the passkey is then both steps of a sign-in: what one has, and what one is or knows.
    """
    seen = UserVerificationRequirement.REQUIRED if owner.is_officer else UserVerificationRequirement.PREFERRED
    return options_to_json(
        webauthn.generate_registration_options(
            rp_id=party.id, rp_name="Majma", user_id=_handle(party, owner.key), user_name=owner.username,
            user_display_name=owner.display, challenge=challenge.value,
            attestation=AttestationConveyancePreference.NONE,
            authenticator_selection=AuthenticatorSelectionCriteria(
                resident_key=ResidentKeyRequirement.REQUIRED, user_verification=seen
            ),
            exclude_credentials=[PublicKeyCredentialDescriptor(id=bytes.fromhex(key)) for key in known],
        )
    )  # fmt: skip


def request_options(party: Party, challenge: Challenge) -> str:
    """What `navigator.credentials.get` takes, as JSON: any passkey of this party."""
    return options_to_json(
        webauthn.generate_authentication_options(
            rp_id=party.id, challenge=challenge.value, user_verification=UserVerificationRequirement.PREFERRED
        )
    )


def add(db: Session, act: Act, account_id: int, answer: Answer, name: str) -> None:
    """Keep the passkey that a browser made. Refused: passkey-failed."""
    _need_young(answer.challenge, act.now)
    made = _checked(
        lambda: webauthn.verify_registration_response(
            credential=answer.response, expected_challenge=answer.challenge.value, expected_rp_id=answer.party.id,
            expected_origin=answer.party.origin,
            require_user_verification=db.get_one(Account, account_id).institution_id is None,
        )
    )  # fmt: skip
    _spend(db, answer.challenge, act.now)
    if db.get(Passkey, made.credential_id) is not None:
        raise Refused(PASSKEY_FAILED)
    db.add(
        Passkey(
            id=made.credential_id, account_id=account_id, name=name, public_key=made.credential_public_key,
            sign_count=made.sign_count, made=act.now,
        )
    )  # fmt: skip
    db.flush()


def by_passkey(db: Session, door: sign_ins.Door, answer: Answer, now: datetime) -> sign_ins.Holder:
    """Who has the passkey that answered. Refused: passkey-unknown, passkey-failed (also a counter that goes back).

    Where the account has a second step, and of officers, the device must have seen its owner: mere possession is not
    enough.
    """
    _need_young(answer.challenge, now)
    said = _checked(lambda: json.loads(answer.response))
    key = _checked(lambda: base64url_to_bytes(said["rawId"]))
    row = db.get(Passkey, key, with_for_update=True)
    if row is None or not sign_ins.may_enter(db, door, row.account_id):
        raise Refused(PASSKEY_UNKNOWN)
    verified = _verified(row, answer)
    handle = _checked(lambda: base64url_to_bytes(said["response"].get("userHandle") or ""))
    if handle and handle != _handle(answer.party, _owner_key(row.account)):
        raise Refused(PASSKEY_FAILED)
    _spend(db, answer.challenge, now)
    row.sign_count = verified.new_sign_count
    return sign_ins.holder_of(db, row.account_id)


def passkeys(db: Session, account_id: int) -> tuple[PasskeyValue, ...]:
    """The passkeys of an account, the oldest first."""
    rows = db.scalars(select(Passkey).where(Passkey.account_id == account_id).order_by(Passkey.made, Passkey.id))
    return tuple(PasskeyValue(key=row.id.hex(), name=row.name, made=row.made) for row in rows)


def extend(db: Session, act: Act, account_id: int, answer: Answer, name: str) -> None:
    """Add one more passkey to an account. Refused: passkey-failed."""
    add(db, act, account_id, answer, name)
    accounts.tell_change(db, act, account_id, "passkey-added")


def rename(db: Session, act: Act, account_id: int, key: str, name: str) -> None:
    """Give a passkey another name. Refused: not-found."""
    _own(db, account_id, key).name = name
    accounts.tell_change(db, act, account_id, "passkey-renamed")


def remove(db: Session, act: Act, account_id: int, key: str) -> None:
    """Remove a passkey. Refused: not-found, last-way-in."""
    holder = db.get_one(Account, account_id, with_for_update=True)
    row = _own(db, account_id, key)
    if holder.password_hash is None and len(passkeys(db, account_id)) == 1:
        raise Refused(LAST_WAY_IN)
    db.delete(row)
    accounts.tell_change(db, act, account_id, "passkey-removed")


def _verified(row: Passkey, answer: Answer) -> VerifiedAuthentication:
    return _checked(
        lambda: webauthn.verify_authentication_response(
            credential=answer.response, expected_challenge=answer.challenge.value, expected_rp_id=answer.party.id,
            expected_origin=answer.party.origin, credential_public_key=row.public_key,
            credential_current_sign_count=row.sign_count,
            require_user_verification=row.account.totp_secret is not None or row.account.institution_id is None,
        )
    )  # fmt: skip


def _checked(read: Callable[[], T]) -> T:
    """What `read` makes of bytes that strangers sent; whatever it raises means that they were refused."""
    try:
        return read()
    except Exception as error:
        raise Refused(PASSKEY_FAILED) from error


def _need_young(challenge: Challenge, now: datetime) -> None:
    if not challenge.made <= now < challenge.made + LIFETIME:
        raise Refused(PASSKEY_FAILED)


def _spend(db: Session, challenge: Challenge, now: datetime) -> None:
    """Take a challenge once: whoever comes second with it is refused by the key of the table."""
    db.execute(delete(SpentChallenge).where(SpentChallenge.spent < now - 2 * LIFETIME))
    try:
        with db.begin_nested():
            db.add(SpentChallenge(digest=hashlib.sha256(challenge.value).digest(), spent=now))
    except IntegrityError:
        raise Refused(PASSKEY_FAILED) from None


def _handle(party: Party, owner: str) -> bytes:
    """What the device calls the account."""
    return hashlib.sha256(f"majma|{party.id}|{owner}".encode()).digest()


def _owner_key(row: Account) -> str:
    return f"officer|{row.id}" if row.institution_id is None else f"institution|{row.institution_id}"


def _own(db: Session, account_id: int, key: str) -> Passkey:
    try:
        row = db.get(Passkey, bytes.fromhex(key), with_for_update=True)
    except ValueError:
        row = None
    if row is None or row.account_id != account_id:
        raise Refused(NOT_FOUND)
    return row
