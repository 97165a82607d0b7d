"""Invitations: with a signed token an institution makes its account; the office opens, prints and renews them.

SPEC section 8. Only the serial is kept: the token of an invitation is the same whenever it is signed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Select, delete, select
from sqlalchemy.orm import Session

from app.language.message import N_
from app.models import (
    Account,
    Assembly,
    AssemblySession,
    Election,
    Institution,
    Introduction,
    Invitation,
    Nomination,
)
from app.services.acts import journal
from app.services.acts.act import Act
from app.services.acts.refusal import NOT_FOUND, Refusal, Refused
from app.services.register.assembly import AssemblyValue, assembly_value
from app.services.register.institution import InstitutionValue, institution_value
from ballots import token
from ballots.errors import BallotsError
from ballots.slips import TokenSigner

INVITATION_EXPIRED = Refusal(
    code="invitation-expired",
    status=403,
    words=N_("This invitation ended on %(until)s. Please ask the office for a new one."),
)
INVITATION_INVALID = Refusal(
    code="invitation-invalid",
    status=403,
    words=N_("This link is not valid. If you typed it, compare it with the sheet, or ask the office for a new one."),
)
INVITATION_USED = Refusal(
    code="invitation-used",
    status=409,
    words=N_("An account has already been made with this invitation. Please sign in."),
)


LIFETIME = timedelta(days=30)


@dataclass(frozen=True, slots=True, kw_only=True)
class Invited:
    """Who is invited by which assembly, and until when; `serial` is what the token names."""

    institution: InstitutionValue
    assembly: AssemblyValue
    until: datetime
    serial: int


@dataclass(frozen=True, slots=True, kw_only=True)
class InvitationBatch:
    """Invitations that one act made and that are open still; `reachable` have an e-mail address."""

    made: datetime
    until: datetime
    count: int
    reachable: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far an institution is on its way to a nomination; `until`: of its last invitation, if it was not used."""

    account: bool = False
    until: datetime | None = None
    nominated: bool = False


def open(
    db: Session, act: Act, assembly_id: int, institution_ids: Iterable[int], *, lifetime: timedelta = LIFETIME
) -> tuple[Invited, ...]:
    """Invite institutions that were introduced to this assembly, in Persian order; an earlier invitation ends.

    Refused: not-found when the assembly does not know one of them.
    """
    home = db.get_one(Assembly, assembly_id, with_for_update=True)
    wanted = set(institution_ids)
    rows = _introduced(db, assembly_id, wanted)
    if len(rows) < len(wanted):
        raise Refused(NOT_FOUND)
    if not rows:
        return ()
    db.execute(
        delete(Invitation).where(Invitation.assembly_id == assembly_id, Invitation.institution_id.in_(sorted(wanted)))
    )
    until, value = (act.now + lifetime).replace(microsecond=0), assembly_value(db, home.id)
    made = []
    for row in rows:
        serial = _free_serial(db, act)
        db.add(
            Invitation(
                serial=serial, assembly_id=assembly_id, institution_id=row.id, made=act.now, expires=until, used=None
            )
        )
        made.append(Invited(institution=institution_value(db, row.id), assembly=value, until=until, serial=serial))
    journal.record(
        db, act, journal.Kind.INVITATIONS_MADE, assembly_id=assembly_id, institutions=[row.id for row in rows],
        until=until.isoformat(),
    )  # fmt: skip
    return tuple(made)


def opened(db: Session, assembly_id: int, now: datetime, *, made: datetime | None = None) -> tuple[Invited, ...]:
    """The invitations of an assembly that can still be used, in Persian order; with `made` only those of one act."""
    home = assembly_value(db, assembly_id)
    query = _open(assembly_id, now).order_by(Institution.sort_key, Institution.id)
    if made is not None:
        query = query.where(Invitation.made == made)
    return tuple(
        Invited(institution=institution_value(db, row.id), assembly=home, until=one.expires, serial=one.serial)
        for one, row in db.execute(query)
    )


def batches(db: Session, assembly_id: int, now: datetime) -> tuple[InvitationBatch, ...]:
    """The open invitations by the act that made them, the newest first."""
    found: dict[datetime, list[tuple[datetime, bool]]] = {}
    for one, row in db.execute(_open(assembly_id, now).order_by(Invitation.made.desc())):
        found.setdefault(one.made, []).append((one.expires, bool(row.contacts.get("email"))))
    return tuple(
        InvitationBatch(made=made, until=ones[0][0], count=len(ones), reachable=sum(mail for _, mail in ones))
        for made, ones in found.items()
    )


def _open(assembly_id: int, now: datetime) -> Select[Invitation, Institution]:
    return (
        select(Invitation, Institution)
        .join(Institution, Institution.id == Invitation.institution_id)
        .where(Invitation.assembly_id == assembly_id, Invitation.used.is_(None), Invitation.expires > now)
    )


