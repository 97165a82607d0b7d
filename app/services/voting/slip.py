"""Slips: making credentials and tokens for paper, sealing the setup, telling good slips from others.

The private half of a credential is not known here: see `slip_printing`, and a credential officer's laptop.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from app.language.message import N_
from app.models import BallotIndex, Election, PaperRuled, Slip, SlipBatch
from app.services.acts import journal
from app.services.acts.act import Act
from app.services.acts.refusal import Refusal, Refused
from app.services.acts.two import need_pair
from app.services.election.election import need_phase
from app.services.election.rows import find
from app.services.hall import electorate
from app.services.hall.rows import personal_slips
from app.states.phase import BEFORE_VOTING, POLLING, Phase
from app.states.slip import OUT_OF_HAND, SlipMishap, SlipState
from ballots import credential, token
from ballots.ed25519 import load_public_key
from ballots.errors import BallotsError
from ballots.slips import (
    MAX_SLIPS,
    SERIAL_LENGTH,
    SlipRecord,
    read_serial,
)
from ballots.token import TokenKey

AT_THE_DESK = N_("Please ask at the desk of the session.")
CREDENTIAL_UNKNOWN = Refusal(
    code="credential-unknown", status=403, words=N_("This slip does not belong to this election."), advice=AT_THE_DESK
)
ELECTION_CLOSED = Refusal(
    code="election-closed",
    status=403,
    words=N_("Voting has been closed."),
    advice=N_("No vote can be cast any more. With any question please turn to the officers of the session."),
)
ELECTION_NOT_OPEN = Refusal(
    code="election-not-open",
    status=403,
    words=N_("Voting has not been opened yet."),
    advice=N_("Please keep your slip and come back when the presidium has opened the voting."),
)
SERIAL_UNKNOWN = Refusal(
    code="serial-unknown",
    status=404,
    words=N_("No slip here has this serial. Compare it with the slip; it has %(length)s characters."),
    named=N_("No slip of this election has the serial \u2068%(serial)s\u2069. Compare it with the slip."),
    field="serial",
)
SERIAL_WRONG = Refusal(
    code="serial-wrong",
    status=400,
    words=N_("This is not a serial. It has %(length)s letters and digits and stands on the outer half of the slip."),
    field="serial",
)
SLIP_EXPIRED = Refusal(code="slip-expired", status=403, words=N_("This slip has expired."), advice=AT_THE_DESK)
SLIP_ENDED = Refusal(
    code="slip-ended",
    status=403,
    words=N_("This slip was printed before the election was unfrozen. It is void."),
    advice=AT_THE_DESK,
)
SLIP_FOREIGN = Refusal(
    code="slip-foreign", status=403, words=N_("This slip belongs to another election."), advice=AT_THE_DESK
)
SLIP_FORGED = Refusal(code="slip-forged", status=403, words=N_("This is not a genuine slip."), advice=AT_THE_DESK)
SLIP_USED = Refusal(
    code="slip-used",
    status=409,
    words=N_("A vote has already been cast with this slip."),
    named=N_(
        "A vote was cast with the slip \u2068%(serial)s\u2069. If it was never handed out, the count stops "
        "until the presidium has ruled: call the observers."
    ),
    advice=N_("If you have not voted yet, please call the officers of the session."),
    field="serial",
)
SLIP_VOID = Refusal(
    code="slip-void",
    status=403,
    words=N_("This slip has been declared void."),
    named=N_("The slip \u2068%(serial)s\u2069 was declared void or spoiled before. It is counted there."),
    advice=N_("Please ask for another slip at the desk of the session."),
    field="serial",
)
SLIP_RULED = Refusal(
    code="slip-ruled",
    status=403,
    words=N_("The paper of this slip was ruled invalid by two officers. It casts no vote any more."),
    named=N_("The paper of the slip \u2068%(serial)s\u2069 was ruled invalid. It is counted there."),
    field="serial",
)
SLIPS_PERSONAL = Refusal(
    code="slips-personal",
    status=400,
    words=N_("There are %(most)s slips in all. No more of them can be personal."),
    field="personal",
)
SLIPS_SEALED = Refusal(
    code="slips-sealed", status=409, words=N_("The slips are confirmed. None can be printed any more.")
)
SLIPS_TOO_FEW = Refusal(
    code="slips-too-few",
    status=400,
    words=N_("At least %(least)s slips are needed, one for each delegate on the roll."),
    field="number",
)
SLIPS_TOO_MANY = Refusal(
    code="slips-too-many",
    status=400,
    words=N_("For this roll at most %(most)s slips can be made. Please check the number."),
    field="number",
)


TOKEN_LIFETIME = timedelta(days=10 * 366)
"""How long the token of a slip is told to be good: longer than any election. What ends a slip is its election, which
the register knows; an hour of one clock, be it right or wrong, ends none."""
WEIGHT = 1
"""How many votes a slip carries. One institution, one vote: the roll knows no other weight."""
MOST = MAX_SLIPS


@dataclass(frozen=True, slots=True, kw_only=True)
class SlipCounts:
    """Slips of an election: printed, of which personal; votes on all; void, spoiled; whether the setup is sealed; which
    printing it is."""

    printed: int
    personal: int
    votes: int
    void: int
    spoiled: int
    sealed: bool
    printing: int

    @property
    def good(self) -> int:
        """Those that are neither void nor spoiled."""
        return self.printed - self.void - self.spoiled


def need_unsealed(db: Session, public_id: str, *, lock: bool = False) -> None:
    """Refuse unless slips can still be made; the election's row is locked when `lock`.

    Refused: phase-wrong, slips-sealed.
    """
    election = find(db, public_id, lock=lock)
    need_phase(election.phase, Phase.FROZEN)
    batch = db.get(SlipBatch, election.id)
    if batch is not None and batch.sealed:
        raise Refused(SLIPS_SEALED)


def need_printable(db: Session, public_id: str, count: int, *, lock: bool = True, personal: int = 0) -> None:
    """Refuse unless so many slips can be made for an election now, so many of them personal; its row is locked when
    `lock`.

    Refused: phase-wrong, slips-sealed, slips-too-few, slips-too-many, slips-personal.
    """
    need_unsealed(db, public_id, lock=lock)
    election = find(db, public_id)
    enrolled = electorate.enrolled(db, election.id)
    if count < max(1, enrolled):
        raise Refused(SLIPS_TOO_FEW, least=max(1, enrolled))
    if count > min(MOST, most_slips(enrolled)):
        raise Refused(SLIPS_TOO_MANY, most=min(MOST, most_slips(enrolled)))
    if personal > count:
        raise Refused(SLIPS_PERSONAL, most=count)


def store(db: Session, election_id: int, records: Sequence[SlipRecord], *, per_page: int | None, personal: int) -> None:
    """Put the public halves in the place of those of an earlier printing; the rest as `SlipBatch` says."""
    election = db.get_one(Election, election_id)
    db.execute(delete(Slip).where(Slip.election_id == election.id))
    db.add_all(
        Slip(
            serial=one.serial, election_id=election.id, credential=credential_digest(one.credential), weight=one.weight,
            state=SlipState.GOOD,
        )
        for one in records
    )  # fmt: skip
    election.credentials = credential.encode_public_credentials((one.credential, one.weight) for one in records)
    batch = db.get(SlipBatch, election.id)
    if batch is None:
        batch = SlipBatch(election_id=election.id, printing=0, sealed=False)
        db.add(batch)
    batch.printed, batch.printing = len(records), batch.printing + 1
    batch.per_page, batch.personal = per_page, personal
    db.flush()


def expiry(act: Act) -> int:
    """The end of the validity that tokens of slips made now tell, in Unix seconds."""
    return int((act.now + TOKEN_LIFETIME).timestamp())


def most_slips(enrolled: int) -> int:
    """How many slips may be printed for a roll: a slipped digit must not keep the printer busy for hours."""
    return 3 * enrolled + 50


def void_slip(
    db: Session, act: Act, public_id: str, serial: str, *, spoiled: bool, why: SlipMishap | None = None
) -> SlipCounts:
    """Declare a slip void (lost, wrong, given back) or spoiled (torn, its holder gets another); two officers. `why` is
    what the journal says of it.

    Refused: what `need_pair` refuses, phase-wrong, not-found, serial-wrong, serial-unknown, slip-void, slip-used,
    slip-ruled.
    """
    election = find(db, public_id, lock=True)
    need_pair(db, act, election.id)
    need_phase(election.phase, *POLLING)
    row = _good_slip(db, election, _serial(serial))
    row.state = SlipState.SPOILED if spoiled else SlipState.VOID
    said: dict[str, Any] = {} if why is None else {"why": why.value}
    journal.record(
        db, act, journal.Kind.SLIP_VOIDED, election_id=election.id, serial=row.serial, state=row.state, **said
    )
    return counts(db, public_id)


def counts(db: Session, public_id: str) -> SlipCounts:
    """The numbers of an election's slips."""
    election = find(db, public_id)
    batch = db.get(SlipBatch, election.id)
    states: dict[SlipState, tuple[int, int]] = {}
    mine = select(Slip.state, func.count(), func.sum(Slip.weight)).where(Slip.election_id == election.id)
    for state, number, votes in db.execute(mine.group_by(Slip.state)):
        states[state] = number, int(votes)
    return SlipCounts(
        printed=batch.printed if batch else 0, personal=batch.personal if batch else 0,
        votes=sum(votes for _, votes in states.values()),
        void=states.get(SlipState.VOID, (0, 0))[0], spoiled=states.get(SlipState.SPOILED, (0, 0))[0],
        sealed=bool(batch and batch.sealed), printing=batch.printing if batch else 0,
    )  # fmt: skip


