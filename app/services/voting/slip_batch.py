"""Slips that a credential officer makes on another laptop: the order, the batch of public halves, its published key.

The officer is not trusted to wish well: whatever a batch holds, it is refused by name or it makes a sound election.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.language.message import N_
from app.language.names import Names
from app.models import Election, SlipBatch
from app.services.acts import journal
from app.services.acts.act import Act
from app.services.acts.refusal import Refusal, Refused
from app.services.election.rows import find
from app.services.voting import trustee
from app.services.voting.slip import WEIGHT, SlipCounts, batch_keys, counts, expiry, need_printable, store
from app.states.phase import Phase
from ballots.custody_errors import SlipCredentialError
from ballots.election import decode_election
from ballots.errors import BallotsError
from ballots.slips import Batch, Order, check_batch, decode_papers, encode_order, read_batch
from ballots.token import TokenKey
from ballots.trustees import election_key

SLIPS_CREDENTIAL = Refusal(
    code="slips-credential",
    status=400,
    words=N_(
        "Slip \u2068%(serial)s\u2069 carries a number that no voter may hold: it is not valid, stands "
        "twice, or everybody knows its secret. No slip was taken. Have all slips made anew."
    ),
)
SLIPS_FOREIGN = Refusal(code="slips-foreign", status=409, words=N_("These slips were made for another election."))
SLIPS_INVALID = Refusal(
    code="slips-invalid", status=400, words=N_("This is not the file credentials.json, or it is damaged.")
)
SLIPS_KEY = Refusal(
    code="slips-key",
    status=409,
    words=N_("The number or the key of these slips belongs to others already. Have all slips made anew."),
)
SLIPS_SECRET = Refusal(
    code="slips-secret",
    status=400,
    words=N_("This file holds the secrets of the slips. Have all slips made anew, then choose credentials.json."),
)
SLIPS_WEIGHT = Refusal(
    code="slips-weight",
    status=409,
    words=N_(
        "Each slip is one vote, as the roll says. Slip \u2068%(serial)s\u2069 would count for more "
        "(%(count)s such slips in all). No slip was taken."
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficerKey:
    """The key of one election's credential officer: from when it is published, and when its slips ended with the poll,
    None before."""

    election: str
    title: Names
    key_id: int
    key: TokenKey
    since: datetime | None
    until: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """A batch that may be taken, and the SHA-256 of its file."""

    batch: Batch
    digest: str


def order_slips(
    db: Session, act: Act, public_id: str, count: int, paper: dict[str, Any], *, per_page: int = 4, personal: int = 0
) -> bytes:
    """The order for a credential officer; `paper` is what printing needs, with `per_page` and `personal` in it.

    Refused: phase-wrong, slips-sealed, slips-too-few, slips-too-many, slips-personal.
    """
    need_printable(db, public_id, count, personal=personal)
    election = find(db, public_id)
    definition = decode_election(election.definition or b"")
    journal.record(
        db, act, journal.Kind.SLIPS_ORDERED, election_id=election.id, count=count, per_page=per_page, personal=personal
    )
    return encode_order(Order(election=definition, count=count, expiry=expiry(act), paper=paper))


def check(db: Session, public_id: str, data: bytes, *, own_keys: Collection[int]) -> Checked:
    """Look a batch through before anybody else has to wait for it: a list of the largest roll takes half a minute.

    `own_keys` are the ids of the installation's token keys, which a batch may not name. What costs little is looked at
    first. Refused: slips-invalid, slips-secret, phase-wrong, slips-sealed, slips-too-few, slips-too-many,
    slips-personal, slips-foreign, slips-key, slips-weight, and slips-credential, which names the slip.
    """
    try:
        batch = read_batch(data)
    except BallotsError as error:
        raise Refused(SLIPS_SECRET if _holds_secrets(data) else SLIPS_INVALID, reason=error.code) from error
    need_printable(db, public_id, len(batch.records), lock=False)
    election = find(db, public_id)
    _need_own(election, batch)
    _need_new_key(db, election, batch, own_keys)
    heavy = sorted(one.serial for one in batch.records if one.weight != WEIGHT)
    if heavy:
        raise Refused(SLIPS_WEIGHT, count=len(heavy), serial=heavy[0])
    keys = trustee.keys(db, election.id)
    numbers = (*(key.public_key for key in keys), election_key(keys))
    try:
        check_batch(batch, tuple(map(str, numbers)))
    except SlipCredentialError as error:
        raise Refused(SLIPS_CREDENTIAL, serial=error.serial) from error
    return Checked(batch=batch, digest=hashlib.sha256(data).hexdigest())


def take_slips(db: Session, act: Act, public_id: str, checked: Checked) -> SlipCounts:
    """Take the public halves that a credential officer made; an earlier printing becomes waste paper.

    They were printed as the last order said. Refused: phase-wrong, slips-sealed, slips-too-few, slips-too-many,
    slips-personal, slips-foreign.
    """
    batch = checked.batch
    need_printable(db, public_id, len(batch.records))
    election = find(db, public_id)
    _need_own(election, batch)
    ordered = journal.of_kind(db, election.id, journal.Kind.SLIPS_ORDERED)
    said = ordered[-1].detail if ordered else {}
    per_page, personal = said.get("per_page"), min(int(str(said.get("personal", 0))), len(batch.records))
    store(db, election.id, batch.records, per_page=None if per_page is None else int(str(per_page)), personal=personal)
    row = db.get_one(SlipBatch, election.id)
    row.key_id, row.key = batch.key_id, batch.key.public_bytes_raw()
    journal.record(
        db, act, journal.Kind.SLIPS_TAKEN, election_id=election.id, count=len(batch.records), printing=row.printing,
        sha256=checked.digest, key=f"{batch.key_id} {row.key.hex()}",
    )  # fmt: skip
    return counts(db, public_id)


def taken_file(db: Session, public_id: str) -> str:
    """The SHA-256 of the credential officer's file, as long as the slips that it brought are the election's; or ''."""
    election = find(db, public_id)
    said = journal.of_kind(db, election.id, journal.Kind.SLIPS_TAKEN)
    return str(said[-1].detail["sha256"]) if said and batch_keys(db, election.id) else ""


def officer_keys(db: Session) -> tuple[OfficerKey, ...]:
    """The keys of all credential officers whose slips were taken, the newest election first."""
    made = select(Election).join(SlipBatch, SlipBatch.election_id == Election.id).where(SlipBatch.key.is_not(None))
    return tuple(
        OfficerKey(
            election=row.public_id, title=Names(row.title_fa, row.title_en, row.title_ar), key_id=key_id, key=key,
            since=_taken(db, row), until=_ended(row),
        )
        for row in db.scalars(made.order_by(Election.id.desc()))
        for key_id, key in batch_keys(db, row.id).items()
    )  # fmt: skip


def _taken(db: Session, row: Election) -> datetime | None:
    """When the slips of an election were taken, as the journal says."""
    said = journal.of_kind(db, row.id, journal.Kind.SLIPS_TAKEN)
    return said[-1].at if said else None


def _ended(row: Election) -> datetime | None:
    """When the slips of an election ended, with its poll; None before."""
    at = row.phase_times.get(Phase.CLOSED) or row.phase_times.get(Phase.ANNULLED)
    return datetime.fromisoformat(at) if at else None


def _need_own(election: Election, batch: Batch) -> None:
    if (batch.uuid, batch.fingerprint) != (election.uuid, election.fingerprint):
        raise Refused(SLIPS_FOREIGN)


def _need_new_key(db: Session, election: Election, batch: Batch, own_keys: Collection[int]) -> None:
    """Refuse (slips-key) a key whose number or half others have: the published list names each once."""
    others = select(SlipBatch.key_id, SlipBatch.key).where(SlipBatch.election_id != election.id)
    half = batch.key.public_bytes_raw()
    if batch.key_id in own_keys or any(batch.key_id == key_id or half == key for key_id, key in db.execute(others)):
        raise Refused(SLIPS_KEY)


def _holds_secrets(data: bytes) -> bool:
    """Whether these are the papers, which were to stay with the credential officer."""
    try:
        decode_papers(data)
    except BallotsError:
        return False
    return True