def without_account(db: Session, assembly_id: int) -> tuple[int, ...]:
    """The ids of the institutions of an assembly that have no account, in Persian order."""
    holders = select(Account.institution_id).where(Account.institution_id.is_not(None))  # «not in» takes no NULL
    query = (
        select(Institution.id)
        .join(Introduction, Introduction.institution_id == Institution.id)
        .where(Introduction.assembly_id == assembly_id, Institution.id.not_in(holders))
    )
    return tuple(db.scalars(query.order_by(Institution.sort_key, Institution.id)))


def invited(db: Session, assembly_id: int, now: datetime) -> frozenset[int]:
    """The ids of the institutions that hold an invitation that can still be used."""
    mine = select(Invitation.institution_id).where(Invitation.assembly_id == assembly_id)
    return frozenset(db.scalars(mine.where(Invitation.used.is_(None), Invitation.expires > now)))


def stages(db: Session, assembly_id: int, institution_ids: Iterable[int]) -> dict[int, Progress]:
    """The stage of each institution, in three queries however many they are."""
    wanted = tuple(institution_ids)
    accounts = set(db.scalars(select(Account.institution_id).where(Account.institution_id.in_(wanted))))
    invitations = select(Invitation.institution_id, Invitation.expires).where(
        Invitation.assembly_id == assembly_id, Invitation.institution_id.in_(wanted), Invitation.used.is_(None)
    )
    until = {row.institution_id: row.expires for row in db.execute(invitations)}
    nominated = set(
        db.scalars(
            select(Nomination.institution_id)
            .join(Election, Election.id == Nomination.election_id)
            .join(AssemblySession, AssemblySession.id == Election.session_id)
            .where(AssemblySession.assembly_id == assembly_id, Nomination.institution_id.in_(wanted))
        )
    )
    return {one: Progress(account=one in accounts, until=until.get(one), nominated=one in nominated) for one in wanted}


def sign(invited: Invited, signer: TokenSigner) -> str:
    """The token of an invitation, 160 characters; the link is `<address>/I/<token>`."""
    address = invited.assembly.address
    return token.sign_token(
        token.Token(
            kind=token.Kind.INVITATION, key_id=signer.key_id, context=token.context_of(address),
            subject=invited.serial, expiry=int(invited.until.timestamp()),
            digest=token.invitation_digest(address, invited.serial),
        ),
        signer.private,
    )  # fmt: skip


def look(db: Session, keys: Mapping[int, token.TokenKey], text: str, now: datetime) -> Invited:
    """Whom a token invites. `keys` are the installation's, `text` is as it was scanned or typed.

    Refused: invitation-invalid (also one that a newer one ended), invitation-used, invitation-expired.
    """
    return _value(db, _read(db, keys, text, now))


def use(db: Session, act: Act, keys: Mapping[int, token.TokenKey], text: str) -> Invited:
    """Mark an invitation as used, in the transaction that makes the account. Refused: as `look`."""
    row = _read(db, keys, text, act.now, lock=True)
    row.used = act.now
    journal.record(db, act, journal.Kind.INVITATION_USED, assembly_id=row.assembly_id, institution=row.institution_id)
    return _value(db, row)


def _read(
    db: Session, keys: Mapping[int, token.TokenKey], text: str, now: datetime, *, lock: bool = False
) -> Invitation:
    try:
        found = token.open_token(token.normalise(text), keys)
    except BallotsError as error:
        raise Refused(INVITATION_INVALID) from error
    if found.kind != token.Kind.INVITATION:
        raise Refused(INVITATION_INVALID)
    row = db.get(Invitation, found.subject, with_for_update=lock)
    if row is None:
        raise Refused(INVITATION_INVALID)
    address = db.get_one(Assembly, row.assembly_id).address
    digest = token.invitation_digest(address, row.serial)
    if (found.context, found.digest) != (token.context_of(address), digest):
        raise Refused(INVITATION_INVALID)
    if row.used is not None:
        raise Refused(INVITATION_USED)
    if now >= row.expires or now.timestamp() >= found.expiry:
        raise Refused(INVITATION_EXPIRED, until=row.expires)
    return row


def _introduced(db: Session, assembly_id: int, wanted: set[int]) -> Sequence[Institution]:
    return db.scalars(
        select(Institution)
        .join(Introduction, Introduction.institution_id == Institution.id)
        .where(Introduction.assembly_id == assembly_id, Institution.id.in_(sorted(wanted)))
        .order_by(Institution.sort_key, Institution.id)
    ).all()


def _free_serial(db: Session, act: Act) -> int:
    """A random number of 31 bits that no invitation has."""
    while True:
        serial = int.from_bytes(act.random(4), "big") >> 1
        if db.get(Invitation, serial) is None:
            return serial


def _value(db: Session, row: Invitation) -> Invited:
    return Invited(
        institution=institution_value(db, row.institution.id), until=row.expires, serial=row.serial,
        assembly=assembly_value(db, row.assembly_id),
    )  # fmt: skip