def need_unused(db: Session, election_id: int, serials: Collection[str]) -> tuple[str, ...]:
    """These serials in their one form, each once; their slips must be good and without a ballot.

    Refused: serial-wrong for what is no serial, which is repeated to nobody; serial-unknown, slip-void, slip-used,
    slip-ruled, each with the serial.
    """
    election = db.get_one(Election, election_id)
    return tuple(_good_slip(db, election, serial).serial for serial in sorted({_serial(text) for text in serials}))


def mark_unused(db: Session, election_id: int, serials: Collection[str]) -> None:
    """The slips of these serials were never handed out: none of them votes any more."""
    for serial in serials:
        db.get_one(Slip, (election_id, serial)).state = SlipState.UNUSED


_APART: Final = frozenset((SlipState.SPOILED, SlipState.VOID))


@dataclass(frozen=True, slots=True, kw_only=True)
class SlipOnTable:
    """A slip that lies on the table, by its serial, and what it counts as at the closing."""

    serial: str
    state: SlipState


def look_on_table(db: Session, public_id: str, serial: str) -> SlipOnTable:
    """What a slip on the table is until the closing: spoiled or void as it was declared, else good and to be counted
    as not handed out.

    Refused: not-found, phase-wrong, and what `need_unused` refuses.
    """
    election = find(db, public_id)
    need_phase(election.phase, *POLLING)
    row = db.get(Slip, (election.id, _serial(serial)))
    if row is not None and row.state in _APART:
        return SlipOnTable(serial=row.serial, state=row.state)
    (found,) = need_unused(db, election.id, (serial,))
    return SlipOnTable(serial=found, state=SlipState.UNUSED)


