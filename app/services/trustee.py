"""Trustees of the decryption key: inviting, taking public keys, checking that a kept key still works."""

from __future__ import annotations

import hashlib
import hmac
import json
from dataclasses import dataclass

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.models import Election, Trustee
from app.services import journal
from app.services.act import Act, Refused
from app.services.election import find, need_phase
from app.services.sealed_key import open_sealed, seal
from ballots.backup import MAX_SHARES, decode_commitments
from ballots.errors import BallotsError
from ballots.keyfile import public_key_print
from ballots.trustees import (
    NONCE_SIZE,
    TrusteeKey,
    decode_private_key,
    decode_trustee_key,
    encode_private_key,
    generate_private_key,
    make_public_key,
    verify_answer,
)

EARLY = ("draft", "nominating", "reviewing")


@dataclass(frozen=True, slots=True, kw_only=True)
class TrusteeValue:
    """A trustee; `owner` is the number on the board once the election is frozen.

    Of `shares` backup shares, `threshold` rebuild the key; `rebuilt_from` are those that did.
    """

    public_id: str
    election: str
    name: str
    kind: str
    has_key: bool
    key_print: str | None
    checked: bool
    owner: int | None
    decrypted: bool
    threshold: int | None
    shares: int | None
    rebuilt_from: tuple[int, ...]


def make_office_key(db: Session, act: Act, public_id: str, *, name: str, passphrase: str) -> TrusteeValue:
    """Make the one key that the office keeps, sealed with a passphrase.

    Refused: phase-wrong, trustee-duplicate, passphrase-weak.
    """
    election = find(db, public_id, lock=True)
    need_phase(election, *EARLY)
    private = generate_private_key(act.random)
    row = _add(db, act, election, name, "office")
    row.public_key = make_public_key(private, act.random, name).to_bytes()
    row.sealed_key = seal(encode_private_key(private), passphrase, act.random)
    row.checked = True
    journal.record(db, act, journal.Kind.TRUSTEE_KEY_GIVEN, election=election, trustee=name, kept="office")
    return trustee_value(row, election)


def invite(db: Session, act: Act, public_id: str, *, name: str) -> tuple[TrusteeValue, str]:
    """Invite a trustee to make a key in an own browser; returns also the secret of the invitation.

    Refused: phase-wrong, trustee-duplicate.
    """
    election = find(db, public_id, lock=True)
    need_phase(election, *EARLY)
    secret = act.random(16).hex()
    row = _add(db, act, election, name, "browser")
    row.invitation = _digest(secret)
    journal.record(db, act, journal.Kind.TRUSTEE_INVITED, election=election, trustee=name)
    return trustee_value(row, election), secret


def remove(db: Session, act: Act, public_id: str, trustee_id: str) -> None:
    """Take a trustee off before the election is frozen. Refused: phase-wrong, not-found."""
    election = find(db, public_id, lock=True)
    need_phase(election, *EARLY)
    row = _find(db, trustee_id)
    if row.election_id != election.id:
        raise Refused("not-found")
    db.delete(row)
    journal.record(db, act, journal.Kind.TRUSTEE_REMOVED, election=election, trustee=row.name)


def give_key(db: Session, act: Act, trustee_id: str, *, secret: str, public_key: bytes) -> TrusteeValue:
    """Take the public key that a trustee's browser made; giving the same key again changes nothing.

    Refused: invitation-invalid, phase-wrong, key-invalid, key-name for one that carries another trustee's name.
    """
    row, election = invited(db, trustee_id, secret)
    if row.public_key == public_key:
        return trustee_value(row, election)
    need_phase(election, *EARLY)
    try:
        key = decode_trustee_key(public_key)
    except BallotsError as error:
        raise Refused("key-invalid", reason=error.code) from error
    if key.name not in (None, row.name):
        raise Refused("key-name", name=row.name)
    row.public_key = public_key
    row.checked = False
    row.commitments = row.shares = None
    journal.record(db, act, journal.Kind.TRUSTEE_KEY_GIVEN, election=election, trustee=row.name, kept="trustee")
    return trustee_value(row, election)


def begin_test(db: Session, act: Act, trustee_id: str, *, secret: str) -> str:
    """A fresh nonce, over which only the kept key proves itself.

    Refused: invitation-invalid, trustees-missing before there is a key.
    """
    row, _ = invited(db, trustee_id, secret)
    if row.public_key is None:
        raise Refused("trustees-missing")
    row.test = act.random(NONCE_SIZE).hex()
    return row.test


def pass_test(db: Session, act: Act, trustee_id: str, *, secret: str, answer: bytes) -> TrusteeValue:
    """Record that the kept key proved itself; each nonce serves once. Refused: invitation-invalid, test-wrong."""
    row, election = invited(db, trustee_id, secret)
    if row.test is None or row.public_key is None:
        raise Refused("test-wrong")
    try:
        verify_answer(answer, decode_trustee_key(row.public_key), row.test)
    except BallotsError as error:
        raise Refused("test-wrong", reason=error.code) from error
    row.test, row.checked = None, True
    journal.record(db, act, journal.Kind.TRUSTEE_KEY_CHECKED, election=election, trustee=row.name)
    return trustee_value(row, election)


