"""What is handed in of the sums, proved: by the key of its trustee, bound to the tally, and what it gives if it is the
last. Proved before the writer is taken, and known under it (`voting.proved`).
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.language.message import N_
from app.models import Election, Trustee
from app.services.acts.act import Act
from app.services.acts.refusal import NOT_FOUND, PHASE_WRONG, Refusal, Refused
from app.services.acts.two import need_pair
from app.services.election.election import need_phase
from app.services.election.rows import find
from app.services.voting import board, proved, trustee
from app.services.voting.key_backup import BACKUP_INVALID
from app.services.voting.rows import find_trustee, need_invited, trustees_of
from app.states.election import Keeper
from app.states.phase import Phase
from ballots import board as chain
from ballots import tally
from ballots.election import Election as Definition
from ballots.election import decode_election
from ballots.errors import BallotsError
from ballots.hand_in import HandIn
from ballots.trustees import TrusteeKey

DECRYPTION_INVALID = Refusal(
    code="decryption-invalid",
    status=400,
    words=N_(
        "This decryption was not taken: it is damaged, or not of this key and these sums. Nothing"
        " was put on the board. Please make it again with your key file and hand it in again."
    ),
)
DECRYPTION_WRONG = Refusal(
    code="decryption-wrong",
    status=409,
    words=N_(
        "With this decryption the sums give no possible result. Nothing was put on the board. "
        "Please hand it in again; if it is refused again, call the officers and the observers."
    ),
)
OFFICE_FIRST = Refusal(
    code="office-first",
    status=409,
    words=N_("The key that the office keeps hands in first. Please come back when the secretariat has used it."),
)
WRONG = (DECRYPTION_INVALID, DECRYPTION_WRONG)
"""Refusals of a hand-in that is false, not out of place."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tallied:
    """The encrypted sums on the board, their event, and the total weight of the ballots in them."""

    definition: Definition
    event: chain.BoardEvent
    sums: tally.EncryptedTally
    weight: int


def tallied_of(db: Session, election_id: int) -> Tallied:
    """The encrypted sums. Refused: archive-missing, phase-wrong."""
    row = db.get_one(Election, election_id)
    if row.definition is None:
        raise Refused(PHASE_WRONG, phase=row.phase)
    definition = decode_election(row.definition)
    event = board.last_of(db, row.id, chain.ENCRYPTED_TALLY)
    data, sizes = chain.check_sized_tally(event)
    sums = proved.sums(data, definition)
    return Tallied(definition=definition, event=event, sums=sums, weight=sizes.total_weight)


def prove_decryption(db: Session, trustee_id: str, *, secret: str, hand_in: bytes) -> None:
    """Prove what a trustee hands in, and what it would give, before the writer is taken for `give_decryption`.

    That is dear: some hundred milliseconds for two dozen candidates. Refused: as `give_decryption`.
    """
    holder = need_invited(db, trustee_id, secret)
    _prove(db, db.get_one(Election, holder.election_id), holder, hand_in)


def prove_office_decryption(db: Session, public_id: str, *, hand_in: bytes) -> None:
    """The same before `give_office_decryption`. Refused: as `give_office_decryption`."""
    row = find(db, public_id)
    _prove(db, row, find_trustee(db, trustee.office_key(db, public_id)[0].public_id), hand_in)


def prove_rebuilt_decryption(
    db: Session, act: Act, public_id: str, trustee_id: str, *, hand_in: bytes, shares: tuple[int, ...]
) -> None:
    """The same before `give_rebuilt_decryption`. Refused: as `give_rebuilt_decryption`."""
    row = find(db, public_id)
    need_rebuilt(db, act, public_id, trustee_id, shares)
    _prove(db, row, find_trustee(db, trustee_id), hand_in)


def _prove(db: Session, row: Election, holder: Trustee, hand_in: bytes) -> None:
    """Prove what would be put on the board; nothing where nothing would be. Refused: phase-wrong, as `part`."""
    if holder.decryption is None:
        need_phase(row.phase, Phase.CLOSED)
        part(db, holder.id, hand_in=hand_in)


def need_rebuilt(db: Session, act: Act, public_id: str, trustee_id: str, shares: tuple[int, ...]) -> None:
    """Refuse what is no key of an absent trustee, rebuilt by two officers from enough of its shares.

    Refused: not-found, as `need_pair`, phase-wrong, backup-invalid.
    """
    row = find(db, public_id)
    need_pair(db, act, row.id)
    need_phase(row.phase, Phase.CLOSED)
    holder = next((one for one in trustees_of(db, row.id) if one.public_id == trustee_id), None)
    if holder is None or holder.decryption is not None:
        raise Refused(NOT_FOUND)
    threshold = trustee.trustee_value(db, holder.id).threshold
    if threshold is None or len(set(shares)) < threshold or not set(shares) <= set(range(1, (holder.shares or 0) + 1)):
        raise Refused(BACKUP_INVALID)


def part(db: Session, trustee_row: int, *, hand_in: bytes) -> tuple[HandIn, tally.Result | None]:
    """A hand-in of the trustee of this row, proved and bound, and the counts where it is the last.

    Refused: phase-wrong, trustees-missing, office-first, decryption-invalid, decryption-wrong, archive-missing.
    """
    holder = db.get_one(Trustee, trustee_row)
    holders, tallied = trustees_of(db, holder.election_id), tallied_of(db, holder.election_id)
    if holder.kind != Keeper.OFFICE and any(one.kind == Keeper.OFFICE and one.decryption is None for one in holders):
        raise Refused(OFFICE_FIRST)
    keys = trustee.keys(db, holder.election_id)
    try:
        key = keys[(holder.owner or 1) - 1]
        given = proved.hand_in(hand_in, key, tallied.sums, tallied.definition, tallied.event.hash)
    except BallotsError as error:
        raise Refused(DECRYPTION_INVALID, reason=error.code) from error
    parts = [given.decryption if one is holder else one.decryption for one in holders]
    whole = tuple(part for part in parts if part is not None)
    return given, (_work_out(tallied, whole, keys) if len(whole) == len(parts) else None)


def _work_out(tallied: Tallied, parts: tuple[bytes, ...], keys: tuple[TrusteeKey, ...]) -> tally.Result:
    """The counts, before anything of them is on the board. Refused: decryption-wrong."""
    try:
        return proved.counts(tallied.sums, parts, keys, tallied.weight, tallied.definition)
    except BallotsError as error:
        raise Refused(DECRYPTION_WRONG, reason=error.code) from error