def count_unused(db: Session, election_id: int, serials: Collection[str]) -> int:
    """How many slips of these serials `need_unused` would take."""
    counted: set[str] = set()
    for text in serials:
        try:
            counted.update(need_unused(db, election_id, (text,)))
        except Refused:
            continue
    return len(counted)


def count_apart(db: Session, election_id: int, serials: Collection[str]) -> Counter[SlipState]:
    """How many slips of these serials were declared spoiled, and how many void; what is neither does not count."""
    scanned = set(serials)
    asked = select(Slip.serial, Slip.state).where(Slip.election_id == election_id, Slip.state.in_(_APART))
    return Counter(state for serial, state in db.execute(asked) if serial in scanned)


def _good_slip(db: Session, election: Election, serial: str) -> Slip:
    row = db.get(Slip, (election.id, serial))
    if row is None:
        raise Refused(SERIAL_UNKNOWN, serial=serial, length=SERIAL_LENGTH)
    if row.state != SlipState.GOOD:
        raise Refused(SLIP_VOID, serial=row.serial)
    if db.get(BallotIndex, (election.id, row.credential)):
        raise Refused(SLIP_USED, serial=row.serial)
    if db.get(PaperRuled, (election.id, row.credential)):
        raise Refused(SLIP_RULED, serial=row.serial)
    return row


