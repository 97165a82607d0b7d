"""Backups of trustees' keys and reserve keys: the commitments, and which sheets their holders have tested."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress

from sqlalchemy.orm import Session

from app.language.message import N_
from app.models import Election, ReserveKey, Trustee
from app.services.acts import journal
from app.services.acts.act import Act
from app.services.acts.refusal import NOT_FOUND, Refusal, Refused
from app.services.election.election import need_phase
from app.services.voting import proved, trustee
from app.services.voting.rows import find_trustee, invited, need_invited
from app.services.voting.trustee import TRUSTEES_MISSING
from app.states.phase import UNTIL_CLOSED, Phase
from ballots.backup import MAX_SHARES, Commitments
from ballots.errors import BallotsError

BACKUP_FINAL = Refusal(
    code="backup-final",
    status=409,
    words=N_("Voting is open: the backup that is there is final. Its sheets are still good."),
)
BACKUP_INVALID = Refusal(
    code="backup-invalid",
    status=400,
    words=N_("This does not fit the backup of the key. Please compare the sheet, or make it again."),
)
RESERVE_USED = Refusal(
    code="reserve-used",
    status=409,
    words=N_("This reserve key serves another election now. Hand this in on your page of that one."),
)


Kept = Trustee | ReserveKey
"""What a backup belongs to: a trustee's key, or one in reserve."""


def give_backup(
    db: Session,
    act: Act,
    trustee_id: str,
    *,
    secret: str,
    commitments: bytes,
    shares: int,
    reserve: int | None = 0,
) -> trustee.TrusteeValue:
    """Take the commitments of a backup of the key, or of the reserve key of a number from 1; None: of whichever it is.

    Until the poll opens a later one replaces it, and its sheets become waste paper; then what there is is final, since
    whoever has the secret of the invitation could put sheets that fit nothing in the place of tested ones.
    Refused: invitation-invalid, phase-wrong after voting, trustees-missing before there is a key, reserve-used for a
    reserve key that another election has taken up, backup-invalid, backup-final.
    """
    row, election = invited(db, trustee_id, secret)
    need_phase(election.phase, *UNTIL_CLOSED)
    reserve = _number_of(row, commitments) if reserve is None else reserve
    kept = _kept(row, reserve)
    if kept is None or kept.public_key is None:
        raise Refused(TRUSTEES_MISSING)
    if isinstance(kept, ReserveKey) and kept.user is not None:
        raise Refused(RESERVE_USED)
    try:
        found = proved.commitments(commitments, proved.trustee_key(kept.public_key).public_key)
    except BallotsError as error:
        raise Refused(BACKUP_INVALID, reason=error.code) from error
    if not found.threshold <= shares <= MAX_SHARES:
        raise Refused(BACKUP_INVALID, reason="backup-size")
    if (kept.commitments, kept.shares) != (commitments, shares):
        _need_changeable(kept, election)
        kept.commitments, kept.shares, kept.shares_seen = commitments, shares, []
        journal.record(
            db, act, journal.Kind.TRUSTEE_BACKUP_MADE, election_id=election.id, trustee=row.name,
            threshold=found.threshold, shares=shares, **_named(reserve),
        )  # fmt: skip
    return trustee.trustee_value(db, row.id)


def prove_backup(db: Session, trustee_id: str, *, secret: str, commitments: bytes) -> None:
    """Prove the commitments of a backup before the writer is taken for `give_backup`; wrong ones are refused there.

    Refused: invitation-invalid.
    """
    row = need_invited(db, trustee_id, secret)
    trustee.trustee_value(db, row.id)
    for public_key in (row.public_key, *(one.public_key for one in row.reserves)):
        if public_key is not None:
            with suppress(BallotsError):
                proved.commitments(commitments, proved.trustee_key(public_key).public_key)


def _need_changeable(kept: Kept, election: Election) -> None:
    if kept.commitments is not None and election.phase == Phase.OPEN:
        raise Refused(BACKUP_FINAL)


def commitments(db: Session, trustee_id: str, reserve: int = 0) -> bytes:
    """The commitments of the backup of a trustee's key, or of the reserve key of a number. Refused: not-found."""
    kept = _kept(find_trustee(db, trustee_id), reserve)
    kept = kept.keeper if isinstance(kept, ReserveKey) else kept
    if kept is None or kept.commitments is None:
        raise Refused(NOT_FOUND)
    return kept.commitments


def prove_sheet(db: Session, trustee_id: str, *, proof: bytes) -> None:
    """Look through the proof of a sheet before the writer is taken for `see_sheet`; a wrong one is refused there.

    Refused: not-found.
    """
    row = find_trustee(db, trustee_id)
    with suppress(Refused):
        _proved(row, proof)


def see_sheet(db: Session, act: Act, trustee_id: str, *, proof: bytes) -> int:
    """Note that the holder of a sheet has tested it whole; the sheet's number. Again changes nothing.

    A sheet of a reserve key that another election took up counts there: its code still names the first.
    Refused: not-found, backup-invalid for a proof of another sheet or backup.
    """
    row = find_trustee(db, trustee_id)
    db.get_one(Election, row.election_id, with_for_update=True)  # two keepers may test at the same moment
    db.refresh(row)
    if row.removed is not None:
        raise Refused(NOT_FOUND)
    kept, number = _proved(row, proof)
    if number > (kept.shares or 0):
        raise Refused(BACKUP_INVALID, reason="share-wrong")
    if number not in (kept.shares_seen or []):
        kept.shares_seen = sorted([*(kept.shares_seen or []), number])
        reserve, of = (kept.number, row) if isinstance(kept, ReserveKey) else (0, kept)
        journal.record(
            db, act, journal.Kind.TRUSTEE_SHEET_SEEN, election_id=of.election_id, trustee=row.name,
            sheet=number, **_named(reserve),
        )  # fmt: skip
    return number


def _kept(row: Trustee, reserve: int) -> Kept | None:
    if reserve == 0:
        return row
    return next((one for one in row.reserves if one.number == reserve), None)


def _number_of(row: Trustee, commitments: bytes) -> int:
    """The number of the reserve key whose public half begins the commitments, else 0, the key's own."""
    for reserve in row.reserves:
        try:
            proved.commitments(commitments, proved.trustee_key(reserve.public_key).public_key)
        except BallotsError:
            continue
        return reserve.number
    return 0


def _proved(row: Trustee, proof: bytes) -> tuple[Kept, int]:
    """The key whose sheet a proof shows: the proof itself names no key, so each is tried."""
    reason = "not-found"
    for kept, published in _backups(row):
        try:
            return kept, proved.sheet(proof, published)
        except BallotsError as error:
            reason = error.code
    if reason == "not-found":
        raise Refused(NOT_FOUND)
    raise Refused(BACKUP_INVALID, reason=reason)


def _backups(row: Trustee) -> Iterator[tuple[Kept, Commitments]]:
    every: list[Kept] = [row, *(one.keeper for one in row.reserves)]
    for kept in every:
        if kept.commitments is not None and kept.public_key is not None:
            public = proved.trustee_key(kept.public_key).public_key
            yield kept, proved.commitments(kept.commitments, public)


def _named(reserve: int) -> dict[str, int]:
    return {"reserve": reserve} if reserve else {}
