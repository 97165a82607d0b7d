"""The end of the keys: when the result is final or the election annulled, nobody keeps what could decrypt a ballot."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.language.message import N_
from app.models import Election, JournalEntry
from app.services.acts import journal
from app.services.acts.act import Act
from app.services.acts.refusal import Refusal, Refused
from app.services.acts.step import Step
from app.services.election.election import ElectionValue, election_value
from app.services.election.rows import find
from app.services.voting import backup_copy
from app.services.voting.rows import trustees_of
from app.states.election import Keeper
from app.states.officer import Permission
from app.states.phase import OVER

KEYS_KEPT = Refusal(
    code="keys-kept",
    status=409,
    words=N_(
        "These trustees must first destroy key file, copies and sheets: %(names)s. Tick it when they have said so."
    ),
    field="stated",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class KeysDestroyed:
    """When the keys ended: whether the office kept one, and which trustees destroyed theirs, with copies and sheets."""

    at: datetime
    office: bool
    trustees: tuple[str, ...]


def destroy_office_key(db: Session, act: Act, public_id: str, *, stated: bool = False) -> ElectionValue:
    """Destroy the key that the office keeps, once the result is final or the election annulled; two officers.

    Again changes nothing. `stated`: every trustee has said that key file, copies and sheets are destroyed, which is
    recorded with it.
    Refused: two-officers-needed, phase-wrong, keys-kept where trustees hold keys and it was not stated.
    """
    row = find(db, public_id, lock=True)
    DESTROY.need(db, act, row.id)
    if row.key_destroyed is None:
        holders = trustees_of(db, row.id)
        own = [one.name for one in holders if one.kind != Keeper.OFFICE]
        if own and not stated:
            raise Refused(KEYS_KEPT, names=tuple(own))
        for one in holders:
            one.sealed_key = None
        row.key_destroyed = act.now
        journal.record(
            db, act, journal.Kind.OFFICE_KEY_DESTROYED, election_id=row.id, office=len(own) < len(holders),
            trustees=own, copies=[one.place for one in backup_copy.copies_with_key(db, row.public_id)],
        )  # fmt: skip
    return election_value(db, row.id)


def office_key_destroyed(db: Session, public_id: str) -> datetime | None:
    """When the key that the office kept was destroyed, or None before. Refused: not-found."""
    return find(db, public_id).key_destroyed


def keys_destroyed(db: Session, public_id: str) -> KeysDestroyed | None:
    """What the minutes say of the end of the keys, or None before it. Refused: not-found."""
    row = find(db, public_id)
    if row.key_destroyed is None:
        return None
    mine = (JournalEntry.election_id == row.id, JournalEntry.kind == journal.Kind.OFFICE_KEY_DESTROYED.value)
    detail = db.scalars(select(JournalEntry.detail).where(*mine).order_by(JournalEntry.id.desc()).limit(1)).one()
    named = detail["trustees"]
    return KeysDestroyed(
        at=row.key_destroyed, office=bool(detail["office"]), trustees=tuple(named) if isinstance(named, list) else ()
    )


def _is_without_keys(db: Session, election_id: int) -> bool:
    row = db.get_one(Election, election_id)
    return row.key_destroyed is not None or not any(one.public_key for one in trustees_of(db, row.id))


DESTROY = Step(
    code="destroy",
    permission=Permission.DECIDE,
    officers=2,
    before=OVER,
    is_done=_is_without_keys,
    danger=True,
    do=destroy_office_key,
    more=("stated",),
    title=N_("Destroy the keys"),
    sentence=N_("The election has ended: nothing needs the keys any more. Two officers confirm."),
    button=N_("Destroy the keys now"),
    lines=(
        N_("A key that the office keeps is destroyed; nothing can ever be decrypted with it again."),
        N_("What the trustees said of their keys stands in the journal and in the minutes."),
    ),
    done=N_("The keys are destroyed."),
)