def give_backup(
    db: Session, act: Act, trustee_id: str, *, secret: str, commitments: bytes, shares: int
) -> TrusteeValue:
    """Take the commitments of a backup; a later one replaces it, and its sheets become waste paper.

    Refused: invitation-invalid, phase-wrong after voting, trustees-missing before there is a key, backup-invalid.
    """
    row, election = invited(db, trustee_id, secret)
    need_phase(election, *EARLY, "frozen", "open")
    if row.public_key is None:
        raise Refused("trustees-missing")
    try:
        found = decode_commitments(commitments, decode_trustee_key(row.public_key).public_key)
    except BallotsError as error:
        raise Refused("backup-invalid", reason=error.code) from error
    if not found.threshold <= shares <= MAX_SHARES:
        raise Refused("backup-invalid", reason="backup-size")
    if (row.commitments, row.shares) != (commitments, shares):
        row.commitments, row.shares = commitments, shares
        journal.record(
            db, act, journal.Kind.TRUSTEE_BACKUP_MADE, election=election, trustee=row.name,
            threshold=found.threshold, shares=shares,
        )  # fmt: skip
    return trustee_value(row, election)


def commitments(db: Session, trustee_id: str) -> bytes:
    """The commitments of a trustee's backup. Refused: not-found."""
    found = _find(db, trustee_id).commitments
    if found is None:
        raise Refused("not-found")
    return found


def trustees(db: Session, public_id: str) -> tuple[TrusteeValue, ...]:
    """The trustees of an election in the order of their numbers on the board."""
    election = find(db, public_id)
    return tuple(trustee_value(row, election) for row in rows(db, election))


def trustee(db: Session, trustee_id: str) -> TrusteeValue:
    """One trustee. Refused: not-found."""
    row = _find(db, trustee_id)
    return trustee_value(row, db.get_one(Election, row.election_id))


def public_number(db: Session, trustee_id: str) -> str | None:
    """The public key as a number in base 10, or None before there is one. Refused: not-found."""
    stored = _find(db, trustee_id).public_key
    return str(decode_trustee_key(stored).public_key) if stored else None


def rows(db: Session, election: Election) -> list[Trustee]:
    """The rows of an election's trustees, in order."""
    return list(db.scalars(select(Trustee).where(Trustee.election_id == election.id).order_by(Trustee.id)))


def keys(db: Session, election: Election) -> tuple[TrusteeKey, ...]:
    """The public keys of an election. Refused: trustees-missing when none, or when one has none."""
    found = [row.public_key for row in rows(db, election)]
    if not found or None in found:
        raise Refused("trustees-missing")
    return tuple(decode_trustee_key(key) for key in found if key is not None)


def office_private_key(row: Trustee, passphrase: str) -> int:
    """Open the key that the office keeps. Refused: passphrase-wrong."""
    if row.sealed_key is None:
        raise Refused("not-found")
    return decode_private_key(open_sealed(row.sealed_key, passphrase))


def invited(db: Session, trustee_id: str, secret: str) -> tuple[Trustee, Election]:
    """The trustee whose invitation secret this is, and the election, locked. Refused: invitation-invalid."""
    row = db.scalars(select(Trustee).where(Trustee.public_id == trustee_id)).first()
    if row is None or row.invitation is None or not hmac.compare_digest(row.invitation, _digest(secret)):
        raise Refused("invitation-invalid")
    election = db.get_one(Election, row.election_id, with_for_update=True)
    db.refresh(row)
    return row, election


def trustee_value(row: Trustee, election: Election) -> TrusteeValue:
    """The value of a row. `key_print` is the one that a trustee's page and command show, to be compared by eye."""
    digest = public_key_print(json.loads(row.public_key)["public_key"]) if row.public_key else None
    return TrusteeValue(
        public_id=row.public_id, election=election.public_id, name=row.name, kind=row.kind,
        has_key=row.public_key is not None, key_print=digest, checked=row.checked, owner=row.owner,
        decrypted=row.decryption is not None, threshold=_threshold(row), shares=row.shares,
        rebuilt_from=tuple(row.rebuilt_from or ()),
    )  # fmt: skip


def _threshold(row: Trustee) -> int | None:
    if row.commitments is None or row.public_key is None:
        return None
    return decode_commitments(row.commitments, decode_trustee_key(row.public_key).public_key).threshold


def _add(db: Session, act: Act, election: Election, name: str, kind: str) -> Trustee:
    same = Trustee.name == name
    if kind == "office":
        same = or_(same, Trustee.kind == "office")
    if db.scalar(select(Trustee.id).where(Trustee.election_id == election.id, same)):
        raise Refused("trustee-duplicate", name=name)
    row = Trustee(public_id=act.random(8).hex(), election_id=election.id, name=name, kind=kind, checked=False)
    db.add(row)
    db.flush()
    return row


def _find(db: Session, trustee_id: str) -> Trustee:
    row = db.scalars(select(Trustee).where(Trustee.public_id == trustee_id)).first()
    if row is None:
        raise Refused("not-found")
    return row


def _digest(secret: str) -> bytes:
    return hashlib.sha256(secret.encode()).digest()
