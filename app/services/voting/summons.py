"""Trustees of an earlier election asked again: their reserve keys, and new links, each made when it is handed over."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.language.message import N_
from app.models import Trustee
from app.services.acts import journal
from app.services.acts.act import Act
from app.services.acts.refusal import NOT_FOUND, Refusal, Refused
from app.services.election.rows import find
from app.services.voting import trustee
from app.services.voting.rows import find_trustee, need_invited, secret_digest
from app.states.election import Keeper

LINK_GIVEN = Refusal(
    code="link-given",
    status=409,
    words=N_("The link of this trustee was made already, and is shown only once. Remove the trustee and invite again."),
)


def summon(db: Session, act: Act, earlier: str, later: str) -> int:
    """Ask the trustees of an earlier election again, each with the first reserve key at hand; how many brought one.

    Nobody has the new links yet: `make_link` makes each when it is handed over.
    Refused: not-found, phase-wrong, trustee-duplicate.
    """
    brought = 0
    for holder in trustee.trustees(db, earlier):
        if holder.kind == Keeper.OFFICE:
            continue
        asked, _ = trustee.invite(db, act, later, name=holder.name)
        find_trustee(db, asked.public_id).invitation = None
        brought += trustee.bring_reserve(db, act, asked.public_id)
    return brought


def without_link(db: Session, public_id: str) -> frozenset[str]:
    """The public ids of the trustees whom nobody has a link of yet. Refused: not-found."""
    mine = select(Trustee.public_id).where(
        Trustee.election_id == find(db, public_id).id, Trustee.kind == Keeper.BROWSER, Trustee.removed.is_(None),
        Trustee.invitation.is_(None),
    )  # fmt: skip
    return frozenset(db.scalars(mine))


def make_link(db: Session, act: Act, public_id: str, trustee_id: str) -> tuple[str, str]:
    """The name of a trustee who has no link yet, and the secret of the new one, shown once.

    Refused: not-found, link-given.
    """
    election, row = find(db, public_id, lock=True), find_trustee(db, trustee_id)
    if row.election_id != election.id or row.removed is not None or row.kind == Keeper.OFFICE:
        raise Refused(NOT_FOUND)
    if row.invitation is not None:
        raise Refused(LINK_GIVEN)
    secret = act.random(16).hex()
    row.invitation = secret_digest(secret)
    journal.record(db, act, journal.Kind.TRUSTEE_INVITED, election_id=election.id, trustee=row.name, link=True)
    return row.name, secret


def need_link(db: Session, public_id: str, trustee_id: str, secret: str) -> trustee.TrusteeValue:
    """The trustee of an election whose invitation secret this is. Refused: not-found, invitation-invalid."""
    row = need_invited(db, trustee_id, secret)
    if row.election_id != find(db, public_id).id:
        raise Refused(NOT_FOUND)
    return trustee.trustee_value(db, row.id)