def _serial(text: str) -> str:
    try:
        return read_serial(text)
    except BallotsError as error:
        raise Refused(SERIAL_WRONG, length=SERIAL_LENGTH) from error


def credentials_by_state(db: Session, election_id: int) -> dict[SlipState, tuple[str, ...]]:
    """The public credentials, in base 10, of the slips that are not in voters' hands: unused, spoiled, void."""
    election = db.get_one(Election, election_id)
    listed = credential.read_public_credentials(election.credentials or b"[]")
    publics = {credential_digest(public): public for public, _ in listed}
    found: dict[SlipState, list[str]] = {state: [] for state in OUT_OF_HAND}
    mine = select(Slip.state, Slip.credential).where(Slip.election_id == election.id, Slip.state.in_(found))
    for state, digest in db.execute(mine):
        found[state].append(publics[digest])
    return {state: tuple(ones) for state, ones in found.items()}


def batch_keys(db: Session, election_id: int) -> dict[int, TokenKey]:
    """The key of the credential officer who made the slips of this election, by its id; none where the office did."""
    election = db.get_one(Election, election_id)
    batch = db.get(SlipBatch, election.id)
    return {} if batch is None else officer_key(batch.key_id, batch.key, election.fingerprint)


def officer_key(key_id: int | None, key: bytes | None, fingerprint: str | None) -> dict[int, TokenKey]:
    """A credential officer's key for the slips of the election of this fingerprint, by its id; or none."""
    if key is None or key_id is None:
        return {}
    return {key_id: TokenKey(public=load_public_key(key), kinds=frozenset({token.Kind.SLIP}), of=fingerprint)}


def need_open(phase: Phase) -> None:
    """Refuse (election-not-open, election-closed) unless ballots may be cast."""
    if phase in BEFORE_VOTING:
        raise Refused(ELECTION_NOT_OPEN)
    if phase != Phase.OPEN:
        raise Refused(ELECTION_CLOSED)


def need_good(db: Session, election_id: int, public: str) -> bytes:
    """The digest of a credential whose slip is good. Refused: credential-unknown, slip-void, slip-ruled."""
    digest = credential_digest(public)
    state = db.scalar(select(Slip.state).where(Slip.election_id == election_id, Slip.credential == digest))
    if state is None:
        raise Refused(CREDENTIAL_UNKNOWN)
    if state != SlipState.GOOD:
        raise Refused(SLIP_VOID)
    if db.get(PaperRuled, (election_id, digest)) is not None:
        raise Refused(SLIP_RULED)
    return digest


def is_personal(db: Session, election_id: int, public: str) -> bool:
    """Whether this public credential is that of a personal slip: one of the last, in the order of serials."""
    here = select(Slip.serial).where(Slip.election_id == election_id)
    serial = db.scalar(here.where(Slip.credential == credential_digest(public)))
    last = db.scalars(here.order_by(Slip.serial.desc()).limit(personal_slips(db, election_id)))
    return serial in set(last)


def credential_digest(public: str) -> bytes:
    """What is stored instead of a public credential: its SHA-256."""
    return hashlib.sha256(public.encode()).digest()
